use core::str::FromStr;

use crate::permission::{Shown, cut};

/// The name of an account, a user, a role or an API key, as people see it.
///
/// A name is not empty and has at most [`MAX_LENGTH`](Self::MAX_LENGTH) characters. It has no control characters, and no white
/// space at its beginning or end.
///
/// Characters that break a line or change the direction of the text around them count as control characters: the line and
/// paragraph separators (U+2028, U+2029) and the embeddings, overrides and isolates of bidirectional text (U+202A to U+202E,
/// U+2066 to U+2069). Unicode's UAX #9 and UTR #36 describe how they deceive readers. The marks that languages written from
/// right to left need are allowed.
///
/// ```
/// use sendright::Name;
///
/// let name: Name = "Ada Lovelace".parse().unwrap();
/// assert_eq!(name.as_str(), "Ada Lovelace");
/// assert_eq!("".parse::<Name>().unwrap_err().to_string(), "a name must not be empty");
/// assert!("a\nb".parse::<Name>().is_err());
/// assert!("Ada\u{202e}".parse::<Name>().is_err(), "it would reverse the text that follows");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

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
}

impl Name {
    /// The greatest number of characters in a name.
    pub const MAX_LENGTH: usize = 200;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
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
        if text.trim().len() != text.len() {
            return Err(ParseNameError::Space);
        }
        Ok(Self(text.into()))
    }
}

/// Whether a character must not be in a line of text: it breaks the line, or changes the direction of the text.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A telephone number in the international form of ITU-T E.164: `+` and 7 to 15 digits, of which the first is not 0. The
/// parser leaves out spaces, hyphens, dots and parentheses.
///
/// ```
/// use sendright::Phone;
///
/// let phone: Phone = "+49 (30) 901820".parse().unwrap();
/// assert_eq!(phone.as_str(), "+4930901820");
/// assert!("030 901820".parse::<Phone>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(Box<str>);

/// The error for a text that is not a [`Phone`] number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a telephone number: expected `+`, the country code and the number, 7 to 15 digits", Shown(.input))]
pub struct ParsePhoneError {
    input: String,
}

impl Phone {
    /// The number, `+` and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = ParsePhoneError;

    fn from_str(text: &str) -> Result<Self, ParsePhoneError> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).take(17).collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let well_formed =
            (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(number.into())) } else { Err(ParsePhoneError { input: cut(text) }) }
    }
}

/// The text without white space at its ends, and with a replacement character for each control character: as names are
/// shown within other text.
pub(crate) fn clean(text: &str) -> String {
    text.trim().chars().map(|c| if is_control(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Implements `Debug`, `Display` and the wire format for a type that holds a checked text.
macro_rules! text {
    ($type:ident) => {
        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }
    };
}
pub(super) use text;

text!(Name);
text!(Phone);
