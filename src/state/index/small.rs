//! Maps and sets in order that are small: most users are in one or two accounts, and have a key or none.
//!
//! The first stand where the map itself stands and take no memory of their own; a [`BTreeMap`] for one id takes 200 bytes. More
//! stand in a tree, so that a command that takes one after the other out of very many takes time in proportion (rule I9).

use std::collections::BTreeMap;

use super::super::row::AccountRow;

/// See the module. The first `FEW` take no memory of their own.
#[derive(Clone, Debug, Default)]
pub(crate) enum SmallMap<K, V, const FEW: usize> {
    #[default]
    Empty,
    /// The first `count` entries, in order; what follows them means nothing.
    Few { count: u8, entries: [(K, V); FEW] },
    // INVARIANT: more than `FEW`.
    #[expect(clippy::box_collection, reason = "it makes small what most have, who have few")]
    Many(Box<BTreeMap<K, V>>),
}

/// A [`SmallMap`] of keys alone.
pub(crate) type SmallSet<K, const FEW: usize> = SmallMap<K, (), FEW>;

/// For each account in which a user is something, what.
pub(crate) type Places<V, const FEW: usize> = SmallMap<AccountRow, V, FEW>;

impl<K: Copy + Ord, V: Copy, const FEW: usize> SmallMap<K, V, FEW> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Few { count, .. } => usize::from(*count),
            Self::Many(entries) => entries.len(),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// All, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, V)> + '_ {
        let many = if let Self::Many(entries) = self { Some(entries.iter()) } else { None };
        let many = many.into_iter().flatten().map(|(key, value)| (*key, *value));
        self.few().iter().copied().chain(many)
    }

    /// All keys, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = K> + '_ {
        self.iter().map(|(key, _)| key)
    }

    /// The same of a map that is not needed any more: without a list of them.
    pub(crate) fn into_keys(self) -> impl Iterator<Item = K> {
        let (few, many) = match self {
            Self::Empty => (None, None),
            Self::Few { count, entries } => (Some(entries.into_iter().take(usize::from(count))), None),
            Self::Many(entries) => (None, Some(entries.into_keys())),
        };
        few.into_iter().flatten().map(|(key, _)| key).chain(many.into_iter().flatten())
    }

    /// The keys from the first to the last, in order.
    pub(crate) fn keys_between(&self, first: K, last: K) -> impl Iterator<Item = K> + '_ {
        let many = if let Self::Many(entries) = self { Some(entries.range(first..=last)) } else { None };
        let few = self.few().iter().map(|(key, _)| *key).filter(move |key| (first..=last).contains(key));
        few.chain(many.into_iter().flatten().map(|(key, _)| *key))
    }

    /// The entries, unless they stand in a tree.
    fn few(&self) -> &[(K, V)] {
        let Self::Few { count, entries } = self else { return &[] };
        entries.get(..usize::from(*count)).unwrap_or_default()
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: K, value: V) {
        let (count, entries) = match self {
            Self::Empty => {
                *self = Self::Few { count: 1, entries: [(key, value); FEW] };
                return;
            }
            Self::Few { count, entries } => (count, entries),
            Self::Many(entries) => {
                entries.insert(key, value);
                return;
            }
        };
        let before = usize::from(*count);
        let known = entries.get_mut(..before).unwrap_or_default();
        let position = known.partition_point(|(other, _)| *other < key);
        match known.get_mut(position) {
            Some((known, old)) if *known == key => *old = value,
            _ if before == FEW => *self = Self::Many(Box::new(self.iter().chain([(key, value)]).collect())),
            _ => {
                *count += 1;
                let moved = entries.get_mut(position..=before).unwrap_or_default();
                moved.rotate_right(1);
                if let Some(entry) = moved.first_mut() {
                    *entry = (key, value);
                }
            }
        }
    }

    pub(super) fn remove(&mut self, key: K) {
        match self {
            Self::Empty => {}
            Self::Few { count, entries } => {
                let known = entries.get_mut(..usize::from(*count)).unwrap_or_default();
                let Some(position) = known.iter().position(|(other, _)| *other == key) else { return };
                known.get_mut(position..).unwrap_or_default().rotate_left(1);
                *count -= 1;
                if *count == 0 {
                    *self = Self::Empty;
                }
            }
            Self::Many(entries) => {
                entries.remove(&key);
                if entries.len() <= FEW {
                    let left = core::mem::take(entries);
                    *self = Self::Empty;
                    left.into_iter().for_each(|(key, value)| self.insert(key, value));
                }
            }
        }
    }
}

impl<K: Copy + Ord, const FEW: usize> SmallSet<K, FEW> {
    /// Puts a key in, or takes it out.
    pub(super) fn set(&mut self, key: K, is_in: bool) {
        if is_in { self.insert(key, ()) } else { self.remove(key) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: u8 = 4;
    const VALUES: u8 = 2;

    /// After every sequence of the insertions and removals that there are of four keys: so many that a tree becomes small again.
    fn is_a_map<const FEW: usize>() {
        let steps = KEYS * (VALUES + 1);
        let mut sequences: Vec<(SmallMap<u8, u8, FEW>, BTreeMap<u8, u8>)> = vec![Default::default()];
        for _ in 0..FEW + 2 {
            let before = core::mem::take(&mut sequences);
            for (small, map) in before.iter().flat_map(|before| core::iter::repeat_n(before, steps.into())) {
                let (mut small, mut map) = (small.clone(), map.clone());
                let step = u8::try_from(sequences.len() % usize::from(steps)).unwrap_or_default();
                match (step % KEYS, step / KEYS) {
                    (key, VALUES) => {
                        small.remove(key);
                        map.remove(&key);
                    }
                    (key, value) => {
                        small.insert(key, value);
                        map.insert(key, value);
                    }
                }
                is_same(&small, &map);
                sequences.push((small, map));
            }
        }
    }

    fn is_same<const FEW: usize>(small: &SmallMap<u8, u8, FEW>, map: &BTreeMap<u8, u8>) {
        assert!(small.iter().eq(map.iter().map(|(key, value)| (*key, *value))), "{small:?} {map:?}");
        assert!(small.clone().into_keys().eq(small.keys()), "{small:?}");
        assert_eq!((small.len(), small.is_empty()), (map.len(), map.is_empty()));
        assert_eq!(
            matches!(small, SmallMap::Many(_)),
            map.len() > FEW,
            "what has few stays small, and becomes it again"
        );
        for first in 0..KEYS {
            for last in first..KEYS {
                assert!(small.keys_between(first, last).eq(map.range(first..=last).map(|(key, _)| *key)), "{small:?}");
            }
        }
    }

    #[test]
    fn a_small_map_is_a_map() {
        is_a_map::<1>();
        is_a_map::<2>();
        is_a_map::<3>();
    }
}
