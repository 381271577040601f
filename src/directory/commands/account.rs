//! The commands on accounts.

use chrono::{DateTime, Utc};

use crate::decision::Denial;
use crate::organization::{
    Account, AccountId, Actor, ApiKey, ApiKeyId, Assignment, Billing, Email, EmailPolicy, Name, Suspension,
    UserDetails, UserId,
};
use crate::permission::{Permission, Preset, Selection};
use crate::state::{Id, State};

use super::Rules;
use super::effects::{join, touch_joining};
use crate::directory::authority::Authority;
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

pub(crate) struct OpenAccount<'a> {
    pub(crate) account: AccountId,
    pub(crate) name: &'a Name,
    pub(crate) billing: Billing,
    pub(crate) features: Selection,
    pub(crate) administrator: UserId,
    pub(crate) email: &'a Email,
    pub(crate) administrator_name: &'a Name,
}

impl Rules for OpenAccount<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        Err(Refusal::OperatorOnly(by.command))
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let account = by.state.account(self.account).map(|entry| entry.account);
        let opened = account.is_some_and(|account| {
            account.parent.is_none()
                && (&account.name, account.billing, account.features) == (self.name, Some(self.billing), self.features)
        });
        let user = by.state.user(self.administrator);
        let administers = user.is_some_and(|user| {
            user.root == self.account && (&user.email, &user.name) == (self.email, self.administrator_name)
        });
        by.would_change(!(opened && administers))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.fresh(Id::Account(self.account))?;
        fit.fresh(Id::User(self.administrator))
    }

    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        state.insert_account(Account {
            id: self.account,
            parent: None,
            depth: 0,
            name: self.name.clone(),
            billing: Some(self.billing),
            features: self.features,
            suspension: Suspension::default(),
            closed: false,
            email_policy: None,
        });
        let assignment = Assignment::of(Preset::Admin);
        let details = UserDetails { name: self.administrator_name.clone(), phone: None };
        join(state, self.administrator, self.account, self.email, &details, assignment, at);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account(self.account);
        touch_joining(touched, self.administrator, self.account, self.email);
    }
}

pub(crate) struct OpenSubaccount<'a> {
    pub(crate) account: AccountId,
    pub(crate) parent: AccountId,
    pub(crate) name: &'a Name,
}

impl Rules for OpenSubaccount<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit(Permission::SubaccountManage, self.parent)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let account = by.state.account(self.account).map(|entry| entry.account);
        let is_so = |account: &Account| account.parent == Some(self.parent) && account.name == *self.name;
        by.would_change(!account.is_some_and(is_so))
    }

    /// I2: no account is deeper than the deepest allowed.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.fresh(Id::Account(self.account))?;
        if fit.open(self.parent)?.account.depth >= Account::MAX_DEPTH {
            return Err(Refusal::TooDeep(self.parent));
        }
        Ok(())
    }

    /// It pays as its parent does, and begins with everything that its parent makes available.
    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        let Some(above) = state.account(self.parent).map(|entry| entry.account) else { return };
        let account = Account {
            id: self.account,
            parent: Some(self.parent),
            depth: above.depth + 1,
            name: self.name.clone(),
            billing: None,
            features: Selection::EVERYTHING,
            suspension: Suspension::default(),
            closed: false,
            email_policy: None,
        };
        state.insert_account(account);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account(self.account);
        touched.accounts.insert(self.parent);
    }
}

pub(crate) struct RenameAccount<'a> {
    pub(crate) account: AccountId,
    pub(crate) name: &'a Name,
    pub(crate) replaces: Option<&'a Name>,
}

impl Rules for RenameAccount<'_> {
    /// C1: it is a setting of the account itself, and an affair of the one above.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let own = by.permit(Permission::AccountEdit, self.account);
        if own.is_ok() || by.entry(self.account)?.account.parent.is_none() {
            return own;
        }
        let from_above = permit_from_above(by, self.account, None);
        if from_above.is_err() && by.reaches(self.account) { own } else { from_above }
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let name = by.state.account(self.account).map(|entry| &entry.account.name);
        by.would_change(name != Some(self.name))?;
        by.saw(self.replaces, name)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open_or_the_operators(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_account(self.account, |account| account.name = self.name.clone());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account(self.account);
    }
}

pub(crate) struct SuspendAccount {
    pub(crate) account: AccountId,
}

impl Rules for SuspendAccount {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        permit_from_above(by, self.account, None)?;
        by.coverer()?.covers_everyone_below(self.account)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(is_suspended_by_own_side(by, self.account) != Some(true))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        set_suspension(state, self.account, actor, true);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account_and_below(self.account);
    }
}

pub(crate) struct ResumeAccount {
    pub(crate) account: AccountId,
}

