//! A directory, a clock, and short names for what tests do to them.
//!
//! Every command that is accepted is also planned, committed to a copy, replayed from the start and restored from a
//! snapshot, and each must give the same directory; every one that is refused must leave it as it was (C2, C3, I7).

use chrono::{DateTime, Duration, TimeZone, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Authorized, Change, Command, Denial, Directory, Email, Grants,
    InvitationId, Permission, PermissionSet, Principal, Refusal, Request, RequestDraft, RoleId, Scope, UserId,
};
use uuid::Uuid;

use crate::support::commands::{accept, add, create_account_key, create_key, define, invite, open_root, open_sub};
use crate::support::stamp::stamp;

/// The hour `n` of every story.
pub(crate) fn t(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap() + Duration::hours(n)
}

/// The least that an instant can be before another (rule V8).
pub(crate) const MILLI: Duration = Duration::milliseconds(1);

pub(crate) fn own(permissions: impl Into<PermissionSet>) -> Grants {
    Grants::of(permissions.into(), Scope::Own)
}

pub(crate) fn account(permissions: impl Into<PermissionSet>) -> Grants {
    Grants::of(permissions.into(), Scope::Account)
}

pub(crate) fn subtree(permissions: impl Into<PermissionSet>) -> Grants {
    Grants::of(permissions.into(), Scope::Subtree)
}

/// One permission as a set.
pub(crate) fn set(permissions: impl Into<PermissionSet>) -> PermissionSet {
    permissions.into()
}

pub(crate) fn address(text: &str) -> Email {
    text.parse().unwrap()
}

/// See the module.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) directory: Directory,
    now: DateTime<Utc>,
    last_id: u128,
    changes: Vec<Change>,
}

