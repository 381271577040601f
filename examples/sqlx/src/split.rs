use sendright::history::HistoryEntry;
use sendright::{AccountId, Directory};

use crate::engine::Engine;
use crate::error::LogError;
use crate::follow::{Followed, next_of, read};
use crate::log::{Appended, Log};
use crate::snapshot::PAGE;

impl<DB: Engine> Log<DB> {
    /// Copies the trees of some root accounts into another log, which is empty, with their history: to give a shard of its own to a
    /// tenant who is large, or to move everything to another database. Tells how many changes it copied.
    ///
    /// The changes keep their ids and their times, and are numbered anew (rule C2). This log stays as it is. Nobody may write to it
    /// from before the copy until the nodes of the tenants follow the other log; what is then left here of their trees answers
    /// nobody any more, and goes when the rest is copied to a log without it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright_sqlx::Log;
    /// # use sendright::testing::{World, account, now};
    /// # use sendright_sqlx::{Node, Settings};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// # let log = Log::open(pool.clone(), "main").await?;
    /// # let node = Node::start(log.clone(), Settings::default()).await?;
    /// # for change in World::new().account("acme").account("other").changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let acme = Log::open(pool, "acme").await?;
    /// assert_eq!(log.copy_trees(|root| root == account("acme"), &acme).await?, 1);
    /// assert!(acme.directory().await?.account(account("other")).is_none());
    ///
    /// // The log that is copied to must be empty: the changes are numbered from 1 on.
    /// let refused = log.copy_trees(|root| root == account("other"), &acme).await.unwrap_err();
    /// assert_eq!((refused.code(), refused.is_passing()), ("not_empty", false));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LogError::NotEmpty`], if the other log has a change; else what is wrong with either. What was copied until then is there:
    /// copy again, into another log.
    pub async fn copy_trees<Other: Engine>(
        &self,
        of: impl Fn(AccountId) -> bool + Send + Sync,
        to: &Log<Other>,
    ) -> Result<u64, LogError> {
        if to.settled_revision().await? > 0 {
            return Err(LogError::NotEmpty { name: to.name().to_owned() });
        }
        let (mut whole, mut part) = (Followed::default(), Followed::default());
        // The revisions here of the changes there, in order.
        let mut revisions = Vec::new();
        loop {
            let position = whole.position();
            let rows = self.rows_from(&mut *self.pool().acquire().await?, position.0, PAGE).await?;
            let rows = next_of(rows, position)?;
            if rows.is_empty() {
                break;
            }
            let mut transaction = Other::begin(to.pool()).await?;
            for change in read(&rows)? {
                let revision = change.revision();
                if whole.directory.root_of(&change).is_some_and(&of) {
                    revisions.push(revision);
                    let copy = change.clone().renumbered(part.directory.revision() + 1);
                    let entry = HistoryEntry::of(&part.directory, &copy);
                    let entry = entry.map_err(|source| LogError::Broken { revision, source })?;
                    if to.append_in(&mut transaction, part.last, &copy, &entry).await? == Appended::Stale {
                        return Err(LogError::NotEmpty { name: to.name().to_owned() });
                    }
                    part.take(copy)?;
                }
                whole.take(change)?;
            }
            transaction.commit().await?;
        }
        self.copy_actions(&whole.directory, &of, &revisions, to).await?;
        Ok(part.directory.revision())
    }

    /// Copies the entries of actions in these trees.
    async fn copy_actions<Other: Engine>(
        &self,
        whole: &Directory,
        of: &(impl Fn(AccountId) -> bool + Send + Sync),
        revisions: &[u64],
        to: &Log<Other>,
    ) -> Result<(), LogError> {
        let root_of =
            |account| whole.ancestors(account).last().or_else(|| whole.account(account)).map(sendright::Account::id);
        let mut cursor = None;
        loop {
            // Oldest first: those of one instant stay in their order.
            let rows = self.actions_from(cursor, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            cursor = Some(last.cursor);
            let actions = rows.into_iter().map(|row| row.entry);
            let actions: Vec<HistoryEntry> =
                actions.filter(|entry| entry.account().and_then(root_of).is_some_and(of)).collect();
            let mut transaction = Other::begin(to.pool()).await?;
            for action in actions {
                let revision = revisions.partition_point(|known| *known <= action.revision());
                to.record_in(&mut transaction, &action.renumbered(revision as u64)).await?;
            }
            transaction.commit().await?;
        }
    }
}
