//! Source 4: a messaging connector with the profiles Regular and Admin.

use std::collections::BTreeSet;

use sendright::{
    AccountId, Actor, Assignment, Billing, Command, Denial, Directory, Email, EmailPolicy, Name, Permission,
    PermissionSet, Phone, Preset, Request, RoleId, User, UserId,
};

use crate::support::commands::*;
use crate::support::world::*;

fn regular() -> Assignment {
    Assignment::of(Preset::Regular)
}

/// The Admin chooses the profile when they create the user; the user gets that one and no other.
#[test]
fn source_4_the_admin_chooses_the_profile_at_creation() {
    let (mut w, acme, ada) = World::with_root();
    for preset in [Preset::Regular, Preset::Admin] {
        let invited = w.invited(ada, acme, Assignment::of(preset));
        w.accepts(&invited);
        assert_eq!(w.directory.membership(invited.user, acme).unwrap().assignment(), &Assignment::of(preset));
        assert_eq!(w.may(invited.user, Permission::ConnectionManage, acme), preset == Preset::Admin);
    }
    // A Regular creates nobody, and nobody is created without a profile.
    let rita = w.member(acme, regular());
    let (id, (_, email)) = (w.id(), w.person());
    w.refuses(rita, invite(id, acme, &email, regular()), "missing");
    w.refuses(ada, invite(id, acme, &email, Assignment::default()), "empty_assignment");
}

/// The address to which the last change has a first password sent: the one in it, if it had no login before (see the manual's
/// page on mails).
fn first_password(w: &World) -> Option<Email> {
    let (last, earlier) = w.changes().split_last()?;
    let (Command::Invite { email, .. } | Command::AddUser { email, .. }) = last.command() else { return None };
    let before = Directory::replay(earlier.iter().cloned()).unwrap();
    let has_login = before.roots().any(|root| before.user_by_email(root.id(), email).is_some());
    (!has_login).then(|| email.clone())
}

/// What an Admin types when they create a user.
fn typed() -> (Name, Option<Phone>) {
    ("Rita Ray".parse().unwrap(), Some("+49 30 901820".parse().unwrap()))
}

fn created(member: UserId, account: AccountId, user: UserId, email: &Email, profile: Assignment) -> Command {
    let (name, phone) = typed();
    let (email, on_behalf_of) = (email.clone(), Some(member));
    Command::AddUser { user, account, email, name, phone, assignment: profile, on_behalf_of }
}

/// The Admin creates a user, with a name, a number and a profile, and the new user gets the password by email. Where the
/// address is proved, the operator adds the user on the Admin's behalf, and that change sends the mail.
#[test]
fn source_4_the_admin_creates_a_user_who_is_there_at_once() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let ron = w.member(acme, regular());
    let nora = w.member(north, Assignment::of(Preset::Admin));
    for preset in [Preset::Regular, Preset::Admin] {
        let (rita, email) = w.person();
        w.ok(Actor::System, created(ada, acme, rita, &email, Assignment::of(preset)));
        assert_eq!(first_password(&w).as_ref(), Some(&email));
        let user = w.directory.user(rita).unwrap();
        assert_eq!((user.name().clone(), user.phone().cloned()), typed());
        assert_eq!(w.directory.membership(rita, acme).unwrap().assignment(), &Assignment::of(preset));
        assert_eq!(w.may(rita, Permission::ConnectionManage, acme), preset == Preset::Admin);
        // In a further account they are no new user, and have a password.
        w.ok(Actor::System, created(nora, north, rita, &email, regular()));
        assert_eq!(first_password(&w), None);
    }
    // The Admin could have invited: nobody creates who may not, where they may not, or to more than they have.
    let (rita, email) = w.person();
    let count = w.changes().len();
    w.refuses(ada, created(ada, acme, rita, &email, regular()), "operator_only");
    w.refuses(Actor::System, created(ron, acme, rita, &email, regular()), "missing");
    w.refuses(Actor::System, created(nora, acme, rita, &email, regular()), "no_access");
    w.refuses(Actor::System, created(ada, acme, rita, &email, Assignment::default()), "empty_assignment");
    assert_eq!((w.changes().len(), w.directory.user(rita)), (count, None), "no change, so no mail");
    let lesser = w.holding(acme, account(Permission::UserInvite | Permission::SmsSend));
    w.refuses(Actor::System, created(lesser, acme, rita, &email, Assignment::of(Preset::Admin)), "uncovered");
    // Another's address is not free, whoever asks.
    let rons = w.email(ron);
    w.refuses(Actor::System, created(ada, acme, rita, &rons, regular()), "address_taken");
}

