//! Role-based access control for messaging products (SMS, voice, email, chat), as an embeddable, pure Rust library.
//!
//! ```
//! # #[cfg(feature = "generate")]
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use sendright::{AccountId, Actor, Billing, Directory, commands::OpenAccount};
//! use sendright::{Permission, Request, Selection, UserId};
//! # let now = chrono::DateTime::from_timestamp(1_795_338_000, 0).unwrap();
//!
//! // The operator opens a postpaid account for Acme, with Ada as its administrator.
//! let (acme, ada, mut directory) = (AccountId::new(), UserId::new(), Directory::new());
//! let (name, email, adas_name) = ("Acme".parse()?, "ada@acme.example".parse()?, "Ada".parse()?);
//! let open = OpenAccount::new(
//!     acme, name, Billing::Postpaid, Selection::EVERYTHING,
//!     ada, email, adas_name,
//! );
//! directory.execute(Actor::System, open, now)?;
//!
//! // May Ada launch an SMS campaign there? The answer is a proof, or the reason why not.
//! let may_launch = Request::new(ada, Permission::SmsLaunch, acme).at(now);
//! let proof = directory.authorize(&may_launch)?;
//! assert_eq!(proof.account(), acme);
//!
//! let may_buy = Request::new(ada, Permission::CreditPurchase, acme).at(now);
//! let denial = directory.authorize(&may_buy).unwrap_err();
//! assert_eq!(denial.code(), "ceiling"); // a postpaid account has no credit to buy
//! # Ok(())
//! # }
//! # #[cfg(feature = "generate")]
//! # example().unwrap();
//! ```
//!
//! # Where to start
//!
//! [`Directory`] is the first type: it holds accounts, users and memberships, and everything is asked of it and done
//! through it.
//!
//! - **Asking.** A [`Request`] is the question of every request that an application serves. Its answer is an
//!   [`Authorized`], a proof that functions can demand, or a [`Denial`], the first reason against it. A [`Proof`] says in its
//!   type what it is of ([`rights!`]), and [`Directory::authorize_many`] answers a page of questions.
//!   [`Directory::access`] takes the masks once for a session or a front end, [`Directory::listing`] selects the rows of
//!   data that a user may see, and [`Directory::explain`] tells people why.
//! - **Changing.** A [`Command`] is decided by [`Directory::plan`] and becomes a [`Change`], or a [`Refusal`]. Changes are
//!   what an application stores; [`Directory::replay`] and [`Directory::restore`] build the directory again. The structs in
//!   [`commands`] make a command from what it requires.
//! - **Values.** A [`Permission`] is one capability and a [`PermissionSet`] many. [`Grants`] hold sets at a [`Scope`].
//!   [`Preset`]s and [`Levels`] give grants; an [`Assignment`] gives both to a user for a time. They need no directory.
//!   What the buttons of a product require is named in [`actions`].
//! - **Reviewing.** [`Directory::who_can`], [`Directory::what_can`] and the other review functions of NIST RBAC are in a
//!   [table](Directory#review-in-the-terms-of-ansi-incits-359). The module [`matrix`] has tables of who holds
//!   what, and [`history`] a log of who did what.
//!
//! The [`manual`] has the [rules](manual::rules) of every decision, tables of what each [level](manual::levels) adds and of
//! what each [action](manual::actions) requires, a [glossary](manual::glossary), the
//! [failures of other systems](manual::lessons) that are tested for, what is stable in [stored data](manual::formats), what a
//! [middleware](manual::middleware) does, and how the crate is [built](manual::architecture) and
//! [changed](manual::contributing).
//!
//! # What it is for
//!
//! An application adds it as a dependency and asks it one question: *who may do what, in which account, on whose data,
//! until when, and why not.* It does no I/O, reads no clock, keeps no global state and starts no thread: the caller passes
//! the time in and stores what comes out. Signing in, sessions, passwords, sending and storage are the application's.
//!
//! Every answer is one comparison of three masks:
//!
//! ```text
//! allowed  ⇔  required ⊆ granted(scope) ∩ ceiling
//! ```
//!
//! - *required*: a [`PermissionSet`], usually one [`Permission`];
//! - *granted(scope)*: what the user's roles and levels give, or what an API key holds, at the [`Scope`] that the request
//!   needs;
//! - *ceiling*: what the account makes available at all: its plan, billing, status and depth, and the plan and status of the
//!   accounts above it.
//!
//! ```
//! use sendright::{Area, Level, Levels, Permission, PermissionSet, Preset, Scope};
//!
//! // A Sender who also prepares newsletters, in a postpaid account.
//! let editor = Levels::NONE.with(Area::Email, Level::Editor).grants();
//! let granted = Preset::Sender.grants().union(editor);
//! let ceiling = PermissionSet::ALL - Permission::CreditPurchase;
//! let available = granted.within(ceiling);
//!
//! assert!(available.allows(Permission::SmsLaunch, Scope::Account));
//! assert!(available.allows(Permission::SmsLaunch | Permission::EmailEdit, Scope::Account));
//! assert!(!available.allows(Permission::EmailLaunch, Scope::Account)); // an Editor does not send
//! assert!(!available.allows(Permission::CreditPurchase, Scope::Account)); // the ceiling lacks it
//! assert!(!available.allows(Permission::SmsLaunch, Scope::Subtree)); // not in sub-accounts
//! ```
//!
//! # Features
//!
//! - `generate` (default): `AccountId::new()` and the like make random ids. Nothing else in the crate reads a clock or a
//!   random source.
//! - `serde` (default): `Serialize` and `Deserialize` for every value that is stored, in [stable forms](manual::formats).
//!   What comes in is checked whole.
//! - `testing`: fixtures for the tests of an application, with names in place of ids. No other crate.
//! - `proptest`: random worlds and values for property tests, and laws that hold an application's own guard, cache, lists, store
//!   and middleware against the directory. The manual has a page on testing.
//!
//! # Limits
//!
//! - A directory is kept in memory. It holds one tenant or many, and fewer than 2³¹ users, accounts and different
//!   assignments; one more is a panic, not a wrong answer.
//! - A node that is behind the log decides on old state; the revision in a proof tells which.
//! - Reviews, listings and histories leave nothing out: show them to people who may see everything.
//! - Editing a role, changing an account's status and acting on a user take time linear in the holders, accounts and
//!   memberships that they touch.
//!
//! What the rules leave open is listed [with them](manual::rules#limits).
// On docs.rs an item says which feature it needs. But derived impls can't, so that no impl of `serde` does: the text above
// says which values have them.
#![cfg_attr(docsrs, feature(doc_cfg), doc(auto_cfg(hide(feature = "serde"))))]

