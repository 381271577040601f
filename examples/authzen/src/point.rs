//! The Policy Decision Point: what it is asked, and what it answers.

use core::fmt;

use chrono::{DateTime, Utc};
use sendright::{Account, AccountId, ApiKey, Denial, Directory, PermissionSet, Principal, Request, User};
use sendright_axum::{Backend, Problem};
use serde::Serialize;

use crate::entity::{Action, Properties, Resource, Subject};
use crate::evaluation::{Decision, Decisions, Evaluation, Evaluations};
use crate::metadata::{Address, Metadata};
use crate::page::{Place, digest};
use crate::search::{ActionSearch, Found, Key, ResourceSearch, SubjectSearch};
use crate::vocabulary::{Catalogue, Row, Vocabulary};

/// So many questions are in one request at most.
pub const MOST_EVALUATIONS: usize = 1_000;

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
    /// Who was proved to ask, at the present time.
    pub fn new(principal: impl Into<Principal>, now: DateTime<Utc>) -> Self {
        Self { principal: principal.into(), at: now }
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
    pub fn speaking<W: Vocabulary>(self, vocabulary: W) -> Point<B, W> {
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
    pub async fn evaluate(&self, asker: Asker, request: &Evaluation) -> Result<Decision, Problem> {
        match self.understood(request).await? {
            Ok(question) => Ok(self.backend.with_directory(|directory| self.answer(directory, asker, &question))),
            Err(decision) => Ok(decision),
        }
    }

    /// Answers several questions, all at one instant and by one revision of the directory, in their order; or one, where the list
    /// is empty. A question that is not complete, or that can't be answered, is denied, and its context says why.
    ///
    /// # Errors
    ///
    /// More than [`MOST_EVALUATIONS`]; the only question is not complete; and those of [`Vocabulary::row`].
    pub async fn evaluate_all(&self, asker: Asker, request: &Evaluations) -> Result<Decisions, Problem> {
        if request.evaluations.is_empty() {
            let only = request.complete(&request.defaults).map_err(|name| malformed(&missing(name)))?;
            return self.evaluate(asker, &only).await.map(Decisions::One);
        }
        if request.evaluations.len() > MOST_EVALUATIONS {
            return Err(malformed(&format!(
                "`evaluations` has more than {MOST_EVALUATIONS} questions: ask in several requests"
            )));
        }
        let completed: Vec<_> = request.evaluations.iter().map(|question| request.complete(question)).collect();
        let mut understood = Vec::with_capacity(completed.len());
        for question in &completed {
            understood.push(match question {
                Ok(question) => self.understood(question).await?,
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
    /// # Errors
    ///
    /// The page is of another search; and those of [`Vocabulary::row`].
    pub async fn search_subjects(&self, asker: Asker, request: &SubjectSearch) -> Result<Found<Subject>, Problem> {
        let SubjectSearch { subject, action, resource, context, page } = request;
        let of = digest_of(asker, "subject", (subject, action, resource, context));
        let place = Place::read(page.as_ref(), of)?;
        let Some(required) = self.vocabulary.required(action, resource, &self.backend.names()) else {
            return Ok(nothing(no_action(action, resource)));
        };
        let row = self.vocabulary.row(resource).await?;
        Ok(self.backend.with_directory(|directory| {
            let Some(row) = row.filter(|row| self.may_ask(directory, asker, row.account)) else {
                return nothing(NOT_TOLD);
            };
            // Whoever may anything with the row may it with data of their own; and a key is of this tree.
            let users = directory.who_can_own(required, row.account, asker.at).map(Principal::User);
            let keys = directory.api_keys(root_of(directory, row.account)).map(|key| Principal::ApiKey(key.id()));
            let all: Vec<_> = users.chain(keys).collect();
            let requests: Vec<_> = all.iter().map(|principal| row.request(*principal, required, asker.at)).collect();
            let decided = directory.authorize_many(&requests);
            let may = all.into_iter().zip(decided).filter_map(|(principal, decision)| decision.ok().map(|_| principal));
            let subjects = may.filter_map(|principal| self.vocabulary.subject(principal, directory));
            place.cut(subjects.filter(|found| found.kind == subject.kind).collect())
        }))
    }

    /// With which accounts somebody may do something: with all data of each. Other resources are the application's to list, by
    /// [`Directory::listing`].
    ///
    /// # Errors
    ///
    /// The page is of another search.
    pub fn search_resources(&self, asker: Asker, request: &ResourceSearch) -> Result<Found<Resource>, Problem> {
        let ResourceSearch { subject, action, resource, context, page } = request;
        let of = digest_of(asker, "resource", (subject, action, resource, context));
        let place = Place::read(page.as_ref(), of)?;
        let names = self.backend.names();
        Ok(self.backend.with_directory(|directory| {
            let principal = self.vocabulary.principal(subject, directory);
            let Some((principal, root)) =
                principal.and_then(|found| Some((found, root_of_principal(directory, found)?)))
            else {
                return place.cut(Vec::new());
            };
            let found = directory.subtree(root).filter_map(|account| {
                let found = self.vocabulary.account(account.id(), directory)?;
                let required = self.vocabulary.required(action, &found, &names)?;
                let is_asked_for = found.kind == resource.kind;
                let question = Row::new(account.id()).request(principal, required, asker.at);
                let is_told = is_asked_for
                    && directory.authorize(&question).is_ok()
                    && (principal == asker.principal || self.may_ask(directory, asker, account.id()));
                is_told.then_some(found)
            });
            place.cut(found.collect())
        }))
    }

    /// What somebody may do with a resource.
    ///
    /// # Errors
    ///
    /// The page is of another search; and those of [`Vocabulary::row`].
    pub async fn search_actions(&self, asker: Asker, request: &ActionSearch) -> Result<Found<Action>, Problem> {
        let ActionSearch { subject, resource, context, page } = request;
        let of = digest_of(asker, "action", (subject, resource, context));
        let place = Place::read(page.as_ref(), of)?;
        let names = self.backend.names();
        let row = self.vocabulary.row(resource).await?;
        Ok(self.backend.with_directory(|directory| {
            let (row, principal) = match self.told(directory, asker, subject, row) {
                Told::Row(row, principal) => (row, principal),
                Told::NoAccess => return place.cut(Vec::new()),
                Told::Nothing => return nothing(NOT_TOLD),
            };
            let actions = self.vocabulary.actions(resource, &names).into_iter().map(Action::new);
            let may = actions.filter(|action| {
                let required = self.vocabulary.required(action, resource, &names);
                required
                    .is_some_and(|required| directory.authorize(&row.request(principal, required, asker.at)).is_ok())
            });
            place.cut(may.collect())
        }))
    }

    /// What the words of a question mean; or why they mean nothing.
    async fn understood<'a>(&self, request: &'a Evaluation) -> Result<Result<Question<'a>, Decision>, Problem> {
        let Evaluation { subject, action, resource, context: _ } = request;
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
        let principal = self.vocabulary.principal(subject, directory);
        let is_own = principal == Some(asker.principal);
        match (row, principal) {
            (None, _) if is_own => Told::NoAccess,
            (Some(row), Some(principal)) if is_own || self.may_ask(directory, asker, row.account) => {
                Told::Row(row, principal)
            }
            (Some(row), None) if self.may_ask(directory, asker, row.account) => Told::NoAccess,
            _ => Told::Nothing,
        }
    }

    /// Whether others may be asked about in an account.
    fn may_ask(&self, directory: &Directory, asker: Asker, account: AccountId) -> bool {
        let question = Request::new(asker.principal, self.vocabulary.required_to_ask(), account).at(asker.at);
        directory.authorize(&question).is_ok()
    }
}

fn digest_of(asker: Asker, search: &str, entities: impl Serialize) -> String {
    digest(&(search, asker.principal.to_string(), entities))
}

fn root_of(directory: &Directory, account: AccountId) -> AccountId {
    directory.ancestors(account).last().map_or(account, Account::id)
}

fn root_of_principal(directory: &Directory, principal: Principal) -> Option<AccountId> {
    match principal {
        Principal::User(user) => directory.user(user).map(User::root),
        Principal::ApiKey(key) => {
            directory.api_key(key).map(ApiKey::account).map(|account| root_of(directory, account))
        }
    }
}

/// Nothing was searched.
fn nothing<T: Key>(why: impl Into<String>) -> Found<T> {
    let context = Properties::from([("reason", why.into().into())]);
    Found { page: None, context: Some(context), results: Vec::new() }
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
