//! Answers an auditor's questions about a company of some hundred users, after a year of changes.
//!
//! The company is made up, with numbers that look random and are the same in every run; what it should be is kept in a
//! book of its own beside it, and each answer is compared with that. The program ends with a status other than zero if
//! one differs. The matrix goes to the folder that is given, or to a temporary one.
//!
//! ```text
//! cargo run --example audit [FOLDER]
//! ```

mod book;
mod cast;
mod company;
mod print;
mod random;
#[path = "../terminal/style.rs"]
mod style;

use std::collections::BTreeSet;
use std::io::Stdout;
use std::path::PathBuf;
use std::process::ExitCode;

use cast::{JONAS, MIRA};
use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use company::{COMPANY, Company, Failure, account, address, day, manager, shop, user};
use print::Page;
use sendright::history::{Event, HistoryEntry, HistoryQuery};
use sendright::{
    Account, AccountId, Actor, AssignedRole, Directory, InvitationId, Membership, Permission, Preset, Scope, UserId,
};

fn main() -> ExitCode {
    match audit(&mut Page::on_stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("audit: {error}");
            ExitCode::FAILURE
        }
    }
}

fn audit(page: &mut Page<Stdout>) -> Result<bool, Failure> {
    let company = Company::after_a_year()?;
    let now = day(365)? + Duration::hours(1);
    let audit = Audit { company: &company, directory: &company.directory, shop: shop(0, 1), now };
    let (changes, noted) = (company.log.len(), company.history.entries().len());
    page.title(
        "Northwind Travel: an audit",
        &format!(
            "{} users in {} accounts, {changes} changes and {} actions in a year, on {}.",
            company.book.present().count(),
            1 + company.book.above.len(),
            noted - changes,
            now.format("%-d %B %Y")
        ),
    )?;
    audit.who_can_launch(page)?;
    audit.what_could_mira(page)?;
    audit.who_gave_it(page)?;
    audit.what_ends(page)?;
    audit.what_is_open(page)?;
    audit.what_did_jonas(page)?;
    audit.matrix(page)?;
    #[cfg(feature = "serde")]
    audit.history(page)?;
    Ok(page.end()?)
}

struct Audit<'a> {
    company: &'a Company,
    directory: &'a Directory,
    shop: AccountId,
    now: DateTime<Utc>,
}

