//! Source 1: a product with the roles Admin, Standard and Template.

use sendright::actions::Action;
use sendright::{Actor, Area, Assignment, Denial, Permission, PermissionSet, Preset, Request, UserId};

use super::does;
use crate::support::commands::*;
use crate::support::world::*;

/// The person who opens an account is its Admin. The source says generally; with us it is always so.
#[test]
fn source_1_whoever_opens_the_account_is_its_admin() {
    let (mut w, acme, ada) = World::with_root();
    let membership = w.directory.membership(ada, acme).unwrap();
    assert_eq!(membership.assignment(), &Assignment::of(Preset::Admin));
    assert!(w.may(ada, Permission::UserInvite | Permission::AccountEdit, acme));
    assert_eq!(w.directory.members(acme).count(), 1, "nobody else is in it");
    // No member opens a root account, not even an Admin: the application does it for whoever signs up.
    let (root, (user, email)) = (w.id(), w.person());
    w.refuses(ada, open_root(root, user, &email), "operator_only");
    // An account without a person who opens it is not opened.
    w.refuses(Actor::System, open_root(root, UserId::from(uuid::Uuid::nil()), &email), "nil_id");
}

/// Standard has every feature except the settings and the users. What else it lacks is assumed: the source does not mention
/// those features.
#[test]
fn source_1_standard_has_every_feature_but_the_settings_and_the_users() {
    let held = Preset::Standard.grants().at(sendright::Scope::Account);
    let settings = "account.edit account.auto_replace account.security account.limits account.close \
                    integration.log integration.keys integration.webhooks integration.gateways profile.edit";
    let users =
        "user.invite user.edit user.assign_role user.manage_roles user.deactivate user.delete user.reset_password";
    let assumed = "template.share contact.share contact.resubscribe sender.request sender.manage connection.manage \
                   connection.clone subaccount.view subaccount.manage billing.view billing.manage credit.purchase \
                   credit.allocate audit.view audit.export";
    let named = |names: &str| {
        names.split_whitespace().map(|name| name.parse::<Permission>().unwrap()).collect::<PermissionSet>()
    };
    let lacks = Permission::ALL.into_iter().collect::<PermissionSet>() - held;
    assert_eq!(lacks, named(settings) | named(users) | named(assumed));
    // They look at settings and users, and change nothing.
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Standard));
    assert!(w.may(bob, Permission::AccountView | Permission::UserView, acme));
    w.refuses(bob, rename(acme), "missing");
    w.refuses(bob, edit(ada), "missing");
}

/// The Admin creates, manages and deletes users, and no other role does.
#[test]
fn source_1_the_admin_creates_manages_and_deletes_users_and_nobody_else_does() {
    let (mut w, acme, ada) = World::with_root();
    let template = || Assignment::of(Preset::Template);
    let carl = w.member(acme, template());
    let others = [Preset::Standard, Preset::Template].map(|preset| w.member(acme, Assignment::of(preset)));
    let (id, (_, email)) = (w.id(), w.person());
    for command in [
        invite(id, acme, &email, template()),
        edit(carl),
        assign(carl, acme, Assignment::of(Preset::Standard)),
        deactivate(carl),
        delete(carl),
    ] {
        for other in others {
            w.refuses(other, command.clone(), "missing");
        }
        w.clone().ok(ada, command);
    }
}

/// Template sends predefined texts and no others: to be allowed to send is not to be allowed to write.
#[test]
fn source_1_template_sends_and_writes_no_text() {
    let (mut w, acme, _) = World::with_root();
    let tom = w.member(acme, Assignment::of(Preset::Template));
    let send = |more: PermissionSet| Request::new(tom, more | Permission::SmsSend, acme);
    assert!(w.ask(send(set(Permission::MessageTemplate))).is_ok());
    let refused = w.ask(send(set(Permission::MessageFreeText))).map(|_| ());
    assert_eq!(refused, Err(Denial::Missing(set(Permission::MessageFreeText))));
}

/// Whatever is sent from a template, and the same with a text of one's own, by the buttons of a channel.
fn buttons(channel: Area) -> [(Action, Action); 4] {
    ["send_{}_now", "send_{}_later", "send_{}_to_group_now", "send_{}_to_file_later"].map(|button| {
        let action = |text| format!("{channel}_{}", button.replace("{}", text)).parse().unwrap();
        (action("template"), action("free_text"))
    })
}

/// Template sends what is predefined, now and later, and no text of their own, in every channel and however they come to send
/// in it; Standard sends both. The source gives Template SMS alone, and neither groups nor files.
#[test]
fn source_1_template_sends_templates_and_no_free_text_in_every_channel() {
    let (mut w, acme, _) = World::with_root();
    let missing = |permissions: PermissionSet| Err(Denial::Missing(permissions));
    let [ada, sven, tom] =
        [Preset::Admin, Preset::Standard, Preset::Template].map(|preset| w.member(acme, Assignment::of(preset)));
    // Who is allowed to send in every channel, to groups and from files, is Template all the same.
    let shared = Permission::MessageGroup | Permission::MessageUpload;
    let channels = [
        (Area::Sms, Permission::SmsSend | Permission::SmsLaunch),
        (Area::Voice, Permission::VoiceSend | Permission::VoiceLaunch),
        (Area::Email, Permission::EmailSend | Permission::EmailLaunch),
        (Area::Chat, Permission::ChatSend | Permission::ChatLaunch),
    ];
    let everywhere = account(channels.iter().fold(shared, |all, (_, sends)| all | *sends));
    let role = w.role(acme, everywhere);
    let tess = w.member(acme, Assignment::of(Preset::Template).and(role));
    let free = set(Permission::MessageFreeText);
    for (channel, sends) in channels {
        for (number, (template, free_text)) in buttons(channel).into_iter().enumerate() {
            for both in [ada, sven] {
                assert_eq!((does(&w, both, template, acme), does(&w, both, free_text, acme)), (Ok(()), Ok(())));
            }
            assert_eq!(does(&w, tess, template, acme), Ok(()), "{template}");
            assert_eq!(does(&w, tess, free_text, acme), missing(free), "{free_text}");
            let lacks = match (channel, number) {
                (Area::Sms, 0 | 1) => PermissionSet::EMPTY,
                _ => template.permissions() & ((sends - Permission::SmsSend) | shared),
            };
            let expected = if lacks.is_empty() { Ok(()) } else { missing(lacks) };
            assert_eq!(does(&w, tom, template, acme), expected, "{template}");
            assert_eq!(does(&w, tom, free_text, acme), missing(lacks | free), "{free_text}");
        }
    }
    // There is no other button, either, at which they write: neither in a draft nor in an answer.
    let writing = Action::ALL.iter().filter(|action| action.permissions().contains(Permission::MessageFreeText));
    for action in writing {
        assert!(does(&w, tess, *action, acme).is_err(), "{action}");
    }
}
