//! The only way to change organizations: a command is planned, and what was planned is committed.
//!
//! [`Command`] leads to its rules, in `commands/`, a file for each family. They ask [`Authority`] about the actor and [`Fit`]
//! about the state. What others need to know of a command is in its facts.

mod advance;
mod asking;
mod change;
mod command;
pub mod drafts;
mod erasure;
mod facts;
mod refusal;
mod rewrite;
mod snapshot;
#[cfg(feature = "serde")]
mod snapshot_ref;
mod stamp;
mod stored;

mod authority;
mod commands;
mod coverage;
mod invariants;
mod naming;
mod touched;
mod trial;
#[cfg(feature = "serde")]
mod wire;

use chrono::{DateTime, Utc};

use crate::organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, Billing, ChangeId, Format, Invitation, InvitationId,
    Membership, Role, RoleId, User, UserId,
};
use crate::permission::PermissionSet;
use crate::state::{AccountEntry, State};

pub use advance::AdvanceError;
pub use change::{Change, CommitError};
pub use command::Command;
pub use erasure::{Erasure, ErasureError};
pub use facts::GivenBy;
pub(crate) use facts::{Address, Facts};
pub use refusal::Refusal;
pub(crate) use rewrite::Rewrite;
pub use snapshot::{Snapshot, SnapshotError};
#[cfg(feature = "serde")]
pub use snapshot_ref::SnapshotRef;
pub use stamp::Stamp;
pub(crate) use touched::{Thing, Touched};

use authority::Authority;
use commands::invitation::inviter_still_may;
use commands::{check_authority, check_invariants};
use invariants::{Fit, fresh_change, may_enter, tree};
use naming::may_be_named;

/// The accounts, users, memberships, roles, invitations and API keys of one tenant or many, all in memory.
///
/// It is the only way to ask about them and the only way to change them: with a [`Command`], which gives a [`Change`]. It
/// does no I/O. The application stores the changes, or a [`Snapshot`], and builds the directory again with
/// [`replay`](Self::replay) or [`restore`](Self::restore).
///
/// ```
/// # #[cfg(feature = "generate")]
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use chrono::{TimeZone, Utc};
/// use sendright::commands::{AcceptInvitation, Assign, Invite, Leave, OpenAccount};
/// use sendright::{
///     AccountId, Actor, Assignment, Billing, Directory, Email, InvitationId, Permission, Selection, Preset, Request, UserId,
/// };
///
/// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// let mut directory = Directory::new();
///
/// // The operator opens an account for a customer, with its first administrator.
/// let (acme, ada) = (AccountId::new(), UserId::new());
/// let (name, email, adas_name) = ("Acme".parse()?, "ada@acme.example".parse()?, "Ada".parse()?);
/// let open = OpenAccount::new(acme, name, Billing::Prepaid, Selection::EVERYTHING, ada, email, adas_name);
/// directory.execute(Actor::System, open, now)?;
///
/// // She invites a colleague, who proves the invited address and accepts.
/// let (invitation, bob) = (InvitationId::new(), UserId::new());
/// let email: Email = "bob@acme.example".parse()?;
/// let assignment = Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch);
/// let expires = now + chrono::Duration::days(7);
/// directory.execute(ada, Invite::new(invitation, acme, email.clone(), assignment, expires), now)?;
/// directory.execute(bob, AcceptInvitation::new(invitation, email, "Bob".parse()?), now)?;
///
/// // Every request of the application is checked.
/// let proof = directory.authorize(&Request::new(bob, Permission::SmsSend, acme).at(now))?;
/// assert_eq!(proof.user(), Some(bob));
/// let denial = directory.authorize(&Request::new(bob, Permission::SmsLaunch, acme).at(now)).unwrap_err();
/// assert_eq!(denial.code(), "missing");
///
/// // Nobody gives what they do not hold, and a root account keeps an administrator.
/// let promote = Assign::new(bob, acme, Assignment::of(Preset::Admin));
/// assert_eq!(directory.plan(bob, &promote.into(), now).unwrap_err().code(), "missing");
/// assert_eq!(directory.plan(ada, &Leave::new(acme).into(), now).unwrap_err().code(), "last_administrator");
/// # Ok(())
/// # }
/// # #[cfg(feature = "generate")]
/// # example().unwrap();
/// ```
#[derive(Clone, Default)]
pub struct Directory {
    pub(crate) state: State,
}

