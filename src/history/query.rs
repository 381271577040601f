use core::borrow::Borrow;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::instant::whole;
use crate::organization::{AccountId, Email, UserId};

use super::entry::HistoryEntry;
use super::event::EventKind;
use super::index::{Index, Sought, Term, Window};
use super::reader::ReaderEntry;

/// Conditions that select entries of a [`History`](crate::history::History). An entry matches if it meets all of them;
/// without any condition, every entry matches.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::history::{EventKind, History, HistoryQuery};
/// use sendright::{Permission, UserId};
///
/// let bob = UserId::from(uuid::Uuid::from_u128(2));
/// let november = Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap();
/// let december = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).unwrap();
///
/// // What did Bob launch in November, himself or with an API key?
/// let query = HistoryQuery::new().by(bob).kind(Permission::SmsLaunch).from(november).until(december);
/// assert_eq!(History::new().find(query).count(), 0);
///
/// // Who changed Bob's roles?
/// let query = HistoryQuery::new().affecting(bob).kind("assign".parse::<EventKind>()?);
/// assert_eq!(History::new().find(query).count(), 0);
/// # Ok::<(), sendright::history::UnknownEventKind>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a query finds nothing by itself: pass it to `History::find`"]
pub struct HistoryQuery<'a> {
    by: Option<UserId>,
    affecting: Option<UserId>,
    involving: Option<UserId>,
    address: Option<&'a Email>,
    account: Option<AccountId>,
    accounts: Option<&'a [AccountId]>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    kind: Option<EventKind>,
}

impl<'a> HistoryQuery<'a> {
    /// A query without conditions, which matches every entry.
    pub const fn new() -> Self {
        Self {
            by: None,
            affecting: None,
            involving: None,
            address: None,
            account: None,
            accounts: None,
            from: None,
            until: None,
            kind: None,
        }
    }

    /// Only entries of what this user did, also with an API key ([`HistoryEntry::user`]).
    pub const fn by(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    /// Only entries that affected this user ([`HistoryEntry::affected_users`]), whoever acted.
    ///
    /// Changes of a whole account are not among them; query by [`account`](Self::account) for those. Nor is what happened
    /// before the user existed, such as the invitation; query by [`address`](Self::address) for that.
    pub const fn affecting(self, user: UserId) -> Self {
        Self { affecting: Some(user), ..self }
    }

    /// Only entries of what this user did, or that affected this user.
    pub const fn involving(self, user: UserId) -> Self {
        Self { involving: Some(user), ..self }
    }

    /// Only entries that contain this email address ([`HistoryEntry::addresses`]): entries about invitations to it, also
    /// from before a user had it, and entries of commands that name it or changed the user who had it. For everything
    /// else that affected that user, query by [`affecting`](Self::affecting).
    ///
    #[cfg_attr(feature = "generate", doc = "```")]
    #[cfg_attr(not(feature = "generate"), doc = "```ignore")]
    /// use chrono::{Duration, TimeZone, Utc};
    /// use sendright::history::{History, HistoryQuery};
    /// # use sendright::{Billing, Selection};
    /// use sendright::{AccountId, Actor, Assignment, Command, Directory, Email, Preset, UserId};
    /// # let id = uuid::Uuid::from_u128;
    ///
    /// let (acme, ada, bob) = (AccountId::from(id(1)), UserId::from(id(2)), UserId::from(id(3)));
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
    /// # directory.execute(Actor::System, open, now)?;
    /// let email: Email = "bob@acme.example".parse()?;
    /// let invitation = id(4).into();
    /// let assignment = Assignment::of(Preset::Basic);
    /// let expires = now + Duration::days(7);
    /// let (name, phone) = (None, None);
    /// let invite = Command::Invite { invitation, account: acme, email: email.clone(), name, phone, assignment, expires };
    /// let accept = Command::AcceptInvitation { invitation, email: email.clone(), name: "Bob".parse()?, phone: None };
    /// for (actor, command) in [(ada, invite), (bob, accept)] {
    ///     let change = directory.plan(actor, &command, now)?;
    ///     history.commit(&mut directory, change)?;
    /// }
    ///
    /// assert_eq!(history.find(HistoryQuery::new().affecting(bob)).count(), 1, "Bob was not yet a user when he was invited");
    /// assert_eq!(history.find(HistoryQuery::new().address(&email)).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn address(self, address: &'a Email) -> Self {
        Self { address: Some(address), ..self }
    }

    /// Only entries that affected this account ([`HistoryEntry::affected_accounts`]).
    pub const fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// Only entries that affected at least one of these accounts; for an empty list, none.
    ///
    /// Pass an account with all accounts below it ([`Directory::subtree`](crate::Directory::subtree)), or with all
    /// accounts above it ([`Directory::ancestors`](crate::Directory::ancestors)), whose memberships and policies can
    /// reach down to it.
    ///
    /// ```
    /// use sendright::history::{History, HistoryQuery};
    /// use sendright::{AccountId, Directory};
    ///
    /// # let (directory, history) = (Directory::new(), History::new());
    /// # let sales = AccountId::from(uuid::Uuid::from_u128(2));
    /// let below: Vec<AccountId> = directory.subtree(sales).map(|account| account.id()).collect();
    /// assert_eq!(history.find(HistoryQuery::new().accounts(&below)).count(), 0);
    /// ```
    pub const fn accounts(self, accounts: &'a [AccountId]) -> Self {
        Self { accounts: Some(accounts), ..self }
    }

