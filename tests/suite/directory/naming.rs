//! C12: names as commands give them.

use sendright::{Actor, Assignment, Command, Grants, Name, Preset, Refusal, RoleId};
#[cfg(feature = "serde")]
use sendright::{Billing, Directory, PermissionSet};

use crate::support::commands::*;
#[cfg(feature = "serde")]
use crate::support::stamp::stamp;
use crate::support::world::*;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A name that no version accepts, as an application might read it from a request.
#[cfg(feature = "serde")]
fn unseen() -> Name {
    serde_json::from_str("\"A\u{200b}da\"").unwrap()
}

fn named(role: RoleId, text: &str) -> Command {
    Command::ChangeRole { role, name: name(text), grants: Grants::NONE, replaces: None }
}

#[test]
#[cfg(feature = "serde")]
fn c12_no_command_carries_a_name_that_readers_do_not_see() {
    let (mut w, acme, ada) = World::with_root();
    let (north, role) = (w.sub(acme), w.role(acme, Grants::NONE));
    let key = w.key(ada, acme, PermissionSet::SMS_SEND);
    let invited = w.invited(ada, acme, Assignment::of(Preset::Basic));
    let assignment = || Assignment::of(Preset::Basic);
    let (fresh, (user, email)) = (w.id(), w.person());
    let new_invitation = w.id();
    let (cap, grants) = (PermissionSet::SMS_SEND, Grants::NONE);
    let open = |account_name: Name, administrator_name: Name| Command::OpenAccount {
        account: fresh,
        name: account_name,
        billing: Billing::Prepaid,
        features: sendright::Selection::EVERYTHING,
        administrator: user,
        email: email.clone(),
        administrator_name,
    };
    let new_role: RoleId = w.id();
    let new_key = w.id();
    let commands = |name: &dyn Fn() -> Name| -> Vec<(Actor, Command)> {
        vec![
            (Actor::System, open(name(), "Ada".parse().unwrap())),
            (Actor::System, open("Acme".parse().unwrap(), name())),
            (ada.into(), Command::OpenSubaccount { account: fresh, parent: acme, name: name() }),
            (ada.into(), Command::RenameAccount { account: north, name: name(), replaces: None }),
            (ada.into(), Command::RenameAccount { account: acme, name: name(), replaces: None }),
            (
                invited.user.into(),
                Command::AcceptInvitation {
                    invitation: invited.id,
                    email: invited.email.clone(),
                    name: name(),
                    phone: None,
                },
            ),
            (
                Actor::System,
                Command::AddUser {
                    user,
                    account: acme,
                    email: email.clone(),
                    name: name(),
                    assignment: assignment(),
                    phone: None,
                    on_behalf_of: None,
                },
            ),
            (ada.into(), Command::EditUser { user: ada, name: name(), phone: None, replaces: None }),
            (ada.into(), Command::DefineRole { role: new_role, account: acme, name: name(), grants }),
            (ada.into(), Command::ChangeRole { role, name: name(), grants, replaces: None }),
            (
                ada.into(),
                Command::CreateApiKey { key: new_key, account: acme, subtree: false, name: name(), cap, until: None },
            ),
            (
                ada.into(),
                Command::CreateAccountKey {
                    key: new_key,
                    account: acme,
                    subtree: false,
                    name: name(),
                    cap,
                    until: None,
                },
            ),
            (
                ada.into(),
                Command::Invite {
                    invitation: new_invitation,
                    account: acme,
                    email: email.clone(),
                    name: Some(name()),
                    phone: None,
                    assignment: assignment(),
                    expires: t(9),
                },
            ),
            (ada.into(), Command::ChangeApiKey { key, subtree: false, name: name(), cap, until: None, replaces: None }),
        ]
    };
    for (actor, command) in commands(&unseen) {
        w.refuses(actor, command, "unreadable_name");
    }
    for (actor, command) in commands(&|| name("Fine")) {
        assert!(w.directory.plan(actor, &command, stamp(&w.directory, w.now())).is_ok(), "{command:?}");
    }
    // Every command that has a name is in the list.
    let listed: std::collections::BTreeSet<_> = commands(&unseen).iter().map(|(_, c)| c.name()).collect();
    let samples = include_str!("../../golden/directory/command.txt").lines().filter(|line| line.contains("\"name\""));
    let carry: std::collections::BTreeSet<_> = samples.filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(listed, carry);
}

