//! Random worlds, drawn as the steps that make them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::directory::Command;
use crate::organization::{Assignment, Billing};
use crate::permission::{Area, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope, Selection};
use crate::testing::fixture::{KeyTerms, Step, World, account, administrator_of, day, role, user};

use super::chance::Chance;

/// Names of accounts, in the order in which worlds take them. The first and the last are root accounts.
pub(crate) const ACCOUNTS: [&str; 8] = ["acme", "shop", "kiosk", "depot", "stall", "branch", "outlet", "globex"];
/// Names of people.
pub(crate) const PEOPLE: [&str; 8] = ["bob", "cleo", "dan", "eve", "finn", "gus", "hal", "ivy"];
pub(crate) const KEYS: [&str; 6] = ["ci", "bot", "nightly", "reports", "import", "billing"];
pub(crate) const ROLES: [&str; 3] = ["clerk", "agent", "viewer"];
/// Names that no world has.
pub(crate) const NOWHERE: &str = "nowhere";
pub(crate) const MALLORY: &str = "mallory";
pub(crate) const LOST: &str = "lost";

/// How large worlds become, and what is frequent in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) accounts: usize,
    pub(crate) people: usize,
    pub(crate) keys: usize,
    /// Of a hundred memberships, so many have a term.
    pub(crate) terms: u32,
    /// Of a hundred worlds, so many have accounts that are suspended or closed, and people who are gone.
    pub(crate) trouble: u32,
}

/// The steps of a random world. Those that the directory refuses are left out when the world is made.
pub(crate) fn draw(shape: Shape, chance: &mut Chance) -> Vec<Step> {
    let mut draft = Draft { shape, chance, steps: Vec::new(), accounts: Vec::new(), people: Vec::new() };
    draft.accounts();
    draft.roles();
    draft.people();
    draft.account_keys();
    draft.trouble();
    draft.steps
}

/// The world of these steps, without those that it refuses.
pub(crate) fn made(steps: &[Step]) -> World {
    let mut world = World::new();
    for step in steps {
        // What does not fit is left out: the rest is a world, too.
        let _ = world.take(step);
    }
    world
}

struct Draft<'a> {
    shape: Shape,
    chance: &'a mut Chance,
    steps: Vec<Step>,
    /// The accounts that are opened.
    accounts: Vec<String>,
    people: Vec<String>,
}

