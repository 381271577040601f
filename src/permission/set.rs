use core::fmt;
use core::iter::FusedIterator;
use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Sub, SubAssign};

use super::catalogue::catalogue;
use super::permission::{FIRST_CATALOGUE_BITS, Permission};

macro_rules! declare_sets {
    (
        $(area $area:ident = $number:literal, $area_name:literal, $area_doc:literal {
            $($variant:ident = $bit:literal, $constant:ident, $name:literal, $level:ident, $meaning:literal;)*
        })*
        custom $custom:ident = $custom_number:literal, $custom_name:literal, $custom_doc:literal {
            $($slot:ident = $slot_bit:literal, $slot_name:literal;)*
        }
    ) => {
        bitflags::bitflags! {
            #[derive(Clone, Copy, PartialEq, Eq, Hash)]
            struct Bits: u128 {
                $($(const $constant = 1 << $bit;)*)*
                const CUSTOM = $(1 << $slot_bit)|*;
            }
        }

        /// The permissions of the catalogue, one by one.
        impl PermissionSet {
            $($(
                #[doc = concat!("`", $name, "` alone. ", $meaning)]
                pub const $constant: Self = Self(Bits::$constant);
            )*)*
        }
    };
}
catalogue!(declare_sets);

/// A set of [`Permission`]s, one bit each: `Copy`, and every operation takes a few instructions.
///
/// Only bits that stand for a permission can be set (rule V4): every constructor refuses the others. `|` is the union, `&`
/// the intersection and `-` the difference. A permission, an array and an iterator of permissions convert to a set.
///
/// ```
/// use sendright::{Permission, PermissionSet};
///
/// const RIGHTS: PermissionSet = PermissionSet::of([Permission::SmsSend, Permission::SmsEdit]);
/// let set = Permission::SmsSend | Permission::MessageUpload;
///
/// assert!(PermissionSet::SMS_SEND.is_subset(set));
/// assert_eq!(set & RIGHTS, PermissionSet::SMS_SEND);
/// assert_eq!(set - RIGHTS, PermissionSet::MESSAGE_UPLOAD);
/// assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::SmsSend, Permission::MessageUpload]);
/// assert_eq!(set.to_string(), "sms.send, message.upload");
///
/// assert!(!RIGHTS.is_subset(set));
/// assert!(PermissionSet::from_bits(1 << 95).is_err());
/// ```
///
/// There is no complement, as it would set bits that stand for no permission; subtract from [`ALL`](Self::ALL) instead:
///
/// ```compile_fail,E0600
/// let others = !sendright::PermissionSet::SMS_SEND;
/// ```
///
/// There is no conversion from a number that leaves out the check of [`from_bits`](Self::from_bits):
///
/// ```compile_fail,E0277
/// let set: sendright::PermissionSet = (1u128 << 95).into();
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub struct PermissionSet(Bits);

impl PermissionSet {
    /// The empty set.
    pub const EMPTY: Self = Self(Bits::empty());

    /// Every permission: those of the catalogue and the application's own (rule V5).
    pub const ALL: Self = Self(Bits::all());

    /// The application's own permissions; see [`Permission::custom`].
    pub const CUSTOM: Self = Self(Bits::CUSTOM);

    /// The permissions of the first catalogue and the application's own: for what must mean the same in every version, though
    /// the catalogue grows (rules I1, I7).
    pub(crate) const FIRST: Self = {
        let first = (1 << FIRST_CATALOGUE_BITS) - 1;
        Self(Bits::all().intersection(Bits::from_bits_retain(first)).union(Bits::CUSTOM))
    };

    /// The set of these permissions, also in a constant. From an iterator, `collect` makes a set.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// const RIGHTS: PermissionSet = PermissionSet::of([Permission::SmsView, Permission::SmsEdit]);
    /// assert!(RIGHTS.contains(Permission::SmsEdit) && !RIGHTS.contains(Permission::SmsSend));
    /// ```
    pub const fn of<const N: usize>(permissions: [Permission; N]) -> Self {
        let mut set = Self::EMPTY;
        let mut i = 0;
        while i < N {
            set = set.union(Self::single(permissions[i]));
            i += 1;
        }
        set
    }

    const fn single(permission: Permission) -> Self {
        // Every `Permission` has a defined bit. `from_bits_truncate` would hide from the compiler that the set is not empty.
        Self(Bits::from_bits_retain(1 << permission.bit()))
    }

