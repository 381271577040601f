use hashbrown::HashMap;
use sendright::{AccountId, PermissionSet, Scope, UserId};
use uuid::Uuid;

use crate::World;

/// The plainest thing that could answer: a map from user and account to a mask.
#[derive(Debug, Default)]
pub struct Yardstick(HashMap<(Uuid, Uuid), u128, foldhash::fast::FixedState>);

impl Yardstick {
    /// The memberships of a world with what each holds on its own data, in no order in particular.
    #[must_use]
    pub fn entries(world: &World) -> Vec<((Uuid, Uuid), u128)> {
        let members = (0..world.memberships()).filter_map(|number| {
            let (user, account) = (crate::user(number), World::account_of(number));
            let held = world.directory.membership(user, account)?.grants().at(Scope::Own);
            Some(((user.uuid(), account.uuid()), held.bits()))
        });
        members.collect()
    }

    /// A map of these entries, put in one by one.
    #[must_use]
    pub fn of(entries: &[((Uuid, Uuid), u128)]) -> Self {
        let mut map = HashMap::default();
        for (key, held) in entries {
            map.insert(*key, *held);
        }
        Self(map)
    }

    /// Whether a user holds this in an account.
    #[inline]
    #[must_use]
    pub fn allows(&self, user: UserId, account: AccountId, required: PermissionSet) -> bool {
        let required = required.bits();
        self.0.get(&(user.uuid(), account.uuid())).is_some_and(|held| held & required == required)
    }
}
