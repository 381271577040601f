//! The check finds a report of other versions, and what was typed by hand.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

use sendright_peers::report::{check, read, versions};

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// A copy of all that is checked.
fn copy(name: &str) -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir_all(copy.join("benches")).unwrap();
    for file in ["Cargo.lock", "README.md"] {
        fs::copy(workspace().join(file), copy.join(file)).unwrap();
    }
    for file in fs::read_dir(workspace().join("benches")).unwrap() {
        let file = file.unwrap();
        if file.file_name().to_string_lossy().starts_with("report") {
            fs::copy(file.path(), copy.join("benches").join(file.file_name())).unwrap();
        }
    }
    copy
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "`{from}` is in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn the_committed_report_holds() {
    assert_eq!(check(&copy("as-it-is")), Ok(()));
}

#[test]
fn another_version_is_found() {
    let copy = copy("version");
    let version = versions(&copy).unwrap()["casbin Enforcer"].clone();
    edit(
        &copy.join("Cargo.lock"),
        &format!("name = \"casbin\"\nversion = \"{version}\""),
        "name = \"casbin\"\nversion = \"9.8.7\"",
    );
    let error = check(&copy).unwrap_err();
    assert!(error.contains(&format!("was measured at {version}, and Cargo.lock has 9.8.7")), "{error}");
}

#[test]
fn a_missing_contender_is_found() {
    let copy = copy("contender");
    let csv = copy.join("benches/report.csv");
    let text = fs::read_to_string(&csv).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("gatehouse,")).collect();
    fs::write(&csv, kept.join("\n") + "\n").unwrap();
    let error = check(&copy).unwrap_err();
    assert!(error.starts_with("the report has no row of `gatehouse`"), "{error}");
}

#[test]
fn what_is_typed_by_hand_is_found() {
    let machine = |copy: &Path| {
        let rows = read(&copy.join("benches/report.csv")).unwrap();
        rows.into_iter().find(|row| row.workload == "machine").unwrap().outcome
    };
    for file in ["README.md", "benches/report.md"] {
        let copy = copy(&file.replace('/', "-"));
        edit(&copy.join(file), &machine(&copy), "a faster machine");
        let error = check(&copy).unwrap_err();
        assert!(error.contains(file) && error.contains("is not what its CSV says"), "{error}");
    }
    let copy = copy("plot");
    edit(&copy.join("benches/report-sizes.svg"), "sendright authorize\n", "sendright, the fastest\n");
    assert!(check(&copy).unwrap_err().contains("report-sizes.svg is not what its CSV says"));
}
