//! Every [`ParseNameError`] and every [`CustomNameError`], as the answer to a text.

use sendright::{CustomNameError, CustomNames, Name, ParseNameError, Permission};

use crate::support::variants::assert_all_made;

#[test]
fn c12_every_name_error_is_the_answer_to_a_text() {
    let long = "x".repeat(Name::MAX_LENGTH + 1);
    let rows = [
        ("empty", ""),
        ("too_long", &long),
        ("control_character", "a\nb"),
        ("outer_space", " a"),
        ("not_shown", "a\u{200b}b"),
        ("leading_mark", "\u{301}a"),
    ];
    let mut made: Vec<ParseNameError> = Vec::new();
    for (code, text) in rows {
        let error = text.parse::<Name>().expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/organization/name.rs"), "ParseNameError", made);
}

#[test]
fn every_error_of_custom_names_is_the_answer_to_names() {
    let [fax, letter] = [0, 1].map(|slot| Permission::custom(slot).unwrap());
    let rows: [(&str, &[(Permission, &str)]); 5] = [
        ("not_custom", &[(Permission::SmsSend, "fax.send")]),
        ("named_twice", &[(fax, "fax.send"), (fax, "fax.view")]),
        ("given_twice", &[(fax, "fax.send"), (letter, "fax.send")]),
        ("malformed", &[(fax, "fax")]),
        ("reserved_area", &[(fax, "sms.fax")]),
    ];
    let mut made: Vec<CustomNameError<'_>> = Vec::new();
    for (code, names) in rows {
        let error = CustomNames::new(names).expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/permission/custom.rs"), "CustomNameError", made);
}
