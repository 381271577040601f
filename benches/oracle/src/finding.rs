//! A difference, with the fewest commands that show it.

use std::fmt::{self, Write as _};

use sendright::Directory;

use crate::book::Book;
use crate::catalogue::Catalogue;
use crate::judge::Judge;
use crate::order::Given;
use crate::question::{Question, Verdict};
use crate::run::{Answer, agree, both};
use crate::translate;
use crate::world::{Outcome, STRANGERS, execute};

/// A difference between the oracle and sendright, as text for people.
#[derive(Debug)]
pub struct Finding(String);

impl Finding {
    /// A request that both decide differently.
    ///
    /// # Errors
    ///
    /// What can't be decided.
    pub fn difference(judge: &Judge<'_>, seed: u64, log: &[Given], question: &Question) -> Result<Self, String> {
        let catalogue = judge.catalogue();
        let differs = |log: &[Given]| answers(judge, log, question).is_ok_and(|(ours, theirs)| !agree(ours, &theirs));
        let log = shrink(log, differs);
        let (ours, theirs) = answers(judge, &log, question)?;
        let mut text = heading(catalogue, seed, &log)?;
        let asked = translate::request(question)?;
        let _ = writeln!(text, "the request\n  {asked:?}");
        match ours {
            Verdict::Allowed(held) => _ = writeln!(text, "the oracle: allowed, by {}", held.word()),
            Verdict::Denied(code, because) => {
                _ = writeln!(text, "the oracle: {code} {}", catalogue.names(because));
            }
        }
        match theirs {
            Answer::Allowed => _ = writeln!(text, "sendright:  allowed"),
            Answer::WrongProof(proof) => _ = writeln!(text, "sendright:  allowed, with another proof: {proof}"),
            Answer::Denied(code, because) => {
                _ = writeln!(text, "sendright:  {code} {}", catalogue.names(because));
            }
        }
        Ok(Self(text))
    }

    /// A command that was accepted though the rules exclude it: the last of the log.
    ///
    /// # Errors
    ///
    /// What can't be said in sendright's types.
    pub fn contradiction(catalogue: &Catalogue, seed: u64, log: &[Given], why: &str) -> Result<Self, String> {
        let contradicts = |log: &[Given]| {
            let mut directory = Directory::new();
            let mut book = Book::new(catalogue);
            let mut outcomes = log.iter().map(|given| execute(&mut directory, &mut book, given));
            outcomes.any(|outcome| outcome == Ok(Outcome::Contradiction(why.to_owned())))
        };
        let log = shrink(log, contradicts);
        let mut text = heading(catalogue, seed, &log)?;
        let _ = writeln!(text, "the last command was accepted, and the oracle says: {why}");
        Ok(Self(text))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The answers after these commands. Those that are refused are left out.
fn answers(judge: &Judge<'_>, log: &[Given], question: &Question) -> Result<(Verdict, Answer), String> {
    let mut directory = Directory::new();
    let mut book = Book::new(judge.catalogue());
    for given in log {
        execute(&mut directory, &mut book, given)?;
    }
    both(&judge.court(&book, &STRANGERS)?, &directory, question)
}

/// Leaves out every command without which the difference is still there.
fn shrink(log: &[Given], differs: impl Fn(&[Given]) -> bool) -> Vec<Given> {
    let mut left = log.to_vec();
    let mut place = left.len();
    while place > 0 {
        place -= 1;
        let mut fewer = left.clone();
        fewer.remove(place);
        if differs(&fewer) {
            left = fewer;
        }
    }
    left
}

fn heading(catalogue: &Catalogue, seed: u64, log: &[Given]) -> Result<String, String> {
    let mut text = format!("A difference, in the world with the seed {seed}.\nthe commands\n");
    for given in log {
        let (who, when) = (translate::actor(given.actor), translate::instant(given.at)?);
        let command = translate::command(catalogue, given)?;
        let _ = writeln!(text, "  {when} by {who}: {command:?}");
    }
    Ok(text)
}
