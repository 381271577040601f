use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::directory::Directory;
use crate::organization::instant::whole;
use crate::organization::{Account, AccountId, AccountStatus, ApiKey, Role, User, UserId};
use crate::permission::Preset;
use crate::state::{Effective, Subject};

use super::matrix::{AccessMatrix, Column};

impl Directory {
    /// What each role that can be assigned in an account grants, before the ceiling of the account: the presets, then the
    /// custom roles of the account and of the accounts above it, those of the root account first. `None` for an unknown
    /// account.
    ///
    #[cfg_attr(feature = "generate", doc = "```")]
    #[cfg_attr(not(feature = "generate"), doc = "```ignore")]
    /// use chrono::{TimeZone, Utc};
    /// use sendright::{
    ///     AccountId, Actor, Billing, Command, Directory, Grants, Permission, Selection, RoleId, Scope, UserId,
    /// };
    /// use uuid::Uuid;
    ///
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let (acme, ada) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
    /// let mut directory = Directory::new();
    /// let open = Command::OpenAccount {
    ///     account: acme,
    ///     name: "Acme".parse().unwrap(),
    ///     billing: Billing::Prepaid,
    ///     features: Selection::EVERYTHING,
    ///     administrator: ada,
    ///     email: "ada@acme.example".parse().unwrap(),
    ///     administrator_name: "Ada".parse().unwrap(),
    /// };
    /// directory.execute(Actor::System, open, now).unwrap();
    /// let role = RoleId::from(Uuid::from_u128(3));
    /// let grants = Grants::NONE.with(Permission::InboxReply, Scope::Account);
    /// let define = Command::DefineRole { role, account: acme, name: "Help desk".parse().unwrap(), grants };
    /// directory.execute(ada, define, now).unwrap();
    ///
    /// let matrix = directory.role_matrix(acme).unwrap();
    /// assert_eq!(matrix.columns().last().as_deref(), Some("Help desk (Acme)"));
    /// assert_eq!(matrix.cell(Permission::InboxReply, "Help desk (Acme)"), Some(Scope::Account));
    /// assert!(directory.role_matrix(AccountId::from(Uuid::from_u128(9))).is_none());
    /// ```
    #[must_use]
    pub fn role_matrix(&self, account: AccountId) -> Option<AccessMatrix> {
        let account = self.account(account)?;
        let presets = Preset::ALL.map(|preset| (Column::new(preset.name(), "", preset.grants()), preset.to_string()));
        let custom = self.usable_roles(account).into_iter().map(|(owner, role)| {
            (Column::new(role.name().as_str(), owner.name().as_str(), role.grants()), role.id().to_string())
        });
        let title = format!("Roles of {}", account.name());
        let about = "What each role gives. An account may make less available. \
                     A custom role is followed by the account that defined it.";
        Some(AccessMatrix::new(&title, about, presets.into_iter().chain(custom)))
    }

