use core::fmt;

use super::permission::Permission;
use super::scope::Scope;
use super::set::PermissionSet;

/// The permissions that roles and levels give, by scope: three nested sets, subtree ⊆ account ⊆ own (rule V3).
///
/// Every function that makes or changes grants keeps the sets nested: whoever holds a permission at a scope also holds it
/// at the narrower scopes. Grants do not include the ceiling of an account, which can take permissions away again; see
/// [`within`](Self::within).
///
/// ```
/// use sendright::{Grants, Permission, PermissionSet, Preset, Scope};
///
/// let grants = Grants::NONE.with(Permission::SentView, Scope::Own);
/// assert!(grants.allows(Permission::SentView, Scope::Own));
/// assert!(!grants.allows(Permission::SentView, Scope::Account));
/// assert!(!grants.allows(PermissionSet::EMPTY, Scope::Own), "an empty requirement is never allowed");
///
/// assert!(grants.union(Preset::Basic.grants()).covers(&grants));
/// assert_eq!(Preset::Sender.grants().scope_of(Permission::SmsSend), Some(Scope::Account));
/// ```
///
/// The sets can't be set one by one:
///
/// ```compile_fail,E0423
/// use sendright::{Grants, PermissionSet};
///
/// let grants = Grants([PermissionSet::EMPTY, PermissionSet::EMPTY, PermissionSet::ALL]);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Grants([PermissionSet; 3]);

impl Grants {
    /// Grants without any permission.
    pub const NONE: Self = Self([PermissionSet::EMPTY; 3]);

    /// Every permission at every scope, as [`Preset::Admin`](crate::Preset::Admin) gives it.
    pub const ALL: Self = Self([PermissionSet::ALL; 3]);

    /// A set of permissions, granted at a scope and at the narrower scopes.
    ///
    /// ```
    /// use sendright::{Grants, Permission, PermissionSet, Scope};
    ///
    /// const OWN_MESSAGES: Grants = Grants::of(PermissionSet::SENT_VIEW, Scope::Own);
    /// assert!(OWN_MESSAGES.allows(Permission::SentView, Scope::Own));
    /// assert!(!OWN_MESSAGES.allows(Permission::SentView, Scope::Account));
    /// ```
    pub const fn of(permissions: PermissionSet, scope: Scope) -> Self {
        let mut sets = [PermissionSet::EMPTY; 3];
        let mut i = 0;
        while i <= scope as usize {
            sets[i] = permissions;
            i += 1;
        }
        Self(sets)
    }

    /// Grants from the sets at each scope, as [`at`](Self::at) returns them; they must be nested.
    ///
    /// # Errors
    ///
    /// [`NotNestedError`] if a permission is in the set of a wider scope and not in that of a narrower scope.
    ///
    /// ```
    /// use sendright::{Grants, PermissionSet};
    ///
    /// let (sms, none) = (PermissionSet::SMS_SEND, PermissionSet::EMPTY);
    /// assert!(Grants::nested(sms, sms, none).is_ok());
    /// assert_eq!(
    ///     Grants::nested(none, sms, none).unwrap_err().to_string(),
    ///     "`sms.send` is granted at the scope account and not at the narrower scope own: grant it at both",
    /// );
    /// ```
    pub const fn nested(
        own: PermissionSet,
        account: PermissionSet,
        subtree: PermissionSet,
    ) -> Result<Self, NotNestedError> {
        if !subtree.is_subset(account) {
            return Err(NotNestedError {
                missing: subtree.difference(account),
                wide: Scope::Subtree,
                narrow: Scope::Account,
            });
        }
        if !account.is_subset(own) {
            return Err(NotNestedError { missing: account.difference(own), wide: Scope::Account, narrow: Scope::Own });
        }
        Ok(Self([own, account, subtree]))
    }

    /// These grants and more permissions, granted at a scope and at the narrower scopes.
    ///
    /// ```
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let grants = Grants::NONE
    ///     .with(Permission::SmsSend | Permission::SmsView, Scope::Account)
    ///     .with(Permission::SentView, Scope::Own);
    /// assert_eq!(grants.scope_of(Permission::SmsSend), Some(Scope::Account));
    /// assert_eq!(grants.scope_of(Permission::SentExport), None);
    /// ```
    pub fn with(self, permissions: impl Into<PermissionSet>, scope: Scope) -> Self {
        self.union(Self::of(permissions.into(), scope))
    }

    /// These grants without the permissions, at every scope.
    ///
    /// ```
    /// use sendright::{Permission, Preset, Scope};
    ///
    /// let grants = Preset::Sender.grants().without(Permission::SmsLaunch);
    /// assert!(grants.allows(Permission::SmsSend, Scope::Account));
    /// assert!(!grants.allows(Permission::SmsLaunch, Scope::Own));
    /// ```
    pub fn without(self, permissions: impl Into<PermissionSet>) -> Self {
        self.within(PermissionSet::ALL.difference(permissions.into()))
    }

