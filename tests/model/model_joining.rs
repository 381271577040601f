//! What stands against an invitation, its acceptance and its end, and against adding a user.

use sendright::{AccountId, Actor, Assignment, Email, InvitationId, Permission, UserId};

use crate::coverage::Gain;
use crate::model::{Instant, InvitationRow, UserRow, ended};
use crate::model_command::{Judge, Objections};

impl<'a> Judge<'a> {
    pub(crate) fn invite(
        &mut self,
        account: AccountId,
        email: &Email,
        assignment: &Assignment,
        with_phone: bool,
        expires: Instant,
    ) {
        self.needs(Permission::UserInvite, account);
        if let Some(root) = self.model.root(account) {
            self.may_be_invited(email, account, root);
            self.is_not_deactivated(email, root);
            self.object_if(expires <= self.at, "empty_window");
            self.offers(account, assignment, with_phone);
        }
    }

    pub(crate) fn accept_invitation(&mut self, id: InvitationId, email: &Email) {
        if let (Some(user), Some(row)) = (self.the_person(), self.pending(id)) {
            self.accept(user, row, email);
        }
    }

    pub(crate) fn decline_invitation(&mut self, id: InvitationId, email: &Email) {
        if let (Some(user), Some(row)) = (self.the_person(), self.pending(id)) {
            self.object_if(row.email != *email, "not_the_invited_address");
            let elsewhere = self.model.user(user).is_some_and(|user| Some(user.root) != self.model.root(row.account));
            self.object_if(elsewhere, "other_tree");
            self.proved_address_of(user, email);
        }
    }

    pub(crate) fn renew_invitation(&mut self, id: InvitationId, expires: Instant) {
        if let Some(row) = self.manages(id) {
            self.object_if(expires <= self.at, "empty_window");
            self.offers(row.account, &row.assignment, row.phone.is_some());
            if let Some(root) = self.model.root(row.account) {
                self.is_not_deactivated(&row.email, root);
                if !self.model.user_at(root, &row.email).is_some_and(|user| self.may_know(user)) {
                    self.may_enter(&row.email, root);
                }
            }
        }
    }

    pub(crate) fn add_user(
        &mut self,
        user: UserId,
        account: AccountId,
        email: &Email,
        assignment: &Assignment,
        on_behalf_of: Option<UserId>,
    ) {
        self.known_and_open(account);
        if let Some(member) = on_behalf_of {
            let root = self.model.user(member).map(|row| row.root);
            self.object_if(root.is_none(), "unknown_user");
            self.object_if(root.is_some() && root != self.model.root(account), "other_tree");
        }
        if self.model.account(account).is_some() {
            self.assignable(assignment, account);
            self.joins(user, account, email);
            let away = self.model.user(user).filter(|row| !row.active && row.email == *email);
            if let Some(row) = away {
                // C3: the member is told of whom they may know.
                let is_told = on_behalf_of.is_none_or(|member| self.by(member).may_know(row));
                self.object(if is_told { "user_deactivated" } else { "address_taken" });
            }
        }
    }

    /// C6: the member could invite the person there; the command is theirs, as far as a policy and coverage are asked.
    pub(crate) fn add_on_behalf(
        &mut self,
        member: UserId,
        (user, account): (UserId, AccountId),
        assignment: &Assignment,
        email: &Email,
        with_phone: bool,
    ) {
        self.object_if(self.model.user(member).is_some_and(|row| !row.active), "user_deactivated");
        let mut judge = self.by(member);
        judge.needs(Permission::UserInvite, account);
        if self.model.account(account).is_some() {
            judge.offers(account, assignment, with_phone);
        }
        // Joining takes what a removal takes, and the person is not asked.
        if self.model.membership(user, account).is_some_and(|row| ended(&row.assignment, self.at)) {
            judge.covers("E2 before", account, &self.model.held_by(user, account, self.at));
        }
        let root = self.model.root(account);
        if let Some((root, user)) = root.and_then(|root| Some((root, self.model.user_at(root, email)?))) {
            if !judge.may_know(user) {
                judge.may_enter(email, root);
            }
        }
        self.objections.extend(judge.objections);
    }

    /// The same command as a member would give it.
    fn by(&self, member: UserId) -> Self {
        Judge { model: self.model, actor: member.into(), at: self.at, objections: Objections::default() }
    }

    /// Accepting and declining are a person's, never a key's nor the operator's (rule C5).
    fn the_person(&mut self) -> Option<UserId> {
        match self.actor {
            Actor::User(user) => return Some(user),
            Actor::ApiKey(_) | Actor::System => self.object("person_only"),
        }
        None
    }

