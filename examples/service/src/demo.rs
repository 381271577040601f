//! A small organisation to try the service with.

use sendright::{Actor, Command};
use sendright_axum::Backend;

use crate::product::Product;
use crate::store::{Person, Store};

/// Opens the demo organisation, if the log is empty, and tells commands to try it with.
///
/// # Errors
///
/// The seed can't be read, or not be stored.
pub async fn open<DB: Store>(
    product: &Product<DB>,
    address: &str,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    if product.node().revision() > 0 {
        return Ok(None);
    }
    let commands: Vec<Command> = serde_json::from_str(include_str!("../seed.json"))?;
    let mut told = include_str!("../try.txt").replace("ADDRESS", address);
    for command in &commands {
        product.execute(Actor::System, command, product.now()).await?;
        if let Some(person) = person_of(command) {
            let placeholder = format!("SESSION_OF_{}", person.name.as_str().to_uppercase());
            told = told.replace(&placeholder, product.signed_in(&person).await?.reveal());
        }
    }
    Ok(Some(told))
}

/// Whom a command brings in.
fn person_of(command: &Command) -> Option<Person> {
    if let Command::OpenAccount { administrator: user, email, administrator_name: name, .. }
    | Command::AddUser { user, email, name, .. } = command
    {
        return Some(Person { user: *user, email: email.clone(), name: name.clone() });
    }
    None
}
