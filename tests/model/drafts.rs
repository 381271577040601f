//! One draft for each kind of command: with an actor and a target for which it is plausible.

use sendright::{
    AccountId, Actor, ApiKeyId, ApiKeySettings, AssignedRole, Billing, Command, Email, InvitationId, Permission, Phone,
    RoleDefinition, RoleId, Scope, Selection, UserDetails, UserId,
};

use crate::generate::Author;
use crate::model::{KeyRow, Model, Owner, UserRow};

impl Author<'_> {
    /// Mostly everything; else a few, or all but a few.
    fn features(&mut self, everything: usize) -> Selection {
        if self.chance.percent(everything) {
            return Selection::EVERYTHING;
        }
        let named = self.permissions();
        if self.chance.percent(30) { Selection::AllBut(named) } else { Selection::Only(named) }
    }

    /// What the actor says to replace (rule C11): mostly nothing; else what there is, or what there is not.
    fn seen<T>(&mut self, is: Option<T>, is_not: T) -> Option<T> {
        match self.chance.below(100) {
            0..20 => is,
            20..28 => Some(is_not),
            _ => None,
        }
    }

    /// An account where a user has a membership, or any.
    fn place_of(&mut self, user: UserId) -> AccountId {
        let places: Vec<_> = self.model.memberships_of(user).map(|row| row.account).collect();
        self.chance.pick(&places).unwrap_or_else(|| self.account())
    }

    /// Who may do something to a user; often the user.
    fn actor_on(&mut self, user: UserId, permission: Permission, oneself: usize) -> Actor {
        if self.may_act(user) && self.chance.percent(oneself) {
            return Actor::User(user);
        }
        let place = self.place_of(user);
        self.actor(permission, place)
    }

    /// The number of a person, often none.
    fn phone(&mut self) -> Option<Phone> {
        let phone = self.chance.pick(&["+49 30 901820"]).filter(|_| self.chance.percent(50));
        phone.map(|phone| phone.parse().expect("it is a number"))
    }

    fn holder(&self, account: AccountId) -> AccountId {
        self.model.parent(account).unwrap_or(account)
    }

    fn deactivated_or_any(&mut self) -> UserId {
        let off: Vec<_> = self.model.users.iter().filter(|row| !row.active).map(|row| row.id).collect();
        match self.chance.pick(&off) {
            Some(user) if self.chance.percent(80) => user,
            _ => self.user(),
        }
    }

    /// Who can take an invitation: the user of the address, or somebody new.
    fn invited(&mut self, account: AccountId, email: &Email) -> Actor {
        if self.chance.percent(12) {
            return self.actor(Permission::UserInvite, account);
        }
        let user = self.model.root(account).and_then(|root| self.model.user_at(root, email));
        Actor::User(match user {
            Some(user) => user.id,
            None => self.fresh(&self.pools.users, &self.model.used.users),
        })
    }
}

pub(crate) fn open_account(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let actor = if author.chance.percent(90) { Actor::System } else { author.somebody() };
    let command = Command::OpenAccount {
        account: author.fresh(&pools.accounts, &model.used.accounts),
        name: author.name(),
        billing: author.chance.one_of(&[Billing::Prepaid, Billing::Postpaid]),
        features: author.features(90),
        administrator: author.fresh(&pools.users, &model.used.users),
        email: author.email(),
        administrator_name: author.name(),
    };
    (actor, command)
}

pub(crate) fn open_subaccount(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let deepest = model.accounts.iter().max_by_key(|row| model.level(row.id)).map(|row| row.id);
    let parent = match deepest {
        Some(deepest) if author.chance.percent(40) => deepest,
        _ => author.account(),
    };
    let account = author.fresh(&pools.accounts, &model.used.accounts);
    let actor = author.actor(Permission::SubaccountManage, parent);
    (actor, Command::OpenSubaccount { account, parent, name: author.name() })
}

pub(crate) fn rename_account(author: &mut Author<'_>) -> (Actor, Command) {
    let account = author.account();
    let actor = author.actor(Permission::SubaccountManage, author.holder(account));
    let (name, other) = (author.name(), author.name());
    let replaces = author.seen(author.model.account(account).map(|row| row.name.clone()), other);
    (actor, Command::RenameAccount { account, name, replaces })
}

pub(crate) fn suspend_account(author: &mut Author<'_>) -> (Actor, Command) {
    let account = author.account();
    (author.actor(Permission::SubaccountManage, author.holder(account)), Command::SuspendAccount { account })
}

