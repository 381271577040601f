//! What a command did, as a part of a sentence: one arm for each kind of command.

use core::fmt::{self, Formatter};

use crate::directory::Command;
use crate::history::record::Record;
use crate::organization::UserId;

use super::changed::{
    write_changed_key, write_changed_role, write_deleted_user, write_email_policy, write_features, write_renewed,
    write_still_suspended, write_was, write_was_and_is,
};
use super::context::Context;
use super::words::{Instant, Proposed, Quoted, UserDetails, billing_name, own_billing};

#[allow(clippy::too_many_lines, reason = "one arm for each kind of command, as in the table of commands")]
pub(in crate::history) fn write_command<'a>(
    f: &mut Formatter<'_>,
    context: &Context<'a>,
    command: &'a Command,
) -> fmt::Result {
    let account = context.account_of_entry();
    match command {
        Command::OpenAccount { billing, administrator, email, .. } => {
            let (billing, administrator) = (billing_name(*billing), context.user(*administrator));
            write!(f, "opened {account}, {billing}, with {administrator} <{email}> as its administrator")
        }
        Command::OpenSubaccount { parent, .. } => write!(f, "opened {account} under {}", context.account(*parent)),
        Command::RenameAccount { name, .. } => write!(f, "renamed {account}: is {}", Quoted(name)),
        Command::SuspendAccount { .. } => write!(f, "suspended {account}"),
        Command::ResumeAccount { .. } => {
            write!(f, "resumed {account}")?;
            write_still_suspended(f, context)
        }
        Command::CloseAccount { .. } => write!(f, "closed {account} for good"),
        Command::SetBilling { .. } => {
            write!(f, "set how {account} pays")?;
            write_was_and_is(f, context, |record| record.as_account().map(own_billing))
        }
        Command::SetFeatures { features, .. } => {
            write!(f, "set what {account} includes")?;
            write_features(f, context, *features)
        }
        Command::SetEmailPolicy { policy, .. } => {
            write!(f, "set which addresses may enter {account}")?;
            write_email_policy(f, context, policy)
        }
        Command::Invite { email, name, phone, assignment, expires, .. } => {
            let (assignment, expires) = (context.assignment(assignment), Instant(*expires));
            let proposed = Proposed(name.as_ref(), phone.as_ref());
            write!(f, "invited {email}{proposed} to {account}: as {assignment}, open until {expires}")
        }
        Command::AcceptInvitation { invitation, email, .. } => {
            write!(f, "accepted the invitation of {email} to {account}")?;
            let mut invitations = context.records_before().filter_map(Record::as_invitation);
            let accepted = invitations.find(|accepted| accepted.id == *invitation);
            accepted.map_or(Ok(()), |accepted| write!(f, ", for which {} vouches", context.inviter(accepted)))?;
            write_was_and_is(f, context, |record| context.membership(record))
        }
        Command::DeclineInvitation { email, .. } => write!(f, "declined the invitation of {email} to {account}"),
        Command::RevokeInvitation { .. } => {
            let revoked = context.records_before().find_map(Record::as_invitation);
            let email = revoked.map_or("", |invitation| invitation.email.as_str());
            write!(f, "took back the invitation of {email} to {account}")
        }
        Command::RenewInvitation { invitation, .. } => write_renewed(f, context, *invitation),
        Command::AddUser { user, on_behalf_of, .. } => {
            write!(f, "added {} to {account}", context.user(*user))?;
            on_behalf_of.map_or(Ok(()), |member| write!(f, " on behalf of {}", context.user(member)))?;
            write_was_and_is(f, context, |record| context.membership(record))
        }
        Command::Assign { user, .. } => {
            write!(f, "changed what {} is in {account}", context.user(*user))?;
            write_was_and_is(f, context, |record| context.membership(record))
        }
        Command::Leave { .. } => {
            write!(f, "left {account}")?;
            write_was(f, context, |record| context.membership(record))
        }
        Command::RemoveMember { user, .. } => {
            write!(f, "removed {} from {account}", context.user(*user))?;
            write_was(f, context, |record| context.membership(record))
        }
        Command::EditUser { user, .. } => {
            write_about_user(f, context, "edited", "details", *user)?;
            let details = |record: &'a Record| record.as_user().map(|user| UserDetails(&user.name, user.phone()));
            write_was_and_is(f, context, details)
        }
        Command::ChangeEmail { user, .. } => {
            write_about_user(f, context, "changed", "address", *user)?;
            write_was_and_is(f, context, |record| record.as_user().map(|user| &user.email))
        }
        Command::ResetPassword { user } => write_about_user(f, context, "reset", "password", *user),
        Command::DeactivateUser { user } => write!(f, "deactivated {}", context.user_or_themselves(*user)),
        Command::ReactivateUser { user } => write!(f, "reactivated {}", context.user_or_themselves(*user)),
        Command::DeleteUser { user } => write_deleted_user(f, context, *user),
        Command::DefineRole { role, grants, .. } => {
            write!(f, "defined {} in {account}: gives {}", context.role(*role), context.grants(*grants))
        }
        Command::ChangeRole { role, name, grants, .. } => write_changed_role(f, context, *role, name, *grants),
        Command::DeleteRole { role } => write!(f, "deleted {} of {account}", context.role(*role)),
        Command::CreateApiKey { key, cap, subtree, until, .. } => {
            write!(f, "made {} in {account}: for {}", context.api_key(*key), context.permissions(*cap))?;
            f.write_str(if *subtree { ", also below" } else { "" })?;
            until.map_or(Ok(()), |until| write!(f, ", until {}", Instant(until)))
        }
        Command::ChangeApiKey { key, .. } => {
            write!(f, "changed {}{} in {account}", context.api_key(*key), context.of_key_owner())?;
            write_changed_key(f, context)
        }
        Command::RevokeApiKey { key } => {
            write!(f, "revoked {}{} in {account}", context.api_key(*key), context.of_key_owner())
        }
        Command::CreateAccountKey { key, cap, subtree, until, .. } => {
            let (key, cap) = (context.api_key(*key), context.permissions(*cap));
            write!(f, "made {key}, which belongs to {account} itself: for {cap}")?;
            f.write_str(if *subtree { ", also below" } else { "" })?;
            until.map_or(Ok(()), |until| write!(f, ", until {}", Instant(until)))
        }
        Command::ResetApiKey { key } => write!(f, "reset {} in {account}", context.api_key(*key)),
    }
}

/// `edited their own details`, or `edited the details of “Bob”`.
fn write_about_user(f: &mut Formatter<'_>, context: &Context<'_>, did: &str, what: &str, user: UserId) -> fmt::Result {
    if context.is_actor(user) {
        write!(f, "{did} their own {what}")
    } else {
        write!(f, "{did} the {what} of {}", context.user(user))
    }
}
