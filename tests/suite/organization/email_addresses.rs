//! Addresses in canonical form, and which of them a policy admits.

use proptest::strategy::ValueTree;
use sendright::Email;

#[test]
fn i3_addresses_are_read_into_their_canonical_form() {
    let table = [
        ("ada@acme.example", "ada@acme.example"),
        ("Ada.LOVELACE@ACME.Example", "ada.lovelace@acme.example"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u{308}cher.example", "ada@xn--bcher-kva.example"),
        ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"),
        // Full-width letters and the ideographic full stop are what they stand for.
        ("ada@\u{ff41}cme\u{3002}example", "ada@acme.example"),
        ("ada+news@acme.example", "ada+news@acme.example"),
        ("a.d.a@acme.example", "a.d.a@acme.example"),
        ("o'hara_99%x@acme.example", "o'hara_99%x@acme.example"),
        ("a@b.co", "a@b.co"),
    ];
    for (text, canonical) in table {
        let email: Email = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(email.as_str(), canonical, "{text}");
        assert_eq!(email.domain(), canonical.split_once('@').unwrap().1);
        assert_eq!(canonical.parse(), Ok(email), "what is canonical stays as it is");
    }
    let longest = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
    assert_eq!(longest.parse::<Email>().unwrap().as_str(), longest);
}

#[test]
fn i3_what_is_no_address_is_refused_with_the_reason() {
    let shape = "expected a local part, `@` and a domain";
    let domain = "the part after `@` is not a domain";
    let beyond = "the part before `@` has characters that are not ASCII";
    let cases = [
        ("", shape),
        ("@", domain),
        ("ada", shape),
        ("ada@", domain),
        ("@acme.example", shape),
        ("ada lovelace@acme.example", shape),
        (" ada@acme.example", shape),
        ("ada@acme.example ", domain),
        ("ada@acme..example", domain),
        ("ada@.example", domain),
        ("ada@-acme.example", domain),
        ("ada@acme_x.example", domain),
        ("ada@localhost", shape),
        ("ada@[192.0.2.1]", domain),
        ("ada@192.0.2.1", domain),
        (".ada@acme.example", shape),
        ("ada.@acme.example", shape),
        ("a..a@acme.example", shape),
        ("ada@eve@acme.example", shape),
        ("Ada <ada@acme.example>", domain),
        ("\"ada lovelace\"@acme.example", "the part before `@` must not be quoted"),
        ("ada\0@acme.example", shape),
        ("ada\n@acme.example", shape),
        // Look-alikes, and what Unicode's case mapping would make of them.
        ("m\u{131}ke@acme.example", beyond),
        ("\u{212a}ate@acme.example", beyond),
        ("\u{430}da@acme.example", beyond),
        ("ad\u{e4}@acme.example", beyond),
    ];
    for (text, reason) in cases {
        let error = text.parse::<Email>().unwrap_err();
        assert_eq!(error.to_string(), format!("the address can't be used: {reason}"));
        assert_eq!((error.input(), error.code()), (text, "invalid_email"));
    }
    let long_local = format!("{}@acme.example", "a".repeat(65));
    assert!(long_local.parse::<Email>().is_err());
    let long_label = format!("ada@{}.example", "a".repeat(64));
    assert!(long_label.parse::<Email>().unwrap_err().to_string().ends_with(domain));
    let long_domain = format!("ada@{}example", "abcdefg.".repeat(32));
    assert!(long_domain.parse::<Email>().unwrap_err().to_string().ends_with(domain));
    // Each part is short enough: the whole is as long as it may be, and then a byte longer.
    for (last, fits) in [(61, true), (62, false)] {
        let label = "a".repeat(63);
        let text = format!("{}@{label}.{label}.{}", "a".repeat(64), "a".repeat(last));
        for text in [text.to_uppercase(), text] {
            let parsed = text.parse::<Email>();
            assert_eq!(parsed.is_ok(), fits, "{} bytes: {parsed:?}", text.len());
            let reason = parsed.err().map(|error| error.to_string());
            let expected = "the address can't be used: it is longer than 254 bytes";
            assert_eq!(reason.as_deref(), (!fits).then_some(expected));
        }
    }
    // It is the canonical form that counts: of this text, the domain becomes 239 bytes long.
    let short = format!("{}@{}example", "a".repeat(16), "ü.".repeat(29));
    assert!(short.parse::<Email>().unwrap_err().to_string().ends_with("longer than 254 bytes") && short.len() < 128);
    let huge = format!("{}@acme.example", "a".repeat(1 << 20));
    let error = huge.parse::<Email>().unwrap_err().to_string();
    assert!(error.ends_with("it is too long") && error.len() < 200);
}

/// The domain of a look-alike is another domain; it is not merged.
#[test]
fn i3_look_alike_domains_stay_apart() {
    let plain: Email = "ada@acme.example".parse().unwrap();
    for text in ["ada@\u{430}cme.example", "ada@acm\u{e9}.example", "ada@acme.examp\u{131}e"] {
        let other: Email = text.parse().unwrap();
        assert_ne!(other, plain, "{text}");
        assert!(other.domain().contains("xn--"), "{other}");
    }
}

/// An address in lower case is often recognized at once; in upper case it never is, and means the same.
#[test]
fn i3_what_is_recognized_at_once_is_what_is_read_at_length() {
    let likely = "[a-c0-2]{1,3}[.+_-]?[a-c]{1,2}@[a-c0-2]{1,3}-?[a-c0-2]{1,3}[.][a-c]{1,3}[0-2]?";
    let plain = "[a-c0-2.+_-]{0,4}@[a-c0-2.-]{0,6}[.][a-c0-2-]{0,3}";
    let long = "[a-b.]{60,66}@([a-b]{60,65}[.-]){1,4}[a-b]{1,60}";
    let strategy =
        proptest::prop_oneof![likely, plain, long, "[a-c.-]{1,3}@(xn--|ab--|a--b|-a|a-)?[a-c.]{1,6}", "[a@.]{1,8}"];
    let mut accepted = 0;
    let mut runner = crate::support::properties::runner();
    for _ in 0..10_000 {
        let text = proptest::strategy::Strategy::new_tree(&strategy, &mut runner).unwrap().current();
        let (lower, upper) = (text.parse::<Email>(), text.to_uppercase().parse::<Email>());
        assert_eq!(lower.as_ref().ok(), upper.as_ref().ok(), "{text}: {lower:?}, {upper:?}");
        accepted += usize::from(lower.is_ok());
    }
    assert!((1_000..9_000).contains(&accepted), "{accepted}");
}
