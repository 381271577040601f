use crate::directory::Directory;
use crate::testing::random::{Question, Scenario};

use super::answer::Answer;
use super::broken::Broken;
use super::tally::{Counting, Tally, fault, worst};
use super::trial::Trial;

/// A decision function of an application allows exactly what the directory allows, and denies with the same code.
///
/// The function is given a directory and a [`Question`], makes of it what its callers would give it, and answers. It may answer
/// [`Answer::NotAsked`] to what its callers can't ask.
///
/// ```
/// use sendright::testing::laws;
/// use sendright::testing::{About, Question};
/// use sendright::{Denial, Directory, Request};
///
/// /// What the application calls. It loads the row and asks for its owner.
/// fn guard(directory: &Directory, question: &Question) -> Result<(), Denial> {
///     let request = Request::new(question.principal, question.required, question.account);
///     let request = match question.about {
///         About::Row(row) => request.owned_by(row.owner),
///         About::New => request.own(),
///         About::SharedFrom(above) => request.shared_from(above),
///         _ => request,
///     };
///     directory.authorize(&request.at(question.at)).map(|_| ())
/// }
///
/// laws::decision(guard);
/// ```
///
/// A guard that takes whoever made a row for its owner is found, in a world of two users:
///
/// ```should_panic
/// # use sendright::testing::laws;
/// # use sendright::Request;
/// laws::decision(|directory, question| {
///     let request = Request::new(question.principal, question.required, question.account);
///     let request = question.row().map_or(request, |row| request.owned_by(row.creator));
///     directory.authorize(&request.at(question.at))
/// });
/// ```
///
/// # Panics
///
/// If the law does not hold, with the least case in which it fails.
#[track_caller]
pub fn decision<A: Into<Answer>>(decide: impl Fn(&Directory, &Question) -> A) {
    super::hold(Trial::new().decision(decide));
}

impl Trial {
    /// Tries the law [`decision`].
    ///
    /// # Errors
    ///
    /// [`Broken`], if it does not hold.
    pub fn decision<A: Into<Answer>>(&self, decide: impl Fn(&Directory, &Question) -> A) -> Result<Tally, Broken> {
        let counting = Counting::default();
        self.run("decision", self.parts, &counting, |scenario: &Scenario<Question>| {
            let directory = scenario.world().directory();
            worst(scenario.parts().iter().filter_map(|question| {
                let expected = directory.authorize(&question.request()).map(|_| ()).map_err(|denial| denial.code());
                let answer = decide(directory, question).into();
                if answer != Answer::NotAsked {
                    counting.asked(expected.is_ok());
                }
                fault(&answer, expected)
            }))
        })
    }
}
