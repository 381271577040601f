use crate::history::entry::HistoryEntry;
use crate::history::event::{Event, EventKind};
use crate::history::record::Record;
use crate::organization::{AccountId, ApiKeyId, Email, RoleId, UserId};

/// What entries are found by.
#[derive(Clone, Copy, Hash)]
pub(in crate::history) enum Term<'a> {
    /// The user who acted.
    By(UserId),
    /// A user who is affected.
    Affected(UserId),
    /// An account that is affected.
    Account(AccountId),
    /// An address that is in it.
    Address(&'a Email),
    /// A command, or a permission that was required.
    Kind(EventKind),
    /// A user of whom a membership differs.
    Member(UserId),
    /// A role that differs.
    Role(RoleId),
    /// An API key that differs.
    ApiKey(ApiKeyId),
}

impl<'a> Term<'a> {
    /// Gives each term of an entry, some of them more than once.
    pub(super) fn each_of(entry: &'a HistoryEntry, mut give: impl FnMut(Self)) {
        entry.user.into_iter().for_each(|user| give(Self::By(user)));
        entry.affected_users().for_each(|user| give(Self::Affected(user)));
        entry.affected_accounts().for_each(|account| give(Self::Account(account)));
        match &entry.event {
            Event::Change { command, .. } => give(Self::Kind(command.as_ref().into())),
            Event::Action { required, .. } => {
                required.iter().for_each(|permission| give(Self::Kind(permission.into())));
            }
        }
        entry.every_address().for_each(|address| give(Self::Address(address)));
        for difference in entry.differences() {
            match difference.sides().next() {
                Some(Record::Membership { user, .. }) => give(Self::Member(*user)),
                Some(Record::Role(role)) => give(Self::Role(role.id)),
                Some(Record::ApiKey(key)) => give(Self::ApiKey(key.id)),
                Some(Record::Account(_) | Record::User(_) | Record::Invitation(_)) | None => {}
            }
        }
    }
}
