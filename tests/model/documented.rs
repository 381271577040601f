//! What the documented table of commands says (rule C1), read from the source as the text that it is.

use std::collections::BTreeMap;

use sendright::{Permission, PermissionSet};

/// Where the table is.
pub(crate) const FILE: &str = "src/directory/command.rs";
const SOURCE: &str = include_str!("../../src/directory/command.rs");

/// What the table says of one kind of command.
pub(crate) struct Row {
    /// The permissions that it names, whichever is needed when.
    pub(crate) permissions: PermissionSet,
    pub(crate) operator_alone: bool,
    /// Whether a rule of coverage applies to it.
    pub(crate) covers: bool,
}

/// The rows by the names of commands; a row may be about several.
pub(crate) fn rows() -> BTreeMap<String, Row> {
    let lines = SOURCE.lines().filter_map(|line| line.strip_prefix("/// | [`"));
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (command, Row { permissions, operator_alone, covers }) in lines.flat_map(row) {
        // A command has two rows where it needs another permission for another kind of thing.
        let row = rows.entry(command).or_insert(Row { permissions, operator_alone, covers });
        row.permissions |= permissions;
        row.operator_alone &= operator_alone;
        row.covers |= covers;
    }
    rows
}

fn row(line: &str) -> Vec<(String, Row)> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [commands, permission, _, and, ..] = cells[..] else { panic!("the table has four columns: {line}") };
    let words = permission.split('`').filter_map(|word| word.parse::<Permission>().ok());
    let permissions: PermissionSet = words.collect();
    let row = || Row { permissions, operator_alone: permission == "the operator alone", covers: and.contains("cover") };
    let variants = commands.split("(Self::").skip(1).filter_map(|link| link.split(')').next());
    variants.map(|variant| (snake_case(variant), row())).collect()
}

/// `RenameAccount` as serde names it: `rename_account`.
fn snake_case(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
