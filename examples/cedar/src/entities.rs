use core::fmt;
use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use sendright::{Account, AccountId, AccountStatus, ApiKey, Directory, Membership, PermissionSet, Scope, User, UserId};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

/// The entities of a directory, in Cedar's JSON format: its accounts, users and API keys.
///
/// ```
/// # let directory = sendright::Directory::new();
/// let file = Vec::new(); // or a `File`
/// # let mut file = file;
/// serde_json::to_writer(&mut file, &sendright_cedar::entities(&directory))?;
/// assert_eq!(file, b"[]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub const fn entities(directory: &Directory) -> Entities<'_> {
    Entities { directory }
}

/// What [`entities`] makes. It serializes as an array, one entity after the other, so that a large directory is not held twice.
#[derive(Clone, Copy)]
pub struct Entities<'a> {
    directory: &'a Directory,
}

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = Written { sets: HashSet::new(), seq: serializer.serialize_seq(None)? };
        for root in self.directory.roots() {
            for account in self.directory.subtree(root.id()) {
                written.account(self.directory, account)?;
            }
            for user in self.directory.users(root.id()) {
                written.user(self.directory, user)?;
            }
            for one in self.directory.api_keys(root.id()) {
                written.key(one)?;
            }
        }
        written.seq.end()
    }
}

/// What was written: equal sets once.
struct Written<S> {
    sets: HashSet<String>,
    seq: S,
}

impl<S: SerializeSeq> Written<S> {
    fn account(&mut self, directory: &Directory, account: &Account) -> Result<(), S::Error> {
        let id = account.id();
        let ceiling = counted(directory.ceiling(id).unwrap_or(PermissionSet::EMPTY));
        let ceiling = self.permissions(ceiling)?;
        let mut attributes = json!({
            "key": id,
            "ceiling": reference(&ceiling),
            "active": directory.status(id) == Some(AccountStatus::Active),
        });
        let parent = account.parent().map(account_uid);
        if let (Some(parent), Value::Object(attributes)) = (&parent, &mut attributes) {
            attributes.insert("parent".to_owned(), reference(parent));
        }
        let parents: Vec<_> = parent.into_iter().collect();
        self.seq.serialize_element(&json!({ "uid": account_uid(id), "attrs": attributes, "parents": parents }))
    }

    fn user(&mut self, directory: &Directory, user: &User) -> Result<(), S::Error> {
        let id = user.id();
        let mut tags = Map::new();
        for membership in directory.memberships(id) {
            tags.insert(membership.account().to_string(), self.held(membership)?);
        }
        let attributes = json!({
            "person": reference(&user_uid(id)),
            "root": reference(&account_uid(user.root())),
            "active": user.is_active(),
        });
        self.seq.serialize_element(&json!({ "uid": user_uid(id), "attrs": attributes, "parents": [], "tags": tags }))
    }

    /// What a membership gives, and when.
    fn held(&mut self, membership: Membership<'_>) -> Result<Value, S::Error> {
        let (grants, assignment) = (membership.grants(), membership.assignment());
        let sets = [("own", Scope::Own), ("account", Scope::Account), ("subtree", Scope::Subtree)]
            .map(|(name, scope)| (name, counted(grants.at(scope))));
        let mut held = Map::new();
        held.insert("rights".to_owned(), reference(&self.set("Rights", &sets)?));
        for (name, instant) in [("starts", assignment.starts()), ("ends", assignment.ends())] {
            held.extend(instant.map(|instant| (name.to_owned(), datetime(instant))));
        }
        Ok(Value::Object(held))
    }

    fn key(&mut self, key: &ApiKey) -> Result<(), S::Error> {
        let cap = self.permissions(counted(key.cap()))?;
        let mut attributes = Map::new();
        attributes.insert("account".to_owned(), reference(&account_uid(key.account())));
        attributes.insert("subtree".to_owned(), key.is_for_subtree().into());
        attributes.insert("cap".to_owned(), reference(&cap));
        attributes.extend(key.ends().map(|ends| ("ends".to_owned(), datetime(ends))));
        let kind = match key.owner() {
            Some(owner) => {
                attributes.insert("person".to_owned(), reference(&user_uid(owner)));
                "PersonKey"
            }
            None => "AccountKey",
        };
        let uid = uid(kind, &key.id().to_string());
        self.seq.serialize_element(&json!({ "uid": uid, "attrs": attributes, "parents": [] }))
    }

    /// The uid of a ceiling or a cap.
    fn permissions(&mut self, permissions: PermissionSet) -> Result<Value, S::Error> {
        self.set("PermissionSet", &[("permissions", permissions)])
    }

    /// The uid of an entity that has sets and nothing else, named by what they are.
    fn set(&mut self, kind: &str, sets: &[(&str, PermissionSet)]) -> Result<Value, S::Error> {
        let id: Vec<_> = sets.iter().map(|(_, set)| format!("{:x}", set.bits())).collect();
        let uid = uid(kind, &id.join("-"));
        if self.sets.insert(uid.to_string()) {
            let attributes: Map<_, _> = sets.iter().map(|(name, set)| ((*name).to_owned(), told(*set))).collect();
            self.seq.serialize_element(&json!({ "uid": uid, "attrs": attributes, "parents": [] }))?;
        }
        Ok(uid)
    }
}

impl fmt::Debug for Entities<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entities").finish_non_exhaustive()
    }
}

fn uid(kind: &str, id: &str) -> Value {
    json!({ "type": format!("Sendright::{kind}"), "id": id })
}

fn account_uid(account: AccountId) -> Value {
    uid("Account", &account.to_string())
}

fn user_uid(user: UserId) -> Value {
    uid("User", &user.to_string())
}

fn reference(uid: &Value) -> Value {
    json!({ "__entity": uid })
}

/// What counts of what is held or made available: `profile.edit` is nobody's by a membership, a cap or a ceiling (rule G3).
fn counted(permissions: PermissionSet) -> PermissionSet {
    permissions.difference(PermissionSet::PROFILE_EDIT)
}

fn told(permissions: PermissionSet) -> Value {
    permissions.iter().map(|permission| reference(&uid("Permission", permission.name()))).collect()
}

/// An instant: as Cedar reads it, with three digits for the milliseconds that it has.
fn datetime(instant: DateTime<Utc>) -> Value {
    json!({ "__extn": { "fn": "datetime", "arg": instant.to_rfc3339_opts(SecondsFormat::Millis, true) } })
}
