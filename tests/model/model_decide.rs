//! The model's answer to a request (rules G1 to G6, D1 to D4).

use sendright::{AccountId, Denial, Permission, PermissionSet, Principal, Request, Scope, UserId};

use crate::held::Held;
use crate::model::{Instant, KeyRow, MembershipRow, Model, live, started};

/// Whose data a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    Anyones,
    Own,
    OwnedBy(UserId),
    SharedFrom(AccountId),
}

/// A request, with its parts in the open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) principal: Principal,
    pub(crate) required: PermissionSet,
    pub(crate) account: AccountId,
    pub(crate) data: Data,
    pub(crate) at: Instant,
}

/// What the proof of a yes must tell beside the question (rule D5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Yes {
    pub(crate) user: Option<UserId>,
    pub(crate) owner: Option<UserId>,
    pub(crate) shared_from: Option<AccountId>,
    pub(crate) scope: Scope,
}

const LOOKING: [Permission; 2] = [Permission::TemplateView, Permission::ContactView];

impl Question {
    pub(crate) fn request(&self) -> Request {
        let draft = Request::new(self.principal, self.required, self.account);
        let draft = match self.data {
            Data::Anyones => draft,
            Data::Own => draft.own(),
            Data::OwnedBy(owner) => draft.owned_by(owner),
            Data::SharedFrom(ancestor) => draft.shared_from(ancestor),
        };
        draft.at(self.at)
    }
}

impl Model {
    /// Whether a key works in an account (rule G5).
    pub(crate) fn works_in(&self, key: &KeyRow, account: AccountId) -> bool {
        account == key.account || key.subtree && self.is_above(key.account, account)
    }

    /// What one membership brings to an account: all of it in its own, its Subtree set below (rule G2).
    pub(crate) fn brings(&self, row: &MembershipRow, account: AccountId) -> Held {
        if row.account == account {
            self.gives(&row.assignment)
        } else if self.is_above(row.account, account) && self.reaches_down(row) {
            self.gives(&row.assignment).to_below()
        } else {
            Held::NOTHING
        }
    }

    /// Whether a membership reaches below: by anything but one's own details (rule D4).
    pub(crate) fn reaches_down(&self, row: &MembershipRow) -> bool {
        self.gives(&row.assignment).without(PermissionSet::PROFILE_EDIT).has_any(Scope::Subtree)
    }

    /// What some memberships of a principal's user bring, as much of it as the principal may use (rules G2, G5).
    pub(crate) fn granted_by(
        &self,
        principal: Principal,
        account: AccountId,
        counts: impl Fn(&MembershipRow) -> bool,
    ) -> Held {
        if let Some(key) = self.account_key(principal) {
            return self.brought_by(key, account);
        }
        let Some((user, key)) = self.person(principal) else { return Held::NOTHING };
        let rows = self.memberships_of(user.id).filter(|row| counts(row));
        let held = rows.fold(Held::NOTHING, |held, row| held.or(&self.brings(row, account)));
        let Some(key) = key else { return held };
        if !self.works_in(key, account) {
            return Held::NOTHING;
        }
        let held = held.only(key.cap).without(PermissionSet::PROFILE_EDIT);
        if key.subtree { held } else { held.here_only() }
    }

    /// What a key of an account holds in an account by itself (rule G6).
    fn brought_by(&self, key: &KeyRow, account: AccountId) -> Held {
        match account == key.account {
            true => key.holds(),
            false if self.works_in(key, account) => key.holds().to_below(),
            false => Held::NOTHING,
        }
    }

    /// What a principal holds in an account at an instant, before ceilings (rule G2).
    pub(crate) fn granted(&self, principal: Principal, account: AccountId, at: Instant) -> Held {
        self.granted_by(principal, account, |row| live(&row.assignment, at))
    }

    /// The memberships, live or not, by which a principal reaches an account (rule D4).
    fn reaching(&self, principal: Principal, account: AccountId) -> Vec<&MembershipRow> {
        let Some((user, key)) = self.person(principal) else { return Vec::new() };
        if key.is_some_and(|key| !self.works_in(key, account)) {
            return Vec::new();
        }
        let reaches = |row: &&MembershipRow| {
            row.account == account || self.is_above(row.account, account) && self.reaches_down(row)
        };
        self.memberships_of(user.id).filter(reaches).collect()
    }

    /// A key that was revoked is told so, whatever the account.
    fn unknown(&self, principal: Principal) -> Denial {
        match principal {
            Principal::ApiKey(key) if self.used.keys.contains(&key) => Denial::KeyRevoked,
            Principal::ApiKey(_) | Principal::User(_) => Denial::NoAccess,
        }
    }

    pub(crate) fn reaches(&self, principal: Principal, account: AccountId) -> bool {
        let by_itself = |key: &KeyRow| account == key.account || self.brought_by(key, account) != Held::NOTHING;
        self.account_key(principal).is_some_and(by_itself) || !self.reaching(principal, account).is_empty()
    }

