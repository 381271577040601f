//! Source 2: a hub whose accounts have sub-accounts, with an administrator of the parent account, administrators of
//! sub-accounts, and the roles Advanced and Basic.

use sendright::{
    Account, AccountId, Actor, ApiKeyId, Assignment, Billing, Command, Denial, Permission, PermissionSet, Preset,
    Request, UserId, actions,
};

use super::does;
use crate::support::commands::*;
use crate::support::world::*;

const BUYS: Permission = Permission::CreditPurchase;

pub(super) fn account_key(key: ApiKeyId, account: AccountId) -> Command {
    let name = "Sending".parse().unwrap();
    Command::CreateAccountKey { key, account, subtree: false, name, cap: set(Permission::SmsSend), until: None }
}

/// A user is invited to one account or to several, and is one person in all of them.
#[test]
fn source_2_a_user_is_invited_to_one_or_several_accounts() {
    let (mut w, acme, ada) = World::with_root();
    let [north, south, east] = [(); 3].map(|()| w.sub(acme));
    let first = w.invited(ada, north, Assignment::of(Preset::Advanced));
    w.accepts(&first);
    let bob = first.user;
    assert!(w.may(bob, Permission::UserView, north));
    w.denies(bob, Permission::UserView, south, Denial::NoAccess);
    let second = w.invited_to(ada, south, &first.email, Assignment::of(Preset::Basic));
    // The one person accepts, not a second one with the same address.
    let another: UserId = w.id();
    w.refuses(another, accept(second, &first.email), "address_taken");
    w.ok(bob, accept(second, &first.email));
    assert_eq!(w.directory.memberships(bob).count(), 2);
    // In each account the role that was given there, and none where there was no invitation.
    w.denies(bob, Permission::UserView, south, Denial::Missing(set(Permission::UserView)));
    assert!(w.ask(Request::new(bob, Permission::SmsSend, south).own()).is_ok());
    w.denies(bob, Permission::SmsSend, east, Denial::NoAccess);
}

/// Users are added and removed without any effect on the account's settings, its data and its sending.
#[test]
fn source_2_users_come_and_go_without_effect_on_settings_data_and_sending() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let bob = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    let (key, role): (ApiKeyId, _) = (w.id(), w.id());
    w.ok(bob, account_key(key, north));
    w.ok(bob, define(role, north, own(Permission::SmsSend)));
    let his_own = w.key(bob, north, Permission::SmsSend);

    let settings = |w: &World| {
        let accounts = [acme, north].map(|id| w.directory.account(id).unwrap().clone());
        (accounts, [acme, north].map(|id| w.directory.ceiling(id)), w.directory.role(role).cloned())
    };
    let before = settings(&w);
    w.ok(ada, remove(bob, north));
    w.ok(ada, delete(bob));
    assert_eq!(settings(&w), before, "the settings");
    // What he created is still the account's, to be seen and worked on.
    let his_data = Permission::SentView | Permission::TemplateEdit | Permission::ContactEdit;
    assert!(w.ask(Request::new(ada, his_data, north).owned_by(bob)).is_ok(), "the data");
    // What the account sends with its own key goes on; what he sent with his ends with him.
    assert!(w.may(key, Permission::SmsSend, north), "the sending");
    w.denies(his_own, Permission::SmsSend, north, Denial::KeyRevoked);
    // Whoever comes changes as little, and the key does not become theirs.
    let newcomer = w.member(north, Assignment::of(Preset::Basic));
    assert_eq!(settings(&w), before);
    assert!(w.may(key, Permission::SmsSend, north));
    w.refuses(newcomer, revoke_key(key), "missing");
}

/// A user's role can be changed later, by whoever administers the account.
#[test]
fn source_2_a_role_is_changed_later() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let uma = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    let bob = w.member(north, Assignment::of(Preset::Basic));
    w.refuses(bob, assign(bob, north, Assignment::of(Preset::Advanced)), "missing");
    w.ok(uma, assign(bob, north, Assignment::of(Preset::Advanced)));
    assert!(w.may(bob, Permission::InboxView, north));
    // Not to more than whoever changes it has, and not the role of who has more.
    w.refuses(uma, assign(bob, north, Assignment::of(Preset::Admin)), "uncovered");
    w.refuses(uma, assign(ada, acme, Assignment::of(Preset::Basic)), "no_access");
    w.ok(ada, assign(bob, north, Assignment::of(Preset::Basic)));
    w.denies(bob, Permission::InboxView, north, Denial::Missing(set(Permission::InboxView)));
}

