use core::str::FromStr;

use crate::permission::{Shown, cut};

/// What people call an account, a user, a role or a key: 1 to 200 characters, none of them a control character, without
/// white space at its ends.
///
/// What would break a line or turn the text around it is a control character, too: the line and paragraph separators
/// (U+2028, U+2029) and the embeddings, overrides and isolates of bidirectional text (U+202A to U+202E, U+2066 to U+2069;
/// Unicode's UAX #9 and UTR #36 on how they deceive). The marks that languages written from right to left need are not.
///
/// ```
/// use sendright::Name;
///
/// let name: Name = "Ada Lovelace".parse().unwrap();
/// assert_eq!(name.as_str(), "Ada Lovelace");
/// assert_eq!("".parse::<Name>().unwrap_err().to_string(), "a name must not be empty");
/// assert!("a\nb".parse::<Name>().is_err());
/// assert!("Ada\u{202e}".parse::<Name>().is_err(), "it would turn around what follows it");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

/// A text that can't be a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseNameError {
    /// There is nothing in it.
    #[error("a name must not be empty")]
    Empty,
    /// It has more than 200 characters.
    #[error("a name has at most 200 characters, not {0}")]
    TooLong(usize),
    /// It has a control character, such as a line break, or one that turns text around.
    #[error("a name must not contain the control character {0:?}")]
    Control(char),
    /// It begins or ends with white space.
    #[error("a name must not begin or end with white space")]
    Space,
}

impl Name {
    const MAX: usize = 200;

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
        // As many bytes can't be more characters.
        let length = if text.len() <= Self::MAX { text.len() } else { text.chars().count() };
        if length > Self::MAX {
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

/// Whether a character is none of a line's: it breaks it, or turns around what is beside it.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A telephone number in the international form of ITU-T E.164: `+` and 7 to 15 digits, the first not 0. Spaces, hyphens,
/// dots and parentheses are left out when it is read.
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

/// A text that is not a [`Phone`] number.
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

/// A text without what breaks a line, or reorders the text around it (Unicode UAX #9): how names are shown among others'
/// words.
pub(crate) fn clean(text: &str) -> String {
    text.trim().chars().map(|c| if is_control(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A type that is a checked text: how it prints, and how it comes in and goes out.
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
