//! How properties run: over the same random values every time, so that a test that passed fails only after a change.
//!
//! `PROPTEST_RNG_SEED` asks for others, and `PROPTEST_CASES` for more of them.

use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};

/// As many cases, or those that the environment asks for if they are more.
pub(crate) fn cases(cases: u32) -> Config {
    let environment = Config::default();
    let more = std::env::var_os("PROPTEST_CASES").map_or(0, |_| environment.cases);
    let rng_seed = match environment.rng_seed {
        RngSeed::Random => RngSeed::Fixed(0),
        RngSeed::Fixed(seed) => RngSeed::Fixed(seed),
    };
    // Nothing is kept of a failure: the seed finds it again.
    Config {
        cases: cases.max(more),
        rng_seed,
        rng_algorithm: RngAlgorithm::XorShift,
        failure_persistence: None,
        ..environment
    }
}

/// For tests that draw values themselves.
pub(crate) fn runner() -> TestRunner {
    TestRunner::new(cases(1))
}

/// For tests that count how often something is drawn: over the same values, whatever seed is asked for.
pub(crate) fn counting_runner() -> TestRunner {
    TestRunner::new(Config { rng_seed: RngSeed::Fixed(0), ..cases(1) })
}
