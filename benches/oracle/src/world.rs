//! A world: a directory of sendright beside the oracle's book, and random commands that are given to both.

mod keys;
mod orders;
mod people;
mod questions;
mod values;

use sendright::{Directory, Stamp};

use crate::book::Book;
use crate::catalogue::Catalogue;
use crate::dice::Dice;
use crate::order::{Actor, Address, Given, Id, Instant, Order};
use crate::translate;

/// The first hour of every world, in microseconds: 2026-03-01, 08:00.
const MORNING: i64 = 1_772_352_000_000_000;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// Ids that nothing has: the others are counted from above.
pub const STRANGERS: [Id; 3] = [Id(1), Id(2), Id(3)];

/// A directory, and what the oracle knows of it.
#[derive(Debug)]
pub struct World<'c> {
    /// The tables.
    pub catalogue: &'c Catalogue,
    /// What sendright holds.
    pub directory: Directory,
    /// What the oracle recorded.
    pub book: Book<'c>,
    /// The commands that were accepted.
    pub log: Vec<Given>,
    /// How many commands were refused.
    pub refused: u64,
    /// What the world was made of.
    pub seed: u64,
    dice: Dice,
    now: Instant,
    last_id: u32,
    last_address: Address,
}

/// What happened to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was accepted and recorded.
    Accepted,
    /// sendright refused it.
    Refused,
    /// What sendright said to it contradicts the book.
    Contradiction(String),
}

impl<'c> World<'c> {
    /// An empty world.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue, seed: u64) -> Self {
        Self {
            catalogue,
            directory: Directory::new(),
            book: Book::new(catalogue),
            log: Vec::new(),
            refused: 0,
            seed,
            dice: Dice::new(seed),
            now: Instant(MORNING),
            last_id: 1000,
            last_address: 0,
        }
    }

    /// Opens the first root account, and makes sub-accounts and members, before anything is asked.
    ///
    /// # Errors
    ///
    /// What can't be said in sendright's types.
    pub fn settle(&mut self) -> Result<Outcome, String> {
        for step in 0..75 {
            self.pass_time();
            let order = if step == 0 { Some(self.open_account()) } else { self.settling_order() };
            let outcome = self.give(order)?;
            if matches!(outcome, Outcome::Contradiction(_)) {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Accepted)
    }

    /// Gives a random command.
    ///
    /// # Errors
    ///
    /// What can't be said in sendright's types.
    pub fn step(&mut self) -> Result<Outcome, String> {
        self.pass_time();
        let order = self.any_order();
        self.give(order)
    }

    fn give(&mut self, order: Option<(Actor, Order)>) -> Result<Outcome, String> {
        let Some((actor, order)) = order else { return Ok(Outcome::Refused) };
        // A clock that is behind is no reason to refuse (C2).
        let at = if self.dice.chance(4) { self.earlier() } else { self.now };
        let given = Given { actor, order, at, change: self.new_id() };
        let outcome = execute(&mut self.directory, &mut self.book, &given)?;
        match &outcome {
            Outcome::Refused => self.refused += 1,
            Outcome::Accepted | Outcome::Contradiction(_) => self.log.push(given),
        }
        Ok(outcome)
    }

    fn pass_time(&mut self) {
        self.now = Instant(self.now.0 + self.dice.number(1..40 * MINUTE));
    }

    fn earlier(&mut self) -> Instant {
        Instant(self.now.0 - self.dice.number(0..2 * HOUR))
    }

    fn new_id(&mut self) -> Id {
        self.last_id += 1;
        Id(self.last_id)
    }

    fn new_address(&mut self) -> Address {
        self.last_address += 1;
        self.last_address
    }
}

/// Gives a command to sendright and, if it is accepted, records it.
///
/// # Errors
///
/// What can't be said in sendright's types.
pub fn execute(directory: &mut Directory, book: &mut Book<'_>, given: &Given) -> Result<Outcome, String> {
    let command = translate::command(book.catalogue, given)?;
    let stamp = Stamp::new(translate::instant(given.at)?, translate::uuid(given.change).into());
    match directory.execute(translate::actor(given.actor), command, stamp) {
        Err(refusal) => Ok(book.objection(given, refusal.code()).map_or(Outcome::Refused, Outcome::Contradiction)),
        Ok(_) => Ok(book.record(given).map_or_else(Outcome::Contradiction, |()| Outcome::Accepted)),
    }
}
