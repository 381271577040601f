//! What the comparison with a file of stored values finds: an addition is one, and a loss is one.

use std::slice::from_ref;

use std::collections::BTreeMap;

use sendright::{Command, Grants, Permission, PermissionSet, Preset, Scope};
use serde::{Deserialize, Serialize};

use super::Bless;
use super::stored::{By, Forms, Stored, Verdict, both_forms, judge, settle};

fn forms(json: &str, compact: &str) -> Forms {
    Forms { json: json.into(), compact: compact.into() }
}

fn all<T: Stored>(values: &[T]) -> Vec<Forms> {
    values.iter().map(both_forms).collect()
}

/// The file says more or other than what is written now: this is lost.
#[track_caller]
fn assert_lost<T: Stored>(golden: &[Forms], now: &[Forms], by: By, expected: &str) {
    match judge::<T>(golden, now, by) {
        Verdict::Lost(lost) => assert!(lost.iter().any(|line| line.contains(expected)), "{expected}: {lost:#?}"),
        other @ (Verdict::Same | Verdict::Added(_)) => panic!("{expected}: {other:?}"),
    }
}

/// What is written now says more than the file: this was added.
#[track_caller]
fn assert_added<T: Stored>(golden: &[Forms], now: &[Forms], by: By, expected: &[&str]) {
    match judge::<T>(golden, now, by) {
        Verdict::Added(added) => {
            assert_eq!(added.len(), expected.len(), "{added:#?}");
            for (line, expected) in added.iter().zip(expected) {
                assert!(line.contains(expected), "{expected}: {line}");
            }
        }
        other @ (Verdict::Same | Verdict::Lost(_)) => panic!("{expected:?}: {other:?}"),
    }
}

#[test]
fn what_is_as_it_was_is_the_same() {
    assert_eq!(judge::<Permission>(&all(&Permission::ALL), &all(&Permission::ALL), By::Name), Verdict::Same);
    assert_eq!(judge::<Permission>(&[], &[], By::Place), Verdict::Same);
}

