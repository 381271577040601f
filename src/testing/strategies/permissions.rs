//! Permissions, sets and selections of them, and scopes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::permission::{Area, Level, Permission, PermissionSet, Preset, Scope, Selection};

use super::grants::preset;
use super::levels::{feature, level};
use super::shrinking::Shrinking;

/// Permissions: each of the catalogue and each of the application's own, equally often. Shrinks to the first of the
/// catalogue, `sms.view`.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Permission;
/// use sendright::testing::strategies;
///
/// proptest!(|(permission in strategies::permission())| {
///     prop_assert_eq!(permission.name().parse(), Ok(permission));
///     prop_assert_eq!(Permission::from_bit(permission.bit()), Some(permission));
/// });
/// ```
pub fn permission() -> impl Strategy<Value = Permission> + Clone {
    select(PermissionSet::ALL.iter().collect::<Vec<_>>())
}

/// The application's own permissions ([`Permission::custom`]), equally often. Shrinks to `custom.0`.
pub fn custom_permission() -> impl Strategy<Value = Permission> + Clone {
    select(PermissionSet::CUSTOM.iter().collect::<Vec<_>>())
}

/// Sets of permissions, of every density. Of seven sets, on average:
///
/// - two have few permissions, at most five;
/// - one has about half of them;
/// - two have nearly all: at most five are missing;
/// - two are near what products have: what a preset gives at a scope, or a level in each area of a feature, with at most two
///   permissions more and two fewer.
///
/// Shrinks to the empty set; else to what makes the test fail, without a permission that it fails without.
///
/// ```
/// use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
/// use sendright::testing::strategies;
/// use sendright::{Permission, PermissionSet};
///
/// let no_launch = |set: PermissionSet| match set.contains(Permission::SmsLaunch) {
///     true => Err(TestCaseError::fail("launches campaigns")),
///     false => Ok(()),
/// };
/// let config = Config { failure_persistence: None, ..Config::default() };
/// match TestRunner::new(config).run(&strategies::permission_set(), no_launch) {
///     Err(TestError::Fail(_, smallest)) => assert_eq!(smallest, PermissionSet::SMS_LAUNCH),
///     other => panic!("{other:?}"),
/// }
/// ```
pub fn permission_set() -> impl Strategy<Value = PermissionSet> + Clone {
    let few = || some(0..=5);
    let half = any::<u128>().prop_map(|bits| PermissionSet::ALL.iter().filter(|p| bits >> p.bit() & 1 == 1).collect());
    let values = prop_oneof![
        2 => few(),
        1 => half,
        2 => few().prop_map(|few| PermissionSet::ALL - few),
        2 => (real(), some(0..=2), some(0..=2)).prop_map(|(real, more, fewer)| (real | more) - fewer),
    ];
    Shrinking { values, steps: BLOCKS, step: |set, step| set - block(step) }
}

/// Selections: only the permissions of a set, or all but those, equally often; the sets are those of [`permission_set`].
/// Shrinks to [`Selection::NOTHING`], and to all but a set only if no list of permissions makes the test fail.
pub fn selection() -> impl Strategy<Value = Selection> + Clone {
    let values = prop_oneof![permission_set().prop_map(Selection::Only), permission_set().prop_map(Selection::AllBut)];
    Shrinking { values, steps: 2 + BLOCKS, step: selecting_less }
}

/// The scopes, equally often. Shrinks to [`Scope::Own`].
pub fn scope() -> impl Strategy<Value = Scope> + Clone {
    select(&Scope::ALL[..])
}

/// How many blocks of permissions there are.
pub(super) const BLOCKS: usize = 2 * BITS - 1;

const BITS: usize = u128::BITS as usize;

/// What a step of shrinking takes from a set: first all bits, then each half of them, and so on to the single ones, in the
/// order of a heap. So a large set has only what is needed after a few steps, of which there is a limit. The last are taken
/// before the first, so that the first of those that do as well are kept.
pub(super) fn block(number: usize) -> PermissionSet {
    let node = number + 1;
    let depth = node.ilog2();
    let (size, place) = (BITS >> depth, node - (1 << depth));
    let mask = (u128::MAX >> (BITS - size)) << (BITS - (place + 1) * size);
    PermissionSet::from_bits(mask & PermissionSet::ALL.bits())
        .expect("each bit of the full set stands for a permission")
}

/// So many permissions, or fewer, as one can be drawn twice.
pub(super) fn some(size: core::ops::RangeInclusive<usize>) -> impl Strategy<Value = PermissionSet> + Clone {
    vec(permission(), size).prop_map(PermissionSet::from_iter)
}

/// What presets and levels give.
fn real() -> impl Strategy<Value = PermissionSet> + Clone {
    let of_preset = (preset(), scope()).prop_map(|(preset, scope): (Preset, Scope)| preset.grants().at(scope));
    let of_feature = (feature(), level()).prop_map(|(feature, level): (_, Level)| {
        feature.areas().iter().fold(PermissionSet::EMPTY, |set, area: &Area| set | area.permissions(level))
    });
    prop_oneof![of_preset, of_feature]
}

fn selecting_less(selection: Selection, step: usize) -> Selection {
    match (step, selection) {
        (0, _) => Selection::NOTHING,
        (1, _) => Selection::Only(selection.permissions()),
        (_, Selection::Only(set)) => Selection::Only(set - block(step - 2)),
        (_, Selection::AllBut(set)) => Selection::AllBut(set - block(step - 2)),
    }
}
