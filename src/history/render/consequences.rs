//! What a change did beside what its command is about, as a part of a sentence: keys revoked, invitations ended.

use core::fmt::{self, Formatter};

use crate::directory::{Command, Facts};
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, ApiKey, Invitation};

use super::context::Context;
use super::words::MAX_LISTED;

enum Consequence<'a> {
    Revoked(&'a ApiKey),
    Ended(&'a Invitation),
    /// An invitation to the account went with its person to another address.
    Moved(AccountId),
    /// A membership in the account, which had ended, is gone.
    Removed(AccountId),
}

impl<'a> Consequence<'a> {
    fn of(difference: &'a Difference, command: &Facts<'_>) -> Option<Self> {
        match difference.before()? {
            Record::ApiKey(key) => {
                let stays = difference.after().is_some();
                let revoked = !stays && command.key != Some(key.id);
                revoked.then_some(Self::Revoked(key))
            }
            Record::Invitation(invitation) => {
                let ended = difference.after().is_none() && command.invitation != Some(invitation.id);
                let after = difference.after().and_then(Record::as_invitation);
                let moved = after.is_some_and(|after| after.email != invitation.email);
                let moved = moved.then_some(Self::Moved(invitation.account));
                ended.then_some(Self::Ended(invitation)).or(moved)
            }
            Record::Membership { account, .. } => {
                let removed = difference.after().is_none() && command.account != Some(*account) && !command.takes_user;
                removed.then_some(Self::Removed(*account))
            }
            Record::Account(_) | Record::User(_) | Record::Role(_) => None,
        }
    }
}

pub(in crate::history) fn write_consequences(
    f: &mut Formatter<'_>,
    context: &Context<'_>,
    command: &Command,
    differences: &[Difference],
) -> fmt::Result {
    let facts = command.facts();
    let consequences = || differences.iter().filter_map(|difference| Consequence::of(difference, &facts));
    for consequence in consequences().take(MAX_LISTED) {
        match consequence {
            Consequence::Revoked(key) => write!(f, "; this revoked {}", context.api_key(key.id))?,
            Consequence::Ended(Invitation { email, account, .. }) => {
                write!(f, "; this ended the invitation of {email} to {}", context.account(*account))?;
            }
            Consequence::Moved(account) => {
                write!(f, "; the invitation to {} goes with them", context.account(account))?;
            }
            Consequence::Removed(account) => {
                write!(f, "; this removed the membership in {}, which had ended", context.account(account))?;
            }
        }
    }
    let more = consequences().skip(MAX_LISTED).count();
    if more > 0 { write!(f, "; and {more} more") } else { Ok(()) }
}
