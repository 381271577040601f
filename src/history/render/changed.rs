//! The longer parts of sentences: what else, since when, and what of a thing is otherwise.

use core::fmt::{self, Display, Formatter};

use crate::directory::Command;
use crate::organization::{EmailPolicy, Invitation, InvitationId, Name, RoleId, UserId};
use crate::permission::{Grants, PermissionSet};

use super::record::{Difference, Record};
use super::sentence::Sentence;
use super::words::{
    Given, Instant, Listed, MOST, PolicyWords, Quoted, The, Until, as_account, as_invitation, as_key, as_role, as_user,
    more,
};

impl<'a> Sentence<'a> {
    /// Each side lifts its own suspension (rule G4).
    pub(super) fn still_suspended(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let after = self.entry.differences().iter().filter_map(Difference::after).find_map(as_account);
        let Some(suspension) = after.map(|account| account.suspension) else { return Ok(()) };
        if suspension.by_operator {
            f.write_str("; it stays suspended by the operator")?;
        }
        if suspension.by_members { f.write_str("; it stays suspended by members") } else { Ok(()) }
    }

    pub(super) fn set_policy(&self, f: &mut Formatter<'_>, policy: &EmailPolicy) -> fmt::Result {
        let Some(before) = self.before().and_then(as_account) else { return f.write_str(": as it was") };
        let (was, is) = (PolicyWords::of(&before.email_policy), PolicyWords::of(policy));
        write!(f, ": was {was}, is {is}")?;
        for (refuses, domains) in [("now also refuses", is.beyond(&was)), ("no longer refuses", was.beyond(&is))] {
            if let Some(domains) = domains {
                write!(f, "; {refuses} {domains}")?;
            }
        }
        Ok(())
    }

    pub(super) fn renewed(&self, f: &mut Formatter<'_>, id: InvitationId) -> fmt::Result {
        let sides = |difference: &'a Difference| {
            Some((as_invitation(difference.before()?)?, as_invitation(difference.after()?)?))
        };
        let place = self.place();
        let Some((was, is)) = self.entry.differences().iter().find_map(sides) else {
            return write!(f, "renewed invitation {id} to {place}: as it was");
        };
        write!(f, "renewed the invitation of {} to {place}: ", is.email)?;
        let (then, now) = (Instant(was.expires), Instant(is.expires));
        if was.expires == is.expires {
            write!(f, "open until {now}, as before")?;
        } else {
            write!(f, "was open until {then}, is open until {now}")?;
        }
        if was.inviter == is.inviter {
            return Ok(());
        }
        write!(f, "; {} vouches for it, no longer {}", self.voucher(is), self.voucher(was))
    }

    pub(super) fn deleted(&self, f: &mut Formatter<'_>, id: UserId) -> fmt::Result {
        let email = self.records().find_map(as_user).map(|user| &user.email);
        match email {
            Some(email) if self.is_actor(id) => write!(f, "deleted their own user <{email}>")?,
            Some(email) => write!(f, "deleted {} <{email}>", self.user(id))?,
            None => write!(f, "deleted {}", self.user(id))?,
        }
        let mut start = ": was";
        for record in self.records() {
            if let (Some(what), Some(account)) = (self.membership(record), record.account()) {
                write!(f, "{start} {what} in {}", self.account(account))?;
                start = ", and";
            }
        }
        Ok(())
    }

    pub(super) fn changed_role(&self, f: &mut Formatter<'_>, id: RoleId, name: &Name, grants: Grants) -> fmt::Result {
        write!(f, "changed {} of {}", The(self.role(id)), self.place())?;
        if let Some(before) = self.before().and_then(as_role) {
            if before.name != *name {
                write!(f, ": was {}, is {}", Quoted(&before.name), Quoted(name))?;
            }
            self.regranted(f, before.grants, grants)?;
        }
        let holders: Vec<UserId> = self.entry.whom().collect();
        for (i, holder) in holders.iter().take(MOST).enumerate() {
            write!(f, "{}{}", if i == 0 { "; held by " } else { ", " }, self.user(*holder))?;
        }
        more(f, holders.len())
    }

    /// What is given beyond what was, what is given in less than it was, and what no more at all.
    fn regranted(&self, f: &mut Formatter<'_>, was: Grants, is: Grants) -> fmt::Result {
        let (mut gained, mut narrowed, mut lost) = (Grants::NONE, Grants::NONE, Grants::NONE);
        for (permission, scope) in is.iter() {
            match was.scope_of(permission) {
                Some(before) if before > scope => narrowed = narrowed.with(permission, scope),
                Some(before) if before == scope => {}
                Some(_) | None => gained = gained.with(permission, scope),
            }
        }
        for (permission, scope) in was.iter().filter(|(permission, _)| is.scope_of(*permission).is_none()) {
            lost = lost.with(permission, scope);
        }
        clause(f, "now also", Given(gained, self.names).some())?;
        clause(f, "now only", Given(narrowed, self.names).some())?;
        clause(f, "no longer", Given(lost, self.names).some())
    }

    pub(super) fn gained_lost(&self, f: &mut Formatter<'_>, gained: PermissionSet, lost: PermissionSet) -> fmt::Result {
        clause(f, "now also", Listed(gained, self.names).some())?;
        clause(f, "no longer", Listed(lost, self.names).some())
    }

    pub(super) fn changed_key(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let keys = |difference: &'a Difference| Some((as_key(difference.before()?)?, as_key(difference.after()?)?));
        let Some((was, is)) = self.entry.differences().iter().find_map(keys) else { return f.write_str(": as it was") };
        if was.name != is.name {
            write!(f, ": was {}, is {}", Quoted(&was.name), Quoted(&is.name))?;
        }
        self.gained_lost(f, is.cap - was.cap, was.cap - is.cap)?;
        let below = was.subtree != is.subtree;
        clause(f, "now also", (below && is.subtree).then_some("below"))?;
        clause(f, "no longer", (below && was.subtree).then_some("below"))?;
        if was.until == is.until { Ok(()) } else { write!(f, "; was {}, is {}", Until(was.until), Until(is.until)) }
    }

    /// What else it did: keys revoked, invitations ended.
    pub(super) fn consequences(
        &self,
        f: &mut Formatter<'_>,
        command: &Command,
        differences: &[Difference],
    ) -> fmt::Result {
        let mut said = 0;
        for difference in differences {
            match (difference.before(), difference.after(), command) {
                (_, _, Command::RevokeApiKey { .. } | Command::ChangeApiKey { .. } | Command::CreateApiKey { .. }) => {}
                (Some(Record::ApiKey(key)), _, _) if !key.revoked => {
                    said += 1;
                    if said <= MOST {
                        write!(f, "; this revoked {}", The(self.key(key.id)))?;
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
}

fn clause(f: &mut Formatter<'_>, how: &str, what: Option<impl Display>) -> fmt::Result {
    what.map_or(Ok(()), |what| write!(f, "; {how} {what}"))
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
