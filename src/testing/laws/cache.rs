use crate::directory::{Change, Directory};
use crate::testing::random::{Event, Question, Scenario};

use super::answer::Answer;
use super::broken::Broken;
use super::tally::{Counting, Fault, Tally, fault, worst};
use super::trial::Trial;

/// What keeps answers, or what answers are made of, between questions.
///
/// ```
/// use std::collections::HashMap;
///
/// use sendright::testing::laws::{self, Answer, Cache};
/// use sendright::testing::{About, Question};
/// use sendright::{Access, AccountId, Denial, Directory, Principal};
///
/// /// What everybody may do, as long as nothing has changed in their tree.
/// #[derive(Default)]
/// struct Accesses(HashMap<(Principal, AccountId), Access>);
///
/// impl Cache for Accesses {
///     fn ask(&mut self, directory: &Directory, question: &Question) -> Option<Answer> {
///         let Question { principal, required, account, about, at } = *question;
///         let access = self.0.get(&(principal, account)).filter(|access| access.is_current(directory))?;
///         let asked = match about {
///             About::New => access.authorize_own(required, at),
///             About::Row(row) if row.owner.is_some() && row.owner == access.user() => access.authorize_own(required, at),
///             About::SharedFrom(_) => return None, // an access does not know it
///             _ => access.authorize(required, at),
///         };
///         (asked != Err(Denial::Outdated)).then(|| asked.into())
///     }
///
///     fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
///         if let Ok(access) = directory.access(question.principal, question.account, question.at) {
///             self.0.insert((question.principal, question.account), access);
///         }
///         directory.authorize(&question.request()).into()
///     }
/// }
///
/// laws::cache(Accesses::default);
/// ```
pub trait Cache {
    /// Answers from what is kept; `None` if nothing is kept for this question, or nothing that is current.
    ///
    /// The directory is there to find out whether what is kept is current.
    fn ask(&mut self, directory: &Directory, question: &Question) -> Option<Answer>;

    /// Answers from the directory, and keeps what will answer this question the next time, if there is anything to keep.
    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer;

    /// Is told of a change after it was committed, for a cache that is emptied so. Does nothing, unless it is written otherwise.
    fn changed(&mut self, directory: &Directory, change: &Change) {
        let _ = (directory, change);
    }
}

/// A cache never answers from before a change, nor beyond the time for which its answers hold, and says when it has nothing
/// that is current.
///
/// Random questions and commands follow each other, in the order of time. Each answer must be that of the directory at this
/// very moment. The example is with [`Cache`].
///
/// # Panics
///
/// If the law does not hold, with the least case in which it fails.
#[track_caller]
pub fn cache<C: Cache>(empty: impl Fn() -> C) {
    super::hold(Trial::new().cache(empty));
}

impl Trial {
    /// Tries the law [`cache`].
    ///
    /// # Errors
    ///
    /// [`Broken`], if it does not hold.
    pub fn cache<C: Cache>(&self, empty: impl Fn() -> C) -> Result<Tally, Broken> {
        let counting = Counting::default();
        let tally = self.run("cache", self.parts, &counting, |scenario| happens(scenario, &mut empty(), &counting))?;
        if counting.kept() { Ok(tally) } else { Err(self.broken("cache", "it never answers from what it keeps")) }
    }
}

fn happens(scenario: &Scenario<Event>, cache: &mut impl Cache, counting: &Counting) -> Option<Fault> {
    let mut directory = scenario.world().directory().clone();
    worst(scenario.parts().iter().filter_map(|event| match event {
        Event::Given(attempt) => {
            // What is refused has changed nothing.
            if let Ok(change) = attempt.execute(&mut directory) {
                cache.changed(&directory, &change);
            }
            None
        }
        Event::Asked(question) => asked(cache, &directory, question, counting),
    }))
}

fn asked(cache: &mut impl Cache, directory: &Directory, question: &Question, counting: &Counting) -> Option<Fault> {
    let kept = cache.ask(directory, question);
    let answer = kept.clone().unwrap_or_else(|| cache.fill(directory, question));
    let expected = directory.authorize(&question.request()).map(|_| ()).map_err(|denial| denial.code());
    if answer != Answer::NotAsked {
        counting.asked(expected.is_ok());
        counting.keeps(kept.is_some());
    }
    let from = if kept.is_some() { "from what it keeps, " } else { "" };
    fault(&answer, expected).map(|fault| Fault { text: format!("{from}{}", fault.text), ..fault })
}
