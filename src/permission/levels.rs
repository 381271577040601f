use core::cmp::Ordering;
use core::fmt;

use super::area::Area;
use super::feature::Feature;
use super::grants::Grants;
use super::level::Level;
use super::permission::Permission;
use super::set::PermissionSet;

impl Area {
    /// The permissions that a level gives in this area: those of the area whose own level is at most this one.
    ///
    /// A higher level gives at least what a lower one gives, and [`Level::None`] gives nothing (rule V1). In
    /// [`Area::Custom`], no level gives anything (rule V5).
    ///
    /// ```
    /// use sendright::{Area, Level, PermissionSet};
    ///
    /// assert_eq!(Area::Credit.permissions(Level::Editor), PermissionSet::CREDIT_VIEW);
    /// assert!(PermissionSet::CREDIT_PURCHASE.is_subset(Area::Credit.permissions(Level::Approver)));
    /// assert!(Area::Credit.permissions(Level::None).is_empty());
    /// ```
    #[inline]
    pub const fn permissions(self, level: Level) -> PermissionSet {
        MASKS[self as usize][level as usize]
    }

    /// Every permission that belongs to the area; in [`Area::Custom`], where no level gives one, the application's own.
    pub(crate) const fn every(self) -> PermissionSet {
        if matches!(self, Self::Custom) { PermissionSet::CUSTOM } else { self.permissions(Level::Approver) }
    }

    /// The area's bit in a set of areas.
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// The permissions that each level of each area gives, computed from the catalogue.
static MASKS: [[PermissionSet; Level::ALL.len()]; Area::SLOTS] = {
    let mut masks = [[PermissionSet::EMPTY; Level::ALL.len()]; Area::SLOTS];
    let mut i = 0;
    while i < Permission::ALL.len() {
        let permission = Permission::ALL[i];
        let mask = &mut masks[permission.area() as usize];
        let mut level = permission.level() as usize;
        while level < mask.len() {
            mask[level] = mask[level].union(PermissionSet::of([permission]));
            level += 1;
        }
        i += 1;
    }
    masks
};

impl PermissionSet {
    /// The highest level in an area whose permissions are all in this set, for display (rule V2).
    ///
    /// If two levels give the same permissions, it is the lower one: in an area without a Guest permission, Guest is shown
    /// as [`Level::None`]. Permissions of the set beyond the level are not shown. Stored levels are never derived from a
    /// set.
    ///
    /// ```
    /// use sendright::{Area, Level, PermissionSet};
    ///
    /// assert_eq!((PermissionSet::EMAIL_VIEW | PermissionSet::EMAIL_EDIT).level(Area::Email), Level::Editor);
    /// assert_eq!(PermissionSet::EMAIL_EDIT.level(Area::Email), Level::None, "`email.view` is missing");
    /// ```
    #[must_use]
    pub const fn level(self, area: Area) -> Level {
        let mut level = Level::None;
        let mut i = 1;
        while i < Level::ALL.len() {
            let candidate = area.permissions(Level::ALL[i]);
            // Of levels that give the same, the lowest is kept.
            if candidate.is_subset(self) && candidate.len() > area.permissions(level).len() {
                level = Level::ALL[i];
            }
            i += 1;
        }
        level
    }
}

/// A [`Level`] for each [`Area`], packed into 64 bits; [`Level::None`] in an area for which no level was set.
///
/// Levels are stored as they are set (rule V2). They form a lattice: [`join`](Self::join) has the higher level of each area,
/// [`meet`](Self::meet) the lower one. `a <= b` is true if it is true in every area, so neither of two values need be at
/// most the other. Levels grant permissions at [`Scope::Account`](crate::Scope::Account) (rule V6).
///
/// ```
/// use sendright::{Area, Level, Levels, Permission, Scope};
///
/// let trainee = Levels::NONE.with(Area::Email, Level::Editor).with(Area::Contact, Level::Guest);
/// assert_eq!(trainee.level(Area::Email), Level::Editor);
/// assert_eq!(trainee.level(Area::Billing), Level::None);
///
/// let grants = trainee.grants();
/// assert!(grants.allows(Permission::EmailEdit, Scope::Account));
/// assert!(!grants.allows(Permission::EmailLaunch, Scope::Own));
/// assert!(!grants.allows(Permission::BillingView, Scope::Own));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Levels(u64);

impl Levels {
    /// [`Level::None`] in every area.
    pub const NONE: Self = Self(0);

