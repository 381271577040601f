//! Changes in, a summary out: what a directory has become.

use std::io::{self, BufRead, Write};

use sendright::{AccountId, AccountStatus, Change, Command, Directory};

use crate::lines;
use crate::words::{assigned, instant};

/// Commits each line and prints what the directory is then. Counts the lines that failed.
pub(crate) fn run(input: impl BufRead, out: &mut impl Write, errors: &mut impl Write) -> io::Result<usize> {
    let mut directory = Directory::new();
    let mut accounts = Vec::new();
    let failed = lines::each(input, errors, |change: Change| {
        let opened = opened(change.command());
        let committed = directory.commit(change).map_err(|error| error.to_string());
        if committed.is_ok() {
            accounts.extend(opened);
        }
        Ok(committed)
    })?;
    print(out, &directory, &accounts)?;
    Ok(failed)
}

fn opened(command: &Command) -> Option<AccountId> {
    if let Command::OpenAccount { account, .. } | Command::OpenSubaccount { account, .. } = command {
        return Some(*account);
    }
    None
}

fn print(out: &mut impl Write, directory: &Directory, accounts: &[AccountId]) -> io::Result<()> {
    match directory.time() {
        Some(last) => writeln!(out, "revision {}, last changed on {}", directory.revision(), instant(last))?,
        None => writeln!(out, "nothing: revision 0")?,
    }
    for id in accounts {
        print_account(out, directory, *id)?;
    }
    Ok(())
}

fn print_account(out: &mut impl Write, directory: &Directory, id: AccountId) -> io::Result<()> {
    let Some(account) = directory.account(id) else { return Ok(()) };
    let mut path: Vec<&str> = directory.ancestors(id).map(|above| above.name().as_str()).collect();
    path.insert(0, account.name().as_str());
    path.reverse();
    let status = match directory.status(id) {
        Some(AccountStatus::Suspended) => ", suspended".to_owned(),
        Some(AccountStatus::Closed) => ", closed".to_owned(),
        Some(AccountStatus::Active) | None => String::new(),
        // Of a later version.
        Some(other) => format!(", {other:?}"),
    };
    writeln!(out, "\n{}{status}", path.join(" / "))?;
    for membership in directory.members(id) {
        let Some(user) = directory.user(membership.user()) else { continue };
        let active = if user.is_active() { "" } else { ", deactivated" };
        let gives = assigned(membership.assignment(), |role| directory.role(role).map(|role| role.name().to_string()));
        writeln!(out, "  {} <{}>{active}: {gives}", user.name(), user.email())?;
    }
    Ok(())
}
