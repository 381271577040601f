//! A snapshot in any of the formats: it is refused, or restored as a directory that keeps all rules.

use sendright::{Directory, Snapshot};

use crate::laws::{is_short, stored};
use crate::sound::{records, sound};

/// Holds the laws of a snapshot to any bytes.
pub fn hold(bytes: &[u8]) {
    for snapshot in stored::<Snapshot>(bytes) {
        match Directory::restore(snapshot) {
            Ok(directory) => {
                sound(&directory);
                assert!(records(&directory) <= bytes.len(), "there are more records than bytes");
            }
            Err(error) => is_short(&error),
        }
    }
}
