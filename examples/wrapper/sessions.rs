//! What a caller may do, kept between two requests of a session.

use std::collections::HashMap;

use sendright::testing::laws::{Answer, Cache};
use sendright::testing::{About, Question};
use sendright::{Access, AccountId, Denial, Directory, Principal};

/// The access of each caller in each account.
#[derive(Debug, Default)]
pub(crate) struct Sessions(HashMap<(Principal, AccountId), Access>);

impl Sessions {
    /// What is kept, whether it is current or not.
    pub(crate) fn kept(&self, question: &Question) -> Option<&Access> {
        self.0.get(&(question.principal, question.account))
    }

    pub(crate) fn keep(&mut self, directory: &Directory, question: &Question) -> Answer {
        if let Ok(access) = directory.access(question.principal, question.account, question.at) {
            self.0.insert((question.principal, question.account), access);
        }
        directory.authorize(&question.request()).into()
    }
}

impl Cache for Sessions {
    fn ask(&mut self, directory: &Directory, question: &Question) -> Option<Answer> {
        let access = self.kept(question).filter(|access| access.is_current(directory))?;
        let answer = answer(access, question)?;
        (answer != Err(Denial::Outdated)).then(|| answer.into())
    }

    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
        self.keep(directory, question)
    }
}

/// What an access answers; `None` to what it does not know.
fn answer(access: &Access, question: &Question) -> Option<Result<(), Denial>> {
    let (required, now) = (question.required, question.at);
    let own = match question.about {
        About::New => true,
        About::Account => false,
        About::Row(row) => row.owner.is_some() && row.owner == access.user(),
        About::SharedFrom(_) | _ => return None,
    };
    let answer = if own { access.authorize_own(required, now) } else { access.authorize(required, now) };
    Some(answer.map(|_| ()))
}
