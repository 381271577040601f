//! Grants, kept permission by permission instead of scope by scope.

use core::fmt;
use std::sync::LazyLock;

use sendright::{Grants, Levels, Permission, PermissionSet, Preset, Scope};

/// How far each permission is held, in four bits, by the permission's bit: none of them is not at all, then one more for
/// each of own, account and subtree.
///
/// Whatever stands here is nested (rule V3): a permission that is held farther is held nearer, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held([u128; 4]);

/// The lowest bit of each permission.
const EACH: u128 = u128::MAX / 0xf;

/// The four bits of a permission that is held at a scope.
const fn reach(scope: Scope) -> u128 {
    (2 << scope as u32) - 1
}

/// The bit that tells of each permission whether it is held at a scope.
const fn farthest(scope: Scope) -> u128 {
    EACH << scope as u32
}

/// The word in which a permission stands, and where.
const fn place(permission: Permission) -> (usize, u32) {
    let bit = permission.bit() as u32;
    ((bit / 32) as usize, bit % 32 * 4)
}

static PRESETS: LazyLock<Vec<Held>> =
    LazyLock::new(|| Preset::ALL.iter().map(|preset| Held::from(preset.grants())).collect());

impl Held {
    pub(crate) const NOTHING: Self = Self([0; 4]);

    fn map(self, change: impl Fn(u128) -> u128) -> Self {
        let [a, b, c, d] = self.0;
        Self([change(a), change(b), change(c), change(d)])
    }

    fn with(self, other: &Self, join: impl Fn(u128, u128) -> u128) -> Self {
        let (one, two) = (&self.0, &other.0);
        Self([join(one[0], two[0]), join(one[1], two[1]), join(one[2], two[2]), join(one[3], two[3])])
    }

    pub(crate) fn preset(preset: Preset) -> Self {
        PRESETS[preset as usize]
    }

    /// Levels give their permissions at Account (rule V6), none of them the application's own (rule V5).
    pub(crate) fn levels(levels: Levels) -> Self {
        let mut held = Self::NOTHING;
        if !levels.is_none() {
            for permission in Permission::ALL {
                if permission.level() <= levels.level(permission.area()) {
                    held.set(permission, Some(Scope::Account));
                }
            }
        }
        held
    }

    pub(crate) fn has(&self, permission: Permission, scope: Scope) -> bool {
        let (word, shift) = place(permission);
        self.0[word] >> shift & farthest(scope) & reach(Scope::Subtree) != 0
    }

    pub(crate) fn has_any(&self, scope: Scope) -> bool {
        self.map(|held| held & farthest(scope)) != Self::NOTHING
    }

    pub(crate) fn set(&mut self, permission: Permission, scope: Option<Scope>) {
        let (word, shift) = place(permission);
        self.0[word] &= !(0xf << shift);
        self.0[word] |= scope.map_or(0, reach) << shift;
    }

    /// The permissions held at a scope, as a set.
    pub(crate) fn at(&self, scope: Scope) -> PermissionSet {
        PermissionSet::ALL.iter().filter(|permission| self.has(*permission, scope)).collect()
    }

    pub(crate) fn or(self, other: &Self) -> Self {
        self.with(other, |held, other| held | other)
    }

    pub(crate) fn without(mut self, set: PermissionSet) -> Self {
        for permission in set {
            self.set(permission, None);
        }
        self
    }

    /// What is left of it under a key's cap.
    pub(crate) fn only(self, set: PermissionSet) -> Self {
        let mut cap = Self::NOTHING;
        for permission in set {
            cap.set(permission, Some(Scope::Subtree));
        }
        self.with(&cap, |held, cap| held & cap)
    }

    /// What reaches the accounts below, raised to all three scopes (rule G2).
    pub(crate) fn to_below(self) -> Self {
        self.map(|held| (held >> Scope::Subtree as u32 & EACH) * reach(Scope::Subtree))
    }

    /// The same without its Subtree set (rule G5).
    pub(crate) fn here_only(self) -> Self {
        self.map(|held| held & !farthest(Scope::Subtree))
    }

    /// What is held at Own counts as held at Account (rule E5).
    pub(crate) fn own_as_account(self) -> Self {
        self.map(|held| held | ((held & farthest(Scope::Own)) * reach(Scope::Account)))
    }

    /// What of it goes beyond another: where it reaches farther, it counts whole.
    pub(crate) fn beyond(self, other: &Self) -> Self {
        self.with(other, |held, other| {
            let more = held & !other;
            let any = (more | more >> 1 | more >> 2) & EACH;
            held & (any * reach(Scope::Subtree))
        })
    }

    /// Whether it reaches at least as far in everything, one's own details left out (rules E1, G3).
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let mut lacking = other.with(self, |other, held| other & !held);
        lacking.set(Permission::ProfileEdit, None);
        lacking == Self::NOTHING
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
