//! A matrix as its Markdown shows it, so that two of them can be compared.

use std::collections::BTreeMap;

use crate::permission::{Area, Permission};

use super::matrix::{AccessMatrix, OTHERS};

/// The heading of a column or row, and how many headings before it are equal to it.
pub(super) type Heading = (String, usize);

/// The columns, rows and cells of a matrix in Markdown. Empty cells are left out.
pub(super) struct Table {
    pub(super) columns: Vec<Heading>,
    pub(super) rows: Vec<Heading>,
    /// By column and row.
    cells: BTreeMap<(Heading, Heading), String>,
    /// Rows and the cells in them that are beyond the last column.
    pub(super) beyond_columns: Vec<(String, String)>,
}

impl Table {
    /// Of this matrix.
    pub(super) fn new(matrix: &AccessMatrix) -> Self {
        let rows = matrix.groups().into_iter().flat_map(|group| group.rows);
        let columns = numbered(matrix.columns());
        let mut table =
            Self { columns: columns.clone(), rows: Vec::new(), cells: BTreeMap::new(), beyond_columns: Vec::new() };
        for (permission, name) in rows {
            let row = (name.to_owned(), 0);
            for (key, column) in columns.iter().zip(&matrix.columns) {
                if let Some(scope) = column.grants.scope_of(permission) {
                    table.cells.insert((key.clone(), row.clone()), scope.to_string());
                }
            }
            table.rows.push(row);
        }
        table
    }

    /// The first matrix in a text of Markdown.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(cells).skip_while(|cells| !is_head(cells));
        let columns = numbered(lines.next()?.into_iter().skip(1));
        let lines: Vec<Vec<String>> = lines.skip(1).take_while(|cells| !cells.is_empty()).collect();
        let of_permissions =
            lines.iter().filter_map(|line| line.split_first()).filter(|(name, _)| !name.starts_with("**"));
        let (names, values): (Vec<String>, Vec<&[String]>) =
            of_permissions.map(|(name, values)| (name.trim_matches('`').to_owned(), values)).unzip();
        let rows = numbered(names);
        let mut cells = BTreeMap::new();
        let mut beyond_columns = Vec::new();
        for (row, values) in rows.iter().zip(values) {
            let held = columns.iter().zip(values).filter(|(_, value)| !value.is_empty());
            cells.extend(held.map(|(column, value)| ((column.clone(), row.clone()), value.clone())));
            let beyond = values.iter().skip(columns.len()).filter(|value| !value.is_empty());
            beyond_columns.extend(beyond.map(|value| (row.0.clone(), value.clone())));
        }
        Some(Self { columns, rows, cells, beyond_columns })
    }

    /// The text of a cell. One of the application's own permissions that has no row of its own is in the row that they
    /// share.
    pub(super) fn cell(&self, column: &Heading, row: &Heading) -> Option<&String> {
        let row = if is_custom(row) && !self.rows.contains(row) { (OTHERS.to_owned(), 0) } else { row.clone() };
        self.cells.get(&(column.clone(), row))
    }
}

/// Whether a row is that of one of the application's own permissions under its default name, or the row that several of
/// them share.
pub(super) fn is_custom((name, number): &Heading) -> bool {
    *number == 0
        && (name == OTHERS || name.parse::<Permission>().is_ok_and(|permission| permission.area() == Area::Custom))
}

/// The headings of these texts.
fn numbered(headings: impl IntoIterator<Item = String>) -> Vec<Heading> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let number = |heading: String| {
        let count = found.entry(heading.clone()).or_default();
        *count += 1;
        (heading, *count - 1)
    };
    headings.into_iter().map(number).collect()
}

fn is_head(cells: &[String]) -> bool {
    cells.first().is_some_and(|first| first == "permission")
}

/// The cells of a row of Markdown, with escapes undone; none for a line that is no row.
fn cells(line: &str) -> Vec<String> {
    let Some(line) = line.trim().strip_prefix('|') else { return Vec::new() };
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => cell.extend(rest.next()),
            '|' => cells.push(core::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells
}
