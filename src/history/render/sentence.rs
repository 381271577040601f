//! Entries as sentences for people.

use core::fmt::{self, Display, Formatter};

use crate::directory::Command;
use crate::organization::UserId;
use crate::permission::{CustomNames, PermissionSet};

use super::entry::{Deed, HistoryEntry};
use super::record::{Difference, Record};
use super::words::{Details, Given, Instant, Listed, Quoted, The, as_account, as_invitation, as_user, billing_word};

impl HistoryEntry {
    /// The sentence without the ids of what has a name.
    #[must_use]
    pub fn brief(&self) -> impl Display + '_ {
        self.brief_with(&CustomNames::NONE)
    }

    /// The sentence without the ids of what has a name, with the application's names for its own permissions.
    ///
    /// ```
    /// # use chrono::{TimeZone, Utc};
    /// # use sendright::history::History;
    /// # use sendright::{
    /// #     AccountId, Actor, Billing, Command, CustomNames, Directory, Permission, PermissionSet, Request, UserId,
    /// # };
    /// # let id = uuid::Uuid::from_u128;
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// # let (mut directory, mut history) = (Directory::new(), History::new());
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: PermissionSet::ALL,
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
        Sentence { entry: self, ids: false, names }
    }

    /// The sentence with every id, as [`Display`] gives it, with the application's names for its own permissions.
    #[must_use]
    pub fn display<'a>(&'a self, names: &'a CustomNames<'a>) -> impl Display + 'a {
        Sentence { entry: self, ids: true, names }
    }
}

/// The sentence, with every id.
impl Display for HistoryEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.display(&CustomNames::NONE).fmt(f)
    }
}

#[derive(Clone, Copy)]
pub(super) struct Sentence<'a> {
    pub(super) entry: &'a HistoryEntry,
    pub(super) ids: bool,
    pub(super) names: &'a CustomNames<'a>,
}

impl Display for Sentence<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ", Instant(self.entry.at), self.actor(self.entry.actor))?;
        match &self.entry.deed {
            Deed::Change { command, differences } => {
                self.command(f, command)?;
                self.consequences(f, command, differences)
            }
            Deed::Action { required, .. } => self.action(f, *required),
        }
    }
}

