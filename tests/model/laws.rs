//! Laws that hold for every accepted command, whichever it is: they name none, so they hold for those to come.
//!
//! They are asked of the directory alone. Whoever must be refused is added to a copy of it, beside what the command is
//! about, and tries the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sendright::history::{History, HistoryEntry};
use sendright::{
    AccountId, Actor, Assignment, Command, Directory, EmailPolicy, GivenBy, PermissionSet, Preset, UserId,
};
use uuid::Uuid;

use crate::bystanders::{Stage, harmless};
use crate::documented;
use crate::generate::Pools;
use crate::model::Instant;
use crate::records::{Records, Said};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Law {
    /// Whoever holds everything in another tree is refused (rule C6).
    NothingCrossesTrees,
    /// Whoever holds nothing to speak of is refused (rule C1).
    NobodyWithoutRights,
    /// Whoever holds everything, but elsewhere in the tree, is refused (rule C1).
    RightsElsewhereDoNotCount,
    /// Whoever holds everything but the documented permission is refused (rule C1).
    ThePermissionCounts,
    /// It is given by whom [`Command::given_by`] says (rules C4, C5, C7, C9).
    GivenByWhom,
    /// It does something.
    DoesSomething,
    /// An address enters only where the policy admits it (rule I6).
    PolicyIsAsked,
    /// The history tells every account and user that it touched.
    ToldWhereItHappened,
}

impl Law {
    pub(crate) const ALL: [Self; 8] = [
        Self::NothingCrossesTrees,
        Self::NobodyWithoutRights,
        Self::RightsElsewhereDoNotCount,
        Self::ThePermissionCounts,
        Self::GivenByWhom,
        Self::DoesSomething,
        Self::PolicyIsAsked,
        Self::ToldWhereItHappened,
    ];
}

/// A broken law, and how.
pub(crate) struct Broken {
    pub(crate) law: Law,
    pub(crate) how: String,
}

/// A command that a directory accepts from an actor.
pub(crate) struct Case<'a> {
    pools: &'a Pools,
    directory: &'a Directory,
    actor: Actor,
    command: &'a Command,
    at: Instant,
    said: Said,
    /// The permissions that the documented table names for it.
    permissions: PermissionSet,
    /// The root accounts of all that it names; none, if all of that is new.
    roots: BTreeSet<AccountId>,
    /// The accounts in which what it names is.
    places: BTreeSet<AccountId>,
    /// The laws under which something was tried.
    pub(crate) tried: BTreeSet<Law>,
}

type Held = Result<(), Broken>;

