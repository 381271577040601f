use core::fmt;
use std::cell::Cell;
use std::rc::Rc;

use crate::directory::{Change, Directory, Stamp};
use crate::testing::fixture::change_elsewhere;
use crate::testing::random::{Attempt, Scenario};

use super::broken::Broken;
use super::tally::{Counting, Fault, Tally};
use super::trial::Trial;

/// Where a log of changes is kept: a file, a database, a folder. Each value is a place of its own, which begins empty.
pub trait Storage {
    /// The log that is opened there.
    type Log: Log;

    /// Opens the log, as after a start of the program. What was stored before is there.
    ///
    /// The log [passes](Fuse::pass) the fuse between any two of its steps, so that it can be cut off there: also as it opens, if
    /// it mends something then.
    ///
    /// # Errors
    ///
    /// Whatever kept it from being opened.
    fn open(&self, fuse: Fuse) -> Result<Self::Log, <Self::Log as Log>::Error>;
}

/// A log of changes, opened.
pub trait Log {
    /// What can go wrong.
    type Error: fmt::Debug;

    /// Stores a change at the end of the log. Once this returns [`Appended::Stored`], the change is never lost.
    ///
    /// # Errors
    ///
    /// Whatever kept the change from being stored for sure. It may then be there or not, as a whole.
    fn append(&mut self, change: &Change) -> Result<Appended, Self::Error>;

    /// All changes that are stored, in the order of their revisions.
    ///
    /// # Errors
    ///
    /// Whatever kept them from being read.
    fn load(&mut self) -> Result<Vec<Change>, Self::Error>;
}

/// What became of a change that was given to a [`Log`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Appended {
    /// It is stored.
    Stored,
    /// Its revision is not the next one: it is not stored, and its command must be planned again.
    Stale,
}

/// What cuts a log off between two of its steps, as the end of a program does.
///
/// A log in a file passes it before and after each write; one in a database before each statement, and before the commit. A log
/// that passes none can't be cut off, and the law says so.
#[derive(Clone, Debug, Default)]
pub struct Fuse {
    /// How many more steps are made; without an end if there is none.
    left: Option<Rc<Cell<u32>>>,
}

/// The log was cut off here. Everything that it does from now on fails with this, until it is opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cut off by the law of stores")]
pub struct CutOff;

impl Fuse {
    /// A fuse that never cuts off: for the log in use.
    ///
    /// ```
    /// use sendright::testing::laws::Fuse;
    ///
    /// assert!(Fuse::never().pass().is_ok());
    /// ```
    #[must_use]
    pub const fn never() -> Self {
        Self { left: None }
    }

    fn after(steps: u32) -> Self {
        Self { left: Some(Rc::new(Cell::new(steps))) }
    }

    /// Goes on to the next step.
    ///
    /// # Errors
    ///
    /// [`CutOff`]: there is no next step. The log returns at once.
    pub fn pass(&self) -> Result<(), CutOff> {
        let Some(left) = &self.left else { return Ok(()) };
        let rest = left.get().checked_sub(1).ok_or(CutOff)?;
        left.set(rest);
        Ok(())
    }

    fn has_cut(&self) -> bool {
        self.left.as_ref().is_some_and(|left| left.get() == 0)
    }
}

