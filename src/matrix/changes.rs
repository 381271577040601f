use core::fmt;

use crate::permission::{Scope, Shown};

/// The differences between an [`AccessMatrix`](crate::matrix::AccessMatrix) and its golden text.
///
/// `Display` writes them with one line for each role or user. So does `Debug`, because a test that unwraps prints that.
#[derive(Clone, PartialEq, Eq)]
pub struct MatrixChanged {
    pub(super) changes: Vec<MatrixChange>,
}

impl MatrixChanged {
    /// All differences: columns and rows that are new or gone, then cells, column by column. The cells of a column or row
    /// that is new or gone are listed too, unless they are empty.
    #[must_use]
    pub fn changes(&self) -> &[MatrixChange] {
        &self.changes
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "matrix_changed"
    }
}

impl core::error::Error for MatrixChanged {}

/// One difference between an [`AccessMatrix`](crate::matrix::AccessMatrix) and its golden text. Roles, users and
/// permissions are given as the matrix writes them in its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MatrixChange {
    /// The golden text contains no matrix.
    NoTable,
    /// The matrix has a column that the golden text lacks.
    NewColumn(String),
    /// The golden text has a column that the matrix lacks.
    GoneColumn(String),
    /// The matrix has a row that the golden text lacks.
    NewRow(String),
    /// The golden text has a row that the matrix lacks.
    GoneRow(String),
    /// A permission is held at another scope than in the golden text.
    Cell {
        /// The heading of the column: a role or a user.
        column: String,
        /// The permission.
        permission: String,
        /// The widest scope in the golden text; `None` if the permission is not held there.
        before: Option<Scope>,
        /// The widest scope in the matrix; `None` if the permission is not held.
        after: Option<Scope>,
    },
    /// A cell of the golden text contains neither a scope nor nothing.
    Unreadable {
        /// The heading of the column; empty if the cell is beyond the last column.
        column: String,
        /// The permission.
        permission: String,
        /// The text of the cell.
        found: String,
    },
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
    /// The heading of the column whose cell differs.
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

/// The difference in words; for a cell, without the column.
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