/// Where the address is not proved, the Admin invites with a name and a number. The invitation sends the password, and
/// accepting it no other; what is proposed counts if the new user confirms it.
#[test]
fn source_4_the_admin_proposes_a_name_and_a_number_which_the_new_user_confirms() {
    let (mut w, acme, ada) = World::with_root();
    let (rita, email) = w.person();
    let (id, (name, phone)) = (w.id(), typed());
    let mut proposed = invite(id, acme, &email, regular());
    let Command::Invite { name: proposed_name, phone: proposed_phone, .. } = &mut proposed else { panic!() };
    (*proposed_name, *proposed_phone) = (Some(name.clone()), phone.clone());
    let ron = w.member(acme, regular());
    w.refuses(ron, proposed.clone(), "missing");
    w.ok(ada, proposed);
    assert_eq!(first_password(&w).as_ref(), Some(&email));
    let invitation = w.directory.invitation(id).unwrap();
    assert_eq!((invitation.name(), invitation.phone()), (Some(&name), phone.as_ref()));
    assert_eq!(w.directory.user(rita), None, "nobody is a user by a proposal");
    // Only who has proved the address confirms it, with what was proposed or with something else.
    let confirms = |email: &Email, name: &Name, phone: &Option<Phone>| Command::AcceptInvitation {
        invitation: id,
        email: email.clone(),
        name: name.clone(),
        phone: phone.clone(),
    };
    w.refuses(rita, confirms(&address("other@acme.example"), &name, &phone), "not_the_invited_address");
    for (name, phone) in [(name.clone(), phone), (name, None), ("Rita".parse().unwrap(), None)] {
        let mut w = w.clone();
        w.ok(rita, confirms(&email, &name, &phone));
        assert_eq!(first_password(&w), None);
        let user = w.directory.user(rita).unwrap();
        assert_eq!((user.name(), user.phone()), (&name, phone.as_ref()));
        assert_eq!(w.directory.user_by_email(acme, &email).map(User::id), Some(rita));
    }
}

/// The new user gets the password by email, and the Admin may set another. The library has no passwords: the accepted command
/// tells the application whose it is to send or to set.
#[test]
fn source_4_the_admin_may_have_another_password_set() {
    let (mut w, acme, ada) = World::with_root();
    let invited = w.invited(ada, acme, regular());
    // Whoever has not accepted has no password to be set.
    w.refuses(ada, reset(invited.user), "unknown_user");
    w.accepts(&invited);
    let rita = w.member(acme, regular());
    w.refuses(rita, reset(invited.user), "missing");
    for _ in 0..2 {
        w.ok(ada, reset(invited.user));
        assert_eq!(w.changes().last().unwrap().command(), &Command::ResetPassword { user: invited.user });
    }
    assert!(w.ask(Request::new(invited.user, Permission::SmsSend, acme).own()).is_ok(), "the profile stays");
}

/// Users change their own data and password, and those of nobody else.
#[test]
fn source_4_users_change_their_own_data_and_password() {
    let (mut w, acme, ada) = World::with_root();
    let [rita, ron] = [(); 2].map(|()| w.member(acme, regular()));
    let new = address("rita.new@acme.example");
    for command in [call(rita, "+49 30 1234567"), change_email(rita, &new), reset(rita)] {
        w.refuses(ron, command.clone(), "missing");
        w.clone().ok(ada, command.clone());
        w.ok(rita, command);
    }
    let profile = |of| Request::new(rita, Permission::ProfileEdit, acme).owned_by(of);
    assert!(w.ask(profile(rita)).is_ok());
    assert!(w.ask(profile(ron)).is_err());
}

/// The Admin resets passwords and deactivates users. Who is deactivated has no access at once, until reactivated.
#[test]
fn source_4_the_admin_resets_passwords_and_deactivates_users() {
    let (mut w, acme, ada) = World::with_root();
    let [rita, ron] = [(); 2].map(|()| w.member(acme, regular()));
    for command in [reset(rita), deactivate(rita)] {
        w.refuses(ron, command.clone(), "missing");
        w.ok(ada, command);
    }
    let sends = |user| Request::new(user, Permission::SmsSend, acme).own();
    assert_eq!(w.ask(sends(rita)).map(|_| ()), Err(Denial::UserDeactivated));
    assert!(w.ask(sends(ron)).is_ok());
    w.refuses(rita, call(rita, "+49 30 1234567"), "user_deactivated");
    w.refuses(ron, reactivate(rita), "missing");
    w.ok(ada, reactivate(rita));
    assert!(w.ask(sends(rita)).is_ok());
}

