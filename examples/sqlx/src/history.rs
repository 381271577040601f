use std::collections::BTreeSet;

use sendright::history::{Event, HistoryEntry};
use sendright::{ChangeId, UserId};
use uuid::Uuid;

use crate::cursor::Cursor;
use crate::engine::{Engine, Value};
use crate::error::LogError;
use crate::log::{Log, encoding, revision};

/// An entry of the history, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The entry.
    pub entry: HistoryEntry,
    /// Where it is: the entries after it are those after this cursor.
    pub cursor: Cursor,
}

impl<DB: Engine> Log<DB> {
    /// Stores an entry in a transaction: that of an action, mostly. The entry of a change is stored with the change.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn record_in(&self, connection: &mut DB::Connection, action: &HistoryEntry) -> sqlx::Result<()> {
        self.add_entry(connection, action).await
    }

    /// The entries after a cursor, the newest first, at most so many.
    ///
    /// They are all that there are, for whoever may read everything; for a reader,
    /// [`Auditor::read_for`](crate::Auditor::read_for).
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`], [`LogError::Entry`], [`LogError::OtherEntry`].
    pub async fn history(&self, after: Cursor, at_most: u32) -> Result<Vec<HistoryRow>, LogError> {
        self.history_in(&mut *self.pool().acquire().await?, after, at_most).await
    }

    pub(crate) async fn history_in(
        &self,
        connection: &mut DB::Connection,
        after: Cursor,
        at_most: u32,
    ) -> Result<Vec<HistoryRow>, LogError> {
        let select = "SELECT revision, change_id, at, entry_id, user_id, entry FROM sendright_history \
             WHERE log = $1 AND (revision, change_id IS NULL, at, entry_id) < ($2, $3 > CAST(0 AS BIGINT), $4, $5) \
             ORDER BY revision DESC, (change_id IS NULL) DESC, at DESC, entry_id DESC LIMIT $6";
        let mut values = self.after(after);
        values.push(Value::Int(at_most.into()));
        self.entries(connection, select, values).await
    }

    /// The entries about something, after a cursor, the newest first, at most so many: the id of an account or a user, an address,
    /// or the name of a command or permission. It finds them by an index.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use sendright::testing::{account, now, user};
    /// # use sendright_sqlx::{Cursor, Log, Node, Settings};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// # let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
    /// # for change in sendright::testing::World::new().account_for("acme", "ada").changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let log = node.log();
    /// let newest = Cursor::at_revision(node.revision());
    /// let about_ada = log.history_about(&user("ada").to_string(), newest, 50).await?;
    /// assert_eq!(about_ada.len(), 1);
    /// assert_eq!(log.history_about("open_account", newest, 50).await?, about_ada);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`], [`LogError::Entry`], [`LogError::OtherEntry`].
    pub async fn history_about(&self, about: &str, after: Cursor, at_most: u32) -> Result<Vec<HistoryRow>, LogError> {
        let select = "SELECT revision, change_id, at, entry_id, user_id, entry FROM sendright_history \
             WHERE log = $1 AND (revision, change_id IS NULL, at, entry_id) < ($2, $3 > CAST(0 AS BIGINT), $4, $5) \
             AND entry_id IN (SELECT entry_id FROM sendright_history_about WHERE about = $6) \
             ORDER BY revision DESC, (change_id IS NULL) DESC, at DESC, entry_id DESC LIMIT $7";
        let mut values = self.after(after);
        values.extend([Value::text(about), Value::Int(at_most.into())]);
        self.entries(&mut *self.pool().acquire().await?, select, values).await
    }

    /// The actions after a cursor, the oldest first: from the beginning, if there is none.
    pub(crate) async fn actions_from(&self, after: Option<Cursor>, at_most: u32) -> Result<Vec<HistoryRow>, LogError> {
        let select = "SELECT revision, change_id, at, entry_id, user_id, entry FROM sendright_history \
             WHERE log = $1 AND change_id IS NULL AND (revision, at, entry_id) > ($2, $3, $4) \
             ORDER BY revision, at, entry_id LIMIT $5";
        let (revision, at, entry) = after.map_or((0, i64::MIN, 0), |cursor| (cursor.revision, cursor.at, cursor.entry));
        let values = vec![self.key(), Value::revision(revision), Value::Int(at), Value::Int(entry)];
        let values = values.into_iter().chain([Value::Int(at_most.into())]).collect();
        self.entries(&mut *self.pool().acquire().await?, select, values).await
    }

    fn after(&self, cursor: Cursor) -> Vec<Value> {
        let is_action = Value::Int(cursor.is_action.into());
        vec![self.key(), Value::revision(cursor.revision), is_action, Value::Int(cursor.at), Value::Int(cursor.entry)]
    }

    async fn entries(
        &self,
        connection: &mut DB::Connection,
        select: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<HistoryRow>, LogError> {
        let rows = DB::rows(connection, select, values).await?;
        rows.iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: &DB::Row) -> Result<HistoryRow, LogError> {
        let (revision, change, at, id) = (revision::<DB>(row, 0)?, DB::id(row, 1)?, DB::int(row, 2)?, DB::int(row, 3)?);
        let cursor = Cursor { revision, is_action: change.is_none(), at, entry: id };
        let entry: HistoryEntry =
            serde_json::from_str(&DB::text(row, 5)?).map_err(|source| LogError::Entry { entry: id, source })?;
        // The columns order the history, and an entry in another's row would be read as of another time.
        if columns(&entry) != (revision, change, at, DB::id(row, 4)?) {
            return Err(LogError::OtherEntry { log: self.name().to_owned(), entry: id });
        }
        Ok(HistoryRow { entry, cursor })
    }

    pub(crate) async fn add_entry(&self, connection: &mut DB::Connection, entry: &HistoryEntry) -> sqlx::Result<()> {
        let insert = "INSERT INTO sendright_history (log, revision, change_id, at, user_id, entry) \
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING entry_id";
        let (revision, change, at, user) = columns(entry);
        let json = Value::text(serde_json::to_string(entry).map_err(encoding)?);
        let values = vec![self.key(), Value::revision(revision), change.into(), Value::Int(at), user.into(), json];
        let rows = DB::rows(connection, insert, values).await?;
        let id = DB::int(rows.first().ok_or(sqlx::Error::RowNotFound)?, 0)?;
        add_about::<DB>(connection, id, entry).await
    }

    /// Writes another entry in the place of one.
    pub(crate) async fn replace_entry(
        &self,
        connection: &mut DB::Connection,
        cursor: Cursor,
        entry: &HistoryEntry,
    ) -> sqlx::Result<()> {
        let id = Value::Int(cursor.entry);
        let json = Value::text(serde_json::to_string(entry).map_err(encoding)?);
        let update = "UPDATE sendright_history SET entry = $3 WHERE log = $1 AND entry_id = $2";
        DB::run(connection, update, vec![self.key(), id.clone(), json]).await?;
        DB::run(connection, "DELETE FROM sendright_history_about WHERE entry_id = $1", vec![id]).await?;
        add_about::<DB>(connection, cursor.entry, entry).await
    }
}