    /// The set as a number, in which each permission sets its [bit](Permission::bit): a stable wire format.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// assert_eq!(PermissionSet::SMS_SEND.bits(), 0b100);
    /// assert_eq!(PermissionSet::EMPTY.bits(), 0);
    /// ```
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.0.bits()
    }

    /// The set whose number, as [`bits`](Self::bits) returns it, this is.
    ///
    /// # Errors
    ///
    /// [`UnknownBitsError`] if a bit stands for no permission; nothing is cut off silently (rule V4).
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// assert_eq!(PermissionSet::from_bits(1 << 2), Ok(PermissionSet::SMS_SEND));
    /// let error = PermissionSet::from_bits(1 << 2 | 1 << 95).unwrap_err();
    /// assert_eq!(error.to_string(), "bit 95 stands for no permission: a later version may have written it");
    /// ```
    pub const fn from_bits(bits: u128) -> Result<Self, UnknownBitsError> {
        match Bits::from_bits(bits) {
            Some(bits) => Ok(Self(bits)),
            None => Err(UnknownBitsError { bits: bits & !Bits::all().bits() }),
        }
    }

    /// Whether the set is empty.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// How many permissions are in the set.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// assert_eq!(PermissionSet::SMS_SEND.len(), 1);
    /// assert_eq!(PermissionSet::EMPTY.len(), 0);
    /// ```
    #[must_use]
    pub const fn len(self) -> usize {
        self.bits().count_ones() as usize
    }

    /// Whether the permission is in the set.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// assert!(PermissionSet::SMS_SEND.contains(Permission::SmsSend));
    /// assert!(!PermissionSet::SMS_SEND.contains(Permission::SmsLaunch), "`sms.launch` is another permission");
    /// ```
    #[inline]
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.bits() >> permission.bit() & 1 == 1
    }

    /// Whether every permission of this set is in `other`.
    ///
    /// The empty set is a subset of every set. To decide whether something is allowed, use [`allows`](Self::allows), which
    /// refuses an empty requirement.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// let set = Permission::SmsSend | Permission::SmsView;
    /// assert!(PermissionSet::SMS_SEND.is_subset(set));
    /// assert!(!set.is_subset(PermissionSet::SMS_SEND));
    /// assert!(PermissionSet::EMPTY.is_subset(set) && !set.allows(PermissionSet::EMPTY));
    /// ```
    #[inline]
    #[must_use]
    pub const fn is_subset(self, other: Self) -> bool {
        other.0.contains(self.0)
    }

    /// Whether at least one permission is in both sets.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// let set = Permission::SmsSend | Permission::SmsView;
    /// assert!(set.intersects(PermissionSet::SMS_SEND));
    /// assert!(!set.intersects(PermissionSet::BILLING_VIEW));
    /// ```
    #[inline]
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0.intersects(other.0)
    }

    /// Whether a principal that holds this set satisfies a requirement: all required permissions are in the set, and at
    /// least one is required (rule V4). For a single permission, [`contains`](Self::contains) returns the same.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// const HELD: PermissionSet = PermissionSet::SMS_SEND.union(PermissionSet::SMS_VIEW);
    /// assert!(HELD.allows(PermissionSet::SMS_SEND));
    /// assert!(!HELD.allows(PermissionSet::SMS_SEND.union(PermissionSet::SMS_LAUNCH)));
    /// assert!(!HELD.allows(PermissionSet::EMPTY));
    /// ```
    #[inline]
    #[must_use]
    pub const fn allows(self, required: Self) -> bool {
        let (held, required) = (self.bits(), required.bits());
        // `held & required` equals `required` if all is held, and is less if not. For an empty requirement, `required - 1`
        // wraps to `MAX`, which nothing exceeds. So one comparison answers both questions, without a branch.
        held & required > required.wrapping_sub(1)
    }

    /// The permissions that are in this set, in `other`, or in both; the const form of `|`.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// const BOTH: PermissionSet = PermissionSet::SMS_VIEW.union(PermissionSet::SMS_SEND);
    /// assert_eq!(BOTH, PermissionSet::SMS_VIEW | PermissionSet::SMS_SEND);
    /// ```
    #[inline]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0.union(other.0))
    }

    /// The permissions that are in both sets; the const form of `&`.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// const NONE: PermissionSet = PermissionSet::SMS_VIEW.intersection(PermissionSet::SMS_SEND);
    /// assert!(NONE.is_empty());
    /// ```
    #[inline]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0.intersection(other.0))
    }

    /// The permissions that are in this set and not in `other`; the const form of `-`.
    ///
    /// ```
    /// use sendright::PermissionSet;
    ///
    /// const POSTPAID: PermissionSet = PermissionSet::ALL.difference(PermissionSet::CREDIT_PURCHASE);
    /// assert!(!PermissionSet::CREDIT_PURCHASE.is_subset(POSTPAID));
    /// ```
    #[inline]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0.difference(other.0))
    }

    /// Iterates over the permissions of the set, in the order of their bits.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// let names: Vec<_> = (Permission::SmsSend | Permission::SmsView).iter().map(Permission::name).collect();
    /// assert_eq!(names, ["sms.view", "sms.send"]);
    /// ```
    pub const fn iter(self) -> Iter {
        Iter(self.bits())
    }
}