    /// Only entries of what was done at this instant or later.
    pub const fn from(self, from: DateTime<Utc>) -> Self {
        Self { from: Some(from), ..self }
    }

    /// Only entries of what was done before this instant.
    pub const fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(until), ..self }
    }

    /// Only entries of this kind: one kind of command, or the actions that required a permission.
    pub fn kind(self, kind: impl Into<EventKind>) -> Self {
        Self { kind: Some(kind.into()), ..self }
    }

    /// Those of some entries that match, wherever they come from, for instance from the rows of a database: one after the other,
    /// owned or borrowed. It looks at each of them; [`History::find`](crate::history::History::find) has an index.
    ///
    /// ```
    /// use sendright::history::{HistoryEntry, HistoryQuery};
    /// use sendright::UserId;
    ///
    /// # let rows: Vec<HistoryEntry> = Vec::new();
    /// let bob = UserId::from(uuid::Uuid::from_u128(2));
    /// let first: Vec<HistoryEntry> = HistoryQuery::new().involving(bob).select(rows).take(50).collect();
    /// assert!(first.is_empty(), "no rows, no entries");
    /// ```
    #[must_use = "it looks at entries only while it is iterated"]
    pub fn select<E: Borrow<HistoryEntry>>(self, entries: impl IntoIterator<Item = E>) -> impl Iterator<Item = E> {
        let query = Prepared::new(self);
        entries.into_iter().filter(move |entry| query.matches(entry.borrow()))
    }

    /// Whether an entry meets all conditions. To ask many entries, [`select`](Self::select) and
    /// [`find`](crate::history::History::find) are faster.
    #[must_use]
    pub fn matches(&self, entry: &HistoryEntry) -> bool {
        let asks_any = |accounts: &[AccountId]| accounts.iter().any(|account| entry.affects_account(*account));
        self.meets_all_but_accounts(entry) && self.accounts.is_none_or(asks_any)
    }

    fn meets_all_but_accounts(&self, entry: &HistoryEntry) -> bool {
        let acted = |user| entry.user == Some(user);
        let affected = |user| entry.affected_users.contains(&user);
        self.by.is_none_or(acted)
            && self.affecting.is_none_or(affected)
            && self.involving.is_none_or(|user| acted(user) || affected(user))
            && self.from.is_none_or(|from| whole(from) <= entry.at)
            && self.until.is_none_or(|until| entry.at < whole(until))
            && self.kind.is_none_or(|kind| kind.includes(&entry.event))
            && self.account.is_none_or(|account| entry.affects_account(account))
            && self.address.is_none_or(|address| entry.every_address().any(|contained| contained == address))
    }
}

/// A query to be asked of many entries: each costs no more than the accounts that it affects, however many are asked for
/// (rule I9).
pub(super) struct Prepared<'a> {
    query: HistoryQuery<'a>,
    accounts: Option<BTreeSet<AccountId>>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(query: HistoryQuery<'a>) -> Self {
        Self { query, accounts: query.accounts.map(|accounts| accounts.iter().copied().collect()) }
    }

    /// What an index finds by each of the conditions: no entry that matches is missing.
    pub(super) fn sought<'i>(&self, index: &'i Index) -> Vec<Sought<'i>> {
        let HistoryQuery { by, affecting, involving, address, account, accounts: _, from, until, kind } = self.query;
        let terms = [
            by.map(Term::By),
            affecting.map(Term::Affected),
            address.map(Term::Address),
            account.map(Term::Account),
            kind.map(Term::Kind),
        ];
        let mut sought: Vec<Sought<'i>> =
            terms.into_iter().flatten().map(|term| Sought::List(index.positions_of(term))).collect();
        sought.extend(
            involving
                .map(|user| Sought::any([Term::By(user), Term::Affected(user)].map(|term| index.positions_of(term)))),
        );
        sought.extend(
            self.accounts.as_ref().map(|accounts| {
                Sought::any(accounts.iter().map(|account| index.positions_of(Term::Account(*account))))
            }),
        );
        if from.is_some() || until.is_some() {
            let window = Window::between(from.map(whole), until.map(whole));
            sought.push(Sought::During(index.times(), window));
        }
        sought
    }

    pub(super) fn matches(&self, entry: &HistoryEntry) -> bool {
        self.query.meets_all_but_accounts(entry) && self.asks_for_any(&entry.affected_accounts)
    }

    /// Whether what a reader sees of an entry that [matches](Self::matches) meets the conditions too.
    pub(super) fn matches_seen(&self, seen: &ReaderEntry) -> bool {
        let query = &self.query;
        let acted = |user| seen.user == Some(user);
        let affected = |user| seen.users.contains(&user);
        query.by.is_none_or(acted)
            && query.affecting.is_none_or(affected)
            && query.involving.is_none_or(|user| acted(user) || affected(user))
            && query.account.is_none_or(|account| seen.accounts.contains(&account))
            && query.address.is_none_or(|address| seen.addresses().any(|contained| contained == address))
            && self.asks_for_any(&seen.accounts)
    }

    /// Looks the smaller of the two up in the larger.
    fn asks_for_any(&self, affected: &BTreeSet<AccountId>) -> bool {
        self.accounts.as_ref().is_none_or(|asked| !asked.is_disjoint(affected))
    }
}
