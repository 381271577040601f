use crate::decision::Denial;
use crate::directory::Directory;
use crate::organization::AccountId;
use crate::testing::fixture::account;
use crate::testing::random::{NOWHERE, Question, Scenario};

use super::broken::Broken;
use super::tally::{Counting, Fault, Tally, worst};
use super::trial::Trial;

/// What a client sees of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The status of HTTP.
    pub status: u16,
    /// The body, as text.
    pub body: String,
}

/// A middleware answers what is allowed with a status of 200 to 299; and what is denied with the status of
/// [`Denial::http_status`](crate::Denial::http_status), and a body that has the [code](crate::Denial::code) in quotation marks, as
/// JSON has it. And it never tells whether an account exists: where the answer is `no_access`, an account that was never there
/// is answered with the same status and body, but for the id of the account.
///
/// The middleware is given a directory and a [`Question`], sends it as a request through its layers to a handler that does
/// nothing, and returns what comes back; `None` for what its clients can't ask. Leave out what is new in each answer, such as the
/// id of the request, or two answers can't be compared. The code must be a string of its own: `"code":"missing"`, beside a `type`
/// that ends in it.
///
/// ```
/// use sendright::testing::laws::{self, Response};
///
/// laws::middleware(|directory, question| {
///     Some(match directory.authorize(&question.request()) {
///         Ok(_) => Response::new(200, "done"),
///         Err(denial) => {
///             let body = format!(r#"{{"code":"{}","detail":"{denial}"}}"#, denial.code());
///             Response::new(denial.http_status(), body)
///         }
///     })
/// });
/// ```
///
/// One that says more of an account that is there is found:
///
/// ```should_panic
/// # use sendright::testing::laws::{self, Response};
/// laws::middleware(|directory, question| {
///     let name = directory.account(question.account).map(|account| account.name().as_str());
///     Some(match directory.authorize(&question.request()) {
///         Ok(_) => Response::new(200, "done"),
///         Err(denial) => Response::new(denial.http_status(), format!("\"{}\" in {name:?}", denial.code())),
///     })
/// });
/// ```
///
/// # Panics
///
/// If the law does not hold, with the least case in which it fails.
#[track_caller]
pub fn middleware(call: impl Fn(&Directory, &Question) -> Option<Response>) {
    super::hold(Trial::new().middleware(call));
}

impl Response {
    /// An answer with this status and this body.
    #[must_use]
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into() }
    }
}

impl Trial {
    /// Tries the law [`middleware`].
    ///
    /// # Errors
    ///
    /// [`Broken`], if it does not hold.
    pub fn middleware(&self, call: impl Fn(&Directory, &Question) -> Option<Response>) -> Result<Tally, Broken> {
        let counting = Counting::default();
        self.run("middleware", self.parts, &counting, |scenario: &Scenario<Question>| {
            let directory = scenario.world().directory();
            worst(scenario.parts().iter().filter_map(|question| {
                let response = call(directory, question)?;
                let expected = directory.authorize(&question.request()).map(|_| ());
                counting.asked(expected.is_ok());
                let twin = |twin: &Question| call(directory, twin);
                match expected {
                    Ok(()) => allowed(&response),
                    Err(denial) => denied(&response, denial).or_else(|| told(&response, denial, question, twin)),
                }
            }))
        })
    }
}

fn allowed(response: &Response) -> Option<Fault> {
    let Response { status, body } = response;
    let fine = (200..300).contains(status);
    (!fine).then(|| format!("it answers what is allowed with status {status}: {body}").into())
}

fn denied(response: &Response, denial: Denial) -> Option<Fault> {
    let (Response { status, body }, code, expected) = (response, denial.code(), denial.http_status());
    if *status != expected {
        let text = format!("it answers `{code}` with status {status}, and not with {expected}: {body}");
        return Some(Fault { text, opens: (200..300).contains(status) });
    }
    (!body.contains(&format!("\"{code}\"")))
        .then(|| format!("its body does not have the code \"{code}\": {body}").into())
}

/// Whether the answer tells that the account exists.
fn told(
    response: &Response,
    denial: Denial,
    question: &Question,
    call: impl Fn(&Question) -> Option<Response>,
) -> Option<Fault> {
    if denial != Denial::NoAccess {
        return None;
    }
    if call(question).as_ref() != Some(response) {
        let text =
            "its body differs each time it is asked: leave out what is new in each, such as ids of requests and times";
        return Some(text.into());
    }
    let nowhere = Question { account: account(NOWHERE), ..*question };
    let other = call(&nowhere)?;
    let without = |response: &Response, id: AccountId| {
        let body = response.body.to_lowercase().replace(&id.to_string(), "");
        (response.status, body.replace(&id.uuid().simple().to_string(), ""))
    };
    let (one, other) = (without(response, question.account), without(&other, nowhere.account));
    (one != other).then(|| {
        let text = format!(
            "it tells whether the account exists: {} {} for one that may, {} {} for one that never did",
            one.0, one.1, other.0, other.1
        );
        Fault::opening(text)
    })
}
