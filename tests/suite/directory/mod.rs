//! The rules of the directory: one file for each family, and each test named after the rule that it holds (`e3_…`).

mod account_keys;
mod account_keys_given;
mod api_keys;
mod drafts;
mod error_messages;
mod escalation;
mod escalation_over_time;
mod existence;
mod invariants;
mod invitations;
mod naming;
mod people_who_are_created;
mod retries;
mod sleeping_keys;
mod taking_away;
mod timelines;
mod who_may_command;
