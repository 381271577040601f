//! What the first run tells: commands that work.

use std::sync::Arc;

use sendright_service::{Product, Secret, demo};

use super::Place;
use super::stack::{Stack, terms};

/// A `curl` command: the bearer token, the method, the path, and the body.
fn read(line: &str) -> (&str, &str, &str, String) {
    let between = |start: &str, end: &str| Some(line.split_once(start)?.1.split_once(end)?.0);
    let token = between("Bearer ", "'").unwrap();
    let path = line.split_once("http://here").unwrap().1;
    let body = between("--json '", "' http");
    let method = if body.is_some() || line.contains("-X POST") { "post" } else { "get" };
    (token, method, path, body.unwrap_or_default().to_owned())
}

pub(crate) async fn the_demo_opens_once_and_can_be_tried<P: Place>() {
    let mut stack = Stack::<P>::new().await;
    assert_eq!(demo::open(&stack.product, "here").await.unwrap(), None, "there is something already");

    stack.place = P::new().await;
    stack.operator = Secret::generate().unwrap();
    let product = Product::open(stack.place.pool().await, terms(&stack.operator)).await.unwrap();
    stack.product = Arc::new(product);
    let told = demo::open(&stack.product, "here").await.unwrap().unwrap();
    let commands: Vec<_> = told.lines().filter(|line| line.contains("Bearer")).collect();
    assert_eq!(commands.len(), 4);
    for line in commands {
        let (token, method, path, body) = read(line);
        let answer = stack.send_text(method, path, Some(token), "application/json", body).await;
        assert!((200..300).contains(&answer.status), "{line}: {answer:?}");
    }
    assert_eq!(demo::open(&stack.product, "here").await.unwrap(), None);
}
