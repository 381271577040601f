//! What a record was before a change and what it is after, as parts of a sentence.

use core::fmt::{self, Display, Formatter};

use crate::history::record::{Difference, Record};
use crate::organization::{EmailPolicy, InvitationId, Name, RoleId, UserId};
use crate::permission::{Grants, PermissionSet, Selection};

use super::context::Context;
use super::words::{Instant, KeyEnd, MAX_LISTED, PolicyText, Quoted, write_rest};

/// `: was this, is that`, of the first difference whose records have this value.
pub(super) fn write_was_and_is<'a, T: Display>(
    f: &mut Formatter<'_>,
    context: &Context<'a>,
    value: impl Fn(&'a Record) -> Option<T>,
) -> fmt::Result {
    for difference in context.entry.differences {
        return match (difference.before().and_then(&value), difference.after().and_then(&value)) {
            (Some(was), Some(is)) => write!(f, ": was {was}, is {is}"),
            (None, Some(is)) => write!(f, ": is {is}"),
            (Some(was), None) => write!(f, ": was {was}"),
            (None, None) => continue,
        };
    }
    f.write_str(": as it was")
}

/// `: was this`, of the first record before the change that has this value.
pub(super) fn write_was<'a, T: Display>(
    f: &mut Formatter<'_>,
    context: &Context<'a>,
    value: impl Fn(&'a Record) -> Option<T>,
) -> fmt::Result {
    context.records_before().find_map(value).map_or(Ok(()), |was| write!(f, ": was {was}"))
}

/// The suspension that stays when the other side lifts its own (rule G4).
pub(super) fn write_still_suspended(f: &mut Formatter<'_>, context: &Context<'_>) -> fmt::Result {
    let mut after = context.entry.differences.iter().filter_map(Difference::after);
    let Some(account) = after.find_map(Record::as_account) else { return Ok(()) };
    if account.suspension.by_operator {
        f.write_str("; it stays suspended by the operator")?;
    }
    if account.suspension.by_members { f.write_str("; it stays suspended by members") } else { Ok(()) }
}

pub(super) fn write_features(f: &mut Formatter<'_>, context: &Context<'_>, features: Selection) -> fmt::Result {
    let account = context.records_before().next().and_then(Record::as_account);
    let before = account.map_or(features, |account| account.features);
    let (was, is) = (before.permissions(), features.permissions());
    write_gained_and_lost(f, context, is - was, was - is)?;
    let has_later = |features| matches!(features, Selection::AllBut(_)).then_some("what later versions bring");
    match (has_later(before), has_later(features)) {
        (None, later) => write_clause(f, "now also", later),
        (later, None) => write_clause(f, "no longer", later),
        (Some(_), Some(_)) => Ok(()),
    }
}

pub(super) fn write_email_policy(f: &mut Formatter<'_>, context: &Context<'_>, policy: &EmailPolicy) -> fmt::Result {
    let Some(account) = context.records_before().next().and_then(Record::as_account) else {
        return f.write_str(": as it was");
    };
    let (was, is) = (PolicyText::new(account.email_policy()), PolicyText::new(policy));
    write!(f, ": was {was}, is {is}")?;
    write_clause(f, "now also admits", is.admitted_beyond(&was))?;
    write_clause(f, "no longer admits", was.admitted_beyond(&is))?;
    write_clause(f, "now also refuses", is.refused_beyond(&was))?;
    write_clause(f, "no longer refuses", was.refused_beyond(&is))
}

pub(super) fn write_renewed(f: &mut Formatter<'_>, context: &Context<'_>, id: InvitationId) -> fmt::Result {
    let account = context.account_of_entry();
    let Some((was, is)) = both_sides(context, Record::as_invitation) else {
        return write!(f, "renewed invitation {id} to {account}: as it was");
    };
    write!(f, "renewed the invitation of {} to {account}: ", is.email)?;
    if was.expires == is.expires {
        write!(f, "open until {}, as before", Instant(is.expires))?;
    } else {
        write!(f, "was open until {}, is open until {}", Instant(was.expires), Instant(is.expires))?;
    }
    if was.inviter == is.inviter {
        return Ok(());
    }
    write!(f, "; {} vouches for it, no longer {}", context.inviter(is), context.inviter(was))
}

