//! Writes the seeds of every target, from the golden files and the small world:
//! `cargo run -p sendright-fuzz --example seeds`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what can't be written is no seed"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sendright::commands::{AddUser, Assign, ChangeEmail, DeleteRole, OpenAccount};
use sendright::testing::{Attempt, World, account, role, strategies, user};
use sendright::{Actor, AssignedRole, Assignment, Billing, Change, Command, Preset, Selection};
use sendright_fuzz::laws::{compact, json};
use sendright_fuzz::world::WORLD;

fn main() {
    snapshots();
    changes();
    commands();
    histories();
    permissions();
    values();
    texts("email", strategies::email().prop_map(|email| email.to_string()), strategies::refused_email(), 40);
    texts("name", strategies::name().prop_map(|name| name.to_string()), strategies::refused_name(), 40);
    words();
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A text of the golden files.
fn golden(file: &str) -> String {
    fs::read_to_string(package().join("../../tests/golden").join(file)).unwrap()
}

/// The seeds of a target, which are written anew. A name has a dot, and none of what the fuzzer finds has one.
struct Seeds(PathBuf);

impl Seeds {
    fn of(target: &str) -> Self {
        let folder = package().join("corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some() {
                fs::remove_file(path).unwrap();
            }
        }
        Self(folder)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    /// A value in both forms: `JSON HEX`, as a line of a golden file.
    fn write_forms(&self, name: &str, line: &str) {
        let (json, hexadecimal) = line.rsplit_once(' ').unwrap();
        self.write(&format!("{name}.json"), json);
        self.write(&format!("{name}.postcard"), hex(hexadecimal));
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.trim();
    (0..digits.len()).step_by(2).map(|place| u8::from_str_radix(&digits[place..place + 2], 16).unwrap()).collect()
}

fn snapshots() {
    let seeds = Seeds::of("snapshot");
    for (name, json, compact) in [
        ("golden", "directory/snapshot.json", "directory/snapshot.hex"),
        ("upgrade", "upgrade/snapshot.json", "upgrade/snapshot.postcard.hex"),
    ] {
        seeds.write(&format!("{name}.json"), golden(json).split_whitespace().collect::<Vec<_>>().join(" "));
        seeds.write(&format!("{name}.postcard"), hex(&golden(compact)));
    }
    // The world as it grew.
    let log = WORLD.changes();
    for length in [0, 1, 2, 4, 8, 12, 16, log.len()] {
        let snapshot = sendright::Directory::replay(log[..length].to_vec()).unwrap().snapshot();
        seeds.write(&format!("world-{length:02}.json"), json(&snapshot));
        seeds.write(&format!("world-{length:02}.postcard"), compact(&snapshot));
    }
}

/// For each command a change that the world accepts, and some that follow one another.
fn changes() {
    let seeds = Seeds::of("change");
    let mut found: BTreeMap<&str, Change> = BTreeMap::new();
    for command in rare() {
        found.insert(command.name(), by_the_operator(command));
    }
    seeds.write("unknown_role.json", with_an_unknown_role());
    for (number, command) in with_custom_roles().into_iter().enumerate() {
        let change = by_the_operator(command);
        seeds.write(&format!("custom_role-{number}.json"), json(&change));
        seeds.write(&format!("custom_role-{number}.postcard"), compact(&change));
    }
    let mut sequences = Vec::new();
    let mut runner = TestRunner::deterministic();
    let strategy = strategies::on(&WORLD).with_attempts(6);
    for _ in 0..400 {
        let scenario = strategy.new_tree(&mut runner).unwrap().current();
        let mut directory = WORLD.directory().clone();
        let mut accepted = Vec::new();
        for attempt in scenario.parts() {
            let first = attempt.execute(&mut WORLD.directory().clone());
            if let Ok(change) = first {
                found.entry(change.command().name()).or_insert(change);
            }
            accepted.extend(attempt.execute(&mut directory));
        }
        sequences.push(accepted);
    }
    sequences.sort_by_key(|changes| core::cmp::Reverse(changes.len()));
    let missing: Vec<&&str> = Command::NAMES.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(missing.is_empty(), "no seeds of {missing:?}");
    for (name, change) in found {
        seeds.write(&format!("{name}.json"), json(&change));
        seeds.write(&format!("{name}.postcard"), compact(&change));
    }
    for (number, changes) in sequences.iter().take(8).enumerate() {
        seeds.write(&format!("sequence-{number}.json"), changes.iter().flat_map(json).collect::<Vec<u8>>());
        seeds.write(&format!("sequence-{number}.postcard"), changes.iter().flat_map(compact).collect::<Vec<u8>>());
    }
}

/// What random commands are seldom, or never accepted.
fn rare() -> [Command; 3] {
    let open = OpenAccount::new(
        account("new"),
        "New".parse().unwrap(),
        Billing::Postpaid,
        Selection::EVERYTHING,
        user("ivy"),
        World::email("ivy"),
        "Ivy".parse().unwrap(),
    );
    let change_email = ChangeEmail::new(user("bob"), "robert@acme.example".parse().unwrap());
    [open.into(), change_email.into(), DeleteRole::new(role("spare")).into()]
}

/// A role that is not there: by how little an assignment misses.
fn with_an_unknown_role() -> String {
    let [assign, _] = with_custom_roles();
    let text = String::from_utf8(json(&by_the_operator(assign))).unwrap();
    text.replace(&role("desk").to_string(), &role("nowhere").to_string())
}

/// An id of a role, of which the fuzzer would hardly think.
fn with_custom_roles() -> [Command; 2] {
    let desk = || Assignment::of(AssignedRole::Custom(role("desk")));
    let (name, at) = ("Kim".parse().unwrap(), account("shop"));
    [
        Assign::new(user("bob"), account("acme"), desk()).into(),
        AddUser::new(user("kim"), at, World::email("kim"), name, desk().and(Preset::Basic)).into(),
    ]
}

fn by_the_operator(command: Command) -> Change {
    Attempt::new(Actor::System, command, WORLD.now()).execute(&mut WORLD.directory().clone()).unwrap()
}

fn commands() {
    let seeds = Seeds::of("command");
    for (number, line) in golden("directory/command.txt").lines().enumerate() {
        seeds.write_forms(&format!("golden-{number:02}"), line);
    }
}

fn histories() {
    let seeds = Seeds::of("history");
    let (readable, compact) = (golden("history/entries.jsonl"), golden("history/entries.postcard.hex"));
    let lines: Vec<&str> = readable.lines().collect();
    let entries: Vec<&str> = compact.lines().collect();
    for (number, (line, entry)) in lines.iter().zip(&entries).enumerate() {
        if number % 2 == 0 {
            seeds.write(&format!("golden-{number:02}.json"), line);
        }
        seeds.write(&format!("golden-{number:02}.postcard"), hex(entry));
    }
    // Several, which follow one another.
    for (number, (lines, entries)) in lines.chunks(8).zip(entries.chunks(8)).enumerate().take(4) {
        seeds.write(&format!("several-{number}.json"), lines.join("\n"));
        seeds.write(&format!("several-{number}.postcard"), hex(&entries.concat()));
    }
}

fn permissions() {
    let seeds = Seeds::of("permissions");
    for kind in ["set", "selection", "levels", "grants"] {
        for (number, line) in golden(&format!("permission/{kind}.txt")).lines().enumerate() {
            seeds.write_forms(&format!("{kind}-{number}"), line);
        }
    }
    for preset in Preset::ALL {
        seeds.write(&format!("{preset}.json"), json(&preset.grants()));
        seeds.write(&format!("{preset}.postcard"), compact(&preset.grants()));
    }
}

/// The records of the golden snapshot, each by itself.
fn values() {
    let seeds = Seeds::of("values");
    let snapshot: serde_json::Value = serde_json::from_str(&golden("directory/snapshot.json")).unwrap();
    for list in ["accounts", "users", "roles", "invitations", "api_keys"] {
        for (number, record) in snapshot[list].as_array().unwrap().iter().enumerate().take(3) {
            seeds.write(&format!("{list}-{number}.json"), record.to_string());
        }
    }
    for (number, member) in snapshot["memberships"].as_array().unwrap().iter().enumerate().take(6) {
        seeds.write(&format!("assignment-{number}.json"), member["assignment"].to_string());
    }
    let mut runner = TestRunner::deterministic();
    for number in 0..8 {
        let policy = strategies::email_policy().new_tree(&mut runner).unwrap().current();
        seeds.write(&format!("email_policy-{number}.json"), json(&policy));
        seeds.write(&format!("email_policy-{number}.postcard"), compact(&policy));
    }
}

fn texts(
    target: &str,
    accepted: impl Strategy<Value = String>,
    refused: impl Strategy<Value = String>,
    number_of_each: usize,
) {
    let seeds = Seeds::of(target);
    let mut runner = TestRunner::deterministic();
    for number in 0..number_of_each {
        seeds.write(&format!("accepted-{number:02}.txt"), accepted.new_tree(&mut runner).unwrap().current());
        seeds.write(&format!("refused-{number:02}.txt"), refused.new_tree(&mut runner).unwrap().current());
    }
}

fn words() {
    let seeds = Seeds::of("words");
    let words = [
        "sms.send",
        "custom.0",
        "custom.31",
        "sms",
        "editor",
        "account",
        "subaccount_admin",
        "assign",
        "system",
        "user:0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f",
        "key:0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f",
        "0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f",
        "+49 (30) 901820",
        "+1-212.555.0100",
        "launch_sms",
    ];
    for (number, word) in words.iter().enumerate() {
        seeds.write(&format!("word-{number:02}.txt"), word);
    }
    seeds.write("matrix.txt", golden("matrix/presets.md").lines().take(12).collect::<Vec<_>>().join("\n"));
}
