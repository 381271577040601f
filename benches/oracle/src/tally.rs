//! How often each answer was given, and what a run must have reached.

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::Finding;
use crate::judge::CODES;
use crate::question::{Held, Verdict};

/// The codes of sendright that no decision gives here, each with its reason.
pub const NOT_REACHED: [(&str, &str); 1] =
    [("outdated", "only an `Access` answers so, and the oracle asks the directory")];

/// At least so many requests in a hundred are allowed.
const LEAST_ALLOWED: u64 = 25;
/// At least so often each scope and each code are met, in 200,000 decisions.
const LEAST_EACH: u64 = 500;
const PER: u64 = 200_000;

/// What was counted.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many worlds there were.
    pub worlds: u64,
    /// How many commands were accepted.
    pub accepted: u64,
    /// How many were refused.
    pub refused: u64,
    /// The differences. A run ends with the first.
    pub findings: Vec<Finding>,
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
        let least = all * LEAST_EACH / PER;
        for held in [Held::Profile, Held::Own, Held::Account, Held::Subtree] {
            if self.allowed.get(&held).copied().unwrap_or(0) < least {
                seldom.push(format!("fewer than {least} are allowed by {}", held.word()));
            }
        }
        for code in CODES {
            if self.denied.get(code).copied().unwrap_or(0) < least {
                seldom.push(format!("fewer than {least} are denied with {code}"));
            }
        }
        seldom
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { worlds, accepted, refused, .. } = self;
        writeln!(f, "{worlds} worlds, {accepted} commands accepted, {refused} refused\n")?;
        writeln!(f, "{:<28}{:>10}", "decisions", self.decisions())?;
        writeln!(f, "{:<28}{:>10}", "allowed", self.all_allowed())?;
        for held in [Held::Profile, Held::Own, Held::Account, Held::Subtree] {
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
