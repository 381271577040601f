//! I6: which addresses a policy admits, and which policies there are.

use std::time::Instant;

use sendright::{Email, EmailPolicy, EmailPolicyError};

const PROVIDERS: &str = include_str!("../../../src/organization/free_mail.txt");

fn providers() -> impl Iterator<Item = &'static str> {
    PROVIDERS.lines().filter(|line| !line.starts_with('#'))
}

#[track_caller]
fn verdict(policy: &EmailPolicy, domain: &str) -> String {
    let email: Email = format!("ada@{domain}").parse().unwrap();
    policy.admits(&email).map_or_else(|refused| refused.to_string(), |()| "admitted".to_owned())
}

#[track_caller]
fn admits(policy: &EmailPolicy, admitted: &[&str], refused: &[&str]) {
    for domain in admitted {
        assert_eq!(verdict(policy, domain), "admitted", "{domain} by {policy}");
    }
    for domain in refused {
        assert_ne!(verdict(policy, domain), "admitted", "{domain} by {policy}");
    }
}

fn corporate(domain: &str) -> EmailPolicy {
    EmailPolicy::corporate(domain).unwrap()
}

#[test]
fn i6_free_mail_providers_and_their_sub_domains() {
    let policy = EmailPolicy::NO_FREE_MAIL;
    for domain in
        ["gmail.com", "mail.gmail.com", "a.b.gmail.com", "GMail.COM", "hotmail.com", "outlook.com", "yahoo.com"]
    {
        let lower = domain.to_lowercase();
        let refused =
            format!("`{lower}` is a free-mail provider: the email policy requires an address at another domain");
        assert_eq!(verdict(&policy, domain), refused);
        assert_eq!(verdict(&EmailPolicy::ANY, domain), "admitted");
    }
    let others = ["notgmail.com", "gmail.com.example", "gmail.company.example", "acme.example", "gmail-com.example"];
    admits(&policy, &others, &[]);
}

#[test]
fn i6_providers_are_refused_in_every_country() {
    let families = [
        ("hotmail", "com co.uk fr de it es be nl se dk no fi ch gr co.jp com.br com.ar com.tr co.il com.au"),
        ("live", "com co.uk fr de it nl be se dk no ie ca com.au com.mx com.ar com.pt cn jp"),
        ("outlook", "com fr de es it be at dk cz hu ie pt jp kr com.br com.au com.tr co.il co.id co.th"),
        ("yahoo", "com co.uk fr de it es ca ie gr se dk no ro pl com.br com.ar com.mx com.au co.in co.jp co.id com.tr"),
        ("gmx", "de at ch net com fr es co.uk us li eu"),
        ("aol", "com co.uk de fr it"),
        ("yandex", "ru com by kz ua com.tr"),
    ];
    for (family, ends) in families {
        for end in ends.split(' ') {
            admits(&EmailPolicy::NO_FREE_MAIL, &[], &[&format!("{family}.{end}")]);
        }
    }
    let others = "mail.ru inbox.ru list.ru bk.ru internet.ru ya.ru msn.com windowslive.com ymail.com rocketmail.com \
                  icloud.com me.com proton.me pm.me tuta.com qq.com 163.com naver.com web.de t-online.de orange.fr \
                  libero.it wp.pl seznam.cz ukr.net uol.com.br abv.bg walla.co.il rediffmail.com docomo.ne.jp";
    admits(&EmailPolicy::NO_FREE_MAIL, &[], &others.split_whitespace().collect::<Vec<_>>());
}

/// What lists of the kind have in them, and would refuse whole companies and schools.
#[test]
fn i6_companies_and_schools_are_no_providers() {
    let theirs = "alibaba.com facebook.com microsoft.com google.com yahoo-inc.com nus.edu.sg unican.es mit.edu test.com \
                  swissinfo.org telstra.com orange.com vodafone.com bt.com co.uk com.br edu.pl example.com mail.example";
    admits(&EmailPolicy::NO_FREE_MAIL, &theirs.split_whitespace().collect::<Vec<_>>(), &[]);
    let school = |domain: &&str| domain.contains(".edu") || domain.contains(".ac.") || domain.contains(".gov");
    assert_eq!(providers().find(school), None);
}