/// The catalogue of names, with one permission other than it was.
#[test]
fn names() {
    let now = all(&Permission::ALL);
    let compact = |name: &str| both_forms(&name.to_owned()).compact;
    let with = |place: usize, forms: Forms| {
        let mut golden = now.clone();
        golden[place] = forms;
        golden
    };

    for place in [0, 40, now.len() - 1] {
        let mut golden = now.clone();
        let added = golden.remove(place);
        assert_added::<Permission>(&golden, &now, By::Name, &[&format!("`{}` is new", added.json)]);
    }

    let mut golden = now.clone();
    golden.push(forms(r#""sms.fly""#, &compact("sms.fly")));
    assert_lost::<Permission>(&golden, &now, By::Name, "`\"sms.fly\"`, can't be read: unknown permission `sms.fly`");
    assert_lost::<Permission>(&golden, &now, By::Name, "`\"sms.fly\"`, is gone");
    assert_lost::<Permission>(&now, &now[1..], By::Name, "value 1, `\"sms.view\"`, is gone");

    let renamed_there = with(0, forms(r#""sms.view""#, &compact("sms.edit")));
    assert_lost::<Permission>(&renamed_there, &now, By::Name, "is another value in the compact format");
    let numbered = with(0, forms(r#""sms.view""#, "00"));
    assert_lost::<Permission>(&numbered, &now, By::Name, "can't be read from the compact format");

    let renamed = with(0, forms(r#""sms.look""#, &compact("sms.view")));
    assert_lost::<Permission>(&renamed, &now, By::Name, "can't be read: unknown permission `sms.look`");
    let exchanged = with(0, forms(r#""sms.edit""#, &compact("sms.view")));
    assert_lost::<Permission>(&exchanged, &now, By::Name, "is another value in the compact format");
}

#[test]
fn commands() {
    let account = uuid::Uuid::from_u128(1).into();
    let now = [
        both_forms(&Command::SuspendAccount { account }),
        both_forms(&Command::RenameAccount { account, name: "Acme".parse().unwrap(), replaces: None }),
    ];
    let change = |from: &str, to: &str| {
        let forms = |it: &Forms| Forms { json: it.json.replace(from, to), compact: it.compact.replace(from, to) };
        [now[0].clone(), forms(&now[1])]
    };

    assert_added::<Command>(&now[..1], &now, By::Name, &["`{\"rename_account\":"]);
    assert_added::<Command>(&now[1..], &now, By::Name, &["`{\"suspend_account\":"]);
    assert_lost::<Command>(&now, &now[..1], By::Name, "is gone");
    assert_lost::<Command>(&change("rename_account", "retitle_account"), &now, By::Name, "can't be read");
    assert_lost::<Command>(&change("\"name\"", "\"title\""), &now, By::Name, "can't be read");
    assert_lost::<Command>(&change("Acme", "Other"), &now, By::Name, "it was `\"Other\"`, it is `\"Acme\"`");
    // 02 is the number of the command; 7f is none's, and 03 suspends.
    assert_lost::<Command>(&change("0210", "7f10"), &now, By::Name, "can't be read from the compact format");
    assert_lost::<Command>(&change("0210", "0310"), &now, By::Name, "from the compact format");
}

/// A preset may come to give more; what it gave, it gives, and at the same scope.
#[test]
fn what_presets_give() {
    let now = all(&[Preset::Basic.grants()]);
    let was = |grants: Grants| all(&[grants]);
    let without = Preset::Basic.grants().without(PermissionSet::SMS_SEND);
    assert_added::<Grants>(&was(without), &now, By::Place, &["`own`: `\"sms.send\"` is new"]);
    let with = Preset::Basic.grants().with(Permission::FormEdit, Scope::Account);
    assert_lost::<Grants>(&was(with), &now, By::Place, "`account`, element");
    let wider = Preset::Basic.grants().with(Permission::SmsSend, Scope::Account);
    assert_lost::<Grants>(&was(wider), &now, By::Place, "`account`, element 1: `\"sms.send\"` is gone or changed");
}

/// A record as it was and as it is, with a field more in JSON; a compact format has no room for one.
#[test]
fn fields_and_elements() {
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Record {
        name: String,
        members: Vec<BTreeMap<String, u8>>,
        #[serde(default)]
        note: String,
    }
    let member = |name: &str| BTreeMap::from([(name.to_owned(), 7)]);
    let members = vec![member("ada"), member("bob")];
    let now = both_forms(&Record { name: "Acme".into(), members: members.clone(), note: String::new() });

    let without = |member: usize| {
        let mut members = members.clone();
        members.remove(member);
        both_forms(&Record { name: "Acme".into(), members, note: String::new() })
    };
    for (member, name) in [(0, "ada"), (1, "bob")] {
        let expected = format!("`members`: `{{\"{name}\":7}}` is new");
        assert_added::<Record>(&[without(member)], from_ref(&now), By::Place, &[&expected]);
        assert_lost::<Record>(from_ref(&now), &[without(member)], By::Place, "is gone or changed");
    }

    let without_note = now.json.replace(r#","note":"""#, "");
    let added = Forms { json: without_note, compact: now.compact.clone() };
    assert_added::<Record>(from_ref(&added), from_ref(&now), By::Place, &["`note` is new"]);
    let shorter = Forms { compact: now.compact[..now.compact.len() - 2].into(), ..added };
    assert_lost::<Record>(&[shorter], from_ref(&now), By::Place, "can't be read from the compact format");
    let longer = Forms { compact: format!("{}00", now.compact), ..now.clone() };
    assert_lost::<Record>(&[longer], &[now], By::Place, "is not read to its end");
}

#[test]
fn an_addition_is_blessed_and_a_loss_only_when_it_is_asked_for_by_name() {
    let verdicts = [Verdict::Same, Verdict::Added(vec!["this".into()]), Verdict::Lost(vec!["that".into()])];
    let settled = |bless| verdicts.clone().map(|verdict| settle("a file", verdict, bless));

    let [same, added, lost] = settled(Bless::Nothing);
    assert_eq!(same, Ok(false));
    let added = added.unwrap_err();
    assert!(added.starts_with("a file: something was added, and all that was stored is read as before."), "{added}");
    assert!(
        added.ends_with("SENDRIGHT_BLESS=1 cargo test writes it down.\n- this") && !added.contains("lost"),
        "{added}"
    );
    let message = lost.unwrap_err();
    assert!(message.starts_with("a file: stored data would be lost.") && message.ends_with("\n- that"), "{message}");

    assert_eq!(settled(Bless::WithoutLoss), [Ok(false), Ok(true), Err(message)]);
    assert_eq!(settled(Bless::Everything), [Ok(false), Ok(true), Ok(true)]);
}
