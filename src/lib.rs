//! Role-based access control for messaging products (SMS, voice, email, chat), as an embeddable, pure Rust library.
//!
//! An application adds it as a dependency and asks it one question: *who may do what, on which account, on whose data,
//! until when, and why not.* It does no I/O, reads no clock, keeps no global state and spawns nothing; the caller passes
//! the time in and stores what comes out.
//!
//! # The one equation
//!
//! ```text
//! allowed  ⇔  required ⊆ granted(scope) ∩ ceiling
//! ```
//!
//! - *required*: a [`PermissionSet`], usually one [`Permission`];
//! - *granted(scope)*: what a user's roles and levels give at the [`Scope`] that the request needs: [`Grants`];
//! - *ceiling*: what the account makes available at all, again a [`PermissionSet`].
//!
//! All three are masks, so a check is a mask test:
//!
//! ```
//! use sendright::{Area, Level, Levels, Permission, PermissionSet, Preset, Scope};
//!
//! // A preset, or a level for each feature area; here a Sender who also prepares newsletters.
//! let granted = Preset::Sender.grants().union(Levels::NONE.with(Area::Email, Level::Editor).grants());
//! // What this account offers: it is postpaid, so there is no credit to buy.
//! let ceiling = PermissionSet::ALL - Permission::CreditPurchase;
//! let granted = granted.within(ceiling);
//!
//! assert!(granted.allows(Permission::SmsLaunch, Scope::Account));
//! assert!(granted.allows(Permission::EmailEdit | Permission::MessageFreeText, Scope::Account));
//!
//! assert!(!granted.allows(Permission::EmailLaunch, Scope::Account), "an Editor prepares, and does not send");
//! assert!(!granted.allows(Permission::CreditPurchase, Scope::Account), "the ceiling lacks it");
//! assert!(!granted.allows(Permission::SmsLaunch, Scope::Subtree), "not in sub-accounts");
//! ```
//!
//! # The rules
//!
//! The numbers are stable; tests are named after them.
//!
//! ## V. Values
//!
//! - **V1** [Levels](Level) are ordered `None < Guest < Editor < Approver`, and [`Area::permissions`] grows with the
//!   level.
//! - **V2** [`Levels`] are stored as given and never derived from a set. [`PermissionSet::level`] is for display: the
//!   lowest level whose permissions are the most that is held in full. So nothing held reads as None, and so does
//!   Guest in an area that has no Guest permission.
//! - **V3** [`Grants`] are nested: subtree ⊆ account ⊆ own. Every operation keeps that, and nothing can break it.
//! - **V4** An empty requirement is never allowed. No constructor admits a bit that stands for no permission; on input
//!   it is an error.
//! - **V5** [`PermissionSet::ALL`] is the 92 permissions of the catalogue and the application's own 32;
//!   [`Preset::Admin`] holds it at [`Scope::Subtree`], so that administrators can give custom permissions.
//!   [`Permission::ALL`] lists the 92. Custom permissions belong to [`Area::Custom`], which [`Area::ALL`] leaves out and
//!   no level gives; their level is Approver.
//! - **V6** Levels grant at [`Scope::Account`]. A published [`Feature`] is a group of areas; setting a group raises each
//!   of its areas to at least that level and lowers none.
//!
//! # Features
//!
//! - `serde` (default): `Serialize` and `Deserialize` for every value. Human-readable formats carry names (`"sms.send"`,
//!   a list of names for a set, `{"email": "editor"}` for levels, `{"own": […], "account": […], "subtree": […]}` with
//!   each permission under its widest scope for grants); compact formats carry numbers. Both are stable. Input is
//!   checked whole: what is unknown, undefined, listed twice or not nested is an error that names it.
//!
mod decision;
mod directory;
mod organization;
mod permission;
mod state;

pub use decision::{Authorized, Denial, Request, RequestDraft};
pub use directory::{Change, Command, CommitError, Directory, Refusal, Snapshot, SnapshotError};

pub use organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, AssignedRole, Assignment, Billing, Email, EmailPolicy,
    EmailPolicyError, EmailRefused, Invitation, InvitationId, Membership, Name, NameError, ParseEmailError,
    ParseIdError, ParsePhoneError, Phone, Principal, Role, RoleId, Suspension, User, UserId,
};
pub use permission::{
    Area, CustomNameError, CustomNames, Feature, Grants, Level, Levels, NotNested, Permission, PermissionSet,
    PermissionSetIter, Preset, Scope, UnknownAreaBits, UnknownBits, UnknownName,
};

/// Every block of the README runs as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
