//! What people write by hand: a map from user and account to a mask, probed and tested with `&`. For rights from above the
//! same map is walked up the tree, of which a second map knows the parents. A bit of the mask that is no permission says that a
//! role reaches down.

use hashbrown::HashMap;
use uuid::Uuid;

use ::sendright::Scope;

use super::{Contender, Reassigned};
use crate::question::reaches_down;
use crate::{Question, Roster};

type Hashed<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The map.
#[derive(Debug)]
pub struct Map {
    masks: Hashed<(Uuid, Uuid), u128>,
    parents: Hashed<Uuid, Uuid>,
}

/// Says that a membership counts in the accounts below as well; no permission has this bit.
const DOWN: u128 = 1 << 127;

/// Memberships as user, account and mask, and accounts with the ones above them.
#[derive(Debug)]
pub struct Masks {
    memberships: Vec<((Uuid, Uuid), u128)>,
    parents: Vec<(Uuid, Uuid)>,
}

fn mask(role: ::sendright::Preset) -> u128 {
    let down = if reaches_down(role) { DOWN } else { 0 };
    role.grants().at(Scope::Account).bits() | down
}

impl Map {
    /// Whether a user holds this in an account, or from above.
    #[inline]
    #[must_use]
    pub fn allows(&self, user: Uuid, account: Uuid, required: u128) -> bool {
        self.allows_directly(user, account, required) || self.allows_from_above(user, account, required)
    }

    /// Whether a user holds this in an account itself.
    #[inline]
    #[must_use]
    pub fn allows_directly(&self, user: Uuid, account: Uuid, required: u128) -> bool {
        self.masks.get(&(user, account)).is_some_and(|held| held & required == required)
    }

    /// Whether a user holds this in an account above, in a role that reaches down.
    #[must_use]
    pub fn allows_from_above(&self, user: Uuid, mut account: Uuid, required: u128) -> bool {
        let required = required | DOWN;
        while let Some(above) = self.parents.get(&account) {
            if self.masks.get(&(user, *above)).is_some_and(|held| held & required == required) {
                return true;
            }
            account = *above;
        }
        false
    }
}

impl Contender for Map {
    const NAME: &'static str = "hand-written map";
    type Plain = Masks;
    type Asked = (Uuid, Uuid, u128);

    fn plain(roster: &Roster) -> Masks {
        let memberships = roster.members.iter().map(|member| {
            let account = roster.account(member.account).uuid();
            ((member.user.uuid(), account), mask(member.role))
        });
        let parents = (0..)
            .zip(&roster.accounts)
            .filter_map(|(number, account)| Some((account.uuid(), roster.account(Roster::above(number)?).uuid())));
        Masks { memberships: memberships.collect(), parents: parents.collect() }
    }

    fn load(plain: &Masks) -> Self {
        // One by one, as from the rows of a query.
        let (mut masks, mut parents) = (Hashed::default(), Hashed::default());
        for (key, held) in &plain.memberships {
            masks.insert(*key, *held);
        }
        for (account, above) in &plain.parents {
            parents.insert(*account, *above);
        }
        Self { masks, parents }
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        (question.user.uuid(), question.account.uuid(), 1 << question.permission.bit())
    }

    #[inline]
    fn allows(&self, (user, account, required): &Self::Asked) -> bool {
        Self::allows(self, *user, *account, *required)
    }

    fn assign(&mut self, member: &Reassigned) {
        self.masks.insert((member.user.uuid(), member.account.uuid()), mask(member.to));
    }
}
