//! The safety theorem (rule E7): whatever a group of users tries, nobody ends up with what none of them held or was
//! promised. The directory alone decides here; the model only helps to find commands that are worth trying.

use std::collections::BTreeSet;

use sendright::{Actor, Command, Directory, UserId};

use crate::about::{Identity, identity};
use crate::chance::Chance;
use crate::generate::{Author, Cast, Pools, Step, beginning, later};
use crate::model::{Instant, Model};
use crate::picture::{Counting, Picture};
use crate::properties::{report, seeds};
use crate::shrink::shrink;
use crate::stamp::stamp;

const FOUNDING: usize = 20;
const LIFE: usize = 12;
const ATTACK: usize = 40;

/// How many attacks for each sequence of the other test: they are shorter.
const ATTACKS: u64 = 4;

/// How many more there are at most, until one gets somewhere.
const MORE: u64 = 400;

/// Commands by anybody, then those of the group.
#[derive(Clone, Debug)]
struct Move {
    step: Step,
    is_attack: bool,
}

/// A group: who is in it, and the addresses that they can prove.
#[derive(Clone, Debug, Default)]
struct Group {
    users: BTreeSet<UserId>,
    cast: Cast,
}

struct Run<'a> {
    pools: &'a Pools,
    model: Model,
    directory: Directory,
    group: Group,
    before: Option<Picture>,
    /// The latest time of a change of the attack.
    latest: Option<Instant>,
    accepted: u64,
    gains: u64,
}

impl<'a> Run<'a> {
    fn new(pools: &'a Pools, group: Group) -> Self {
        let (model, directory) = (Model::default(), Directory::new());
        Self { pools, model, directory, group, before: None, latest: None, accepted: 0, gains: 0 }
    }

    /// Whether the group can command this: as one of them, with a key of theirs, or as somebody new who proves an
    /// address of theirs; and addresses change only to those.
    fn is_theirs(&self, step: &Step) -> bool {
        let Cast { users, emails } = &self.group.cast;
        let Identity { proved, taken_over, .. } = identity(&step.command);
        let is_one_of_them = match step.actor {
            // The operator, who adds whom the application has proved, on behalf of one of them.
            Actor::System => return on_behalf_of(&step.command).is_some_and(|member| users.contains(&member)),
            // Whoever owns it, or has its secret.
            Actor::ApiKey(key) => self.directory.api_key(key).is_some_and(|key| {
                let secret = key.custody().map(sendright::Custody::secret_given_to);
                key.owner()
                    .map(Actor::User)
                    .or(secret)
                    .is_some_and(|actor| users.iter().any(|user| actor == (*user).into()))
            }),
            Actor::User(user) if self.directory.user(user).is_none() => {
                proved.is_some_and(|email| emails.contains(email))
            }
            Actor::User(user) => users.contains(&user),
        };
        let is_proved = taken_over.is_none() || proved.is_none_or(|email| emails.contains(email));
        is_one_of_them && is_proved
    }

    fn execute(&mut self, step: &Step) -> bool {
        let done = self.directory.execute(step.actor, step.command.clone(), stamp(&self.directory, step.at)).is_ok();
        if done {
            self.model.apply(step.actor, &step.command, step.at);
        }
        done
    }

    /// One move; an error tells who gained what.
    fn make(&mut self, Move { step, is_attack }: &Move) -> Result<(), String> {
        if !is_attack {
            self.execute(step);
            return Ok(());
        }
        if self.before.is_none() {
            self.before = Some(Picture::of(&self.directory, self.pools));
        }
        let taken_over = self.taken_over(step);
        if !self.is_theirs(step) || !self.execute(step) {
            return Ok(());
        }
        self.accepted += 1;
        self.recruit(step, taken_over);
        self.latest = self.latest.max(Some(step.at));
        let (now, before) = (Picture::of(&self.directory, self.pools), self.before.as_ref());
        let before = before.expect("the picture was taken");
        // An instant not before the times of all its changes (rule E7).
        let from = self.latest.unwrap_or(step.at);
        let Group { users, cast } = &self.group;
        let escalation = [Counting::All, Counting::Usable]
            .into_iter()
            .find_map(|counting| now.escalation(before, users, &cast.emails, from, counting, &mut self.gains));
        escalation.map_or(Ok(()), Err)
    }

    /// Whoever joins is one of them from then on, and so is the user as whom they can sign in.
    fn recruit(&mut self, step: &Step, taken_over: Option<UserId>) {
        let Identity { joins, .. } = identity(&step.command);
        if let (Actor::User(user), true) = (step.actor, joins) {
            self.group.cast.users.insert(user);
        }
        self.group.cast.users.extend(taken_over);
    }

    /// As whom the group can sign in once a step is done: by a new password, address or telephone number.
    fn taken_over(&self, step: &Step) -> Option<UserId> {
        if let Command::EditUser { user, phone, .. } = &step.command {
            return self.directory.user(*user).filter(|row| row.phone() != phone.as_ref()).map(sendright::User::id);
        }
        if let Command::AddUser { user, phone, .. } = &step.command {
            let is_new = self.directory.user(*user).is_none();
            return phone.as_ref().filter(|_| is_new).map(|_| *user);
        }
        identity(&step.command).taken_over
    }

