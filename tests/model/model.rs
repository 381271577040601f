//! What the naive model remembers: rows in lists, found by looking through them; everything else is worked out anew on
//! each question.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Billing, Email, EmailPolicy, InvitationId, Name, Permission,
    PermissionSet, Phone, Preset, Principal, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

use crate::held::Held;

pub(crate) type Instant = DateTime<Utc>;

#[derive(Clone, Debug)]
pub(crate) struct AccountRow {
    pub(crate) id: AccountId,
    pub(crate) parent: Option<AccountId>,
    pub(crate) name: Name,
    pub(crate) billing: Option<Billing>,
    pub(crate) features: Selection,
    pub(crate) suspended_by_members: bool,
    pub(crate) suspended_by_operator: bool,
    pub(crate) closed: bool,
    pub(crate) policy: EmailPolicy,
}

#[derive(Clone, Debug)]
pub(crate) struct UserRow {
    pub(crate) id: UserId,
    pub(crate) root: AccountId,
    pub(crate) email: Email,
    pub(crate) name: Name,
    pub(crate) phone: Option<Phone>,
    pub(crate) active: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RoleRow {
    pub(crate) id: RoleId,
    pub(crate) account: AccountId,
    pub(crate) name: Name,
    pub(crate) held: Held,
}

#[derive(Clone, Debug)]
pub(crate) struct MembershipRow {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: Assignment,
}

#[derive(Clone, Debug)]
pub(crate) struct InvitationRow {
    pub(crate) id: InvitationId,
    pub(crate) account: AccountId,
    pub(crate) email: Email,
    pub(crate) name: Option<Name>,
    pub(crate) phone: Option<Phone>,
    pub(crate) assignment: Assignment,
    pub(crate) expires: Instant,
    pub(crate) inviter: Actor,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyRow {
    pub(crate) id: ApiKeyId,
    pub(crate) owner: Owner,
    pub(crate) account: AccountId,
    pub(crate) subtree: bool,
    pub(crate) name: Name,
    pub(crate) cap: PermissionSet,
    pub(crate) until: Option<Instant>,
}

/// Whose a key is: a person's, or its account's, with whoever made it, last changed it, and got its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Person(UserId),
    Account { made: Actor, changed: Actor, secret: Actor },
}

impl KeyRow {
    pub(crate) fn person(&self) -> Option<UserId> {
        if let Owner::Person(user) = self.owner { Some(user) } else { None }
    }

    pub(crate) fn is_of(&self, user: UserId) -> bool {
        self.owner == Owner::Person(user)
    }

    /// What its cap gives in its account and, if it is for the subtree, below (rule G6).
    pub(crate) fn holds(&self) -> Held {
        let mut held = Held::NOTHING;
        for permission in self.cap {
            held.set(permission, Some(if self.subtree { Scope::Subtree } else { Scope::Account }));
        }
        held.without(PermissionSet::PROFILE_EDIT)
    }

    pub(crate) fn ended(&self, at: Instant) -> bool {
        self.until.is_some_and(|until| until <= at)
    }
}

/// Every id that was ever used, by kind (rule I5).
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    pub(crate) accounts: BTreeSet<AccountId>,
    pub(crate) users: BTreeSet<UserId>,
    pub(crate) roles: BTreeSet<RoleId>,
    pub(crate) invitations: BTreeSet<InvitationId>,
    pub(crate) keys: BTreeSet<ApiKeyId>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) revision: u64,
    /// When the last change was, and the latest time of any.
    pub(crate) last: Option<Instant>,
    pub(crate) latest: Option<Instant>,
    pub(crate) accounts: Vec<AccountRow>,
    pub(crate) users: Vec<UserRow>,
    pub(crate) roles: Vec<RoleRow>,
    pub(crate) memberships: Vec<MembershipRow>,
    pub(crate) invitations: Vec<InvitationRow>,
    pub(crate) keys: Vec<KeyRow>,
    pub(crate) used: Used,
}

pub(crate) fn is_nil(id: Uuid) -> bool {
    id.is_nil()
}

/// After every beginning.
fn far_from_now() -> Instant {
    DateTime::<Utc>::MAX_UTC
}

/// The whole millisecond that an instant is in, of the years 1 to 9999 (rule V8).
pub(crate) fn whole(at: Instant) -> Instant {
    let millis = at.timestamp_millis().clamp(-62_135_596_800_000, 253_402_300_799_999);
    DateTime::from_timestamp_millis(millis).expect("it is a year of four digits")
}

/// Whether a window has begun; an assignment without a beginning always has.
pub(crate) fn started(assignment: &Assignment, at: Instant) -> bool {
    assignment.starts().is_none_or(|from| from <= at)
}

