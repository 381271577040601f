//! A scenario as it is drawn and made smaller.

use std::sync::OnceLock;

use crate::testing::fixture::{Named, Step, World, day, now};

use super::chance::Chance;
use super::facts::Facts;
use super::part::Part;
use super::recipe::{ACCOUNTS, KEYS, PEOPLE, ROLES, draw, made};
use super::renaming::Renaming;
use super::scenario::Scenario;
use super::scenarios::Source;
use super::shrink::{Shrink, shorter};
use super::simpler;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Draft<P> {
    steps: Vec<Step>,
    parts: Vec<P>,
    /// Whether the world is the test's own, and stays.
    given: bool,
    /// The world of the steps, once it is made.
    world: OnceLock<World>,
}

impl<P: Part> Draft<P> {
    pub(crate) fn drawn(source: &Source, number: usize, chance: &mut Chance) -> Self {
        let (world, given) = match source {
            Source::Drawn(shape) => (made(&draw(*shape, chance)), false),
            Source::Given(world) => (World::clone(world), true),
        };
        let parts = P::drawn(&Facts::of(&world), number, chance);
        Self { steps: world.steps().to_vec(), parts, given, world: world.into() }
    }

    fn world(&self) -> &World {
        self.world.get_or_init(|| made(&self.steps))
    }

    fn with_steps(&self, steps: Vec<Step>) -> Self {
        Self { steps, parts: self.parts.clone(), given: false, world: OnceLock::new() }
    }

    fn with_parts(&self, parts: Vec<P>) -> Self {
        Self { parts, ..self.clone() }
    }

    fn renamed(&self, renaming: &Renaming<'_>) -> Self {
        let steps = self.steps.iter().filter_map(|step| renaming.step(step)).collect();
        let parts = self.parts.iter().map(|part| part.renamed(renaming)).collect();
        Self { steps, parts, given: false, world: OnceLock::new() }
    }

    /// With fewer or simpler commands.
    fn smaller_worlds(&self) -> Vec<Self> {
        let mut smaller: Vec<Self> = Vec::new();
        if let Some((first, rest)) = self.parts.split_first() {
            let with =
                |step| Self { parts: rest.to_vec(), ..self.with_steps([self.steps.clone(), vec![step]].concat()) };
            smaller.extend(first.as_step().map(with));
        }
        smaller.extend(self.assigned_at_once().map(|steps| self.with_steps(steps)));
        smaller.extend(shorter(&self.steps).map(|steps| self.with_steps(steps)));
        smaller.extend(self.merged());
        smaller.extend(self.nearer());
        for (place, step) in self.steps.iter().enumerate() {
            let simpler = simpler::steps(step).into_iter();
            smaller.extend(simpler.map(|step| self.with_steps(with(&self.steps, place, step))));
        }
        smaller
    }

    /// With somebody who joins with what they were assigned later.
    fn assigned_at_once(&self) -> impl Iterator<Item = Vec<Step>> + '_ {
        self.steps.iter().enumerate().filter_map(|(place, step)| {
            let Step::Assign { user, account, assignment } = step else { return None };
            let joins = self.steps.iter().position(
                |step| matches!(step, Step::Member { user: who, account: at, .. } if (who, at) == (user, account)),
            );
            let (user, account, assignment) = (user.clone(), account.clone(), assignment.clone());
            let mut steps = with(&self.steps, joins?, Step::Member { user, account, assignment });
            steps.remove(place);
            Some(steps)
        })
    }

    /// With accounts and people in the place of others.
    fn merged(&self) -> Vec<Self> {
        let mut merged = Vec::new();
        let mut named: Vec<Named<'_>> = self.steps.iter().flat_map(Step::names).collect();
        named.dedup();
        for step in self.steps.iter().rev() {
            if let Step::Sub { account, parent } = step {
                merged.push(self.renamed(&Renaming::Account { from: account, to: parent }));
            }
        }
        for from in PEOPLE.iter().rev().filter(|name| named.contains(&Named::User(name))) {
            // The first whom it names is the administrator of the first account.
            let administrator =
                named.iter().find_map(|named| if let Named::User(name) = named { Some(*name) } else { None });
            merged.extend(administrator.map(|to| self.renamed(&Renaming::User { from, to })));
            let before = PEOPLE.iter().take_while(|name| *name != from);
            merged.extend(before.map(|to| self.renamed(&Renaming::User { from, to })));
        }
        merged
    }

    /// At the instants that are read first: the present, a day before and a day after.
    fn nearer(&self) -> Vec<Self> {
        let first = [now(), day(-1), day(1)];
        let mut instants = Facts::of(self.world()).instants;
        instants.sort_unstable();
        instants.dedup();
        let mut nearer = Vec::new();
        for from in instants {
            let before = first.into_iter().take_while(|to| *to != from);
            nearer.extend(before.map(|to| self.renamed(&Renaming::Moved { from, to })));
        }
        nearer
    }

    /// In the names that come first.
    fn named_first(&self) -> Vec<Self> {
        let there = |named: Named<'_>| self.steps.iter().any(|step| step.names().contains(&named));
        let mut renamed = Vec::new();
        for (from, to) in earlier(&ACCOUNTS, |name| there(Named::Account(name))) {
            renamed.push(self.renamed(&Renaming::Reopened { from, to }));
        }
        for (from, to) in earlier(&KEYS, |name| there(Named::Key(name))) {
            renamed.push(self.renamed(&Renaming::Key { from, to }));
        }
        for (from, to) in earlier(&ROLES, |name| there(Named::Role(name))) {
            renamed.push(self.renamed(&Renaming::Role { from, to }));
        }
        renamed
    }
}

/// Each name that is there, with the first that is not, if that comes earlier.
fn earlier<'a>(names: &'a [&'a str], there: impl Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
    let Some(free) = names.iter().find(|name| !there(name)) else { return Vec::new() };
    let later = names.iter().skip_while(|name| *name != free).filter(|name| there(name));
    later.map(|from| (*from, *free)).collect()
}

impl<P: Part> Shrink for Draft<P> {
    type Value = Scenario<P>;

    fn value(&self) -> Scenario<P> {
        Scenario { world: self.world().clone(), parts: self.parts.clone() }
    }

    fn smaller(&self) -> Vec<Self> {
        let mut smaller: Vec<Self> = Vec::new();
        smaller.extend(shorter(&self.parts).map(|parts| self.with_parts(parts)));
        if !self.given {
            smaller.extend(self.smaller_worlds());
        }
        for (place, part) in self.parts.iter().enumerate() {
            let simpler = part.simpler().into_iter();
            smaller.extend(simpler.map(|part| self.with_parts(with(&self.parts, place, part))));
        }
        if !self.given {
            smaller.extend(self.named_first());
        }
        // What changes nothing would fail for ever.
        smaller.retain(|other| other.steps != self.steps || other.parts != self.parts);
        smaller
    }

    /// Without the steps that the directory refuses.
    fn tidied(self) -> Self {
        Self { steps: self.world().steps().to_vec(), ..self }
    }
}

fn with<T: Clone>(list: &[T], place: usize, item: T) -> Vec<T> {
    let mut list = list.to_vec();
    if let Some(old) = list.get_mut(place) {
        *old = item;
    }
    list
}
