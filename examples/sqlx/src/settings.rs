use core::time::Duration;

/// How a node deals with a slow database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// How long a command may take, with its wait for those before it. Then it is given up: mostly it is certain that nothing
    /// was stored. If the database fails as it is told to keep the change, it is asked again for as long, twice at most. 5 seconds,
    /// unless it is set.
    pub timeout: Duration,
    /// How often a command is tried, where other nodes are faster or the database has a conflict. 4 times, unless it is set: from
    /// the second time on it holds the end of the log, so that no node is faster.
    pub attempts: u32,
    /// How often a node that follows looks for changes of which it was not told; `None`: 100 ms for SQLite, where nobody tells,
    /// and a second for PostgreSQL.
    pub poll: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(5), attempts: 4, poll: None }
    }
}
