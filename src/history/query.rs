use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, Utc};

use crate::directory::Command;
use crate::organization::{AccountId, Email, UserId};
use crate::permission::{Permission, Shown, cut};

use super::entry::{Deed, HistoryEntry};

/// What is looked for in a [`History`](crate::history::History): all that is asked must hold; what is not asked does not matter.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::history::{History, HistoryQuery};
/// use sendright::{Permission, UserId};
///
/// let bob = UserId::from(uuid::Uuid::from_u128(2));
/// let november = Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap();
/// let december = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).unwrap();
///
/// // What did Bob launch in November, himself or through a key?
/// let query = HistoryQuery::new().by(bob).kind(Permission::SmsLaunch).from(november).until(december);
/// assert_eq!(History::new().find(query).count(), 0);
///
/// // Who changed what he is?
/// let query = HistoryQuery::new().to(bob).kind("assign".parse::<sendright::history::DeedKind>()?);
/// assert_eq!(History::new().find(query).count(), 0);
/// # Ok::<(), sendright::history::UnknownDeedKind>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a query finds nothing by itself: pass it to `History::find`"]
pub struct HistoryQuery<'a> {
    by: Option<UserId>,
    to: Option<UserId>,
    involving: Option<UserId>,
    address: Option<&'a Email>,
    account: Option<AccountId>,
    accounts: Option<&'a [AccountId]>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    kind: Option<DeedKind>,
}

impl<'a> HistoryQuery<'a> {
    /// Everything.
    pub const fn new() -> Self {
        Self {
            by: None,
            to: None,
            involving: None,
            address: None,
            account: None,
            accounts: None,
            from: None,
            until: None,
            kind: None,
        }
    }

    /// What this user did, also through a key.
    pub const fn by(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    /// What was done to this user ([`HistoryEntry::whom`]), also by themselves. What was done to an account where they
    /// were a member is found by [`account`](Self::account); what was done before they were a user, such as the
    /// invitation, by [`address`](Self::address).
    pub const fn to(self, user: UserId) -> Self {
        Self { to: Some(user), ..self }
    }

    /// What this user did or what was done to them.
    pub const fn involving(self, user: UserId) -> Self {
        Self { involving: Some(user), ..self }
    }

    /// What names this address ([`HistoryEntry::addresses`]): invitations, also before somebody joined with it, and what
    /// changed the details of a user who had it. What else was done to that user is found by [`to`](Self::to).
    ///
    /// ```
    /// use chrono::{Duration, TimeZone, Utc};
    /// # use sendright::{Billing, PermissionSet};
    /// use sendright::history::{History, HistoryQuery};
    /// use sendright::{AccountId, Actor, Assignment, Command, Directory, Email, Preset, UserId};
    /// # let id = uuid::Uuid::from_u128;
    ///
    /// let (acme, ada, bob) = (AccountId::from(id(1)), UserId::from(id(2)), UserId::from(id(3)));
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let (mut directory, mut history) = (Directory::new(), History::new());
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: PermissionSet::ALL,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// # directory.execute(Actor::System, open, now)?;
    /// let email: Email = "bob@acme.example".parse()?;
    /// let invitation = id(4).into();
    /// let assignment = Assignment::of(Preset::Basic);
    /// let expires = now + Duration::days(7);
    /// let invite = Command::Invite { invitation, account: acme, email: email.clone(), assignment, expires };
    /// let accept = Command::AcceptInvitation { invitation, email: email.clone(), name: "Bob".parse()? };
    /// for (actor, command) in [(ada, invite), (bob, accept)] {
    ///     let change = directory.plan(actor, &command, now)?;
    ///     history.commit(&mut directory, change)?;
    /// }
    ///
    /// assert_eq!(history.find(HistoryQuery::new().to(bob)).count(), 1, "when invited, Bob was no user");
    /// assert_eq!(history.find(HistoryQuery::new().address(&email)).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn address(self, address: &'a Email) -> Self {
        Self { address: Some(address), ..self }
    }

