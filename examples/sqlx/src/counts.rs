use core::sync::atomic::{AtomicU64, Ordering};

use crate::error::ExecuteError;
use crate::node::Executed;

/// What a node has done since it was started, to be watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Commands that were stored.
    pub stored: u64,
    /// Commands that were refused.
    pub refused: u64,
    /// How often another node was faster, so that a command was planned again. Many of them: commands of one log go to several nodes
    /// at once.
    pub lost: u64,
    /// How often the database asked for another try (SQLSTATE 40001 and 40P01), so that a command was planned again. Many of them:
    /// what is stored with changes waits for other transactions of the application.
    pub conflicts: u64,
    /// Commands that failed, as the database did not answer or was busy.
    pub failed: u64,
    /// Commands of which it was not known whether they were stored, as they were answered. Each is to be looked at.
    pub uncertain: u64,
}

/// The same, as they grow.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    stored: AtomicU64,
    refused: AtomicU64,
    lost: AtomicU64,
    conflicts: AtomicU64,
    failed: AtomicU64,
    uncertain: AtomicU64,
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            stored: read(&self.stored),
            refused: read(&self.refused),
            lost: read(&self.lost),
            conflicts: read(&self.conflicts),
            failed: read(&self.failed),
            uncertain: read(&self.uncertain),
        }
    }

    pub(crate) fn count(&self, executed: &Result<Executed, ExecuteError>) {
        let counter = match executed {
            Ok(_) => &self.stored,
            Err(ExecuteError::Refused(_)) => &self.refused,
            Err(ExecuteError::Uncertain { .. }) => &self.uncertain,
            Err(_) => &self.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_conflict(&self) {
        self.conflicts.fetch_add(1, Ordering::Relaxed);
    }
}