impl Rules for ResumeAccount {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        permit_from_above(by, self.account, None)?;
        by.coverer()?.covers_everyone_below(self.account)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(is_suspended_by_own_side(by, self.account) != Some(false))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        set_suspension(state, self.account, actor, false);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account_and_below(self.account);
    }
}

pub(crate) struct CloseAccount {
    pub(crate) account: AccountId,
}

impl Rules for CloseAccount {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        permit_from_above(by, self.account, Some(Permission::AccountClose))?;
        by.coverer()?.covers_everyone_below(self.account)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(!by.state.account(self.account).is_some_and(|entry| entry.account.closed))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open(self.account).map(|_| ())
    }

    /// It ends the invitations and the keys of the accounts there and below for good (rules C7, G6).
    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_account(self.account, |account| account.closed = true);
        let below: Vec<AccountId> = state.subtree(self.account).iter().map(|entry| entry.account.id).collect();
        for account in below {
            state.remove_invitations_at(account);
            let keys: Vec<ApiKeyId> = state.account_keys_at(account).map(ApiKey::id).collect();
            for key in keys {
                state.revoke_key(key);
            }
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account_and_below(self.account);
        let below = touched.accounts.iter().flat_map(|account| touched.state.invitations_at(*account));
        touched.things.extend(below.map(Thing::Invitation));
        let keys = touched.accounts.iter().flat_map(|account| touched.state.account_keys_at(*account));
        touched.things.extend(keys.map(|key| Thing::ApiKey(key.id())));
    }
}

pub(crate) struct SetBilling {
    pub(crate) account: AccountId,
    pub(crate) billing: Billing,
}

impl Rules for SetBilling {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        Err(Refusal::OperatorOnly(by.command))
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let billing = by.state.account(self.account).and_then(|entry| entry.account.billing);
        by.would_change(billing != Some(self.billing))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_account(self.account, |account| account.billing = Some(self.billing));
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account_and_below(self.account);
    }
}

pub(crate) struct SetFeatures {
    pub(crate) account: AccountId,
    pub(crate) features: Selection,
}

impl Rules for SetFeatures {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        Err(Refusal::OperatorOnly(by.command))
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(by.state.account(self.account).map(|entry| entry.account.features) != Some(self.features))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_account(self.account, |account| account.features = self.features);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account_and_below(self.account);
    }
}

pub(crate) struct SetEmailPolicy<'a> {
    pub(crate) account: AccountId,
    pub(crate) policy: &'a EmailPolicy,
}

impl Rules for SetEmailPolicy<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit(Permission::AccountSecurity, self.account)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(by.state.account(self.account).map(|entry| entry.account.email_policy()) != Some(self.policy))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let clears = *self.policy == EmailPolicy::ANY;
        let entry = if clears { fit.open_or_the_operators(self.account)? } else { fit.open(self.account)? };
        if entry.account.parent.is_some() { Err(Refusal::NotARoot(self.account)) } else { Ok(()) }
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_account(self.account, |account| account.set_email_policy(self.policy.clone()));
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account(self.account);
    }
}

/// C1: for a sub-account, `subaccount.manage` at its parent; for a root account, this permission there or, if there is
/// none, only the operator.
fn permit_from_above(by: &Authority<'_>, account: AccountId, for_root: Option<Permission>) -> Result<(), Refusal> {
    match (by.entry(account)?.account.parent, for_root) {
        (Some(parent), _) => match by.permit(Permission::SubaccountManage, parent) {
            // An actor who reaches the account but not its parent is told what is missing, and not where.
            Err(Refusal::Denied(Denial::NoAccess)) if by.reaches(account) => Err(Refusal::FromAbove(by.command)),
            answer => answer,
        },
        (None, Some(permission)) => by.permit(permission, account),
        (None, None) if by.reaches(account) => Err(Refusal::OperatorOnly(by.command)),
        (None, None) => Err(Refusal::Denied(Denial::NoAccess)),
    }
}

/// G4: members and the operator suspend separately, and each side lifts its own suspension.
fn is_suspended_by_own_side(by: &Authority<'_>, account: AccountId) -> Option<bool> {
    let suspension = by.state.account(account)?.account.suspension;
    Some(match by.actor {
        Actor::System => suspension.by_operator,
        Actor::User(_) | Actor::ApiKey(_) => suspension.by_members,
    })
}

fn set_suspension(state: &mut State, account: AccountId, actor: Actor, suspended: bool) {
    state.alter_account(account, |account| match actor {
        Actor::System => account.suspension.by_operator = suspended,
        Actor::User(_) | Actor::ApiKey(_) => account.suspension.by_members = suspended,
    });
}
