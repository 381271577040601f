//! Text in 100 columns, in colour where the output is a terminal that wants it.

use std::io::{self, IsTerminal, Write};

const COLUMNS: usize = 100;

pub(crate) struct Page<W> {
    out: W,
    coloured: bool,
    questions: usize,
    wrong: usize,
}

impl Page<io::Stdout> {
    pub(crate) fn on_stdout() -> Self {
        let coloured = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { out: io::stdout(), coloured, questions: 0, wrong: 0 }
    }
}

impl<W: Write> Page<W> {
    pub(crate) fn title(&mut self, title: &str, about: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.paint("1", title))?;
        writeln!(self.out, "{}", self.paint("2", about))
    }

    pub(crate) fn question(&mut self, text: &str) -> io::Result<()> {
        self.questions += 1;
        let text = format!("{}. {text}", self.questions);
        writeln!(self.out, "\n{}\n{}", self.paint("2", &"─".repeat(COLUMNS)), self.paint("1", &text))
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
            return writeln!(self.out, "   {}", self.paint("32", "✓ as it was made"));
        }
        self.wrong += 1;
        writeln!(self.out, "   {}", self.paint("31", "≠ this is not how it was made"))
    }

    /// The last line; whether all answers were right.
    pub(crate) fn end(&mut self) -> io::Result<bool> {
        writeln!(self.out, "{}", self.paint("2", &"─".repeat(COLUMNS)))?;
        let (code, text) = match self.wrong {
            0 => ("32", format!("All {} answers are what the construction knows to be true.", self.questions)),
            wrong => ("31", format!("{wrong} answers are wrong.")),
        };
        writeln!(self.out, "{}", self.paint(code, &text))?;
        Ok(self.wrong == 0)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
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
