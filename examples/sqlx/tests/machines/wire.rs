//! A wire between a machine and the database, which can be cut.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of the `COMMIT` at which the wire is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Commit {
    /// It arrives, and the answer does not.
    Arrives,
    /// It never arrives.
    IsLost,
}

pub(super) struct Wire {
    address: String,
    cut: Arc<AtomicBool>,
    at_commit: Arc<Mutex<Option<Commit>>>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    /// A wire to the host and port of this address.
    pub(super) fn to(address: &str) -> Self {
        let (before, rest) = address.split_once('@').unwrap();
        let (host, after) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("{before}@{}/{after}", listener.local_addr().unwrap());
        let (cut, open) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let at_commit = Arc::new(Mutex::new(None));
        let (is_cut, opened, host) = (Arc::clone(&cut), Arc::clone(&open), host.to_owned());
        let awaited = Arc::clone(&at_commit);
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = TcpStream::connect(&host).unwrap();
                opened.lock().unwrap().extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                for (from, to) in [(near.try_clone(), far.try_clone()), (Ok(far), Ok(near))] {
                    let (is_cut, awaited) = (Arc::clone(&is_cut), Arc::clone(&awaited));
                    thread::spawn(move || carry(from.unwrap(), to.unwrap(), &is_cut, &awaited));
                }
            }
        });
        Self { address, cut, at_commit, open }
    }

    /// What a machine is given as the address of the database.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Nothing is carried any more, and nobody is told: as when a cable is pulled.
    pub(super) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Is cut at the next `COMMIT`.
    pub(super) fn cut_at_commit(&self, commit: Commit) {
        *self.at_commit.lock().unwrap() = Some(commit);
    }

    /// Carries again. What was open is broken.
    pub(super) fn mend(&self) {
        self.open.lock().unwrap().drain(..).for_each(|stream| drop(stream.shutdown(std::net::Shutdown::Both)));
        self.cut.store(false, Ordering::SeqCst);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, is_cut: &AtomicBool, at_commit: &Mutex<Option<Commit>>) {
    let mut bytes = [0; 16_384];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        // Not that of `READ COMMITTED`.
        let commits = bytes[..length].windows(7).any(|word| word == b"COMMIT\0");
        let commit = at_commit.lock().unwrap().take_if(|_| commits);
        if commit.is_some() {
            is_cut.store(true, Ordering::SeqCst);
        }
        while is_cut.load(Ordering::SeqCst) && commit != Some(Commit::Arrives) {
            thread::sleep(Duration::from_millis(5));
        }
        if commit == Some(Commit::IsLost) || to.write_all(&bytes[..length]).is_err() {
            return;
        }
    }
}