impl<'a> Sentence<'a> {
    fn action(&self, f: &mut Formatter<'_>, required: PermissionSet) -> fmt::Result {
        let Deed::Action { owner, shared_from, about, noted_at, .. } = &self.entry.deed else { return Ok(()) };
        write!(f, "used {} in {}", self.names.display(required), self.place())?;
        match owner {
            Some(owner) if Some(*owner) == self.entry.user => f.write_str(" on their own data")?,
            Some(owner) => write!(f, " on the data of {}", self.user(*owner))?,
            None => {}
        }
        if let Some(ancestor) = shared_from {
            write!(f, ", shared from {}", self.account(*ancestor))?;
        }
        if let Some(about) = about {
            write!(f, ": {}", Quoted(about))?;
        }
        let allowed = self.entry.revision;
        if allowed <= *noted_at {
            return Ok(());
        }
        write!(f, "; allowed at revision {allowed}, and noted by a directory at revision {noted_at}")
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each kind of command, as in the table of commands")]
    fn command(&self, f: &mut Formatter<'_>, command: &'a Command) -> fmt::Result {
        let place = self.place();
        match command {
            Command::OpenAccount { billing, administrator, email, .. } => {
                let who = self.user(*administrator);
                write!(f, "opened {place}, {}, with {who} <{email}> as its administrator", billing_word(*billing))
            }
            Command::OpenSubaccount { parent, .. } => write!(f, "opened {place} under {}", self.account(*parent)),
            Command::RenameAccount { name, .. } => write!(f, "renamed {place}: is {}", Quoted(name)),
            Command::SuspendAccount { .. } => write!(f, "suspended {place}"),
            Command::ResumeAccount { .. } => {
                write!(f, "resumed {place}")?;
                self.still_suspended(f)
            }
            Command::CloseAccount { .. } => write!(f, "closed {place} for good"),
            Command::SetBilling { .. } => {
                write!(f, "set how {place} pays")?;
                self.was_is(f, |record| as_account(record).map(|account| billing_word(account.billing)))
            }
            Command::SetFeatures { features, .. } => {
                write!(f, "set what {place} includes")?;
                let before = self.before().and_then(as_account).map_or(*features, |account| account.features);
                self.gained_lost(f, *features - before, before - *features)
            }
            Command::SetEmailPolicy { policy, .. } => {
                write!(f, "set which addresses may enter {place}")?;
                self.set_policy(f, policy)
            }
            Command::Invite { email, assignment, expires, .. } => {
                let what = self.assignment(assignment);
                write!(f, "invited {email} to {place}: as {what}, open until {}", Instant(*expires))
            }
            Command::AcceptInvitation { invitation, email, .. } => {
                write!(f, "accepted the invitation of {email} to {place}")?;
                let accepted = self.records().filter_map(as_invitation).find(|accepted| accepted.id == *invitation);
                accepted.map_or(Ok(()), |accepted| write!(f, ", for which {} vouches", self.voucher(accepted)))?;
                self.was_is(f, |record| self.membership(record))
            }
            Command::DeclineInvitation { email, .. } => write!(f, "declined the invitation of {email} to {place}"),
            Command::RevokeInvitation { .. } => write!(f, "took back the invitation of {} to {place}", self.invited()),
            Command::RenewInvitation { invitation, .. } => self.renewed(f, *invitation),
            Command::AddUser { user, .. } => {
                write!(f, "added {} to {place}", self.user(*user))?;
                self.was_is(f, |record| self.membership(record))
            }
            Command::Assign { user, .. } => {
                write!(f, "changed what {} is in {place}", self.user(*user))?;
                self.was_is(f, |record| self.membership(record))
            }
            Command::Leave { .. } => {
                write!(f, "left {place}")?;
                self.was(f, |record| self.membership(record))
            }
            Command::RemoveMember { user, .. } => {
                write!(f, "removed {} from {place}", self.user(*user))?;
                self.was(f, |record| self.membership(record))
            }
            Command::EditUser { user, .. } => {
                self.own_or_of(f, "edited", "details", *user)?;
                self.was_is(f, |record| as_user(record).map(|user| Details(&user.name, user.phone.as_ref())))
            }
            Command::ChangeEmail { user, .. } => {
                self.own_or_of(f, "changed", "address", *user)?;
                self.was_is(f, |record| as_user(record).map(|user| &user.email))
            }
            Command::ResetPassword { user } => self.own_or_of(f, "reset", "password", *user),
            Command::DeactivateUser { user } => write!(f, "deactivated {}", self.user_or_self(*user)),
            Command::ReactivateUser { user } => write!(f, "reactivated {}", self.user_or_self(*user)),
            Command::DeleteUser { user } => self.deleted(f, *user),
            Command::DefineRole { role, grants, .. } => {
                write!(f, "defined {} in {place}: gives {}", The(self.role(*role)), Given(*grants, self.names))
            }
            Command::ChangeRole { role, name, grants } => self.changed_role(f, *role, name, *grants),
            Command::DeleteRole { role } => write!(f, "deleted {} of {place}", The(self.role(*role))),
            Command::CreateApiKey { key, cap, subtree, until, .. } => {
                write!(f, "made {} in {place}: for {}", The(self.key(*key)), Listed(*cap, self.names))?;
                f.write_str(if *subtree { ", also below" } else { "" })?;
                until.map_or(Ok(()), |until| write!(f, ", until {}", Instant(until)))
            }
            Command::ChangeApiKey { key, .. } => {
                write!(f, "changed {}{} in {place}", The(self.key(*key)), self.of_owner())?;
                self.changed_key(f)
            }
            Command::RevokeApiKey { key } => {
                write!(f, "revoked {}{} in {place}", The(self.key(*key)), self.of_owner())
            }
        }
    }

    /// `edited their own details`, `edited the details of somebody`.
    fn own_or_of(&self, f: &mut Formatter<'_>, did: &str, what: &str, user: UserId) -> fmt::Result {
        if self.is_actor(user) {
            write!(f, "{did} their own {what}")
        } else {
            write!(f, "{did} the {what} of {}", self.user(user))
        }
    }

    /// `: was this, is that` of the first difference that has what is told.
    pub(super) fn was_is<T: Display>(
        &self,
        f: &mut Formatter<'_>,
        told: impl Fn(&'a Record) -> Option<T>,
    ) -> fmt::Result {
        for difference in self.entry.differences() {
            return match (difference.before().and_then(&told), difference.after().and_then(&told)) {
                (Some(was), Some(is)) => write!(f, ": was {was}, is {is}"),
                (None, Some(is)) => write!(f, ": is {is}"),
                (Some(was), None) => write!(f, ": was {was}"),
                (None, None) => continue,
            };
        }
        f.write_str(": as it was")
    }

    fn was<T: Display>(&self, f: &mut Formatter<'_>, told: impl Fn(&'a Record) -> Option<T>) -> fmt::Result {
        self.records().find_map(told).map_or(Ok(()), |was| write!(f, ": was {was}"))
    }

    /// The records before it.
    pub(super) fn records(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.entry.differences().iter().filter_map(Difference::before)
    }

    pub(super) fn before(&self) -> Option<&'a Record> {
        self.records().next()
    }
}
