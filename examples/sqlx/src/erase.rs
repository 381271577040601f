use sendright::history::HistoryEntry;
use sendright::{Change, Directory, Erasure, ErasureError};

use crate::cursor::Cursor;
use crate::engine::{Engine, Value};
use crate::error::{EraseError, LogError};
use crate::follow::{Followed, next_of, read};
use crate::log::{Log, encoding};
use crate::snapshot::{PAGE, blocking};

impl<DB: Engine> Log<DB> {
    /// Takes somebody out of what is stored: the changes and the history are written again as the erasure gives them, and snapshots,
    /// which have the person too, are deleted ([`make_snapshot`](Self::make_snapshot) makes a new one).
    ///
    /// All of it is one transaction, which holds the log: commands wait. Ids, revisions and times stay, so nodes go on as they are:
    /// their directories are equal.
    ///
    /// An erasure is made of the whole log, so this takes the memory of all changes and of two directories; what is written again goes
    /// page by page. Run it where that memory is, in a job of its own for instance.
    ///
    /// What the database itself keeps of rows that were is for its operator: `VACUUM` and `secure_delete`, write-ahead logs, replicas
    /// and backups.
    ///
    /// The erasure is given back for the application's own tables. It holds what was erased, and is not to be stored.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright::Erasure;
    /// use sendright_sqlx::{Cursor, Log, Node, Settings};
    /// # use sendright::Preset;
    /// # use sendright::testing::{World, now, user};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// # let log = Log::open(pool, "main").await?;
    /// # let node = Node::start(log.clone(), Settings::default()).await?;
    /// # for change in World::new().account_for("acme", "ada").member("bob", Preset::Sender).deleted("bob").changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let (ada, bob) = (user("ada"), user("bob"));
    /// let erasure = log.erase(|directory, changes| Erasure::of_user(bob, directory, changes)).await?;
    /// assert_eq!(erasure.users().collect::<Vec<_>>(), [bob]);
    ///
    /// let rows = log.history_about(&bob.to_string(), Cursor::at_revision(node.revision()), 10).await?;
    /// assert!(rows.iter().all(|row| !row.entry.to_string().contains("bob@")));
    ///
    /// // Whoever is a user is deleted first.
    /// let refused = log.erase(|directory, changes| Erasure::of_user(ada, directory, changes)).await.unwrap_err();
    /// assert_eq!(refused.code(), "still_user");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`EraseError`]: nothing was written.
    pub async fn erase(
        &self,
        whom: impl FnOnce(&Directory, &[Change]) -> Result<Erasure, ErasureError> + Send,
    ) -> Result<Erasure, EraseError> {
        let mut transaction = DB::begin(self.pool()).await?;
        if let Some(take_time) = DB::TAKE_TIME {
            DB::run(&mut transaction, take_time, Vec::new()).await?;
        }
        self.hold_all(&mut transaction).await?;
        let (directory, changes) = self.replayed_in(&mut transaction).await?;
        let erasure = whom(&directory, &changes)?;
        let (changes, erasure) = blocking(move || {
            let without = Directory::replay(changes.iter().map(|change| change.clone().erasing(&erasure)));
            let is_same = without.is_ok_and(|without| without == directory);
            if is_same { Ok((changes, erasure)) } else { Err(EraseError::Differs) }
        })
        .await?;
        self.erase_changes(&mut transaction, changes, &erasure).await?;
        self.erase_entries(&mut transaction, &erasure).await?;
        // Whoever is making a snapshot of what was begins anew.
        let note = "UPDATE sendright_log SET erased = erased + 1 WHERE log = $1";
        DB::run(&mut transaction, note, vec![self.key()]).await?;
        DB::run(&mut transaction, "DELETE FROM sendright_snapshot WHERE log = $1", vec![self.key()]).await?;
        transaction.commit().await?;
        Ok(erasure)
    }

    /// All changes, and the directory that they make.
    async fn replayed_in(&self, connection: &mut DB::Connection) -> Result<(Directory, Vec<Change>), LogError> {
        let (mut followed, mut changes) = (Followed::default(), Vec::new());
        loop {
            let position = followed.position();
            let rows = next_of(self.rows_from(connection, position.0, PAGE).await?, position)?;
            if rows.is_empty() {
                return Ok((followed.directory, changes));
            }
            (followed, changes) = blocking(move || {
                for change in read(&rows)? {
                    followed.take(change.clone())?;
                    changes.push(change);
                }
                Ok::<_, LogError>((followed, changes))
            })
            .await?;
        }
    }

    async fn erase_changes(
        &self,
        connection: &mut DB::Connection,
        changes: Vec<Change>,
        erasure: &Erasure,
    ) -> Result<(), LogError> {
        let update = "UPDATE sendright_change SET change = $3 WHERE log = $1 AND revision = $2";
        for change in changes {
            let erased = change.clone().erasing(erasure);
            if erased != change {
                let json = serde_json::to_string(&erased).map_err(encoding)?;
                let values = vec![self.key(), Value::revision(change.revision()), Value::text(json)];
                DB::run(connection, update, values).await?;
            }
        }
        Ok(())
    }

    async fn erase_entries(&self, connection: &mut DB::Connection, erasure: &Erasure) -> Result<(), LogError> {
        // All that there are, whatever their revision: a proof may be of another directory.
        let mut cursor = Cursor::at_revision(u64::MAX);
        loop {
            let rows = self.history_in(connection, cursor, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            cursor = last.cursor;
            for row in &rows {
                let erased: HistoryEntry = row.entry.clone().erasing(erasure);
                if erased != row.entry {
                    self.replace_entry(connection, row.cursor, &erased).await?;
                }
            }
        }
    }
}
