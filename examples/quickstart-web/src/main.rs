//! Seeds a small world, prints three commands to try it with, and listens.
//!
//! ```text
//! cargo run -p sendright-quickstart-web-example
//! ```

use sendright::{Actor, Command};
use sendright_quickstart_web_example::{Product, app};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What the operator does at first, and a session for each person.
    let (commands, sessions): (Vec<Command>, _) = serde_json::from_str(include_str!("../seed.json"))?;
    let product = Product::open(rusqlite::Connection::open_in_memory()?, sessions)?;
    commands.into_iter().try_for_each(|command| product.execute(Actor::System, command))?;

    let listener = TcpListener::bind(std::env::args().nth(1).as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("{}", include_str!("../try.txt").replace("ADDRESS", &listener.local_addr()?.to_string()));
    Ok(axum::serve(listener, app(product.into())).await?)
}
