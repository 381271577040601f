//! Levels against a `BTreeMap`, their lattice exhaustively, and their correspondence with sets.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sendright::testing::strategies::{area, level, levels, permission_set};
use sendright::{Area, Feature, Level, Levels, Permission, PermissionSet, Scope};

use crate::support::catalogue::every_area;
use crate::support::properties::cases;

fn model(levels: Levels) -> BTreeMap<Area, Level> {
    every_area().into_iter().map(|area| (area, levels.level(area))).collect()
}

fn areawise(a: Levels, b: Levels, f: impl Fn(Level, Level) -> Level) -> BTreeMap<Area, Level> {
    every_area().into_iter().map(|area| (area, f(a.level(area), b.level(area)))).collect()
}

/// The most that levels can say about a set: V2's reading of it, area by area.
fn levels_of(set: PermissionSet) -> Levels {
    Area::ALL.into_iter().fold(Levels::NONE, |levels, area| levels.with(area, set.level(area)))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn v2_levels_are_stored_as_given(entries in proptest::collection::vec((area(), level()), 0..60)) {
        let mut expected: BTreeMap<Area, Level> = every_area().into_iter().map(|area| (area, Level::None)).collect();
        let mut levels = Levels::NONE;
        for (area, level) in entries {
            expected.insert(area, level);
            levels = levels.with(area, level);
        }
        prop_assert_eq!(model(levels), expected.clone());
        expected.retain(|_, level| *level > Level::None);
        prop_assert_eq!(levels.iter().collect::<BTreeMap<_, _>>(), expected.clone());
        prop_assert_eq!(levels.is_none(), expected.is_empty());
        prop_assert_eq!(Levels::from_bits(levels.bits()), Ok(levels));
    }

    #[test]
    fn join_meet_and_order_go_area_by_area(a in levels(), b in levels()) {
        prop_assert_eq!(model(a.join(b)), areawise(a, b, Level::max));
        prop_assert_eq!(model(a.meet(b)), areawise(a, b, Level::min));
        let at_most = every_area().into_iter().all(|area| a.level(area) <= b.level(area));
        prop_assert_eq!(a.is_at_most(b), at_most);
        prop_assert_eq!(a <= b, at_most);
        prop_assert_eq!(a.partial_cmp(&b), b.partial_cmp(&a).map(std::cmp::Ordering::reverse));
        prop_assert!(a.meet(b) <= a && a <= a.join(b));
    }

    #[test]
    fn v2_levels_and_sets_are_a_galois_connection(levels in levels(), set in permission_set()) {
        // Levels give no more than the set if and only if, up to levels with equal masks, they are at most its levels.
        let lowest = levels_of(levels.permissions());
        prop_assert_eq!(levels.permissions().is_subset(set), lowest <= levels_of(set));
        prop_assert!(levels_of(set).permissions().is_subset(set));
        prop_assert_eq!(lowest.permissions(), levels.permissions());
        prop_assert!(lowest <= levels);
    }

    #[test]
    fn permissions_grow_with_levels(a in levels(), b in levels()) {
        prop_assert_eq!(a.join(b).permissions(), a.permissions() | b.permissions());
        prop_assert_eq!(a.meet(b).permissions(), a.permissions() & b.permissions());
        if a <= b {
            prop_assert!(a.permissions().is_subset(b.permissions()));
        }
    }

    #[test]
    fn v6_levels_grant_at_account(levels in levels()) {
        let grants = levels.grants();
        prop_assert_eq!(grants.at(Scope::Own), levels.permissions());
        prop_assert_eq!(grants.at(Scope::Account), levels.permissions());
        prop_assert!(grants.at(Scope::Subtree).is_empty());
    }

    #[test]
    fn bits_that_belong_to_no_area_are_refused(bits in any::<u64>()) {
        let known = bits & (3 << 62 | ((1 << 46) - 1));
        prop_assert_eq!(Levels::from_bits(bits).is_ok(), bits == known);
        prop_assert_eq!(Levels::from_bits(known).map(Levels::bits), Ok(known));
    }
}

