use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::organization::{Account, AccountId, ApiKey, Invitation, Membership, Role, UserId};

/// # What there is
///
/// Lists of what an account and the accounts below it contain; for a whole tenant, ask about its root account. Each list is
/// complete and in a fixed order.
impl Directory {
    /// An account and all accounts below it, closed ones included: the account itself first, then depth by depth, in the
    /// order of their ids.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let names: Vec<_> = directory.subtree(acme).map(|account| account.name().as_str()).collect();
    /// assert_eq!(names, ["Acme", "Shop"]);
    ///
    /// let unknown = AccountId::from(uuid::Uuid::from_u128(99));
    /// assert_eq!(directory.subtree(unknown).count(), 0);
    /// ```
    pub fn subtree(&self, account: AccountId) -> impl Iterator<Item = &Account> {
        let mut accounts: Vec<&Account> = self.state.subtree(account).into_iter().map(|entry| entry.account).collect();
        accounts.sort_unstable_by_key(|account| (account.depth, account.id));
        accounts.into_iter()
    }

    /// The memberships in an account and those below it that end within a span of time (`from` inclusive, `until`
    /// exclusive), ordered by their end, then by account and user.
    ///
    /// An end is exclusive: a membership that ends at midnight on the first of December counts through the last instant of
    /// November.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// // Cleo's membership ends with the year.
    /// let february = january + chrono::Duration::days(31);
    /// let ending: Vec<_> = directory.ending(acme, january, february).map(|membership| membership.user()).collect();
    /// assert_eq!(ending, [cleo]);
    /// assert_eq!(directory.ending(acme, now, january).count(), 0, "`until` is exclusive");
    /// ```
    pub fn ending(
        &self,
        account: AccountId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> impl Iterator<Item = Membership<'_>> {
        let memberships = self.subtree(account).flat_map(|account| self.members(account.id));
        let ends = |membership: &Membership<'_>| membership.assignment.ends();
        let mut ending: Vec<Membership<'_>> =
            memberships.filter(|membership| ends(membership).is_some_and(|end| from <= end && end < until)).collect();
        ending.sort_unstable_by_key(|membership| (ends(membership), membership.account, membership.user));
        ending.into_iter()
    }

    /// The invitations to an account and those below it that can be accepted at an instant, ordered by their expiry, then by
    /// id.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let open: Vec<_> = directory.open_invitations(acme, now).map(|invitation| invitation.email().as_str()).collect();
    /// assert_eq!(open, ["dan@acme.example"]);
    /// assert_eq!(directory.open_invitations(acme, december).count(), 0, "it has expired");
    /// ```
    pub fn open_invitations(&self, account: AccountId, now: DateTime<Utc>) -> impl Iterator<Item = &Invitation> {
        self.invitations(account).filter(move |invitation| invitation.is_pending(now))
    }

    /// The invitations to an account and those below it, pending and expired, ordered by their expiry, then by id. An expired
    /// one can be renewed and revoked, and keeps its place until then (rule C7).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let invited: Vec<_> = directory.invitations(acme).map(|invitation| invitation.is_pending(december)).collect();
    /// assert_eq!(invited, [false], "it has expired, and is listed");
    /// ```
    pub fn invitations(&self, account: AccountId) -> impl Iterator<Item = &Invitation> {
        let ids = self.subtree(account).flat_map(|account| self.state.invitations_at(account.id));
        let mut invitations: Vec<&Invitation> = ids.filter_map(|id| self.invitation(id)).collect();
        invitations.sort_unstable_by_key(|invitation| (invitation.expires, invitation.id));
        invitations.into_iter()
    }

    /// The API keys made for an account and those below it, in the order of their ids; some may have [ended](ApiKey::ends).
    ///
    /// A key for an account above may work here as well, if [it says so](ApiKey::is_for_subtree).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let names: Vec<_> = directory.api_keys(acme).map(|key| key.name().as_str()).collect();
    /// assert_eq!(names, ["Reports"]);
    /// assert_eq!(directory.api_keys(shop).count(), 0, "it was made for Acme");
    /// ```
    pub fn api_keys(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let mut keys: Vec<&ApiKey> = self.subtree(account).flat_map(|account| self.state.keys_at(account.id)).collect();
        keys.sort_unstable_by_key(|key| key.id);
        keys.into_iter()
    }

