//! D: the decision, and its refusals in the documented order.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Denial, Permission, PermissionSet, Preset, Principal, Request, Scope,
    UserId,
};

use crate::support::commands::*;
use crate::support::world::*;

/// A root, one below it, and somebody who holds something in the one below.
struct Scene {
    w: World,
    acme: AccountId,
    north: AccountId,
    ada: UserId,
    bob: UserId,
}

fn scene() -> Scene {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let grants = account(Permission::SmsSend | Permission::SentView).union(own(Permission::ReportView));
    let bob = w.holding(north, grants);
    Scene { w, acme, north, ada, bob }
}

#[test]
fn d1_allowed_is_required_within_granted_within_the_ceiling() {
    let Scene { mut w, north, bob, .. } = scene();
    assert!(w.may(bob, Permission::SmsSend, north));
    assert!(w.may(bob, Permission::SmsSend | Permission::SentView, north));
    w.denies(bob, Permission::SmsLaunch, north, Denial::Missing(set(Permission::SmsLaunch)));
    w.denies(bob, Permission::SmsSend | Permission::SmsLaunch, north, Denial::Missing(set(Permission::SmsLaunch)));
    w.ok(Actor::System, set_features(north, PermissionSet::ALL - Permission::SmsSend));
    w.denies(bob, Permission::SmsSend, north, Denial::Ceiling(set(Permission::SmsSend)));
    assert!(w.may(bob, Permission::SentView, north));
}

/// Every permission is tested alone, at each scope and with each ceiling.
#[test]
fn d1_every_permission_at_every_scope() {
    let (mut w, acme, _) = World::with_root();
    let all = Scope::ALL.map(|scope| w.holding(acme, sendright::Grants::of(PermissionSet::ALL, scope)));
    let none = w.holding(acme, own(Permission::SentView));
    for permission in PermissionSet::ALL - Permission::ProfileEdit {
        let [own, account, subtree] = all.map(|user| w.scope_of(user, permission, acme));
        assert_eq!([own, account, subtree], [Some(Scope::Own), Some(Scope::Account), Some(Scope::Account)]);
        assert_eq!(w.scope_of(none, permission, acme).is_some(), permission == Permission::SentView);
    }
    w.ok(Actor::System, set_features(acme, PermissionSet::EMPTY));
    for permission in PermissionSet::ALL - Permission::ProfileEdit {
        w.denies(all[2], permission, acme, Denial::Ceiling(set(permission)));
    }
    // One's own details are not the account's to offer or to withhold (G3): they are one's own.
    w.denies(all[2], Permission::ProfileEdit, acme, Denial::LesserScope(set(Permission::ProfileEdit)));
}

#[test]
fn d2_own_data_needs_own_and_all_other_data_needs_account() {
    let Scene { mut w, north, ada, bob, .. } = scene();
    let report = Permission::ReportView;
    let cases = [
        (Request::new(bob, report, north).own(), Ok((Scope::Own, Some(bob)))),
        (Request::new(bob, report, north).owned_by(bob), Ok((Scope::Own, Some(bob)))),
        (Request::new(bob, report, north).owned_by(ada), Err(Denial::LesserScope(set(report)))),
        (Request::new(bob, report, north), Err(Denial::LesserScope(set(report)))),
        (Request::new(bob, Permission::SmsSend, north).owned_by(ada), Ok((Scope::Account, Some(ada)))),
        (Request::new(bob, Permission::SmsSend, north), Ok((Scope::Account, None))),
    ];
    for (request, expected) in cases {
        assert_eq!(w.ask(request).map(|proof| (proof.scope(), proof.owner())), expected, "{request:?}");
    }
    // A key's own data is its owner's.
    let both = w.giving(north, own(report).union(account(Permission::IntegrationApi)));
    w.ok(ada, assign(bob, north, both));
    let key = w.key(bob, north, PermissionSet::ALL);
    assert!(w.ask(Request::new(key, report, north).own()).is_ok());
    assert!(w.ask(Request::new(key, report, north).owned_by(bob)).is_ok());
    assert!(w.ask(Request::new(key, report, north).owned_by(ada)).is_err());
}

#[test]
fn d2_what_is_said_last_of_the_data_counts_alone() {
    let Scene { acme, north, ada, bob, .. } = scene();
    let draft = Request::new(bob, Permission::TemplateView, north);
    for before in [draft, draft.own(), draft.owned_by(ada), draft.shared_from(acme)] {
        assert_eq!(before.own(), draft.own());
        assert_eq!(before.owned_by(bob), draft.owned_by(bob));
        assert_eq!(before.owned_by(None), draft, "nobody's, so the account's");
        assert_eq!(before.shared_from(acme), draft.shared_from(acme));
    }
}