impl<'a> Case<'a> {
    pub(crate) fn new(
        pools: &'a Pools,
        directory: &'a Directory,
        rows: &BTreeMap<String, documented::Row>,
        (actor, command, at): (Actor, &'a Command, Instant),
    ) -> Self {
        let said = Said::by(command);
        let places: BTreeSet<_> = said.ids.iter().flat_map(|id| places_of(directory, *id)).collect();
        let roots = places.iter().map(|place| root_of(directory, *place)).collect();
        let permissions = rows.get(command.name()).map_or(PermissionSet::EMPTY, |row| row.permissions);
        let tried = BTreeSet::new();
        Self { pools, directory, actor, command, at, said, permissions, roots, places, tried }
    }

    pub(crate) fn names_an_address(&self) -> bool {
        !self.said.emails.is_empty()
    }

    /// Asks all laws; gives back the directory as it is after the command.
    pub(crate) fn holds(&mut self) -> Result<Directory, Broken> {
        self.nothing_crosses_trees()?;
        if let Some(root) = self.tree() {
            self.nobody_without_rights(root)?;
            self.rights_elsewhere_do_not_count(root)?;
            self.the_permission_counts(root)?;
        }
        self.what_it_does()
    }

    /// The tree of what it names, or any, if that is new.
    fn tree(&self) -> Option<AccountId> {
        let is_root = |id: &&AccountId| self.directory.account(**id).is_some_and(|row| row.parent().is_none());
        self.roots.first().or_else(|| self.pools.accounts.iter().find(is_root)).copied()
    }

    fn broken<T>(&self, law: Law, how: impl Display) -> Result<T, Broken> {
        let Self { actor, command, at, .. } = self;
        Err(Broken { law, how: format!("{how}\nthe command is {command:?}\nby {actor:?} at {at}") })
    }

    /// Somebody tries the same on a copy, and is to be refused.
    fn refuses(&mut self, law: Law, stage: &Directory, actor: impl Into<Actor>, who: impl Display) -> Held {
        self.tried.insert(law);
        let actor = actor.into();
        match stage.plan(actor, self.command, self.at) {
            Err(_) => Ok(()),
            Ok(_) => self.broken(law, format_args!("it is accepted from {who}, {actor}")),
        }
    }

    fn nothing_crosses_trees(&mut self) -> Held {
        let law = Law::NothingCrossesTrees;
        let directory = self.directory;
        let mut stage = Stage::on(directory, self.at);
        if let Some(foreigner) = stage.foreigner() {
            self.refuses(law, &stage.directory, foreigner, "the administrator of another tree")?;
        }
        for user in self.pools.users.iter().filter_map(|id| directory.user(*id)) {
            // A person may be a user in two trees, with one address.
            if !self.roots.contains(&user.root()) && !self.said.emails.contains(user.email()) {
                self.refuses(law, directory, user.id(), "a user of another tree")?;
            }
        }
        for key in self.pools.keys.iter().filter_map(|id| directory.api_key(*id)) {
            if !self.roots.contains(&root_of(directory, key.account())) {
                self.refuses(law, directory, key.id(), "a key of another tree")?;
            }
        }
        Ok(())
    }

    fn nobody_without_rights(&mut self, root: AccountId) -> Held {
        let law = Law::NobodyWithoutRights;
        let is_a_persons = self.command.given_by() == GivenBy::Person;
        let mut stage = Stage::on(self.directory, self.at);
        stage.opens_doors(root);
        let mut nobodies: Vec<(Actor, &str)> = Vec::new();
        // What is a person's own affair is that of somebody new, and of a member, too.
        if !is_a_persons {
            let guest = stage.id();
            let there: Vec<_> = self.places.iter().copied().chain([root]).take(3).collect();
            let mut is_there = false;
            for place in there {
                is_there |= stage.adds(guest, place, harmless());
            }
            if is_there {
                nobodies.push((guest.into(), "a guest"));
            }
            nobodies.push((stage.id::<UserId>().into(), "a user who is not there"));
        }
        if let Some(user) = stage.member(root, harmless()) {
            if stage.does(Actor::System, Command::RemoveMember { user, account: root }) {
                nobodies.push((user.into(), "a user without memberships"));
            }
        }
        if let Some(user) = stage.administrator(root) {
            if stage.does(Actor::System, Command::DeactivateUser { user }) {
                nobodies.push((user.into(), "a deactivated administrator"));
            }
        }
        if let Some(administrator) = stage.administrator(root) {
            if let Some(key) = stage.key(administrator, root, PermissionSet::SMS_VIEW) {
                nobodies.push((key.into(), "a key that may look at messages"));
            }
            if let Some(key) = stage.key(administrator, root, PermissionSet::ALL) {
                self.given_by_whom(&stage, administrator, key.into())?;
                if stage.does(administrator, Command::RevokeApiKey { key }) {
                    nobodies.push((key.into(), "a revoked key"));
                }
            }
        }
        for (actor, who) in nobodies {
            self.refuses(law, &stage.directory, actor, who)?;
        }
        Ok(())
    }

    fn given_by_whom(&mut self, stage: &Stage, administrator: UserId, key: Actor) -> Held {
        let law = Law::GivenByWhom;
        match self.command.given_by() {
            GivenBy::Anyone => {
                self.tried.insert(law);
                Ok(())
            }
            GivenBy::Operator => self.refuses(law, &stage.directory, administrator, "an administrator"),
            GivenBy::Person => {
                self.refuses(law, &stage.directory, Actor::System, "the operator")?;
                self.refuses(law, &stage.directory, key, "a key")
            }
        }
    }

    fn rights_elsewhere_do_not_count(&mut self, root: AccountId) -> Held {
        let law = Law::RightsElsewhereDoNotCount;
        // Below: a copy of its own, as whoever is there is one of those whom a command on the account touches.
        let mut stage = Stage::on(self.directory, self.at);
        stage.opens_doors(root);
        for place in self.places.clone() {
            let account = stage.id();
            let user = stage.below(place, account).and_then(|account| stage.administrator(account));
            if let Some(user) = user {
                self.refuses(law, &stage.directory, user, "the administrator of an account below")?;
            }
        }
        // Beside.
        let mut stage = Stage::on(self.directory, self.at);
        stage.opens_doors(root);
        let Some([first, last]) = stage.beside(root) else { return Ok(()) };
        if let Some(user) = stage.administrator(first) {
            let key = stage.key(user, first, PermissionSet::ALL);
            self.refuses(law, &stage.directory, user, "the administrator of an account beside")?;
            if let Some(key) = key {
                self.refuses(law, &stage.directory, key, "a key for an account beside")?;
            }
        }
        // Whoever is refused for want of a permission is not helped by holding it elsewhere.
        for permission in self.permissions {
            let there = Assignment::of(Preset::Admin).withholding(permission);
            let alone = stage.member(root, there.clone());
            let is_refused = alone.is_some_and(|user| stage.directory.plan(user, self.command, self.at).is_err());
            if !is_refused {
                continue;
            }
            for beside in [first, last] {
                let user = stage.id();
                // In this order, as whoever takes the membership that came first takes this one.
                let is_there =
                    stage.adds(user, beside, Assignment::of(Preset::Admin)) && stage.adds(user, root, there.clone());
                if is_there {
                    let who = format!("an administrator without {permission}, who has it in an account beside");
                    self.refuses(law, &stage.directory, user, who)?;
                }
            }
        }
        Ok(())
    }

    fn the_permission_counts(&mut self, root: AccountId) -> Held {
        let law = Law::ThePermissionCounts;
        if self.permissions.is_empty() {
            return Ok(());
        }
        let mut stage = Stage::on(self.directory, self.at);
        stage.opens_doors(root);
        let withheld = Assignment::of(Preset::Admin).withholding(self.permissions);
        if let Some(user) = stage.member(root, withheld) {
            let who = format!("an administrator without {:?}", self.permissions);
            self.refuses(law, &stage.directory, user, who)?;
        }
        // Whoever was accepted. What is about themselves needs none, or counts where they are a member.
        let Some(user) = self.user_behind(self.actor) else { return Ok(()) };
        if self.said.ids.contains(&user.uuid()) || stage.administrator(root).is_none() {
            return Ok(());
        }
        let memberships = self.directory.memberships(user);
        for (account, given) in memberships.map(|read| (read.account(), read.assignment().clone())) {
            let assignment = given.withholding(self.permissions);
            stage.does(Actor::System, Command::Assign { user, account, assignment });
        }
        let keeps = |permission| {
            let mut live = stage.directory.memberships(user).filter(|read| read.assignment().is_live(self.at));
            live.any(|read| read.grants().scope_of(permission).is_some())
        };
        if self.permissions.into_iter().any(keeps) {
            return Ok(());
        }
        // The owner of a key may do with it what needs none.
        if !self.is_about_a_key_of(user) {
            let who = format!("whoever gave it, without {:?}", self.permissions);
            self.refuses(law, &stage.directory, self.actor, who)?;
        }
        if stage.directory.plan(self.actor, self.command, self.at).is_err() {
            for account in stage.beside(root).into_iter().flatten() {
                if stage.adds(user, account, Assignment::of(Preset::Admin)) {
                    let who = format!("whoever gave it, with {:?} only in an account beside", self.permissions);
                    self.refuses(Law::RightsElsewhereDoNotCount, &stage.directory, self.actor, who)?;
                }
            }
        }
        Ok(())
    }

    fn user_behind(&self, actor: Actor) -> Option<UserId> {
        match actor {
            Actor::System => None,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => self.directory.api_key(key).map(sendright::ApiKey::owner),
        }
    }

    fn is_about_a_key_of(&self, user: UserId) -> bool {
        let keys = self.said.ids.iter().filter_map(|id| self.directory.api_key((*id).into()));
        keys.map(sendright::ApiKey::owner).any(|owner| owner == user)
    }

    fn what_it_does(&mut self) -> Result<Directory, Broken> {
        let mut after = self.directory.clone();
        let mut history = History::new();
        let change = self.directory.plan(self.actor, self.command, self.at);
        let committed = change.map(|change| history.commit(&mut after, change));
        let (Ok(Ok(())), Some(entry)) = (committed, history.entries().last()) else {
            return self.broken(Law::DoesSomething, "it was accepted, and can't be committed");
        };
        let (before, now) = (Records::of(self.directory), Records::of(&after));
        if !before.differences(&now).is_empty() {
            self.tried.insert(Law::DoesSomething);
        }
        self.told_where_it_happened(entry, &after, [&before, &now])?;
        self.policy_is_asked([&before, &now])?;
        Ok(after)
    }

    fn told_where_it_happened(
        &mut self,
        entry: &HistoryEntry,
        after: &Directory,
        [before, now]: [&Records; 2],
    ) -> Held {
        let law = Law::ToldWhereItHappened;
        self.tried.insert(law);
        let root = entry.account().map(|account| root_of(after, account));
        let is_at_home = root
            .is_some_and(|root| after.account(root).is_some() && (self.roots.is_empty() || self.roots.contains(&root)));
        if !is_at_home || self.said.account.is_some_and(|account| entry.account() != Some(account)) {
            return self.broken(law, format_args!("it is told on {:?}", entry.account()));
        }
        for difference in before.differences(now) {
            let accounts = difference.accounts();
            if let Some(account) = accounts.iter().find(|account| !entry.affects_account(**account)) {
                return self.broken(law, format_args!("a record in {account} differs, and it is not told there"));
            }
            let mut users = difference.users();
            for email in difference.addresses() {
                let roots = accounts.iter().map(|account| root_of(after, *account));
                users
                    .extend(roots.flat_map(|root| [before.user_at(root, &email), now.user_at(root, &email)]).flatten());
            }
            if let Some(user) = users.iter().find(|user| entry.affected_users().all(|told| told != **user)) {
                return self.broken(law, format_args!("a record of {user} differs, and it is not told of them"));
            }
        }
        Ok(())
    }

    fn policy_is_asked(&mut self, [before, now]: [&Records; 2]) -> Held {
        let law = Law::PolicyIsAsked;
        let differences = before.differences(now);
        for root in self.roots.clone() {
            for email in self.said.emails.clone() {
                let enters = differences.iter().any(|difference| difference.takes_in(&email));
                if !enters || before.user_at(root, &email).is_some() {
                    continue;
                }
                let mut stage = Stage::on(self.directory, self.at);
                let policy = EmailPolicy::corporate("nobody.example").expect("it is a domain");
                if !stage.does(Actor::System, Command::SetEmailPolicy { account: root, policy }) {
                    continue;
                }
                self.tried.insert(law);
                match stage.directory.plan(self.actor, self.command, self.at) {
                    Err(refusal) if refusal.code() == "email_policy" => {}
                    other => {
                        let how = format!("{email} is not admitted and enters; the answer is {other:?}");
                        return self.broken(law, how);
                    }
                }
            }
        }
        Ok(())
    }
}

fn root_of(directory: &Directory, account: AccountId) -> AccountId {
    directory.ancestors(account).last().map_or(account, sendright::Account::id)
}

/// Where that is which an id names: nowhere, if there is nothing yet.
fn places_of(directory: &Directory, id: Uuid) -> Vec<AccountId> {
    let mut places = Vec::new();
    places.extend(directory.account(id.into()).map(sendright::Account::id));
    places.extend(directory.role(id.into()).map(sendright::Role::account));
    places.extend(directory.invitation(id.into()).map(sendright::Invitation::account));
    places.extend(directory.api_key(id.into()).map(sendright::ApiKey::account));
    if let Some(user) = directory.user(id.into()) {
        places.extend(directory.memberships(user.id()).map(|read| read.account()));
        places.push(user.root());
    }
    places
}