mod decision;
mod directory;
pub mod history;
pub mod manual;
pub mod matrix;
mod organization;
mod permission;
mod review;
mod state;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "serde")]
mod wire;

pub use decision::{Access, Authorized, Denial, Explanation, Named, Proof, ProofError, Request, RequestDraft, Right};
#[cfg(feature = "serde")]
pub use directory::SnapshotRef;
pub use directory::drafts as commands;
pub use directory::{
    AdvanceError, Change, Command, CommitError, Directory, Erasure, ErasureError, GivenBy, Refusal, Snapshot,
    SnapshotError, Stamp,
};

pub use organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, ApiKeySettings, AssignedRole, Assignment, Billing,
    ChangeId, CorporateDomain, Custody, Email, EmailPolicy, EmailPolicyError, EmailRefusedError, Invitation,
    InvitationId, Membership, Name, ParseEmailError, ParseIdError, ParseNameError, ParsePhoneError,
    ParsePrincipalError, Phone, Principal, Role, RoleDefinition, RoleId, Suspension, User, UserDetails, UserId,
};
pub use review::{AccessChange, Impact, Listing};

pub use permission::actions;
pub use permission::{
    Area, CustomNameError, CustomNames, Feature, Grants, Level, Levels, NotNestedError, Permission, PermissionSet,
    PermissionSetIter, Preset, Scope, Selection, UnknownAreaError, UnknownBitsError, UnknownNameError,
};

/// Every block of the README runs as a documentation test.
#[cfg(all(doctest, feature = "generate"))]
#[doc = include_str!("../README.md")]
struct Readme;
