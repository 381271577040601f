use core::cell::Cell;

use super::answer::Answer;

/// How often a law was tried, so that nobody takes a law for held that was never put to the test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Random cases.
    pub cases: u32,
    /// Questions that were answered, rows that were listed or not, changes that were stored.
    pub asked: u64,
    /// Of these, what the directory allows.
    pub allowed: u64,
    /// Of these, what the directory denies.
    pub denied: u64,
}

/// Counts while a law runs.
#[derive(Debug, Default)]
pub(super) struct Counting {
    tally: Cell<Tally>,
    kept: Cell<bool>,
}

impl Counting {
    pub(super) fn case(&self) {
        self.tally.set(Tally { cases: self.tally.get().cases + 1, ..self.tally.get() });
    }

    /// Something that the directory allows, or denies.
    pub(super) fn asked(&self, allowed: bool) {
        let tally = self.tally.get();
        let (asked, more) = (tally.asked + 1, u64::from(allowed));
        self.tally.set(Tally { asked, allowed: tally.allowed + more, denied: tally.denied + 1 - more, ..tally });
    }

    /// Whether a cache has answered from what it keeps.
    pub(super) fn keeps(&self, kept: bool) {
        self.kept.set(self.kept.get() || kept);
    }

    pub(super) fn kept(&self) -> bool {
        self.kept.get()
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally.get()
    }
}

impl Tally {
    /// What was missing for the law to mean anything.
    pub(super) fn lack(&self) -> Option<&'static str> {
        match (self.asked, self.allowed, self.denied) {
            (0, ..) => Some("it was asked nothing"),
            (_, 0, _) => Some("nothing that it was asked is allowed"),
            (_, _, 0) => Some("nothing that it was asked is denied"),
            _ => None,
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) text: String,
    /// Whether somebody gets what they should not: worse than what they do not get.
    pub(super) opens: bool,
}

impl Fault {
    pub(super) fn opening(text: String) -> Self {
        Self { text, opens: true }
    }
}

impl From<String> for Fault {
    fn from(text: String) -> Self {
        Self { text, opens: false }
    }
}

impl From<&str> for Fault {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// The first of the worst.
pub(super) fn worst(faults: impl Iterator<Item = Fault>) -> Option<Fault> {
    faults.reduce(|worst, next| if next.opens && !worst.opens { next } else { worst })
}

/// What is wrong with an answer, if anything is.
pub(super) fn fault(answer: &Answer, expected: Result<(), &'static str>) -> Option<Fault> {
    match (answer, expected) {
        (Answer::Allowed, Err(code)) => {
            Some(Fault::opening(format!("it allows what the directory denies with `{code}`")))
        }
        (answer, expected) => falls_short(answer, expected).map(Fault::from),
    }
}

/// What is wrong with an answer that allows nothing that the directory denies.
fn falls_short(answer: &Answer, expected: Result<(), &'static str>) -> Option<String> {
    match (answer, expected) {
        (Answer::NotAsked | Answer::Allowed, _) | (Answer::Refused, Err(_)) => None,
        (Answer::Denied(code), Err(expected)) if code == expected => None,
        (Answer::Denied(code), Ok(())) => Some(format!("it denies with `{code}` what the directory allows")),
        (Answer::Refused, Ok(())) => Some("it denies what the directory allows".into()),
        (Answer::Denied(code), Err(expected)) => {
            Some(format!("it denies with `{code}` what the directory denies with `{expected}`"))
        }
    }
}
