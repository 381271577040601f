//! Source 3: a product without roles, whose users have a level in each feature: None, Guest, Editor or Approver.

use sendright::actions::{self, Action};
use sendright::history::{EventKind, HistoryQuery, Record};
use sendright::{
    Actor, Area, Assignment, Command, Denial, Email, Feature, Level, Levels, Permission, Phone, Preset, Request, User,
    UserId,
};

use super::{does, history};
use crate::support::commands::*;
use crate::support::world::*;

fn kind(name: &str) -> EventKind {
    name.parse().unwrap()
}

fn level(feature: Feature<'_>, level: Level) -> Assignment {
    Assignment::levels(Levels::NONE.raise(feature, level))
}

/// Each user has one level in each feature.
#[test]
fn source_3_each_user_has_one_level_in_each_feature() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, level(Feature::CONTACTS, Level::Guest));
    let held = |w: &World, of| w.directory.membership(bob, acme).unwrap().assignment().given_levels().level(of);
    assert_eq!((held(&w, Area::Contact), held(&w, Area::Form)), (Level::Guest, Level::None));
    w.denies(bob, Permission::FormView, acme, Denial::Missing(set(Permission::FormView)));
    // Another level takes the place of the one before: lower as well as higher.
    for (to, edits, deletes) in [(Level::Approver, true, true), (Level::Editor, true, false)] {
        w.ok(ada, assign(bob, acme, level(Feature::CONTACTS, to)));
        assert_eq!(held(&w, Area::Contact), to);
        assert_eq!(w.may(bob, Permission::ContactEdit, acme), edits);
        assert_eq!(w.may(bob, Permission::ContactDelete, acme), deletes, "deleting is Approver's (assumed)");
    }
    w.refuses(bob, assign(bob, acme, level(Feature::CONTACTS, Level::Approver)), "missing");
}

/// What is consulted, edited and validated in a feature, by the buttons of the product.
type Elements<'a> = (Feature<'static>, &'a [Action], &'a [Action], &'a [Action]);

/// Each of the six. There is nothing to edit in buying credits, and the users are no elements: who changes them decides on
/// access (assumed).
const ELEMENTS: [Elements<'_>; 6] = [
    (
        Feature::EMAILINGS,
        &[actions::EMAIL_CAMPAIGN_VIEW, actions::TEMPLATE_VIEW],
        &[actions::EMAIL_CAMPAIGN_EDIT_TEMPLATE, actions::EMAIL_CAMPAIGN_EDIT_FREE_TEXT, actions::EMAIL_TEMPLATE_EDIT],
        &[actions::EMAIL_CAMPAIGN_LAUNCH_NOW, actions::EMAIL_CAMPAIGN_LAUNCH_LATER, actions::EMAIL_CAMPAIGN_CANCEL],
    ),
    (
        Feature::SMS,
        &[actions::SMS_CAMPAIGN_VIEW, actions::TEMPLATE_VIEW],
        &[actions::SMS_CAMPAIGN_EDIT_TEMPLATE, actions::SMS_CAMPAIGN_EDIT_FREE_TEXT, actions::SMS_TEMPLATE_EDIT],
        &[actions::SMS_CAMPAIGN_LAUNCH_NOW, actions::SMS_CAMPAIGN_LAUNCH_LATER, actions::SMS_CAMPAIGN_CANCEL],
    ),
    (
        Feature::CONTACTS,
        &[actions::CONTACT_VIEW],
        &[actions::CONTACT_EDIT, actions::CONTACT_GROUP_EDIT],
        &[actions::CONTACT_IMPORT, actions::CONTACT_RESUBSCRIBE, actions::CONTACT_DELETE],
    ),
    (Feature::FORMS, &[actions::FORM_VIEW], &[actions::FORM_EDIT], &[actions::FORM_PUBLISH, actions::FORM_LINK]),
    (
        Feature::ADMINISTRATION,
        &[actions::ACCOUNT_VIEW, actions::USER_VIEW, actions::BILLING_VIEW],
        &[actions::ACCOUNT_EDIT, actions::ACCOUNT_AUTO_REPLACE],
        &[actions::USER_INVITE, actions::USER_ASSIGN_ROLE, actions::ACCOUNT_SECURITY, actions::BILLING_MANAGE],
    ),
    (Feature::CREDITS, &[actions::CREDIT_VIEW], &[], &[actions::CREDIT_PURCHASE, actions::CREDIT_ALLOCATE]),
];

