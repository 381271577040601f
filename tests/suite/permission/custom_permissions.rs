//! The application's own permissions and their names.

use proptest::prelude::*;
use sendright::{CustomNameError, CustomNames, Grants, Permission, PermissionSet, Scope};

use crate::support::catalogue::{every_area, every_permission};
use crate::support::properties::cases;

const FAX: Permission = Permission::custom(0).unwrap();
const PAGER: Permission = Permission::custom(31).unwrap();

#[test]
fn they_work_wherever_a_built_in_one_does() {
    let set = FAX | Permission::SmsSend;
    let grants = Grants::NONE.with(set, Scope::Account);
    assert!(grants.allows(set, Scope::Account));
    assert!(!grants.allows(FAX, Scope::Subtree));
    assert!(!grants.allows(FAX | PAGER, Scope::Own));
    assert_eq!(grants.without(FAX).at(Scope::Own), PermissionSet::SMS_SEND);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::SmsSend, FAX]);
    assert_eq!("custom.31".parse(), Ok(PAGER));
}

#[test]
fn names_print_and_parse() {
    let names = CustomNames::new(&[(FAX, "fax.send"), (PAGER, "pager.page_2")]).unwrap();
    assert_eq!(names.name(FAX), "fax.send");
    assert_eq!(names.name(Permission::SmsSend), "sms.send");
    assert_eq!(names.display(PermissionSet::CUSTOM & (FAX | PAGER)).to_string(), "fax.send, pager.page_2");
    assert_eq!(names.display(PermissionSet::EMPTY).to_string(), "nothing");
    for permission in every_permission() {
        assert_eq!(names.parse(names.name(permission)), Ok(permission));
        assert_eq!(names.parse(permission.name()), Ok(permission), "the stable name stays readable");
        assert_eq!(CustomNames::NONE.name(permission), permission.name());
    }
    let unknown = names.parse("fax.view").unwrap_err();
    assert_eq!(unknown.to_string(), "unknown permission `fax.view`: expected one of `fax.send`");
    let unknown = names.parse("modem.send").unwrap_err().to_string();
    assert!(unknown.ends_with("`audit`, `custom`, `fax`, `pager`"), "{unknown}");
}

#[test]
fn each_bad_name_is_refused_with_its_reason() {
    type Names<'a> = &'a [(Permission, &'a str)];
    let cases: [(Names<'_>, CustomNameError<'_>, &str); 6] = [
        (
            &[(Permission::SmsSend, "text.shout")],
            CustomNameError::NotCustom { permission: Permission::SmsSend, name: "text.shout" },
            "`sms.send` cannot be named `text.shout`: only the application's own permissions can be named",
        ),
        (
            &[(FAX, "fax.send"), (FAX, "fax.view")],
            CustomNameError::NamedTwice { permission: FAX, name: "fax.view" },
            "`custom.0` is listed twice: leave out the second name, `fax.view`",
        ),
        (
            &[(FAX, "fax.send"), (PAGER, "fax.send")],
            CustomNameError::GivenTwice { name: "fax.send" },
            "`fax.send` is the name of two permissions: give each permission a name of its own",
        ),
        (
            &[(FAX, "Fax")],
            CustomNameError::Malformed { name: "Fax" },
            "`Fax` does not have the form `area.action`: use lower-case letters, digits and underscores around one dot, \
             at most 64 bytes",
        ),
        (
            &[(FAX, "sms.shout")],
            CustomNameError::ReservedArea { name: "sms.shout" },
            "`sms.shout` is in an area of the catalogue: choose another area",
        ),
        (
            &[(FAX, "custom.03")],
            CustomNameError::ReservedArea { name: "custom.03" },
            "`custom.03` is in an area of the catalogue: choose another area",
        ),
    ];
    for (names, error, message) in cases {
        assert_eq!(CustomNames::new(names), Err(error));
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_huge_name_is_refused_with_a_short_message() {
    let huge = "x".repeat(1 << 20);
    for permission in [FAX, Permission::SmsSend] {
        assert!(CustomNames::new(&[(permission, &huge)]).unwrap_err().to_string().len() < 300);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn only_well_formed_names_are_taken(name in "\\PC{0,12}|[a-z0-9_.]{0,12}|(sms|user|custom|fax)\\.[a-z0-9]{0,3}|[a-z]{30,40}\\.[a-z]{20,40}") {
        let parts: Vec<&str> = name.split('.').collect();
        let well_formed = parts.len() == 2
            && name.len() <= 64
            && parts.iter().all(|part| {
                !part.is_empty() && part.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
            });
        let taken = every_area().iter().any(|area| parts[0] == area.name());
        prop_assert_eq!(CustomNames::new(&[(FAX, &name)]).is_ok(), well_formed && !taken);
    }
}
