//! The manual: what the library decides and how it is built, on pages of their own.
//!
//! | page | read it to know |
//! | --- | --- |
//! | [`application`] | how to put the crate into an application, from the first handler to what to alert on |
//! | [`rules`] | what exactly is allowed, and what is refused |
//! | [`levels`] | what each level adds in each area, and where one adds nothing |
//! | [`actions`] | what each button of a product requires, and who may |
//! | [`glossary`] | what a word means that the documentation uses |
//! | [`lessons`] | which failures of other systems are tested for |
//! | [`formats`] | what of stored data is stable, and how to add to the crate |
//! | [`snapshots`] | how to make a snapshot of a large directory while others read and write |
//! | [`mails`] | which change tells the application to send which mail, how users are created, and whose user signs in |
//! | [`erasure`] | how a person who is gone leaves what is stored |
//! | [`performance`] | how fast the answers are, what makes them so, and what was tried |
//! | [`middleware`] | how to put the crate around the routes of a framework |
#![cfg_attr(
    feature = "proptest",
    doc = "| [`testing`] | how to test what you build on the crate, and what that costs |"
)]
//! | [`proof`] | what is promised, what holds each promise, and what is not promised |
//! | [`architecture`] | where things are in the source |
//! | [`contributing`] | how to change the crate |

pub mod application {
    #![doc = include_str!("application.md")]
}

pub mod rules {
    #![doc = include_str!("rules.md")]
}

pub mod levels {
    #![doc = include_str!("levels.md")]
}

pub mod actions {
    #![doc = include_str!("actions.md")]
}

pub mod glossary {
    #![doc = include_str!("glossary.md")]
}

pub mod lessons {
    #![doc = include_str!("lessons.md")]
}

pub mod formats {
    #![doc = include_str!("formats.md")]
}

pub mod snapshots {
    #![doc = include_str!("snapshots.md")]
}

pub mod mails {
    #![doc = include_str!("mails.md")]
}

pub mod erasure {
    #![doc = include_str!("erasure.md")]
}

pub mod performance {
    #![doc = include_str!("performance.md")]
}

pub mod middleware {
    #![doc = include_str!("middleware.md")]
}

#[cfg(feature = "proptest")]
pub mod testing {
    #![doc = include_str!("testing.md")]
}

pub mod proof {
    #![doc = include_str!("proof.md")]
}

pub mod architecture {
    #![doc = include_str!("architecture.md")]
}

pub mod contributing {
    #![doc = include_str!("contributing.md")]
}
