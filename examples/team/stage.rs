//! Plays a story on a directory and prints it; notes what did not come out as the story says.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use sendright::{Actor, Change, Command, Directory, Request};

use crate::style::Style;
use crate::words::{Cast, instant};
use crate::wrap::wrapped;

/// The directory that the story changes, and where it is told.
pub(crate) struct Stage<W> {
    pub(crate) directory: Directory,
    pub(crate) changes: Vec<Change>,
    pub(crate) cast: Cast,
    /// What came out otherwise than expected.
    pub(crate) surprises: usize,
    out: W,
    style: Style,
}

/// The place of what follows a time.
const INDENT: usize = 19;

impl<W: Write> Stage<W> {
    pub(crate) fn new(out: W) -> Self {
        let (directory, changes, cast) = (Directory::new(), Vec::new(), Cast::default());
        Self { directory, changes, cast, surprises: 0, out, style: Style::detect() }
    }

    pub(crate) fn chapter(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", self.style.strong(title))
    }

    /// A command: done if no code is expected, else refused with that code.
    pub(crate) fn act(
        &mut self,
        at: DateTime<Utc>,
        actor: impl Into<Actor>,
        command: Command,
        expected: Option<&str>,
    ) -> io::Result<()> {
        let actor = actor.into();
        let told = format!("{} {}.", self.cast.actor(actor), self.cast.command(&command));
        write!(self.out, "{}", self.style.dim(&format!("{:<INDENT$}", instant(at))))?;
        writeln!(self.out, "{}", wrapped(&told, INDENT))?;
        let code = match self.directory.execute(actor, command, at) {
            Ok(change) => {
                self.verdict(Verdict::Good, &format!("done: revision {}", change.revision()))?;
                self.changes.push(change);
                None
            }
            Err(refusal) => {
                let sentence = self.cast.named(&refusal.to_string());
                self.verdict(Verdict::Bad, &format!("refused: {sentence} ({})", refusal.code()))?;
                Some(refusal.code())
            }
        };
        self.expect(code, expected)
    }

    /// A question: yes if no code is expected, else no with that code.
    pub(crate) fn ask(&mut self, question: &str, request: &Request, expected: Option<&str>) -> io::Result<()> {
        write!(self.out, "{}", self.style.dim(&format!("{:<INDENT$}", instant(request.at()))))?;
        writeln!(self.out, "{}", self.style.other(&wrapped(question, INDENT)))?;
        let answer = self.directory.authorize(request);
        let code = answer.as_ref().err().map(sendright::Denial::code);
        match answer {
            Ok(proof) => {
                let held = format!("yes: {} at scope {}", proof.required(), proof.scope());
                self.verdict(Verdict::Good, &held)?;
            }
            Err(denial) => self.verdict(Verdict::Bad, &format!("no: {denial} ({})", denial.code()))?,
        }
        self.expect(code, expected)
    }

    fn expect(&mut self, code: Option<&str>, expected: Option<&str>) -> io::Result<()> {
        if code == expected {
            return Ok(());
        }
        self.surprises += 1;
        self.verdict(Verdict::Bad, &format!("≠ the story says: {}", expected.unwrap_or("allowed")))
    }

    /// A line of what the library tells.
    pub(crate) fn tell(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:INDENT$}{}", "", wrapped(text, INDENT))
    }

    /// A fact that must hold.
    pub(crate) fn check(&mut self, text: &str, holds: bool) -> io::Result<()> {
        self.surprises += usize::from(!holds);
        let (verdict, answer) = if holds { (Verdict::Good, "yes") } else { (Verdict::Bad, "no") };
        self.verdict(verdict, &format!("{text}: {answer}"))
    }

    /// Changes, as an application lists its history.
    pub(crate) fn history<'a>(&mut self, changes: impl IntoIterator<Item = &'a Change>) -> io::Result<()> {
        for change in changes {
            let start = format!("{:>3}  {:<13}", change.revision(), change.at().format("%e %b %H:%M").to_string());
            let told = wrapped(&self.cast.change(change), INDENT);
            writeln!(self.out, "{} {told}", self.style.dim(&start))?;
        }
        Ok(())
    }

    fn verdict(&mut self, verdict: Verdict, text: &str) -> io::Result<()> {
        let (mark, text) = (verdict.mark(), wrapped(text, INDENT + 2));
        let text = format!("{mark} {text}");
        let painted = match verdict {
            Verdict::Good => self.style.good(&text),
            Verdict::Bad => self.style.bad(&text),
        };
        writeln!(self.out, "{:INDENT$}{painted}", "")
    }
}

#[derive(Clone, Copy)]
enum Verdict {
    Good,
    Bad,
}

impl Verdict {
    const fn mark(self) -> char {
        match self {
            Self::Good => '✓',
            Self::Bad => '✗',
        }
    }
}
