//! Strategies for values.
