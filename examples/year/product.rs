//! The product: what it keeps, how it gives commands and asks questions, and how both are told.

use std::error::Error;
use std::io::{self, Stdout, Write};

use chrono::{DateTime, TimeZone, Utc};
use sendright::history::{History, HistoryEntry};
use sendright::{
    AccountId, Actor, ApiKeyId, Change, Command, CommitError, Denial, Directory, Refusal, Request, RoleId, Stamp,
    UserId,
};
use uuid::Uuid;

use crate::style::Style;
use crate::wrap::wrapped;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Ids are fixed, so that the year is the same in every run; an application makes new ones with `UserId::new()`.
pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Nine o'clock on a day of the year.
pub(crate) fn day(month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, 9, 0, 0).single().unwrap_or_default()
}

/// Who and what there is in several chapters.
#[derive(Clone, Copy)]
pub(crate) struct Cast {
    pub(crate) acme: AccountId,
    pub(crate) north: AccountId,
    pub(crate) south: AccountId,
    pub(crate) beta: AccountId,
    pub(crate) ada: UserId,
    pub(crate) max: UserId,
    pub(crate) lea: UserId,
    pub(crate) bea: UserId,
    pub(crate) deputy: RoleId,
    /// Lea's keys: one in each of her accounts.
    pub(crate) import: ApiKeyId,
    pub(crate) nightly: ApiKeyId,
    pub(crate) till: ApiKeyId,
}

pub(crate) struct Product {
    pub(crate) directory: Directory,
    pub(crate) history: History,
    /// The changes, as the database has them.
    pub(crate) log: Vec<Change>,
    pub(crate) cast: Cast,
    out: Stdout,
    style: Style,
}

impl Product {
    pub(crate) fn new() -> Self {
        let cast = Cast {
            acme: id(1).into(),
            north: id(2).into(),
            south: id(3).into(),
            beta: id(4).into(),
            ada: id(11).into(),
            max: id(12).into(),
            lea: id(13).into(),
            bea: id(14).into(),
            deputy: id(21).into(),
            import: id(31).into(),
            nightly: id(32).into(),
            till: id(33).into(),
        };
        let (directory, history, log) = (Directory::new(), History::new(), Vec::new());
        Self { directory, history, log, cast, out: io::stdout(), style: Style::detect() }
    }

    pub(crate) fn chapter(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", self.style.strong(title))
    }

    /// What happens in the world.
    pub(crate) fn says(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", wrapped(text, 0))
    }

    pub(crate) fn plan(
        &self,
        at: DateTime<Utc>,
        actor: impl Into<Actor>,
        command: &Command,
    ) -> Result<Change, Refusal> {
        let next = self.directory.revision() + 1;
        self.directory.plan(actor, command, Stamp::new(at, id(0x1000 + u128::from(next)).into()))
    }

    /// Stores a change, and commits it through the history.
    pub(crate) fn commit(&mut self, change: Change) -> Result<(), CommitError> {
        self.log.push(change.clone());
        self.history.commit(&mut self.directory, change)
    }

    /// A command that is accepted, told as its line of the history.
    pub(crate) fn does(&mut self, at: DateTime<Utc>, actor: impl Into<Actor>, command: &Command) -> Outcome {
        let change = self.plan(at, actor, command)?;
        self.commit(change)?;
        let line = self.history.entries().last().map(|entry| entry.brief().to_string());
        Ok(self.good(&line.unwrap_or_default())?)
    }

    /// A command that is refused, with this code.
    #[track_caller]
    pub(crate) fn does_not(
        &mut self,
        what: &str,
        (at, actor, command): (DateTime<Utc>, impl Into<Actor>, &Command),
        code: &str,
    ) -> io::Result<()> {
        let refusal = self.plan(at, actor, command).err();
        assert_eq!(refusal.as_ref().map(Refusal::code), Some(code), "{what}");
        let sentence = refusal.map(|refusal| self.with_names(refusal.to_string())).unwrap_or_default();
        self.bad(&format!("{what}: {sentence} ({code})"))
    }

    /// A question to which the answer is yes.
    #[track_caller]
    pub(crate) fn may(&mut self, question: &str, request: &Request) -> io::Result<()> {
        assert_eq!(self.directory.authorize(request).err(), None, "{question}");
        self.good(&format!("{question} Yes."))
    }

    /// A question to which the answer is no, with this code.
    #[track_caller]
    pub(crate) fn may_not(&mut self, question: &str, request: &Request, code: &str) -> io::Result<()> {
        let denial = self.directory.authorize(request).err();
        assert_eq!(denial.as_ref().map(Denial::code), Some(code), "{question}");
        let sentence = denial.map(|denial| denial.to_string()).unwrap_or_default();
        self.bad(&format!("{question} No: {sentence} ({code})"))
    }

    /// A fact that holds.
    #[track_caller]
    pub(crate) fn shows(&mut self, fact: &str, holds: bool) -> io::Result<()> {
        assert!(holds, "{fact}");
        self.good(fact)
    }

    /// Text that the library made, line by line.
    pub(crate) fn quotes(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            writeln!(self.out, "    {}", self.style.dim(&wrapped(line, 4)))?;
        }
        Ok(())
    }

    pub(crate) fn last_entry(&self) -> Option<&HistoryEntry> {
        self.history.entries().last()
    }

    fn good(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "  {} {}", self.style.good("✓"), wrapped(text, 4))
    }

    fn bad(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "  {} {}", self.style.bad("✗"), wrapped(text, 4))
    }

    /// A sentence with names in place of the accounts' ids.
    fn with_names(&self, sentence: String) -> String {
        let accounts = self.directory.roots().flat_map(|root| self.directory.subtree(root.id()));
        accounts.fold(sentence, |text, account| text.replace(&account.id().to_string(), account.name().as_str()))
    }
}