#[test]
fn d3_an_ancestor_shares_templates_and_contacts_to_be_looked_at() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    let south = w.sub(acme);
    let views = Permission::TemplateView | Permission::ContactView;
    let bob = w.holding(below, account(views | Permission::TemplateEdit));
    let eve = w.holding(below, own(views));
    let ask = |w: &World, user, required: PermissionSet, from| {
        w.ask(Request::new(user, required, below).shared_from(from)).map(|proof| (proof.scope(), proof.shared_from()))
    };
    for from in [acme, north] {
        assert_eq!(ask(&w, bob, views, from), Ok((Scope::Account, Some(from))));
    }
    // Not what is no ancestor: itself, beside, unknown.
    for from in [below, south, AccountId::from(uuid::Uuid::from_u128(1 << 100))] {
        assert_eq!(ask(&w, bob, views, from), Err(Denial::NoAccess));
    }
    assert_eq!(w.ask(Request::new(ada, views, acme).shared_from(below)).map(|_| ()), Err(Denial::NoAccess), "upwards");
    // Nothing else, and not at a lesser scope.
    let edit = Permission::TemplateEdit | Permission::TemplateView;
    assert_eq!(ask(&w, bob, edit, acme), Err(Denial::NotShared(set(Permission::TemplateEdit))));
    assert_eq!(ask(&w, eve, views, acme), Err(Denial::LesserScope(views)));
    for permission in PermissionSet::ALL - views {
        assert_eq!(ask(&w, bob, set(permission), acme), Err(Denial::NotShared(set(permission))));
    }
    // Both ceilings.
    for cut in [below, acme] {
        let mut w = w.clone();
        w.ok(Actor::System, set_features(cut, PermissionSet::ALL - Permission::TemplateView));
        assert_eq!(ask(&w, bob, views, acme), Err(Denial::Ceiling(set(Permission::TemplateView))));
    }
    // Both active, although looking at one's own account's templates is left to a suspended one.
    for halted in [below, acme] {
        let mut w = w.clone();
        w.ok(Actor::System, suspend(halted));
        assert!(w.may(bob, views, below));
        assert_eq!(ask(&w, bob, views, acme), Err(Denial::AccountSuspended));
        w.ok(Actor::System, close(halted));
        assert_eq!(ask(&w, bob, views, acme), Err(Denial::AccountClosed));
    }
}

#[test]
fn d4_an_empty_requirement_comes_first() {
    let Scene { w, acme, north, ada, bob } = scene();
    let nobody = UserId::from(uuid::Uuid::from_u128(1 << 100));
    for (user, place) in [(ada, acme), (bob, north), (nobody, acme), (bob, acme)] {
        w.denies(user, PermissionSet::EMPTY, place, Denial::EmptyRequirement);
    }
}

#[test]
fn d4_no_access_is_one_answer_for_all_that_is_not_there() {
    let Scene { mut w, acme, north, ada, bob } = scene();
    let unknown = uuid::Uuid::from_u128(1 << 100);
    let p = Permission::SmsSend;
    w.denies(UserId::from(unknown), p, north, Denial::NoAccess);
    w.denies(ApiKeyId::from(unknown), p, north, Denial::NoAccess);
    w.denies(bob, p, AccountId::from(unknown), Denial::NoAccess);
    w.denies(bob, p, acme, Denial::NoAccess);
    w.denies(UserId::from(uuid::Uuid::nil()), p, north, Denial::NoAccess);
    // It comes before what would tell something of the user or the account.
    w.ok(Actor::System, deactivate(bob));
    w.ok(Actor::System, suspend(acme));
    w.denies(bob, p, acme, Denial::NoAccess);
    let (elsewhere, _) = w.root();
    w.denies(ada, p, elsewhere, Denial::NoAccess);
    // A membership above reaches what is below if its subtree set is not empty, and only then.
    let eve = w.holding(acme, account(p));
    w.denies(eve, p, north, Denial::NoAccess);
    let eve = w.holding(acme, subtree(Permission::SentView));
    w.denies(eve, Permission::FormEdit, north, Denial::Missing(set(Permission::FormEdit)));
}