    /// The bits of all areas: those of the catalogue, and [`Area::Custom`], for which a level is stored and gives nothing.
    const AREAS: u64 = {
        let mut mask = 0b11 << Self::shift(Area::Custom);
        let mut i = 0;
        while i < Area::ALL.len() {
            mask |= 0b11 << Self::shift(Area::ALL[i]);
            i += 1;
        }
        mask
    };

    const fn shift(area: Area) -> u32 {
        area as u32 * 2
    }

    /// These levels with one area set to `level`, whatever it was before.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// const EDITOR: Levels = Levels::NONE.with(Area::Sms, Level::Editor);
    /// assert_eq!(EDITOR.with(Area::Sms, Level::Guest).level(Area::Sms), Level::Guest);
    /// assert_eq!(EDITOR.with(Area::Sms, Level::None), Levels::NONE);
    /// ```
    pub const fn with(self, area: Area, level: Level) -> Self {
        let shift = Self::shift(area);
        Self(self.0 & !(0b11 << shift) | (level as u64) << shift)
    }

    /// These levels with each area of a feature group set to `level`, whatever it was before: raised, lowered or, with
    /// [`Level::None`], taken away (rule V6).
    ///
    /// Groups share areas, and a shared area is set like any other. To take emailings from somebody who keeps SMS, set the one
    /// and [raise](Self::raise) the other again; or build the levels anew, by raising each group from [`NONE`](Self::NONE).
    ///
    /// ```
    /// use sendright::{Area, Feature, Level, Levels};
    ///
    /// const BOTH: Levels = Levels::NONE.raise(Feature::EMAILINGS, Level::Approver).raise(Feature::SMS, Level::Editor);
    /// let lowered = BOTH.set(Feature::EMAILINGS, Level::Guest);
    /// assert_eq!((lowered.level(Area::Email), lowered.level(Area::Sms)), (Level::Guest, Level::Editor));
    /// assert_eq!(lowered.level(Area::Message), Level::Guest, "shared with SMS, and lowered");
    ///
    /// let without = BOTH.set(Feature::EMAILINGS, Level::None).raise(Feature::SMS, Level::Editor);
    /// assert_eq!(without, Levels::NONE.raise(Feature::SMS, Level::Editor));
    /// assert!(!without.permissions().contains(sendright::Permission::EmailView));
    /// ```
    pub const fn set(self, feature: Feature<'_>, level: Level) -> Self {
        let areas = feature.areas();
        let (mut levels, mut i) = (self, 0);
        while i < areas.len() {
            levels = levels.with(areas[i], level);
            i += 1;
        }
        levels
    }

    /// These levels with each area of a feature group raised to at least `level`; none is lowered (rule V6). To lower one, or
    /// take it away, use [`set`](Self::set).
    ///
    /// Groups share areas: a user who is Editor of emailings and Guest of SMS is Editor in the area `message`, which
    /// belongs to both.
    ///
    /// Raising to [`Level::None`] changes nothing. It is allowed so that a form that asks for a level of each feature can
    /// raise one after the other, in any order, from [`NONE`](Self::NONE).
    ///
    /// ```
    /// use sendright::{Area, Feature, Level, Levels};
    ///
    /// let levels = Levels::NONE.raise(Feature::EMAILINGS, Level::Editor).raise(Feature::SMS, Level::Guest);
    /// assert_eq!(levels.level(Area::Message), Level::Editor);
    /// assert_eq!(levels.level(Area::Sms), Level::Guest);
    /// assert_eq!(levels.level(Area::Contact), Level::None);
    ///
    /// assert_eq!(levels.raise(Feature::SMS, Level::None), levels, "it only raises");
    /// assert_eq!(levels.set(Feature::SMS, Level::None).level(Area::Sms), Level::None);
    /// ```
    pub const fn raise(self, feature: Feature<'_>, level: Level) -> Self {
        self.join(Self::NONE.set(feature, level))
    }

