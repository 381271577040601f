//! What somebody learns who has no access, or proves nobody.

use axum::http::{Method, Request};
use sendright::testing::{account, user};
use uuid::Uuid;

use crate::stack::{Answer, Stack};

/// All routes of an account, with what is sent to them.
fn routes(account: &str) -> Vec<(Method, String, String)> {
    let get = |rest: &str| (Method::GET, format!("/accounts/{account}/{rest}"), String::new());
    let post = |rest: &str, body: &str| (Method::POST, format!("/accounts/{account}/{rest}"), body.to_owned());
    vec![
        get("campaigns"),
        post("campaigns", "Hello"),
        // There, of another account, and not there.
        post("campaigns/1/launch", ""),
        post("campaigns/30/launch", ""),
        post("campaigns/1000/launch", ""),
        post("invitations", r#"{"email": "eve@world.example", "role": "regular"}"#),
        get("rights"),
        get(&format!("why-not?user={}&permission=sms.send", user("ada"))),
    ]
}

async fn answers(stack: &Stack, token: Option<&str>, account: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (method, path, body) in routes(account) {
        answers.push(stack.send(Request::builder().method(method).uri(path), token, &body).await);
    }
    answers
}

/// Byte for byte, on every route: an account that is there, one that never was, and what is not even an id.
#[tokio::test]
async fn a_stranger_does_not_learn_which_accounts_exist() {
    let stack = Stack::new();
    for stranger in ["eve", "olga"] {
        let token = Some(stack.token(stranger));
        let (there, nil, odd) = (account("acme").to_string(), Uuid::max().to_string(), "acme");
        let expected = answers(&stack, token, &there).await;
        for answer in &expected {
            answer.is_refused(404, "no_access");
        }
        assert!(expected.iter().all(|answer| *answer == expected[0]), "nor which campaigns: {expected:#?}");
        assert_eq!(answers(&stack, token, &nil).await, expected);
        assert_eq!(answers(&stack, token, odd).await, expected);
    }
}

/// What can't be read is answered alike too, whether it is read before the decision or after it.
#[tokio::test]
async fn a_stranger_learns_nothing_from_what_is_malformed() {
    let stack = Stack::new();
    for (method, rest, body) in [
        (Method::POST, "campaigns/first/launch", ""),
        (Method::POST, "invitations", "{"),
        (Method::GET, "why-not", ""),
        (Method::GET, "why-not?user=ada&permission=sms.send", ""),
        (Method::DELETE, "campaigns", ""),
        (Method::GET, "elsewhere", ""),
    ] {
        let ask = async |account: String| {
            let request = Request::builder().method(method.clone()).uri(format!("/accounts/{account}/{rest}"));
            stack.send(request, Some(stack.token("eve")), body).await
        };
        let there = ask(account("acme").to_string()).await;
        assert!((400..500).contains(&there.status), "{there:?}");
        assert_eq!(there, ask(Uuid::max().to_string()).await);
    }
}

#[tokio::test]
async fn whoever_proves_nobody_is_told_nothing_else() {
    let stack = Stack::new();
    let forged = format!("sr_{}_{}", "0".repeat(32), "0".repeat(64));
    for token in [None, Some("session of nobody"), Some(""), Some(forged.as_str())] {
        for id in [account("acme").to_string(), Uuid::max().to_string()] {
            for answer in answers(&stack, token, &id).await {
                answer.is_refused(401, "unauthenticated");
            }
        }
    }
}

/// The digest is still there; the directory knows better.
#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    let stack = Stack::new();
    for answer in answers(&stack, Some(stack.token("lost")), &account("acme").to_string()).await {
        answer.is_refused(401, "key_revoked");
    }
}

/// A key with another key's secret, and a key whose secret was replaced.
#[tokio::test]
async fn a_secret_is_worth_its_own_key_only() {
    let stack = Stack::new();
    let (robot, machine) = (stack.token("robot"), stack.token("machine"));
    let mixed = format!("{}_{}", robot.rsplit_once('_').unwrap().0, machine.rsplit_once('_').unwrap().1);
    for (token, status) in [(robot, 200), (machine, 200), (mixed.as_str(), 401)] {
        let request = Request::get(format!("/accounts/{}/campaigns", account("acme")));
        assert_eq!(stack.send(request, Some(token), "").await.status, status);
    }
}

#[tokio::test]
async fn the_health_of_the_product_is_told_to_everybody() {
    let stack = Stack::new();
    let answer = stack.send(Request::get("/health"), None, "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "well"));
}
