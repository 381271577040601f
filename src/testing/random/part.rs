//! What a scenario has beside its world: how it is drawn, made smaller and printed.

use core::fmt;

use crate::directory::Command;
use crate::organization::{Actor, Assignment, Principal};
use crate::testing::fixture::{self as ids, Code, Named, Step, World, administrator_of, in_names, now};

use super::attempt::Attempt;
use super::chance::Chance;
use super::commanding::NEW;
use super::event::Event;
use super::facts::Facts;
use super::list::{List, ListedRow};
use super::question::{About, Question, Row};
use super::recipe::{ACCOUNTS, FREQUENT, KEYS, LOST, MALLORY, NOWHERE, PEOPLE, ROLES};
use super::renaming::Renaming;
use super::shrink::shorter;
use super::{asking, commanding, happening, simpler};

/// See the module.
pub(crate) trait Part: Clone + PartialEq + fmt::Debug + 'static {
    /// Draws so many.
    fn drawn(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Self>;

    /// The same in other names.
    fn renamed(&self, renaming: &Renaming<'_>) -> Self;

    /// Simpler ones.
    fn simpler(&self) -> Vec<Self>;

    /// The step of the world that does the same, for a part that comes first.
    fn as_step(&self) -> Option<Step> {
        None
    }

    /// A line for people.
    fn told(&self, world: &World) -> String;
}

impl Part for Question {
    fn drawn(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Self> {
        (0..number).map(|_| asking::question(facts, chance)).collect()
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Self {
        renaming.question(self)
    }

    fn simpler(&self) -> Vec<Self> {
        let mut simpler = Vec::new();
        if self.required.len() > 1 {
            simpler.extend(self.required.iter().map(|one| Self { required: one.into(), ..*self }));
        } else {
            let before = FREQUENT.iter().take_while(|permission| !self.required.contains(**permission));
            simpler.extend(before.map(|permission| Self { required: (*permission).into(), ..*self }));
        }
        let abouts = match self.about {
            About::Account => vec![],
            About::Row(Row { owner, creator }) => {
                let itself = owner.filter(|owner| *owner != creator).map(|creator| About::Row(Row { owner, creator }));
                [Some(About::Account), itself].into_iter().flatten().collect()
            }
            About::New | About::SharedFrom(_) => vec![About::Account],
        };
        simpler.extend(abouts.into_iter().map(|about| Self { about, ..*self }));
        if self.at != now() {
            simpler.push(Self { at: now(), ..*self });
        }
        simpler
    }

    fn told(&self, world: &World) -> String {
        let code = Code(world);
        let principal = match self.principal {
            Principal::User(user) => format!("{user:?}"),
            Principal::ApiKey(key) => format!("{key:?}"),
        };
        let (about, made) = match self.about {
            About::Account => (String::new(), String::new()),
            About::New => (".own()".to_owned(), String::new()),
            About::Row(Row { owner, creator }) => {
                let owner = owner.map_or("None".to_owned(), |owner| format!("{owner:?}"));
                (format!(".owned_by({owner})"), format!(" // on a row that {creator:?} made"))
            }
            About::SharedFrom(ancestor) => (format!(".shared_from({ancestor:?})"), String::new()),
        };
        let (required, at) = (Code::set(self.required), code.instant(self.at));
        let line = format!("Request::new({principal}, {required}, {:?}){about}.at({at}){made}", self.account);
        with_names(&line, world)
    }
}

impl Part for List {
    fn drawn(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Self> {
        (0..number).map(|_| asking::list(facts, chance)).collect()
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Self {
        renaming.list(self)
    }

    fn simpler(&self) -> Vec<Self> {
        let rows = shorter(&self.rows).map(|rows| Self { rows, ..self.clone() });
        let asked = self.question(About::Account).simpler();
        let asked = asked.into_iter().map(|Question { required, at, .. }| Self { required, at, ..self.clone() });
        rows.chain(asked).collect()
    }

    fn told(&self, world: &World) -> String {
        let asked = self.question(About::Account).told(world);
        let rows = self.rows.iter().enumerate().map(|(place, ListedRow { account, row })| {
            let owner = row.owner.map_or("nobody".to_owned(), |owner| format!("{owner:?}"));
            format!("\n// row {place}: in {account:?}, of {owner}, made by {:?}", row.creator)
        });
        with_names(&format!("{asked} // for each row{}", rows.collect::<String>()), world)
    }
}

impl Part for Attempt {
    fn drawn(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Self> {
        (0..number).map(|_| commanding::attempt(facts, chance)).collect()
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Self {
        renaming.attempt(self)
    }

    fn simpler(&self) -> Vec<Self> {
        let mut attempts = Vec::new();
        if self.actor != Actor::System {
            attempts.push(Self { actor: Actor::System, ..self.clone() });
        }
        if self.at != now() {
            attempts.push(Self { at: now(), ..self.clone() });
        }
        let in_place = |command| Self { command, ..self.clone() };
        if let Command::Assign { user, account, .. } = self.command {
            attempts.push(in_place(Command::RemoveMember { user, account }));
        }
        let of = assignment_of(&mut self.command.clone()).map(|assignment| simpler::assignments(assignment));
        attempts.extend(of.into_iter().flatten().map(|assignment| {
            let mut command = self.command.clone();
            if let Some(other) = assignment_of(&mut command) {
                *other = assignment;
            }
            in_place(command)
        }));
        attempts
    }

    fn told(&self, world: &World) -> String {
        let code = Code(world);
        let line = format!("{} // at {}", code.command(self.actor, &self.command), code.instant(self.at));
        with_names(&line, world)
    }
}

impl Part for Event {
    fn drawn(facts: &Facts, number: usize, chance: &mut Chance) -> Vec<Self> {
        happening::events(facts, number, chance)
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Self {
        renaming.event(self)
    }

    fn simpler(&self) -> Vec<Self> {
        match self {
            Self::Asked(question) => question.simpler().into_iter().map(Self::Asked).collect(),
            Self::Given(attempt) => attempt.simpler().into_iter().map(Self::Given).collect(),
        }
    }

    fn as_step(&self) -> Option<Step> {
        let Self::Given(Attempt { actor, command, .. }) = self else { return None };
        if let (Actor::System, Command::AddUser { user, account, assignment, .. }) = (actor, command) {
            let user = PEOPLE.iter().chain(&NEW).find(|name| ids::user(name) == *user)?;
            let account = ACCOUNTS.iter().find(|name| ids::account(name) == *account)?;
            let (user, account) = ((*user).to_owned(), (*account).to_owned());
            return Some(Step::Member { user, account, assignment: assignment.clone() });
        }
        Some(Step::Given { actor: *actor, command: command.clone() })
    }

    fn told(&self, world: &World) -> String {
        match self {
            Self::Asked(question) => question.told(world),
            Self::Given(attempt) => attempt.told(world),
        }
    }
}

/// What a command gives to a member.
fn assignment_of(command: &mut Command) -> Option<&mut Assignment> {
    if let Command::Assign { assignment, .. }
    | Command::AddUser { assignment, .. }
    | Command::Invite { assignment, .. } = command
    {
        Some(assignment)
    } else {
        None
    }
}

/// A text with the names of a world and of all that is asked about in place of ids.
fn with_names(text: &str, world: &World) -> String {
    let administrators = ACCOUNTS.map(administrator_of);
    let accounts = ACCOUNTS.iter().chain(&NEW).chain([&NOWHERE]).map(|name| Named::Account(name));
    let users = PEOPLE.iter().chain(&NEW).chain([&MALLORY]).map(|name| Named::User(name));
    let keys = KEYS.iter().chain(&NEW).chain([&LOST]).map(|name| Named::Key(name));
    let roles = ROLES.iter().chain(&NEW).map(|name| Named::Role(name));
    let invitations =
        PEOPLE.iter().chain([&MALLORY]).flat_map(|person| ACCOUNTS.iter().map(move |at| Named::Invitation(person, at)));
    let users = users.chain(administrators.iter().map(|name| Named::User(name)));
    let strangers = accounts.chain(users).chain(keys).chain(roles).chain(invitations);
    strangers.fold(in_names(text, world), |text, named| named.in_text(text))
}