/// It is searched, and a line that is written otherwise would never be found.
#[test]
fn i6_the_list_of_providers_is_sorted_and_canonical() {
    let all: Vec<_> = providers().collect();
    assert!(all.len() > 3_000, "{}", all.len());
    for pair in all.windows(2) {
        assert!(pair[0] < pair[1], "{} is before {}", pair[0], pair[1]);
    }
    for provider in &all {
        let email: Email = format!("ada@{provider}").parse().unwrap();
        assert_eq!(email.domain(), *provider);
        assert!(EmailPolicy::NO_FREE_MAIL.admits(&email).is_err(), "{provider}");
        assert!(matches!(EmailPolicy::corporate(provider), Err(EmailPolicyError::FreeMail { .. })), "{provider}");
        let within = provider.split_once('.').map(|(_, parent)| parent).filter(|parent| all.contains(parent));
        assert_eq!(within, None, "{provider} is refused with it");
    }
}

#[test]
fn i6_a_corporate_domain_is_one_domain() {
    let policy = corporate("Bücher.example");
    admits(&policy, &["bücher.example", "xn--bcher-kva.example"], &[]);
    for other in ["mail.xn--bcher-kva.example", "bucher.example", "acme.example"] {
        let refused =
            format!("`{other}` is not admitted: the email policy requires an address at `xn--bcher-kva.example`");
        assert_eq!(verdict(&policy, other), refused);
    }
}

#[test]
fn i6_several_domains_each_alone_or_with_its_sub_domains() {
    let policy = corporate("acme.example").and("sales.acme.example").unwrap().and_with_subdomains("acme.test").unwrap();
    admits(
        &policy,
        &["acme.example", "sales.acme.example", "acme.test", "mail.acme.test", "a.b.acme.test"],
        &[
            "mail.acme.example",
            "x.sales.acme.example",
            "notacme.test",
            "test.example",
            "gmail.com",
            "acme.test.example",
        ],
    );
    // A domain with its sub-domains takes the place of the domain, and of what is below it.
    let wider = policy.and_with_subdomains("acme.example").unwrap();
    admits(
        &wider,
        &["acme.example", "sales.acme.example", "x.sales.acme.example", "mail.acme.example"],
        &["b.example"],
    );
    assert!(
        wider
            .domains()
            .map(ToString::to_string)
            .eq(["acme.example and its sub-domains", "acme.test and its sub-domains"])
    );
    assert_eq!(wider.clone().and("sales.acme.example").unwrap(), wider);
    assert_eq!(wider.clone().and("acme.example").unwrap(), wider, "it stays with its sub-domains");
}

/// A policy says the same in whatever order it was put together.
#[test]
fn i6_the_order_does_not_matter() {
    let steps: [fn(EmailPolicy) -> EmailPolicy; 5] = [
        |policy| policy.and("b.acme.example").unwrap(),
        |policy| policy.and("acme.example").unwrap(),
        |policy| policy.and_with_subdomains("acme.example").unwrap(),
        |policy| policy.and_with_subdomains("c.b.acme.example").unwrap(),
        |policy| policy.also_refusing("x.acme.example").unwrap(),
    ];
    let all = |order: &[usize]| order.iter().fold(corporate("z.example"), |policy, step| steps[*step](policy));
    let expected = all(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 2, 3, 0, 4], [3, 4, 0, 2, 1]] {
        assert_eq!(all(&order), expected, "{order:?}");
    }
    assert_eq!(
        expected.to_string(),
        "addresses at acme.example and its sub-domains, z.example, and none at x.acme.example"
    );
}

#[test]
fn i6_more_domains_can_be_refused() {
    let policy = EmailPolicy::NO_FREE_MAIL.also_refusing_all(["throwaway.example", "Ärger.example"]).unwrap();
    for domain in ["throwaway.example", "x.throwaway.example", "xn--rger-koa.example"] {
        let refused = format!(
            "`{domain}` is on the list of refused domains: the email policy requires an address at another domain"
        );
        assert_eq!(verdict(&policy, domain), refused);
    }
    admits(&policy, &["nothrowaway.example", "example.throwaway"], &["gmail.com"]);
    // The order in which they were added does not matter.
    let (a, b) = ("a.example", "b.example");
    let add = |first, second| EmailPolicy::ANY.also_refusing(first).unwrap().also_refusing(second).unwrap();
    assert_eq!(add(a, b), add(b, a));
    assert_eq!(add(a, b), EmailPolicy::ANY.also_refusing_all([b, a]).unwrap());
    assert_eq!(add(a, a), EmailPolicy::ANY.also_refusing(a).unwrap());
    // One of an organization's sub-domains can be refused.
    let policy = corporate("acme.example").and_with_subdomains("acme.example").unwrap();
    let policy = policy.also_refusing("guests.acme.example").unwrap();
    admits(&policy, &["acme.example", "sales.acme.example"], &["guests.acme.example", "x.guests.acme.example"]);
}

