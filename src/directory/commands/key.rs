//! The commands on API keys: those of persons (rules G5, C9) and those of accounts (rule G6).

use chrono::{DateTime, Utc};

use crate::organization::{
    AccountId, Actor, ApiKey, ApiKeyId, ApiKeySettings, Custody, KeyOwner, Name, UserId, key_grants,
};
use crate::permission::{Permission, PermissionSet};
use crate::state::{AccountEntry, Id, State};

use super::Rules;
use super::effects::touch_revoking;
use crate::directory::authority::Authority;
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

/// Creates a key of the person who gives the command (rule C9), or of the account (rule G6).
pub(crate) struct CreateKey<'a> {
    pub(crate) of_account: bool,
    pub(crate) key: ApiKeyId,
    pub(crate) account: AccountId,
    pub(crate) subtree: bool,
    pub(crate) name: &'a Name,
    pub(crate) cap: PermissionSet,
    pub(crate) until: Option<DateTime<Utc>>,
}

impl CreateKey<'_> {
    /// What it makes; `None` if nobody would own it.
    fn key(&self, by: Actor) -> Option<ApiKey> {
        let Self { of_account, key: id, account, subtree, name, cap, until } = *self;
        let owner = match by {
            _ if of_account => KeyOwner::Account(Box::new(Custody::of(by))),
            Actor::User(owner) => KeyOwner::User(owner),
            Actor::ApiKey(_) | Actor::System => return None,
        };
        Some(ApiKey { id, owner, account, subtree, name: name.clone(), cap, until })
    }
}

impl Rules for CreateKey<'_> {
    /// G6: whoever makes a key of an account gives what it holds, to whoever gets its secret.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if !self.of_account {
            return by.permit(Permission::IntegrationApi, self.account);
        }
        by.permit(Permission::IntegrationKeys, self.account)?;
        by.coverer()?.covers_key(by.entry(self.account)?, key_grants(self.cap, self.subtree), self.until)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let (is, will_be) = (by.state.key(self.key), self.key(by.actor));
        by.would_change(is.is_none() || is != will_be.as_ref())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.fresh(Id::ApiKey(self.key))?;
        fit.is_in_tree_of(fit.open(self.account)?)?;
        fit.ends_later(self.until)
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        if let Some(key) = self.key(actor) {
            state.insert_key(key);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account = Some(self.account);
        touched.things.insert(Thing::ApiKey(self.key));
    }
}

pub(crate) struct ChangeApiKey<'a> {
    pub(crate) key: ApiKeyId,
    pub(crate) subtree: bool,
    pub(crate) name: &'a Name,
    pub(crate) cap: PermissionSet,
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) replaces: Option<&'a ApiKeySettings>,
}

impl ChangeApiKey<'_> {
    /// What it sets.
    fn settings(&self) -> ApiKeySettings {
        ApiKeySettings { subtree: self.subtree, name: self.name.clone(), cap: self.cap, until: self.until }
    }

    /// Whether the key would be able to do nothing that it can't do now.
    fn narrows(&self, key: &ApiKey) -> bool {
        let ends_no_later = match (key.until, self.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(old), Some(new)) => new <= old,
        };
        self.cap.is_subset(key.cap) && (key.subtree || !self.subtree) && ends_no_later
    }
}

impl Rules for ChangeApiKey<'_> {
    /// C9: the owner narrows it always, and widens it with a permission; others, the operator too, only narrow it. G6: one of
    /// an account is changed by whoever covers what it held and will hold.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let key = within_reach(by, self.key)?;
        let Some(owner) = key.owner() else {
            let entry = may_give_account_key(by, key)?;
            return by.coverer()?.covers_key_change(entry, key, key_grants(self.cap, self.subtree), self.until);
        };
        let narrows = self.narrows(key);
        match by.actor {
            Actor::User(user) if user == owner && narrows => by.active_user().map(|_| ()),
            Actor::User(user) if user == owner => by.permit(Permission::IntegrationApi, key.account),
            _ if narrows => may_manage(by, key, owner, by.permit(Permission::IntegrationKeys, key.account)),
            Actor::ApiKey(_) => Err(Refusal::PersonOnly(by.command)),
            Actor::User(_) | Actor::System => Err(Refusal::NotTheOwner),
        }
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let settings = by.state.key(self.key).map(ApiKey::settings);
        by.would_change(settings.as_ref() != Some(&self.settings()))?;
        by.saw(self.replaces, settings.as_ref())
    }

    /// One that has ended can still be narrowed as it is.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let key = stored(fit, self.key)?;
        can_be_in_hands(fit, key, fit.open(key.account)?)?;
        if key.until == self.until { Ok(()) } else { fit.ends_later(self.until) }
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        state.alter_key(self.key, |key| {
            if let KeyOwner::Account(custody) = &mut key.owner {
                custody.changed_by = actor;
            }
            key.subtree = self.subtree;
            key.name = self.name.clone();
            key.cap = self.cap;
            key.until = self.until;
        });
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_key(touched, self.key);
    }
}