impl Directory {
    /// An empty directory, at revision 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Decides whether a command is accepted, and changes nothing (rule C2). Of one of the [`commands`](crate::commands) it takes
    /// `&draft.into()`.
    ///
    /// It checks in this order: the actor has the permission (rules C), nobody gains what the actor does not hold
    /// (rules E), something would change and what the actor saw has not (rule C11), the command fits and the result is sound
    /// (rules I1 to I5), the email policy admits a new address (rule I6), readers see all of a new name, and no other role of
    /// the account has it (rule C12). For an acceptance, whoever sent the invitation could still send it (rule C7).
    ///
    /// # Errors
    ///
    /// [`Refusal`]: the first reason that applies, and what would be required.
    pub fn plan(&self, actor: impl Into<Actor>, command: &Command, stamp: impl Into<Stamp>) -> Result<Change, Refusal> {
        self.next_change(actor.into(), command.clone(), stamp.into())
    }

    /// The change that a command becomes, if it is accepted.
    fn next_change(&self, actor: Actor, command: Command, stamp: Stamp) -> Result<Change, Refusal> {
        let (command, at) = (command.with_whole_instants(), stamp.at());
        self.judge(actor, &command, at)?;
        let previous = tree(&self.state, &command.facts()).and_then(|root| self.state.last_change(root));
        fresh_change(stamp.id(), previous)?;
        let revision = self.state.revision + 1;
        Ok(Change { format: Format, id: stamp.id(), previous, revision, at, actor, command })
    }

    fn judge(&self, actor: Actor, command: &Command, at: DateTime<Utc>) -> Result<(), Refusal> {
        let (state, facts) = (&self.state, command.facts());
        command.with_rules(|rules| {
            let by = Authority { state, actor, at, command: facts.name };
            check_authority(rules, &facts, &by)?;
            // From here on it is the command of whoever the operator gives it for (rule C6).
            let by = by.in_place_of(facts.on_behalf_of.map_or(actor, Actor::User));
            rules.plans(&by)?;
            check_invariants(rules, &facts, &Fit { state, actor, at, command: facts.name })?;
            may_enter(&by, &facts)?;
            may_be_named(state, &facts, actor)?;
            inviter_still_may(&facts, &by)
        })
    }

    /// Applies a change that was planned here or on another machine: all of it or nothing (rule C2).
    ///
    /// The actor's permissions are not checked again: they were checked when the change was planned.
    ///
    /// # Errors
    ///
    /// [`CommitError`] if the change is not the next one, belongs to another timeline of its tree, or does not fit the
    /// directory. Its time is no reason.
    #[expect(clippy::needless_pass_by_value, reason = "a change is committed once")]
    pub fn commit(&mut self, change: Change) -> Result<(), CommitError> {
        self.check(&change)?;
        self.apply(&change);
        Ok(())
    }

    /// Whether a change can be committed.
    pub(crate) fn check(&self, change: &Change) -> Result<(), CommitError> {
        let (state, revision, at, actor) = (&self.state, change.revision, change.at, change.actor);
        let expected = state.revision + 1;
        if revision != expected {
            return Err(CommitError::OutOfOrder { expected, found: revision });
        }
        let facts = change.command.facts();
        self.check_timeline(change, &facts)?;
        let invalid = |refusal| CommitError::Invalid { revision, refusal: Box::new(refusal) };
        fresh_change(change.id, change.previous).map_err(invalid)?;
        let fit = Fit { state, actor, at, command: facts.name };
        change.command.with_rules(|rules| check_invariants(rules, &facts, &fit)).map_err(invalid)
    }

    /// C2: the change names the last change of its tree. If the tree is not known, the command will not fit, unless it
    /// opens one.
    fn check_timeline(&self, change: &Change, facts: &Facts<'_>) -> Result<(), CommitError> {
        let root = tree(&self.state, facts);
        let expected = root.and_then(|root| self.state.last_change(root));
        if change.previous == expected || root.is_none() && !facts.opens_tree {
            return Ok(());
        }
        Err(CommitError::Fork { revision: change.revision, expected, found: change.previous })
    }

    /// Applies a change that is known to fit.
    fn apply(&mut self, change: &Change) {
        let facts = change.command.facts();
        let root = tree(&self.state, &facts).or(facts.account);
        change.apply_to(&mut self.state);
        if let Some(root) = root {
            self.state.note_change(root, change.id, change.revision);
        }
        self.state.revision = change.revision;
        self.state.note_time(change.at);
        #[cfg(debug_assertions)]
        self.check_index();
    }