    /// The level that is held in all of a feature group: the lowest of its areas; [`Level::None`] in a group without areas.
    ///
    /// It reads back what was [raised](Self::raise) for each of the published groups, whatever was raised for the others.
    ///
    /// ```
    /// use sendright::{Area, Feature, Level, Levels};
    ///
    /// let levels = Levels::NONE.raise(Feature::EMAILINGS, Level::Editor).raise(Feature::SMS, Level::Guest);
    /// assert_eq!(levels.level_of(Feature::EMAILINGS), Level::Editor);
    /// assert_eq!(levels.level_of(Feature::SMS), Level::Guest);
    /// assert_eq!(levels.with(Area::Template, Level::None).level_of(Feature::SMS), Level::None, "not in all of it");
    /// ```
    #[must_use]
    pub const fn level_of(self, feature: Feature<'_>) -> Level {
        let areas = feature.areas();
        if areas.is_empty() {
            return Level::None;
        }
        let (mut lowest, mut i) = (Level::Approver, 0);
        while i < areas.len() {
            let level = self.level(areas[i]);
            if (level as u8) < lowest as u8 {
                lowest = level;
            }
            i += 1;
        }
        lowest
    }

    /// The level of an area.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// let levels = Levels::NONE.with(Area::Sms, Level::Guest);
    /// assert_eq!(levels.level(Area::Sms), Level::Guest);
    /// assert_eq!(levels.level(Area::Email), Level::None);
    /// ```
    #[must_use]
    pub const fn level(self, area: Area) -> Level {
        Level::of_bits(self.0 >> Self::shift(area))
    }

    /// Whether every area has [`Level::None`].
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The permissions that these levels give, in all areas together.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels, PermissionSet};
    ///
    /// let levels = Levels::NONE.with(Area::Email, Level::Editor);
    /// assert_eq!(levels.permissions(), PermissionSet::EMAIL_VIEW | PermissionSet::EMAIL_EDIT);
    /// assert_eq!(levels.permissions().level(Area::Email), Level::Editor);
    /// ```
    pub const fn permissions(self) -> PermissionSet {
        let mut set = PermissionSet::EMPTY;
        let mut i = 0;
        while i < Area::ALL.len() {
            let area = Area::ALL[i];
            set = set.union(area.permissions(self.level(area)));
            i += 1;
        }
        set
    }

    /// The grants of these levels: their permissions at [`Scope::Account`](crate::Scope::Account) (rule V6).
    ///
    /// ```
    /// use sendright::{Area, Level, Levels, Permission, Scope};
    ///
    /// let grants = Levels::NONE.with(Area::Sms, Level::Editor).grants();
    /// assert_eq!(grants.scope_of(Permission::SmsEdit), Some(Scope::Account));
    /// assert_eq!(grants.scope_of(Permission::SmsSend), None);
    /// ```
    pub const fn grants(self) -> Grants {
        Grants::of(self.permissions(), super::scope::Scope::Account)
    }

    /// The higher of the two levels in each area: the least upper bound.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// let guest = Levels::NONE.with(Area::Sms, Level::Guest);
    /// let editor = Levels::NONE.with(Area::Sms, Level::Editor);
    /// assert_eq!(guest.join(editor), editor, "Guest and Editor never make an Approver");
    /// assert_eq!(guest.meet(editor), guest);
    /// ```
    pub const fn join(self, other: Self) -> Self {
        let take_other = self.below(other);
        Self(self.0 & !take_other | other.0 & take_other)
    }

    /// The lower of the two levels in each area: the greatest lower bound.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// let sms = Levels::NONE.with(Area::Sms, Level::Editor);
    /// let email = Levels::NONE.with(Area::Email, Level::Guest);
    /// assert!(sms.meet(email).is_none());
    /// ```
    pub const fn meet(self, other: Self) -> Self {
        let take_self = self.below(other);
        Self(self.0 & take_self | other.0 & !take_self)
    }

    /// Whether no area has a higher level than in `other`; the const form of `<=`.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// const GUEST: Levels = Levels::NONE.with(Area::Sms, Level::Guest);
    /// const EDITOR: Levels = Levels::NONE.with(Area::Sms, Level::Editor);
    /// const _: () = assert!(GUEST.is_at_most(EDITOR) && !EDITOR.is_at_most(GUEST));
    /// assert!(GUEST <= EDITOR);
    /// ```
    #[must_use]
    pub const fn is_at_most(self, other: Self) -> bool {
        self.join(other).0 == other.0
    }

