//! Areas, features and levels.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::permission::{Area, Feature, Level, Levels};

use super::shrinking::Shrinking;

/// The levels, equally often. Shrinks to [`Level::None`].
pub fn level() -> impl Strategy<Value = Level> + Clone {
    select(&Level::ALL[..])
}

/// The areas of the catalogue and [`Area::Custom`], equally often. Shrinks to the first, [`Area::Sms`].
pub fn area() -> impl Strategy<Value = Area> + Clone {
    select(every_area().collect::<Vec<_>>())
}

/// Features: those of the published product ([`Feature::ALL`]) and four as an application may make them itself: one of two
/// areas, one with every area of the catalogue, one with [`Area::Custom`] and one without areas. Shrinks to
/// [`Feature::EMAILINGS`].
pub fn feature() -> impl Strategy<Value = Feature<'static>> + Clone {
    select(Feature::ALL.into_iter().chain(OWN).collect::<Vec<_>>())
}

const OWN: [Feature<'static>; 4] = [
    Feature::new("conversations", &[Area::Inbox, Area::Chat]),
    Feature::new("everything", &Area::ALL),
    Feature::new("the application's own", &[Area::Custom]),
    Feature::new("nothing", &[]),
];

/// Levels: in a few areas, in each area by itself, or raised feature by feature as a form does it. [`Area::Custom`] has a
/// level as often as any other area. Shrinks to [`Levels::NONE`]: area by area, and in each to the lowest level that makes
/// the test fail.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Scope;
/// use sendright::testing::strategies;
///
/// proptest!(|(levels in strategies::levels())| {
///     prop_assert!(levels.grants().at(Scope::Subtree).is_empty(), "levels grant nothing in sub-accounts");
/// });
/// ```
pub fn levels() -> impl Strategy<Value = Levels> + Clone {
    let with = |levels: Levels, (area, level): (Area, Level)| levels.with(area, level);
    let raise = |levels: Levels, (feature, level)| levels.raise(feature, level);
    let values = prop_oneof![
        vec((area(), level()), 0..5).prop_map(move |few| few.into_iter().fold(Levels::NONE, with)),
        vec(level(), every_area().count()).prop_map(move |each| every_area().zip(each).fold(Levels::NONE, with)),
        vec((feature(), level()), 0..5).prop_map(move |raised| raised.into_iter().fold(Levels::NONE, raise)),
    ];
    Shrinking { values, steps: 1 + every_area().count() * Level::ALL.len(), step: with_one_lower }
}

fn every_area() -> impl Iterator<Item = Area> {
    Area::ALL.into_iter().chain([Area::Custom])
}

fn with_one_lower(levels: Levels, step: usize) -> Levels {
    let Some(step) = step.checked_sub(1) else { return Levels::NONE };
    let area = every_area().nth(step / Level::ALL.len());
    let level = Level::ALL.get(step % Level::ALL.len());
    match area.zip(level) {
        Some((area, level)) => levels.with(area, levels.level(area).min(*level)),
        None => levels,
    }
}