    /// The part of these grants that a ceiling leaves: at each scope, the intersection with the ceiling.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet, Preset, Scope};
    ///
    /// // A postpaid account has no credit to buy.
    /// const POSTPAID: PermissionSet = PermissionSet::ALL.difference(PermissionSet::CREDIT_PURCHASE);
    /// let grants = Preset::Admin.grants().within(POSTPAID);
    /// assert!(grants.allows(Permission::BillingView, Scope::Subtree));
    /// assert!(!grants.allows(Permission::CreditPurchase, Scope::Own));
    /// ```
    pub const fn within(self, ceiling: PermissionSet) -> Self {
        let [own, account, subtree] = self.0;
        Self([own.intersection(ceiling), account.intersection(ceiling), subtree.intersection(ceiling)])
    }

    /// The union of the sets at each scope: the smallest grants that cover both.
    ///
    /// ```
    /// use sendright::{Permission, Preset, Scope};
    ///
    /// let both = Preset::Regular.grants().union(Preset::Template.grants());
    /// assert_eq!(both.scope_of(Permission::SmsEdit), Some(Scope::Own), "from Regular");
    /// assert_eq!(both.scope_of(Permission::SmsSend), Some(Scope::Account), "from Template");
    /// ```
    pub const fn union(self, other: Self) -> Self {
        let ([own, account, subtree], [other_own, other_account, other_subtree]) = (self.0, other.0);
        Self([own.union(other_own), account.union(other_account), subtree.union(other_subtree)])
    }

    /// The intersection of the sets at each scope: the largest grants that both cover.
    ///
    /// ```
    /// use sendright::{Permission, Preset, Scope};
    ///
    /// let both = Preset::Regular.grants().intersection(Preset::Template.grants());
    /// assert_eq!(both.scope_of(Permission::SmsSend), Some(Scope::Own));
    /// assert_eq!(both.scope_of(Permission::SmsEdit), None, "Template does not have it");
    /// ```
    pub const fn intersection(self, other: Self) -> Self {
        let ([own, account, subtree], [other_own, other_account, other_subtree]) = (self.0, other.0);
        Self([own.intersection(other_own), account.intersection(other_account), subtree.intersection(other_subtree)])
    }

    /// The permissions that are held at a scope.
    ///
    /// ```
    /// use sendright::{PermissionSet, Preset, Scope};
    ///
    /// const HELD: PermissionSet = Preset::Basic.grants().at(Scope::Account);
    /// assert!(PermissionSet::CONTACT_VIEW.is_subset(HELD));
    /// assert!(!PermissionSet::SMS_SEND.is_subset(HELD), "Basic sends its own messages only");
    /// ```
    #[inline]
    pub const fn at(&self, scope: Scope) -> PermissionSet {
        self.0[scope as usize]
    }

