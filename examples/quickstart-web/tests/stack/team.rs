//! "My rights" and "why not".

use sendright::testing::{account, user};
use sendright_axum::Backend;
use sendright_quickstart_web_example::NAMES;
use serde_json::{Value, json};

use crate::stack::{Stack, in_account};

/// What the directory says, under the product's own names.
#[tokio::test]
async fn everybody_sees_their_own_rights() {
    let (stack, mut told) = (Stack::new(), 0);
    for (sender, principal) in stack.senders() {
        for at in ["acme", "shop", "other"] {
            let answer = stack.get(sender, &in_account(at, "rights")).await;
            let access =
                |directory: &sendright::Directory| directory.access(principal, account(at), stack.product.now());
            match stack.product.with_directory(access) {
                Ok(access) => {
                    let timeless = |mut json: Value| json.as_object_mut().unwrap().remove("at").map(|_| json);
                    assert_eq!(timeless(answer.json()), timeless(json!(access.with_names(&NAMES))));
                    told += 1;
                }
                Err(denial) => answer.is_refused(denial.http_status(), denial.code()),
            }
        }
    }
    assert_eq!(told, 11);
    let adas = stack.get("ada", &in_account("acme", "rights")).await.json();
    assert!(adas["permissions"].as_array().unwrap().contains(&"fax.send".into()), "{adas}");
}

/// The layer says why somebody may not, under the product's own names.
#[test]
fn denials_have_the_products_own_names() {
    let names = Stack::new().product.names();
    let denial = sendright::Denial::Missing(sendright::PermissionSet::CUSTOM);
    assert!(sendright_axum::Problem::of_denial(denial, &names).to_string().starts_with("`fax.send`, `custom.1`"));
}

fn why_not(at: &str, person: &str, permission: &str) -> String {
    in_account(at, &format!("why-not?user={}&permission={permission}", user(person)))
}

#[tokio::test]
async fn whoever_sees_the_users_asks_why_not() {
    let stack = Stack::new();
    let answer = stack.get("ada", &why_not("acme", "rita", "fax.send")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with("refused: `fax.send` is missing"), "{}", answer.body);
    assert!(answer.body.contains("rita"), "{}", answer.body);

    let answer = stack.get("ada", &why_not("acme", "rita", "sms.launch")).await;
    assert!(answer.body.starts_with("refused: `sms.launch` is held for data of one's own only"), "{}", answer.body);
    assert!(stack.get("ada", &why_not("acme", "sam", "sms.launch")).await.body.starts_with("allowed: `sms.launch`"));
    stack.get("ada", &why_not("acme", "rita", "fax.burn")).await.is_refused(400, "unknown");
}

#[tokio::test]
async fn nobody_else_asks_why_not() {
    let stack = Stack::new();
    for (sender, status, code) in [
        ("sam", 403, "missing"),
        ("rita", 403, "missing"),
        ("robot", 403, "missing"),
        ("machine", 403, "missing"),
        ("gone", 401, "user_deactivated"),
        ("lost", 401, "key_revoked"),
        ("olga", 404, "no_access"),
    ] {
        stack.get(sender, &why_not("acme", "rita", "sms.send")).await.is_refused(status, code);
    }
}

/// Of whoever is not in the account nothing is told, not even that they are somebody's user.
#[tokio::test]
async fn why_not_is_told_of_members_only() {
    let stack = Stack::new();
    for stranger in ["olga", "eve"] {
        stack.get("ada", &why_not("acme", stranger, "sms.send")).await.is_refused(404, "unknown_user");
    }
    stack.get("ada", &why_not("acme", "cleo", "sms.send")).await.is_refused(404, "unknown_user");
    assert_eq!(stack.get("ada", &why_not("shop", "cleo", "sms.send")).await.status, 200);
}
