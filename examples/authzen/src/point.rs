//! The Policy Decision Point: what it is asked, and what it answers.

use core::fmt;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sendright::{Account, AccountId, ApiKey, Denial, Directory, PermissionSet, Principal, Request, User};
use sendright_axum::{Backend, Problem};
use serde::Serialize;

use crate::entity::{Action, Properties, Resource, Subject};
use crate::evaluation::{Complete, Decision, Decisions, Evaluation, Evaluations};
use crate::metadata::{Address, Metadata};
use crate::page::{Cursor, PageRequest, digest};
use crate::search::{ActionSearch, Found, ResourceSearch, SubjectSearch};
use crate::vocabulary::{Catalogue, Row, Vocabulary};

/// So many questions are in one request at most.
pub const MAX_EVALUATIONS: usize = 1_000;

/// What is told of a resource that is not there, and of one about which the asker may not ask: nobody can tell which.
const NOT_TOLD: &str =
    "there is no such resource, or you may not ask about others in its account: ask whoever assigns roles there";

/// A Policy Decision Point (PDP): it answers by the directory of a [`Backend`], in the words of a [`Vocabulary`].
///
/// [`router`](Self::router) serves it over HTTP. For another transport each question has a function.
pub struct Point<B, V = Catalogue> {
    pub(crate) backend: B,
    vocabulary: V,
    pub(crate) address: Option<Address>,
}

/// Who asks, and when: never what a request says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    principal: Principal,
    at: DateTime<Utc>,
}

impl Asker {
    /// Whoever the credentials of a request prove, at the present time. Make another for each request.
    ///
    /// ```
    /// use chrono::Utc;
    /// use sendright::testing::key;
    /// use sendright_authzen::Asker;
    ///
    /// let asker = Asker::new(key("gateway"), Utc::now());
    /// assert_eq!(asker.principal(), key("gateway").into());
    /// ```
    pub fn new(principal: impl Into<Principal>, now: DateTime<Utc>) -> Self {
        Self { principal: principal.into(), at: now }
    }

    /// Who asks.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The root account of their tenant; `None` if they are not known.
    #[must_use]
    pub fn root(&self, directory: &Directory) -> Option<AccountId> {
        match self.principal {
            Principal::User(user) => directory.user(user).map(User::root),
            Principal::ApiKey(key) => directory.api_key(key).map(|key| root_of(directory, key.account())),
        }
    }
}

/// A question whose words are understood.
struct Question<'a> {
    subject: &'a Subject,
    required: PermissionSet,
    row: Option<Row>,
}

/// What an asker is told of a subject and a resource.
enum Told {
    /// What is decided.
    Row(Row, Principal),
    /// What is told where somebody has no access, is not known, or asks about something of their own that is not there.
    NoAccess,
    /// Nothing: the resource is not there, or is in an account in which they may not ask.
    Nothing,
}

impl<B: Backend> Point<B> {
    /// A point with the words of the [`Catalogue`].
    pub const fn new(backend: B) -> Self {
        Self { backend, vocabulary: Catalogue, address: None }
    }
}

impl<B: Backend, V: Vocabulary> Point<B, V> {
    /// The same with words of the application's own.
    pub fn with_vocabulary<W: Vocabulary>(self, vocabulary: W) -> Point<B, W> {
        Point { backend: self.backend, vocabulary, address: self.address }
    }

    /// The same with its identifier, the address at which clients find it. Without, it has no [metadata](Self::metadata), and
    /// clients that know where it is use the standard's paths.
    #[must_use]
    pub fn at(self, address: Address) -> Self {
        Self { address: Some(address), ..self }
    }

    /// What the point tells of itself; `None` where it has no [address](Self::at).
    #[must_use]
    pub fn metadata(&self) -> Option<Metadata> {
        self.address.as_ref().map(Metadata::of)
    }

