use super::area::Area;
use super::catalogue::catalogue;
use super::level::Level;
use super::name::named;

/// A line of the catalogue, for the checks at compile time and the tables by bit.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "some fields are read at compile time alone, which Rust 1.85 takes for never")]
struct Row {
    bit: u32,
    permission: Permission,
    variant: &'static str,
    constant: &'static str,
    name: &'static str,
    area: Area,
    level: Level,
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
        /// One named capability, `area.action`: `sms.send`, `contact.export`.
        ///
        /// The catalogue has 92 permissions in 23 areas ([`Permission::ALL`]); 32 more are the application's own
        /// ([`Permission::custom`]). No permission implies another: what may send need not be able to write freely.
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
                #[doc = concat!("`", $name, "`, from ", stringify!($level), " in the area `", $area_name, "`.\n\n", $meaning)]
                $variant = $bit,
            )*)*
            $(
                #[doc = concat!("`", $slot_name, "`, the application's own; see [`Permission::custom`].")]
                $slot = $slot_bit,
            )*
        }

        named!(Permission, "permission", "a permission such as `sms.send`", [
            $($($variant = $name,)*)*
            $($slot = $slot_name,)*
        ]);

        const BUILT_IN: &[Row] = &[$($(Row {
            bit: $bit,
            permission: Permission::$variant,
            variant: stringify!($variant),
            constant: stringify!($constant),
            name: $name,
            area: Area::$area,
            level: Level::$level,
        },)*)*];

        const CUSTOM: &[Permission] = &[$(Permission::$slot),*];
    };
}
catalogue!(declare_permissions);

/// The bits of the built-in permissions, used or reserved; those above are the application's own.
const BUILT_IN_BITS: u8 = 96;

impl Permission {
    /// The 92 permissions of the catalogue, in the order of their bits; the application's own are not among them.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::ALL.len(), 92);
    /// assert_eq!(Permission::ALL[2], Permission::SmsSend);
    /// ```
    pub const ALL: [Self; 92] = {
        let mut all = [Self::SmsView; 92];
        let (mut bit, mut i) = (0, 0);
        while bit < BUILT_IN_BITS as usize {
            if let Some(permission) = BY_BIT[bit] {
                all[i] = permission;
                i += 1;
            }
            bit += 1;
        }
        all
    };

    /// How many permissions an application can define for itself.
    pub const CUSTOM_SLOTS: u8 = 32;

    /// The application's own permission number `slot`, 0 to 31, named `custom.N`; `None` above.
    ///
    /// Its area is [`Area::Custom`] and its level [`Level::Approver`]; no level gives it, only a role, and the preset
    /// Admin, which holds everything (rule V5). [`CustomNames`](crate::CustomNames) prints it under a name of the
    /// application's.
    ///
    /// ```
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// const SEND_FAX: Permission = Permission::custom(3).unwrap();
    /// assert_eq!(SEND_FAX.name(), "custom.3");
    /// assert!(Grants::NONE.with(SEND_FAX, Scope::Account).allows(SEND_FAX, Scope::Own));
    ///
    /// assert_eq!(Permission::custom(32), None);
    /// ```
    #[must_use]
    pub const fn custom(slot: u8) -> Option<Self> {
        if slot < Self::CUSTOM_SLOTS { Self::from_bit(BUILT_IN_BITS + slot) } else { None }
    }

    /// The slot of one of the application's own permissions; `None` for a built-in one.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::custom(3).and_then(Permission::slot), Some(3));
    /// assert_eq!(Permission::SmsSend.slot(), None);
    /// ```
    #[must_use]
    pub const fn slot(self) -> Option<u8> {
        self.bit().checked_sub(BUILT_IN_BITS)
    }

    /// The number of the permission, 0 to 127: its bit in a [`PermissionSet`](crate::PermissionSet), and what compact
    /// formats carry. It never changes.
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

    /// The permission of a number; `None` where the catalogue has none.
    ///
    /// ```
    /// use sendright::Permission;
    ///
    /// assert_eq!(Permission::from_bit(2), Some(Permission::SmsSend));
    /// assert_eq!(Permission::from_bit(93), None);
    /// ```
    #[must_use]
    pub const fn from_bit(bit: u8) -> Option<Self> {
        Self::at(bit as u32)
    }

