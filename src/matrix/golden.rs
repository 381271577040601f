use core::fmt;
use std::collections::BTreeMap;

use crate::permission::{Area, Permission, Scope, Shown};

use super::matrix::{AccessMatrix, OTHERS};

impl AccessMatrix {
    /// Whether this matrix is the one in a text that was committed: a test of the application's fails when somebody's
    /// rights change, and says whose.
    ///
    /// The text has the matrix as [`to_markdown`](Self::to_markdown) gives it, alone or in a document: the first table
    /// whose first heading is `permission` counts, up to the first line that is no row of it. The order of rows and
    /// columns, white space and line ends don't count; nor do the rows of areas. The crate does no I/O, so writing a
    /// new text is the test's:
    ///
    /// ```no_run
    /// use sendright::matrix::AccessMatrix;
    ///
    /// // #[test]
    /// fn the_rights_are_those_that_were_reviewed() {
    ///     let (path, matrix) = ("docs/access.md", AccessMatrix::of_presets());
    ///     if std::env::var_os("BLESS").is_some() {
    ///         std::fs::write(path, matrix.to_markdown()).unwrap();
    ///     }
    ///     matrix.check_golden(&std::fs::read_to_string(path).unwrap()).unwrap();
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`MatrixChanged`], with every difference.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let desk = Grants::NONE.with(Permission::SmsView | Permission::SmsEdit, Scope::Account);
    /// let golden = AccessMatrix::of_roles([("desk", desk)]).to_markdown();
    ///
    /// let matrix = AccessMatrix::of_roles([("desk", desk)]);
    /// assert!(matrix.check_golden(&golden).is_ok());
    ///
    /// let desk = Grants::NONE.with(Permission::SmsView, Scope::Own).with(Permission::SmsSend, Scope::Account);
    /// let changed = AccessMatrix::of_roles([("desk", desk)]).check_golden(&golden).unwrap_err();
    /// assert_eq!(changed.changes().len(), 3);
    /// assert_eq!(
    ///     changed.to_string(),
    ///     "the access matrix is not the golden one:\n\
    ///      - `desk`: `sms.view` was account, is own; `sms.edit` was account, is not held; \
    ///      `sms.send` was not held, is account",
    /// );
    /// ```
    pub fn check_golden(&self, golden: &str) -> Result<(), MatrixChanged> {
        let changes = match Table::read(golden) {
            Some(before) => Table::of(self).changes_since(&before),
            None => vec![MatrixChange::NoTable],
        };
        if changes.is_empty() { Ok(()) } else { Err(MatrixChanged { changes }) }
    }
}

/// How an [`AccessMatrix`] differs from the golden one.
///
/// `Display` says it in words, in a line for each role or person. So does `Debug`, which is what a test that unwraps
/// prints.
#[derive(Clone, PartialEq, Eq)]
pub struct MatrixChanged {
    changes: Vec<MatrixChange>,
}

impl MatrixChanged {
    /// Every difference: columns and rows that came or went, then cells, column by column. The cells of what came or went
    /// are among them, where they hold something.
    #[must_use]
    pub fn changes(&self) -> &[MatrixChange] {
        &self.changes
    }
}

impl core::error::Error for MatrixChanged {}

/// One difference between an [`AccessMatrix`] and the golden one. Columns are under their headings, permissions under
/// the names that the matrix gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MatrixChange {
    /// The golden text has no matrix.
    NoTable,
    /// A role or person has come.
    NewColumn(String),
    /// A role or person is gone.
    GoneColumn(String),
    /// A permission has come.
    NewRow(String),
    /// A permission is gone.
    GoneRow(String),
    /// A role or person holds a permission otherwise than before.
    Cell {
        /// The role or person.
        column: String,
        /// The permission.
        permission: String,
        /// The widest scope in the golden text.
        before: Option<Scope>,
        /// The widest scope now.
        after: Option<Scope>,
    },
    /// A cell of the golden text is neither a scope nor empty.
    Unreadable {
        /// The role or person; empty if the cell is beyond the last column.
        column: String,
        /// The permission.
        permission: String,
        /// The text of the cell.
        found: String,
    },
}

/// A heading, and how many before it are the same.
type Key = (String, usize);

/// A matrix as its Markdown says it; cells that hold nothing are left out.
struct Table {
    columns: Vec<Key>,
    rows: Vec<Key>,
    cells: BTreeMap<(Key, Key), String>,
    /// What stands in rows beyond the last column.
    outside: Vec<(String, String)>,
}

impl Table {
    fn of(matrix: &AccessMatrix) -> Self {
        let rows = matrix.groups().into_iter().flat_map(|group| group.rows);
        let columns = numbered(matrix.columns());
        let mut table =
            Self { columns: columns.clone(), rows: Vec::new(), cells: BTreeMap::new(), outside: Vec::new() };
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
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(cells).skip_while(|cells| !is_head(cells));
        let columns = numbered(lines.next()?.into_iter().skip(1));
        let lines: Vec<Vec<String>> = lines.skip(1).take_while(|cells| !cells.is_empty()).collect();
        let of_permissions =
            lines.iter().filter_map(|line| line.split_first()).filter(|(name, _)| !name.starts_with("**"));
        let (names, values): (Vec<String>, Vec<&[String]>) =
            of_permissions.map(|(name, values)| (name.trim_matches('`').to_owned(), values)).unzip();
        let rows = numbered(names);
        let mut cells = BTreeMap::new();
        let mut outside = Vec::new();
        for (row, values) in rows.iter().zip(values) {
            let held = columns.iter().zip(values).filter(|(_, value)| !value.is_empty());
            cells.extend(held.map(|(column, value)| ((column.clone(), row.clone()), value.clone())));
            let beyond = values.iter().skip(columns.len()).filter(|value| !value.is_empty());
            outside.extend(beyond.map(|value| (row.0.clone(), value.clone())));
        }
        Some(Self { columns, rows, cells, outside })
    }

