//! Which commands are tried, and how often: whatever people do, what is at the edge of a rule, what an attacker does.

use sendright::{Actor, Command};

#[allow(clippy::wildcard_imports, reason = "a draft for each kind of command, and nothing else")]
use crate::drafts::*;
use crate::generate::{Author, Step};

type Draft = fn(&mut Author<'_>) -> (Actor, Command);

/// How often each kind is written.
const KINDS: &[(usize, Draft)] = &[
    (1, open_account),
    (3, open_subaccount),
    (2, rename_account),
    (2, suspend_account),
    (5, resume_account),
    (1, close_account),
    (2, set_billing),
    (2, set_features),
    (2, set_email_policy),
    (20, invite),
    (13, accept_invitation),
    (3, decline_invitation),
    (3, revoke_invitation),
    (4, renew_invitation),
    (8, add_user),
    (14, assign),
    (7, narrow_member),
    (2, leave),
    (2, remove_member),
    (4, edit_user),
    (5, change_email),
    (4, reset_password),
    (3, deactivate_user),
    (6, reactivate_user),
    (1, delete_user),
    (7, define_role),
    (7, change_role),
    (3, delete_role),
    (8, create_api_key),
    (5, change_api_key),
    (3, revoke_api_key),
];

/// What a group tries that wants more than it has.
const ATTACKS: &[(usize, Draft)] = &[
    (4, open_subaccount),
    (1, suspend_account),
    (1, resume_account),
    (14, invite),
    (20, accept_invitation),
    (4, renew_invitation),
    (22, assign),
    (1, leave),
    (1, remove_member),
    (9, change_email),
    (9, reset_password),
    (2, deactivate_user),
    (8, reactivate_user),
    (1, delete_user),
    (8, define_role),
    (14, change_role),
    (6, create_api_key),
    (4, change_api_key),
];

/// Commands, and the rules of coverage, each of which is to stand against them alone.
const EDGES: &[(Draft, &[&str])] = &[
    (assign, &["E2 before", "E2 after", "E3"]),
    (remove_member, &["E2 before"]),
    (invite, &["E2 after", "E3"]),
    (renew_invitation, &["E2 after", "E3"]),
    (accept_invitation, &["C7 permission", "C7 coverage", "C7 term"]),
    (edit_user, &["E2 before"]),
    (deactivate_user, &["E2 before"]),
    (delete_user, &["E2 before"]),
    (change_email, &["E5", "E1 invited", "E1 invited anew", "E3"]),
    (reset_password, &["E5", "E1 invited", "E3"]),
    (reactivate_user, &["E2 before", "E1 invited", "E3"]),
    (define_role, &["E4 after"]),
    (change_role, &["E4 before", "E4 after", "E4 holder before", "E4 holder after", "E4 holder's term"]),
    (change_role, &["E4 invited before", "E4 invited after", "E4 invited term"]),
    (delete_role, &["E4 before"]),
    (suspend_account, &["E6 here", "E6 below"]),
    (resume_account, &["E6 here", "E6 below"]),
    (close_account, &["E6 here", "E6 below"]),
    (change_api_key, &["C9"]),
    (revoke_api_key, &["C9"]),
];

/// Commands of people to people that are to pass, so that rules which ask too much are noticed.
const PASSES: &[Draft] = &[
    assign,
    narrow_member,
    invite,
    renew_invitation,
    accept_invitation,
    edit_user,
    change_email,
    reset_password,
    reactivate_user,
    change_role,
    delete_role,
    resume_account,
    change_api_key,
];

/// A kind of command at its edge: the rule that is to decide alone, or none, if nothing is to stand against it.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    draft: Draft,
    pub(crate) rule: Option<&'static str>,
}

impl Author<'_> {
    pub(crate) fn edge(&mut self) -> Edge {
        if self.chance.percent(25) {
            return Edge { draft: self.chance.one_of(PASSES), rule: None };
        }
        let edges: Vec<_> = EDGES.iter().map(|(draft, rules)| (rules.len(), (*draft, *rules))).collect();
        let (draft, rules) = self.chance.weighted(&edges);
        Edge { draft, rule: Some(self.chance.one_of(rules)) }
    }

    pub(crate) fn edge_step(&mut self, edge: Edge) -> Step {
        self.write(edge.draft)
    }

    /// A step by whom it was written for, and then by all others who may act, in any order.
    pub(crate) fn by_all(&mut self, step: Step) -> Vec<Step> {
        let users = self.model.users.iter().map(|row| row.id).filter(|user| self.may_act(*user));
        let keys = self.model.keys.iter().filter(|key| self.may_act(key.owner)).map(|key| Actor::ApiKey(key.id));
        let mut actors: Vec<_> = users.map(Actor::User).chain(keys).collect();
        let turn = self.chance.below(actors.len().max(1));
        actors.rotate_left(turn);
        let others = actors.into_iter().filter(|actor| *actor != step.actor);
        let others: Vec<_> = others.map(|actor| Step { actor, ..step.clone() }).collect();
        [vec![step], others].concat()
    }

    pub(crate) fn step(&mut self) -> Step {
        // Without a root account there is nothing to try.
        let draft: Draft = if self.model.accounts.is_empty() && self.chance.percent(80) {
            open_account
        } else if self.cast.is_some() {
            self.chance.weighted(ATTACKS)
        } else {
            self.chance.weighted(KINDS)
        };
        self.write(draft)
    }

    /// A step that makes the world richer: accounts and people with whatever rights.
    pub(crate) fn founding_step(&mut self) -> Step {
        let draft: Draft = match self.chance.below(40) {
            _ if self.model.accounts.is_empty() => open_account,
            0 => open_account,
            1..=5 => open_subaccount,
            6..=10 => define_role,
            11..=18 => invite,
            19 => create_api_key,
            _ => add_user,
        };
        let mut step = self.write(draft);
        let is_a_persons = match step.command {
            Command::CreateApiKey { .. } => true,
            Command::Invite { .. } => self.chance.percent(60),
            _ => false,
        };
        if !is_a_persons {
            step.actor = Actor::System;
        }
        step
    }

    fn write(&mut self, draft: Draft) -> Step {
        let (actor, command) = draft(self);
        Step { actor, command, at: self.now, salt: self.chance.number() }
    }
}