    /// What each user with access to an account may do there at an instant, within the ceiling of the account: the answers
    /// of [`authorize`](Self::authorize) in one table. `None` for an unknown account.
    ///
    /// A user has access by a membership in the account, or by one in an account above that grants something at
    /// [`Scope::Subtree`](crate::Scope::Subtree) (rule D4). Deactivated users and users whose memberships have not started or have ended are
    /// listed too; their heading says so. Users are in the order of their names. After them come the keys of the account and
    /// those of accounts above that are made for the subtree. Persons' keys have no column, because such a key holds no more
    /// than its owner (rules G5, G6).
    ///
    /// A cell says at which scope the permission is held in this account. `subtree` means that it is also granted in the
    /// accounts below, whose own ceilings may remove it.
    ///
    #[cfg_attr(feature = "generate", doc = "```")]
    #[cfg_attr(not(feature = "generate"), doc = "```ignore")]
    /// use chrono::{TimeZone, Utc};
    /// use sendright::{AccountId, Actor, Billing, Command, Directory, Permission, Selection, Scope, UserId};
    /// use uuid::Uuid;
    ///
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let (acme, ada) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
    /// let mut directory = Directory::new();
    /// let open = Command::OpenAccount {
    ///     account: acme,
    ///     name: "Acme".parse().unwrap(),
    ///     billing: Billing::Postpaid,
    ///     features: Selection::EVERYTHING,
    ///     administrator: ada,
    ///     email: "ada@acme.example".parse().unwrap(),
    ///     administrator_name: "Ada".parse().unwrap(),
    /// };
    /// directory.execute(Actor::System, open, now).unwrap();
    ///
    /// let matrix = directory.member_matrix(acme, now).unwrap();
    /// assert_eq!(matrix.columns().collect::<Vec<_>>(), ["Ada (ada@acme.example)"]);
    /// assert_eq!(matrix.cell(Permission::SmsSend, "Ada (ada@acme.example)"), Some(Scope::Subtree));
    /// assert_eq!(matrix.cell(Permission::CreditPurchase, "Ada (ada@acme.example)"), None, "Acme is postpaid");
    /// ```
    #[must_use]
    pub fn member_matrix(&self, account: AccountId, now: DateTime<Utc>) -> Option<AccessMatrix> {
        let (account, now) = (self.account(account)?, whole(now));
        let mut members: Vec<Member<'_>> = self.reaching_members(account);
        members.sort_by_cached_key(|member| {
            let user = member.user();
            (user.name().as_str().to_lowercase(), user.name(), user.email(), user.id())
        });
        let people =
            members.iter().map(|member| (self.member_column(member, account, now), member.user().id().to_string()));
        let mut keys: Vec<&ApiKey> = self.account_keys_reaching(account.id()).collect();
        keys.sort_by_key(|key| (key.name(), key.id()));
        let keys = keys.into_iter().map(|key| (self.key_column(key, account, now), key.id().to_string()));
        let columns = people.chain(keys);
        let status = match self.status(account.id()) {
            Some(AccountStatus::Suspended) => " (suspended)",
            Some(AccountStatus::Closed) => " (closed)",
            Some(AccountStatus::Active) | None => "",
        };
        let instant = now.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let title = format!("Access to {}{status} at {instant}", account.name());
        let about = "What each person, and each key of an account, may do here at that instant, as far as the account makes it \
                     available. \
                     Accounts below may make less available.";
        Some(AccessMatrix::new(&title, about, columns))
    }

    /// The custom roles that can be assigned in an account, with the accounts that defined them (rule I4): those of the
    /// root account first, then by name.
    fn usable_roles(&self, account: &Account) -> Vec<(&Account, &Role)> {
        let roles = self.assignable_roles(account.id());
        let mut roles: Vec<(&Account, &Role)> =
            roles.filter_map(|role| Some((self.account(role.account())?, role))).collect();
        roles.sort_by_key(|(owner, role)| (owner.depth(), role.name(), role.id()));
        roles
    }

    /// The users with a membership that reaches an account, live or not (rule D4).
    fn reaching_members(&self, account: &Account) -> Vec<Member<'_>> {
        let Some(entry) = self.state.account(account.id()) else { return Vec::new() };
        let users: BTreeSet<UserId> = entry.path().flat_map(|account| self.state.members(account)).collect();
        let users = users.into_iter().filter_map(|user| self.user(user));
        let members = users.map(|user| Member(user, self.state.effective(Subject::Person(user), entry)));
        members.filter(|member| member.1.is_reached()).collect()
    }

    fn key_column(&self, key: &ApiKey, account: &Account, now: DateTime<Utc>) -> Column {
        let owner = self.account(key.account()).map_or("", |owner| owner.name().as_str());
        let ended = if key.has_ended(now) { ", ended" } else { "" };
        let detail = format!("key of {owner}{ended}");
        Column::new(key.name().as_str(), &detail, self.what_can(key.id(), account.id(), now))
    }

    fn member_column(&self, member: &Member<'_>, account: &Account, now: DateTime<Utc>) -> Column {
        let user = member.user();
        let email = user.email().as_str();
        let detail = match member.note(now) {
            Some(note) => format!("{email}, {note}"),
            None => email.to_owned(),
        };
        Column::new(user.name().as_str(), &detail, self.what_can(user.id(), account.id(), now))
    }
}

/// A user whom a membership reaches in the account, with what is held there.
struct Member<'a>(&'a User, Effective<'a>);

impl<'a> Member<'a> {
    const fn user(&self) -> &'a User {
        self.0
    }

    /// Why the user may do nothing at all, if that is so.
    fn note(&self, now: DateTime<Utc>) -> Option<&'static str> {
        let mut assignments = self.1.sources().iter().map(|source| source.membership.assignment());
        if !self.user().is_active() {
            Some("deactivated")
        } else if assignments.clone().any(|assignment| assignment.counts(now)) {
            None
        } else if assignments.any(|assignment| !assignment.has_started(now)) {
            Some("not begun")
        } else {
            Some("ended")
        }
    }
}