/// Guest, Editor and Approver consult the menu of the feature, and None does not.
#[test]
fn source_3_a_guest_consults_the_menu_of_each_feature_and_none_consults_nothing() {
    let (mut w, acme, ada) = World::with_root();
    for feature in Feature::ALL {
        let bob = w.member(acme, level(feature, Level::Guest));
        // All menus but that of one's own details, which everybody has.
        let shown = |w: &World| -> Vec<Area> {
            let access = w.directory.access(bob, acme, w.now()).unwrap();
            assert!(Area::ALL.into_iter().all(|area| access.shows(area) == access.shown_areas().any(|it| it == area)));
            access.shown_areas().filter(|area| *area != Area::Profile).collect()
        };
        let mut areas = feature.areas().to_vec();
        areas.sort_unstable();
        assert_eq!(shown(&w), areas, "{}", feature.name());
        // They consult and do nothing else.
        for action in Action::ALL.iter().filter(|action| **action != actions::PROFILE_EDIT) {
            let consults = action.permissions().iter().all(|permission| permission.level() == Level::Guest);
            assert!(consults || does(&w, bob, *action, acme).is_err(), "a guest of {}: {action}", feature.name());
        }
        for higher in [Level::Editor, Level::Approver] {
            w.ok(ada, assign(bob, acme, level(feature, higher)));
            assert_eq!(shown(&w), areas, "{}", feature.name());
        }
        // None in the feature, and something elsewhere, for whoever has nothing at all is no member.
        w.ok(ada, assign(bob, acme, Assignment::levels(Levels::NONE.with(Area::Audit, Level::Guest))));
        assert_eq!(shown(&w), [Area::Audit]);
        w.refuses(ada, assign(bob, acme, level(feature, Level::None)), "empty_assignment");
    }
}

/// An Editor edits the elements of a feature and does not validate them; an Approver validates them, too.
#[test]
fn source_3_an_editor_edits_and_an_approver_validates_in_each_feature() {
    let (mut w, acme, ada) = World::with_root();
    assert_eq!(ELEMENTS.map(|(feature, ..)| feature), Feature::ALL);
    for (feature, sees, edits, validates) in ELEMENTS {
        let elsewhere = Levels::NONE.with(Area::Audit, Level::Guest);
        let bob = w.member(acme, Assignment::levels(elsewhere));
        for own in Level::ALL {
            if own > Level::None {
                w.ok(ada, assign(bob, acme, level(feature, own)));
            }
            for (least, buttons) in [(Level::Guest, sees), (Level::Editor, edits), (Level::Approver, validates)] {
                for action in buttons {
                    let answer = does(&w, bob, *action, acme);
                    let expected = if own >= least {
                        Ok(())
                    } else {
                        let lacks = action.permissions().iter().filter(|permission| permission.level() > own).collect();
                        Err(Denial::Missing(lacks))
                    };
                    assert_eq!(answer, expected, "{own} of {}: {action}", feature.name());
                }
            }
        }
        // The highest level in one feature is none in another that shares no areas with it.
        let apart = |other: &Feature<'_>| other.areas().iter().all(|area| !feature.areas().contains(area));
        for (_, sees, edits, validates) in ELEMENTS.into_iter().filter(|(other, ..)| apart(other)) {
            for action in [sees, edits, validates].concat() {
                assert!(does(&w, bob, action, acme).is_err(), "an approver of {}: {action}", feature.name());
            }
        }
    }
}

/// An Editor of users, account and invoices edits the account's settings, decides on nobody's access, and pays nothing.
#[test]
fn source_3_an_editor_of_administration_edits_the_accounts_settings() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    for place in [acme, north] {
        let [guest, editor, approver] = [Level::Guest, Level::Editor, Level::Approver]
            .map(|own| w.member(place, level(Feature::ADMINISTRATION, own)));
        let (id, (_, email)) = (w.id(), w.person());
        w.refuses(guest, rename(place), "missing");
        w.clone().ok(editor, rename(place));
        w.clone().ok(approver, rename(place));
        let validated = [
            invite(id, place, &email, level(Feature::ADMINISTRATION, Level::Guest)),
            assign(guest, place, level(Feature::ADMINISTRATION, Level::Editor)),
            deactivate(guest),
            delete(guest),
        ];
        for command in validated {
            for lesser in [guest, editor] {
                w.refuses(lesser, command.clone(), "missing");
            }
            w.clone().ok(approver, command);
        }
    }
}

