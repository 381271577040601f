use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::organization::{AccountId, Actor, ChangeId, Email, Invitation, Name, Phone, User, UserId};

use super::Directory;
use super::change::Change;
use super::command::Command;
use super::facts::Answer;
use super::rewrite::Rewrite;

/// What tells who a person was, and what stands in its place when it is erased from everything that is stored: log,
/// snapshots, history.
///
/// Ids, revisions, times, roles and everything else stay, so that the log still replays, and to the same answers. The
/// address becomes `erased-<id>@erased.invalid`, the name `Erased`, and a telephone number one of a country that there is not.
/// An address has one placeholder everywhere in the tree, since replay compares addresses. No mail reaches it, so nobody
/// proves to have it.
///
/// # The unit is the address
///
/// Whoever had the address in this tree is erased with it, also if two persons had it one after the other. An address that
/// a user has now, or that is invited now, is in use and stays, with the names of those who are users now;
/// [`kept`](Self::kept) lists such addresses. The same address in another tree is another's (rule C6): erase it there.
///
/// A person who is a user is not erased: delete the user first.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::{
///     AccountId, Actor, Assignment, Billing, Command, Directory, Erasure, ErasureError, Preset, Selection, Stamp, UserId,
/// };
/// # let id = uuid::Uuid::from_u128;
///
/// let (acme, ada, bob) = (AccountId::from(id(1)), UserId::from(id(2)), UserId::from(id(3)));
/// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// let (mut directory, mut log) = (Directory::new(), Vec::new());
/// # let open = Command::OpenAccount {
/// #     account: acme,
/// #     name: "Acme".parse()?,
/// #     billing: Billing::Prepaid,
/// #     features: Selection::EVERYTHING,
/// #     administrator: ada,
/// #     email: "ada@acme.example".parse()?,
/// #     administrator_name: "Ada".parse()?,
/// # };
/// let add = Command::AddUser {
///     user: bob,
///     account: acme,
///     email: "bob@acme.example".parse()?,
///     name: "Bob".parse()?,
///     assignment: Assignment::of(Preset::Sender),
///     phone: None,
///     on_behalf_of: None,
/// };
/// for (number, command) in [open, add].into_iter().enumerate() {
///     log.push(directory.execute(Actor::System, command, Stamp::new(now, id(100 + number as u128).into()))?);
/// }
/// assert_eq!(Erasure::of_user(bob, &directory, &log).unwrap_err(), ErasureError::StillUser(bob));
/// let (address, nowhere) = ("bob@acme.example".parse()?, AccountId::from(id(9)));
/// let refused = |root| Erasure::of_address(root, &address, &directory, &log).unwrap_err();
/// assert_eq!(refused(acme), ErasureError::AddressInUse);
/// assert_eq!(refused(nowhere), ErasureError::UnknownRoot(nowhere));
///
/// log.push(directory.execute(Actor::System, Command::DeleteUser { user: bob }, Stamp::new(now, id(102).into()))?);
/// let erasure = Erasure::of_user(bob, &directory, &log)?;
/// let log: Vec<_> = log.into_iter().map(|change| change.erasing(&erasure)).collect();
/// assert!(!format!("{log:?}").contains("bob@acme.example") && !format!("{log:?}").contains("Bob"));
/// assert!(Directory::replay(log)? == directory);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    root: AccountId,
    /// The changes of the tree, and its accounts.
    changes: BTreeSet<ChangeId>,
    accounts: BTreeSet<AccountId>,
    users: BTreeSet<UserId>,
    addresses: BTreeMap<Email, Email>,
    phones: BTreeMap<Phone, Phone>,
    kept: Vec<Email>,
}

