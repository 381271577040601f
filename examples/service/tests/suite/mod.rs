//! What holds on every database: requests through the whole service. Each test takes the place where its database is.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

pub(crate) mod authzen;
pub(crate) mod campaigns;
pub(crate) mod cases;
pub(crate) mod commands;
pub(crate) mod demo;
pub(crate) mod invitations;
pub(crate) mod keys;
pub(crate) mod nodes;
pub(crate) mod outsiders;
pub(crate) mod questions;
pub(crate) mod routes;
pub(crate) mod sessions;
pub(crate) mod stack;

use core::future::Future;

use sendright_service::Store;
use sqlx::Pool;

/// Where a database is.
pub(crate) trait Place: Send + Sync {
    type Database: Store;

    fn new() -> impl Future<Output = Self> + Send;

    /// Connections to it.
    fn pool(&self) -> impl Future<Output = Pool<Self::Database>> + Send;

    /// Runs a statement in it, as somebody does from outside.
    fn run(&self, statement: &'static str) -> impl Future<Output = ()> + Send;

    /// The texts that a query finds in it.
    fn texts(&self, query: &'static str) -> impl Future<Output = Vec<String>> + Send;
}

/// The tests, for a place.
macro_rules! suite {
    ($place:ty) => {
        suite::tests!($place, routes: {
            every_route_is_described_and_the_reverse,
            every_route_has_a_case_and_a_row_in_the_readme,
            every_route_grants_and_refuses,
            what_cannot_be_read_is_a_problem,
            a_path_that_is_not_there_is_a_problem,
        });
        suite::tests!($place, outsiders: {
            a_stranger_does_not_learn_which_accounts_exist,
            a_stranger_does_not_learn_which_things_exist,
            whoever_proves_nobody_is_told_nothing_else,
        });
        suite::tests!($place, campaigns: {
            everybody_lists_what_the_directory_says,
            a_list_goes_on_after_a_number,
            a_campaign_is_launched_once,
            a_launch_without_its_entry_is_none,
            a_campaign_of_another_account_is_not_there,
            whoever_launches_nothing_learns_of_no_campaign,
            a_campaign_that_is_launched_by_many_is_launched_once,
        });
        suite::tests!($place, invitations: {
            somebody_is_invited_and_comes_in,
            an_invitation_is_for_the_address_that_was_proved,
            a_revoked_invitation_is_worth_nothing,
        });
        suite::tests!($place, keys: {
            a_secret_is_shown_once,
            a_key_whose_secret_cannot_be_stored_is_not_made,
            a_key_that_is_made_twice_keeps_its_secret,
            a_reset_key_has_another_secret,
            a_revoked_key_opens_nothing,
            everybody_sees_their_own_keys,
            no_secret_is_stored,
        });
        suite::tests!($place, commands: {
            a_command_given_again_is_already_so,
            a_command_on_what_has_changed_is_refused,
            a_role_is_defined_and_given,
            what_a_command_would_do_is_told_and_not_done,
            an_address_is_proved_and_not_said,
            the_operator_opens_an_account,
        });
        suite::tests!($place, questions: {
            everybody_sees_their_own_rights,
            why_not_is_told_of_members_only,
            a_reader_reads_of_their_own_accounts,
        });
        suite::tests!($place, sessions: {
            only_the_operator_makes_sessions,
            a_session_ends_when_it_is_signed_out,
            a_session_ends_with_its_time,
            whoever_is_deactivated_is_signed_out,
        });
        suite::tests!($place, authzen: { a_gateway_asks_about_campaigns, the_metadata_need_an_address });
        suite::tests!($place, demo: { the_demo_opens_once_and_can_be_tried });
        suite::tests!($place, nodes: {
            a_service_that_is_opened_again_answers_the_same,
            two_services_follow_each_other,
            a_service_that_knows_too_little_decides_nothing,
            what_the_database_says_is_not_told,
        });
    };
}

macro_rules! tests {
    ($place:ty, $module:ident: { $($test:ident),+ $(,)? }) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                suite::$module::$test::<$place>().await;
            }
        )+
    };
}

pub(crate) use {suite, tests};