    /// What [concerned](HistoryEntry::accounts) this account.
    pub const fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// What concerned one of these accounts, or more: an account with all below it
    /// ([`Directory::subtree`](crate::Directory::subtree)), or with those above it, from where memberships reach down
    /// ([`Directory::ancestors`](crate::Directory::ancestors)). Of no accounts it finds nothing.
    ///
    /// ```
    /// use sendright::history::{History, HistoryQuery};
    /// use sendright::{AccountId, Directory};
    ///
    /// # let (directory, history) = (Directory::new(), History::new());
    /// # let sales = AccountId::from(uuid::Uuid::from_u128(2));
    /// let below: Vec<AccountId> = directory.subtree(sales).map(|account| account.id()).collect();
    /// assert_eq!(history.find(HistoryQuery::new().accounts(&below)).count(), 0);
    /// ```
    pub const fn accounts(self, accounts: &'a [AccountId]) -> Self {
        Self { accounts: Some(accounts), ..self }
    }

    /// What was done from this instant on, inclusive.
    pub const fn from(self, from: DateTime<Utc>) -> Self {
        Self { from: Some(from), ..self }
    }

    /// What was done before this instant.
    pub const fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(until), ..self }
    }

    /// One kind of command, or the actions that required a permission.
    pub fn kind(self, kind: impl Into<DeedKind>) -> Self {
        Self { kind: Some(kind.into()), ..self }
    }

    /// Whether an entry is what is looked for.
    #[must_use]
    pub fn matches(&self, entry: &HistoryEntry) -> bool {
        let did = |user| entry.user == Some(user);
        let underwent = |user| entry.whom.contains(&user);
        self.by.is_none_or(did)
            && self.to.is_none_or(underwent)
            && self.involving.is_none_or(|user| did(user) || underwent(user))
            && self.from.is_none_or(|from| from <= entry.at)
            && self.until.is_none_or(|until| entry.at < until)
            && self.kind.is_none_or(|kind| kind.is_of(&entry.deed))
            && self.account.is_none_or(|account| entry.concerns(account))
            && self.accounts.is_none_or(|accounts| accounts.iter().any(|account| entry.concerns(*account)))
            && self.address.is_none_or(|address| entry.addresses().any(|named| named == address))
    }
}

/// A kind of what is done: a kind of command by its [name](Command::name), or the actions that required a permission,
/// alone or with others.
///
/// ```
/// use sendright::history::DeedKind;
/// use sendright::Permission;
///
/// assert_eq!("sms.launch".parse::<DeedKind>()?, Permission::SmsLaunch.into());
/// assert_eq!("delete_user".parse::<DeedKind>()?.name(), "delete_user");
/// assert_eq!(
///     "delete_everything".parse::<DeedKind>().unwrap_err().to_string(),
///     "`delete_everything` is neither a command such as `assign` nor a permission such as `sms.launch`",
/// );
/// # Ok::<(), sendright::history::UnknownDeedKind>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeedKind(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Command(&'static str),
    Action(Permission),
}

/// A text that is no [`DeedKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is neither a command such as `assign` nor a permission such as `sms.launch`", Shown(.input))]
pub struct UnknownDeedKind {
    input: String,
}

impl UnknownDeedKind {
    /// The text, cut after 64 characters, with `…` for the rest.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}

impl DeedKind {
    /// The name of the command or of the permission.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Command(name) => name,
            Kind::Action(permission) => permission.name(),
        }
    }

    fn is_of(self, deed: &Deed) -> bool {
        match (self.0, deed) {
            (Kind::Command(name), Deed::Change { command, .. }) => command.name() == name,
            (Kind::Action(permission), Deed::Action { required, .. }) => required.contains(permission),
            (Kind::Command(_), Deed::Action { .. }) | (Kind::Action(_), Deed::Change { .. }) => false,
        }
    }
}

impl From<Permission> for DeedKind {
    fn from(permission: Permission) -> Self {
        Self(Kind::Action(permission))
    }
}

impl From<&Command> for DeedKind {
    fn from(command: &Command) -> Self {
        Self(Kind::Command(command.name()))
    }
}

impl FromStr for DeedKind {
    type Err = UnknownDeedKind;

    fn from_str(text: &str) -> Result<Self, UnknownDeedKind> {
        if let Some(name) = Command::NAMES.iter().find(|name| **name == text) {
            return Ok(Self(Kind::Command(name)));
        }
        text.parse().map(|permission| Self(Kind::Action(permission))).map_err(|_| UnknownDeedKind { input: cut(text) })
    }
}

impl fmt::Display for DeedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
