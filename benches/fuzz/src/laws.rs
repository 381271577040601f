//! Laws that hold for whatever is read: it can be written and read again, and what is refused is told in a few words.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// No message of this crate is longer, whatever it was given.
pub const LONGEST_MESSAGE: usize = 4096;

/// What can be stored and compared.
pub trait Stored: Serialize + DeserializeOwned + PartialEq + Debug {}

impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Stored for T {}

/// The values that the bytes are in the readable and in the compact format, of which each must survive.
pub fn stored<T: Stored>(bytes: &[u8]) -> impl Iterator<Item = T> + use<T> {
    let readable = serde_json::from_slice::<T>(bytes).inspect_err(|error| read_error_is_short(error, bytes.len())).ok();
    let compact = postcard::from_bytes::<T>(bytes).ok();
    [readable, compact].into_iter().flatten().inspect(survives)
}

/// What is written is read back equal, from both formats, and is written in the same way again.
pub fn survives<T: Stored>(value: &T) {
    let json = json(value);
    let again: T = serde_json::from_slice(&json).unwrap();
    assert_eq!(&again, value, "the readable form is another value");
    assert!(self::json(&again) == json, "the readable form is written in another way");
    let compact = compact(value);
    let again: T = postcard::from_bytes(&compact).unwrap();
    assert_eq!(&again, value, "the compact form is another value");
    assert!(self::compact(&again) == compact, "the compact form is written in another way");
}

/// The readable form.
pub fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// The compact form.
pub fn compact<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}

/// The text is refused in a few words, or read as a value that is printed in a way that is read as the same.
pub fn parsed<T>(text: &str) -> Option<T>
where
    T: FromStr<Err: Display + PartialEq + Debug> + Display + PartialEq + Debug,
{
    match text.parse::<T>() {
        Ok(value) => {
            let printed = value.to_string();
            let again = printed.parse::<T>();
            assert_eq!(again.as_ref(), Ok(&value), "it is printed as `{printed}`");
            assert_eq!(again.unwrap().to_string(), printed);
            Some(value)
        }
        Err(error) => {
            is_short(&error);
            None
        }
    }
}

/// A message is short, whatever it is about.
pub fn is_short(message: &impl Display) {
    let message = message.to_string();
    assert!(!message.is_empty() && message.len() <= LONGEST_MESSAGE, "{} bytes: {message}", message.len());
}

/// A message of a format is short, too, unless it is one of serde's own, which repeat what was not expected.
fn read_error_is_short(error: &serde_json::Error, input: usize) {
    const OF_SERDE: [&str; 3] = ["unknown field `", "unknown variant `", "invalid type: string \""];
    let message = error.to_string();
    if OF_SERDE.iter().any(|own| message.starts_with(own)) {
        // An escaped character can take ten times as much as it took, such as `\u{7f}` in place of a byte.
        assert!(message.len() <= LONGEST_MESSAGE + 10 * input, "{} bytes: {message}", message.len());
    } else {
        is_short(&message);
    }
}
