//! Decides random requests by sendright and by Cedar, and compares.
//!
//! ```text
//! cargo run --release -p sendright-oracle -- --decisions 200000 --seed 1
//! ```

use std::process::ExitCode;
use std::time::Instant;

use sendright_oracle::catalogue::Catalogue;
use sendright_oracle::judge::Judge;
use sendright_oracle::run::run;

const USAGE: &str = "usage: sendright-oracle [--decisions N] [--seed N]";

fn main() -> ExitCode {
    match compare() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("sendright-oracle: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether both said the same, and often enough of each kind.
fn compare() -> Result<bool, String> {
    let (mut decisions, mut seed) = (200_000, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok()).ok_or(USAGE)?;
        match argument.as_str() {
            "--decisions" => decisions = value,
            "--seed" => seed = value,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let started = Instant::now();
    let catalogue = Catalogue::load()?;
    let judge = Judge::load(&catalogue)?;
    let tally = run(&judge, seed, decisions)?;
    println!("seed {seed}, {:.1} seconds\n{tally}", started.elapsed().as_secs_f64());
    if let Some(finding) = &tally.finding {
        println!("{}", finding.tell(&judge)?);
        return Ok(false);
    }
    let seldom = tally.too_seldom();
    for what in &seldom {
        println!("too seldom: {what}");
    }
    Ok(seldom.is_empty())
}
