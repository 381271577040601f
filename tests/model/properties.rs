//! Long random sequences of commands, each step checked against the model.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;

use chrono::TimeDelta;
use sendright::{Change, Directory};

use crate::agreement::agrees;
use crate::chance::Chance;
use crate::commands::Edge;
use crate::generate::{Author, Pools, Step, beginning, later};
use crate::invariants::{broken, entered_against_policy};
use crate::model::{Instant, Model};
use crate::model_command::{OTHER, Objections};
use crate::model_decide::Question;
use crate::questions::ask;
use crate::shrink::{abbreviated, shrink};

const STEPS: usize = 80;
const QUESTIONS: usize = 16;

/// The steps at the beginning that mostly fill the world.
const FOUNDING: usize = 24;

/// How many sequences run where the environment does not say.
const SEQUENCES: u64 = 150;

/// `SENDRIGHT_SEQUENCES` for how many, `SENDRIGHT_SEED` for the first.
pub(crate) fn seeds() -> std::ops::Range<u64> {
    let number = |name| env::var(name).ok().map(|text| text.parse().expect("it is a number"));
    let first = number("SENDRIGHT_SEED").unwrap_or(0);
    first..first + number("SENDRIGHT_SEQUENCES").unwrap_or(SEQUENCES)
}

#[derive(Default)]
struct Figures {
    steps: u64,
    questions: u64,
    allowed: u64,
    /// By kind of command: accepted and refused.
    kinds: BTreeMap<&'static str, (u64, u64)>,
    refusals: BTreeMap<&'static str, u64>,
    /// How often a rule alone stood against a kind of command.
    edges: BTreeMap<(&'static str, &'static str), u64>,
}

/// A directory beside the model of it.
struct Run<'a> {
    pools: &'a Pools,
    model: Model,
    directory: Directory,
    changes: Vec<Change>,
    figures: Figures,
    /// The only question to be asked, where one is known to fail.
    only: Option<Question>,
}

/// What went wrong, and at which question, if it was one.
#[derive(Clone, Debug)]
struct Failure {
    text: String,
    question: Option<Box<Question>>,
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self { text, question: None }
    }
}

impl<'a> Run<'a> {
    fn new(pools: &'a Pools, only: Option<Question>) -> Self {
        Self {
            pools,
            only,
            model: Model::default(),
            directory: Directory::new(),
            changes: Vec::new(),
            figures: Figures::default(),
        }
    }

    /// Plans, executes and compares; then asks.
    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let Step { actor, command, at, salt } = step;
        let objections = self.model.objections(*actor, command, *at);
        let untouched = self.directory.clone();
        let snapshot = self.directory.snapshot();
        let plan = self.directory.plan(*actor, command, *at);
        self.is_untouched(&untouched, &snapshot, "plan has an effect (C2)")?;