/// Notes what an entry is found by.
async fn add_about<DB: Engine>(connection: &mut DB::Connection, id: i64, entry: &HistoryEntry) -> sqlx::Result<()> {
    let about = serde_json::to_string(&about(entry)).map_err(encoding)?;
    DB::run(connection, DB::ADD_ABOUT, vec![Value::Int(id), Value::text(about)]).await?;
    Ok(())
}

/// What the columns of a row have of its entry: the revision, the change, the time and the user.
fn columns(entry: &HistoryEntry) -> (u64, Option<Uuid>, i64, Option<Uuid>) {
    let (change, user) = (entry.change().map(ChangeId::uuid), entry.user().map(UserId::uuid));
    (entry.revision(), change, entry.at().timestamp_millis(), user)
}

/// What an entry is found by.
fn about(entry: &HistoryEntry) -> BTreeSet<String> {
    let mut about: BTreeSet<String> = entry.affected_accounts().map(|account| account.to_string()).collect();
    about.extend(entry.affected_users().chain(entry.user()).map(|user| user.to_string()));
    about.extend(entry.addresses().map(ToString::to_string));
    match entry.event() {
        Event::Change { command, .. } => {
            about.insert(command.name().to_owned());
        }
        Event::Action { required, .. } => about.extend(required.iter().map(|permission| permission.name().to_string())),
        _ => {}
    }
    about
}
