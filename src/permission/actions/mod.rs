//! What a product's buttons require, by name: actions such as [`SMS_SEND_TEMPLATE_NOW`].
//!
//! One permission can be the wrong question. `sms.send` alone says yes to a user who may not write the text. `message.cancel`
//! says yes to an Approver of emailings, who has no level in SMS at all, since all channels share the area `message`. Each
//! constant here is the set that its button requires, so that a request asks the whole question:
//!
//! ```
//! use sendright::{Feature, Level, Levels, Permission, Preset, Scope, actions};
//!
//! // A Template user sends, and must not write the text.
//! let template = Preset::Template.grants();
//! assert!(template.allows(Permission::SmsSend, Scope::Account)); // the wrong question
//! assert!(template.allows(actions::SMS_SEND_TEMPLATE_NOW, Scope::Account));
//! assert!(!template.allows(actions::SMS_SEND_FREE_TEXT_NOW, Scope::Account));
//!
//! // An Approver of emailings has no say in SMS.
//! let emailings = Levels::NONE.raise(Feature::EMAILINGS, Level::Approver);
//! let grants = emailings.grants();
//! assert!(grants.allows(Permission::MessageCancel, Scope::Account)); // the wrong question
//! assert!(grants.allows(actions::EMAIL_CAMPAIGN_CANCEL, Scope::Account));
//! assert!(!grants.allows(actions::SMS_CAMPAIGN_CANCEL, Scope::Account));
//!
//! // Not either if they are an Editor of SMS, and prepare campaigns that others validate.
//! let grants = emailings.raise(Feature::SMS, Level::Editor).grants();
//! assert!(grants.allows(Permission::SmsEdit | Permission::MessageDelete, Scope::Account)); // the wrong question
//! assert!(grants.allows(actions::SMS_CAMPAIGN_EDIT_FREE_TEXT, Scope::Account));
//! assert!(!grants.allows(actions::SMS_CAMPAIGN_DELETE, Scope::Account));
//! ```
//!
//! An action stands for its set wherever a requirement is asked:
//!
//! ```
//! # use sendright::*;
//! # use uuid::Uuid;
//! # let now = chrono::DateTime::from_timestamp(1_795_338_000, 0).unwrap();
//! # let (acme, ada) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
//! # let bob = UserId::from(Uuid::from_u128(3));
//! # let mut directory = Directory::new();
//! # let open = Command::OpenAccount {
//! #     account: acme, name: "Acme".parse()?, billing: Billing::Postpaid, features: Selection::EVERYTHING,
//! #     administrator: ada, email: "ada@acme.example".parse()?, administrator_name: "Ada".parse()?,
//! # };
//! # directory.execute(Actor::System, open, Stamp::new(now, Uuid::from_u128(4).into()))?;
//! # let add = Command::AddUser {
//! #     user: bob, account: acme, email: "bob@acme.example".parse()?, name: "Bob".parse()?, phone: None,
//! #     assignment: Assignment::of(Preset::Regular), on_behalf_of: None,
//! # };
//! # directory.execute(Actor::System, add, Stamp::new(now, Uuid::from_u128(5).into()))?;
//! // Bob is a Regular, who sends on his own data. What he makes is his own.
//! let send = Request::new(bob, actions::SMS_SEND_FREE_TEXT_TO_FILE_NOW, acme);
//! assert!(directory.authorize(&send.own().at(now)).is_ok());
//!
//! // He uploads a file. He has no groups, and does not stop what others launched.
//! let access = directory.access(bob, acme, now)?;
//! assert!(!access.allows_own(actions::SMS_SEND_FREE_TEXT_TO_GROUP_NOW));
//! let stop = Request::new(bob, actions::SMS_CAMPAIGN_CANCEL, acme).owned_by(ada);
//! assert_eq!(directory.authorize(&stop.at(now)).unwrap_err().code(), "lesser_scope");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which action
//!
//! - `…_SEND_…` composes and sends in one step: a *template* or *free text*; to typed recipients, *to* contacts and *groups*,
//!   or *to* those in a *file*; *now* or *later*. Typed recipients get single messages, which require the permission to send;
//!   groups and files are bulk sends, which require the permission to launch. For single messages to a contact, join
//!   `SMS_SEND_TEMPLATE_NOW | Permission::MessageGroup`, and so on.
//! - To use something is not to see it. `…_TO_GROUP_…` requires no `contact.view` and `…_SEND_TEMPLATE_…` no `template.view`, so
//!   that a program can send to a group and by a template that it knows by their ids. Before a page lists those that there
//!   are, ask [`CONTACT_VIEW`] and [`TEMPLATE_VIEW`]: an Approver of SMS without a level in contacts may send to a group, and
//!   sees none.
//! - `…_CAMPAIGN_…` prepares a draft, which is an Editor's, and validates it, which is an Approver's.
//! - `…_MESSAGE_CANCEL` and `…_MESSAGE_DELETE` are about single messages, `…_CAMPAIGN_CANCEL` and `…_CAMPAIGN_DELETE` about
//!   campaigns and bulk sends.
//! - `SMS_TEMPLATE_…`, `SMS_AUTOMATION_…` and so on are about those of the channel. The same without a channel is for products
//!   whose templates and automations belong to none: it says yes whatever levels the user has in channels.
//! - Which templates and sent messages one may *see* is decided by the levels and roles of these areas alone, for all channels
//!   together. To leave out a channel's, ask [`Access::shows`](crate::Access::shows).
//!
//! The [manual](crate::manual::actions) has a table of all actions, with what each requires, and which presets and levels
//! allow it. On users, accounts, roles and keys an action says whether to offer the button:
//! [`Directory::plan`](crate::Directory::plan) decides about each command.

mod action;
mod table;

pub use action::Action;
pub use table::*;
