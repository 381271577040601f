use std::fmt;

use crate::contender::Contender;
use crate::{Kind, Question, Roster};

/// Random questions that every contender must answer alike before it is timed: 10,000, of which at least 30 % are allowed,
/// 20 % are of strangers, and 10 % are allowed by inheritance.
#[derive(Debug)]
pub struct Exam(Vec<Question>);

/// How a contender failed: what was asked, and both answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The contender.
    pub contender: &'static str,
    /// The question; its expected answer is in it.
    pub question: Option<Question>,
    /// What it answered: whether it is allowed, or how many of several are.
    pub answered: String,
    /// What it had to answer.
    pub expected: String,
}

impl Exam {
    /// How many questions there are.
    pub const QUESTIONS: usize = 10_000;

    /// The questions of a roster.
    ///
    /// # Panics
    ///
    /// If they are not as mixed as they must be.
    #[must_use]
    pub fn new(roster: &Roster) -> Self {
        let mut random = fastrand::Rng::with_seed(10_000);
        // Of twenty questions.
        let kinds = [(Kind::Allow, 6), (Kind::Lacks, 5), (Kind::Stranger, 5), (Kind::Above, 3), (Kind::Root, 1)];
        let mut questions = Vec::with_capacity(Self::QUESTIONS);
        let mut allowed = 0;
        for (kind, parts) in kinds {
            for _ in 0..Self::QUESTIONS / 20 * parts {
                let question = Question::random(roster, kind, &mut random);
                allowed += usize::from(question.expected);
                questions.push(question);
            }
        }
        assert!(questions.len() == Self::QUESTIONS && allowed * 10 >= Self::QUESTIONS * 3, "{allowed} are allowed");
        random.shuffle(&mut questions);
        Self(questions)
    }

    /// The questions.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.0
    }

    /// Asks a contender one by one and all at once.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn hold<C: Contender>(&self, contender: &C) -> Result<(), Failed> {
        let asked: Vec<C::Asked> = self.0.iter().map(|question| contender.asked(question)).collect();
        for (question, asked) in self.0.iter().zip(&asked) {
            let answered = contender.allows(asked);
            if answered != question.expected {
                let (answered, expected) = (answered.to_string(), question.expected.to_string());
                return Err(Failed { contender: C::NAME, question: Some(*question), answered, expected });
            }
        }
        let expected = self.0.iter().filter(|question| question.expected).count();
        same_count::<C>(contender.count(&asked), expected)
    }
}

/// That as many are allowed as must be.
pub(crate) fn same_count<C: Contender>(answered: usize, expected: usize) -> Result<(), Failed> {
    if answered == expected {
        return Ok(());
    }
    let (answered, expected) = (format!("{answered} allowed"), format!("{expected} allowed"));
    Err(Failed { contender: C::NAME, question: None, answered, expected })
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contender, question, answered, expected } = self;
        match question {
            Some(Question { user, account, permission, .. }) => {
                write!(f, "`{contender}` differs: may `{user}` do `{permission}` in `{account}`? ")?;
            }
            None => write!(f, "`{contender}` differs on many questions at once: ")?,
        }
        write!(f, "it answers {answered}, and the roster says {expected}")
    }
}

impl std::error::Error for Failed {}
