//! Long random sequences of commands, each step checked against the model.

use std::env;
use std::fmt::Write as _;

use chrono::TimeDelta;
use sendright::history::{History, HistoryEntry};
use sendright::{Change, Command, Directory};

use crate::agreement::agrees;
use crate::chance::Chance;
use crate::figures::{Figures, Lacking, Rarity, rarity};
use crate::generate::{Author, Pools, Step, beginning, later};
use crate::impact::is_what_happens;
use crate::invariants::{broken, entered_against_policy};
use crate::kinds::Edge;
use crate::model::{Instant, Model};
use crate::model_command::Objections;
use crate::model_decide::Question;
use crate::questions::ask;
use crate::shrink::{abbreviated, shrink};
use crate::stamp::stamp;

const STEPS: usize = 80;
const QUESTIONS: usize = 16;

/// Of how many accepted commands one has its impact held against the model: it takes longer than all else.
const IMPACTS: u64 = 16;

/// The steps at the beginning that mostly fill the world.
const FOUNDING: usize = 24;

/// How many sequences run where the environment does not say.
const SEQUENCES: u64 = 150;

/// How many more there are at most, until each kind of command was accepted and refused.
const MORE: usize = 200;

/// `SENDRIGHT_SEQUENCES` for how many, `SENDRIGHT_SEED` for the first.
pub(crate) fn seeds() -> std::ops::Range<u64> {
    let number = |name| env::var(name).ok().map(|text| text.parse().expect("it is a number"));
    let first = number("SENDRIGHT_SEED").unwrap_or(0);
    first..first + number("SENDRIGHT_SEQUENCES").unwrap_or(SEQUENCES)
}