/// Replay, commit and restore judge no names, and what has one keeps it while something else changes (rule I7).
#[test]
#[cfg(feature = "serde")]
fn c12_i7_a_name_that_was_stored_stays_and_is_not_judged() {
    let (mut w, acme, ada) = World::with_root();
    let role: RoleId = w.id();
    w.ok(ada, Command::DefineRole { role, account: acme, name: name("Stored"), grants: Grants::NONE });
    w.ok(ada, Command::EditUser { user: ada, name: name("Stored"), phone: None, replaces: None });
    w.ok(ada, Command::RenameAccount { account: acme, name: name("Stored"), replaces: None });
    let stored = |json: String| json.replace("Stored", "A\u{200b}da");
    let changes = serde_json::from_str::<Vec<_>>(&stored(serde_json::to_string(w.changes()).unwrap())).unwrap();
    let replayed = Directory::replay(changes).unwrap();
    assert_eq!(replayed.role(role).unwrap().name(), &unseen());
    let snapshot = serde_json::from_str(&stored(serde_json::to_string(&w.directory.snapshot()).unwrap())).unwrap();
    assert_eq!(Directory::restore(snapshot).unwrap(), replayed);

    let keeps =
        |command: Command| assert!(replayed.plan(ada, &command, stamp(&replayed, w.now())).is_ok(), "{command:?}");
    keeps(Command::EditUser { user: ada, name: unseen(), phone: Some("+4930901820".parse().unwrap()), replaces: None });
    keeps(Command::ChangeRole { role, name: unseen(), grants: account(PermissionSet::SMS_SEND), replaces: None });
    keeps(Command::ChangeRole { role, name: name("Seen"), grants: Grants::NONE, replaces: None });
    // What an invitation proposes is nobody's name yet, and not that of the account.
    let mut proposing = invite(w.id(), acme, &w.person().1, Assignment::of(Preset::Basic));
    if let Command::Invite { name, .. } = &mut proposing {
        *name = Some(unseen());
    }
    assert_eq!(replayed.plan(ada, &proposing, stamp(&replayed, w.now())).unwrap_err().code(), "unreadable_name");
    // What is not shown makes no other name.
    let second = Command::DefineRole { role: w.id(), account: acme, name: name("Ada"), grants: Grants::NONE };
    assert_eq!(replayed.plan(ada, &second, stamp(&replayed, w.now())).unwrap_err().code(), "role_name_taken");
}

#[test]
fn c12_roles_of_an_account_have_different_names() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let define =
        |role, account, text: &str| Command::DefineRole { role, account, name: name(text), grants: Grants::NONE };
    for (first, same) in [
        ("Support", "Support"),
        ("support", "SUPPORT"),
        ("ſupport desk", "Support desk"),
        ("Straße", "STRASSE"),
        ("Ｓupport Ａ", "support a"),
        ("Zoë", "Zoe\u{308}"),
        ("ﬁnance", "Finance"),
        ("№ 1", "no 1"),
        ("two words", "Two\u{a0}Words"),
        ("three  words", "three words"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("علی\u{200c}رضا", "علیرضا"),
        ("❤\u{fe0f}", "❤"),
        ("👩\u{200d}🚀", "👩🚀"),
        ("葛\u{e0100}", "葛"),
        ("ᾳ", "ΑΙ"),
    ] {
        let (one, two, other): (RoleId, RoleId, RoleId) = (w.id(), w.id(), w.id());
        w.ok(ada, define(one, acme, first));
        w.refuses(ada, define(two, acme, same), "role_name_taken");
        w.refuses(Actor::System, define(two, acme, same), "role_name_taken");
        w.ok(ada, define(other, acme, &format!("{first} 2")));
        w.refuses(ada, named(other, same), "role_name_taken");
        // Another account is another place, and a role may be written otherwise.
        w.ok(ada, define(two, north, same));
        if first != same {
            w.ok(ada, named(two, first));
        }
        w.ok(ada, named(one, &format!("{first} 3")));
        w.ok(ada, named(other, same));
        w.ok(ada, delete_role(one));
        w.ok(ada, delete_role(other));
        w.ok(ada, delete_role(two));
    }
    // Look-alikes of other scripts, and marks that show, are different names.
    for text in [
        "Admin",
        "Аdmin",
        "Admın",
        "Àdmin",
        "Admin.",
        "🏴",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "👍",
        "👍🏽",
    ] {
        let role = w.id();
        w.ok(ada, define(role, acme, text));
    }
}

/// It is said after the permission is asked for: of roles beyond reach nothing is told (rule C3).
#[test]
fn c12_c3_who_may_not_manage_roles_learns_no_names() {
    let (mut w, acme, ada) = World::with_root();
    let taken = w.role(acme, Grants::NONE);
    let same = w.directory.role(taken).unwrap().name().clone();
    let (bob, (other, eve)) = (w.member(acme, Assignment::of(Preset::Basic)), w.root());
    let define = Command::DefineRole { role: w.id(), account: acme, name: same, grants: Grants::NONE };
    w.refuses(bob, define.clone(), "missing");
    w.refuses(eve, define.clone(), "no_access");
    let refusal = w.refuses(ada, define, "role_name_taken");
    assert_eq!(refusal, Refusal::RoleNameTaken { role: taken, account: acme });
    assert!(w.directory.account(other).is_some());
}
