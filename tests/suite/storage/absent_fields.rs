//! Rules V9 and C11: a field that is absent from input is an error; only an explicit null clears.

use std::collections::BTreeSet;

use sendright::{Actor, Change, Command, Directory, Snapshot};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::every_command::{ADA, EVE, changes, directory, key, minute, user};
use crate::support::stamp::stamp;

/// The fields of maps that stand for what is not there: an area without a level, a scope without permissions.
const MAPS: [&str; 2] = ["levels", "grants"];

/// The paths of all fields of a document, but those of maps.
fn fields(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let is_map = MAPS.iter().any(|name| path.ends_with(&format!("/{name}")));
            found.extend(map.keys().filter(|_| !is_map).map(|name| format!("{path}/{name}")));
            map.iter().for_each(|(name, value)| fields(value, &format!("{path}/{name}"), found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| fields(value, &format!("{path}/{place}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn parent<'a>(document: &'a mut Value, path: &str) -> &'a mut Map<String, Value> {
    document.pointer_mut(path.rsplit_once('/').unwrap().0).unwrap().as_object_mut().unwrap()
}

/// Takes each field out by itself; the names of those without which the document is read.
fn optional<T: DeserializeOwned>(document: &Value) -> BTreeSet<String> {
    let mut paths = Vec::new();
    fields(document, "", &mut paths);
    let mut optional = BTreeSet::new();
    for path in paths {
        let (mut without, (_, name)) = (document.clone(), path.rsplit_once('/').unwrap());
        parent(&mut without, &path).remove(name).unwrap();
        match serde_json::from_value::<T>(without) {
            Ok(_) => drop(optional.insert(name.to_owned())),
            Err(error) => {
                let error = error.to_string();
                let told = [format!("missing field `{name}`"), "expected a map with one entry".into()];
                assert!(told.iter().any(|told| error.contains(told)), "without {path}: {error}");
            }
        }
    }
    optional
}

/// A request that leaves a field out must not clear it: a phone number, an end, what is withheld, what was sold.
#[test]
fn security_29_a_field_that_is_absent_is_an_error() {
    let changes: Vec<Value> = changes().iter().map(|change| serde_json::to_value(change).unwrap()).collect();
    let optional: BTreeSet<String> = changes.iter().flat_map(optional::<Change>).collect();
    assert_eq!(optional, BTreeSet::from(["replaces".to_owned()]), "may be left out of a change");
}

#[test]
fn v9_no_field_of_a_snapshot_may_be_absent() {
    let snapshot = serde_json::to_value(directory().snapshot()).unwrap();
    assert_eq!(optional::<Snapshot>(&snapshot), BTreeSet::new(), "may be left out of a snapshot");
    let new = serde_json::to_value(Directory::new().snapshot()).unwrap();
    assert_eq!(optional::<Snapshot>(&new), BTreeSet::new(), "may be left out of an empty snapshot");
}

/// What the actor saw is a value of its own: all of its fields are there, or none.
#[test]
fn c11_what_is_replaced_is_whole() {
    let directory = directory();
    let assigned = directory.memberships(user(EVE)).next().unwrap();
    let (account, assignment) = (assigned.account(), assigned.assignment().clone());
    let (details, settings) =
        (directory.user(user(EVE)).unwrap().details(), directory.api_key(key(2)).unwrap().settings());
    let edit = Command::EditUser {
        user: user(EVE),
        name: details.name.clone(),
        phone: details.phone.clone(),
        replaces: Some(details),
    };
    let change = Command::ChangeApiKey {
        key: key(2),
        subtree: settings.subtree,
        name: settings.name.clone(),
        cap: settings.cap,
        until: settings.until,
        replaces: Some(settings),
    };
    let assign =
        Command::Assign { user: user(EVE), account, assignment: assignment.clone(), replaces: Some(assignment) };
    for command in [edit, change, assign] {
        let json = serde_json::to_value(&command).unwrap();
        assert_eq!(serde_json::from_value::<Command>(json.clone()).unwrap(), command);
        assert_eq!(optional::<Command>(&json), BTreeSet::from(["replaces".to_owned()]), "{}", command.name());
    }
}

/// Beside the absence of a field: null says that there is none.
#[test]
fn security_29_an_explicit_null_clears() {
    let mut directory = directory();
    let mut give = |actor: Actor, command: Value| {
        let command: Command = serde_json::from_value(command).unwrap();
        directory.execute(actor, command, stamp(&directory, minute(100))).unwrap();
        directory.clone()
    };
    let eve = json!({"user": user(EVE), "name": "Eve", "phone": null});
    let then = give(user(EVE).into(), json!({"edit_user": eve}));
    assert_eq!(super::every_command::directory().user(user(EVE)).unwrap().phone().unwrap().as_str(), "+4930901820");
    assert_eq!(then.user(user(EVE)).unwrap().phone(), None);

    let import = json!({"key": key(2), "subtree": true, "name": "Import", "cap": ["user.invite"], "until": null});
    let then = give(user(ADA).into(), json!({"change_api_key": import}));
    assert!(super::every_command::directory().api_key(key(2)).unwrap().ends().is_some());
    assert_eq!(then.api_key(key(2)).unwrap().ends(), None);
}
