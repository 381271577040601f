use core::fmt;

use chrono::{DateTime, Utc};

use crate::permission::{Levels, Preset, Selection};

use super::id::RoleId;
use super::instant::whole;

/// A role in an assignment: a preset, or a custom role that an account defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AssignedRole {
    /// A role that comes with the crate.
    Preset(Preset),
    /// A custom role, defined by the account or by an account above it (rule I4).
    Custom(RoleId),
}

impl From<Preset> for AssignedRole {
    fn from(preset: Preset) -> Self {
        Self::Preset(preset)
    }
}

impl From<RoleId> for AssignedRole {
    fn from(role: RoleId) -> Self {
        Self::Custom(role)
    }
}

impl fmt::Display for AssignedRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(preset) => preset.fmt(f),
            Self::Custom(role) => role.fmt(f),
        }
    }
}

/// Roles, levels, withheld permissions and a window: what a membership or an invitation gives.
///
/// Its grants are the union of the grants of its roles and of its levels, without the withheld permissions (rule G1). They
/// count within the window, which starts (inclusive) and ends (exclusive) at an instant in UTC. Without a start, the
/// assignment counts at once; without an end, it counts for ever.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::{Area, Assignment, Level, Levels, Permission, Preset};
///
/// let friday = Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap();
/// let sender = Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch).until(friday);
/// assert_eq!(sender.roles(), [Preset::Sender.into()]);
/// assert!(!sender.is_live(friday), "the end is exclusive");
///
/// let editor = Assignment::levels(Levels::NONE.with(Area::Email, Level::Editor));
/// assert!(editor.is_live(friday));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Parts", into = "Parts"))]
#[must_use]
pub struct Assignment {
    /// Sorted, each role once, so that equal assignments are equal values.
    roles: Vec<AssignedRole>,
    levels: Levels,
    withheld: Selection,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Assignment {
    /// An assignment of one role.
    pub fn of(role: impl Into<AssignedRole>) -> Self {
        Self::default().and(role)
    }

    /// An assignment of levels, without a role.
    pub fn levels(levels: Levels) -> Self {
        Self { levels, ..Self::default() }
    }

    /// Adds a role.
    pub fn and(mut self, role: impl Into<AssignedRole>) -> Self {
        let role = role.into();
        if let Err(index) = self.roles.binary_search(&role) {
            self.roles.insert(index, role);
        }
        self
    }

    /// Sets the levels, in place of those before.
    pub fn with_levels(self, levels: Levels) -> Self {
        Self { levels, ..self }
    }

    /// Withholds permissions, whatever the roles and levels give. Permissions that were withheld before stay withheld.
    ///
    /// To withhold all but a few is to withhold what a later version brings, too (rule V7).
    ///
    /// ```
    /// use sendright::{Assignment, Permission, Preset, Selection};
    ///
    /// let viewer = Assignment::of(Preset::Standard).withholding(Selection::all_but(Permission::SmsView));
    /// assert!(viewer.withheld().contains(Permission::SmsSend));
    /// assert!(!viewer.withheld().contains(Permission::SmsView));
    /// ```
    pub fn withholding(self, permissions: impl Into<Selection>) -> Self {
        Self { withheld: self.withheld.union(permissions.into()), ..self }
    }

    /// Sets the instant at which the window starts (inclusive), cut to whole milliseconds (rule V8).
    pub fn from(self, from: DateTime<Utc>) -> Self {
        Self { from: Some(whole(from)), ..self }
    }

    /// Sets the instant at which the window ends (exclusive), cut to whole milliseconds (rule V8).
    pub fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(whole(until)), ..self }
    }

    /// The roles, sorted, each once.
    #[must_use]
    pub fn roles(&self) -> &[AssignedRole] {
        &self.roles
    }

    /// The ids of the custom roles among its roles.
    pub(crate) fn custom_roles(&self) -> impl Iterator<Item = RoleId> + '_ {
        self.roles.iter().filter_map(|role| match role {
            AssignedRole::Custom(role) => Some(*role),
            AssignedRole::Preset(_) => None,
        })
    }

    /// Replaces the custom roles in it.
    pub(crate) fn rename_roles(&mut self, rename: impl Fn(RoleId) -> RoleId) {
        for role in &mut self.roles {
            if let AssignedRole::Custom(id) = role {
                *id = rename(*id);
            }
        }
        self.roles.sort_unstable();
        self.roles.dedup();
    }

    /// The levels that it gives in addition to its roles.
    pub const fn given_levels(&self) -> Levels {
        self.levels
    }

    /// The permissions that it withholds.
    pub const fn withheld(&self) -> Selection {
        self.withheld
    }

    /// When the window starts (inclusive); `None` if it has no start.
    #[must_use]
    pub const fn starts(&self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// When the window ends (exclusive); `None` if it has no end.
    #[must_use]
    pub const fn ends(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// Whether an instant is in the window.
    #[must_use]
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.counts(whole(at))
    }

    /// Whether a whole instant is in the window.
    #[inline]
    pub(crate) fn counts(&self, at: DateTime<Utc>) -> bool {
        self.has_started(at) && !self.has_ended(at)
    }

    pub(crate) fn has_started(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at)
    }

    pub(crate) fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= at)
    }

    /// Whether it has neither a role nor a level above None, so that it can give nothing (rule I4).
    pub(crate) fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.levels.is_none()
    }
}

