//! The page of the manual on putting the crate into an application shows this service as it is.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

use std::fs;
use std::path::Path;

#[test]
fn the_manual_shows_the_service_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("src/manual/application.md")).unwrap();
    let mut shown = 0;
    for block in page.split("```ignore\n// ").skip(1) {
        let (block, _) = block.split_once("\n```").expect("the block has an end");
        let (file, code) = block.split_once('\n').expect("the block has a file and code");
        let source = fs::read_to_string(root.join(file)).unwrap();
        assert!(source.contains(code), "{file} has no\n{code}");
        shown += 1;
    }
    assert_eq!(shown, page.matches("```ignore").count(), "each names its file");
    assert!(shown >= 6, "{shown}");
}
