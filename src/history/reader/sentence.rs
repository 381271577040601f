//! A reader's entry as a sentence. It has the placeholders in it already, and writes what it has.

use core::fmt::{self, Display, Formatter};

use crate::history::render::{Context, Data, Instant, Parts, write_action, write_command, write_consequences};
use crate::organization::AccountId;
use crate::permission::CustomNames;
use crate::permission::list::MAX_LISTED;

use super::entry::{Effect, Outline, ReaderEntry, Told};
use super::outline::Phrase;

impl ReaderEntry {
    /// The entry as a sentence, without the ids of what has a name.
    #[must_use]
    pub fn brief(&self) -> impl Display + '_ {
        self.brief_with(&CustomNames::NONE)
    }

    /// The sentence of [`brief`](Self::brief), with the application's names for its own permissions.
    #[must_use]
    pub fn brief_with<'a>(&'a self, names: &'a CustomNames<'a>) -> impl Display + 'a {
        Sentence(self, self.context(false, names))
    }

    /// The sentence as `Display` writes it, with the application's names for its own permissions.
    #[must_use]
    pub fn display<'a>(&'a self, names: &'a CustomNames<'a>) -> impl Display + 'a {
        Sentence(self, self.context(true, names))
    }

    fn context<'a>(&'a self, with_ids: bool, permission_names: &'a CustomNames<'a>) -> Context<'a> {
        let differences = match &self.told {
            Told::Change { differences, .. } => differences.as_slice(),
            Told::Outline(_) | Told::Action { .. } => &[],
        };
        let entry = Parts {
            names: &self.names,
            actor: self.actor,
            user: self.user,
            account: self.account,
            affected_users: &self.users,
            differences,
        };
        Context { entry, with_ids, permission_names }
    }
}

/// The entry as a sentence, with every id that the reader may see.
impl Display for ReaderEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.display(&CustomNames::NONE).fmt(f)
    }
}

struct Sentence<'a>(&'a ReaderEntry, Context<'a>);

impl Display for Sentence<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(entry, context) = self;
        write!(f, "{}: {} ", Instant(entry.at), context.actor())?;
        match &entry.told {
            Told::Change { command, differences } => {
                write_command(f, context, command)?;
                write_consequences(f, context, command, differences)
            }
            Told::Outline(outline) => {
                write_outline(f, context, outline)?;
                write_effects(f, context, &outline.effects)
            }
            Told::Action { required, is_own, owner, shared_from, about } => {
                let data = Data { is_own: *is_own, owner: *owner, shared_from: *shared_from };
                write_action(f, context, *required, &data, about.as_ref())
            }
        }
    }
}

fn write_outline(f: &mut Formatter<'_>, context: &Context<'_>, outline: &Outline) -> fmt::Result {
    let account = context.account_of_entry();
    let user = outline.user.map(|user| context.user(user));
    match (outline.phrase, user) {
        (Phrase::Account(before, after), _) => write!(f, "{before}{account}{after}")?,
        (Phrase::Member(did, to), Some(user)) => write!(f, "{did}{user}{to}{account}")?,
        (Phrase::Details(did, what), Some(_)) if outline.is_actor => write!(f, "{did} their own {what}")?,
        (Phrase::Details(did, what), Some(user)) => write!(f, "{did} the {what} of {user}")?,
        (Phrase::User(did), Some(_)) if outline.is_actor => write!(f, "{did}themselves")?,
        (Phrase::User(did), Some(user)) => write!(f, "{did}{user}")?,
        (Phrase::Member(..) | Phrase::Details(..) | Phrase::User(_), None) => {}
    }
    outline.parent.map_or(Ok(()), |parent| write!(f, " under {}", context.account(parent)))
}

fn write_effects(f: &mut Formatter<'_>, context: &Context<'_>, effects: &[Effect]) -> fmt::Result {
    let account = |id: &AccountId| context.account(*id);
    for effect in effects.iter().take(MAX_LISTED) {
        match effect {
            Effect::Revoked(key) => write!(f, "; this revoked {}", context.api_key(*key))?,
            Effect::Ended(id) => write!(f, "; this ended an invitation to {}", account(id))?,
            Effect::Moved(id) => write!(f, "; an invitation to {} goes with them", account(id))?,
            Effect::Removed(id) => write!(f, "; this removed a membership in {}, which had ended", account(id))?,
            Effect::Was(id, assignment) => write!(f, "; was {} in {}", context.assignment(assignment), account(id))?,
        }
    }
    match effects.len().saturating_sub(MAX_LISTED) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}
