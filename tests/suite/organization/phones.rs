//! C8: which texts are telephone numbers.

use sendright::Phone;

#[test]
fn c8_numbers_are_read_with_their_separators() {
    for (text, number) in [
        ("+4930901820", "+4930901820"),
        ("+49 30 901820", "+4930901820"),
        ("+49 (30) 901820", "+4930901820"),
        ("(+49) 30 901820", "+4930901820"),
        ("+1-202.555.0143", "+12025550143"),
        ("+1 (202) 555-(0143)", "+12025550143"),
        // In Italy the 0 is part of the number, and dialled from abroad.
        ("+39 06 6982", "+39066982"),
        ("+39 (06) 6982", "+39066982"),
        ("+1234567", "+1234567"),
        ("+123456789012345", "+123456789012345"),
    ] {
        let phone = text.parse::<Phone>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(phone.as_str(), number);
        assert_eq!(number.parse::<Phone>(), Ok(phone), "what is stored is readable");
    }
}

#[test]
fn c8_numbers_that_would_become_others_are_refused_with_the_reason() {
    const ZERO: &str = "`(0)` is not dialled after a country code, leave it out";
    const LETTERS: &str = "letters and extensions are not part of it, leave them out";
    const EXTENSION: &str = "an extension is not part of it, leave it out";
    const PLUS: &str = "expected `+` and the country code first, as in `+49 30 901820`";
    const SECOND: &str = "expected one `+`, and nothing before it";
    const DIGITS: &str = "expected the digits 0 to 9";
    const OTHER: &str = "expected `+` and digits, with spaces, dots, hyphens and round brackets only";
    const UNMATCHED: &str = "its brackets do not match";
    const EMPTY: &str = "its brackets are empty";
    const COUNT: &str = "expected 7 to 15 digits, with the country code";
    for (text, reason) in [
        ("+49 (0)30 901820", ZERO),
        ("+49(0) 30 901820", ZERO),
        ("+49 ( 0 ) 30 901820", ZERO),
        ("(+49)(0)30 901820", ZERO),
        ("+49 30 901820 x12", LETTERS),
        ("+49 30 901820 ext. 5", LETTERS),
        ("+49 30 901820x5", LETTERS),
        ("+1 800 FLOWERS", LETTERS),
        ("tel:+4930901820", LETTERS),
        ("+49-30-901820;ext=5", EXTENSION),
        ("+49 30 901820,5", EXTENSION),
        ("+49 30 901820#5", EXTENSION),
        ("030 901820", PLUS),
        ("0049 30 901820", PLUS),
        ("", PLUS),
        ("()", PLUS),
        ("++4930901820", SECOND),
        ("+49+30901820", SECOND),
        ("49+30901820", SECOND),
        ("4930901820+", SECOND),
        ("+４９30901820", DIGITS),
        ("+٤٩30901820", DIGITS),
        ("＋4930901820", OTHER),
        ("+49/30901820", OTHER),
        ("+49\u{a0}30901820", OTHER),
        ("+49\t30901820", OTHER),
        ("+49 [30] 901820", OTHER),
        ("abc", OTHER),
        ("+49 (30 901820", UNMATCHED),
        ("+49 30) 901820", UNMATCHED),
        ("+49 )30( 901820", UNMATCHED),
        ("+49 ((30)) 901820", UNMATCHED),
        ("+49 () 30 901820", EMPTY),
        ("(+) 49 30 901820", EMPTY),
        ("+49 ( - ) 30 901820", EMPTY),
        ("+0301234567", "a country code does not begin with 0"),
        ("+", COUNT),
        ("+123456", COUNT),
        ("+1234567890123456", COUNT),
    ] {
        let error = text.parse::<Phone>().expect_err(text);
        assert_eq!(error.to_string(), format!("the telephone number can't be used: {reason}"));
        assert_eq!((error.input(), error.code()), (text, "invalid_phone"));
    }
    let huge = "1".repeat(1 << 20);
    assert!(huge.parse::<Phone>().unwrap_err().to_string().ends_with("it is too long"));
    assert!(huge.parse::<Phone>().unwrap_err().to_string().len() < 200);
}

/// What is stored is read by the same rule.
#[test]
#[cfg(feature = "serde")]
fn c8_a_stored_number_is_read_as_any_other() {
    for stored in ["+4930901820", "+49 30 901820"] {
        assert_eq!(serde_json::from_value::<Phone>(stored.into()).unwrap().as_str(), "+4930901820");
    }
    let error = serde_json::from_value::<Phone>("+49 (0)30 901820".into()).unwrap_err().to_string();
    assert!(error.contains("leave it out"), "{error}");
}

#[test]
fn c8_numbers_are_in_the_order_of_their_texts() {
    const DIGITS: &str = "123456789012345";
    let texts = (7..=15)
        .flat_map(|length| ["+1", "+10", "+19", "+2"].map(|begins| format!("{begins}{DIGITS}")[..=length].to_owned()));
    let texts: Vec<String> = texts.collect();
    for one in &texts {
        for other in &texts {
            let numbers = (one.parse::<Phone>().unwrap(), other.parse::<Phone>().unwrap());
            assert_eq!(numbers.0.cmp(&numbers.1), one.cmp(other), "{one} {other}");
        }
    }
}
