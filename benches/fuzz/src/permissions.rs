//! Sets, selections, levels and grants in any of the formats: each holds only what there is, and grants are nested.

use sendright::{Area, Grants, Level, Levels, Permission, PermissionSet, Scope, Selection};

use crate::laws::stored;

/// Holds the laws of sets, selections, levels and grants to any bytes.
pub fn hold(bytes: &[u8]) {
    stored::<PermissionSet>(bytes).for_each(is_known);
    stored::<Selection>(bytes).for_each(|selection| is_known(selection.permissions()));
    stored::<Levels>(bytes).for_each(are_of_areas);
    stored::<Grants>(bytes).for_each(are_nested);
}

fn is_known(set: PermissionSet) {
    assert_eq!(PermissionSet::from_bits(set.bits()), Ok(set), "it has bits that stand for nothing");
    let again = set.iter().map(|permission| permission.name().parse::<Permission>());
    assert_eq!(again.collect::<Result<PermissionSet, _>>().as_ref(), Ok(&set));
    assert!(set.is_subset(PermissionSet::ALL) && set.len() == set.iter().count());
}

fn are_of_areas(levels: Levels) {
    assert_eq!(Levels::from_bits(levels.bits()), Ok(levels));
    let again = levels.iter().fold(Levels::NONE, |levels, (area, level)| levels.with(area, level));
    assert_eq!(again, levels, "they are not those of their areas");
    let areas = Area::ALL.into_iter().chain([Area::Custom]).filter(|area| levels.level(*area) > Level::None);
    assert!(areas.eq(levels.iter().map(|(area, _)| area)));
    is_known(levels.permissions());
    are_nested(levels.grants());
}

fn are_nested(grants: Grants) {
    let [own, account, subtree] = Scope::ALL.map(|scope| grants.at(scope));
    assert!(subtree.is_subset(account) && account.is_subset(own), "a wider scope has more");
    assert_eq!(Grants::nested(own, account, subtree), Ok(grants));
    for set in [own, account, subtree] {
        is_known(set);
    }
}
