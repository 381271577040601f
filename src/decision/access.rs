use core::fmt;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKeyId, ChangeId, Principal, UserId};
use crate::permission::{Area, CustomNames, PermissionSet, Scope};
use crate::state::{LeveledAreas, Masks, MembershipRecord, State};

use super::authorized::Authorized;
use super::denial::Denial;
use super::equation::check;
use super::held::Held;
use super::named::Named;
use super::proof::{Proof, Right, proved};
use super::request::RequestDraft;

/// What a principal may do in an account at an instant: the masks of the one equation, computed once for a request or a
/// session, so that every check after it is a mask test without the directory (rule D6).
///
/// [`allows`](Self::allows) and [`allows_own`](Self::allows_own) answer for the instant at which it was made. To keep it for
/// longer, ask it with [`authorize`](Self::authorize), which refuses from [`valid_until`](Self::valid_until) on. It does not
/// see later changes of the directory: ask whether it [is current](Self::is_current), or keep it for a short time only.
///
/// With the feature `serde` it serializes with the names of the permissions and of the areas that it [shows](Self::shows), so
/// that one response tells a page which buttons and menus to offer:
///
/// | field | JSON | what it is |
/// | --- | --- | --- |
/// | `principal` | `{"user": id}` or `{"api_key": id}` | whose access it is |
/// | `user` | an id or `null` | the user, or the owner of the key; `null` for a key of an account |
/// | `account` | an id | the account in which it is valid |
/// | `permissions` | an array of names | what is allowed on all data of the account |
/// | `own_permissions` | an array of names | what is allowed on the user's own data: all of `permissions`, and more |
/// | `shown_areas` | an array of names | the menus to offer; `custom` for the application's own permissions |
/// | `at` | a time in UTC, `"2026-11-22T09:00:00Z"` | when it was made |
/// | `valid_until` | a time in UTC or `null` | from when on it is outdated; `null` if no such time is known |
/// | `revision` | a number | the revision of the directory |
///
/// Every field is always there. A permission of the application's own is `custom.N`, or what [`with_names`](Self::with_names)
/// calls it. A row is the user's own if its owner is `user`; where either is `null`, it is
/// not (rule D2). A later version may know more names and have more fields: a client ignores those that it does not know.
///
/// A client's copy is for showing only. It is no proof, it can't be deserialized, and nothing that a client sends of it counts:
/// decide each request again. The repository has the type in TypeScript, with functions that ask it, in
/// `examples/quickstart-web/web`.
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
#[doc = include_str!("../review/example.txt")]
/// // Cleo sees what she sent herself, until January.
/// let rights = serde_json::to_value(directory.access(cleo, shop, now).unwrap()).unwrap();
/// let lists = |field: &str, name: &str| rights[field].as_array().unwrap().contains(&name.into());
/// assert!(lists("own_permissions", "sent.view") && !lists("permissions", "sent.view"));
/// assert!(lists("shown_areas", "sent") && !lists("shown_areas", "billing"));
/// assert_eq!((&rights["user"], &rights["valid_until"]), (&cleo.to_string().into(), &"2027-01-01T00:00:00Z".into()));
/// ```
///
/// Source: the session of NIST RBAC (ANSI INCITS 359), whose permissions decide each access.
///
/// ```
/// # use sendright::*;
/// # use uuid::Uuid;
/// # let now = chrono::DateTime::from_timestamp(1_795_338_000, 0).unwrap();
/// # let (account, user) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
/// # let (acme, ada) = ("Acme".parse()?, "Ada".parse()?);
/// # let open = Command::OpenAccount {
/// #     account, name: acme, billing: Billing::Postpaid, features: Selection::EVERYTHING,
/// #     administrator: user, email: "ada@acme.example".parse()?, administrator_name: ada,
/// # };
/// # let mut directory = Directory::new();
/// # directory.execute(Actor::System, open, Stamp::new(now, Uuid::from_u128(3).into()))?;
/// let access = directory.access(user, account, now)?;
/// assert!(access.allows(Permission::SmsSend));
/// assert!(!access.allows(Permission::CreditPurchase), "the account is postpaid");
/// assert!(!access.allows(PermissionSet::EMPTY));
///
/// let before = now - chrono::Duration::seconds(1);
/// assert_eq!(access.authorize(Permission::SmsSend, before).unwrap_err().code(), "outdated");
///
/// assert_eq!((access.principal(), access.user(), access.account()), (user.into(), Some(user), account));
/// assert_eq!((access.at(), access.valid_until(), access.revision()), (now, None, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// What is allowed on the account's data, and on one's own.
    account_wide: PermissionSet,
    own: PermissionSet,
    principal: Principal,
    user: Option<UserId>,
    account: AccountId,
    /// From these the reason of a refusal is read.
    masks: Masks,
    /// The areas in which the user has a level above None here, a bit for each.
    leveled: LeveledAreas,
    at: DateTime<Utc>,
    valid_until: Option<DateTime<Utc>>,
    revision: u64,
    /// The last change in its tree.
    last_change: Option<ChangeId>,
}

