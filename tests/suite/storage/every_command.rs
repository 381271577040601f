//! A history with every command in it, and a directory with every kind of record.

use std::sync::LazyLock;

use crate::support::stamp::stamp;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Change, Command, Directory, Email, EmailPolicy, Grants,
    InvitationId, Level, Levels, Name, Permission, PermissionSet, Preset, RoleId, Scope, Selection, UserId,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The ids of each kind are told apart at a glance, also in a golden file.
fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(kind << 120 | number)
}

pub(crate) fn account(number: u128) -> AccountId {
    id(0xac, number).into()
}

pub(crate) fn user(number: u128) -> UserId {
    id(0xee, number).into()
}

pub(crate) fn role(number: u128) -> RoleId {
    id(0xc0, number).into()
}

pub(crate) fn invitation(number: u128) -> InvitationId {
    id(0x11, number).into()
}

pub(crate) fn key(number: u128) -> ApiKeyId {
    id(0x4e, number).into()
}

pub(crate) fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub(crate) fn email(local: &str) -> Email {
    format!("{local}@acme.example").parse().unwrap()
}

/// The time of a step: so many minutes after the first.
pub(crate) fn minute(number: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap() + TimeDelta::minutes(number)
}

pub(crate) const ACME: u128 = 1;
pub(crate) const NORTH: u128 = 2;
pub(crate) const DEEP: u128 = 3;
pub(crate) const SOUTH: u128 = 4;
pub(crate) const OTHER: u128 = 9;

pub(crate) const ADA: u128 = 1;
pub(crate) const BOB: u128 = 2;
pub(crate) const EVE: u128 = 5;
pub(crate) const FAY: u128 = 6;
pub(crate) const GUS: u128 = 7;
pub(crate) const HAL: u128 = 8;
pub(crate) const ZOE: u128 = 9;
pub(crate) const IVY: u128 = 10;
pub(crate) const JIM: u128 = 12;

pub(crate) fn open_account(number: u128, administrator: u128, email: &str) -> Command {
    Command::OpenAccount {
        account: account(number),
        name: name("Acme"),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(administrator),
        email: email.parse().unwrap(),
        administrator_name: name("Ada Lovelace"),
    }
}

pub(crate) fn open_subaccount(number: u128, parent: u128) -> Command {
    Command::OpenSubaccount { account: account(number), parent: account(parent), name: name("Acme Nörd") }
}

pub(crate) fn add_user(number: u128, at: u128, local: &str, assignment: Assignment) -> Command {
    let (user, account) = (user(number), account(at));
    Command::AddUser {
        user,
        account,
        email: email(local),
        name: name(local),
        assignment,
        phone: None,
        on_behalf_of: None,
    }
}

pub(crate) fn invite(number: u128, at: u128, local: &str, assignment: Assignment, expires: i64) -> Command {
    let (invitation, account, expires) = (invitation(number), account(at), minute(expires));
    Command::Invite { invitation, account, email: email(local), assignment, expires, name: None, phone: None }
}

fn define_role(number: u128, at: u128) -> Command {
    let grants = Grants::of(PermissionSet::SENT_VIEW, Scope::Own)
        .with(Permission::SmsSend | Permission::SmsView, Scope::Account)
        .with(Permission::custom(0).unwrap(), Scope::Subtree);
    Command::DefineRole { role: role(number), account: account(at), name: name("Night shift"), grants }
}

fn create_key(number: u128, subtree: bool, cap: PermissionSet, until: Option<i64>) -> Command {
    let (key, account, until) = (key(number), account(ACME), until.map(minute));
    Command::CreateApiKey { key, account, subtree, name: name("Reports"), cap, until }
}

/// Who commanded what, a minute apart.
pub(crate) fn steps() -> Vec<(Actor, Command)> {
    let ada = Actor::from(user(ADA));
    [accounts(ada), roles_and_invitations(ada), members(ada), keys(ada), what_stays(ada), account_keys(ada)].concat()
}

