//! The testing kit that applications are given: it does what it says.

mod fixtures;
mod laws;
mod planted;
mod random_worlds;
mod strategies;