    pub(crate) fn decide(&self, question: &Question) -> Result<Yes, Denial> {
        let Question { principal, required, account, data, at } = *question;
        if required.iter().next().is_none() {
            return Err(Denial::EmptyRequirement);
        }
        if let Some(key) = self.account_key(principal) {
            return self.decide_for_account_key(question, key);
        }
        let Some((user, key)) = self.person(principal) else { return Err(self.unknown(principal)) };
        if self.account(account).is_none() {
            return Err(Denial::NoAccess);
        }
        let owner = match data {
            Data::Anyones | Data::SharedFrom(_) => None,
            Data::Own => Some(user.id),
            Data::OwnedBy(owner) => Some(owner),
        };
        let shared_from = if let Data::SharedFrom(ancestor) = data { Some(ancestor) } else { None };
        let scope = if owner == Some(user.id) { Scope::Own } else { Scope::Account };
        let yes = Yes { user: Some(user.id), owner, shared_from, scope };

        // One's own details are decided before the account's lines (rule G3).
        let is_oneself = key.is_none() && scope == Scope::Own && self.root(account) == Some(user.root);
        let rest = if is_oneself { required - Permission::ProfileEdit } else { required };
        let needs_membership = !rest.is_empty();

        let reaching = self.reaching(principal, account);
        let shares = shared_from.is_none_or(|ancestor| self.is_above(ancestor, account));
        if needs_membership && (reaching.is_empty() || !shares) {
            return Err(Denial::NoAccess);
        }
        if !user.active {
            return Err(Denial::UserDeactivated);
        }
        if !needs_membership {
            return Ok(yes);
        }
        if !reaching.iter().any(|row| live(&row.assignment, at)) {
            let to_come = reaching.iter().any(|row| !started(&row.assignment, at));
            return Err(if to_come { Denial::NotYetValid } else { Denial::Expired });
        }
        if key.and_then(|key| key.until).is_some_and(|until| until <= at) {
            return Err(Denial::Expired);
        }
        self.weigh(question, rest, scope).map(|()| yes)
    }

    /// It owns nothing, and has no person who could be deactivated or hold less (rules D2, G6).
    fn decide_for_account_key(&self, question: &Question, key: &KeyRow) -> Result<Yes, Denial> {
        let Question { principal, required, account, data, at } = *question;
        let shared_from = if let Data::SharedFrom(ancestor) = data { Some(ancestor) } else { None };
        let shares = shared_from.is_none_or(|ancestor| self.is_above(ancestor, account));
        if !self.reaches(principal, account) || !shares {
            return Err(Denial::NoAccess);
        }
        if key.ended(at) {
            return Err(Denial::Expired);
        }
        let owner = if let Data::OwnedBy(owner) = data { Some(owner) } else { None };
        let scope = Scope::Account;
        self.weigh(question, required, scope).map(|()| Yes { user: None, owner, shared_from, scope })
    }

    /// D1, and what of D4 comes after the principal's own state.
    fn weigh(&self, question: &Question, rest: PermissionSet, scope: Scope) -> Result<(), Denial> {
        let Question { principal, account, data, at, .. } = *question;
        let mut held = self.granted(principal, account, at);
        // On oneself only, whatever a membership says; never for a key (rules G3, G5).
        let own_details = matches!(principal, Principal::User(_)).then_some(Scope::Own);
        held.set(Permission::ProfileEdit, own_details);

        let shared = matches!(data, Data::SharedFrom(_));
        let pick = |fails: &dyn Fn(Permission) -> bool| rest.iter().filter(|p| fails(*p)).collect::<PermissionSet>();
        let cut = |lifted| {
            pick(&|p| {
                let sharer_offers = match data {
                    Data::SharedFrom(ancestor) => self.offers(ancestor, p, lifted),
                    Data::Anyones | Data::Own | Data::OwnedBy(_) => true,
                };
                p != Permission::ProfileEdit && !(self.offers(account, p, lifted) && sharer_offers)
            })
        };
        let beyond = pick(&|p| shared && !LOOKING.contains(&p));
        let lacking = pick(&|p| !held.has(p, scope));
        let lacking_own = pick(&|p| !held.has(p, Scope::Own));

        if !beyond.is_empty() {
            return Err(Denial::NotShared(beyond));
        }
        let ceiling = cut(true);
        if ceiling.is_empty() && lacking.is_empty() {
            let halted = self.closed(account) || self.suspended(account);
            return match cut(false).is_empty() && !(shared && halted) {
                true => Ok(()),
                false if self.closed(account) => Err(Denial::AccountClosed),
                false => Err(Denial::AccountSuspended),
            };
        }
        if !ceiling.is_empty() {
            return Err(Denial::Ceiling(ceiling));
        }
        if lacking_own.is_empty() { Err(Denial::LesserScope(lacking)) } else { Err(Denial::Missing(lacking_own)) }
    }
}
