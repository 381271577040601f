//! Text in 100 columns, in colour where the output is a terminal that wants it.

use std::io::{self, Write};

use crate::style::Style;

const COLUMNS: usize = 100;

pub(crate) struct Page<W> {
    out: W,
    style: Style,
    questions: usize,
    wrong: usize,
}

impl Page<io::Stdout> {
    pub(crate) fn on_stdout() -> Self {
        Self { out: io::stdout(), style: Style::detect(), questions: 0, wrong: 0 }
    }
}

impl<W: Write> Page<W> {
    pub(crate) fn title(&mut self, title: &str, about: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.style.strong(title))?;
        writeln!(self.out, "{}", self.style.dim(about))
    }

    pub(crate) fn question(&mut self, text: &str) -> io::Result<()> {
        self.questions += 1;
        let text = format!("{}. {text}", self.questions);
        writeln!(self.out, "\n{}\n{}", self.style.dim(&"─".repeat(COLUMNS)), self.style.strong(&text))
    }

    /// A paragraph under a question.
    pub(crate) fn say(&mut self, text: &str) -> io::Result<()> {
        self.lines(text, "   ", "   ")
    }

    /// One of a list.
    pub(crate) fn item(&mut self, text: &str) -> io::Result<()> {
        self.lines(text, "   • ", "     ")
    }

    /// The first of a list, and how many more there are.
    pub(crate) fn items(&mut self, texts: &[String], most: usize) -> io::Result<()> {
        for text in texts.iter().take(most) {
            self.item(text)?;
        }
        if texts.len() > most { self.item(&format!("and {} more", texts.len() - most)) } else { Ok(()) }
    }

    /// Whether the answer is what the construction knows.
    pub(crate) fn check(&mut self, right: bool) -> io::Result<()> {
        if right {
            return writeln!(self.out, "   {}", self.style.good("✓ as it was made"));
        }
        self.wrong += 1;
        writeln!(self.out, "   {}", self.style.bad("≠ this is not how it was made"))
    }

    /// The last line; whether all answers were right.
    pub(crate) fn end(&mut self) -> io::Result<bool> {
        writeln!(self.out, "{}", self.style.dim(&"─".repeat(COLUMNS)))?;
        let text = match self.wrong {
            0 => {
                let text = format!("All {} answers are what the construction knows to be true.", self.questions);
                self.style.good(&text)
            }
            wrong => self.style.bad(&format!("{wrong} answers are wrong.")),
        };
        writeln!(self.out, "{text}")?;
        Ok(self.wrong == 0)
    }

    fn lines(&mut self, text: &str, first: &str, other: &str) -> io::Result<()> {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split(' ') {
            if !empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                writeln!(self.out, "{line}")?;
                other.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        writeln!(self.out, "{line}")
    }
}