/// An invitation to somebody new.
#[derive(Clone)]
pub(crate) struct Invited {
    pub(crate) id: InvitationId,
    pub(crate) user: UserId,
    pub(crate) email: Email,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { directory: Directory::new(), now: t(0), last_id: 0, changes: Vec::new() }
    }

    /// A root account and its first administrator.
    pub(crate) fn with_root() -> (Self, AccountId, UserId) {
        let mut world = Self::new();
        let (root, administrator) = world.root();
        (world, root, administrator)
    }

    pub(crate) fn set_clock(&mut self, to: DateTime<Utc>) {
        self.now = to;
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// A fresh id of any kind.
    pub(crate) fn id<T: From<Uuid>>(&mut self) -> T {
        self.last_id += 1;
        Uuid::from_u128(self.last_id).into()
    }

    /// Somebody who is no user yet, and their address.
    pub(crate) fn person(&mut self) -> (UserId, Email) {
        let user: UserId = self.id();
        (user, address(&format!("user{}@acme.example", self.last_id)))
    }

    pub(crate) fn email(&self, user: UserId) -> Email {
        self.directory.user(user).unwrap().email().clone()
    }

    #[track_caller]
    pub(crate) fn root(&mut self) -> (AccountId, UserId) {
        let root = self.id();
        let (administrator, email) = self.person();
        self.ok(Actor::System, open_root(root, administrator, &email));
        (root, administrator)
    }

    /// A sub-account, opened by the operator.
    #[track_caller]
    pub(crate) fn sub(&mut self, parent: AccountId) -> AccountId {
        let sub = self.id();
        self.ok(Actor::System, open_sub(sub, parent));
        sub
    }

    /// A new user, added by the operator.
    #[track_caller]
    pub(crate) fn member(&mut self, account: AccountId, assignment: Assignment) -> UserId {
        let (user, email) = self.person();
        self.ok(Actor::System, add(user, account, &email, assignment));
        user
    }

    /// A membership more, by the operator.
    #[track_caller]
    pub(crate) fn join(&mut self, user: UserId, account: AccountId, assignment: Assignment) {
        let email = self.email(user);
        self.ok(Actor::System, add(user, account, &email, assignment));
    }

    /// A new custom role, defined by the operator.
    #[track_caller]
    pub(crate) fn role(&mut self, account: AccountId, grants: Grants) -> RoleId {
        let role = self.id();
        self.ok(Actor::System, define(role, account, grants));
        role
    }

    /// An assignment that gives just this, by a new custom role.
    #[track_caller]
    pub(crate) fn giving(&mut self, account: AccountId, grants: Grants) -> Assignment {
        Assignment::of(self.role(account, grants))
    }

    /// A new user who holds just this.
    #[track_caller]
    pub(crate) fn holding(&mut self, account: AccountId, grants: Grants) -> UserId {
        let assignment = self.giving(account, grants);
        self.member(account, assignment)
    }

    /// A key of a user's, made by that user.
    #[track_caller]
    pub(crate) fn key(&mut self, owner: UserId, account: AccountId, cap: impl Into<PermissionSet>) -> ApiKeyId {
        let key = self.id();
        self.ok(owner, create_key(key, account, cap));
        key
    }

    /// A key of an account itself, made by somebody.
    #[track_caller]
    pub(crate) fn account_key(
        &mut self,
        by: impl Into<Actor>,
        account: AccountId,
        cap: impl Into<PermissionSet>,
    ) -> ApiKeyId {
        let key = self.id();
        self.ok(by, create_account_key(key, account, cap));
        key
    }

    /// An invitation to somebody new.
    #[track_caller]
    pub(crate) fn invited(&mut self, by: impl Into<Actor>, account: AccountId, assignment: Assignment) -> Invited {
        let (user, email) = self.person();
        let id = self.invited_to(by, account, &email, assignment);
        Invited { id, user, email }
    }

    #[track_caller]
    pub(crate) fn invited_to(
        &mut self,
        by: impl Into<Actor>,
        account: AccountId,
        email: &Email,
        assignment: Assignment,
    ) -> InvitationId {
        let id = self.id();
        self.ok(by, invite(id, account, email, assignment));
        id
    }

    #[track_caller]
    pub(crate) fn accepts(&mut self, invited: &Invited) {
        self.ok(invited.user, accept(invited.id, &invited.email));
    }

    /// The command is accepted, and it is all the same how it comes into the directory.
    #[track_caller]
    pub(crate) fn ok(&mut self, actor: impl Into<Actor>, command: Command) {
        let actor = actor.into();
        let planned = match self.directory.plan(actor, &command, stamp(&self.directory, self.now)) {
            Ok(planned) => planned,
            Err(refusal) => panic!("{actor} may not {}: {refusal}", command.name()),
        };
        let mut committed = self.directory.clone();
        committed.commit(planned.clone()).unwrap();
        assert_eq!(self.directory.execute(actor, command, stamp(&self.directory, self.now)), Ok(planned.clone()));
        assert!(committed == self.directory, "commit is not execute");
        self.changes.push(planned);
        assert!(Directory::replay(self.changes.iter().cloned()).unwrap() == self.directory, "replay is another");
        let restored = Directory::restore(self.directory.snapshot());
        assert!(restored.unwrap() == self.directory, "the snapshot is another");
    }

    /// The command is refused with this code and has changed nothing.
    #[track_caller]
    pub(crate) fn refuses(&mut self, actor: impl Into<Actor>, command: Command, code: &str) -> Refusal {
        let (actor, name) = (actor.into(), command.name());
        let before = self.directory.clone();
        let planned = self.directory.plan(actor, &command, stamp(&self.directory, self.now));
        let Err(refusal) = self.directory.execute(actor, command, stamp(&self.directory, self.now)) else {
            panic!("{actor} may {name}, and should be refused: {code}")
        };
        assert_eq!(refusal.code(), code, "{name}: {refusal}");
        assert_eq!(planned, Err(refusal.clone()), "plan is not execute");
        assert!(before == self.directory, "a refused command has changed something");
        refusal
    }

    /// Accepted or not, without an effect.
    pub(crate) fn code_of(&self, actor: impl Into<Actor>, command: &Command) -> &'static str {
        self.directory
            .plan(actor, command, stamp(&self.directory, self.now))
            .map_or_else(|refusal| refusal.code(), |_| "ok")
    }

    pub(crate) fn ask(&self, request: RequestDraft) -> Result<Authorized, Denial> {
        self.directory.authorize(&request.at(self.now))
    }

    pub(crate) fn may(
        &self,
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
    ) -> bool {
        self.ask(Request::new(principal, required, account)).is_ok()
    }

    #[track_caller]
    pub(crate) fn denies(
        &self,
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
        expected: Denial,
    ) {
        assert_eq!(self.ask(Request::new(principal, required, account)).map(|_| ()), Err(expected));
    }

    /// The scope at which somebody holds a permission in an account, told by what they may do there: on their own data, or
    /// on all data.
    pub(crate) fn scope_of(&self, principal: impl Into<Principal>, p: Permission, at: AccountId) -> Option<Scope> {
        let principal = principal.into();
        let own = self.ask(Request::new(principal, p, at).own()).is_ok();
        let account = self.may(principal, p, at);
        assert!(own || !account, "account scope without own scope");
        if account { Some(Scope::Account) } else { own.then_some(Scope::Own) }
    }
}
