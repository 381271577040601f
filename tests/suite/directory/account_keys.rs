//! G6: API keys of accounts, which hold their caps themselves, whoever made them; with D2, D4, C9, E6 and C10 for them.

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Denial, Permission, PermissionSet, Preset, Request, Scope, UserId,
};

use crate::support::commands::*;
use crate::support::world::*;

/// A root with two administrators, a sub-account, and one below that.
struct Scene {
    w: World,
    acme: AccountId,
    north: AccountId,
    far: AccountId,
    ada: UserId,
    bob: UserId,
}

fn scene() -> Scene {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let far = w.sub(north);
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    Scene { w, acme, north, far, ada, bob }
}

const CAP: PermissionSet = PermissionSet::SMS_SEND.union(PermissionSet::SENT_VIEW);

impl Scene {
    /// What is answered to a key that asks for `sms.send`.
    fn send(&self, key: ApiKeyId, place: AccountId) -> Result<(), Denial> {
        self.w.ask(Request::new(key, Permission::SmsSend, place)).map(|_| ())
    }

    /// A key for the accounts below, too.
    fn wide_key(&mut self, account: AccountId, cap: impl Into<PermissionSet>) -> ApiKeyId {
        let key = self.w.id();
        self.w.ok(self.ada, create_account_key_with(key, account, true, cap, None));
        key
    }
}

#[test]
fn g6_it_holds_its_cap_itself_whoever_made_it() {
    let Scene { mut w, north, ada, bob, .. } = scene();
    for maker in [Actor::from(ada), bob.into(), Actor::System] {
        let key = w.account_key(maker, north, CAP);
        let proof = w.ask(Request::new(key, CAP, north)).unwrap();
        assert_eq!((proof.principal(), proof.user(), proof.scope()), (key.into(), None, Scope::Account));
        w.denies(key, Permission::SmsLaunch, north, Denial::Missing(set(Permission::SmsLaunch)));
        let stored = w.directory.api_key(key).unwrap();
        assert_eq!((stored.owner(), stored.cap(), stored.account()), (None, CAP, north));
        assert_eq!(stored.custody().unwrap().created_by(), maker);
    }
}

/// What happens to its maker leaves it alone: a person's key ends with all of it.
#[test]
fn g6_it_outlives_whoever_made_it() {
    let Scene { mut w, acme, north, ada, .. } = scene();
    let eve = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    let (personal, key) = (w.key(eve, north, CAP), w.account_key(eve, north, CAP));
    let stored = w.directory.api_key(key).unwrap().clone();
    let weak = w.giving(north, own(Permission::ContactView));
    let new = address("eve.new@acme.example");
    for (actor, command) in [
        (Actor::from(ada), deactivate(eve)),
        (ada.into(), remove(eve, north)),
        (eve.into(), leave(north)),
        (ada.into(), delete(eve)),
        (ada.into(), reset(eve)),
        (eve.into(), reset(eve)),
        (ada.into(), change_email(eve, &new)),
        (ada.into(), call(eve, "+49 30 901820")),
        (ada.into(), assign(eve, north, weak)),
    ] {
        let mut w = w.clone();
        let name = command.name();
        w.ok(actor, command);
        assert_eq!(w.directory.api_key(key), Some(&stored), "{name}");
        assert!(w.may(key, CAP, north), "{name}");
        assert!(!w.may(personal, CAP, north), "{name}");
    }
    // Nor does it matter that nobody is left there.
    w.ok(ada, delete(eve));
    assert_eq!(w.directory.members(north).count(), 0);
    assert!(w.may(key, CAP, north) && !w.may(key, CAP, acme));
}

