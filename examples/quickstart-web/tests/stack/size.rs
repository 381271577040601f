//! That the product is small.

use std::fs;
use std::path::Path;

/// What is not blank and no comment.
fn is_code(line: &&str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

#[test]
fn the_product_has_at_most_150_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.iter().all(|file| file.extension().is_some_and(|ext| ext == "rs")), "{files:?}");
    let lines: usize = files.iter().map(|file| fs::read_to_string(file).unwrap().lines().filter(is_code).count()).sum();
    assert!((100..=150).contains(&lines), "{lines}");
}
