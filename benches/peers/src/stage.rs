//! What each engine's process does at one size.

use std::hint::black_box;
use std::process::ExitCode;

use sendright::{Permission, Preset};

use crate::clock::timed;
use crate::contender::{Contender, Map, Reassigned};
use crate::exam::same_count;
use crate::lineup::{QUESTIONS, takes_part};
use crate::measure::{Effort, Parts, Times, cost, each};
use crate::process::{LOADED, LOADING, announce, tell};
use crate::{Exam, Failed, Kind, Question, Roster, Row, Workload};

/// One size of world, the questions of its exam, and the map that every contender is measured beside.
#[derive(Debug)]
pub struct Stage {
    roster: Roster,
    exam: Exam,
    map: Map,
    masks: <Map as Contender>::Plain,
    effort: Effort,
    size: u64,
}

/// The `main` of an engine: `peer-… <size> [--quick]`. Its rows go to the standard output.
///
/// It fails where a contender differs from what the roster says, and says how.
#[must_use]
pub fn take_part(play: impl FnOnce(&mut Stage) -> Result<(), Failed>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(size) = arguments.first().and_then(|size| size.parse().ok()).filter(|size| *size >= 1_000) else {
        eprintln!("give a number of memberships, 1000 or more, and perhaps `--quick`");
        return ExitCode::FAILURE;
    };
    let quick = arguments.iter().any(|argument| argument == "--quick");
    match play(&mut Stage::new(size, quick)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("{failed}");
            ExitCode::FAILURE
        }
    }
}

impl Stage {
    /// A stage for that many memberships; a quick one measures for some milliseconds.
    #[must_use]
    pub fn new(size: u32, quick: bool) -> Self {
        let roster = Roster::new(size);
        let (exam, masks) = (Exam::new(&roster), Map::plain(&roster));
        let effort = if quick { Effort::QUICK } else { Effort::FULL };
        Self { map: Map::load(&masks), roster, exam, masks, effort, size: size.into() }
    }

    /// All that a contender is asked.
    ///
    /// # Errors
    ///
    /// A difference from what the roster says.
    pub fn engine<C: Contender>(&mut self) -> Result<(), Failed> {
        let contender = self.load::<C>()?;
        self.measure(&contender, QUESTIONS)?;
        self.write(contender)
    }

    /// Loads a contender, some times over, and gives the last.
    ///
    /// # Errors
    ///
    /// A difference from what the roster says.
    pub fn load<C: Contender>(&self) -> Result<C, Failed> {
        let plain = C::plain(&self.roster);
        announce(LOADING);
        let (mut loaded, first) = timed(|| C::load(&plain));
        announce(LOADED);
        self.exam.hold(&self.map)?;
        self.exam.hold(&loaded)?;
        if !takes_part(C::NAME, Workload::Load) {
            return Ok(loaded);
        }
        let mut first = Some(first);
        let rounds = if first.is_some_and(|first| first > 4e9) { 1 } else { 5 };
        let mut load = || {
            first.take().unwrap_or_else(|| {
                let (again, ns) = timed(|| C::load(&plain));
                loaded = again;
                ns
            })
        };
        let map = || {
            let (map, ns) = timed(|| Map::load(&self.masks));
            drop(black_box(map));
            ns
        };
        let times = Times::by_turns(Effort { rounds, ..self.effort }, &mut load, map);
        self.tell::<C>(Workload::Load, times);
        Ok(loaded)
    }

    /// Asks a contender all questions; what it gives back has answered them right.
    ///
    /// # Errors
    ///
    /// A difference from what the roster says.
    pub fn ask<C: Contender>(&self, contender: C) -> Result<C, Failed> {
        self.ask_only(contender, QUESTIONS)
    }

    /// Asks a contender some questions.
    ///
    /// # Errors
    ///
    /// A difference from what the roster says.
    pub fn ask_only<C: Contender>(&self, contender: C, workloads: &[Workload]) -> Result<C, Failed> {
        self.exam.hold(&contender)?;
        self.measure(&contender, workloads)?;
        Ok(contender)
    }

    /// Measures a contender that has passed the exam.
    fn measure<C: Contender>(&self, contender: &C, workloads: &[Workload]) -> Result<(), Failed> {
        for workload in workloads {
            let times = match workload {
                Workload::Hot => self.hot(contender),
                Workload::Allow => self.random(contender, Kind::Allow),
                Workload::Lacks => self.random(contender, Kind::Lacks),
                Workload::Stranger => self.random(contender, Kind::Stranger),
                Workload::Above => self.random(contender, Kind::Above),
                Workload::Root => self.random(contender, Kind::Root),
                Workload::List => self.list(contender)?,
                Workload::Batch => self.batch(contender),
                Workload::Write
                | Workload::Load
                | Workload::Memory
                | Workload::Dependencies
                | Workload::Build
                | Workload::Machine => continue,
            };
            self.tell::<C>(*workload, times);
        }
        Ok(())
    }