fn accounts(ada: Actor) -> Vec<(Actor, Command)> {
    let offered = Permission::SmsSend | Permission::UserInvite;
    let policy = EmailPolicy::corporate("acme.example").unwrap().and_with_subdomains("acme.test").unwrap();
    let policy = policy.also_refusing("temporary.example").unwrap();
    vec![
        (Actor::System, open_account(ACME, ADA, "ada@acme.example")),
        (Actor::System, open_account(OTHER, ZOE, "zoe@other.example")),
        (ada, open_subaccount(NORTH, ACME)),
        (ada, open_subaccount(DEEP, NORTH)),
        (ada, open_subaccount(SOUTH, ACME)),
        (ada, Command::RenameAccount { account: account(NORTH), name: name("Acme North"), replaces: None }),
        (Actor::System, Command::SetBilling { account: account(SOUTH), billing: Billing::Postpaid }),
        (Actor::System, Command::SetFeatures { account: account(SOUTH), features: offered.into() }),
        (ada, Command::SetEmailPolicy { account: account(ACME), policy }),
    ]
}

fn roles_and_invitations(ada: Actor) -> Vec<(Actor, Command)> {
    let grants = Grants::of(PermissionSet::SMS_SEND, Scope::Account);
    let term = Assignment::of(role(1))
        .and(Preset::Basic)
        .with_levels(Levels::NONE.with(Area::Email, Level::Editor).with(Area::Sms, Level::Guest))
        .withholding(Permission::SmsLaunch)
        .from(minute(12))
        .until(minute(40));
    let accept =
        Command::AcceptInvitation { invitation: invitation(1), email: email("bob"), name: name("Bob"), phone: None };
    vec![
        (ada, define_role(1, ACME)),
        (ada, define_role(2, NORTH)),
        (ada, Command::ChangeRole { role: role(1), name: name("Day shift"), grants, replaces: None }),
        (ada, Command::DeleteRole { role: role(2) }),
        (ada, invite(1, NORTH, "bob", term, 10_000)),
        (Actor::from(user(BOB)), accept),
        (ada, invite(2, SOUTH, "carol", Assignment::of(Preset::Sender), 10_000)),
        (ada, Command::RenewInvitation { invitation: invitation(2), expires: minute(20_000) }),
        (Actor::from(user(3)), Command::DeclineInvitation { invitation: invitation(2), email: email("carol") }),
        (ada, invite(3, ACME, "dan", Assignment::of(Preset::Sender), 10_000)),
        (ada, Command::RevokeInvitation { invitation: invitation(3) }),
    ]
}

fn members(ada: Actor) -> Vec<(Actor, Command)> {
    let eve = Actor::from(user(EVE));
    let assignment = Assignment::of(Preset::Standard).withholding(Permission::EmailLaunch);
    let phone = Some("+49 30 901820".parse().unwrap());
    vec![
        (Actor::System, add_user(EVE, ACME, "eve", Assignment::of(Preset::Sender))),
        (Actor::System, add_user(FAY, ACME, "fay", Assignment::of(Preset::Admin).from(minute(0)))),
        (ada, Command::Assign { user: user(EVE), account: account(ACME), assignment, replaces: None }),
        (eve, Command::EditUser { user: user(EVE), name: name("Eve"), phone, replaces: None }),
        (eve, create_key(1, false, PermissionSet::REPORT_VIEW, Some(100_000))),
        (eve, Command::RevokeApiKey { key: key(1) }),
        (ada, Command::ChangeEmail { user: user(EVE), email: email("eve.adams") }),
        (ada, Command::ResetPassword { user: user(EVE) }),
        (ada, Command::DeactivateUser { user: user(EVE) }),
        (ada, Command::ReactivateUser { user: user(EVE) }),
    ]
}

fn keys(ada: Actor) -> Vec<(Actor, Command)> {
    let cap = Preset::Basic.grants().at(Scope::Own) | Permission::UserInvite;
    let (until, subtree) = (Some(minute(200_000)), true);
    let trial = Assignment::of(Preset::Basic).until(minute(150_000));
    vec![
        (ada, create_key(2, true, PermissionSet::ALL, None)),
        (ada, Command::ChangeApiKey { key: key(2), subtree, name: name("Import"), cap, until, replaces: None }),
        (Actor::from(key(2)), invite(4, ACME, "jo", trial, 10_000)),
        (Actor::System, add_user(IVY, ACME, "ivy", Assignment::of(Preset::Standard))),
        (Actor::from(user(IVY)), create_key(3, false, PermissionSet::SMS_SEND, None)),
        (ada, Command::DeleteUser { user: user(IVY) }),
    ]
}

