//! How often each answer was given, and what a run must have reached.

use std::collections::BTreeMap;
use std::fmt;

use sendright::Command;

use crate::finding::Finding;
use crate::judge::CODES;
use crate::question::{Held, Verdict};
use crate::translate;
use crate::world::World;

/// The codes of sendright that no decision gives here, each with its reason.
pub const NOT_REACHED: [(&str, &str); 1] =
    [("outdated", "only an `Access` answers so, and the oracle asks the directory")];

/// At least so many requests in a hundred are allowed.
const LEAST_ALLOWED: u64 = 25;
/// In 200,000 decisions, each scope and each code is met at least so often, and each command accepted.
const LEAST_EACH: u64 = 500;
const LEAST_ACCEPTED: u64 = 5;
const PER: u64 = 200_000;

/// What was counted.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many worlds there were.
    pub worlds: u64,
    /// The difference with which the run ended.
    pub finding: Option<Finding>,
    accepted: BTreeMap<&'static str, u64>,
    refused: u64,
    allowed: BTreeMap<Held, u64>,
    denied: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts an answer that both gave.
    pub fn count(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Allowed(held) => self.allowed.entry(held).or_default(),
            Verdict::Denied(code, _) => self.denied.entry(code).or_default(),
        } += 1;
    }

    /// Counts the commands of a world.
    pub fn count_world(&mut self, world: &World<'_>) {
        self.worlds += 1;
        self.refused += world.refused;
        let commands = world.log.iter().filter_map(|given| translate::command(world.catalogue, given).ok());
        for command in commands {
            *self.accepted.entry(command.name()).or_default() += 1;
        }
    }

    /// How many decisions were the same.
    #[must_use]
    pub fn decisions(&self) -> u64 {
        self.all_allowed() + self.denied.values().sum::<u64>()
    }

    fn all_allowed(&self) -> u64 {
        self.allowed.values().sum()
    }

    /// What was met too seldom for a run to say much.
    #[must_use]
    pub fn too_seldom(&self) -> Vec<String> {
        let all = self.decisions();
        let mut seldom = Vec::new();
        if self.all_allowed() * 100 < all * LEAST_ALLOWED {
            seldom.push(format!("fewer than {LEAST_ALLOWED} in a hundred are allowed"));
        }
        let scopes = Held::ALL.map(|held| (held.word(), self.allowed.get(&held)));
        let codes = CODES.map(|code| (code, self.denied.get(code)));
        let commands = Command::NAMES.map(|name| (name, self.accepted.get(name)));
        for (name, count) in scopes.into_iter().chain(codes) {
            fewer(&mut seldom, name, count, all * LEAST_EACH / PER);
        }
        for (name, count) in commands {
            fewer(&mut seldom, name, count, all * LEAST_ACCEPTED / PER);
        }
        seldom
    }
}

fn fewer(seldom: &mut Vec<String>, name: &str, count: Option<&u64>, least: u64) {
    let count = count.copied().unwrap_or(0);
    if count < least {
        seldom.push(format!("{name}: {count} times, and at least {least} are expected"));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accepted: u64 = self.accepted.values().sum();
        writeln!(f, "{:<28}{:>10}", "worlds", self.worlds)?;
        writeln!(f, "{:<28}{:>10}", "commands refused", self.refused)?;
        writeln!(f, "{:<28}{accepted:>10}", "commands accepted")?;
        for (name, count) in &self.accepted {
            writeln!(f, "  {name:<26}{count:>10}")?;
        }
        writeln!(f, "{:<28}{:>10}", "decisions", self.decisions())?;
        writeln!(f, "{:<28}{:>10}", "allowed", self.all_allowed())?;
        for held in Held::ALL {
            let count = self.allowed.get(&held).copied().unwrap_or(0);
            writeln!(f, "  by {:<23}{count:>10}", held.word())?;
        }
        writeln!(f, "{:<28}{:>10}", "denied", self.denied.values().sum::<u64>())?;
        for code in CODES {
            writeln!(f, "  {code:<26}{:>10}", self.denied.get(code).copied().unwrap_or(0))?;
        }
        for (code, why) in NOT_REACHED {
            writeln!(f, "  {code:<26}{:>10}  {why}", "-")?;
        }
        Ok(())
    }
}
