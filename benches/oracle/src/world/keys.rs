//! Random commands about API keys.

use super::World;
use crate::dice::Dice;
use crate::order::{Actor, Id, Order};

impl World<'_> {
    /// A member who may have a key makes one, where they are a member or below.
    pub(super) fn create_key(&mut self) -> Option<(Actor, Order)> {
        let needed = Dice::named(self.catalogue, &["integration.api"]);
        let book = &self.book;
        let able = book
            .memberships
            .iter()
            .filter(|(_, given)| given.is_live(self.now.millis()) && !(book.grants(given).account & needed).is_empty());
        let able: Vec<(Id, Id, bool)> =
            able.map(|((user, account), given)| (*user, *account, book.reaches_below(given))).collect();
        let (user, account, reaches_below) = self.dice.pick(able)?;
        let account = if reaches_below && self.dice.chance(40) {
            let below = self.book.subtree(account);
            self.dice.pick(below)?
        } else {
            account
        };
        let (key, settings) = (self.new_id(), self.key_settings());
        Some((Actor::User(user), Order::CreateApiKey { key, account, settings }))
    }

    pub(super) fn create_account_key(&mut self) -> Option<(Actor, Order)> {
        let account = self.any_account()?;
        let (key, settings) = (self.new_id(), self.key_settings());
        Some((self.actor(account), Order::CreateAccountKey { key, account, settings }))
    }

    pub(super) fn change_key(&mut self) -> Option<(Actor, Order)> {
        let key = self.any_key()?;
        let settings = self.key_settings();
        Some((self.key_actor(key)?, Order::ChangeApiKey { key, settings }))
    }

    pub(super) fn revoke_key(&mut self) -> Option<(Actor, Order)> {
        let key = self.any_key()?;
        Some((self.key_actor(key)?, Order::RevokeApiKey { key }))
    }

    pub(super) fn reset_key(&mut self) -> Option<(Actor, Order)> {
        let key = self.any_key()?;
        Some((self.key_actor(key)?, Order::ResetApiKey { key }))
    }

    /// The owner, or somebody in the key's account.
    fn key_actor(&mut self, key: Id) -> Option<Actor> {
        let there = self.book.keys.get(&key)?;
        let (owner, account) = (there.owner, there.account);
        Some(match owner {
            Some(owner) if self.dice.chance(70) => Actor::User(owner),
            Some(_) | None => self.actor(account),
        })
    }
}
