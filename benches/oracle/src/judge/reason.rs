//! Why a request is denied: the first line of D4 that applies.
//!
//! Each line is a question to Cedar of its own, or the annotation of a `forbid` that was satisfied.

use super::{Court, Notes, Ruling};
use crate::catalogue::Bits;
use crate::order::Id;
use crate::question::{Question, Verdict};

/// A request that Cedar denied, with what it said for each permission.
#[derive(Debug)]
pub(super) struct Denied<'a> {
    pub(super) court: &'a Court<'a>,
    pub(super) question: &'a Question,
    pub(super) owner: Option<Id>,
    pub(super) rulings: Vec<(u8, Ruling)>,
}

impl Denied<'_> {
    pub(super) fn reason(&self) -> Result<Verdict, String> {
        // A revoked key is told so, whatever the account is.
        if self.is_noted("key_revoked") {
            return Ok(because("key_revoked"));
        }
        if let Some(code) = self.without_access()? {
            return Ok(because(code));
        }
        let not_shared = self.noted("not_shared");
        if !not_shared.is_empty() {
            return Ok(Verdict::Denied("not_shared", not_shared));
        }
        let held = self.held_by(self.owner)?;
        if let Some(code) = self.but_for_the_status(held) {
            return Ok(because(code));
        }
        let ceiling = self.noted("ceiling");
        if !ceiling.is_empty() {
            return Ok(Verdict::Denied("ceiling", ceiling));
        }
        // It is held at a lesser scope if it would be allowed on the person's own data: nothing is missing altogether.
        let on_own_data = self.held_by(self.court.person(self.question.asker))?;
        let missing = self.question.required & !(held | on_own_data);
        if missing.is_empty() {
            return Ok(Verdict::Denied("lesser_scope", self.question.required & !held));
        }
        Ok(Verdict::Denied("missing", missing))
    }

    /// Lines 2 to 4.
    fn without_access(&self) -> Result<Option<&'static str>, String> {
        let actions = &self.court.judge.actions;
        let is_deactivated = self.is_noted("user_deactivated");
        // One's own profile is decided before the lines that are about the account (G3).
        let Some(bit) = self.about_the_account()? else {
            return Ok(is_deactivated.then_some("user_deactivated"));
        };
        let is_so = |action| self.court.ask(self.question, action, bit, self.owner).map(|ruling| ruling.is_allowed);
        if !is_so(&actions.reach)? {
            return Ok(Some("no_access"));
        }
        if is_deactivated {
            return Ok(Some("user_deactivated"));
        }
        // A membership that has ended counts as none (G1), so one that starts later is the reason.
        let is_live = is_so(&actions.live)?;
        if !is_live && is_so(&actions.r#await)? {
            return Ok(Some("not_yet_valid"));
        }
        Ok((!is_live || self.is_noted("expired")).then_some("expired"))
    }

    /// A permission that is required, other than the person's own profile.
    fn about_the_account(&self) -> Result<Option<u8>, String> {
        for bit in self.question.required.iter() {
            if !Bits::PROFILE.has(bit) || !self.is_held(bit, self.owner)? {
                return Ok(Some(bit));
            }
        }
        Ok(None)
    }

    /// Line 6: the status, where nothing else stands against the request.
    fn but_for_the_status(&self, held: Bits) -> Option<&'static str> {
        let stands_against = |meant: fn(&Notes) -> bool| !self.where_noted(meant).is_empty();
        if held != self.question.required || stands_against(|notes| notes.denial.is_some()) {
            return None;
        }
        // The worst status of an account and those above counts, and that is closed.
        if stands_against(|notes| notes.but_for == Some("account_closed")) {
            return Some("account_closed");
        }
        stands_against(|notes| notes.but_for == Some("account_suspended")).then_some("account_suspended")
    }

    /// What of the requirement is held if the data is this user's, or not said to be anybody's.
    fn held_by(&self, owner: Option<Id>) -> Result<Bits, String> {
        let mut held = Bits::default();
        for bit in self.question.required.iter() {
            if self.is_held(bit, owner)? {
                held = held | Bits::one(bit);
            }
        }
        Ok(held)
    }

    fn is_held(&self, bit: u8, owner: Option<Id>) -> Result<bool, String> {
        let hold = &self.court.judge.actions.hold;
        Ok(self.court.ask(self.question, hold, bit, owner)?.is_allowed)
    }

    fn is_noted(&self, code: &str) -> bool {
        !self.noted(code).is_empty()
    }

    /// The permissions that a `forbid` with this denial stands against.
    fn noted(&self, code: &str) -> Bits {
        self.where_noted(|notes| notes.denial == Some(code))
    }

    fn where_noted(&self, is_meant: impl Fn(&Notes) -> bool) -> Bits {
        let noted = self.rulings.iter().filter(|(_, ruling)| ruling.notes.iter().any(&is_meant));
        noted.fold(Bits::default(), |all, (bit, _)| all | Bits::one(*bit))
    }
}

/// A reason that names no permission.
fn because(code: &'static str) -> Verdict {
    Verdict::Denied(code, Bits::default())
}
