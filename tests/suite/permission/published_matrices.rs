//! Every cell of the five published matrices, yes and no; the same data that the quickstart prints.

#[path = "../../../examples/quickstart/published.rs"]
pub(crate) mod published;

use published::{Cell, MATRICES, Source, count};
use sendright::{Permission, PermissionSet, Scope};

#[test]
fn every_cell_is_as_published() {
    let mut cells = 0;
    for matrix in &MATRICES {
        assert!(matrix.legend.lines().all(|line| line.chars().count() <= 100), "{}", matrix.title);
        for row in matrix.rows {
            assert_eq!(row.published.len(), matrix.columns.len(), "{}", row.text);
            for (column, published) in matrix.columns.iter().zip(row.published) {
                assert_eq!(column.cell(row), published.cell, "{}: {}, {}", matrix.title, row.text, column.heading());
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 18 * 3 + 20 * 6 + 21 * 4 + 17 * 2 + 11 * 2);
}

/// The first source and the fifth publish a table; the levels of the third are published nowhere as cells.
#[test]
fn it_is_counted_how_many_cells_are_published_and_how_many_are_our_reading() {
    let [table, sentence, reading] = [Source::Table, Source::Sentence, Source::Reading].map(count);
    assert_eq!(table, 18 * 3 + 11 * 2, "76");
    let assumed_in_the_hub = 29;
    assert_eq!(reading, 21 * 4 + assumed_in_the_hub, "113");
    assert_eq!(sentence, 20 * 6 - assumed_in_the_hub + 17 * 2, "125");
    let silent: Vec<usize> = MATRICES
        .iter()
        .map(|matrix| matrix.cells().filter(|cell| matrix.source_of(*cell) == Source::Reading).count())
        .collect();
    assert_eq!(silent, [0, assumed_in_the_hub, 84, 0, 0]);
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
                let refused_at = match published.cell {
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

/// The data says what the published matrices in `tests/data/published-matrices.md` say: the same rows, with the same
/// permissions and scope, for the same roles. (The third is about levels, and written in words.)
#[test]
fn the_data_is_what_was_published() {
    let published = include_str!("../../data/published-matrices.md");
    let sections: Vec<&str> = published.split("\n## ").skip(1).collect();
    for number in [0, 1, 3, 4] {
        let matrix = &MATRICES[number];
        let mut rows = matrix.rows.iter();
        for line in sections[number].lines().filter(|line| line.starts_with("| ") && !line.starts_with("| row")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let (text, needs, who) = (cells[0], cells[1], cells[2]);
            let names = needs.split([',', ' ']).filter(|word| word.contains('.'));
            let Ok(permissions) = names.map(str::parse).collect::<Result<Vec<Permission>, _>>() else {
                panic!("{text}: {needs}");
            };
            if permissions.is_empty() {
                continue; // A rule, not a cell: other layers hold it.
            }
            let row = rows.next().unwrap();
            let assumed = if needs.contains("(assumed)") { " (assumed)" } else { "" };
            assert_eq!(row.text, format!("{text}{assumed}"));
            assert_eq!(row.permissions, permissions, "{text}");

            let has = |letter: &str| who.split([' ', ',', ';']).take_while(|w| w.len() == 1).any(|w| w == letter);
            for (column, cell) in matrix.columns.iter().zip(row.published) {
                let own = needs.contains("scope own") || who.contains(&format!("{}: own", column.heading()));
                match cell.cell {
                    _ if column.heading().len() > 1 => {}
                    Cell::No => assert!(!has(column.heading()), "{text}: {}", column.heading()),
                    Cell::Yes => assert!(has(column.heading()), "{text}: {}", column.heading()),
                    Cell::Own => assert!(has(column.heading()) && own, "{text}: {}", column.heading()),
                }
            }
            let expected = match row.scope {
                Scope::Subtree => needs.contains("scope subtree"),
                Scope::Own => needs.contains("scope own") || who.contains(": own"),
                Scope::Account => !needs.contains("scope own") && !needs.contains("scope subtree"),
                other => unreachable!("not known here: {other}"),
            };
            assert!(expected, "{text}: {needs}");
        }
        assert!(rows.next().is_none(), "{}", matrix.title);
    }
}
