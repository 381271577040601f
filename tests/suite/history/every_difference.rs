//! The differences of an entry are those of whole snapshots before and after it.

use std::collections::BTreeMap;

use chrono::Duration;
use proptest::prelude::*;
use sendright::history::History;
use sendright::{Actor, Assignment, Billing, Command, Directory, Grants, Permission, PermissionSet, Preset, Scope};
use serde_json::Value;

use super::every_kind::{ACME, ADA, BOB, CLEO, NORTH, SALES, World, account, email, invitation, key, role, user};
use crate::support::commands::invite_until;
use crate::support::properties::cases;
use crate::support::stamp::stamp;

/// Each thing of a snapshot by what it is and its ids.
fn things(directory: &Directory) -> BTreeMap<String, Value> {
    let mut snapshot = serde_json::to_value(directory.snapshot()).unwrap();
    let kinds = [
        ("accounts", "account"),
        ("users", "user"),
        ("roles", "role"),
        ("memberships", "membership"),
        ("invitations", "invitation"),
        ("api_keys", "api_key"),
    ];
    let mut things = BTreeMap::new();
    for (section, kind) in kinds {
        for thing in snapshot[section].as_array_mut().unwrap() {
            things.insert(name(kind, thing), thing.take());
        }
    }
    things
}

fn name(kind: &str, thing: &Value) -> String {
    match kind {
        "membership" => format!("{kind} {} {}", thing["user"], thing["account"]),
        _ => format!("{kind} {}", thing["id"]),
    }
}

type Differences = BTreeMap<String, (Value, Value)>;

fn between(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) -> Differences {
    let changed = before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name));
    let side = |things: &BTreeMap<String, Value>, name| things.get(name).cloned().unwrap_or(Value::Null);
    changed.map(|name| (name.clone(), (side(before, name), side(after, name)))).collect()
}

fn noted(history: &History) -> Differences {
    let entry = serde_json::to_value(history.entries().last().unwrap()).unwrap();
    let mut noted = BTreeMap::new();
    for difference in entry["deed"]["change"]["differences"].as_array().unwrap() {
        let side = |side: &str| {
            let record = difference[side].as_object()?;
            record.iter().next().map(|(kind, record)| (kind.clone(), record.clone()))
        };
        let (kind, record) = side("before").or(side("after")).unwrap();
        let sides = ["before", "after"].map(|name| side(name).map_or(Value::Null, |(_, record)| record));
        let [before, after] = sides;
        noted.insert(name(&kind, &record), (before, after));
    }
    noted
}

/// Any command on a few things; most are refused, some are not.
fn command(kind: u8, [a, b, c]: [u128; 3], world: &World) -> (Actor, Command) {
    let fresh = 1000 + u128::from(world.directory.revision());
    let place = account([ACME, SALES, NORTH][(a % 3) as usize]);
    let person = user([ADA, BOB, CLEO][(b % 3) as usize]);
    let local = ["ada", "bob", "cleo", "dan"][(c % 4) as usize];
    let actor = if c % 3 == 0 { Actor::System } else { Actor::User(user([ADA, ADA, BOB, CLEO][(a + c) as usize % 4])) };
    let any_fresh = 1000 + (a * 16 + b) % (fresh - 999);
    let preset = Preset::ALL[(a + b) as usize % Preset::ALL.len()];
    let mut assignment = Assignment::of(preset);
    if c % 2 == 0 {
        assignment = assignment.and(role(any_fresh));
    }
    let grants = Grants::NONE.with(Permission::ContactView, Scope::ALL[a as usize % 3]);
    let name = || format!("Name {a}").parse().unwrap();
    let expires = world.now + Duration::days(5);
    let command = match kind {
        0 | 1 => invite_until(invitation(fresh), place, &email(local), assignment, expires),
        2 => {
            let accept = Command::AcceptInvitation {
                invitation: invitation(any_fresh),
                email: email(local),
                name: name(),
                phone: None,
            };
            let who = [ADA, BOB, CLEO, fresh][(c % 4) as usize];
            return (Actor::User(user(who)), accept);
        }
        3 => Command::RevokeInvitation { invitation: invitation(any_fresh) },
        4 => Command::AddUser {
            user: person,
            account: place,
            email: email(local),
            name: name(),
            assignment,
            phone: None,
            on_behalf_of: None,
        },
        5 => Command::Assign { user: person, account: place, assignment, replaces: None },
        6 => return (Actor::User(person), Command::Leave { account: place }),
        7 => Command::RemoveMember { user: person, account: place },
        8 => Command::DeactivateUser { user: person },
        9 => Command::ReactivateUser { user: person },
        10 => Command::DeleteUser { user: user([BOB, CLEO, fresh - 1][(b % 3) as usize]) },
        11 => Command::DefineRole { role: role(fresh), account: place, name: name(), grants },
        12 => Command::ChangeRole { role: role(any_fresh), name: name(), grants, replaces: None },
        13 => Command::DeleteRole { role: role(any_fresh) },
        14 | 15 => {
            let cap = PermissionSet::SMS_SEND;
            let create = Command::CreateApiKey {
                key: key(fresh),
                account: place,
                subtree: a % 2 == 0,
                name: name(),
                cap,
                until: None,
            };
            return (Actor::User(person), create);
        }
        16 => Command::RevokeApiKey { key: key(any_fresh) },
        17 => Command::ChangeEmail { user: person, email: email(["bob", "cleo", "dan", "eve"][(a % 4) as usize]) },
        18 => Command::ResetPassword { user: person },
        19 => Command::CloseAccount { account: account([SALES, NORTH, NORTH][(a % 3) as usize]) },
        _ => Command::SetBilling {
            account: place,
            billing: if a % 2 == 0 { Billing::Prepaid } else { Billing::Postpaid },
        },
    };
    (actor, command)
}

fn start() -> World {
    let mut world = World::new();
    for (id, parent, name) in [(SALES, ACME, "Sales"), (NORTH, SALES, "North")] {
        let open =
            Command::OpenSubaccount { account: account(id), parent: account(parent), name: name.parse().unwrap() };
        world.does(user(ADA), open);
    }
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Admin));
    world.add(CLEO, "Cleo", NORTH, Assignment::of(Preset::Standard));
    world
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_entry_has_every_difference_and_no_other(
        steps in proptest::collection::vec((0..21_u8, [0..16_u128, 0..16, 0..16]), 1..60)
    ) {
        let mut world = start();
        let mut before = things(&world.directory);
        for (kind, numbers) in steps {
            let (actor, command) = command(kind, numbers, &world);
            let Ok(change) = world.directory.plan(actor, &command, stamp(&world.directory, world.now)) else { continue };
            world.history.commit(&mut world.directory, change).unwrap();
            world.now += Duration::hours(7);
            let after = things(&world.directory);
            prop_assert_eq!(noted(&world.history), between(&before, &after), "{}", command.name());
            before = after;
        }
    }
}

#[test]
fn every_kind_of_command_has_every_difference() {
    let whole = World::whole();
    let mut replica = Directory::new();
    let mut history = History::new();
    for entry in whole.history.entries() {
        let sendright::history::Event::Change { command, .. } = entry.event() else { continue };
        let before = things(&replica);
        let change = replica.plan(entry.actor(), command, stamp(&replica, entry.at())).unwrap();
        history.commit(&mut replica, change).unwrap();
        assert_eq!(noted(&history), between(&before, &things(&replica)), "{entry}");
    }
    assert_eq!(replica, whole.directory);
}
