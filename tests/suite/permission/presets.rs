//! The presets, cell by cell, against the published table in `tests/data/presets.csv`.

use sendright::{Grants, Permission, PermissionSet, Preset, Scope};

use crate::support::strategies::every_permission;

#[test]
fn every_cell_of_the_table_holds() {
    let mut lines = include_str!("../../data/presets.csv").lines();
    let mut heading = lines.next().unwrap().split(',');
    assert_eq!(heading.next(), Some("permission"));
    let presets: Vec<Preset> = heading.map(|name| name.parse().unwrap()).collect();
    assert_eq!(presets, Preset::ALL);

    let mut rows = 0;
    for line in lines {
        let mut cells = line.split(',');
        let permission: Permission = cells.next().unwrap().parse().unwrap();
        for preset in Preset::ALL {
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
        rows += 1;
    }
    assert_eq!(rows, Permission::ALL.len());
}

#[test]
fn v5_only_admin_gives_the_applications_own_permissions() {
    assert_eq!(Preset::Admin.grants(), Grants::ALL);
    for preset in Preset::ALL.into_iter().filter(|preset| *preset != Preset::Admin) {
        assert!(!preset.grants().at(Scope::Own).intersects(PermissionSet::CUSTOM), "{preset}");
    }
}

/// All pairs: coverage is what the cells say, and beside Admin only these presets cover another.
#[test]
fn coverage_of_all_pairs() {
    use Preset::{Advanced, Basic, Regular, Standard, SubaccountAdmin, Template};

    let mut covering = Vec::new();
    for a in Preset::ALL {
        for b in Preset::ALL {
            let by_cells = every_permission().iter().all(|p| b.grants().scope_of(*p) <= a.grants().scope_of(*p));
            assert_eq!(a.grants().covers(&b.grants()), by_cells, "{a} {b}");
            if by_cells && a != b && a != Preset::Admin {
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
