//! A small product that is built on the library, and the laws that its own code keeps.
//!
//! Its guard, its sessions, its page, its routes and its log are what an application writes itself, so they are what can be
//! wrong. `cargo run --example wrapper --all-features` tries each against its law and says how often. In a product these are
//! tests, by `sendright::laws!`; `planted_faults` shows what they find.

mod guard;
mod log;
mod page;
mod sessions;

use std::time::Instant;

use sendright::testing::laws::{Broken, Tally, Trial};

fn main() -> Result<(), Broken> {
    tell("the guard of the routes", || Trial::new().decision(guard::decide))?;
    tell("the sessions' cache", || Trial::new().cache(sessions::Sessions::default))?;
    tell("the page that lists campaigns", || {
        Trial::new().listing(|directory, list| Some(page::rows(directory, list)))
    })?;
    tell("the answers of the routes", || Trial::new().middleware(page::route))?;
    // It writes to a disk, and is cut off at each step: fewer cases, and shorter ones.
    tell("the log in a file", || Trial::new().cases(16).store(log::TemporaryFile::new))
}

fn tell(what: &str, trial: impl FnOnce() -> Result<Tally, Broken>) -> Result<(), Broken> {
    let start = Instant::now();
    let Tally { cases, asked, allowed, denied, .. } = trial()?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {cases} cases, {asked} questions, {allowed} allowed, {denied} denied, {seconds:.1} s");
    Ok(())
}
