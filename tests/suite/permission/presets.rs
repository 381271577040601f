//! The presets, cell by cell, against the table that was published first, `tests/data/presets.csv`. Later permissions and
//! presets are not in it.

use sendright::{Grants, Permission, PermissionSet, Preset, Scope};

use crate::support::catalogue::every_permission;

const TABLE: &str = include_str!("../../data/presets.csv");

fn published() -> Vec<Preset> {
    let mut heading = TABLE.lines().next().unwrap().split(',');
    assert_eq!(heading.next(), Some("permission"));
    heading.map(|name| name.parse().unwrap()).collect()
}

#[test]
fn every_cell_of_the_table_holds() {
    assert!(Preset::ALL.starts_with(&published()), "{:?}", published());
    let mut rows = Vec::new();
    for line in TABLE.lines().skip(1) {
        let mut cells = line.split(',');
        let permission: Permission = cells.next().unwrap().parse().unwrap();
        for preset in published() {
            let expected = match cells.next().unwrap() {
                "" => None,
                scope => Some(scope.parse::<Scope>().unwrap()),
            };
            let grants = preset.grants();
            assert_eq!(grants.scope_of(permission), expected, "{permission} in {preset}");
            for scope in Scope::ALL {
                assert_eq!(grants.allows(permission, scope), Some(scope) <= expected, "{permission} in {preset}");
            }
        }
        assert_eq!(cells.next(), None);
        rows.push(permission);
    }
    assert!(Permission::ALL.starts_with(&rows), "{rows:?}");
}

#[test]
fn v5_only_admin_gives_the_applications_own_permissions() {
    assert_eq!(Preset::Admin.grants(), Grants::ALL);
    for preset in Preset::ALL.into_iter().filter(|preset| *preset != Preset::Admin) {
        assert!(!preset.grants().at(Scope::Own).intersects(PermissionSet::CUSTOM), "{preset}");
    }
}

/// All pairs: coverage is what the cells say, and of those published beside Admin only these cover another.
#[test]
fn coverage_of_all_pairs() {
    use Preset::{Advanced, Basic, Regular, Standard, SubaccountAdmin, Template};

    let mut covering = Vec::new();
    for a in Preset::ALL {
        for b in Preset::ALL {
            let by_cells = every_permission().iter().all(|p| b.grants().scope_of(*p) <= a.grants().scope_of(*p));
            assert_eq!(a.grants().covers(&b.grants()), by_cells, "{a} {b}");
            let both_published = published().contains(&a) && published().contains(&b);
            if by_cells && a != b && a != Preset::Admin && both_published {
                covering.push((a, b));
            }
            assert!(a != Preset::Admin || by_cells, "{a} {b}");
        }
    }
    let expected = [
        (Standard, Template),
        (Standard, Regular),
        (Standard, Advanced),
        (Standard, Basic),
        (SubaccountAdmin, Template),
        (SubaccountAdmin, Advanced),
        (SubaccountAdmin, Basic),
        (Advanced, Template),
        (Advanced, Basic),
    ];
    assert_eq!(covering, expected);
}

#[test]
fn facts_that_the_sources_state_about_what_does_not_follow() {
    let template = Preset::Template.grants();
    assert!(template.allows(Permission::SmsSend, Scope::Account));
    assert!(!template.allows(Permission::MessageFreeText, Scope::Own), "sms.send does not imply message.free_text");
    let sender = Preset::Sender.grants();
    assert!(sender.allows(Permission::CreditPurchase, Scope::Account));
    assert!(!sender.allows(Permission::BillingView, Scope::Own), "credit.purchase does not imply billing.view");
    assert!(!Preset::Basic.grants().allows(Permission::ReportExport, Scope::Own), "never Basic");
}

#[test]
fn every_preset_gives_ones_own_details() {
    for preset in Preset::ALL {
        assert!(preset.grants().allows(Permission::ProfileEdit, Scope::Own), "{preset}");
    }
}