    /// `0b11` for each area where this level is lower than the other.
    const fn below(self, other: Self) -> u64 {
        /// The low bit of each pair.
        const LOW: u64 = 0x5555_5555_5555_5555;
        let (high, low) = (self.0 >> 1 & LOW, self.0 & LOW);
        let (other_high, other_low) = (other.0 >> 1 & LOW, other.0 & LOW);
        let below = !high & other_high | !(high ^ other_high) & !low & other_low;
        (below & LOW) * 0b11
    }

    /// Iterates over the areas with a level above None, in the order of their numbers.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// let levels = Levels::NONE.with(Area::Email, Level::Guest).with(Area::Sms, Level::None);
    /// assert_eq!(levels.iter().collect::<Vec<_>>(), [(Area::Email, Level::Guest)]);
    /// ```
    pub fn iter(self) -> impl Iterator<Item = (Area, Level)> {
        let areas = Area::ALL.into_iter().chain([Area::Custom]);
        areas.map(move |area| (area, self.level(area))).filter(|(_, level)| *level > Level::None)
    }

    /// The areas with a level above None, a bit for each.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is empty at the end")]
    pub(crate) const fn areas(self) -> u32 {
        // One bit of each two that make a level, and then these bits side by side: by two, by four, and so on.
        let mut areas = (self.0 | self.0 >> 1) & 0x5555_5555_5555_5555;
        areas = (areas | areas >> 1) & 0x3333_3333_3333_3333;
        areas = (areas | areas >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
        areas = (areas | areas >> 4) & 0x00ff_00ff_00ff_00ff;
        areas = (areas | areas >> 8) & 0x0000_ffff_0000_ffff;
        (areas | areas >> 16) as u32
    }

    /// The levels as a number, two bits for each area: a stable wire format.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The levels whose number, as [`bits`](Self::bits) returns it, this is.
    ///
    /// # Errors
    ///
    /// [`UnknownAreaError`] if a bit that is set belongs to no area.
    ///
    /// ```
    /// use sendright::{Area, Level, Levels};
    ///
    /// assert_eq!(Levels::from_bits(0b10), Ok(Levels::NONE.with(Area::Sms, Level::Editor)));
    /// let error = Levels::from_bits(1 << 50).unwrap_err();
    /// assert_eq!(error.to_string(), "there is no area number 25: a later version may have written it");
    /// ```
    pub const fn from_bits(bits: u64) -> Result<Self, UnknownAreaError> {
        match bits & !Self::AREAS {
            0 => Ok(Self(bits)),
            bits => Err(UnknownAreaError { bits }),
        }
    }
}

/// The error of [`Levels::from_bits`] for a number in which a bit belongs to no area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no area number {}: a later version may have written it", .bits.trailing_zeros() / 2)]
pub struct UnknownAreaError {
    bits: u64,
}

impl UnknownAreaError {
    /// All bits that belong to no area; the message names the lowest area number.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.bits
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "unknown_area"
    }
}

/// The order of the lattice: `a <= b` if it is true in every area, and `None` if neither value is at most the other.
impl PartialOrd for Levels {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.is_at_most(*other), other.is_at_most(*self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}

/// Writes the areas with a level above None, as `{sms: Editor}`.
impl fmt::Debug for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Writes the areas with a level above None, as `sms editor, contact guest`; `nothing` if there are none.
impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut empty = true;
        for (area, level) in self.iter() {
            let comma = if empty { "" } else { ", " };
            write!(f, "{comma}{area} {level}")?;
            empty = false;
        }
        if empty { f.write_str("nothing") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each area alone, beside none and beside all, at each level.
    #[test]
    fn areas_are_those_with_a_level_above_none() {
        let one_by_one = |levels: Levels| levels.iter().fold(0, |areas, (area, _)| areas | area.bit());
        let every = Area::ALL.into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Editor));
        for area in Area::ALL {
            for level in Level::ALL {
                for levels in [Levels::NONE.with(area, level), every.with(area, level)] {
                    assert_eq!(levels.areas(), one_by_one(levels), "{levels}");
                }
            }
        }
    }
}