pub(crate) fn resume_account(author: &mut Author<'_>) -> (Actor, Command) {
    let halted = author.model.accounts.iter().filter(|row| row.suspended_by_members || row.suspended_by_operator);
    let halted: Vec<_> = halted.map(|row| row.id).collect();
    let account = author.chance.pick(&halted).unwrap_or_else(|| author.account());
    (author.actor(Permission::SubaccountManage, author.holder(account)), Command::ResumeAccount { account })
}

pub(crate) fn close_account(author: &mut Author<'_>) -> (Actor, Command) {
    // A closed root is the end of its story.
    let below = author.model.accounts.iter().filter(|row| row.parent.is_some()).map(|row| row.id);
    let below: Vec<_> = below.collect();
    let account = match author.chance.pick(&below) {
        Some(account) if author.chance.percent(85) => account,
        _ => author.account(),
    };
    (author.actor(Permission::SubaccountManage, author.holder(account)), Command::CloseAccount { account })
}

fn operator(author: &mut Author<'_>) -> Actor {
    if author.chance.percent(70) { Actor::System } else { author.somebody() }
}

pub(crate) fn set_billing(author: &mut Author<'_>) -> (Actor, Command) {
    let billing = author.chance.one_of(&[Billing::Prepaid, Billing::Postpaid]);
    (operator(author), Command::SetBilling { account: author.account(), billing })
}

pub(crate) fn set_features(author: &mut Author<'_>) -> (Actor, Command) {
    let features = author.features(75);
    (operator(author), Command::SetFeatures { account: author.account(), features })
}

pub(crate) fn set_email_policy(author: &mut Author<'_>) -> (Actor, Command) {
    let account = author.account();
    let account = author.model.root(account).filter(|_| author.chance.percent(80)).unwrap_or(account);
    let actor = author.actor(Permission::AccountSecurity, account);
    (actor, Command::SetEmailPolicy { account, policy: author.policy() })
}

pub(crate) fn invite(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let account = author.account();
    let actor = author.actor(Permission::UserInvite, account);
    // Often somebody of the tree, who may be reset or deactivated while invited.
    let is_stranger =
        |row: &&UserRow| Some(row.root) == model.root(account) && model.membership(row.id, account).is_none();
    let strangers: Vec<_> = model.users.iter().filter(is_stranger).collect();
    let away: Vec<_> = strangers.iter().filter(|row| !row.active).copied().collect();
    let strangers = if away.is_empty() || author.chance.percent(60) { strangers } else { away };
    let strangers: Vec<_> = strangers.iter().map(|row| row.email.clone()).collect();
    let stranger = author.chance.pick(&strangers).filter(|_| author.chance.percent(40));
    let command = Command::Invite {
        invitation: author.fresh(&pools.invitations, &model.used.invitations),
        account,
        email: stranger.unwrap_or_else(|| author.email()),
        name: author.chance.percent(40).then(|| author.name()),
        phone: author.phone().filter(|_| author.chance.percent(60)),
        assignment: author.assignment(actor, account),
        expires: author.instant(0, 30),
    };
    (actor, command)
}

pub(crate) fn accept_invitation(author: &mut Author<'_>) -> (Actor, Command) {
    let invitation = author.invitation();
    let (account, email) = of_invitation(author, invitation);
    let actor = author.invited(account, &email);
    (actor, Command::AcceptInvitation { invitation, email, name: author.name(), phone: author.phone() })
}

fn of_invitation(author: &mut Author<'_>, invitation: InvitationId) -> (AccountId, Email) {
    match author.model.invitation(invitation) {
        Some(row) if author.chance.percent(92) => (row.account, row.email.clone()),
        _ => (author.account(), author.email()),
    }
}

pub(crate) fn decline_invitation(author: &mut Author<'_>) -> (Actor, Command) {
    let invitation = author.invitation();
    let (account, email) = of_invitation(author, invitation);
    (author.invited(account, &email), Command::DeclineInvitation { invitation, email })
}

pub(crate) fn revoke_invitation(author: &mut Author<'_>) -> (Actor, Command) {
    let invitation = author.invitation();
    let (account, _) = of_invitation(author, invitation);
    (author.actor(Permission::UserInvite, account), Command::RevokeInvitation { invitation })
}

pub(crate) fn renew_invitation(author: &mut Author<'_>) -> (Actor, Command) {
    let invitation = author.invitation();
    let (account, _) = of_invitation(author, invitation);
    let expires = author.instant(0, 12);
    (author.actor(Permission::UserInvite, account), Command::RenewInvitation { invitation, expires })
}