    fn tell<C: Contender>(&self, workload: Workload, times: Times) {
        let is_question = !matches!(workload, Workload::Load | Workload::Write);
        tell(&Row {
            outcome: "measured".to_owned(),
            median_ns: Some(times.median_ns),
            low_ns: Some(times.low_ns),
            high_ns: Some(times.high_ns),
            ratio_to_map: Some(times.ratio_to_map),
            ratio_to_mask: is_question.then_some(times.ratio_to_mask),
            ..Row::fact(C::NAME, workload, Some(self.size), String::new())
        });
    }

    fn hot(&self, contender: &impl Contender) -> Times {
        let mut random = fastrand::Rng::with_seed(16);
        let few: Vec<Question> = (0..16).map(|_| Question::random(&self.roster, Kind::Allow, &mut random)).collect();
        let again: Vec<Question> = few.iter().copied().cycle().take(4096).collect();
        // So that a cache has taken them for hot ones.
        let warming: Vec<_> = again.iter().take(1024).map(|question| contender.asked(question)).collect();
        black_box(contender.count(&warming));
        self.beside_the_map(contender, &again, &again)
    }

    fn random(&self, contender: &impl Contender, kind: Kind) -> Times {
        let mut random = fastrand::Rng::with_seed(42);
        let first: Vec<Question> = (0..256).map(|_| Question::random(&self.roster, kind, &mut random)).collect();
        let asked: Vec<_> = first.iter().map(|question| contender.asked(question)).collect();
        let needed = (self.effort.times(cost(contender, &asked)) * self.effort.rounds).min(self.effort.pool);
        let pool: Vec<Question> =
            (0..self.effort.pool).map(|_| Question::random(&self.roster, kind, &mut random)).collect();
        self.beside_the_map(contender, pool.get(..needed.max(16)).unwrap_or(&pool), &pool)
    }

    fn beside_the_map<C: Contender>(&self, contender: &C, ours: &[Question], maps: &[Question]) -> Times {
        let ours: Vec<C::Asked> = ours.iter().map(|question| contender.asked(question)).collect();
        let maps: Vec<_> = maps.iter().map(|question| self.map.asked(question)).collect();
        let many = self.effort.times(cost(contender, &ours));
        let (mut ours, mut maps) = (Parts::of(&ours), Parts::of(&maps));
        Times::by_turns(self.effort, || ours.time(contender, many), || maps.time(&self.map, self.effort.times(1e3)))
    }

    /// The rows of a hundred accounts, half of them below one that somebody administers.
    fn list<C: Contender>(&self, contender: &C) -> Result<Times, Failed> {
        let mut random = fastrand::Rng::with_seed(100);
        let accounts = u32::try_from(self.roster.accounts.len()).unwrap_or(u32::MAX);
        let mut below = |is_below: bool| loop {
            let account = random.u32(1..accounts);
            if Roster::up_from(account).any(|above| above == 1) == is_below {
                break account;
            }
        };
        let accounts: Vec<u32> = (0..100).map(|number| below(number % 2 == 0)).collect();
        let row = |_| random.choice(&accounts).copied().unwrap_or_default();
        let rows: Vec<u32> = (0..10_000).map(row).collect();
        let question = |account: &u32| Question::new(&self.roster, 0, *account, Permission::ContactView);
        let questions: Vec<Question> = rows.iter().map(question).collect();
        let shown = questions.iter().filter(|question| question.expected).count();
        let ours: Vec<C::Asked> = questions.iter().map(|question| contender.asked(question)).collect();
        let maps: Vec<_> = questions.iter().map(|question| self.map.asked(question)).collect();
        same_count::<C>(contender.filter(&ours), shown)?;
        let pages = self.effort.times(cost(contender, &ours) * 10_000.0);
        let ours = || each(timed(|| (0..pages).map(|_| contender.filter(&ours)).sum::<usize>()).1, pages * 10_000);
        let maps = || each(timed(|| black_box(self.map.filter(&maps))).1, 10_000);
        Ok(Times::by_turns(self.effort, ours, maps))
    }