/// All pairs of levels, in all pairs of areas: the lattice laws hold with no area leaking into its neighbour.
#[test]
fn v1_lattice_laws_exhaustively() {
    for area in every_area() {
        for other in every_area() {
            for (a, b) in Level::ALL.into_iter().flat_map(|a| Level::ALL.map(|b| (a, b))) {
                let (left, right) = (Levels::NONE.with(area, a), Levels::NONE.with(other, b));
                let expected = if area == other { Levels::NONE.with(area, a.max(b)) } else { left.with(other, b) };
                assert_eq!(left.join(right), expected);
                assert_eq!(right.join(left), expected);
                let expected = if area == other { Levels::NONE.with(area, a.min(b)) } else { Levels::NONE };
                assert_eq!(left.meet(right), expected);
                assert_eq!(left.join(left.meet(right)), left);
                assert_eq!(left.meet(left.join(right)), left);
                assert_eq!(left <= right, a == Level::None || area == other && a <= b);
            }
        }
    }
}

/// Guest `01` joined with Editor `10` as bits would be Approver `11`.
#[test]
fn guest_and_editor_never_make_an_approver() {
    let guest = Levels::NONE.with(Area::Sms, Level::Guest);
    let editor = Levels::NONE.with(Area::Sms, Level::Editor);
    assert_eq!(guest.join(editor), editor);
    assert_eq!(editor.join(guest), editor);
    assert_eq!(guest.meet(editor), guest);
}

/// Every subset of every area, and what level it reads as: V2's definition, written out.
#[test]
fn v2_the_level_of_a_set_exhaustively() {
    for area in every_area() {
        let members: Vec<Permission> = area.permissions(Level::Approver).iter().collect();
        for subset in 0..1_u32 << members.len() {
            let held: PermissionSet =
                members.iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, p)| *p).collect();
            let greatest = Level::ALL.into_iter().rfind(|level| area.permissions(*level).is_subset(held)).unwrap();
            let expected =
                Level::ALL.into_iter().find(|level| area.permissions(*level) == area.permissions(greatest)).unwrap();
            assert_eq!(held.level(area), expected, "{area} {held}");
            // What is held elsewhere does not count.
            let elsewhere = PermissionSet::ALL - area.permissions(Level::Approver);
            assert_eq!((held | elsewhere).level(area), expected, "{area} {held}");
        }
    }
}

#[test]
fn v2_an_area_with_no_guest_permission_reads_as_none() {
    assert_eq!(Area::Message.permissions(Level::Guest), PermissionSet::EMPTY);
    let guest = Levels::NONE.with(Area::Message, Level::Guest);
    assert_eq!(guest.permissions().level(Area::Message), Level::None);
    assert_eq!(guest.level(Area::Message), Level::Guest, "stored as given");
}

#[test]
fn v5_no_level_gives_a_custom_permission() {
    let everything = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Approver));
    assert_eq!(everything.permissions(), PermissionSet::ALL - PermissionSet::CUSTOM);
    let custom = Levels::NONE.with(Area::Custom, Level::Approver);
    assert_eq!(custom.level(Area::Custom), Level::Approver, "kept as given");
    assert!(custom.permissions().is_empty() && custom.grants().is_none());
    assert_eq!(PermissionSet::ALL.level(Area::Custom), Level::None);
}

