use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::history::index::Positions;
use crate::history::log::History;
use crate::history::query::{HistoryQuery, Prepared};
use crate::organization::Principal;
use crate::organization::instant::whole;

use super::entry::ReaderEntry;
use super::reach::{Past, Reach};
use super::sight::seen;

/// # For a reader
///
/// Everything else here leaves nothing out, and is for whoever may see everything.
impl History {
    /// The entries that match a query, as far as a principal may read them now (rule R1), in the order in which they were
    /// added.
    ///
    /// The principal reads the entries that touch an account where it has `audit.view` at account scope: by what it holds and
    /// by the product plan, whether the account is active, suspended or closed. Of these entries it reads:
    ///
    /// - *accounts* where it has that permission;
    /// - *users* who were members of such an account, just before the entry or just after it;
    /// - *addresses*, if the account on which it was done is such an account;
    /// - *roles and API keys* of such an account.
    ///
    /// An act on a user as a whole touches every account where the user was a member; the root account if it was one of them
    /// or there was none. What is beyond is told as “an account above”, “somebody from above”, “a role from above”, or
    /// “elsewhere”; a command on an account beyond reach is told without details. Whoever may read nothing, and whoever is not
    /// known, finds nothing.
    ///
    /// A query finds only by what is read: by a user, an account or an address beyond reach it finds nothing, as by one that
    /// does not exist.
    ///
    /// The directory says who the reader is, and where everything is. It should be at the history's last revision, and the
    /// history without [gaps](Self::gaps_in): both tell who was a member when. Where they don't, no user is within reach of what
    /// was before, so that less is read than if nothing were missing, and never more. What the history has
    /// [forgotten](Self::known_from) need not be there: who was a member later is told by what came after.
    ///
    /// To read entries that come from a database one by one, and hold none of them, see
    /// [`HistoryReader`](crate::history::HistoryReader).
    ///
    /// At first it looks up each account that the reader reads. Then it finds the entries that touch one of them and match the
    /// query as [`find`](Self::find) does, and looks at one after the other: at what is in it, and at the memberships of the users
    /// whom it mentions, those included that are over (rule I9).
    ///
    /// ```
    /// use chrono::{Duration, TimeZone, Utc};
    /// use sendright::history::{History, HistoryQuery, Seen, SeenActor};
    /// # use sendright::{Billing, Selection, Stamp};
    /// use sendright::{AccountId, Actor, Assignment, Command, Directory, Permission, Preset, Request, UserId};
    /// # let id = uuid::Uuid::from_u128;
    ///
    /// let (acme, shop) = (AccountId::from(id(1)), AccountId::from(id(2)));
    /// let (ada, cleo) = (UserId::from(id(3)), UserId::from(id(4)));
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let (mut directory, mut history) = (Directory::new(), History::new());
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: Selection::EVERYTHING,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// // Ada administers Acme. She opens a shop below it, and renames Acme. Cleo administers the shop.
    /// let sub = Command::OpenSubaccount { account: shop, parent: acme, name: "Shop".parse()? };
    /// let rename = Command::RenameAccount { account: acme, name: "Acme SE".parse()?, replaces: None };
    /// let add = Command::AddUser {
    ///     user: cleo,
    ///     account: shop,
    ///     email: "cleo@acme.example".parse()?,
    ///     name: "Cleo".parse()?,
    ///     assignment: Assignment::of(Preset::SubaccountAdmin),
    ///     phone: None,
    ///     on_behalf_of: None,
    /// };
    /// let by = [Actor::System, ada.into(), ada.into(), Actor::System];
    /// for (number, (actor, command)) in by.into_iter().zip([open, sub, rename, add]).enumerate() {
    ///     let change = directory.plan(actor, &command, Stamp::new(now, id(100 + number as u128).into()))?;
    ///     history.commit(&mut directory, change)?;
    /// }
    ///
    /// let read: Vec<_> = history.for_reader(cleo, HistoryQuery::new(), &directory, now).collect();
    /// let sentences: Vec<String> = read.iter().map(|entry| entry.brief().to_string()).collect();
    /// assert_eq!(sentences, [
    ///     "2026-11-22 09:00 UTC: somebody from above opened “Shop” under an account above",
    ///     "2026-11-22 09:00 UTC: the operator added “Cleo” to “Shop”: is subaccount_admin",
    /// ]);
    /// assert_eq!(read[0].actor(), SeenActor::User(Seen::Above));
    ///
    /// // Asking by name finds no more.
    /// assert_eq!(history.for_reader(cleo, HistoryQuery::new().by(ada), &directory, now).count(), 0);
    /// assert_eq!(history.for_reader(cleo, HistoryQuery::new().account(acme), &directory, now).count(), 0);
    /// assert_eq!(history.for_reader(ada, HistoryQuery::new(), &directory, now).count(), 4, "Ada reaches both");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use = "it looks at entries only while it is iterated"]
    pub fn for_reader<'a>(
        &'a self,
        principal: impl Into<Principal>,
        query: HistoryQuery<'a>,
        directory: &'a Directory,
        now: DateTime<Utc>,
    ) -> impl DoubleEndedIterator<Item = ReaderEntry> + 'a {
        let known_from = self.members_known_from(directory.revision());
        let past = Past { entries: self.entries(), index: self.index() };
        let mut reach = Reach::new(&directory.state, principal.into(), whole(now), past, known_from);
        let query = Prepared::new(query);
        let mut sought = query.sought(self.index());
        sought.push(reach.sought(self.index()));
        let found = Positions::in_all(self.entries().len(), sought);
        found.filter_map(move |position| {
            let entry = self.entries().get(position).filter(|entry| query.matches(entry))?;
            reach.learn(entry);
            seen(&reach, entry).filter(|seen| query.matches_seen(seen))
        })
    }

    /// The first state of which it is known who was a member where, by that of the directory and all changes between the two. Where
    /// a change after the directory's is missing, that one tells nothing of what came later.
    fn members_known_from(&self, present: u64) -> u64 {
        let forgotten = self.forgotten().changes;
        if self.gaps_in(present.saturating_add(1)..=self.last_revision()).next().is_some() {
            return u64::MAX;
        }
        let missing = self.gaps_in(forgotten.saturating_add(1)..=present).last();
        missing.map_or(forgotten, |missing| *missing.end())
    }
}
