//! January: the product opens, with two customers.

use chrono::{DateTime, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Command, EmailPolicy, Grants, Permission, PermissionSet, Preset,
    Scope, Selection, UserId,
};

use crate::product::{Cast, Outcome, Product, day};

pub(crate) fn january(product: &mut Product) -> Outcome {
    let Cast { acme, north, south, beta, ada, max, lea, bea, deputy, import, nightly, till } = product.cast;
    product.chapter("January: two customers")?;
    let open =
        |account, name: &str, features, administrator, its_name: &str| -> Result<Command, Box<dyn std::error::Error>> {
            Ok(Command::OpenAccount {
                account,
                name: name.parse()?,
                billing: Billing::Prepaid,
                features,
                administrator,
                email: format!("{its_name}@{name}.example").to_lowercase().parse()?,
                administrator_name: its_name.parse()?,
            })
        };
    product.says("Acme buys everything, whatever is in it. Beta buys the features of today, one by one.")?;
    product.does(day(1, 7), Actor::System, &open(acme, "Acme", Selection::EVERYTHING, ada, "Ada")?)?;
    product.does(day(1, 7), Actor::System, &open(beta, "Beta", PermissionSet::ALL.into(), bea, "Bea")?)?;
    for (account, name) in [(north, "Acme North"), (south, "Acme South")] {
        let open = Command::OpenSubaccount { account, parent: acme, name: name.parse()? };
        product.does(day(1, 8), ada, &open)?;
    }
    let policy = EmailPolicy::corporate("acme.example")?;
    product.does(day(1, 8), ada, &Command::SetEmailPolicy { account: acme, policy })?;

    product.says("Max is Ada's deputy, by a role in which somebody ticked every box.")?;
    let grants = Grants::of(PermissionSet::ALL, Scope::Subtree);
    let define = Command::DefineRole { role: deputy, account: acme, name: "Deputy".parse()?, grants };
    product.does(day(1, 9), ada, &define)?;
    adds(product, day(1, 9), (max, "Max"), acme, Assignment::of(deputy))?;

    product.says("Lea works in three accounts, in Acme North until the end of July, and has an API key in each.")?;
    let standard = Assignment::of(Preset::Standard);
    adds(product, day(1, 12), (lea, "Lea"), acme, standard.clone())?;
    adds(product, day(1, 12), (lea, "Lea"), north, standard.clone().until(day(8, 1)))?;
    adds(product, day(1, 12), (lea, "Lea"), south, standard)?;
    makes_key(product, lea, (import, "Import"), acme)?;
    makes_key(product, lea, (nightly, "Nightly"), north)?;
    makes_key(product, lea, (till, "Till"), south)
}

/// The operator adds a person whose address the company's sign-in has proved.
pub(crate) fn adds(
    product: &mut Product,
    at: DateTime<Utc>,
    (user, name): (UserId, &str),
    account: AccountId,
    assignment: Assignment,
) -> Outcome {
    let email = format!("{name}@acme.example").to_lowercase().parse()?;
    let add =
        Command::AddUser { user, account, email, name: name.parse()?, assignment, phone: None, on_behalf_of: None };
    product.does(at, Actor::System, &add)
}

fn makes_key(product: &mut Product, owner: UserId, (key, name): (ApiKeyId, &str), account: AccountId) -> Outcome {
    let cap = Permission::SmsSend | Permission::ReportView;
    let create = Command::CreateApiKey { key, account, subtree: false, name: name.parse()?, cap, until: None };
    product.does(day(1, 13), owner, &create)
}
