//! What the engines' processes say, and what the driver hears.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Row;

/// Said before a contender takes its memberships in.
pub const LOADING: &str = "# loading";
/// Said when it has.
pub const LOADED: &str = "# loaded";

/// What loads for longer reads "not run".
const LOADS_FOR: Duration = Duration::from_secs(180);
/// What is not done by then is stuck.
const RUNS_FOR: Duration = Duration::from_secs(600);
/// What takes more memory reads "not run", beside what the harness and the plain data had before the loading.
const RESIDENT: u64 = 8 << 30;

/// Says something about the run.
pub fn announce(what: &str) {
    println!("{what}");
    let _ = std::io::stdout().flush();
}

/// Says a row.
///
/// # Panics
///
/// If it can't be written as CSV, which any can.
pub fn tell(row: &Row) {
    let mut line = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    line.serialize(row).unwrap_or_else(|error| panic!("{error}"));
    let line = line.into_inner().unwrap_or_else(|error| panic!("{error}"));
    announce(String::from_utf8_lossy(&line).trim_end());
}

/// What came of a process.
#[derive(Debug)]
pub struct Heard {
    /// The rows that it told.
    pub rows: Vec<Row>,
    /// Why it was ended before it was done: too long, or too much memory.
    pub ended: Option<String>,
}

/// Runs an engine, with limits of time and memory.
///
/// # Errors
///
/// If it can't be run, says what it must not, or fails: its contender differs from what is expected.
pub fn run(program: &Path, arguments: &[String]) -> Result<Heard, String> {
    let told = || format!("{} {}", program.display(), arguments.join(" "));
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("can't run {}: {error}", told()))?;
    let lines = lines(&mut child);
    let heard = listen(&mut child, &lines);
    if heard.as_ref().map_or(true, |heard| heard.ended.is_some()) {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("{}: {error}", told()))?;
    let heard = heard?;
    if heard.ended.is_none() && !status.success() {
        return Err(format!("{} failed ({status}); what it said is above", told()));
    }
    Ok(heard)
}

fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

fn listen(child: &mut Child, lines: &Receiver<String>) -> Result<Heard, String> {
    let (begun, mut loading, mut before) = (Instant::now(), None, None);
    let mut heard = Heard { rows: Vec::new(), ended: None };
    loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(line) if line == LOADING => {
                loading = Some(Instant::now());
                before = resident(child.id());
            }
            Ok(line) if line == LOADED => loading = None,
            Ok(line) => heard.rows.push(row(&line)?),
            Err(RecvTimeoutError::Timeout) => (),
            Err(RecvTimeoutError::Disconnected) => return Ok(heard),
        }
        heard.ended = if loading.is_some_and(|since: Instant| since.elapsed() > LOADS_FOR) {
            Some(format!("loads for more than {} s", LOADS_FOR.as_secs()))
        } else if begun.elapsed() > RUNS_FOR {
            Some(format!("runs for more than {} s", RUNS_FOR.as_secs()))
        } else if before.zip(resident(child.id())).is_some_and(|(before, now)| now > before + RESIDENT) {
            Some(format!("takes more than {} GiB", RESIDENT >> 30))
        } else {
            None
        };
        if heard.ended.is_some() {
            return Ok(heard);
        }
    }
}

fn row(line: &str) -> Result<Row, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let row = reader.deserialize().next();
    row.and_then(Result::ok).ok_or_else(|| format!("an engine said what is no row: `{line}`"))
}

/// How much memory a process has, where the system tells.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    kilobytes.trim().trim_end_matches("kB").trim().parse().ok().map(|kilobytes: u64| kilobytes << 10)
}
