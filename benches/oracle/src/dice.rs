//! Random choices, the same for the same seed.

use std::ops::Range;

use crate::catalogue::{Bits, Catalogue};

/// Makes random choices.
#[derive(Clone, Debug)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// Dice whose throws the seed determines.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.0.u32(0..100) < percent
    }

    /// A number of a range that is not empty.
    pub fn number(&mut self, range: Range<i64>) -> i64 {
        if range.is_empty() { range.start } else { self.0.i64(range) }
    }

    /// One of these.
    pub fn pick<T>(&mut self, all: impl IntoIterator<Item = T>) -> Option<T> {
        let mut all: Vec<T> = all.into_iter().collect();
        if all.is_empty() {
            return None;
        }
        let place = self.0.usize(0..all.len());
        Some(all.swap_remove(place))
    }

    /// One of these, by weight.
    pub fn weighted<T: Copy>(&mut self, all: &[(u32, T)]) -> Option<T> {
        let sum: u32 = all.iter().map(|(weight, _)| weight).sum();
        let mut thrown = self.0.u32(0..sum.max(1));
        for (weight, value) in all {
            match thrown.checked_sub(*weight) {
                Some(rest) => thrown = rest,
                None => return Some(*value),
            }
        }
        None
    }

    /// At most so many permissions of a set.
    pub fn some_of(&mut self, bits: Bits, count: i64) -> Bits {
        let mut some = Bits::default();
        for _ in 0..count {
            if let Some(bit) = self.pick(bits.iter()) {
                some = some | Bits::one(bit);
            }
        }
        some
    }

    /// Each permission of a set, so many times in a hundred.
    pub fn share_of(&mut self, bits: Bits, percent: u32) -> Bits {
        bits.iter().filter(|_| self.chance(percent)).fold(Bits::default(), |all, bit| all | Bits::one(bit))
    }

    /// The permissions with these names.
    #[must_use]
    pub fn named(catalogue: &Catalogue, names: &[&str]) -> Bits {
        let meant = catalogue.permissions.iter().filter(|permission| names.contains(&permission.name.as_str()));
        meant.fold(Bits::default(), |all, permission| all | Bits::one(permission.bit))
    }
}