pub(super) fn write_deleted_user(f: &mut Formatter<'_>, context: &Context<'_>, id: UserId) -> fmt::Result {
    match context.records_before().find_map(Record::as_user) {
        Some(user) if context.is_actor(id) => write!(f, "deleted their own user <{}>", user.email)?,
        Some(user) => write!(f, "deleted {} <{}>", context.user(id), user.email)?,
        None => write!(f, "deleted {}", context.user(id))?,
    }
    let mut start = ": was";
    for record in context.records_before() {
        if let (Some(assignment), Some(account)) = (context.membership(record), record.account()) {
            write!(f, "{start} {assignment} in {}", context.account(account))?;
            start = ", and";
        }
    }
    Ok(())
}

pub(super) fn write_changed_role(
    f: &mut Formatter<'_>,
    context: &Context<'_>,
    id: RoleId,
    name: &Name,
    grants: Grants,
) -> fmt::Result {
    write!(f, "changed {} of {}", context.role(id), context.account_of_entry())?;
    if let Some(before) = context.records_before().next().and_then(Record::as_role) {
        if before.name != *name {
            write!(f, ": was {}, is {}", Quoted(&before.name), Quoted(name))?;
        }
        write_changed_grants(f, context, before.grants, grants)?;
    }
    let holders: Vec<UserId> = context.entry.affected_users.iter().copied().collect();
    for (i, holder) in holders.iter().take(MAX_LISTED).enumerate() {
        write!(f, "{}{}", if i == 0 { "; held by " } else { ", " }, context.user(*holder))?;
    }
    write_rest(f, holders.len())
}

/// The permissions that are gained or held at a wider scope, held at a narrower scope, and lost.
fn write_changed_grants(f: &mut Formatter<'_>, context: &Context<'_>, was: Grants, is: Grants) -> fmt::Result {
    let (mut gained, mut narrowed, mut lost) = (Grants::NONE, Grants::NONE, Grants::NONE);
    for (permission, scope) in is.iter() {
        match was.scope_of(permission) {
            Some(before) if before > scope => narrowed = narrowed.with(permission, scope),
            Some(before) if before == scope => {}
            Some(_) | None => gained = gained.with(permission, scope),
        }
    }
    for (permission, scope) in was.iter().filter(|(permission, _)| is.scope_of(*permission).is_none()) {
        lost = lost.with(permission, scope);
    }
    write_clause(f, "now also", context.grants(gained).unless_empty())?;
    write_clause(f, "now only", context.grants(narrowed).unless_empty())?;
    write_clause(f, "no longer", context.grants(lost).unless_empty())
}

pub(super) fn write_changed_key(f: &mut Formatter<'_>, context: &Context<'_>) -> fmt::Result {
    let Some((was, is)) = both_sides(context, Record::as_api_key) else { return f.write_str(": as it was") };
    if was.name != is.name {
        write!(f, ": was {}, is {}", Quoted(&was.name), Quoted(&is.name))?;
    }
    write_gained_and_lost(f, context, is.cap - was.cap, was.cap - is.cap)?;
    write_clause(f, "now also", (is.subtree && !was.subtree).then_some("below"))?;
    write_clause(f, "no longer", (was.subtree && !is.subtree).then_some("below"))?;
    if was.until == is.until { Ok(()) } else { write!(f, "; was {}, is {}", KeyEnd(was.until), KeyEnd(is.until)) }
}

fn write_gained_and_lost(
    f: &mut Formatter<'_>,
    context: &Context<'_>,
    gained: PermissionSet,
    lost: PermissionSet,
) -> fmt::Result {
    write_clause(f, "now also", context.permissions(gained).unless_empty())?;
    write_clause(f, "no longer", context.permissions(lost).unless_empty())
}

fn write_clause(f: &mut Formatter<'_>, change: &str, what: Option<impl Display>) -> fmt::Result {
    what.map_or(Ok(()), |what| write!(f, "; {change} {what}"))
}

/// The first two records of this kind that differ: before the change and after it.
fn both_sides<'a, T>(context: &Context<'a>, of_kind: impl Fn(&'a Record) -> Option<&'a T>) -> Option<(&'a T, &'a T)> {
    context
        .entry
        .differences
        .iter()
        .find_map(|difference| Some((difference.before().and_then(&of_kind)?, difference.after().and_then(&of_kind)?)))
}
