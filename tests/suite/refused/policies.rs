//! Every [`EmailRefusedError`], as the answer to an address, and every [`EmailPolicyError`], as the answer to a domain.

use sendright::testing::World;
use sendright::{EmailPolicy, EmailPolicyError, EmailRefusedError};

use crate::support::variants::assert_all_made;

fn corporate() -> EmailPolicy {
    EmailPolicy::corporate("acme.example").unwrap()
}

#[test]
fn i6_every_refused_address_is_the_answer_of_a_policy() {
    let rows = [
        ("other_domain", corporate(), "ada@other.example"),
        ("free_mail", EmailPolicy::NO_FREE_MAIL, "ada@gmail.com"),
        ("listed", EmailPolicy::ANY.also_refusing("rival.example").unwrap(), "ada@mail.rival.example"),
    ];
    let mut made: Vec<EmailRefusedError> = Vec::new();
    for (code, policy, address) in rows {
        let error = policy.admits(&World::email(address)).expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/organization/email_policy.rs"), "EmailRefusedError", made);
}

/// A policy as it is stored. The message of a reader is that of the error.
fn stored(text: &str) -> String {
    serde_json::from_str::<EmailPolicy>(text).unwrap_err().to_string()
}

#[test]
fn i6_every_policy_error_is_the_answer_to_a_domain() {
    let none = EmailPolicyError::NoDomain;
    let rows = [
        ("not_a_domain", EmailPolicy::corporate("acme")),
        ("free_mail", EmailPolicy::corporate("gmail.com")),
        ("free_mail_below", EmailPolicy::corporate("acme.example").unwrap().and_with_subdomains("co.uk")),
        ("own_domain", corporate().also_refusing("acme.example")),
        ("admits_others", EmailPolicy::ANY.and("acme.example")),
    ];
    let mut made: Vec<EmailPolicyError> = Vec::new();
    for (code, policy) in rows {
        let error = policy.expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    // Only a reader makes this one, and wraps it.
    assert_eq!(stored(r#"{"admitted":{"domains":[]},"refused":[]}"#), none.to_string());
    made.push(none);
    assert_all_made(include_str!("../../../src/organization/email_policy.rs"), "EmailPolicyError", made);
}
