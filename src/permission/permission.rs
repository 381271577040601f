use super::area::Area;
use super::catalogue::catalogue;
use super::level::Level;
use super::name::named;

/// A line of the catalogue, for the tables by bit and the checks at compile time.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "some fields are read at compile time alone, which Rust 1.85 takes for never")]
pub(super) struct Line {
    pub(super) bit: u8,
    pub(super) permission: Permission,
    pub(super) variant: &'static str,
    pub(super) constant: &'static str,
    pub(super) name: &'static str,
    pub(super) area: Area,
    pub(super) level: Level,
}

macro_rules! declare_permissions {
    (
        $(area $area:ident = $number:literal, $area_name:literal, $area_doc:literal {
            $($variant:ident = $bit:literal, $constant:ident, $name:literal, $level:ident, $meaning:literal;)*
        })*
        custom $custom:ident = $custom_number:literal, $custom_name:literal, $custom_doc:literal {
            $($slot:ident = $slot_bit:literal, $slot_name:literal;)*
        }
    ) => {
        /// A named capability of the form `area.action`, such as `sms.send` or `contact.export`.
        ///
        /// [`Permission::ALL`] lists the permissions of the catalogue; an application defines others for itself, by
        /// number ([`Permission::custom`]). No permission implies another: a role that may send messages need not be
        /// allowed to write their text.
        ///
        /// The variants are the dotted names in CamelCase. The number of a permission, its [`bit`](Self::bit), is a
        /// stable wire format.
        ///
        /// ```
        /// use sendright::{Area, Level, Permission};
        ///
        /// let permission: Permission = "sms.send".parse().unwrap();
        /// assert_eq!(permission, Permission::SmsSend);
        /// assert_eq!(permission.name(), "sms.send");
        /// assert_eq!((permission.area(), permission.level()), (Area::Sms, Level::Approver));
        ///
        /// let error = "sms.sned".parse::<Permission>().unwrap_err();
        /// assert!(error.to_string().starts_with("unknown permission `sms.sned`"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Permission {
            $($(
                #[doc = concat!("`", $name, "`: ", $meaning, "\n\nLowest level that gives it: ", stringify!($level), ".")]
                $variant = $bit,
            )*)*
            $(
                #[doc = concat!("`", $slot_name, "`, a permission of the application's own; see [`Permission::custom`].")]
                $slot = $slot_bit,
            )*
        }

        named!(Permission, "permission", "a permission such as `sms.send`", [
            $($($variant = $name,)*)*
            $($slot = $slot_name,)*
        ]);

        /// The lines of the catalogue, in its order.
        pub(super) const CATALOGUE: &[Line] = &[$($(Line {
            bit: $bit,
            permission: Permission::$variant,
            variant: stringify!($variant),
            constant: stringify!($constant),
            name: $name,
            area: Area::$area,
            level: Level::$level,
        },)*)*];

        /// The application's own permissions, slot by slot.
        pub(super) const CUSTOM: &[Permission] = &[$(Permission::$slot),*];
    };
}
catalogue!(declare_permissions);

/// The bit after the last of the first catalogue, which format 2 begins with.
pub(super) const FIRST_CATALOGUE_BITS: u8 = 92;

/// How many bits a set of permissions has.
const BITS: usize = u128::BITS as usize;

/// The bit of the first permission of the application's own. The bits of the catalogue are below.
pub(super) const FIRST_CUSTOM_BIT: u8 = CUSTOM[0].bit();

impl Permission {
    /// The permissions of the catalogue, in the order of their bits; without the application's own.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::ALL[2], Permission::SmsSend);
    /// assert!(Permission::ALL.iter().all(|permission| permission.slot().is_none()));
    /// ```
    pub const ALL: [Self; CATALOGUE.len()] = {
        let mut all = [Self::SmsView; CATALOGUE.len()];
        let (mut bit, mut i) = (0, 0);
        while bit < FIRST_CUSTOM_BIT as usize {
            if let Some(permission) = BY_BIT[bit] {
                all[i] = permission;
                i += 1;
            }
            bit += 1;
        }
        all
    };

    /// How many permissions an application can define for itself.
    pub const CUSTOM_SLOTS: u8 = CUSTOM[CUSTOM.len() - 1].bit() - FIRST_CUSTOM_BIT + 1;