impl Audit<'_> {
    fn who_can_launch(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Who can launch SMS campaigns in North 1?")?;
        let found: Vec<UserId> = self.directory.who_can(Permission::SmsLaunch, self.shop, self.now).collect();
        let lines: Vec<String> = found.iter().map(|user| self.with_jobs(*user)).collect();
        page.items(&lines, lines.len())?;
        let found: BTreeSet<UserId> = found.into_iter().collect();
        page.check(found == self.company.book.launchers(self.shop, self.now))?;
        Ok(())
    }

    /// A user and what counts for them in the shop now: `Ada Lovelace: admin in Northwind Travel`.
    fn with_jobs(&self, user: UserId) -> String {
        let path = self.path();
        let jobs: Vec<String> = self
            .directory
            .memberships(user)
            .filter(|membership| path.contains(&membership.account()) && membership.assignment().is_live(self.now))
            .map(|membership| format!("{} in {}", self.roles(&membership), self.called(membership.account())))
            .collect();
        format!("{}: {}", self.name(user), jobs.join(", "))
    }

    /// The shop and the accounts above it, from where memberships reach down.
    fn path(&self) -> Vec<AccountId> {
        let above = self.directory.ancestors(self.shop).map(Account::id);
        core::iter::once(self.shop).chain(above).collect()
    }

    fn what_could_mira(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        let then = asked_about()?;
        page.question(&format!("What could Mira Stein do in North 1 on {}?", then.format("%-d %B %Y at %H:%M UTC")))?;
        let until_then = self.company.log.iter().take_while(|change| change.at() <= then).cloned();
        let past = Directory::replay(until_then)?;
        let could = past.what_can(user(MIRA), self.shop, then);
        let all = could.at(Scope::Account);
        page.say(&format!("The directory as it was after revision {}. With everybody's data:", past.revision()))?;
        page.say(&all.to_string())?;
        page.say(&format!("With her own data also: {}", could.at(Scope::Own) - all))?;
        let answer = past.explain(&sendright::Request::new(user(MIRA), Permission::SmsLaunch, self.shop).at(then));
        page.say("And launch an SMS campaign?")?;
        for line in answer.to_string().lines() {
            page.item(&without_ids(line.trim_start_matches("- ")))?;
        }
        let made =
            Preset::Sender.grants().without(Permission::SmsLaunch).within(past.ceiling(self.shop).unwrap_or_default());
        let profile = Permission::ProfileEdit;
        page.check(could.without(profile) == made.without(profile))?;
        Ok(())
    }

    /// What was done to her, in the shop and above it, and to her address before she was a user; up to that very instant.
    fn who_gave_it(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Who gave it to her?")?;
        let (email, path) = (address("Mira Stein").parse()?, self.path());
        let after = asked_about()? + Duration::nanoseconds(1);
        let there = HistoryQuery::new().accounts(&path).until(after);
        let (to_her, to_address) = (there.affecting(user(MIRA)), there.address(&email));
        let entries = self.company.history.entries().iter();
        let given: Vec<&HistoryEntry> =
            entries.filter(|entry| to_her.matches(entry) || to_address.matches(entry)).collect();
        for entry in &given {
            page.item(&entry.brief().to_string())?;
        }
        page.say("Her term in the region was over by then.")?;
        let (mira, north) = (Actor::User(user(MIRA)), Actor::User(manager(0)));
        let found: Vec<(Actor, &str)> =
            given.iter().filter_map(|entry| Some((entry.actor(), command(entry)?))).collect();
        let (invited, accepted) = ((north, "invite"), (mira, "accept_invitation"));
        page.check(found == [invited, accepted, (north, "assign"), invited, accepted])?;
        Ok(())
    }

    /// Those whose last instant is in November: an end is exclusive, and midnight on the first is the month before's.
    fn what_ends(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Which memberships end this month?")?;
        let after = |month| {
            Utc.with_ymd_and_hms(2026, month, 1, 0, 0, 0).single().map(|first| first + Duration::nanoseconds(1))
        };
        let (from, until) = (after(11).ok_or("no such day")?, after(12).ok_or("no such day")?);
        let ending: Vec<Membership<'_>> = self.directory.ending(account(COMPANY), from, until).collect();
        let lines: Vec<String> = ending
            .iter()
            .map(|membership| {
                let (who, at) = (self.name(membership.user()), self.called(membership.account()));
                format!("{who}, {} in {at}: {}", self.roles(membership), self.term(membership))
            })
            .collect();
        page.items(&lines, lines.len())?;
        let found: BTreeSet<_> = ending.iter().map(|membership| (membership.account(), membership.user())).collect();
        page.check(found == self.company.book.last_in(2026, 11))?;
        Ok(())
    }

    /// `ended, the last day was 5 November`; of an end within a day the first instant that it does not count.
    fn term(&self, membership: &Membership<'_>) -> String {
        let Some(end) = membership.assignment().ends() else { return "without end".to_owned() };
        let last = end - Duration::nanoseconds(1);
        let when =
            if end.time() == NaiveTime::MIN { last.format("%-d %B") } else { end.format("%-d %B, before %H:%M UTC") };
        if end <= self.now { format!("ended, the last day was {when}") } else { format!("the last day is {when}") }
    }

    fn what_is_open(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Which invitations are open?")?;
        let book = &self.company.book;
        let open: Vec<_> = self.directory.open_invitations(account(COMPANY), self.now).collect();
        let lines: Vec<String> = open
            .iter()
            .map(|invitation| {
                let (email, at) = (invitation.email(), self.called(invitation.account()));
                let expires = invitation.expires().format("%-d %B, before %H:%M UTC");
                format!("{email} to {at}, for which {} vouches: open until {expires}", self.who(invitation.inviter()))
            })
            .collect();
        page.items(&lines, 12)?;
        let as_made = open.iter().all(|invitation| {
            let offer = book.offers.get(&invitation.id());
            offer.is_some_and(|o| o.account == invitation.account() && o.email == invitation.email().as_str())
        });
        let found: BTreeSet<InvitationId> = open.iter().map(|invitation| invitation.id()).collect();
        page.check(as_made && found == book.open_offers(self.now))?;
        Ok(())
    }

    fn what_did_jonas(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Jonas Weber has left. What did he do?")?;
        let jonas = user(JONAS);
        let lines: Vec<String> = self
            .company
            .history
            .find(HistoryQuery::new().involving(jonas))
            .map(|entry| entry.brief().to_string())
            .collect();
        page.items(&lines, lines.len())?;
        let did: Vec<&str> = self.company.history.find(HistoryQuery::new().by(jonas)).filter_map(said).collect();
        let known = self.company.book.people.get(&jonas).is_some_and(|person| person.did == did);
        let gone = self.directory.user(jonas).is_none();
        let ends = lines.last().is_some_and(|line| line.contains("“North Manager” deleted “Jonas Weber”"));
        page.check(known && gone && ends && !did.is_empty())?;
        Ok(())
    }

    fn matrix(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("May I take the matrix of North 1 with me?")?;
        let matrix = self.directory.member_matrix(self.shop, self.now).ok_or("there is no such account")?;
        let folder = folder()?;
        for (name, text) in [("north-1.html", matrix.to_html()), ("north-1.csv", matrix.to_csv())] {
            let path = folder.join(name);
            std::fs::write(&path, &text)?;
            page.item(&format!("{}, {} bytes", path.display(), text.len()))?;
        }
        let columns: Vec<String> = matrix.columns().collect();
        page.say(&format!("{} members and {} permissions.", columns.len(), matrix.permissions().count()))?;
        let people = self.company.book.reaching(self.shop);
        let found: BTreeSet<&str> = columns.iter().filter_map(|column| column.split(" (").next()).collect();
        page.check(found == people)?;
        Ok(())
    }

    #[cfg(feature = "serde")]
    fn history(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("And the history?")?;
        let history = &self.company.history;
        let mut lines = String::new();
        for entry in history.entries() {
            lines += &(serde_json::to_string(entry)? + "\n");
        }
        let path = folder()?.join("history.jsonl");
        std::fs::write(&path, &lines)?;
        page.item(&format!("{}, {} entries", path.display(), history.entries().len()))?;
        let again = sendright::history::History::read(lines.lines().map(serde_json::from_str))?;
        let whole = again.gaps_in(1..=self.directory.revision()).next().is_none();
        page.say("Read in again, it is the same, and no change of the directory is missing at either end or between.")?;
        page.check(again == *history && whole)?;
        Ok(())
    }

    fn roles(&self, membership: &Membership<'_>) -> String {
        let roles = membership.assignment().roles().iter().map(|role| match role {
            AssignedRole::Preset(preset) => preset.to_string(),
            AssignedRole::Custom(role) => {
                self.directory.role(*role).map_or_else(|| "a role".to_owned(), |role| role.name().to_string())
            }
            // What a later version assigns.
            other => other.to_string(),
        });
        roles.collect::<Vec<_>>().join(" and ")
    }

    fn who(&self, actor: Actor) -> String {
        match actor {
            Actor::System => "the operator".to_owned(),
            Actor::User(user) => self.name(user),
            Actor::ApiKey(key) => {
                self.directory.api_key(key).map_or_else(|| "a key".to_owned(), |key| key.name().to_string())
            }
        }
    }

    /// A text with names in place of the accounts' ids, and without those of the roles, whose names it has.
    fn name(&self, user: UserId) -> String {
        self.directory.user(user).map_or_else(|| user.to_string(), |user| user.name().to_string())
    }

    fn called(&self, account: AccountId) -> String {
        self.directory.account(account).map_or_else(|| account.to_string(), |account| account.name().to_string())
    }
}

