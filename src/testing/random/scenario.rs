use core::fmt;

use crate::testing::fixture::World;

use super::part::Part;

/// A world, and what is asked of it or done to it: what a property is given.
///
/// `Debug` prints both in names, and the world as the lines that make it.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::testing::strategies;
///
/// proptest!(|(scenario in strategies::worlds().with_questions(20))| {
///     let directory = scenario.world().directory();
///     for question in scenario.parts() {
///         let request = question.request();
///         prop_assert_eq!(directory.authorize(&request), directory.explain(&request).outcome());
///     }
/// });
/// ```
#[derive(Clone)]
pub struct Scenario<P> {
    pub(crate) world: World,
    pub(crate) parts: Vec<P>,
}

impl<P> Scenario<P> {
    /// The world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// What is asked or done, in this order.
    #[must_use]
    pub fn parts(&self) -> &[P] {
        &self.parts
    }
}

impl<P: Part> fmt::Debug for Scenario<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.world, f)?;
        self.parts.iter().try_for_each(|part| write!(f, "\n{}", part.told(&self.world)))
    }
}
