//! The check against a golden text: every kind of change is found, and said in words.

use sendright::matrix::{AccessMatrix, MatrixChange, MatrixChanged};
use sendright::{CustomNames, Grants, Permission, PermissionSet, Preset, Scope};

use crate::support::golden::Bless;

const DESK: Grants = Grants::of(PermissionSet::of([Permission::SmsView, Permission::SmsEdit]), Scope::Account);

fn golden() -> String {
    AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("desk", DESK)]).to_markdown()
}

fn changed(sender: Grants, desk: Grants) -> MatrixChanged {
    AccessMatrix::of_roles([("sender", sender), ("desk", desk)]).check_golden(&golden()).unwrap_err()
}

fn cell(column: &str, permission: Permission, before: Option<Scope>, after: Option<Scope>) -> MatrixChange {
    MatrixChange::Cell { column: column.into(), permission: permission.to_string(), before, after }
}

#[test]
fn every_changed_cell_is_found() {
    let scopes = [None, Some(Scope::Own), Some(Scope::Account), Some(Scope::Subtree)];
    let grants = |permission: Permission, scope: Option<Scope>| {
        scope.map_or(Grants::NONE, |scope| Grants::NONE.with(permission, scope))
    };
    for permission in Permission::ALL {
        for before in scopes {
            let golden = AccessMatrix::of_roles([("x", grants(permission, before))]).to_markdown();
            for after in scopes {
                let result = AccessMatrix::of_roles([("x", grants(permission, after))]).check_golden(&golden);
                if before == after {
                    result.unwrap();
                } else {
                    assert_eq!(result.unwrap_err().changes(), [cell("x", permission, before, after)]);
                }
            }
        }
    }
}

#[test]
fn several_cells_come_in_a_line_for_each_column() {
    let desk = Grants::of(PermissionSet::SMS_EDIT, Scope::Own).with(Permission::SmsSend, Scope::Subtree);
    let error = changed(Preset::Sender.grants().without(Permission::SmsLaunch), desk);
    assert_eq!(
        error.changes(),
        [
            cell("sender", Permission::SmsLaunch, Some(Scope::Account), None),
            cell("desk", Permission::SmsView, Some(Scope::Account), None),
            cell("desk", Permission::SmsEdit, Some(Scope::Account), Some(Scope::Own)),
            cell("desk", Permission::SmsSend, None, Some(Scope::Subtree)),
        ]
    );
    let words = "the access matrix is not the golden one:\n\
        - `sender`: `sms.launch` was account, is not held\n\
        - `desk`: `sms.view` was account, is not held; `sms.edit` was account, is own; \
        `sms.send` was not held, is subtree";
    assert_eq!(error.to_string(), words);
    assert_eq!(format!("{error:?}"), words, "what a test that unwraps prints");
}

#[test]
fn columns_that_come_and_go_are_found_with_what_they_hold() {
    let error = AccessMatrix::of_roles([("desk", DESK), ("new", DESK)]).check_golden(&golden()).unwrap_err();
    let sender = Preset::Sender.grants();
    assert_eq!(
        error.changes()[..2],
        [MatrixChange::NewColumn("new".into()), MatrixChange::GoneColumn("sender".into())]
    );
    assert_eq!(error.changes().len(), 2 + 2 + sender.iter().count());
    assert!(error.changes().contains(&cell("new", Permission::SmsEdit, None, Some(Scope::Account))));
    assert!(error.changes().contains(&cell("sender", Permission::SmsLaunch, Some(Scope::Account), None)));
    assert!(error.to_string().starts_with(
        "the access matrix is not the golden one:\n\
         - the column `new` is new\n\
         - the column `sender` is gone\n\
         - `new`: `sms.view` was not held, is account; `sms.edit` was not held, is account\n\
         - `sender`: "
    ));
}

#[test]
fn rows_that_come_and_go_are_found_with_who_holds_them() {
    let [fax, pager] = [0, 1].map(|slot| Permission::custom(slot).unwrap());
    let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    let with = |grants: Grants| AccessMatrix::of_roles([("desk", grants)]).with_names(&names);
    let golden = with(DESK.with(fax, Scope::Own)).to_markdown();
    let renamed = CustomNames::new(&[(fax, "telex.send")]).unwrap();
    let error = with(DESK.with(fax | pager, Scope::Own)).with_names(&renamed).check_golden(&golden).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the access matrix is not the golden one:\n\
         - the row `telex.send` is new\n\
         - the row `fax.send` is gone\n\
         - `desk`: `telex.send` was not held, is own; `custom.1` was not held, is own; `fax.send` was own, is not held"
    );
}

