//! Access answers what the directory answers, for its instant and no other (rule D6).

use proptest::prelude::*;
use sendright::testing::Question;
#[cfg(feature = "serde")]
use sendright::{Actor, Assignment, Billing, Command, Directory, Preset, Selection};
use sendright::{Denial, Membership, PermissionSet, Principal, Request, Scope};

#[cfg(feature = "serde")]
use super::ids::{account, key, t, user};
use super::questions::asked;
use crate::support::properties::cases;
#[cfg(feature = "serde")]
use crate::support::stamp::stamp;

proptest! {
    #![proptest_config(cases(300))]

    /// On every question; where there is no access, only one's own details are left to ask about (rule G3).
    #[test]
    fn d6_access_and_authorize_agree(asked in asked(8)) {
        let directory = asked.world().directory();
        for Question { principal, required, account, at, .. } in asked.parts().iter().copied() {
            let draft = Request::new(principal, required, account);
            let wide = directory.authorize(&draft.at(at));
            let own = directory.authorize(&draft.own().at(at));
            match directory.access(principal, account, at) {
                Ok(access) => {
                    prop_assert_eq!(access.allows(required), wide.is_ok());
                    prop_assert_eq!(access.allows_own(required), own.is_ok());
                    prop_assert_eq!(access.authorize(required, at), wide);
                    prop_assert_eq!(access.authorize_own(required, at), own);
                    prop_assert_eq!(access.revision(), directory.revision());
                    let printed = format!("{access:?}");
                    prop_assert!(printed.contains(&format!("{account:?}")) && printed.len() < 400, "a line: {printed}");
                    for owner in asked.world().users().into_iter().map(Some).chain([None]) {
                        let by_owner = directory.authorize(&draft.owned_by(owner).at(at));
                        prop_assert_eq!(access.authorize_for(required, owner, at), by_owner, "a row of {:?}", owner);
                    }
                }
                Err(denial) => {
                    prop_assert!(required.is_empty() || wide == Err(denial), "{:?} {:?}", wide, denial);
                    prop_assert!(own.is_err() || required == PermissionSet::PROFILE_EDIT);
                }
            }
        }
    }

    /// Until it is outdated it agrees with the directory, and at its end something did begin or end.
    #[test]
    fn d6_access_holds_until_it_is_outdated(asked in asked(8)) {
        let directory = asked.world().directory();
        for Question { principal, account, at: made, .. } in asked.parts().iter().copied() {
            let Ok(access) = directory.access(principal, account, made) else { continue };
            // What the other questions require, when they are asked.
            for Question { required, at, .. } in asked.parts().iter().copied() {
                let answer = access.authorize(required, at);
                let outdated = at < made || access.valid_until().is_some_and(|until| until <= at);
                if required.is_empty() {
                    prop_assert_eq!(answer, Err(Denial::EmptyRequirement));
                } else if outdated {
                    prop_assert_eq!(answer, Err(Denial::Outdated));
                } else {
                    prop_assert_eq!(answer, directory.authorize(&Request::new(principal, required, account).at(at)));
                }
            }
        }
    }

    /// It is outdated at the next beginning or end of what reaches the account, or the key's end; not sooner or later.
    #[test]
    fn d6_access_is_outdated_when_something_begins_or_ends(asked in asked(8)) {
        let directory = asked.world().directory();
        for Question { principal, account, at: made, .. } in asked.parts().iter().copied() {
            let Ok(access) = directory.access(principal, account, made) else { continue };
            let above: Vec<_> = directory.ancestors(account).map(sendright::Account::id).collect();
            let reaches = |membership: &Membership<'_>| {
                let grants = membership.grants();
                let down = above.contains(&membership.account()) && !grants.at(Scope::Subtree).is_empty();
                membership.account() == account || down
            };
            let terms = access.user().into_iter().flat_map(|user| directory.memberships(user)).filter(reaches);
            let key = match principal {
                Principal::ApiKey(key) => directory.api_key(key).and_then(sendright::ApiKey::ends),
                Principal::User(_) => None,
            };
            let terms = terms.map(|membership| membership.assignment()).flat_map(|term| [term.starts(), term.ends()]);
            let changes = terms.chain([key]).flatten();
            prop_assert_eq!(access.valid_until(), changes.filter(|change| made < *change).min());
        }
    }

    #[test]
    fn security_12_access_says_from_which_revision_it_is(asked in asked(8)) {
        let directory = asked.world().directory();
        for Question { principal, account, at, .. } in asked.parts().iter().copied() {
            if let Ok(access) = directory.access(principal, account, at) {
                let revision = access.authorize(PermissionSet::SMS_SEND, at).map(|proof| proof.revision()).ok();
                prop_assert_eq!(revision, access.allows(PermissionSet::SMS_SEND).then_some(directory.revision()));
            }
        }
    }
}