/// A store of the log gives back in order what was put in, refuses a revision that is stored already or is not the next one, also
/// where another handle has stored it, and survives being cut off between any two of its steps: what it said to be stored is
/// there when it is opened again, and what it was storing is there as a whole or not at all, once. Then it goes on.
///
/// ```
/// use std::cell::RefCell;
/// use std::rc::Rc;
///
/// use sendright::Change;
/// use sendright::testing::laws::{self, Appended, CutOff, Fuse, Log, Storage};
///
/// /// A table in memory, with one transaction for each change.
/// #[derive(Default)]
/// struct Table(Rc<RefCell<Vec<Change>>>);
///
/// struct Opened {
///     table: Rc<RefCell<Vec<Change>>>,
///     fuse: Fuse,
/// }
///
/// impl Storage for Table {
///     type Log = Opened;
///
///     fn open(&self, fuse: Fuse) -> Result<Opened, CutOff> {
///         Ok(Opened { table: Rc::clone(&self.0), fuse })
///     }
/// }
///
/// impl Log for Opened {
///     type Error = CutOff;
///
///     fn append(&mut self, change: &Change) -> Result<Appended, CutOff> {
///         self.fuse.pass()?;
///         let next = self.table.borrow().len() as u64 + 1;
///         if change.revision() != next {
///             return Ok(Appended::Stale);
///         }
///         self.table.borrow_mut().push(change.clone());
///         self.fuse.pass()?;
///         Ok(Appended::Stored)
///     }
///
///     fn load(&mut self) -> Result<Vec<Change>, CutOff> {
///         self.fuse.pass()?;
///         Ok(self.table.borrow().clone())
///     }
/// }
///
/// laws::store(Table::default);
/// ```
///
/// # Panics
///
/// If the law does not hold, with the least case in which it fails.
#[track_caller]
pub fn store<S: Storage>(empty: impl Fn() -> S) {
    super::hold(Trial::new().store(empty));
}

impl Trial {
    /// Tries the law [`store`].
    ///
    /// # Errors
    ///
    /// [`Broken`], if it does not hold.
    pub fn store<S: Storage>(&self, empty: impl Fn() -> S) -> Result<Tally, Broken> {
        let counting = Counting::default();
        self.run("store", self.parts, &counting, |scenario| {
            let history = History::of(scenario);
            let broken = history
                .is_kept(&empty(), &counting)
                .and_then(|()| history.is_shared(&empty()))
                .and_then(|()| history.survives(&empty));
            broken.err().map(Fault::from)
        })
    }
}

/// What is stored in a case: the changes of a history, and for each revision another change that lost the race for it.
struct History {
    changes: Vec<Change>,
    late: Vec<Change>,
}

/// So many changes of a history are stored, the last ones of the world and what was done to it: one for each cut off.
const STORED: usize = 6;

impl History {
    fn of(scenario: &Scenario<Attempt>) -> Self {
        let (mut changes, mut late) = (scenario.world().changes().to_vec(), Vec::new());
        let mut directory = scenario.world().directory().clone();
        for attempt in scenario.parts() {
            // The same command by another node, at the same moment: another change of the same revision.
            let other = Stamp::new(attempt.at, change_elsewhere(directory.revision() + 1));
            let lost = directory.plan(attempt.actor, &attempt.command, other);
            if let Ok(change) = attempt.execute(&mut directory) {
                changes.push(change);
            }
            late.extend(lost.ok());
        }
        Self { changes, late }
    }

    /// Each change is stored once, in its order.
    fn is_kept<S: Storage>(&self, storage: &S, counting: &Counting) -> Result<(), String> {
        let mut log = opened(storage)?;
        for (number, change) in self.changes.iter().enumerate() {
            if let Some(beyond) = self.changes.get(number + 1) {
                refuses(&mut log, beyond, "leaves one out")?;
                counting.asked(false);
            }
            stores(&mut log, change)?;
            counting.asked(true);
            refuses(&mut log, change, "was stored before")?;
            counting.asked(false);
        }
        for late in &self.late {
            if late.revision() <= self.changes.len() as u64 {
                refuses(&mut log, late, "another change has taken")?;
            }
        }
        has(&mut log, &self.changes, "after all were stored")?;
        has(&mut opened(storage)?, &self.changes, "opened again")
    }

