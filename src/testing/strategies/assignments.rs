//! Assigned roles and assignments.

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::organization::{AssignedRole, Assignment};
use crate::permission::Levels;

use super::grants::preset;
use super::ids::role_id;
use super::instants::instant_near;
use super::levels::levels;
use super::permissions::selection;

/// Assigned roles: three presets for each custom role. Shrinks to [`Preset::Admin`](crate::Preset::Admin).
pub fn assigned_role() -> impl Strategy<Value = AssignedRole> + Clone {
    prop_oneof![3 => preset().prop_map(AssignedRole::from), 1 => role_id().prop_map(AssignedRole::from)]
}

/// Assignments of [any role](assigned_role), with terms near an instant; see [`assignment_of`].
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use proptest::prelude::*;
/// use sendright::testing::strategies;
///
/// let now = Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap();
/// proptest!(|(assignment in strategies::assignment(now))| {
///     let has_started = assignment.starts().is_none_or(|from| from <= now);
///     let has_ended = assignment.ends().is_some_and(|until| until <= now);
///     prop_assert_eq!(assignment.is_live(now), has_started && !has_ended);
/// });
/// ```
pub fn assignment(now: DateTime<Utc>) -> impl Strategy<Value = Assignment> + Clone {
    assignment_of(assigned_role(), now)
}

/// Assignments of these roles, with terms near an instant.
///
/// An assignment has at most three roles, in one of three cases levels too, in one of three withholds a
/// [selection](selection), and has a start and an end in two of five cases each, which are [near](instant_near) the instant
/// and independent: it may end before it starts. One in about six has neither a role nor a level; commands refuse these (rule
/// I4). Shrinks to the assignment without a role, a level or a term, which is `Assignment::default()`.
///
/// The roles that exist in a directory of the application:
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use proptest::prelude::*;
/// use proptest::sample::select;
/// use sendright::testing::strategies;
/// use sendright::{AssignedRole, Preset};
///
/// let now = Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap();
/// let offered = [Preset::Standard, Preset::Sender].map(AssignedRole::from);
/// let assignment = strategies::assignment_of(select(offered.to_vec()), now);
/// proptest!(|(assignment in assignment)| {
///     prop_assert!(assignment.roles().iter().all(|role| offered.contains(role)));
/// });
/// ```
pub fn assignment_of<S>(roles: S, now: DateTime<Utc>) -> impl Strategy<Value = Assignment> + Clone
where
    S: Strategy<Value = AssignedRole> + Clone,
{
    let term = || weighted(0.4, instant_near(now));
    let levels = weighted(0.33, levels()).prop_map(|levels| levels.unwrap_or(Levels::NONE));
    (vec(roles, 0..=3), levels, weighted(0.33, selection()), term(), term()).prop_map(
        |(roles, levels, withheld, from, until)| {
            let assignment = roles.into_iter().fold(Assignment::levels(levels), Assignment::and);
            let assignment = withheld.into_iter().fold(assignment, Assignment::withholding);
            let assignment = from.into_iter().fold(assignment, Assignment::from);
            until.into_iter().fold(assignment, Assignment::until)
        },
    )
}
