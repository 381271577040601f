//! An organization in which every kind of "everything" and of "not everything" stands.

use chrono::{DateTime, Duration, TimeZone, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Change, Command, Directory, Email, Grants, InvitationId,
    Level, Levels, Permission, PermissionSet, Preset, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

use crate::support::commands::invite_until;
use crate::support::stamp::stamp;

pub(super) fn account(number: u128) -> AccountId {
    Uuid::from_u128(0xa000 + number).into()
}

pub(super) fn user(number: u128) -> UserId {
    Uuid::from_u128(0xb000 + number).into()
}

pub(super) fn key(number: u128) -> ApiKeyId {
    Uuid::from_u128(0xc000 + number).into()
}

fn role(number: u128) -> RoleId {
    Uuid::from_u128(0xd000 + number).into()
}

fn email(number: u128) -> Email {
    format!("user{number}@acme.example").parse().unwrap()
}

pub(super) fn day(number: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap() + Duration::days(number)
}

/// After all that happens.
pub(super) fn today() -> DateTime<Utc> {
    day(100)
}

pub(super) const ACME: u128 = 1;
/// A sub-account that was opened with everything, and stayed so.
pub(super) const NORTH: u128 = 2;
/// A sub-account whose features are a set.
pub(super) const SOUTH: u128 = 3;
/// A sub-account of the sub-account, suspended.
pub(super) const FAR_NORTH: u128 = 4;
/// Closed.
pub(super) const EAST: u128 = 5;
/// Another tree, whose features are a set of all that there was.
pub(super) const OTHER: u128 = 6;
/// Everything but a channel.
pub(super) const WEST: u128 = 7;
pub(super) const ACCOUNTS: [u128; 7] = [ACME, NORTH, SOUTH, FAR_NORTH, EAST, OTHER, WEST];

/// By the preset Admin.
pub(super) const ADA: u128 = 1;
/// For good, by a custom role of all that there was (rule I1).
pub(super) const CUSTOM_ADMIN: u128 = 2;
/// By Standard.
pub(super) const STANDARD: u128 = 3;
/// By levels.
pub(super) const LEVELS: u128 = 4;
/// Everything of Admin is withheld but for two permissions, and with them what comes later.
pub(super) const ALL_BUT: u128 = 5;
/// Admin without all that there was: nothing is left.
pub(super) const ONLY: u128 = 6;
/// Standard in the suspended account.
pub(super) const SUSPENDED: u128 = 7;
/// Who has left, and kept a membership below.
pub(super) const LEFT: u128 = 8;
/// The administrator of the other tree.
pub(super) const OTHER_ADMIN: u128 = 9;
pub(super) const USERS: [u128; 9] = [ADA, CUSTOM_ADMIN, STANDARD, LEVELS, ALL_BUT, ONLY, SUSPENDED, LEFT, OTHER_ADMIN];

/// Ada's, for all that there was; Standard's, for all; one that was revoked; and Left's. Then those of accounts: of the root
/// for all that there was, whose maker leaves; of a sub-account; and of one that was closed.
pub(super) const KEYS: [u128; 7] = [1, 2, 3, 4, 5, 6, 7];

/// All that there was in the first catalogue.
pub(super) fn first() -> PermissionSet {
    PermissionSet::ALL.iter().filter(|permission| permission.bit() < 92 || permission.slot().is_some()).collect()
}

fn add(number: u128, place: u128, assignment: Assignment) -> (Actor, Command) {
    let name = format!("User {number}").parse().unwrap();
    let command = Command::AddUser {
        user: user(number),
        account: account(place),
        email: email(number),
        name,
        assignment,
        phone: None,
        on_behalf_of: None,
    };
    (Actor::System, command)
}

fn open_sub(number: u128, parent: u128) -> (Actor, Command) {
    let name = format!("Account {number}").parse().unwrap();
    (user(ADA).into(), Command::OpenSubaccount { account: account(number), parent: account(parent), name })
}

fn open(number: u128, features: Selection, administrator: u128) -> (Actor, Command) {
    let open = Command::OpenAccount {
        account: account(number),
        name: format!("Account {number}").parse().unwrap(),
        billing: Billing::Postpaid,
        features,
        administrator: user(administrator),
        email: email(administrator),
        administrator_name: format!("User {administrator}").parse().unwrap(),
    };
    (Actor::System, open)
}

fn make_key(number: u128, owner: u128, place: u128, cap: PermissionSet) -> (Actor, Command) {
    let (key, account, name) = (key(number), account(place), "Key".parse().unwrap());
    (user(owner).into(), Command::CreateApiKey { key, account, subtree: true, name, cap, until: None })
}

fn make_account_key(number: u128, maker: Actor, place: u128, subtree: bool, cap: PermissionSet) -> (Actor, Command) {
    let (key, account, name) = (key(number), account(place), "Key".parse().unwrap());
    (maker, Command::CreateAccountKey { key, account, subtree, name, cap, until: None })
}

fn commands() -> Vec<(Actor, Command)> {
    let everyone = role(1);
    let levels = Area::ALL.iter().fold(Levels::NONE, |levels, area| levels.with(*area, Level::Editor));
    let system = Actor::System;
    let all_but = Selection::all_but(Permission::SmsView | Permission::UserInvite);
    let invited = invite_until(
        InvitationId::from(Uuid::from_u128(0xe001)),
        account(NORTH),
        &"guest@acme.example".parse().unwrap(),
        Assignment::of(everyone).withholding(Permission::SmsLaunch),
        day(365),
    );
    vec![
        open(ACME, Selection::EVERYTHING, ADA),
        open_sub(NORTH, ACME),
        open_sub(SOUTH, ACME),
        open_sub(FAR_NORTH, NORTH),
        open_sub(EAST, ACME),
        open_sub(WEST, ACME),
        open(OTHER, Selection::Only(first()), OTHER_ADMIN),
        (
            user(ADA).into(),
            Command::DefineRole {
                role: everyone,
                account: account(ACME),
                name: "Everything".parse().unwrap(),
                grants: Grants::of(first(), Scope::Subtree),
            },
        ),
        add(CUSTOM_ADMIN, ACME, Assignment::of(everyone)),
        add(STANDARD, ACME, Assignment::of(Preset::Standard).until(day(4_000))),
        add(LEVELS, ACME, Assignment::levels(levels)),
        add(ALL_BUT, ACME, Assignment::of(Preset::Admin).withholding(all_but)),
        add(ONLY, ACME, Assignment::of(Preset::Admin).withholding(first())),
        add(ONLY, NORTH, Assignment::of(Preset::Standard)),
        add(SUSPENDED, FAR_NORTH, Assignment::of(Preset::Standard)),
        add(LEFT, ACME, Assignment::of(Preset::Standard)),
        add(LEFT, NORTH, Assignment::of(Preset::SubaccountAdmin)),
        make_key(1, ADA, ACME, first()),
        make_key(2, STANDARD, ACME, PermissionSet::SMS_SEND | PermissionSet::SMS_VIEW),
        make_key(3, ONLY, NORTH, first()),
        make_key(4, LEFT, NORTH, first()),
        make_account_key(5, user(ADA).into(), ACME, true, first()),
        make_account_key(6, system, NORTH, false, PermissionSet::ALL & first()),
        make_account_key(7, user(ADA).into(), EAST, false, PermissionSet::SMS_SEND),
        (user(CUSTOM_ADMIN).into(), Command::ResetApiKey { key: key(6) }),
        (
            user(ADA).into(),
            Command::ChangeApiKey {
                key: key(6),
                subtree: true,
                name: "Nightly".parse().unwrap(),
                cap: PermissionSet::SMS_SEND | PermissionSet::SMS_VIEW | PermissionSet::SENT_VIEW,
                until: Some(day(4_000)),
                replaces: None,
            },
        ),
        (user(ADA).into(), invited),
        (
            system,
            Command::SetFeatures { account: account(SOUTH), features: Preset::Basic.grants().at(Scope::Own).into() },
        ),
        (system, Command::SetFeatures { account: account(WEST), features: Selection::all_but(Permission::VoiceSend) }),
        (system, Command::SuspendAccount { account: account(FAR_NORTH) }),
        (system, Command::CloseAccount { account: account(EAST) }),
        // What carries nothing below today must not in a later version, or a key that ended by it would be there again.
        (user(ADA).into(), Command::RemoveMember { user: user(ONLY), account: account(NORTH) }),
        (user(LEFT).into(), Command::Leave { account: account(NORTH) }),
        // The custom role is enough for an administrator, for ever.
        (user(ADA).into(), Command::Leave { account: account(ACME) }),
        add(ADA, ACME, Assignment::of(Preset::Admin)),
    ]
}

/// The organization's log.
pub(super) fn changes() -> Vec<Change> {
    let mut directory = Directory::new();
    let commit = |(number, (actor, command)): (i64, (Actor, Command))| {
        let stamp = stamp(&directory, day(number));
        let told = format!("{number}: {command:?}");
        directory.execute(actor, command, stamp).unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
    };
    (0..).zip(commands()).map(commit).collect()
}
