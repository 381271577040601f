//! Names parse to what printed them, and what is no name is an error that says what would be.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use sendright::{Level, Permission, Preset, Scope, UnknownNameError};

use crate::support::catalogue::{every_area, every_permission};
use crate::support::properties::cases;

#[track_caller]
fn assert_round_trip<T: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownNameError>>(
    values: &[T],
    name: fn(T) -> &'static str,
) {
    for value in values {
        assert_eq!(value.to_string(), name(*value));
        assert_eq!(value.to_string().parse(), Ok(*value));
        for wrong in [value.to_string().to_uppercase(), format!(" {value}"), format!("{value} "), format!("{value}\0")]
        {
            assert_eq!(wrong.parse::<T>().unwrap_err().input(), wrong);
        }
    }
}

#[test]
fn every_name_parses_to_what_printed_it() {
    assert_round_trip(&every_permission(), Permission::name);
    assert_round_trip(&every_area(), sendright::Area::name);
    assert_round_trip(&Level::ALL, Level::name);
    assert_round_trip(&Scope::ALL, Scope::name);
    assert_round_trip(&Preset::ALL, Preset::name);
}

#[test]
fn names_pad_like_strings() {
    assert_eq!(format!("{:<10}|{:>8}|", Level::Editor, Scope::Own), "editor    |     own|");
}

#[test]
fn an_unknown_name_says_what_would_be_one() {
    let cases = [
        (
            Permission::from_str("billing.veiw"),
            "unknown permission `billing.veiw`: expected one of `billing.view`, `billing.manage`",
        ),
        (
            Permission::from_str("billing"),
            "unknown permission `billing`: expected one of `billing.view`, `billing.manage`",
        ),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    let message = Permission::from_str("fax.send").unwrap_err().to_string();
    assert!(
        message.starts_with("unknown permission `fax.send`: expected `area.action` with an area of `sms`, `voice`")
    );
    assert!(message.ends_with("`credit`, `audit`, `custom`"));

    assert_eq!(
        Level::from_str("").unwrap_err().to_string(),
        "unknown level ``: expected one of `none`, `guest`, `editor`, `approver`"
    );
    assert_eq!(
        Scope::from_str("all").unwrap_err().to_string(),
        "unknown scope `all`: expected one of `own`, `account`, `subtree`"
    );
    let presets = Preset::ALL.map(|preset| format!("`{preset}`")).join(", ");
    assert_eq!(
        Preset::from_str("owner").unwrap_err().to_string(),
        format!("unknown preset `owner`: expected one of {presets}")
    );
}

#[test]
fn hostile_input_is_cut_and_escaped_in_the_message() {
    let huge = "x".repeat(1 << 20);
    let error = huge.parse::<Level>().unwrap_err();
    assert_eq!(error.input(), format!("{}…", "x".repeat(64)));
    assert!(error.to_string().len() < 200);
    let error = "a\n\u{1b}[31m".parse::<Level>().unwrap_err();
    assert!(error.to_string().starts_with(r"unknown level `a\n\u{1b}[31m`"), "{error}");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_text_but_a_name_parses(text in "\\PC{0,20}|[a-z_]{1,12}\\.[a-z_]{1,12}|custom\\.[0-9]{1,4}") {
        let known = every_permission().into_iter().find(|p| p.name() == text);
        prop_assert_eq!(text.parse::<Permission>().ok(), known);
    }
}