    /// What is in a cell; a slot without a row of its own is in that of the others.
    fn cell(&self, (column, row): &(Key, Key)) -> Option<&String> {
        let row = if is_slot(row) && !self.rows.contains(row) { (OTHERS.to_owned(), 0) } else { row.clone() };
        self.cells.get(&(column.clone(), row))
    }

    fn changes_since(&self, before: &Self) -> Vec<MatrixChange> {
        let mut changes = Vec::new();
        // Which slots share a row is not what changed, but what is held in them.
        let beyond = |one: &[Key], other: &[Key], change: fn(String) -> MatrixChange| -> Vec<MatrixChange> {
            let news = one.iter().filter(|key| !other.contains(key) && !is_slot(key));
            news.map(|key| change(key.0.clone())).collect()
        };
        changes.extend(beyond(&self.columns, &before.columns, MatrixChange::NewColumn));
        changes.extend(beyond(&before.columns, &self.columns, MatrixChange::GoneColumn));
        changes.extend(beyond(&self.rows, &before.rows, MatrixChange::NewRow));
        changes.extend(beyond(&before.rows, &self.rows, MatrixChange::GoneRow));
        let outside = |(permission, found): &(String, String)| {
            let (column, permission, found) = (String::new(), permission.clone(), found.clone());
            MatrixChange::Unreadable { column, permission, found }
        };
        changes.extend(before.outside.iter().map(outside));
        for column in either(&self.columns, &before.columns) {
            for row in either(&self.rows, &before.rows) {
                let key = (column.clone(), row.clone());
                changes.extend(change(&key, before.cell(&key), self.cell(&key)));
            }
        }
        changes
    }
}

/// Whether a row is of one of the application's own permissions without a name, or of several.
fn is_slot((name, number): &Key) -> bool {
    *number == 0
        && (name == OTHERS || name.parse::<Permission>().is_ok_and(|permission| permission.area() == Area::Custom))
}

fn change((column, row): &(Key, Key), before: Option<&String>, after: Option<&String>) -> Option<MatrixChange> {
    if before == after {
        return None;
    }
    let (column, permission) = (column.0.clone(), row.0.clone());
    let scope = |text: Option<&String>| text.map(|text| text.parse::<Scope>()).transpose();
    Some(match (scope(before), scope(after)) {
        (Ok(before), Ok(after)) => MatrixChange::Cell { column, permission, before, after },
        (Err(_), _) | (_, Err(_)) => {
            MatrixChange::Unreadable { column, permission, found: before.cloned().unwrap_or_default() }
        }
    })
}

fn either<'a>(now: &'a [Key], before: &'a [Key]) -> impl Iterator<Item = &'a Key> {
    now.iter().chain(before.iter().filter(|key| !now.contains(key)))
}

/// Headings, each with how many before it are the same.
fn numbered(headings: impl IntoIterator<Item = String>) -> Vec<Key> {
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

impl fmt::Debug for MatrixChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for MatrixChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the access matrix is not the golden one:")?;
        let mut last = None;
        for change in &self.changes {
            let column = change.column();
            match (column, last) {
                (Some(column), Some(last)) if column == last => f.write_str("; ")?,
                (Some(column), _) => write!(f, "\n- `{}`: ", Shown(column))?,
                (None, _) => f.write_str("\n- ")?,
            }
            last = column;
            change.fmt(f)?;
        }
        Ok(())
    }
}

impl MatrixChange {
    /// Whose cell changed.
    fn column(&self) -> Option<&str> {
        match self {
            Self::Cell { column, .. } | Self::Unreadable { column, .. } if !column.is_empty() => Some(column),
            Self::Cell { .. }
            | Self::Unreadable { .. }
            | Self::NoTable
            | Self::NewColumn(_)
            | Self::GoneColumn(_)
            | Self::NewRow(_)
            | Self::GoneRow(_) => None,
        }
    }
}

/// What changed; for a cell, without its column.
impl fmt::Display for MatrixChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = |scope: Option<Scope>| scope.map_or("not held", Scope::name);
        match self {
            Self::NoTable => f.write_str("the golden text has no table whose first heading is `permission`"),
            Self::NewColumn(column) => write!(f, "the column `{}` is new", Shown(column)),
            Self::GoneColumn(column) => write!(f, "the column `{}` is gone", Shown(column)),
            Self::NewRow(row) => write!(f, "the row `{}` is new", Shown(row)),
            Self::GoneRow(row) => write!(f, "the row `{}` is gone", Shown(row)),
            Self::Cell { permission, before, after, .. } => {
                write!(f, "`{}` was {}, is {}", Shown(permission), held(*before), held(*after))
            }
            Self::Unreadable { column, permission, found } if column.is_empty() => {
                write!(f, "`{}` has `{}` beyond the last column, in the golden text", Shown(permission), Shown(found))
            }
            Self::Unreadable { permission, found, .. } => {
                write!(f, "`{}` has `{}`, which is no scope, in the golden text", Shown(permission), Shown(found))
            }
        }
    }
}
