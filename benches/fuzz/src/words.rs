//! All other texts that are parsed: names of the catalogue, ids, principals, kinds of entries, telephone numbers, names that an
//! application gives to its permissions, and golden matrices.

use sendright::actions::Action;
use sendright::history::EventKind;
use sendright::matrix::AccessMatrix;
use sendright::{
    AccountId, Actor, ApiKeyId, Area, ChangeId, CustomNames, InvitationId, Level, Permission, Phone, Preset, Principal,
    RoleId, Scope, UserId,
};

use crate::laws::{is_short, parsed, stored};

/// Holds the laws of words to any bytes.
pub fn hold(bytes: &[u8]) {
    let text = &String::from_utf8_lossy(bytes);
    is_a_name_or_refused(text);
    is_an_id_or_refused(text);
    parsed::<EventKind>(text);
    if let Some(phone) = parsed::<Phone>(text) {
        let digits = phone.as_str().strip_prefix('+').unwrap();
        assert!((7..=15).contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_digit()), "{digits}");
    }
    stored::<Phone>(bytes).for_each(drop);
    custom_name(text);
    golden_matrix(text);
}

fn is_a_name_or_refused(text: &str) {
    if let Some(permission) = parsed::<Permission>(text) {
        assert_eq!(permission.name(), text);
    }
    parsed::<Action>(text);
    parsed::<Area>(text);
    parsed::<Level>(text);
    parsed::<Preset>(text);
    parsed::<Scope>(text);
}

fn is_an_id_or_refused(text: &str) {
    parsed::<AccountId>(text);
    parsed::<ApiKeyId>(text);
    parsed::<ChangeId>(text);
    parsed::<InvitationId>(text);
    parsed::<RoleId>(text);
    parsed::<UserId>(text);
    parsed::<Principal>(text);
    parsed::<Actor>(text);
}

/// A name that is given is found, and takes no other permission's name.
fn custom_name(text: &str) {
    let Some(fax) = Permission::custom(0) else { return };
    match CustomNames::new(&[(fax, text)]) {
        Ok(names) => {
            assert_eq!(names.parse(text), Ok(fax));
            assert_eq!(names.name(fax), text);
            let others = Permission::ALL.into_iter().filter(|permission| *permission != fax);
            assert!(others.into_iter().all(|other| names.parse(other.name()) == Ok(other)));
        }
        Err(error) => is_short(&error),
    }
    let _ = CustomNames::NONE.parse(text).inspect_err(is_short);
}

/// Whatever stands in a file that should be golden, it is the matrix or differs from it.
fn golden_matrix(text: &str) {
    let matrix = AccessMatrix::of_roles([("basic", Preset::Basic.grants())]);
    match matrix.check_golden(text) {
        Ok(()) => assert!(text.contains("basic")),
        Err(changed) => assert!(!changed.changes().is_empty() && !changed.to_string().is_empty()),
    }
}