    /// Under debug assertions, and while the directory is small: that the index says what the records say.
    #[cfg(debug_assertions)]
    fn check_index(&self) {
        let inconsistency = if self.state.is_small() { self.inconsistency() } else { None };
        debug_assert!(inconsistency.is_none(), "revision {}: {inconsistency:?}", self.state.revision);
    }

    /// What the index says otherwise than the records, for the crate's own tests.
    #[doc(hidden)]
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn inconsistency(&self) -> Option<String> {
        self.state.inconsistency()
    }

    /// Plans a command and commits it: a [`Command`], or one of the [`commands`](crate::commands).
    ///
    /// # Errors
    ///
    /// Those of [`plan`](Self::plan). The directory stays as it was.
    pub fn execute(
        &mut self,
        actor: impl Into<Actor>,
        command: impl Into<Command>,
        stamp: impl Into<Stamp>,
    ) -> Result<Change, Refusal> {
        let change = self.next_change(actor.into(), command.into(), stamp.into())?;
        self.apply(&change);
        Ok(change)
    }

    /// Builds a directory by committing changes, in order, to an empty one.
    ///
    /// # Errors
    ///
    /// Those of [`commit`](Self::commit), for the first change that can't be committed.
    pub fn replay(changes: impl IntoIterator<Item = Change>) -> Result<Self, CommitError> {
        let mut directory = Self::new();
        changes.into_iter().try_for_each(|change| directory.commit(change))?;
        Ok(directory)
    }

