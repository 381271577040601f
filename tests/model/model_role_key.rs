//! What stands against commands on custom roles and API keys.

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Denial, Grants, Levels, Permission, PermissionSet, Preset, Principal,
    RoleId, Scope, UserId,
};

use crate::coverage::Gain;
use crate::held::Held;
use crate::model::{Instant, KeyRow, Model, Owner, RoleRow, ended};
use crate::model_command::Judge;

impl<'a> Judge<'a> {
    pub(crate) fn define_role(&mut self, role: RoleId, account: AccountId, grants: Grants) {
        self.fresh(role.uuid(), self.model.used.roles.contains(&role));
        self.needs(Permission::UserManageRoles, account);
        if self.model.account(account).is_some() {
            self.covers("E4 after", account, &Held::from(grants));
        }
    }

    pub(crate) fn delete_role(&mut self, role: RoleId) {
        if self.is_operator() {
            // Also in a closed account (rule C10).
            self.object_if(self.model.role(role).is_none(), "unknown_role");
            return self.object_if(self.model.in_use(role, self.at), "role_in_use");
        }
        if let Some(row) = self.known_role(role) {
            self.covers("E4 before", row.account, &row.held);
            self.object_if(self.model.in_use(role, self.at), "role_in_use");
        }
    }

    pub(crate) fn create_key(&mut self, key: ApiKeyId, account: AccountId, until: Option<Instant>) {
        self.fresh(key.uuid(), self.model.used.keys.contains(&key));
        self.object_if(!matches!(self.actor, Actor::User(_)), "person_only");
        self.needs(Permission::IntegrationApi, account);
        self.object_if(until.is_some_and(|until| until <= self.at), "empty_window");
    }

    pub(crate) fn revoke_key(&mut self, key: ApiKeyId) {
        if let Some(row) = self.known_key(key) {
            if self.is_owners(row) {
                return;
            }
            let Some(owner) = row.person() else { return self.revoke_account_key(row) };
            self.needs_to_take(Permission::IntegrationKeys, row.account, "unknown_api_key");
            self.covers("C9", row.account, &self.model.held_by(owner, row.account, self.at));
        }
    }

    /// Who covers Admin may always, and the product plan does not stand against it (rule G6).
    fn revoke_account_key(&mut self, row: &KeyRow) {
        let held = |actor: Principal| {
            self.model.granted(actor, row.account, self.at).has(Permission::IntegrationKeys, Scope::Account)
        };
        let denial = self.model.actors_denial(self.actor, Permission::IntegrationKeys, row.account, self.at);
        let planned = matches!(denial, Some(Denial::Ceiling(_))) && self.actor.principal().is_some_and(held);
        if !planned {
            self.needs_to_take(Permission::IntegrationKeys, row.account, "unknown_api_key");
        }
        let administers = self.model.covers(self.actor, row.account, &Held::preset(Preset::Admin), self.at);
        if !row.ended(self.at) && !administers {
            self.covers("G6 before", row.account, &row.holds());
        }
    }

    /// A person or the operator, who hold what whoever has the secret can use, for as long (rule G6).
    pub(crate) fn create_account_key(&mut self, made: &KeyRow) {
        self.fresh(made.id.uuid(), self.model.used.keys.contains(&made.id));
        self.object_if(matches!(self.actor, Actor::ApiKey(_)), "not_by_key");
        self.needs(Permission::IntegrationKeys, made.account);
        self.object_if(made.ended(self.at), "empty_window");
        if self.model.account(made.account).is_some() {
            self.covers_gain("G6 after", "G6 term", &gain(made));
        }
    }

    fn change_account_key(&mut self, row: &KeyRow, changed: &KeyRow) {
        self.gives_account_key(row);
        let both = self.covers("G6 before", row.account, &row.holds())
            && self.covers("G6 after", row.account, &changed.holds());
        let gained = |then| if row.ended(then) { changed.holds() } else { changed.holds().beyond(&row.holds()) };
        let window = gain(changed).window;
        if both && !self.model.covers_throughout(self.actor, row.account, &window, self.at, gained) {
            self.object_uncovered_in_time("G6 term");
        }
    }

    fn gives_account_key(&mut self, row: &KeyRow) {
        self.object_if(matches!(self.actor, Actor::ApiKey(_)), "not_by_key");
        self.needs_within_reach(Permission::IntegrationKeys, row.account, "unknown_api_key");
    }

    /// Of a person's key it is the owner's (rule C9); of an account's, whoever gets the secret gains it all (rule G6).
    pub(crate) fn reset_key(&mut self, id: ApiKeyId) {
        self.object_if(matches!(self.actor, Actor::ApiKey(_)), "not_by_key");
        let Some(row) = self.known_key(id) else { return };
        match row.owner {
            Owner::Person(owner) if self.actor == Actor::User(owner) => {
                self.needs_in_place(Permission::IntegrationApi, row.account);
            }
            Owner::Person(_) => {
                self.object("not_the_owner");
                let denial = self.model.actors_denial(self.actor, Permission::IntegrationKeys, row.account, self.at);
                self.object_if(denial == Some(Denial::NoAccess), "unknown_api_key");
            }
            Owner::Account { .. } => {
                self.gives_account_key(row);
                self.covers_gain("G6 before", "G6 term", &gain(row));
            }
        }
    }

