use chrono::{DateTime, Utc};

use crate::permission::{Grants, PermissionSet, Scope};

use super::id::{AccountId, ApiKeyId, UserId};
use super::name::Name;
use super::principal::Actor;

/// An API key, in one account and, if it is for the subtree, in the accounts below. It is a person's or the account's.
///
/// A *person's* key holds what its owner holds there, within its cap, and ends with what the owner holds (rule G5). A key *of
/// the account* holds its cap itself, whoever made it, so that what the account sends by it goes on when somebody leaves
/// (rule G6).
///
/// The library stores no secret of the key. A key that is revoked is gone; only its id is remembered, so that nothing gets it
/// again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ApiKey {
    pub(crate) id: ApiKeyId,
    pub(crate) owner: KeyOwner,
    pub(crate) account: AccountId,
    pub(crate) subtree: bool,
    pub(crate) name: Name,
    pub(crate) cap: PermissionSet,
    #[cfg_attr(feature = "serde", serde(with = "super::time::option"))]
    pub(crate) until: Option<DateTime<Utc>>,
}

/// Whose an API key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyOwner {
    /// A person's (rule G5).
    User(UserId),
    /// The account's for which it is made (rule G6). In a box, so that a person's key does not take the room of it.
    Account(Box<Custody>),
}

/// Who had a key of an account in their hands (rule G6). The ids may be those of users who are gone.
///
/// Whoever has seen the secret of a key keeps its power until it is reset: when a person leaves, reset those of the keys in
/// [`Directory::keys_in_custody_of`](crate::Directory::keys_in_custody_of) whose [secret they have](Self::secret_given_to).
///
/// ```
#[doc = include_str!("../review/example.txt")]
/// let nightly = ApiKeyId::from(uuid::Uuid::from_u128(32));
/// let create = Command::CreateAccountKey {
///     key: nightly, account: acme, subtree: false, name: "Nightly".parse().unwrap(),
///     cap: PermissionSet::SMS_SEND, until: None,
/// };
/// directory.execute(ada, create, stamp(&directory, now)).unwrap();
/// directory.execute(Actor::System, Command::ResetApiKey { key: nightly }, stamp(&directory, now)).unwrap();
///
/// let custody = directory.api_key(nightly).unwrap().custody().unwrap();
/// assert_eq!((custody.created_by(), custody.secret_given_to()), (ada.into(), Actor::System));
/// assert!(directory.api_key(key).unwrap().custody().is_none(), "Ada's own key is in nobody else's hands");
///
/// // Bob is a Sender, and neither makes nor resets keys of Acme.
/// let reset = directory.plan(bob, &Command::ResetApiKey { key: nightly }, stamp(&directory, now));
/// assert_eq!(reset.unwrap_err().code(), "missing");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Custody {
    pub(crate) created_by: Actor,
    pub(crate) changed_by: Actor,
    pub(crate) secret_given_to: Actor,
}

impl Custody {
    pub(crate) const fn of(creator: Actor) -> Self {
        Self { created_by: creator, changed_by: creator, secret_given_to: creator }
    }

    /// Who created the key: a user or the operator.
    #[must_use]
    pub const fn created_by(&self) -> Actor {
        self.created_by
    }

    /// Who last changed or reset the key; who created it, if nobody did.
    #[must_use]
    pub const fn changed_by(&self) -> Actor {
        self.changed_by
    }

    /// To whom the application gave the key's present secret: who last reset it; who created it, if nobody did.
    #[must_use]
    pub const fn secret_given_to(&self) -> Actor {
        self.secret_given_to
    }

    /// Puts others in the place of those whom it names.
    pub(crate) fn replace(&mut self, by: impl Fn(Actor) -> Actor) {
        let Self { created_by, changed_by, secret_given_to } = self;
        for actor in [created_by, changed_by, secret_given_to] {
            *actor = by(*actor);
        }
    }

    /// All whom it names.
    pub(crate) const fn actors(&self) -> [Actor; 3] {
        [self.created_by, self.changed_by, self.secret_given_to]
    }
}

