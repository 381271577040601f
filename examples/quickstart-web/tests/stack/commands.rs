//! Changes are in the database, and the printed commands work.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use sendright::testing::{World, account, user};
use sendright_axum::Backend;
use sendright_quickstart_web_example::Product;

use crate::stack::{Stack, in_account};

/// A database in memory that two connections share.
fn shared(name: &str) -> Connection {
    Connection::open(format!("file:{name}?mode=memory&cache=shared")).unwrap()
}

#[tokio::test]
async fn a_product_that_is_opened_again_has_what_was_done() {
    let (database, stack) = (shared("again"), Stack::of(shared("again")));
    let invite = format!(r#"{{"email": "{}", "role": "regular"}}"#, World::email("eve"));
    let invitation = stack.post("ada", &in_account("acme", "invitations"), &invite).await.json();
    let accepted = stack.post("eve", &format!("/invitations/{}/accept", invitation.as_str().unwrap()), "").await;
    assert_eq!(accepted.status, 200);

    let again = Product::open(database, HashMap::new()).unwrap();
    assert!(again.with_directory(|directory| directory.membership(user("eve"), account("acme")).is_some()));
    let snapshot = |product: &Product| product.with_directory(sendright::Directory::snapshot);
    assert_eq!(snapshot(&again), snapshot(&stack.product));
}

/// What can't be stored is not done; and what went wrong is nobody's to read.
#[tokio::test]
async fn a_command_that_is_not_stored_is_not_done() {
    let (database, stack) = (shared("broken"), Stack::of(shared("broken")));
    let revision = || stack.product.with_directory(sendright::Directory::revision);
    let before = revision();
    database.execute("ALTER TABLE change RENAME TO elsewhere", []).unwrap();

    let invite = format!(r#"{{"email": "{}", "role": "regular"}}"#, World::email("eve"));
    let answer = stack.post("ada", &in_account("acme", "invitations"), &invite).await;
    answer.is_refused(500, "internal");
    assert!(!answer.body.contains("elsewhere") && !answer.body.contains("table"), "{}", answer.body);
    assert_eq!(revision(), before);

    database.execute("ALTER TABLE elsewhere RENAME TO change", []).unwrap();
    assert_eq!(stack.post("ada", &in_account("acme", "invitations"), &invite).await.status, 200);
    assert_eq!(revision(), before + 1);
}

/// The three commands that the program prints, given to a shell.
#[test]
fn the_printed_commands_work() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sendright-quickstart-web-example"))
        .arg("127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It is not dropped before the program ends, which prints on.
    let mut printed = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let commands: Vec<String> = printed.by_ref().filter(|line| line.starts_with("    curl ")).take(3).collect();
    let told: Vec<String> = commands.iter().map(|command| given(command)).collect();
    program.kill().unwrap();
    program.wait().unwrap();

    assert_eq!(told[..2], ["1", "1"]);
    assert!(told[2].starts_with("refused: `fax.send` is missing"), "{told:?}");
}

/// What a shell prints for a command.
fn given(command: &str) -> String {
    let command = format!("{command} --silent --show-error --max-time 20");
    let output = Command::new("sh").args(["-c", &command]).output().unwrap();
    assert!(output.status.success(), "is `curl` installed? {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