    /// The number of changes committed so far. Each change has the next number, so that several machines can share one
    /// log.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.state.revision
    }

    /// The time of the last change; `None` before the first. An earlier change may have a later time (rule C2).
    #[must_use]
    pub const fn time(&self) -> Option<DateTime<Utc>> {
        self.state.time
    }

    /// The latest time of any change so far; `None` before the first. It is later than [`time`](Self::time) if a clock went
    /// back.
    #[must_use]
    pub const fn latest_time(&self) -> Option<DateTime<Utc>> {
        self.state.latest
    }

    /// The last change of a root account's tree; `None` if there is no such root account. Each change of the tree names the
    /// one before (rule C2).
    #[must_use]
    pub fn last_change(&self, root: AccountId) -> Option<ChangeId> {
        self.state.last_change(root)
    }

    /// The root account of the tree that a change belongs to, asked before the change is committed: to split the log of a
    /// directory by tenant (rule C2). `None` if the change does not fit this directory.
    #[must_use]
    pub fn root_of(&self, change: &Change) -> Option<AccountId> {
        let facts = change.command.facts();
        tree(&self.state, &facts).or(facts.account.filter(|_| facts.opens_tree))
    }

    /// Returns the account with this id.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.state.account(id).map(|entry| entry.account)
    }

    /// The accounts above an account, the parent first and the root account last.
    pub fn ancestors(&self, id: AccountId) -> impl Iterator<Item = &Account> {
        let ancestors = self.state.account(id).into_iter().flat_map(|entry| entry.ancestors.iter());
        ancestors.filter_map(|id| self.account(*id))
    }

    /// How an account pays: as the operator set for it or, if that was never set, as the account above it does (rule G4).
    /// `None` for an unknown account.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// // Acme is prepaid, and its shop has no billing of its own.
    /// assert_eq!((directory.billing(acme), directory.billing(shop)), (Some(Billing::Prepaid), Some(Billing::Prepaid)));
    /// let postpaid = Command::SetBilling { account: acme, billing: Billing::Postpaid };
    /// directory.execute(Actor::System, postpaid, stamp(&directory, now)).unwrap();
    /// assert_eq!(directory.billing(shop), Some(Billing::Postpaid), "it pays as Acme does");
    /// assert_eq!(directory.account(shop).unwrap().own_billing(), None);
    ///
    /// // With a billing of its own it buys credit, and Acme does not.
    /// let prepaid = Command::SetBilling { account: shop, billing: Billing::Prepaid };
    /// directory.execute(Actor::System, prepaid, stamp(&directory, now)).unwrap();
    /// let buys = |account| directory.authorize(&Request::new(ada, Permission::CreditPurchase, account).at(now)).is_ok();
    /// assert!(buys(shop) && !buys(acme));
    /// ```
    #[must_use]
    pub fn billing(&self, id: AccountId) -> Option<Billing> {
        self.state.account(id).map(AccountEntry::billing)
    }

    /// The ceiling of an account: the permissions that it makes available, as far as the features and the status of those above
    /// let it (rule G4). `None` for an unknown account.
    #[must_use]
    pub fn ceiling(&self, id: AccountId) -> Option<PermissionSet> {
        self.state.account(id).map(AccountEntry::ceiling)
    }

    /// The worst status among an account and those above it.
    #[must_use]
    pub fn status(&self, id: AccountId) -> Option<AccountStatus> {
        self.state.account(id).map(AccountEntry::status)
    }

    /// Returns the user with this id.
    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.state.user(id)
    }

    /// Returns the custom role with this id.
    #[must_use]
    pub fn role(&self, id: RoleId) -> Option<&Role> {
        self.state.role(id)
    }

    /// Returns the invitation with this id, unless it was answered, revoked or ended. It may have expired.
    #[must_use]
    pub fn invitation(&self, id: InvitationId) -> Option<&Invitation> {
        self.state.invitation(id)
    }

    /// Returns the API key with this id. It may have ended; one that was revoked is gone.
    #[must_use]
    pub fn api_key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.state.key(id)
    }

    /// The membership of a user in an account. It may not have started, or may have ended.
    #[must_use]
    pub fn membership(&self, user: UserId, account: AccountId) -> Option<Membership<'_>> {
        self.state.membership(user, account)
    }

    /// The memberships in an account, in the order of the users' ids.
    pub fn members(&self, account: AccountId) -> impl Iterator<Item = Membership<'_>> {
        self.state.members(account).filter_map(move |user| self.membership(user, account))
    }

    /// The memberships of a user, in the order of the accounts' ids.
    pub fn memberships(&self, user: UserId) -> impl Iterator<Item = Membership<'_>> {
        self.state.memberships_of(user)
    }

    /// The users of a root account's tree whose address its email policy would refuse today, in the order of their ids. A
    /// policy is applied when an address enters; users who are there already stay (rule I6).
    pub fn outside_email_policy(&self, root: AccountId) -> Vec<&User> {
        let Some(policy) = self.account(root).map(Account::email_policy) else { return Vec::new() };
        let mut users: Vec<&User> =
            self.state.users_of(root).filter(|user| policy.admits(&user.email).is_err()).collect();
        users.sort_unstable_by_key(|user| user.id);
        users
    }

    /// A snapshot of the whole directory, to be stored: a copy of everything in it.
    ///
    #[cfg_attr(
        feature = "serde",
        doc = "Where it is only written, [`snapshot_ref`](Self::snapshot_ref) needs no copy."
    )]
    /// The page on [large directories](crate::manual::snapshots) says how to make one while others go on.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.state)
    }

    /// A snapshot that borrows the directory, to be written without a copy. What is written is the same, and is read as a
    /// [`Snapshot`].
    ///
    /// The call costs nothing; all work is done while it is serialized, and the directory can't change until then.
    /// [`SnapshotRef`] says what that takes.
    ///
    /// ```
    /// use sendright::Directory;
    ///
    /// let directory = Directory::new();
    /// // To a stream: in the memory there is never the whole.
    /// let mut file = std::io::sink();
    /// serde_json::to_writer(&mut file, &directory.snapshot_ref())?;
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[cfg(feature = "serde")]
    #[must_use]
    pub const fn snapshot_ref(&self) -> SnapshotRef<'_> {
        SnapshotRef::of(&self.state)
    }

    /// Builds the directory that a snapshot holds.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`], which names the first record that breaks a rule (rules I1 to I5, I7).
    pub fn restore(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        let directory = Self { state: snapshot.into_state()? };
        #[cfg(debug_assertions)]
        directory.check_index();
        Ok(directory)
    }
}

/// Two directories are equal if their snapshots are. To compare takes as long as to make two snapshots, and their memory.
impl PartialEq for Directory {
    fn eq(&self, other: &Self) -> bool {
        self.snapshot() == other.snapshot()
    }
}

impl Eq for Directory {}

impl core::fmt::Debug for Directory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Directory").field("revision", &self.revision()).finish_non_exhaustive()
    }
}
