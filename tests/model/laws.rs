//! Laws that hold for every accepted command, whichever it is: they name none, so they hold for those to come.
//!
//! They are asked of the directory alone. Whoever must be refused is added to a copy of it, beside what the command is
//! about, and tries the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sendright::{AccountId, Actor, Assignment, Command, Directory, GivenBy, Permission, PermissionSet, Preset, UserId};
use uuid::Uuid;

use crate::bystanders::{Stage, harmless};
use crate::documented;
use crate::generate::Pools;
use crate::model::Instant;
use crate::records::Said;
use crate::stamp::stamp;

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
    pub(crate) directory: &'a Directory,
    pub(crate) actor: Actor,
    pub(crate) command: &'a Command,
    pub(crate) at: Instant,
    pub(crate) said: Said,
    /// The permissions that the documented table names for it.
    permissions: PermissionSet,
    /// The root accounts of all that it names; none, if all of that is new.
    pub(crate) roots: BTreeSet<AccountId>,
    /// The accounts in which what it names is.
    places: BTreeSet<AccountId>,
    /// The laws under which something was tried.
    pub(crate) tried: BTreeSet<Law>,
}

pub(crate) type Held = Result<(), Broken>;

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
            self.given_by_whom(root)?;
            self.rights_below_do_not_count(root)?;
            self.rights_beside_do_not_count(root)?;
            self.an_administrator_needs_the_permission(root)?;
            self.the_actor_needs_the_permission(root)?;
        }
        self.what_it_does()
    }

    /// The tree of what it names, or any, if that is new.
    fn tree(&self) -> Option<AccountId> {
        let is_root = |id: &&AccountId| self.directory.account(**id).is_some_and(|row| row.parent().is_none());
        self.roots.first().or_else(|| self.pools.accounts.iter().find(is_root)).copied()
    }

    pub(crate) fn broken<T>(&self, law: Law, how: impl Display) -> Result<T, Broken> {
        let Self { actor, command, at, .. } = self;
        Err(Broken { law, how: format!("{how}\nthe command is {command:?}\nby {actor:?} at {at}") })
    }

    /// Somebody tries the same on a copy, and is to be refused.
    fn refuses(&mut self, law: Law, stage: &Directory, actor: impl Into<Actor>, who: impl Display) -> Held {
        self.tried.insert(law);
        let actor = actor.into();
        match stage.plan(actor, self.command, stamp(stage, self.at)) {
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

    /// A copy of the directory with a tree that lets bystanders in.
    fn stage(&self, root: AccountId) -> Stage {
        let mut stage = Stage::on(self.directory, self.at);
        stage.opens_doors(root);
        stage
    }

    fn nobody_without_rights(&mut self, root: AccountId) -> Held {
        let mut stage = self.stage(root);
        let mut nobodies = users_without_rights(&mut stage, root);
        nobodies.extend(keys_without_rights(&mut stage, root));
        // What is a person's own affair is that of somebody new, and of a member, too.
        if self.command.given_by() != GivenBy::Person {
            nobodies.extend(self.guest(&mut stage, root).map(|guest| (guest.into(), "a guest")));
            nobodies.push((stage.id::<UserId>().into(), "a user who is not there"));
        }
        for (actor, who) in nobodies {
            self.refuses(Law::NobodyWithoutRights, &stage.directory, actor, who)?;
        }
        Ok(())
    }

    /// A member who may look at messages, where the command is about something.
    fn guest(&self, stage: &mut Stage, root: AccountId) -> Option<UserId> {
        let guest = stage.id();
        let places = self.places.iter().copied().chain([root]).take(3);
        let added: Vec<bool> = places.map(|place| stage.adds(guest, place, harmless())).collect();
        added.contains(&true).then_some(guest)
    }

    fn given_by_whom(&mut self, root: AccountId) -> Held {
        let law = Law::GivenByWhom;
        let mut stage = self.stage(root);
        let Some(administrator) = stage.administrator(root) else { return Ok(()) };
        match self.command.given_by() {
            GivenBy::Anyone => {
                self.tried.insert(law);
                Ok(())
            }
            GivenBy::Operator => self.refuses(law, &stage.directory, administrator, "an administrator"),
            GivenBy::PersonOrOperator => {
                let Some(key) = stage.key(administrator, root, PermissionSet::ALL) else { return Ok(()) };
                self.refuses(law, &stage.directory, key, "a key")
            }
            GivenBy::Person => {
                let Some(key) = stage.key(administrator, root, PermissionSet::ALL) else { return Ok(()) };
                self.refuses(law, &stage.directory, Actor::System, "the operator")?;
                self.refuses(law, &stage.directory, key, "a key")
            }
            other => unreachable!("the model does not know `{other:?}`"),
        }
    }

    fn rights_below_do_not_count(&mut self, root: AccountId) -> Held {
        let mut stage = self.stage(root);
        for place in self.places.clone() {
            let account = stage.id();
            let user = stage.below(place, account).and_then(|account| stage.administrator(account));
            if let Some(user) = user {
                let who = "the administrator of an account below";
                self.refuses(Law::RightsElsewhereDoNotCount, &stage.directory, user, who)?;
            }
        }
        Ok(())
    }

    fn rights_beside_do_not_count(&mut self, root: AccountId) -> Held {
        let law = Law::RightsElsewhereDoNotCount;
        let mut stage = self.stage(root);
        let Some(beside) = stage.beside(root) else { return Ok(()) };
        if let Some(user) = stage.administrator(beside[0]) {
            let key = stage.key(user, beside[0], PermissionSet::ALL);
            self.refuses(law, &stage.directory, user, "the administrator of an account beside")?;
            if let Some(key) = key {
                self.refuses(law, &stage.directory, key, "a key for an account beside")?;
            }
        }
        for permission in self.permissions {
            self.is_not_helped_beside(&mut stage, root, beside, permission)?;
        }
        Ok(())
    }

    /// Whoever is refused for want of a permission is not helped by holding it elsewhere.
    fn is_not_helped_beside(
        &mut self,
        stage: &mut Stage,
        root: AccountId,
        beside: [AccountId; 2],
        permission: Permission,
    ) -> Held {
        let here = Assignment::of(Preset::Admin).withholding(permission);
        let Some(alone) = stage.member(root, here.clone()) else { return Ok(()) };
        if stage.directory.plan(alone, self.command, stamp(&stage.directory, self.at)).is_ok() {
            return Ok(());
        }
        for beside in beside {
            let user = stage.id();
            // In this order, as whoever takes the membership that came first takes this one.
            if stage.adds(user, beside, Assignment::of(Preset::Admin)) && stage.adds(user, root, here.clone()) {
                let who = format!("an administrator without {permission}, who has it in an account beside");
                self.refuses(Law::RightsElsewhereDoNotCount, &stage.directory, user, who)?;
            }
        }
        Ok(())
    }

    /// Somebody who holds everything, but not the permission.
    fn an_administrator_needs_the_permission(&mut self, root: AccountId) -> Held {
        if self.permissions.is_empty() {
            return Ok(());
        }
        let mut stage = self.stage(root);
        let withheld = Assignment::of(Preset::Admin).withholding(self.permissions);
        let Some(user) = stage.member(root, withheld) else { return Ok(()) };
        let who = format!("an administrator without {:?}", self.permissions);
        self.refuses(Law::ThePermissionCounts, &stage.directory, user, who)
    }

    /// Whoever gave it, without the permission; then with it elsewhere.
    fn the_actor_needs_the_permission(&mut self, root: AccountId) -> Held {
        let Some(user) = self.user_behind(self.actor) else { return Ok(()) };
        // What is about themselves needs none, or counts where they are a member.
        if self.said.ids.contains(&user.uuid()) || self.permissions.is_empty() {
            return Ok(());
        }
        let mut stage = self.stage(root);
        if stage.administrator(root).is_none() || !stage.withholds(user, self.permissions) {
            return Ok(());
        }
        // The owner of a key may do with it what needs none.
        if !self.is_about_a_key_of(user) {
            let who = format!("whoever gave it, without {:?}", self.permissions);
            self.refuses(Law::ThePermissionCounts, &stage.directory, self.actor, who)?;
        }
        if stage.directory.plan(self.actor, self.command, stamp(&stage.directory, self.at)).is_ok() {
            return Ok(());
        }
        for account in stage.beside(root).into_iter().flatten() {
            if stage.adds(user, account, Assignment::of(Preset::Admin)) {
                let who = format!("whoever gave it, with {:?} only in an account beside", self.permissions);
                self.refuses(Law::RightsElsewhereDoNotCount, &stage.directory, self.actor, who)?;
            }
        }
        Ok(())
    }

    fn user_behind(&self, actor: Actor) -> Option<UserId> {
        match actor {
            Actor::System => None,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => self.directory.api_key(key).and_then(sendright::ApiKey::owner),
        }
    }

    fn is_about_a_key_of(&self, user: UserId) -> bool {
        let keys = self.said.ids.iter().filter_map(|id| self.directory.api_key((*id).into()));
        keys.map(sendright::ApiKey::owner).any(|owner| owner == Some(user))
    }
}

/// Users of a tree who have no rights to speak of, or none any more.
fn users_without_rights(stage: &mut Stage, root: AccountId) -> Vec<(Actor, &'static str)> {
    let mut users: Vec<(Actor, _)> = Vec::new();
    if let Some(user) = stage.member(root, harmless()) {
        if stage.does(Actor::System, Command::RemoveMember { user, account: root }) {
            users.push((user.into(), "a user without memberships"));
        }
    }
    if let Some(user) = stage.administrator(root) {
        if stage.does(Actor::System, Command::DeactivateUser { user }) {
            users.push((user.into(), "a deactivated administrator"));
        }
    }
    users
}

/// Keys of an administrator's with which little or nothing can be done.
fn keys_without_rights(stage: &mut Stage, root: AccountId) -> Vec<(Actor, &'static str)> {
    let mut keys: Vec<(Actor, _)> = Vec::new();
    let Some(administrator) = stage.administrator(root) else { return keys };
    if let Some(key) = stage.key(administrator, root, PermissionSet::SMS_VIEW) {
        keys.push((key.into(), "a key that may look at messages"));
    }
    if let Some(key) = stage.account_key(root) {
        keys.push((key.into(), "a key of the account that can do everything"));
    }
    if let Some(key) = stage.key(administrator, root, PermissionSet::ALL) {
        if stage.does(administrator, Command::RevokeApiKey { key }) {
            keys.push((key.into(), "a revoked key"));
        }
    }
    keys
}

pub(crate) fn root_of(directory: &Directory, account: AccountId) -> AccountId {
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
