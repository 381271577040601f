//! August: a colleague leaves one account, and stays in another.

use sendright::{AccountId, Command, Permission, Request, Scope};

use crate::product::{Cast, Outcome, Product, day};

pub(crate) fn august(product: &mut Product) -> Outcome {
    let Cast { acme, north, south, ada, lea, import, nightly, till, .. } = product.cast;
    product.chapter("August: a leaver")?;
    product.says("Before that, a message of Lea's, as the application notes it.")?;
    let request = Request::new(lea, Permission::SmsLaunch, acme).at(day(7, 20));
    let proof = product.directory.authorize(&request)?;
    product.history.record(proof, &product.directory, Some("campaign 42".parse()?));
    let line = product.last_entry().map(|entry| entry.brief().to_string()).unwrap_or_default();
    product.shows(&line, line.contains("“Lea” used sms.launch"))?;

    product.says("Her term in Acme North is over. Her key there sleeps: nobody has revoked it.")?;
    let key_sends = |key, account: AccountId| Request::new(key, Permission::SmsSend, account).at(day(8, 17));
    product.may_not("May the key Nightly send in Acme North?", &key_sends(nightly, north), "expired")?;
    product.shows("It is still there.", product.directory.api_key(nightly).is_some())?;

    product.says(
        "Lea leaves the head office. What would it do to remove her from Acme? The administrator is told first.",
    )?;
    let remove = Command::RemoveMember { user: lea, account: acme };
    let impact = product.directory.impact(&product.plan(day(8, 17), ada, &remove)?)?;
    let told = impact.display(&product.directory).to_string();
    product.quotes(&told)?;
    let [loses] = impact.accesses() else { return Err("one user, in one account".into()) };
    product.shows(
        "She loses what she had in Acme, from now on; in Acme South she loses nothing.",
        (loses.principal, loses.account, loses.from, loses.until) == (lea.into(), acme, day(8, 17), None)
            && loses.lost().allows(Permission::SmsLaunch, Scope::Account)
            && loses.gained().is_none(),
    )?;
    product.shows(
        "Two keys are revoked: the one in Acme, and the one that sleeps below it.",
        impact.ended_keys().eq([import, nightly]),
    )?;

    product.does(day(8, 17), ada, &remove)?;
    product.may_not("May the key Import send in Acme?", &key_sends(import, acme), "key_revoked")?;
    product.may("May the key Till send in Acme South?", &key_sends(till, south))?;
    product.may("May Lea herself?", &Request::new(lea, Permission::SmsSend, south).at(day(8, 17)))?;
    product.may_not(
        "May she still in Acme?",
        &Request::new(lea, Permission::SmsSend, acme).at(day(8, 17)),
        "no_access",
    )?;
    Ok(product.shows("What she did stays in the history.", {
        let launched = product.history.find(sendright::history::HistoryQuery::new().by(lea));
        launched.filter(|entry| entry.brief().to_string().contains("campaign 42")).count() == 1
    })?)
}
