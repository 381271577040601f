//! No level of one channel gives an action of another, though channels share the areas `message` and `template`.

use sendright::actions::{self, Action};
use sendright::{Area, Feature, Level, Levels, Permission, PermissionSet, Scope};

use super::{CHANNELS, of};
use crate::support::catalogue::every_area;

/// The highest level of the permissions that an action requires.
fn level(action: Action) -> Level {
    action.permissions().iter().map(Permission::level).max().unwrap()
}

/// All assignments of a level to each of these.
fn assignments<const N: usize>() -> impl Iterator<Item = [Level; N]> {
    (0..1_usize << (2 * N)).map(|number| core::array::from_fn(|place| Level::ALL[number >> (2 * place) & 3]))
}

#[test]
fn every_channel_has_the_same_actions() {
    let suffixes = |(area, _): &(Area, Feature<'_>)| -> Vec<String> {
        of(*area).iter().map(|action| action.name().replace(&format!("{area}_"), "")).collect()
    };
    for channel in &CHANNELS {
        assert_eq!(suffixes(channel), suffixes(&CHANNELS[0]));
        assert_eq!(suffixes(channel).len(), 31);
    }
    // Of another channel's own permissions no action has any.
    for (area, _) in &CHANNELS {
        let others = CHANNELS.iter().filter(|(other, _)| other != area);
        let foreign: PermissionSet = others.map(|(other, _)| other.permissions(Level::Approver)).collect();
        for action in of(*area) {
            assert!(!action.permissions().intersects(foreign), "{action:?}");
        }
    }
}

/// Every level of each channel's feature, beside the others: an action of a channel is allowed if that channel's own level is
/// high enough, and whatever the others are.
#[test]
fn v6_the_level_of_a_channel_alone_decides_about_its_actions() {
    // What belongs to no channel's feature at its highest, so that only channels can refuse; then at None.
    let feature_areas: Vec<Area> = CHANNELS.iter().flat_map(|(_, feature)| feature.areas()).copied().collect();
    for rest in [Level::Approver, Level::None] {
        let beside = every_area().into_iter().filter(|area| !feature_areas.contains(area));
        let beside = beside.fold(Levels::NONE, |levels, area| levels.with(area, rest));
        for given in assignments::<4>() {
            let features = CHANNELS.iter().zip(given);
            let levels = features.fold(beside, |levels, ((_, feature), level)| levels.raise(*feature, level));
            for ((area, feature), own) in CHANNELS.iter().zip(given) {
                let alone = beside.raise(*feature, own).grants();
                for action in of(*area) {
                    let allowed = levels.grants().allows(action, Scope::Account);
                    assert_eq!(allowed, alone.allows(action, Scope::Account), "{action:?} with {levels}");
                    if rest == Level::Approver {
                        assert_eq!(allowed, own >= level(action), "{action:?} with {levels}");
                    }
                }
            }
        }
    }
}

/// Area by area, as no feature would give it: all 4096 assignments to the channels and what they share. Whatever the shared
/// areas give, the channel's own level is at least that of the action.
#[test]
fn v6_no_level_of_a_shared_area_makes_up_for_a_channels() {
    let areas = [Area::Sms, Area::Voice, Area::Email, Area::Chat, Area::Message, Area::Template];
    let beside = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Approver));
    let mut allowed = 0_u32;
    for given in assignments::<6>() {
        let levels = areas.iter().zip(given).fold(beside, |levels, (area, level)| levels.with(*area, level));
        let held = levels.permissions();
        for (area, _) in &CHANNELS {
            for action in of(*area).into_iter().filter(|action| held.allows(action.permissions())) {
                assert!(levels.level(*area) >= level(action), "{action:?} with {levels}");
                allowed += 1;
            }
        }
    }
    assert!(allowed > 50_000, "{allowed}");
}

/// What one permission would say yes to: the reason for actions.
#[test]
fn v6_a_shared_permission_alone_is_the_wrong_question() {
    let emailings = Levels::NONE.raise(Feature::EMAILINGS, Level::Approver);
    for sms in [Level::None, Level::Guest, Level::Editor] {
        let grants = emailings.raise(Feature::SMS, sms).grants();
        for shared in Area::Message.permissions(Level::Approver) | Area::Template.permissions(Level::Approver) {
            assert!(grants.allows(shared, Scope::Account), "{shared}");
        }
        let in_the_feature =
            |action: &Action| action.levels().iter().all(|(area, _)| Feature::SMS.areas().contains(&area));
        for action in of(Area::Sms).into_iter().filter(in_the_feature) {
            assert_eq!(grants.allows(action, Scope::Account), sms >= level(action), "{action:?} at {sms}");
        }
    }
    for (area, _) in &CHANNELS {
        for name in ["message_cancel", "message_delete", "campaign_cancel", "campaign_delete", "template_delete"] {
            let action: Action = format!("{area}_{name}").parse().unwrap();
            assert_eq!(action.levels().level(*area), Level::Approver, "{action:?}");
        }
    }
    assert!(actions::TEMPLATE_DELETE.levels() <= emailings, "of no channel, and of every one");
}
