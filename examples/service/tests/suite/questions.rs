//! "My rights", "why not", and "what happened".

use sendright::testing::{account, user};
use sendright::{Directory, Principal};
use sendright_axum::Backend;
use serde_json::{Value, json};

use super::Place;
use super::stack::{Stack, at};

/// What the directory says.
pub(crate) async fn everybody_sees_their_own_rights<P: Place>() {
    let (stack, mut told) = (Stack::<P>::new().await, 0);
    for name in super::stack::PEOPLE {
        for place in ["acme", "shop", "other"] {
            let answer = stack.get(name, &at(place, "rights")).await;
            let access = |directory: &Directory| {
                directory.access(Principal::from(user(name)), account(place), chrono::Utc::now())
            };
            match stack.product.with_directory(access) {
                Ok(access) => {
                    let timeless = |mut json: Value| json.as_object_mut().unwrap().remove("at").map(|_| json);
                    assert_eq!(timeless(answer.is(200).json()), timeless(json!(access)));
                    told += 1;
                }
                Err(denial) => answer.is_refused(denial.http_status(), denial.code()),
            }
        }
    }
    assert_eq!(told, 9);
}

/// Of whoever is not in the account nothing is told, not even that they are somebody's user.
pub(crate) async fn why_not_is_told_of_members_only<P: Place>() {
    let stack = Stack::<P>::new().await;
    let why_not =
        |place: &str, person: &str| at(place, &format!("why-not?user={}&permission=sms.launch", user(person)));
    let told = stack.get("ada", &why_not("acme", "tom")).await.is(200).json();
    assert_eq!(told["is_allowed"], false);
    assert!(told["told"].as_str().unwrap().starts_with("refused: `sms.launch`"), "{told}");
    assert_eq!(stack.get("ada", &why_not("acme", "sam")).await.json()["is_allowed"], true);
    for stranger in ["olga", "eve", "cleo"] {
        stack.get("ada", &why_not("acme", stranger)).await.is_refused(404, "unknown_user");
    }
    stack.get("ada", &why_not("shop", "cleo")).await.is(200);
}

pub(crate) async fn a_reader_reads_of_their_own_accounts<P: Place>() {
    let stack = Stack::<P>::new().await;
    let page = stack.get("ada", &at("acme", "history")).await.is(200).json();
    let entries = page["entries"].as_array().unwrap();
    assert_eq!((&page["more"], &page["is_complete"]), (&json!(false), &json!(true)));
    assert_eq!(entries[0]["command"], "create_account_key", "the newest is first");
    assert!(!page.to_string().contains(&user("olga").to_string()), "nothing of another tenant");

    let of_rita = stack.get("ada", &at("acme", &format!("history?user={}", user("rita")))).await.json();
    assert_eq!(of_rita["entries"].as_array().unwrap().len(), 1, "{of_rita}");
    let rest = stack.get("ada", &at("acme", "history?skip=2")).await.json();
    assert_eq!(rest["entries"].as_array().unwrap()[..], entries[2..]);
    stack.get("ada", &at("acme", "history?skip=10001")).await.is_refused(400, "too_far");
    let theirs = stack.get("olga", &at("other", "history")).await.is(200).json();
    assert_eq!(theirs["entries"].as_array().unwrap().len(), 1);
}