/// Whether a window is over; its end is not in it.
pub(crate) fn ended(assignment: &Assignment, at: Instant) -> bool {
    assignment.ends().is_some_and(|until| until <= at)
}

pub(crate) fn live(assignment: &Assignment, at: Instant) -> bool {
    started(assignment, at) && !ended(assignment, at)
}

impl Model {
    pub(crate) fn account(&self, id: AccountId) -> Option<&AccountRow> {
        self.accounts.iter().find(|row| row.id == id)
    }

    pub(crate) fn user(&self, id: UserId) -> Option<&UserRow> {
        self.users.iter().find(|row| row.id == id)
    }

    pub(crate) fn role(&self, id: RoleId) -> Option<&RoleRow> {
        self.roles.iter().find(|row| row.id == id)
    }

    pub(crate) fn invitation(&self, id: InvitationId) -> Option<&InvitationRow> {
        self.invitations.iter().find(|row| row.id == id)
    }

    pub(crate) fn key(&self, id: ApiKeyId) -> Option<&KeyRow> {
        self.keys.iter().find(|row| row.id == id)
    }

    pub(crate) fn membership(&self, user: UserId, account: AccountId) -> Option<&MembershipRow> {
        self.memberships.iter().find(|row| row.user == user && row.account == account)
    }

    /// The membership, unless it has ended: then it counts as none (rule G1).
    pub(crate) fn member(&self, user: UserId, account: AccountId, at: Instant) -> Option<&MembershipRow> {
        self.membership(user, account).filter(|row| !ended(&row.assignment, at))
    }

    pub(crate) fn memberships_of(&self, user: UserId) -> impl Iterator<Item = &MembershipRow> {
        self.memberships.iter().filter(move |row| row.user == user)
    }

    /// The rows of the account and of those above it, the root's last.
    fn up(&self, account: AccountId) -> impl Iterator<Item = &AccountRow> {
        std::iter::successors(self.account(account), |row| self.account(row.parent?))
    }

    /// The account and those above it, the root last.
    pub(crate) fn line(&self, account: AccountId) -> Vec<AccountId> {
        self.up(account).map(|row| row.id).collect()
    }

    pub(crate) fn parent(&self, account: AccountId) -> Option<AccountId> {
        self.account(account)?.parent
    }

    pub(crate) fn level(&self, account: AccountId) -> usize {
        self.up(account).count() - 1
    }

    pub(crate) fn root(&self, account: AccountId) -> Option<AccountId> {
        self.up(account).last().map(|row| row.id)
    }

    pub(crate) fn is_above(&self, above: AccountId, account: AccountId) -> bool {
        above != account && self.is_in(account, above)
    }

    pub(crate) fn is_in(&self, account: AccountId, top: AccountId) -> bool {
        self.up(account).any(|row| row.id == top)
    }

    /// Closed itself, or below one that is.
    pub(crate) fn closed(&self, account: AccountId) -> bool {
        self.up(account).any(|row| row.closed)
    }

    /// Suspended itself, or below one that is.
    pub(crate) fn suspended(&self, account: AccountId) -> bool {
        self.up(account).any(|row| row.suspended_by_members || row.suspended_by_operator)
    }

    /// The user of an address in a tree (rule I3).
    pub(crate) fn user_at(&self, root: AccountId, email: &Email) -> Option<&UserRow> {
        self.users.iter().find(|row| row.root == root && row.email == *email)
    }

    /// What an assignment gives, as its roles stand (rule G1).
    pub(crate) fn gives(&self, assignment: &Assignment) -> Held {
        let mut held = Held::levels(assignment.given_levels());
        for role in assignment.roles() {
            held = match role {
                AssignedRole::Preset(preset) => held.or(&Held::preset(*preset)),
                AssignedRole::Custom(role) => held.or(&self.role(*role).map_or(Held::NOTHING, |row| row.held)),
                other => unreachable!("the model does not know `{other}`"),
            };
        }
        held.without(selected(assignment.withheld()))
    }

    /// The invitations of a tree to an address, pending or expired.
    pub(crate) fn invitations_to(&self, root: AccountId, email: &Email) -> impl Iterator<Item = &InvitationRow> {
        let here = move |row: &&InvitationRow| self.root(row.account) == Some(root);
        self.invitations.iter().filter(move |row| row.email == *email).filter(here)
    }

    /// The key of an account that a principal is (rule G6).
    pub(crate) fn account_key(&self, principal: Principal) -> Option<&KeyRow> {
        let Principal::ApiKey(key) = principal else { return None };
        self.key(key).filter(|row| row.person().is_none())
    }