    /// A million decisions by two threads, or as many as fit into a second.
    fn batch<C: Contender>(&self, contender: &C) -> Times {
        let mut random = fastrand::Rng::with_seed(2);
        let kinds = [Kind::Allow, Kind::Allow, Kind::Lacks, Kind::Stranger, Kind::Root];
        let mut question = || {
            let kind = random.choice(kinds).unwrap_or(Kind::Allow);
            Question::random(&self.roster, kind, &mut random)
        };
        let first: Vec<C::Asked> = (0..256).map(|_| contender.asked(&question())).collect();
        let many = self.effort.times_in(25, cost(contender, &first)).clamp(256, 1_000_000);
        let questions: Vec<Question> = (0..many.min(500_000)).map(|_| question()).collect();
        let ours: Vec<C::Asked> = questions.iter().map(|question| contender.asked(question)).collect();
        let maps: Vec<_> = questions.iter().map(|question| self.map.asked(question)).collect();
        let effort = Effort { rounds: self.effort.rounds.min(3), ..self.effort };
        Times::by_turns(effort, || on_two_threads(contender, &ours, many), || on_two_threads(&self.map, &maps, many))
    }

    /// Makes senders advanced users and back, by turns, and tells that the answers follow.
    ///
    /// # Errors
    ///
    /// An answer that does not follow.
    pub fn write<C: Contender>(&mut self, mut contender: C) -> Result<(), Failed> {
        if !takes_part(C::NAME, Workload::Write) {
            return Ok(());
        }
        let sender = |number: u32| {
            let member = self.roster.member(number * 10 + 2);
            let account = self.roster.account(member.account);
            Reassigned { user: member.user, account, from: Preset::Sender, to: Preset::Advanced }
        };
        let mut senders: Vec<Reassigned> = (0..self.roster.memberships() / 10).map(sender).collect();
        fastrand::Rng::with_seed(5).shuffle(&mut senders);
        let replies = Question::new(&self.roster, 2, 1, Permission::InboxReply);
        let first = sender(0);
        let ((), once) = timed(|| contender.assign(&first));
        follows(&contender, &replies, true)?;
        contender.assign(&first.back());
        follows(&contender, &replies, false)?;

        senders.truncate(self.effort.times(once));
        // As many rounds there as back.
        let effort = Effort { rounds: self.effort.rounds.next_multiple_of(2), ..self.effort };
        let (mut ours, mut maps) = (Turns::of(&senders), Turns::of(&senders));
        let map = &mut self.map;
        let times = Times::by_turns(effort, || written(&mut contender, &ours.next()), || written(map, &maps.next()));
        self.tell::<C>(Workload::Write, times);
        Ok(())
    }
}

impl Reassigned {
    /// The way back.
    const fn back(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }
}

/// Members who are given another role and their own again, by turns.
struct Turns<'a> {
    members: &'a [Reassigned],
    is_back: bool,
}

impl<'a> Turns<'a> {
    const fn of(members: &'a [Reassigned]) -> Self {
        Self { members, is_back: false }
    }

    fn next(&mut self) -> Vec<Reassigned> {
        let members = self.members.iter().map(|member| if self.is_back { member.back() } else { *member }).collect();
        self.is_back = !self.is_back;
        members
    }
}

fn written(contender: &mut impl Contender, members: &[Reassigned]) -> f64 {
    each(timed(|| members.iter().for_each(|member| contender.assign(member))).1, members.len())
}

/// That an answer is another after a write.
fn follows<C: Contender>(contender: &C, question: &Question, expected: bool) -> Result<(), Failed> {
    let answered = contender.allows(&contender.asked(question));
    if answered == expected {
        return Ok(());
    }
    let question = Some(Question { expected, ..*question });
    Err(Failed { contender: C::NAME, question, answered: answered.to_string(), expected: expected.to_string() })
}

/// The CPU time of one of so many decisions, half of them on each of two threads, from the two ends of the pool.
fn on_two_threads<C: Contender>(contender: &C, pool: &[C::Asked], many: usize) -> f64 {
    let (front, rear) = pool.split_at(pool.len() / 2);
    let ask = |halves: [&[C::Asked]; 2]| {
        let mut left = many / 2;
        timed(|| {
            for half in halves.into_iter().cycle() {
                let part = half.get(..left.min(half.len())).unwrap_or_default();
                if part.is_empty() {
                    break;
                }
                black_box(contender.count(part));
                left -= part.len();
            }
        })
        .1
    };
    let (one, two) = std::thread::scope(|scope| {
        let other = scope.spawn(|| ask([rear, front]));
        let one = ask([front, rear]);
        (one, other.join().unwrap_or(f64::NAN))
    });
    each(one + two, many / 2 * 2)
}
