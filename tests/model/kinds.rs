//! All kinds of commands, a row for each: how it is drafted, how often it is tried, and by which rules of coverage it is
//! judged.
//!
//! A new kind of command begins with a row here; `complete` says what else it needs.

use sendright::{Actor, Command};

#[allow(clippy::wildcard_imports, reason = "a draft for each kind of command, and nothing else")]
use crate::drafts::*;
use crate::generate::{Author, Step};

pub(crate) type Draft = fn(&mut Author<'_>) -> (Actor, Command);

/// A kind of command.
pub(crate) struct Kind {
    /// As [`Command::name`] says it.
    pub(crate) name: &'static str,
    /// What writes one, and how often in a random sequence.
    pub(crate) drafts: &'static [(usize, Draft)],
    /// How often a group tries it that wants more than it has (rule E7).
    pub(crate) attack: Attack,
    /// The rules of coverage that judge it (rules E1 to E6): each must be able to refuse it alone.
    pub(crate) coverage: Coverage,
}

pub(crate) enum Attack {
    /// So often, beside the others.
    Often(usize),
    /// The operator alone gives it, so no group can.
    ByNobody,
    /// So often: the operator alone gives it, on behalf of one of the group.
    OnBehalf(usize),
}

pub(crate) enum Coverage {
    By(&'static [&'static str]),
    /// No rule of coverage applies to it.
    None,
}

const fn row(name: &'static str, drafts: &'static [(usize, Draft)], attack: Attack, coverage: Coverage) -> Kind {
    Kind { name, drafts, attack, coverage }
}

use Attack::{ByNobody, Often, OnBehalf};
use Coverage::{By, None as Uncovered};

pub(crate) const KINDS: &[Kind] = &[
    row("open_account", &[(1, open_account)], ByNobody, Uncovered),
    row("open_subaccount", &[(3, open_subaccount)], Often(4), Uncovered),
    row("rename_account", &[(2, rename_account)], Often(1), Uncovered),
    row("suspend_account", &[(2, suspend_account)], Often(1), By(&["E6 here", "E6 below", "E6 keys"])),
    row("resume_account", &[(5, resume_account)], Often(1), By(&["E6 here", "E6 below", "E6 keys"])),
    row("close_account", &[(1, close_account)], Often(1), By(&["E6 here", "E6 below", "E6 keys"])),
    row("set_billing", &[(2, set_billing)], ByNobody, Uncovered),
    row("set_features", &[(2, set_features)], ByNobody, Uncovered),
    row("set_email_policy", &[(2, set_email_policy)], Often(1), Uncovered),
    row("invite", &[(20, invite)], Often(14), By(&["E2 after", "E3", "E5"])),
    row("accept_invitation", &[(13, accept_invitation)], Often(20), By(&["C7 permission", "C7 coverage", "C7 term"])),
    row("decline_invitation", &[(3, decline_invitation)], Often(1), Uncovered),
    row("revoke_invitation", &[(3, revoke_invitation)], Often(1), Uncovered),
    row("renew_invitation", &[(4, renew_invitation)], Often(4), By(&["E2 after", "E3", "E5"])),
    row("add_user", &[(8, add_user)], OnBehalf(12), By(&["E2 after", "E3", "E5"])),
    row("assign", &[(14, assign), (7, narrow_member)], Often(22), By(&["E2 before", "E2 after", "E3"])),
    row("leave", &[(2, leave)], Often(1), Uncovered),
    row("remove_member", &[(2, remove_member)], Often(1), By(&["E2 before"])),
    row("edit_user", &[(4, edit_user)], Often(4), By(&["E2 before", "E5", "E3"])),
    row("change_email", &[(5, change_email)], Often(9), By(&["E5", "E3"])),
    row("reset_password", &[(4, reset_password)], Often(9), By(&["E5", "E3"])),
    row("deactivate_user", &[(3, deactivate_user)], Often(2), By(&["E2 before"])),
    row("reactivate_user", &[(6, reactivate_user)], Often(8), By(&["E2 before", "E3"])),
    row("delete_user", &[(1, delete_user)], Often(1), By(&["E2 before"])),
    row("define_role", &[(7, define_role)], Often(8), By(&["E4 after"])),
    row(
        "change_role",
        &[(7, change_role)],
        Often(14),
        By(&[
            "E4 before",
            "E4 after",
            "E4 holder before",
            "E4 holder after",
            "E4 holder's term",
            "E4 invited before",
            "E4 invited after",
            "E4 invited term",
        ]),
    ),
    row("delete_role", &[(3, delete_role)], Often(1), By(&["E4 before"])),
    row("create_api_key", &[(8, create_api_key)], Often(6), Uncovered),
    row("change_api_key", &[(5, change_api_key)], Often(6), By(&["C9", "G6 before", "G6 after", "G6 term"])),
    row("revoke_api_key", &[(3, revoke_api_key)], Often(1), By(&["C9", "G6 before"])),
    row("create_account_key", &[(6, create_account_key)], Often(8), By(&["G6 after", "G6 term"])),
    row("reset_api_key", &[(3, reset_api_key)], Often(6), By(&["G6 before", "G6 term"])),
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
    create_account_key,
    reset_api_key,
];

