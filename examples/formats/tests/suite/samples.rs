//! A sample of every public type that can be written, and several where forms differ.

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use sendright::history::History;
use sendright::{
    AccountStatus, Actor, Area, AssignedRole, Assignment, Billing, Directory, Email, EmailPolicy, Grants, Level,
    Levels, Permission, PermissionSet, Phone, Preset, Principal, Request, Scope, Selection,
};
use sendright_formats_example::{Failure, Format, Shape};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::every_command::{
    ACME, ADA, DEEP, EVE, GUS, NORTH, SOUTH, account, changes, directory, invitation, key, minute, name, role, user,
};

/// A value of some type, with what can be asked of it.
pub(crate) struct Sample {
    /// The type, and which value it is.
    pub(crate) name: String,
    pub(crate) json: serde_json::Value,
    round_trip: Box<dyn Fn(Format, Shape) -> Result<bool, Failure>>,
}

impl Sample {
    fn new<T>(name: &str, value: T) -> Self
    where
        T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + 'static,
    {
        Self {
            name: name.into(),
            json: serde_json::to_value(&value).unwrap(),
            round_trip: Box::new(move |format, shape| {
                shape.round_trip(format, value.clone()).map(|read| read == value)
            }),
        }
    }

    /// Whether it reads back equal.
    pub(crate) fn round_trip(&self, format: Format, shape: Shape) -> Result<bool, Failure> {
        (self.round_trip)(format, shape)
    }

    /// Whether it is a struct or a map, and not a text, a number or a list.
    pub(crate) fn is_map(&self) -> bool {
        self.json.is_object()
    }

    /// Whether there is a null in it.
    pub(crate) fn has_null(&self) -> bool {
        fn within(json: &serde_json::Value) -> bool {
            json.is_null()
                || json.as_array().is_some_and(|items| items.iter().any(within))
                || json.as_object().is_some_and(|fields| fields.values().any(within))
        }
        within(&self.json)
    }
}

/// Several values of a type.
fn all<T>(name: &str, values: impl IntoIterator<Item = T>) -> Vec<Sample>
where
    T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + 'static,
{
    values.into_iter().zip(1..).map(|(value, number)| Sample::new(&format!("{name} {number}"), value)).collect()
}

pub(crate) fn samples() -> Vec<Sample> {
    [words(), sets(), ids_and_texts(), records(), commands(), whole()].concat_samples()
}

fn words() -> Vec<Sample> {
    let permissions = [Permission::SmsView, Permission::AuditExport, Permission::custom(31).unwrap()];
    [
        all("Permission", permissions),
        all("Area", Area::ALL),
        all("Level", Level::ALL),
        all("Scope", Scope::ALL),
        all("Preset", Preset::ALL),
        all("Billing", [Billing::Prepaid, Billing::Postpaid]),
        all("AccountStatus", [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed]),
    ]
    .concat_samples()
}

fn sets() -> Vec<Sample> {
    let few = Permission::SmsSend | Permission::CreditPurchase;
    let last: PermissionSet = Permission::custom(31).unwrap().into();
    let nested = Grants::of(PermissionSet::SENT_VIEW, Scope::Own).with(few, Scope::Account).with(last, Scope::Subtree);
    let levels = Levels::NONE.with(Area::Email, Level::Editor).with(Area::Sms, Level::Guest);
    let every_level = Area::ALL.into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Approver));
    [
        all("PermissionSet", [PermissionSet::EMPTY, few, last, PermissionSet::ALL]),
        all(
            "Selection",
            [
                Selection::EVERYTHING,
                Selection::all_but(few),
                Selection::all_but(PermissionSet::ALL),
                few.into(),
                PermissionSet::EMPTY.into(),
                PermissionSet::ALL.into(),
            ],
        ),
        all("Levels", [Levels::NONE, levels, every_level]),
        all("Grants", [Grants::NONE, nested, Preset::Admin.grants(), Grants::of(PermissionSet::ALL, Scope::Subtree)]),
    ]
    .concat_samples()
}

