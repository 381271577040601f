//! Worlds one after another, until enough was decided.

use sendright::Directory;

use crate::catalogue::Bits;
use crate::finding::{Difference, Finding};
use crate::judge::{Court, Judge};
use crate::question::{Question, Verdict};
use crate::tally::Tally;
use crate::translate;
use crate::world::{Outcome, STRANGERS, World};

/// In each world so many times some commands are given and then some requests are asked.
const ROUNDS: u32 = 15;
const COMMANDS: u32 = 10;
const QUESTIONS: u32 = 200;

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

/// Decides so many random requests by both, and compares, up to the first difference.
///
/// # Errors
///
/// What neither could decide: a fault of this package.
pub fn run(judge: &Judge<'_>, seed: u64, decisions: u64) -> Result<Tally, String> {
    let mut tally = Tally::default();
    while tally.decisions() < decisions && tally.finding.is_none() {
        // Each world has a seed of its own, so that it can be looked at alone.
        let mut world = World::new(judge.catalogue(), seed.wrapping_add(tally.worlds));
        tally.finding = live(judge, &mut world, decisions, &mut tally)?;
        tally.count_world(&world);
    }
    Ok(tally)
}

/// The life of one world.
fn live(
    judge: &Judge<'_>,
    world: &mut World<'_>,
    decisions: u64,
    tally: &mut Tally,
) -> Result<Option<Finding>, String> {
    if let Outcome::Contradiction(why) = world.settle()? {
        return Ok(Some(found(world, Difference::Contradiction(why))));
    }
    for _ in 0..ROUNDS {
        for _ in 0..COMMANDS {
            if let Outcome::Contradiction(why) = world.step()? {
                return Ok(Some(found(world, Difference::Contradiction(why))));
            }
        }
        let questions: Vec<Question> = (0..QUESTIONS).map(|_| world.question()).collect();
        let court = judge.court(&world.book, &STRANGERS)?;
        for question in questions {
            if tally.decisions() == decisions {
                return Ok(None);
            }
            let (ours, theirs) = both(&court, &world.directory, &question)?;
            if !agree(ours, &theirs) {
                return Ok(Some(found(world, Difference::Decision(question))));
            }
            tally.count(ours);
        }
    }
    Ok(None)
}

fn found(world: &World<'_>, what: Difference) -> Finding {
    Finding { seed: world.seed, log: world.log.clone(), what }
}

/// The answers of both.
///
/// # Errors
///
/// What neither could decide: a fault of this package.
pub fn both(court: &Court<'_>, directory: &Directory, question: &Question) -> Result<(Verdict, Answer), String> {
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

fn answer(court: &Court<'_>, directory: &Directory, question: &Question) -> Result<Answer, String> {
    let request = translate::request(question)?;
    let proof = match directory.authorize(&request) {
        Err(denial) => return Ok(Answer::Denied(denial.code(), Bits(denial.permissions().bits()))),
        Ok(proof) => proof,
    };
    // The proof says who asked for what, where, on whose data, at which scope and when (D5).
    let (person, owner) = court.people(question);
    let scope = if person.is_some() && person == owner { "own" } else { "account" };
    let is_right = proof.user() == person.map(translate::user)
        && proof.owner() == owner.map(translate::user)
        && proof.account() == translate::account(question.account)
        && proof.shared_from() == question.shared_from.map(translate::account)
        && proof.required() == translate::set(question.required)?
        && proof.at().timestamp_millis() == question.at.millis()
        && proof.scope().to_string() == scope;
    Ok(if is_right { Answer::Allowed } else { Answer::WrongProof(format!("{proof:?}")) })
}
