//! Strategies for the values of this crate, for property tests with [`proptest`].
//!
//! A strategy generates what is met in practice and what is at an edge: presets and sets near them, names in many scripts,
//! terms that end just at an instant. Each shrinks to what a person reads at once: the first value, the empty set, a short
//! name in ASCII, no term. Each function says what it generates and what it shrinks to.
//!
//! ```
//! use proptest::prelude::*;
//! use sendright::testing::strategies;
//! use sendright::{PermissionSet, Scope};
//!
//! proptest! {
//! # /*
//!     #[test]
//! # */
//!     fn a_plan_never_adds_permissions(held in strategies::grants(), plan in strategies::permission_set()) {
//!         let available = held.within(plan);
//!         prop_assert!(held.covers(&available));
//!         prop_assert!(available.at(Scope::Own).is_subset(plan));
//!     }
//! }
//! # a_plan_never_adds_permissions();
//! ```
//!
//! A type with one obvious strategy implements [`Arbitrary`](proptest::arbitrary::Arbitrary), so that
//! [`any`](proptest::arbitrary::any) makes its values and `#[derive(Arbitrary)]` works on a type that contains them:
//!
//! ```
//! use proptest::prelude::*;
//! use sendright::{Level, Levels, Area};
//!
//! proptest! {
//! # /*
//!     #[test]
//! # */
//!     fn a_level_is_stored_as_given(levels in any::<Levels>(), area in any::<Area>(), level in any::<Level>()) {
//!         prop_assert_eq!(levels.with(area, level).level(area), level);
//!     }
//! }
//! # a_level_is_stored_as_given();
//! ```
//!
//! [`worlds`] generates whole directories, with questions, commands, lists of rows or events for each. They shrink as a whole, to
//! the fewest commands, and are printed in names.
//!
//! ```
//! use proptest::prelude::*;
//! use sendright::testing::strategies;
//!
//! proptest! {
//! # /*
//!     #[test]
//! # */
//!     fn an_explanation_agrees(scenario in strategies::worlds().with_questions(20)) {
//!         let directory = scenario.world().directory();
//!         for question in scenario.parts() {
//!             let (answer, explanation) = (directory.authorize(&question.request()), directory.explain(&question.request()));
//!             prop_assert_eq!(answer, explanation.outcome());
//!         }
//!     }
//! }
//! # an_explanation_agrees();
//! ```
//!
//! An [`Assignment`](crate::Assignment) has no such impl, since its terms are near an instant that the caller chooses; see
//! [`assignment`].

mod arbitrary;
mod assignments;
mod emails;
mod grants;
mod ids;
mod instants;
mod levels;
mod names;
mod organization;
mod permissions;
mod phones;
mod shrinking;

pub use assignments::{assigned_role, assignment, assignment_of};
pub use emails::{email, email_policy, refused_email};
pub use grants::{grants, preset};
pub use ids::{account_id, actor, api_key_id, change_id, invitation_id, principal, role_id, user_id};
pub use instants::instant_near;
pub use levels::{area, feature, level, levels};
pub use names::{name, refused_name};
pub use organization::{account_status, billing};
pub use permissions::{custom_permission, permission, permission_set, scope, selection};
pub use phones::{phone, refused_phone};

pub use super::random::{OnWorld, Scenarios, Worlds, on, worlds};