/// Slots without a name share a row or have their own, as they are held: no change of what is held goes unseen.
#[test]
fn every_change_of_a_slot_is_found() {
    let slots: Vec<Permission> = PermissionSet::CUSTOM.iter().collect();
    let all = slots.len();
    let held = |count: usize, scope: Scope| Grants::of(slots[..count].iter().copied().collect(), scope);
    let cases: Vec<Grants> = [0, 1, 2, 15, 16, 17, all - 1, all]
        .into_iter()
        .flat_map(|count| Scope::ALL.map(|scope| held(count, scope)))
        .chain([
            held(all, Scope::Own).with(slots[4], Scope::Subtree),
            held(16, Scope::Own).union(held(3, Scope::Account)),
        ])
        .collect();
    for before in &cases {
        let golden = AccessMatrix::of_roles([("desk", *before)]).to_markdown();
        for after in &cases {
            let checked = AccessMatrix::of_roles([("desk", *after)]).check_golden(&golden);
            assert_eq!(checked.is_ok(), before == after, "{before:?}, {after:?}: {checked:?}");
            for change in checked.as_ref().err().into_iter().flat_map(MatrixChanged::changes) {
                let MatrixChange::Cell { permission, before: was, after: is, .. } = change else {
                    panic!("{change:?}")
                };
                if let Ok(permission) = permission.parse() {
                    assert_eq!((before.scope_of(permission), after.scope_of(permission)), (*was, *is), "{permission}");
                }
            }
        }
    }
    let golden = AccessMatrix::of_roles([("desk", held(all - 1, Scope::Account))]).to_markdown();
    let gained = AccessMatrix::of_roles([("desk", held(all, Scope::Account))]).check_golden(&golden).unwrap_err();
    assert_eq!(
        gained.to_string(),
        format!("the access matrix is not the golden one:\n- `desk`: `{}` was not held, is account", slots[all - 1])
    );
}

#[test]
fn a_cell_beyond_the_last_column_is_found() {
    let golden =
        golden().replacen("| `sms.view` | account | account |", "| `sms.view` | account | account | subtree |", 1);
    let matrix = AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("desk", DESK)]);
    let changed = matrix.check_golden(&golden).unwrap_err();
    assert_eq!(
        changed.to_string(),
        "the access matrix is not the golden one:\n\
         - `sms.view` has `subtree` beyond the last column, in the golden text"
    );
}

#[test]
fn columns_of_the_same_heading_are_told_apart() {
    let twice = |first, second| AccessMatrix::of_roles([("a (1)", first), ("a", second), ("a", Grants::NONE)]);
    let golden = twice(DESK, Grants::NONE).to_markdown();
    twice(DESK, Grants::NONE).check_golden(&golden).unwrap();
    let error = twice(DESK, Preset::Basic.grants()).check_golden(&golden).unwrap_err();
    assert!(!error.changes().is_empty());
    let same = |first, second| AccessMatrix::of_roles([("a (2)", first), ("a", second), ("a", second)]);
    let golden = same(DESK, Grants::NONE).to_markdown();
    assert!(same(Grants::NONE, DESK).check_golden(&golden).is_err());
}

#[test]
fn order_space_line_ends_and_the_text_around_do_not_count() {
    let matrix = AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("desk", DESK)]);
    let turned = AccessMatrix::of_roles([("desk", DESK), ("sender", Preset::Sender.grants())]);
    turned.check_golden(&golden()).unwrap();
    matrix.check_golden(&golden().replace('\n', "\r\n")).unwrap();
    matrix.check_golden(&golden().replace(" | ", "   |  ")).unwrap();
    matrix.check_golden(&golden().replace("| **sms** |  |  |\n", "")).unwrap();
    let document =
        format!("# Rights\n\n| some | table |\n| -- | -- |\n| 1 | 2 |\n\n{}\n| x | y |\n\nThe end.\n", golden());
    matrix.check_golden(&document).unwrap();
    matrix.check_golden(golden().trim_end()).unwrap();
}

#[test]
fn a_golden_text_that_says_something_else_is_not_taken_for_the_matrix() {
    let matrix = AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("desk", DESK)]);
    for nothing in ["", "# Rights", "| a | b |\n", "permission | a"] {
        let error = matrix.check_golden(nothing).unwrap_err();
        assert_eq!(error.changes(), [MatrixChange::NoTable]);
        assert_eq!(
            error.to_string(),
            "the access matrix is not the golden one:\n\
             - the golden text has no table whose first heading is `permission`"
        );
    }
    let error = matrix.check_golden(&golden().replacen("| account |", "| acount |", 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the access matrix is not the golden one:\n\
         - `sender`: `sms.view` has `acount`, which is no scope, in the golden text"
    );
    // A row twice, as a merge may leave it; and one cut off.
    let row = "| `sms.view` | account | account |\n";
    let error = matrix.check_golden(&golden().replace(row, &row.repeat(2))).unwrap_err();
    assert_eq!(error.changes()[0], MatrixChange::GoneRow("sms.view".into()));
    let error = matrix.check_golden(&golden().replace(row, "| `sms.view` | account |\n")).unwrap_err();
    assert_eq!(error.changes(), [cell("desk", Permission::SmsView, None, Some(Scope::Account))]);
}

#[test]
fn hostile_text_is_cut_and_escaped_in_the_message() {
    let golden = golden().replacen("| account |", &format!("| \u{1b}[31m{} |", "x".repeat(1 << 16)), 1);
    let matrix = AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("desk", DESK)]);
    let message = matrix.check_golden(&golden).unwrap_err().to_string();
    assert!(message.len() < 300 && message.contains(r"\u{1b}"), "{message}");
}

#[test]
fn the_presets_are_those_of_the_golden_file() {
    // The texts are those of when this was compiled, and may be written anew at this very moment.
    if Bless::asked() == Bless::Nothing {
        AccessMatrix::of_presets().check_golden(include_str!("../../golden/matrix/presets.md")).unwrap();
        AccessMatrix::of_presets().check_golden(include_str!("../../../README.md")).unwrap();
    }
}
