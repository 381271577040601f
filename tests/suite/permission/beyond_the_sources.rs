//! What each preset has beyond the rows of its source is what its documentation lists, and what the README shows.

use std::collections::BTreeSet;

use sendright::{Grants, Permission, Preset, Scope};

use super::presets_in_the_readme::is_shown;
use super::published_matrices::published::{Cell, Column, MATRICES, Source};

const DOCS: &str = include_str!("../../../src/permission/preset.rs");

/// What the rows of its sources give a preset. What we only read into a source is not among it.
fn published(preset: Preset) -> Grants {
    let mut published = Grants::NONE;
    for matrix in &MATRICES {
        for row in matrix.rows {
            for (column, cell) in matrix.columns.iter().zip(row.published) {
                let is_this = matches!(column, Column::Role(_, grants) if *grants == preset.grants());
                let scope = match (cell.cell, row.scope) {
                    (Cell::No, _) => continue,
                    (Cell::Yes, Scope::Own) => Scope::Account,
                    (Cell::Yes | Cell::Own, scope) => scope,
                };
                if is_this && matrix.source_of(*cell) != Source::Reading {
                    published = row.permissions.iter().fold(published, |grants, p| grants.with(*p, scope));
                }
            }
        }
    }
    published
}

/// The permissions that a preset gives and no row of its sources does; one's own details apart, which everybody may edit.
fn beyond(preset: Preset) -> BTreeSet<Permission> {
    let published = published(preset);
    let is_beyond = |p: &Permission| preset.grants().scope_of(*p).is_some() && published.scope_of(*p).is_none();
    Permission::ALL.into_iter().filter(is_beyond).filter(|p| *p != Permission::ProfileEdit).collect()
}

/// The permissions that the documentation of a preset names after the words *Beyond its source*, which come last in it.
fn documented(preset: Preset) -> Vec<Permission> {
    let (before, _) = DOCS.split_once(&format!("\n    {preset:?} = ")).unwrap();
    let (_, listed) = before.rsplit_once("*Beyond its source*").unwrap();
    listed.split('`').skip(1).step_by(2).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_documentation_of_each_preset_lists_what_it_has_beyond_its_source() {
    for preset in Preset::ALL {
        let listed = documented(preset);
        let mut expected = beyond(preset);
        if preset == Preset::SubaccountAdmin {
            // It gives what Advanced gives, and is documented so.
            assert!(preset.grants().covers(&Preset::Advanced.grants()));
            expected.retain(|p| Preset::Advanced.grants().scope_of(*p).is_none());
            assert_eq!(expected.len(), 16, "the documentation says sixteen");
        }
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), expected, "{preset}");
        assert_eq!(listed.len(), expected.len(), "{preset} lists a permission twice");
    }
}

/// No preset holds anything at a wider scope than published, but for the two that administer sub-accounts; that they hold
/// everything below, too, is documented in their first lines.
#[test]
fn no_preset_has_more_than_its_source_by_scope_but_those_of_sub_accounts() {
    for preset in Preset::ALL {
        let published = published(preset);
        let held = |p: Permission| preset.grants().scope_of(p);
        let wider =
            || Permission::ALL.into_iter().filter(|p| published.scope_of(*p).is_some_and(|s| held(*p) > Some(s)));
        if matches!(preset, Preset::Admin | Preset::SubaccountAdmin) {
            assert!(wider().all(|p| held(p) == Some(Scope::Subtree)), "{preset}");
            assert!(preset.grants().covers(&published));
        } else {
            assert_eq!(wider().collect::<Vec<_>>(), [], "{preset}");
        }
    }
}

/// A preset may do without seeing what it does only where its source says so.
#[test]
fn regular_sends_chat_without_seeing_it_and_nothing_else_is_so() {
    for preset in Preset::ALL {
        for area in ["sms", "voice", "email", "chat"] {
            let scope = |action: &str| preset.grants().scope_of(format!("{area}.{action}").parse().unwrap());
            let blind = scope("send") > scope("view");
            assert_eq!(blind, preset == Preset::Regular && area == "chat", "{preset} in {area}");
        }
    }
    assert!(Preset::Regular.grants().allows(Permission::SentView, Scope::Own), "it sees what it sent");
}

#[test]
fn the_readme_lists_what_each_preset_has_beyond_its_source() {
    let line = |preset: Preset| {
        let names: Vec<String> = beyond(preset).iter().map(|p| format!("`{p}`")).collect();
        format!("| {preset} | {} |", names.join(", "))
    };
    let lines: Vec<String> = Preset::ALL.into_iter().map(line).collect();
    let table = format!("\n| preset | beyond its source |\n| :-- | :-- |\n{}\n\n", lines.join("\n"));
    is_shown("<!-- beyond -->\n", &table, "<!-- end of beyond -->");
}
