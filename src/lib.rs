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
//! A [`Directory`] keeps accounts, users and who is what where, and answers with these three masks; it is also the only
//! way to change them, so that nobody gains what they were not to have. Its page has an example. Beneath it are plain
//! values, which need no directory:
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
//! # More than yes and no
//!
//! - [`Directory::access`] takes the masks once, for a request or a session; what it gives is serialized for a front end.
//! - [`Directory::explain`] says at length why, or why not and what would help.
//! - [`Directory::who_can`], [`what_can`](Directory::what_can) and the other review functions of NIST RBAC; the
//!   [table](Directory#review-in-the-terms-of-ansi-incits-359) says where each is.
//! - [`Directory::listing`] is what one SQL condition needs to select the rows that `authorize` would allow.
//! - [`AccessMatrix`](matrix::AccessMatrix) shows roles or people against permissions, for people and for tests.
//! - [`History`](history::History) keeps who did what, when and to whom.
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
//! ## G. What a principal holds
//!
//! - **G1** A [`Membership`] grants the union of its roles' grants and its levels at account scope, without what its
//!   [`Assignment`] withholds. There is at most one for a user and an account. It is live from its beginning (inclusive)
//!   until its end (exclusive); one that has ended counts as none.
//! - **G2** In an account, a user holds what the live membership there grants, and from each live membership in an account
//!   above, its subtree set, there at every scope. Requirements are tested against the union.
//! - **G3** `profile.edit` is the person's own: allowed to every active user on oneself, and only on oneself, in any
//!   account of the user's tree. It is never withheld, never cut by a ceiling, and ignored when grants are compared.
//! - **G4** An account's ceiling is what its features, status, billing and level leave, within its parent's. Level 5 has no
//!   `subaccount.manage`, a postpaid account no `credit.purchase`. A suspended account keeps looking (Guest), billing,
//!   `credit.view` and `credit.purchase`; a closed one keeps nothing, for good. Members and the operator suspend
//!   separately, and each side lifts its own suspension.
//! - **G5** An [`ApiKey`] belongs to a user and an account, perhaps with those below, and holds what its owner holds there
//!   within its cap, never `profile.edit`. It is live while its owner, the owner's memberships and itself are. Leaving or
//!   removal from an account revokes the owner's keys there and below for good.
//!
//! ## D. Decision
//!
//! - **D1** A request is allowed if what it requires is granted at the scope needed, within the account's ceiling, and
//!   nothing of D4 stands against it.
//! - **D2** The scope needed is Own for data that is, or in a creation will be, the principal's user's; else Account.
//! - **D3** What an account above shares downwards may be looked at: `template.view` and `contact.view`, held at Account
//!   in the asking account, while both accounts are active, within both ceilings. Nothing else.
//! - **D4** A [`Denial`] is the first that applies, in the order of its variants. Unknown principals, unknown accounts and
//!   accounts out of reach have one answer. Errors never widen.
//! - **D5** [`Authorized`] is made by the library alone.
//!
//! ## C. Commands
//!
//! - **C1** [`Command`] has the table of the permission that each takes, and where.
//! - **C2** [`Directory::plan`] has no effect. [`Directory::commit`] is all or nothing, and takes the next revision, a time
//!   not before the last change's, and a change that fits.
//! - **C3** A refused command changes nothing, and its [`Refusal`] names nothing beyond the actor's reach.
//! - **C4** The operator ([`Actor::System`]) needs no permission and no coverage; the invariants hold all the same.
//! - **C5** Anyone may leave an account and change their own details. That, and accepting, is never for a key.
//! - **C6** A user belongs to one root's tree, and nothing crosses trees. People enter by invitation, or the operator adds
//!   a user whose address is proved. An address that is not proved reserves nothing.
//! - **C7** Accepting takes the invited address, proved by the application, once, before it expires, for an active account
//!   in which the person is no member; and the inviter must at that instant still be able to send the invitation.
//!   Joining or removal ends other invitations to the address there, deletion everywhere; deletion of the inviter and
//!   closing of the account end them too.
//! - **C8** Password reset and change of address are commands, for the application to act on. An address changes only to
//!   one that is proved.
//! - **C9** A key is created, widened and extended by its owner alone; narrowed and revoked by its owner, or by who manages
//!   keys there and covers the owner. Deactivation, reset and another's change of the owner's address revoke it.
//!
//! ## E. No escalation
//!
//! - **E1** Who *covers* somebody holds, by what is live now and before ceilings, all that they hold or will hold by any
//!   membership that has not ended; in a reset, a change of address or a reactivation also what they are invited to.
//! - **E2** Who changes what a user holds covers it before and after; who deactivates, reactivates, deletes, renames or
//!   resets a user covers the user in all accounts.
//! - **E3** What is gained is covered, at every instant, by memberships that are live now and last as long.
//! - **E4** Who defines, changes or deletes a role covers its content before and after, and every holder and invitation. A
//!   role in use can't be deleted.
//! - **E5** In a reset or a change of another's address, what the user holds on their own data counts as held on the
//!   account's.
//! - **E6** Who suspends, resumes or closes an account covers every member there and below.
//! - **E7** So no sequence of commands by a group of users gives anyone, in an account that is not closed, what none of the
//!   group held or was promised.
//!
//! ## I. Invariants
//!
//! - **I1** Every root account that is not closed has an active user whose begun and unending membership there covers
//!   [`Preset::Admin`].
//! - **I2** Accounts are at most five levels below their root; every reference points to something that is there.
//! - **I3** In a tree, an address is one user's and a user has one address; memberships stay within the user's tree.
//! - **I4** A membership has a role or a level above None; a custom role is used in its account or below.
//! - **I5** Ids are never nil and never used again, also after deletion.
//! - **I6** A root's [`EmailPolicy`] binds addresses that enter or change; who is there stays, and
//!   [`Directory::outside_email_policy`] lists them.
//! - **I7** [`Directory::replay`] and [`Directory::restore`] check I1 to I5 and the formats. They do not judge the actors
//!   again.
//!
//! # Limits
//!
//! - `authorize` on a `user.*` permission says that one may use the function, not on whom: [`Directory::plan`] is the
//!   question for that, and has no effect.
//! - One revision orders a directory. It may hold one tree or many, and splits by root account. A node that is behind the
//!   log decides on old state; the revision in the proof says on which.
//! - A temporary administrator can demote, for ever, permanent users whom they cover.
//! - Who holds more than [`Preset::SubaccountAdmin`], say a custom permission or a Standard's voice, is out of its reach.
//! - A directory holds fewer than 2³¹ users, accounts and assignments that differ; one more is a panic, not a wrong answer.
//! - Reviews, listings and the history take no actor and leave nothing out: they are for those who may see it all.
//! - Editing a role, changing an account's status and acting on a user take time linear in the holders, accounts and
//!   memberships that they touch.
//!
//! # Features
//!
//! - `generate` (default): `AccountId::new()` and its like, the only place that reads a clock or a random source.
//! - `serde` (default): `Serialize` and `Deserialize` for every value. Human-readable formats carry names (`"sms.send"`,
//!   a list of names for a set, `{"email": "editor"}` for levels, `{"own": […], "account": […], "subtree": […]}` with
//!   each permission under its widest scope for grants); compact formats carry numbers. Both are stable. Input is
//!   checked whole: what is unknown, undefined, listed twice or not nested is an error that names it.
//!
mod decision;
mod directory;
pub mod history;
pub mod matrix;
mod organization;
mod permission;
mod review;
mod state;

pub use decision::{Access, Authorized, Denial, Explanation, Request, RequestDraft};
pub use directory::{Change, Command, CommitError, Directory, GivenBy, Refusal, Snapshot, SnapshotError};

pub use organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, AssignedRole, Assignment, Billing, Email, EmailPolicy,
    EmailPolicyError, EmailRefusedError, Invitation, InvitationId, Membership, Name, ParseEmailError, ParseIdError,
    ParseNameError, ParsePhoneError, Phone, Principal, Role, RoleId, Suspension, User, UserId,
};
pub use review::Listing;

pub use permission::{
    Area, CustomNameError, CustomNames, Feature, Grants, Level, Levels, NotNestedError, Permission, PermissionSet,
    PermissionSetIter, Preset, Scope, UnknownAreaError, UnknownBitsError, UnknownNameError,
};

/// Every block of the README runs as a documentation test.
#[cfg(all(doctest, feature = "generate"))]
#[doc = include_str!("../README.md")]
struct Readme;