pub(crate) fn add_user(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let account = author.account();
    let actor = if author.chance.percent(90) { Actor::System } else { author.somebody() };
    let in_tree: Vec<_> = model.users.iter().filter(|row| Some(row.root) == model.root(account)).collect();
    let (user, email) = match author.chance.pick(&in_tree) {
        Some(row) if author.chance.percent(40) => (row.id, row.email.clone()),
        // Whoever is added on behalf of a group may be a stranger to it.
        _ if author.cast.is_some() && author.chance.percent(50) => {
            (author.fresh(&pools.users, &model.used.users), author.chance.one_of(&pools.emails))
        }
        _ => (author.fresh(&pools.users, &model.used.users), author.email()),
    };
    let on_behalf_of = match author.actor(Permission::UserInvite, account) {
        Actor::User(member) if author.cast.is_some() || author.chance.percent(50) => Some(member),
        Actor::User(_) | Actor::ApiKey(_) | Actor::System => None,
    };
    let giver = on_behalf_of.map_or(Actor::System, Actor::User);
    let assignment = author.assignment(giver, account);
    let (name, phone) = (author.name(), author.phone().filter(|_| author.chance.percent(60)));
    (actor, Command::AddUser { user, account, email, name, phone, assignment, on_behalf_of })
}

pub(crate) fn assign(author: &mut Author<'_>) -> (Actor, Command) {
    let (user, account) = author.member();
    let actor = author.actor(Permission::UserAssignRole, account);
    let assignment = author.assignment(actor, account);
    let is = author.model.membership(user, account).map(|row| row.assignment.clone());
    let replaces = author.seen(is, assignment.clone());
    (actor, Command::Assign { user, account, assignment, replaces })
}

/// Somebody, often one who invited, is left with less, or for less long.
pub(crate) fn narrow_member(author: &mut Author<'_>) -> (Actor, Command) {
    let inviters: Vec<_> = author.model.invitations.iter().filter_map(|row| row.inviter.principal()).collect();
    let inviter = author.chance.pick(&inviters).and_then(|inviter| author.model.person(inviter));
    let inviter = inviter.map(|(user, _)| user.id).filter(|_| author.chance.percent(70));
    let user = inviter.unwrap_or_else(|| author.user());
    let account = author.place_of(user);
    let actor = author.actor(Permission::UserAssignRole, account);
    let assignment = match author.model.membership(user, account) {
        Some(row) if author.chance.percent(60) => row.assignment.clone().withholding(author.few()),
        Some(row) => row.assignment.clone().until(author.instant(1, 6)),
        None => author.assignment(actor, account),
    };
    (actor, Command::Assign { user, account, assignment, replaces: None })
}

pub(crate) fn leave(author: &mut Author<'_>) -> (Actor, Command) {
    let (user, account) = author.member();
    let myself = author.may_act(user) && author.chance.percent(80);
    (if myself { Actor::User(user) } else { author.actor(Permission::UserView, account) }, Command::Leave { account })
}

pub(crate) fn remove_member(author: &mut Author<'_>) -> (Actor, Command) {
    let (user, account) = author.member();
    (author.actor(Permission::UserDeactivate, account), Command::RemoveMember { user, account })
}

pub(crate) fn edit_user(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.user();
    let phone = author.phone();
    let name = author.name();
    let replaces = author.seen(author.model.details(user), UserDetails::new(name.clone()).phone(phone.clone()));
    (author.actor_on(user, Permission::UserEdit, 15), Command::EditUser { user, name, phone, replaces })
}

pub(crate) fn change_email(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.user();
    let invited: Vec<_> = author.model.invitations.iter().map(|row| row.email.clone()).collect();
    let invited = author.chance.pick(&invited).filter(|_| author.cast.is_none() && author.chance.percent(30));
    let email = invited.unwrap_or_else(|| author.email());
    (author.actor_on(user, Permission::UserEdit, 15), Command::ChangeEmail { user, email })
}

pub(crate) fn reset_password(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.user();
    (author.actor_on(user, Permission::UserResetPassword, 8), Command::ResetPassword { user })
}

pub(crate) fn deactivate_user(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.user();
    (author.actor_on(user, Permission::UserDeactivate, 5), Command::DeactivateUser { user })
}

pub(crate) fn reactivate_user(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.deactivated_or_any();
    (author.actor_on(user, Permission::UserDeactivate, 5), Command::ReactivateUser { user })
}

pub(crate) fn delete_user(author: &mut Author<'_>) -> (Actor, Command) {
    let user = author.user();
    (author.actor_on(user, Permission::UserDelete, 5), Command::DeleteUser { user })
}

pub(crate) fn define_role(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let account = author.account();
    let actor = author.actor(Permission::UserManageRoles, account);
    let role = author.fresh(&pools.roles, &model.used.roles);
    let name = author.role_name(account);
    (actor, Command::DefineRole { role, account, name, grants: author.grants(actor, account) })
}

