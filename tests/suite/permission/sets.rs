//! Set algebra against a `BTreeSet`, and what never gets into a set.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sendright::testing::strategies::{permission, permission_set};
use sendright::{Permission, PermissionSet};

use crate::support::catalogue::{every_permission, reserved_bits};
use crate::support::properties::cases;

type Model = BTreeSet<Permission>;

fn model(set: PermissionSet) -> Model {
    every_permission().into_iter().filter(|p| set.bits() & (1 << p.bit()) != 0).collect()
}

#[track_caller]
fn assert_same(set: PermissionSet, expected: &Model) {
    assert_eq!(set.iter().collect::<Vec<_>>(), expected.iter().copied().collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn operations_agree_with_a_btree_set(a in permission_set(), b in permission_set(), p in permission()) {
        let (model_a, model_b) = (model(a), model(b));
        assert_same(a | b, &(&model_a | &model_b));
        assert_same(a & b, &(&model_a & &model_b));
        assert_same(a - b, &(&model_a - &model_b));
        prop_assert_eq!(a.is_subset(b), model_a.is_subset(&model_b));
        prop_assert_eq!(a.intersects(b), !model_a.is_disjoint(&model_b));
        prop_assert_eq!(a.allows(b), !model_b.is_empty() && model_b.is_subset(&model_a));
        prop_assert_eq!(a.is_empty(), model_a.is_empty());
        prop_assert_eq!(a.len(), model_a.len());
        prop_assert_eq!(a.contains(p), model_a.contains(&p));
        prop_assert_eq!(a == b, model_a == model_b);
    }

    #[test]
    fn operators_take_permissions_and_assign(a in permission_set(), p in permission(), q in permission()) {
        let single = PermissionSet::from(p);
        prop_assert_eq!(a | p, a | single);
        prop_assert_eq!(p | a, a | single);
        prop_assert_eq!(a & p, a & single);
        prop_assert_eq!(p & a, a & single);
        prop_assert_eq!(a - p, a - single);
        prop_assert_eq!(p - a, single - a);
        prop_assert_eq!(p | q, PermissionSet::of([p, q]));
        prop_assert_eq!(a | [p, q], a | p | q);
        let (mut or, mut and, mut sub) = (a, a, a);
        or |= p;
        and &= p;
        sub -= p;
        prop_assert_eq!((or, and, sub), (a | p, a & p, a - p));
    }

    #[test]
    fn iteration_goes_both_ways_and_knows_its_length(a in permission_set(), from_back in proptest::collection::vec(any::<bool>(), 130)) {
        let mut forwards = model(a);
        let mut iter = a.iter();
        for back in from_back {
            prop_assert_eq!(iter.len(), forwards.len());
            let (got, expected) =
                if back { (iter.next_back(), forwards.pop_last()) } else { (iter.next(), forwards.pop_first()) };
            prop_assert_eq!(got, expected);
        }
    }

    #[test]
    fn v4_no_bits_come_in_that_stand_for_nothing(bits in any::<u128>()) {
        let undefined = bits & !PermissionSet::ALL.bits();
        match PermissionSet::from_bits(bits) {
            Ok(set) => {
                prop_assert_eq!(undefined, 0);
                prop_assert_eq!(set.bits(), bits);
            }
            Err(error) => {
                prop_assert_ne!(undefined, 0);
                prop_assert_eq!(error.bits(), undefined);
            }
        }
    }

    #[test]
    fn v4_no_operation_makes_an_undefined_bit(a in permission_set(), b in permission_set()) {
        for set in [a | b, a & b, a - b, PermissionSet::ALL - a] {
            prop_assert_eq!(PermissionSet::from_bits(set.bits()), Ok(set));
        }
    }

    #[test]
    fn more_granted_never_refuses_what_less_granted_allowed(less in permission_set(), more in permission_set(), required in permission_set()) {
        prop_assert!(!less.allows(required) || (less | more).allows(required));
    }
}

#[test]
fn v4_an_empty_requirement_is_never_allowed() {
    for held in [PermissionSet::EMPTY, PermissionSet::SMS_SEND, PermissionSet::ALL] {
        assert!(!held.allows(PermissionSet::EMPTY));
    }
}

#[test]
fn security_19_each_undefined_bit_is_refused_by_name() {
    for bit in reserved_bits() {
        let error = PermissionSet::from_bits(PermissionSet::ALL.bits() | 1 << bit).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("bit {bit} stands for no permission: a later version may have written it")
        );
    }
}

#[test]
fn sets_print_their_names() {
    let set = Permission::SmsSend | Permission::MessageUpload;
    assert_eq!(set.to_string(), "sms.send, message.upload");
    assert_eq!(format!("{set:?}"), "{sms.send, message.upload}");
    assert_eq!(PermissionSet::EMPTY.to_string(), "nothing");
    assert_eq!(format!("{:?}", PermissionSet::EMPTY), "{}");
    assert_eq!(PermissionSet::default(), PermissionSet::EMPTY);
}
