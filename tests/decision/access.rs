//! Access answers what the directory answers, for its instant and no other (rule D6).

use proptest::prelude::*;
use sendright::{Denial, PermissionSet, Request};

use crate::world::{ACCOUNTS, account, directory, principal, required, t};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    /// On every question; where there is no access, only one's own details are left to ask about (rule G3).
    #[test]
    fn d6_access_and_authorize_agree(
        directory in directory(),
        principal in principal(),
        at in 0..=ACCOUNTS,
        now in 0..7_i64,
        required in required(),
    ) {
        let (account, now) = (account(at), t(now));
        let draft = Request::new(principal, required, account);
        let wide = directory.authorize(&draft.at(now));
        let own = directory.authorize(&draft.own().at(now));
        match directory.access(principal, account, now) {
            Ok(access) => {
                prop_assert_eq!(access.allows(required), wide.is_ok());
                prop_assert_eq!(access.allows_own(required), own.is_ok());
                prop_assert_eq!(access.authorize(required, now), wide);
                prop_assert_eq!(access.authorize_own(required, now), own);
                prop_assert_eq!(access.revision(), directory.revision());
            }
            Err(denial) => {
                prop_assert!(required.is_empty() || wide == Err(denial), "{:?} {:?}", wide, denial);
                prop_assert!(own.is_err() || required == PermissionSet::PROFILE_EDIT);
            }
        }
    }

    /// Until it is outdated it agrees with the directory, and at its end something did begin or end.
    #[test]
    fn d6_access_holds_until_it_is_outdated(
        directory in directory(),
        principal in principal(),
        at in 0..ACCOUNTS,
        made in 0..7_i64,
        asked in 0..7_i64,
        required in required(),
    ) {
        let account = account(at);
        let Ok(access) = directory.access(principal, account, t(made)) else { return Ok(()) };
        let answer = access.authorize(required, t(asked));
        let outdated = asked < made || access.valid_until().is_some_and(|until| until <= t(asked));
        if required.is_empty() {
            prop_assert_eq!(answer, Err(Denial::EmptyRequirement));
        } else if outdated {
            prop_assert_eq!(answer, Err(Denial::Outdated));
        } else {
            prop_assert_eq!(answer, directory.authorize(&Request::new(principal, required, account).at(t(asked))));
        }
        if let Some(until) = access.valid_until() {
            prop_assert!(t(made) < until);
        }
    }

    #[test]
    fn security_12_access_says_from_which_revision_it_is(directory in directory(), principal in principal()) {
        if let Ok(access) = directory.access(principal, account(0), t(0)) {
            prop_assert_eq!(access.authorize(PermissionSet::SMS_SEND, t(0)).map(|proof| proof.revision()).ok(),
                access.allows(PermissionSet::SMS_SEND).then_some(directory.revision()));
        }
    }
}

/// For a front end: names, and what it needs to know when to ask again.
#[cfg(feature = "serde")]
#[test]
fn d6_access_serializes_under_names() {
    use sendright::{Actor, Assignment, Billing, Command, Directory, Preset};

    let mut directory = Directory::new();
    let open = Command::OpenAccount {
        account: account(0),
        name: "Root".parse().unwrap(),
        billing: Billing::Prepaid,
        features: PermissionSet::ALL,
        administrator: crate::world::user(0),
        email: "root@acme.example".parse().unwrap(),
        administrator_name: "Root".parse().unwrap(),
    };
    directory.execute(Actor::System, open, t(0)).unwrap();
    let join = Command::AddUser {
        user: crate::world::user(1),
        account: account(0),
        email: "one@acme.example".parse().unwrap(),
        name: "One".parse().unwrap(),
        assignment: Assignment::of(Preset::Regular).until(t(5)),
    };
    directory.execute(Actor::System, join, t(0)).unwrap();
    let access = directory.access(crate::world::user(1), account(0), t(0)).unwrap();
    let json = serde_json::to_value(access).unwrap();
    assert_eq!(json["permissions"], serde_json::json!(["template.view", "media.view", "report.usage"]));
    assert_eq!(json["own_permissions"][0], "sms.view");
    assert_eq!(json["valid_until"], "2026-11-22T09:00:05Z");
    assert_eq!(json["revision"], 2);
}
