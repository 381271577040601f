//! Entries as sentences for people.

use core::fmt::{self, Display, Formatter};

use crate::directory::Command;
use crate::organization::{AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Invitation, Name, RoleId, UserId};
use crate::permission::Grants;

use super::entry::{Deed, HistoryEntry};
use super::record::{Difference, Record};
use super::words::{
    Assigned, Called, Details, Given, Instant, Listed, MOST, Of, Open, RoleWord, Until, Who, as_account, as_invitation,
    as_key, as_role, as_user, billing_word, more, policy_words,
};

impl HistoryEntry {
    /// The sentence without the ids of what has a name.
    #[must_use]
    pub fn brief(&self) -> impl Display + '_ {
        Sentence { entry: self, ids: false }
    }
}

/// The sentence, with every id.
impl Display for HistoryEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Sentence { entry: self, ids: true }.fmt(f)
    }
}

#[derive(Clone, Copy)]
struct Sentence<'a> {
    entry: &'a HistoryEntry,
    ids: bool,
}

impl Display for Sentence<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ", Instant(self.entry.at), self.actor(self.entry.actor))?;
        match &self.entry.deed {
            Deed::Change { command, differences } => {
                self.command(f, command)?;
                self.consequences(f, command, differences)
            }
            Deed::Action { required, owner, shared_from, about, .. } => {
                write!(f, "used {required} in {}", self.place())?;
                match owner {
                    Some(owner) if Some(*owner) == self.entry.user => f.write_str(" on their own data")?,
                    Some(owner) => write!(f, " on the data of {}", self.user(*owner))?,
                    None => {}
                }
                if let Some(ancestor) = shared_from {
                    write!(f, ", shared from {}", self.account(*ancestor))?;
                }
                about.as_ref().map_or(Ok(()), |about| write!(f, ": {about}"))
            }
        }
    }
}