/// The administrator of the parent account tops up prepaid credit, where the account is prepaid, and nobody else does.
#[test]
fn source_2_only_the_administrator_of_a_prepaid_account_buys_credit() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    assert!(w.may(ada, BUYS, acme) && w.may(ada, BUYS, north));
    for preset in [Preset::SubaccountAdmin, Preset::Advanced, Preset::Basic] {
        for place in [acme, north] {
            let other = w.member(place, Assignment::of(preset));
            w.denies(other, BUYS, place, Denial::Missing(set(BUYS)));
        }
    }
    w.refuses(ada, set_billing(acme, Billing::Postpaid), "operator_only");
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    w.denies(ada, BUYS, acme, Denial::Ceiling(set(BUYS)));
    assert!(w.may(ada, Permission::BillingManage, acme), "the billing data is managed all the same");
    w.ok(Actor::System, set_billing(acme, Billing::Prepaid));
    assert!(w.may(ada, BUYS, acme));
}

/// Credit is bought where the account is prepaid: each account by its own billing, whatever the one above pays.
#[test]
fn source_2_a_prepaid_account_buys_below_a_postpaid_one_and_the_other_way_round() {
    let (mut w, acme, ada) = World::with_root();
    let [north, south] = [(); 2].map(|()| w.sub(acme));
    let uma = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    // Who tops up there by a role of the account's own, which has nothing above.
    let topping_up = w.holding(north, account(BUYS));
    let check = |w: &World, places: [(AccountId, bool); 3]| {
        for (place, buys) in places {
            let expected = if buys { Ok(()) } else { Err(Denial::Ceiling(set(BUYS))) };
            assert_eq!(does(w, ada, actions::CREDIT_PURCHASE, place), expected);
            if place == north {
                assert_eq!(does(w, topping_up, actions::CREDIT_PURCHASE, place), expected);
                // To her it makes no difference but the reason.
                let lacks = if buys { Denial::Missing(set(BUYS)) } else { Denial::Ceiling(set(BUYS)) };
                assert_eq!(does(w, uma, actions::CREDIT_PURCHASE, place), Err(lacks));
            }
        }
        assert_eq!(does(w, topping_up, actions::CREDIT_PURCHASE, acme), Err(Denial::NoAccess));
    };
    check(&w, [(acme, true), (north, true), (south, true)]);
    // Postpaid above: what is below pays in the same way, but for the one that pays for itself.
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    check(&w, [(acme, false), (north, false), (south, false)]);
    for (actor, place) in [(ada, north), (uma, north), (ada, acme)] {
        w.refuses(actor, set_billing(place, Billing::Prepaid), "operator_only");
    }
    w.ok(Actor::System, set_billing(north, Billing::Prepaid));
    check(&w, [(acme, false), (north, true), (south, false)]);
    // The other way round.
    w.ok(Actor::System, set_billing(north, Billing::Postpaid));
    w.ok(Actor::System, set_billing(acme, Billing::Prepaid));
    check(&w, [(acme, true), (north, false), (south, true)]);
    // Who buys or not has nothing to do with who sees to the bills.
    assert!([acme, north, south].into_iter().all(|place| w.may(ada, Permission::BillingManage, place)));
    w.denies(uma, Permission::BillingManage, north, Denial::Missing(set(Permission::BillingManage)));
}

/// Administrators manage the account's settings, of which its name is one: that of a sub-account in the sub-account, too.
#[test]
fn source_2_an_administrator_manages_the_settings_of_their_own_account() {
    let (mut w, acme, ada) = World::with_root();
    let [north, south] = [(); 2].map(|()| w.sub(acme));
    let below = w.sub(north);
    let [uma, vic, bob] = [Preset::SubaccountAdmin, Preset::Advanced, Preset::Basic]
        .map(|preset| w.member(north, Assignment::of(preset)));
    for (who, places) in [(ada, &[acme, north, south, below][..]), (uma, &[north, below])] {
        for place in places {
            assert_eq!(does(&w, who, actions::ACCOUNT_EDIT, *place), Ok(()));
            w.clone().ok(who, rename(*place));
        }
    }
    for place in [acme, south] {
        assert_eq!(does(&w, uma, actions::ACCOUNT_EDIT, place), Err(Denial::NoAccess));
        w.refuses(uma, rename(place), "no_access");
    }
    for other in [vic, bob] {
        let expected = Err(Denial::Missing(set(Permission::AccountEdit)));
        assert_eq!(does(&w, other, actions::ACCOUNT_EDIT, north), expected);
        w.refuses(other, rename(north), "missing");
    }
    // What decides about the sub-account is done from above.
    w.refuses(uma, suspend(north), "from_above");
    w.refuses(uma, close(north), "from_above");
    w.ok(ada, suspend(north));
}

