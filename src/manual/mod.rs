//! The manual: what the library decides and how it is built, on pages without code.
//!
//! | page | for whoever |
//! | --- | --- |
//! | [`rules`] | wants to know what is allowed and what is refused, exactly |
//! | [`glossary`] | meets a word that the documentation uses |
//! | [`lessons`] | asks which failures of other systems are tested for |
//! | [`formats`] | stores changes, snapshots or permissions, or adds something to the crate |
//! | [`architecture`] | wants to find their way in the source |
//! | [`contributing`] | changes the crate |

pub mod rules {
    #![doc = include_str!("rules.md")]
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

pub mod architecture {
    #![doc = include_str!("architecture.md")]
}

pub mod contributing {
    #![doc = include_str!("contributing.md")]
}
