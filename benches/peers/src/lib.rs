//! sendright side by side with everything that a user would take instead: [casbin], [Cedar], [gatehouse], and what people
//! write by hand. One command builds and runs all of it, in under 20 minutes on two cores, and writes `benches/report.csv`,
//! `benches/report.md`, the plots beside them and the table in the README:
//!
//! ```text
//! cargo run --release --locked -p sendright-peers
//! ```
//!
//! `-- --quick` asks the smallest world for some seconds and writes to `target/peers`, to see that the harness holds. `-- --builds`
//! measures the clean build of each engine and adds it to the report. `-- --check` compares the versions in the report with
//! `Cargo.lock`, and the Markdown, the plots and the README with the CSV. `-- --only casbin,sendright` runs some engines
//! and keeps the other rows.
//!
//! # What is asked
//!
//! The [`Roster`] is what every access control knows: accounts in a tree, users who are members of one, a role each, and
//! administrators whose role reaches down the tree. No contender is asked what it can't express: terms, ceilings, suspensions,
//! levels, keys, rights on one's own data and the reason of a refusal are absent from all rows.
//!
//! # How it is measured
//!
//! Each engine is a target of its own and a process of its own for each size. Before anything is timed, it answers the
//! 10,000 questions of an [`Exam`]; the expected answers come from the roster and no engine. Then it is asked by turns with the
//! hand-written map and with a bare mask test, in thread CPU time, so that the ratios are of one process and one moment.
//!
//! [casbin]: https://docs.rs/casbin
//! [Cedar]: https://docs.rs/cedar-policy
//! [gatehouse]: https://docs.rs/gatehouse

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

pub mod clock;
pub mod contender;
mod exam;
pub mod lineup;
mod measure;
pub mod process;
mod question;
pub mod report;
mod roster;
mod row;
mod stage;

pub use exam::{Exam, Failed};
pub use question::{Kind, Question};
pub use roster::{Member, Roster};
pub use row::{Row, Workload};
pub use stage::{Stage, take_part};
