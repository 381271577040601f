//! A snapshot that borrows is written as one that is copied, and one that is advanced is equal to one that is taken.

use proptest::prelude::*;
#[cfg(feature = "serde")]
use sendright::Snapshot;
use sendright::{AdvanceError, CommitError, Directory};

use crate::support::histories::{Told, steps};
use crate::support::properties::cases;

/// Byte for byte, in a format that people read and in a compact one.
#[cfg(feature = "serde")]
fn is_written_alike(directory: &Directory) -> Result<(), TestCaseError> {
    let (copied, borrowed) = (directory.snapshot(), directory.snapshot_ref());
    prop_assert_eq!(borrowed.revision(), copied.revision());
    let json = serde_json::to_string(&copied).unwrap();
    prop_assert_eq!(&serde_json::to_string(&borrowed).unwrap(), &json);
    let compact = postcard::to_allocvec(&copied).unwrap();
    prop_assert_eq!(&postcard::to_allocvec(&borrowed).unwrap(), &compact);
    prop_assert_eq!(&serde_json::from_str::<Snapshot>(&json).unwrap(), &copied);
    prop_assert_eq!(&postcard::from_bytes::<Snapshot>(&compact).unwrap(), &copied);
    Ok(())
}

proptest! {
    #![proptest_config(cases(48))]

    #[cfg(feature = "serde")]
    #[test]
    fn what_is_borrowed_is_written_as_what_is_copied(steps in steps(80)) {
        for state in &Told::of(&steps).states {
            is_written_alike(state)?;
        }
    }

    #[test]
    fn i7_a_snapshot_that_is_advanced_is_the_one_of_the_directory(
        steps in steps(80), from in any::<usize>(), to in any::<usize>(),
    ) {
        let told = Told::of(&steps);
        let (from, to) = (from % told.states.len(), to % told.states.len());
        let (from, to) = (from.min(to), from.max(to));
        let before = told.states[from].snapshot();
        prop_assert_eq!(before.revision(), told.states[from].revision());
        let advanced = before.clone().advance(told.log[from..to].iter().cloned()).unwrap();
        prop_assert_eq!(&advanced, &told.states[to].snapshot());
        // A change that is missing, and one that is in it, end it.
        let missing = before.clone().advance(told.log[from..].iter().skip(1).cloned());
        prop_assert_eq!(missing.map_err(|error| error.code()).is_ok(), told.log.len() <= from + 1);
        if let Some(last) = from.checked_sub(1) {
            let error = before.advance([told.log[last].clone()]).unwrap_err();
            let revision = u64::try_from(from).unwrap();
            let expected = CommitError::OutOfOrder { expected: revision + 1, found: revision };
            prop_assert_eq!(&error, &AdvanceError::Change(expected.clone()));
            prop_assert_eq!((error.code(), error.to_string()), (expected.code(), expected.to_string()));
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn i7_a_snapshot_that_does_not_restore_is_not_advanced() {
    let snapshot = serde_json::to_string(&Directory::new().snapshot()).unwrap();
    let spoilt = snapshot.replace("\"revision\":0", "\"revision\":7");
    assert_ne!(spoilt, snapshot);
    let error = serde_json::from_str::<Snapshot>(&spoilt).unwrap().advance([]).unwrap_err();
    assert!(matches!(error, AdvanceError::Snapshot(_)), "{error:?}");
    let expected = "the snapshot's head is not valid: its revision is not 0, but it has no time";
    assert_eq!((error.code(), error.to_string().as_str()), ("invalid_snapshot", expected));
}