fn ids_and_texts() -> Vec<Sample> {
    let mail: Email = "ada.lovelace@acme.example".parse().unwrap();
    let phone: Phone = "+49 30 901820".parse().unwrap();
    vec![
        Sample::new("AccountId", account(1)),
        Sample::new("UserId", user(2)),
        Sample::new("RoleId", role(3)),
        Sample::new("InvitationId", invitation(4)),
        Sample::new("ApiKeyId", key(5)),
        Sample::new("ChangeId", changes()[0].id()),
        Sample::new("Name", name("Ada “the first” Lovelace, née Byron: #1")),
        // What a format could take for a number, a truth or a null.
        Sample::new("Name like a number", name("12")),
        Sample::new("Name like a truth", name("true")),
        Sample::new("Name like a null", name("null")),
        Sample::new("Email", mail),
        Sample::new("Phone", phone),
    ]
}

fn records() -> Vec<Sample> {
    let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let policy = EmailPolicy::corporate("acme.example").unwrap().also_refusing("temporary.example").unwrap();
    let plain = Assignment::of(Preset::Sender);
    let full = Assignment::of(role(1))
        .and(Preset::Basic)
        .with_levels(Levels::NONE.with(Area::Email, Level::Editor))
        .withholding(Permission::SmsLaunch)
        .from(minute(12))
        .until(minute(40));
    let all_but = plain.clone().withholding(Selection::all_but(Permission::SmsView));
    let ends = [
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00Z",
        "2026-11-25T10:00:00.123Z",
        "9999-12-31T23:59:59.999Z",
    ];
    let windows = ends.map(|end| plain.clone().until(utc(end)));
    let directory = directory();
    [
        all("EmailPolicy", [EmailPolicy::ANY, EmailPolicy::NO_FREE_MAIL, policy]),
        all("AssignedRole", [AssignedRole::from(Preset::Admin), role(1).into()]),
        all("Assignment", [Assignment::default(), plain, full, all_but]),
        all("Assignment that ends", windows),
        all("Principal", [Principal::User(user(1)), Principal::ApiKey(key(2))]),
        all("Actor", [Actor::System, Actor::User(user(1)), Actor::ApiKey(key(2))]),
        all("Account", [ACME, NORTH, DEEP, SOUTH].map(|number| directory.account(account(number)).unwrap().clone())),
        all("User", [ADA, EVE, GUS].map(|number| directory.user(user(number)).unwrap().clone())),
        all("Role", directory.role(role(1)).cloned()),
        all("Invitation", [4, 5].map(|number| directory.invitation(invitation(number)).unwrap().clone())),
        all("ApiKey", [2, 4].map(|number| directory.api_key(key(number)).unwrap().clone())),
        all("Custody", directory.api_key(key(4)).and_then(|key| key.custody().copied())),
    ]
    .concat_samples()
}

fn commands() -> Vec<Sample> {
    let changes = changes();
    let each = changes
        .iter()
        .map(|change| Sample::new(&format!("Command {}", change.command().name()), change.command().clone()));
    each.collect()
}

/// What is stored as a whole, and the entries of a history.
fn whole() -> Vec<Sample> {
    let directory = directory();
    let mut history = History::new();
    let mut copy = Directory::new();
    for change in changes() {
        history.commit(&mut copy, change).unwrap();
    }
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(minute(100));
    history.record(copy.authorize(&request).unwrap(), &copy, Some(name("campaign 42")));
    history.record(copy.authorize(&request).unwrap(), &copy, None);
    // By a key of an account, which is nobody's.
    let request = Request::new(key(4), Permission::SmsSend, account(ACME)).at(minute(100));
    history.record(copy.authorize(&request).unwrap(), &copy, None);
    let entries: Vec<_> = history.entries().to_vec();
    let events: Vec<_> = entries.iter().map(|entry| entry.event().clone()).collect();
    let differences: Vec<_> = entries.iter().flat_map(|entry| entry.differences().to_vec()).collect();
    let records: Vec<_> = differences.iter().filter_map(|difference| difference.after().cloned()).collect();
    [
        all("Change", changes()),
        all("Snapshot", [Directory::new().snapshot(), directory.snapshot()]),
        all("HistoryEntry", entries),
        all("Event", events),
        all("Difference", differences),
        all("Record", records),
    ]
    .concat_samples()
}

trait ConcatSamples {
    fn concat_samples(self) -> Vec<Sample>;
}

impl<const N: usize> ConcatSamples for [Vec<Sample>; N] {
    fn concat_samples(self) -> Vec<Sample> {
        self.into_iter().flatten().collect()
    }
}