/// What a command sets of an API key (rule C11): those of a key are its [`settings`](ApiKey::settings).
///
/// ```
/// use sendright::{ApiKeySettings, PermissionSet};
///
/// let reports = ApiKeySettings::new("Reports".parse().unwrap(), PermissionSet::SENT_VIEW);
/// assert!(!reports.subtree && reports.until.is_none());
/// assert!(reports.subtree(true).subtree);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ApiKeySettings {
    /// Whether it also works in the accounts below.
    pub subtree: bool,
    /// The name that people see.
    pub name: Name,
    /// The permissions that it can use at most.
    pub cap: PermissionSet,
    /// Its end, exclusive; `None` if it never ends.
    #[cfg_attr(feature = "serde", serde(with = "super::time::option"))]
    pub until: Option<DateTime<Utc>>,
}

impl ApiKeySettings {
    /// Those of a key that works in its account alone, and never ends.
    #[must_use]
    pub const fn new(name: Name, cap: PermissionSet) -> Self {
        Self { subtree: false, name, cap, until: None }
    }

    /// Whether the key also works in the accounts below.
    #[must_use]
    pub fn subtree(self, subtree: bool) -> Self {
        Self { subtree, ..self }
    }

    /// The key's end, exclusive; `None` if it never ends.
    #[must_use]
    pub fn until(self, until: impl Into<Option<DateTime<Utc>>>) -> Self {
        Self { until: until.into(), ..self }
    }
}

impl ApiKey {
    /// What can be changed of it, as a command that changes it says that it replaces it.
    #[must_use]
    pub fn settings(&self) -> ApiKeySettings {
        ApiKeySettings { subtree: self.subtree, name: self.name.clone(), cap: self.cap, until: self.until }
    }

    /// The id of the key.
    #[must_use]
    pub const fn id(&self) -> ApiKeyId {
        self.id
    }

    /// The user who owns it; `None` for a key of its account. A person's key holds nothing that its owner does not hold.
    #[must_use]
    pub const fn owner(&self) -> Option<UserId> {
        match self.owner {
            KeyOwner::User(owner) => Some(owner),
            KeyOwner::Account(_) => None,
        }
    }

    /// Who had it in their hands, if it is a key of its account; `None` for a person's.
    #[must_use]
    pub const fn custody(&self) -> Option<&Custody> {
        match &self.owner {
            KeyOwner::User(_) => None,
            KeyOwner::Account(custody) => Some(custody),
        }
    }

    /// Whether a user owns it.
    pub(crate) fn is_owned_by(&self, user: UserId) -> bool {
        self.owner() == Some(user)
    }

    /// What its cap allows where it works; never one's own details. A person's key holds of it what its owner holds
    /// (rule G5), a key of the account all of it (rule G6).
    pub(crate) const fn grants(&self) -> Grants {
        key_grants(self.cap, self.subtree)
    }

    /// The account in which it works.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Whether it also works in the accounts below.
    #[must_use]
    pub const fn is_for_subtree(&self) -> bool {
        self.subtree
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The permissions that it can use at most.
    pub const fn cap(&self) -> PermissionSet {
        self.cap
    }

    /// When it ends (exclusive); `None` if it does not end.
    #[must_use]
    pub const fn ends(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    pub(crate) fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= at)
    }
}

/// What a cap allows in the account of a key, and below it if the key is for the subtree.
pub(crate) const fn key_grants(cap: PermissionSet, subtree: bool) -> Grants {
    Grants::of(cap.difference(PermissionSet::PROFILE_EDIT), if subtree { Scope::Subtree } else { Scope::Account })
}

/// How an owner is written: `{"user": "…"}`, `{"account": {…}}`.
#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Serialize};

    use crate::wire::one_entry;

    use super::{Custody, KeyOwner, UserId};

    // INVARIANT: append-only, as compact formats number the variants.
    #[derive(Serialize, Deserialize)]
    #[serde(remote = "KeyOwner", rename = "KeyOwner", rename_all = "snake_case")]
    enum KeyOwnerWire {
        User(UserId),
        Account(Box<Custody>),
    }

    const fn entry(owner: &KeyOwner) -> &'static str {
        match owner {
            KeyOwner::User(_) => "user",
            KeyOwner::Account(_) => "account",
        }
    }

    one_entry!(KeyOwner as KeyOwnerWire, |owner| Some(entry(owner)));
}