#[test]
fn g6_it_works_in_its_account_and_below_if_it_is_made_for_the_subtree() {
    let mut s = scene();
    let (acme, north, far) = (s.acme, s.north, s.far);
    let here = s.w.account_key(s.ada, north, CAP);
    let wide = s.wide_key(north, CAP);
    for (key, place, expected) in [
        (here, acme, Err(Denial::NoAccess)),
        (here, north, Ok(())),
        (here, far, Err(Denial::NoAccess)),
        (wide, acme, Err(Denial::NoAccess)),
        (wide, north, Ok(())),
        (wide, far, Ok(())),
    ] {
        assert_eq!(s.send(key, place), expected);
    }
    // One that is opened later is below, too; what changes the key changes it at once.
    let later = s.w.sub(far);
    assert_eq!(s.send(wide, later), Ok(()));
    s.w.ok(s.ada, change_key(wide, false, CAP, None));
    assert_eq!((s.send(wide, north), s.send(wide, later)), (Ok(()), Err(Denial::NoAccess)));
    s.w.ok(s.ada, change_key(wide, false, Permission::SentView, None));
    assert_eq!(s.send(wide, north), Err(Denial::Missing(set(Permission::SmsSend))));
}

#[test]
fn g6_it_is_bound_by_the_ceiling_of_each_account() {
    let mut s = scene();
    let (acme, north, far) = (s.acme, s.north, s.far);
    let cap = CAP | Permission::CreditPurchase | Permission::BillingView;
    let (wide, here) = (s.wide_key(acme, cap), s.w.account_key(s.ada, far, cap));
    let send = set(Permission::SmsSend);
    s.w.ok(Actor::System, set_features(north, PermissionSet::ALL - send));
    for (key, place, expected) in [
        (wide, acme, Ok(())),
        (wide, north, Err(Denial::Ceiling(send))),
        (wide, far, Err(Denial::Ceiling(send))),
        (here, far, Err(Denial::Ceiling(send))),
    ] {
        assert_eq!(s.send(key, place), expected);
    }
    s.w.ok(Actor::System, set_features(north, PermissionSet::ALL));
    s.w.ok(Actor::System, set_billing(far, Billing::Postpaid));
    for key in [wide, here] {
        let purchase = set(Permission::CreditPurchase);
        s.w.denies(key, purchase, far, Denial::Ceiling(purchase));
    }
    // A suspension leaves what Guests have.
    s.w.ok(s.ada, suspend(north));
    for key in [wide, here] {
        assert_eq!(s.send(key, far), Err(Denial::AccountSuspended));
        assert!(s.w.may(key, Permission::BillingView, far));
    }
    assert_eq!(s.send(wide, acme), Ok(()));
    s.w.ok(s.ada, resume(north));
    assert_eq!((s.send(wide, far), s.send(here, far)), (Ok(()), Ok(())));
}

#[test]
fn g6_it_works_until_its_end() {
    let Scene { mut w, north, ada, .. } = scene();
    let key: ApiKeyId = w.id();
    w.refuses(ada, create_account_key_with(key, north, false, CAP, Some(t(0))), "empty_window");
    w.ok(ada, create_account_key_with(key, north, false, CAP, Some(t(10))));
    for (now, expected) in [(t(10) - MILLI, Ok(())), (t(10), Err(Denial::Expired)), (t(99), Err(Denial::Expired))] {
        w.set_clock(now);
        assert_eq!(w.ask(Request::new(key, CAP, north)).map(|_| ()), expected, "{now}");
    }
    // "Expired" comes before what the account says.
    w.ok(Actor::System, suspend(north));
    w.denies(key, CAP, north, Denial::Expired);
    w.set_clock(t(9));
    w.denies(key, CAP, north, Denial::AccountSuspended);
}

/// D2: what is nobody's is nobody's own.
#[test]
fn d2_g6_a_key_of_an_account_owns_no_data() {
    let Scene { w, north, ada, bob, .. } = scene();
    let mut w = w;
    let key = w.account_key(ada, north, CAP);
    let asked = Request::new(key, Permission::SentView, north);
    for (request, owner) in
        [(asked, None), (asked.own(), None), (asked.owned_by(ada), Some(ada)), (asked.owned_by(bob), Some(bob))]
    {
        let proof = w.ask(request).unwrap();
        assert_eq!((proof.scope(), proof.owner(), proof.user()), (Scope::Account, owner, None));
    }
    // All or nothing: nothing is held at a lesser scope.
    let launch = Request::new(key, Permission::SmsLaunch, north);
    for request in [launch, launch.own(), launch.owned_by(ada)] {
        assert_eq!(w.ask(request).map(|_| ()), Err(Denial::Missing(set(Permission::SmsLaunch))));
    }
}

