//! An independent oracle for sendright's decisions.
//!
//! Random commands are given to a [`sendright::Directory`]. Those that it accepts are recorded in the oracle's own
//! [`book`], by code that was written from the manual's rules and never reads sendright's state. Random requests are then
//! decided by both: by sendright, and by Cedar from the [`book`]'s entities and a fixed set of policies. The answers must be the
//! same, the reason of a denial and the permissions that it names among them.
//!
//! In the order in which to read it:
//!
//! | module | has |
//! | --- | --- |
//! | `cedar/` | the schema and the policies: how a request is decided |
//! | [`catalogue`] | the tables of permissions, levels and presets |
//! | [`order`], [`question`] | commands, requests and answers, in types of this package |
//! | [`book`] | what the accepted commands do |
//! | [`judge`] | the book as Cedar's entities, the decision, and the reason of a denial |
//! | [`translate`] | the same commands and requests in sendright's types |
//! | [`dice`], [`world`] | random commands and requests |
//! | [`run`], [`tally`], [`finding`] | the comparison, what was met how often, and what to read when the answers differ |

pub mod book;
pub mod catalogue;
pub mod dice;
pub mod finding;
pub mod judge;
pub mod order;
pub mod question;
pub mod run;
pub mod tally;
pub mod translate;
pub mod world;
