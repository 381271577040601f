//! Who may let somebody in, and who can join: for whoever is invited, accepts, or is added.

use crate::organization::{AccountId, Assignment, Email, UserId};
use crate::permission::Permission;
use crate::state::{AccountEntry, Id};

use crate::directory::authority::Authority;
use crate::directory::coverage::Gain;
use crate::directory::invariants::{Fit, roles_are_usable};
use crate::directory::refusal::Refusal;

/// C1, E3: `user.invite`, and coverage of what the invitation gives, for as long as it gives it. A telephone number that it
/// brings along may be the inviter's own way in (rule E5).
pub(super) fn may_invite(
    by: &Authority<'_>,
    account: AccountId,
    assignment: &Assignment,
    with_phone: bool,
) -> Result<(), Refusal> {
    by.permit(Permission::UserInvite, account)?;
    let entry = by.entry(account)?;
    roles_are_usable(by.state, entry, assignment)?;
    by.coverer()?.covers_offer(entry, assignment, if with_phone { Gain::Identity } else { Gain::Access })
}

/// I3: whoever joins is the user of this address in the tree, or a new one, and no member yet.
pub(super) fn check_joining(
    fit: &Fit<'_>,
    user: UserId,
    entry: AccountEntry<'_>,
    email: &Email,
) -> Result<(), Refusal> {
    let root = entry.root();
    let Some(known) = fit.state.user(user) else {
        fit.fresh(Id::User(user))?;
        return match fit.state.user_of(root, email) {
            Some(_) => Err(Refusal::AddressTaken(email.clone())),
            None => Ok(()),
        };
    };
    if known.root != root {
        return Err(Refusal::OtherTree(user));
    }
    if known.email != *email {
        return Err(Refusal::NotTheUsersAddress(email.clone()));
    }
    fit.is_not_a_member(user, entry.account.id)
}
