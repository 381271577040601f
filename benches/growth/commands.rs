//! Every command once, by a member; by the operator where nobody else gives it.

use std::hint::black_box;

use chrono::Duration;
use sendright::history::{History, HistoryEntry};
use sendright::{
    Actor, Assignment, Billing, Change, Command, CommitError, Directory, EmailPolicy, Grants, Permission,
    PermissionSet, Preset, Refusal, Scope, Selection,
};
use sendright_benches::{account, invitation, key, name, role, stamp, user};

use crate::dimension::{
    ACME, SHOP, STALL, World, ada, add, bob, bobs_email, clerk, email, invite, make_account_key, make_key, many_roles,
    now, open_tree, tidy,
};

/// A command, and what prepares it.
struct Case {
    name: &'static str,
    before: Option<Command>,
    actor: Actor,
    command: Command,
}

/// The parts that are counted by themselves of a command.
struct Counted {
    planned: fn(&Directory, Actor, &Command) -> Result<Change, Refusal>,
    committed: fn(&mut Directory, Change) -> Result<(), CommitError>,
    entered: fn(&Directory, &Change) -> Result<HistoryEntry, CommitError>,
    recorded: fn(&mut Directory, &mut History, Change) -> Result<(), CommitError>,
    told: fn(&History) -> usize,
}

macro_rules! counted {
    ($($command:ident)*) => {
        /// Each is a function by itself, which says its name so that no other is merged with it.
        mod counted {
            use super::*;

            pub(crate) mod planned {
                use super::*;
                $(#[inline(never)] pub(crate) fn $command(directory: &Directory, actor: Actor, command: &Command) -> Result<Change, Refusal> {
                    black_box(concat!(stringify!($command), ".planned"));
                    directory.plan(actor, command, stamp(directory, now()))
                })*
            }

            pub(crate) mod committed {
                use super::*;
                $(#[inline(never)] pub(crate) fn $command(directory: &mut Directory, change: Change) -> Result<(), CommitError> {
                    black_box(concat!(stringify!($command), ".committed"));
                    directory.commit(change)
                })*
            }

            pub(crate) mod entered {
                use super::*;
                $(#[inline(never)] pub(crate) fn $command(directory: &Directory, change: &Change) -> Result<HistoryEntry, CommitError> {
                    black_box(concat!(stringify!($command), ".entered"));
                    HistoryEntry::of(directory, change)
                })*
            }

            pub(crate) mod recorded {
                use super::*;
                $(#[inline(never)] pub(crate) fn $command(directory: &mut Directory, history: &mut History, change: Change) -> Result<(), CommitError> {
                    black_box(concat!(stringify!($command), ".recorded"));
                    history.commit(directory, change)
                })*
            }

            pub(crate) mod told {
                use super::*;
                $(#[inline(never)] pub(crate) fn $command(history: &History) -> usize {
                    black_box(concat!(stringify!($command), ".told"));
                    history.entries().last().map_or(0, |entry| entry.to_string().len() + entry.brief().to_string().len())
                })*
            }
        }

        /// What is counted of commands.
        pub(crate) const NAMES: &[&str] = &[$(
            concat!(stringify!($command), ".planned"),
            concat!(stringify!($command), ".committed"),
            concat!(stringify!($command), ".entered"),
            concat!(stringify!($command), ".recorded"),
            concat!(stringify!($command), ".told"),
        )*];

        fn counted(command: &str) -> Counted {
            match command {
                $(stringify!($command) => Counted {
                    planned: counted::planned::$command,
                    committed: counted::committed::$command,
                    entered: counted::entered::$command,
                    recorded: counted::recorded::$command,
                    told: counted::told::$command,
                },)*
                other => panic!("`{other}` is not counted"),
            }
        }
    };
}

counted! {
    open_account open_subaccount rename_account suspend_account resume_account close_account
    set_billing set_features set_email_policy
    invite accept_invitation decline_invitation revoke_invitation renew_invitation
    add_user assign leave remove_member
    edit_user change_email reset_password deactivate_user reactivate_user delete_user
    define_role change_role delete_role
    create_api_key change_api_key revoke_api_key create_account_key reset_api_key
    change_account_key revoke_account_key
    accept_invitation_as_new add_user_as_new change_email_of_oneself
}

/// Counts every command, each on a copy of the directory.
pub(crate) fn count(directory: &Directory, history: &History, dimension: &str, n: u32) {
    let cases = cases(dimension, n);
    for command in Command::NAMES {
        assert!(cases.iter().any(|case| case.name == command), "`{command}` is not counted");
    }
    for Case { name: title, before, actor, command } in cases {
        let (mut alone, mut followed) = (prepared(directory, before.as_ref()), prepared(directory, before.as_ref()));
        let mut history = history.clone();
        let planned = |planned: Result<Change, Refusal>| {
            planned.unwrap_or_else(|refusal| panic!("{dimension}: {title} by {actor}: {refusal}"))
        };
        let accepted = |committed: Result<(), CommitError>| {
            committed.unwrap_or_else(|error| panic!("{dimension}: {title} by {actor}: {error}"));
        };
        // The history needs room, too.
        let rename = Command::RenameAccount { account: account(60), name: name("Room"), replaces: None };
        let room = planned(alone.plan(Actor::System, &rename, stamp(&alone, now())));
        accepted(alone.commit(room.clone()));
        accepted(history.commit(&mut followed, room.clone()));
        let counted = counted(title);
        tidy();
        let change = planned((counted.planned)(&alone, actor, &command));
        tidy();
        accepted((counted.committed)(&mut alone, change.clone()));
        tidy();
        accepted((counted.recorded)(&mut followed, &mut history, change.clone()));
        tidy();
        black_box((counted.told)(&history));
        // The last, on a copy of its own: what it frees would be counted in what comes after it.
        let mut untouched = prepared(directory, before.as_ref());
        accepted(untouched.commit(room));
        tidy();
        let entry = (counted.entered)(&untouched, &change);
        assert!(entry.is_ok_and(|entry| history.entries().last() == Some(&entry)), "{title} has another entry");
    }
}

