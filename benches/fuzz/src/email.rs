//! An address, as a text and in any of the formats: it is refused, or has one form, with a domain that policies can judge.

use sendright::{Email, EmailPolicy, EmailPolicyError};

use crate::laws::{is_short, parsed, stored};

/// Holds the laws of addresses and of the domains of policies to any bytes.
pub fn hold(bytes: &[u8]) {
    stored::<Email>(bytes).for_each(|email| is_canonical(&email));
    let text = String::from_utf8_lossy(bytes);
    if let Some(email) = parsed::<Email>(&text) {
        is_canonical(&email);
        let json = serde_json::to_vec(&*text).unwrap();
        assert_eq!(serde_json::from_slice::<Email>(&json).ok(), Some(email), "stored, it is another");
    }
    for policy in [EmailPolicy::corporate(&text), EmailPolicy::ANY.also_refusing(&text)] {
        is_a_policy(policy);
    }
}

/// 64 of the local part, `@` and 253 of the domain.
const LONGEST: usize = 64 + 1 + 253;

fn is_canonical(email: &Email) {
    let text = email.as_str();
    assert!(text.is_ascii() && text.to_ascii_lowercase() == text, "{text}");
    assert!(text.len() <= LONGEST && !text.contains(|c: char| c.is_whitespace() || c.is_control()), "{text}");
    let (local, domain) = text.rsplit_once('@').unwrap();
    assert!(!local.is_empty() && !local.contains('@') && domain == email.domain() && !domain.is_empty(), "{text}");
    assert!(EmailPolicy::ANY.admits(email).is_ok());
    // A policy of the domain judges the address, unless the domain is no organization's.
    if let Ok(policy) = EmailPolicy::corporate(domain) {
        assert!(policy.admits(email).is_ok(), "{domain} does not admit {text}");
    }
    if let Ok(policy) = EmailPolicy::ANY.also_refusing(domain) {
        assert!(policy.admits(email).is_err(), "{domain} is refused, and {text} is admitted");
    }
}

fn is_a_policy(policy: Result<EmailPolicy, EmailPolicyError>) {
    match policy {
        Ok(policy) => crate::laws::survives(&policy),
        Err(error) => is_short(&error),
    }
}
