//! An impact in words: a line for all who gain and lose the same, in the same account and for the same time.

use core::fmt;

use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::organization::{Account, ApiKey, Name, User};
use crate::permission::{Grants, PermissionSet, Scope};

use super::{AccessChange, Impact};

/// How many names of people, or of permissions, a line has.
const MAX_LISTED: usize = 4;

pub(super) struct Told<'a>(pub(super) &'a Impact, pub(super) &'a Directory);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(impact, directory) = self;
        if impact.is_none() {
            return f.write_str("nobody gains or loses anything, and nothing ends");
        }
        let mut line = "";
        for group in groups(impact) {
            f.write_str(line)?;
            self.write_group(f, &group)?;
            line = "\n";
        }
        for key in &impact.ended_keys {
            let name = directory.api_key(*key).map(ApiKey::name);
            let name = name.map_or_else(|| key.to_string(), quoted);
            write!(f, "{line}API key {name} is revoked")?;
            line = "\n";
        }
        for id in &impact.ended_invitations {
            let account = directory.invitation(*id).and_then(|invitation| directory.account(invitation.account));
            let account = account.map_or_else(|| id.to_string(), |account| quoted(account.name()));
            write!(f, "{line}an invitation to {account} ends")?;
            line = "\n";
        }
        Ok(())
    }
}

/// The changes that differ in nothing but the user, together; each in the order of the users.
fn groups(impact: &Impact) -> Vec<Vec<&AccessChange>> {
    let key = |change: &AccessChange| {
        let bits = |grants: Grants| Scope::ALL.map(|scope| grants.at(scope).bits());
        (change.account, change.from, change.until, bits(change.before), bits(change.after))
    };
    let mut changes: Vec<&AccessChange> = impact.accesses.iter().collect();
    changes.sort_by_cached_key(|change| key(change));
    changes.chunk_by(|a, b| key(a) == key(b)).map(<[_]>::to_vec).collect()
}

impl Told<'_> {
    fn write_group(&self, f: &mut fmt::Formatter<'_>, group: &[&AccessChange]) -> fmt::Result {
        let Self(_, directory) = self;
        let Some(change) = group.first() else { return Ok(()) };
        let user = |change: &&AccessChange| {
            let name = directory.user(change.user).map(User::name);
            name.map_or_else(|| change.user.to_string(), quoted)
        };
        let account = directory.account(change.account).map(Account::name);
        let account = account.map_or_else(|| change.account.to_string(), quoted);
        write_list(f, group.iter().map(user))?;
        write!(f, " in {account}, from {}", Minute(change.from))?;
        change.until.map_or(Ok(()), |until| write!(f, " until {}", Minute(until)))?;
        write_difference(f, change)
    }
}

/// `: gain sms.send here; lose sms.launch; keep sms.view on their own data only`.
fn write_difference(f: &mut fmt::Formatter<'_>, change: &AccessChange) -> fmt::Result {
    let scope = |grants: &Grants, permission| grants.scope_of(permission);
    let (before, after) = (&change.before, &change.after);
    let all = before.at(Scope::Own) | after.at(Scope::Own);
    let which = |is: &dyn Fn(Option<Scope>, Option<Scope>) -> bool| -> PermissionSet {
        all.iter().filter(|permission| is(scope(before, *permission), scope(after, *permission))).collect()
    };
    let mut mark = ": ";
    let mut write = |f: &mut fmt::Formatter<'_>, verb: &str, set: PermissionSet, where_to: &str| {
        if set.is_empty() {
            return Ok(());
        }
        write!(f, "{mark}{verb} ")?;
        mark = "; ";
        write_list(f, set.iter().map(crate::permission::Permission::name))?;
        f.write_str(where_to)
    };
    for (to, where_to) in
        [(Scope::Subtree, " here and below"), (Scope::Account, " here"), (Scope::Own, " on their own data")]
    {
        write(f, "gain", which(&|was, is| was < is && is == Some(to)), where_to)?;
    }
    write(f, "lose", which(&|was, is| was.is_some() && is.is_none()), "")?;
    for (to, where_to) in [(Scope::Account, " here only"), (Scope::Own, " on their own data only")] {
        write(f, "keep", which(&|was, is| was > is && is == Some(to)), where_to)?;
    }
    Ok(())
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: impl ExactSizeIterator<Item = T>) -> fmt::Result {
    let count = items.len();
    // One more than fits is as long as `and 1 more`.
    let listed = if count == MAX_LISTED + 1 { count } else { MAX_LISTED };
    for (number, item) in items.take(listed).enumerate() {
        write!(f, "{}{item}", if number == 0 { "" } else { ", " })?;
    }
    match count.saturating_sub(listed) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

/// A name as the history writes it.
fn quoted(name: &Name) -> String {
    format!("“{name}”")
}

/// An instant to the minute, as the history writes it.
struct Minute(DateTime<Utc>);

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d %H:%M UTC"))
    }
}
