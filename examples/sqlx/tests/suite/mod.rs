//! What holds on every database. Each test takes the place where its logs are.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

pub(crate) mod cancelled;
pub(crate) mod commands;
pub(crate) mod cursor;
pub(crate) mod damaged;
pub(crate) mod errors;
pub(crate) mod history;
pub(crate) mod listing;
pub(crate) mod nodes;
pub(crate) mod store;

use core::future::Future;

use sendright::testing::{World, now};
use sendright::{Change, Command, Directory, Listing};
use sendright_sqlx::{Engine, ListingSql, Log, Node, Settings};
use sqlx::Pool;

/// Where logs are kept.
pub(crate) trait Place: Send + Sync {
    type Database: Engine + ListingSql;

    fn new() -> Self;

    /// A pool of connections to it, with the tables.
    fn pool(&self) -> impl Future<Output = Pool<Self::Database>> + Send;

    /// A pool of connections to another one, without the tables.
    fn empty(&self) -> impl Future<Output = Pool<Self::Database>> + Send;

    /// Runs statements by this connection.
    fn run_in<'c>(
        connection: &'c mut <Self::Database as sqlx::Database>::Connection,
        statements: &'static str,
    ) -> impl Future<Output = sqlx::Result<()>> + Send + 'c;

    /// Runs statements in it, as somebody does from outside.
    fn run(&self, statements: String) -> impl Future<Output = ()> + Send;

    /// The first column of what is selected, as text.
    fn texts(&self, select: String) -> impl Future<Output = Vec<String>> + Send;

    /// What is selected, as numbers.
    fn numbers(&self, select: String) -> impl Future<Output = Vec<Vec<Option<u64>>>> + Send;

    /// Stores messages, each with its number in the list, in a table that it makes.
    fn insert(pool: &Pool<Self::Database>, list: &str, rows: &[listing::Message]) -> impl Future<Output = ()> + Send;

    /// The numbers of those that say this and are listed, in order.
    fn select(
        pool: &Pool<Self::Database>,
        list: &str,
        listing: &Listing,
        said: &str,
    ) -> impl Future<Output = Vec<usize>> + Send;

    /// How the database looks for what is listed.
    fn plan(pool: &Pool<Self::Database>, listing: &Listing) -> impl Future<Output = String> + Send;

    /// The name of a log that nobody has.
    fn name(&self) -> String;
}

/// A new log.
pub(crate) async fn log<P: Place>(place: &P) -> Log<P::Database> {
    Log::open(place.pool().await, &place.name()).await.unwrap()
}

/// A node with the changes of a world.
pub(crate) async fn node_of<P: Place>(place: &P, world: &World) -> Node<P::Database> {
    let node = Node::start(log(place).await, Settings::default()).await.unwrap();
    for change in world.changes() {
        execute(&node, change).await;
    }
    node
}

/// Another node of the same log, with connections of its own.
pub(crate) async fn beside<P: Place>(place: &P, node: &Node<P::Database>) -> Node<P::Database> {
    let log = Log::open(place.pool().await, node.log().name()).await.unwrap();
    Node::start(log, Settings::default()).await.unwrap()
}

/// Gives the command of a change again.
pub(crate) async fn execute<DB: Engine>(node: &Node<DB>, change: &Change) {
    node.execute(change.actor(), change.command(), change.at()).await.unwrap();
}

/// What is in the log.
pub(crate) async fn replayed<DB: Engine>(log: &Log<DB>) -> Directory {
    Directory::replay(log.changes(1, u32::MAX).await.unwrap()).unwrap()
}

/// Whether the node knows what is in the log, and nothing else.
pub(crate) async fn is_equal_to_log<DB: Engine>(node: &Node<DB>) -> bool {
    let directory = replayed(node.log()).await;
    node.reader().ask(|known| *known == directory)
}

/// A command that is accepted each time.
pub(crate) fn rename(number: usize) -> Command {
    let name = format!("Acme {number}").parse().unwrap();
    sendright::commands::RenameAccount::new(sendright::testing::account("acme"), name).into()
}

/// Acme, which Ada and Bob administer.
pub(crate) fn acme() -> World {
    World::new().account_for("acme", "ada").member("bob", sendright::Preset::Admin)
}

/// When it all happens.
pub(crate) fn today() -> chrono::DateTime<chrono::Utc> {
    now()
}

/// The tests, for a place.
macro_rules! suite {
    ($place:ty) => {
        suite::tests!($place, store: the_law_of_stores);
        suite::tests!($place, async commands: {
            a_command_is_stored_with_its_entry,
            a_refused_command_stores_nothing,
            a_dry_run_stores_nothing,
            what_is_stored_with_a_change_is_stored_or_not_with_it,
            one_who_is_behind_is_not_refused_for_it,
            a_refusal_is_looked_at_again_whoever_caught_up,
            two_administrators_demote_each_other,
            who_loses_too_often_is_told_to_try_again,
            a_reader_does_not_wait_for_the_database,
        });
        suite::tests!($place, async history: {
            somebody_who_is_erased_is_nowhere,
            no_snapshot_is_kept_that_was_begun_before_an_erasure,
            an_auditor_reads_what_the_history_in_memory_gives,
            sql_orders_finds_gaps_and_what_counts_as_of_an_instant,
        });
        suite::tests!($place, listing: d6_the_database_selects_what_authorize_allows);
        suite::tests!($place, async listing: {
            a_listing_of_forty_thousand_accounts_is_one_condition,
            d2_g6_a_key_of_an_account_lists_all_rows_or_none,
            the_condition_joins_with_others,
        });
        suite::tests!($place, async cancelled: { a_command_that_is_dropped_is_stored_as_a_whole_or_not_at_all });
        suite::tests!($place, async damaged: {
            a_row_that_holds_another_change_is_told_as_such,
            a_row_that_holds_another_entry_is_told_as_such,
            a_snapshot_in_the_row_of_another_is_told_as_such,
            a_log_with_another_end_than_its_changes_is_told_as_such,
        });
        suite::tests!($place, cursor: a_cursor_is_read_as_it_is_written);
        suite::tests!($place, cursor: what_is_no_cursor_is_refused);
        suite::tests!($place, async cursor: { cursors_go_to_a_client_and_come_back });
        suite::tests!($place, async errors: {
            each_error_of_a_log_comes_about,
            each_error_of_a_command_comes_about,
            each_error_of_an_erasure_comes_about,
        });
        suite::tests!($place, async nodes: {
            a_node_starts_from_a_snapshot_and_the_log,
            a_snapshot_that_is_not_of_the_log_is_told_as_such,
            a_node_that_waits_for_ever_does_not_panic,
            a_node_follows,
            a_node_stops_at_a_log_that_is_another,
            a_log_is_split_into_shards_by_root,
            what_does_not_pass_is_not_called_unavailable,
            many_commands_through_two_nodes_meet_no_false_conflict,
        });
    };
}

macro_rules! tests {
    ($place:ty, async $module:ident: { $($test:ident),+ $(,)? }) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                suite::$module::$test(&<$place as suite::Place>::new()).await;
            }
        )+
    };
    ($place:ty, $module:ident: $test:ident) => {
        #[test]
        fn $test() {
            suite::$module::$test::<$place>();
        }
    };
}

pub(crate) use {suite, tests};
