//! Gives every command and asks every review once, in a small world in which one thing is grown, for a tool that counts the
//! instructions of functions; `.ci/growth` compares the counts of two sizes with what `benches/growth.txt` allows.
//!
//! ```text
//! growth dimensions
//! growth names
//! growth build DIMENSION SIZE | growth count DIMENSION SIZE
//! ```
//!
//! The world is built by commands, which would take longer than all that is counted; so it is handed over as a snapshot.

#![allow(clippy::panic, reason = "what can not be set up is not counted")]

mod commands;
mod dimension;
mod reviews;

use std::io::{Read, Write};

use sendright::history::History;
use sendright::{Assignment, Command, Directory, Permission, Preset, Request};
use sendright_benches::{account, name, stamp};

use dimension::{ACME, DIMENSIONS, SHOP, World, ada, bob, invite, late_email, later, now};
use reviews::Scene;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    if what == "dimensions" {
        return println!("{}", DIMENSIONS.join("\n"));
    }
    if what == "names" {
        return println!("{}\n{}", commands::NAMES.join("\n"), reviews::NAMES.join("\n"));
    }
    let dimension = arguments.next().unwrap_or_default();
    let size = arguments.next().and_then(|size| size.parse().ok()).unwrap_or_else(|| panic!("which size?"));
    match what.as_str() {
        "build" => build(&dimension, size),
        "count" => count(&dimension, size),
        other => panic!("`{other}` is not `dimensions`, `names`, `build` or `count`"),
    }
}

fn build(dimension: &str, size: u32) {
    let world = World::grown(dimension, size);
    let snapshot = postcard::to_allocvec(&world.directory.snapshot()).unwrap_or_else(|error| panic!("{error}"));
    std::io::stdout().write_all(&snapshot).unwrap_or_else(|error| panic!("{error}"));
}

fn count(dimension: &str, size: u32) {
    let mut stored = Vec::new();
    std::io::stdin().read_to_end(&mut stored).unwrap_or_else(|error| panic!("{error}"));
    let snapshot = postcard::from_bytes(&stored).unwrap_or_else(|error| panic!("{error}"));
    let mut directory = Directory::restore(snapshot).unwrap_or_else(|error| panic!("{error}"));
    let entries = if dimension == "entries" { size } else { 4 };
    let history = history(&mut directory, entries);
    reviews::count(&Scene::new(&directory, &history, dimension, size));
    commands::count(&directory, &history, dimension, size);
}

/// So many changes of the name of the root account; and after them, at a later time, a few entries of bob's and an invitation.
fn history(directory: &mut Directory, entries: u32) -> History {
    let mut history = History::new();
    let mut commit = |command: Command, at| {
        let change = directory.plan(ada(), &command, stamp(directory, at));
        let change = change.unwrap_or_else(|refusal| panic!("{refusal}"));
        history.commit(directory, change).unwrap_or_else(|error| panic!("{error}"));
    };
    for number in 0..entries {
        let name = name(&format!("Acme {number}"));
        commit(Command::RenameAccount { account: account(ACME), name, replaces: None }, now());
    }
    commit(invite(70, ACME, late_email(), Assignment::of(Preset::Basic)), later());
    let request = Request::new(bob(), Permission::SmsSend, account(SHOP)).owned_by(bob()).at(later());
    let proof = directory.authorize(&request).unwrap_or_else(|denial| panic!("{denial}"));
    for number in 0..4 {
        history.record(proof, directory, Some(name(&format!("campaign {number}"))));
    }
    history
}
