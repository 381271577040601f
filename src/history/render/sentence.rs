use core::fmt::{self, Display, Formatter};

use crate::history::entry::HistoryEntry;
use crate::history::event::Event;
use crate::organization::{AccountId, Name, UserId};
use crate::permission::{CustomNames, PermissionSet, Scope};

use super::command::write_command;
use super::consequences::write_consequences;
use super::context::{Context, Parts};
use super::words::{Instant, Quoted};

impl HistoryEntry {
    /// The entry as a sentence, without the ids of users, accounts, roles and keys that have a name.
    #[must_use]
    pub fn brief(&self) -> impl Display + '_ {
        self.brief_with(&CustomNames::NONE)
    }

    /// The sentence of [`brief`](Self::brief), with the application's names for its own permissions.
    ///
    #[cfg_attr(feature = "generate", doc = "```")]
    #[cfg_attr(not(feature = "generate"), doc = "```ignore")]
    /// # use chrono::{TimeZone, Utc};
    /// # use sendright::history::History;
    /// # use sendright::{
    /// #     AccountId, Actor, Billing, Command, CustomNames, Directory, Permission, Selection, Request, UserId,
    /// # };
    /// # let id = uuid::Uuid::from_u128;
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// # let (mut directory, mut history) = (Directory::new(), History::new());
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: Selection::EVERYTHING,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// # directory.execute(Actor::System, open, now)?;
    /// const FAX: Permission = Permission::custom(3).unwrap();
    /// const NAMES: CustomNames = match CustomNames::new(&[(FAX, "fax.send")]) {
    ///     Ok(names) => names,
    ///     Err(_) => panic!("a name is not well formed"),
    /// };
    ///
    /// let proof = directory.authorize(&Request::new(ada, FAX, acme).at(now))?;
    /// history.record(proof, &directory, None);
    /// let entry = &history.entries()[0];
    /// assert_eq!(entry.brief_with(&NAMES).to_string(), "2026-11-22 09:00 UTC: “Ada” used fax.send in “Acme”");
    /// assert_eq!(entry.brief().to_string(), "2026-11-22 09:00 UTC: “Ada” used custom.3 in “Acme”");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn brief_with<'a>(&'a self, names: &'a CustomNames<'a>) -> impl Display + 'a {
        Sentence(self, Context { entry: Parts::of(self), with_ids: false, permission_names: names })
    }

    /// The sentence with every id, as `Display` writes it, with the application's names for its own permissions.
    #[must_use]
    pub fn display<'a>(&'a self, names: &'a CustomNames<'a>) -> impl Display + 'a {
        Sentence(self, Context { entry: Parts::of(self), with_ids: true, permission_names: names })
    }
}

/// The entry as a sentence, with every id.
impl Display for HistoryEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.display(&CustomNames::NONE).fmt(f)
    }
}

struct Sentence<'a>(&'a HistoryEntry, Context<'a>);

impl Display for Sentence<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(entry, context) = self;
        write!(f, "{}", Instant(entry.at))?;
        if let Some(was) = entry.clock_was {
            write!(f, " (the clock went back from {})", Instant(was))?;
        }
        write!(f, ": {} ", context.actor())?;
        match &entry.event {
            Event::Change { command, differences, .. } => {
                write_command(f, context, command)?;
                write_consequences(f, context, command, differences)
            }
            Event::Action { required, scope, owner, shared_from, about, directory_revision } => {
                let data = Data { is_own: *scope == Scope::Own, owner: *owner, shared_from: *shared_from };
                write_action(f, context, *required, &data, about.as_ref())?;
                write_revisions(f, entry.revision, *directory_revision)
            }
        }
    }
}

/// Whose data an action was about, and which account shares it.
pub(in crate::history) struct Data {
    pub(in crate::history) is_own: bool,
    pub(in crate::history) owner: Option<UserId>,
    pub(in crate::history) shared_from: Option<AccountId>,
}

pub(in crate::history) fn write_action(
    f: &mut Formatter<'_>,
    context: &Context<'_>,
    required: PermissionSet,
    data: &Data,
    about: Option<&Name>,
) -> fmt::Result {
    write!(f, "used {} in {}", context.permission_names.display(required), context.account_of_entry())?;
    match data.owner {
        Some(_) if data.is_own => f.write_str(" on their own data")?,
        Some(owner) => write!(f, " on the data of {}", context.user(owner))?,
        None => {}
    }
    data.shared_from.map_or(Ok(()), |ancestor| write!(f, ", shared from {}", context.account(ancestor)))?;
    about.map_or(Ok(()), |about| write!(f, ": {}", Quoted(about)))
}

/// Both revisions, if the directory that supplied the names was behind the one that allowed the action.
fn write_revisions(f: &mut Formatter<'_>, allowed: u64, directory: u64) -> fmt::Result {
    if allowed <= directory {
        return Ok(());
    }
    write!(f, "; allowed at revision {allowed}, and noted by a directory at revision {directory}")
}