#[test]
fn d4_a_membership_reaches_its_account_live_or_not() {
    let Scene { mut w, acme, north, .. } = scene();
    let giving = w.giving(acme, subtree(Permission::SmsSend));
    let past = w.member(acme, giving.clone().until(t(5)));
    let to_come = w.member(acme, giving.from(t(50)));
    w.set_clock(t(10));
    for place in [acme, north] {
        w.denies(past, Permission::SmsSend, place, Denial::Expired);
        w.denies(to_come, Permission::SmsSend, place, Denial::NotYetValid);
    }
    // One ended, one to come: there is something to wait for.
    let other = w.giving(north, account(Permission::SmsSend));
    w.join(past, north, other.from(t(60)));
    w.denies(past, Permission::SmsSend, north, Denial::NotYetValid);
}

#[test]
fn d4_an_expired_key_of_an_owner_who_is_yet_to_begin() {
    let Scene { mut w, north, ada, bob, .. } = scene();
    let giving = w.giving(north, account(Permission::SmsSend | Permission::IntegrationApi));
    w.ok(ada, assign(bob, north, giving.clone()));
    let key: ApiKeyId = w.id();
    w.ok(bob, create_key_with(key, north, false, Permission::SmsSend, Some(t(5))));
    w.ok(ada, assign(bob, north, giving.from(t(50))));
    w.denies(key, Permission::SmsSend, north, Denial::NotYetValid);
    w.set_clock(t(5));
    w.denies(key, Permission::SmsSend, north, Denial::NotYetValid);
    w.set_clock(t(50));
    w.denies(key, Permission::SmsSend, north, Denial::Expired);
}

/// Every obstacle stands in the way at once; they are taken away one by one, and each shows the next.
#[test]
fn d4_refusals_come_in_the_documented_order() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let held = w.giving(north, account(Permission::IntegrationApi));
    let bob = w.member(north, held.clone());
    let key = w.key(bob, north, PermissionSet::ALL);
    let (wanted, report) = (set(Permission::SmsSend), set(Permission::ReportView));

    w.ok(Actor::System, deactivate(bob));
    w.ok(Actor::System, set_features(north, PermissionSet::ALL - wanted));
    w.ok(Actor::System, assign(bob, north, held.clone().from(t(50))));
    w.denies(bob, PermissionSet::EMPTY, north, Denial::EmptyRequirement);
    w.denies(bob, wanted, acme, Denial::NoAccess);
    w.denies(bob, wanted, north, Denial::UserDeactivated);
    w.ok(Actor::System, reactivate(bob));
    // A key that was revoked is told so, whatever the account; only an empty question is told first.
    w.denies(key, PermissionSet::EMPTY, acme, Denial::EmptyRequirement);
    for place in [acme, north, AccountId::from(uuid::Uuid::nil())] {
        w.denies(key, wanted, place, Denial::KeyRevoked);
        assert_eq!(w.directory.access(key, place, w.now()).unwrap_err(), Denial::KeyRevoked);
    }
    w.denies(bob, wanted, north, Denial::NotYetValid);
    w.ok(Actor::System, assign(bob, north, held.clone().until(t(5))));
    w.set_clock(t(5));
    w.denies(bob, wanted, north, Denial::Expired);
    w.set_clock(t(0));
    let both = w.giving(north, account(wanted).union(own(report)));
    w.ok(Actor::System, assign(bob, north, both));
    let shared = |required| Request::new(bob, required, north).shared_from(acme);
    w.ok(Actor::System, suspend(north));
    assert_eq!(w.ask(shared(wanted)).map(|_| ()), Err(Denial::NotShared(wanted)));
    // Lifting the status alone would not help: the ceiling lacks it.
    w.denies(bob, wanted, north, Denial::Ceiling(wanted));
    w.ok(Actor::System, set_features(north, PermissionSet::ALL));
    w.denies(bob, wanted, north, Denial::AccountSuspended);
    w.ok(Actor::System, resume(north));
    assert!(w.may(bob, wanted, north));
    // The ceiling comes before what is held; a lesser scope before nothing at all.
    w.ok(Actor::System, set_features(north, PermissionSet::ALL - Permission::FormEdit));
    w.denies(bob, report | Permission::FormEdit, north, Denial::Ceiling(set(Permission::FormEdit)));
    w.denies(bob, report | wanted, north, Denial::LesserScope(report));
    w.denies(bob, report | Permission::SmsEdit, north, Denial::Missing(set(Permission::SmsEdit)));
    w.ok(ada, close(north));
    w.denies(bob, wanted, north, Denial::AccountClosed);
    w.denies(bob, report, north, Denial::LesserScope(report));
}

