//! The testing kit: it does what it says.

mod strategies;