/// For a front end: names, whose it is, and when to ask again.
#[cfg(feature = "serde")]
#[test]
fn d6_access_serializes_under_names() {
    let mut directory = Directory::new();
    let open = Command::OpenAccount {
        account: account(0),
        name: "Root".parse().unwrap(),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(0),
        email: "root@acme.example".parse().unwrap(),
        administrator_name: "Root".parse().unwrap(),
    };
    let key_until = |id, until| Command::CreateApiKey {
        key: key(id),
        account: account(0),
        subtree: false,
        name: "Key".parse().unwrap(),
        cap: PermissionSet::SMS_SEND | PermissionSet::SENT_VIEW,
        until,
    };
    let join = |n, assignment| Command::AddUser {
        user: user(n),
        account: account(0),
        email: format!("user{n}@acme.example").parse().unwrap(),
        name: "User".parse().unwrap(),
        assignment,
        phone: None,
        on_behalf_of: None,
    };
    directory.execute(Actor::System, open, stamp(&directory, t(0))).unwrap();
    for (n, assignment) in [(1, Assignment::of(Preset::Basic)), (2, Assignment::of(Preset::Basic).until(t(5)))] {
        directory.execute(Actor::System, join(n, assignment), stamp(&directory, t(0))).unwrap();
    }
    for key in [key_until(0, None), key_until(1, Some(t(3)))] {
        directory.execute(user(0), key, stamp(&directory, t(0))).unwrap();
    }
    let principals: [Principal; 4] = [user(1).into(), user(2).into(), key(0).into(), key(1).into()];
    let json = principals.map(|principal| {
        let access = directory.access(principal, account(0), t(0)).unwrap();
        serde_json::to_string_pretty(&access).unwrap() + "\n"
    });
    crate::support::golden::assert_golden("decision/access.txt", &json.concat());
}

/// With an application's names it says the same, but for them; in both sets.
#[cfg(feature = "serde")]
#[test]
fn d6_access_serializes_under_an_applications_names() {
    use sendright::testing::{World, account, role, user};
    use sendright::{CustomNames, Grants, Permission};
    let [fax, scan] = [0, 1].map(|slot| Permission::custom(slot).unwrap());
    let names = CustomNames::new(&[(fax, "fax.send"), (scan, "fax.scan")]).unwrap();
    let grants = Grants::NONE.with(fax, Scope::Account).with(scan, Scope::Own).with(Permission::SmsSend, Scope::Own);
    let world = World::new().account("acme").role("clerk", grants).member("bob", Assignment::of(role("clerk")));
    let access = world.directory().access(user("bob"), account("acme"), world.now()).unwrap();
    let plain = serde_json::to_string(&access).unwrap();
    assert_eq!(serde_json::to_string(&access.with_names(&CustomNames::NONE)).unwrap(), plain);
    let expected = plain.replace("custom.0", "fax.send").replace("custom.1", "fax.scan");
    assert_eq!(serde_json::to_string(&access.with_names(&names)).unwrap(), expected);
    let own = r#""permissions":["fax.send"],"own_permissions":["sms.send","profile.edit","fax.send","fax.scan"]"#;
    assert!(expected.contains(own), "{expected}");
}
