//! What stands against a command: the dispatch, what all commands share, and the commands on accounts.

use std::collections::BTreeSet;

use sendright::{
    AccountId, Actor, AssignedRole, Assignment, Command, Denial, Email, EmailPolicy, Permission, PermissionSet,
    Principal,
};
use uuid::Uuid;

use crate::about::unknown;
use crate::coverage::Gain;
use crate::held::Held;
use crate::model::{Instant, KeyRow, MembershipRow, Model, ended, is_nil};
use crate::model_decide::{Data, Question};
use crate::model_user::Oneself;

/// All that stands against a command: the codes of the refusals that would be right, of which the directory may give any,
/// each with the rule that demands it. None, if the command is allowed.
#[derive(Debug, Default)]
pub(crate) struct Objections(BTreeSet<(&'static str, &'static str)>);

impl Objections {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn codes(&self) -> BTreeSet<&'static str> {
        self.0.iter().map(|(code, _)| *code).collect()
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The one rule but for which the command would be allowed.
    pub(crate) fn only_rule(&self) -> Option<&'static str> {
        let rules: BTreeSet<_> = self.0.iter().map(|(_, rule)| *rule).collect();
        if rules.len() == 1 { rules.first().copied() } else { None }
    }
}

/// The refusals after that of the last administrator, in the order in which a directory judges: with these alone against it, a
/// command could still be carried out.
const JUDGED_LAST: [&str; 4] = ["email_policy", "inviter_lost_authority", "role_name_taken", "unreadable_name"];

/// Of whatever is not about coverage.
pub(crate) const OTHER: &str = "other";

pub(crate) struct Judge<'a> {
    pub(crate) model: &'a Model,
    pub(crate) actor: Actor,
    pub(crate) at: Instant,
    pub(crate) objections: Objections,
}

impl Model {
    pub(crate) fn objections(&self, actor: Actor, command: &Command, at: Instant) -> Objections {
        let mut judge = Judge { model: self, actor, at, objections: Objections::default() };
        judge.command(command);
        judge.object_if(self.is_already(actor, command), "already_so");
        judge.object_if(self.has_changed_meanwhile(command), "changed_meanwhile");
        judge.names(command);
        let mut objections = judge.objections;
        // What is judged last stands beside it.
        if objections.codes().iter().all(|code| JUDGED_LAST.contains(code)) {
            let mut after = self.clone();
            after.apply(actor, command, at);
            if !after.roots_bereft(self, at).is_empty() {
                objections.0.insert(("last_administrator", "I1"));
            }
        }
        objections
    }

    /// Why a principal may not do something in an account, nobody's data in particular.
    pub(crate) fn denial(
        &self,
        principal: Principal,
        permission: Permission,
        account: AccountId,
        at: Instant,
    ) -> Option<Denial> {
        let required = PermissionSet::from(permission);
        self.decide(&Question { principal, required, account, data: Data::Anyones, at }).err()
    }

    /// Why it can't be the actor who does it; the operator may do anything (rule C4).
    pub(crate) fn actors_denial(
        &self,
        actor: Actor,
        permission: Permission,
        account: AccountId,
        at: Instant,
    ) -> Option<Denial> {
        actor.principal().and_then(|principal| self.denial(principal, permission, account, at))
    }

    /// Whether a custom role may be assigned in an account: it is defined there or above (rule I4).
    pub(crate) fn usable(&self, role: AssignedRole, account: AccountId) -> bool {
        match role {
            AssignedRole::Preset(_) => true,
            AssignedRole::Custom(role) => self.role(role).is_some_and(|row| self.is_in(account, row.account)),
            other => unreachable!("the model does not know `{other}`"),
        }
    }
}

