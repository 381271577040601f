use core::fmt;

use super::area::Area;
use super::name::{Shown, UnknownNameError};
use super::permission::Permission;
use super::set::{PermissionSet, write_list};

/// The names that an application gives to the permissions that it defines itself ([`Permission::custom`]).
///
/// Functions that print permissions for people take these names. Wire formats always carry `custom.N`, so an application can
/// change a name without a change to stored data.
///
/// ```
/// use sendright::{CustomNames, Permission};
///
/// const SEND_FAX: Permission = Permission::custom(0).unwrap();
/// const NAMES: CustomNames = match CustomNames::new(&[(SEND_FAX, "fax.send")]) {
///     Ok(names) => names,
///     Err(_) => panic!("a name is not well formed"),
/// };
///
/// assert_eq!(NAMES.name(SEND_FAX), "fax.send");
/// assert_eq!(NAMES.parse("fax.send"), Ok(SEND_FAX));
/// assert_eq!(NAMES.display(SEND_FAX | Permission::SmsSend).to_string(), "sms.send, fax.send");
///
/// let error = CustomNames::new(&[(SEND_FAX, "sms.send")]).unwrap_err();
/// assert_eq!(error.to_string(), "`sms.send` is in an area of the catalogue: choose another area");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomNames<'a> {
    names: [Option<&'a str>; Permission::CUSTOM_SLOTS as usize],
}

impl<'a> CustomNames<'a> {
    /// The greatest length of a name, in bytes.
    pub const MAX_LENGTH: usize = 64;

    /// No names: each of the application's own permissions is printed as `custom.N`.
    pub const NONE: Self = Self { names: [None; Permission::CUSTOM_SLOTS as usize] };

    /// Names for some or all of the application's own permissions.
    ///
    /// A name has the form `area.action`, in lower-case letters, digits and underscores, and at most
    /// [`MAX_LENGTH`](Self::MAX_LENGTH) bytes. The area must not be one of the catalogue, which may get more permissions in
    /// a later version.
    ///
    /// # Errors
    ///
    /// [`CustomNameError`] if a permission is not one of the application's own or is listed twice, or if a name does not
    /// have that form, is in an area of the catalogue, or is listed twice.
    pub const fn new(names: &[(Permission, &'a str)]) -> Result<Self, CustomNameError<'a>> {
        let mut new = Self::NONE;
        let mut i = 0;
        while i < names.len() {
            let (permission, name) = names[i];
            if let Err(error) = check(name) {
                return Err(error);
            }
            let Some(slot) = permission.slot() else {
                return Err(CustomNameError::NotCustom { permission, name });
            };
            if new.names[slot as usize].is_some() {
                return Err(CustomNameError::NamedTwice { permission, name });
            }
            if new.slot_of(name).is_some() {
                return Err(CustomNameError::GivenTwice { name });
            }
            new.names[slot as usize] = Some(name);
            i += 1;
        }
        Ok(new)
    }

    /// The name of a permission: the application's name if there is one, else the catalogue's name or `custom.N`.
    ///
    /// ```
    /// use sendright::{CustomNames, Permission};
    ///
    /// let fax = Permission::custom(0).unwrap();
    /// assert_eq!(CustomNames::new(&[(fax, "fax.send")]).unwrap().name(fax), "fax.send");
    /// assert_eq!(CustomNames::NONE.name(fax), "custom.0");
    /// ```
    #[must_use]
    pub const fn name(&self, permission: Permission) -> &'a str {
        match permission.slot() {
            Some(slot) => match self.names[slot as usize] {
                Some(name) => name,
                None => permission.name(),
            },
            None => permission.name(),
        }
    }

    /// The permission with a name: the application's name, the catalogue's name or `custom.N`.
    ///
    /// # Errors
    ///
    /// [`UnknownNameError`] if no permission has the name.
    ///
    /// ```
    /// use sendright::{CustomNames, Permission};
    ///
    /// let fax = Permission::custom(0).unwrap();
    /// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    /// assert_eq!(names.parse("fax.send"), Ok(fax));
    /// assert_eq!(names.parse("sms.send"), Ok(Permission::SmsSend));
    /// assert!(names.parse("fax.burn").is_err());
    /// ```
    pub fn parse(&self, name: &str) -> Result<Permission, UnknownNameError> {
        match self.slot_of(name).and_then(Permission::custom) {
            Some(permission) => Ok(permission),
            None => name.parse().map_err(|unknown: UnknownNameError| unknown.or(self.names.iter().copied().flatten())),
        }
    }

    /// Writes permissions under these names, with commas between them; `nothing` if there are none.
    pub fn display(&self, permissions: impl Into<PermissionSet>) -> impl fmt::Display {
        struct Names<'a>(&'a CustomNames<'a>, PermissionSet);
        impl fmt::Display for Names<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_list(f, self.1.iter().map(|permission| self.0.name(permission)))
            }
        }
        Names(self, permissions.into())
    }

