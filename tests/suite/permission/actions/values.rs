//! Actions as values: names, sets, levels, and every place that takes one.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sendright::actions::{self, Action};
use sendright::testing::strategies::levels;
use sendright::{Grants, Level, Permission, PermissionSet, Request, Scope};

use crate::support::catalogue::every_area;
use crate::support::properties::cases;
use crate::support::world::{World, account, own};

#[test]
fn every_name_is_one_actions_and_parses_to_it() {
    let mut names = BTreeSet::new();
    for action in Action::ALL {
        let name = action.name();
        assert!(names.insert(name), "`{name}` is the name of two actions");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        assert_eq!(action.to_string(), name);
        assert_eq!(name.parse(), Ok(*action));
        assert_eq!(format!("{action:?}"), format!("{name} ({})", action.permissions()));
        for wrong in [name.to_uppercase(), format!(" {name}"), format!("{name}_"), name.replace('_', ".")] {
            assert_eq!(wrong.parse::<Action>().unwrap_err().input(), wrong);
        }
        assert!(name.parse::<Permission>().is_err(), "{name}");
    }
    assert_eq!(format!("{:<12}|", actions::USER_VIEW), "user_view   |");
    assert!(Permission::ALL.iter().all(|permission| permission.name().parse::<Action>().is_err()));
}

#[test]
fn an_unknown_name_says_what_would_be_one() {
    let message = |name: &str| name.parse::<Action>().unwrap_err().to_string();
    assert_eq!(
        message("credit_buy"),
        "unknown action `credit_buy`: expected one of `credit_view`, `credit_purchase`, `credit_allocate`"
    );
    let near = message("sms_send");
    assert!(near.starts_with("unknown action `sms_send`: expected one of `sms_send_template_now`, "), "{near}");
    assert!(near.ends_with(" and 23 more") && near.len() < 400, "{near}");
    let far = message("fax_send");
    assert!(far.starts_with("unknown action `fax_send`: expected one of `sms_send_template_now`, "), "{far}");
    assert!(far.ends_with(&format!(" and {} more", Action::ALL.len() - 8)) && far.len() < 400, "{far}");
}

/// The words of a button, and no two alike.
#[test]
fn every_action_says_what_the_user_does() {
    let mut all = BTreeSet::new();
    for action in Action::ALL {
        let words = action.words();
        assert!(all.insert(words), "`{words}` are the words of two actions");
        assert!(words.starts_with(char::is_uppercase) && !words.ends_with('.'), "{words}");
        assert!(!words.contains(['`', '|']) && !words.contains("  "), "{words}");
    }
}

#[test]
fn v4_every_action_requires_something_of_its_area() {
    for action in Action::ALL {
        let areas: BTreeSet<_> = action.permissions().iter().map(Permission::area).collect();
        assert!(areas.contains(&action.area()), "{action:?}");
        assert!(!action.permissions().intersects(PermissionSet::CUSTOM), "{action:?}");
        assert_ne!(action.scope(), Scope::Subtree, "{action}");
    }
    let named: PermissionSet = Action::ALL.iter().map(|action| action.permissions()).collect();
    assert_eq!(named, Permission::ALL.into(), "each permission has an action that asks for it");
}

/// For every action: its levels allow it, one level less in any area does not, and all levels between are as the set says.
#[test]
fn v6_the_levels_of_an_action_are_the_least_that_allow_it() {
    for action in Action::ALL {
        let least = action.levels();
        assert!(least.permissions().allows(action.permissions()), "{action:?}");
        for (area, level) in least.iter() {
            let less = least.with(area, Level::ALL[level as usize - 1]);
            assert!(!less.permissions().allows(action.permissions()), "{action:?} with {less}");
        }
        for area in every_area() {
            for level in Level::ALL {
                let levels = least.with(area, level);
                assert_eq!(
                    levels.permissions().allows(action.permissions()),
                    least <= levels,
                    "{action:?} with {levels}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn v6_levels_allow_what_they_are_at_least(levels in levels()) {
        for action in Action::ALL {
            prop_assert_eq!(levels.grants().allows(*action, Scope::Account), action.levels() <= levels, "{}", action);
        }
    }
}

#[test]
fn an_action_is_taken_where_a_requirement_is() {
    let action = actions::SMS_CAMPAIGN_CANCEL;
    let (set, permission) = (action.permissions(), Permission::SmsView);
    assert_eq!(PermissionSet::from(action), set);
    assert_eq!(action | permission, set | permission);
    assert_eq!(permission | action, set | permission);
    assert_eq!(set - action, PermissionSet::EMPTY);
    assert_eq!(action | actions::SMS_CAMPAIGN_DELETE, set | Permission::MessageDelete);
    assert!(Grants::NONE.with(action, Scope::Own).allows(action, Scope::Own));

    let (mut world, root, _) = World::with_root();
    let user = world.holding(root, own(PermissionSet::ALL));
    let access = world.directory.access(user, root, world.now()).unwrap();
    for action in Action::ALL.iter().copied() {
        let request = Request::new(user, action, root);
        assert_eq!(world.ask(request.own()).unwrap().required(), action.permissions());
        assert_eq!(access.authorize_own(action, world.now()).unwrap().required(), action.permissions());
        assert!(access.allows_own(action) && !access.allows(action), "{action}");
        assert!(access.authorize(action, world.now()).is_err() && !world.may(user, action, root), "{action}");
        for missing in action.permissions() {
            let rest = account(PermissionSet::ALL - missing);
            assert!(!rest.allows(action, Scope::Own), "{action} without {missing}");
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn v9_an_action_is_its_name_in_every_format() {
    for action in Action::ALL {
        let json = serde_json::to_string(action).unwrap();
        assert_eq!(json, format!("\"{action}\""));
        assert_eq!(serde_json::from_str::<Action>(&json).unwrap(), *action);
        let bytes = postcard::to_allocvec(action).unwrap();
        assert_eq!(postcard::from_bytes::<Action>(&bytes).unwrap(), *action);
    }
    let error = serde_json::from_str::<Action>("\"sms_cancel\"").unwrap_err().to_string();
    assert!(error.starts_with("unknown action `sms_cancel`: expected one of `sms_send_template_now`"), "{error}");
    let error = serde_json::from_str::<Action>("7").unwrap_err().to_string();
    assert!(error.contains("an action such as `sms_campaign_launch_now`"), "{error}");
}
