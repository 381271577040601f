//! Six faults that wrappers have had, and how the laws find them.
//!
//! `cargo run --example planted_faults --all-features` plants each, tries the law with new seeds, and prints the least case that
//! it found: a world of at most three accounts and two users.

#[path = "../wrapper/sessions.rs"]
mod sessions;

mod faults;

use sendright::testing::laws::Trial;

/// As often is each tried.
const RUNS: usize = 3;

fn main() {
    for fault in faults::FAULTS {
        println!("{}: \"{}\"\n", fault.name, fault.thought);
        for run in 1..=RUNS {
            match (fault.found)(&Trial::new()) {
                Err(broken) if run == 1 => println!("{broken}\n"),
                Err(broken) => println!("found again: {}", broken.fault()),
                Ok(tally) => println!("not found in {} cases", tally.cases),
            }
        }
        println!();
    }
}