fn what_stays(ada: Actor) -> Vec<(Actor, Command)> {
    let later = Assignment::of(role(1)).from(minute(50_000)).until(minute(60_000));
    vec![
        (Actor::System, add_user(GUS, NORTH, "gus", Assignment::of(Preset::Basic))),
        (ada, Command::RemoveMember { user: user(GUS), account: account(NORTH) }),
        (ada, Command::DeactivateUser { user: user(GUS) }),
        (Actor::System, add_user(HAL, ACME, "hal", Assignment::of(Preset::Regular))),
        (Actor::from(user(HAL)), Command::Leave { account: account(ACME) }),
        (ada, Command::SuspendAccount { account: account(DEEP) }),
        (Actor::System, Command::SuspendAccount { account: account(NORTH) }),
        (Actor::System, Command::ResumeAccount { account: account(NORTH) }),
        (ada, Command::CloseAccount { account: account(SOUTH) }),
        (Actor::System, invite(5, DEEP, "kim", later, 40_000)),
        (ada, invite(6, ACME, "lee", Assignment::of(role(1)), 48)),
        (ada, Command::EditUser { user: user(GUS), name: name("Gus"), phone: None, replaces: None }),
        (ada, Command::RenameAccount { account: account(ACME), name: name("Acme Ltd"), replaces: None }),
    ]
}

/// One of a root account in the hands of three, of whom one is gone; and one that is revoked.
fn account_keys(ada: Actor) -> Vec<(Actor, Command)> {
    let create = |number: u128, until: Option<i64>| {
        let (key, account, until) = (key(number), account(ACME), until.map(minute));
        let cap = Permission::SmsSend | Permission::SentView;
        Command::CreateAccountKey { key, account, subtree: true, name: name("Nightly"), cap, until }
    };
    let (cap, until) = (Permission::SmsSend | Permission::SentView | Permission::ReportView, Some(minute(300_000)));
    vec![
        (Actor::System, add_user(JIM, ACME, "jim", Assignment::of(Preset::Admin))),
        (Actor::from(user(JIM)), create(4, None)),
        (ada, Command::ResetApiKey { key: key(4) }),
        (
            Actor::from(user(FAY)),
            Command::ChangeApiKey { key: key(4), subtree: true, name: name("Weekly"), cap, until, replaces: None },
        ),
        (ada, Command::DeleteUser { user: user(JIM) }),
        (Actor::System, create(5, Some(250_000))),
        (ada, Command::RevokeApiKey { key: key(5) }),
        (ada, Command::ResetApiKey { key: key(2) }),
    ]
}

/// The minute of the last step.
pub(crate) const LAST: i64 = 56;

static HISTORY: LazyLock<(Directory, Vec<Change>)> = LazyLock::new(|| {
    let mut directory = Directory::new();
    let changes = (0..).zip(steps()).map(|(number, (actor, command))| {
        let told = format!("{actor}: {command:?}");
        directory
            .execute(actor, command, stamp(&directory, minute(number)))
            .unwrap_or_else(|refusal| panic!("{told}\n{refusal}"))
    });
    let changes = changes.collect();
    (directory, changes)
});

/// The changes of the history.
pub(crate) fn changes() -> Vec<Change> {
    HISTORY.1.clone()
}

/// The directory that they make.
pub(crate) fn directory() -> Directory {
    HISTORY.0.clone()
}

/// A change that nobody has planned, and that is in its place all the same: the next one, after the last of its tree.
pub(crate) fn unplanned(directory: &Directory, actor: Actor, command: &Command, at: DateTime<Utc>) -> Value {
    let change = json!({
        "v": 2,
        "id": stamp(directory, at).id(),
        "previous": null,
        "revision": 0,
        "at": at.to_rfc3339(),
        "actor": actor,
        "command": command,
    });
    put_in_place(directory, change)
}

/// Makes a stored change the next one, after the last of its tree. One that can't be read stays as it is.
pub(crate) fn put_in_place(directory: &Directory, mut stored: Value) -> Value {
    let Ok(change) = serde_json::from_value::<Change>(stored.clone()) else { return stored };
    let opens_tree = matches!(change.command(), Command::OpenAccount { .. });
    let root = directory.root_of(&change).filter(|_| !opens_tree);
    stored["previous"] = json!(root.and_then(|root| directory.last_change(root)));
    stored["revision"] = json!(directory.revision() + 1);
    stored
}
