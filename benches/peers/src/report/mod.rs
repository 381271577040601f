//! The report: the rows as CSV, and what is rendered from them, which is Markdown, plots, and the table in the README.

mod check;
mod facts;
mod markdown;
mod numbers;
mod plot;
mod rows;

pub use check::check;
pub use facts::{builds, facts, machine, versions};
pub use markdown::{headline, markdown};
pub use plot::{PLOTS, Plot, plot};
pub use rows::{read, replace, sorted, write};

use std::path::{Path, PathBuf};

/// Where a report is: the CSV, the Markdown and the plots.
#[derive(Clone, Debug)]
pub struct Place(PathBuf);

impl Place {
    /// A folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The CSV.
    #[must_use]
    pub fn csv(&self) -> PathBuf {
        self.0.join("report.csv")
    }

    /// All files but the CSV, with what stands in them.
    ///
    /// # Errors
    ///
    /// If a plot can't be drawn.
    pub fn rendered(&self, rows: &[crate::Row]) -> Result<Vec<(PathBuf, String)>, String> {
        let mut files = vec![(self.0.join("report.md"), markdown(rows))];
        for plot in PLOTS {
            files.push((self.0.join(plot.file), self::plot(plot, rows)?));
        }
        Ok(files)
    }
}

/// What begins the part of the README that is written here.
const BEGINS: &str = "<!-- report -->\n";
/// What ends it.
const ENDS: &str = "<!-- /report -->";

/// The README with the headline of these rows between its marks.
///
/// # Errors
///
/// If it has no such marks.
pub fn readme(text: &str, rows: &[crate::Row]) -> Result<String, String> {
    let marks = || format!("the README has no `{}` with `{ENDS}` after it", BEGINS.trim());
    let (before, rest) = text.split_once(BEGINS).ok_or_else(marks)?;
    let (_, after) = rest.split_once(ENDS).ok_or_else(marks)?;
    Ok(format!("{before}{BEGINS}\n{}\n{ENDS}{after}", headline(rows)))
}

/// Writes a file.
///
/// # Errors
///
/// If it can't be written.
pub fn save(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("can't write {}: {error}", path.display()))
}

/// Reads a file.
///
/// # Errors
///
/// If it can't be read.
pub fn open(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))
}
