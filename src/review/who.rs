use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::decision::{Request, RequestDraft};
use crate::directory::Directory;
use crate::organization::instant::whole;
use crate::organization::{AccountId, ApiKey, ApiKeyId, Principal, UserId};
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::AccountEntry;

/// # Who can, and what
///
/// Complete, in a fixed order, and always in agreement with [`authorize`](Self::authorize), which decides here too. Reviews
/// know no reader and leave nothing out: show them only to those who may see everything.
impl Directory {
    /// The users who may do something with all data of an account at an instant, in the order of their ids: exactly those
    /// whom [`authorize`](Self::authorize) allows it when the request names no owner.
    ///
    /// Users who hold it for their own data only are left out; [`who_can_own`](Self::who_can_own) includes them. API keys are
    /// not listed: a person's key can do at most what its owner can, and the owner is listed (rule G5); those of accounts are in
    /// [`keys_that_can`](Self::keys_that_can). For an empty requirement the list is empty (rule V4).
    ///
    /// It looks only at the members of the account and of those above it.
    ///
    /// Source: an auditor's question. ANSI INCITS 359 has no function for it; see the
    /// [table](Self#review-in-the-terms-of-ansi-incits-359).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// // Ada administers Acme, and Bob is a Sender there. Cleo is a Regular in Acme's shop.
    /// let launchers: Vec<UserId> = directory.who_can(Permission::SmsLaunch, acme, now).collect();
    /// assert_eq!(launchers, [ada, bob]);
    ///
    /// // What Ada holds goes down to the shop, and what Bob holds does not. Cleo sees her own messages only.
    /// assert!(directory.who_can(Permission::SentView, shop, now).eq([ada]));
    /// assert!(directory.who_can_own(Permission::SentView, shop, now).eq([ada, cleo]));
    /// assert_eq!(directory.who_can(PermissionSet::EMPTY, acme, now).count(), 0);
    /// ```
    pub fn who_can(
        &self,
        required: impl Into<PermissionSet>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = UserId> {
        let required = required.into();
        self.allowed(self.members_of_path(account), now, move |user| Request::new(user, required, account))
    }

    /// The users who may do something at least with data of their own, at an instant, in the order of their ids: exactly
    /// those whom [`authorize`](Self::authorize) allows it for `.own()`. Those of [`who_can`](Self::who_can) are among them.
    ///
    /// A Regular, who launches campaigns of their own, is a user who can launch: an auditor asks both questions.
    ///
    /// `profile.edit` alone is held by every active user of the tenant, members or not (rule G3); only that question looks at
    /// all users of the tenant.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// assert!(directory.who_can_own(Permission::SmsSend, shop, now).eq([ada, cleo]));
    /// assert!(directory.who_can_own(Permission::SmsSend, shop, january).eq([ada]), "Cleo's membership has ended");
    /// assert!(directory.who_can_own(Permission::ProfileEdit, shop, now).eq([ada, bob, cleo]));
    /// ```
    pub fn who_can_own(
        &self,
        required: impl Into<PermissionSet>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = UserId> {
        let required = required.into();
        // One's own details take no membership (rule G3).
        let candidates = if required == PermissionSet::PROFILE_EDIT {
            self.users_of_tree(account)
        } else {
            self.members_of_path(account)
        };
        self.allowed(candidates, now, move |user| Request::new(user, required, account).own())
    }

    /// The keys of accounts that may do something with all data of an account at an instant, in the order of their ids: exactly
    /// those that [`authorize`](Self::authorize) allows it. With [`who_can`](Self::who_can) the answer is complete: persons' keys
    /// can do what their owners can at most (rules G5, G6).
    ///
    /// It looks only at the keys of the account and of those above it.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let nightly = ApiKeyId::from(uuid::Uuid::from_u128(41));
    /// let create = Command::CreateAccountKey {
    ///     key: nightly, account: acme, subtree: false, name: "Nightly".parse().unwrap(),
    ///     cap: PermissionSet::SMS_SEND, until: None,
    /// };
    /// directory.execute(ada, create, stamp(&directory, now)).unwrap();
    /// assert!(directory.keys_that_can(Permission::SmsSend, acme, now).eq([nightly]));
    /// assert_eq!(directory.keys_that_can(Permission::SmsSend, shop, now).count(), 0, "it is not for the subtree");
    /// assert_eq!(directory.keys_that_can(Permission::SentView, acme, now).count(), 0, "a key of Ada's can, and it is hers");
    /// ```
    pub fn keys_that_can(
        &self,
        required: impl Into<PermissionSet>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = ApiKeyId> {
        let required = required.into();
        let keys: BTreeSet<ApiKeyId> = self.account_keys_reaching(account).map(ApiKey::id).collect();
        keys.into_iter().filter(move |key| self.authorize(&Request::new(*key, required, account).at(now)).is_ok())
    }

    /// The keys of an account and of those above it, which may reach it (rule G6).
    pub(crate) fn account_keys_reaching(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let entry = self.state.account(account);
        let path = entry.into_iter().flat_map(AccountEntry::path);
        let keys = path.flat_map(|account| self.state.account_keys_at(account));
        keys.filter(move |key| entry.is_some_and(|entry| entry.has_key(key)))
    }

    /// Everything that a principal may do in an account at an instant, within its ceiling: [`authorize`](Self::authorize)
    /// allows a requirement on the account's data exactly if it is in the set at [`Scope::Account`], and on the principal's
    /// own data exactly if it is in the set at [`Scope::Own`].
    ///
    /// The set at [`Scope::Subtree`] goes down to the accounts below, whose own ceilings may cut it further. Nothing is
    /// returned for a principal who is unknown, deactivated, revoked or without access. Data that an account above shares is
    /// not considered (rule D3).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let bobs = directory.what_can(bob, acme, now);
    /// assert!(bobs.allows(Permission::SmsLaunch, Scope::Account));
    /// assert!(!bobs.allows(Permission::UserInvite, Scope::Account), "a Sender does not invite");
    ///
    /// // A key of Ada's, for looking at what was sent.
    /// assert_eq!(directory.what_can(key, shop, now).at(Scope::Account), PermissionSet::SENT_VIEW);
    ///
    /// // A suspended account leaves the viewing.
    /// directory.execute(Actor::System, Command::SuspendAccount { account: acme }, stamp(&directory, now)).unwrap();
    /// let bobs = directory.what_can(bob, acme, now);
    /// assert!(bobs.allows(Permission::SmsView, Scope::Account) && !bobs.allows(Permission::SmsLaunch, Scope::Own));
    /// assert!(directory.user_permissions(bob, acme, now).allows(Permission::SmsLaunch, Scope::Account));
    /// ```
    pub fn what_can(&self, principal: impl Into<Principal>, account: AccountId, now: DateTime<Utc>) -> Grants {
        let now = whole(now);
        let principal = principal.into();
        let may_act = self.state.subject(principal).is_some_and(|subject| subject.may_act(now));
        match self.ceiling(account) {
            // One's own details are never cut by a ceiling (rule G3).
            Some(ceiling) if may_act => {
                self.granted(principal, account, now).within(ceiling | PermissionSet::PROFILE_EDIT)
            }
            Some(_) | None => Grants::NONE,
        }
    }

    /// The effective permissions of a user in an account at an instant, before its ceiling: by roles, levels and what comes
    /// down from above, without what is withheld, whether the user is active or not (rules G1, G2).
    ///
    /// [`what_can`](Self::what_can) is what the ceiling leaves of it. `profile.edit` is in it at [`Scope::Own`] for every user
    /// of the account's tenant, and never wider (rule G3).
    ///
    /// Source: `UserPermissions` of ANSI INCITS 359, for one account and one instant.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let cleos = directory.user_permissions(cleo, shop, now);
    /// assert!(cleos.allows(Permission::ContactView, Scope::Account), "she is a clerk");
    /// assert!(!cleos.allows(Permission::SentView, Scope::Account), "a Regular sees their own messages");
    /// assert!(!directory.user_permissions(cleo, shop, january).allows(Permission::ContactView, Scope::Own), "ended");
    /// ```
    pub fn user_permissions(&self, user: UserId, account: AccountId, now: DateTime<Utc>) -> Grants {
        let now = whole(now);
        self.granted(user.into(), account, now)
    }

    /// What is granted, with one's own details where rule G3 has them.
    fn granted(&self, principal: Principal, account: AccountId, now: DateTime<Utc>) -> Grants {
        let Some((subject, entry)) = self.state.subject(principal).zip(self.state.account(account)) else {
            return Grants::NONE;
        };
        let granted = self.state.effective(subject, entry).at(now).without(PermissionSet::PROFILE_EDIT);
        if subject.is_person_at_home(entry) { granted.with(PermissionSet::PROFILE_EDIT, Scope::Own) } else { granted }
    }

    /// Of some users, those whom a request is allowed.
    fn allowed(
        &self,
        candidates: BTreeSet<UserId>,
        now: DateTime<Utc>,
        draft: impl Fn(UserId) -> RequestDraft,
    ) -> impl Iterator<Item = UserId> {
        candidates.into_iter().filter(move |user| self.authorize(&draft(*user).at(now)).is_ok())
    }

    /// Everybody whom a membership could give something in an account: its members and those of the accounts above.
    fn members_of_path(&self, account: AccountId) -> BTreeSet<UserId> {
        let path = self.state.account(account).into_iter().flat_map(AccountEntry::path);
        path.flat_map(|account| self.state.members(account)).collect()
    }

    fn users_of_tree(&self, account: AccountId) -> BTreeSet<UserId> {
        let Some(root) = self.state.account(account).map(AccountEntry::root) else {
            return BTreeSet::new();
        };
        self.state.users_of(root).map(|user| user.id).collect()
    }
}
