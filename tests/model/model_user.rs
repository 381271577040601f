//! What stands against commands on members and users.

use sendright::{AccountId, Actor, Assignment, Denial, Email, Permission, Phone, UserId};

use crate::coverage::Gain;
use crate::held::Held;
use crate::model::{Instant, MembershipRow, Model, UserRow, ended, live};
use crate::model_command::Judge;

/// Whether what is commanded may be done to oneself without a permission (rule C5).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oneself {
    Free,
    LikeAnybody,
}

/// Who acts on a user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Oneself,
    Another,
}

impl Judge<'_> {
    pub(crate) fn remove_member(&mut self, user: UserId, account: AccountId) {
        self.needs_to_take(Permission::UserDeactivate, account, "unknown_user");
        self.known(account);
        // One that has ended by itself is there to be removed, too.
        if self.model.membership(user, account).is_none() {
            self.object("not_a_member");
            self.object("unknown_user");
        }
        self.covers("E2 before", account, &self.model.held_by(user, account, self.at));
    }

    /// A telephone number is a way in, like an address (rule C8).
    pub(crate) fn edit_user(&mut self, user: UserId, phone: Option<&Phone>) {
        let by = self.acts_on(user, Permission::UserEdit, Oneself::Free);
        let changes = self.model.user(user).is_some_and(|row| row.phone.as_ref() != phone);
        if let (Some(By::Another), Some(row), true) = (by, self.model.user(user), changes) {
            self.takes_over(row);
        }
    }

    pub(crate) fn change_email(&mut self, user: UserId, email: &Email) {
        let by = self.acts_on(user, Permission::UserEdit, Oneself::Free);
        let Some(row) = self.model.user(user) else { return };
        if row.email != *email {
            let taken = self.model.user_at(row.root, email).is_some();
            self.object_if(taken, "address_taken");
            self.may_enter(email, row.root);
        }
        if by == Some(By::Another) {
            self.takes_over(row);
        }
    }

    pub(crate) fn reset_password(&mut self, user: UserId) {
        let by = self.acts_on_by(
            user,
            Oneself::Free,
            // Closing stands against it (rule C10).
            |denial| Some(denial).filter(|denial| !matches!(denial, Denial::AccountSuspended)),
            Permission::UserResetPassword,
        );
        if let (Some(By::Another), Some(row)) = (by, self.model.user(user)) {
            self.takes_over(row);
        }
    }

    pub(crate) fn deactivate_user(&mut self, user: UserId) {
        self.acts_on_by(
            user,
            Oneself::LikeAnybody,
            |denial| Some(denial).filter(|denial| !matches!(denial, Denial::AccountSuspended | Denial::AccountClosed)),
            Permission::UserDeactivate,
        );
    }

    pub(crate) fn reactivate_user(&mut self, user: UserId) {
        self.acts_on(user, Permission::UserDeactivate, Oneself::LikeAnybody);
        self.gives_all("E2 before", self.model.everything_of(user, self.at), |held| held);
    }

    fn a_member(&mut self, user: UserId, account: AccountId) {
        if self.model.member(user, account, self.at).is_none() {
            self.object("not_a_member");
            self.object("unknown_user");
        }
    }

    /// E1 to E3 for a membership that is set anew: where the old one is live too, the gain is what the new one adds.
    pub(crate) fn assign(&mut self, user: UserId, account: AccountId, assignment: &Assignment) {
        self.needs(Permission::UserAssignRole, account);
        self.a_member(user, account);
        if self.model.account(account).is_none() {
            return;
        }
        self.assignable(assignment, account);
        let Some(before) = self.model.member(user, account, self.at) else { return };
        let (old, new) = (self.model.gives(&before.assignment), self.model.gives(assignment));
        self.covers("E2 before", account, &self.model.counts_with(user, account, self.at));
        let gained = |then: Instant| if live(&before.assignment, then) { new.beyond(&old) } else { new };
        if self.covers("E2 after", account, &new)
            && !self.model.covers_throughout(self.actor, account, assignment, self.at, gained)
        {
            self.object_uncovered_in_time("E3");
        }
    }

    /// Anybody may, while active (rule C5).
    pub(crate) fn leave(&mut self, account: AccountId) {
        match self.actor {
            Actor::System | Actor::ApiKey(_) => self.object("person_only"),
            Actor::User(user) => {
                self.object_if(self.model.user(user).is_some_and(|row| !row.active), "user_deactivated");
                if self.model.membership(user, account).is_none() {
                    self.object("not_a_member");
                    self.object(Denial::NoAccess.code());
                    self.object("unknown_account");
                }
            }
        }
    }

    /// Permission and E2 for what concerns a user in all accounts. Says who acts, unless the user is not there.
    pub(crate) fn acts_on(&mut self, user: UserId, permission: Permission, oneself: Oneself) -> Option<By> {
        self.acts_on_by(user, oneself, Some, permission)
    }

    /// The same, where some denials do not stand against it (rule C10).
    fn acts_on_by(
        &mut self,
        user: UserId,
        oneself: Oneself,
        stands: impl Fn(Denial) -> Option<Denial>,
        permission: Permission,
    ) -> Option<By> {
        let Some(row) = self.model.user(user) else {
            self.object("unknown_user");
            self.object_if(!self.is_operator(), Denial::NoAccess.code());
            return None;
        };
        if oneself == Oneself::Free {
            match self.actor {
                Actor::User(actor) if actor == user => {
                    self.object_if(!row.active, "user_deactivated");
                    return Some(By::Oneself);
                }
                Actor::ApiKey(key) => {
                    let is_owners = self.model.key(key).is_some_and(|key| key.is_of(user));
                    self.object_if(is_owners, "person_only");
                }
                Actor::User(_) | Actor::System => {}
            }
        }
        self.needs_somewhere(row, permission, stands);
        for held in self.model.everything_of(user, self.at) {
            self.covers("E2 before", held.account, &held.held);
        }
        Some(By::Another)
    }

    /// The permission at one open account where the user has a membership, or at the root if there is none (rule E2).
    fn needs_somewhere(&mut self, user: &UserRow, permission: Permission, stands: impl Fn(Denial) -> Option<Denial>) {
        let places = self.model.places_of(user, self.at).into_iter();
        let denials: Vec<_> = places
            .map(|place| self.model.actors_denial(self.actor, permission, place, self.at).and_then(&stands))
            .collect();
        if denials.iter().any(Option::is_none) {
            return;
        }
        let (out_of_reach, within): (Vec<_>, Vec<_>) =
            denials.into_iter().flatten().partition(|denial| *denial == Denial::NoAccess);
        self.object_if(within.is_empty() && !out_of_reach.is_empty(), "unknown_user");
        for denial in within {
            self.object(denial.code());
        }
    }

    /// E5: who resets a password or changes an address or number may sign in as the user from then on, also where the user
    /// works on own data. Invitations to the address end (rule C8).
    fn takes_over(&mut self, user: &UserRow) {
        self.gives_all("E5", self.model.everything_of(user.id, self.at), Held::own_as_account);
    }

    fn gives_all(&mut self, rule: &'static str, gains: Vec<Gain>, counts_as: impl Fn(Held) -> Held) {
        for gain in gains {
            self.covers_gain(rule, "E3", &Gain { held: counts_as(gain.held), ..gain });
        }
    }
}

impl Model {
    /// Where a permission to act on a user counts (rule E2).
    pub(crate) fn places_of(&self, user: &UserRow, at: Instant) -> Vec<AccountId> {
        let open = |row: &&MembershipRow| !ended(&row.assignment, at) && !self.closed(row.account);
        let places: Vec<_> = self.memberships_of(user.id).filter(open).map(|row| row.account).collect();
        if places.is_empty() { vec![user.root] } else { places }
    }
}
