//! Every cell of the five published matrices, yes and no; the same data that the quickstart prints.

#[path = "../../examples/quickstart/published.rs"]
mod published;

use published::{Cell, MATRICES};
use sendright::{PermissionSet, Scope};

#[test]
fn every_cell_is_as_published() {
    let mut cells = 0;
    for matrix in &MATRICES {
        assert!(matrix.legend.lines().all(|line| line.chars().count() <= 100), "{}", matrix.title);
        for row in matrix.rows {
            assert_eq!(row.published.len(), matrix.columns.len(), "{}", row.text);
            for (column, published) in matrix.columns.iter().zip(row.published) {
                assert_eq!(column.cell(row), *published, "{}: {}, {}", matrix.title, row.text, column.heading());
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 18 * 3 + 20 * 6 + 18 * 4 + 15 * 2 + 11 * 2);
}

/// A published *no* is no to each single permission of the row, and an *own* is no to the rest of the account.
#[test]
fn a_no_gives_no_part_of_a_row() {
    for matrix in &MATRICES {
        for row in matrix.rows {
            let set: PermissionSet = row.permissions.iter().copied().collect();
            assert!(!set.is_empty() && set.len() == row.permissions.len(), "{}", row.text);
            for (column, published) in matrix.columns.iter().zip(row.published) {
                let grants = column.grants(row);
                let refused_at = match published {
                    Cell::Yes => {
                        assert!(grants.allows(set, row.scope));
                        continue;
                    }
                    Cell::Own => {
                        assert!(grants.allows(set, Scope::Own));
                        Scope::Account
                    }
                    Cell::No => row.scope,
                };
                for permission in set {
                    assert!(!grants.allows(permission, refused_at), "{}: {permission}", column.heading());
                }
            }
        }
    }
}
