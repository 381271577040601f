//! C12: readers see all of a name that enters or changes, and the custom roles of an account have different names. It is
//! judged when a command is planned, and never again: a later version may know more characters (rule I7).

use crate::organization::{Actor, Name, RoleId};
use crate::state::State;

use super::facts::Facts;
use super::refusal::Refusal;

/// Refuses a name in a command, unless the thing has it already: whoever changes something else may leave the name.
pub(super) fn may_be_named(state: &State, facts: &Facts<'_>, actor: Actor) -> Result<(), Refusal> {
    let current = current_name(state, facts, actor);
    let is_new = |name: &&Name| Some(*name) != current;
    for name in facts.names.into_iter().chain(facts.names_user).filter(is_new) {
        name.check_shown()?;
    }
    match (facts.role, facts.names.filter(is_new)) {
        (Some(role), Some(name)) => is_free(state, facts, role, name),
        _ => Ok(()),
    }
}

/// The name of what the command names; `None` if it is new.
fn current_name<'a>(state: &'a State, facts: &Facts<'_>, actor: Actor) -> Option<&'a Name> {
    if let Some(role) = facts.role {
        return state.role(role).map(|role| &role.name);
    }
    if let Some(key) = facts.key {
        return state.key(key).map(|key| &key.name);
    }
    // Nobody has the name that an invitation proposes.
    if facts.invitation.is_some() && facts.answer.is_none() {
        return None;
    }
    let answers = || if facts.answer.is_some() { state.user_behind(actor) } else { None };
    match facts.user.or_else(answers) {
        Some(user) => state.user(user).map(|user| &user.name),
        None => state.account(facts.account?).map(|entry| &entry.account.name),
    }
}

/// No other role of the account has this name, or one that readers take for the same.
fn is_free(state: &State, facts: &Facts<'_>, id: RoleId, name: &Name) -> Result<(), Refusal> {
    let Some(account) = state.role(id).map(|role| role.account).or(facts.account) else { return Ok(()) };
    let key = name.comparison_key();
    match state.roles_named(account, &key).find(|role| role.id != id) {
        Some(role) => Err(Refusal::RoleNameTaken { role: role.id, account }),
        None => Ok(()),
    }
}
