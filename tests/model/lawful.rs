//! The laws, tried on every kind of command in random worlds until each was tried often enough.

use std::collections::{BTreeMap, BTreeSet};

use sendright::{Command, Directory};

use crate::chance::Chance;
use crate::documented::{self, Row};
use crate::generate::{Author, Pools, Step, beginning, later};
use crate::laws::{Broken, Case, Law};
use crate::model::{Instant, Model};
use crate::properties::seeds;
use crate::shrink::abbreviated;
use crate::stamp::stamp;

const FOUNDING: usize = 20;
const STEPS: usize = 60;

/// How often each law is tried on each kind of command: so many sequences of the test against the model make one try.
const SEQUENCES_A_TRY: u64 = 5;

/// How many worlds there are at most, and how many more for each try that is wanted.
const WORLDS: u64 = 40;
const WORLDS_A_TRY: u64 = 8;

/// How often a kind of command may be accepted and do nothing before it counts as one that never does anything.
const IDLE: u64 = 100;

/// Kinds of commands that name an address which enters no tree that has a policy: it is the first of a new tree, or stays
/// away.
const NAME_AN_ADDRESS_AND_LET_NONE_IN: [&str; 2] = ["open_account", "decline_invitation"];

/// How often each law was tried on each kind of command.
struct Tries {
    rows: BTreeMap<String, Row>,
    with_address: BTreeSet<&'static str>,
    counts: BTreeMap<(&'static str, Law), u64>,
    wanted: u64,
}

impl Tries {
    fn new(wanted: u64) -> Self {
        Self { rows: documented::rows(), with_address: BTreeSet::new(), counts: BTreeMap::new(), wanted }
    }

    /// Whether a law has something to try on a kind of command.
    fn applies(&self, kind: &'static str, law: Law) -> bool {
        match law {
            Law::ThePermissionCounts => self.rows.get(kind).is_some_and(|row| !row.permissions.is_empty()),
            Law::PolicyIsAsked => self.with_address.contains(kind) && !NAME_AN_ADDRESS_AND_LET_NONE_IN.contains(&kind),
            Law::NothingCrossesTrees
            | Law::NobodyWithoutRights
            | Law::RightsElsewhereDoNotCount
            | Law::GivenByWhom
            | Law::DoesSomething
            | Law::ToldWhereItHappened => true,
        }
    }

    fn count(&self, kind: &'static str, law: Law) -> u64 {
        self.counts.get(&(kind, law)).copied().unwrap_or(0)
    }

    /// The laws that were not tried often enough on a kind of command.
    fn lacking(&self, kind: &'static str) -> Vec<Law> {
        // That it does something once is enough: a password that is reset is no part of the directory.
        let wanted = |law| if law == Law::DoesSomething { 1 } else { self.wanted };
        let lacks = |law: &Law| self.applies(kind, *law) && self.count(kind, *law) < wanted(*law);
        Law::ALL.into_iter().filter(lacks).collect()
    }

    fn kinds_lacking(&self) -> Vec<&'static str> {
        Command::NAMES.into_iter().filter(|kind| !self.lacking(kind).is_empty()).collect()
    }

    /// Asks the laws of a command that is accepted; the directory as it is after it.
    fn tries(&mut self, pools: &Pools, directory: &Directory, step: &Step) -> Result<Directory, Broken> {
        let kind = step.command.name();
        let mut case = Case::new(pools, directory, &self.rows, (step.actor, &step.command, step.at));
        if case.names_an_address() {
            self.with_address.insert(kind);
        }
        let after = case.holds();
        for law in case.tried {
            *self.counts.entry((kind, law)).or_default() += 1;
        }
        let (told, done) = (self.count(kind, Law::ToldWhereItHappened), self.count(kind, Law::DoesSomething));
        assert!(done > 0 || told < IDLE, "`{kind}` was accepted {told} times, and never did anything");
        after
    }

    #[allow(clippy::print_stdout, reason = "figures are for whoever asks for them, by `--nocapture`")]
    fn print(&self, worlds: u64) {
        println!("{worlds} worlds");
        for kind in Command::NAMES {
            let counts = Law::ALL.map(|law| format!("{:8}", self.count(kind, law))).concat();
            println!("{kind:20} {counts}");
        }
        println!("in the order of {:?}", Law::ALL);
    }
}

/// A step that the directory accepts, if one is found soon: mostly of a kind that lacks a try.
fn next(model: &Model, directory: &Directory, author: &mut Author<'_>, lacking: &[&'static str]) -> Option<Step> {
    let is_founding = usize::try_from(model.revision).is_ok_and(|revision| revision < FOUNDING);
    (0..6).find_map(|_| {
        let lacking = author.chance.pick(lacking).filter(|_| author.chance.percent(75));
        let step = match lacking {
            _ if is_founding => author.founding_step(),
            Some(kind) => author.step_of(kind),
            None => author.step(),
        };
        let accepts = |step: &Step| directory.plan(step.actor, &step.command, stamp(directory, step.at)).is_ok();
        author.by_all(step).into_iter().find(accepts)
    })
}

/// One world; what was broken, at which step.
fn world(seed: u64, pools: &Pools, tries: &mut Tries) -> Result<(), (usize, Broken)> {
    let mut chance = Chance::new(seed);
    let (mut model, mut directory, mut now): (_, _, Instant) = (Model::default(), Directory::new(), beginning());
    for place in 0..FOUNDING + STEPS {
        now = later(&model, &mut chance, now);
        let lacking = tries.kinds_lacking();
        let mut author = Author { model: &model, pools, chance: &mut chance, now, cast: None };
        let Some(step) = next(&model, &directory, &mut author, &lacking) else { continue };
        if lacking.contains(&step.command.name()) {
            directory = tries.tries(pools, &directory, &step).map_err(|broken| (place, broken))?;
        } else {
            directory.execute(step.actor, step.command.clone(), stamp(&directory, step.at)).expect("it was planned");
        }
        model.apply(step.actor, &step.command, step.at);
    }
    Ok(())
}

#[test]
fn security_38_every_accepted_command_keeps_the_laws() {
    let (pools, seeds) = (Pools::new(), seeds());
    let wanted = (seeds.end - seeds.start).div_ceil(SEQUENCES_A_TRY);
    let mut tries = Tries::new(wanted);
    let mut worlds = 0;
    while worlds < WORLDS + WORLDS_A_TRY * wanted && !tries.kinds_lacking().is_empty() {
        let seed = seeds.start + worlds;
        worlds += 1;
        if let Err((place, Broken { law, how })) = world(seed, &pools, &mut tries) {
            panic!("{law:?} (see `laws`) is broken: {}\nin the world of seed {seed}, step {place}", abbreviated(&how));
        }
    }
    tries.print(worlds);
    for kind in Command::NAMES {
        let lacking = tries.lacking(kind);
        assert!(
            lacking.is_empty(),
            "`{kind}` was not tried {wanted} times under {lacking:?}: what its draft writes is hardly ever accepted"
        );
    }
}