    /// The keys of accounts that a user made, last changed or reset, or has the secret of, in the order of their ids; the user
    /// may be gone. [`ApiKey::custody`] says which it is.
    ///
    /// Whoever has seen the secret of a key keeps its power. So when the user leaves, reset the keys whose
    /// [secret was given to](crate::Custody::secret_given_to) them (rule G6). The others of the list need no reset: somebody else
    /// was given another secret since, or the user never had one.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let nightly = ApiKeyId::from(uuid::Uuid::from_u128(41));
    /// let create = Command::CreateAccountKey {
    ///     key: nightly, account: acme, subtree: false, name: "Nightly".parse().unwrap(),
    ///     cap: PermissionSet::SMS_SEND, until: None,
    /// };
    /// directory.execute(ada, create, stamp(&directory, now)).unwrap();
    /// assert!(directory.keys_in_custody_of(ada).map(|key| key.id()).eq([nightly]));
    /// assert_eq!(directory.keys_in_custody_of(bob).count(), 0);
    ///
    /// let to_reset = |directory: &Directory, user: UserId| {
    ///     let secrets = directory.keys_in_custody_of(user).filter_map(|key| key.custody()).map(|custody| custody.secret_given_to());
    ///     secrets.filter(|given_to| *given_to == user.into()).count()
    /// };
    /// assert_eq!(to_reset(&directory, ada), 1);
    /// directory.execute(Actor::System, Command::ResetApiKey { key: nightly }, stamp(&directory, now)).unwrap();
    /// assert_eq!(to_reset(&directory, ada), 0, "the secret that she had is worth nothing");
    /// assert!(directory.keys_in_custody_of(ada).map(|key| key.id()).eq([nightly]), "she made it");
    /// ```
    pub fn keys_in_custody_of(&self, user: UserId) -> impl Iterator<Item = &ApiKey> {
        self.state.keys_in_custody_of(user)
    }

    /// The API keys that a user owns, in the order of their ids; some may have [ended](ApiKey::ends).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// assert!(directory.api_keys_of(ada).map(|key| key.id()).eq([key]));
    /// assert_eq!(directory.api_keys_of(bob).count(), 0);
    /// ```
    pub fn api_keys_of(&self, user: UserId) -> impl Iterator<Item = &ApiKey> {
        let mut keys: Vec<&ApiKey> = self.state.keys_of(user).filter_map(|key| self.api_key(key)).collect();
        keys.sort_unstable_by_key(|key| key.id);
        keys.into_iter()
    }

    /// The custom roles that belong to an account and those below it, in the order of their ids.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let names: Vec<_> = directory.defined_roles(acme).map(|role| role.name().as_str()).collect();
    /// assert_eq!(names, ["Clerk"]);
    /// assert_eq!(directory.defined_roles(shop).count(), 0, "the shop uses it; Acme defined it");
    /// ```
    pub fn defined_roles(&self, account: AccountId) -> impl Iterator<Item = &Role> {
        in_order(self.subtree(account).flat_map(|account| self.state.roles_of(account.id)))
    }

    /// The custom roles that can be assigned in an account, in the order of their ids: its own and those of the accounts
    /// above (rule I4). Presets can be assigned everywhere.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// assert!(directory.assignable_roles(shop).map(|role| role.id()).eq([clerk]));
    ///
    /// let unknown = AccountId::from(uuid::Uuid::from_u128(99));
    /// assert_eq!(directory.assignable_roles(unknown).count(), 0);
    /// ```
    pub fn assignable_roles(&self, account: AccountId) -> impl Iterator<Item = &Role> {
        let path = self.state.account(account).into_iter().flat_map(crate::state::AccountEntry::path);
        in_order(path.flat_map(|account| self.state.roles_of(account)))
    }
}

/// Roles in the order of their ids.
fn in_order<'a>(roles: impl Iterator<Item = &'a Role>) -> impl Iterator<Item = &'a Role> {
    let mut roles: Vec<&Role> = roles.collect();
    roles.sort_unstable_by_key(|role| role.id);
    roles.into_iter()
}
