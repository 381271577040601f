//! A year of a messaging product that uses the library, in seven chapters.
//!
//! The lines with a mark are what the library answers, and the program asserts every one of them: it ends with a panic if
//! an answer is another.
//!
//! ```text
//! cargo run --example year
//! ```

mod acquisition;
mod clock;
mod erasure;
mod leaked_key;
mod leaver;
mod opening;
mod product;
#[path = "../terminal/style.rs"]
mod style;
mod upgrade;
#[path = "../terminal/wrap.rs"]
mod wrap;

use std::process::ExitCode;

use product::{Outcome, Product};

fn main() -> ExitCode {
    match year() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("year: {error}");
            ExitCode::FAILURE
        }
    }
}

fn year() -> Outcome {
    let mut product = Product::new();
    opening::january(&mut product)?;
    upgrade::february(&mut product)?;
    clock::april(&mut product)?;
    acquisition::may(&mut product)?;
    leaver::august(&mut product)?;
    leaked_key::october(&mut product)?;
    erasure::december(&mut product)
}
