//! Laws of everything that reads what comes from outside: each module has those of one kind of input, in a function that
//! takes any bytes and panics if a law does not hold. The programs in `targets` hand them to the fuzzer.

#![allow(
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    reason = "a law that does not hold is a panic"
)]

pub mod change;
pub mod command;
pub mod email;
pub mod history;
pub mod laws;
pub mod name;
pub mod permissions;
pub mod snapshot;
pub mod sound;
pub mod values;
pub mod words;
pub mod world;

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// Makes a program of the laws of a module: a target under cargo-fuzz; elsewhere one that reads the files it is told, to run a
/// finding again without a fuzzer.
#[macro_export]
macro_rules! target {
    ($laws:path) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $laws(bytes));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            std::env::args_os().skip(1).try_for_each(|file| Ok($laws(&std::fs::read(file)?)))
        }
    };
}
