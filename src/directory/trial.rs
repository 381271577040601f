//! What a change does, tried out before it is committed.

use std::collections::BTreeSet;

use crate::organization::{AccountId, UserId};
use crate::state::{AccountEntry, Excerpt, State};

use super::change::Change;
use super::touched::Thing;

impl Change {
    /// The things that it touches, and the accounts above them, as they are after it: in a state that has nothing else. The
    /// state before it is looked at, and not altered, so this takes the time that the things take and not that of the whole
    /// state (rule I9). The change must fit.
    ///
    /// `whom` are the users whom it concerns, as [touches](crate::Command::touches) has them.
    pub(crate) fn tried_on(
        &self,
        state: &State,
        things: impl Iterator<Item = Thing>,
        whom: &BTreeSet<UserId>,
    ) -> State {
        let mut excerpt = wanted(things);
        let facts = self.command.facts();
        excerpt.accounts.extend(facts.account.into_iter().chain(facts.parent));
        let powers: Vec<(UserId, AccountId)> =
            powers(&excerpt, state).filter(|(user, _)| whom.contains(user)).collect();
        for (user, account) in powers {
            let line = state.account(account).into_iter().flat_map(AccountEntry::path);
            excerpt.memberships.extend(line.map(|account| (user, account)));
        }
        let mut after = state.excerpt(&excerpt);
        self.apply_to(&mut after);
        after
    }
}

fn wanted(things: impl Iterator<Item = Thing>) -> Excerpt {
    let mut excerpt = Excerpt::default();
    for thing in things {
        match thing {
            Thing::Account(account) => excerpt.accounts.insert(account),
            Thing::User(user) => excerpt.users.insert(user),
            Thing::Role(role) => excerpt.roles.insert(role),
            Thing::Membership(user, account) => {
                excerpt.users.insert(user);
                excerpt.accounts.insert(account);
                excerpt.memberships.insert((user, account))
            }
            Thing::Invitation(invitation) => excerpt.invitations.insert(invitation),
            Thing::ApiKey(key) => excerpt.keys.insert(key),
        };
    }
    excerpt
}

/// By what a user acts, and where: whether it ends depends on the user's memberships there and above (rules G5, C7).
fn powers<'a>(excerpt: &'a Excerpt, state: &'a State) -> impl Iterator<Item = (UserId, AccountId)> + 'a {
    let keys = excerpt.keys.iter().filter_map(|key| state.key(*key));
    let keys = keys.filter_map(|key| Some((key.owner()?, key.account)));
    let sent = excerpt.invitations.iter().filter_map(|invitation| state.invitation(*invitation));
    keys.chain(sent.filter_map(|sent| Some((state.user_behind(sent.inviter)?, sent.account))))
}
