use core::fmt;

use chrono::{DateTime, Utc};

use crate::permission::{Levels, PermissionSet, Preset};

use super::id::RoleId;

/// A role that is assigned: one that comes with the crate, or one that an account defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssignedRole {
    /// A preset.
    Preset(Preset),
    /// A custom role, defined by the account or one above it (rule I4).
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

/// What a membership or an invitation gives: roles, levels, what is withheld from them, and from when until when.
///
/// The grants are the union of the roles' grants and the levels at account scope, without what is withheld (rule G1).
/// It counts from `from` (inclusive) until `until` (exclusive), in UTC; without them, from ever and for ever.
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
    /// In order, each once, so that equal assignments are equal values.
    roles: Vec<AssignedRole>,
    levels: Levels,
    withheld: PermissionSet,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Assignment {
    /// One role.
    pub fn of(role: impl Into<AssignedRole>) -> Self {
        Self::default().and(role)
    }

    /// Levels and no role.
    pub fn levels(levels: Levels) -> Self {
        Self { levels, ..Self::default() }
    }

    /// And one more role.
    pub fn and(mut self, role: impl Into<AssignedRole>) -> Self {
        let role = role.into();
        if let Err(place) = self.roles.binary_search(&role) {
            self.roles.insert(place, role);
        }
        self
    }

    /// And these levels, in place of those before.
    pub fn with_levels(self, levels: Levels) -> Self {
        Self { levels, ..self }
    }

    /// Without these permissions, whatever the roles and levels give; beside those withheld before.
    pub fn withholding(self, permissions: impl Into<PermissionSet>) -> Self {
        Self { withheld: self.withheld | permissions.into(), ..self }
    }

    /// From this instant on, inclusive.
    pub fn from(self, from: DateTime<Utc>) -> Self {
        Self { from: Some(from), ..self }
    }

    /// Until this instant, exclusive: the last day of a term is the one before.
    pub fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(until), ..self }
    }

    /// The roles, in order, each once.
    #[must_use]
    pub fn roles(&self) -> &[AssignedRole] {
        &self.roles
    }

    /// The custom roles among them.
    pub(crate) fn custom_roles(&self) -> impl Iterator<Item = RoleId> + '_ {
        self.roles.iter().filter_map(|role| match role {
            AssignedRole::Custom(role) => Some(*role),
            AssignedRole::Preset(_) => None,
        })
    }

    /// The levels that are given beside the roles.
    pub const fn given_levels(&self) -> Levels {
        self.levels
    }

    /// What is withheld.
    pub const fn withheld(&self) -> PermissionSet {
        self.withheld
    }

    /// When it begins, inclusive; `None` if it always has.
    #[must_use]
    pub const fn starts(&self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// When it ends, exclusive; `None` if it never does.
    #[must_use]
    pub const fn ends(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// Whether an instant is in its window.
    #[must_use]
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.has_started(at) && !self.has_ended(at)
    }

    pub(crate) fn has_started(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at)
    }

    pub(crate) fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= at)
    }

    /// Whether it can give anything at all: a role or a level above None (rule I4).
    pub(crate) fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.levels.is_none()
    }
}

/// An assignment on the wire; what is left out is empty or unbounded.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Assignment", deny_unknown_fields)]
struct Parts {
    #[serde(default)]
    roles: Vec<AssignedRole>,
    #[serde(default)]
    levels: Levels,
    #[serde(default)]
    withheld: PermissionSet,
    #[serde(default, with = "super::time::option")]
    from: Option<DateTime<Utc>>,
    #[serde(default, with = "super::time::option")]
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

/// A preset's name or a role's id in human-readable formats; an enum in compact ones.
#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::{AssignedRole, Preset, RoleId};

    #[derive(Serialize, Deserialize)]
    enum Compact {
        Preset(Preset),
        Custom(RoleId),
    }

    impl Serialize for AssignedRole {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match (serializer.is_human_readable(), *self) {
                (true, role) => serializer.collect_str(&role),
                (false, Self::Preset(preset)) => Compact::Preset(preset).serialize(serializer),
                (false, Self::Custom(role)) => Compact::Custom(role).serialize(serializer),
            }
        }
    }

    impl<'de> Deserialize<'de> for AssignedRole {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if !deserializer.is_human_readable() {
                return Ok(match Compact::deserialize(deserializer)? {
                    Compact::Preset(preset) => Self::Preset(preset),
                    Compact::Custom(role) => Self::Custom(role),
                });
            }
            let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
            match (text.parse::<RoleId>(), text.parse::<Preset>()) {
                (Ok(role), _) => Ok(Self::Custom(role)),
                (_, Ok(preset)) => Ok(Self::Preset(preset)),
                (_, Err(unknown)) => Err(D::Error::custom(format_args!("{unknown}, or the id of a custom role"))),
            }
        }
    }
}
