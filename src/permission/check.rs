//! The catalogue and the table of presets are sound, or the crate does not compile and says what is wrong.

#![allow(dead_code, reason = "called at compile time alone, which Rust 1.85 takes for never")]

use super::area::Area;
use super::level::Level;
use super::permission::{CATALOGUE, CUSTOM, FIRST_CUSTOM_BIT, Line, Permission};
use super::preset::{COLUMNS, Preset, ROWS, Row};

const _: () = {
    if let Some(fault) = catalogue_fault(CATALOGUE, Area::ALL.as_slice(), CUSTOM) {
        fault.stop();
    }
};

const _: () = {
    if let Some(fault) = preset_fault(Permission::ALL.as_slice(), Preset::ALL.as_slice(), COLUMNS, ROWS) {
        fault.stop();
    }
};

/// What is wrong with the permission, area or preset of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fault {
    name: &'static str,
    what: &'static str,
}

impl Fault {
    /// Stops the compiler with the fault in words. `panic!` takes one text at compile time, so it is joined here.
    #[expect(clippy::panic, reason = "at compile time, a panic is an error of the compiler")]
    const fn stop(self) {
        let parts = ["`", self.name, "` ", self.what];
        let mut text = [b' '; 300];
        let (mut length, mut i) = (0, 0);
        while i < parts.len() {
            let part = parts[i].as_bytes();
            let mut j = 0;
            while j < part.len() && length < text.len() {
                text[length] = part[j];
                (length, j) = (length + 1, j + 1);
            }
            i += 1;
        }
        match core::str::from_utf8(text.split_at(length).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("{}", self.what),
        }
    }
}

const fn catalogue_fault(lines: &[Line], areas: &[Area], custom: &[Permission]) -> Option<Fault> {
    let mut i = 0;
    while i < lines.len() {
        if let Some(what) = line_fault(lines, i) {
            return Some(Fault { name: lines[i].name, what });
        }
        i += 1;
    }
    let mut i = 0;
    while i < areas.len() {
        if areas[i] as usize >= Area::SLOTS {
            return Some(Fault { name: areas[i].name(), what: "has a number for which `Levels` has no bits" });
        }
        i += 1;
    }
    let mut slot = 0;
    while slot < custom.len() {
        if custom[slot].bit() as usize != FIRST_CUSTOM_BIT as usize + slot {
            return Some(Fault {
                name: custom[slot].name(),
                what: "does not have the bit after that of the slot before",
            });
        }
        slot += 1;
    }
    None
}

const fn line_fault(lines: &[Line], index: usize) -> Option<&'static str> {
    let line = &lines[index];
    if line.bit >= FIRST_CUSTOM_BIT {
        return Some("has a bit of the application's own permissions: use the lowest bit that was never used");
    }
    if matches!(line.level, Level::None) {
        return Some("has the level None, which gives nothing: use Guest, Editor or Approver");
    }
    if !line.area.has(line.name) {
        return Some("stands in another area than its name says: a name is `area.action`");
    }
    if !same(line.name, line.variant) || !same(line.name, line.constant) {
        return Some("is spelled otherwise as variant or constant: `sms.send` is `SmsSend` and `SMS_SEND`");
    }
    let mut before = 0;
    while before < index {
        if lines[before].bit == line.bit {
            return Some("has the bit of another permission: use the lowest bit that was never used");
        }
        if same(lines[before].name, line.name) {
            return Some("is the name of two permissions");
        }
        before += 1;
    }
    None
}

/// Whether two spellings differ at most in case, dots and underscores.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && (a[i] == b'.' || a[i] == b'_') {
            i += 1;
        }
        while j < b.len() && (b[j] == b'.' || b[j] == b'_') {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if !a[i].eq_ignore_ascii_case(&b[j]) {
            return false;
        }
        i += 1;
        j += 1;
    }
}

const fn preset_fault(
    permissions: &[Permission],
    presets: &[Preset],
    columns: &[Preset],
    rows: &[Row],
) -> Option<Fault> {
    let mut i = 0;
    while i < presets.len() {
        if let Some(what) = column_fault(presets[i], i, columns) {
            return Some(Fault { name: presets[i].name(), what });
        }
        i += 1;
    }
    let mut i = 0;
    while i < permissions.len() {
        if let Some(what) = row_fault(permissions[i], columns, rows) {
            return Some(Fault { name: permissions[i].name(), what });
        }
        i += 1;
    }
    None
}

const fn column_fault(preset: Preset, index: usize, columns: &[Preset]) -> Option<&'static str> {
    if preset as usize != index {
        return Some("does not have the number after that of the preset before");
    }
    let (mut found, mut i) = (0, 0);
    while i < columns.len() {
        if columns[i] as u8 == preset as u8 {
            found += 1;
        }
        i += 1;
    }
    match found {
        0 => Some("has no column in the table of presets: add it to `columns` and a cell to each row"),
        1 => None,
        _ => Some("has more than one column in the table of presets"),
    }
}