    /// Whether all required permissions are held at a scope; an empty requirement is never allowed (rules V4, D1).
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet, Preset, Scope};
    ///
    /// let sender = Preset::Sender.grants();
    /// assert!(sender.allows(Permission::SmsSend | Permission::MessageUpload, Scope::Account));
    /// assert!(!sender.allows(Permission::SmsSend | Permission::BillingView, Scope::Account), "`billing.view` is missing");
    /// assert!(!sender.allows(PermissionSet::EMPTY, Scope::Own));
    /// ```
    #[inline]
    #[must_use]
    pub fn allows(&self, required: impl Into<PermissionSet>, scope: Scope) -> bool {
        self.at(scope).allows(required.into())
    }

    /// The widest scope at which a permission is held; `None` if it is not held at all.
    ///
    /// ```
    /// use sendright::{Permission, Preset, Scope};
    ///
    /// assert_eq!(Preset::Admin.grants().scope_of(Permission::SmsSend), Some(Scope::Subtree));
    /// assert_eq!(Preset::Basic.grants().scope_of(Permission::ReportExport), None);
    /// ```
    #[must_use]
    pub const fn scope_of(&self, permission: Permission) -> Option<Scope> {
        let mut widest = None;
        let mut i = 0;
        while i < Scope::ALL.len() {
            let scope = Scope::ALL[i];
            if self.at(scope).contains(permission) {
                widest = Some(scope);
            }
            i += 1;
        }
        widest
    }

    /// Whether these grants contain `other`, at every scope.
    ///
    /// The rules against escalation compare with it: a user can give others only what the user's own grants cover (rules
    /// E1 to E3).
    ///
    /// ```
    /// use sendright::Preset;
    ///
    /// assert!(Preset::Admin.grants().covers(&Preset::Regular.grants()));
    /// assert!(!Preset::Sender.grants().covers(&Preset::Standard.grants()));
    /// assert!(!Preset::Standard.grants().covers(&Preset::Sender.grants()), "a Sender buys credits");
    /// ```
    #[must_use]
    pub const fn covers(&self, other: &Self) -> bool {
        let ([own, account, subtree], [other_own, other_account, other_subtree]) = (self.0, other.0);
        other_own.is_subset(own) && other_account.is_subset(account) && other_subtree.is_subset(subtree)
    }

    /// The permissions that `other` does not cover, each at every scope at which it is held here.
    ///
    /// ```
    /// use sendright::{Grants, Permission, Preset, Scope};
    ///
    /// let wanted = Grants::NONE.with(Permission::SmsSend, Scope::Account).with(Permission::BillingView, Scope::Account);
    /// let beyond = wanted.beyond(&Preset::Sender.grants());
    /// assert_eq!(beyond, Grants::NONE.with(Permission::BillingView, Scope::Account));
    /// assert!(wanted.beyond(&Preset::Admin.grants()).is_none());
    /// ```
    pub const fn beyond(&self, other: &Self) -> Self {
        let ([own, account, subtree], [other_own, other_account, other_subtree]) = (self.0, other.0);
        let exceeding = own.difference(other_own).union(account.difference(other_account));
        self.within(exceeding.union(subtree.difference(other_subtree)))
    }

    /// The grants that a membership gives in the accounts below its own: its subtree set, at every scope there (rule G2).
    ///
    /// ```
    /// use sendright::{Permission, Preset, Scope};
    ///
    /// let below = Preset::SubaccountAdmin.grants().inherited();
    /// assert!(below.allows(Permission::UserInvite, Scope::Account));
    /// assert!(Preset::Standard.grants().inherited().is_none(), "Standard grants nothing at Subtree");
    /// ```
    pub const fn inherited(&self) -> Self {
        Self::of(self.at(Scope::Subtree), Scope::Subtree)
    }

    /// Whether the grants give something in the accounts below; one's own details are nobody's account's (rule D4).
    pub(crate) const fn reaches_down(&self) -> bool {
        !self.at(Scope::Subtree).difference(PermissionSet::PROFILE_EDIT).is_empty()
    }

    /// The same by the permissions of the first catalogue alone: for what a change does, which must not depend on what a
    /// later version gives presets (rule I7).
    pub(crate) const fn reached_down_at_first(&self) -> bool {
        self.within(PermissionSet::FIRST).reaches_down()
    }

    /// Whether no permission is held at any scope.
    ///
    /// ```
    /// use sendright::{Grants, Preset};
    ///
    /// assert!(Grants::NONE.is_none());
    /// assert!(!Preset::Basic.grants().is_none());
    /// ```
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.at(Scope::Own).is_empty()
    }

    /// Iterates over the permissions that are held, in the order of their bits, each with its widest scope.
    ///
    /// ```
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let grants = Grants::NONE.with(Permission::SmsSend, Scope::Own).with(Permission::SmsView, Scope::Subtree);
    /// let held: Vec<_> = grants.iter().collect();
    /// assert_eq!(held, [(Permission::SmsView, Scope::Subtree), (Permission::SmsSend, Scope::Own)]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Permission, Scope)> + use<> {
        let grants = *self;
        grants.at(Scope::Own).iter().filter_map(move |permission| Some((permission, grants.scope_of(permission)?)))
    }

    /// The permissions whose widest scope is this one.
    pub(super) const fn widest_at(&self, scope: Scope) -> PermissionSet {
        match scope {
            Scope::Own => self.at(Scope::Own).difference(self.at(Scope::Account)),
            Scope::Account => self.at(Scope::Account).difference(self.at(Scope::Subtree)),
            Scope::Subtree => self.at(Scope::Subtree),
        }
    }
}

/// The error of [`Grants::nested`] for sets that are not nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is granted at the scope {wide} and not at the narrower scope {narrow}: grant it at both", First(*.missing))]
pub struct NotNestedError {
    missing: PermissionSet,
    wide: Scope,
    narrow: Scope,
}

impl NotNestedError {
    /// All permissions that the set of the narrower scope lacks; the message names the first.
    pub const fn missing(self) -> PermissionSet {
        self.missing
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "not_nested"
    }
}

/// The first permission of a set.
struct First(PermissionSet);

impl fmt::Display for First {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().next().map_or(Ok(()), |first| first.fmt(f))
    }
}

/// Writes the permissions by widest scope, as `{Own: {sent.view}, Account: {sms.send}}`.
impl fmt::Debug for Grants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by_scope = Scope::ALL.iter().map(|scope| (scope, self.widest_at(*scope)));
        f.debug_map().entries(by_scope.filter(|(_, set)| !set.is_empty())).finish()
    }
}