/// The reason why somebody can't be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErasureError {
    /// The person is a user.
    #[error("user {0} is still there: delete the user first")]
    StillUser(UserId),
    /// The log does not say that there was such a user, or from where.
    #[error("the log does not tell of user {0} from the beginning of their tree")]
    UnknownUser(UserId),
    /// The account is none whose tree the log tells of: it is below another, or not there.
    #[error("the log tells of no root account {0}: name the root account of the tree with the address")]
    UnknownRoot(AccountId),
    /// The address is a user's, or is invited.
    #[error("the address is in use: delete its user, or revoke the invitations to it, first")]
    AddressInUse,
    /// The directory is not that of the log.
    #[error("the log ends at revision {log}, and the directory is at revision {directory}: bring both to the same")]
    Revision {
        /// The last revision in the log; 0 if it is empty.
        log: u64,
        /// The revision of the directory.
        directory: u64,
    },
}

impl ErasureError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StillUser(_) => "still_user",
            Self::UnknownUser(_) => "unknown_user",
            Self::UnknownRoot(_) => "unknown_root",
            Self::AddressInUse => "address_in_use",
            Self::Revision { .. } => "other_revision",
        }
    }
}

/// What a log says of the people of a tree.
#[derive(Default)]
struct Tree {
    changes: BTreeSet<ChangeId>,
    accounts: BTreeSet<AccountId>,
    /// Who had which address, in order.
    held: Vec<(UserId, Email)>,
    /// Every address in it.
    addresses: BTreeSet<Email>,
    /// Whose numbers there were, in order: users', and those proposed for whoever has an address.
    numbers: Vec<(Owner, Phone)>,
}

/// Whose a number is.
#[derive(Clone)]
enum Owner {
    User(UserId),
    Address(Email),
}

