//! The history, by behaviour: what is noted, how it reads, what is found in it, and what is read in again.

mod account_keys;
mod entries;
#[cfg(feature = "serde")]
mod every_difference;
mod every_kind;
mod following_a_directory;
mod forgetting;
mod found_by_index;
#[cfg(feature = "serde")]
mod hostile_input;
mod made_before_commit;
mod merging;
mod misleading_sentences;
mod newest_first;
mod on_several_nodes;
mod queries;
mod readers;
mod readers_by_name;
mod replaced_values;
#[cfg(feature = "serde")]
mod stored_form;
mod what_commands_concern;
