//! Questions at the edges of what is held, and whether the directory answers them as the model does.

use chrono::TimeDelta;
use sendright::{AccountId, Authorized, Denial, Directory, Permission, PermissionSet, Principal, Scope};

use crate::coverage::{around, far_future};
use crate::generate::{Author, NOTABLE};
use crate::model::{Instant, whole};
use crate::model_decide::{Data, Question};

impl Author<'_> {
    pub(crate) fn question(&mut self) -> Question {
        let principal = self.principal();
        let account = self.account_near(principal);
        let data = self.data(principal, account);
        let at = self.edge_instant();
        Question { principal, required: self.required(principal, account, data, at), account, data, at }
    }

    fn principal(&mut self) -> Principal {
        if self.chance.percent(30) { Principal::ApiKey(self.key()) } else { Principal::User(self.user()) }
    }

    /// An account of the principal's, or one above, below or beside it, or any.
    fn account_near(&mut self, principal: Principal) -> AccountId {
        let own = match principal {
            Principal::ApiKey(key) => self.model.key(key).into_iter().map(|key| key.account).collect(),
            Principal::User(user) => self.model.memberships_of(user).map(|row| row.account).collect::<Vec<_>>(),
        };
        match self.chance.pick(&own) {
            Some(own) => self.neighbour(own),
            None => self.account(),
        }
    }

    fn neighbour(&mut self, of: AccountId) -> AccountId {
        let parent = self.model.account(of).and_then(|row| row.parent);
        let children = |parent| self.model.accounts.iter().filter(move |row| row.parent == Some(parent));
        let near: Vec<_> = match self.chance.below(8) {
            0..=2 => vec![of],
            3 | 4 => children(of).map(|row| row.id).collect(),
            5 => self.model.line(of),
            6 => parent.into_iter().flat_map(children).map(|row| row.id).collect(),
            _ => Vec::new(),
        };
        self.chance.pick(&near).unwrap_or_else(|| self.account())
    }

    fn data(&mut self, principal: Principal, account: AccountId) -> Data {
        let user = self.model.person(principal).map(|(user, _)| user.id);
        match self.chance.below(10) {
            0..=2 => Data::Anyones,
            3 | 4 => Data::Own,
            5 => Data::OwnedBy(user.unwrap_or(self.pools.users[0])),
            6 => Data::OwnedBy(self.user()),
            _ => {
                let line = self.model.line(account);
                let above = self.chance.pick(line.get(1..).unwrap_or_default());
                let above = above.filter(|_| self.chance.percent(75));
                Data::SharedFrom(above.unwrap_or_else(|| self.neighbour(account)))
            }
        }
    }

    /// Now, or where a window begins or ends, or a millisecond beside, or a little more; sometimes far away.
    fn edge_instant(&mut self) -> Instant {
        match self.chance.below(12) {
            0..=3 => self.now,
            4 => self.now + TimeDelta::nanoseconds(999_999),
            5 => far_future(),
            6 => Instant::MIN_UTC,
            _ => {
                let boundary = self.chance.pick(&self.model.boundaries()).unwrap_or(self.now);
                self.chance.one_of(&around(boundary).collect::<Vec<_>>())
            }
        }
    }

    /// What is held or offered exactly, that and one more, or something of it.
    fn required(&mut self, principal: Principal, account: AccountId, data: Data, at: Instant) -> PermissionSet {
        let shared = matches!(data, Data::SharedFrom(_));
        let looking = [
            PermissionSet::TEMPLATE_VIEW,
            PermissionSet::CONTACT_VIEW,
            Permission::TemplateView | Permission::ContactView,
        ];
        if shared && self.chance.percent(70) {
            let looking = self.chance.one_of(&looking);
            return if self.chance.percent(85) { looking } else { looking | self.chance.one_of(&NOTABLE) };
        }
        let held = self.model.granted(principal, account, at);
        let held = |scope| held.at(scope).iter();
        let offered = |permission: &Permission| self.model.offers(account, *permission, false);
        let exact: PermissionSet = match self.chance.below(6) {
            0 => held(Scope::Account).filter(offered).collect(),
            1 => held(Scope::Own).filter(offered).collect(),
            2 => held(Scope::Subtree).collect(),
            _ => PermissionSet::EMPTY,
        };
        match self.chance.below(10) {
            0..=2 => exact,
            3 => exact | self.chance.one_of(&NOTABLE),
            4 => PermissionSet::PROFILE_EDIT,
            5 => self.chance.one_of(&NOTABLE) | self.chance.one_of(&NOTABLE),
            6 => self.chance.pick(&exact.iter().collect::<Vec<_>>()).unwrap_or(Permission::SmsView).into(),
            _ => self.chance.one_of(&NOTABLE).into(),
        }
    }
}

/// Asks both, and compares the whole of the answer.
pub(crate) fn ask(author: &Author<'_>, directory: &Directory, question: &Question) -> Result<(), String> {
    let model = author.model.decide(question);
    let proof = directory.authorize(&question.request());
    let answers = || format!("{question:?}:\n  the model says {model:?},\n  the directory {proof:?}");
    match (&model, &proof) {
        (Err(model), Err(denial)) if model == denial => Ok(()),
        (Ok(yes), Ok(proof)) => {
            let told = (
                (proof.principal(), proof.required(), proof.account(), proof.at(), proof.revision()),
                (proof.user(), proof.owner(), proof.shared_from(), proof.scope()),
            );
            let asked =
                (question.principal, question.required, question.account, whole(question.at), author.model.revision);
            if told == (asked, (yes.user, yes.owner, yes.shared_from, yes.scope)) { Ok(()) } else { Err(answers()) }
        }
        _ => Err(answers()),
    }?;
    let many = directory.authorize_many(&[question.request()]);
    if many != [proof] {
        return Err(format!("{question:?}: among many {many:?}, alone {proof:?} (D6)"));
    }
    is_what_an_access_says(directory, question, &proof)
}

/// D6: an access says the same. Of what an account above shares it knows nothing.
fn is_what_an_access_says(
    directory: &Directory,
    &Question { principal, required, account, data, at }: &Question,
    proof: &Result<Authorized, Denial>,
) -> Result<(), String> {
    let made = directory.access(principal, account, at);
    let said = match (&made, data) {
        (_, Data::SharedFrom(_)) => return Ok(()),
        (Ok(access), Data::Anyones) => access.authorize(required, at),
        (Ok(access), Data::Own) => access.authorize_own(required, at),
        (Ok(access), Data::OwnedBy(owner)) => access.authorize_for(required, owner, at),
        // Nothing is required, or the principal's own details, which are edited with no membership that counts (rule G3).
        (Err(_), _) if required.is_empty() || required == PermissionSet::PROFILE_EDIT => return Ok(()),
        (Err(denial), _) => Err(*denial),
    };
    let is_current = made.is_ok_and(|access| access.is_current(directory)) || made.is_err();
    if said == *proof && is_current { Ok(()) } else { Err(format!("an access says {said:?}, and not {proof:?} (D6)")) }
}
