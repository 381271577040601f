//! A small messaging service to run: campaigns of several accounts, invitations, roles, API keys, and who may do what.
//!
//! It is [`sendright`] with [`sendright_axum`] and [`sendright_authzen`] in front and [`sendright_sqlx`] behind. `main.rs` starts it.

mod answer;
pub mod demo;
mod described;
mod input;
mod product;
mod routes;
mod secret;
mod store;
mod words;

pub use described::description;
pub use product::{Product, Terms};
pub use routes::{app, table};
pub use secret::{Secret, SecretDigest};
pub use store::{Campaign, Person, Store};

sendright::rights! {
    /// To see campaigns.
    pub See = SmsView;
    /// To write a campaign.
    pub Write = SmsEdit | MessageFreeText;
    /// To launch a campaign.
    pub Launch = SmsLaunch;
    /// To see who is in the account.
    pub SeeUsers = UserView;
    /// To see the accounts below.
    pub SeeSubaccounts = SubaccountView;
    /// To see API keys.
    pub SeeKeys = IntegrationKeys;
    /// To read what happened.
    pub Audit = AuditView;
}
