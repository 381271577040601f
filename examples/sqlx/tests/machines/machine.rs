//! A node in a process of its own: this program again. It is told what to do by lines, and answers by lines.

use core::time::Duration;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use sendright::commands::Assign;
use sendright::testing::{account, now, user};
use sendright::{Change, Permission, Preset, Request};
use sendright_sqlx::{ExecuteError, Executed, Log, Node, Settings};
use sqlx::Postgres;
use sqlx::postgres::PgPoolOptions;

use super::{digest, rename};

/// The variable with the name of the log of which a process is a node.
pub(super) const LOG: &str = "SENDRIGHT_MACHINE";

/// How long a machine waits for the database.
pub(super) const TIMEOUT: Duration = Duration::from_secs(1);

/// How often it looks at the log of itself.
pub(super) const POLL: Duration = Duration::from_millis(500);

/// A process.
pub(super) struct Machine {
    child: Child,
    told: ChildStdin,
    heard: Receiver<String>,
    /// What it said of itself as it started.
    pub(super) started: String,
}

impl Machine {
    /// Starts a machine that follows a log, in the database with this address.
    pub(super) fn start(address: &str, log: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(LOG, log)
            .env("SENDRIGHT_POSTGRES", address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (told, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut machine = Self { child, told, heard: lines(out), started: String::new() };
        machine.started = machine.hear().expect("it starts");
        machine
    }

    pub(super) fn tell(&mut self, line: &str) {
        writeln!(self.told, "{line}").unwrap();
    }

    /// The next line; `None`, if it has ended.
    pub(super) fn hear(&mut self) -> Option<String> {
        self.heard.recv_timeout(Duration::from_mins(1)).ok()
    }

    /// What it answers.
    pub(super) fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.hear().expect("it answers")
    }

    /// Kills it, as the machine were unplugged, and gives what it had said until then.
    pub(super) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.heard.iter().collect()
    }
}

fn lines(out: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

/// The change of which it is not known whether it was stored.
static UNCERTAIN: Mutex<Option<Change>> = Mutex::new(None);

fn say(line: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// The next line that this machine is told.
fn told() -> Option<String> {
    stdin().lock().lines().next()?.ok()
}

/// Is a node of a log, until nobody tells it what to do any more.
pub(super) async fn run(log: &str) {
    let options = PgPoolOptions::new().acquire_timeout(TIMEOUT);
    let log = Log::open(options.connect(&super::address()).await.unwrap(), log).await.unwrap();
    let mut settings = Settings::default();
    (settings.timeout, settings.poll) = (TIMEOUT, Some(POLL));
    let node = Node::start(log, settings).await.unwrap();
    say(&format!("started {} {}", node.revision(), node.reader().ask(digest)));
    let follower = node.clone();
    tokio::spawn(async move { follower.follow().await });
    while let Some(line) = tokio::task::spawn_blocking(told).await.unwrap() {
        let words: Vec<&str> = line.split(' ').collect();
        obey(&node, &words).await;
    }
}

async fn obey(node: &Node<Postgres>, words: &[&str]) {
    match words {
        ["demote", whom, by] => demote(node, whom, by).await,
        ["rename", name] => {
            let executed = node.execute(user("ada"), &rename(name), now()).await;
            if let Err(ExecuteError::Uncertain { change, .. }) = &executed {
                *UNCERTAIN.lock().unwrap() = Some((**change).clone());
            }
            say(&told_of(executed));
        }
        // What became of the change that was uncertain.
        ["known"] => {
            let change = UNCERTAIN.lock().unwrap().clone().unwrap();
            let known = tokio::time::timeout(TIMEOUT, node.was_stored(&change)).await;
            say(match known {
                Ok(Ok(true)) => "stored",
                Ok(Ok(false)) => "not stored",
                Ok(Err(_)) | Err(_) => "error unavailable",
            });
        }
        // One command after the other, without an end.
        ["load", client] => {
            for number in 0.. {
                let name = format!("{client}-{number}");
                say(&format!("{name} {}", told_of(node.execute(user("ada"), &rename(&name), now()).await)));
            }
        }
        // It is stored, and the answer never comes.
        ["stored", name] => {
            node.execute(user("ada"), &rename(name), now()).await.unwrap();
            say("stored");
            core::future::pending::<()>().await;
        }
        // It is planned, in a transaction that never ends.
        ["planned", name] => {
            let command = rename(name);
            let planned = node.execute_with(user("ada"), &command, now(), |_, _| {
                say("planned");
                Box::pin(core::future::pending())
            });
            let _ = planned.await;
        }
        ["clients", clients, commands] => clients_of(node, clients, commands.parse().unwrap()).await,
        ["age"] => say(&format!("{} {}", node.reader().age().as_millis(), may(node))),
        // Says so as soon as Bob may not.
        ["watch"] => {
            while may(node) {
                tokio::time::sleep(Duration::from_micros(200)).await;
            }
            say("refused");
        }
        ["digest"] => say(&format!("{} {}", node.revision(), node.reader().ask(digest))),
        other => panic!("{other:?}"),
    }
}

/// Whether Bob may launch, as this machine knows.
fn may(node: &Node<Postgres>) -> bool {
    let request = Request::new(user("bob"), Permission::SmsLaunch, account("acme")).at(now());
    node.reader().ask(|directory| directory.authorize(&request)).is_ok()
}

/// Demotes somebody, and waits between the plan and the log, the first time, until it is told to go on.
async fn demote(node: &Node<Postgres>, whom: &str, by: &str) {
    let demote = Assign::new(user(whom), account("acme"), Preset::Sender.into()).into();
    let (mut waited, before) = (false, node.counts().lost);
    let demoted = node.execute_with(user(by), &demote, now(), |_, change| {
        let (first, revision) = (!core::mem::replace(&mut waited, true), change.revision());
        Box::pin(async move {
            if first {
                say(&format!("planned {revision}"));
                tokio::task::spawn_blocking(told).await.unwrap();
            }
            Ok(())
        })
    });
    let demoted = demoted.await;
    say(&format!("{} after {}", told_of(demoted), node.counts().lost - before));
}

/// So many clients at once, with so many commands each.
async fn clients_of(node: &Node<Postgres>, clients: &str, commands: u32) {
    let clients: Vec<_> = clients
        .split(',')
        .map(|client| {
            let (node, client) = (node.clone(), client.to_owned());
            tokio::spawn(async move {
                for number in 0..commands {
                    let command = rename(&format!("{client}-{number}"));
                    node.execute(user("ada"), &command, now()).await.map_err(|error| error.to_string())?;
                }
                Ok::<_, String>(())
            })
        })
        .collect();
    for client in clients {
        if let Err(error) = client.await.unwrap() {
            return say(&error);
        }
    }
    say(&format!("done {}", node.counts().lost));
}

fn told_of(executed: Result<Executed, ExecuteError>) -> String {
    match executed {
        Ok(executed) => format!("ok {} {}", executed.change.revision(), executed.change.id()),
        Err(error) => format!("error {} {}", error.code(), error.http_status()),
    }
}
