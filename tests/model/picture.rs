//! What everybody holds, read off a directory: who is a member where, with what and when, what is promised, and what keys of
//! accounts hold.

use std::collections::{BTreeMap, BTreeSet};

use sendright::{
    AccountId, AccountStatus, Actor, ApiKeyId, AssignedRole, Assignment, Directory, Email, Grants, Levels, Permission,
    Principal, Scope, UserId,
};

use crate::coverage::{around, far_future};
use crate::generate::Pools;
use crate::held::Held;
use crate::model::{Instant, live, selected};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    account: AccountId,
    held: Held,
    window: Assignment,
}

#[derive(Clone, Debug)]
struct Person {
    email: Email,
    active: bool,
    members: Vec<Member>,
}

/// A directory at one moment, as far as rule E7 looks at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picture {
    parents: BTreeMap<AccountId, Option<AccountId>>,
    closed: BTreeSet<AccountId>,
    people: BTreeMap<UserId, Person>,
    /// The keys of accounts, each with what it holds (rule G6), and to whom its secret was given.
    keys: BTreeMap<ApiKeyId, (Actor, Vec<Member>)>,
    /// To whom and what, expired or not: one that has expired may be pending by a slower clock, and can be renewed.
    promises: Vec<(Email, Member)>,
}

/// Whose rights count as held in the comparison of rule E7.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// Everybody's, as G2 says.
    All,
    /// Those of active users: stricter, for a reactivation gives the rights back.
    Usable,
}

fn gives(directory: &Directory, assignment: &Assignment) -> Held {
    let held = assignment.roles().iter().fold(Held::levels(assignment.given_levels()), |held, role| match role {
        AssignedRole::Preset(preset) => held.or(&Held::preset(*preset)),
        AssignedRole::Custom(role) => {
            held.or(&directory.role(*role).map_or(Held::NOTHING, |role| Held::from(role.grants())))
        }
        other => unreachable!("the model does not know `{other}`"),
    });
    held.without(selected(assignment.withheld()))
}

impl Picture {
    pub(crate) fn of(directory: &Directory, pools: &Pools) -> Self {
        let mut picture = Self::default();
        for account in pools.accounts.iter().filter_map(|id| directory.account(*id)) {
            picture.parents.insert(account.id(), account.parent());
            if directory.status(account.id()) == Some(AccountStatus::Closed) {
                picture.closed.insert(account.id());
            }
        }
        for user in pools.users.iter().filter_map(|id| directory.user(*id)) {
            let members = directory.memberships(user.id()).map(|read| Member {
                account: read.account(),
                held: gives(directory, read.assignment()),
                window: read.assignment().clone(),
            });
            let person = Person { email: user.email().clone(), active: user.is_active(), members: members.collect() };
            picture.people.insert(user.id(), person);
        }
        for key in pools.keys.iter().filter_map(|id| directory.api_key(*id)) {
            let Some(custody) = key.custody() else { continue };
            let scope = if key.is_for_subtree() { Scope::Subtree } else { Scope::Account };
            let held = Held::from(Grants::NONE.with(key.cap(), scope)).without(Permission::ProfileEdit.into());
            let always = Assignment::levels(Levels::NONE);
            let window = key.ends().map_or(always.clone(), |until| always.until(until));
            let member = Member { account: key.account(), held, window };
            picture.keys.insert(key.id(), (custody.secret_given_to(), vec![member]));
        }
        let invitations = pools.invitations.iter().filter_map(|id| directory.invitation(*id));
        for invitation in invitations {
            let (account, window) = (invitation.account(), invitation.assignment().clone());
            let promise = Member { account, held: gives(directory, invitation.assignment()), window };
            picture.promises.push((invitation.email().clone(), promise));
        }
        picture
    }

    pub(crate) fn emails_of(&self, users: &BTreeSet<UserId>) -> Vec<Email> {
        users.iter().filter_map(|user| self.people.get(user)).map(|person| person.email.clone()).collect()
    }

    /// Whether an address is a user's who is not among these.
    pub(crate) fn is_anothers(&self, email: &Email, users: &BTreeSet<UserId>) -> bool {
        self.people.iter().any(|(id, person)| person.email == *email && !users.contains(id))
    }

    pub(crate) fn active_users(&self) -> Vec<UserId> {
        self.people.iter().filter(|(_, person)| person.active).map(|(id, _)| *id).collect()
    }

    /// Holds everything in a root account for ever, so that there is nothing left to gain.
    pub(crate) fn is_administrator(&self, user: UserId) -> bool {
        let everything = Held::preset(sendright::Preset::Admin);
        let administers = |member: &Member| {
            self.parents.get(&member.account) == Some(&None)
                && member.window.ends().is_none()
                && member.held.covers(&everything)
        };
        self.people.get(&user).is_some_and(|person| person.members.iter().any(administers))
    }

