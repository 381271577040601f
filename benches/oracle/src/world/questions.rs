//! Random requests, by those who often may, near the instants at which answers change.

use super::{HOUR, STRANGERS, World};
use crate::catalogue::Bits;
use crate::dice::Dice;
use crate::order::{Id, Instant};
use crate::question::{Asker, Owner, Question};

impl World<'_> {
    /// A random request.
    pub fn question(&mut self) -> Question {
        let asker = self.asker();
        let account = self.asked_account(asker);
        let shared_from = if self.dice.chance(9) { self.sharing_account(account) } else { None };
        let required = self.required(asker, shared_from.is_some());
        let owner = if shared_from.is_some() { Owner::NotNamed } else { self.owner(asker) };
        let at = self.asked_instant(asker);
        Question { asker, required, account, owner, shared_from, at }
    }

    fn asker(&mut self) -> Asker {
        let chosen = match self.dice.number(0..100) {
            0..64 => {
                let members: Vec<Id> = self.book.memberships.keys().map(|(user, _)| *user).collect();
                self.dice.pick(members).map(Asker::User)
            }
            64..80 => self.key_where(true),
            80..90 => self.key_where(false),
            90..93 => {
                let revoked: Vec<Id> = self.book.revoked.iter().copied().collect();
                self.dice.pick(revoked).map(Asker::Key)
            }
            93..96 => {
                let inactive = self.book.users.iter().filter(|(_, user)| !user.active).map(|(id, _)| *id);
                let inactive: Vec<Id> = inactive.collect();
                self.dice.pick(inactive).map(Asker::User)
            }
            96..98 => self.any_user().map(Asker::User),
            98 => self.dice.pick(STRANGERS).map(Asker::Key),
            _ => self.dice.pick(STRANGERS).map(Asker::User),
        };
        chosen.or_else(|| self.any_user().map(Asker::User)).unwrap_or(Asker::User(Id(1)))
    }

    fn key_where(&mut self, is_a_persons: bool) -> Option<Asker> {
        let keys = self.book.keys.iter().filter(|(_, key)| key.owner.is_some() == is_a_persons).map(|(id, _)| *id);
        let keys: Vec<Id> = keys.collect();
        self.dice.pick(keys).map(Asker::Key)
    }

    /// The accounts of the one who asks.
    fn places(&self, asker: Asker) -> Vec<Id> {
        match asker {
            Asker::User(id) => self.accounts_of(id),
            Asker::Key(id) => self.book.keys.get(&id).map(|key| key.account).into_iter().collect(),
        }
    }

    fn accounts_of(&self, id: Id) -> Vec<Id> {
        self.book.memberships.keys().filter(|(user, _)| *user == id).map(|(_, account)| *account).collect()
    }

    fn asked_account(&mut self, asker: Asker) -> Id {
        let places = self.places(asker);
        let near = match self.dice.number(0..100) {
            0..58 => None,
            58..68 => {
                let closed = |place: &Id| self.book.accounts.get(place).is_some_and(|account| account.closed);
                let below: Vec<Id> = places.iter().flat_map(|place| self.book.subtree(*place)).collect();
                self.dice.pick(below.into_iter().filter(closed).collect::<Vec<_>>())
            }
            68..88 => {
                let place = self.dice.pick(places.iter().copied());
                let below = place.map(|place| self.book.subtree(place)).unwrap_or_default();
                self.dice.pick(below)
            }
            88..98 => self.any_account(),
            _ => self.dice.pick(STRANGERS),
        };
        near.or_else(|| self.dice.pick(places)).or_else(|| self.any_account()).unwrap_or(Id(1))
    }

    /// An account above, or now and then one that is not.
    fn sharing_account(&mut self, account: Id) -> Option<Id> {
        if self.dice.chance(8) {
            return self.any_account();
        }
        let above: Vec<Id> = self.book.upwards(account).skip(1).collect();
        self.dice.pick(above)
    }

    fn required(&mut self, asker: Asker, is_shared: bool) -> Bits {
        let looks = Dice::named(self.catalogue, &["template.view", "contact.view"]);
        if is_shared && self.dice.chance(75) {
            return self.some(looks);
        }
        let special = [
            "subaccount.manage",
            "credit.purchase",
            "credit.view",
            "billing.view",
            "billing.manage",
            "user.view",
            "template.view",
        ];
        match self.dice.number(0..100) {
            0..2 => Bits::default(),
            2..58 => {
                let held = self.held(asker);
                self.some(held)
            }
            58..66 => {
                let with = if self.dice.chance(40) { self.some(self.catalogue.all) } else { Bits::default() };
                Bits::PROFILE | with
            }
            66..78 => self.some(Dice::named(self.catalogue, &special)),
            _ => self.some(self.catalogue.all),
        }
    }

    /// One, two or three of these.
    fn some(&mut self, bits: Bits) -> Bits {
        let count = self.dice.weighted(&[(70, 1), (20, 2), (10, 3)]).unwrap_or(1);
        self.dice.some_of(bits, count)
    }

    /// What the one who asks holds somewhere.
    fn held(&mut self, asker: Asker) -> Bits {
        let person = match asker {
            Asker::User(id) => Some(id),
            Asker::Key(id) => match self.book.keys.get(&id) {
                Some(key) if key.owner.is_none() => return key.settings.cap,
                Some(key) => key.owner,
                None => None,
            },
        };
        let memberships = self.book.memberships.iter().filter(|((user, _), _)| Some(*user) == person);
        let all: Vec<_> = memberships.map(|(_, given)| self.book.grants(given)).collect();
        let Some(grants) = self.dice.pick(all) else { return self.catalogue.all };
        if self.dice.chance(45) { grants.account } else { grants.own }
    }

    fn owner(&mut self, asker: Asker) -> Owner {
        match self.dice.number(0..100) {
            0..32 => Owner::NotNamed,
            32..70 => Owner::TheAsker,
            70..76 => Owner::Nobody,
            76..86 => {
                let person = match asker {
                    Asker::User(id) => Some(id),
                    Asker::Key(id) => self.book.keys.get(&id).and_then(|key| key.owner),
                };
                person.map_or(Owner::Nobody, Owner::User)
            }
            _ => self.any_user().map_or(Owner::NotNamed, Owner::User),
        }
    }

    fn asked_instant(&mut self, asker: Asker) -> Instant {
        let edges = self.edges(asker);
        if self.dice.chance(35)
            && let Some(edge) = self.dice.pick(edges)
        {
            let nudge = self.dice.pick([-1000, -1, 0, 0, 1, 999, 1000]).unwrap_or(0);
            return Instant(edge.0 + nudge);
        }
        self.around(-4 * HOUR, 12 * HOUR)
    }

    /// The instants at which the answers of the one who asks change.
    fn edges(&self, asker: Asker) -> Vec<Instant> {
        let key = match asker {
            Asker::Key(id) => self.book.keys.get(&id),
            Asker::User(_) => None,
        };
        let person = match asker {
            Asker::User(id) => Some(id),
            Asker::Key(_) => key.and_then(|key| key.owner),
        };
        let memberships = self.book.memberships.iter().filter(|((user, _), _)| Some(*user) == person);
        let windows = memberships.flat_map(|(_, given)| [given.starts, given.ends]);
        windows.chain([key.and_then(|key| key.settings.ends)]).flatten().collect()
    }
}
