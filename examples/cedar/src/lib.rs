//! The way out of [`sendright`]: a directory as [Cedar] policies, a schema and entities that decide the same.
//!
//! sendright has one model: accounts in a tree, roles and levels, scopes, ceilings, keys. Whoever comes to need more, such as
//! rules of an application's own about attributes, takes what they have along. The policies say how sendright decides, the
//! entities what its directory holds; from there on both are yours to change.
//!
//! ```
//! use sendright::testing::World;
//! use sendright::Preset;
//!
//! let world = World::new().account("acme").member("bob", Preset::Sender);
//! let entities = serde_json::to_value(sendright_cedar::entities(world.directory())).unwrap();
//! assert_eq!(entities.as_array().unwrap().len(), 6, "an account and its ceiling, two users and what each of them may");
//! ```
//!
//! Written to files, they are what Cedar's own tools take: [`POLICIES`], [`schema`] and [`entities`]. The schema is strict.
//!
//! # Asking
//!
//! | in sendright | in Cedar |
//! | --- | --- |
//! | the principal | `Sendright::User`, `Sendright::PersonKey` or `Sendright::AccountKey`, by id |
//! | the account | the resource, a `Sendright::Account`, by id |
//! | a permission | `context.permission`, a `Sendright::Permission`, by name; of several, each is asked for |
//! | the time | `context.now` |
//! | `owned_by(user)`, `own()` | `context.owner`, a `Sendright::User` |
//! | `shared_from(account)` | `context.shared_from`, a `Sendright::Account` |
//!
//! The action is always `Sendright::Action::"use"`. Give Cedar all entities, or at least those that the principal and the account name,
//! and the ones that these name; where one is missing, less is allowed, and never more. Data has an owner or is shared, and not both.
//!
//! # What is kept, and what is not
//!
//! The answers are the same, at every instant, until the directory changes: what starts or ends later is in the entities. An export
//! is as large as the directory: what comes from above is not written for each account below.
//!
//! Not in it are the reasons of a denial, who may give which command, the history, invitations, names and addresses. Memberships are
//! written as the sets that they give: which roles and levels gave them stays behind. So an export is for deciding; whoever
//! changes memberships in Cedar needs something that makes entities of roles.
//!
//! [Cedar]: https://www.cedarpolicy.com

mod entities;

pub use entities::{Entities, entities};

use sendright::{Account, Permission};

// The policies have one for each distance to an account above.
const _: () = assert!(Account::MAX_DEPTH == 5);

/// How sendright decides: the policies. They are the same for every directory.
pub const POLICIES: &str = include_str!("policies.cedar");

/// The schema, in Cedar's own syntax. It lists the permissions of this version's catalogue and those of an application's own, as
/// `custom.0`.
///
/// ```
/// assert!(sendright_cedar::schema().contains(r#"entity Permission enum ["sms.view", "#));
/// ```
#[must_use]
pub fn schema() -> String {
    let own = (0..).map_while(Permission::custom);
    let names: Vec<_> = Permission::ALL.into_iter().chain(own).map(|name| format!("\"{}\"", name.name())).collect();
    include_str!("schema.cedarschema").replace("PERMISSIONS", &names.join(", "))
}

/// The block of the README runs as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
