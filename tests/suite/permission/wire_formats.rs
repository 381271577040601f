//! The wire formats: golden files, round trips, and everything bad that could come in.
//!
//! A golden file holds what a value is in JSON and in a compact format (in hexadecimal).

use std::fmt::Debug;

use proptest::prelude::*;
use sendright::{Area, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope};
use serde::de::DeserializeOwned;

use crate::support::golden::stored::{By, File, assert_stored, both_forms};
use crate::support::properties::cases;
use crate::support::strategies::{every_area, every_permission, grants, levels, set};

#[test]
fn names_and_numbers_are_as_they_ever_were() {
    assert_stored(File::Lines("permission/permission.txt"), By::Name, &every_permission());
    assert_stored(File::Lines("permission/area.txt"), By::Name, &every_area());
    assert_stored(File::Lines("permission/level.txt"), By::Name, &Level::ALL);
    assert_stored(File::Lines("permission/scope.txt"), By::Name, &Scope::ALL);
    assert_stored(File::Lines("permission/preset.txt"), By::Name, &Preset::ALL);
}

#[test]
fn sets_levels_and_grants_are_as_they_ever_were() {
    let fax = Permission::custom(0).unwrap();
    let sets = [
        PermissionSet::EMPTY,
        PermissionSet::SMS_SEND,
        Permission::SmsView | Permission::AuditExport | fax,
        PermissionSet::ALL,
    ];
    assert_stored(File::Lines("permission/set.txt"), By::Place, &sets);

    let every = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Approver));
    let levels = [Levels::NONE, Levels::NONE.with(Area::Email, Level::Editor).with(Area::Sms, Level::Guest), every];
    assert_stored(File::Lines("permission/levels.txt"), By::Place, &levels);

    let mixed = Grants::NONE
        .with(Permission::SentView, Scope::Own)
        .with(Permission::SmsSend | Permission::SmsView, Scope::Account)
        .with(fax, Scope::Subtree);
    assert_stored(File::Lines("permission/grants.txt"), By::Place, &[Grants::NONE, mixed]);
    assert_stored(File::Lines("permission/preset_grants.txt"), By::Place, &Preset::ALL.map(Preset::grants));
}

