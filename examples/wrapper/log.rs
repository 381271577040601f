//! The log of changes in a file: a line of JSON for each.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use sendright::Change;
use sendright::testing::laws::{Appended, Fuse, Log, Storage};

/// A file of its own, which is deleted with the value.
#[derive(Debug)]
pub(crate) struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("sendright-log-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // It may never have been opened.
        let _ = fs::remove_file(&self.0);
    }
}

impl Storage for TemporaryFile {
    type Log = FileLog;

    fn open(&self, fuse: Fuse) -> io::Result<FileLog> {
        FileLog::open(&self.0, fuse)
    }
}

/// The opened file.
#[derive(Debug)]
pub(crate) struct FileLog {
    file: File,
    /// How long it was when it was last read or written, and how many changes it had.
    length: u64,
    stored: u64,
    fuse: Fuse,
}

impl FileLog {
    /// A last line without its end was being written when the program stopped, and was never acknowledged: it is cut away.
    fn open(path: &PathBuf, fuse: Fuse) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut log = Self { file, length: 0, stored: 0, fuse };
        let text = log.text()?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        log.file.set_len(whole as u64)?;
        log.load()?;
        Ok(log)
    }

    fn text(&mut self) -> io::Result<String> {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_string(&mut text)?;
        Ok(text)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.fuse.pass().map_err(io::Error::other)?;
        self.file.write_all(bytes)
    }
}

impl Log for FileLog {
    type Error = io::Error;

    fn append(&mut self, change: &Change) -> io::Result<Appended> {
        // Another process may have written meanwhile. Between this and the write it still may: a product locks the file.
        let is_read = self.file.metadata()?.len() == self.length;
        if !is_read || change.revision() != self.stored + 1 {
            return Ok(Appended::Stale);
        }
        let line = serde_json::to_string(change)?;
        // Two writes, as a file system may make of one: so the law sees what is left of half a line.
        let (half, rest) = line.split_at(line.len() / 2);
        self.write(half.as_bytes())?;
        self.write(rest.as_bytes())?;
        self.write(b"\n")?;
        self.fuse.pass().map_err(io::Error::other)?;
        self.file.sync_data()?;
        (self.length, self.stored) = (self.length + line.len() as u64 + 1, self.stored + 1);
        Ok(Appended::Stored)
    }

    fn load(&mut self) -> io::Result<Vec<Change>> {
        let text = self.text()?;
        let changes: Vec<Change> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        (self.length, self.stored) = (text.len() as u64, changes.len() as u64);
        Ok(changes)
    }
}