    /// Whether a user can change what somebody holds, at an instant.
    pub(crate) fn is_manager(&self, user: UserId, at: Instant) -> bool {
        let managing =
            [Permission::UserInvite, Permission::UserAssignRole, Permission::UserManageRoles, Permission::UserEdit];
        let manages = |member: &Member| {
            live(&member.window, at)
                && !self.closed.contains(&member.account)
                && managing.iter().any(|permission| member.held.has(*permission, Scope::Account))
        };
        self.people.get(&user).is_some_and(|person| person.members.iter().any(manages))
    }

    fn line(&self, account: AccountId) -> Vec<AccountId> {
        let next = |id: &AccountId| self.parents.get(id).copied().flatten();
        std::iter::successors(Some(account), next).collect()
    }

    fn of_person(&self, user: UserId, counting: Counting) -> &[Member] {
        let person = self.people.get(&user).filter(|person| counting == Counting::All || person.active);
        person.map(|person| person.members.as_slice()).unwrap_or_default()
    }

    /// What a key of an account holds. Whoever gets a secret gains all of it: then it held nothing before, as far as they are
    /// concerned.
    fn of_key(&self, key: ApiKeyId, whose_secret: Option<Actor>) -> &[Member] {
        let key = self.keys.get(&key).filter(|(secret, _)| whose_secret.is_none_or(|actor| actor == *secret));
        key.map(|(_, members)| members.as_slice()).unwrap_or_default()
    }

    /// What a principal holds now, and what the same held before, with whom it stands for.
    fn both<'a>(&'a self, before: &'a Self, counting: Counting) -> Vec<(Principal, [&'a [Member]; 2])> {
        let people = self.people.keys().map(|user| {
            let sides = [before, self].map(|picture| picture.of_person(*user, counting));
            (Principal::User(*user), sides)
        });
        let keys = self.keys.iter().map(|(key, (secret, members))| {
            (Principal::ApiKey(*key), [before.of_key(*key, Some(*secret)), members.as_slice()])
        });
        people.chain(keys).collect()
    }

    /// The instants from one on at which anything may begin or end, here or there, and those beside.
    fn instants(&self, other: &Self, from: Instant) -> BTreeSet<Instant> {
        let windows = [self, other].into_iter().flat_map(|picture| {
            let members = picture.people.values().flat_map(|person| &person.members);
            let members = members.chain(picture.keys.values().flat_map(|(_, members)| members));
            members.chain(picture.promises.iter().map(|(_, promise)| promise)).map(|member| &member.window)
        });
        let ends = windows.flat_map(|window| [window.starts(), window.ends()]).flatten();
        ends.flat_map(around).chain([from, far_future()]).filter(|instant| *instant >= from).collect()
    }

    /// What a group held, or was promised, before: the most that anyone may gain by it (rule E7).
    fn of_group(&self, users: &BTreeSet<UserId>, emails: &[Email], line: &[AccountId], at: Instant) -> Held {
        let held = users.iter().flat_map(|user| self.of_person(*user, Counting::Usable));
        let promised = self.promises.iter().filter(|(email, _)| emails.contains(email)).map(|(_, promise)| promise);
        brought(held.chain(promised), line, at)
    }

    /// What somebody has gained since `before`, at an instant from `now` on, that nobody of the group held then.
    pub(crate) fn escalation(
        &self,
        before: &Self,
        users: &BTreeSet<UserId>,
        emails: &[Email],
        now: Instant,
        counting: Counting,
        gains: &mut u64,
    ) -> Option<String> {
        let mut changed = self.both(before, counting);
        changed.retain(|(_, [was, is])| was != is);
        if changed.is_empty() {
            return None;
        }
        let instants = self.instants(before, now);
        // A closed account keeps nothing, for good (G4), and coverage leaves it out (E1): there is nothing to gain.
        for account in self.parents.keys().filter(|id| !self.closed.contains(id)) {
            // The tree as it is now: below, in what was opened since, Subtree grants counted before (rule E7).
            let line = self.line(*account);
            for at in &instants {
                let mut of_group = None;
                for (principal, [was, is]) in &changed {
                    let gained = brought(is.iter(), &line, *at).beyond(&brought(was.iter(), &line, *at));
                    if gained == Held::NOTHING {
                        continue;
                    }
                    *gains += 1;
                    let of_group = of_group.get_or_insert_with(|| before.of_group(users, emails, &line, *at));
                    if !of_group.covers(&gained) {
                        let lacking = gained.beyond(of_group).without(Permission::ProfileEdit.into());
                        return Some(format!("{principal} gained {lacking:?} in {account} at {at}"));
                    }
                }
            }
        }
        None
    }
}

/// What memberships bring to the first account of a line at an instant (rule G2).
fn brought<'a>(members: impl Iterator<Item = &'a Member>, line: &[AccountId], at: Instant) -> Held {
    members.filter(|member| live(&member.window, at)).fold(Held::NOTHING, |held, member| {
        match line.iter().position(|id| *id == member.account) {
            Some(0) => held.or(&member.held),
            Some(_) => held.or(&member.held.to_below()),
            None => held,
        }
    })
}