    /// Answers one question.
    ///
    /// # Errors
    ///
    /// Those of [`Vocabulary::row`].
    ///
    /// ```
    /// # use axum::http::request::Parts;
    /// # use sendright::{AccountId, Directory, Preset, Principal, testing::{World, account, user}};
    /// # use sendright_authzen::{Action, Asker, Evaluation, Point, Resource, SearchTarget, Subject, SubjectSearch};
    /// # use sendright_axum::{Backend, Problem};
    /// # struct Product(World);
    /// # impl Backend for Product {
    /// #     async fn principal(&self, _: &mut Parts) -> Result<Principal, Problem> { Err(Problem::unauthenticated()) }
    /// #     async fn account(&self, _: &mut Parts) -> Result<AccountId, Problem> { sendright_axum::account_of(None) }
    /// #     fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T { ask(self.0.directory()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Problem> {
    /// # let world = World::new().account_for("acme", "ada").member("bob", Preset::Sender);
    /// # let now = world.now();
    /// let point = Point::new(Product(world));
    /// let may_bob_send = Evaluation {
    ///     subject: Subject::new("user", user("bob").to_string()),
    ///     action: Action::new("sms.send"),
    ///     resource: Resource::new("account", account("acme").to_string()),
    ///     context: None,
    /// };
    /// // Ada administers Acme, and may ask about Bob. He is not told of her.
    /// let (ada, bob) = (Asker::new(user("ada"), now), Asker::new(user("bob"), now));
    /// assert!(point.evaluate(ada, &may_bob_send).await?.decision);
    ///
    /// let may_ada_send = Evaluation { subject: Subject::new("user", user("ada").to_string()), ..may_bob_send };
    /// let told = point.evaluate(bob, &may_ada_send).await?;
    /// assert!(!told.decision && told.context.unwrap().get("error").is_some());
    ///
    /// // Nor does he find anybody who may send.
    /// let who = SubjectSearch {
    ///     subject: SearchTarget { kind: "user".to_owned(), properties: None },
    ///     action: may_ada_send.action,
    ///     resource: may_ada_send.resource,
    ///     context: None,
    ///     page: None,
    /// };
    /// assert_eq!(point.search_subjects(ada, &who).await?.results.len(), 2);
    /// let nobody = point.search_subjects(bob, &who).await?;
    /// assert!(nobody.results.is_empty() && nobody.context.is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn evaluate(&self, asker: Asker, request: &Evaluation) -> Result<Decision, Problem> {
        self.evaluated(asker, request.complete()).await
    }

    /// Answers several questions, all at one instant and by one revision of the directory, in their order; or one, where the list
    /// is empty. A question that is not complete, or that can't be answered, is denied, and its context says why. The resources of all
    /// of them are looked for first, one after the other, whatever the semantic is.
    ///
    /// # Errors
    ///
    /// More than [`MAX_EVALUATIONS`]; the only question is not complete; and those of [`Vocabulary::row`].
    pub async fn evaluate_all(&self, asker: Asker, request: &Evaluations) -> Result<Decisions, Problem> {
        if request.evaluations.is_empty() {
            let only = request.complete(&request.defaults).map_err(|name| malformed(&missing(name)))?;
            return self.evaluated(asker, only).await.map(Decisions::One);
        }
        if request.evaluations.len() > MAX_EVALUATIONS {
            return Err(malformed(&format!(
                "`evaluations` has more than {MAX_EVALUATIONS} questions: ask in several requests"
            )));
        }
        let completed: Vec<_> = request.evaluations.iter().map(|question| request.complete(question)).collect();
        let mut understood = Vec::with_capacity(completed.len());
        for question in &completed {
            understood.push(match question {
                Ok(question) => self.understood(*question).await?,
                Err(name) => Err(Decision::failed(400, missing(name))),
            });
        }
        let semantic = request.options.unwrap_or_default().evaluations_semantic;
        let evaluations = self.backend.with_directory(|directory| {
            let mut answered = Vec::with_capacity(understood.len());
            for question in understood {
                let decision = question.map_or_else(|decision| decision, |known| self.answer(directory, asker, &known));
                let is_last = semantic.ends_with(decision.decision);
                answered.push(decision);
                if is_last {
                    break;
                }
            }
            answered
        });
        Ok(Decisions::Several { evaluations })
    }

    /// Who may do something: the users and the keys of a type.
    ///
    /// It finds those of whom the asker may know: users who are members of an account in which the asker may ask, and keys of such
    /// accounts if the asker may see the keys there. So whoever asks in one account does not learn who administers those above.
    ///
    /// It takes as long as there are members of the account and of those above, and keys of the ones it finds.
    ///
    /// # Errors
    ///
    /// The page is of another search; and those of [`Vocabulary::row`].
    pub async fn search_subjects(&self, asker: Asker, request: &SubjectSearch) -> Result<Found<Subject>, Problem> {
        let SubjectSearch { subject, action, resource, context, page } = request;
        let of = digest_of(asker, "subject", (subject, action, resource, context, more(page.as_ref())));
        let cursor = Cursor::read(page.as_ref(), of)?;
        let Some(required) = self.vocabulary.required(action, resource, &self.backend.names()) else {
            return Ok(cursor.nothing(no_action(action, resource)));
        };
        let row = self.vocabulary.row(resource).await?;
        Ok(self.backend.with_directory(|directory| {
            let Some(row) = row.filter(|row| self.may_ask(directory, asker, row.account)) else {
                return cursor.nothing(NOT_TOLD);
            };
            // Whoever may do it with the row may do it with data of their own; and a person's key can do what its owner can at most.
            let users: Vec<_> = directory.who_can_own(required, row.account, asker.at).collect();
            let persons_keys = users.iter().flat_map(|user| directory.api_keys_of(*user)).map(ApiKey::id);
            let keys = directory.keys_that_can(required, row.account, asker.at).chain(persons_keys);
            let all: Vec<_> = keys.map(Principal::ApiKey).chain(users.iter().copied().map(Principal::User)).collect();
            let requests: Vec<_> = all.iter().map(|principal| row.request(*principal, required, asker.at)).collect();
            let decided = directory.authorize_many(&requests);
            let may = all.into_iter().zip(decided).filter_map(|(principal, decision)| decision.ok().map(|_| principal));
            let told =
                may.filter(|principal| *principal == asker.principal || self.may_find(directory, asker, *principal));
            let subjects = told.filter_map(|principal| self.vocabulary.subject(principal, directory));
            cursor.cut(subjects.filter(|found| found.kind == subject.kind).collect())
        }))
    }

    /// With which accounts somebody may do something: with all data of each. Other resources are the application's to list, by
    /// [`Directory::listing`].
    ///
    /// It takes as long as there are accounts that the subject's memberships, or the key, reach.
    ///
    /// # Errors
    ///
    /// The page is of another search.
    pub fn search_resources(&self, asker: Asker, request: &ResourceSearch) -> Result<Found<Resource>, Problem> {
        let ResourceSearch { subject, action, resource, context, page } = request;
        let of = digest_of(asker, "resource", (subject, action, resource, context, more(page.as_ref())));
        let cursor = Cursor::read(page.as_ref(), of)?;
        let names = self.backend.names();
        Ok(self.backend.with_directory(|directory| {
            let Some(principal) = self.vocabulary.principal(subject, asker, directory) else {
                return cursor.cut(Vec::new());
            };
            let is_own = principal == asker.principal;
            // Of another tenant nothing is told, nor does it take longer the larger that is.
            let tenant = Asker { principal, ..asker }.root(directory);
            if !is_own && tenant != asker.root(directory) {
                return cursor.cut(Vec::new());
            }
            let told = reached(directory, principal)
                .into_iter()
                .filter(|account| is_own || self.may_ask(directory, asker, *account));
            let found = told.filter_map(|account| {
                let found = self.vocabulary.account(account, directory)?;
                let required = self.vocabulary.required(action, &found, &names)?;
                let question = Row::new(account).request(principal, required, asker.at);
                (found.kind == resource.kind && directory.authorize(&question).is_ok()).then_some(found)
            });
            cursor.cut(found.collect())
        }))
    }

    /// What somebody may do with a resource. It takes one decision for each action that there is.
    ///
    /// # Errors
    ///
    /// The page is of another search; and those of [`Vocabulary::row`].
    pub async fn search_actions(&self, asker: Asker, request: &ActionSearch) -> Result<Found<Action>, Problem> {
        let ActionSearch { subject, resource, context, page } = request;
        let of = digest_of(asker, "action", (subject, resource, context, more(page.as_ref())));
        let cursor = Cursor::read(page.as_ref(), of)?;
        let names = self.backend.names();
        let row = self.vocabulary.row(resource).await?;
        Ok(self.backend.with_directory(|directory| {
            let (row, principal) = match self.told(directory, asker, subject, row) {
                Told::Row(row, principal) => (row, principal),
                Told::NoAccess => return cursor.cut(Vec::new()),
                Told::Nothing => return cursor.nothing(NOT_TOLD),
            };
            let actions = self.vocabulary.actions(resource, &names).into_iter().map(Action::new);
            let may = actions.filter(|action| {
                let required = self.vocabulary.required(action, resource, &names);
                required
                    .is_some_and(|required| directory.authorize(&row.request(principal, required, asker.at)).is_ok())
            });
            cursor.cut(may.collect())
        }))
    }

    async fn evaluated(&self, asker: Asker, request: Complete<'_>) -> Result<Decision, Problem> {
        match self.understood(request).await? {
            Ok(question) => Ok(self.backend.with_directory(|directory| self.answer(directory, asker, &question))),
            Err(decision) => Ok(decision),
        }
    }

    /// What the words of a question mean; or why they mean nothing.
    async fn understood<'a>(&self, request: Complete<'a>) -> Result<Result<Question<'a>, Decision>, Problem> {
        let Complete { subject, action, resource } = request;
        let Some(required) = self.vocabulary.required(action, resource, &self.backend.names()) else {
            return Ok(Err(Decision::failed(400, no_action(action, resource))));
        };
        let row = self.vocabulary.row(resource).await?;
        Ok(Ok(Question { subject, required, row }))
    }

    fn answer(&self, directory: &Directory, asker: Asker, question: &Question<'_>) -> Decision {
        let names = self.backend.names();
        let (row, principal) = match self.told(directory, asker, question.subject, question.row) {
            Told::Row(row, principal) => (row, principal),
            Told::NoAccess => return Decision::denied(Denial::NoAccess, &names),
            Told::Nothing => return Decision::failed(404, NOT_TOLD),
        };
        match directory.authorize(&row.request(principal, question.required, asker.at)) {
            Ok(_) => {
                let access = directory.access(principal, row.account, asker.at);
                Decision::permitted(access.ok().and_then(|access| access.valid_until()))
            }
            Err(denial) => Decision::denied(denial, &names),
        }
    }

    /// Of oneself one is told what one would be told by trying. Of others, nothing without the permission to ask.
    fn told(&self, directory: &Directory, asker: Asker, subject: &Subject, row: Option<Row>) -> Told {
        let principal = self.vocabulary.principal(subject, asker, directory);
        let is_own = principal == Some(asker.principal);
        // A key that is gone is nobody's: who asks is not told whether it once was another tenant's.
        let principal = principal.filter(|principal| is_own || is_known(directory, *principal));
        match (row, principal) {
            (None, _) if is_own => Told::NoAccess,
            (Some(row), Some(principal)) if is_own || self.may_ask(directory, asker, row.account) => {
                Told::Row(row, principal)
            }
            (Some(row), None) if self.may_ask(directory, asker, row.account) => Told::NoAccess,
            _ => Told::Nothing,
        }
    }

    /// Whether a search may tell somebody of a user or a key.
    fn may_find(&self, directory: &Directory, asker: Asker, principal: Principal) -> bool {
        match principal {
            Principal::User(user) => {
                directory.memberships(user).any(|membership| self.may_ask(directory, asker, membership.account()))
            }
            Principal::ApiKey(key) => directory.api_key(key).is_some_and(|key| {
                let required = self.vocabulary.required_to_find_keys();
                let may_see = Request::new(asker.principal, required, key.account()).at(asker.at);
                self.may_ask(directory, asker, key.account()) && directory.authorize(&may_see).is_ok()
            }),
        }
    }

    /// Whether others may be asked about in an account.
    fn may_ask(&self, directory: &Directory, asker: Asker, account: AccountId) -> bool {
        let question = Request::new(asker.principal, self.vocabulary.required_to_ask(), account).at(asker.at);
        directory.authorize(&question).is_ok()
    }
}

