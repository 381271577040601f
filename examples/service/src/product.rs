//! The service as a value: a node that follows the log, an auditor, and the tables beside it.

use core::time::Duration;

use axum::http::StatusCode;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use sendright::{AccountId, Actor, ApiKeyId, ChangeId, Command, Directory, Principal, UserId};
use sendright_authzen::Address;
use sendright_axum::{Backend, Digest, Problem, Token, account_in_path, bearer};
use sendright_sqlx::{Auditor, ExecuteError, Log, Node, Reader, Settings};
use sqlx::Pool;

use crate::answer::{Answer, not_stored, of_age};
use crate::secret::SecretDigest;
use crate::store::{Person, Store};

/// What whoever runs the service decides.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The digest of the operator's secret.
    pub operator: SecretDigest,
    /// How old what the service knows may be, so that it still decides by it.
    pub oldest: Duration,
    /// How long a session lasts.
    pub session: Duration,
    /// Where clients find the service, for the metadata of `AuthZEN`; without, it tells none.
    pub address: Option<Address>,
}

impl Terms {
    /// Those for an operator with this secret: decisions by what is at most ten seconds old, and sessions of twelve hours.
    #[must_use]
    pub const fn new(operator: SecretDigest) -> Self {
        Self { operator, oldest: Duration::from_secs(10), session: Duration::from_hours(12), address: None }
    }
}

/// The service.
pub struct Product<DB: Store> {
    node: Node<DB>,
    reader: Reader,
    auditor: Auditor<DB>,
    terms: Terms,
}

impl<DB: Store> core::fmt::Debug for Product<DB> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Product").field("node", &self.node).finish_non_exhaustive()
    }
}

/// What became of a command.
pub(crate) struct Done {
    pub(crate) revision: u64,
    pub(crate) change: ChangeId,
    /// The new secret of the key that the command is about. It is shown now, and never again.
    pub(crate) token: Option<Token>,
}

/// What is stored beside a change.
#[derive(Clone, Copy)]
enum Beside {
    Nothing,
    /// The digest of a new secret.
    Secret(ApiKeyId, Digest),
    /// The sessions of a user end.
    NoSessions(UserId),
}

impl Beside {
    async fn store<DB: Store>(self, connection: &mut DB::Connection) -> sqlx::Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::Secret(key, digest) => DB::set_secret(connection, key, &digest).await,
            Self::NoSessions(user) => DB::end_sessions_of(connection, user).await,
        }
    }
}

impl<DB: Store> Product<DB> {
    /// Makes the tables, or brings them up to date, and starts a node.
    ///
    /// # Errors
    ///
    /// The database can't be reached, or its log can't be read.
    pub async fn open(pool: Pool<DB>, terms: Terms) -> Result<Self, Box<dyn std::error::Error>> {
        Log::migrate(&pool).await?;
        DB::own_migrator().run(&pool).await?;
        let log = Log::open(pool, "main").await?;
        let node = Node::start(log.clone(), Settings::default()).await?;
        Ok(Self { reader: node.reader(), auditor: Auditor::start(log).await?, node, terms })
    }

    /// The node. Spawn its [`follow`](Node::follow): without, the service soon knows too little to decide.
    #[must_use]
    pub const fn node(&self) -> &Node<DB> {
        &self.node
    }

    pub(crate) const fn auditor(&self) -> &Auditor<DB> {
        &self.auditor
    }

    pub(crate) const fn reader(&self) -> &Reader {
        &self.reader
    }

    pub(crate) const fn terms(&self) -> &Terms {
        &self.terms
    }

    pub(crate) fn pool(&self) -> &Pool<DB> {
        self.node.log().pool()
    }

    pub(crate) fn is_operator(&self, sent: &SecretDigest) -> bool {
        *sent == self.terms.operator
    }

    /// Executes a command. What belongs to it is stored in its transaction: the digest of the secret that a new key gets, and that
    /// the sessions of somebody end who is shut out. So a key never is without its secret, nor a secret without its key.
    pub(crate) async fn execute(
        &self,
        actor: Actor,
        command: &Command,
        at: DateTime<Utc>,
    ) -> Result<Done, ExecuteError> {
        let (beside, token) = beside(command)?;
        let executed = self.node.execute_with(actor, command, at, move |connection, _| {
            Box::pin(async move { beside.store::<DB>(connection).await })
        });
        let change = executed.await?.change;
        Ok(Done { revision: change.revision(), change: change.id(), token })
    }
}

/// What is to be stored with a command, and the secret that it makes.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other commands need nothing beside them")]
fn beside(command: &Command) -> Result<(Beside, Option<Token>), ExecuteError> {
    match command {
        Command::CreateApiKey { key, .. } | Command::CreateAccountKey { key, .. } | Command::ResetApiKey { key } => {
            let token =
                Token::generate(*key).map_err(|error| ExecuteError::Application(sqlx::Error::Encode(error.into())))?;
            Ok((Beside::Secret(*key, token.digest()), Some(token)))
        }
        Command::DeactivateUser { user } | Command::DeleteUser { user } | Command::ResetPassword { user } => {
            Ok((Beside::NoSessions(*user), None))
        }
        _ => Ok((Beside::Nothing, None)),
    }
}

impl<DB: Store> Backend for Product<DB> {
    /// A session, or an API key. Nobody is found by a service that knows too little to decide about them.
    async fn principal(&self, request: &mut Parts) -> Answer<Principal> {
        self.reader.ask_within(self.terms.oldest, |_| ()).map_err(of_age)?;
        let sent = bearer(request).ok_or_else(Problem::unauthenticated)?;
        if let Ok(token) = sent.parse::<Token>() {
            let stored = DB::secret(self.pool(), token.key()).await.map_err(not_stored)?;
            return token.principal_if(stored.as_ref());
        }
        let (digest, now) = (SecretDigest::of(sent), self.now().timestamp_millis());
        let person = DB::session(self.pool(), &digest, now).await.map_err(not_stored)?;
        let person = person.ok_or_else(Problem::unauthenticated)?;
        let user = person.user;
        request.extensions.insert(person);
        Ok(user.into())
    }

    async fn account(&self, request: &mut Parts) -> Answer<AccountId> {
        account_in_path(request).await
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        self.reader.ask(ask)
    }
}

/// What the sender attests about an address must be what they proved.
pub(crate) fn attested(command: &Command, person: Option<&Person>) -> Answer<()> {
    let (Command::AcceptInvitation { email, .. }
    | Command::DeclineInvitation { email, .. }
    | Command::ChangeEmail { email, .. }) = command
    else {
        return Ok(());
    };
    if person.is_some_and(|person| person.email == *email) {
        return Ok(());
    }
    let sentence = "the address is not the one that was proved at sign-in: sign in with it";
    Err(Problem::new(StatusCode::FORBIDDEN, "address_not_proved", sentence))
}
