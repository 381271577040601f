use crate::directory::Erasure;
use crate::organization::{Actor, Name};

use super::entry::HistoryEntry;
use super::event::Event;
use super::record::{Difference, Record};

impl HistoryEntry {
    /// The same entry without the persons of an erasure: their addresses, names and telephone numbers in the command, the
    /// records and the names at the time. What an application wrote in `about` stays. See [`Erasure`].
    ///
    /// It is the entry that [`History::commit`](crate::history::History::commit) makes of the change without them. So a
    /// record that differed in a name alone is no longer among its differences.
    #[must_use]
    pub fn erasing(mut self, erasure: &Erasure) -> Self {
        for (user, name) in &mut self.names.users {
            if erasure.erases(*user) {
                *name = Name::erased();
            }
        }
        let person = if let Actor::User(user) = self.actor { Some(user) } else { None };
        if let Event::Change { id, command, differences } = &mut self.event {
            if erasure.is_of_tree(*id) {
                erasure.erase_command(command, person);
                let erased = core::mem::take(differences).into_iter();
                differences.extend(erased.filter_map(|difference| erased_difference(&difference, erasure)));
            }
        }
        self
    }
}

/// `None` if nothing differs any more.
fn erased_difference(difference: &Difference, erasure: &Erasure) -> Option<Difference> {
    let erased = |record: &Record| {
        let mut record = record.clone();
        match &mut record {
            Record::User(user) => erasure.erase_user(user),
            Record::Invitation(invitation) => erasure.erase_invitation(invitation),
            Record::Account(_) | Record::Role(_) | Record::Membership { .. } | Record::ApiKey(_) => {}
        }
        record
    };
    Difference::new(difference.before().map(erased), difference.after().map(erased))
}
