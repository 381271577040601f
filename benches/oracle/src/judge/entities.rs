//! The book as Cedar's entities.

use std::collections::{HashMap, HashSet};

use cedar_policy::{Entity, EntityUid, RestrictedExpression};

use super::Judge;
use super::names::Kind;
use crate::book::{Account, Book, Key};
use crate::catalogue::{Bits, Grants, rank};
use crate::order::{Billing, Id, Instant};

type Attributes = HashMap<String, RestrictedExpression>;

/// The root of a user who is in no tree: no request is about it.
const NOWHERE: Id = Id(0);

const LEVELS: [(u8, &str); 3] = [(1, "guest"), (2, "editor"), (3, "approver")];

impl Judge<'_> {
    /// The permissions, grants, levels and presets, and what accounts can be in.
    pub(super) fn table_entities(&self) -> Result<Vec<Entity>, String> {
        let names = &self.names;
        let mut all = Vec::new();
        for standing in ["suspended", "closed"] {
            all.push(plain(names.uid(Kind::Standing, standing), HashSet::new()));
        }
        for permission in &self.catalogue.permissions {
            let name = &permission.name;
            let grant = |scope: &str| names.uid(Kind::Grant, &format!("{scope} {name}"));
            let [own, account, subtree] = [grant("own"), grant("account"), grant("subtree")];
            let excluded = names.uid(Kind::Exclusion, name);
            all.push(plain(excluded.clone(), HashSet::new()));
            all.push(plain(own.clone(), HashSet::new()));
            all.push(plain(account.clone(), HashSet::from([own.clone()])));
            all.push(plain(subtree.clone(), HashSet::from([account.clone()])));
            let attributes = attributes([
                ("area", RestrictedExpression::new_string(permission.area.clone())),
                ("level", RestrictedExpression::new_string(permission.level.clone())),
                ("own", RestrictedExpression::new_entity_uid(own)),
                ("account", RestrictedExpression::new_entity_uid(account)),
                ("subtree", RestrictedExpression::new_entity_uid(subtree)),
                ("excluded", RestrictedExpression::new_entity_uid(excluded)),
            ]);
            all.push(entity(names.uid(Kind::Permission, name), attributes, HashSet::new())?);
        }
        for area in &self.catalogue.areas {
            all.extend(LEVELS.into_iter().map(|(level, name)| self.level(area, level, name)));
        }
        for preset in &self.catalogue.presets {
            all.push(plain(self.preset(&preset.name), self.grants(preset.grants)));
        }
        Ok(all)
    }

    /// A level is in the one below, and in the grants of what it adds.
    fn level(&self, area: &str, level: u8, name: &str) -> Entity {
        let below = LEVELS.iter().filter(|(below, _)| *below + 1 == level);
        let below = below.map(|(_, below)| self.names.uid(Kind::Level, &format!("{area} {below}")));
        let added = self.catalogue.permissions.iter().filter(|p| p.area == area && rank(&p.level) == level);
        let added = added.filter(|permission| !Bits::PROFILE.has(permission.bit));
        let added = added.map(|permission| self.names.uid(Kind::Grant, &format!("account {}", permission.name)));
        plain(self.names.uid(Kind::Level, &format!("{area} {name}")), below.chain(added).collect())
    }

    fn preset(&self, name: &str) -> EntityUid {
        self.names.uid(Kind::Role, &format!("preset {name}"))
    }

    /// The widest grants of each permission; the narrower ones follow. `profile.edit` is nobody's over others (G3).
    fn grants(&self, grants: Grants) -> HashSet<EntityUid> {
        let mut all = HashSet::new();
        for permission in self.catalogue.permissions.iter().filter(|permission| !Bits::PROFILE.has(permission.bit)) {
            let scopes = [(grants.subtree, "subtree"), (grants.account, "account"), (grants.own, "own")];
            if let Some((_, scope)) = scopes.into_iter().find(|(bits, _)| bits.has(permission.bit)) {
                all.insert(self.names.uid(Kind::Grant, &format!("{scope} {}", permission.name)));
            }
        }
        all
    }

    /// What the book holds. A stranger is an id that was never used: an account, a user and a key that nothing is known of.
    pub(super) fn world_entities(&self, book: &Book<'_>, strangers: &[Id]) -> Result<Vec<Entity>, String> {
        let names = &self.names;
        let mut all = Vec::new();
        for (id, account) in &book.accounts {
            all.push(self.account(*id, account)?);
        }
        for (id, role) in &book.roles {
            all.push(plain(names.of_id(Kind::Role, *id), self.grants(role.grants)));
        }
        for (user, account) in book.memberships.keys() {
            all.push(self.membership(book, *user, *account)?);
        }
        for (id, user) in &book.users {
            all.push(self.user(book, *id, user.root, user.active)?);
        }
        for (id, key) in &book.keys {
            all.push(self.key(*id, key)?);
        }
        all.extend(book.revoked.iter().map(|id| plain(names.of_id(Kind::RevokedKey, *id), HashSet::new())));
        for id in strangers {
            let uid = names.of_id(Kind::Account, *id);
            all.push(entity(uid, attributes([("key", text(*id)), ("depth", number(0))]), HashSet::new())?);
            all.push(self.user(book, *id, NOWHERE, true)?);
            let uid = names.of_id(Kind::PersonKey, *id);
            let attributes = attributes([
                ("person", RestrictedExpression::new_entity_uid(names.of_id(Kind::User, *id))),
                ("account", RestrictedExpression::new_entity_uid(names.of_id(Kind::Account, *id))),
                ("subtree", RestrictedExpression::new_bool(false)),
                ("cap", RestrictedExpression::new_set([])),
            ]);
            all.push(entity(uid, attributes, HashSet::new())?);
        }
        Ok(all)
    }

    fn account(&self, id: Id, account: &Account) -> Result<Entity, String> {
        let names = &self.names;
        let mut attributes = attributes([("key", text(id)), ("depth", number(i64::from(account.depth)))]);
        let mut parents = HashSet::new();
        if let Some(parent) = account.parent {
            let parent = names.of_id(Kind::Account, parent);
            attributes.insert("parent".to_owned(), RestrictedExpression::new_entity_uid(parent.clone()));
            parents.insert(parent);
        }
        if let Some(billing) = account.billing {
            let word = match billing {
                Billing::Prepaid => "prepaid",
                Billing::Postpaid => "postpaid",
            };
            attributes.insert("billing".to_owned(), RestrictedExpression::new_string(word.to_owned()));
        }
        if account.suspended_by_members || account.suspended_by_operator {
            parents.insert(names.uid(Kind::Standing, "suspended"));
        }
        if account.closed {
            parents.insert(names.uid(Kind::Standing, "closed"));
        }
        let features = account.features.of(self.catalogue.all);
        let left_out = self.catalogue.permissions.iter().filter(|permission| !features.has(permission.bit));
        parents.extend(left_out.map(|permission| names.uid(Kind::Exclusion, &permission.name)));
        entity(names.of_id(Kind::Account, id), attributes, parents)
    }

    fn membership(&self, book: &Book<'_>, user: Id, account: Id) -> Result<Entity, String> {
        let names = &self.names;
        let Some(assignment) = book.memberships.get(&(user, account)) else {
            return Err("there is no such membership".to_owned());
        };
        let presets = assignment.presets.iter().filter_map(|preset| self.catalogue.presets.get(*preset));
        let mut parents: HashSet<EntityUid> = presets.map(|preset| self.preset(&preset.name)).collect();
        parents.extend(assignment.roles.iter().map(|role| names.of_id(Kind::Role, *role)));
        for (area, level) in &assignment.levels {
            let area = self.catalogue.areas.get(*area).map_or("", String::as_str);
            let level = LEVELS.iter().find(|(number, _)| number == level).map_or("", |(_, name)| name);
            parents.insert(names.uid(Kind::Level, &format!("{area} {level}")));
        }
        let mut attributes = attributes([
            ("withheld", self.set(assignment.withheld.of(self.catalogue.all))),
            ("reaches_below", RestrictedExpression::new_bool(book.reaches_below(assignment))),
        ]);
        add_instant(&mut attributes, "starts", assignment.starts);
        add_instant(&mut attributes, "ends", assignment.ends);
        entity(self.membership_uid(user, account), attributes, parents)
    }

    fn membership_uid(&self, user: Id, account: Id) -> EntityUid {
        self.names.uid(Kind::Membership, &format!("{} in {}", user.0, account.0))
    }

    fn user(&self, book: &Book<'_>, id: Id, root: Id, is_active: bool) -> Result<Entity, String> {
        let uid = self.names.of_id(Kind::User, id);
        let attributes = attributes([
            ("person", RestrictedExpression::new_entity_uid(uid.clone())),
            ("root", RestrictedExpression::new_entity_uid(self.names.of_id(Kind::Account, root))),
            ("active", RestrictedExpression::new_bool(is_active)),
        ]);
        let mine = book.memberships.keys().filter(|(user, _)| *user == id);
        let tags = mine.map(|(user, account)| {
            let membership = self.membership_uid(*user, *account);
            (account.0.to_string(), RestrictedExpression::new_entity_uid(membership))
        });
        Entity::new_with_tags(uid, attributes, HashSet::new(), tags).map_err(|error| format!("{error:?}"))
    }

    fn key(&self, id: Id, key: &Key) -> Result<Entity, String> {
        let names = &self.names;
        let account = names.of_id(Kind::Account, key.account);
        let mut attributes = attributes([
            ("account", RestrictedExpression::new_entity_uid(account)),
            ("subtree", RestrictedExpression::new_bool(key.settings.subtree)),
            ("cap", self.set(key.settings.cap)),
        ]);
        add_instant(&mut attributes, "ends", key.settings.ends);
        let kind = if let Some(owner) = key.owner {
            let owner = RestrictedExpression::new_entity_uid(names.of_id(Kind::User, owner));
            attributes.insert("person".to_owned(), owner);
            Kind::PersonKey
        } else {
            let reaches_below = !(key.settings.cap & !Bits::PROFILE).is_empty();
            attributes.insert("reaches_below".to_owned(), RestrictedExpression::new_bool(reaches_below));
            Kind::AccountKey
        };
        entity(names.of_id(kind, id), attributes, HashSet::new())
    }

    fn set(&self, bits: Bits) -> RestrictedExpression {
        let uids = bits.iter().filter_map(|bit| self.permissions.get(&bit));
        RestrictedExpression::new_set(uids.map(|uid| RestrictedExpression::new_entity_uid(uid.clone())))
    }
}

fn plain(uid: EntityUid, parents: HashSet<EntityUid>) -> Entity {
    Entity::new_no_attrs(uid, parents)
}

fn entity(uid: EntityUid, attributes: Attributes, parents: HashSet<EntityUid>) -> Result<Entity, String> {
    Entity::new(uid, attributes, parents).map_err(|error| format!("{error:?}"))
}

fn attributes<const N: usize>(all: [(&str, RestrictedExpression); N]) -> Attributes {
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn add_instant(attributes: &mut Attributes, name: &str, at: Option<Instant>) {
    if let Some(at) = at {
        attributes.insert(name.to_owned(), number(at.millis()));
    }
}

fn text(id: Id) -> RestrictedExpression {
    RestrictedExpression::new_string(id.0.to_string())
}

fn number(number: i64) -> RestrictedExpression {
    RestrictedExpression::new_long(number)
}
