use core::str::FromStr;

use crate::permission::cut;

use super::text::text;

/// A telephone number in the international form of ITU-T E.164: `+` and 7 to 15 digits, of which the first is not 0 (rule
/// C8). The parser leaves out spaces, hyphens, dots and round brackets.
///
/// What people write beside the number is refused, since leaving it out or in would make another number of it: the `(0)`
/// that is dialled only within a country, and extensions.
///
/// ```
/// use sendright::Phone;
///
/// let phone: Phone = "+49 (30) 901820".parse().unwrap();
/// assert_eq!(phone.as_str(), "+4930901820");
/// assert!("030 901820".parse::<Phone>().is_err());
/// assert_eq!(
///     "+49 (0)30 901820".parse::<Phone>().unwrap_err().to_string(),
///     "the telephone number can't be used: `(0)` is not dialled after a country code, leave it out",
/// );
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
// INVARIANT: after the text stand zero bytes, which are less than any digit, so that numbers are in the order of their texts.
pub struct Phone([u8; LONGEST]);

/// `+` and 15 digits.
const LONGEST: usize = 16;

text!(Phone);

/// The error for a text that is not a [`Phone`] number, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the telephone number can't be used: {reason}")]
pub struct ParsePhoneError {
    input: String,
    reason: &'static str,
}

impl ParsePhoneError {
    /// The text; a long one is cut, and ends with `…`. The sentence leaves it out, since sentences go to logs and a number
    /// is somebody's (rule C3).
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_phone"
    }
}

/// A country code that ITU-T E.164 has assigned to nobody.
const ERASED: &str = "+999";

impl Phone {
    /// What stands in the place of a number that is erased.
    pub(crate) fn erased(number: usize) -> Self {
        Self::padded(&format!("{ERASED}{number:07}"))
    }

    pub(crate) fn is_erased(&self) -> bool {
        self.as_str().starts_with(ERASED)
    }

    fn padded(text: &str) -> Self {
        let mut padded = [0; LONGEST];
        padded.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
        Self(padded)
    }

    /// The number, `+` and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let text = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
        core::str::from_utf8(text).unwrap_or_default()
    }
}

impl AsRef<str> for Phone {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Phone {
    type Err = ParsePhoneError;

    fn from_str(text: &str) -> Result<Self, ParsePhoneError> {
        canonical(text).map_err(|reason| ParsePhoneError { input: cut(text), reason })
    }
}

/// The longest text that is read. A number with a separator between any two digits is shorter.
const MAX_INPUT: usize = 64;

fn canonical(text: &str) -> Result<Phone, &'static str> {
    if text.len() > MAX_INPUT {
        return Err("it is too long");
    }
    check_characters(text)?;
    check_plus(text)?;
    check_brackets(text)?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.starts_with('0') {
        return Err("a country code does not begin with 0");
    }
    if !(7..=15).contains(&digits.len()) {
        return Err("expected 7 to 15 digits, with the country code");
    }
    Ok(Phone::padded(&format!("+{digits}")))
}

fn check_characters(text: &str) -> Result<(), &'static str> {
    match text.chars().find(|c| !matches!(c, '0'..='9' | '+' | ' ' | '-' | '.' | '(' | ')')) {
        None => Ok(()),
        Some(';' | ',' | '#' | '*') => Err("an extension is not part of it, leave it out"),
        Some(c) if c.is_ascii_alphabetic() && text.contains(|c: char| c.is_ascii_digit()) => {
            Err("letters and extensions are not part of it, leave them out")
        }
        Some(c) if c.is_numeric() => Err("expected the digits 0 to 9"),
        Some(_) => Err("expected `+` and digits, with spaces, dots, hyphens and round brackets only"),
    }
}

fn check_plus(text: &str) -> Result<(), &'static str> {
    let is_mark = |c: char| c == '+' || c.is_ascii_digit();
    match (text.find(is_mark), text.rfind('+')) {
        (_, None) => Err("expected `+` and the country code first, as in `+49 30 901820`"),
        (first, last) if first != last => Err("expected one `+`, and nothing before it"),
        _ => Ok(()),
    }
}

/// Brackets match, are not nested, and each pair has digits within, which are more than the `0` of a national number.
fn check_brackets(text: &str) -> Result<(), &'static str> {
    let mut groups = text.split('(');
    if groups.next().is_some_and(|first| first.contains(')')) {
        return Err(UNMATCHED);
    }
    for group in groups {
        let Some((within, after)) = group.split_once(')') else { return Err(UNMATCHED) };
        if after.contains(')') {
            return Err(UNMATCHED);
        }
        let mut digits = within.chars().filter(char::is_ascii_digit);
        match (digits.next(), digits.next()) {
            (None, _) => return Err("its brackets are empty"),
            (Some('0'), None) => return Err("`(0)` is not dialled after a country code, leave it out"),
            _ => {}
        }
    }
    Ok(())
}

const UNMATCHED: &str = "its brackets do not match";
