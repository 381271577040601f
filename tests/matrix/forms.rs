//! The three forms, held by golden files.

use chrono::Duration;
use sendright::AccessMatrix;

use crate::organization::{Acme, SUB, account, names, start};

#[track_caller]
fn assert_golden(file: &str, text: &str) {
    let path = format!("{}/tests/golden/matrix/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("SENDRIGHT_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert!(golden == text, "{file} is old: SENDRIGHT_BLESS=1 cargo test writes it anew\n{text}");
}

#[test]
fn presets() {
    let matrix = AccessMatrix::of_presets();
    assert_golden("presets.md", &matrix.to_markdown());
    assert_golden("presets.csv", &matrix.to_csv());
    assert_golden("presets.html", &matrix.to_html());
}

#[test]
fn members() {
    let matrix = Acme::new().directory.member_matrix(account(SUB), start() + Duration::days(1)).unwrap();
    let matrix = matrix.with_names(&names());
    assert_golden("members.md", &matrix.to_markdown());
    assert_golden("members.csv", &matrix.to_csv());
    assert_golden("members.html", &matrix.to_html());
}
