//! Campaigns: who lists which, and who launches which, once.

use sendright::testing::{account, user};
use sendright::{Permission, Principal};
use sendright_axum::Backend;
use serde_json::json;

use super::Place;
use super::stack::{Stack, at};

fn ids(answer: &super::stack::Answer) -> Vec<i64> {
    answer.json().as_array().unwrap().iter().map(|campaign| campaign["id"].as_i64().unwrap()).collect()
}

/// One condition in SQL and the directory say the same of each row.
pub(crate) async fn everybody_lists_what_the_directory_says<P: Place>() {
    let stack = Stack::<P>::new().await;
    let mut rows = Vec::new();
    for (name, by) in [("acme", "ada"), ("acme", "sam"), ("acme", "rita"), ("acme", "robot"), ("shop", "cleo")] {
        let owner = if by == "robot" { "ada" } else { by };
        rows.push((stack.campaign(by, name).await, account(name), Some(user(owner))));
    }
    rows.push((stack.campaign("machine", "acme").await, account("acme"), None));
    rows.push((stack.campaign("olga", "other").await, account("other"), Some(user("olga"))));

    let mut listed = 0;
    for name in ["ada", "sue", "sam", "rita", "tom", "cleo", "olga"] {
        for place in ["acme", "shop", "other"] {
            let answer = stack.get(name, &at(place, "campaigns")).await;
            let expected = stack.product.with_directory(|directory| {
                directory.listing(Principal::from(user(name)), Permission::SmsView, account(place), chrono::Utc::now())
            });
            match expected {
                Ok(listing) => {
                    let expected: Vec<i64> = rows
                        .iter()
                        .filter(|(_, account, owner)| listing.contains(*account, *owner))
                        .map(|(id, ..)| *id)
                        .collect();
                    listed += expected.len();
                    assert_eq!(ids(&answer.is(200)), expected, "{name} in {place}");
                }
                Err(denial) => answer.is_refused(denial.http_status(), denial.code()),
            }
        }
    }
    assert!(listed > 15, "{listed}");
}

pub(crate) async fn a_list_goes_on_after_a_number<P: Place>() {
    let stack = Stack::<P>::new().await;
    let first = stack.campaign("rita", "acme").await;
    let second = stack.campaign("rita", "acme").await;
    let after = stack.get("rita", &at("acme", &format!("campaigns?after={first}"))).await.is(200);
    assert_eq!(ids(&after), [second]);
}

/// Rita launches her own and nobody else's; a launch is in the history, with its number.
pub(crate) async fn a_campaign_is_launched_once<P: Place>() {
    let stack = Stack::<P>::new().await;
    let (hers, other) = (stack.campaign("rita", "acme").await, stack.campaign("sam", "acme").await);
    let launch = |id: i64| at("acme", &format!("campaigns/{id}/launch"));
    stack.post("rita", &launch(other), json!(null)).await.is_refused(403, "lesser_scope");
    stack.post("rita", &launch(hers), json!(null)).await.is(204);
    stack.post("rita", &launch(hers), json!(null)).await.is_refused(409, "already_launched");
    stack.post("ada", &launch(hers), json!(null)).await.is_refused(409, "already_launched");

    let listed = stack.get("rita", &at("acme", "campaigns")).await.json();
    assert_eq!(listed[0]["is_launched"], true, "{listed}");
    let history = stack.get("ada", &at("acme", "history")).await.json();
    let launches: Vec<_> = history["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["required"] == json!(["sms.launch"]))
        .collect();
    assert_eq!(launches.len(), 1, "{history}");
    assert!(launches[0]["sentence"].as_str().unwrap().contains(&format!("campaign {hers}")), "{launches:?}");
}

/// The row and its entry are stored in one transaction.
pub(crate) async fn a_launch_without_its_entry_is_none<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = stack.campaign("rita", "acme").await;
    stack.place.run("ALTER TABLE sendright_history_about RENAME TO away").await;
    let answer = stack.post("rita", &at("acme", &format!("campaigns/{id}/launch")), json!(null)).await;
    assert!(answer.status >= 500, "{answer:?}");
    assert!(!answer.body.contains("sendright"), "{answer:?}");
    stack.place.run("ALTER TABLE away RENAME TO sendright_history_about").await;
    let listed = stack.get("rita", &at("acme", "campaigns")).await.json();
    assert_eq!(listed[0]["is_launched"], false, "{listed}");
}

/// Neither is one that never was, and both are answered alike.
pub(crate) async fn a_campaign_of_another_account_is_not_there<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = stack.campaign("olga", "other").await;
    let launch = async |id: i64| stack.post("ada", &at("acme", &format!("campaigns/{id}/launch")), json!(null)).await;
    let answer = launch(id).await;
    answer.is_refused(404, "no_access");
    assert_eq!(launch(1_000_000).await, answer);
}

/// Whoever launches nothing is told so, whether there is a campaign or not.
pub(crate) async fn whoever_launches_nothing_learns_of_no_campaign<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = stack.campaign("rita", "acme").await;
    let launch = async |id: i64| stack.post("tom", &at("acme", &format!("campaigns/{id}/launch")), json!(null)).await;
    let answer = launch(id).await;
    answer.is_refused(403, "missing");
    assert_eq!(launch(1_000_000).await, answer);
}

/// Of those who launch it at once one does, and the history has one entry.
pub(crate) async fn a_campaign_that_is_launched_by_many_is_launched_once<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = stack.campaign("rita", "acme").await;
    let path = at("acme", &format!("campaigns/{id}/launch"));
    let launch = |by| stack.post(by, &path, json!(null));
    let (first, second, third) = tokio::join!(launch("rita"), launch("ada"), launch("rita"));
    let mut statuses = [first.status, second.status, third.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409, 409]);
    let newest = sendright_sqlx::Cursor::at_revision(stack.product.node().revision());
    let launches = stack.product.node().log().history_about("sms.launch", newest, 10).await.unwrap();
    assert_eq!(launches.len(), 1);
}
