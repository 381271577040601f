//! The least value that still fails: candidates are tried in their order, from the boldest on, until none fails any more.

use core::fmt;

use proptest::strategy::ValueTree;

/// A value that can be made smaller in many ways.
pub(crate) trait Shrink: Clone + fmt::Debug {
    /// What a test is given.
    type Value: fmt::Debug;

    fn value(&self) -> Self::Value;

    /// Smaller ones, the boldest first. Each must be smaller by some measure that all share, or shrinking has no end.
    fn smaller(&self) -> Vec<Self>;

    /// The same, written without what has no effect.
    fn tidied(self) -> Self {
        self
    }
}

/// The search for the least value that fails.
#[derive(Clone, Debug)]
pub(crate) struct Search<S> {
    /// The least one so far that fails.
    failing: S,
    /// The one that is being tried, if it is another.
    tried: Option<S>,
    /// What is left to try, in reverse, and how many were tried before.
    left: Vec<S>,
    place: usize,
    /// Whether anything has become smaller since the candidates were last tried from the first one on.
    progress: bool,
    started: bool,
}

impl<S: Shrink> Search<S> {
    pub(crate) fn new(start: S) -> Self {
        Self { failing: start, tried: None, left: Vec::new(), place: 0, progress: false, started: false }
    }

    fn fill(&mut self) {
        let mut left = self.failing.smaller();
        // What came before this place has been tried on what was hardly larger: it comes again in the next pass.
        self.place = self.place.min(left.len());
        left.drain(..self.place);
        left.reverse();
        self.left = left;
    }

    fn try_next(&mut self) -> bool {
        loop {
            if let Some(next) = self.left.pop() {
                self.place += 1;
                self.tried = Some(next);
                return true;
            }
            self.tried = None;
            if !core::mem::take(&mut self.progress) {
                return false;
            }
            self.place = 0;
            self.fill();
        }
    }
}

impl<S: Shrink> ValueTree for Search<S> {
    type Value = S::Value;

    fn current(&self) -> S::Value {
        self.tried.as_ref().unwrap_or(&self.failing).value()
    }

    /// The value that is being tried fails, too.
    fn simplify(&mut self) -> bool {
        if let Some(smaller) = self.tried.take() {
            self.failing = smaller.tidied();
            self.progress = true;
            // The candidate at this place is another now.
            self.place = self.place.saturating_sub(1);
            self.fill();
        } else if !core::mem::replace(&mut self.started, true) {
            self.failing = self.failing.clone().tidied();
            self.fill();
        }
        self.try_next()
    }

    /// The value that is being tried does not fail.
    fn complicate(&mut self) -> bool {
        self.tried.is_some() && self.try_next()
    }
}

/// The list without ever smaller pieces: halves first, single ones last.
pub(crate) fn shorter<T: Clone>(list: &[T]) -> impl Iterator<Item = Vec<T>> + '_ {
    let halves = core::iter::successors(Some(list.len()), |size| (*size > 1).then_some(size.div_ceil(2)));
    halves.skip(usize::from(list.len() > 1)).filter(|size| *size > 0).flat_map(move |size| {
        let starts = (0..list.len()).step_by(size);
        starts.map(move |start| {
            let kept = list.iter().enumerate().filter(|(place, _)| !(start..start + size).contains(place));
            kept.map(|(_, item)| item.clone()).collect()
        })
    })
}
