//! The commands, each as a struct that is made of what it requires; the rest is given by a method each.
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
//! Each of them becomes the [`Command`] of the same name, where the fields are described:
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
//! What something new can be without: the [name](Invite::name) that is proposed to somebody who is invited, the
//! [end](CreateApiKey::until) of a key. And what the actor need not say: the value that is
//! [replaced](Assign::replacing), the member [on whose behalf](AddUser::on_behalf_of). Something that is there loses nothing by
//! what is left out (rule C11): [`EditUser`] clears the telephone number by an explicit `None`, and [`ChangeApiKey`] the end of
//! a key, so `new` asks for both.
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
