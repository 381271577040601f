//! The wire formats: golden files, round trips, and everything bad that could come in.
//!
//! A golden file holds what a value is in JSON and in a compact format (in hexadecimal).

use std::fmt::Debug;

use proptest::prelude::*;
use sendright::testing::strategies::{grants, levels, permission_set, selection};
use sendright::{Area, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope, Selection};
use serde::de::value::{BytesDeserializer, Error, U64Deserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use crate::support::catalogue::{every_area, every_permission, reserved_bits};
use crate::support::golden::stored::{By, File, assert_stored, both_forms};
use crate::support::properties::cases;

#[test]
fn names_are_as_they_ever_were() {
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
fn v7_selections_are_as_they_ever_were() {
    let two = Permission::SmsView | Permission::AuditExport;
    let selections = [
        Selection::NOTHING,
        Selection::from(two),
        Selection::from(PermissionSet::ALL),
        Selection::EVERYTHING,
        Selection::all_but(two),
    ];
    assert_stored(File::Lines("permission/selection.txt"), By::Place, &selections);
}

#[test]
fn the_documented_forms() {
    let json = |value: serde_json::Value| value.to_string();
    assert_eq!(json(serde_json::to_value(Permission::SmsSend).unwrap()), r#""sms.send""#);
    let levels = Levels::NONE.with(Area::Email, Level::Editor);
    assert_eq!(json(serde_json::to_value(levels).unwrap()), r#"{"email":"editor"}"#);
    let grants: Grants = serde_json::from_str(r#"{"account":["sms.send"]}"#).unwrap();
    assert_eq!(grants, Grants::NONE.with(Permission::SmsSend, Scope::Account), "a scope may be left out");
    let but = Selection::all_but(Permission::SmsSend);
    assert_eq!(json(serde_json::to_value(but).unwrap()), r#"{"everything_but":["sms.send"]}"#);
    assert_eq!(json(serde_json::to_value(Selection::EVERYTHING).unwrap()), r#""everything""#);
    assert_eq!(json(serde_json::to_value(Selection::from(Permission::SmsSend)).unwrap()), r#"["sms.send"]"#);
}

/// All that there is today is not everything: a later version brings more (rule V7).
#[test]
fn v7_everything_is_not_a_full_set_in_any_format() {
    let (full, everything) = (Selection::from(PermissionSet::ALL), Selection::EVERYTHING);
    assert_eq!(full.permissions(), everything.permissions());
    let (written, of_everything) = (both_forms(&full), both_forms(&everything));
    assert_ne!(written.json, of_everything.json);
    assert_ne!(written.compact, of_everything.compact);
    assert_eq!(of_everything.json, r#""everything""#);
    assert_eq!(serde_json::from_str::<Selection>(r#"{"everything_but": []}"#).unwrap(), everything);
    let all: Vec<&str> = every_permission().into_iter().map(Permission::name).collect();
    assert_eq!(serde_json::from_value::<Selection>(all.into()).unwrap(), full);
}

/// A number would mean another permission if the catalogue were ever sorted, and nobody can read it in a log.
#[test]
fn v9_names_are_names_in_every_format() {
    #[track_caller]
    fn assert_named<T: serde::Serialize + DeserializeOwned + PartialEq + Debug>(value: T, name: &str) {
        let compact = postcard::to_allocvec(name).unwrap();
        assert_eq!(postcard::to_allocvec(&value).unwrap(), compact);
        assert_eq!(postcard::from_bytes::<T>(&compact).unwrap(), value);
        for number in [0, 2, 256 + 2, u64::MAX] {
            let number: U64Deserializer<Error> = number.into_deserializer();
            let error = T::deserialize(number).unwrap_err().to_string();
            assert!(error.starts_with("invalid type: integer "), "{name}: {error}");
        }
    }
    for permission in every_permission() {
        assert_named(permission, permission.name());
    }
    for area in every_area() {
        assert_named(area, area.name());
    }
    for level in Level::ALL {
        assert_named(level, level.name());
    }
    for scope in Scope::ALL {
        assert_named(scope, scope.name());
    }
    for preset in Preset::ALL {
        assert_named(preset, preset.name());
    }
}

/// What a compact form reads as. A reader that is told "human-readable" takes it, too, since serde buffers what is inside
/// tagged, flattened and untagged types.
#[track_caller]
fn of_bytes<T: DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> Result<T, String> {
    let buffered = T::deserialize(BytesDeserializer::<Error>::new(bytes));
    let compact = postcard::from_bytes::<T>(&postcard::to_allocvec(bytes).unwrap());
    assert_eq!(compact.ok().as_ref(), buffered.as_ref().ok(), "the two readers do not agree");
    buffered.map_err(|error| error.to_string())
}

/// So many zeros, and a number with one bit at the end.
fn bit(place: usize) -> Vec<u8> {
    let mut bytes = vec![0; place / 8 + 1];
    bytes[place / 8] = 1 << (place % 8);
    bytes
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn values_survive_both_formats(set in permission_set(), levels in levels(), grants in grants(), selection in selection()) {
        both_forms(&set);
        both_forms(&levels);
        both_forms(&grants);
        both_forms(&selection);
    }

    #[test]
    fn v9_compact_sets_and_levels_come_in_checked(any in any::<u128>(), set in permission_set(), levels in any::<u64>(), few in levels()) {
        for bits in [any, set.bits()] {
            let read = PermissionSet::from_bits(bits).ok();
            prop_assert_eq!(of_bytes(&bits.to_le_bytes()).ok(), read);
            let after = |first: u8| [[first].as_slice(), &bits.to_le_bytes()].concat();
            prop_assert_eq!(of_bytes(&after(0)).ok(), read.map(Selection::Only));
            prop_assert_eq!(of_bytes(&after(1)).ok(), read.map(Selection::AllBut));
        }
        for bits in [levels, few.bits()] {
            prop_assert_eq!(of_bytes(&bits.to_le_bytes()).ok(), Levels::from_bits(bits).ok());
        }
    }

    #[test]
    fn v3_compact_grants_come_in_nested_or_not_at_all(own in permission_set(), account in permission_set(), subtree in permission_set()) {
        let compact = |sets: [PermissionSet; 3]| {
            of_bytes::<Grants>(&sets.map(|set| set.bits().to_le_bytes()).concat()).ok()
        };
        prop_assert_eq!(compact([own, account, subtree]), Grants::nested(own, account, subtree).ok());
        let nested = Grants::of(own, Scope::Own).with(account, Scope::Account).with(subtree, Scope::Subtree);
        prop_assert_eq!(compact(Scope::ALL.map(|scope| nested.at(scope))), Some(nested));
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

/// Bits that stand for nothing are named, however far they are beyond what this version knows (rules V4, V7).
#[test]
fn security_19_no_bit_that_a_later_version_may_have_written_is_cut_off() {
    let unknown = |bit: usize| format!("bit {bit} stands for no permission: a later version may have written it");
    let places = reserved_bits().map(usize::from).chain([128, 129, 135, 1_000]);
    for place in places {
        let bytes = bit(place);
        assert_eq!(of_bytes::<PermissionSet>(&bytes), Err(unknown(place)));
        assert_eq!(of_bytes::<Selection>(&[&[0], bytes.as_slice()].concat()), Err(unknown(place)));
        assert_eq!(of_bytes::<Selection>(&[&[1], bytes.as_slice()].concat()), Err(unknown(place)));
        assert_eq!(
            of_bytes::<Grants>(&[bytes.clone(), vec![0; bytes.len()], vec![0; bytes.len()]].concat()),
            Err(unknown(place))
        );
    }
    for place in [50, 61, 64, 127, 128, 1_000] {
        let told = format!("there is no area number {}: a later version may have written it", place / 2);
        assert_eq!(of_bytes::<Levels>(&bit(place)), Err(told));
    }

    // Beside them: zeros at the end say nothing, and the last bits that stand for something are read.
    let long = |bytes: &[u8]| [bytes, &[0; 40]].concat();
    assert_eq!(of_bytes(&long(&bit(2))), Ok(PermissionSet::SMS_SEND));
    assert_eq!(of_bytes(&bit(127)), Ok(PermissionSet::from(Permission::custom(31).unwrap())));
    assert_eq!(of_bytes(&long(&[0b10])), Ok(Levels::NONE.with(Area::Sms, Level::Editor)));
    assert_eq!(of_bytes(&[]), Ok(PermissionSet::EMPTY));
    assert_eq!(of_bytes(&[]), Ok(Grants::NONE));
    assert_eq!(of_bytes(&[0; 99]), Ok(Grants::NONE));
    assert_eq!(of_bytes(&[1]), Ok(Selection::EVERYTHING));
}

#[test]
fn v9_compact_forms_that_nothing_wrote_are_refused() {
    let grants = |bytes: &[u8]| of_bytes::<Grants>(bytes).unwrap_err();
    assert_eq!(grants(&[4; 4]), "invalid length 4, expected as many bytes for each of the three scopes");
    let unnested = Grants::nested(PermissionSet::EMPTY, PermissionSet::SMS_SEND, PermissionSet::EMPTY).unwrap_err();
    assert_eq!(grants(&[0, 4, 0]), unnested.to_string());
    assert_eq!(of_bytes(&[4, 4, 0]), Ok(Grants::of(PermissionSet::SMS_SEND, Scope::Account)));

    for bytes in [[].as_slice(), &[2, 4], &[255]] {
        let error = of_bytes::<Selection>(bytes).unwrap_err();
        assert!(error.starts_with("invalid value: byte array, expected \"everything\", a list of"), "{error}");
    }
    assert_eq!(of_bytes(&[0, 4]), Ok(Selection::from(PermissionSet::SMS_SEND)));
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

    assert_refused::<Selection>(
        r#""sms.send""#,
        "invalid value: string \"sms.send\", expected \"everything\", a list of permissions",
    );
    assert_refused::<Selection>(r#"["everything"]"#, "unknown permission `everything`");
    assert_refused::<Selection>(r#"["sms.send", "sms.send"]"#, "`sms.send` is listed twice: list it once");
    assert_refused::<Selection>("{}", "missing field `everything_but`");
    assert_refused::<Selection>(r#"{"all_but": []}"#, "unknown field `all_but`, expected `everything_but`");
    assert_refused::<Selection>(r#"{"everything_but": ["sms.fly"]}"#, "unknown permission `sms.fly`");
    assert_refused::<Selection>(r#"{"everything_but": [], "everything_but": []}"#, "duplicate field `everything_but`");
    assert_refused::<Selection>(
        r#"{"everything_but": [], "and": []}"#,
        "unknown field `and`, expected `everything_but`",
    );
    assert_refused::<Selection>("null", "invalid type: null, expected \"everything\", a list of permissions");

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
            serde_json::from_str::<Selection>(&format!("{{\"everything_but\": {json}}}")).unwrap_err().to_string(),
        ];
        for message in messages {
            assert!(message.len() < 600, "{message}");
        }
    }
}