        self.figures.steps += 1;
        let counts = self.figures.kinds.entry(command.name()).or_default();
        match plan {
            Ok(_) if !objections.is_empty() => {
                return Err(format!("the directory accepts what the model refuses: {objections:?}").into());
            }
            Err(refusal) if objections.is_empty() => {
                return Err(format!("the directory refuses what the model accepts: {refusal:?}: {refusal}").into());
            }
            Ok(change) => {
                counts.0 += 1;
                self.accept(step, change)?;
            }
            Err(refusal) => {
                counts.1 += 1;
                *self.figures.refusals.entry(refusal.code()).or_default() += 1;
                if let Some(rule) = objections.only_rule() {
                    *self.figures.edges.entry((command.name(), rule)).or_default() += 1;
                }
                if !objections.codes().contains(refusal.code()) {
                    return Err(format!("the directory refuses by {refusal:?}, the model for {objections:?}").into());
                }
                self.model.names_no_stranger(step, &format!("{refusal:?} {refusal}"))?;
                self.model.tells_nothing_apart(&self.directory, step, refusal.code())?;
                let again = self.directory.execute(*actor, command.clone(), *at);
                if again != Err(refusal.clone()) {
                    return Err(format!("plan says {refusal:?}, execute {again:?}").into());
                }
                self.is_untouched(&untouched, &snapshot, "a refused command has an effect (C3)")?;
            }
        }
        self.ask(*salt, step)
    }

    fn is_untouched(&self, before: &Directory, snapshot: &sendright::Snapshot, otherwise: &str) -> Result<(), String> {
        if self.directory == *before && self.directory.snapshot() == *snapshot { Ok(()) } else { Err(otherwise.into()) }
    }

    fn accept(&mut self, step: &Step, change: Change) -> Result<(), String> {
        let Step { actor, command, at, salt } = step;
        let told = (change.revision(), change.at(), change.actor(), change.command());
        if told != (self.model.revision + 1, *at, *actor, command) {
            return Err(format!("{change:?} is not what was planned"));
        }
        if salt % 2 == 0 {
            self.directory
                .commit(change.clone())
                .map_err(|error| format!("commit refuses what was planned: {error}"))?;
        } else if self.directory.execute(*actor, command.clone(), *at).as_ref() != Ok(&change) {
            return Err("execute does otherwise than plan".into());
        }
        let before = self.model.clone();
        self.model.apply(*actor, command, *at);
        let mut faults = broken(&self.model, *at);
        faults.extend(entered_against_policy(&before, &self.model));
        if !faults.is_empty() {
            return Err(faults.join("; "));
        }
        agrees(&self.model, &self.directory, self.pools, *at)?;

        let snapshot = self.directory.snapshot();
        match self.directory.commit(change.clone()) {
            Err(error) if error.is_past() && self.directory.snapshot() == snapshot => {}
            other => return Err(format!("a change committed twice: {other:?} (C2)")),
        }
        self.changes.push(change);
        Ok(())
    }

    /// Asks what `salt` leads to, or only the question that failed before.
    fn ask(&mut self, salt: u64, step: &Step) -> Result<(), Failure> {
        // What comes out of the log and out of a snapshot is the same, and answers the same.
        let mut copies = Vec::new();
        if salt % 8 == 0 {
            let replayed = Directory::replay(self.changes.clone()).map_err(|error| format!("replay fails: {error}"))?;
            let restored = Directory::restore(self.directory.snapshot());
            copies = vec![replayed, restored.map_err(|error| format!("restore fails: {error}"))?];
            if copies.iter().any(|copy| *copy != self.directory || copy.snapshot() != self.directory.snapshot()) {
                return Err(String::from("a replayed or restored directory is another (I7)").into());
            }
        }
        let mut chance = Chance::new(salt);
        let mut author =
            Author { model: &self.model, pools: self.pools, chance: &mut chance, now: step.at, cast: None };
        let questions = match self.only {
            Some(only) => vec![only],
            None => (0..QUESTIONS).map(|_| author.question()).collect(),
        };
        for question in questions {
            self.figures.questions += 1;
            self.figures.allowed += u64::from(author.model.decide(&question).is_ok());
            for directory in copies.iter().chain([&self.directory]) {
                ask(&author, directory, &question)
                    .map_err(|text| Failure { text, question: Some(Box::new(question)) })?;
            }
        }
        Ok(())
    }
}

/// Refusals that random commands meet seldom, and on which most rules hang.
const RARE: [&str; 16] = [
    "address_taken",
    "already_member",
    "email_policy",
    "inviter_lost_authority",
    "lesser_scope",
    "missing",
    "not_a_member",
    "not_the_owner",
    "not_yet_valid",
    "other_tree",
    "outlasts",
    "role_in_use",
    "too_deep",
    "uncovered",
    "uncovered_elsewhere",
    "user_deactivated",
];

/// Refusals that need no state to speak of: random commands meet them often enough.
const DULL: [&str; 13] = [
    "account_closed",
    "already_so",
    "empty_assignment",
    "empty_window",
    "invitation_over",
    "no_access",
    "operator_only",
    "role_not_usable",
    "unknown_account",
    "unknown_api_key",
    "unknown_invitation",
    "unknown_role",
    "unknown_user",
];

/// What a step is wanted to be.
#[derive(Clone, Copy)]
enum Wanted {
    Accepted,
    AtEdge(Edge),
    RareRefusal,
    Refusal,
    Anything,
}

impl Wanted {
    fn is_met(self, objections: &Objections) -> bool {
        let codes = objections.codes();
        match self {
            Self::Accepted => codes.is_empty(),
            Self::AtEdge(edge) => objections.only_rule() == edge.rule && codes.is_empty() == edge.rule.is_none(),
            Self::RareRefusal => !codes.is_empty() && codes.iter().all(|code| RARE.contains(code)),
            Self::Refusal => !codes.is_empty() && !codes.iter().any(|code| DULL.contains(code)),
            Self::Anything => true,
        }
    }
}

