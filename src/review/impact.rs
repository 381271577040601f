use core::fmt;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::{Change, CommitError, Directory, Thing};
use crate::organization::{AccountId, ApiKeyId, InvitationId, Principal, UserId};
use crate::permission::{CustomNames, Grants};
use crate::state::{NOT_PROFILE, PartOf, State};

use told::Told;

mod told;

/// What a change will do, before it is made: which people and keys of accounts can do what more or less, where and how long, and
/// which API keys and invitations end by it. See [`Directory::impact`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    accesses: Vec<AccessChange>,
    ended_keys: BTreeSet<ApiKeyId>,
    ended_invitations: BTreeSet<InvitationId>,
}

/// What a principal can do more and less in an account for some time, once a change is made.
///
/// It compares what the account makes available to the principal ([`Directory::what_can`]), at every instant from the time of the
/// change on. One's own details are left out: nobody gives or takes them (rule G3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessChange {
    /// A user, or a key of an account. Keys of persons are left out: they can do at most what their owners can (rule G5).
    pub principal: Principal,
    /// The account.
    pub account: AccountId,
    /// The instant from which it is so.
    pub from: DateTime<Utc>,
    /// The instant until which it is so, exclusive; `None` for ever.
    pub until: Option<DateTime<Utc>>,
    /// What the principal could do without the change.
    pub before: Grants,
    /// What the principal can do with it.
    pub after: Grants,
}

impl AccessChange {
    /// What the principal can do, and could not without the change: each permission that has a wider scope, at all its scopes.
    pub const fn gained(&self) -> Grants {
        self.after.beyond(&self.before)
    }

    /// What the principal can't do any more, and could without the change: each permission that has a narrower scope or none, at
    /// all the scopes that it had.
    pub const fn lost(&self) -> Grants {
        self.before.beyond(&self.after)
    }
}

impl Impact {
    /// Who gains and loses what: users, then keys of accounts, each by account, then time; nothing where nothing changes.
    #[must_use]
    pub fn accesses(&self) -> &[AccessChange] {
        &self.accesses
    }

    /// The users who gain or lose something, each once.
    pub fn users(&self) -> impl Iterator<Item = UserId> {
        let user = |access: &AccessChange| match access.principal {
            Principal::User(user) => Some(user),
            Principal::ApiKey(_) => None,
        };
        self.accesses.iter().filter_map(user).collect::<BTreeSet<_>>().into_iter()
    }

    /// The API keys that are revoked by it.
    pub fn ended_keys(&self) -> impl Iterator<Item = ApiKeyId> + '_ {
        self.ended_keys.iter().copied()
    }

    /// The invitations that end by it, one that it accepts included.
    pub fn ended_invitations(&self) -> impl Iterator<Item = InvitationId> + '_ {
        self.ended_invitations.iter().copied()
    }

    /// Whether nobody gains or loses anything, and nothing ends.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.accesses.is_empty() && self.ended_keys.is_empty() && self.ended_invitations.is_empty()
    }

    /// The impact for people, with the names that a directory has: a line for all who gain and lose the same in the same
    /// account and for the same time, and a line for each API key and invitation that ends. A long list is cut: `and 12 more`.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let change = directory.plan(ada, &Command::SuspendAccount { account: shop }, stamp(&directory, now)).unwrap();
    /// let told = directory.impact(&change).unwrap().display(&directory).to_string();
    /// assert!(told.starts_with(
    ///     "“Ada” in “Shop”, from 2026-11-22 09:00 UTC: lose sms.edit, sms.send, sms.launch, voice.edit, voice.send, \
    ///      voice.launch, email.edit, email.send and 90 more",
    /// ), "{told}");
    /// ```
    #[must_use]
    pub fn display<'a>(&'a self, directory: &'a Directory) -> impl fmt::Display + 'a {
        self.display_with(directory, &CustomNames::NONE)
    }

    /// The lines of [`display`](Self::display), with the application's names for its own permissions.
    #[must_use]
    pub fn display_with<'a>(&'a self, directory: &'a Directory, names: &'a CustomNames<'a>) -> impl fmt::Display + 'a {
        Told { impact: self, directory, permission_names: names }
    }
}

