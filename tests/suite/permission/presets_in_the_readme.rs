//! The matrix of presets in the README is the one that the crate answers with.

use std::sync::{Mutex, PoisonError};

use sendright::matrix::AccessMatrix;

use crate::support::golden::Bless;

const BEGIN: &str = "<!-- presets -->\n";
const END: &str = "<!-- end of presets -->";

#[test]
fn the_readme_shows_the_presets() {
    let matrix = format!("\n{}\n", AccessMatrix::of_presets().to_markdown());
    is_shown(BEGIN, &matrix, END);
}

/// What stands in the README between two marks is this.
#[track_caller]
pub(super) fn is_shown(begin: &str, matrix: &str, end: &str) {
    // Two tests write into the same file when they are told to.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(begin).unwrap();
    let (shown, after) = rest.split_once(end).unwrap();
    match Bless::asked() {
        Bless::Nothing => {
            assert_eq!(shown, matrix, "the README is old: SENDRIGHT_BLESS=1 cargo test writes it anew");
        }
        Bless::WithoutLoss | Bless::Everything => {
            std::fs::write(path, [before, begin, matrix, end, after].concat()).unwrap();
        }
    }
}
