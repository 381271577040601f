//! Rows, columns and cells.

use sendright::matrix::AccessMatrix;
use sendright::{CustomNames, Grants, Permission, PermissionSet, Preset, Scope};

use super::acme::{Acme, FAX, PRICE, ROOT, SUB, account, names};

#[test]
fn every_cell_of_the_presets_is_their_widest_scope() {
    let matrix = AccessMatrix::of_presets();
    assert_eq!(matrix.columns().collect::<Vec<_>>(), Preset::ALL.map(Preset::name));
    let mut by_area = Permission::ALL;
    by_area.sort_by_key(|permission| permission.area());
    assert_eq!(matrix.permissions().collect::<Vec<_>>(), by_area);
    for preset in Preset::ALL {
        for permission in PermissionSet::ALL {
            assert_eq!(matrix.cell(permission, preset.name()), preset.grants().scope_of(permission));
        }
    }
    assert_eq!(matrix.cell(Permission::SmsSend, "nobody"), None);
}

#[test]
fn every_cell_is_written_the_same_in_all_forms() {
    let matrix = Acme::new().directory.role_matrix(account(SUB)).unwrap().with_names(&names());
    let columns: Vec<String> = matrix.columns().collect();
    let (markdown, csv, html) = (matrix.to_markdown(), matrix.to_csv(), matrix.to_html());
    for permission in matrix.permissions() {
        let name = names().name(permission);
        let scopes: Vec<_> = columns.iter().map(|column| matrix.cell(permission, column)).collect();
        let words = |none: &'static str| scopes.iter().map(move |scope| scope.map_or(none, Scope::name));

        let row = words("").fold(format!("\n| `{name}` |"), |row, word| format!("{row} {word} |"));
        assert!(markdown.contains(&(row + "\n")), "{name}");

        let (area, _) = name.split_once('.').unwrap();
        let row = words("").fold(format!("\r\n{area},{name}"), |row, word| format!("{row},{word}"));
        assert!(csv.contains(&(row + "\r\n")), "{name}");

        let cell = |word| format!("<td class=\"{word}\">{word}</td>");
        let row = format!("<th scope=\"row\">{name}</th>");
        let cells: Vec<String> =
            html.split(&row).skip(1).map(|rest| rest.split("</tr>").next().unwrap().into()).collect();
        assert_eq!(cells.concat(), words("no").map(cell).collect::<String>(), "{name}");
    }
}

#[test]
fn custom_permissions_are_rows_if_named_or_held_otherwise_than_the_others() {
    let custom = |matrix: &AccessMatrix| {
        let rows: PermissionSet = matrix.permissions().collect();
        rows & PermissionSet::CUSTOM
    };
    let others = |matrix: &AccessMatrix| {
        let csv = matrix.to_csv();
        csv.lines().find_map(|line| line.strip_prefix("custom,custom.*,")).map(str::to_owned)
    };
    let desk = Grants::NONE.with(FAX, Scope::Own);
    let all = Grants::NONE.with(PermissionSet::CUSTOM, Scope::Own);

    assert!(custom(&AccessMatrix::of_presets()).is_empty());
    let admin_alone = format!("subtree{}", ",".repeat(Preset::ALL.len() - 1));
    assert_eq!(others(&AccessMatrix::of_presets()), Some(admin_alone));
    assert!(custom(&AccessMatrix::of_roles([("all", all)])).is_empty());
    assert_eq!(others(&AccessMatrix::of_roles([("all", all)])).as_deref(), Some("own"));
    let most = AccessMatrix::of_roles([("most", all.without(FAX))]);
    assert_eq!((custom(&most), others(&most).as_deref()), (FAX.into(), Some("own")), "what is not held stands out");
    assert_eq!(others(&AccessMatrix::of_roles([("desk", desk)])), None);
    let every = PermissionSet::CUSTOM.iter().zip(Scope::ALL.into_iter().cycle());
    let mixed = every.fold(Grants::NONE, |grants, (permission, scope)| grants.with(permission, scope));
    let mixed = AccessMatrix::of_roles([("mixed", mixed)]);
    assert_eq!((custom(&mixed).len(), others(&mixed).as_deref()), (PermissionSet::CUSTOM.len() - 11, Some("account")));
    assert_eq!(custom(&AccessMatrix::of_roles([("all", all), ("desk", desk)])), FAX.into());
    assert_eq!(custom(&AccessMatrix::of_presets().with_names(&names())), FAX | PRICE);
    assert_eq!(custom(&AccessMatrix::of_presets().with_names(&names()).with_names(&CustomNames::NONE)).len(), 0);

    let names = CustomNames::new(&[(PRICE, "price.approve")]).unwrap();
    let rows = AccessMatrix::of_roles([("desk", desk)]).with_names(&names).to_csv();
    assert!(rows.contains("\r\ncustom,custom.0,own\r\nprice,price.approve,\r\n"), "{rows}");
}

