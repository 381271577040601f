//! May: Acme buys another company, which becomes accounts below its own.

use sendright::{
    AccountId, Actor, Assignment, Command, EmailPolicy, Invitation, InvitationId, Permission, Preset, Request, UserId,
};

use crate::product::{Cast, Outcome, Product, day, id};

pub(crate) fn may(product: &mut Product) -> Outcome {
    let Cast { acme, ada, .. } = product.cast;
    let (borealis, east): (AccountId, AccountId) = (id(5).into(), id(6).into());
    let (nora, kim, invitation): (UserId, UserId, InvitationId) = (id(17).into(), id(18).into(), id(42).into());
    product.chapter("May: an acquisition")?;
    product.says("Acme has bought Borealis, with an office in the east. Ada opens accounts for them.")?;
    for (account, parent, name) in [(borealis, acme, "Borealis"), (east, borealis, "Borealis East")] {
        product.does(day(5, 4), ada, &Command::OpenSubaccount { account, parent, name: name.parse()? })?;
    }

    product.says("Their people have addresses of their own, which Acme's policy doesn't admit.")?;
    let add = Command::AddUser {
        user: nora,
        account: borealis,
        email: "nora@borealis.example".parse()?,
        name: "Nora".parse()?,
        assignment: Assignment::of(Preset::SubaccountAdmin),
        phone: None,
        on_behalf_of: None,
    };
    product.does_not("Nora is added by single sign-on", (day(5, 4), Actor::System, &add), "email_policy")?;
    let policy = product.directory.account(acme).map_or(EmailPolicy::ANY, |account| account.email_policy().clone());
    let policy = policy.and_with_subdomains("borealis.example")?;
    product.does(day(5, 5), ada, &Command::SetEmailPolicy { account: acme, policy })?;
    product.does(day(5, 5), Actor::System, &add)?;
    product.shows("Nobody is outside the policy.", product.directory.outside_email_policy(acme).is_empty())?;

    product.says("Nora administers Borealis and what is below it, and nothing above.")?;
    let nora_invites = |account| Request::new(nora, Permission::UserInvite, account).at(day(5, 6));
    product.may("May Nora invite people to Borealis East?", &nora_invites(east))?;
    product.may_not("And to Acme?", &nora_invites(acme), "no_access")?;
    let invite = Command::Invite {
        invitation,
        account: east,
        email: "kim@mail.borealis.example".parse()?,
        assignment: Assignment::of(Preset::Advanced),
        expires: day(5, 20),
        name: None,
        phone: None,
    };
    product.does(day(5, 6), nora, &invite)?;

    product.says("Kim signs in, with an address that the mail provider writes in capitals. Who is that?")?;
    let proved = "Kim@MAIL.Borealis.example".parse()?;
    product.shows("It is no user's address yet.", product.directory.user_by_email(acme, &proved).is_none())?;
    let found: Vec<InvitationId> = product.directory.invitations_to(acme, &proved).map(Invitation::id).collect();
    product.shows("It is invited, once: the page shows what Kim can accept.", found == [invitation])?;
    product.does(
        day(5, 7),
        kim,
        &Command::AcceptInvitation { invitation, email: proved.clone(), name: "Kim".parse()?, phone: None },
    )?;
    let found = product.directory.user_by_email(acme, &proved).map(sendright::User::id);
    product.shows("At the next sign-in it is Kim's.", found == Some(kim))?;
    product.shows("And it is not invited any more.", product.directory.invitations_to(acme, &proved).count() == 0)?;
    Ok(product.may("May Kim send in Borealis East?", &Request::new(kim, Permission::SmsSend, east).at(day(5, 7)))?)
}