/// G3: one's own details are a person's. They make a key reach nothing either.
#[test]
fn d4_g6_profile_edit_is_not_a_keys() {
    let mut s = scene();
    let (acme, north) = (s.acme, s.north);
    let profile = set(Permission::ProfileEdit);
    let (all, only, none) =
        (s.wide_key(acme, PermissionSet::ALL), s.wide_key(acme, profile), s.wide_key(acme, PermissionSet::EMPTY));
    for request in [Request::new(all, profile, north), Request::new(all, profile, north).own()] {
        assert_eq!(s.w.ask(request).map(|_| ()), Err(Denial::Missing(profile)));
        assert_eq!(s.w.ask(request.owned_by(s.ada)).map(|_| ()), Err(Denial::Missing(profile)));
    }
    for key in [only, none] {
        assert_eq!(s.send(key, acme), Err(Denial::Missing(set(Permission::SmsSend))), "it reaches its account");
        assert_eq!(s.send(key, north), Err(Denial::NoAccess));
        assert!(s.w.directory.access(key, north, s.w.now()).is_err());
    }
}

#[test]
fn d4_g6_a_key_that_is_revoked_is_told_so_whatever_the_account() {
    let mut s = scene();
    let (other, _) = s.w.root();
    let key = s.w.account_key(s.ada, s.north, CAP);
    let never: ApiKeyId = s.w.id();
    let nowhere: AccountId = s.w.id();
    for place in [s.acme, s.far, other, nowhere] {
        assert_eq!(s.send(key, place), Err(Denial::NoAccess));
    }
    s.w.ok(s.ada, revoke_key(key));
    for place in [s.acme, s.north, s.far, other, nowhere] {
        assert_eq!(s.send(key, place), Err(Denial::KeyRevoked));
        assert_eq!(s.send(never, place), Err(Denial::NoAccess));
    }
    s.w.denies(key, PermissionSet::EMPTY, s.north, Denial::EmptyRequirement);
}

/// D3: what an account above shares can be looked at by a key, too.
#[test]
fn d3_g6_a_key_of_an_account_looks_at_what_is_shared_from_above() {
    let mut s = scene();
    let key = s.w.account_key(s.ada, s.north, Permission::TemplateView | Permission::SmsSend);
    let asked = |permission| Request::new(key, permission, s.north).shared_from(s.acme);
    assert!(s.w.ask(asked(Permission::TemplateView)).is_ok());
    let beyond = Err(Denial::NotShared(set(Permission::SmsSend)));
    assert_eq!(s.w.ask(asked(Permission::SmsSend)).map(|_| ()), beyond);
    let missing = Err(Denial::Missing(set(Permission::ContactView)));
    assert_eq!(s.w.ask(asked(Permission::ContactView)).map(|_| ()), missing);
}

/// It is for persons and the operator to make it, to change it and to reset it, so that no key outlives itself in another.
#[test]
fn g6_no_key_makes_changes_or_resets_it() {
    let mut s = scene();
    let of_account = s.wide_key(s.acme, PermissionSet::ALL);
    let personal: ApiKeyId = s.w.id();
    s.w.ok(s.ada, create_key_with(personal, s.acme, true, PermissionSet::ALL, None));
    let key = s.w.account_key(s.ada, s.north, CAP);
    let new = s.w.id();
    for command in [
        create_account_key(new, s.north, CAP),
        change_key(key, false, CAP | Permission::SmsLaunch, None),
        change_key(key, false, PermissionSet::EMPTY, Some(t(1))),
        reset_key(key),
        reset_key(personal),
    ] {
        s.w.refuses(personal, command.clone(), "not_by_key");
        s.w.refuses(of_account, command.clone(), "not_by_account_key");
        s.w.refuses(key, command, "not_by_account_key");
    }
    // Only to revoke it, which takes away, a person's key will do.
    s.w.refuses(of_account, revoke_key(key), "not_by_account_key");
    s.w.refuses(key, revoke_key(key), "not_by_account_key");
    s.w.ok(personal, revoke_key(key));
}

