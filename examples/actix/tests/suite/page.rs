//! The manual shows the example as it is.

use std::fs;
use std::path::Path;

const FENCE: (&str, &str) = ("```ignore\n", "\n```\n");

/// With `SENDRIGHT_BLESS=1` the page gets the code again.
#[test]
fn the_page_of_the_manual_has_the_code_of_the_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join("../../src/manual/middleware.md");
    let text = fs::read_to_string(&page).unwrap();
    let code = fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let (before, rest) = text.split_once(FENCE.0).expect("the page has the code");
    let (shown, after) = rest.split_once(FENCE.1).expect("the code has an end");
    assert!(!after.contains(FENCE.0), "all other examples run");
    if std::env::var_os("SENDRIGHT_BLESS").is_some() {
        return fs::write(page, [before, FENCE.0, code.trim_end(), FENCE.1, after].concat()).unwrap();
    }
    assert_eq!(shown, code.trim_end(), "SENDRIGHT_BLESS=1 shows the code as it is");
}