impl Erasure {
    /// Erases a user who was deleted, with every address that they ever had in the tree.
    ///
    /// The log must be complete from the opening of the tree on, and the directory be at its last revision.
    ///
    /// # Errors
    ///
    /// [`ErasureError::StillUser`] and [`ErasureError::UnknownUser`]; [`ErasureError::Revision`] if log and directory end at
    /// different revisions.
    pub fn of_user<'a>(
        user: UserId,
        directory: &Directory,
        log: impl IntoIterator<Item = &'a Change>,
    ) -> Result<Self, ErasureError> {
        if directory.user(user).is_some() {
            return Err(ErasureError::StillUser(user));
        }
        let had = |(_, tree): &(AccountId, Tree)| tree.held.iter().any(|(holder, _)| *holder == user);
        let (root, tree) = trees(directory, log)?.into_iter().find(had).ok_or(ErasureError::UnknownUser(user))?;
        let addresses = in_order(tree.held.iter().filter(|(holder, _)| *holder == user).map(|(_, email)| email));
        let in_use = |email: &&Email| is_in_use(directory, root, email);
        let kept = addresses.iter().copied().filter(in_use).cloned().collect();
        let placeholders = placeholders(
            &addresses,
            |number| Email::erased(user.uuid(), number),
            |email| tree.addresses.contains(email),
        );
        let erased = placeholders.filter(|(email, _)| !email.is_erased() && !in_use(email));
        let erased = erased.map(|(email, placeholder)| (email.clone(), placeholder)).collect();
        Ok(Self::new(root, directory, tree, Some(user), erased, kept))
    }

    /// Erases an address of the tree of a root account with whoever had it: also one that was invited, and never became a
    /// user's. The log and the directory are as for [`of_user`](Self::of_user).
    ///
    /// # Errors
    ///
    /// [`ErasureError::UnknownRoot`]; [`ErasureError::AddressInUse`] if a user has the address, or it is invited;
    /// [`ErasureError::Revision`] if log and directory end at different revisions.
    pub fn of_address<'a>(
        root: AccountId,
        address: &Email,
        directory: &Directory,
        log: impl IntoIterator<Item = &'a Change>,
    ) -> Result<Self, ErasureError> {
        let tree = trees(directory, log)?.into_iter().find(|(of, _)| *of == root);
        let (_, tree) = tree.ok_or(ErasureError::UnknownRoot(root))?;
        if is_in_use(directory, root, address) {
            return Err(ErasureError::AddressInUse);
        }
        let holder = tree.held.iter().find(|(_, email)| email == address).map(|(holder, _)| holder.uuid());
        let mut candidates = (1..=usize::MAX).map(|number| Email::erased(holder.unwrap_or(root.uuid()), number));
        let free = candidates.find(|email| !tree.addresses.contains(email));
        let erased = free.filter(|_| !address.is_erased()).map(|free| (address.clone(), free));
        Ok(Self::new(root, directory, tree, None, erased.into_iter().collect(), Vec::new()))
    }

    fn new(
        root: AccountId,
        directory: &Directory,
        tree: Tree,
        user: Option<UserId>,
        addresses: BTreeMap<Email, Email>,
        kept: Vec<Email>,
    ) -> Self {
        let holders = tree.held.iter().filter(|(_, email)| addresses.contains_key(email)).map(|(holder, _)| *holder);
        let users: BTreeSet<UserId> = holders.filter(|holder| directory.user(*holder).is_none()).chain(user).collect();
        let is_erased = |owner: &Owner| match owner {
            Owner::User(user) => users.contains(user),
            Owner::Address(email) => addresses.contains_key(email),
        };
        let numbers = in_order(tree.numbers.iter().filter(|(owner, _)| is_erased(owner)).map(|(_, phone)| phone));
        let phones = placeholders(&numbers, Phone::erased, |phone| numbers.contains(&phone));
        let phones =
            phones.filter(|(phone, _)| !phone.is_erased()).map(|(phone, other)| (phone.clone(), other)).collect();
        Self { root, changes: tree.changes, accounts: tree.accounts, users, addresses, phones, kept }
    }

    /// The addresses that it erases, each with its placeholder: for the tables that an application has of its own.
    pub fn addresses(&self) -> impl Iterator<Item = (&Email, &Email)> {
        self.addresses.iter()
    }

    /// The users whom it erases, in the order of their ids.
    pub fn users(&self) -> impl Iterator<Item = UserId> + '_ {
        self.users.iter().copied()
    }

    /// The addresses of the user that stay, since they are in use now. Erase them when they no longer are.
    #[must_use]
    pub fn kept(&self) -> &[Email] {
        &self.kept
    }

    pub(crate) fn is_of_tree(&self, change: ChangeId) -> bool {
        self.changes.contains(&change)
    }

    pub(crate) fn is_in_tree(&self, account: AccountId) -> bool {
        self.accounts.contains(&account)
    }

    pub(crate) fn erases(&self, user: UserId) -> bool {
        self.users.contains(&user)
    }

    pub(crate) fn erase_user(&self, user: &mut User) {
        if user.root == self.root {
            self.email(&mut user.email);
        }
        if self.erases(user.id) {
            user.name = Name::erased();
            self.number(user.phone.as_deref_mut());
        }
    }

    pub(crate) fn erase_invitation(&self, invitation: &mut Invitation) {
        if self.is_in_tree(invitation.account) {
            self.proposed(&invitation.email, &mut invitation.name, &mut invitation.phone);
            self.email(&mut invitation.email);
        }
    }

    /// Erases in a command of the tree, which this person gave.
    pub(crate) fn erase_command(&self, command: &mut Command, person: Option<UserId>) {
        command.rewrite(&Eraser { erasure: self, person });
    }

    fn email(&self, email: &mut Email) {
        if let Some(placeholder) = self.addresses.get(email) {
            *email = placeholder.clone();
        }
    }

    /// What is proposed for whoever has an address.
    fn proposed(&self, email: &Email, name: &mut Option<Name>, phone: &mut Option<Phone>) {
        if self.addresses.contains_key(email) {
            *name = name.as_ref().map(|_| Name::erased());
            self.number(phone.as_mut());
        }
    }

    fn number(&self, phone: Option<&mut Phone>) {
        if let Some((phone, placeholder)) = phone.and_then(|phone| self.phones.get(phone).map(|it| (phone, it))) {
            *phone = placeholder.clone();
        }
    }
}

impl Change {
    /// The same change without the persons of an erasure. See [`Erasure`].
    #[must_use]
    pub fn erasing(mut self, erasure: &Erasure) -> Self {
        if erasure.is_of_tree(self.id) {
            let person = if let Actor::User(user) = self.actor { Some(user) } else { None };
            erasure.erase_command(&mut self.command, person);
        }
        self
    }
}

