use core::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use super::times::{Times, Window};

/// The positions that are in each of some sets, in order and from both ends: each set says what it has next, and the
/// furthest of them is where the others go on. So it costs no more than the smallest of them, times the logarithm of the
/// others; a set that has much where others have nothing is passed over.
pub(in crate::history) struct Positions<'a> {
    sets: Vec<Sought<'a>>,
    /// What is left.
    start: usize,
    end: usize,
}

/// A set of positions.
pub(in crate::history) enum Sought<'a> {
    List(&'a [u32]),
    Any(Any<'a>),
    During(&'a Times, Window),
}

/// The positions that are in any of some lists.
pub(in crate::history) struct Any<'a> {
    ascending: Vec<&'a [u32]>,
    descending: Vec<&'a [u32]>,
    /// The first of each list and which list that is, once it is asked for the first time.
    firsts: Option<BinaryHeap<Reverse<(u32, usize)>>>,
    lasts: Option<BinaryHeap<(u32, usize)>>,
}

impl<'a> Positions<'a> {
    /// Those of a list of this length that are in all of the sets; where there are no sets, all of them.
    pub(in crate::history) fn in_all(length: usize, mut sets: Vec<Sought<'a>>) -> Self {
        sets.sort_by_cached_key(Sought::size);
        Self { sets, start: 0, end: length }
    }
}

impl Iterator for Positions<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut at = self.start;
        loop {
            let before = at;
            for set in &mut self.sets {
                at = set.next(at).filter(|next| *next < self.end)?;
            }
            if at == before {
                break;
            }
        }
        self.start = at + 1;
        (at < self.end).then_some(at)
    }
}

impl DoubleEndedIterator for Positions<'_> {
    fn next_back(&mut self) -> Option<usize> {
        let mut end = self.end;
        loop {
            let before = end;
            for set in &mut self.sets {
                end = set.previous(end).filter(|previous| self.start <= *previous)? + 1;
            }
            if end == before {
                break;
            }
        }
        self.end = end.checked_sub(1)?;
        (self.start <= self.end).then_some(self.end)
    }
}

impl<'a> Sought<'a> {
    pub(in crate::history) fn any(lists: impl IntoIterator<Item = &'a [u32]>) -> Self {
        let lists: Vec<&[u32]> = lists.into_iter().filter(|list| !list.is_empty()).collect();
        Self::Any(Any { ascending: lists.clone(), descending: lists, firsts: None, lasts: None })
    }

    /// How many it has at most; unknown of a window of time, which is asked last.
    fn size(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Any(any) => any.ascending.iter().map(|list| list.len()).sum(),
            Self::During(..) => usize::MAX,
        }
    }

    /// The first position that is not before this one, which is not before any that was asked from earlier.
    fn next(&mut self, from: usize) -> Option<usize> {
        match self {
            Self::List(list) => {
                *list = from_on(list, from);
                list.first().map(|first| *first as usize)
            }
            Self::Any(any) => any.next(from),
            Self::During(times, window) => times.next(from, *window),
        }
    }

    /// The last position before this one, which is not after any that was asked before earlier.
    fn previous(&mut self, before: usize) -> Option<usize> {
        match self {
            Self::List(list) => {
                *list = up_to(list, before);
                list.last().map(|last| *last as usize)
            }
            Self::Any(any) => any.previous(before),
            Self::During(times, window) => times.previous(before, *window),
        }
    }
}

impl Any<'_> {
    fn next(&mut self, from: usize) -> Option<usize> {
        let Self { ascending, firsts, .. } = self;
        let head = |(number, list): (usize, &&[u32])| list.first().map(|first| Reverse((*first, number)));
        let firsts = firsts.get_or_insert_with(|| ascending.iter().enumerate().filter_map(head).collect());
        loop {
            let mut least = firsts.peek_mut()?;
            let Reverse((position, number)) = *least;
            if position as usize >= from {
                return Some(position as usize);
            }
            let list = ascending.get_mut(number)?;
            *list = from_on(list, from);
            match list.first() {
                Some(first) => *least = Reverse((*first, number)),
                None => _ = PeekMut::pop(least),
            }
        }
    }

    fn previous(&mut self, before: usize) -> Option<usize> {
        let Self { descending, lasts, .. } = self;
        let tail = |(number, list): (usize, &&[u32])| list.last().map(|last| (*last, number));
        let lasts = lasts.get_or_insert_with(|| descending.iter().enumerate().filter_map(tail).collect());
        loop {
            let mut greatest = lasts.peek_mut()?;
            let (position, number) = *greatest;
            if (position as usize) < before {
                return Some(position as usize);
            }
            let left = descending.get_mut(number)?;
            *left = up_to(left, before);
            match left.last() {
                Some(last) => *greatest = (*last, number),
                None => _ = PeekMut::pop(greatest),
            }
        }
    }
}

/// The part of a list that is not before a position. It costs the logarithm of what it leaves out.
fn from_on(list: &[u32], from: usize) -> &[u32] {
    let is_before = |position: &u32| (*position as usize) < from;
    let mut reach = 1;
    while list.get(reach - 1).is_some_and(is_before) {
        reach *= 2;
    }
    let near = list.get(..reach).unwrap_or(list);
    list.get(near.partition_point(is_before)..).unwrap_or_default()
}

/// The part of a list that is before a position.
fn up_to(list: &[u32], before: usize) -> &[u32] {
    let is_before = |position: &u32| (*position as usize) < before;
    let from_end = |reach: usize| list.len().checked_sub(reach).and_then(|start| Some((start, list.get(start)?)));
    let mut reach = 1;
    while from_end(reach).is_some_and(|(_, position)| !is_before(position)) {
        reach *= 2;
    }
    let start = list.len().saturating_sub(reach);
    let near = list.get(start..).unwrap_or_default();
    list.get(..start + near.partition_point(is_before)).unwrap_or(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_at_every_place() {
        let list: Vec<u32> = (0..70).filter(|number| number % 3 != 0).collect();
        for place in 0..80 {
            let before = list.iter().filter(|position| (**position as usize) < place).count();
            assert_eq!(from_on(&list, place), &list[before..]);
            assert_eq!(up_to(&list, place), &list[..before]);
        }
        assert!(from_on(&[], 3).is_empty() && up_to(&[], 3).is_empty());
    }

    /// All triples of subsets of five positions, as two lists of which either will do and one more, from both ends in turns.
    #[test]
    fn what_is_in_all_sets_comes_from_both_ends_once() {
        let list = |bits: u32| -> Vec<u32> { (0..5).filter(|bit| bits >> bit & 1 == 1).collect() };
        for number in 0..1_u32 << 15 {
            let [one, other, third] = [number, number >> 5, number >> 10].map(|bits| bits & 31);
            let lists = [one, other, third].map(list);
            let turns = number.wrapping_mul(0x9e37_79b9);
            let any = Sought::any([&lists[0][..], &lists[1][..]]);
            let mut positions = Positions::in_all(5, vec![any, Sought::List(&lists[2])]);
            let (mut front, mut back) = (Vec::new(), Vec::new());
            for turn in 0.. {
                let from_front = turns >> (turn % 32) & 1 == 0;
                let Some(found) = (if from_front { positions.next() } else { positions.next_back() }) else { break };
                if from_front { front.push(found) } else { back.push(found) }
            }
            front.extend(back.into_iter().rev());
            let expected: Vec<usize> =
                list((one | other) & third).into_iter().map(|position| position as usize).collect();
            assert_eq!(front, expected, "{lists:?}");
            assert_eq!((positions.next(), positions.next_back()), (None, None));
        }
    }
}
