//! Worlds one after another, until enough was decided.

use crate::catalogue::{Bits, Catalogue};
use crate::finding::Finding;
use crate::judge::{Court, Judge};
use crate::question::{Question, Verdict};
use crate::tally::Tally;
use crate::translate;
use crate::world::{Outcome, STRANGERS, World};

/// In each world so many times some commands are given and then some requests are asked.
const ROUNDS: u32 = 20;
const COMMANDS: u32 = 6;
const QUESTIONS: u32 = 100;

/// What sendright says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is allowed, and the proof is as it should be.
    Allowed,
    /// It is allowed, and the proof says something else.
    WrongProof(String),
    /// It is denied, for this reason and because of these permissions.
    Denied(&'static str, Bits),
}

/// Decides so many random requests by both, and compares.
///
/// # Errors
///
/// What neither could decide: a fault of this package.
pub fn run(catalogue: &Catalogue, seed: u64, decisions: u64) -> Result<Tally, String> {
    let judge = Judge::load(catalogue)?;
    let mut tally = Tally::default();
    let mut number = 0;
    while tally.decisions() < decisions && tally.findings.is_empty() {
        // Each world has a seed of its own, so that it can be looked at alone.
        live(&judge, catalogue, seed.wrapping_add(number), decisions, &mut tally)?;
        number += 1;
    }
    tally.worlds = number;
    Ok(tally)
}

/// One world.
fn live(
    judge: &Judge<'_>,
    catalogue: &Catalogue,
    seed: u64,
    decisions: u64,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut world = World::new(catalogue, seed);
    let mut outcome = world.settle()?;
    'life: for _ in 0..ROUNDS {
        for _ in 0..COMMANDS {
            if let Outcome::Contradiction(why) = outcome {
                tally.findings.push(Finding::contradiction(catalogue, seed, &world.log, &why)?);
                break 'life;
            }
            outcome = world.step()?;
        }
        let questions: Vec<Question> = (0..QUESTIONS).map(|_| world.question()).collect();
        let court = judge.court(&world.book, &STRANGERS)?;
        for question in &questions {
            if tally.decisions() == decisions {
                break 'life;
            }
            let (ours, theirs) = both(&court, &world.directory, question)?;
            if !agree(ours, &theirs) {
                tally.findings.push(Finding::difference(judge, seed, &world.log, question)?);
                break 'life;
            }
            tally.count(ours);
        }
    }
    tally.accepted += u64::try_from(world.log.len()).unwrap_or(u64::MAX);
    tally.refused += world.refused;
    Ok(())
}

/// The answers of both.
///
/// # Errors
///
/// What neither could decide: a fault of this package.
pub fn both(
    court: &Court<'_>,
    directory: &sendright::Directory,
    question: &Question,
) -> Result<(Verdict, Answer), String> {
    Ok((court.decide(question)?, answer(court, directory, question)?))
}

/// Whether both say the same.
#[must_use]
pub fn agree(ours: Verdict, theirs: &Answer) -> bool {
    match ours {
        Verdict::Allowed(_) => *theirs == Answer::Allowed,
        Verdict::Denied(code, because) => *theirs == Answer::Denied(code, because),
    }
}

fn answer(court: &Court<'_>, directory: &sendright::Directory, question: &Question) -> Result<Answer, String> {
    let request = translate::request(question)?;
    Ok(match directory.authorize(&request) {
        Err(denial) => Answer::Denied(denial.code(), Bits(denial.permissions().bits())),
        Ok(proof) => {
            let (person, owner) = court.people(question);
            let scope = if person.is_some() && person == owner { "own" } else { "account" };
            let is_right = proof.user() == person.map(translate::user)
                && proof.owner() == owner.map(translate::user)
                && proof.account() == translate::account(question.account)
                && proof.shared_from() == question.shared_from.map(translate::account)
                && proof.required() == translate::set(question.required)?
                && proof.at().timestamp_millis() == question.at.millis()
                && proof.scope().to_string() == scope;
            if is_right { Answer::Allowed } else { Answer::WrongProof(format!("{proof:?}")) }
        }
    })
}