/// # Before a change
impl Directory {
    /// What a change would do, asked before it is committed: to show it to whoever is about to give the command.
    ///
    /// It tells what is held, not who can act as whom: passwords and secrets of keys are the application's. So of a reset of a key
    /// of an account it tells nothing, although the old secret is worth nothing then and whoever resets it gets another. Of a
    /// password reset, and of a new address or number, it tells the keys and invitations that end.
    ///
    /// It takes time in proportion to the users, memberships and accounts whose rights the change touches, and not to the
    /// whole directory.
    ///
    /// # Errors
    ///
    /// Those of [`commit`](Self::commit): the change does not fit.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// // Bob becomes a Template user: he no longer launches campaigns, and Ada is asked before it is done.
    /// let assign = Command::Assign {
    ///     user: bob, account: acme, assignment: Assignment::of(Preset::Template), replaces: None,
    /// };
    /// let change = directory.plan(ada, &assign, stamp(&directory, now)).unwrap();
    /// let impact = directory.impact(&change).unwrap();
    /// assert!(impact.users().eq([bob]));
    /// assert!(impact.accesses()[0].lost().allows(Permission::SmsLaunch, Scope::Account));
    /// assert!(impact.accesses()[0].gained().allows(Permission::InboxView, Scope::Account));
    /// assert_eq!(impact.accesses()[0].until, None);
    /// ```
    pub fn impact(&self, change: &Change) -> Result<Impact, CommitError> {
        self.check(change)?;
        let before = self.state.part(&touched(&self.state, change));
        let mut after = before.clone();
        change.apply_to(&mut after);
        let comparison = Comparison { before: &before, after: &after, at: change.at() };
        Ok(Impact {
            accesses: comparison.accesses(),
            ended_keys: before.keys().map(|key| key.id).filter(|key| after.key(*key).is_none()).collect(),
            ended_invitations: {
                let ids = before.invitations().map(|invitation| invitation.id);
                ids.filter(|id| after.invitation(*id).is_none()).collect()
            },
        })
    }
}

/// What a change may touch: whatever it says it does, those whose rights there are, and the accounts below.
fn touched(state: &State, change: &Change) -> PartOf {
    let touched = change.command().touches(state, change.actor(), change.at());
    let mut part = PartOf::default();
    part.users.extend(touched.whom.iter().copied().chain(state.user_behind(change.actor())));
    let mut places: BTreeSet<AccountId> = touched.account.into_iter().collect();
    for thing in &touched.things {
        match *thing {
            Thing::Account(account) => {
                places.insert(account);
                let reached = change.command().facts().parent.unwrap_or(account);
                part.users.extend(reaching(state, reached));
                part.keys.extend(keys_reaching(state, reached));
            }
            Thing::User(user) => {
                part.users.insert(user);
                places.extend(state.memberships_of(user).map(|membership| membership.account));
            }
            Thing::Membership(user, account) => {
                part.users.insert(user);
                places.insert(account);
            }
            Thing::Role(role) => {
                for holder in state.holders(role) {
                    part.users.insert(holder.user);
                    places.insert(holder.account);
                }
            }
            Thing::Invitation(invitation) => {
                part.invitations.insert(invitation);
            }
            Thing::ApiKey(key) => {
                part.keys.insert(key);
            }
        }
    }
    let facts = change.command().facts();
    places.extend(facts.parent.or(facts.invitation.and_then(|id| Some(state.invitation(id)?.account))));
    part.invitations.extend(facts.invitation);
    let below = places.iter().flat_map(|account| state.subtree(*account)).map(|entry| entry.account.id);
    part.accounts.extend(below);
    part
}

/// The users with a membership that reaches an account or one below it.
fn reaching(state: &State, account: AccountId) -> BTreeSet<UserId> {
    let below = state.subtree(account).into_iter().flat_map(|entry| state.members(entry.account.id));
    let above = state.account(account).into_iter().flat_map(|entry| entry.ancestors.iter().copied());
    let above = above.flat_map(|account| state.members(account).map(move |user| (user, account)));
    let from_above = above.filter(|(user, account)| {
        state.membership(*user, *account).is_some_and(|membership| membership.grants.reaches_down())
    });
    below.chain(from_above.map(|(user, _)| user)).collect()
}

