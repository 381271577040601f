//! Grants and presets.

use proptest::prelude::*;
use proptest::sample::select;

use crate::permission::{Grants, Levels, Preset, Scope};

use super::levels::levels;
use super::permissions::{BLOCKS, block, permission_set, scope, some};
use super::shrinking::Shrinking;

/// The presets, equally often. Shrinks to the first, [`Preset::Admin`].
pub fn preset() -> impl Strategy<Value = Preset> + Clone {
    select(&Preset::ALL[..])
}

/// Grants: of sets of every density ([`permission_set`]), one for each scope; those of presets, alone or with a few
/// permissions more and fewer; and those of [`levels`]. Shrinks to [`Grants::NONE`]; else to what makes the test
/// fail, each permission at the narrowest scope that does.
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
    Shrinking { values, steps: BLOCKS * Scope::ALL.len(), step: narrower }
}

/// Without a block of permissions, then with them at the narrowest scope, then at the next.
fn narrower(grants: Grants, step: usize) -> Grants {
    let block = block(step / Scope::ALL.len());
    let kept = Scope::ALL.into_iter().take(step % Scope::ALL.len());
    kept.fold(grants.without(block), |less, scope| less.with(grants.at(scope) & block, scope))
}