/// An administrator whose only account is a level-5 sub-account creates no sub-accounts. A root is level 0 (assumed).
#[test]
fn source_2_no_sub_account_is_created_under_level_5() {
    let (mut w, acme, ada) = World::with_root();
    let mut places = vec![acme];
    for _ in 0..5 {
        places.push(w.sub(*places.last().unwrap()));
    }
    let [.., fourth, fifth] = places[..] else { panic!() };
    assert_eq!(w.directory.account(fifth).map(Account::depth), Some(5));
    let manage = Permission::SubaccountManage;
    let uma = w.member(fifth, Assignment::of(Preset::SubaccountAdmin));
    let sub: AccountId = w.id();
    w.denies(uma, manage, fifth, Denial::Ceiling(set(manage)));
    w.refuses(uma, open_sub(sub, fifth), "ceiling");
    w.refuses(ada, open_sub(sub, fifth), "ceiling");
    w.refuses(uma, open_sub(sub, fourth), "no_access");
    // One who has an account above, too, creates them there.
    w.join(uma, fourth, Assignment::of(Preset::SubaccountAdmin));
    w.ok(uma, open_sub(sub, fourth));
}

/// Administrators invite users to their own account and its sub-accounts; Advanced and Basic invite nobody.
#[test]
fn source_2_administrators_invite_to_their_own_account_and_its_sub_accounts() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let (below, south) = (w.sub(north), w.sub(acme));
    let uma = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    for place in [north, below] {
        let invited = w.invited(uma, place, Assignment::of(Preset::Advanced));
        w.accepts(&invited);
    }
    let (id, (_, email)) = (w.id(), w.person());
    for place in [acme, south] {
        w.refuses(uma, invite(id, place, &email, Assignment::of(Preset::Basic)), "no_access");
    }
    for preset in [Preset::Advanced, Preset::Basic] {
        let other = w.member(north, Assignment::of(preset));
        w.refuses(other, invite(id, north, &email, Assignment::of(Preset::Basic)), "missing");
    }
}

/// Administrators share groups, contacts and templates with sub-accounts, whose users then see them and change nothing.
#[test]
fn source_2_groups_contacts_and_templates_are_shared_with_sub_accounts() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    let uma = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    let bob = w.member(below, Assignment::of(Preset::Basic));
    let shares = Permission::ContactShare | Permission::TemplateShare;
    assert!(w.may(ada, shares, acme) && w.may(uma, shares, north));
    w.denies(uma, shares, acme, Denial::NoAccess);
    w.denies(bob, shares, below, Denial::Missing(shares));
    let sees = |w: &World, required: PermissionSet, from| {
        w.ask(Request::new(bob, required, below).shared_from(from)).map(|_| ())
    };
    for from in [acme, north] {
        assert_eq!(sees(&w, Permission::ContactView | Permission::TemplateView, from), Ok(()));
    }
    let edit = set(Permission::TemplateEdit);
    assert_eq!(sees(&w, edit, north), Err(Denial::NotShared(edit)));
}

/// Administrators see the reports of sub-accounts, Advanced those of its account, Basic those of its own messages; all but
/// Basic export them (assumed).
#[test]
fn source_2_whose_reports_each_role_sees() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    let [uma, vic, bob] = [Preset::SubaccountAdmin, Preset::Advanced, Preset::Basic]
        .map(|preset| w.member(north, Assignment::of(preset)));
    let view = Permission::ReportView;
    for (who, expected) in [(ada, [true, true, true]), (uma, [false, true, true]), (vic, [false, true, false])] {
        assert_eq!([acme, north, below].map(|place| w.may(who, view, place)), expected);
    }
    let report_of = |whose: UserId| Request::new(bob, view, north).owned_by(whose);
    assert!(w.ask(report_of(bob)).is_ok());
    assert_eq!(w.ask(report_of(vic)).map(|_| ()), Err(Denial::LesserScope(set(view))));
    w.denies(bob, Permission::ReportUsage, north, Denial::Missing(set(Permission::ReportUsage)));
    let export = Permission::ReportExport;
    assert!([ada, uma, vic].into_iter().all(|who| w.may(who, export, north)));
    let own = w.ask(Request::new(bob, export, north).own()).map(|_| ());
    assert_eq!(own, Err(Denial::Missing(set(export))), "never Basic, not even of its own messages");
}

/// The source gives a user one of the roles. We allow several, which add up.
#[test]
fn source_2_one_role_a_user_is_enough_and_several_add_up() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Basic));
    assert!(!w.may(bob, Permission::InboxView, acme));
    w.ok(ada, assign(bob, acme, Assignment::of(Preset::Basic).and(Preset::Template)));
    assert!(w.may(bob, Permission::InboxView, acme), "from Template");
    assert!(w.ask(Request::new(bob, Permission::ReportView, acme).own()).is_ok(), "from Basic");
    w.refuses(ada, assign(bob, acme, Assignment::default()), "empty_assignment");
}