const fn row_fault(permission: Permission, columns: &[Preset], rows: &[Row]) -> Option<&'static str> {
    let (mut found, mut i) = (0, 0);
    while i < rows.len() {
        if rows[i].permission.bit() == permission.bit() {
            found += 1;
            if rows[i].cells.len() != columns.len() {
                return Some("has more or fewer cells than there are columns in the table of presets");
            }
        }
        i += 1;
    }
    match found {
        0 => Some("has no row in the table of presets: add one to `preset.rs`"),
        1 => None,
        _ => Some("has more than one row in the table of presets"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::Scope;
    use super::*;

    const VIEW: Line = Line {
        bit: 0,
        permission: Permission::SmsView,
        variant: "SmsView",
        constant: "SMS_VIEW",
        name: "sms.view",
        area: Area::Sms,
        level: Level::Guest,
    };
    const EDIT: Line =
        Line { bit: 1, variant: "SmsEdit", constant: "SMS_EDIT", name: "sms.edit", level: Level::Editor, ..VIEW };

    fn told(fault: Option<Fault>) -> Option<String> {
        fault.map(|Fault { name, what }| format!("`{name}` {what}"))
    }

    #[test]
    fn a_fault_in_the_catalogue_is_told_in_words() {
        let spelled = "`sms.edit` is spelled otherwise as variant or constant: `sms.send` is `SmsSend` and `SMS_SEND`";
        let custom_bit = Line { bit: FIRST_CUSTOM_BIT, ..EDIT };
        let cases = [
            ([VIEW, EDIT], None),
            ([EDIT, VIEW], None),
            (
                [VIEW, Line { bit: 0, ..EDIT }],
                Some("`sms.edit` has the bit of another permission: use the lowest bit that was never used"),
            ),
            (
                [VIEW, custom_bit],
                Some(
                    "`sms.edit` has a bit of the application's own permissions: use the lowest bit that was never used",
                ),
            ),
            ([VIEW, Line { bit: 1, ..VIEW }], Some("`sms.view` is the name of two permissions")),
            (
                [VIEW, Line { level: Level::None, ..EDIT }],
                Some("`sms.edit` has the level None, which gives nothing: use Guest, Editor or Approver"),
            ),
            (
                [VIEW, Line { area: Area::Email, ..EDIT }],
                Some("`sms.edit` stands in another area than its name says: a name is `area.action`"),
            ),
            ([VIEW, Line { variant: "SmsEdits", ..EDIT }], Some(spelled)),
            ([VIEW, Line { constant: "SMS_EDI", ..EDIT }], Some(spelled)),
        ];
        for (lines, expected) in cases {
            assert_eq!(told(catalogue_fault(&lines, &Area::ALL, CUSTOM)).as_deref(), expected);
        }
        let unordered = [Permission::Custom0, Permission::Custom2];
        assert_eq!(
            told(catalogue_fault(&[], &[], &unordered)).unwrap(),
            "`custom.2` does not have the bit after that of the slot before"
        );
    }

    #[test]
    fn a_fault_in_the_table_of_presets_is_told_in_words() {
        type Case<'a> = (&'a [Preset], &'a [Preset], &'a [Row], Option<&'a str>);
        let (view, edit) = (Permission::SmsView, Permission::SmsEdit);
        let (admin, standard) = (Preset::Admin, Preset::Standard);
        let row = |permission| Row { permission, cells: &[Some(Scope::Account), None] };
        let short = Row { permission: edit, cells: &[None] };
        let (columns, twice) = ([admin, standard], [admin, standard, admin]);
        let cases: [Case<'_>; 7] = [
            (&columns, &columns, &[row(edit), row(view)], None),
            (
                &columns,
                &columns,
                &[row(view)],
                Some("`sms.edit` has no row in the table of presets: add one to `preset.rs`"),
            ),
            (
                &columns,
                &columns,
                &[row(view), row(edit), row(view)],
                Some("`sms.view` has more than one row in the table of presets"),
            ),
            (
                &columns,
                &columns,
                &[row(view), short],
                Some("`sms.edit` has more or fewer cells than there are columns in the table of presets"),
            ),
            (
                &columns,
                &[admin],
                &[],
                Some("`standard` has no column in the table of presets: add it to `columns` and a cell to each row"),
            ),
            (&columns, &twice, &[], Some("`admin` has more than one column in the table of presets")),
            (&[standard], &columns, &[], Some("`standard` does not have the number after that of the preset before")),
        ];
        for (presets, columns, rows, expected) in cases {
            assert_eq!(told(preset_fault(&[view, edit], presets, columns, rows)).as_deref(), expected);
        }
    }
}