/// The Admin clones connections for other users; a Regular does not, not even for themselves.
#[test]
fn source_4_the_admin_clones_connections_for_other_users() {
    let (mut w, acme, ada) = World::with_root();
    let rita = w.member(acme, regular());
    let clone_for = |who, whose: UserId| Request::new(who, Permission::ConnectionClone, acme).owned_by(whose);
    let proof = w.ask(clone_for(ada, rita)).unwrap();
    assert_eq!((proof.user(), proof.owner()), (Some(ada), Some(rita)), "the proof says for whom");
    for whose in [rita, ada] {
        let refused = w.ask(clone_for(rita, whose)).map(|_| ());
        assert_eq!(refused, Err(Denial::Missing(set(Permission::ConnectionClone))));
    }
}

/// A Regular sees the notifications that they sent; the Admin sees those of all users.
#[test]
fn source_4_who_sees_whose_notifications() {
    let (mut w, acme, ada) = World::with_root();
    let [rita, ron] = [(); 2].map(|()| w.member(acme, regular()));
    let sees = |who, whose: UserId| w.ask(Request::new(who, Permission::SentView, acme).owned_by(whose)).map(|_| ());
    for whose in [ada, rita, ron] {
        assert_eq!(sees(ada, whose), Ok(()));
        let expected = if whose == rita { Ok(()) } else { Err(Denial::LesserScope(set(Permission::SentView))) };
        assert_eq!(sees(rita, whose), expected);
    }
    let listing = w.directory.listing(rita, Permission::SentView, acme, w.now()).unwrap();
    assert!(listing.contains(acme, rita) && !listing.contains(acme, ron));
}

/// Templates and media that an Admin makes are there for Regular users to use, and not to change.
#[test]
fn source_4_templates_and_media_of_an_admin_are_there_for_regular_users() {
    let (mut w, acme, ada) = World::with_root();
    let rita = w.member(acme, regular());
    let of_ada = |required: PermissionSet| w.ask(Request::new(rita, required, acme).owned_by(ada)).map(|_| ());
    assert_eq!(of_ada(Permission::TemplateView | Permission::MediaView), Ok(()));
    let change =
        Permission::TemplateEdit | Permission::TemplateDelete | Permission::MediaUpload | Permission::MediaDelete;
    assert_eq!(of_ada(change), Err(Denial::Missing(change)));
    let uses = Permission::SmsSend | Permission::MessageTemplate;
    assert!(w.ask(Request::new(rita, uses, acme).own()).is_ok());
}

/// All users share one email domain from the day on which the policy is set. Who was there before stays, and is listed.
#[test]
fn source_4_all_users_share_one_email_domain_from_the_day_the_policy_is_set() {
    let (mut w, acme, ada) = World::with_root();
    let outside = address("someone@partner.example");
    let there: UserId = w.id();
    w.ok(Actor::System, add(there, acme, &outside, regular()));
    let rita = w.member(acme, regular());
    let policy = EmailPolicy::corporate("acme.example").unwrap();
    w.refuses(rita, set_policy(acme, policy.clone()), "missing");
    w.ok(ada, set_policy(acme, policy));
    let (id, user, new) = (w.id(), w.id::<UserId>(), address("new@partner.example"));
    w.refuses(ada, invite(id, acme, &new, regular()), "email_policy");
    w.refuses(Actor::System, add(user, acme, &new, regular()), "email_policy");
    w.refuses(rita, change_email(rita, &new), "email_policy");
    w.refuses(ada, change_email(there, &new), "email_policy");
    let domain_below = address("new@mail.acme.example");
    w.refuses(ada, invite(id, acme, &domain_below, regular()), "email_policy");
    w.ok(ada, invite(id, acme, &address("new@acme.example"), regular()));
    let listed: Vec<UserId> = w.directory.outside_email_policy(acme).iter().map(|user| user.id()).collect();
    assert_eq!(listed, [there]);
    assert!(w.ask(Request::new(there, Permission::SmsSend, acme).own()).is_ok());
}

