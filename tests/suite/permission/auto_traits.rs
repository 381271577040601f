//! What a caller may rely on without asking: values are `Copy` and cross threads.

use sendright::actions::Action;
use sendright::{
    Access, Area, CustomNameError, CustomNames, Feature, Grants, Level, Levels, NotNestedError, Permission,
    PermissionSet, PermissionSetIter, Preset, Scope, UnknownAreaError, UnknownBitsError, UnknownNameError,
};
use std::fmt::Debug;
use std::panic::{RefUnwindSafe, UnwindSafe};

fn is_value<T: Copy + Eq + Debug + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + 'static>() {}
fn is_hash<T: std::hash::Hash>() {}
fn is_error<T: std::error::Error + Send + Sync + Unpin + Clone + 'static>() {}
fn is_iterator<T: ExactSizeIterator + DoubleEndedIterator + std::iter::FusedIterator + Clone + Send + Sync>() {}

#[test]
fn values_copy_and_cross_threads() {
    is_value::<Access>();
    is_value::<Action>();
    is_value::<Area>();
    is_value::<CustomNames<'static>>();
    is_value::<CustomNameError<'static>>();
    is_value::<Feature<'static>>();
    is_value::<Grants>();
    is_value::<Level>();
    is_value::<Levels>();
    is_value::<NotNestedError>();
    is_value::<Permission>();
    is_value::<PermissionSet>();
    is_value::<Preset>();
    is_value::<Scope>();
    is_value::<UnknownAreaError>();
    is_value::<UnknownBitsError>();
}

#[test]
fn keys_hash_errors_are_errors_and_the_iterator_is_complete() {
    is_hash::<(Action, Area, Level, Permission, Preset, Scope)>();
    is_hash::<(Feature<'_>, Grants, Levels, PermissionSet)>();
    is_error::<CustomNameError<'static>>();
    is_error::<NotNestedError>();
    is_error::<UnknownAreaError>();
    is_error::<UnknownBitsError>();
    is_error::<UnknownNameError>();
    is_iterator::<PermissionSetIter>();
}

#[test]
fn values_are_small() {
    assert_eq!(size_of::<Permission>(), 1);
    assert_eq!(size_of::<Option<Permission>>(), 1);
    assert_eq!(size_of::<PermissionSet>(), 16);
    assert_eq!(size_of::<Levels>(), 8);
    assert_eq!(size_of::<Grants>(), 48);
    // The areas with a level fit into what the alignment leaves.
    assert!(size_of::<Access>() <= 256);
}