/// Computes the masks of a principal in an account; refused like a request, from "no access" to "expired" (rule D4).
pub(crate) fn access(
    state: &State,
    principal: Principal,
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<Access, Denial> {
    let user = match principal {
        Principal::User(user) => user,
        Principal::ApiKey(key) => return by_key(state, key, account, at),
    };
    let record = state.record(user, account);
    if let Some(held) = record.and_then(|record| Held::by_record(state, user, record, at)) {
        return Ok(Access::new(state, principal, account, at, &held));
    }
    if record.is_none() && !state.may_reach_from_above(user, account) {
        return Err(Denial::NoAccess);
    }
    beyond_the_record(state, user, account, record, at)
}

#[inline(never)]
fn by_key(state: &State, key: ApiKeyId, account: AccountId, at: DateTime<Utc>) -> Result<Access, Denial> {
    match Held::by_key(state, key, account) {
        Some(held) => Ok(Access::new(state, key.into(), account, at, &held)),
        None => by_evidence(state, key.into(), account, at),
    }
}

/// The same for a user whose record does not have the answer: there may be none.
#[inline(never)]
fn beyond_the_record(
    state: &State,
    user: UserId,
    account: AccountId,
    record: Option<&MembershipRecord>,
    at: DateTime<Utc>,
) -> Result<Access, Denial> {
    let mut made = None;
    match Held::by_memberships(state, user, account, record, at, &mut made)? {
        Some(held) => Ok(Access::new(state, user.into(), account, at, &held)),
        None => by_evidence(state, user.into(), account, at),
    }
}

#[inline(never)]
fn by_evidence(state: &State, principal: Principal, account: AccountId, at: DateTime<Utc>) -> Result<Access, Denial> {
    let mut made = None;
    let held = Held::by_evidence(state, principal, account, at, &mut made)?;
    Ok(Access::new(state, principal, account, at, &held))
}

impl Access {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "50 instructions of an access: `.ci/instructions`")]
    fn new(state: &State, principal: Principal, account: AccountId, at: DateTime<Utc>, held: &Held<'_>) -> Self {
        let Held { user, masks, profile, leveled, valid_until } = *held;
        let profile = if profile { PermissionSet::PROFILE_EDIT } else { PermissionSet::EMPTY };
        Self {
            principal,
            user,
            account,
            account_wide: masks.allowed(Scope::Account),
            own: masks.allowed(Scope::Own) | profile,
            masks: Masks { own: masks.own | profile, ..*masks },
            leveled,
            at,
            valid_until,
            revision: state.revision,
            last_change: state.last_change_around(account).map(|(change, _)| change),
        }
    }

    /// Whether a requirement is allowed on all data of the account, at the instant for which this access was made.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.allows(Permission::ContactView), "she is a Clerk");
    /// assert!(!access.allows(Permission::SmsSend), "a Regular sends from their own data only");
    /// ```
    #[inline]
    #[must_use]
    pub fn allows(&self, required: impl Into<PermissionSet>) -> bool {
        self.account_wide.allows(required.into())
    }

    /// Whether a requirement is allowed on the user's own data, at the instant for which this access was made. For a key of an
    /// account, whose data is nobody's own, it is as [`allows`](Self::allows) (rule D2).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.allows_own(Permission::SentView));
    /// assert!(!access.allows_own(Permission::BillingView));
    /// ```
    #[inline]
    #[must_use]
    pub fn allows_own(&self, required: impl Into<PermissionSet>) -> bool {
        self.own.allows(required.into())
    }

    /// Whether to offer the menu of an area: something of it is allowed, on the user's own data at least, or the user has a
    /// level above None in it and the account has something of it to offer (rule D6). For the instant for which this access was
    /// made. It says nothing of what is in the menu: ask for that.
    ///
    /// A level shows its area even where it gives nothing, as Guest does in `message`, and where what it gives is withheld: to
    /// take away the menu, take away the level. Nothing shows an area of which the account's
    /// [ceiling](crate::manual::glossary) leaves nothing. So no area but `profile` is shown in a closed account, and in a
    /// suspended one only what a suspended account keeps. Levels count in the account of their membership, not below, and only
    /// for the person: for an API key, what it holds alone decides.
    ///
    /// Source: a published product that says of its Guest that they may only consult the menu of a feature.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let guest = Assignment::levels(Levels::NONE.with(Area::Message, Level::Guest));
    /// let dan = UserId::from(uuid::Uuid::from_u128(14));
    /// let join = member(dan, acme, "dan", guest);
    /// directory.execute(Actor::System, join, stamp(&directory, now)).unwrap();
    ///
    /// let access = directory.access(dan, acme, now).unwrap();
    /// assert!(access.permissions().is_empty(), "Guest gives nothing there");
    /// assert!(access.shows(Area::Message) && !access.shows(Area::Sms));
    /// assert_eq!(access.shown_areas().collect::<Vec<_>>(), [Area::Message, Area::Profile]);
    /// ```
    #[must_use]
    pub const fn shows(&self, area: Area) -> bool {
        let every = area.every();
        self.own.intersects(every) || self.leveled & area.bit() != 0 && self.masks.ceiling.intersects(every)
    }

    /// The areas of which to offer the menu ([`shows`](Self::shows)), in the order of their numbers.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// // Bob is a Sender.
    /// let shown: Vec<Area> = directory.access(bob, acme, now).unwrap().shown_areas().collect();
    /// assert!(shown.contains(&Area::Sms) && shown.contains(&Area::Credit));
    /// assert!(!shown.contains(&Area::Billing) && !shown.contains(&Area::Custom));
    /// ```
    pub fn shown_areas(&self) -> impl Iterator<Item = Area> + use<> {
        let access = *self;
        Area::ALL.into_iter().chain([Area::Custom]).filter(move |area| access.shows(*area))
    }

    /// Decides a requirement on all data of the account at an instant, and returns the proof.
    ///
    /// # Errors
    ///
    /// [`Denial`]: that of [`Directory::authorize`](crate::Directory::authorize), or [`Denial::Outdated`] from
    /// [`valid_until`](Self::valid_until) on, and before the instant for which it was made.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// // Cleo's membership ends with the year.
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert_eq!(access.valid_until(), Some(january));
    /// assert!(access.authorize(Permission::ContactView, december).is_ok());
    /// assert_eq!(access.authorize(Permission::ContactView, january).unwrap_err().code(), "outdated");
    ///
    /// assert_eq!(access.authorize(Permission::BillingView, december).unwrap_err().code(), "missing");
    /// ```
    pub fn authorize(&self, required: impl Into<PermissionSet>, now: DateTime<Utc>) -> Result<Authorized, Denial> {
        self.decide(self.ask(required.into()), now)
    }

    /// Decides a requirement on the user's own data at an instant, and returns the proof.
    ///
    /// # Errors
    ///
    /// Like [`authorize`](Self::authorize).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert_eq!(access.authorize_own(Permission::SentView, december).unwrap().owner(), Some(cleo));
    /// assert_eq!(access.authorize_own(Permission::SentView, january).unwrap_err().code(), "outdated");
    /// ```
    pub fn authorize_own(&self, required: impl Into<PermissionSet>, now: DateTime<Utc>) -> Result<Authorized, Denial> {
        self.decide(self.ask(required.into()).own(), now)
    }

    /// Decides a requirement on a row of the account at an instant, by the owner of the row, and returns the proof: as on one's
    /// own data if the owner is the user of this access, and else as on all data of the account. A row without an owner is
    /// nobody's own (rule D2).
    ///
    /// # Errors
    ///
    /// Like [`authorize`](Self::authorize).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// // Cleo is a Regular in the shop, who sees what she sent herself.
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// let proof = access.authorize_for(Permission::SentView, cleo, now).unwrap();
    /// assert_eq!(proof.owner(), Some(cleo));
    /// assert_eq!(access.authorize_for(Permission::SentView, bob, now).unwrap_err().code(), "lesser_scope");
    /// assert_eq!(access.authorize_for(Permission::SentView, None, now).unwrap_err().code(), "lesser_scope");
    /// ```
    pub fn authorize_for(
        &self,
        required: impl Into<PermissionSet>,
        owner: impl Into<Option<UserId>>,
        now: DateTime<Utc>,
    ) -> Result<Authorized, Denial> {
        self.decide(self.ask(required.into()).owned_by(owner), now)
    }

    /// Decides a right on all data of the account at an instant, and returns the proof of it.
    ///
    /// # Errors
    ///
    /// Like [`authorize`](Self::authorize).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// sendright::rights! {
    ///     pub Launch = SmsLaunch;
    ///     pub Purchase = CreditPurchase;
    /// }
    ///
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// let refused = access.authorize_as::<Launch>(now).unwrap_err();
    /// assert_eq!(refused.code(), "lesser_scope");
    /// let proof: sendright::Proof<Purchase> = directory.access(ada, acme, now).unwrap().authorize_as(now).unwrap();
    /// assert_eq!(proof.user(), Some(ada));
    /// ```
    pub fn authorize_as<R: Right>(&self, now: DateTime<Utc>) -> Result<Proof<R>, Denial> {
        proved(self.authorize(R::REQUIRED, now)?)
    }

    /// Decides a right on a row of the account at an instant, by the owner of the row, and returns the proof of it: what
    /// [`authorize_for`](Self::authorize_for) decides.
    ///
    /// # Errors
    ///
    /// Like [`authorize`](Self::authorize).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// sendright::rights! { pub Launch = SmsLaunch; }
    ///
    /// // A Regular launches her own campaigns.
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.authorize_for_as::<Launch>(cleo, now).is_ok());
    /// assert!(access.authorize_for_as::<Launch>(bob, now).is_err());
    /// ```
    pub fn authorize_for_as<R: Right>(
        &self,
        owner: impl Into<Option<UserId>>,
        now: DateTime<Utc>,
    ) -> Result<Proof<R>, Denial> {
        proved(self.authorize_for(R::REQUIRED, owner, now)?)
    }

    const fn ask(&self, required: PermissionSet) -> RequestDraft {
        RequestDraft::about_account(self.principal, required, self.account)
    }

    fn decide(&self, draft: RequestDraft, now: DateTime<Utc>) -> Result<Authorized, Denial> {
        let request = draft.at(now);
        let (required, scope, now) = (request.required(), request.scope(self.user), request.at());
        let allowed = if scope == Scope::Own { self.own } else { self.account_wide };
        if required.is_empty() {
            return Err(Denial::EmptyRequirement);
        }
        if now < self.at || self.valid_until.is_some_and(|until| until <= now) {
            return Err(Denial::Outdated);
        }
        if !allowed.allows(required) {
            // Of what is one's own, only the rest can be what is refused (rule G3).
            check(&self.masks, required - (allowed & PermissionSet::PROFILE_EDIT), scope)?;
        }
        Ok(Authorized::at_revision(self.revision, &request, self.user))
    }

    /// The principal whose access it is.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The user whose access it is, or the owner of the key; `None` for a key of an account.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        self.user
    }

    /// The account in which it is valid.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The permissions that are allowed on all data of the account.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.permissions().contains(Permission::ContactView));
    /// assert!(!access.permissions().contains(Permission::SentView));
    /// ```
    pub const fn permissions(&self) -> PermissionSet {
        self.account_wide
    }

    /// The permissions that are allowed on the user's own data.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.own_permissions().contains(Permission::SentView));
    /// assert!(access.permissions().is_subset(access.own_permissions()));
    /// ```
    pub const fn own_permissions(&self) -> PermissionSet {
        self.own
    }

    /// The instant for which it was made.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The instant from which it is outdated: the next start or end of a membership that reaches the account, or the end of
    /// the key; `None` if there is none.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// assert_eq!(directory.access(cleo, shop, now).unwrap().valid_until(), Some(january));
    /// assert_eq!(directory.access(bob, acme, now).unwrap().valid_until(), None);
    /// ```
    #[must_use]
    pub const fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.valid_until
    }

    /// The same with an application's names for its own permissions, to be serialized.
    ///
    #[cfg_attr(feature = "serde", doc = "```")]
    #[cfg_attr(not(feature = "serde"), doc = "```ignore")]
    #[doc = include_str!("../review/example.txt")]
    /// # use sendright::CustomNames;
    /// let fax = Permission::custom(0).unwrap();
    /// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    /// let access = directory.access(ada, acme, now).unwrap();
    /// let json = serde_json::to_value(access.with_names(&names)).unwrap();
    /// assert!(json["permissions"].as_array().unwrap().contains(&"fax.send".into()));
    /// ```
    #[must_use]
    pub const fn with_names<'a>(&self, names: &'a CustomNames<'a>) -> Named<'a, Self> {
        Named::new(*self, names)
    }

    /// Whether nothing has changed in its tree.
    pub(crate) fn is_still(&self, state: &State) -> bool {
        // The revision, because an id that is used again must not make what is outdated current.
        let last = state.last_change_around(self.account);
        last.is_some_and(|(change, revision)| Some(change) == self.last_change && revision <= self.revision)
    }

    /// The revision of the directory from which it was made.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

/// Few words, whatever it allows.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Access");
        f.field("principal", &self.principal).field("account", &self.account);
        f.field("permissions", &self.account_wide.len()).field("own_permissions", &self.own.len());
        f.field("at", &self.at).field("valid_until", &self.valid_until).field("revision", &self.revision);
        f.finish_non_exhaustive()
    }
}