/// A user who must not see invoices has the level None in billing: neither to see nor to manage.
#[test]
fn source_3_a_user_who_must_not_see_invoices_does_not() {
    let (mut w, acme, _) = World::with_root();
    let administration = Levels::NONE.raise(Feature::ADMINISTRATION, Level::Approver);
    let bob = w.member(acme, Assignment::levels(administration.with(Area::Billing, Level::None)));
    assert!(w.may(bob, Permission::UserInvite | Permission::AccountEdit, acme));
    for permission in [Permission::BillingView, Permission::BillingManage] {
        w.denies(bob, permission, acme, Denial::Missing(set(permission)));
        let own = w.ask(Request::new(bob, permission, acme).own()).map(|_| ());
        assert_eq!(own, Err(Denial::Missing(set(permission))));
    }
    // The same user at Guest sees them and manages nothing.
    let cleo = w.member(acme, level(Feature::ADMINISTRATION, Level::Guest));
    assert!(w.may(cleo, Permission::BillingView, acme) && !w.may(cleo, Permission::BillingManage, acme));
}

/// A trainee is Editor of emailings for a fixed term. They prepare and do not send, and it ends by itself after the last
/// day: the end is the start of the next day (assumed).
#[test]
fn source_3_a_trainee_prepares_emailings_until_the_last_day_is_over() {
    let (mut w, acme, ada) = World::with_root();
    let after_the_last_day = t(15); // 23 November 2026, 00:00
    let term = level(Feature::EMAILINGS, Level::Editor).until(after_the_last_day);
    let invited = w.invited(ada, acme, term);
    w.accepts(&invited);
    let trainee = invited.user;
    let prepares = Permission::EmailEdit | Permission::TemplateEdit | Permission::MessageFreeText;
    let revision = w.directory.revision();
    for (now, live) in [(t(0), true), (after_the_last_day - MILLI, true), (after_the_last_day, false), (t(99), false)] {
        w.set_clock(now);
        if live {
            assert!(w.may(trainee, prepares, acme));
            for sends in [Permission::EmailSend, Permission::EmailLaunch] {
                w.denies(trainee, sends, acme, Denial::Missing(set(sends)));
            }
            let access = w.directory.access(trainee, acme, now).unwrap();
            assert_eq!(access.valid_until(), Some(after_the_last_day));
        } else {
            w.denies(trainee, prepares, acme, Denial::Expired);
        }
    }
    assert_eq!(w.directory.revision(), revision, "nobody did anything for it to end");
    // It does not begin again by itself: somebody who may gives another term.
    w.refuses(trainee, edit(ada), "expired");
    w.refuses(ada, assign(trainee, acme, level(Feature::EMAILINGS, Level::Editor)), "not_a_member");
}

/// Each person has a login of their own: two users of a tree never have the same address, however it gets there.
#[test]
fn source_3_two_users_never_have_the_same_address() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let basic = || Assignment::of(Preset::Basic);
    let bob = w.member(acme, basic());
    let bobs = w.email(bob);
    let cleo = w.member(north, basic());
    let (another, spelt_otherwise) = (w.id::<UserId>(), address(&bobs.as_str().to_uppercase()));
    for email in [&bobs, &spelt_otherwise] {
        w.refuses(Actor::System, add(another, north, email, basic()), "address_taken");
        w.refuses(cleo, change_email(cleo, email), "address_taken");
        w.refuses(ada, change_email(cleo, email), "address_taken");
    }
    let invitation = w.invited_to(ada, north, &bobs, basic());
    w.refuses(another, accept(invitation, &bobs), "address_taken");
    w.ok(bob, accept(invitation, &bobs));
    // Free again once nobody has it.
    w.ok(ada, delete(bob));
    w.ok(cleo, change_email(cleo, &bobs));
    assert_eq!(w.directory.user_by_email(acme, &spelt_otherwise).map(User::id), Some(cleo));
}

/// The history of each user's actions: who did it and when, to be listed by user.
#[test]
fn source_3_the_history_of_each_users_actions() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    w.set_clock(t(1));
    let cleo = w.invited(bob, acme, Assignment::of(Preset::Basic));
    w.set_clock(t(2));
    w.ok(ada, revoke_invitation(cleo.id));
    w.set_clock(t(3));
    w.ok(bob, edit(ada));
    let mut history = history(&w);
    let proof = w.ask(Request::new(bob, Permission::SmsLaunch, acme)).unwrap();
    history.record(proof, &w.directory, None);
    let listed = |user| history.find(HistoryQuery::new().by(user)).map(|e| (e.user(), e.at())).collect::<Vec<_>>();
    assert_eq!(listed(bob), [(Some(bob), t(1)), (Some(bob), t(3)), (Some(bob), t(3))]);
    assert_eq!(listed(ada), [(Some(ada), t(2))]);
    assert_eq!(listed(cleo.user), [], "who did nothing has no entries");
    assert!(history.entries().iter().all(|entry| entry.user().is_some() || entry.actor() == Actor::System));
    assert_eq!(history.entries().len(), w.changes().len() + 1, "no change is left out");
}