    /// A step that the directory accepts, if one is found soon; in an attack, by whoever of the group can.
    fn next(&self, chance: &mut Chance, now: Instant, place: usize) -> Move {
        let is_attack = place >= FOUNDING + LIFE;
        let cast = is_attack.then_some(&self.group.cast);
        let mut author = Author { model: &self.model, pools: self.pools, chance, now, cast };
        for _ in 0..12 {
            let step = if place < FOUNDING { author.founding_step() } else { author.step() };
            let steps = if is_attack { author.by_all(step) } else { vec![step] };
            if let Some(step) = steps.into_iter().find(|step| !is_attack && self.passes(step) || self.is_worth_it(step))
            {
                return Move { step, is_attack };
            }
        }
        Move { step: author.step(), is_attack }
    }

    fn passes(&self, step: &Step) -> bool {
        self.directory.plan(step.actor, &step.command, stamp(&self.directory, step.at)).is_ok()
    }

    /// Whether the group can do this, and more by it than before.
    fn is_worth_it(&self, step: &Step) -> bool {
        let mut is_idle = false;
        if let Command::ResetPassword { user } = &step.command {
            is_idle = step.actor == Actor::User(*user);
        }
        if let Command::ChangeEmail { user, email } = &step.command {
            is_idle = self.directory.user(*user).is_some_and(|user| user.email() == email);
        }
        !is_idle && self.is_theirs(step) && self.passes(step)
    }

    /// Some users, mostly ones who have something to work with and something left to gain.
    fn choose_group(&mut self, chance: &mut Chance, now: Instant) {
        let picture = Picture::of(&self.directory, self.pools);
        let mut candidates = picture.active_users();
        if chance.percent(85) {
            candidates.retain(|user| !picture.is_administrator(*user));
        }
        let managers: Vec<_> = candidates.iter().copied().filter(|user| picture.is_manager(*user, now)).collect();
        let mut users = BTreeSet::new();
        users.extend(chance.pick(&managers));
        for _ in 0..chance.below(3) {
            let from = if chance.percent(60) { &managers } else { &candidates };
            users.extend(chance.pick(from));
        }
        let mut emails = picture.emails_of(&users);
        for _ in 0..5 {
            let email = chance.one_of(&self.pools.emails);
            if !picture.is_anothers(&email, &users) {
                emails.push(email);
            }
        }
        self.group = Group { users: users.clone(), cast: Cast { users, emails } };
    }
}

fn on_behalf_of(command: &Command) -> Option<UserId> {
    if let Command::AddUser { on_behalf_of, .. } = command { *on_behalf_of } else { None }
}

/// Runs one seed: the group, its moves after everybody's, and the failure, if there is one.
fn attack(seed: u64, pools: &Pools) -> (Run<'_>, Group, Vec<Move>, Option<String>) {
    let mut chance = Chance::new(!seed);
    let mut run = Run::new(pools, Group::default());
    let (mut moves, mut now, mut group) = (Vec::new(), beginning(), Group::default());
    for place in 0..FOUNDING + LIFE + ATTACK {
        now = later(&run.model, &mut chance, now);
        if place == FOUNDING + LIFE {
            run.choose_group(&mut chance, now);
            group = run.group.clone();
        }
        let step = run.next(&mut chance, now, place);
        moves.push(step.clone());
        if let Err(failure) = run.make(&step) {
            return (run, group, moves, Some(failure));
        }
    }
    (run, group, moves, None)
}

fn rerun(moves: &[Move], group: &Group, pools: &Pools) -> Option<String> {
    let mut run = Run::new(pools, group.clone());
    let failure = |(place, made)| run.make(made).err().map(|failure| format!("step {place}: {failure}"));
    moves.iter().enumerate().find_map(failure)
}

#[test]
#[allow(clippy::print_stdout, reason = "figures are for who asks for them, by `--nocapture`")]
fn e7_no_group_gives_anyone_what_none_of_it_held_or_was_promised() {
    let pools = Pools::new();
    let (mut attacks, mut accepted, mut gains) = (0_u64, 0, 0);
    let seeds = seeds();
    // Chance must get somewhere, however few sequences are asked for.
    let (asked_for, most) = (seeds.end * ATTACKS, seeds.end * ATTACKS + MORE);
    for seed in seeds.start * ATTACKS..most {
        if seed >= asked_for && accepted > 0 && gains > 0 {
            break;
        }
        let (run, group, moves, failure) = attack(seed, &pools);
        if let Some(failure) = failure {
            let count = moves.len();
            let (least, how) = shrink(moves, failure.clone(), |moves| rerun(moves, &group, &pools));
            let begins = least.iter().position(|made| made.is_attack).unwrap_or(least.len());
            let least: Vec<_> = least.into_iter().map(|made| made.step).collect();
            let report = report(seed, count, &failure, &least, &how);
            panic!("{report}\nthe attack begins with step {begins}, by {:?}", group.cast);
        }
        attacks += 1;
        accepted += run.accepted;
        gains += run.gains;
    }
    println!("{attacks} attacks, {accepted} of their commands accepted, {gains} gains looked at");
    assert!(accepted > 0 && gains > 0, "no attack got anywhere");
}
