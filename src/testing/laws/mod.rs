//! Laws for what an application builds on this crate: each takes the application's own thing and holds it against the directory.
//!
//! | law | your thing |
//! | --- | --- |
//! | [`decision`] | a function that decides |
//! | [`cache`] | what keeps answers, or what answers are made of, between questions |
//! | [`listing`] | a filter of rows |
//! | [`middleware`] | routes, with their statuses and bodies |
//! | [`store`] | the log of changes |
//!
//! The functions try a law as it is by default, in 256 random cases or as many as `PROPTEST_CASES` says, from a new seed each
//! time, and panic with the least case in which it fails. [`laws!`](crate::laws) writes a test for each. A [`Trial`] has them
//! as methods, with settings, and returns what it found.
//!
//! ```
//! use sendright::testing::laws::Trial;
//!
//! // It lets in whoever is a member of anything.
//! let broken = Trial::new().decision(|directory, question| match question.principal {
//!     sendright::Principal::User(user) => directory.memberships(user).next().is_some(),
//!     sendright::Principal::ApiKey(_) => false,
//! });
//! assert!(broken.is_err());
//! ```

mod answer;
mod broken;
mod cache;
mod decision;
mod each;
mod listing;
mod middleware;
mod store;
mod tally;
mod trial;

pub use answer::Answer;
pub use broken::{Broken, Size};
pub use cache::{Cache, cache};
pub use decision::decision;
pub use listing::listing;
pub use middleware::{Response, middleware};
pub use store::{Appended, CutOff, Fuse, Log, Storage, store};
pub use tally::Tally;
pub use trial::Trial;

#[track_caller]
fn hold(tried: Result<Tally, Broken>) {
    if let Err(broken) = tried {
        panic!("{broken}");
    }
}