/// A user's telephone number or address changes: it is edited on the user's record, and the history shows both.
#[test]
fn source_3_a_number_and_an_address_are_edited_on_the_users_record() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Basic));
    let carl = w.member(acme, Assignment::of(Preset::Standard));
    let (old, new) = (w.email(bob), address("robert@acme.example"));
    for command in [call(bob, "+49 30 1234567"), change_email(bob, &new)] {
        w.refuses(carl, command.clone(), "missing");
        w.ok(ada, command);
    }
    w.ok(bob, call(bob, "+49 30 7654321"));
    let user = w.directory.user(bob).unwrap();
    assert_eq!((user.phone().map(Phone::as_str), user.email()), (Some("+49307654321"), &new));
    assert_eq!(user.id(), bob, "it is the same user, with the same role");
    assert!(w.directory.membership(bob, acme).is_some());

    // By change of the number: which numbers, by whom.
    let history = history(&w);
    let edits = HistoryQuery::new().affecting(bob).kind(kind("edit_user"));
    let phones: Vec<_> = history
        .find(edits)
        .map(|entry| match (entry.differences()[0].before(), entry.differences()[0].after()) {
            (Some(Record::User(before)), Some(Record::User(after))) => {
                (entry.user(), before.phone().map(Phone::as_str), after.phone().map(Phone::as_str))
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let (first, second) = (Some("+49301234567"), Some("+49307654321"));
    assert_eq!(phones, [(Some(ada), None, first), (Some(bob), first, second)]);
    // By change of the address: found by the old one, the new one and the user.
    let changes = |query: HistoryQuery<'_>| history.find(query.kind(kind("change_email"))).count();
    for query in
        [HistoryQuery::new().address(&old), HistoryQuery::new().address(&new), HistoryQuery::new().affecting(bob)]
    {
        assert_eq!(changes(query), 1);
    }
    let elsewhere = address("nobody@acme.example");
    assert_eq!(changes(HistoryQuery::new().address(&elsewhere)), 0);
}

/// A colleague leaves: the user is removed, has no access from then on, and the history keeps what they did (assumed).
#[test]
fn source_3_a_leaver_is_removed_and_the_history_keeps_what_they_did() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let carl = w.member(acme, Assignment::of(Preset::Standard));
    w.ok(bob, edit(carl));
    let did = |w: &World| {
        let history = history(w);
        let found: Vec<String> = history.find(HistoryQuery::new().by(bob)).map(ToString::to_string).collect();
        found
    };
    let before = did(&w);
    assert_eq!(before.len(), 1);
    for command in [remove(bob, acme), delete(bob)] {
        w.refuses(carl, command.clone(), "missing");
        w.ok(ada, command);
        w.denies(bob, Permission::SmsSend, acme, Denial::NoAccess);
        assert_eq!(did(&w), before);
    }
    assert_eq!(w.directory.user(bob), None);
    // The id is nobody else's, so that what they did is never another's.
    let (_, email) = w.person();
    w.refuses(Actor::System, add(bob, acme, &email, Assignment::of(Preset::Basic)), "id_taken");
}

/// A new user is told of the access at the address given: the accepted change carries it, and a refused one is none.
#[test]
fn source_3_a_new_user_is_told_of_the_access_at_the_address_given() {
    let (mut w, acme, ada) = World::with_root();
    let basic = || Assignment::of(Preset::Basic);
    let told = |w: &World| -> Option<Email> {
        let command = w.changes().last()?.command();
        if let Command::Invite { email, .. } | Command::AddUser { email, .. } = command {
            return Some(email.clone());
        }
        let Command::RenewInvitation { invitation, .. } = command else { return None };
        Some(w.directory.invitation(*invitation)?.email().clone())
    };
    let invited = w.invited(ada, acme, basic());
    assert_eq!(told(&w).as_ref(), Some(&invited.email));
    w.ok(ada, renew(invited.id, t(500)));
    assert_eq!(told(&w).as_ref(), Some(&invited.email));
    // Whoever is told at another address has no access by it.
    w.refuses(invited.user, accept(invited.id, &address("other@acme.example")), "not_the_invited_address");
    w.accepts(&invited);
    let (user, email) = w.person();
    w.ok(Actor::System, add(user, acme, &email, basic()));
    assert_eq!((told(&w).as_ref(), w.directory.user(user).map(User::email)), (Some(&email), Some(&email)));
    // Nobody is told who gets nothing.
    let (count, id) = (w.changes().len(), w.id());
    w.refuses(invited.user, invite(id, acme, &email, basic()), "missing");
    assert_eq!(w.changes().len(), count);
}