/// The instant of questions 2 and 3.
fn asked_about() -> Result<DateTime<Utc>, Failure> {
    Ok(day(200)? + Duration::hours(4))
}

/// The folder that is given, or a temporary one.
fn folder() -> Result<PathBuf, Failure> {
    let given = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = given.unwrap_or_else(|| std::env::temp_dir().join("sendright-audit"));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// What the application said of an action.
fn said(entry: &HistoryEntry) -> Option<&str> {
    let Event::Action { about, .. } = entry.event() else { return None };
    about.as_ref().map(sendright::Name::as_str)
}

/// The kind of command, of a change.
fn command(entry: &HistoryEntry) -> Option<&'static str> {
    let Event::Change { command, .. } = entry.event() else { return None };
    Some(command.name())
}

/// A sentence without the ids behind the names: ` (account 0190…)`.
fn without_ids(text: &str) -> String {
    let mut parts = text.split(" (");
    let first = parts.next().unwrap_or_default().to_owned();
    let is_id = |text: &str| text.rsplit_once(' ').is_some_and(|(_, id)| id.parse::<AccountId>().is_ok());
    parts.fold(first, |text, part| match part.split_once(')') {
        Some((inside, rest)) if is_id(inside) => text + rest,
        Some(_) | None => text + " (" + part,
    })
}