    /// What is asked of the actor alone, not of the account.
    fn needs_in_place(&mut self, permission: Permission, account: AccountId) {
        if let Some(denial) = self.model.actors_denial(self.actor, permission, account, self.at) {
            self.object(denial.code());
        }
    }

    fn known_role(&mut self, id: RoleId) -> Option<&'a RoleRow> {
        let Some(row) = self.model.role(id) else {
            self.object("unknown_role");
            return None;
        };
        self.needs_within_reach(Permission::UserManageRoles, row.account, "unknown_role");
        Some(row)
    }

    /// E4: the content before and after, every holder for the whole of the membership, every invitation for the whole of its
    /// window.
    pub(crate) fn change_role(&mut self, id: RoleId, grants: Grants) {
        let Some(row) = self.known_role(id) else { return };
        let mut after = self.model.clone();
        let changed = after.roles.iter_mut().find(|row| row.id == id).expect("the role is there");
        changed.held = Held::from(grants);
        self.covers("E4 before", row.account, &row.held);
        self.covers("E4 after", row.account, &Held::from(grants));

        for member in &self.model.memberships {
            let counts = !ended(&member.assignment, self.at) && !self.model.closed(member.account);
            if counts && uses(&member.assignment, id) {
                let counts = self.model.counts_with(member.user, member.account, self.at);
                self.covers("E4 holder before", member.account, &counts);
                let rules = ["E4 holder after", "E4 holder's term"];
                self.gives_instead(rules, member.account, &member.assignment, &after);
            }
        }
        for invitation in &self.model.invitations {
            // One that has expired can be renewed, or be pending by a slower clock.
            if uses(&invitation.assignment, id) {
                self.covers("E4 invited before", invitation.account, &self.model.gives(&invitation.assignment));
                let rules = ["E4 invited after", "E4 invited term"];
                self.gives_instead(rules, invitation.account, &invitation.assignment, &after);
            }
        }
    }

    fn gives_instead(
        &mut self,
        [now, in_time]: [&'static str; 2],
        account: AccountId,
        assignment: &Assignment,
        after: &Model,
    ) {
        let (old, new) = (self.model.gives(assignment), after.gives(assignment));
        let gained = new.beyond(&old);
        if self.covers(now, account, &new)
            && !self.model.covers_throughout(self.actor, account, assignment, self.at, |_| gained)
        {
            self.object_uncovered_in_time(in_time);
        }
    }

    fn known_key(&mut self, id: ApiKeyId) -> Option<&'a KeyRow> {
        let row = self.model.key(id);
        self.object_if(row.is_none(), "unknown_api_key");
        row
    }

    pub(crate) fn change_key(&mut self, id: ApiKeyId, subtree: bool, cap: PermissionSet, until: Option<Instant>) {
        let Some(row) = self.known_key(id) else { return };
        let Some(owner) = row.person() else {
            self.object_if(until != row.until && until.is_some_and(|until| until <= self.at), "empty_window");
            return self.change_account_key(row, &KeyRow { subtree, cap, until, ..row.clone() });
        };
        self.object_if(self.model.closed(row.account), "account_closed");
        self.object_if(until != row.until && until.is_some_and(|until| until <= self.at), "empty_window");
        let later = match (row.until, until) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(after)) => after > before,
        };
        let wider = cap.iter().any(|permission| !row.cap.contains(permission));
        if !(later || wider || subtree && !row.subtree) {
            return self.narrows(row, owner);
        }
        // Widened or extended: the owner alone (rule C9).
        match self.actor {
            Actor::User(user) if user == owner => self.needs(Permission::IntegrationApi, row.account),
            Actor::User(_) | Actor::System => self.object("not_the_owner"),
            Actor::ApiKey(_) => {
                self.object("not_the_owner");
                self.object("person_only");
            }
        }
        let denial = self.model.actors_denial(self.actor, Permission::IntegrationKeys, row.account, self.at);
        if self.actor != Actor::User(owner) && denial == Some(Denial::NoAccess) {
            self.object("unknown_api_key");
        }
    }

    /// Whether it is the owner who acts, and may, if active.
    fn is_owners(&mut self, row: &KeyRow) -> bool {
        let Some(owner) = row.person() else { return false };
        let is_owner = self.actor == Actor::User(owner);
        let deactivated = self.model.user(owner).is_some_and(|user| !user.active);
        self.object_if(is_owner && deactivated, "user_deactivated");
        is_owner
    }

    /// The owner always, and who has `integration.keys` there and covers the owner there (rule C9).
    fn narrows(&mut self, row: &KeyRow, owner: UserId) {
        if self.is_owners(row) {
            return;
        }
        self.needs_within_reach(Permission::IntegrationKeys, row.account, "unknown_api_key");
        self.covers("C9", row.account, &self.model.counts_with(owner, row.account, self.at));
    }
}

/// All that a key of an account holds, until its end.
fn gain(row: &KeyRow) -> Gain {
    let always = Assignment::levels(Levels::NONE);
    let window = row.until.map_or(always.clone(), |until| always.until(until));
    Gain { account: row.account, held: row.holds(), window }
}

fn uses(assignment: &Assignment, role: RoleId) -> bool {
    assignment.roles().contains(&role.into())
}

impl Model {
    /// Any membership that is stored, over or not, and pending invitations only (rule E4).
    fn in_use(&self, role: RoleId, at: Instant) -> bool {
        self.memberships.iter().any(|row| uses(&row.assignment, role))
            || self.invitations.iter().any(|row| at < row.expires && uses(&row.assignment, role))
    }
}
