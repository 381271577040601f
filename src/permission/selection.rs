use core::fmt;

use super::permission::Permission;
use super::set::PermissionSet;

/// Permissions of which some are named: those that are named alone, or all but those.
///
/// A [`PermissionSet`] lists what there is today. A selection also says what is meant of permissions that a later version
/// brings: [`Only`](Self::Only) leaves them out, and [`AllBut`](Self::AllBut) has them. So an account that was sold
/// [everything](Self::EVERYTHING) has what comes later, and an assignment that withholds all but a few withholds it (rule V7).
/// Everything is not equal to a full set, though both have the same permissions today.
///
/// There is no third way, as a permission is either named or not; so an application may match a selection without a wildcard.
///
/// ```
/// use sendright::{Permission, PermissionSet, Selection};
///
/// let no_voice = Selection::all_but([Permission::VoiceSend, Permission::VoiceLaunch]);
/// assert!(no_voice.contains(Permission::SmsSend) && !no_voice.contains(Permission::VoiceSend));
/// assert_eq!(no_voice.to_string(), "everything but voice.send, voice.launch");
///
/// assert_eq!(Selection::EVERYTHING.permissions(), PermissionSet::ALL);
/// assert_ne!(Selection::EVERYTHING, Selection::from(PermissionSet::ALL));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Selection {
    /// These permissions, and none that a later version brings.
    Only(PermissionSet),
    /// All permissions but these, those of a later version among them.
    AllBut(PermissionSet),
}

impl Selection {
    /// Every permission, whichever version brings it.
    pub const EVERYTHING: Self = Self::AllBut(PermissionSet::EMPTY);

    /// No permission.
    pub const NOTHING: Self = Self::Only(PermissionSet::EMPTY);

    /// All permissions but these.
    pub fn all_but(permissions: impl Into<PermissionSet>) -> Self {
        Self::AllBut(permissions.into())
    }

    /// The permissions of this version that are selected.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet, Selection};
    ///
    /// const VIEW: Selection = Selection::Only(PermissionSet::SMS_VIEW);
    /// assert_eq!(VIEW.permissions(), PermissionSet::SMS_VIEW);
    /// assert_eq!(Selection::all_but(Permission::SmsView).permissions(), PermissionSet::ALL - Permission::SmsView);
    /// ```
    #[inline]
    pub const fn permissions(self) -> PermissionSet {
        match self {
            Self::Only(set) => set,
            Self::AllBut(set) => PermissionSet::ALL.difference(set),
        }
    }

    /// Whether a permission is selected.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.permissions().contains(permission)
    }

    /// What is selected here, there, or in both.
    ///
    /// ```
    /// use sendright::{Permission, Selection};
    ///
    /// let all_but_two = Selection::all_but([Permission::SmsView, Permission::SmsSend]);
    /// assert_eq!(all_but_two.union(Permission::SmsView.into()), Selection::all_but(Permission::SmsSend));
    /// ```
    pub const fn union(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(a), Self::Only(b)) => Self::Only(a.union(b)),
            (Self::Only(only), Self::AllBut(but)) | (Self::AllBut(but), Self::Only(only)) => {
                Self::AllBut(but.difference(only))
            }
            (Self::AllBut(a), Self::AllBut(b)) => Self::AllBut(a.intersection(b)),
        }
    }
}

/// Selects nothing.
impl Default for Selection {
    fn default() -> Self {
        Self::NOTHING
    }
}

/// Selects these permissions alone.
impl<P: Into<PermissionSet>> From<P> for Selection {
    fn from(permissions: P) -> Self {
        Self::Only(permissions.into())
    }
}

/// Writes `everything`, `everything but sms.send`, or the names with commas between them; `nothing` if there are none.
impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(set) => set.fmt(f),
            Self::AllBut(set) if set.is_empty() => f.write_str("everything"),
            Self::AllBut(set) => write!(f, "everything but {set}"),
        }
    }
}
