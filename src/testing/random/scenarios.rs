use core::marker::PhantomData;
use std::sync::Arc;

use proptest::arbitrary::{Arbitrary, any};
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::testing::fixture::World;

use super::attempt::Attempt;
use super::chance::Chance;
use super::draft::Draft;
use super::event::Event;
use super::list::List;
use super::question::Question;
use super::recipe::Shape;
use super::scenario::Scenario;
use super::shrink::Search;

/// Random worlds, as [`worlds`] gives them; its methods set how large they become and what is frequent in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Worlds {
    shape: Shape,
}

/// Random worlds: one or two trees of up to seven accounts, up to five people beside the administrators, with all presets,
/// custom roles, levels, withheld permissions and terms around the present; keys of people and of accounts; in half of them
/// accounts that are suspended, closed or have fewer features, people who are gone, and invitations.
///
/// `account("nowhere")`, `user("mallory")` and `key("lost")` are in none of them, and are asked about.
///
/// A world that fails a property shrinks to the fewest commands for which it fails, then to the simplest assignments, and is
/// printed as the lines that make it.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::testing::strategies;
///
/// proptest!(|(world in strategies::worlds().accounts(3).people(2))| {
///     let restored = sendright::Directory::restore(world.directory().snapshot()).unwrap();
///     prop_assert!(restored == *world.directory());
/// });
/// ```
pub const fn worlds() -> Worlds {
    Worlds { shape: Shape { accounts: 7, people: 5, keys: 4, terms: 35, trouble: 50 } }
}

impl Worlds {
    /// At most so many accounts, from 1 to 8. From 3 on some worlds have a second tree, which is one more.
    pub const fn accounts(self, most: usize) -> Self {
        Self { shape: Shape { accounts: most, ..self.shape } }
    }

    /// At most so many people beside the administrators, up to 8.
    pub const fn people(self, most: usize) -> Self {
        Self { shape: Shape { people: most, ..self.shape } }
    }

    /// At most so many keys of people, and as many of accounts, up to 6.
    pub const fn keys(self, most: usize) -> Self {
        Self { shape: Shape { keys: most, ..self.shape } }
    }

    /// Of a hundred memberships and keys, so many have a term.
    pub const fn terms(self, percent: u32) -> Self {
        Self { shape: Shape { terms: percent, ..self.shape } }
    }

    /// Of a hundred worlds, so many have accounts that are suspended, closed or have fewer features, people who are
    /// deactivated, deleted or removed, revoked keys, and invitations.
    pub const fn trouble(self, percent: u32) -> Self {
        Self { shape: Shape { trouble: percent, ..self.shape } }
    }

    /// Each world with so many questions, near the edges of what it allows: about accounts above, below, beside and in another
    /// tree, about what is held just so or just not, at the instants where terms begin and end and those beside, by keys, by
    /// strangers and people who are gone, on rows of one's own, of others and of nobody.
    pub const fn with_questions(self, number: usize) -> Scenarios<Question> {
        self.with(number)
    }

    /// Each world with so many commands, each of which its directory may accept or refuse. Given one after the other, they make
    /// a history.
    pub const fn with_attempts(self, number: usize) -> Scenarios<Attempt> {
        self.with(number)
    }

    /// Each world with so many events, in the order of time: questions and commands by turns, some questions more than once.
    pub const fn with_events(self, number: usize) -> Scenarios<Event> {
        self.with(number)
    }

    /// Each world with so many lists of rows, of which some may be seen.
    pub const fn with_lists(self, number: usize) -> Scenarios<List> {
        self.with(number)
    }

    const fn with<P>(self, number: usize) -> Scenarios<P> {
        Scenarios { source: Source::Drawn(self.shape), number, part: PhantomData }
    }
}

/// Questions, lists, commands and events for one world, as [`on`] gives them.
#[derive(Clone, Debug)]
#[must_use]
pub struct OnWorld {
    world: Arc<World>,
}

