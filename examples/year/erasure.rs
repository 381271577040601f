//! December: a person asks to be erased.

use sendright::history::HistoryQuery;
use sendright::{Change, Command, Directory, Erasure, ErasureError};

use crate::product::{Cast, Outcome, Product, day};

pub(crate) fn december(product: &mut Product) -> Outcome {
    let Cast { ada, lea, .. } = product.cast;
    product.chapter("December: an erasure request")?;
    product.says("Lea has left for good, and asks that Acme forget her. First she is deleted.")?;
    let delete = Command::DeleteUser { user: lea };
    let impact = product.directory.impact(&product.plan(day(12, 1), ada, &delete)?)?;
    product
        .shows("She alone loses something by it.", impact.users().eq([lea]) && impact.ended_keys().next().is_none())?;
    let early = Erasure::of_user(lea, &product.directory, &product.log).err();
    product.shows("A user who is there can't be erased.", early == Some(ErasureError::StillUser(lea)))?;
    let backup = product.directory.snapshot();
    product.does(day(12, 1), ada, &delete)?;
    product.shows("She is gone.", product.directory.user(lea).is_none())?;
    product.shows("But what is stored still tells of her.", tells_of_lea(&stored(product)?))?;

    product.says("The log, the history and the snapshots are written again without her.")?;
    let erasure = Erasure::of_user(lea, &product.directory, &product.log)?;
    let addresses: Vec<(String, String)> =
        erasure.addresses().map(|(address, placeholder)| (address.to_string(), placeholder.to_string())).collect();
    let [(address, placeholder)] = &addresses[..] else { return Err("Lea had one address".into()) };
    product.shows(&format!("{address} becomes {placeholder}."), placeholder.ends_with("@erased.invalid"))?;
    assert!(erasure.kept().is_empty() && erasure.users().eq([lea]));
    let log: Vec<Change> = product.log.drain(..).map(|change| change.erasing(&erasure)).collect();
    product.log = log;
    product.history = core::mem::take(&mut product.history).erasing(&erasure);
    let backup = serde_json::to_string(&backup.erasing(&erasure))?;
    product.shows("A snapshot of yesterday tells of her no more.", !tells_of_lea(&backup))?;
    product.shows("Neither her name nor her address is left in log and history.", !tells_of_lea(&stored(product)?))?;
    let again = Directory::replay(product.log.iter().cloned())?;
    product.shows("The log makes the same directory.", again == product.directory)?;

    product.says("That somebody did something stays, under an id that says nothing. Here is what it was:")?;
    let entries = product.history.find(HistoryQuery::new().by(lea));
    let lines: Vec<String> = entries.map(|entry| entry.brief().to_string()).collect();
    product.quotes(&lines.join("\n"))?;
    assert!(lines.iter().any(|line| line.contains("campaign 42")));
    Ok(product.says("What the application wrote itself stays, too: `campaign 42` is its own to erase.")?)
}

/// Everything that is stored, as text.
fn stored(product: &Product) -> Result<String, serde_json::Error> {
    let (log, history) = (serde_json::to_string(&product.log)?, serde_json::to_string(product.history.entries())?);
    Ok(log + &history + &serde_json::to_string(&product.directory.snapshot())?)
}

fn tells_of_lea(text: &str) -> bool {
    text.contains("\"Lea\"") || text.contains("lea@acme.example")
}
