//! Grants and presets.

use proptest::prelude::*;
use proptest::sample::select;

use crate::permission::{Grants, Levels, Preset, Scope};

use super::levels::levels;
use super::permissions::{SLOTS, from_the_last, permission_set, scope, some};
use super::shrinking::Shrinking;

/// The presets, equally often. Shrinks to the first, [`Preset::Admin`].
pub fn preset() -> impl Strategy<Value = Preset> + Clone {
    select(&Preset::ALL[..])
}

/// Grants: of sets of every density ([`permission_set`]), one for each scope; those of presets, alone or with a few
/// permissions more and fewer; and those of [`levels`]. Shrinks to [`Grants::NONE`]: permission by permission, and of each to
/// the narrowest scope that makes the test fail.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Scope;
/// use sendright::testing::strategies;
///
/// proptest!(|(grants in strategies::grants(), required in strategies::permission_set())| {
///     if grants.allows(required, Scope::Subtree) {
///         prop_assert!(grants.allows(required, Scope::Account) && grants.allows(required, Scope::Own));
///     }
/// });
/// ```
pub fn grants() -> impl Strategy<Value = Grants> + Clone {
    let sets = || (permission_set(), permission_set(), permission_set());
    let near_preset = (preset(), some(0..=2), scope(), some(0..=2));
    let values = prop_oneof![
        3 => sets().prop_map(|(own, account, subtree)| {
            Grants::of(own, Scope::Own).with(account, Scope::Account).with(subtree, Scope::Subtree)
        }),
        1 => sets().prop_map(|(own, ceiling, wide)| {
            Grants::of(own, Scope::Own).with(own & ceiling, Scope::Account).with(own & ceiling & wide, Scope::Subtree)
        }),
        1 => preset().prop_map(Preset::grants),
        1 => near_preset.prop_map(|(preset, more, scope, fewer)| preset.grants().with(more, scope).without(fewer)),
        1 => levels().prop_map(Levels::grants),
    ];
    Shrinking { values, steps: 1 + SLOTS * Scope::ALL.len(), step: with_one_narrower }
}

/// For each permission: without it, then at its narrowest scope, then at the next.
fn with_one_narrower(grants: Grants, step: usize) -> Grants {
    let Some(step) = step.checked_sub(1) else { return Grants::NONE };
    let Some(permission) = from_the_last(step / Scope::ALL.len()) else { return grants };
    let narrower = step.checked_rem(Scope::ALL.len()).and_then(|place| Scope::ALL.get(place.checked_sub(1)?));
    match (grants.scope_of(permission), narrower) {
        (Some(held), Some(narrower)) if *narrower < held => grants.without(permission).with(permission, *narrower),
        (Some(_), None) => grants.without(permission),
        _ => grants,
    }
}