    /// The permission of a bit's place in a set.
    pub(super) const fn at(place: u32) -> Option<Self> {
        if (place as usize) < BY_BIT.len() { BY_BIT[place as usize] } else { None }
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

    /// The lowest level that gives the permission, [`Level::Guest`] or above; an application's own has
    /// [`Level::Approver`], though no level gives it.
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

const BY_BIT: [Option<Permission>; 128] = {
    let mut table = [None; 128];
    let mut i = 0;
    while i < BUILT_IN.len() {
        table[BUILT_IN[i].bit as usize] = Some(BUILT_IN[i].permission);
        i += 1;
    }
    let mut i = 0;
    while i < CUSTOM.len() {
        table[CUSTOM[i] as usize] = Some(CUSTOM[i]);
        i += 1;
    }
    table
};

static AREAS: [Area; 128] = {
    let mut table = [Area::Custom; 128];
    let mut i = 0;
    while i < BUILT_IN.len() {
        table[BUILT_IN[i].bit as usize] = BUILT_IN[i].area;
        i += 1;
    }
    table
};

static LEVELS: [Level; 128] = {
    let mut table = [Level::Approver; 128];
    let mut i = 0;
    while i < BUILT_IN.len() {
        table[BUILT_IN[i].bit as usize] = BUILT_IN[i].level;
        i += 1;
    }
    table
};

// The catalogue is sound, or the crate does not compile.
const _: () = {
    assert!(BUILT_IN.len() == Permission::ALL.len(), "the catalogue has another length than `Permission::ALL`");
    assert!(CUSTOM.len() == Permission::CUSTOM_SLOTS as usize, "there are not 32 custom slots");
    if let Some(fault) = fault(BUILT_IN) {
        panic!("{}", fault);
    }
    let mut i = 0;
    while i < CUSTOM.len() {
        assert!(CUSTOM[i] as usize == BUILT_IN_BITS as usize + i, "a custom slot is not at bit 96 + slot");
        i += 1;
    }
};

/// What is wrong with the lines of a catalogue.
#[allow(dead_code, reason = "called at compile time alone, which Rust 1.85 takes for never")]
const fn fault(rows: &[Row]) -> Option<&'static str> {
    let mut i = 0;
    while i < rows.len() {
        let row = &rows[i];
        if row.bit >= BUILT_IN_BITS as u32 {
            return Some("a permission's bit is outside the built-in range 0..96");
        }
        if row.level as u8 == Level::None as u8 {
            return Some("a permission has the level None, which gives nothing");
        }
        let mut other = 0;
        while other < i {
            if rows[other].bit == row.bit {
                return Some("two permissions have the same bit");
            }
            if same(rows[other].name, row.name) {
                return Some("two permissions have the same name");
            }
            other += 1;
        }
        if !row.area.has(row.name) {
            return Some("a permission's name does not begin with its area's");
        }
        if !same(row.name, row.variant) || !same(row.name, row.constant) {
            return Some("a permission's name, variant and constant do not spell the same words");
        }
        i += 1;
    }
    None
}

/// Whether two spellings agree but for case, dots and underscores.
#[allow(dead_code, reason = "called at compile time alone, which Rust 1.85 takes for never")]
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && (a[i] == b'.' || a[i] == b'_') {
            i += 1;
        }
        while j < b.len() && (b[j] == b'.' || b[j] == b'_') {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if !a[i].eq_ignore_ascii_case(&b[j]) {
            return false;
        }
        i += 1;
        j += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Row = Row {
        bit: 0,
        permission: Permission::SmsView,
        variant: "SmsView",
        constant: "SMS_VIEW",
        name: "sms.view",
        area: Area::Sms,
        level: Level::Guest,
    };
    const EDIT: Row =
        Row { bit: 1, variant: "SmsEdit", constant: "SMS_EDIT", name: "sms.edit", level: Level::Editor, ..VIEW };

    #[test]
    fn the_catalogue_check_refuses_each_fault() {
        let cases = [
            ([VIEW, EDIT], None),
            ([VIEW, Row { bit: 0, ..EDIT }], Some("two permissions have the same bit")),
            ([EDIT, VIEW], None),
            ([VIEW, Row { bit: 96, ..EDIT }], Some("a permission's bit is outside the built-in range 0..96")),
            ([VIEW, Row { bit: 1, ..VIEW }], Some("two permissions have the same name")),
            ([VIEW, Row { level: Level::None, ..EDIT }], Some("a permission has the level None, which gives nothing")),
            ([VIEW, Row { area: Area::Email, ..EDIT }], Some("a permission's name does not begin with its area's")),
            (
                [VIEW, Row { variant: "SmsEdits", ..EDIT }],
                Some("a permission's name, variant and constant do not spell the same words"),
            ),
            (
                [VIEW, Row { constant: "SMS_EDI", ..EDIT }],
                Some("a permission's name, variant and constant do not spell the same words"),
            ),
        ];
        for (rows, expected) in cases {
            assert_eq!(fault(&rows), expected);
        }
    }
}