/// A step for the model as it stands: at first what fills a world, then one that it accepts as often as a near miss.
fn next(run: &Run<'_>, place: usize, chance: &mut Chance, now: Instant) -> Step {
    let mut author = Author { model: &run.model, pools: run.pools, chance, now, cast: None };
    let founding = place < FOUNDING && author.chance.percent(85);
    let wanted = match author.chance.below(20) {
        _ if founding => Wanted::Accepted,
        0..=6 => Wanted::Accepted,
        7..=15 => Wanted::AtEdge(author.edge()),
        16 => Wanted::RareRefusal,
        17 => Wanted::Refusal,
        _ => Wanted::Anything,
    };
    if author.chance.percent(1) {
        // Before the last change (rule C2).
        author.now -= TimeDelta::nanoseconds(1);
    }
    let is_met = |step: &Step| wanted.is_met(&run.model.objections(step.actor, &step.command, step.at));
    for _ in 0..12 {
        let steps = match wanted {
            _ if founding => vec![author.founding_step()],
            Wanted::AtEdge(edge) => {
                let step = author.edge_step(edge);
                author.by_all(step)
            }
            Wanted::Accepted | Wanted::RareRefusal | Wanted::Refusal | Wanted::Anything => vec![author.step()],
        };
        if let Some(step) = steps.into_iter().find(is_met) {
            return step;
        }
    }
    author.step()
}

/// Runs one seed; the steps so far and the failure, if one fails.
fn sequence(seed: u64, pools: &Pools) -> (Figures, Vec<Step>, Option<Failure>) {
    let mut chance = Chance::new(seed);
    let mut run = Run::new(pools, None);
    let (mut steps, mut now) = (Vec::new(), beginning());
    for place in 0..STEPS {
        now = later(&run.model, &mut chance, now);
        let step = next(&run, place, &mut chance, now);
        steps.push(step.clone());
        if let Err(failure) = run.step(&step) {
            return (run.figures, steps, Some(failure));
        }
    }
    (run.figures, steps, None)
}

/// What kind of failure it is: the words before any id and any detail.
fn kind(failure: &str) -> &str {
    failure.split(|c: char| c.is_ascii_digit() || c == '{' || c == '(').next().unwrap_or_default()
}

/// The first failure of given steps, with its place among them, if it is like one before.
fn rerun(steps: &[Step], pools: &Pools, like: &Failure) -> Option<String> {
    let mut run = Run::new(pools, like.question.as_deref().copied());
    let failure = |(place, step)| run.step(step).err().map(|failure| (place, failure.text));
    let (place, text) = steps.iter().enumerate().find_map(failure)?;
    (kind(&text) == kind(&like.text)).then(|| format!("step {place}: {text}"))
}

pub(crate) fn report(seed: u64, steps: usize, failure: &str, least: &[Step], how: &str) -> String {
    let mut report = format!("seed {seed}, step {}: {failure}\n\nminimal: {how}\n", steps - 1);
    for (place, Step { actor, command, at, .. }) in least.iter().enumerate() {
        writeln!(report, "{place:3} {} {actor:?}: {command:?}", at.to_rfc3339()).expect("a string takes everything");
    }
    abbreviated(&report)
}

#[test]
fn c1_to_i6_and_d1_to_d4_every_step_agrees_with_the_model() {
    let pools = Pools::new();
    let mut all = Figures::default();
    let mut sequences = 0;
    for seed in seeds() {
        let (figures, steps, failure) = sequence(seed, &pools);
        if let Some(failure) = failure {
            let count = steps.len();
            let (least, how) = shrink(steps, failure.text.clone(), |steps| rerun(steps, &pools, &failure));
            panic!("{}", report(seed, count, &failure.text, &least, &how));
        }
        sequences += 1;
        all.add(&figures);
    }
    all.print(sequences);
    for (kind, (accepted, refused)) in &all.kinds {
        assert!(*accepted > 0 && *refused > 0, "{kind}: accepted {accepted} times, refused {refused} times");
    }
    assert_eq!(all.kinds.len(), 30, "a kind of command was never tried");
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.questions += other.questions;
        self.allowed += other.allowed;
        for (kind, (accepted, refused)) in &other.kinds {
            let counts = self.kinds.entry(kind).or_default();
            *counts = (counts.0 + accepted, counts.1 + refused);
        }
        for (code, count) in &other.refusals {
            *self.refusals.entry(code).or_default() += count;
        }
        for (edge, count) in &other.edges {
            *self.edges.entry(*edge).or_default() += count;
        }
    }

    #[allow(clippy::print_stdout, reason = "figures are for who asks for them, by `--nocapture`")]
    fn print(&self, sequences: u64) {
        let accepted: u64 = self.kinds.values().map(|(accepted, _)| accepted).sum();
        println!("{sequences} sequences, {} steps, {} % accepted", self.steps, accepted * 100 / self.steps.max(1));
        println!("{} questions, {} % allowed", self.questions, self.allowed * 100 / self.questions.max(1));
        for (kind, (accepted, refused)) in &self.kinds {
            println!("{kind:20} {accepted:8} accepted {refused:8} refused");
        }
        for (code, count) in &self.refusals {
            println!("{code:24} {count:8}");
        }
        for ((kind, rule), count) in self.edges.iter().filter(|((_, rule), _)| *rule != OTHER) {
            println!("{kind:20} by {rule:20} alone {count:8}");
        }
    }
}
