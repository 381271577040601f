//! Shrinks a value by itself, whatever strategy generated it.

use core::fmt;

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// The values of another strategy, made less in so many steps. A step returns its value unchanged where it has nothing to
/// take; each is tried once, in order.
#[derive(Clone, Debug)]
pub(super) struct Shrinking<S, T> {
    pub(super) values: S,
    pub(super) steps: usize,
    pub(super) step: fn(T, usize) -> T,
}

impl<T: Copy + PartialEq + fmt::Debug, S: Strategy<Value = T>> Strategy for Shrinking<S, T> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let value = self.values.new_tree(runner)?.current();
        Ok(Tree { value, before: None, tried: 0, steps: self.steps, step: self.step })
    }
}

#[derive(Clone, Debug)]
pub(super) struct Tree<T> {
    value: T,
    /// The value before the last step, which can be taken back once.
    before: Option<T>,
    tried: usize,
    steps: usize,
    step: fn(T, usize) -> T,
}

impl<T: Copy + PartialEq + fmt::Debug> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        self.value
    }

    fn simplify(&mut self) -> bool {
        while self.tried < self.steps {
            let less = (self.step)(self.value, self.tried);
            self.tried += 1;
            if less != self.value {
                self.before = Some(self.value);
                self.value = less;
                return true;
            }
        }
        false
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.value = before;
        true
    }
}
