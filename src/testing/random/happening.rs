//! Events one after the other, of which many change what was answered before.

use chrono::{DateTime, TimeDelta, Utc};

use crate::directory::{Change, Directory};
use crate::testing::fixture::{MILLI, day};

use super::attempt::Attempt;
use super::chance::Chance;
use super::event::Event;
use super::facts::Facts;
use super::question::Question;
use super::{asking, commanding};

/// So many events in the order of time. In some scenarios time alone passes.
pub(crate) fn events(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Event> {
    let (commands, waits) = if chance.percent(30) { (0, 70) } else { (45, 35) };
    let at = if chance.percent(50) { day(-31) } else { facts.instant(chance).min(day(1)) };
    let mut story = Story { facts: facts.clone(), at, asked: Vec::new(), due: None, commands, waits };
    (0..number).map(|_| story.event(chance)).collect()
}

struct Story {
    /// What there is to ask about by now.
    facts: Facts,
    /// What time it is.
    at: DateTime<Utc>,
    asked: Vec<Question>,
    /// What is asked next: its answer has just changed.
    due: Option<Question>,
    /// Of a hundred events, so many are commands, and of those that ask again, so many wait for a term to begin or to end.
    commands: u32,
    waits: u32,
}

/// A command, what it makes of the directory if it is accepted, and what of that was asked and is answered otherwise.
struct Tried {
    attempt: Attempt,
    next: Option<(Directory, Change)>,
    changed: Vec<Question>,
}

/// So many commands are tried to find one that changes an answer, and so many questions to find one with another answer.
const TRIES: usize = 8;

impl Story {
    fn event(&mut self, chance: &mut Chance) -> Event {
        if let Some(due) = self.due.take() {
            return self.asks(Question { at: self.at, ..due });
        }
        if !self.asked.is_empty() && chance.percent(self.commands) {
            return Event::Given(self.given(chance));
        }
        if chance.percent(20) {
            let edges = self.facts.instants.clone();
            self.passes(&edges, chance);
        }
        let question = self.question(chance);
        self.asks(question)
    }

    /// Time goes on to one of these edges, or to the instant before or after, if there is one ahead.
    fn passes(&mut self, edges: &[DateTime<Utc>], chance: &mut Chance) {
        let beside = edges.iter().flat_map(|edge| [*edge - MILLI, *edge, *edge, *edge + MILLI]);
        let mut ahead: Vec<_> = beside.filter(|instant| *instant > self.at).collect();
        ahead.sort_unstable();
        // Of the nearest, so that there is time left for others.
        ahead.truncate(4);
        self.at = chance.pick(&ahead).copied().unwrap_or(self.at);
    }

    fn asks(&mut self, question: Question) -> Event {
        self.asked.push(question);
        Event::Asked(question)
    }

    /// A command: of some, one that changes an answer. Each kind of those that do is as frequent as any other.
    fn given(&mut self, chance: &mut Chance) -> Attempt {
        let tried: Vec<_> = (0..TRIES).map(|_| self.tried(chance)).collect();
        let mut changing: Vec<&Tried> = tried.iter().filter(|tried| !tried.changed.is_empty()).collect();
        changing.sort_by_key(|tried| tried.attempt.command.name());
        changing.dedup_by_key(|tried| tried.attempt.command.name());
        let chosen = chance.pick(&changing).copied().or_else(|| chance.pick(&tried));
        let Some(Tried { attempt, next, changed }) = chosen else { return self.attempt(chance) };
        self.due = chance.pick(changed).copied();
        if let Some((next, change)) = next {
            self.facts.learn(change);
            self.facts.directory = next.clone();
        }
        attempt.clone()
    }

    fn tried(&self, chance: &mut Chance) -> Tried {
        let (attempt, directory) = (self.attempt(chance), &self.facts.directory);
        // What is refused changes nothing.
        let next = directory.plan(attempt.actor, &attempt.command, attempt.stamp(directory)).ok().and_then(|change| {
            let mut next = directory.clone();
            next.commit(change.clone()).ok()?;
            Some((next, change))
        });
        let changed = next.as_ref().map(|(next, _)| self.changed(next)).unwrap_or_default();
        Tried { attempt, next, changed }
    }

    fn attempt(&self, chance: &mut Chance) -> Attempt {
        Attempt { at: self.at, ..commanding::attempt(&self.facts, chance) }
    }

    /// What was asked and would be answered otherwise.
    fn changed(&self, next: &Directory) -> Vec<Question> {
        let now = self.asked.iter().map(|question| Question { at: self.at, ..*question });
        now.filter(|question| code(&self.facts.directory, question) != code(next, question)).collect()
    }

    /// A new question, one that was asked, or one that differs from it in one thing, and in its answer.
    fn question(&mut self, chance: &mut Chance) -> Question {
        if chance.percent(40) || self.asked.is_empty() {
            return Question { at: self.at, ..asking::question(&self.facts, chance) };
        }
        if let Some(awaited) = self.awaited(chance).filter(|_| chance.percent(self.waits)) {
            self.at = awaited.at;
            return awaited;
        }
        let again = chance.pick(&self.asked).copied().unwrap_or_else(|| asking::question(&self.facts, chance));
        let again = Question { at: self.at, ..again };
        if chance.percent(60) {
            return again;
        }
        let mut tried = (0..TRIES).map(|_| self.beside(&again, chance));
        let directory = &self.facts.directory;
        let other = tried.find(|question| code(directory, question) != code(directory, &again));
        other.unwrap_or(again)
    }

    /// A question that was asked, as a term begins or ends that changes its answer; or just before or after that.
    fn awaited(&self, chance: &mut Chance) -> Option<Question> {
        let directory = &self.facts.directory;
        let ahead = self.asked.iter().filter_map(|question| {
            let edges = self.facts.edges(question.principal).into_iter().filter(|edge| *edge > self.at);
            edges.min().map(|at| Question { at, ..*question })
        });
        let changed =
            |question: &Question| code(directory, question) != code(directory, &Question { at: self.at, ..*question });
        let awaited: Vec<Question> = ahead.filter(changed).collect();
        let question = *chance.pick(&awaited)?;
        let beside = [-MILLI, TimeDelta::zero(), TimeDelta::zero(), MILLI].get(chance.below(4)).copied();
        Some(Question { at: (question.at + beside.unwrap_or_default()).max(self.at), ..question })
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
