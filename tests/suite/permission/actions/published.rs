//! The five published matrices, asked by actions: what a role has, it can do by a button; what it has not, by none.

use sendright::actions::Action;
use sendright::{Area, Feature, Grants, Levels, Permission, Scope};

use super::super::published_matrices::published::{Cell, Column, MATRICES, Row};

/// What a column holds. The rows of a trainee are about the area `email` alone; whoever prepares emails has the feature.
fn grants(column: &Column, row: &Row) -> Grants {
    match (column, row.feature) {
        (Column::Level(_, level), Some(feature)) if feature.areas() == [Area::Email] => {
            Levels::NONE.raise(Feature::EMAILINGS, *level).grants()
        }
        _ => column.grants(row),
    }
}

fn asking_for(permission: Permission) -> impl Iterator<Item = Action> {
    Action::ALL.iter().filter(move |action| action.permissions().contains(permission)).copied()
}

#[test]
fn every_published_cell_holds_for_actions() {
    let (mut yes, mut no) = (0, 0);
    for matrix in &MATRICES {
        for row in matrix.rows {
            for column in matrix.columns {
                let grants = grants(column, row);
                let (allowed_at, refused_at) = match column.cell(row) {
                    Cell::Yes if row.scope == Scope::Own => (Some(Scope::Account), None),
                    Cell::Yes => (Some(row.scope), None),
                    Cell::Own => (Some(Scope::Own), Some(Scope::Account)),
                    Cell::No => (None, Some(row.scope)),
                };
                for permission in row.permissions.iter().copied() {
                    let about = format!("{}: {}, {}, `{permission}`", matrix.title, row.text, column.heading());
                    if let Some(scope) = allowed_at {
                        assert!(
                            asking_for(permission).any(|action| grants.allows(action, scope)),
                            "{about}: no button"
                        );
                        yes += 1;
                    }
                    if let Some(scope) = refused_at {
                        let button = asking_for(permission).find(|action| grants.allows(*action, scope));
                        assert_eq!(button, None, "{about}");
                        no += 1;
                    }
                }
            }
        }
    }
    assert!(yes > 150 && no > 100, "{yes} {no}");
}
