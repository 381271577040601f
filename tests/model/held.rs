//! Grants, kept permission by permission instead of scope by scope.

use core::fmt;
use std::sync::LazyLock;

use sendright::{Grants, Levels, Permission, PermissionSet, Preset, Scope};

/// How far each permission is held, by the permission's bit: 0 is not at all, then own, account, subtree.
///
/// Whatever stands here is nested (rule V3): there is one number a permission.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held([u8; 128]);

const ACCOUNT: u8 = reach(Scope::Account);
const SUBTREE: u8 = reach(Scope::Subtree);

const fn reach(scope: Scope) -> u8 {
    scope as u8 + 1
}

static PRESETS: LazyLock<Vec<Held>> =
    LazyLock::new(|| Preset::ALL.iter().map(|preset| Held::from(preset.grants())).collect());

impl Held {
    pub(crate) const NOTHING: Self = Self([0; 128]);

    pub(crate) fn preset(preset: Preset) -> Self {
        PRESETS[preset as usize]
    }

    /// Levels give their permissions at Account (rule V6), none of them the application's own (rule V5).
    pub(crate) fn levels(levels: Levels) -> Self {
        let mut held = Self::NOTHING;
        if !levels.is_none() {
            for permission in Permission::ALL {
                if permission.level() <= levels.level(permission.area()) {
                    held.0[permission.bit() as usize] = ACCOUNT;
                }
            }
        }
        held
    }

    pub(crate) fn has(&self, permission: Permission, scope: Scope) -> bool {
        self.0[permission.bit() as usize] >= reach(scope)
    }

    pub(crate) fn has_any(&self, scope: Scope) -> bool {
        self.0.iter().any(|held| *held >= reach(scope))
    }

    pub(crate) fn set(&mut self, permission: Permission, scope: Option<Scope>) {
        self.0[permission.bit() as usize] = scope.map_or(0, reach);
    }

    /// The permissions held at a scope, as a set.
    pub(crate) fn at(&self, scope: Scope) -> PermissionSet {
        (0..128).filter_map(Permission::from_bit).filter(|permission| self.has(*permission, scope)).collect()
    }

    pub(crate) fn or(mut self, other: &Self) -> Self {
        for (held, other) in self.0.iter_mut().zip(&other.0) {
            if *other > *held {
                *held = *other;
            }
        }
        self
    }

    pub(crate) fn without(mut self, set: PermissionSet) -> Self {
        for permission in set {
            self.set(permission, None);
        }
        self
    }

    /// What is left of it under a key's cap.
    pub(crate) fn only(mut self, set: PermissionSet) -> Self {
        for (bit, held) in (0_u8..).zip(&mut self.0) {
            if Permission::from_bit(bit).is_none_or(|permission| !set.contains(permission)) {
                *held = 0;
            }
        }
        self
    }

    /// What reaches the accounts below, raised to all three scopes (rule G2).
    pub(crate) fn to_below(self) -> Self {
        Self(self.0.map(|held| if held == SUBTREE { SUBTREE } else { 0 }))
    }

    /// The same without its Subtree set (rule G5).
    pub(crate) fn here_only(self) -> Self {
        Self(self.0.map(|held| held.min(ACCOUNT)))
    }

    /// What is held at Own counts as held at Account (rule E5).
    pub(crate) fn own_as_account(self) -> Self {
        Self(self.0.map(|held| if held == 0 { 0 } else { held.max(ACCOUNT) }))
    }

    /// What of it goes beyond another: where it reaches farther, it counts whole.
    pub(crate) fn beyond(mut self, other: &Self) -> Self {
        for (held, other) in self.0.iter_mut().zip(&other.0) {
            if *held <= *other {
                *held = 0;
            }
        }
        self
    }

    /// Whether it reaches at least as far in everything, one's own details left out (rules E1, G3).
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let details = Permission::ProfileEdit.bit() as usize;
        (0..128).all(|bit| bit == details || self.0[bit] >= other.0[bit])
    }

    pub(crate) fn grants(&self) -> Grants {
        let [own, account, subtree] = Scope::ALL.map(|scope| self.at(scope));
        Grants::nested(own, account, subtree).expect("one number a permission is nested")
    }
}

impl From<Grants> for Held {
    fn from(grants: Grants) -> Self {
        let mut held = Self::NOTHING;
        for scope in Scope::ALL {
            for permission in grants.at(scope) {
                held.set(permission, Some(scope));
            }
        }
        held
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.grants().fmt(f)
    }
}