#[test]
fn the_documented_forms() {
    let json = |value: serde_json::Value| value.to_string();
    assert_eq!(json(serde_json::to_value(Permission::SmsSend).unwrap()), r#""sms.send""#);
    let levels = Levels::NONE.with(Area::Email, Level::Editor);
    assert_eq!(json(serde_json::to_value(levels).unwrap()), r#"{"email":"editor"}"#);
    let grants: Grants = serde_json::from_str(r#"{"account":["sms.send"]}"#).unwrap();
    assert_eq!(grants, Grants::NONE.with(Permission::SmsSend, Scope::Account), "a scope may be left out");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn values_survive_both_formats(set in set(), levels in levels(), grants in grants()) {
        both_forms(&set);
        both_forms(&levels);
        both_forms(&grants);
    }

    #[test]
    fn compact_numbers_come_in_checked(bits in any::<u128>(), levels in any::<u64>(), code in any::<u8>()) {
        let compact = |bytes: &[u8]| postcard::from_bytes::<PermissionSet>(bytes).ok();
        prop_assert_eq!(
            compact(&postcard::to_allocvec(&bits).unwrap()),
            PermissionSet::from_bits(bits).ok()
        );
        prop_assert_eq!(
            postcard::from_bytes::<Levels>(&postcard::to_allocvec(&levels).unwrap()).ok(),
            Levels::from_bits(levels).ok()
        );
        prop_assert_eq!(postcard::from_bytes::<Permission>(&[code]).ok(), Permission::from_bit(code));
        prop_assert_eq!(postcard::from_bytes::<Area>(&[code]).ok(), every_area().into_iter().find(|a| *a as u8 == code));
        prop_assert_eq!(postcard::from_bytes::<Level>(&[code]).is_ok(), usize::from(code) < Level::ALL.len());
        prop_assert_eq!(postcard::from_bytes::<Scope>(&[code]).is_ok(), usize::from(code) < Scope::ALL.len());
        prop_assert_eq!(postcard::from_bytes::<Preset>(&[code]).is_ok(), usize::from(code) < Preset::ALL.len());
    }

    #[test]
    fn compact_grants_come_in_nested_or_not_at_all(own in set(), account in set(), subtree in set()) {
        let bytes = postcard::to_allocvec(&(own.bits(), account.bits(), subtree.bits())).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Grants>(&bytes).ok(), Grants::nested(own, account, subtree).ok());
    }

    #[test]
    fn what_was_damaged_is_refused_or_sound(grants in grants(), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut json = serde_json::to_vec(&grants).unwrap();
        let mut compact = postcard::to_allocvec(&grants).unwrap();
        for bytes in [&mut json, &mut compact] {
            let place = place.index(bytes.len());
            if cut {
                bytes.truncate(place);
            } else {
                bytes[place] = byte;
            }
        }
        let read = [serde_json::from_slice::<Grants>(&json).ok(), postcard::from_bytes::<Grants>(&compact).ok()];
        for read in read.into_iter().flatten() {
            both_forms(&read);
            let [own, account, subtree] = Scope::ALL.map(|scope| read.at(scope));
            prop_assert_eq!(Grants::nested(own, account, subtree), Ok(read));
        }
    }
}

/// Formats that hand over numbers of other widths than they were asked for, as self-describing compact ones do.
#[test]
fn security_19_numbers_are_never_cut_to_fit() {
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, U64Deserializer};

    let number = |number: u64| -> U64Deserializer<Error> { number.into_deserializer() };
    assert_eq!(Permission::deserialize(number(2)), Ok(Permission::SmsSend));
    assert_eq!(PermissionSet::deserialize(number(4)), Ok(PermissionSet::SMS_SEND));
    assert_eq!(Levels::deserialize(number(2)), Ok(Levels::NONE.with(Area::Sms, Level::Editor)));
    for number in [256 + 2, 1 << 32 | 2, u64::MAX] {
        let number: U64Deserializer<Error> = number.into_deserializer();
        assert!(Permission::deserialize(number).is_err());
        assert!(Scope::deserialize(number).is_err());
    }
    assert!(Levels::deserialize(number(1 << 50)).is_err());
    assert!(Grants::deserialize(number(4)).is_err());
}

#[track_caller]
fn assert_refused<T: DeserializeOwned + Debug>(json: &str, message: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    assert!(error.starts_with(message), "{json}\n   gave: {error}\nexpected: {message}");
}

#[test]
fn every_bad_input_is_an_error_that_names_it() {
    assert_refused::<Permission>(
        r#""sms.sned""#,
        "unknown permission `sms.sned`: expected one of `sms.view`, `sms.edit`",
    );
    assert_refused::<Permission>("2", "invalid type: integer `2`, expected a permission such as `sms.send`");
    assert_refused::<Permission>("null", "invalid type: null, expected a permission such as `sms.send`");
    assert_refused::<Permission>(r#""custom.32""#, "unknown permission `custom.32`: expected one of `custom.0`");
    assert_refused::<Level>(r#""Editor""#, "unknown level `Editor`: expected one of `none`");
    assert_refused::<Scope>(r#""all""#, "unknown scope `all`: expected one of `own`");
    assert_refused::<Preset>(r#""owner""#, "unknown preset `owner`: expected one of `admin`");
    assert_refused::<Area>(r#""fax""#, "unknown area `fax`: expected one of `sms`");

    assert_refused::<PermissionSet>(r#"["sms.send", "sms.fly"]"#, "unknown permission `sms.fly`");
    assert_refused::<PermissionSet>(
        r#"["sms.send", "sms.view", "sms.send"]"#,
        "`sms.send` is listed twice: list it once",
    );
    assert_refused::<PermissionSet>("4", "invalid type: integer `4`, expected a list of permissions such as");
    assert_refused::<PermissionSet>(
        r#""sms.send""#,
        "invalid type: string \"sms.send\", expected a list of permissions",
    );

    assert_refused::<Levels>(r#"{"fax": "editor"}"#, "unknown area `fax`: expected one of `sms`");
    assert_refused::<Levels>(r#"{"email": "owner"}"#, "unknown level `owner`: expected one of");
    assert_refused::<Levels>(
        r#"{"email": "editor", "email": "guest"}"#,
        "the area `email` is listed twice: list it once",
    );
    assert_refused::<Levels>(r#"["email"]"#, "invalid type: sequence, expected a map from areas to levels such as");

    assert_refused::<Grants>(
        r#"{"own": ["sms.send"], "account": ["sms.view", "sms.send"]}"#,
        "`sms.send` is listed under two scopes, the second `account`: list it once, under the widest",
    );
    assert_refused::<Grants>(
        r#"{"subtree": ["sms.send"], "own": ["sms.send"]}"#,
        "`sms.send` is listed under two scopes, the second `own`: list it once, under the widest",
    );
    assert_refused::<Grants>(r#"{"tree": []}"#, "unknown scope `tree`: expected one of `own`, `account`, `subtree`");
    assert_refused::<Grants>(r#"{"own": [], "own": []}"#, "the scope `own` is listed twice: list it once");
    assert_refused::<Grants>(
        "[[], [], []]",
        "invalid type: sequence, expected a map from scopes to lists of permissions",
    );
}

/// A list is refused at its first repetition and a long name is cut, however much more comes.
#[test]
fn huge_input_is_refused_with_a_short_message() {
    let repeated = format!("[{}\"sms.send\"]", r#""sms.send","#.repeat(1 << 20));
    let long_name = format!("[\"{}\"]", "x".repeat(1 << 20));
    let deep = format!("{}{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    for json in [repeated, long_name, deep] {
        let messages = [
            serde_json::from_str::<PermissionSet>(&json).unwrap_err().to_string(),
            serde_json::from_str::<Grants>(&format!("{{\"own\": {json}}}")).unwrap_err().to_string(),
            serde_json::from_str::<Levels>(&format!("{{\"sms\": {json}}}")).unwrap_err().to_string(),
        ];
        for message in messages {
            assert!(message.len() < 600, "{message}");
        }
    }
}
