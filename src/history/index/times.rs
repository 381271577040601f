use core::ops::Range;

use chrono::{DateTime, Utc};

/// How many nodes a node is over.
const FAN: usize = 32;

/// The times of a list, in milliseconds (rule V8), and over each 32 of them the least and the greatest, over each 32 of these
/// again, and so on. So what is in a window of time is found whatever order the times are in; and where they are nearly in
/// order, without a look at much else.
#[derive(Clone, Default)]
pub(in crate::history) struct Times {
    times: Vec<i64>,
    /// Each level is over the one before it; the last has at most 32 nodes.
    levels: Vec<Vec<Span>>,
}

/// The least and the greatest time.
#[derive(Clone, Copy)]
struct Span {
    least: i64,
    greatest: i64,
}

/// From a millisecond to another, both included.
#[derive(Clone, Copy)]
pub(in crate::history) struct Window {
    first: i64,
    last: i64,
}

impl Window {
    /// Of the times that are not before one instant and before the other, which are both whole.
    pub(in crate::history) fn between(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Self {
        let first = from.map_or(i64::MIN, |from| from.timestamp_millis());
        let last = until.map_or(i64::MAX, |until| until.timestamp_millis().saturating_sub(1));
        Self { first, last }
    }

    pub(in crate::history) const fn not_after(instant: DateTime<Utc>) -> Self {
        Self { first: i64::MIN, last: instant.timestamp_millis() }
    }

    pub(in crate::history) const fn after(instant: DateTime<Utc>) -> Self {
        Self { first: instant.timestamp_millis().saturating_add(1), last: i64::MAX }
    }

    const fn meets(self, span: Span) -> bool {
        self.first <= span.greatest && span.least <= self.last && self.first <= self.last
    }
}

impl Span {
    fn of(spans: &[Self]) -> Option<Self> {
        spans.iter().copied().reduce(Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), greatest: self.greatest.max(other.greatest) }
    }

    const fn at(time: i64) -> Self {
        Self { least: time, greatest: time }
    }
}

impl Times {
    pub(super) const fn new() -> Self {
        Self { times: Vec::new(), levels: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    pub(super) fn push(&mut self, at: DateTime<Utc>) {
        let span = Span::at(at.timestamp_millis());
        let mut number = self.times.len();
        self.times.push(span.least);
        for level in &mut self.levels {
            number /= FAN;
            match level.get_mut(number) {
                Some(node) => *node = node.and(span),
                None => level.push(span),
            }
        }
        let top = self.levels.len();
        if self.length(top) > FAN {
            self.levels.push((0..self.length(top).div_ceil(FAN)).filter_map(|node| self.over(top, node)).collect());
        }
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.times.truncate(length);
        for level in 0..self.levels.len() {
            let below = self.length(level);
            let length = if below > FAN { below.div_ceil(FAN) } else { 0 };
            let last = length.checked_sub(1).and_then(|last| self.over(level, last));
            if let Some(spans) = self.levels.get_mut(level) {
                spans.truncate(length);
                if let Some((node, last)) = spans.last_mut().zip(last) {
                    *node = last;
                }
            }
        }
        self.levels.retain(|level| !level.is_empty());
    }

    /// The first position from this one on whose time is in a window.
    pub(in crate::history) fn next(&self, from: usize, window: Window) -> Option<usize> {
        let mut start = from;
        for level in 0..=self.levels.len() {
            let block = start / FAN;
            if let Some(found) = self.first_in(level, start..(block + 1) * FAN, window) {
                return Some(found);
            }
            start = block + 1;
        }
        None
    }

    /// The last position before this one whose time is in a window.
    pub(in crate::history) fn previous(&self, before: usize, window: Window) -> Option<usize> {
        let mut end = before.min(self.len());
        for level in 0..=self.levels.len() {
            let block = end.checked_sub(1)? / FAN;
            if let Some(found) = self.last_in(level, block * FAN..end, window) {
                return Some(found);
            }
            end = block;
        }
        None
    }

    /// The first position below some nodes of a level. Level 0 is the times themselves.
    fn first_in(&self, level: usize, nodes: Range<usize>, window: Window) -> Option<usize> {
        let nodes = nodes.start..nodes.end.min(self.length(level));
        let mut met = nodes.filter(|node| self.meets(level, *node, window));
        match level.checked_sub(1) {
            None => met.next(),
            Some(below) => met.find_map(|node| self.first_in(below, children(node), window)),
        }
    }

    fn last_in(&self, level: usize, nodes: Range<usize>, window: Window) -> Option<usize> {
        let nodes = nodes.start..nodes.end.min(self.length(level));
        let mut met = nodes.rev().filter(|node| self.meets(level, *node, window));
        match level.checked_sub(1) {
            None => met.next(),
            Some(below) => met.find_map(|node| self.last_in(below, children(node), window)),
        }
    }

    fn meets(&self, level: usize, node: usize, window: Window) -> bool {
        let span = match level.checked_sub(1) {
            None => self.times.get(node).map(|time| Span::at(*time)),
            Some(level) => self.levels.get(level).and_then(|spans| spans.get(node)).copied(),
        };
        span.is_some_and(|span| window.meets(span))
    }

    fn length(&self, level: usize) -> usize {
        level.checked_sub(1).map_or(self.len(), |level| self.levels.get(level).map_or(0, Vec::len))
    }

    /// The span of a node over nodes of this level.
    fn over(&self, level: usize, node: usize) -> Option<Span> {
        let nodes = node * FAN..((node + 1) * FAN).min(self.length(level));
        match level.checked_sub(1) {
            None => self.times.get(nodes)?.iter().map(|time| Span::at(*time)).reduce(Span::and),
            Some(level) => Span::of(self.levels.get(level)?.get(nodes)?),
        }
    }
}

const fn children(node: usize) -> Range<usize> {
    node * FAN..(node + 1) * FAN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every window over lists of each length around the sizes of a node, with times in order, against it and in between,
    /// grown and cut.
    #[test]
    fn what_is_in_a_window_is_found_by_a_look_at_all_of_them() {
        let orders: [fn(i64) -> i64; 4] = [|n| n / 2, |n| -n, |n| n * 37 % 50, |n| if n % 97 == 5 { 5000 } else { n }];
        for time in orders {
            for (grown, kept) in [(0, 0), (1, 1), (32, 31), (33, 33), (33, 32), (1100, 1100), (1100, 1024), (1500, 33)]
            {
                let mut times = Times::new();
                let at = |time: &i64| DateTime::from_timestamp_millis(*time).unwrap();
                let given: Vec<i64> = (0..grown).map(time).collect();
                for time in &given {
                    times.push(at(time));
                }
                let kept = &given[..kept];
                times.truncate(kept.len());
                for time in kept.iter().skip(1) {
                    times.push(at(time));
                }
                let listed: Vec<i64> = kept.iter().chain(kept.iter().skip(1)).copied().collect();
                assert_eq!(times.len(), listed.len());
                for (first, last) in
                    [(i64::MIN, i64::MAX), (3, 7), (7, 3), (40, 40), (-20, -3), (1000, 9000), (49, 600)]
                {
                    let window = Window { first, last };
                    let is_in = |position: &usize| (first..=last).contains(&listed[*position]);
                    for place in (0..=listed.len() + 1).step_by(1 + listed.len() / 40) {
                        assert_eq!(times.next(place, window), (place..listed.len()).find(is_in));
                        assert_eq!(times.previous(place, window), (0..place.min(listed.len())).rev().find(is_in));
                    }
                }
            }
        }
    }
}
