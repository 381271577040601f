//! What the checks cost a service.
//!
//! ```text
//! cargo run --release -p sendright-load                    # how long requests take with and without checks, at 100,000 memberships
//! cargo run --release -p sendright-load -- --instructions  # instructions that the checks add to a request, by Valgrind
//! cargo run -p sendright-load -- --quick                   # that both answer the same
//! ```
#![allow(clippy::print_stdout, reason = "it prints what it measured")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what can't be set up is not measured")]

mod client;
mod instructions;
mod pairs;
mod routes;
mod setting;

use core::time::Duration;

use pairs::Plan;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => pairs::measure(Plan { memberships: 100_000, pairs: 16, time: Duration::from_secs(2) }),
        ["--quick"] => pairs::measure(Plan { memberships: 1_000, pairs: 1, time: Duration::from_millis(200) }),
        ["--instructions"] => instructions::measure(),
        ["--send", kind, times] => instructions::send(kind, times.parse().unwrap()),
        _ => panic!("the arguments are none, `--quick` or `--instructions`"),
    }
}
