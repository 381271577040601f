use core::str::FromStr;

use super::shown::{comparison_key, not_shown, starts_with_a_mark};
use super::text::{is_control, text};

/// The name of an account, a user, a role or an API key, as people see it (rule C12).
///
/// A name is not empty and has at most [`MAX_LENGTH`](Self::MAX_LENGTH) characters. It has no control characters, no white
/// space at its beginning or end, and nothing that readers would not see.
///
/// Characters that break a line or change the direction of the text around them count as control characters: the line and
/// paragraph separators (U+2028, U+2029) and the embeddings, overrides and isolates of bidirectional text (U+202A to U+202E,
/// U+2066 to U+2069). Unicode's UAX #9 and UTR #36 describe how they deceive readers.
///
/// ```
/// use sendright::Name;
///
/// let name: Name = "Ada Lovelace".parse().unwrap();
/// assert_eq!(name.as_str(), "Ada Lovelace");
/// assert_eq!("".parse::<Name>().unwrap_err().to_string(), "a name must not be empty");
/// assert!("a\nb".parse::<Name>().is_err());
/// assert!("Ada\u{202e}".parse::<Name>().is_err(), "it would reverse the text that follows");
/// assert!("A\u{200b}da".parse::<Name>().is_err(), "a space of no width: it would look like `Ada`");
/// ```
///
/// # What readers would not see
///
/// | refused | examples |
/// | --- | --- |
/// | what Unicode calls default-ignorable, and format characters | U+00AD soft hyphen, U+200B space of no width, U+200E and U+200F marks of direction, U+2060, U+FEFF, the Hangul fillers U+115F, U+1160, U+3164 and U+FFA0 |
/// | what has an empty glyph | U+2800 braille blank, U+FFFC, U+1D159, U+13441, U+13442, U+16FE4 |
/// | what has no agreed glyph: private use, and what is no character | U+E000, U+FFFF |
/// | a combining mark at the beginning, and so a name of marks alone | U+0301 |
///
/// Where names of people and emoji need an invisible character, and it changes what is shown, it is allowed:
///
/// | allowed | where | for example |
/// | --- | --- | --- |
/// | the joiners U+200C and U+200D | between letters of a cursive script, such as Arabic; beside the virama of an Indic script; U+200D also after a letter that it gives its initial form | علی‌رضا, क्‍ष |
/// | U+200D | between emoji | 👩‍👧 |
/// | the selectors U+FE0E and U+FE0F | after an emoji | ❤️ |
/// | tags | in the flags of England, Scotland and Wales | 🏴󠁧󠁢󠁳󠁣󠁴󠁿 |
/// | variation selectors | after an ideograph, or a Mongolian or Myanmar letter that has variants | 葛󠄀 |
///
/// These are the conditions of RFC 5892 (appendix A) and UAX #31 for joiners, widened by what is written in Persian,
/// Bengali, Kannada, Malayalam and Japanese names. Spaces between words are allowed, also those that do not break.
///
/// A text whose direction differs from that of the text around it is shown in order by isolating it there (`<bdi>` in
/// HTML): the marks of direction are not part of a name.
///
/// # Stored names
///
/// Unicode grows, and a later version may know more characters that do not show. So a name is judged when it is parsed, and
/// again when a command is planned that gives it to something; deserializing refuses only what no version ever accepted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

text!(Name, Name::stored);

/// The error for a text that is not a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseNameError {
    /// The text is empty.
    #[error("a name must not be empty")]
    Empty,
    /// The text has more than [`Name::MAX_LENGTH`] characters: it has this many.
    #[error("a name has at most {max} characters, not {0}", max = Name::MAX_LENGTH)]
    TooLong(usize),
    /// The text has a control character, such as a line break, or a character that changes the direction of text.
    #[error("a name must not contain the control character {0:?}")]
    Control(char),
    /// The text begins or ends with white space.
    #[error("a name must not begin or end with white space")]
    Space,
    /// The text has a character that readers would not see where it is.
    #[error("a name must not contain U+{code:04X} where readers do not see it: leave it out", code = u32::from(*.0))]
    NotShown(char),
    /// The text begins with a combining mark, which would be shown on whatever comes before the name.
    #[error("a name must not begin with the combining mark U+{code:04X}: begin with a letter", code = u32::from(*.0))]
    Mark(char),
}

impl ParseNameError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong(_) => "too_long",
            Self::Control(_) => "control_character",
            Self::Space => "outer_space",
            Self::NotShown(_) => "not_shown",
            Self::Mark(_) => "leading_mark",
        }
    }
}

impl Name {
    /// The greatest number of characters in a name.
    pub const MAX_LENGTH: usize = 200;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands in the place of a person's name that is erased.
    pub(crate) fn erased() -> Self {
        Self("Erased".into())
    }

    /// A name as it was stored, by whichever version: what every version checks, and no more (rule I7).
    // INVARIANT: never grows. A table that grows with Unicode belongs in `check_shown`.
    fn stored(text: &str) -> Result<Self, ParseNameError> {
        if text.is_empty() {
            return Err(ParseNameError::Empty);
        }
        // A text has at most as many characters as bytes.
        let length = if text.len() <= Self::MAX_LENGTH { text.len() } else { text.chars().count() };
        if length > Self::MAX_LENGTH {
            return Err(ParseNameError::TooLong(length));
        }
        if let Some(control) = text.chars().find(|c| is_control(*c)) {
            return Err(ParseNameError::Control(control));
        }
        if text.starts_with(is_space) || text.ends_with(is_space) {
            return Err(ParseNameError::Space);
        }
        Ok(Self(text.into()))
    }

    /// C12: readers see all of the name. By tables that grow, so a stored name is not judged by it.
    pub(crate) fn check_shown(&self) -> Result<(), ParseNameError> {
        if let Some(mark) = starts_with_a_mark(self.as_str()) {
            return Err(ParseNameError::Mark(mark));
        }
        not_shown(self.as_str()).map_or(Ok(()), |c| Err(ParseNameError::NotShown(c)))
    }

    /// What names have in common that readers take for the same (rule C12).
    pub(crate) fn comparison_key(&self) -> String {
        comparison_key(self.as_str())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Name {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        let name = Self::stored(text)?;
        name.check_shown()?;
        Ok(name)
    }
}

/// White space, as it was in the first version.
// INVARIANT: never grows, unlike `char::is_whitespace`: stored names are checked by it.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
            | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}