/// An application may add all that it knows: a search in 100,000 domains takes no time to speak of.
#[test]
fn i6_long_lists_are_searched() {
    let many: Vec<String> = (0..100_000).map(|number| format!("d{number}.example")).collect();
    let policy = EmailPolicy::NO_FREE_MAIL.also_refusing_all(&many).unwrap();
    let begun = Instant::now();
    for number in 0..1_000 {
        admits(&policy, &["acme.example"], &[&format!("mail.d{number}.example")]);
    }
    // A scan would compare 200 million texts.
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
}

#[test]
fn i6_policies_print_what_they_admit() {
    let listed = EmailPolicy::ANY.also_refusing("b.example").unwrap().also_refusing("a.example").unwrap();
    let several = corporate("acme.example").and_with_subdomains("acme.test").unwrap();
    for (policy, text) in [
        (EmailPolicy::ANY, "any address"),
        (EmailPolicy::NO_FREE_MAIL, "addresses that are not at a free-mail provider"),
        (corporate("acme.example"), "addresses at acme.example"),
        (several, "addresses at acme.example, acme.test and its sub-domains"),
        (listed, "any address, and none at a.example, b.example"),
    ] {
        assert_eq!(policy.to_string(), text);
    }
    assert_eq!(EmailPolicy::default(), EmailPolicy::ANY);
}

#[test]
fn i6_a_refusal_says_which_domains_are_required() {
    let mut policy = corporate("a.example").and_with_subdomains("b.example").unwrap();
    let mut sentences = vec!["`a.example`, or at `b.example` or below".to_owned()];
    for (domain, rest) in [
        ("c.example", ", or at `c.example`"),
        ("d.example", ", or at `c.example`, or at 1 more domain"),
        ("e.example", ", or at `c.example`, or at one of 2 more domains"),
    ] {
        let said = verdict(&policy, "z.example");
        let required = sentences.last().unwrap();
        assert_eq!(said, format!("`z.example` is not admitted: the email policy requires an address at {required}"));
        policy = policy.and(domain).unwrap();
        sentences.push(format!("{}{rest}", sentences[0]));
    }
    assert!(verdict(&policy, "z.example").ends_with(sentences.last().unwrap()));
}

#[test]
fn i6_what_is_no_policy_says_why() {
    for text in ["", "acme", "acme .example", "ada@acme.example", "acme..example", "[192.0.2.1]", "a\nb.example"] {
        let sentence = format!(
            "`{}` is not a domain: expected one such as `acme.example`",
            text.replace("ada@", "…@").escape_debug()
        );
        let corporate = || corporate("acme.example");
        for result in [
            EmailPolicy::corporate(text),
            corporate().and(text),
            corporate().and_with_subdomains(text),
            EmailPolicy::ANY.also_refusing(text),
            EmailPolicy::ANY.also_refusing_all(["a.example", text]),
        ] {
            assert_eq!(result, Err(EmailPolicyError::NotADomain { input: text.into() }));
            assert_eq!(result.unwrap_err().to_string(), sentence);
        }
    }
    let huge = format!("{}.example", "a".repeat(1 << 20));
    assert!(EmailPolicy::corporate(&huge).unwrap_err().to_string().len() < 200);

    let (one, said) =
        (corporate("mail.acme.example"), |result: Result<_, EmailPolicyError>| result.unwrap_err().to_string());
    for provider in ["gmail.com", "mail.GMAIL.com"] {
        let lower = provider.to_lowercase();
        let sentence = format!("`{lower}` is a free-mail provider: expected a domain that belongs to one organization");
        assert_eq!(said(EmailPolicy::corporate(provider)), sentence);
        assert_eq!(said(one.clone().and(provider)), sentence);
        assert_eq!(said(one.clone().and_with_subdomains(provider)), sentence);
    }
    // What is below belongs to anybody; the domain alone may be somebody's.
    let sentence =
        "below `co.uk` there are free-mail providers: expected a domain whose sub-domains belong to one organization";
    assert_eq!(said(one.clone().and_with_subdomains("co.uk")), sentence);
    assert!(one.clone().and("co.uk").is_ok());
    for own in ["mail.acme.example", "ACME.example"] {
        let sentence = format!(
            "`{}` cannot be refused: it is, or contains, a domain that the policy requires",
            own.to_lowercase()
        );
        assert_eq!(said(one.clone().also_refusing(own)), sentence);
        let other = corporate("other.example").also_refusing(own).unwrap();
        assert_eq!(said(other.clone().and("mail.acme.example")), sentence, "nor admitted once it is refused");
        assert_eq!(said(other.and_with_subdomains("mail.acme.example")), sentence);
    }
    assert!(one.also_refusing("x.mail.acme.example").is_ok());
    for policy in [EmailPolicy::ANY, EmailPolicy::NO_FREE_MAIL] {
        let sentence =
            "`acme.example` cannot be added to a policy that admits others: begin with `EmailPolicy::corporate`";
        assert_eq!(said(policy.clone().and("acme.example")), sentence);
        assert_eq!(said(policy.and_with_subdomains("acme.example")), sentence);
    }
}