#[test]
fn d4_the_status_of_an_account_above_counts_and_the_worst_is_told() {
    let Scene { mut w, acme, north, bob, .. } = scene();
    w.ok(Actor::System, suspend(acme));
    w.denies(bob, Permission::SmsSend, north, Denial::AccountSuspended);
    assert!(w.may(bob, Permission::SentView, north), "looking is left to a suspended account");
    w.denies(bob, Permission::SmsLaunch, north, Denial::Missing(set(Permission::SmsLaunch)));
    w.ok(Actor::System, close(north));
    w.denies(bob, Permission::SmsSend, north, Denial::AccountClosed);
    w.denies(bob, Permission::SentView, north, Denial::AccountClosed);
}

#[test]
fn d4_a_suspended_account_keeps_no_custom_permission() {
    let (mut w, acme, ada) = World::with_root();
    let custom = Permission::custom(7).unwrap();
    assert!(w.may(ada, custom, acme));
    w.ok(Actor::System, suspend(acme));
    w.denies(ada, custom, acme, Denial::AccountSuspended);
    assert!(w.may(ada, Permission::BillingManage | Permission::CreditPurchase, acme));
}

#[test]
fn d5_the_proof_tells_what_was_asked_and_when() {
    let Scene { mut w, north, bob, .. } = scene();
    w.set_clock(t(3));
    let required = Permission::SmsSend | Permission::SentView;
    let proof = w.ask(Request::new(bob, required, north)).unwrap();
    assert_eq!(proof.principal(), bob.into());
    assert_eq!(proof.user(), Some(bob));
    assert_eq!(proof.account(), north);
    assert_eq!(proof.required(), required);
    assert_eq!((proof.owner(), proof.scope(), proof.shared_from()), (None, Scope::Account, None));
    assert_eq!((proof.at(), proof.revision()), (t(3), w.directory.revision()));
}

/// A proof names the owner, so that it is the same whether the data was called one's own or the row's owner was given (rule D5).
#[test]
fn d5_proofs_of_the_same_are_equal_however_the_owner_was_named() {
    let Scene { mut w, acme, north, ada, .. } = scene();
    let bob = w.holding(north, account(Permission::SentView | Permission::IntegrationApi));
    let (his, the_accounts): (ApiKeyId, ApiKeyId) = (w.id(), w.id());
    w.ok(bob, create_key(his, north, Permission::SentView));
    w.ok(ada, create_account_key(the_accounts, north, Permission::SentView));
    let same = |one: Request, other: Request| {
        let [one, other] = [one, other].map(|request| w.directory.authorize(&request).unwrap());
        let hash = |proof| BuildHasherDefault::<DefaultHasher>::default().hash_one(proof);
        assert_eq!((one, hash(one)), (other, hash(other)));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
        one
    };
    let sees = |who: Principal| Request::new(who, Permission::SentView, north);
    for (who, owner) in [(Principal::from(bob), bob), (his.into(), bob)] {
        let proof = same(sees(who).own().at(t(3)), sees(who).owned_by(owner).at(t(3)));
        assert_eq!((proof.user(), proof.owner(), proof.principal()), (Some(bob), Some(bob), who));
        let of_all = w.directory.authorize(&sees(who).at(t(3))).unwrap();
        assert_ne!(of_all, proof);
        assert_ne!(proof, w.directory.authorize(&sees(who).own().at(t(4))).unwrap());
    }
    // What a key of an account makes is the account's.
    let proof = same(sees(the_accounts.into()).own().at(t(3)), sees(the_accounts.into()).at(t(3)));
    assert_eq!((proof.user(), proof.owner()), (None, None));
    // Of somebody else's data, and of what is shared, a proof keeps who and from where.
    let elsewhere = w.directory.authorize(&sees(bob.into()).owned_by(ada).at(t(3))).unwrap();
    assert_eq!((elsewhere.owner(), elsewhere.scope()), (Some(ada), Scope::Account));
    let looks = Request::new(ada, Permission::TemplateView, north).shared_from(acme).at(t(3));
    assert_eq!(w.directory.authorize(&looks).unwrap().shared_from(), Some(acme));
}

#[test]
fn d5_a_request_without_permission_gives_no_proof() {
    let Scene { mut w, acme, north, .. } = scene();
    let trainee = w.member(north, Assignment::of(Preset::Template));
    assert!(w.ask(Request::new(trainee, Permission::MessageFreeText, north).own()).is_err());
    assert!(w.ask(Request::new(trainee, Permission::SmsSend, acme).own()).is_err());
}
