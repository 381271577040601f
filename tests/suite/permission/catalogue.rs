//! The catalogue, line by line, against the list that was published first, `tests/data/permissions.csv`: it begins with
//! these permissions, and later ones follow.

use sendright::{Area, Level, Permission, PermissionSet};

use crate::support::catalogue::{FIRST_CUSTOM, every_area, every_permission, reserved_bits};

struct Line {
    bit: u8,
    name: &'static str,
    area: &'static str,
    level: &'static str,
}

fn lines() -> Vec<Line> {
    include_str!("../../data/permissions.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.splitn(5, ',');
            let mut cell = || cells.next().unwrap();
            Line { bit: cell().parse().unwrap(), name: cell(), area: cell(), level: cell() }
        })
        .collect()
}

#[test]
fn every_line_of_the_catalogue_is_a_permission() {
    let lines = lines();
    assert!(lines.len() <= Permission::ALL.len(), "a published permission is gone");
    for (line, permission) in lines.iter().zip(Permission::ALL) {
        let Line { bit, name, area, level } = *line;
        assert_eq!(permission.bit(), bit, "{name}");
        assert_eq!(permission.name(), name);
        assert_eq!(permission.area().name(), area, "{name}");
        assert_eq!(permission.level().name(), level, "{name}");
        assert_eq!(Permission::from_bit(bit), Some(permission));
        assert_eq!(format!("{permission:?}").to_lowercase(), name.replace(['.', '_'], ""));
    }
}

#[test]
fn constants_are_the_permissions_that_they_name() {
    // The macro that declares a constant also declares its variant; these are some of them, by hand.
    let cases = [
        (PermissionSet::SMS_SEND, Permission::SmsSend),
        (PermissionSet::MESSAGE_FREE_TEXT, Permission::MessageFreeText),
        (PermissionSet::ACCOUNT_AUTO_REPLACE, Permission::AccountAutoReplace),
        (PermissionSet::AUDIT_EXPORT, Permission::AuditExport),
    ];
    for (constant, permission) in cases {
        assert_eq!(constant, PermissionSet::from(permission));
        assert_eq!(constant.bits(), 1 << permission.bit());
    }
}

#[test]
fn areas_are_those_of_the_catalogue_in_its_order() {
    let mut names: Vec<_> = lines().iter().map(|line| line.area).collect();
    names.dedup();
    assert!(Area::ALL.map(Area::name).starts_with(&names), "{names:?}");
    for (number, area) in Area::ALL.into_iter().enumerate() {
        assert_eq!(area as usize, number);
    }
    assert_eq!(Area::Custom as u8, 31);
}

#[test]
fn v5_custom_permissions_are_the_bits_from_96_on() {
    for slot in 0..Permission::CUSTOM_SLOTS {
        let permission = Permission::custom(slot).unwrap();
        assert_eq!(permission.bit(), FIRST_CUSTOM + slot);
        assert_eq!(permission.name(), format!("custom.{slot}"));
        assert_eq!((permission.area(), permission.level()), (Area::Custom, Level::Approver));
        assert_eq!(permission.slot(), Some(slot));
    }
    for slot in Permission::CUSTOM_SLOTS..=u8::MAX {
        assert_eq!(Permission::custom(slot), None);
    }
    assert_eq!(Permission::ALL.into_iter().find_map(Permission::slot), None);
    assert!(!Area::ALL.contains(&Area::Custom));
}

#[test]
fn v5_all_is_the_catalogue_and_the_custom_permissions() {
    let all: PermissionSet = every_permission().into_iter().collect();
    assert_eq!(PermissionSet::ALL, all);
    assert_eq!(PermissionSet::CUSTOM.len(), usize::from(Permission::CUSTOM_SLOTS));
    assert_eq!(PermissionSet::ALL.len(), Permission::ALL.len() + PermissionSet::CUSTOM.len());
    assert_eq!(PermissionSet::ALL - PermissionSet::CUSTOM, Permission::ALL.into());
}

#[test]
fn v4_reserved_bits_stand_for_nothing() {
    for bit in reserved_bits().chain(128..=u8::MAX) {
        assert_eq!(Permission::from_bit(bit), None);
    }
}

#[test]
fn v1_a_level_gives_the_permissions_of_its_area_up_to_it() {
    for area in every_area() {
        for level in Level::ALL {
            let expected = Permission::ALL.into_iter().filter(|p| p.area() == area && p.level() <= level);
            assert_eq!(area.permissions(level), expected.collect(), "{area} {level}");
        }
        assert!(area.permissions(Level::None).is_empty());
        for pair in Level::ALL.windows(2) {
            assert!(area.permissions(pair[0]).is_subset(area.permissions(pair[1])), "{area}");
        }
    }
    assert!(Area::Custom.permissions(Level::Approver).is_empty());
}
