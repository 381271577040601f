//! The permissions, levels and presets, from the tables of this package.
//!
//! The tables are typed from the published specification, and not taken from sendright.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

const PERMISSIONS: &str = include_str!("../tables/permissions.csv");
const PRESETS: &str = include_str!("../tables/presets.csv");

/// The first bit of the application's own permissions, of which there are 32 (V5).
const FIRST_CUSTOM: u8 = 96;

/// A set of permissions, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits(pub u128);

impl Bits {
    /// `profile.edit`, which is nobody's over others (G3).
    pub const PROFILE: Self = Self(1 << 84);

    /// The set of one permission.
    #[must_use]
    pub const fn one(bit: u8) -> Self {
        Self(1 << bit)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the permission with this bit is in the set.
    #[must_use]
    pub const fn has(self, bit: u8) -> bool {
        self.0 & (1 << bit) != 0
    }

    /// The bits of the permissions, in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |bit| self.has(*bit))
    }
}

impl BitOr for Bits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Bits {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Not for Bits {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// The permissions that are held, by scope (V3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// On the person's own data.
    pub own: Bits,
    /// On all data of the account.
    pub account: Bits,
    /// On all data of the account and those below.
    pub subtree: Bits,
}

impl Grants {
    /// Permissions at a scope and at the narrower ones.
    #[must_use]
    pub fn of(bits: Bits, scope: Scope) -> Self {
        let from = |least| if scope >= least { bits } else { Bits::default() };
        Self { own: bits, account: from(Scope::Account), subtree: from(Scope::Subtree) }
    }

    /// What is held here or there.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { own: self.own | other.own, account: self.account | other.account, subtree: self.subtree | other.subtree }
    }
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The person's own data.
    Own,
    /// The account.
    Account,
    /// The account and those below.
    Subtree,
}

/// A row of the table of permissions.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Its bit.
    pub bit: u8,
    /// Its name, as `sms.send`.
    pub name: String,
    /// The area that it belongs to.
    pub area: String,
    /// The lowest level that gives it: `guest`, `editor` or `approver`.
    pub level: String,
}

/// A column of the table of presets.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name, as `subaccount_admin`.
    pub name: String,
    /// What it gives.
    pub grants: Grants,
}

/// All tables.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The permissions, those of applications last.
    pub permissions: Vec<Permission>,
    /// The presets.
    pub presets: Vec<Preset>,
    /// The areas that have levels.
    pub areas: Vec<String>,
    /// Every permission.
    pub all: Bits,
}

impl Catalogue {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// The line that can't be read.
    pub fn load() -> Result<Self, String> {
        let mut permissions = PERMISSIONS.lines().skip(1).map(permission).collect::<Result<Vec<_>, _>>()?;
        let mut areas: Vec<String> = permissions.iter().map(|permission| permission.area.clone()).collect();
        areas.dedup();
        for number in 0..32 {
            let (area, level) = ("custom".to_owned(), "approver".to_owned());
            permissions.push(Permission { bit: FIRST_CUSTOM + number, name: format!("custom.{number}"), area, level });
        }
        let all = permissions.iter().fold(Bits::default(), |all, permission| all | Bits::one(permission.bit));
        let presets = presets(&permissions)?;
        Ok(Self { permissions, presets, areas, all })
    }

    /// The permissions of an area up to a level; a level gives what the lower ones give (V1).
    #[must_use]
    pub fn of_level(&self, area: &str, level: u8) -> Bits {
        let given = self.permissions.iter().filter(|p| p.area == area && rank(&p.level) <= level);
        given.fold(Bits::default(), |all, permission| all | Bits::one(permission.bit))
    }

    /// The names of the permissions of a set.
    #[must_use]
    pub fn names(&self, bits: Bits) -> Names<'_> {
        Names { catalogue: self, bits }
    }
}

/// The level's number: None is 0.
#[must_use]
pub fn rank(level: &str) -> u8 {
    match level {
        "guest" => 1,
        "editor" => 2,
        _ => 3,
    }
}

fn permission(line: &str) -> Result<Permission, String> {
    let mut fields = line.split(',');
    let (Some(bit), Some(name), Some(area), Some(level)) = (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(format!("permissions.csv: {line}"));
    };
    let bit = bit.parse().map_err(|_| format!("permissions.csv: {line}"))?;
    Ok(Permission { bit, name: name.to_owned(), area: area.to_owned(), level: level.to_owned() })
}

fn presets(permissions: &[Permission]) -> Result<Vec<Preset>, String> {
    let mut lines = PRESETS.lines();
    let heading = lines.next().unwrap_or_default();
    let mut presets: Vec<Preset> =
        heading.split(',').skip(1).map(|name| Preset { name: name.to_owned(), grants: Grants::default() }).collect();
    for line in lines {
        let (name, cells) = line.split_once(',').ok_or_else(|| format!("presets.csv: {line}"))?;
        let row = permissions.iter().find(|permission| permission.name == name);
        let bits = Bits::one(row.ok_or_else(|| format!("presets.csv: {line}"))?.bit);
        for (preset, cell) in presets.iter_mut().zip(cells.split(',')) {
            preset.grants = preset.grants.union(match cell {
                "own" => Grants::of(bits, Scope::Own),
                "account" => Grants::of(bits, Scope::Account),
                "subtree" => Grants::of(bits, Scope::Subtree),
                _ => Grants::default(),
            });
        }
    }
    // V5: the preset Admin holds the application's own permissions, too.
    if let Some(admin) = presets.iter_mut().find(|preset| preset.name == "admin") {
        let custom = permissions.iter().filter(|permission| permission.area == "custom");
        for permission in custom {
            admin.grants = admin.grants.union(Grants::of(Bits::one(permission.bit), Scope::Subtree));
        }
    }
    Ok(presets)
}

/// Prints the names of a set.
#[derive(Clone, Copy, Debug)]
pub struct Names<'c> {
    catalogue: &'c Catalogue,
    bits: Bits,
}

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = self.catalogue.permissions.iter().filter(|permission| self.bits.has(permission.bit));
        let names: Vec<&str> = here.map(|permission| permission.name.as_str()).collect();
        write!(f, "[{}]", names.join(", "))
    }
}
