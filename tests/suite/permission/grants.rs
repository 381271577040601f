//! Grants stay nested under every operation, and are ordered by what they cover.

use proptest::prelude::*;
use sendright::testing::strategies::{grants, permission, permission_set, scope};
use sendright::{Grants, Permission, PermissionSet, Preset, Scope};

use crate::support::catalogue::every_permission;
use crate::support::properties::cases;

/// The widest scope of each permission: all that grants are.
fn model(grants: Grants) -> Vec<Option<Scope>> {
    every_permission()
        .into_iter()
        .map(|p| Scope::ALL.into_iter().rfind(|scope| grants.at(*scope).contains(p)))
        .collect()
}

fn permissionwise(
    a: Grants,
    b: Grants,
    f: impl Fn(Option<Scope>, Option<Scope>) -> Option<Scope>,
) -> Vec<Option<Scope>> {
    model(a).into_iter().zip(model(b)).map(|(a, b)| f(a, b)).collect()
}

fn is_nested(grants: Grants) -> bool {
    let [own, account, subtree] = Scope::ALL.map(|scope| grants.at(scope));
    subtree.is_subset(account) && account.is_subset(own)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn v3_every_operation_keeps_grants_nested(a in grants(), b in grants(), s in permission_set(), scope in scope()) {
        for grants in [
            a,
            Grants::of(s, scope),
            a.with(s, scope),
            a.without(s),
            a.within(s),
            a.union(b),
            a.intersection(b),
        ] {
            prop_assert!(is_nested(grants), "{grants:?}");
        }
    }

    #[test]
    fn operations_agree_with_a_widest_scope_for_each_permission(a in grants(), b in grants(), s in permission_set(), at in scope()) {
        // `None < Some(Own) < Some(Account) < Some(Subtree)`, so union is the maximum and intersection the minimum.
        prop_assert_eq!(model(a.union(b)), permissionwise(a, b, Ord::max));
        prop_assert_eq!(model(a.intersection(b)), permissionwise(a, b, Ord::min));
        let with: Vec<_> = every_permission()
            .into_iter()
            .zip(model(a))
            .map(|(p, held)| if s.contains(p) { held.max(Some(at)) } else { held })
            .collect();
        prop_assert_eq!(model(a.with(s, at)), with);
        let without: Vec<_> = every_permission()
            .into_iter()
            .zip(model(a))
            .map(|(p, held)| if s.contains(p) { None } else { held })
            .collect();
        prop_assert_eq!(model(a.without(s)), without);
        prop_assert_eq!(a.within(PermissionSet::ALL - s), a.without(s));
        prop_assert_eq!(every_permission().into_iter().map(|p| a.scope_of(p)).collect::<Vec<_>>(), model(a));
        let listed: Vec<_> =
            every_permission().into_iter().zip(model(a)).filter_map(|(p, held)| Some((p, held?))).collect();
        prop_assert_eq!(a.iter().collect::<Vec<_>>(), listed);
        prop_assert_eq!(a.is_none(), model(a).iter().all(Option::is_none));
    }

    #[test]
    fn covers_is_the_order_of_union(a in grants(), b in grants(), c in grants()) {
        let covered = model(a).into_iter().zip(model(b)).all(|(a, b)| b <= a);
        prop_assert_eq!(a.covers(&b), covered);
        prop_assert_eq!(a.covers(&b), a.union(b) == a);
        prop_assert_eq!(a.covers(&b), a.intersection(b) == b);
        prop_assert!(a.covers(&a));
        prop_assert!(a.union(b).covers(&a) && a.union(b).covers(&b));
        prop_assert!(!(a.covers(&b) && b.covers(&a)) || a == b);
        // The least that covers both: whatever covers both covers it.
        prop_assert_eq!(c.covers(&a.union(b)), c.covers(&a) && c.covers(&b));
        prop_assert_eq!(a.intersection(b).covers(&c), a.covers(&c) && b.covers(&c));
        let above = a.union(b).union(c);
        prop_assert!(above.covers(&a.union(b)));
    }

    #[test]
    fn allows_agrees_with_the_model(a in grants(), required in permission_set(), scope in scope(), p in permission()) {
        let held = |p: Permission| model(a)[every_permission().iter().position(|q| *q == p).unwrap()] >= Some(scope);
        prop_assert_eq!(a.allows(required, scope), !required.is_empty() && required.iter().all(held));
        prop_assert_eq!(a.allows(p, scope), held(p));
    }

    #[test]
    fn without_never_widens(a in grants(), s in permission_set(), required in permission_set(), scope in scope()) {
        prop_assert!(a.covers(&a.without(s)));
        prop_assert!(!a.without(s).allows(required, scope) || a.allows(required, scope));
        prop_assert!(!a.without(s).at(Scope::Own).intersects(s));
    }

    #[test]
    fn more_granted_never_refuses_what_less_granted_allowed(a in grants(), b in grants(), required in permission_set(), at in scope()) {
        prop_assert!(!a.allows(required, at) || a.union(b).allows(required, at));
        for narrower in Scope::ALL.into_iter().filter(|scope| *scope <= at) {
            prop_assert!(!a.allows(required, at) || a.allows(required, narrower));
        }
    }

    #[test]
    fn v3_sets_that_are_not_nested_are_refused(own in permission_set(), account in permission_set(), subtree in permission_set()) {
        match Grants::nested(own, account, subtree) {
            Ok(grants) => {
                prop_assert!(subtree.is_subset(account) && account.is_subset(own));
                prop_assert_eq!(Scope::ALL.map(|scope| grants.at(scope)), [own, account, subtree]);
            }
            Err(_) => prop_assert!(!subtree.is_subset(account) || !account.is_subset(own)),
        }
    }

    #[test]
    fn nested_takes_what_at_gives(a in grants()) {
        let [own, account, subtree] = Scope::ALL.map(|scope| a.at(scope));
        prop_assert_eq!(Grants::nested(own, account, subtree), Ok(a));
    }
}

#[test]
fn v4_an_empty_requirement_is_never_allowed() {
    for scope in Scope::ALL {
        assert!(!Grants::ALL.allows(PermissionSet::EMPTY, scope));
        assert!(!Grants::NONE.allows(PermissionSet::EMPTY, scope));
    }
}

#[test]
fn not_nested_names_the_permission_and_the_scopes() {
    let (sms, none) = (PermissionSet::SMS_SEND, PermissionSet::EMPTY);
    let cases = [
        (
            Grants::nested(none, sms, none),
            "`sms.send` is granted at the scope account and not at the narrower scope own: grant it at both",
        ),
        (
            Grants::nested(sms, none, sms),
            "`sms.send` is granted at the scope subtree and not at the narrower scope account: grant it at both",
        ),
        (
            Grants::nested(none, none, sms),
            "`sms.send` is granted at the scope subtree and not at the narrower scope account: grant it at both",
        ),
    ];
    for (result, message) in cases {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
}

#[test]
fn grants_print_each_permission_under_its_widest_scope() {
    let grants = Grants::NONE.with(Permission::SmsSend, Scope::Account).with(Permission::SentView, Scope::Own);
    assert_eq!(format!("{grants:?}"), "{Own: {sent.view}, Account: {sms.send}}");
    assert_eq!(format!("{:?}", Grants::NONE), "{}");
    assert_eq!(Grants::default(), Grants::NONE);
    assert_eq!(Grants::ALL, Preset::Admin.grants());
}