impl Judge<'_> {
    pub(crate) fn object(&mut self, code: &'static str) {
        self.object_by(OTHER, code);
    }

    pub(crate) fn object_by(&mut self, rule: &'static str, code: &'static str) {
        self.objections.0.insert((code, rule));
    }

    pub(crate) fn object_if(&mut self, stands: bool, code: &'static str) {
        if stands {
            self.object(code);
        }
    }

    pub(crate) fn is_operator(&self) -> bool {
        self.actor == Actor::System
    }

    fn command(&mut self, command: &Command) {
        let by_account_key = self.actor.principal().and_then(|actor| self.model.account_key(actor)).is_some();
        self.object_if(by_account_key, "not_by_account_key");
        match command {
            Command::OpenAccount { account, administrator, .. } => {
                self.operator_only();
                self.fresh(account.uuid(), self.model.used.accounts.contains(account));
                self.fresh(administrator.uuid(), self.model.used.users.contains(administrator));
            }
            Command::OpenSubaccount { account, parent, .. } => self.open_subaccount(*account, *parent),
            // Of a closed one, the operator can still do away with the name (rule C10).
            Command::RenameAccount { account, .. } if self.is_operator() => self.known(*account),
            Command::RenameAccount { account, .. } => self.rename(*account),
            Command::SuspendAccount { account } | Command::ResumeAccount { account } => self.suspension(*account),
            Command::CloseAccount { account } => {
                self.needs_of_holder(Permission::AccountClose, *account);
                self.covers_members(*account);
            }
            Command::SetBilling { account, .. } | Command::SetFeatures { account, .. } => {
                self.operator_only();
                self.known_and_open(*account);
            }
            Command::SetEmailPolicy { account, policy } => {
                if self.is_operator() && *policy == EmailPolicy::ANY {
                    self.known(*account);
                } else {
                    self.needs(Permission::AccountSecurity, *account);
                }
                let below = self.model.account(*account).is_some_and(|row| row.parent.is_some());
                self.object_if(below, "not_a_root");
            }
            Command::Invite { invitation, account, email, phone, assignment, expires, .. } => {
                self.fresh(invitation.uuid(), self.model.used.invitations.contains(invitation));
                self.invite(*account, email, assignment, phone.is_some(), *expires);
            }
            Command::AcceptInvitation { invitation, email, .. } => self.accept_invitation(*invitation, email),
            Command::DeclineInvitation { invitation, email } => self.decline_invitation(*invitation, email),
            Command::RevokeInvitation { invitation } => {
                if let Some(row) = self.stored(*invitation) {
                    self.needs_to_take(Permission::UserInvite, row.account, "unknown_invitation");
                }
            }
            Command::RenewInvitation { invitation, expires } => self.renew_invitation(*invitation, *expires),
            Command::AddUser { user, account, email, phone, assignment, on_behalf_of, .. } => {
                self.operator_only();
                self.add_user(*user, *account, email, assignment, *on_behalf_of);
                if let (Some(member), true) = (on_behalf_of, self.is_operator()) {
                    self.add_on_behalf(*member, (*user, *account), assignment, email, phone.is_some());
                }
            }
            Command::Assign { user, account, assignment, .. } => self.assign(*user, *account, assignment),
            Command::Leave { account } => self.leave(*account),
            Command::RemoveMember { user, account } => self.remove_member(*user, *account),
            Command::EditUser { user, phone, .. } => self.edit_user(*user, phone.as_ref()),
            Command::ChangeEmail { user, email } => self.change_email(*user, email),
            Command::ResetPassword { user } => self.reset_password(*user),
            Command::DeactivateUser { user } => self.deactivate_user(*user),
            Command::ReactivateUser { user } => self.reactivate_user(*user),
            Command::DeleteUser { user } => {
                self.acts_on(*user, Permission::UserDelete, Oneself::LikeAnybody);
            }
            Command::DefineRole { role, account, grants, .. } => self.define_role(*role, *account, *grants),
            Command::ChangeRole { role, grants, .. } => self.change_role(*role, *grants),
            Command::DeleteRole { role } => self.delete_role(*role),
            Command::CreateApiKey { key, account, until, .. } => self.create_key(*key, *account, *until),
            Command::ChangeApiKey { key, subtree, cap, until, .. } => self.change_key(*key, *subtree, *cap, *until),
            Command::RevokeApiKey { key } => self.revoke_key(*key),
            Command::CreateAccountKey { .. } => {
                let made = KeyRow::made(self.actor, command).expect("it makes a key");
                self.create_account_key(&made);
            }
            Command::ResetApiKey { key } => self.reset_key(*key),
            other => unknown(other),
        }
    }

    fn open_subaccount(&mut self, account: AccountId, parent: AccountId) {
        self.fresh(account.uuid(), self.model.used.accounts.contains(&account));
        self.needs(Permission::SubaccountManage, parent);
        let too_deep = self.model.account(parent).is_some() && self.model.level(parent) >= 5;
        self.object_if(too_deep, "too_deep");
    }

    pub(crate) fn operator_only(&mut self) {
        self.object_if(!self.is_operator(), "operator_only");
    }

    /// An id for something new (rule I5).
    pub(crate) fn fresh(&mut self, id: Uuid, used: bool) {
        self.object_if(is_nil(id), "nil_id");
        self.object_if(used, "id_taken");
    }

    /// A permission for what only takes away: suspension and closing do not stand against it (rule C10). Something unknown and
    /// something out of reach get the same answer.
    pub(crate) fn needs_to_take(&mut self, permission: Permission, account: AccountId, unknown: &'static str) {
        match self.model.actors_denial(self.actor, permission, account, self.at) {
            None | Some(Denial::AccountSuspended | Denial::AccountClosed) => {}
            Some(denial) => {
                self.object(denial.code());
                self.object_if(denial == Denial::NoAccess, unknown);
            }
        }
    }

    /// To the operator; to members, what is unknown is what is out of reach (rule C3).
    pub(crate) fn known(&mut self, account: AccountId) {
        let known = self.model.account(account).is_some();
        self.object_if(!known && self.is_operator(), "unknown_account");
    }

    pub(crate) fn known_and_open(&mut self, account: AccountId) {
        self.known(account);
        self.object_if(self.model.closed(account), "account_closed");
    }

    /// The actor holds a permission in an account that is not closed (rule C1).
    pub(crate) fn needs(&mut self, permission: Permission, account: AccountId) {
        self.known_and_open(account);
        if let Some(denial) = self.model.actors_denial(self.actor, permission, account, self.at) {
            self.object(denial.code());
        }
    }

    /// The same, where something unknown and something out of reach get the same answer, this one (rule C3).
    pub(crate) fn needs_within_reach(&mut self, permission: Permission, account: AccountId, unknown: &'static str) {
        self.needs(permission, account);
        if self.model.actors_denial(self.actor, permission, account, self.at) == Some(Denial::NoAccess) {
            self.object(unknown);
        }
    }

    /// As a setting of its own, or from above; who reaches the account is answered as there (rule C1).
    fn rename(&mut self, account: AccountId) {
        let denial = |permission, at| self.model.actors_denial(self.actor, permission, at, self.at);
        let (own, parent) = (denial(Permission::AccountEdit, account), self.model.parent(account));
        let from_above = parent.map(|parent| denial(Permission::SubaccountManage, parent));
        self.known_and_open(account);
        if let (Some(own), false) = (own, from_above == Some(None)) {
            let is_within = self.actor.principal().is_some_and(|actor| self.model.reaches(actor, account));
            self.object(if is_within { own } else { from_above.flatten().unwrap_or(own) }.code());
        }
    }

    /// A permission at a root, or the one to manage sub-accounts at the parent of another (rule C1).
    fn needs_of_holder(&mut self, at_root: Permission, account: AccountId) {
        self.known_and_open(account);
        match self.model.account(account).and_then(|row| row.parent) {
            Some(parent) => self.needs_above(account, parent),
            None => self.needs(at_root, account),
        }
    }

    /// Who reaches the account, and not the one above where the permission is needed, is told of no other account.
    fn needs_above(&mut self, account: AccountId, parent: AccountId) {
        self.needs(Permission::SubaccountManage, parent);
        let denial = |at| self.model.actors_denial(self.actor, Permission::SubaccountManage, at, self.at);
        let only_here = denial(parent) == Some(Denial::NoAccess) && denial(account) != Some(Denial::NoAccess);
        self.object_if(only_here, "from_above");
    }

    fn suspension(&mut self, account: AccountId) {
        self.known_and_open(account);
        let Some(row) = self.model.account(account) else { return self.needs(Permission::SubaccountManage, account) };
        match row.parent {
            Some(parent) => self.needs_above(account, parent),
            None if self.is_operator() => {}
            None => {
                // One who does not reach the root need not be told that it is there.
                self.object("operator_only");
                self.needs(Permission::SubaccountManage, account);
            }
        }
        self.covers_members(account);
    }

    /// E6: every membership in an account and below, and every key of these accounts that has not ended, but for those where a closed account keeps them from counting.
    fn covers_members(&mut self, account: AccountId) {
        let touched = |row: &&MembershipRow| {
            self.model.is_in(row.account, account)
                && !self.model.closed(row.account)
                && !ended(&row.assignment, self.at)
        };
        let touched: Vec<_> = self.model.memberships.iter().filter(touched).collect();
        for row in touched {
            let rule = if row.account == account { "E6 here" } else { "E6 below" };
            self.covers(rule, row.account, &self.model.counts_with(row.user, row.account, self.at));
        }
        for row in &self.model.keys {
            let counts = self.model.is_in(row.account, account) && !row.ended(self.at);
            if row.person().is_none() && counts {
                self.covers("E6 keys", row.account, &row.holds());
            }
        }
    }

    /// E1 and E2: the actor holds this, now.
    pub(crate) fn covers(&mut self, rule: &'static str, account: AccountId, held: &Held) -> bool {
        let covers = self.model.covers(self.actor, account, held, self.at);
        if !covers {
            self.object_by(rule, "uncovered");
            self.object_by(rule, "uncovered_elsewhere");
        }
        covers
    }

    /// E1 to E3: the actor holds this now and, which is another rule, as long as it lasts.
    pub(crate) fn covers_gain(&mut self, rule: &'static str, in_time: &'static str, gain: &Gain) {
        if self.covers(rule, gain.account, &gain.held) && !self.model.covers_gain(self.actor, gain, self.at) {
            self.object_uncovered_in_time(in_time);
        }
    }

    pub(crate) fn object_uncovered_in_time(&mut self, rule: &'static str) {
        for code in ["outlasts", "uncovered", "uncovered_elsewhere"] {
            self.object_by(rule, code);
        }
    }

    /// An assignment that may be given in an account (rule I4), with some of its window left.
    pub(crate) fn assignable(&mut self, assignment: &Assignment, account: AccountId) {
        let gives_nothing = assignment.roles().is_empty() && assignment.given_levels().is_none();
        self.object_if(gives_nothing, "empty_assignment");
        if !assignment.roles().iter().all(|role| self.model.usable(*role, account)) {
            self.object("role_not_usable");
            self.object("unknown_role");
        }
        self.has_window_left(assignment);
    }

    pub(crate) fn has_window_left(&mut self, assignment: &Assignment) {
        let begins = assignment.starts().map_or(self.at, |from| from.max(self.at));
        self.object_if(ended(assignment, begins), "empty_window");
    }

    /// I6: an address that enters a tree.
    pub(crate) fn may_enter(&mut self, email: &Email, root: AccountId) {
        let refused = self.model.account(root).is_some_and(|row| row.policy.admits(email).is_err());
        self.object_if(refused, "email_policy");
    }
}