/// What a request says of its page beside where it begins: it must be the same for each page.
fn more(page: Option<&PageRequest>) -> Option<&Properties> {
    page?.properties.as_ref()
}

fn digest_of(asker: Asker, search: &str, entities: impl Serialize) -> String {
    digest(&(search, asker.principal.to_string(), entities))
}

fn root_of(directory: &Directory, account: AccountId) -> AccountId {
    directory.ancestors(account).last().map_or(account, Account::id)
}

fn is_known(directory: &Directory, principal: Principal) -> bool {
    match principal {
        Principal::User(user) => directory.user(user).is_some(),
        Principal::ApiKey(key) => directory.api_key(key).is_some(),
    }
}

/// The accounts in which a principal may hold something, each once.
fn reached(directory: &Directory, principal: Principal) -> BTreeSet<AccountId> {
    let mut reached = BTreeSet::new();
    let mut add = |account, and_below| {
        if and_below && reached.insert(account) {
            reached.extend(directory.subtree(account).map(Account::id));
        } else {
            reached.insert(account);
        }
    };
    match principal {
        Principal::User(user) => directory
            .memberships(user)
            .for_each(|membership| add(membership.account(), !membership.grants().inherited().is_none())),
        Principal::ApiKey(key) => {
            if let Some(key) = directory.api_key(key) {
                add(key.account(), key.is_for_subtree());
            }
        }
    }
    reached
}

fn no_action(action: &Action, resource: &Resource) -> String {
    let quoted = |text: &str| text.chars().take(64).collect::<String>().escape_debug().to_string();
    format!(
        "`{}` is no action on `{}`: search for actions to see which there are",
        quoted(&action.name),
        quoted(&resource.kind)
    )
}

fn missing(name: &str) -> String {
    format!("missing field `{name}`: say it in the question, or beside `evaluations` for all")
}

pub(crate) fn malformed(sentence: &str) -> Problem {
    Problem::new(axum::http::StatusCode::BAD_REQUEST, "malformed", sentence)
}

impl<B, V> fmt::Debug for Point<B, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Point").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Nobody's id, as this is printed to logs.
impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asker").field("at", &self.at).finish_non_exhaustive()
    }
}
