//! API keys as bearer tokens: what is proved, and what is not shown.

use http::Request;
use http::request::Parts;
use sendright::Principal;
use sendright::testing::key;
use sendright_axum::{Digest, Token};

fn with(header: Option<&str>) -> Parts {
    let mut request = Request::builder();
    if let Some(value) = header {
        request = request.header("authorization", value);
    }
    request.body(()).unwrap().into_parts().0
}

#[test]
fn a_token_proves_its_own_key_and_no_other() {
    let [robot, other] = ["robot", "other"].map(|name| Token::generate(key(name)).unwrap());
    assert_eq!(robot.principal_if(Some(&robot.digest())).unwrap(), Principal::from(key("robot")));
    for stored in [Some(other.digest()), Some(Token::generate(key("robot")).unwrap().digest()), None] {
        let problem = robot.principal_if(stored.as_ref()).unwrap_err();
        assert_eq!((problem.status().as_u16(), problem.code()), (401, "unauthenticated"));
    }
    // The secret of one key under the id of another.
    let secret = robot.reveal().split('_').nth(2).unwrap().to_owned();
    let stolen: Token = format!("sr_{}_{secret}", key("other").uuid().simple()).parse().unwrap();
    assert!(stolen.principal_if(Some(&other.digest())).is_err());
    assert!(stolen.principal_if(Some(&robot.digest())).is_err(), "a digest is of one key");
}

/// Each of its digits counts.
#[test]
fn a_token_with_one_digit_changed_proves_nothing() {
    let token = Token::generate(key("robot")).unwrap();
    let (text, digest) = (token.reveal(), token.digest());
    let mut tried = 0;
    for (at, digit) in text.char_indices().filter(|(at, digit)| *at > 2 && *digit != '_') {
        for other in "0123456789abcdef".chars().filter(|other| *other != digit) {
            let mut changed = text.clone();
            changed.replace_range(at..=at, &other.to_string());
            assert!(changed.parse::<Token>().unwrap().principal_if(Some(&digest)).is_err(), "{at}");
            tried += 1;
        }
    }
    assert_eq!(tried, 15 * (32 + 64));
}

#[test]
fn a_token_and_a_digest_are_read_as_they_are_written_and_in_no_other_way() {
    let token = Token::generate(key("robot")).unwrap();
    let text = token.reveal();
    assert_eq!(text.parse::<Token>().unwrap().reveal(), text);
    let digest = token.digest().to_string();
    assert_eq!(digest.parse::<Digest>().unwrap().to_string(), digest);
    let cut = text.get(..text.len() - 1).unwrap();
    for wrong in [
        "",
        "sr",
        "sr__",
        cut,
        &format!("{text}0"),
        &format!("{text}_"),
        &text.to_uppercase(),
        &text.replace("sr_", ""),
    ] {
        let error = wrong.parse::<Token>().unwrap_err().to_string();
        assert_eq!(
            error, "this is not a token: expected `sr_<id>_<secret>`",
            "it does not repeat what may be a secret"
        );
    }
    for wrong in
        ["", "0", &digest.to_uppercase().replace(|digit: char| digit.is_ascii_digit(), "A"), &format!("{digest}0")]
    {
        assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
    }
}

#[test]
fn a_token_is_read_from_the_header_and_never_printed() {
    let token = Token::generate(key("robot")).unwrap();
    let (text, secret) = (token.reveal(), token.reveal().split('_').nth(2).unwrap().to_owned());
    for scheme in ["Bearer", "bearer", "BEARER"] {
        assert_eq!(Token::of(&with(Some(&format!("{scheme} {text}")))).unwrap().key(), key("robot"));
    }
    for header in [None, Some(""), Some(text.as_str()), Some("Basic YTpi"), Some("Bearer"), Some("Bearer x")] {
        assert_eq!(Token::of(&with(header)).unwrap_err().code(), "unauthenticated");
    }
    assert!(!format!("{token:?}").contains(&secret));
    assert_ne!(token.reveal(), Token::generate(key("robot")).unwrap().reveal(), "each is new");
}

/// Two headers are two claims, and which of them a proxy before us has checked is not known.
#[test]
fn a_request_with_two_tokens_proves_nobody() {
    let [robot, other] =
        ["robot", "other"].map(|name| format!("Bearer {}", Token::generate(key(name)).unwrap().reveal()));
    for second in [&other, &robot, "Basic YTpi", "", "\u{fffd}"] {
        let mut parts = with(Some(&robot));
        assert_eq!(Token::of(&parts).unwrap().key(), key("robot"));
        parts.headers.append("authorization", second.parse().unwrap());
        assert_eq!(Token::of(&parts).unwrap_err().code(), "unauthenticated", "{second}");
        assert_eq!(sendright_axum::bearer(&parts), None);
    }
}