pub(crate) fn change_role(author: &mut Author<'_>) -> (Actor, Command) {
    let role = a_role(author, true);
    let account = author.model.role(role).map_or(author.pools.accounts[0], |row| row.account);
    let actor = author.actor(Permission::UserManageRoles, account);
    let mut grants = author.grants(actor, account);
    if let (Some(row), true) = (author.model.role(role), author.chance.percent(50)) {
        grants = row.held.grants().union(grants);
    }
    let kept = author.model.role(role).map(|row| row.name.clone()).filter(|_| author.chance.percent(50));
    let name = kept.unwrap_or_else(|| author.role_name(account));
    let replaces = author.seen(author.model.definition(role), RoleDefinition::new(name.clone(), grants));
    (actor, Command::ChangeRole { role, name, grants, replaces })
}

/// A custom role that somebody holds or is invited to, or any.
fn a_role(author: &mut Author<'_>, in_use: bool) -> RoleId {
    let Model { memberships, invitations, .. } = author.model;
    let held: Vec<_> = memberships.iter().map(|row| &row.assignment).collect();
    let promised: Vec<_> = invitations.iter().map(|row| &row.assignment).collect();
    let assignments = if author.chance.percent(60) { held } else { promised };
    let custom = |role: &AssignedRole| if let AssignedRole::Custom(role) = role { Some(*role) } else { None };
    let used = assignments.iter().flat_map(|assignment| assignment.roles()).filter_map(custom);
    match author.chance.pick(&used.collect::<Vec<_>>()) {
        Some(role) if in_use && author.chance.percent(70) => role,
        _ => author.role(),
    }
}

pub(crate) fn delete_role(author: &mut Author<'_>) -> (Actor, Command) {
    let role = a_role(author, false);
    let account = author.model.role(role).map_or(author.pools.accounts[0], |row| row.account);
    (author.actor(Permission::UserManageRoles, account), Command::DeleteRole { role })
}

pub(crate) fn create_api_key(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let account = author.account();
    let actor = author.actor(Permission::IntegrationApi, account);
    let command = Command::CreateApiKey {
        key: author.fresh(&pools.keys, &model.used.keys),
        account,
        subtree: author.chance.percent(50),
        name: author.name(),
        cap: author.permissions(),
        until: author.chance.percent(40).then(|| author.instant(0, 10)),
    };
    (actor, command)
}

pub(crate) fn change_api_key(author: &mut Author<'_>) -> (Actor, Command) {
    let key = author.key();
    let row = author.model.key(key);
    let actor = actor_on_key(author, key);
    let narrow = author.chance.percent(50);
    let cap = match row {
        Some(row) if narrow => row.cap & author.permissions(),
        _ => author.permissions(),
    };
    let until = match row {
        Some(row) if author.chance.percent(50) => row.until,
        _ => author.chance.percent(60).then(|| author.instant(1, 10)),
    };
    let subtree = if narrow { row.is_some_and(|row| row.subtree) } else { author.chance.percent(50) };
    let name = author.name();
    let replaces =
        author.seen(author.model.settings(key), ApiKeySettings::new(name.clone(), cap).subtree(subtree).until(until));
    (actor, Command::ChangeApiKey { key, subtree, name, cap, until, replaces })
}

fn actor_on_key(author: &mut Author<'_>, key: ApiKeyId) -> Actor {
    match author.model.key(key) {
        Some(KeyRow { owner: Owner::Person(owner), .. }) if author.may_act(*owner) && author.chance.percent(50) => {
            Actor::User(*owner)
        }
        Some(row) => author.actor(Permission::IntegrationKeys, row.account),
        None => author.somebody(),
    }
}

pub(crate) fn revoke_api_key(author: &mut Author<'_>) -> (Actor, Command) {
    let key = author.key();
    (actor_on_key(author, key), Command::RevokeApiKey { key })
}

/// Mostly with a cap that the actor could give.
pub(crate) fn create_account_key(author: &mut Author<'_>) -> (Actor, Command) {
    let Author { model, pools, .. } = *author;
    let account = author.account();
    let actor = author.actor(Permission::IntegrationKeys, account);
    let cap = author.permissions();
    let held = author.held(actor, account).at(Scope::Account);
    let command = Command::CreateAccountKey {
        key: author.fresh(&pools.keys, &model.used.keys),
        account,
        subtree: author.chance.percent(50),
        name: author.name(),
        cap: if actor != Actor::System && author.chance.percent(70) { cap & held } else { cap },
        until: author.chance.percent(40).then(|| author.instant(0, 10)),
    };
    (actor, command)
}

pub(crate) fn reset_api_key(author: &mut Author<'_>) -> (Actor, Command) {
    let key = author.key();
    (actor_on_key(author, key), Command::ResetApiKey { key })
}
