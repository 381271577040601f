//! Values inside an application's tagged, flattened and untagged types, which serde reads through a buffer (rule V9). Here in
//! JSON, and alone in Postcard; `examples/formats` tries every format.

use std::collections::BTreeMap;
use std::fmt::Debug;

use sendright::history::{Difference, Event, Record};
use sendright::{Actor, Billing, Command, EmailPolicy, Principal, Selection};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::every_command::{account, changes, directory, key, user};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Tagged<T> {
    Whole(T),
    Field { value: T },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent<T> {
    Did(T),
}

/// Another flattened field takes what is left.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened<T> {
    #[serde(flatten)]
    value: T,
    #[serde(flatten)]
    rest: BTreeMap<String, u64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Flag(bool),
    Value(T),
}

fn back<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let json = serde_json::to_string(value).unwrap();
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

#[track_caller]
fn assert_comes_back<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
    assert_eq!(&back(value), value);
    assert_eq!(&postcard::from_bytes::<T>(&postcard::to_allocvec(value).unwrap()).unwrap(), value);
    let (field, adjacent) = (Tagged::Field { value: value.clone() }, Adjacent::Did(value.clone()));
    assert_eq!((back(&field), back(&adjacent)), (field, adjacent));
    let untagged = Untagged::Value(value.clone());
    assert_eq!(back(&untagged), untagged);
}

/// For what is a struct or a map: a text or a list has no place for a tag or other fields.
#[track_caller]
fn assert_comes_back_among_fields<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned>(value: &T) {
    assert_comes_back(value);
    let whole = Tagged::Whole(value.clone());
    assert_eq!(back(&whole), whole);
    let flattened = Flattened { value: value.clone(), rest: BTreeMap::from([("request".into(), 7)]) };
    assert_eq!(back(&flattened), flattened);
}

#[test]
fn v9_security_43_every_command_reads_back_equal_inside_other_types() {
    for change in changes() {
        assert_comes_back_among_fields(&change);
        assert_comes_back_among_fields(change.command());
        assert_comes_back_among_fields(&change.actor());
    }
    assert_comes_back_among_fields(&directory().snapshot());
}

#[test]
fn v9_security_43_principals_policies_and_words_read_back_equal_inside_other_types() {
    for principal in [Principal::User(user(1)), Principal::ApiKey(key(2))] {
        assert_comes_back_among_fields(&principal);
        assert_comes_back_among_fields(&Actor::from(principal));
    }
    let corporate = EmailPolicy::corporate("acme.example").unwrap().also_refusing("mail.example").unwrap();
    for policy in [EmailPolicy::ANY, EmailPolicy::NO_FREE_MAIL, corporate] {
        assert_comes_back_among_fields(&policy);
    }
    for billing in [Billing::Prepaid, Billing::Postpaid] {
        assert_comes_back_among_fields(&billing);
    }
    assert_comes_back_among_fields(&Actor::System);
    for selection in [Selection::EVERYTHING, sendright::PermissionSet::SMS_SEND.into()] {
        assert_comes_back(&selection);
    }
    assert_comes_back_among_fields(&Selection::all_but(sendright::PermissionSet::SMS_SEND));
}

/// Two flattened enums in one struct: each takes its own entry.
#[test]
fn v9_two_flattened_values_stand_side_by_side() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Line {
        #[serde(flatten)]
        actor: Actor,
        #[serde(flatten)]
        command: Command,
    }
    for actor in [Actor::System, user(1).into()] {
        let line = Line { actor, command: Command::Leave { account: account(1) } };
        assert_eq!(back(&line), line);
    }
}

#[track_caller]
fn assert_refused<T: Debug + DeserializeOwned>(json: &Value, reason: &str) {
    let alone = serde_json::from_value::<T>(json.clone()).unwrap_err().to_string();
    assert!(alone.contains(reason), "{alone}");
    let text = serde_json::from_str::<T>(&json.to_string()).unwrap_err().to_string();
    assert!(text.contains(reason), "{text}");
    serde_json::from_value::<Untagged<T>>(json.clone()).unwrap_err();
    serde_json::from_value::<Tagged<T>>(json!({"type": "Field", "value": json})).unwrap_err();
}

#[test]
fn v9_an_enum_is_a_word_or_a_map_with_one_entry() {
    let leave = json!({"account": account(1)});
    assert_refused::<Command>(&json!({"leave": leave, "close_account": leave}), "a map with one entry");
    assert_refused::<Command>(&json!({"leave": leave, "note": 1}), "a map with one entry");
    assert_refused::<Command>(&json!({}), "a map with one entry");
    assert_refused::<Command>(&json!({"go": leave}), "unknown variant `go`, expected one of `open_account`");
    assert_refused::<Command>(&json!({"leave": {"account": account(1), "note": 1}}), "unknown field `note`");
    assert_refused::<Command>(&json!({"leave": {}}), "missing field `account`");
    assert_refused::<Command>(&json!("leave"), "unit variant");
    assert_refused::<Command>(&json!(null), "invalid type: null");
    assert_refused::<Command>(&json!(17), "invalid type: integer `17`");

    assert_refused::<Actor>(&json!(null), "invalid type");
    assert_refused::<Actor>(&json!("root"), "unknown variant `root`, expected one of `system`, `user`, `api_key`");
    assert_refused::<Actor>(&json!("user"), "unit variant");
    assert_refused::<Actor>(&json!({"system": 1}), "invalid type: integer `1`");
    assert_refused::<Actor>(&json!({"user": user(1), "api_key": key(1)}), "a map with one entry");
    assert_refused::<Actor>(&json!({"user": "12"}), "UUID");
}

/// A field that is absent would be taken for null, and null means that there is none.
#[test]
fn c11_a_field_that_may_be_null_must_be_there() {
    let change = serde_json::to_value(&changes()[0]).unwrap();
    let mut first = change.clone();
    first.as_object_mut().unwrap().remove("previous");
    assert_refused::<sendright::Change>(&first, "missing field `previous`");
    assert_refused::<Difference>(&json!({"before": null}), "missing field `after`");
    for field in ["admitted", "refused"] {
        let mut policy = serde_json::to_value(EmailPolicy::ANY).unwrap();
        policy.as_object_mut().unwrap().remove(field);
        assert_refused::<EmailPolicy>(&policy, &format!("missing field `{field}`"));
    }
    let edit = json!({"edit_user": {"user": user(1), "name": "Ada"}});
    assert_refused::<Command>(&edit, "missing field `phone`");
    assert_refused::<Event>(&json!({"action": {"required": [], "scope": "own"}}), "missing field `owner`");
    assert_refused::<Record>(&json!({"user": {"id": user(1)}}), "missing field `root`");
}