impl Draft<'_> {
    fn account(&mut self) -> String {
        self.chance.pick(&self.accounts).cloned().unwrap_or_default()
    }

    fn accounts(&mut self) {
        self.open("acme");
        let subs = ACCOUNTS.iter().skip(1).take(self.shape.accounts.saturating_sub(1).min(ACCOUNTS.len() - 2));
        // Some are one chain, to the greatest depth.
        let shape = if self.chance.percent(20) { [100, 0, 0] } else { [35, 40, 25] };
        for name in subs {
            if self.chance.percent(75) {
                // Mostly in a chain or under the root, so that there are depths and siblings.
                let last = self.accounts.last().cloned().unwrap_or_default();
                let parent = match self.chance.weighted(&shape) {
                    0 => last,
                    1 => "acme".to_owned(),
                    _ => self.account(),
                };
                self.steps.push(Step::Sub { account: (*name).into(), parent });
                self.accounts.push((*name).into());
            }
        }
        if self.shape.accounts > 2 && self.chance.percent(30) {
            self.open("globex");
        }
    }

    fn open(&mut self, name: &str) {
        let administrator = administrator_of(name);
        self.steps.push(Step::Account { account: name.into(), administrator });
        self.accounts.push(name.into());
    }

    fn roles(&mut self) {
        for name in ROLES {
            if self.chance.percent(35) {
                let (account, grants) = (self.account(), grants(self.chance));
                self.steps.push(Step::Role { role: name.into(), account, grants });
            }
        }
    }

    fn people(&mut self) {
        let names = PEOPLE.iter().take(self.shape.people.min(PEOPLE.len()));
        for name in names {
            for _ in 0..=self.chance.weighted(&[60, 30, 10]) {
                self.membership(name);
            }
            self.people.push((*name).into());
        }
        for name in KEYS.iter().take(self.shape.keys.min(KEYS.len())) {
            if self.chance.percent(35) {
                self.key(name);
            }
        }
    }

    fn membership(&mut self, name: &str) {
        let (user, account, assignment) = (name.to_owned(), self.account(), assignment(self.shape.terms, self.chance));
        self.steps.push(Step::Member { user, account, assignment });
    }

    /// A key of somebody who could make it once: as an administrator, who then became something else.
    fn key(&mut self, name: &str) {
        let Some(owner) = self.chance.pick(&self.people).cloned() else { return };
        let (account, terms) = (self.account(), key_terms(self.shape.terms, self.chance));
        let at = if self.chance.percent(70) { account.clone() } else { self.account() };
        let admin = Assignment::of(Preset::Admin);
        self.steps.push(Step::Member { user: owner.clone(), account: account.clone(), assignment: admin.clone() });
        self.steps.push(Step::Assign { user: owner.clone(), account: account.clone(), assignment: admin });
        self.steps.push(Step::Key { key: name.into(), owner: owner.clone(), account: at, terms });
        if self.chance.percent(75) {
            let assignment = assignment(self.shape.terms, self.chance);
            self.steps.push(Step::Assign { user: owner, account, assignment });
        }
    }

    fn account_keys(&mut self) {
        for name in KEYS.iter().rev().take(self.shape.keys.min(KEYS.len())) {
            if self.chance.percent(20) {
                let (account, terms) = (self.account(), key_terms(self.shape.terms, self.chance));
                let step = Step::AccountKey { key: (*name).into(), account, terms };
                // Made by the operator, or by an administrator.
                let made = step.command().filter(|_| self.chance.percent(30));
                let given = |(_, command)| Step::Given { actor: user(&administrator_of("acme")).into(), command };
                self.steps.push(made.map_or(step, given));
            }
        }
    }

    fn trouble(&mut self) {
        if !self.chance.percent(self.shape.trouble) {
            return;
        }
        for _ in 0..=self.chance.below(5) {
            let step = trouble(&self.accounts, &self.people, self.shape.terms, self.chance);
            self.steps.extend(step);
        }
    }
}

/// Something that takes away, or that promises: of what happens to accounts and people.
pub(crate) fn trouble(accounts: &[String], people: &[String], terms: u32, chance: &mut Chance) -> Option<Step> {
    let account = chance.pick(accounts)?.clone();
    let person = chance.pick(people).cloned();
    let key = (*chance.pick(&KEYS)?).to_owned();
    Some(match chance.weighted(&[16, 10, 14, 8, 12, 8, 12, 10, 5, 12]) {
        0 if chance.percent(40) => {
            // By the members, who suspend their sub-accounts.
            let command = Command::SuspendAccount { account: self::account(&account) };
            Step::Given { actor: user(&administrator_of("acme")).into(), command }
        }
        0 => Step::Suspend { account },
        1 => Step::Close { account },
        2 => Step::Features { account, features: features(chance) },
        3 => {
            let billing = if chance.percent(65) { Billing::Postpaid } else { Billing::Prepaid };
            Step::Billing { account, billing }
        }
        4 => Step::Deactivate { user: person? },
        5 => Step::Delete { user: person? },
        6 => Step::Remove { user: person?, account },
        7 => Step::Revoke { key },
        8 => Step::Assign { user: person?, account, assignment: assignment(terms, chance) },
        _ => {
            let expires = day(if chance.percent(50) { 7 } else { -1 });
            let user = if chance.percent(50) { person? } else { MALLORY.to_owned() };
            Step::Invite { user, account, assignment: assignment(0, chance), expires }
        }
    })
}

pub(crate) fn features(chance: &mut Chance) -> Selection {
    let cut: PermissionSet = (0..=chance.below(3)).map(|_| permission(chance)).collect();
    if chance.percent(70) { Selection::all_but(cut) } else { Selection::from(PermissionSet::ALL - cut) }
}

/// Permissions that presets hold at every scope, and that ceilings cut.
pub(crate) const FREQUENT: [Permission; 10] = [
    Permission::SmsSend,
    Permission::SentView,
    Permission::SmsLaunch,
    Permission::MessageSchedule,
    Permission::ContactView,
    Permission::TemplateView,
    Permission::ReportView,
    Permission::CreditPurchase,
    Permission::SubaccountManage,
    Permission::ProfileEdit,
];

