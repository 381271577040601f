//! The testing kit that applications are given.

mod fixtures;
mod laws;
mod planted;
mod random_worlds;
