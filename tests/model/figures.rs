//! How often what happened in random sequences, and what did not happen yet.

use std::collections::BTreeMap;

use sendright::Command;

use crate::model_command::OTHER;

#[derive(Default)]
pub(crate) struct Figures {
    sequences: u64,
    pub(crate) steps: u64,
    pub(crate) questions: u64,
    pub(crate) allowed: u64,
    /// How many impacts were held against the model.
    pub(crate) impacts: u64,
    /// By kind of command: accepted and refused.
    pub(crate) kinds: BTreeMap<&'static str, (u64, u64)>,
    pub(crate) refusals: BTreeMap<&'static str, u64>,
    /// How often a rule alone stood against a kind of command.
    pub(crate) edges: BTreeMap<(&'static str, &'static str), u64>,
}

/// A kind of command that was not accepted yet, or else not refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lacking {
    pub(crate) kind: &'static str,
    pub(crate) acceptance: bool,
}

impl Figures {
    /// The kinds that were not accepted yet, and those that were not refused.
    pub(crate) fn lacking(&self) -> Vec<Lacking> {
        let counts = Command::NAMES.map(|kind| (kind, self.kinds.get(kind).copied().unwrap_or_default()));
        let lacking = counts.into_iter().filter(|(_, (accepted, refused))| *accepted == 0 || *refused == 0);
        lacking.map(|(kind, (accepted, _))| Lacking { kind, acceptance: accepted == 0 }).collect()
    }

    /// Adds those of one sequence.
    pub(crate) fn add(&mut self, other: &Self) {
        self.sequences += 1;
        self.steps += other.steps;
        self.questions += other.questions;
        self.allowed += other.allowed;
        self.impacts += other.impacts;
        for (kind, (accepted, refused)) in &other.kinds {
            let counts = self.kinds.entry(kind).or_default();
            *counts = (counts.0 + accepted, counts.1 + refused);
        }
        for (code, count) in &other.refusals {
            *self.refusals.entry(code).or_default() += count;
        }
        for (edge, count) in &other.edges {
            *self.edges.entry(*edge).or_default() += count;
        }
    }

    #[allow(clippy::print_stdout, reason = "figures are for whoever asks for them, by `--nocapture`")]
    pub(crate) fn print(&self) {
        let accepted: u64 = self.kinds.values().map(|(accepted, _)| accepted).sum();
        let share = |part: u64, of: u64| part * 100 / of.max(1);
        println!("{} sequences, {} steps, {} % accepted", self.sequences, self.steps, share(accepted, self.steps));
        println!("{} impacts", self.impacts);
        println!("{} questions, {} % allowed", self.questions, share(self.allowed, self.questions));
        for (kind, (accepted, refused)) in &self.kinds {
            println!("{kind:20} {accepted:8} accepted {refused:8} refused");
        }
        for (code, count) in &self.refusals {
            println!("{code:24} {count:8}");
        }
        for ((kind, rule), count) in self.edges.iter().filter(|((_, rule), _)| *rule != OTHER) {
            println!("{kind:20} by {rule:20} alone {count:8}");
        }
    }
}

/// How easily random commands meet a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rarity {
    /// Often: it needs no state to speak of.
    Dull,
    Common,
    /// Seldom, and most rules hang on it.
    Rare,
}

pub(crate) fn rarity(code: &str) -> Rarity {
    match code {
        "account_closed" | "already_so" | "empty_assignment" | "empty_window" | "invitation_over" | "no_access"
        | "operator_only" | "role_not_usable" | "unknown_account" | "unknown_api_key" | "unknown_invitation"
        | "unknown_role" | "unknown_user" => Rarity::Dull,
        "account_suspended"
        | "ceiling"
        | "expired"
        | "from_above"
        | "id_taken"
        | "key_revoked"
        | "last_administrator"
        | "nil_id"
        | "not_by_account_key"
        | "not_by_key"
        | "not_a_root"
        | "not_the_invited_address"
        | "not_the_users_address"
        | "person_only"
        | "unreadable_name" => Rarity::Common,
        "address_taken"
        | "already_member"
        | "changed_meanwhile"
        | "email_policy"
        | "inviter_lost_authority"
        | "lesser_scope"
        | "missing"
        | "not_a_member"
        | "not_the_owner"
        | "not_yet_valid"
        | "other_tree"
        | "outlasts"
        | "role_in_use"
        | "role_name_taken"
        | "too_deep"
        | "uncovered"
        | "uncovered_elsewhere"
        | "user_deactivated" => Rarity::Rare,
        other => unreachable!("the model does not know the refusal `{other}`: say here how rare it is"),
    }
}
