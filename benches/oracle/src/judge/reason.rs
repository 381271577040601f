//! Why a request is denied: the first line of D4 that applies.
//!
//! Each line is a question to Cedar of its own, or the annotation of a `forbid` that was satisfied.

use super::{Court, Ruling};
use crate::catalogue::Bits;
use crate::order::Id;
use crate::question::{Question, Verdict};

impl Court<'_> {
    pub(super) fn reason(
        &self,
        question: &Question,
        owner: Option<Id>,
        rulings: &[(u8, Ruling)],
    ) -> Result<Verdict, String> {
        let actions = &self.judge.actions;
        let with = |code: &str| where_noted(rulings, |notes| notes.denial == Some(code));
        let is_noted = |code: &str| !with(code).is_empty();
        let no_permission = |code| Ok(Verdict::Denied(code, Bits::default()));

        // A revoked key is told so, whatever the account is.
        if is_noted("key_revoked") {
            return no_permission("key_revoked");
        }

        // Is it held at the scope that is needed, and would it be if the data were the person's own?
        let mut held = Bits::default();
        let mut held_on_own = Bits::default();
        let person = self.person(question.asker);
        for bit in question.required.iter() {
            if self.ask(question, &actions.hold, bit, owner)?.is_allowed {
                held = held | Bits::one(bit);
            }
            if self.ask(question, &actions.hold, bit, person)?.is_allowed {
                held_on_own = held_on_own | Bits::one(bit);
            }
        }

        // One's own profile is decided before the lines that are about the account (G3).
        let about_the_account = question.required & !(held & Bits::PROFILE);
        if let Some(bit) = about_the_account.iter().next() {
            if !self.ask(question, &actions.reach, bit, owner)?.is_allowed {
                return no_permission("no_access");
            }
            if is_noted("user_deactivated") {
                return no_permission("user_deactivated");
            }
            // A membership that has ended counts as none (G1), so one that starts later is the reason.
            let is_live = self.ask(question, &actions.live, bit, owner)?.is_allowed;
            if !is_live && self.ask(question, &actions.r#await, bit, owner)?.is_allowed {
                return no_permission("not_yet_valid");
            }
            if !is_live || is_noted("expired") {
                return no_permission("expired");
            }
        } else if is_noted("user_deactivated") {
            return no_permission("user_deactivated");
        }
        if is_noted("not_shared") {
            return Ok(Verdict::Denied("not_shared", with("not_shared")));
        }

        // The status is the reason where nothing else stands against it.
        let for_status = where_noted(rulings, |notes| notes.but_for.is_some());
        let for_more = where_noted(rulings, |notes| notes.denial.is_some());
        if held == question.required && for_more.is_empty() && !for_status.is_empty() {
            let is_closed = rulings.iter().any(|(_, ruling)| is_for(ruling, "account_closed"));
            return no_permission(if is_closed { "account_closed" } else { "account_suspended" });
        }
        if is_noted("ceiling") {
            return Ok(Verdict::Denied("ceiling", with("ceiling")));
        }
        // It is held at a lesser scope if nothing of it is missing altogether.
        let missing = question.required & !(held | held_on_own);
        if missing.is_empty() {
            return Ok(Verdict::Denied("lesser_scope", question.required & !held));
        }
        Ok(Verdict::Denied("missing", missing))
    }
}

/// The permissions for which a `forbid` with such notes was satisfied.
fn where_noted(rulings: &[(u8, Ruling)], is_meant: impl Fn(&super::Notes) -> bool) -> Bits {
    let noted = rulings.iter().filter(|(_, ruling)| ruling.notes.iter().any(&is_meant));
    noted.fold(Bits::default(), |all, (bit, _)| all | Bits::one(*bit))
}

fn is_for(ruling: &Ruling, code: &str) -> bool {
    ruling.notes.iter().any(|notes| notes.but_for == Some(code))
}