/// A copy that has room in its tables, since to make it would be counted.
fn prepared(directory: &Directory, before: Option<&Command>) -> Directory {
    let mut world = World { directory: directory.clone(), now: now() };
    world.opens(60, ACME);
    for (number, other) in (60..).zip([Preset::Regular, Preset::Sender, Preset::Standard]) {
        world.adds(number, 60, &format!("room{number}"), Assignment::of(Preset::Template).and(other));
    }
    world.defines(60, 60);
    world.makes_key(ada(), 60, 60);
    world.makes_account_key(ada(), 61, 60);
    world.invites(ada(), 60, 60, email("room"), Assignment::of(Preset::Basic));
    if let Some(before) = before {
        world.accepts(ada(), before.clone());
    }
    world.directory
}

fn cases(dimension: &str, n: u32) -> Vec<Case> {
    let case = |command: Command| Case { name: command.name(), before: None, actor: ada().into(), command };
    let by = |actor: Actor, command: Command| Case { actor, ..case(command) };
    let after = |before: Command, command: Command| Case { before: Some(before), ..case(command) };
    let named = |name: &'static str, actor: Actor, command: Command| Case { name, actor, ..case(command) };
    let (shop, bob, newcomer) = (account(SHOP), bob(), user(50));
    let own = |permission: Permission| Grants::NONE.with(permission, Scope::Own);
    let basic = || Assignment::of(Preset::Basic);
    let assignment = if dimension == "assigned" { many_roles(n, true) } else { Assignment::of(Preset::Advanced) };
    let accept = |number: u32, email| Command::AcceptInvitation {
        invitation: invitation(number),
        email,
        name: name("User"),
        phone: None,
    };
    let system = Actor::System;
    vec![
        by(system, open_tree(50, 50, "fifty")),
        case(Command::OpenSubaccount { account: account(50), parent: shop, name: name("Sub") }),
        case(Command::RenameAccount { account: shop, name: name("Shop"), replaces: None }),
        case(Command::SuspendAccount { account: shop }),
        after(Command::SuspendAccount { account: shop }, Command::ResumeAccount { account: shop }),
        case(Command::CloseAccount { account: shop }),
        by(system, Command::SetBilling { account: shop, billing: Billing::Postpaid }),
        by(system, Command::SetFeatures { account: shop, features: Selection::all_but(PermissionSet::VOICE_SEND) }),
        case(Command::SetEmailPolicy { account: account(ACME), policy: EmailPolicy::NO_FREE_MAIL }),
        case(invite(50, SHOP, email("fifty"), basic())),
        by(bob.into(), accept(1, bobs_email())),
        named("accept_invitation_as_new", newcomer.into(), accept(2, email("newcomer"))),
        by(bob.into(), Command::DeclineInvitation { invitation: invitation(1), email: bobs_email() }),
        case(Command::RevokeInvitation { invitation: invitation(0) }),
        case(Command::RenewInvitation { invitation: invitation(0), expires: now() + Duration::days(9) }),
        by(system, add(1, STALL, "bob", basic())),
        named("add_user_as_new", system, add(50, SHOP, "newcomer", basic())),
        case(Command::Assign { user: bob, account: shop, assignment, replaces: None }),
        by(bob.into(), Command::Leave { account: shop }),
        case(Command::RemoveMember { user: bob, account: shop }),
        case(Command::EditUser { user: bob, name: name("Bob"), phone: "+48123456789".parse().ok(), replaces: None }),
        case(Command::ChangeEmail { user: bob, email: email("robert") }),
        named("change_email_of_oneself", bob.into(), Command::ChangeEmail { user: bob, email: email("robert") }),
        case(Command::ResetPassword { user: bob }),
        case(Command::DeactivateUser { user: bob }),
        after(Command::DeactivateUser { user: bob }, Command::ReactivateUser { user: bob }),
        case(Command::DeleteUser { user: bob }),
        case(Command::DefineRole {
            role: role(50),
            account: shop,
            name: name("Fifty"),
            grants: own(Permission::SmsView),
        }),
        case(Command::ChangeRole {
            role: clerk(),
            name: name("Clerk"),
            grants: own(Permission::SmsView),
            replaces: None,
        }),
        case(Command::DeleteRole { role: role(1) }),
        by(bob.into(), make_key(50, SHOP)),
        by(bob.into(), change_key()),
        case(Command::RevokeApiKey { key: key(0) }),
        case(make_account_key(50, SHOP)),
        after(make_account_key(50, SHOP), Command::ResetApiKey { key: key(50) }),
        Case {
            before: Some(make_account_key(50, SHOP)),
            ..named("change_account_key", ada().into(), change_key_of(50))
        },
        Case {
            before: Some(make_account_key(50, SHOP)),
            ..named("revoke_account_key", ada().into(), Command::RevokeApiKey { key: key(50) })
        },
    ]
}

fn change_key() -> Command {
    change_key_of(0)
}

fn change_key_of(number: u32) -> Command {
    let (subtree, name, cap) = (false, name("Its"), PermissionSet::SMS_SEND);
    Command::ChangeApiKey { key: key(number), subtree, name, cap, until: None, replaces: None }
}