/// C9: a person's key is reset by its owner, who gets nothing by it that they do not hold.
#[test]
fn c9_a_persons_key_is_reset_by_its_owner_alone() {
    let Scene { mut w, acme, ada, bob, .. } = scene();
    let key = w.key(bob, acme, CAP);
    let before = w.directory.api_key(key).unwrap().clone();
    w.refuses(ada, reset_key(key), "not_the_owner");
    w.refuses(Actor::System, reset_key(key), "not_the_owner");
    w.ok(bob, reset_key(key));
    w.ok(bob, reset_key(key));
    assert_eq!((w.directory.api_key(key), before.custody()), (Some(&before), None));
    assert_eq!(w.directory.keys_in_custody_of(bob).count(), 0, "it is in the list of his own");
    let less = w.giving(acme, account(Permission::SmsSend));
    w.ok(ada, assign(bob, acme, less));
    w.refuses(bob, reset_key(key), "missing");
    w.ok(bob, revoke_key(key));
    w.refuses(bob, reset_key(key), "unknown_api_key");
}

/// G6: closing its account, or one above, ends it; C10: nothing closed holds a key.
#[test]
fn g6_c10_closing_its_account_or_one_above_revokes_it() {
    for closes_above in [false, true] {
        let mut s = scene();
        let there = s.w.account_key(s.ada, s.far, CAP);
        let (wide, ended): (ApiKeyId, ApiKeyId) = (s.wide_key(s.acme, CAP), s.w.id());
        s.w.ok(s.ada, create_account_key_with(ended, s.far, true, CAP, Some(t(1))));
        s.w.set_clock(t(2));
        s.w.ok(s.ada, close(if closes_above { s.north } else { s.far }));
        for key in [there, ended] {
            assert_eq!(s.send(key, s.far), Err(Denial::KeyRevoked));
            assert_eq!(s.w.directory.api_key(key), None);
            s.w.refuses(s.ada, reset_key(key), "unknown_api_key");
        }
        assert_eq!(s.w.directory.api_keys(s.far).count(), 0);
        // That of an account above is there, and finds a closed account.
        assert_eq!((s.send(wide, s.acme), s.send(wide, s.far)), (Ok(()), Err(Denial::AccountClosed)));
        let new = s.w.id();
        s.w.refuses(s.ada, create_account_key(new, s.far, CAP), "account_closed");
        s.w.refuses(Actor::System, create_account_key(new, s.far, CAP), "account_closed");
    }
}

/// E6: whoever stops an account stops its keys, and covers them.
#[test]
fn e6_suspending_resuming_and_closing_requires_coverage_of_the_keys_that_have_not_ended() {
    let mut s = scene();
    let (north, far) = (s.north, s.far);
    let eve = s.w.holding(s.acme, subtree(Permission::SubaccountManage | Permission::SentView));
    s.w.account_key(s.ada, far, Permission::SentView);
    let beyond: ApiKeyId = s.w.id();
    s.w.ok(s.ada, create_account_key_with(beyond, far, false, CAP, Some(t(5))));
    let mut suspended = s.w.clone();
    suspended.ok(s.ada, suspend(north));
    let cases = [(&s.w, suspend(north)), (&s.w, close(north)), (&s.w, close(far)), (&suspended, resume(north))];
    for (w, command) in cases {
        w.clone().refuses(eve, command.clone(), "uncovered");
        // Once it has ended, or is revoked, it does not count.
        let mut later = w.clone();
        later.set_clock(t(5));
        later.ok(eve, command.clone());
        let mut revoked = w.clone();
        revoked.ok(s.ada, revoke_key(beyond));
        revoked.ok(eve, command);
    }
    // One for the accounts below, too, is covered by what goes down.
    let narrow = s.w.holding(north, account(Permission::SubaccountManage | CAP));
    s.w.ok(s.ada, revoke_key(beyond));
    let wide: ApiKeyId = s.w.id();
    s.w.ok(s.ada, create_account_key_with(wide, far, true, Permission::SentView, None));
    s.w.refuses(narrow, suspend(far), "uncovered_elsewhere");
    s.w.ok(eve, suspend(far));
}