/// No addresses at Gmail, Hotmail or the like.
#[test]
fn source_4_no_addresses_at_free_mail_providers() {
    let (mut w, acme, ada) = World::with_root();
    let rita = w.member(acme, regular());
    let early = w.invited_to(ada, acme, &address("early@gmail.com"), regular());
    w.ok(ada, set_policy(acme, EmailPolicy::NO_FREE_MAIL));
    let (id, user) = (w.id(), w.id::<UserId>());
    for free in ["a@gmail.com", "a@googlemail.com", "a@hotmail.com", "a@hotmail.co.uk", "a@outlook.com", "A@GMAIL.COM"]
    {
        w.refuses(ada, invite(id, acme, &address(free), regular()), "email_policy");
        w.refuses(rita, change_email(rita, &address(free)), "email_policy");
    }
    w.refuses(user, accept(early, &address("early@gmail.com")), "email_policy");
    for company in ["a@partner.example", "a@gmail.example", "a@notgmail.com"] {
        w.clone().ok(ada, invite(id, acme, &address(company), regular()));
    }
}

/// What takes the last administrator, who has the role given: ten ways.
fn ways(acme: AccountId, ada: UserId, role: RoleId) -> [(&'static str, Command); 10] {
    let admin = || Assignment::of(role);
    [
        ("they leave", leave(acme)),
        ("they are removed", remove(ada, acme)),
        ("they are deactivated", deactivate(ada)),
        ("they are deleted", delete(ada)),
        ("they get another role", assign(ada, acme, regular())),
        ("something is withheld from them", assign(ada, acme, admin().withholding(Permission::AuditExport))),
        ("their term gets an end", assign(ada, acme, admin().until(t(900)))),
        ("their term starts later", assign(ada, acme, admin().from(t(900)))),
        ("the role that makes them one loses a permission", {
            change_role(role, subtree(PermissionSet::ALL - Permission::AuditExport))
        }),
        ("the role that makes them one loses the sub-accounts", change_role(role, account(PermissionSet::ALL))),
    ]
}

/// There is always at least one Admin: each of the ten ways to take the last one is refused, and is accepted once there is
/// another. (Who counts as one: `i1_who_does_not_count_as_an_administrator`.)
#[test]
fn source_4_there_is_always_an_admin_in_each_of_ten_ways() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, subtree(PermissionSet::ALL));
    w.ok(ada, assign(ada, acme, Assignment::of(role)));
    for (way, command) in ways(acme, ada, role) {
        assert_eq!(w.code_of(ada, &command), "last_administrator", "{way}");
        w.refuses(ada, command.clone(), "last_administrator");
        if command != leave(acme) {
            w.refuses(Actor::System, command, "last_administrator");
        }
    }
    let eve = w.member(acme, Assignment::of(Preset::Admin));
    for (way, command) in ways(acme, ada, role) {
        let mut w = w.clone();
        assert_eq!(w.code_of(ada, &command), "ok", "{way}");
        w.ok(ada, command);
        w.refuses(eve, leave(acme), "last_administrator");
    }
}

/// Every other command leaves the last Admin one, is refused for another reason, or closes the account, which then needs none.
#[test]
fn source_4_no_other_command_takes_the_last_admin() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, subtree(PermissionSet::ALL));
    w.ok(ada, assign(ada, acme, Assignment::of(role)));
    let that_take: BTreeSet<&str> = ways(acme, ada, role).iter().map(|(_, command)| command.name()).collect();
    let new = address("ada.new@acme.example");
    let harmless = [
        (Actor::System, rename(acme)),
        (Actor::System, suspend(acme)),
        (Actor::System, set_billing(acme, Billing::Postpaid)),
        (Actor::System, set_features(acme, PermissionSet::EMPTY)),
        (Actor::System, set_policy(acme, EmailPolicy::corporate("elsewhere.example").unwrap())),
        (Actor::System, edit(ada)),
        (Actor::System, change_email(ada, &new)),
        (Actor::System, reset(ada)),
    ];
    let mut judged: BTreeSet<&str> = that_take.clone();
    for (actor, command) in harmless {
        let mut w = w.clone();
        judged.insert(command.name());
        w.ok(actor, command.clone());
        let way = command.name();
        assert_eq!(w.code_of(Actor::System, &deactivate(ada)), "last_administrator", "{way}: she is one still");
    }
    w.refuses(ada, delete_role(role), "role_in_use");
    w.ok(ada, close(acme));
    w.ok(ada, leave(acme));
    judged.extend(["delete_role", "close_account"]);
    // These make something, give something, or are about keys, invitations and accounts below.
    judged.extend([
        "open_account",
        "open_subaccount",
        "resume_account",
        "invite",
        "accept_invitation",
        "decline_invitation",
        "revoke_invitation",
        "renew_invitation",
        "add_user",
        "reactivate_user",
        "define_role",
        "create_api_key",
        "change_api_key",
        "revoke_api_key",
        "create_account_key",
        "reset_api_key",
    ]);
    assert_eq!(judged, Command::NAMES.into_iter().collect(), "a command that nobody thought of here");
}
