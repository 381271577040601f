//! Every sentence of a [`SnapshotError`](sendright::SnapshotError) is expected by a test that spoils a snapshot so.
//!
//! The error has one code, and its problem is a sentence. The sentences are read from the source that has them, and looked for
//! in the tests that restore what is spoilt.

use std::collections::BTreeSet;

const CHECKS: &str = include_str!("../../../src/directory/snapshot/restore.rs");

const TESTS: [&str; 3] = [
    include_str!("../storage/hostile_snapshot_heads.rs"),
    include_str!("../storage/hostile_snapshots.rs"),
    include_str!("../storage/restore_and_replay.rs"),
];

/// The texts in the code: all that are not the name of a kind of record are sentences.
fn problems() -> BTreeSet<&'static str> {
    let code = CHECKS.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let literals = code.flat_map(|line| line.split('"').skip(1).step_by(2));
    let kinds = ["account", "last change of account", "user", "role", "API key", "invitation", "used id"];
    literals.filter(|text| !kinds.contains(text)).collect()
}

#[test]
fn i7_every_problem_of_a_snapshot_is_expected_by_a_test() {
    let problems = problems();
    assert!(problems.len() > 25, "the sentences are not read: {problems:?}");
    let expected = |problem: &&&str| TESTS.iter().any(|text| text.contains(**problem));
    let never: Vec<&&str> = problems.iter().filter(|problem| !expected(problem)).collect();
    assert!(never.is_empty(), "no test restores a snapshot that is refused so: {never:#?}");
}