    /// The user behind a principal, and the key if it is one; nobody is behind a key of an account.
    pub(crate) fn person(&self, principal: Principal) -> Option<(&UserRow, Option<&KeyRow>)> {
        match principal {
            Principal::User(user) => Some((self.user(user)?, None)),
            Principal::ApiKey(key) => {
                let key = self.key(key)?;
                Some((self.user(key.person()?)?, Some(key)))
            }
        }
    }

    /// Whether a membership is one of a permanent administrator's, begun by an instant (rule I1).
    pub(crate) fn administrates(&self, row: &MembershipRow, by: Instant) -> bool {
        self.user(row.user).is_some_and(|user| user.active)
            && started(&row.assignment, by)
            && row.assignment.ends().is_none()
            && self.gives(&row.assignment).covers(&Held::preset(Preset::Admin))
    }

    /// The accounts that have no permanent administrator by an instant, and need one (rule I1).
    pub(crate) fn roots_without_administrator(&self, by: Instant) -> Vec<AccountId> {
        let is_orphan = |account: &&AccountRow| {
            let mut members = self.memberships.iter().filter(|row| row.account == account.id);
            account.parent.is_none() && !account.closed && !members.any(|row| self.administrates(row, by))
        };
        self.accounts.iter().filter(is_orphan).map(|row| row.id).collect()
    }

    /// The roots of which a command at an instant has taken an administrator on whom it was counted, so that another must be
    /// there by then (rule I1): one who is no longer there, or begins later than before and than now.
    pub(crate) fn roots_bereft(&self, before: &Self, at: Instant) -> Vec<AccountId> {
        let by = before.latest.map_or(at, |latest| latest.max(at));
        let stays = |was: &MembershipRow| {
            self.membership(was.user, was.account).is_some_and(|is| {
                let begins = |row: &MembershipRow| row.assignment.starts();
                self.administrates(is, far_from_now()) && (begins(is) <= begins(was) || started(&is.assignment, at))
            })
        };
        let lost = before.memberships.iter().filter(|row| before.administrates(row, by) && !stays(row));
        let accounts: BTreeSet<_> = lost.map(|row| row.account).collect();
        self.roots_without_administrator(at).into_iter().filter(|root| accounts.contains(root)).collect()
    }

    /// Every instant at which a window begins or ends, each once and in order.
    pub(crate) fn boundaries(&self) -> Vec<Instant> {
        let windows = self.memberships.iter().map(|row| &row.assignment);
        let windows = windows.chain(self.invitations.iter().map(|row| &row.assignment));
        let ends = windows.flat_map(|window| [window.starts(), window.ends()]).flatten();
        let expiries = self.invitations.iter().map(|row| row.expires);
        let keys = self.keys.iter().filter_map(|row| row.until);
        ends.chain(expiries).chain(keys).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether an account makes a permission available (rule G4), its statuses left out if they are to be lifted.
    pub(crate) fn offers(&self, account: AccountId, permission: Permission, lifted: bool) -> bool {
        let level_cut = permission == Permission::SubaccountManage && self.level(account) >= 5;
        let unpaid = permission == Permission::CreditPurchase && self.pays(account) == Some(Billing::Postpaid);
        !level_cut && !unpaid && self.passes_down(account, permission, lifted)
    }

    /// How an account pays: as it says, or as the nearest above that does (rule G4).
    pub(crate) fn pays(&self, account: AccountId) -> Option<Billing> {
        self.up(account).find_map(|row| row.billing)
    }

    fn passes_down(&self, account: AccountId, permission: Permission, lifted: bool) -> bool {
        let Some(row) = self.account(account) else { return false };
        let suspended = row.suspended_by_members || row.suspended_by_operator;
        let halted = row.closed || suspended && !is_left_by_suspension(permission);
        selects(row.features, permission)
            && (lifted || !halted)
            && row.parent.is_none_or(|parent| self.passes_down(parent, permission, lifted))
    }
}

/// Whether a selection has a permission of this version (rule V7).
fn selects(selection: Selection, permission: Permission) -> bool {
    match selection {
        Selection::Only(set) => set.contains(permission),
        Selection::AllBut(set) => !set.contains(permission),
    }
}

pub(crate) fn selected(selection: Selection) -> PermissionSet {
    PermissionSet::ALL.iter().filter(|permission| selects(selection, *permission)).collect()
}

/// Looking, all about billing, and the credits that end a suspension; none of the application's own (rule G4).
fn is_left_by_suspension(permission: Permission) -> bool {
    use sendright::{Area, Level};
    let credit = matches!(permission, Permission::CreditView | Permission::CreditPurchase);
    permission.slot().is_none() && (permission.level() == Level::Guest || permission.area() == Area::Billing || credit)
}