/// The keys of accounts that reach an account or one below it.
fn keys_reaching(state: &State, account: AccountId) -> BTreeSet<ApiKeyId> {
    let below = state.subtree(account).into_iter().flat_map(|entry| state.account_keys_at(entry.account.id));
    let above = state.account(account).into_iter().flat_map(|entry| entry.ancestors.iter().copied());
    let above = above.flat_map(|account| state.account_keys_at(account)).filter(|key| key.subtree);
    below.chain(above).map(|key| key.id).collect()
}

/// A part of the state before a change and after it.
struct Comparison<'a> {
    before: &'a State,
    after: &'a State,
    at: DateTime<Utc>,
}

impl Comparison<'_> {
    fn accesses(&self) -> Vec<AccessChange> {
        let sides = || [self.before, self.after].into_iter();
        let users = sides().flat_map(State::users).map(|user| Principal::User(user.id));
        let keys = sides().flat_map(State::keys).filter(|key| key.owner().is_none());
        let principals: BTreeSet<Principal> = users.chain(keys.map(|key| Principal::ApiKey(key.id))).collect();
        let of = |principal| self.places(principal).into_iter().flat_map(move |place| self.of(principal, place));
        principals.into_iter().flat_map(of).collect()
    }

    /// The accounts where a principal's rights may differ: those of the memberships or of the key, and below where one
    /// reaches.
    fn places(&self, principal: Principal) -> BTreeSet<AccountId> {
        let mut places = BTreeSet::new();
        for state in [self.before, self.after] {
            let (user, key) = match principal {
                Principal::User(user) => (Some(user), None),
                Principal::ApiKey(key) => (None, state.key(key)),
            };
            if let Some(key) = key {
                let below = state.subtree(key.account).into_iter().filter(|entry| entry.has_key(key));
                places.extend(below.map(|entry| entry.account.id));
            }
            for membership in user.into_iter().flat_map(|user| state.memberships_of(user)) {
                places.insert(membership.account);
                if membership.grants.reaches_down() {
                    places.extend(state.subtree(membership.account).iter().map(|entry| entry.account.id));
                }
            }
        }
        places
    }

    /// What differs for a principal in an account, one time after the other.
    fn of(&self, principal: Principal, account: AccountId) -> Vec<AccessChange> {
        let ends = [self.before, self.after].map(|state| boundaries(state, principal, account));
        let instants: BTreeSet<DateTime<Utc>> =
            ends.into_iter().flatten().filter(|instant| self.at < *instant).chain([self.at]).collect();
        let mut changes: Vec<AccessChange> = Vec::new();
        let mut instants = instants.into_iter().peekable();
        while let Some(from) = instants.next() {
            let until = instants.peek().copied();
            let (before, after) = [self.before, self.after].map(|state| held(state, principal, account, from)).into();
            if before == after {
                continue;
            }
            match changes.last_mut() {
                Some(change) if change.until == Some(from) && (change.before, change.after) == (before, after) => {
                    change.until = until;
                }
                Some(_) | None => changes.push(AccessChange { principal, account, from, until, before, after }),
            }
        }
        changes
    }
}

/// When a principal's rights in an account begin or end.
fn boundaries(state: &State, principal: Principal, account: AccountId) -> Vec<DateTime<Utc>> {
    let Some((subject, entry)) = state.subject(principal).zip(state.account(account)) else { return Vec::new() };
    let effective = state.effective(subject, entry);
    let assignments = effective.sources().iter().map(|source| source.membership.assignment);
    let terms = assignments.flat_map(|assignment| [assignment.starts(), assignment.ends()]);
    terms.chain([subject.ends()]).flatten().collect()
}

/// What a principal can do in an account at an instant, but for one's own details.
fn held(state: &State, principal: Principal, account: AccountId, at: DateTime<Utc>) -> Grants {
    let Some((subject, entry)) = state.subject(principal).zip(state.account(account)) else { return Grants::NONE };
    if !subject.may_act(at) {
        return Grants::NONE;
    }
    state.effective(subject, entry).at(at).within(entry.ceiling() & NOT_PROFILE)
}
