use std::collections::BTreeSet;

use crate::permission::Scope;

use super::changes::{MatrixChange, MatrixChanged};
use super::matrix::AccessMatrix;
use super::table::{Heading, Table, is_custom};

impl AccessMatrix {
    /// Checks that this matrix is the one in a golden text, which was reviewed and committed. In a test of the
    /// application it fails when somebody's rights change, and says whose.
    ///
    /// The golden text contains the matrix as [`to_markdown`](Self::to_markdown) writes it, alone or in a longer document.
    /// Compared is the first table whose first heading is `permission`. The order of its rows and columns, white space,
    /// line ends and the rows of areas do not matter. The crate does no I/O, so the test itself reads the text, and writes
    /// it anew when a change of rights is intended:
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
    /// [`MatrixChanged`], with all differences.
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
            Some(before) => changes(&before, &Table::new(self)),
            None => vec![MatrixChange::NoTable],
        };
        if changes.is_empty() { Ok(()) } else { Err(MatrixChanged { changes }) }
    }
}

/// Every difference, in the order of [`MatrixChanged::changes`].
fn changes(before: &Table, after: &Table) -> Vec<MatrixChange> {
    let mut changes = Vec::new();
    let only_in = |one: &[Heading], other: &[Heading], change: fn(String) -> MatrixChange| -> Vec<MatrixChange> {
        let other: BTreeSet<&Heading> = other.iter().collect();
        // Which of the application's own permissions share a row does not matter, but what is held does.
        let new = one.iter().filter(|heading| !other.contains(heading) && !is_custom(heading));
        new.map(|heading| change(heading.0.clone())).collect()
    };
    changes.extend(only_in(&after.columns, &before.columns, MatrixChange::NewColumn));
    changes.extend(only_in(&before.columns, &after.columns, MatrixChange::GoneColumn));
    changes.extend(only_in(&after.rows, &before.rows, MatrixChange::NewRow));
    changes.extend(only_in(&before.rows, &after.rows, MatrixChange::GoneRow));
    changes.extend(before.beyond_columns.iter().map(|(permission, found)| {
        let (column, permission, found) = (String::new(), permission.clone(), found.clone());
        MatrixChange::Unreadable { column, permission, found }
    }));
    let rows = either(&after.rows, &before.rows);
    for column in either(&after.columns, &before.columns) {
        for row in &rows {
            changes.extend(changed_cell(column, row, before.cell(column, row), after.cell(column, row)));
        }
    }
    changes
}

fn changed_cell(
    (column, _): &Heading,
    (row, _): &Heading,
    before: Option<&String>,
    after: Option<&String>,
) -> Option<MatrixChange> {
    if before == after {
        return None;
    }
    let (column, permission) = (column.clone(), row.clone());
    let scope = |text: Option<&String>| text.map(|text| text.parse::<Scope>()).transpose();
    Some(match (scope(before), scope(after)) {
        (Ok(before), Ok(after)) => MatrixChange::Cell { column, permission, before, after },
        (Err(_), _) | (_, Err(_)) => {
            MatrixChange::Unreadable { column, permission, found: before.cloned().unwrap_or_default() }
        }
    })
}

/// The headings of both, those of `after` first.
fn either<'a>(after: &'a [Heading], before: &'a [Heading]) -> Vec<&'a Heading> {
    let there: BTreeSet<&Heading> = after.iter().collect();
    after.iter().chain(before.iter().filter(|heading| !there.contains(heading))).collect()
}