/// An assignment of this role, for ever.
///
/// ```
/// use sendright::{Assignment, Preset};
///
/// let sender: Assignment = Preset::Sender.into();
/// assert_eq!(sender, Assignment::of(Preset::Sender));
/// ```
impl<R: Into<AssignedRole>> From<R> for Assignment {
    fn from(role: R) -> Self {
        Self::of(role)
    }
}

/// An assignment on the wire. Every field must be there; a start or end that is null means that there is none (rule C11).
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Assignment", deny_unknown_fields)]
struct Parts {
    roles: Vec<AssignedRole>,
    levels: Levels,
    withheld: Selection,
    #[serde(with = "super::time::option")]
    from: Option<DateTime<Utc>>,
    #[serde(with = "super::time::option")]
    until: Option<DateTime<Utc>>,
}

#[cfg(feature = "serde")]
impl From<Assignment> for Parts {
    fn from(Assignment { roles, levels, withheld, from, until }: Assignment) -> Self {
        Self { roles, levels, withheld, from, until }
    }
}

#[cfg(feature = "serde")]
impl From<Parts> for Assignment {
    fn from(Parts { mut roles, levels, withheld, from, until }: Parts) -> Self {
        roles.sort_unstable();
        roles.dedup();
        Self { roles, levels, withheld, from, until }
    }
}

/// The wire format of an assigned role, the same in every format: the name of a preset, or the id of a custom role.
#[cfg(feature = "serde")]
mod wire {
    use core::fmt;

    use serde::de::{Deserialize, Deserializer, Error, Visitor};
    use serde::ser::{Serialize, Serializer};

    use super::{AssignedRole, Preset, RoleId};

    impl Serialize for AssignedRole {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for AssignedRole {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_str(RoleVisitor)
        }
    }

    struct RoleVisitor;

    impl Visitor<'_> for RoleVisitor {
        type Value = AssignedRole;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a preset such as `sender`, or the id of a custom role")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<AssignedRole, E> {
            let unknown = match text.parse::<Preset>() {
                Ok(preset) => return Ok(AssignedRole::Preset(preset)),
                Err(unknown) => unknown,
            };
            let role = text.parse::<RoleId>().map(AssignedRole::Custom);
            role.map_err(|_| {
                E::custom(format_args!("{unknown}, or the id of a custom role; a later version may have written it"))
            })
        }
    }
}
