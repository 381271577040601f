//! Laws for what an application builds on this crate.

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