impl<'a> Sentence<'a> {
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of command, as in the table of commands")]
    fn command(&self, f: &mut Formatter<'_>, command: &'a Command) -> fmt::Result {
        let place = self.place();
        match command {
            Command::OpenAccount { billing, administrator, email, .. } => {
                let who = self.user(*administrator);
                write!(f, "opened {place}, {}, with {who} <{email}> as its administrator", billing_word(*billing))
            }
            Command::OpenSubaccount { parent, .. } => write!(f, "opened {place} under {}", self.account(*parent)),
            Command::RenameAccount { name, .. } => write!(f, "renamed {place}: is {name}"),
            Command::SuspendAccount { .. } => write!(f, "suspended {place}"),
            Command::ResumeAccount { .. } => write!(f, "resumed {place}"),
            Command::CloseAccount { .. } => write!(f, "closed {place} for good"),
            Command::SetBilling { .. } => {
                write!(f, "set how {place} pays")?;
                self.was_is(f, |record| as_account(record).map(|account| billing_word(account.billing)))
            }
            Command::SetFeatures { features, .. } => {
                write!(f, "set what {place} includes")?;
                let before = self.before().and_then(as_account).map_or(*features, |account| account.features);
                gained_lost(f, Listed::some(*features - before), Listed::some(before - *features))
            }
            Command::SetEmailPolicy { .. } => {
                write!(f, "set which addresses may enter {place}")?;
                self.was_is(f, |record| as_account(record).map(|account| policy_words(&account.email_policy)))
            }
            Command::Invite { email, assignment, expires, .. } => {
                let what = self.assignment(assignment);
                write!(f, "invited {email} to {place}: as {what}, open until {}", Instant(*expires))
            }
            Command::AcceptInvitation { invitation, email, .. } => {
                write!(f, "accepted the invitation of {email} to {place}")?;
                let accepted = self.records().filter_map(as_invitation).find(|accepted| accepted.id == *invitation);
                accepted.map_or(Ok(()), |accepted| write!(f, ", which {} sent", self.inviter(accepted)))?;
                self.was_is(f, |record| self.membership(record))
            }
            Command::DeclineInvitation { email, .. } => write!(f, "declined the invitation of {email} to {place}"),
            Command::RevokeInvitation { .. } => write!(f, "took back the invitation of {} to {place}", self.invited()),
            Command::RenewInvitation { .. } => {
                write!(f, "renewed the invitation of {} to {place}", self.invited())?;
                self.was_is(f, |record| as_invitation(record).map(|invitation| Open(Instant(invitation.expires))))
            }
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
                write!(f, "defined the role {} in {place}: gives {}", self.role(*role), Given(*grants))
            }
            Command::ChangeRole { role, name, grants } => self.changed_role(f, *role, name, *grants),
            Command::DeleteRole { role } => write!(f, "deleted the role {} of {place}", self.role(*role)),
            Command::CreateApiKey { key, cap, subtree, until, .. } => {
                write!(f, "made the API key {} in {place}: for {}", self.key(*key), Listed(*cap))?;
                f.write_str(if *subtree { ", also below" } else { "" })?;
                until.map_or(Ok(()), |until| write!(f, ", until {}", Instant(until)))
            }
            Command::ChangeApiKey { key, .. } => {
                write!(f, "changed the API key {}{} in {place}", self.key(*key), self.of_owner())?;
                self.changed_key(f)
            }
            Command::RevokeApiKey { key } => {
                write!(f, "revoked the API key {}{} in {place}", self.key(*key), self.of_owner())
            }
        }
    }

    fn deleted(&self, f: &mut Formatter<'_>, user: UserId) -> fmt::Result {
        write!(f, "deleted {}", self.user_or_self(user))?;
        if let Some(user) = self.records().find_map(as_user) {
            write!(f, " <{}>", user.email)?;
        }
        for (i, record) in self.records().filter(|record| self.membership(record).is_some()).enumerate() {
            let start = if i == 0 { ": was" } else { ";" };
            if let (Some(what), Some(account)) = (self.membership(record), record.account()) {
                write!(f, "{start} {what} in {}", self.account(account))?;
            }
        }
        Ok(())
    }

    fn changed_role(&self, f: &mut Formatter<'_>, id: RoleId, name: &Name, grants: Grants) -> fmt::Result {
        write!(f, "changed the role {} of {}", self.role(id), self.place())?;
        if let Some(before) = self.before().and_then(as_role) {
            if before.name != *name {
                write!(f, ": was {}, is {name}", before.name)?;
            }
            gained_lost(f, Given::some(grants.beyond(&before.grants)), Given::some(before.grants.beyond(&grants)))?;
        }
        let holders: Vec<UserId> = self.entry.whom().collect();
        for (i, holder) in holders.iter().take(MOST).enumerate() {
            write!(f, "{}{}", if i == 0 { "; held by " } else { ", " }, self.user(*holder))?;
        }
        more(f, holders.len())
    }

    fn changed_key(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let keys = |difference: &'a Difference| Some((as_key(difference.before()?)?, as_key(difference.after()?)?));
        let Some((was, is)) = self.entry.differences().iter().find_map(keys) else { return f.write_str(": as it was") };
        if was.name != is.name {
            write!(f, ": was {}, is {}", was.name, is.name)?;
        }
        gained_lost(f, Listed::some(is.cap - was.cap), Listed::some(was.cap - is.cap))?;
        let below = was.subtree != is.subtree;
        gained_lost(f, (below && is.subtree).then_some("below"), (below && was.subtree).then_some("below"))?;
        if was.until == is.until { Ok(()) } else { write!(f, "; was {}, is {}", Until(was.until), Until(is.until)) }
    }

    /// `edited their own details`, `edited the details of somebody`.
    fn own_or_of(&self, f: &mut Formatter<'_>, did: &str, what: &str, user: UserId) -> fmt::Result {
        if self.entry.actor == Actor::User(user) {
            write!(f, "{did} their own {what}")
        } else {
            write!(f, "{did} the {what} of {}", self.user(user))
        }
    }

    /// What else it did: keys revoked, invitations ended.
    fn consequences(&self, f: &mut Formatter<'_>, command: &Command, differences: &[Difference]) -> fmt::Result {
        let mut said = 0;
        for difference in differences {
            match (difference.before(), difference.after(), command) {
                (_, _, Command::RevokeApiKey { .. } | Command::ChangeApiKey { .. } | Command::CreateApiKey { .. }) => {}
                (Some(Record::ApiKey(key)), _, _) if !key.revoked => {
                    said += 1;
                    if said <= MOST {
                        write!(f, "; this revoked the API key {}", self.key(key.id))?;
                    }
                }
                (Some(Record::Invitation(invitation)), None, _) if !answers(command, invitation) => {
                    said += 1;
                    if said <= MOST {
                        let account = self.account(invitation.account);
                        write!(f, "; this ended the invitation of {} to {account}", invitation.email)?;
                    }
                }
                _ => {}
            }
        }
        if said > MOST { write!(f, "; and {} more", said - MOST) } else { Ok(()) }
    }

    /// `: was this, is that` of the first difference that has what is told.
    fn was_is<T: Display>(&self, f: &mut Formatter<'_>, told: impl Fn(&'a Record) -> Option<T>) -> fmt::Result {
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
    fn records(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.entry.differences().iter().filter_map(Difference::before)
    }

    fn before(&self) -> Option<&'a Record> {
        self.records().next()
    }

    fn place(&self) -> Called<'a> {
        match self.entry.account {
            Some(account) => self.account(account),
            None => Called { name: None, what: "account", id: None },
        }
    }

    /// Who vouches for an invitation: who sent or renewed it last.
    fn inviter(&self, invitation: &Invitation) -> Who<'a> {
        match invitation.inviter {
            Actor::ApiKey(key) => Who::Key(self.key(key), None),
            actor @ (Actor::System | Actor::User(_)) => self.actor(actor),
        }
    }

    /// The address of the invitation that it is about.
    fn invited(&self) -> String {
        self.records().find_map(as_invitation).map_or_else(String::new, |invitation| invitation.email.to_string())
    }

    fn of_owner(&self) -> Of<'a> {
        let owner = self.entry.whom().next().filter(|owner| Some(*owner) != self.entry.user);
        Of(owner.map(|owner| self.user(owner)))
    }

    fn membership(&self, record: &'a Record) -> Option<Assigned<'a>> {
        if let Record::Membership { assignment, .. } = record { Some(self.assignment(assignment)) } else { None }
    }

    fn actor(&self, actor: Actor) -> Who<'a> {
        match actor {
            Actor::System => Who::Operator,
            Actor::User(user) => Who::User(self.user(user)),
            Actor::ApiKey(key) => Who::Key(self.key(key), self.entry.user.map(|user| self.user(user))),
        }
    }

    fn user(&self, id: UserId) -> Called<'a> {
        self.called(self.entry.user_name(id), "user", id.uuid())
    }

    fn user_or_self(&self, id: UserId) -> Called<'a> {
        if self.entry.actor == Actor::User(id) {
            Called { name: None, what: "themselves", id: None }
        } else {
            self.user(id)
        }
    }

    fn account(&self, id: AccountId) -> Called<'a> {
        self.called(self.entry.account_name(id), "account", id.uuid())
    }

    fn role(&self, id: RoleId) -> Called<'a> {
        self.called(self.entry.role_name(id), "role", id.uuid())
    }

    fn key(&self, id: ApiKeyId) -> Called<'a> {
        self.called(self.entry.api_key_name(id), "API key", id.uuid())
    }

    fn called(&self, name: Option<&'a Name>, what: &'static str, id: uuid::Uuid) -> Called<'a> {
        let id = (self.ids || name.is_none()).then_some(id);
        Called { name, what, id }
    }

    fn assignment(&self, assignment: &'a Assignment) -> Assigned<'a> {
        let roles = assignment.roles().iter().map(|role| match role {
            AssignedRole::Preset(preset) => RoleWord::Preset(*preset),
            AssignedRole::Custom(role) => RoleWord::Custom(self.role(*role)),
        });
        Assigned { roles: roles.collect(), assignment }
    }
}

fn answers(command: &Command, invitation: &Invitation) -> bool {
    if let Command::AcceptInvitation { invitation: id, .. }
    | Command::DeclineInvitation { invitation: id, .. }
    | Command::RevokeInvitation { invitation: id } = command
    {
        *id == invitation.id
    } else {
        false
    }
}

fn gained_lost<T: Display>(f: &mut Formatter<'_>, gained: Option<T>, lost: Option<T>) -> fmt::Result {
    if let Some(gained) = gained {
        write!(f, "; now also {gained}")?;
    }
    if let Some(lost) = lost {
        write!(f, "; no longer {lost}")?;
    }
    Ok(())
}