#[cfg(feature = "serde")]
mod stored {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: &Value) -> Result<EmailPolicy, String> {
        serde_json::from_value(value.clone()).map_err(|error| error.to_string())
    }

    #[test]
    fn i6_policies_are_stored_with_every_field() {
        let several = corporate("acme.example").and_with_subdomains("acme.test").unwrap().also_refusing("x.acme.test");
        for (policy, stored) in [
            (EmailPolicy::ANY, json!({"admitted": "any", "refused": []})),
            (EmailPolicy::NO_FREE_MAIL, json!({"admitted": "no_free_mail", "refused": []})),
            (
                several.unwrap(),
                json!({
                    "admitted": {"domains": [
                        {"domain": "acme.example", "with_subdomains": false},
                        {"domain": "acme.test", "with_subdomains": true},
                    ]},
                    "refused": ["x.acme.test"],
                }),
            ),
        ] {
            assert_eq!(serde_json::to_value(&policy).unwrap(), stored);
            assert_eq!(read(&stored), Ok(policy.clone()));
            let bytes = postcard::to_allocvec(&policy).unwrap();
            assert_eq!(postcard::from_bytes::<EmailPolicy>(&bytes).unwrap(), policy);
            for field in ["admitted", "refused"] {
                let mut without = stored.clone();
                without.as_object_mut().unwrap().remove(field);
                assert!(read(&without).unwrap_err().contains(&format!("missing field `{field}`")));
            }
        }
    }

    /// A later version may list a domain that was somebody's own when it was stored.
    #[test]
    fn i6_i7_a_stored_policy_is_not_compared_with_the_list() {
        let domains = |domains: Value| json!({"admitted": {"domains": domains}, "refused": []});
        let policy = read(&domains(json!([{"domain": "gmail.com", "with_subdomains": false}]))).unwrap();
        admits(&policy, &["gmail.com"], &["mail.gmail.com", "acme.example"]);
        let policy = read(&domains(json!([{"domain": "co.uk", "with_subdomains": true}]))).unwrap();
        admits(&policy, &["co.uk", "hotmail.co.uk"], &["hotmail.com"]);
    }

    #[test]
    fn i6_a_stored_policy_is_one_that_could_have_been_made() {
        let domain = |domain: &str| json!({"domain": domain, "with_subdomains": false});
        for (stored, why) in [
            (json!({"admitted": {"domains": []}, "refused": []}), "at least one domain"),
            (json!({"admitted": {"domains": [domain("acme")]}, "refused": []}), "is not a domain"),
            (json!({"admitted": {"domains": [domain("a.example")]}, "refused": ["a.example"]}), "cannot be refused"),
            (json!({"admitted": "any", "refused": ["x"]}), "is not a domain"),
            (json!({"admitted": "all", "refused": []}), "unknown variant"),
            (json!({"admitted": "any", "refused": [], "domain": null}), "unknown field"),
            (json!({"domain": null, "no_free_mail": true, "refused": []}), "unknown field"),
            (json!({"admitted": {"domains": [{"domain": "a.example"}]}, "refused": []}), "missing field"),
        ] {
            let error = read(&stored).unwrap_err();
            assert!(error.contains(why), "{stored}: {error}");
        }
        // Another spelling and order is the same policy.
        let stored = json!({"admitted": {"domains": [domain("B.example"), domain("a.example"), domain("b.example")]}, "refused": []});
        assert_eq!(read(&stored), Ok(corporate("a.example").and("b.example").unwrap()));
    }
}