/// A directory beside the model of it.
struct Run<'a> {
    pools: &'a Pools,
    model: Model,
    directory: Directory,
    /// Another, to which the changes are committed as they come.
    follower: Directory,
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
            follower: Directory::new(),
            changes: Vec::new(),
            figures: Figures::default(),
        }
    }

    /// Plans, executes and compares; then asks.
    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let Step { actor, command, at, salt } = step;
        let objections = self.model.objections(*actor, command, *at);
        let snapshot = self.directory.snapshot();
        let plan = self.directory.plan(*actor, command, stamp(&self.directory, *at));

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
                let again = self.directory.execute(*actor, command.clone(), stamp(&self.directory, *at));
                if again != Err(refusal.clone()) {
                    return Err(format!("plan says {refusal:?}, execute {again:?}").into());
                }
                if self.directory.snapshot() != snapshot {
                    return Err(String::from("a refused command has an effect (C3)").into());
                }
            }
        }
        self.ask(*salt, step)
    }

    fn accept(&mut self, step: &Step, change: Change) -> Result<(), String> {
        let Step { actor, command, at, salt } = step;
        let told = (change.revision(), change.at(), change.actor(), change.command());
        if told != (self.model.revision + 1, *at, *actor, command) {
            return Err(format!("{change:?} is not what was planned"));
        }
        let impact = (salt % IMPACTS == 0).then(|| self.directory.impact(&change));
        let entry = HistoryEntry::of(&self.directory, &change).map_err(|error| format!("it has no entry: {error}"))?;
        if salt % 2 == 0 {
            self.directory
                .commit(change.clone())
                .map_err(|error| format!("commit refuses what was planned: {error}"))?;
        } else if self.directory.execute(*actor, command.clone(), stamp(&self.directory, *at)).as_ref() != Ok(&change) {
            return Err("execute does otherwise than plan".into());
        }
        let before = self.model.clone();
        self.model.apply(*actor, command, *at);
        if let Some(impact) = impact {
            let impact = impact.map_err(|error| format!("it has no impact: {error}"))?;
            self.figures.impacts += 1;
            is_what_happens(&impact, &before, &self.model, *at)?;
        }
        let mut faults = broken(&self.model);
        faults.extend(entered_against_policy(&before, &self.model));
        if !faults.is_empty() {
            return Err(faults.join("; "));
        }
        agrees(&self.model, &self.directory, self.pools)?;
        #[cfg(debug_assertions)]
        if let Some(inconsistency) = self.directory.inconsistency() {
            return Err(format!("the index is not that of the records: {inconsistency}"));
        }

        let snapshot = self.directory.snapshot();
        match self.directory.commit(change.clone()) {
            Err(error) if error.is_past() && self.directory.snapshot() == snapshot => {}
            other => return Err(format!("a change committed twice: {other:?} (C2)")),
        }
        let mut history = History::new();
        let followed = history.commit(&mut self.follower, change.clone());
        followed.map_err(|error| format!("a follower can't commit it: {error}"))?;
        if history.entries() != [entry.clone()] {
            return Err(format!("made before it, its entry is {entry:?}, and after it {:?}", history.entries()));
        }
        self.changes.push(change);
        self.is_not_done_twice(step)
    }

    /// C11: what was done is not done again, whatever it was. A reset is an order to act, each time.
    fn is_not_done_twice(&self, Step { actor, command, at, .. }: &Step) -> Result<(), String> {
        match self.directory.plan(*actor, command, stamp(&self.directory, *at)) {
            Ok(_) if !matches!(command, Command::ResetPassword { .. } | Command::ResetApiKey { .. }) => {
                Err(String::from("the same command is accepted once more (C11)"))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// What is replayed from the log as a whole is the same.
    fn replays(&self) -> Result<(), Failure> {
        match Directory::replay(self.changes.clone()) {
            Ok(replayed) if replayed == self.directory => Ok(()),
            Ok(_) => Err(String::from("a replayed directory is another (I7)").into()),
            Err(error) => Err(format!("replay fails: {error}").into()),
        }
    }

    /// Asks what `salt` leads to, or only the question that failed before.
    fn ask(&mut self, salt: u64, step: &Step) -> Result<(), Failure> {
        // What comes out of the log and out of a snapshot is the same, and answers the same.
        let mut copies = Vec::new();
        if salt % 8 == 0 {
            let restored = Directory::restore(self.directory.snapshot());
            copies = vec![self.follower.clone(), restored.map_err(|error| format!("restore fails: {error}"))?];
            if copies.iter().any(|copy| *copy != self.directory) {
                return Err(String::from("a following or restored directory is another (I7)").into());
            }
            #[cfg(debug_assertions)]
            if let Some(inconsistency) = copies.iter().find_map(Directory::inconsistency) {
                return Err(format!("the index of a copy is not that of the records: {inconsistency}").into());
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

/// What a step is wanted to be.
#[derive(Clone, Copy)]
enum Wanted {
    Accepted,
    AtEdge(Edge),
    RareRefusal,
    Refusal,
    Refused,
    Anything,
}

impl Lacking {
    const fn wanted(self) -> Wanted {
        if self.acceptance { Wanted::Accepted } else { Wanted::Refused }
    }
}

impl Wanted {
    fn is_met(self, objections: &Objections) -> bool {
        let codes = objections.codes();
        match self {
            Self::Accepted => codes.is_empty(),
            Self::AtEdge(edge) => objections.only_rule() == edge.rule && codes.is_empty() == edge.rule.is_none(),
            Self::RareRefusal => !codes.is_empty() && codes.iter().all(|code| rarity(code) == Rarity::Rare),
            Self::Refusal => !codes.is_empty() && codes.iter().all(|code| rarity(code) != Rarity::Dull),
            Self::Refused => !codes.is_empty(),
            Self::Anything => true,
        }
    }
}

/// A step for the model as it stands: at first what fills a world, then one that it accepts as often as a near miss, and
/// often one that was not met yet, if something is looked for.
fn next(run: &Run<'_>, place: usize, chance: &mut Chance, now: Instant, lacking: &[Lacking]) -> Step {
    let mut author = Author { model: &run.model, pools: run.pools, chance, now, cast: None };
    let founding = place < FOUNDING && author.chance.percent(85);
    let lacking = author.chance.pick(lacking).filter(|_| !founding && author.chance.percent(70));
    let wanted = match author.chance.below(20) {
        _ if founding => Wanted::Accepted,
        _ if lacking.is_some() => lacking.map_or(Wanted::Anything, Lacking::wanted),
        0..=6 => Wanted::Accepted,
        7..=15 => Wanted::AtEdge(author.edge()),
        16 => Wanted::RareRefusal,
        17 => Wanted::Refusal,
        _ => Wanted::Anything,
    };
    if author.chance.percent(2) {
        // A clock that is wrong by years, once (rule C2).
        author.now = author.chance.one_of(&[beginning() - TimeDelta::days(365), beginning() + TimeDelta::days(36_500)]);
    }
    let is_met = |step: &Step| wanted.is_met(&run.model.objections(step.actor, &step.command, step.at));
    for _ in 0..12 {
        let steps = match (wanted, lacking) {
            _ if founding => vec![author.founding_step()],
            (_, Some(lacking)) => {
                let step = author.step_of(lacking.kind);
                author.by_all(step)
            }
            (Wanted::AtEdge(edge), None) => {
                let step = author.edge_step(edge);
                author.by_all(step)
            }
            (_, None) => vec![author.step()],
        };
        if let Some(step) = steps.into_iter().find(is_met) {
            return step;
        }
    }
    author.step()
}

/// Runs one seed; the steps so far and the failure, if one fails.
fn sequence(seed: u64, pools: &Pools, lacking: &[Lacking]) -> (Figures, Vec<Step>, Option<Failure>) {
    let mut chance = Chance::new(seed);
    let mut run = Run::new(pools, None);
    let (mut steps, mut now) = (Vec::new(), beginning());
    for place in 0..STEPS {
        now = later(&run.model, &mut chance, now);
        let step = next(&run, place, &mut chance, now, lacking);
        steps.push(step.clone());
        if let Err(failure) = run.step(&step) {
            return (run.figures, steps, Some(failure));
        }
    }
    let failure = run.replays().err();
    (run.figures, steps, failure)
}

/// What kind of failure it is: the words before any id and any detail.
fn kind(failure: &str) -> &str {
    failure.split(|c: char| c.is_ascii_digit() || c == '{' || c == '(').next().unwrap_or_default()
}

/// The first failure of given steps, with its place among them, if it is like one before.
fn rerun(steps: &[Step], pools: &Pools, like: &Failure) -> Option<String> {
    let mut run = Run::new(pools, like.question.as_deref().copied());
    let failure = |(place, step)| run.step(step).err().map(|failure| (place, failure.text));
    let found = steps.iter().enumerate().find_map(failure);
    let (place, text) = found.or_else(|| Some((steps.len(), run.replays().err()?.text)))?;
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
    let mut run = |seed, lacking: &[Lacking]| {
        let (figures, steps, failure) = sequence(seed, &pools, lacking);
        if let Some(failure) = failure {
            let count = steps.len();
            let (least, how) = shrink(steps, failure.text.clone(), |steps| rerun(steps, &pools, &failure));
            panic!("{}", report(seed, count, &failure.text, &least, &how));
        }
        all.add(&figures);
        all.lacking()
    };
    let mut lacking = Vec::new();
    for seed in seeds() {
        lacking = run(seed, &[]);
    }
    // What did not happen by chance is looked for, so that nothing hangs on how many sequences there are.
    for seed in (seeds().end..).take(MORE) {
        if lacking.is_empty() {
            break;
        }
        lacking = run(seed, &lacking);
    }
    all.print();
    assert!(lacking.is_empty(), "in {MORE} more sequences that looked for it, there was no {lacking:?}");
}
