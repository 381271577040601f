//! The three forms, held by golden files.

use chrono::Duration;
use sendright::matrix::AccessMatrix;

use super::acme::{Acme, SUB, account, names, start};
use crate::support::golden::assert_golden;

#[test]
fn presets() {
    let matrix = AccessMatrix::of_presets();
    assert_golden("matrix/presets.md", &matrix.to_markdown());
    assert_golden("matrix/presets.csv", &matrix.to_csv());
    assert_golden("matrix/presets.html", &matrix.to_html());
}

#[test]
fn members() {
    let matrix = Acme::new().directory.member_matrix(account(SUB), start() + Duration::days(1)).unwrap();
    let matrix = matrix.with_names(&names());
    assert_golden("matrix/members.md", &matrix.to_markdown());
    assert_golden("matrix/members.csv", &matrix.to_csv());
    assert_golden("matrix/members.html", &matrix.to_html());
}
