use sendright::{ChangeId, Directory, Snapshot};
use tokio::task::spawn_blocking;

use crate::engine::{Engine, Value};
use crate::error::LogError;
use crate::follow::{Followed, next_of, read};
use crate::log::{Log, revision};

/// So many changes are read at once.
pub(crate) const PAGE: u32 = 1_000;

/// A snapshot as it is stored.
struct Kept {
    revision: u64,
    id: Option<ChangeId>,
    bytes: Vec<u8>,
}

impl<DB: Engine> Log<DB> {
    /// Makes a snapshot of the log as it is now, stores it, and tells its revision. `None`, if there is no change since the last.
    ///
    /// It reads the last snapshot and the changes since, and asks no directory that is in use: nobody waits for it. It may run
    /// on a node, or in a job of its own, and takes the memory of a second directory. A snapshot makes a start faster, and the
    /// log alone is enough: every hour, or every ten thousand changes.
    ///
    /// # Errors
    ///
    /// [`LogError`]: there is no new snapshot, and those before it are as they were.
    pub async fn make_snapshot(&self) -> Result<Option<u64>, LogError> {
        loop {
            let erased = self.erased_in(&mut *self.pool().acquire().await?).await?;
            let last = self.last_snapshot().await?.map_or(0, |kept| kept.revision);
            let Followed { directory, last: Some(id) } = self.load().await? else { return Ok(None) };
            let revision = directory.revision();
            if revision == last {
                return Ok(None);
            }
            let bytes = blocking(move || postcard::to_stdvec(&directory.snapshot_ref())).await;
            let bytes = bytes.map_err(|error| LogError::Snapshot { revision, source: error.into() })?;
            let insert = "INSERT INTO sendright_snapshot (log, revision, change_id, snapshot) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
            let values = vec![self.key(), Value::revision(revision), Value::Id(id.uuid()), Value::Bytes(bytes)];
            let mut transaction = DB::begin(self.pool()).await?;
            // The insert waits for an erasure that is under way: its reference to the log is locked.
            DB::run(&mut transaction, insert, values).await?;
            if self.erased_in(&mut transaction).await? == erased {
                transaction.commit().await?;
                return Ok(Some(revision));
            }
            // Somebody was erased meanwhile, who may be in it.
            transaction.rollback().await?;
        }
    }

    /// How often somebody was erased.
    async fn erased_in(&self, connection: &mut DB::Connection) -> sqlx::Result<u64> {
        let select = "SELECT erased FROM sendright_log WHERE log = $1";
        let rows = DB::rows(connection, select, vec![self.key()]).await?;
        rows.first().map_or(Ok(0), |row| revision::<DB>(row, 0))
    }

    /// Deletes all snapshots but the newest so many, and tells how many are gone. The log stays whole.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`].
    pub async fn forget_snapshots(&self, but: u32) -> Result<u64, LogError> {
        let delete = "DELETE FROM sendright_snapshot WHERE log = $1 AND revision NOT IN \
             (SELECT revision FROM sendright_snapshot WHERE log = $1 ORDER BY revision DESC LIMIT $2)";
        let mut connection = self.pool().acquire().await?;
        Ok(DB::run(&mut connection, delete, vec![self.key(), Value::Int(but.into())]).await?)
    }

    /// The directory as the log has it now: of the last snapshot, and the changes since.
    ///
    /// # Errors
    ///
    /// [`LogError`]. A log that can't be read as a whole gives no directory.
    pub async fn directory(&self) -> Result<Directory, LogError> {
        Ok(self.load().await?.directory)
    }

    pub(crate) async fn load(&self) -> Result<Followed, LogError> {
        let followed = match self.last_snapshot().await? {
            Some(kept) => blocking(move || restored(&kept)).await?,
            None => Followed::default(),
        };
        let restored = followed.directory.revision();
        match self.followed_on(followed).await {
            // To start again would read it again.
            Err(LogError::Fork { revision }) if revision == restored => {
                Err(LogError::Snapshot { revision, source: "it is not of this log".into() })
            }
            followed => followed,
        }
    }

    /// The same, with the changes that have come since.
    pub(crate) async fn followed_on(&self, mut followed: Followed) -> Result<Followed, LogError> {
        loop {
            let position = followed.position();
            let rows = self.rows_from(&mut *self.pool().acquire().await?, position.0, PAGE).await?;
            let rows = next_of(rows, position)?;
            if rows.is_empty() {
                return Ok(followed);
            }
            followed = blocking(move || {
                read(&rows)?.into_iter().try_for_each(|change| followed.take(change))?;
                Ok::<_, LogError>(followed)
            })
            .await?;
        }
    }

    async fn last_snapshot(&self) -> Result<Option<Kept>, LogError> {
        let select = "SELECT revision, change_id, snapshot FROM sendright_snapshot \
             WHERE log = $1 ORDER BY revision DESC LIMIT 1";
        let mut connection = self.pool().acquire().await?;
        let rows = DB::rows(&mut connection, select, vec![self.key()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (revision, id) = (revision::<DB>(row, 0)?, DB::id(row, 1)?.map(ChangeId::from));
        Ok(Some(Kept { revision, id, bytes: DB::bytes(row, 2)? }))
    }
}

fn restored(kept: &Kept) -> Result<Followed, LogError> {
    let failed = |source| LogError::Snapshot { revision: kept.revision, source };
    let snapshot: Snapshot = postcard::from_bytes(&kept.bytes).map_err(|error| failed(error.into()))?;
    let directory = Directory::restore(snapshot).map_err(|error| failed(error.into()))?;
    if directory.revision() != kept.revision {
        return Err(failed(format!("it is of revision {}", directory.revision()).into()));
    }
    // The last change of the log is the last one of its tree.
    if !directory.roots().any(|root| directory.last_change(root.id()) == kept.id) {
        return Err(failed("its last change is another".into()));
    }
    Ok(Followed { directory, last: kept.id })
}

/// Does on a thread for it what takes more than a moment.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        // It is not cancelled, so it has panicked: here, too.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
