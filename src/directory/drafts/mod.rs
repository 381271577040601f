//! The commands, each as a struct: `new` takes what the command requires, and a method each what may be left out.
//!
//! ```
#![doc = include_str!("../../review/example.txt")]
//! use sendright::commands::{Assign, Invite};
//!
//! // Ada invites Eve, and proposes her name.
//! let (invitation, basic) = (InvitationId::from(uuid::Uuid::from_u128(42)), Assignment::of(Preset::Basic));
//! let eve: sendright::Name = "Eve".parse().unwrap();
//! let invite = Invite::new(invitation, acme, email("eve"), basic.clone(), december).name(eve);
//! directory.execute(ada, invite, stamp(&directory, now)).unwrap();
//!
//! // Bob is a Sender, and gives nobody a role.
//! let assign = Assign::new(cleo, shop, basic).into();
//! assert_eq!(directory.plan(bob, &assign, stamp(&directory, now)).unwrap_err().code(), "no_access");
//! ```
//!
//! Each of them becomes the [`Command`](crate::Command) of the same name, where the fields are described:
//! [`Directory::execute`](crate::Directory::execute) takes both, and [`Directory::plan`](crate::Directory::plan) the command,
//! `&draft.into()`. The command is what is stored; a draft is not.
//!
//! # Which of the two
//!
//! A literal such as `Command::Invite { … }` names every field of the command, so it stops compiling when a later version gives
//! the command a field. A draft goes on compiling where what it had left out is left out: the field becomes a method. So write
//! drafts in an application, and take literals where each new field *must* be thought of, as in a test of every command.
//!
//! # What may be left out
//!
//! - Something new can be without it: the [name](Invite::name) that an invitation proposes, the [end](CreateApiKey::until) of
//!   a key, the [accounts below](CreateApiKey::subtree).
//! - The actor need not say it: which value is [replaced](Assign::replacing), on [whose behalf](AddUser::on_behalf_of).
//!
//! Something that is there loses nothing by what is left out (rule C11). Only an explicit `None` clears the telephone number of
//! a user or the end of a key, so [`EditUser::new`] and [`ChangeApiKey::new`] require them. `EditUser::to`, `ChangeRole::to` and
//! `ChangeApiKey::to` take all of it as it was read, with a change.
//!
//! A method takes a value or an `Option`, as a form has it; `None` leaves the field out. What is required can't be forgotten:
//!
//! ```compile_fail,E0061
//! use sendright::{AccountId, Assignment, Preset, UserId, commands::Assign};
//!
//! let (user, account) = (UserId::from(uuid::Uuid::from_u128(1)), AccountId::from(uuid::Uuid::from_u128(2)));
//! let assign = Assign::new(user, Assignment::of(Preset::Basic)); // in which account?
//! ```

mod draft;
mod edits;
mod table;

pub use table::*;
