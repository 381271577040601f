//! A difference, with the fewest commands that show it.

use std::fmt::Write as _;

use sendright::Directory;

use crate::book::Book;
use crate::catalogue::Catalogue;
use crate::judge::Judge;
use crate::order::Given;
use crate::question::{Question, Verdict};
use crate::run::{Answer, agree, both};
use crate::translate;
use crate::world::{Outcome, STRANGERS, execute};

/// Where the oracle and sendright differ.
#[derive(Debug)]
pub struct Finding {
    /// The seed of the world.
    pub seed: u64,
    /// The commands that were accepted in it.
    pub log: Vec<Given>,
    /// What is different.
    pub what: Difference,
}

/// What is different.
#[derive(Debug)]
pub enum Difference {
    /// A request that both decide differently.
    Decision(Question),
    /// What sendright said to the last command contradicts the book, for this reason.
    Contradiction(String),
}

impl Finding {
    /// The difference in words, with no command that it does not need.
    ///
    /// # Errors
    ///
    /// What can't be decided, or not be said in sendright's types.
    pub fn tell(&self, judge: &Judge<'_>) -> Result<String, String> {
        let log = self.shrink(judge);
        let mut text = format!("A difference, in the world with the seed {}.\nthe commands\n", self.seed);
        for given in &log {
            let (who, when) = (translate::actor(given.actor), translate::instant(given.at)?);
            let command = translate::command(judge.catalogue(), given)?;
            let _ = writeln!(text, "  {when} by {who}: {command:?}");
        }
        match &self.what {
            Difference::Decision(question) => {
                let (ours, theirs) = answers(judge, &log, question)?;
                let _ = writeln!(text, "the request\n  {:?}", translate::request(question)?);
                let _ = writeln!(text, "the oracle: {}", verdict(judge.catalogue(), ours));
                let _ = writeln!(text, "sendright:  {}", answer(judge.catalogue(), &theirs));
            }
            Difference::Contradiction(why) => {
                let _ = writeln!(text, "the last command contradicts the book: {why}");
            }
        }
        Ok(text)
    }

    /// Leaves out every command without which the difference is still there.
    fn shrink(&self, judge: &Judge<'_>) -> Vec<Given> {
        let mut left = self.log.clone();
        let mut place = left.len();
        while place > 0 {
            place -= 1;
            let mut fewer = left.clone();
            fewer.remove(place);
            if self.is_there(judge, &fewer) {
                left = fewer;
            }
        }
        left
    }

    fn is_there(&self, judge: &Judge<'_>, log: &[Given]) -> bool {
        match &self.what {
            Difference::Decision(question) => {
                answers(judge, log, question).is_ok_and(|(ours, theirs)| !agree(ours, &theirs))
            }
            Difference::Contradiction(why) => {
                let mut directory = Directory::new();
                let mut book = Book::new(judge.catalogue());
                let mut outcomes = log.iter().map(|given| execute(&mut directory, &mut book, given));
                outcomes.any(|outcome| outcome == Ok(Outcome::Contradiction(why.clone())))
            }
        }
    }
}

/// The answers after these commands. Those that are refused now are left out.
fn answers(judge: &Judge<'_>, log: &[Given], question: &Question) -> Result<(Verdict, Answer), String> {
    let mut directory = Directory::new();
    let mut book = Book::new(judge.catalogue());
    for given in log {
        execute(&mut directory, &mut book, given)?;
    }
    both(&judge.court(&book, &STRANGERS)?, &directory, question)
}

fn verdict(catalogue: &Catalogue, verdict: Verdict) -> String {
    match verdict {
        Verdict::Allowed(held) => format!("allowed, by {}", held.word()),
        Verdict::Denied(code, because) => format!("{code} {}", catalogue.names(because)),
    }
}

fn answer(catalogue: &Catalogue, answer: &Answer) -> String {
    match answer {
        Answer::Allowed => "allowed".to_owned(),
        Answer::WrongProof(proof) => format!("allowed, and the proof is wrong: {proof}"),
        Answer::Denied(code, because) => format!("{code} {}", catalogue.names(*because)),
    }
}
