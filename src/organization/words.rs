//! Instants and names as sentences for people have them.

use core::fmt::{self, Display, Formatter, Write};

use chrono::{DateTime, Utc};

use super::name::Name;

/// An instant to the minute.
#[derive(Clone, Copy)]
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

impl Display for Instant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d %H:%M UTC"))
    }
}

/// A text that somebody chose, in quotation marks, so that it is not taken for the sentence's own words. Quotation marks
/// and backslashes in it are written after a backslash.
pub(crate) struct Quoted<'a>(pub(crate) &'a Name);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('“')?;
        for c in self.0.as_str().chars() {
            if matches!(c, '“' | '”' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('”')
    }
}
