//! What is printed of a principal, an actor and the words of an account is parsed again, and nothing else is.

use sendright::testing::{key, user};
use sendright::{AccountStatus, Actor, Billing, Principal};

#[test]
fn principals_and_actors_are_parsed_as_they_are_printed() {
    let principals = [Principal::from(user("bob")), key("robot").into()];
    for principal in principals {
        assert_eq!(principal.to_string().parse(), Ok(principal));
        assert_eq!(principal.to_string().parse(), Ok(Actor::from(principal)));
    }
    assert_eq!(Actor::System.to_string().parse(), Ok(Actor::System));
}

/// Neither of the two is taken for the other, and the operator is no principal.
#[test]
fn what_is_not_printed_is_not_parsed() {
    let (bob, robot) = (user("bob").to_string(), key("robot").to_string());
    let wrong = [
        String::new(),
        bob.clone(),
        "user".to_owned(),
        "user ".to_owned(),
        "user bob".to_owned(),
        format!("user  {bob}"),
        format!(" user {bob}"),
        format!("user {bob} "),
        format!("User {bob}"),
        format!("API key{robot}"),
        format!("api key {robot}"),
        format!("key {robot}"),
        "The operator".to_owned(),
        "system".to_owned(),
    ];
    for text in wrong {
        let error = text.parse::<Principal>().unwrap_err();
        assert_eq!((error.code(), error.input()), ("invalid_principal", text.as_str()));
        let expected = "is not a principal: expected `user` or `API key`, and an id after it";
        assert_eq!(error.to_string(), format!("`{text}` {expected}"));
        let expected = "is not an actor: expected `the operator`, or `user` or `API key` and an id after it";
        assert_eq!(text.parse::<Actor>().unwrap_err().to_string(), format!("`{text}` {expected}"));
    }
    assert!("the operator".parse::<Principal>().is_err());
    let long = format!("user {}\n", "x".repeat(100)).parse::<Actor>().unwrap_err().to_string();
    assert!(long.len() < 200 && !long.contains('\n'), "{long}");
}

#[test]
fn the_words_of_an_account_are_parsed_as_they_are_printed() {
    for billing in [Billing::Prepaid, Billing::Postpaid] {
        assert_eq!(billing.to_string().parse(), Ok(billing));
    }
    for status in [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed] {
        assert_eq!(status.to_string().parse(), Ok(status));
    }
    let error = "Prepaid".parse::<Billing>().unwrap_err().to_string();
    assert_eq!(error, "unknown billing `Prepaid`: expected one of `prepaid`, `postpaid`");
    let error = "open".parse::<AccountStatus>().unwrap_err().to_string();
    assert_eq!(error, "unknown status `open`: expected one of `active`, `suspended`, `closed`");
}

/// As the formats that people read have them.
#[cfg(feature = "serde")]
#[test]
fn the_words_of_an_account_are_those_that_are_stored() {
    for billing in [Billing::Prepaid, Billing::Postpaid] {
        assert_eq!(serde_json::to_value(billing).unwrap(), billing.name());
    }
    for status in [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed] {
        assert_eq!(serde_json::to_value(status).unwrap(), status.name());
    }
}
