use std::path::Path;

use super::{Place, open, read, readme, sorted, versions, write};

/// That the committed report is of the versions in `Cargo.lock`, and that all that is rendered from its CSV is what would be
/// rendered now.
///
/// # Errors
///
/// What is otherwise.
pub fn check(workspace: &Path) -> Result<(), String> {
    let place = Place::new(workspace.join("benches"));
    let again =
        "run `cargo run --release --locked -p sendright-peers`, or with `-- --render` where only the text is old";
    let rows = read(&place.csv())?;
    for (contender, version) in versions(workspace)? {
        let stale = rows.iter().find(|row| row.contender == contender && row.version != version);
        if let Some(row) = stale {
            let (measured, locked) = (&row.version, &version);
            return Err(format!("`{contender}` was measured at {measured}, and Cargo.lock has {locked}: {again}"));
        }
        if !rows.iter().any(|row| row.contender == contender) {
            return Err(format!("the report has no row of `{contender}`: {again}"));
        }
    }
    let mut files = place.rendered(&rows)?;
    files.push((place.csv(), write(&sorted(rows.clone()))?));
    let path = workspace.join("README.md");
    files.push((path.clone(), readme(&open(&path)?, &rows)?));
    for (path, text) in files {
        if open(&path)? != text {
            return Err(format!("{} is not what its CSV says: {again}", path.display()));
        }
    }
    Ok(())
}
