//! What people write by hand where roles have names: a map from user and account to the name of a role, and a map from names
//! of roles to sets of names of permissions, with the hasher of the standard library.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Contender, Reassigned};
use crate::question::{ROLES, given, reaches_down};
use crate::{Question, Roster};

/// The maps.
#[derive(Debug)]
pub struct Roles {
    permissions: HashMap<String, HashSet<String>>,
    reaching: HashSet<String>,
    memberships: HashMap<(Uuid, Uuid), String>,
    parents: HashMap<Uuid, Uuid>,
}

/// Memberships with names of roles, and accounts with the ones above them.
#[derive(Debug)]
pub struct Named {
    memberships: Vec<((Uuid, Uuid), &'static str)>,
    parents: Vec<(Uuid, Uuid)>,
}

impl Roles {
    fn gives(&self, role: &str, permission: &str) -> bool {
        self.permissions.get(role).is_some_and(|permissions| permissions.contains(permission))
    }

    fn allows_from_above(&self, user: Uuid, mut account: Uuid, permission: &str) -> bool {
        while let Some(above) = self.parents.get(&account) {
            let role = self.memberships.get(&(user, *above));
            if role.is_some_and(|role| self.reaching.contains(role) && self.gives(role, permission)) {
                return true;
            }
            account = *above;
        }
        false
    }
}

impl Contender for Roles {
    const NAME: &'static str = "hand-written role names";
    type Plain = Named;
    type Asked = (Uuid, Uuid, &'static str);

    fn plain(roster: &Roster) -> Named {
        let memberships = roster.members.iter().map(|member| {
            let account = roster.account(member.account).uuid();
            ((member.user.uuid(), account), member.role.name())
        });
        let parents = (0..)
            .zip(&roster.accounts)
            .filter_map(|(number, account)| Some((account.uuid(), roster.account(Roster::above(number)?).uuid())));
        Named { memberships: memberships.collect(), parents: parents.collect() }
    }

    fn load(plain: &Named) -> Self {
        let permissions = |role| given(role).map(|permission| permission.name().to_owned()).collect();
        let mut loaded = Self {
            permissions: ROLES.map(|role| (role.name().to_owned(), permissions(role))).into(),
            reaching: ROLES.into_iter().filter(|role| reaches_down(*role)).map(|role| role.name().to_owned()).collect(),
            memberships: HashMap::new(),
            parents: HashMap::new(),
        };
        for (key, role) in &plain.memberships {
            loaded.memberships.insert(*key, (*role).to_owned());
        }
        for (account, above) in &plain.parents {
            loaded.parents.insert(*account, *above);
        }
        loaded
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        (question.user.uuid(), question.account.uuid(), question.permission.name())
    }

    #[inline]
    fn allows(&self, (user, account, permission): &Self::Asked) -> bool {
        let role = self.memberships.get(&(*user, *account));
        role.is_some_and(|role| self.gives(role, permission)) || self.allows_from_above(*user, *account, permission)
    }

    fn assign(&mut self, member: &Reassigned) {
        self.memberships.insert((member.user.uuid(), member.account.uuid()), member.to.name().to_owned());
    }
}