/// What makes a world richer, accounts and people with whatever rights: how often, and of a hundred how many by the
/// operator; the others are by people.
const FOUNDING: &[(usize, (Draft, usize))] = &[
    (1, (open_account, 100)),
    (5, (open_subaccount, 100)),
    (5, (define_role, 100)),
    (8, (invite, 40)),
    (1, (create_api_key, 0)),
    (2, (create_account_key, 60)),
    (20, (add_user, 100)),
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
        let rules = |kind: &'static Kind| match kind.coverage {
            By(rules) => rules,
            Uncovered => &[],
        };
        let edges = KINDS.iter().flat_map(|kind| rules(kind).iter().map(|rule| (kind.drafts[0].1, *rule)));
        let (draft, rule) = self.chance.one_of(&edges.collect::<Vec<_>>());
        Edge { draft, rule: Some(rule) }
    }

    pub(crate) fn edge_step(&mut self, edge: Edge) -> Step {
        self.write(edge.draft)
    }

    /// A step by whom it was written for, and then by all others who may act, in any order.
    pub(crate) fn by_all(&mut self, step: Step) -> Vec<Step> {
        let users = self.model.users.iter().map(|row| row.id).filter(|user| self.may_act(*user));
        let keys = self.model.keys.iter().filter(|key| self.may_act_by(key)).map(|key| Actor::ApiKey(key.id));
        let mut actors: Vec<_> = users.map(Actor::User).chain(keys).collect();
        let turn = self.chance.below(actors.len().max(1));
        actors.rotate_left(turn);
        let others = actors.into_iter().filter(|actor| *actor != step.actor);
        let others: Vec<_> = others.map(|actor| Step { actor, ..step.clone() }).collect();
        [vec![step], others].concat()
    }

    /// A step of any kind, as often as its row says.
    pub(crate) fn step(&mut self) -> Step {
        // Without a root account there is nothing to try.
        let draft: Draft = if self.model.accounts.is_empty() && self.chance.percent(80) {
            open_account
        } else if self.cast.is_some() {
            let attacks = KINDS.iter().filter_map(|kind| match kind.attack {
                Often(weight) | OnBehalf(weight) => Some((weight, kind.drafts[0].1)),
                ByNobody => None,
            });
            self.chance.weighted(&attacks.collect::<Vec<_>>())
        } else {
            let drafts: Vec<_> = KINDS.iter().flat_map(|kind| kind.drafts).copied().collect();
            self.chance.weighted(&drafts)
        };
        self.write(draft)
    }

    /// A step of one kind.
    pub(crate) fn step_of(&mut self, name: &str) -> Step {
        let kind = KINDS.iter().find(|kind| kind.name == name).expect("there is a row for each kind of command");
        let draft = self.chance.weighted(kind.drafts);
        self.write(draft)
    }

    /// A step that makes the world richer.
    pub(crate) fn founding_step(&mut self) -> Step {
        let (draft, by_operator) =
            if self.model.accounts.is_empty() { FOUNDING[0].1 } else { self.chance.weighted(FOUNDING) };
        let mut step = self.write(draft);
        if self.chance.percent(by_operator) {
            step.actor = Actor::System;
        }
        step
    }

    fn write(&mut self, draft: Draft) -> Step {
        let (actor, command) = draft(self);
        Step { actor, command, at: self.now, salt: self.chance.number() }
    }
}