struct Eraser<'a> {
    erasure: &'a Erasure,
    person: Option<UserId>,
}

impl Rewrite for Eraser<'_> {
    fn email(&self, email: &mut Email) {
        self.erasure.email(email);
    }

    fn person(&self, user: Option<UserId>, name: &mut Name) {
        if user.or(self.person).is_some_and(|user| self.erasure.erases(user)) {
            *name = Name::erased();
        }
    }

    fn phone(&self, user: Option<UserId>, phone: &mut Option<Phone>) {
        if user.or(self.person).is_some_and(|user| self.erasure.erases(user)) {
            self.erasure.number(phone.as_mut());
        }
    }

    fn proposed(&self, email: &Email, name: &mut Option<Name>, phone: &mut Option<Phone>) {
        self.erasure.proposed(email, name, phone);
    }
}

fn is_in_use(directory: &Directory, root: AccountId, email: &Email) -> bool {
    directory.user_by_email(root, email).is_some() || directory.invitations_to(root, email).next().is_some()
}

/// Each once, in the order of their first appearance.
fn in_order<'a, T: Ord + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}

/// To each item its placeholder: by its place, or the next that nothing has. So the same items get the same placeholders,
/// whatever was erased of them before.
fn placeholders<'a, T>(
    items: &[&'a T],
    make: impl Fn(usize) -> T,
    is_taken: impl Fn(&T) -> bool,
) -> impl Iterator<Item = (&'a T, T)> {
    let mut next = 0;
    items.iter().filter_map(move |item| {
        let placeholder =
            (next + 1..=usize::MAX).map(|number| (number, make(number))).find(|(_, made)| !is_taken(made));
        let (number, placeholder) = placeholder?;
        next = number;
        Some((*item, placeholder))
    })
}

/// The trees of a log, by their root accounts.
fn trees<'a>(
    directory: &Directory,
    log: impl IntoIterator<Item = &'a Change>,
) -> Result<BTreeMap<AccountId, Tree>, ErasureError> {
    let (mut roots, mut trees, mut last) = (BTreeMap::<ChangeId, AccountId>::new(), BTreeMap::<_, Tree>::new(), 0);
    for change in log {
        last = change.revision;
        let facts = change.command.facts();
        let opened = facts.account.filter(|_| facts.opens_tree);
        let Some(root) = change.previous.map_or(opened, |previous| roots.get(&previous).copied()) else { continue };
        roots.insert(change.id, root);
        trees.entry(root).or_default().note(change);
    }
    let directory = directory.revision();
    if last == directory { Ok(trees) } else { Err(ErasureError::Revision { log: last, directory }) }
}

impl Tree {
    fn note(&mut self, change: &Change) {
        let facts = change.command.facts();
        self.changes.insert(change.id);
        self.accounts.extend(facts.account);
        let address = facts.address.map(|address| address.email().clone());
        self.addresses.extend(address.clone());
        let person = if let Actor::User(user) = change.actor { Some(user) } else { None };
        let holder = match facts.answer {
            Some(Answer::Accepts) => person,
            Some(Answer::Declines) => None,
            None => facts.user,
        };
        self.held.extend(holder.zip(address));
        let numbers = Numbers { person, found: RefCell::default() };
        change.command.clone().rewrite(&numbers);
        self.numbers.append(&mut numbers.found.into_inner());
    }
}

/// Collects the telephone numbers in a command, which this person gave, and replaces nothing.
struct Numbers {
    person: Option<UserId>,
    found: RefCell<Vec<(Owner, Phone)>>,
}

impl Rewrite for Numbers {
    fn phone(&self, user: Option<UserId>, phone: &mut Option<Phone>) {
        let owner = user.or(self.person).map(Owner::User);
        self.found.borrow_mut().extend(owner.zip(phone.clone()));
    }

    fn proposed(&self, email: &Email, _: &mut Option<Name>, phone: &mut Option<Phone>) {
        let number = phone.clone().map(|phone| (Owner::Address(email.clone()), phone));
        self.found.borrow_mut().extend(number);
    }
}