    const fn slot_of(&self, name: &str) -> Option<u8> {
        let mut slot = 0;
        while slot < Permission::CUSTOM_SLOTS {
            if let Some(given) = self.names[slot as usize] {
                if equal(given, name) {
                    return Some(slot);
                }
            }
            slot += 1;
        }
        None
    }
}

/// The error of [`CustomNames::new`] for a name that cannot be given to a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomNameError<'a> {
    /// The permission belongs to the catalogue, and its name is fixed.
    #[error("`{}` cannot be named `{}`: only the application's own permissions can be named", permission, name)]
    NotCustom {
        /// The permission of the catalogue.
        permission: Permission,
        /// The name that was given to it.
        name: &'a str,
    },
    /// The permission is listed twice.
    #[error("`{permission}` is listed twice: leave out the second name, `{name}`")]
    NamedTwice {
        /// The permission that is listed twice.
        permission: Permission,
        /// Its second name.
        name: &'a str,
    },
    /// The name is given to two permissions.
    #[error("`{name}` is the name of two permissions: give each permission a name of its own")]
    GivenTwice {
        /// The name.
        name: &'a str,
    },
    /// The name does not have the form `area.action`, or is too long.
    #[error(
        "`{}` does not have the form `area.action`: use lower-case letters, digits and underscores around one dot, \
         at most {max} bytes",
        Shown(name),
        max = CustomNames::MAX_LENGTH
    )]
    Malformed {
        /// The name.
        name: &'a str,
    },
    /// The name is in an area of the catalogue, or in `custom`.
    #[error("`{name}` is in an area of the catalogue: choose another area")]
    ReservedArea {
        /// The name.
        name: &'a str,
    },
}

impl CustomNameError<'_> {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotCustom { .. } => "not_custom",
            Self::NamedTwice { .. } => "named_twice",
            Self::GivenTwice { .. } => "given_twice",
            Self::Malformed { .. } => "malformed",
            Self::ReservedArea { .. } => "reserved_area",
        }
    }
}

const fn check(name: &str) -> Result<(), CustomNameError<'_>> {
    let bytes = name.as_bytes();
    let (mut dots, mut i) = (0, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => {}
            b'.' if i > 0 && i + 1 < bytes.len() => dots += 1,
            _ => return Err(CustomNameError::Malformed { name }),
        }
        i += 1;
    }
    if dots != 1 || bytes.len() > CustomNames::MAX_LENGTH {
        return Err(CustomNameError::Malformed { name });
    }
    if Area::Custom.has(name) {
        return Err(CustomNameError::ReservedArea { name });
    }
    let mut i = 0;
    while i < Area::ALL.len() {
        if Area::ALL[i].has(name) {
            return Err(CustomNameError::ReservedArea { name });
        }
        i += 1;
    }
    Ok(())
}

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
