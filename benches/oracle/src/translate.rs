//! The same commands and requests in sendright's types.

mod command;

use chrono::{DateTime, Utc};
pub use command::command;
use sendright as s;
use sendright::{AccountId, ApiKeyId, InvitationId, Name, PermissionSet, Principal, RoleId, UserId};
use uuid::Uuid;

use crate::catalogue::{Bits, Catalogue, Grants};
use crate::order::{Actor, Address, Assignment, Billing, Id, Instant, Selection};
use crate::question::{Asker, Owner, Question};

/// What can't be said in sendright's types: a fault of the generator.
type Result<T> = std::result::Result<T, String>;

/// The id as a UUID.
#[must_use]
pub fn uuid(id: Id) -> Uuid {
    Uuid::from_u128(u128::from(id.0))
}

/// The id of an account.
#[must_use]
pub fn account(id: Id) -> AccountId {
    uuid(id).into()
}

/// The id of a user.
#[must_use]
pub fn user(id: Id) -> UserId {
    uuid(id).into()
}

fn key(id: Id) -> ApiKeyId {
    uuid(id).into()
}

fn invitation(id: Id) -> InvitationId {
    uuid(id).into()
}

fn role(id: Id) -> RoleId {
    uuid(id).into()
}

/// An instant.
///
/// # Errors
///
/// An instant that is out of range.
pub fn instant(instant: Instant) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(instant.0).ok_or_else(|| format!("{instant:?} is out of range"))
}

fn optional(at: Option<Instant>) -> Result<Option<DateTime<Utc>>> {
    at.map(instant).transpose()
}

/// A set of permissions.
///
/// # Errors
///
/// A bit that is no permission.
pub fn set(bits: Bits) -> Result<PermissionSet> {
    PermissionSet::from_bits(bits.0).map_err(|error| error.to_string())
}

fn grants(grants: Grants) -> Result<s::Grants> {
    let [own, account, subtree] = [set(grants.own)?, set(grants.account)?, set(grants.subtree)?];
    s::Grants::nested(own, account, subtree).map_err(|error| error.to_string())
}

fn selection(selection: Selection) -> Result<s::Selection> {
    Ok(match selection {
        Selection::Only(bits) => s::Selection::Only(set(bits)?),
        Selection::AllBut(bits) => s::Selection::AllBut(set(bits)?),
    })
}

const fn billing(billing: Billing) -> s::Billing {
    match billing {
        Billing::Prepaid => s::Billing::Prepaid,
        Billing::Postpaid => s::Billing::Postpaid,
    }
}

fn email(address: Address) -> Result<s::Email> {
    format!("user{address}@company.example").parse().map_err(|error| format!("{error}"))
}

fn name(number: u32) -> Result<Name> {
    format!("Name {number}").parse().map_err(|error| format!("{error}"))
}

fn phone(number: Option<u32>) -> Result<Option<s::Phone>> {
    number.map(|number| format!("+49301{number:06}").parse()).transpose().map_err(|error| format!("{error}"))
}

fn assignment(catalogue: &Catalogue, given: &Assignment) -> Result<s::Assignment> {
    let mut levels = s::Levels::NONE;
    for (area, level) in &given.levels {
        let area: s::Area = catalogue
            .areas
            .get(*area)
            .and_then(|area| area.parse().ok())
            .ok_or("there is an area that sendright lacks")?;
        let level = s::Level::ALL.get(usize::from(*level)).copied().ok_or("there is no such level")?;
        levels = levels.with(area, level);
    }
    let mut all = s::Assignment::levels(levels);
    for preset in &given.presets {
        let preset: s::Preset = catalogue
            .presets
            .get(*preset)
            .and_then(|preset| preset.name.parse().ok())
            .ok_or("there is a preset that sendright lacks")?;
        all = all.and(preset);
    }
    for id in &given.roles {
        all = all.and(role(*id));
    }
    all = all.withholding(selection(given.withheld)?);
    if let Some(starts) = optional(given.starts)? {
        all = all.from(starts);
    }
    if let Some(ends) = optional(given.ends)? {
        all = all.until(ends);
    }
    Ok(all)
}

/// Whoever gives a command.
#[must_use]
pub fn actor(actor: Actor) -> s::Actor {
    match actor {
        Actor::Operator => s::Actor::System,
        Actor::User(id) => s::Actor::User(user(id)),
        Actor::Key(id) => s::Actor::ApiKey(key(id)),
    }
}

/// A request.
///
/// # Errors
///
/// What sendright's types don't hold.
pub fn request(question: &Question) -> Result<s::Request> {
    let principal = match question.asker {
        Asker::User(id) => Principal::User(user(id)),
        Asker::Key(id) => Principal::ApiKey(key(id)),
    };
    let draft = s::Request::new(principal, set(question.required)?, account(question.account));
    let draft = match question.owner {
        Owner::NotNamed => draft,
        Owner::TheAsker => draft.own(),
        Owner::Nobody => draft.owned_by(None),
        Owner::User(id) => draft.owned_by(user(id)),
    };
    let draft = match question.shared_from {
        None => draft,
        Some(id) => draft.shared_from(account(id)),
    };
    Ok(draft.at(instant(question.at)?))
}