    /// One that is over is as if it had never been (rule C11).
    pub(crate) fn stored(&mut self, id: InvitationId) -> Option<&'a InvitationRow> {
        let row = self.model.invitation(id);
        self.object_if(row.is_none(), "unknown_invitation");
        row
    }

    /// What else stands against one that has expired is a right answer too.
    fn pending(&mut self, id: InvitationId) -> Option<&'a InvitationRow> {
        let row = self.stored(id)?;
        self.object_if(row.expires <= self.at, "invitation_over");
        Some(row)
    }

    /// An invitation that is there, and the permission to invite where it leads.
    fn manages(&mut self, id: InvitationId) -> Option<&'a InvitationRow> {
        let row = self.stored(id)?;
        self.needs_within_reach(Permission::UserInvite, row.account, "unknown_invitation");
        Some(row)
    }

    /// An address that the policy admits (rule I6), or a user's of whom the actor may know, who is no member there.
    fn may_be_invited(&mut self, email: &Email, account: AccountId, root: AccountId) {
        let user = self.model.user_at(root, email);
        let is_member = user.is_some_and(|user| self.model.member(user.id, account, self.at).is_some());
        self.object_if(is_member, "already_member");
        if !user.is_some_and(|user| self.may_know(user)) {
            self.may_enter(email, root);
        }
    }

    /// C7: one who could not accept is not invited, if the actor may know of them.
    fn is_not_deactivated(&mut self, email: &Email, root: AccountId) {
        let user = self.model.user_at(root, email);
        let known_away = user.is_some_and(|user| !user.active && self.may_know(user));
        self.object_if(known_away, "user_deactivated");
    }

    /// Oneself, a member of an account within reach, or one of nothing, if the root is (rule C3).
    fn may_know(&self, user: &UserRow) -> bool {
        let Some(principal) = self.actor.principal() else { return true };
        let mut places: Vec<_> = self.model.memberships_of(user.id).map(|row| row.account).collect();
        if places.is_empty() {
            places.push(user.root);
        }
        let is_oneself = self.model.person(principal).is_some_and(|(person, _)| person.id == user.id);
        is_oneself || places.into_iter().any(|place| self.model.reaches(principal, place))
    }

    /// E1 to E3 for what an invitation will give, from now on; to renew one is to give it anew. With a number, whoever gives
    /// it could come to act as the person (rule E5).
    fn offers(&mut self, account: AccountId, assignment: &Assignment, with_phone: bool) {
        self.assignable(assignment, account);
        let gain = self.model.gain(account, assignment);
        self.covers_gain("E2 after", "E3", &gain);
        if with_phone {
            let held = gain.held.own_as_account();
            self.covers_gain("E5", "E3", &Gain { held, ..gain });
        }
    }

    fn accept(&mut self, user: UserId, row: &InvitationRow, email: &Email) {
        self.object_if(row.email != *email, "not_the_invited_address");
        self.object_if(self.model.closed(row.account), "account_closed");
        self.object_if(self.model.suspended(row.account), "account_suspended");
        self.object_if(self.model.user(user).is_some_and(|row| !row.active), "user_deactivated");
        self.joins(user, row.account, email);
        self.has_window_left(&row.assignment);
        let mut gain = self.model.gain(row.account, &row.assignment);
        if row.phone.is_some() {
            gain.held = gain.held.own_as_account();
        }
        let lost_by = if self.model.actors_denial(row.inviter, Permission::UserInvite, row.account, self.at).is_some() {
            "C7 permission"
        } else if !self.model.covers(row.inviter, row.account, &gain.held, self.at) {
            "C7 coverage"
        } else if !self.model.covers_gain(row.inviter, &gain, self.at) {
            "C7 term"
        } else {
            return;
        };
        self.object_by(lost_by, "inviter_lost_authority");
    }

    /// A new user whose address nobody has in the tree and the policy admits, or one of the tree with this address, no
    /// member there (rules C6, C7, I3, I6).
    fn joins(&mut self, user: UserId, account: AccountId, email: &Email) {
        let Some(root) = self.model.root(account) else { return };
        self.proved_address_of(user, email);
        if let Some(row) = self.model.user(user) {
            self.object_if(row.root != root, "other_tree");
            self.object_if(self.model.member(user, account, self.at).is_some(), "already_member");
        } else {
            let taken = self.model.user_at(root, email).is_some();
            self.object_if(taken, "address_taken");
            self.may_enter(email, root);
        }
    }

    /// The address is the user's, or the user is new.
    fn proved_address_of(&mut self, user: UserId, email: &Email) {
        if let Some(row) = self.model.user(user) {
            self.object_if(row.email != *email, "not_the_users_address");
        } else {
            self.fresh(user.uuid(), self.model.used.users.contains(&user));
        }
    }
}
