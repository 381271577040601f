//! C3: a refusal names nothing beyond the actor's reach, and what is beyond it is answered as if it were not there.

use sendright::{AccountId, Command, Directory, Principal};
use uuid::Uuid;

use crate::about::{Targets, targets};
use crate::generate::Step;
use crate::model::{Instant, InvitationRow, KeyRow, Model, UserRow};
use crate::stamp::stamp;

/// An id of which nobody has heard.
fn unheard<T: From<Uuid>>() -> T {
    T::from(Uuid::from_u128(0xdead))
}

impl Model {
    /// Whether a principal meets a user: in the mirror, in an account of the user's, or where one may act on the user.
    fn meets(&self, principal: Principal, user: &UserRow, at: Instant) -> bool {
        let accounts = self.memberships_of(user.id).map(|row| row.account);
        let mut accounts = accounts.chain(self.places_of(user, at));
        let is_oneself = self.person(principal).is_some_and(|(person, _)| person.id == user.id);
        is_oneself || accounts.any(|account| self.reaches(principal, account))
    }

    /// Whether a principal reaches an account or one below it, where what is defined above can be used.
    fn is_near(&self, principal: Principal, account: AccountId) -> bool {
        let mut below = self.accounts.iter().filter(|row| self.is_in(row.id, account));
        below.any(|row| self.reaches(principal, row.id))
    }

    /// An error if a refusal has an id or address that is neither in the command nor within the actor's reach.
    pub(crate) fn names_no_stranger(&self, step: &Step, refusal: &str) -> Result<(), String> {
        let Step { actor, command, at, .. } = step;
        let Some(principal) = actor.principal() else { return Ok(()) };
        let accounts = self.accounts.iter().filter(|row| !self.reaches(principal, row.id));
        let users = self.users.iter().filter(|row| !self.meets(principal, row, *at));
        let roles = self.roles.iter().filter(|row| !self.is_near(principal, row.account));
        let accounts = accounts.map(|row| row.id.to_string());
        let users = users.flat_map(|row| [row.id.to_string(), row.email.to_string()]);
        let mut secrets = accounts.chain(users).chain(roles.map(|row| row.id.to_string()));

        let mut said = format!("{command:?} {actor}");
        // The owner of a key knows where it worked.
        let keys = self.keys.iter().filter(|key| key.person().map(Principal::User) == Some(principal));
        said.extend(keys.map(|key| key.account.to_string()));
        // The mail told the invited where they are invited to: whoever has the id and the address has the mail.
        let has_mail =
            |row: &&InvitationRow| said.contains(&row.id.to_string()) && said.contains(&format!("{:?}", row.email));
        let invited: Vec<_> = self.invitations.iter().filter(has_mail).map(|row| row.account.to_string()).collect();
        said.extend(invited);
        match secrets.find(|secret| refusal.contains(secret.as_str()) && !said.contains(secret.as_str())) {
            Some(secret) => Err(format!("the refusal names {secret}, beyond the actor's reach (C3): {refusal}")),
            None => Ok(()),
        }
    }

    /// The command with whatever it names beyond the actor's reach replaced by what was never there.
    fn with_strangers_gone(&self, principal: Principal, step: &Step) -> Command {
        fn replace<T: Copy + From<Uuid>>(named: Option<&mut T>, is_within: impl Fn(T) -> bool) {
            if let Some(id) = named.filter(|id| !is_within(**id)) {
                *id = unheard();
            }
        }
        let mut command = step.command.clone();
        let Targets { account, from_above, user, role, invitation, key } = targets(&mut command);
        let reaches = |account| self.reaches(principal, account);
        replace(account, reaches);
        // Sub-accounts are managed from above.
        replace(from_above, |account| reaches(account) || self.parent(account).is_some_and(reaches));
        replace(user, |user| self.user(user).is_none_or(|row| self.meets(principal, row, step.at)));
        replace(role, |role| self.role(role).is_none_or(|row| self.is_near(principal, row.account)));
        replace(invitation, |invitation| self.invitation(invitation).is_none_or(|row| reaches(row.account)));
        let is_owner = |row: &KeyRow| row.person().map(Principal::User) == Some(principal);
        replace(key, |key| self.key(key).is_none_or(|row| is_owner(row) || reaches(row.account)));
        command
    }

    /// An error if a refusal tells something that is out of reach from something that is not there.
    pub(crate) fn tells_nothing_apart(&self, directory: &Directory, step: &Step, code: &str) -> Result<(), String> {
        let Some(principal) = step.actor.principal() else { return Ok(()) };
        let command = self.with_strangers_gone(principal, step);
        match directory.plan(step.actor, &command, stamp(directory, step.at)) {
            Err(refusal) if refusal.code() == code => Ok(()),
            other => Err(format!("{code}, but were it not there: {other:?} (C3)")),
        }
    }
}
