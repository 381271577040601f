use hashbrown::HashMap;
use sendright::{AccountId, PermissionSet, Scope, UserId};
use uuid::Uuid;

use crate::World;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The plainest thing that could answer: a map from user and account to a mask, and for rights from above one from account to
/// the account above it, to walk up.
#[derive(Debug, Default)]
pub struct Yardstick {
    held: Map<(Uuid, Uuid), u128>,
    above: Map<Uuid, Uuid>,
}

impl Yardstick {
    /// The memberships of a world with what each holds on its own data, in no order in particular.
    #[must_use]
    pub fn entries(world: &World) -> Vec<((Uuid, Uuid), u128)> {
        let mask = |(user, account): (UserId, AccountId)| {
            let held = world.directory.membership(user, account)?.grants().at(Scope::Own);
            Some(((user.uuid(), account.uuid()), held.bits()))
        };
        let members = (0..world.memberships()).map(|number| (crate::user(number), World::account_of(number)));
        members.chain([(world.administrator, crate::account(0))]).filter_map(mask).collect()
    }

    /// A map of these entries, put in one by one.
    #[must_use]
    pub fn of(entries: &[((Uuid, Uuid), u128)]) -> Self {
        let mut held = Map::default();
        for (key, mask) in entries {
            held.insert(*key, *mask);
        }
        Self { held, above: Map::default() }
    }

    /// The same with the accounts above those of a world.
    #[must_use]
    pub fn with_tree(mut self, world: &World) -> Self {
        let parents = world.numbers().map(|number| (crate::account(number).uuid(), world.parent(number).uuid()));
        self.above.extend(parents);
        self
    }

    /// Whether a user holds this in an account.
    #[inline]
    #[must_use]
    pub fn allows(&self, user: UserId, account: AccountId, required: PermissionSet) -> bool {
        let required = required.bits();
        self.held.get(&(user.uuid(), account.uuid())).is_some_and(|held| held & required == required)
    }

    /// Whether a user holds this in an account or in one above it.
    #[inline]
    #[must_use]
    pub fn allows_from_above(&self, user: UserId, account: AccountId, required: PermissionSet) -> bool {
        let (required, user, mut account) = (required.bits(), user.uuid(), account.uuid());
        loop {
            if self.held.get(&(user, account)).is_some_and(|held| held & required == required) {
                return true;
            }
            match self.above.get(&account) {
                Some(above) => account = *above,
                None => return false,
            }
        }
    }
}