/// Random questions, lists of rows, commands or events for a world of one's own: near its edges, as [`Worlds`] has them for random
/// worlds. What fails shrinks to one question or the fewest commands; the world stays.
///
/// It knows the accounts, people and keys that the methods of the world made.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::testing::{World, strategies, user};
/// use sendright::Preset;
///
/// let world = World::new().account("acme").member("bob", Preset::Sender).deactivated("bob").sub("shop");
/// proptest!(|(scenario in strategies::on(&world).with_questions(10))| {
///     for question in scenario.parts().iter().filter(|question| question.principal == user("bob").into()) {
///         prop_assert!(world.directory().authorize(&question.request()).is_err(), "who is deactivated may do nothing");
///     }
/// });
/// ```
pub fn on(world: &World) -> OnWorld {
    OnWorld { world: Arc::new(world.clone()) }
}

impl OnWorld {
    /// So many questions, as [`Worlds::with_questions`] has them.
    pub fn with_questions(&self, number: usize) -> Scenarios<Question> {
        self.with(number)
    }

    /// So many lists of rows, as [`Worlds::with_lists`] has them.
    pub fn with_lists(&self, number: usize) -> Scenarios<List> {
        self.with(number)
    }

    /// So many commands, as [`Worlds::with_attempts`] has them.
    pub fn with_attempts(&self, number: usize) -> Scenarios<Attempt> {
        self.with(number)
    }

    /// So many events, as [`Worlds::with_events`] has them.
    pub fn with_events(&self, number: usize) -> Scenarios<Event> {
        self.with(number)
    }

    fn with<P>(&self, number: usize) -> Scenarios<P> {
        Scenarios { source: Source::Given(Arc::clone(&self.world)), number, part: PhantomData }
    }
}

/// Where the worlds of scenarios come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Drawn(Shape),
    Given(Arc<World>),
}

impl Source {
    pub(crate) const fn with<P>(self, number: usize) -> Scenarios<P> {
        Scenarios { source: self, number, part: PhantomData }
    }
}

impl From<Worlds> for Source {
    fn from(worlds: Worlds) -> Self {
        Self::Drawn(worlds.shape)
    }
}

impl From<&World> for Source {
    fn from(world: &World) -> Self {
        Self::Given(Arc::new(world.clone()))
    }
}

/// Random worlds with questions, commands or events, as the methods of [`Worlds`] give them.
///
/// What fails shrinks as a whole: to one question or the fewest commands, then to the smallest world, in which accounts and
/// people stand in for each other as far as possible.
#[derive(Debug)]
#[must_use]
pub struct Scenarios<P> {
    source: Source,
    number: usize,
    part: PhantomData<fn() -> P>,
}

impl<P> Clone for Scenarios<P> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), ..*self }
    }
}

fn chance(runner: &mut TestRunner) -> Result<Chance, proptest::test_runner::Reason> {
    Ok(Chance::new(any::<u64>().new_tree(runner)?.current()))
}

macro_rules! strategy {
    ($($part:ty),*) => {$(
        impl Strategy for Scenarios<$part> {
            type Tree = Found<$part>;
            type Value = Scenario<$part>;

            fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
                Ok(Found(Search::new(Draft::drawn(&self.source, self.number, &mut chance(runner)?))))
            }
        }

        impl ValueTree for Found<$part> {
            type Value = Scenario<$part>;

            fn current(&self) -> Scenario<$part> {
                self.0.current()
            }

            fn simplify(&mut self) -> bool {
                self.0.simplify()
            }

            fn complicate(&mut self) -> bool {
                self.0.complicate()
            }
        }
    )*};
}
strategy!(Question, List, Attempt, Event);

impl Strategy for Worlds {
    type Tree = FoundWorld;
    type Value = World;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(FoundWorld(Search::new(Draft::drawn(&Source::Drawn(self.shape), 0, &mut chance(runner)?))))
    }
}

/// [`worlds`] as they are by default, for `any::<World>()`.
impl Arbitrary for World {
    type Parameters = ();
    type Strategy = Worlds;

    fn arbitrary_with((): ()) -> Worlds {
        worlds()
    }
}

/// The search for the least scenario that fails.
#[derive(Clone, Debug)]
pub struct Found<P>(Search<Draft<P>>);

/// The search for the least world that fails.
#[derive(Clone, Debug)]
pub struct FoundWorld(Search<Draft<Question>>);

impl ValueTree for FoundWorld {
    type Value = World;

    fn current(&self) -> World {
        self.0.current().world
    }

    fn simplify(&mut self) -> bool {
        self.0.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.0.complicate()
    }
}
