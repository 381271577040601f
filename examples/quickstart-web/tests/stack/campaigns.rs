//! Campaigns: made, listed, launched.

use sendright::testing::{account, user};
use sendright::{Permission, Request};
use sendright_axum::Backend;

use crate::stack::{Campaign, Stack, in_account};

const ACCOUNTS: [&str; 3] = ["acme", "shop", "other"];

/// The number of the campaign in Acme that is this person's, or nobody's.
fn number(stack: &Stack, owner: Option<&str>) -> usize {
    let is_it = |campaign: &Campaign| campaign.account == account("acme") && campaign.owner == owner.map(user);
    1 + stack.campaigns.iter().position(is_it).unwrap()
}

fn launch_of(account: &str, number: usize) -> String {
    in_account(account, &format!("campaigns/{number}/launch"))
}

/// A Regular works on their own (rule D2).
#[tokio::test]
async fn a_regular_launches_their_own_campaign_and_no_other() {
    let stack = Stack::new();
    for sender in ["rita", "robot"] {
        let launch = async |owner| stack.post(sender, &launch_of("acme", number(&stack, owner)), "").await;
        assert_eq!(launch(Some("rita")).await.status, 200);
        launch(Some("sam")).await.is_refused(403, "lesser_scope");
        launch(None).await.is_refused(403, "lesser_scope");
    }
}

/// Who launches in a whole account launches what is anybody's and nobody's, and only what is there.
#[tokio::test]
async fn a_sender_and_a_key_of_the_account_launch_every_campaign_of_it() {
    let stack = Stack::new();
    for sender in ["sam", "machine", "ada"] {
        for owner in [Some("rita"), Some("ada"), Some("olga"), None] {
            let answer = stack.post(sender, &launch_of("acme", number(&stack, owner)), "").await;
            assert_eq!(answer.json(), number(&stack, owner), "{sender} launches what is {owner:?}'s");
        }
        stack.post(sender, &launch_of("acme", 1_000), "").await.is_refused(404, "no_access");
    }
}

/// Every sender, every campaign, in the path of every account: as `authorize` decides about the row. A row that is not there, or is
/// another account's, is answered as no access would be, or as the sender's own row would be if that is refused.
#[tokio::test]
async fn every_launch_is_decided_as_the_directory_decides() {
    let (stack, mut launched, mut refused) = (Stack::new(), 0, 0);
    for (sender, principal) in stack.senders() {
        for at in ACCOUNTS {
            let decide = |about: Request| {
                let decision = stack.product.with_directory(|directory| directory.authorize(&about));
                decision.map_err(|denial| (denial.http_status(), denial.code()))
            };
            let draft = Request::new(principal, Permission::SmsLaunch, account(at));
            for (place, campaign) in stack.campaigns.iter().enumerate() {
                let own = decide(draft.own().at(stack.product.now()));
                let row = decide(draft.owned_by(campaign.owner).at(stack.product.now()));
                let expected = match (campaign.account == account(at), own) {
                    (true, _) => row.map(drop),
                    (false, Err(denial)) => Err(denial),
                    (false, Ok(_)) => Err((404, "no_access")),
                };
                let answer = stack.post(sender, &launch_of(at, place + 1), "").await;
                match expected {
                    Ok(()) => assert_eq!((answer.status, answer.json()), (200, (place + 1).into()), "{sender} in {at}"),
                    Err((status, code)) => answer.is_refused(status, code),
                }
                *(if expected.is_ok() { &mut launched } else { &mut refused }) += 1;
            }
        }
    }
    assert_eq!((launched, refused), (73, 12 * 3 * 30 - 73));
}

/// Rule D6: the rows that are listed are those that are allowed one by one.
#[tokio::test]
async fn the_list_has_what_is_allowed_one_by_one() {
    let (stack, mut listed, mut empty) = (Stack::new(), 0, 0);
    for (sender, principal) in stack.senders() {
        for at in ACCOUNTS {
            let is_below = |id| {
                let above = |directory: &sendright::Directory| directory.ancestors(id).any(|up| up.id() == account(at));
                id == account(at) || stack.product.with_directory(above)
            };
            let allowed = |row: &Campaign| {
                let request = Request::new(principal, Permission::SmsView, row.account).owned_by(row.owner);
                stack.product.with_directory(|directory| directory.authorize(&request.at(stack.product.now()))).is_ok()
            };
            let rows = (1..).zip(&stack.campaigns).filter(|(_, row)| is_below(row.account) && allowed(row));
            let expected: Vec<i64> = rows.map(|(number, _)| number).collect();

            let answer = stack.get(sender, &in_account(at, "campaigns")).await;
            if answer.status == 200 {
                let numbers =
                    answer.json().as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>();
                assert_eq!(numbers, expected, "{sender} in {at}");
                listed += 1;
            } else {
                assert!(expected.is_empty(), "{sender} in {at}: {answer:?}");
                assert!([401, 403, 404].contains(&answer.status), "{answer:?}");
                empty += 1;
            }
        }
    }
    assert_eq!((listed, empty), (12, 24));
}

/// A new campaign is the sender's own; that of a key is its owner's, and that of an account's key nobody's.
#[tokio::test]
async fn a_new_campaign_is_the_senders_own() {
    let stack = Stack::new();
    let ids = |name: &str| serde_json::json!(user(name));
    for (sender, owner) in [("rita", ids("rita")), ("robot", ids("rita")), ("machine", serde_json::Value::Null)] {
        let number =
            stack.post(sender, &in_account("acme", "campaigns"), "It’s “new”; DROP TABLE campaign").await.json();
        let list = stack.get("ada", &in_account("acme", "campaigns")).await.json();
        let row = list.as_array().unwrap().iter().find(|row| row["id"] == number).unwrap().clone();
        let expected = serde_json::json!({
            "id": number, "account": account("acme"), "owner": owner,
            "text": "It’s “new”; DROP TABLE campaign", "launched": false,
        });
        assert_eq!(row, expected);

        let launched = stack.post(sender, &in_account("acme", &format!("campaigns/{number}/launch")), "").await;
        assert_eq!(launched.status, 200);
        let list = stack.get("ada", &in_account("acme", "campaigns")).await.json();
        assert!(list.as_array().unwrap().iter().any(|row| row["id"] == number && row["launched"] == true));
    }
    stack.post("tom", &in_account("acme", "campaigns"), "Hello").await.is_refused(403, "missing");
}
