//! The oracle and sendright decide the same.
//!
//! Cedar is slow without optimization, so run these tests by `cargo test --release -p sendright-oracle`; otherwise they decide
//! less.

use sendright_oracle::catalogue::Catalogue;
use sendright_oracle::judge::Judge;
use sendright_oracle::run::run;

const SEED: u64 = 20_260_301;
const IS_OPTIMIZED: bool = !cfg!(debug_assertions);

#[test]
fn both_decide_the_same() {
    let catalogue = Catalogue::load().unwrap();
    let judge = Judge::load(&catalogue).unwrap();
    let tally = run(&judge, SEED, if IS_OPTIMIZED { 200_000 } else { 4_000 }).unwrap();
    println!("{tally}");
    if let Some(finding) = &tally.finding {
        panic!("{}", finding.tell(&judge).unwrap());
    }
    if IS_OPTIMIZED {
        assert_eq!(tally.too_seldom(), Vec::<String>::new());
    }
}

/// Without any one of the policies the answers differ, so that each is held by the comparison.
#[test]
fn every_policy_matters() {
    let catalogue = Catalogue::load().unwrap();
    let all = Judge::load(&catalogue).unwrap().policies();
    for place in (0..all).filter(|place| IS_OPTIMIZED || place % 12 == 0) {
        let judge = Judge::load_without(&catalogue, Some(place)).unwrap();
        let tally = run(&judge, SEED, 60_000).unwrap();
        assert!(tally.finding.is_some(), "the answers are the same without the policy number {place}");
        println!("policy {place}: the answers differ after {} decisions", tally.decisions());
    }
}