/// The error of [`PermissionSet::from_bits`] for a number in which a bit stands for no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bit {} stands for no permission: a later version may have written it", .bits.trailing_zeros())]
pub struct UnknownBitsError {
    bits: u128,
}

impl UnknownBitsError {
    /// All bits that stand for no permission; the message names the lowest.
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.bits
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "unknown_bits"
    }
}

impl Default for PermissionSet {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Writes the names of the permissions, as `{sms.send, message.upload}`.
impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Name(Permission);
        impl fmt::Debug for Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0.name())
            }
        }
        f.debug_set().entries(self.iter().map(Name)).finish()
    }
}

/// Writes the names of the permissions, as `sms.send, message.upload`; for the empty set, `nothing`.
impl fmt::Display for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, self.iter().map(Permission::name))
    }
}

/// Writes names with commas between them, or `nothing` if there are none.
pub(super) fn write_list<'a>(f: &mut fmt::Formatter<'_>, names: impl Iterator<Item = &'a str>) -> fmt::Result {
    let mut empty = true;
    for name in names {
        if !empty {
            f.write_str(", ")?;
        }
        f.write_str(name)?;
        empty = false;
    }
    if empty { f.write_str("nothing") } else { Ok(()) }
}

impl From<Permission> for PermissionSet {
    #[inline]
    fn from(permission: Permission) -> Self {
        Self::single(permission)
    }
}

impl<const N: usize> From<[Permission; N]> for PermissionSet {
    fn from(permissions: [Permission; N]) -> Self {
        Self::of(permissions)
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(permissions);
        set
    }
}

impl Extend<Permission> for PermissionSet {
    fn extend<I: IntoIterator<Item = Permission>>(&mut self, permissions: I) {
        for permission in permissions {
            *self |= permission;
        }
    }
}

/// Collects the union of the sets.
impl FromIterator<Self> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::EMPTY, Self::union)
    }
}

impl<'a> FromIterator<&'a Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = &'a Permission>>(permissions: I) -> Self {
        permissions.into_iter().copied().collect()
    }
}

impl IntoIterator for PermissionSet {
    type Item = Permission;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

/// Implements an operator for a set or a permission on the left, and on the right for whatever converts to a set.
macro_rules! operator {
    ($trait:ident $method:ident, $assign:ident $assign_method:ident, $operation:ident) => {
        impl<R: Into<PermissionSet>> $trait<R> for PermissionSet {
            type Output = PermissionSet;

            #[inline]
            fn $method(self, other: R) -> PermissionSet {
                self.$operation(other.into())
            }
        }

        impl<R: Into<PermissionSet>> $trait<R> for Permission {
            type Output = PermissionSet;

            #[inline]
            fn $method(self, other: R) -> PermissionSet {
                PermissionSet::from(self).$operation(other.into())
            }
        }

        impl<R: Into<PermissionSet>> $assign<R> for PermissionSet {
            #[inline]
            fn $assign_method(&mut self, other: R) {
                *self = self.$operation(other.into());
            }
        }
    };
}
operator!(BitOr bitor, BitOrAssign bitor_assign, union);
operator!(BitAnd bitand, BitAndAssign bitand_assign, intersection);
operator!(Sub sub, SubAssign sub_assign, difference);

/// Iterates over the permissions of a [`PermissionSet`], in the order of their bits. See [`PermissionSet::iter`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Iter(u128);

impl Iterator for Iter {
    type Item = Permission;

    fn next(&mut self) -> Option<Permission> {
        let permission = Permission::at(self.0.trailing_zeros())?;
        self.0 &= self.0 - 1;
        Some(permission)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.0.count_ones() as usize;
        (left, Some(left))
    }
}

impl DoubleEndedIterator for Iter {
    fn next_back(&mut self) -> Option<Permission> {
        let bit = self.0.checked_ilog2()?;
        self.0 ^= 1 << bit;
        Permission::at(bit)
    }
}

impl ExactSizeIterator for Iter {}
impl FusedIterator for Iter {}