#[test]
fn v6_features_are_the_published_groups() {
    let expected: [(Feature<'_>, &[Area]); 6] = [
        (Feature::EMAILINGS, &[Area::Email, Area::Message, Area::Template]),
        (Feature::SMS, &[Area::Sms, Area::Message, Area::Template]),
        (Feature::CONTACTS, &[Area::Contact]),
        (Feature::FORMS, &[Area::Form]),
        (Feature::ADMINISTRATION, &[Area::User, Area::Account, Area::Billing]),
        (Feature::CREDITS, &[Area::Credit]),
    ];
    assert_eq!(Feature::ALL, expected.map(|(feature, _)| feature));
    let names = ["emailings", "SMS", "contacts", "forms and surveys", "users, account and invoices", "buying credits"];
    assert_eq!(Feature::ALL.map(Feature::name), names);
    for (feature, areas) in expected {
        assert_eq!(feature.areas(), areas, "{}", feature.name());
    }
}

#[test]
fn v6_setting_a_feature_raises_and_lowers_none() {
    for feature in Feature::ALL {
        for (before, level) in Level::ALL.into_iter().flat_map(|a| Level::ALL.map(|b| (a, b))) {
            let start = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, before));
            let raised = start.raise(feature, level);
            for area in every_area() {
                let expected = if feature.areas().contains(&area) { before.max(level) } else { before };
                assert_eq!(raised.level(area), expected, "{} {area}", feature.name());
            }
        }
    }
}

/// Every level before, every level set: each area of the group has it, None too, and no other area has moved.
#[test]
fn v6_a_feature_is_set_to_any_level_whatever_it_was() {
    for feature in Feature::ALL.into_iter().chain([Feature::new("own", &[Area::Custom]), Feature::new("empty", &[])]) {
        for (before, level) in Level::ALL.into_iter().flat_map(|a| Level::ALL.map(|b| (a, b))) {
            let start = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, before));
            let set = start.set(feature, level);
            for area in every_area() {
                let expected = if feature.areas().contains(&area) { level } else { before };
                assert_eq!(set.level(area), expected, "{} {area}", feature.name());
            }
            let expected = if feature.areas().is_empty() { Level::None } else { level };
            assert_eq!(set.level_of(feature), expected, "{}", feature.name());
            assert_eq!(start.raise(feature, level), start.join(set), "to raise is to set where it is more");
            assert_eq!(start.raise(feature, Level::None), start, "to raise to None changes nothing");
        }
    }
}

/// A form that asks for a level of each feature: all 4096 answers are read back as given, and in any order.
#[test]
fn v6_what_is_raised_feature_by_feature_reads_back() {
    for number in 0..4_usize.pow(6) {
        let answers: Vec<(Feature<'_>, Level)> =
            (0..).zip(Feature::ALL).map(|(place, feature)| (feature, Level::ALL[number >> (2 * place) & 3])).collect();
        let raise = |levels: Levels, (feature, level): &(Feature<'_>, Level)| levels.raise(*feature, *level);
        let levels = answers.iter().fold(Levels::NONE, raise);
        assert_eq!(levels, answers.iter().rev().fold(Levels::NONE, raise));
        for (feature, level) in &answers {
            assert_eq!(levels.level_of(*feature), *level, "{} of {levels}", feature.name());
        }
        // Taken away, and the others raised again: as if it had never been given.
        for (feature, _) in &answers {
            let others = answers.iter().filter(|(other, _)| other != feature);
            let again = others.clone().fold(levels.set(*feature, Level::None), raise);
            assert_eq!(again, others.fold(Levels::NONE, raise), "{} of {levels}", feature.name());
        }
    }
}

#[test]
fn levels_print_their_names() {
    let levels = Levels::NONE.with(Area::Contact, Level::Guest).with(Area::Sms, Level::Editor);
    assert_eq!(levels.to_string(), "sms editor, contact guest");
    assert_eq!(format!("{levels:?}"), "{Sms: Editor, Contact: Guest}");
    assert_eq!(Levels::NONE.to_string(), "nothing");
    let none = Area::ALL.len();
    assert_eq!(
        Levels::from_bits(0b11 << (2 * none)).unwrap_err().to_string(),
        format!("there is no area number {none}: a later version may have written it")
    );
}
