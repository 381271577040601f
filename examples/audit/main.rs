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
use chrono::{DateTime, Duration, TimeZone, Utc};
use company::{COMPANY, Company, Failure, account, day, manager, shop, user};
use print::Page;
use sendright::{
    AccountId, Actor, Deed, Directory, HistoryEntry, HistoryQuery, InvitationId, Membership, Permission, Preset, Scope,
    UserId,
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

    /// A user and what gives them anything in the shop: `Ada Lovelace: admin in Northwind Travel`.
    fn with_jobs(&self, user: UserId) -> String {
        let jobs: Vec<String> = self
            .directory
            .memberships(user)
            .map(|membership| format!("{} in {}", roles(&membership), self.called(membership.account())))
            .collect();
        format!("{}: {}", self.name(user), jobs.join(", "))
    }

    fn what_could_mira(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        let then = day(200)? + Duration::hours(4);
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
            page.item(line.trim_start_matches("- "))?;
        }
        let made =
            Preset::Sender.grants().without(Permission::SmsLaunch).within(past.ceiling(self.shop).unwrap_or_default());
        let profile = Permission::ProfileEdit;
        page.check(could.without(profile) == made.without(profile))?;
        Ok(())
    }

    fn who_gave_it(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Who gave it to her?")?;
        let until = day(200)?;
        let query = HistoryQuery::new().to(user(MIRA)).account(self.shop).until(until);
        let given: Vec<&HistoryEntry> = self.company.history.find(query).collect();
        for entry in &given {
            page.item(&entry.brief().to_string())?;
        }
        let actors: Vec<Actor> = given.iter().map(|entry| entry.actor()).collect();
        page.check(actors == [Actor::User(user(MIRA)), Actor::User(manager(0))])?;
        Ok(())
    }

    fn what_ends(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Which memberships end this month?")?;
        let december = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).single().ok_or("no such day")?;
        let ending: Vec<Membership<'_>> = self.directory.ending(account(COMPANY), self.now, december).collect();
        let lines: Vec<String> = ending
            .iter()
            .map(|membership| {
                let (who, at) = (self.name(membership.user()), self.called(membership.account()));
                let ends = membership.assignment().ends().map(|end| end.format("%-d %B").to_string());
                format!("{who}, {} in {at}: until {}", roles(membership), ends.unwrap_or_default())
            })
            .collect();
        page.items(&lines, 12)?;
        let found: BTreeSet<_> = ending.iter().map(|membership| (membership.account(), membership.user())).collect();
        page.check(found == self.company.book.ending(self.now, december))?;
        Ok(())
    }

    fn what_is_open(&self, page: &mut Page<Stdout>) -> Result<(), Failure> {
        page.question("Which invitations are open?")?;
        let book = &self.company.book;
        let open: Vec<_> = self.directory.open_invitations(account(COMPANY), self.now).collect();
        let lines: Vec<String> = open
            .iter()
            .map(|invitation| {
                let (email, at) = (invitation.email(), self.called(invitation.account()));
                format!("{email} to {at}, until {}", invitation.expires().format("%-d %B"))
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
        let ends = lines.last().is_some_and(|line| line.contains("North Manager deleted Jonas Weber"));
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
        let again = sendright::History::read(lines.lines().map(serde_json::from_str))?;
        page.check(again == *history && again.gaps().next().is_none())?;
        Ok(())
    }

    fn name(&self, user: UserId) -> String {
        self.directory.user(user).map_or_else(|| user.to_string(), |user| user.name().to_string())
    }

    fn called(&self, account: AccountId) -> String {
        self.directory.account(account).map_or_else(|| account.to_string(), |account| account.name().to_string())
    }
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
    let Deed::Action { about, .. } = entry.deed() else { return None };
    about.as_ref().map(sendright::Name::as_str)
}

fn roles(membership: &Membership<'_>) -> String {
    let roles: Vec<String> = membership.assignment().roles().iter().map(ToString::to_string).collect();
    roles.join(" and ")
}
