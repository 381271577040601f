//! What a directory remembers and what a command says, read off their JSON: whatever records and fields there are, also
//! those that nobody here has heard of.

use std::collections::BTreeMap;

use sendright::{AccountId, Command, Directory, Email, UserId};
use serde_json::{Map, Value};
use uuid::Uuid;

type Object = Map<String, Value>;

/// The records of a directory: by the section of its snapshot in which they are, and by their ids.
pub(crate) struct Records(BTreeMap<(String, String), Object>);

/// One record before and after a change; on one side there may be none.
pub(crate) struct Difference<'a> {
    section: &'a str,
    sides: [Option<&'a Object>; 2],
}

fn id<T: From<Uuid>>(value: Option<&Value>) -> Option<T> {
    value.and_then(Value::as_str).and_then(|text| text.parse::<Uuid>().ok()).map(T::from)
}

/// Every string in a value, however deep.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(list) => list.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Records {
    pub(crate) fn of(directory: &Directory) -> Self {
        let snapshot = serde_json::to_value(directory.snapshot()).expect("a snapshot can be written");
        let Value::Object(sections) = snapshot else { panic!("a snapshot has sections") };
        let mut records = BTreeMap::new();
        for (section, list) in sections {
            // The place of each tree in its timeline: every change moves it, and does nothing by that.
            if section == "trees" {
                continue;
            }
            let Value::Array(list) = list else { continue };
            for record in list {
                let Value::Object(record) = record else { panic!("a record in {section} has fields") };
                let key = match (record.get("id"), record.get("user"), record.get("account")) {
                    (Some(id), _, _) => id.to_string(),
                    (None, Some(user), Some(account)) => format!("{user} {account}"),
                    _ => panic!("say here what tells a record in {section} from the others"),
                };
                records.insert((section.clone(), key), record);
            }
        }
        Self(records)
    }

    pub(crate) fn differences<'a>(&'a self, after: &'a Self) -> Vec<Difference<'a>> {
        let gone = self.0.keys().filter(|key| !after.0.contains_key(*key));
        let sides = |key| [self.0.get(key), after.0.get(key)];
        let pairs = after.0.keys().chain(gone).map(|key| (key, sides(key)));
        let differing = pairs.filter(|(_, [before, after])| before != after);
        differing.map(|(key, sides)| Difference { section: &key.0, sides }).collect()
    }

    /// The user of a tree who has an address.
    pub(crate) fn user_at(&self, root: AccountId, email: &Email) -> Option<UserId> {
        let users = self.0.iter().filter(|((section, _), _)| section == "users").map(|(_, user)| user);
        let has = |user: &&Object| user.get("email").and_then(Value::as_str) == Some(email.as_str());
        let mut there = users.filter(|user| id(user.get("root")) == Some(root));
        there.find(has).and_then(|user| id(user.get("id")))
    }
}

impl Difference<'_> {
    fn sides(&self) -> impl Iterator<Item = &Object> {
        self.sides.into_iter().flatten()
    }

    /// The account that the record is, or is in.
    pub(crate) fn accounts(&self) -> Vec<AccountId> {
        let field = if self.section == "accounts" { "id" } else { "account" };
        self.sides().filter_map(|record| id(record.get(field))).collect()
    }

    /// The user who the record is, or whose it is.
    pub(crate) fn users(&self) -> Vec<UserId> {
        let fields: &[&str] = if self.section == "users" { &["id"] } else { &["user", "owner"] };
        let named = |value: Option<&Value>| id(value).or_else(|| id(value?.get("user")));
        self.sides().flat_map(|record| fields.iter().filter_map(|field| named(record.get(*field)))).collect()
    }

    /// The address that the record has and is found by.
    pub(crate) fn addresses(&self) -> Vec<Email> {
        let texts = self.sides().filter_map(|record| record.get("email")).filter_map(Value::as_str);
        texts.filter_map(|text| text.parse().ok()).collect()
    }

    /// Whether an address is in the record after the change, and was not before.
    pub(crate) fn takes_in(&self, email: &Email) -> bool {
        let [before, after] = self.sides.map(|side| {
            side.is_some_and(|record| {
                let mut found = Vec::new();
                record.values().for_each(|value| strings(value, &mut found));
                found.contains(&email.as_str())
            })
        });
        after && !before
    }
}

/// What a command says, whichever it is.
pub(crate) struct Said {
    /// All ids in it.
    pub(crate) ids: Vec<Uuid>,
    pub(crate) emails: Vec<Email>,
    /// The field `account`.
    pub(crate) account: Option<AccountId>,
}

impl Said {
    pub(crate) fn by(command: &Command) -> Self {
        let value = serde_json::to_value(command).expect("a command can be written");
        let fields = value.get(command.name()).expect("a command is written under its name");
        let mut texts = Vec::new();
        strings(fields, &mut texts);
        let mut ids: Vec<Uuid> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        ids.dedup();
        let emails = texts.iter().filter_map(|text| text.parse().ok()).collect();
        Self { ids, emails, account: id(fields.get("account")) }
    }
}
