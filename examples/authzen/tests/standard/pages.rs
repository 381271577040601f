//! Pages of searches.

use axum::http::StatusCode;
use sendright::Preset;
use sendright::testing::{World, account, key, user};
use sendright_authzen::{Catalogue, MAX_RESULTS};
use serde_json::{Value, json};

use crate::product::{gateway, post, post_as, router};

const PATH: &str = "/access/v1/search/subject";

fn world(members: usize) -> World {
    let world = World::new().account("acme").account_key("gateway", gateway());
    (0..members).fold(world, |world, number| world.member(&format!("m{number}"), Preset::Sender))
}

fn request(page: &Value) -> Value {
    json!({
        "subject": {"type": "user"},
        "action": {"name": "sms.send"},
        "resource": {"type": "account", "id": account("acme")},
        "page": page,
    })
}

fn ids(found: &Value) -> Vec<String> {
    found["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// The pages of any length are, one after another, what one answer has.
#[tokio::test]
async fn pages_are_the_whole_in_parts() {
    let here = router(world(9), Catalogue);
    let whole = post(&here, PATH, request(&json!(null)).to_string()).await.json();
    assert!(whole.get("page").is_none(), "nobody asked for pages, and it is all");
    let whole = ids(&whole);
    assert_eq!(whole.len(), 10, "nine members and an administrator");
    for limit in 1..=11 {
        let mut page = json!({"limit": limit});
        let (mut told, mut pages) = (Vec::new(), 0);
        loop {
            pages += 1;
            let found = post(&here, PATH, request(&page).to_string()).await.json();
            assert_eq!(
                (&found["page"]["total"], found["page"]["count"].as_u64()),
                (&json!(10), Some(ids(&found).len() as u64))
            );
            told.extend(ids(&found));
            page["token"] = found["page"]["next_token"].clone();
            if page["token"] == "" {
                break;
            }
            assert_eq!(ids(&found).len(), limit);
        }
        assert_eq!((told, pages), (whole.clone(), 10_usize.div_ceil(limit)), "by {limit}");
    }
}

/// Whoever comes or goes between two pages: nobody who was there all the time is told twice or left out.
#[tokio::test]
async fn changes_between_pages_leave_the_others_where_they_are() {
    let before = router(world(9), Catalogue);
    let whole = ids(&post(&before, PATH, request(&json!(null)).to_string()).await.json());
    let first = post(&before, PATH, request(&json!({"limit": 4})).to_string()).await.json();
    let token = json!({"token": first["page"]["next_token"]});
    for number in 0..9 {
        let name = format!("m{number}");
        let after = router(world(9).within("acme").removed(&name), Catalogue);
        let mut rest = token.clone();
        let mut told = ids(&first);
        while rest["token"] != "" {
            let found = post(&after, PATH, request(&rest).to_string()).await.json();
            told.extend(ids(&found));
            rest["token"] = found["page"]["next_token"].clone();
        }
        let gone = user(&name).to_string();
        let stayed = |all: &[String]| all.iter().filter(|id| **id != gone).cloned().collect::<Vec<_>>();
        assert_eq!(stayed(&told), stayed(&whole), "without {name}");
    }
}

#[tokio::test]
async fn a_token_is_of_its_search() {
    let here = router(world(5), Catalogue);
    let token = post(&here, PATH, request(&json!({"limit": 2})).to_string()).await.json()["page"]["next_token"].clone();
    let with_token = request(&json!({"token": token, "limit": 2}));
    assert_eq!(post(&here, PATH, with_token.to_string()).await.status, StatusCode::OK);

    let mut other = with_token.clone();
    other["action"]["name"] = json!("sms.view");
    let mut later = with_token.clone();
    later["context"] = json!({"time": "now"});
    let sorted = request(&json!({"token": token, "limit": 2, "properties": {"sort": "name"}}));
    let longer = request(&json!({"token": token, "limit": 3}));
    let garbage = ["x", "????", "e30", "bnVsbA", "-"].map(|token| request(&json!({"token": token})));
    for (refused, why) in
        [(other, "another search"), (later, "another search"), (sorted, "another search"), (longer, "`page.limit`")]
            .into_iter()
            .chain(garbage.map(|garbage| (garbage, "begin without one")))
    {
        let answer = post(&here, PATH, refused.to_string()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{refused}");
        assert!(answer.body.contains(why), "{}", answer.body);
    }
    // Nor is it somebody else's.
    let answer = post_as(&here, user("acme-admin"), PATH, &with_token).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(post_as(&here, key("gateway"), PATH, &with_token).await.status, StatusCode::OK);
}

/// Nothing is told on a page of length 0, and its token begins where it is.
#[tokio::test]
async fn a_page_may_be_empty() {
    let here = router(world(3), Catalogue);
    let none = post(&here, PATH, request(&json!({"limit": 0})).to_string()).await.json();
    assert_eq!((ids(&none).len(), &none["page"]["total"]), (0, &json!(4)));
    assert_ne!(none["page"]["next_token"], "");
    for limit in [json!(-1), json!(1.5), json!("2")] {
        let answer = post(&here, PATH, request(&json!({"limit": limit})).to_string()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn an_answer_that_is_too_long_comes_in_pages_unasked() {
    let here = router(world(MAX_RESULTS), Catalogue);
    for page in [json!(null), json!({"limit": MAX_RESULTS * 2})] {
        let found = post(&here, PATH, request(&page).to_string()).await.json();
        assert_eq!((ids(&found).len(), &found["page"]["total"]), (MAX_RESULTS, &json!(MAX_RESULTS + 1)));
        let rest = post(&here, PATH, request(&json!({"token": found["page"]["next_token"]})).to_string()).await.json();
        assert_eq!((ids(&rest).len(), &rest["page"]["next_token"]), (1, &json!("")));
    }
}
