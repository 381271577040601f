use core::fmt;
use core::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where an entry is in the history: where a page ends, and the next one begins.
///
/// The newest is first: by revision, and among the entries of one revision the actions that were allowed at it before the change
/// that made it. Entries that come meanwhile, and an [erasure](crate::Log::erase), move no cursor.
///
/// # As text
///
/// `Display` writes it as 51 letters and digits, which need no escape in a URL; `FromStr` reads it, and `serde` does both. Do not
/// take the text apart. A later version reads what this one writes. It is no secret and no permission: it holds a revision, a time
/// and the number of a row, so what is read after it is to be decided as always.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use sendright_sqlx::Cursor;
/// # use sendright::testing::{World, account, now, user};
/// # use sendright_sqlx::{Log, Node, Settings};
/// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # Log::migrate(&pool).await?;
/// # let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
/// # for change in World::new().account_for("acme", "ada").account("other").changes() {
/// #     node.execute(change.actor(), change.command(), now()).await?;
/// # }
/// let log = node.log();
/// let page = log.history(Cursor::at_revision(node.revision()), 1).await?;
/// let next: String = page.last().expect("there is one").cursor.to_string();
///
/// // The next request sends it back.
/// let rest = log.history(next.parse()?, 50).await?;
/// assert_eq!(rest.len(), 1);
///
/// let error = "2".parse::<Cursor>().unwrap_err();
/// assert_eq!(error.to_string(), "`2` is not a cursor of the history: send back what came with the page before");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub(crate) revision: u64,
    pub(crate) is_action: bool,
    pub(crate) at: i64,
    pub(crate) entry: i64,
}

/// The error for a text that is not a [`Cursor`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a cursor of the history: send back what came with the page before", .input.escape_debug())]
pub struct ParseCursorError {
    input: String,
}

impl ParseCursorError {
    /// The text that is not a cursor; a long one is cut, and ends with `…`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_cursor"
    }

    /// The HTTP status: 400.
    #[must_use]
    pub const fn http_status(&self) -> u16 {
        400
    }
}

impl Cursor {
    /// Before everything of a later revision than this one: where the history of a directory at this revision begins.
    #[must_use]
    pub const fn at_revision(revision: u64) -> Self {
        Self { revision, is_action: true, at: i64::MAX, entry: i64::MAX }
    }

    /// The revision of the entry.
    #[must_use]
    pub const fn revision(self) -> u64 {
        self.revision
    }
}

/// How the text begins: that of another form begins otherwise.
const FORM: &str = "h1";

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_action { 'a' } else { 'c' };
        let (at, entry) = (self.at.cast_unsigned(), self.entry.cast_unsigned());
        write!(f, "{FORM}{:016x}{kind}{at:016x}{entry:016x}", self.revision)
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        // As it is written, and in no other way: digits may be read that are not written, as those of `+1`.
        let cursor = read(text).filter(|cursor| cursor.to_string() == text);
        cursor.ok_or_else(|| ParseCursorError { input: cut(text) })
    }
}

fn read(text: &str) -> Option<Cursor> {
    let digits = text.strip_prefix(FORM)?;
    let number = |from: usize| u64::from_str_radix(digits.get(from..from + 16)?, 16).ok();
    let is_action = digits.get(16..17)? == "a";
    let (at, entry) = (number(17)?.cast_signed(), number(33)?.cast_signed());
    Some(Cursor { revision: number(0)?, is_action, at, entry })
}

/// What is shown of a text that somebody sent.
fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
