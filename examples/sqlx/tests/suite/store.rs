//! The law of stores: what was said to be stored is there, once, wherever the program ends.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use sendright::history::HistoryEntry;
use sendright::testing::laws::{self, CutOff, Fuse, Trial};
use sendright::{Change, Directory, Permission, Preset, Request};
use sendright_sqlx::{Appended, Engine, Log, LogError};
use sqlx::Pool;
use tokio::runtime::Runtime;

use super::{Place, today};
use sendright::testing::{World, account, user};

struct Storage<DB: Engine> {
    runtime: Arc<Runtime>,
    pool: Pool<DB>,
    name: String,
}

struct Opened<DB: Engine> {
    runtime: Arc<Runtime>,
    log: Log<DB>,
    directory: Directory,
    fuse: Fuse,
}

#[derive(Debug)]
#[expect(dead_code, reason = "printed where a law is broken")]
enum Failed {
    CutOff(CutOff),
    Log(LogError),
}

impl<DB: Engine> laws::Storage for Storage<DB> {
    type Log = Opened<DB>;

    fn open(&self, fuse: Fuse) -> Result<Opened<DB>, Failed> {
        self.runtime.block_on(async {
            let log = Log::open(self.pool.clone(), &self.name).await.map_err(Failed::Log)?;
            let mut opened =
                Opened { runtime: Arc::clone(&self.runtime), log, directory: Directory::new(), fuse: Fuse::never() };
            opened.read().await?;
            Ok(Opened { fuse, ..opened })
        })
    }
}

impl<DB: Engine> Opened<DB> {
    async fn read(&mut self) -> Result<Vec<Change>, Failed> {
        self.log.settled_revision().await.map_err(Failed::Log)?;
        let changes = self.log.changes(1, u32::MAX).await.map_err(Failed::Log)?;
        self.directory = Directory::replay(changes.iter().cloned()).unwrap();
        Ok(changes)
    }
}

impl<DB: Engine> laws::Log for Opened<DB> {
    type Error = Failed;

    fn append(&mut self, change: &Change) -> Result<laws::Appended, Failed> {
        // One that does not fit has no entry. It takes another's, so that the database refuses it, and not this.
        let entry = HistoryEntry::of(&self.directory, change).unwrap_or_else(|_| action());
        let runtime = Arc::clone(&self.runtime);
        let after = runtime.block_on(async {
            let last = self.directory.revision();
            if last == 0 { None } else { self.log.find(last).await.unwrap() }
        });
        let append = self.log.append(after, change, &entry);
        let appended = runtime.block_on(Cut { future: Box::pin(append), fuse: self.fuse.clone() });
        match appended.map_err(Failed::CutOff)?.map_err(Failed::Log)? {
            Appended::Stale => Ok(laws::Appended::Stale),
            Appended::Stored => {
                self.directory.commit(change.clone()).unwrap();
                Ok(laws::Appended::Stored)
            }
        }
    }

    fn load(&mut self) -> Result<Vec<Change>, Failed> {
        Arc::clone(&self.runtime).block_on(self.read())
    }
}

/// The entry of an action.
fn action() -> HistoryEntry {
    let world = World::new().account("acme").member("sam", Preset::Sender);
    let request = Request::new(user("sam"), Permission::SmsSend, account("acme")).at(today());
    let proof = world.directory().authorize(&request).unwrap();
    HistoryEntry::of_action(&proof, world.directory(), None)
}

/// Ends a program wherever it waits: the future is dropped there, and its connection with it.
struct Cut<F> {
    future: Pin<Box<F>>,
    fuse: Fuse,
}

impl<F: Future> Future for Cut<F> {
    type Output = Result<F::Output, CutOff>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Err(cut) = self.fuse.pass() {
            return Poll::Ready(Err(cut));
        }
        self.future.as_mut().poll(context).map(Ok)
    }
}

pub(crate) fn the_law_of_stores<P: Place>() {
    let place = P::new();
    let runtime = Arc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    let pool = runtime.block_on(place.pool());
    let empty = || Storage { runtime: Arc::clone(&runtime), pool: pool.clone(), name: place.name() };
    let tally = Trial::new().seed(14).cases(16).parts(12).store(empty).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(tally.allowed > 200 && tally.denied > 200, "{tally:?}");
}