    /// The application's own permission number `slot`, named `custom.N`; `None` from [`CUSTOM_SLOTS`] on.
    ///
    /// Its area is [`Area::Custom`] and its level [`Level::Approver`]. No level gives it; a role can, and the preset
    /// Admin does, as it holds every permission (rule V5). [`CustomNames`](crate::CustomNames) prints it under a name that
    /// the application chooses.
    ///
    /// [`CUSTOM_SLOTS`]: Self::CUSTOM_SLOTS
    ///
    /// ```
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// const SEND_FAX: Permission = Permission::custom(3).unwrap();
    /// assert_eq!(SEND_FAX.name(), "custom.3");
    /// assert!(Grants::NONE.with(SEND_FAX, Scope::Account).allows(SEND_FAX, Scope::Own));
    ///
    /// assert_eq!(Permission::custom(Permission::CUSTOM_SLOTS), None);
    /// ```
    #[must_use]
    pub const fn custom(slot: u8) -> Option<Self> {
        if slot < Self::CUSTOM_SLOTS { Self::from_bit(FIRST_CUSTOM_BIT + slot) } else { None }
    }

    /// The slot of one of the application's own permissions; `None` for a permission of the catalogue.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::custom(3).and_then(Permission::slot), Some(3));
    /// assert_eq!(Permission::SmsSend.slot(), None);
    /// ```
    #[must_use]
    pub const fn slot(self) -> Option<u8> {
        self.bit().checked_sub(FIRST_CUSTOM_BIT)
    }

    /// The number of the permission: its bit in a [`PermissionSet`](crate::PermissionSet). It never changes.
    ///
    /// ```
    /// use sendright::{Permission, PermissionSet};
    ///
    /// assert_eq!(Permission::SmsSend.bit(), 2);
    /// assert_eq!(PermissionSet::SMS_SEND.bits(), 1 << 2);
    /// ```
    #[inline]
    #[must_use]
    pub const fn bit(self) -> u8 {
        self as u8
    }

    /// The permission with a number; `None` if there is none.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::from_bit(2), Some(Permission::SmsSend));
    /// assert_eq!(Permission::from_bit(95), None);
    /// ```
    #[must_use]
    pub const fn from_bit(bit: u8) -> Option<Self> {
        Self::at(bit as u32)
    }

    /// The permission with a number, as a set counts its bits.
    pub(super) const fn at(bit: u32) -> Option<Self> {
        if (bit as usize) < BITS { BY_BIT[bit as usize] } else { None }
    }

    /// The area that the permission belongs to.
    ///
    /// ```
    /// use sendright::{Area, Permission};
    ///
    /// assert_eq!(Permission::MessageFreeText.area(), Area::Message);
    /// ```
    #[must_use]
    pub const fn area(self) -> Area {
        AREAS[self as usize]
    }

    /// The lowest level of the area that gives the permission, at least [`Level::Guest`]. For the application's own it is
    /// [`Level::Approver`], though no level gives them.
    ///
    /// ```
    /// use sendright::{Level, Permission};
    ///
    /// assert_eq!(Permission::SmsEdit.level(), Level::Editor);
    /// assert_eq!(Permission::SmsSend.level(), Level::Approver);
    /// ```
    #[must_use]
    pub const fn level(self) -> Level {
        LEVELS[self as usize]
    }
}

const BY_BIT: [Option<Permission>; BITS] = {
    let mut table = [None; BITS];
    let mut i = 0;
    while i < CATALOGUE.len() {
        table[CATALOGUE[i].bit as usize] = Some(CATALOGUE[i].permission);
        i += 1;
    }
    let mut i = 0;
    while i < CUSTOM.len() {
        table[CUSTOM[i] as usize] = Some(CUSTOM[i]);
        i += 1;
    }
    table
};

static AREAS: [Area; BITS] = {
    let mut table = [Area::Custom; BITS];
    let mut i = 0;
    while i < CATALOGUE.len() {
        table[CATALOGUE[i].bit as usize] = CATALOGUE[i].area;
        i += 1;
    }
    table
};

static LEVELS: [Level; BITS] = {
    let mut table = [Level::Approver; BITS];
    let mut i = 0;
    while i < CATALOGUE.len() {
        table[CATALOGUE[i].bit as usize] = CATALOGUE[i].level;
        i += 1;
    }
    table
};
