//! Events one after the other, of which many change what was answered before.

use chrono::{DateTime, Utc};

use crate::directory::Directory;

use super::attempt::Attempt;
use super::chance::Chance;
use super::event::Event;
use super::facts::Facts;
use super::question::Question;
use super::{asking, commanding};

/// So many events in the order of time. In some scenarios time alone passes.
pub(crate) fn events(facts: &Facts<'_>, number: usize, chance: &mut Chance) -> Vec<Event> {
    let mut instants: Vec<_> = (0..number).map(|_| facts.instant(chance)).collect();
    instants.sort_unstable();
    let commands = if chance.percent(25) { 0 } else { 45 };
    let directory = facts.directory.clone();
    let mut story = Story { facts: facts.clone(), directory, asked: Vec::new(), due: None, commands };
    instants.into_iter().map(|at| story.event(at, chance)).collect()
}

struct Story<'a> {
    /// What there is to ask about by now.
    facts: Facts<'a>,
    directory: Directory,
    asked: Vec<Question>,
    /// What is asked next: its answer has just changed.
    due: Option<Question>,
    /// Of a hundred events, so many are commands.
    commands: u32,
}

/// So many commands are tried to find one that changes an answer, and so many questions to find one with another answer.
const TRIES: usize = 8;

impl Story<'_> {
    fn event(&mut self, at: DateTime<Utc>, chance: &mut Chance) -> Event {
        if let Some(due) = self.due.take() {
            return self.asks(Question { at, ..due });
        }
        if !self.asked.is_empty() && chance.percent(self.commands) {
            return Event::Given(self.given(at, chance));
        }
        let question = self.question(at, chance);
        self.asks(question)
    }

    fn asks(&mut self, question: Question) -> Event {
        self.asked.push(question);
        Event::Asked(question)
    }

    /// A command: of some, one that changes an answer.
    fn given(&mut self, at: DateTime<Utc>, chance: &mut Chance) -> Attempt {
        let mut other = None;
        for _ in 0..TRIES {
            let attempt = Attempt { at, ..commanding::attempt(&self.facts, chance) };
            if let Ok(change) = self.directory.plan(attempt.actor, &attempt.command, attempt.stamp(&self.directory)) {
                let mut next = self.directory.clone();
                if next.commit(change).is_ok() {
                    let changed = self.changed(&next, at);
                    if let Some(question) = chance.pick(&changed) {
                        self.due = Some(*question);
                        return self.goes_on(attempt, next);
                    }
                    other = Some((attempt, next));
                    continue;
                }
            }
            // What is refused changes nothing.
            other = other.or_else(|| Some((attempt, self.directory.clone())));
        }
        match other {
            Some((attempt, next)) => self.goes_on(attempt, next),
            None => Attempt { at, ..commanding::attempt(&self.facts, chance) },
        }
    }

    fn goes_on(&mut self, attempt: Attempt, next: Directory) -> Attempt {
        self.facts.learn_command(attempt.actor, &attempt.command);
        self.directory = next;
        attempt
    }

    /// What was asked and would be answered otherwise.
    fn changed(&self, next: &Directory, at: DateTime<Utc>) -> Vec<Question> {
        let now = self.asked.iter().map(|question| Question { at, ..*question });
        now.filter(|question| code(&self.directory, question) != code(next, question)).collect()
    }

    /// A new question, one that was asked, or one that differs from it in one thing, and in its answer.
    fn question(&self, at: DateTime<Utc>, chance: &mut Chance) -> Question {
        let again = chance.pick(&self.asked).map(|question| Question { at, ..*question });
        match again.filter(|_| chance.percent(60)) {
            None => Question { at, ..asking::question(&self.facts, chance) },
            Some(again) if chance.percent(50) => again,
            Some(again) => {
                let mut tried = (0..TRIES).map(|_| self.beside(&again, chance));
                let other = tried.find(|question| code(&self.directory, question) != code(&self.directory, &again));
                other.unwrap_or(again)
            }
        }
    }

    fn beside(&self, question: &Question, chance: &mut Chance) -> Question {
        let other = asking::question(&self.facts, chance);
        match chance.below(4) {
            0 => Question { account: other.account, ..*question },
            1 => Question { principal: other.principal, ..*question },
            2 => Question { about: other.about, ..*question },
            _ => Question { required: other.required, ..*question },
        }
    }
}

fn code(directory: &Directory, question: &Question) -> Option<&'static str> {
    directory.authorize(&question.request()).err().map(|denial| denial.code())
}
