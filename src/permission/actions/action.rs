use core::fmt;
use core::ops::BitOr;

use crate::permission::{Area, Levels, Permission, PermissionSet, Scope};

/// What a user does with a button of the product, by name: the [`PermissionSet`] that it requires, and where to ask for it.
///
/// The constants are in [`actions`](super). An action is taken wherever a requirement is: by
/// [`Request::new`](crate::Request::new), [`Access::allows`](crate::Access::allows),
/// [`Grants::allows`](crate::Grants::allows) and so on. With `|` it is joined with whatever else the button requires.
///
/// It is a question and nothing that is held, so that nobody is given an action: roles and levels give permissions. Names are
/// stable. What an action requires may become more in a later version, if the question turns out too small.
///
/// ```
/// use sendright::actions::{self, Action};
/// use sendright::{Area, PermissionSet, Preset, Scope};
///
/// const CANCEL: Action = actions::SMS_CAMPAIGN_CANCEL;
/// assert_eq!(CANCEL.permissions(), PermissionSet::SMS_LAUNCH | PermissionSet::MESSAGE_CANCEL);
/// assert_eq!((CANCEL.area(), CANCEL.scope()), (Area::Sms, Scope::Own));
/// assert_eq!(CANCEL.words(), "Stop an SMS campaign that is scheduled or running");
/// assert_eq!(CANCEL.levels().to_string(), "sms approver, message approver");
///
/// assert!(Preset::Sender.grants().allows(CANCEL, Scope::Account));
/// assert!(!Preset::Template.grants().allows(CANCEL, Scope::Own));
///
/// assert_eq!("sms_campaign_cancel".parse(), Ok(CANCEL));
/// assert!("SMS_CAMPAIGN_CANCEL".parse::<Action>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Action {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) area: Area,
    pub(super) scope: Scope,
    pub(super) permissions: PermissionSet,
}

impl Action {
    /// Its name, which is that of the constant in lower case: it is printed, parsed, and serialized.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// What the user does, in words: no full stop at the end.
    #[must_use]
    pub const fn words(self) -> &'static str {
        self.words
    }

    /// The permissions that it requires, all of them, in the account where it is done.
    pub const fn permissions(self) -> PermissionSet {
        self.permissions
    }

    /// The area in whose menu the button is: an action of a channel is in the channel's, whatever else it requires. See
    /// [`Access::shows`](crate::Access::shows).
    #[must_use]
    pub const fn area(self) -> Area {
        self.area
    }

    /// The least scope at which it is asked.
    ///
    /// - [`Scope::Own`]: it makes or touches data that has an owner. Ask with
    ///   [`own`](crate::RequestDraft::own) about what is made, and with [`owned_by`](crate::RequestDraft::owned_by) about what
    ///   is there, so that a user who may do it on their own data alone is allowed to there (rule D2).
    /// - [`Scope::Account`]: it is about what belongs to the account. Ask without an owner.
    ///
    /// No action is asked at [`Scope::Subtree`]: in an account below, ask there.
    ///
    /// ```
    /// use sendright::{Preset, actions};
    ///
    /// // A Regular sends their own messages, and shares no templates.
    /// let regular = Preset::Regular.grants();
    /// let (send, share) = (actions::SMS_SEND_FREE_TEXT_NOW, actions::SMS_TEMPLATE_SHARE);
    /// assert!(regular.allows(send, send.scope()));
    /// assert!(!regular.allows(share, share.scope()));
    /// ```
    #[must_use]
    pub const fn scope(self) -> Scope {
        self.scope
    }

    /// The least levels that allow it, area by area: levels allow it if and only if they are at least these.
    ///
    /// ```
    /// use sendright::{Feature, Level, Levels, actions};
    ///
    /// let editor = Levels::NONE.raise(Feature::SMS, Level::Editor);
    /// assert!(actions::SMS_CAMPAIGN_EDIT_FREE_TEXT.levels() <= editor);
    /// assert!(!(actions::SMS_CAMPAIGN_LAUNCH_NOW.levels() <= editor));
    /// ```
    pub const fn levels(self) -> Levels {
        let (mut levels, mut i) = (Levels::NONE, 0);
        while i < Permission::ALL.len() {
            let permission = Permission::ALL[i];
            if self.permissions.contains(permission) {
                levels = levels.join(Levels::NONE.with(permission.area(), permission.level()));
            }
            i += 1;
        }
        levels
    }

    /// Whether the name is that of its constant, in lower case.
    #[allow(dead_code, reason = "the oldest compiler that is supported does not see the use in unnamed constants")]
    pub(super) const fn is_named_after(self, constant: &str) -> bool {
        let (name, constant) = (self.name.as_bytes(), constant.as_bytes());
        let mut i = 0;
        while i < name.len() && i < constant.len() && name[i] == constant[i].to_ascii_lowercase() {
            i += 1;
        }
        i == name.len() && i == constant.len()
    }
}

impl From<Action> for PermissionSet {
    fn from(action: Action) -> Self {
        action.permissions
    }
}

/// What both require.
impl<R: Into<PermissionSet>> BitOr<R> for Action {
    type Output = PermissionSet;

    fn bitor(self, other: R) -> PermissionSet {
        self.permissions.union(other.into())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// Writes the name and what it requires, as `sms_campaign_cancel (sms.launch, message.cancel)`.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.permissions)
    }
}

#[cfg(feature = "serde")]
impl crate::permission::name::Named for Action {
    const EXPECTING: &'static str = "an action such as `sms_campaign_launch_now`";
}
