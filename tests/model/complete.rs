//! That every kind of command has all that the tests need to know of it. Whoever adds one is told here what to add, and
//! where.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sendright::{Command, GivenBy};

use crate::chance::Chance;
use crate::documented;
use crate::generate::{Author, Pools, beginning};
use crate::kinds::{Attack, Coverage, KINDS};
use crate::model::Model;

/// The golden file with a sample of each kind of command.
const SAMPLES: &str = "tests/golden/directory/command.txt";

/// The kinds of commands that serde reads, as it lists them when it meets another.
fn read_by_serde() -> Vec<String> {
    let error = serde_json::from_str::<Command>(r#"{"": {}}"#).expect_err("there is no such command").to_string();
    let (_, listed) = error.split_once("expected one of ").expect("serde lists what it knows");
    listed.split('`').skip(1).step_by(2).map(String::from).collect()
}

fn samples() -> BTreeMap<&'static str, Command> {
    let path = format!("{}/{SAMPLES}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let json = text.lines().filter_map(|line| line.rsplit_once(' ')).map(|(json, _)| json);
    let commands = json.map(|json| serde_json::from_str::<Command>(json).expect("a sample is a command"));
    commands.map(|command| (command.name(), command)).collect()
}

/// What each draft of a kind writes, under the kind's name.
fn drafted() -> Vec<(&'static str, &'static str)> {
    let (pools, model) = (Pools::new(), Model::default());
    let mut chance = Chance::new(0);
    let mut author = Author { model: &model, pools: &pools, chance: &mut chance, now: beginning(), cast: None };
    let drafts = KINDS.iter().flat_map(|kind| kind.drafts.iter().map(|(_, draft)| (kind.name, *draft)));
    drafts.map(|(name, draft)| (name, draft(&mut author).1.name())).collect()
}

#[test]
fn security_38_every_kind_of_command_has_a_draft_an_attack_a_rule_a_row_and_a_sample() {
    let (read, samples, documented) = (read_by_serde(), samples(), documented::rows());
    let mut missing = Vec::new();
    for name in &read {
        let mut lacks = |what: String| missing.push(format!("`{name}` {what}"));
        let row = documented.get(name);
        if row.is_none() {
            lacks(format!("has no row in the table of `Command` ({}): say what it needs, and where", documented::FILE));
        }
        let sample = samples.get(name.as_str());
        if sample.is_none() {
            lacks(format!("has no sample in {SAMPLES}: add it to the steps of the sample, and bless"));
        }
        let by_operator = sample.map(|sample| sample.given_by() == GivenBy::Operator);
        if row.is_some_and(|row| by_operator.is_some_and(|by_operator| row.operator_alone != by_operator)) {
            lacks(
                "is for the operator alone in the table of `Command` or in `Command::given_by`, and not in both".into(),
            );
        }
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
            lacks("has no row in `KINDS` (tests/model/kinds.rs): add one, with a draft (tests/model/drafts.rs)".into());
            continue;
        };
        if by_operator.is_some_and(|by_operator| by_operator == matches!(kind.attack, Attack::Often(_))) {
            lacks(
                "is attacked by nobody, or on behalf, if, and only if, `Command::given_by` says that the operator alone gives it"
                    .into(),
            );
        }
        if row.is_some_and(|row| row.covers != matches!(kind.coverage, Coverage::By(_))) {
            lacks("is judged by rules of coverage in the table of `Command` or in `KINDS`, and not in both".into());
        }
    }
    for (name, wrote) in drafted() {
        if wrote != name {
            missing.push(format!("the draft of `{name}` writes `{wrote}` (tests/model/kinds.rs)"));
        }
    }
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
        missing.push("a kind of command has two rows in `KINDS` (tests/model/kinds.rs)".into());
    }
    if read != Command::NAMES {
        missing.push(format!("`Command::NAMES` are not those that serde reads, in their order: {read:?}"));
    }
    let known = documented.keys().map(String::as_str).chain(names);
    for name in known.filter(|name| !read.iter().any(|read| read == name)) {
        missing.push(format!("`{name}` is in a table, and no kind of command"));
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}
