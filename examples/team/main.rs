//! Plays the story of a team: who commands what, what comes of it, and what is kept.
//!
//! The program ends with a status other than zero if something comes out otherwise than the story says.
//!
//! ```text
//! cargo run --example team
//! ```
//!
//! It also drives a directory from a shell. Commands come as JSON Lines and changes go out as JSON Lines, which make the
//! directory again; what fails is told with its line and field, and the status is not zero then.
//!
//! ```text
//! cargo run --example team -- commands < examples/team/commands.jsonl > changes.jsonl
//! cargo run --example team -- replay < changes.jsonl
//! ```

mod account_key;
mod commands;
mod impact;
mod lines;
mod replay;
mod stage;
mod story;
#[path = "../terminal/style.rs"]
mod style;
mod words;
#[path = "../terminal/wrap.rs"]
mod wrap;

use std::io;
use std::process::ExitCode;

const USAGE: &str = "\
usage: team            plays a story
       team commands   reads commands as JSON Lines, writes changes as JSON Lines
       team replay     reads changes as JSON Lines, writes a summary";

fn main() -> ExitCode {
    let mode: Vec<String> = std::env::args().skip(1).collect();
    let (input, out, errors) = (io::stdin().lock(), &mut io::stdout().lock(), &mut io::stderr().lock());
    let failed = match mode.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => story::play(out),
        ["commands"] => commands::run(input, out, errors).map_err(Into::into),
        ["replay"] => replay::run(input, out, errors).map_err(Into::into),
        _ => Err(USAGE.into()),
    };
    match failed {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            let _ = io::Write::write_fmt(errors, format_args!("{error}\n"));
            ExitCode::FAILURE
        }
    }
}
