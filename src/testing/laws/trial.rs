use core::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::arbitrary::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::testing::fixture::{Named, Step, World};
use crate::testing::random::{Part, Scenario, Scenarios, Source, Worlds, worlds};

use super::broken::{Broken, Size};
use super::tally::{Counting, Fault, Tally};

/// How a law is tried: in how many random cases, in which worlds, from which seed.
///
/// Each law is a method, which returns how often it was tried or the least case in which it fails. The functions of
/// [this module](super) try it as it is by default, and panic.
///
/// ```
/// use sendright::testing::laws::Trial;
/// use sendright::testing::strategies::worlds;
///
/// let tally = Trial::new()
///     .cases(50)
///     .worlds(worlds().accounts(3).keys(0))
///     .decision(|directory, question| directory.authorize(&question.request()))
///     .unwrap();
/// assert_eq!(tally.cases, 50);
/// assert!(tally.allowed > 0 && tally.denied > 0);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Trial {
    config: Config,
    seed: u64,
    pub(super) source: Source,
    pub(super) parts: usize,
}

impl Trial {
    /// The trial by default: as many cases as `proptest` has, 256 or `PROPTEST_CASES`, from a new seed each time. For a test that is
    /// the same each time, give it a [seed](Self::seed).
    #[allow(clippy::new_without_default, reason = "two of them differ: each has a seed of its own")]
    pub fn new() -> Self {
        let fresh = any::<u64>().new_tree(&mut TestRunner::default()).expect("a number is drawn");
        let config = Config { failure_persistence: None, ..Config::default() };
        // By default `proptest` shrinks less where there are fewer cases.
        let by_default = config.max_shrink_iters == u32::MAX;
        let max_shrink_iters = if by_default { SHRINKING } else { config.max_shrink_iters };
        let config = Config { max_shrink_iters, ..config };
        Self { config, seed: fresh.current(), source: worlds().into(), parts: PARTS }
    }

    /// The same cases each time.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// So many cases.
    pub fn cases(self, cases: u32) -> Self {
        Self { config: Config { cases, ..self.config }, ..self }
    }

    /// In these worlds.
    pub fn worlds(self, worlds: Worlds) -> Self {
        Self { source: worlds.into(), ..self }
    }

    /// In this world alone.
    ///
    /// ```
    /// use sendright::testing::World;
    /// use sendright::testing::laws::Trial;
    /// use sendright::Preset;
    ///
    /// let world = World::new().account("acme").sub("shop").member("bob", Preset::Basic);
    /// let trial = Trial::new().world(&world);
    /// assert!(trial.decision(|directory, question| directory.authorize(&question.request())).is_ok());
    /// ```
    pub fn world(self, world: &World) -> Self {
        Self { source: world.into(), ..self }
    }

    /// With so many questions, commands or events in each, by default 24. Lists have twelve rows each, and there are a quarter as
    /// many.
    pub fn parts(self, parts: usize) -> Self {
        Self { parts, ..self }
    }

    /// Runs a law over random scenarios. What it returns is wrong. A fault that opens something stays one as the case becomes
    /// smaller: it does not become a code that differs.
    pub(super) fn run<P: Part>(
        &self,
        law: &'static str,
        parts: usize,
        counting: &Counting,
        fault: impl Fn(&Scenario<P>) -> Option<Fault>,
    ) -> Result<Tally, Broken>
    where
        Scenarios<P>: Strategy<Value = Scenario<P>>,
    {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(self.seed.to_le_bytes()).for_each(|(byte, of_seed)| *byte = of_seed);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(self.config.clone(), rng);
        let first_opens = Cell::new(None);
        let found = runner.run(&self.source.clone().with(parts), |scenario| {
            counting.case();
            let Some(fault) = caught(|| fault(&scenario)) else { return Ok(()) };
            let opens = first_opens.get().unwrap_or(fault.opens);
            first_opens.set(Some(opens));
            if opens && !fault.opens { Ok(()) } else { Err(TestCaseError::fail(fault.text)) }
        });
        match found {
            Err(TestError::Fail(why, least)) => {
                Err(Broken { case: format!("{least:?}"), size: Some(size(&least)), ..self.broken(law, why.message()) })
            }
            Err(TestError::Abort(why)) => Err(self.broken(law, why.message())),
            Ok(()) => match counting.tally().lack() {
                Some(lack) => Err(self.broken(law, &format!("it can't be told: {lack}"))),
                None => Ok(counting.tally()),
            },
        }
    }

    /// Broken as a whole, and not in one case.
    pub(super) fn broken(&self, law: &'static str, fault: &str) -> Broken {
        Broken { law, fault: fault.to_owned(), case: String::new(), size: None, seed: self.seed }
    }
}

/// So many smaller cases are tried, at most.
const SHRINKING: u32 = 8_192;

/// Questions in each world, by default: to ask is cheaper than to make a world.
const PARTS: usize = 24;

/// A wrapper that panics is wrong, and says so.
fn caught(fault: impl FnOnce() -> Option<Fault>) -> Option<Fault> {
    catch_unwind(AssertUnwindSafe(fault)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message");
        Some(format!("it panics: {message}").into())
    })
}

fn size<P>(scenario: &Scenario<P>) -> Size {
    let mut named: Vec<Named<'_>> = scenario.world.steps().iter().flat_map(Step::names).collect();
    named.sort_unstable();
    named.dedup();
    let count = |of: fn(&Named<'_>) -> bool| named.iter().filter(|named| of(named)).count();
    Size {
        accounts: count(|named| matches!(named, Named::Account(_))),
        users: count(|named| matches!(named, Named::User(_))),
        commands: scenario.world.changes().len(),
        parts: scenario.parts.len(),
    }
}
