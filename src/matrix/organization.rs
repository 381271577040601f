use chrono::{DateTime, SecondsFormat, Utc};

use crate::decision::Request;
use crate::directory::Directory;
use crate::organization::{Account, AccountId, AccountStatus, Membership, Role, User, UserId};
use crate::permission::{Grants, Permission, PermissionSet, Preset, Scope};

use super::matrix::{AccessMatrix, Column};

impl Directory {
    /// What each role that can be assigned in an account gives, before what the account makes available: the presets,
    /// then the custom roles of the account and those above it, the root's first. `None` for an unknown account.
    ///
    /// ```
    /// use chrono::{TimeZone, Utc};
    /// use sendright::{
    ///     AccountId, Actor, Billing, Command, Directory, Grants, Permission, PermissionSet, RoleId, Scope, UserId,
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
    ///     features: PermissionSet::ALL,
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

    /// What each person who reaches an account may do there at an instant, after what the account makes available: the
    /// answers of [`authorize`](Self::authorize), all in one table. `None` for an unknown account.
    ///
    /// A person reaches it by a membership there, or by one above that gives something to sub-accounts (rule D4). Who is
    /// deactivated, or whose memberships have not begun or have ended, is there too, and the heading says so. They come
    /// in the order of their names. `own` and `account` say at which scope the permission is held here; `subtree`, that
    /// the accounts below give it too, as far as they make it available. API keys hold no more than their owners
    /// (rule G5), and have no column.
    ///
    /// ```
    /// use chrono::{TimeZone, Utc};
    /// use sendright::{AccountId, Actor, Billing, Command, Directory, Permission, PermissionSet, Scope, UserId};
    /// use uuid::Uuid;
    ///
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let (acme, ada) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
    /// let mut directory = Directory::new();
    /// let open = Command::OpenAccount {
    ///     account: acme,
    ///     name: "Acme".parse().unwrap(),
    ///     billing: Billing::Postpaid,
    ///     features: PermissionSet::ALL,
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
        let account = self.account(account)?;
        let mut members: Vec<Member<'_>> = self.reaching_members(account);
        members.sort_by_key(|member| {
            let user = member.user;
            (user.name().as_str().to_lowercase(), user.name(), user.email(), user.id())
        });
        let columns =
            members.iter().map(|member| (self.member_column(member, account, now), member.user.id().to_string()));
        let status = match self.status(account.id()) {
            Some(AccountStatus::Suspended) => " (suspended)",
            Some(AccountStatus::Closed) => " (closed)",
            Some(AccountStatus::Active) | None => "",
        };
        let instant = now.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let title = format!("Access to {}{status} at {instant}", account.name());
        let about = "What each person may do here at that instant, as far as the account makes it available. \
                     Accounts below may make less available.";
        Some(AccessMatrix::new(&title, about, columns))
    }

    /// The custom roles that can be assigned in an account, with the accounts that defined them, the root's first
    /// (rule I4); then by name.
    fn usable_roles(&self, account: &Account) -> Vec<(&Account, &Role)> {
        let roles = self.assignable_roles(account.id());
        let mut roles: Vec<(&Account, &Role)> =
            roles.filter_map(|role| Some((self.account(role.account())?, role))).collect();
        roles.sort_by_key(|(owner, role)| (owner.depth(), role.name(), role.id()));
        roles
    }

    /// Who reaches an account, live or not (rule D4).
    fn reaching_members(&self, account: &Account) -> Vec<Member<'_>> {
        let here = self.members(account.id()).map(|membership| (membership, membership.grants()));
        let above = self.ancestors(account.id()).flat_map(|ancestor| self.members(ancestor.id()));
        let above = above.map(|membership| (membership, membership.grants().inherited()));
        let above = above.filter(|(_, grants)| !grants.is_none());
        let mut members: std::collections::BTreeMap<UserId, Member<'_>> = std::collections::BTreeMap::new();
        for (membership, grants) in here.chain(above) {
            if let Some(user) = self.user(membership.user()) {
                let member = members.entry(user.id()).or_insert_with(|| Member { user, reaching: Vec::new() });
                member.reaching.push((membership, grants));
            }
        }
        members.into_values().collect()
    }

    fn member_column(&self, member: &Member<'_>, account: &Account, now: DateTime<Utc>) -> Column {
        let email = member.user.email().as_str();
        let detail = match member.note(now) {
            Some(note) => format!("{email}, {note}"),
            None => email.to_owned(),
        };
        let given = member.given(now);
        let asked = PermissionSet::ALL.iter();
        let held = asked.fold(Grants::NONE, |held, permission| {
            held.union(self.held(member.user.id(), permission, &given, account.id(), now))
        });
        Column::new(member.user.name().as_str(), &detail, held)
    }

    /// What is allowed of one permission, as the decision answers; what is given says whether it goes down.
    fn held(
        &self,
        user: UserId,
        permission: Permission,
        given: &Grants,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Grants {
        let request = Request::new(user, permission, account);
        let widest = if self.authorize(&request.at(now)).is_ok() {
            if given.allows(permission, Scope::Subtree) { Scope::Subtree } else { Scope::Account }
        } else if self.authorize(&request.own().at(now)).is_ok() {
            Scope::Own
        } else {
            return Grants::NONE;
        };
        Grants::NONE.with(permission, widest)
    }
}

/// A person and the memberships that reach the account, with what each gives there.
struct Member<'a> {
    user: &'a User,
    reaching: Vec<(Membership<'a>, Grants)>,
}

impl Member<'_> {
    /// What the live memberships give, before ceilings (rule G2).
    fn given(&self, now: DateTime<Utc>) -> Grants {
        let live = self.reaching.iter().filter(|(membership, _)| membership.assignment().is_live(now));
        live.fold(Grants::NONE, |given, (_, grants)| given.union(*grants))
    }

    /// Why the person may do nothing, if that is so whatever the grants.
    fn note(&self, now: DateTime<Utc>) -> Option<&'static str> {
        let mut assignments = self.reaching.iter().map(|(membership, _)| membership.assignment());
        if !self.user.is_active() {
            Some("deactivated")
        } else if assignments.clone().any(|assignment| assignment.is_live(now)) {
            None
        } else if assignments.any(|assignment| !assignment.has_started(now)) {
            Some("not begun")
        } else {
            Some("ended")
        }
    }
}