    /// What another handle has stored is stale for one that was opened before, as for another node. A store that one process alone
    /// can open says so by an error.
    fn is_shared<S: Storage>(&self, storage: &S) -> Result<(), String> {
        let (Some(first), Ok(mut one)) = (self.changes.first(), storage.open(Fuse::never())) else { return Ok(()) };
        let Ok(mut other) = storage.open(Fuse::never()) else { return Ok(()) };
        stores(&mut one, first)?;
        refuses(&mut other, first, "another handle has stored")?;
        has(&mut other, core::slice::from_ref(first), "after another handle has stored")?;
        match self.changes.get(1) {
            Some(second) => stores(&mut other, second).map_err(|fault| format!("{fault}, after another handle")),
            None => Ok(()),
        }
    }

    /// Cut off at every step, once.
    fn survives<S: Storage>(&self, empty: &impl Fn() -> S) -> Result<(), String> {
        let stored = self.changes.get(..STORED).unwrap_or(&self.changes);
        let mut steps = 0;
        loop {
            let storage = empty();
            let (fuse, mut said) = (Fuse::after(steps), 0);
            let whole = storage.open(fuse.clone()).is_ok_and(|mut log| {
                said = stored.iter().take_while(|change| matches!(log.append(change), Ok(Appended::Stored))).count();
                said == stored.len()
            });
            goes_on(&storage, stored, said).map_err(|fault| format!("cut off after {steps} steps, {fault}"))?;
            match (whole, fuse.has_cut()) {
                (true, _) if steps == 0 && !stored.is_empty() => return Err(NO_FUSE.into()),
                (true, _) => return Ok(()),
                (false, false) => return Err(format!("it fails after {steps} steps, and was not cut off")),
                (false, true) => steps += 1,
            }
        }
    }
}

const NO_FUSE: &str = "it can't be told: it passes no fuse, so that it can't be cut off";

/// Opened again, the log has what it said to have stored, and perhaps the change that it was storing; and it goes on.
fn goes_on<S: Storage>(storage: &S, stored: &[Change], said: usize) -> Result<(), String> {
    let mut log = opened(storage)?;
    let there = log.load().map_err(|error| format!("it can't be read: {error:?}"))?;
    let kept = there.len();
    if kept < said {
        return Err(format!("it has lost what it said to have stored: it has {kept} of {said} changes"));
    }
    if kept > said + 1 || stored.get(..kept) != Some(there.as_slice()) {
        return Err(format!("it has other changes than it was given: {kept}, and {said} were stored"));
    }
    if let Err(error) = Directory::replay(there) {
        return Err(format!("its changes can't be replayed: {error}"));
    }
    for change in stored.get(kept..).unwrap_or_default() {
        stores(&mut log, change).map_err(|fault| format!("{fault}, as it goes on"))?;
    }
    has(&mut log, stored, "after it went on")
}

fn opened<S: Storage>(storage: &S) -> Result<S::Log, String> {
    storage.open(Fuse::never()).map_err(|error| format!("it can't be opened: {error:?}"))
}

fn stores(log: &mut impl Log, change: &Change) -> Result<(), String> {
    match log.append(change) {
        Ok(Appended::Stored) => Ok(()),
        Ok(Appended::Stale) => Err(format!("it takes revision {}, the next one, for stale", change.revision())),
        Err(error) => Err(format!("it can't store revision {}: {error:?}", change.revision())),
    }
}

fn refuses(log: &mut impl Log, change: &Change, why: &str) -> Result<(), String> {
    match log.append(change) {
        // An error of a database that knows the key is a refusal, too.
        Ok(Appended::Stale) | Err(_) => Ok(()),
        Ok(Appended::Stored) => Err(format!("it stores revision {}, which {why}", change.revision())),
    }
}

fn has(log: &mut impl Log, changes: &[Change], when: &str) -> Result<(), String> {
    let there = log.load().map_err(|error| format!("it can't be read {when}: {error:?}"))?;
    let same = there.iter().zip(changes).take_while(|(one, other)| one == other).count();
    if there.len() == changes.len() && same == changes.len() {
        return Ok(());
    }
    Err(format!(
        "it gives back {} of {} changes {when}, wrong from revision {} on",
        there.len(),
        changes.len(),
        same + 1
    ))
}
