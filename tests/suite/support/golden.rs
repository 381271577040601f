//! Golden files: what the library wrote once, and must go on writing.
//!
//! When something is meant to change, `SENDRIGHT_BLESS=1 cargo test` writes the files anew; the difference then shows in
//! review.
#![allow(dead_code, reason = "a test target uses some of them")]

use std::fmt::Write;

/// Compares with a file of this folder, and names the first line that differs.
#[track_caller]
pub(crate) fn assert_golden(file: &str, actual: &str) {
    let path = format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("SENDRIGHT_BLESS").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    for (line, (actual, golden)) in (1..).zip(actual.lines().zip(golden.lines())) {
        assert_eq!(actual, golden, "{file}, line {line}: if it is stored data, it would be lost");
    }
    assert!(actual == golden, "{file} has other lines at its end, or other line breaks");
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// A line for a golden file: a value in JSON and, in hexadecimal, in a compact format, after both were read back.
#[cfg(feature = "serde")]
#[track_caller]
pub(crate) fn both_forms<T>(value: &T) -> String
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let json = serde_json::to_string(value).unwrap();
    let compact = postcard::to_allocvec(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
    assert_eq!(&postcard::from_bytes::<T>(&compact).unwrap(), value);
    format!("{json} {}\n", hex(&compact))
}