#[test]
fn the_rows_of_an_area_of_the_applications_own_are_together() {
    let [a, b, c] = [0, 1, 2].map(|slot| Permission::custom(slot).unwrap());
    let names = CustomNames::new(&[(a, "fax.view"), (b, "price.view"), (c, "fax.send")]).unwrap();
    let matrix = AccessMatrix::of_presets().with_names(&names);
    let rows: Vec<Permission> = matrix.permissions().skip(Permission::ALL.len()).collect();
    assert_eq!(rows, [a, c, b]);
    assert_eq!(matrix.to_markdown().matches("\n| **fax** |").count(), 1);
    assert_eq!(matrix.to_html().matches("<span>fax</span>").count(), 1);
}

#[test]
fn the_roles_of_an_account_are_the_presets_and_the_custom_roles_usable_there() {
    let directory = Acme::new().directory;
    let custom = |number| -> Vec<String> {
        directory.role_matrix(account(number)).unwrap().columns().skip(Preset::ALL.len()).collect()
    };
    assert_eq!(custom(ROOT), ["Auditor (Acme)", "Help desk (Acme)"]);
    assert_eq!(custom(SUB), ["Auditor (Acme)", "Help desk (Acme)", "Help desk (Acme 2)"]);
    assert!(directory.role_matrix(account(99)).is_none());

    let matrix = directory.role_matrix(account(SUB)).unwrap();
    assert_eq!(matrix.title(), "Roles of Acme 2");
    assert_eq!(matrix.cell(FAX, "Help desk (Acme)"), Some(Scope::Account));
    assert_eq!(matrix.cell(FAX, "Help desk (Acme 2)"), None);
    assert_eq!(matrix.cell(Permission::InboxReply, "Help desk (Acme 2)"), Some(Scope::Subtree));
}

#[test]
fn no_two_columns_have_the_same_heading() {
    let twice = AccessMatrix::of_roles([("a", Grants::NONE), ("b", Grants::NONE), ("a", Grants::ALL)]);
    assert_eq!(twice.columns().collect::<Vec<_>>(), ["a (1)", "b", "a (3)"]);
    assert_eq!(twice.cell(Permission::SmsSend, "a (3)"), Some(Scope::Subtree));
}

#[test]
fn a_matrix_without_columns_lists_the_permissions() {
    let matrix = AccessMatrix::of_roles::<&str>([]);
    assert!(matrix.to_markdown().starts_with("| permission |\n| :-- |\n| **sms** |\n| `sms.view` |\n"));
    assert!(matrix.to_csv().starts_with("area,permission\r\nsms,sms.view\r\n"));
    assert!(matrix.to_html().contains("<th scope=\"row\">sms.view</th></tr>"));
    matrix.check_golden(&matrix.to_markdown()).unwrap();
}

#[test]
fn the_same_grants_give_the_same_text() {
    let texts = || {
        let matrix = Acme::new().directory.role_matrix(account(SUB)).unwrap().with_names(&names());
        [matrix.to_markdown(), matrix.to_csv(), matrix.to_html(), matrix.to_string()]
    };
    assert_eq!(texts(), texts());
    assert_eq!(texts()[0], texts()[3]);
}
