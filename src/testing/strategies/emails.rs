//! Email addresses, texts that are none, and policies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::organization::{Email, EmailPolicy};

/// Domains of a few organizations and free-mail providers, which [`email`] and [`email_policy`] share.
const ACME: [&str; 4] = ["acme.example", "sales.acme.example", "beta.example", "xn--bcher-kva.example"];
/// None is above one of those.
const OTHERS: [&str; 4] = ["guests.acme.example", "lab.beta.example", "temporary-mail.example", "gmail.com"];

/// The part before `@`, as regular expressions. The third has every character that may be there. Of the longest, most are
/// fixed, as each that is not takes steps of shrinking, of which there is a limit.
const LOCAL: [&str; 4] =
    ["[a-z]{1,8}", "[a-z0-9]{1,6}([.+_-][a-z0-9]{1,6}){1,3}", "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", "[a-z0-9]{4}a{60}"];

/// The part after it: plain, deep, with hyphens, as long as it may be beside the longest local part, and in three scripts.
const DOMAIN: [&str; 7] = [
    r"[a-z]{1,10}\.example",
    r"[a-z]{1,10}(\.[a-z]{1,10}){1,4}",
    r"[a-z0-9](-?[a-z0-9]){0,20}\.(com|example|co\.uk)",
    r"([a-z]{4}a{59}\.){2}[a-z]{1,4}a{57}",
    r"[à-öø-ÿ]{1,10}\.example",
    r"[а-я]{1,10}\.example",
    r"[一-龥]{1,5}\.example",
];

/// The longest domain, with what may stand before it.
const LONGEST: (&str, &str) = ("[a-z]{1,4}", r"([a-z]{4}a{59}\.){3}[a-z]{1,4}a{52}");

/// Addresses in canonical form: short and long ones, with dots, `+tags` and every mark that may be there, at domains of
/// several depths and scripts.
///
/// Half are at a few domains, so that addresses share one: two organizations and their sub-domains, a domain that is not
/// ASCII, a provider of temporary addresses and one of free mail. [`email_policy`] names the same. Shrinks to
/// `a@acme.example`.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Email;
/// use sendright::testing::strategies;
///
/// proptest!(|(email in strategies::email())| {
///     prop_assert_eq!(email.as_str().to_uppercase().parse::<Email>(), Ok(email), "case makes no difference");
/// });
/// ```
pub fn email() -> impl Strategy<Value = Email> + Clone {
    let shared = select([ACME, OTHERS].concat()).prop_map(String::from);
    let usual = (Union::new(LOCAL), prop_oneof![shared, Union::new(DOMAIN)]);
    prop_oneof![13 => usual, 1 => LONGEST]
        .prop_map(|(local, domain)| format!("{local}@{domain}").parse().expect("the parts of an address make one"))
}

/// Texts that are refused as an [`Email`]: without one of the parts, quoted, with an address in digits, with characters that
/// must not be there or are not ASCII, with misplaced dots and hyphens, or too long. Shrinks to the empty text.
pub fn refused_email() -> impl Strategy<Value = String> + Clone {
    Union::new(REFUSED)
}

/// Of each reason to refuse an address, what has it.
const REFUSED: [&str; 19] = [
    "",
    "[a-z]{1,8}",
    r"@[a-z]{1,8}\.example",
    r"[a-z]{1,8}(\.example)?@",
    "[a-z]{1,8}@[a-z]{1,8}",
    r"[a-z]{1,8}@[a-z]{1,8}@acme\.example",
    r"[a-z]{1,4} [a-z]{1,4}@acme\.example",
    r"[a-z]{1,4}[\x00-\x1f\x7f][a-z]{1,4}@acme\.example",
    // Two of these become an ASCII letter when their case is changed.
    "[a-z]{0,4}[\u{131}\u{212a}à-öø-ÿа-я一-龥][a-z]{0,4}@acme\\.example",
    r#""[a-z ]{1,8}"@acme\.example"#,
    r"[a-z]{1,8}@\[192\.0\.2\.[0-9]{1,2}\]",
    r"[a-z]{1,8}@192\.0\.2\.[0-9]{1,2}",
    r"(\.[a-z]{1,4}|[a-z]{1,4}\.|[a-z]{1,4}\.\.[a-z]{1,4})@acme\.example",
    r"[a-z]{1,8}@(|-acme|acme-|ac_me|acme\.|ac me)\.example",
    r"[A-Z][a-z]{1,8} <[a-z]{1,8}@acme\.example>",
    r"[a-z]{4}a{61,80}@acme\.example",
    r"[a-z]{1,8}@[a-z]{4}a{60,80}\.example",
    r"[a-z]{4}a{60}@([a-z]{4}a{59}\.){2}[a-z]{2}a{60,61}",
    r"[a-z]{4}a{1021}@acme\.example",
];

/// Policies for email addresses: any address, none at a free-mail provider, or only those at the domains of an organization,
/// each alone or with its sub-domains; and in each case up to three domains that are refused. Shrinks to
/// [`EmailPolicy::ANY`].
///
/// The domains are those of [`email`], of which a policy admits some and refuses others.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::testing::strategies;
///
/// proptest!(|(policy in strategies::email_policy(), email in strategies::email())| {
///     let is_listed = policy.refused().any(|domain| email.domain() == domain);
///     prop_assert!(!is_listed || policy.admits(&email).is_err());
/// });
/// ```
pub fn email_policy() -> impl Strategy<Value = EmailPolicy> + Clone {
    let domain = || (select(&ACME[..]), any::<bool>());
    let corporate = (domain(), vec(domain(), 0..3)).prop_map(|(first, more)| {
        let one = EmailPolicy::corporate(first.0).expect(OWN);
        more.into_iter().fold(admitting(one, first), admitting)
    });
    let admitted = prop_oneof![1 => Just(EmailPolicy::ANY), 1 => Just(EmailPolicy::NO_FREE_MAIL), 2 => corporate];
    (admitted, vec(select(&OTHERS[..]), 0..=3))
        .prop_map(|(policy, refused)| policy.also_refusing_all(refused).expect("none is above a domain of its own"))
}

const OWN: &str = "the domains belong to organizations";

fn admitting(policy: EmailPolicy, (domain, with_subdomains): (&str, bool)) -> EmailPolicy {
    if with_subdomains { policy.and_with_subdomains(domain) } else { policy.and(domain) }.expect(OWN)
}
