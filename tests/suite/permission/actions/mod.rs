//! Actions: what each requires, that no level of one channel gives an action of another, and that the published products may
//! do by their buttons what they may do by their permissions.

mod channels;
mod in_the_manual;
mod published;
mod values;

use sendright::actions::Action;
use sendright::{Area, Feature};

/// The channels, each with the feature that gives it and what it shares with the others. Two are published, and two alike.
pub(super) const CHANNELS: [(Area, Feature<'_>); 4] = [
    (Area::Sms, Feature::SMS),
    (Area::Voice, Feature::new("voice", &[Area::Voice, Area::Message, Area::Template])),
    (Area::Email, Feature::EMAILINGS),
    (Area::Chat, Feature::new("chat", &[Area::Chat, Area::Message, Area::Template])),
];

pub(super) fn of(area: Area) -> Vec<Action> {
    Action::ALL.iter().filter(|action| action.area() == area).copied().collect()
}
