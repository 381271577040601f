//! The one door that changes an organization: a command is planned, and what was planned is committed.

mod change;
mod command;
mod facts;
mod refusal;
mod snapshot;

mod authority;
mod commands;
mod coverage;
mod invariants;
mod touched;

use chrono::{DateTime, Utc};

use crate::decision::{
    Access, Authorized, Denial, Explanation, Request, access::access, authorize::authorize, explain::explain,
};
use crate::organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, Invitation, InvitationId, Membership, Principal, Role,
    RoleId, User, UserId,
};
use crate::permission::PermissionSet;
use crate::state::{AccountEntry, State};

pub use change::{Change, CommitError};
pub use command::Command;
pub use facts::GivenBy;
pub use refusal::Refusal;
pub use snapshot::{Snapshot, SnapshotError};
pub(crate) use touched::{Thing, Touched};

use authority::Authority;
use change::FormatVersion;
use commands::invitation::inviter_still_may;
use commands::{check_authority, check_invariants};
use invariants::{Fit, may_enter};

/// Organizations: accounts, users, who is what where; and the only way to change them or to ask about them.
///
/// It holds one tree of accounts or many, in memory, and does no I/O: store the [`Change`]s that it gives, or a
/// [`Snapshot`], and build it again with [`replay`](Self::replay) or [`restore`](Self::restore).
///
/// ```
/// # #[cfg(feature = "generate")]
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use chrono::{TimeZone, Utc};
/// use sendright::{
///     AccountId, Actor, Assignment, Billing, Command, Directory, InvitationId, Permission, PermissionSet, Preset, Request,
///     UserId,
/// };
///
/// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// let mut directory = Directory::new();
///
/// // The operator opens an account; who opens it becomes its administrator.
/// let (acme, ada) = (AccountId::new(), UserId::new());
/// let open = Command::OpenAccount {
///     account: acme,
///     name: "Acme".parse()?,
///     billing: Billing::Prepaid,
///     features: PermissionSet::ALL,
///     administrator: ada,
///     email: "ada@acme.example".parse()?,
///     administrator_name: "Ada".parse()?,
/// };
/// directory.execute(Actor::System, open, now)?;
///
/// // She invites a colleague, who accepts with the address that was invited.
/// let (invitation, bob) = (InvitationId::new(), UserId::new());
/// let email = "bob@acme.example".parse()?;
/// let assignment = Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch);
/// let expires = now + chrono::Duration::days(7);
/// directory.execute(ada, Command::Invite { invitation, account: acme, email, assignment, expires }, now)?;
/// let email = "bob@acme.example".parse()?;
/// directory.execute(bob, Command::AcceptInvitation { invitation, email, name: "Bob".parse()? }, now)?;
///
/// // The question of every request.
/// let proof = directory.authorize(&Request::new(bob, Permission::SmsSend, acme).at(now))?;
/// assert_eq!(proof.user(), bob);
/// let denial = directory.authorize(&Request::new(bob, Permission::SmsLaunch, acme).at(now)).unwrap_err();
/// assert_eq!(denial.code(), "missing");
///
/// // Nobody gives what they have not, and the last administrator stays.
/// let promote = Command::Assign { user: bob, account: acme, assignment: Assignment::of(Preset::Admin) };
/// assert_eq!(directory.plan(bob, &promote, now).unwrap_err().code(), "missing");
/// assert_eq!(directory.plan(ada, &Command::Leave { account: acme }, now).unwrap_err().code(), "last_administrator");
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
    /// A directory with nothing in it, at revision 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Decides a command and changes nothing (rule C2).
    ///
    /// In this order: the actor may do it (rules C), nobody gains what the actor has not (rules E), and what results is
    /// sound (rules I). An acceptance is judged by whether the inviter could still invite, and last.
    ///
    /// # Errors
    ///
    /// [`Refusal`], which says what was asked, why not, and what would be needed.
    pub fn plan(&self, actor: impl Into<Actor>, command: &Command, at: DateTime<Utc>) -> Result<Change, Refusal> {
        let actor = actor.into();
        self.judge(actor, command, at)?;
        Ok(self.next_change(actor, command.clone(), at))
    }

    fn judge(&self, actor: Actor, command: &Command, at: DateTime<Utc>) -> Result<(), Refusal> {
        if let Some(last) = self.state.time.filter(|last| at < *last) {
            return Err(Refusal::BeforeLastChange { last, at });
        }
        let (state, facts) = (&self.state, command.facts());
        command.with_rules(|rules| {
            let by = Authority { state, actor, at, command: facts.name };
            check_authority(rules, &facts, &by)?;
            check_invariants(rules, &facts, &Fit { state, actor, at, command: facts.name })?;
            may_enter(state, &facts)?;
            inviter_still_may(&facts, &by)
        })
    }

    const fn next_change(&self, actor: Actor, command: Command, at: DateTime<Utc>) -> Change {
        Change { version: FormatVersion, revision: self.state.revision + 1, at, actor, command }
    }

    /// Applies a change that was planned, here or on another machine; all of it or nothing (rule C2).
    ///
    /// The actor's rights are not judged again: they were when the change was planned.
    ///
    /// # Errors
    ///
    /// [`CommitError`] if the change is not the next one, goes back in time, or does not fit the directory.
    pub fn commit(&mut self, change: Change) -> Result<(), CommitError> {
        let (state, revision, at, actor) = (&self.state, change.revision, change.at, change.actor);
        let expected = state.revision + 1;
        if revision != expected {
            return Err(CommitError::OutOfOrder { expected, found: revision });
        }
        if let Some(last) = state.time.filter(|last| at < *last) {
            return Err(CommitError::Time { last, found: at });
        }
        let facts = change.command.facts();
        let fit = Fit { state, actor, at, command: facts.name };
        let checked = change.command.with_rules(|rules| check_invariants(rules, &facts, &fit));
        checked.map_err(|refusal| CommitError::Invalid { revision, refusal: Box::new(refusal) })?;
        self.apply(&change);
        Ok(())
    }

    /// Does what a change does, once it is known to fit.
    fn apply(&mut self, change: &Change) {
        change.command.with_rules(|rules| rules.does(&mut self.state, change.actor));
        self.state.revision = change.revision;
        self.state.time = Some(change.at);
    }

    /// Plans a command and commits it.
    ///
    /// # Errors
    ///
    /// Those of [`plan`](Self::plan); nothing has changed then.
    pub fn execute(&mut self, actor: impl Into<Actor>, command: Command, at: DateTime<Utc>) -> Result<Change, Refusal> {
        let actor = actor.into();
        self.judge(actor, &command, at)?;
        let change = self.next_change(actor, command, at);
        self.apply(&change);
        Ok(change)
    }

    /// The directory that changes make, in order, from nothing.
    ///
    /// # Errors
    ///
    /// Those of [`commit`](Self::commit), for the first change that can't be.
    pub fn replay(changes: impl IntoIterator<Item = Change>) -> Result<Self, CommitError> {
        let mut directory = Self::new();
        changes.into_iter().try_for_each(|change| directory.commit(change))?;
        Ok(directory)
    }

    /// How many changes made it. Every change has the next number, so that several machines can share one log.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.state.revision
    }

    /// When the last change was; `None` before the first.
    #[must_use]
    pub const fn time(&self) -> Option<DateTime<Utc>> {
        self.state.time
    }

    /// Whether a request is allowed: the question of every request, and the only way to check (rules D1 to D5).
    ///
    /// # Errors
    ///
    /// [`Denial`]: the first reason that applies.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "where the request is made, it need not be written and read again")]
    pub fn authorize(&self, request: &Request) -> Result<Authorized, Denial> {
        authorize(&self.state, request)
    }

    /// Why a request is allowed or refused, at length and for people; it agrees with [`authorize`](Self::authorize)
    /// (rule D7).
    #[must_use]
    pub fn explain(&self, request: &Request) -> Explanation {
        explain(&self.state, request)
    }

    /// What a principal may do in an account at an instant, to be asked without the directory (rule D6).
    ///
    /// It agrees with [`authorize`](Self::authorize) on every question, but for one: that one's own details are one's own
    /// (rule G3) makes nobody welcome in an account which no membership reaches.
    ///
    /// # Errors
    ///
    /// [`Denial`]: no access, a deactivated user, a revoked key, not yet valid, expired.
    pub fn access(
        &self,
        principal: impl Into<Principal>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Access, Denial> {
        access(&self.state, principal.into(), account, now)
    }

    /// An account.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.state.account(id).map(|entry| &entry.account)
    }

    /// The accounts above an account, the parent first and the root last.
    pub fn ancestors(&self, id: AccountId) -> impl Iterator<Item = &Account> {
        let ancestors = self.state.account(id).into_iter().flat_map(|entry| entry.ancestors.iter());
        ancestors.filter_map(|id| self.account(*id))
    }

    /// What an account makes available, after those above it (rule G4).
    #[must_use]
    pub fn ceiling(&self, id: AccountId) -> Option<PermissionSet> {
        self.state.account(id).map(AccountEntry::ceiling)
    }

    /// The worst status of an account and those above it.
    #[must_use]
    pub fn status(&self, id: AccountId) -> Option<AccountStatus> {
        self.state.account(id).map(AccountEntry::status)
    }

    /// A user.
    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.state.user(id)
    }

    /// A custom role.
    #[must_use]
    pub fn role(&self, id: RoleId) -> Option<&Role> {
        self.state.role(id)
    }

    /// An invitation that was not answered, revoked or ended; it may have expired.
    #[must_use]
    pub fn invitation(&self, id: InvitationId) -> Option<&Invitation> {
        self.state.invitation(id)
    }

    /// An API key, revoked or not.
    #[must_use]
    pub fn api_key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.state.key(id)
    }

    /// What a user is in an account; it may not have begun, or have ended.
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

    /// The users of a root account's tree whose address its policy would not admit today, in the order of their ids: a
    /// policy binds what enters, and whoever was there stays (rule I6).
    pub fn outside_email_policy(&self, root: AccountId) -> Vec<&User> {
        let Some(policy) = self.account(root).map(Account::email_policy) else { return Vec::new() };
        let mut users: Vec<&User> =
            self.state.users().filter(|user| user.root == root && policy.admits(&user.email).is_err()).collect();
        users.sort_unstable_by_key(|user| user.id);
        users
    }

    /// All that the directory remembers, to be stored.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.state)
    }

    /// The directory of a snapshot.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`], which names the record that breaks a rule (rules I1 to I5, I7).
    pub fn restore(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        Ok(Self { state: snapshot.into_state()? })
    }
}

/// Two directories are equal if they remember the same.
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
