//! Opens the database, follows its log, and listens.
//!
//! ```text
//! cargo run -p sendright-service
//! ```

use std::env;
use std::error::Error;
use std::sync::Arc;

use sendright_service::{Product, Secret, SecretDigest, Store, Terms, app, demo};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let database = variable("SENDRIGHT_DATABASE", "sqlite://service.db?mode=rwc");
    match database.split(':').next() {
        Some("sqlite") => serve::<sqlx::Sqlite>(&database).await,
        #[cfg(feature = "postgres")]
        Some("postgres" | "postgresql") => serve::<sqlx::Postgres>(&database).await,
        _ => Err("SENDRIGHT_DATABASE begins with `sqlite:` or, with the feature `postgres`, with `postgres:`".into()),
    }
}

async fn serve<DB: Store>(database: &str) -> Result<(), Box<dyn Error>> {
    let operator = match env::var("SENDRIGHT_OPERATOR") {
        Ok(secret) if secret.len() < 32 => return Err("SENDRIGHT_OPERATOR is shorter than 32 bytes".into()),
        Ok(secret) => SecretDigest::of(&secret),
        Err(_) => {
            let secret = Secret::generate()?;
            println!("The operator's token, until the service ends: {}", secret.reveal());
            secret.digest()
        }
    };
    let address = env::var("SENDRIGHT_ADDRESS").ok().map(|address| address.parse()).transpose()?;
    let terms = Terms { address, ..Terms::new(operator) };
    let product = Arc::new(Product::<DB>::open(DB::connect(database).await?, terms).await?);
    let node = product.node().clone();
    let following = tokio::spawn(async move { node.follow().await });

    let listener = TcpListener::bind(variable("SENDRIGHT_LISTEN", "127.0.0.1:3000")).await?;
    let address = listener.local_addr()?.to_string();
    if let Some(told) = demo::open(&product, &address).await? {
        println!("{told}");
    }
    println!("Listening at http://{address}");
    // A service that does not follow its log any more would decide by what was.
    tokio::select! {
        served = axum::serve(listener, app(product)) => Ok(served?),
        followed = following => match followed? {
            Err(error) => Err(error.into()),
        },
    }
}

fn variable(name: &str, or: &str) -> String {
    env::var(name).unwrap_or_else(|_| or.to_owned())
}