/// Any permission: mostly a frequent one, sometimes one of the application's own.
pub(crate) fn permission(chance: &mut Chance) -> Permission {
    let any = match chance.weighted(&[55, 35, 10]) {
        0 => chance.pick(&FREQUENT).copied(),
        1 => chance.pick(&Permission::ALL).copied(),
        _ => Permission::custom(u8::try_from(chance.below(2)).unwrap_or_default()),
    };
    any.unwrap_or(Permission::SmsSend)
}

pub(crate) fn some(chance: &mut Chance) -> PermissionSet {
    (0..=chance.below(4)).map(|_| permission(chance)).collect()
}

pub(crate) fn grants(chance: &mut Chance) -> Grants {
    let scopes = Scope::ALL.into_iter().filter(|_| chance.percent(60)).collect::<Vec<_>>();
    let start = Grants::NONE.with(permission(chance), Scope::Own);
    scopes.into_iter().fold(start, |grants, scope| grants.with(some(chance), scope))
}

pub(crate) fn assignment(terms: u32, chance: &mut Chance) -> Assignment {
    let preset = |chance: &mut Chance| chance.pick(&Preset::ALL).copied().unwrap_or(Preset::Basic);
    let custom = |chance: &mut Chance| role(chance.pick(&ROLES).copied().unwrap_or("clerk"));
    let levels = |chance: &mut Chance| {
        let level = chance.pick(&Level::ALL).copied().unwrap_or_default();
        Levels::NONE.with(Area::Sent, level).with(Area::Sms, Level::Editor)
    };
    let assignment = match chance.weighted(&[58, 12, 8, 8, 8, 6]) {
        0 => Assignment::of(preset(chance)),
        1 => Assignment::of(custom(chance)),
        2 => Assignment::of(preset(chance)).and(custom(chance)),
        3 => Assignment::of(preset(chance)).and(preset(chance)),
        4 => Assignment::levels(levels(chance)),
        _ => Assignment::of(preset(chance)).with_levels(levels(chance)),
    };
    let assignment = if chance.percent(20) { assignment.withholding(some(chance)) } else { assignment };
    if chance.percent(terms) { for_a_term(assignment, chance) } else { assignment }
}

/// A term that has ended, is running or has not yet begun, mostly near the present.
fn for_a_term(assignment: Assignment, chance: &mut Chance) -> Assignment {
    let from = match chance.weighted(&[50, 20, 30]) {
        0 => None,
        1 => Some(past(chance)),
        _ => Some(future(chance)),
    };
    let until = match chance.weighted(&[25, 35, 40]) {
        0 => None,
        1 => Some(past(chance)),
        _ => Some(future(chance)),
    };
    // No window is empty.
    let until = until.map(|until| from.map_or(until, |from| until.max(from + (day(1) - day(0)))));
    let assignment = from.map_or(assignment.clone(), |from| assignment.from(from));
    until.map_or(assignment.clone(), |until| assignment.until(until))
}

fn past(chance: &mut Chance) -> DateTime<Utc> {
    day([-30, -1, -1, 0].get(chance.below(4)).copied().unwrap_or_default()) - within_a_day(chance)
}

fn future(chance: &mut Chance) -> DateTime<Utc> {
    day([30, 7, 1, 1].get(chance.below(4)).copied().unwrap_or(1)) + within_a_day(chance)
}

/// Often not just midnight, nor a whole second: for clocks that are cut to one.
fn within_a_day(chance: &mut Chance) -> TimeDelta {
    const WITHIN: [TimeDelta; 4] =
        [TimeDelta::zero(), TimeDelta::zero(), TimeDelta::milliseconds(500), TimeDelta::milliseconds(49_020_500)];
    chance.pick(&WITHIN).copied().unwrap_or_default()
}

fn key_terms(terms: u32, chance: &mut Chance) -> KeyTerms {
    let cap = match chance.weighted(&[35, 45, 20]) {
        0 => PermissionSet::ALL,
        1 => some(chance),
        _ => PermissionSet::ALL - some(chance),
    };
    let terms_of = KeyTerms::of(cap);
    let terms_of = if chance.percent(45) { terms_of.below() } else { terms_of };
    match (chance.percent(terms), chance.percent(40)) {
        (false, _) => terms_of,
        (true, true) => terms_of.until(past(chance)),
        (true, false) => terms_of.until(future(chance)),
    }
}