pub(crate) struct RevokeApiKey {
    pub(crate) key: ApiKeyId,
}

impl Rules for RevokeApiKey {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let key = within_reach(by, self.key)?;
        match key.owner() {
            Some(owner) if by.actor == Actor::User(owner) => by.active_user().map(|_| ()),
            Some(owner) => may_manage(by, key, owner, by.permit_to_take(Permission::IntegrationKeys, key.account)),
            None => {
                by.permit_by_grants(Permission::IntegrationKeys, key.account)?;
                by.coverer()?.covers_key_to_take(by.entry(key.account)?, key)
            }
        }
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.finds(Id::ApiKey(self.key))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        stored(fit, self.key).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.revoke_key(self.key);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_key(touched, self.key);
    }
}

pub(crate) struct ResetApiKey {
    pub(crate) key: ApiKeyId,
}

impl Rules for ResetApiKey {
    /// Whoever gets the new secret can use all that the key holds: of a person's key the owner, who holds it anyway (rule C9);
    /// of an account's whoever covers it, as long as it lasts (rule G6).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let key = within_reach(by, self.key)?;
        match (key.owner(), by.actor) {
            (Some(owner), Actor::User(user)) if user == owner => by.permit(Permission::IntegrationApi, key.account),
            (Some(_), _) => Err(Refusal::NotTheOwner),
            (None, _) => {
                let entry = may_give_account_key(by, key)?;
                by.coverer()?.covers_key(entry, key.grants(), key.until)
            }
        }
    }

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let key = stored(fit, self.key)?;
        can_be_in_hands(fit, key, fit.account(key.account)?)
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        state.alter_key(self.key, |key| {
            if let KeyOwner::Account(custody) = &mut key.owner {
                (custody.changed_by, custody.secret_given_to) = (actor, actor);
            }
        });
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_key(touched, self.key);
    }
}

/// A key of one's own, or in an account within reach; any other is answered as if it did not exist (rule C3).
fn within_reach<'a>(by: &Authority<'a>, id: ApiKeyId) -> Result<&'a ApiKey, Refusal> {
    let is_own = |key: &ApiKey| matches!(by.actor, Actor::User(user) if key.is_owned_by(user));
    let key = by.state.key(id).filter(|key| is_own(key) || by.reaches(key.account));
    key.ok_or(Refusal::UnknownApiKey(id))
}

/// C9: another's key is narrowed or revoked by whoever has `integration.keys` there and covers the owner there.
fn may_manage(by: &Authority<'_>, key: &ApiKey, owner: UserId, permitted: Result<(), Refusal>) -> Result<(), Refusal> {
    permitted?;
    by.coverer()?.covers_member(by.entry(key.account)?, owner)
}

/// G6: a person or the operator, with `integration.keys` there, gives what a key of an account holds; never a key.
fn may_give_account_key<'a>(by: &Authority<'a>, key: &ApiKey) -> Result<AccountEntry<'a>, Refusal> {
    if matches!(by.actor, Actor::ApiKey(_)) {
        return Err(Refusal::NotByKey(by.command));
    }
    by.permit(Permission::IntegrationKeys, key.account)?;
    by.entry(key.account)
}

/// G6, C6: a key of an account names in whose hands it was: those of persons of its tree and of the operator, never a key's.
fn can_be_in_hands(fit: &Fit<'_>, key: &ApiKey, entry: AccountEntry<'_>) -> Result<(), Refusal> {
    match (key.owner(), fit.actor) {
        (Some(_), _) => Ok(()),
        (None, Actor::ApiKey(_)) => Err(Refusal::NotByKey(fit.command)),
        (None, Actor::User(_) | Actor::System) => fit.is_in_tree_of(entry),
    }
}

/// A key that is there; it may have ended.
fn stored<'a>(fit: &Fit<'a>, id: ApiKeyId) -> Result<&'a ApiKey, Refusal> {
    fit.state.key(id).ok_or(Refusal::UnknownApiKey(id))
}

fn touch_key(touched: &mut Touched<'_>, id: ApiKeyId) {
    touch_revoking(touched, id);
    if let Some(key) = touched.state.key(id) {
        touched.account = Some(key.account);
        touched.whom.extend(key.owner());
    }
}
