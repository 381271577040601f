//! The story: an account, a trainee with a term, a sub-account of its own, an API key, and who may not do what.

use std::error::Error;
use std::io::Write;

use chrono::{DateTime, TimeZone, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Change, Command, Directory, Email, Feature, InvitationId,
    Level, Levels, Permission, Preset, Request, Selection, UserId, actions,
};
use uuid::Uuid;

use crate::stage::Stage;
use crate::{account_key, impact};

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Ids are fixed, so that the story is the same every time; an application makes new ones with `UserId::new()`.
pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + number)
}

fn november(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0).single().unwrap_or_default()
}

pub(crate) fn december(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, day, hour, 0, 0).single().unwrap_or_default()
}

/// Who and what there is.
pub(crate) struct Ids {
    pub(crate) acme: AccountId,
    pub(crate) north: AccountId,
    pub(crate) ada: UserId,
    tim: UserId,
    nora: UserId,
    wes: UserId,
    bob: UserId,
    pub(crate) dora: UserId,
    lea: UserId,
    mia: UserId,
    key: ApiKeyId,
    /// Of Acme itself, and of Dora.
    pub(crate) sending: ApiKeyId,
    pub(crate) own: ApiKeyId,
}

/// Plays it all, and counts what did not come out as it should.
pub(crate) fn play(out: &mut impl Write) -> Result<usize, Box<dyn Error>> {
    let ids = Ids {
        acme: id(1).into(),
        north: id(2).into(),
        ada: id(11).into(),
        tim: id(12).into(),
        nora: id(13).into(),
        wes: id(14).into(),
        bob: id(15).into(),
        dora: id(16).into(),
        lea: id(17).into(),
        mia: id(18).into(),
        key: id(21).into(),
        sending: id(22).into(),
        own: id(23).into(),
    };
    let mut stage = Stage::new(out);
    let accounts = [(1, "Acme"), (2, "Acme North")];
    let people =
        [(11, "Ada"), (12, "Tim"), (13, "Nora"), (14, "Wes"), (15, "Bob"), (16, "Dora"), (17, "Lea"), (18, "Mia")];
    let keys = [(21, "Nightly report"), (22, "Nightly sending"), (23, "Dora's tests")];
    for (number, name) in accounts.into_iter().chain(people).chain(keys) {
        stage.cast.name(id(number), name);
    }

    account(&mut stage, &ids)?;
    trainee(&mut stage, &ids)?;
    users_are_created(&mut stage, &ids)?;
    subaccount(&mut stage, &ids)?;
    no_more_than_one_has(&mut stage, &ids)?;
    api_key(&mut stage, &ids)?;
    last_administrator(&mut stage, &ids)?;
    term_ends(&mut stage, &ids)?;
    colleagues_go(&mut stage, &ids)?;
    account_key::play(&mut stage, &ids)?;
    history(&mut stage, &ids)?;
    impact::forty(&mut stage, &ids)?;
    Ok(stage.surprises)
}

fn account<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("An account is opened")?;
    let open = Command::OpenAccount {
        account: ids.acme,
        name: "Acme".parse()?,
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: ids.ada,
        email: "ada@acme.example".parse()?,
        administrator_name: "Ada".parse()?,
    };
    stage.act(november(2, 9), Actor::System, open, None)?;
    let request = Request::new(ids.ada, Permission::UserInvite, ids.acme).at(november(2, 9));
    Ok(stage.ask("May Ada invite users to Acme?", &request, None)?)
}

fn trainee<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("A trainee, until the end of the month")?;
    let levels = Levels::NONE.raise(Feature::EMAILINGS, Level::Editor);
    let term = Assignment::levels(levels).until(december(1, 0));
    joins(stage, ids.ada, (ids.tim, "Tim"), ids.acme, (31, term), november(3, 10))?;
    let ask = |permission| Request::new(ids.tim, permission, ids.acme).at(november(4, 9));
    stage.ask("May Tim write an emailing in Acme?", &ask(Permission::EmailEdit), None)?;
    Ok(stage.ask("May Tim send it to everybody?", &ask(Permission::EmailLaunch), Some("missing"))?)
}

/// An administrator fills in a form with a name, a number and a role.
fn users_are_created<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("An administrator creates users")?;
    // Lea's address is proved, by the company's single sign-on: the operator adds her on behalf of who filled in the form.
    let add = |by| -> Result<Command, Box<dyn Error>> {
        let (user, account, email, name) = (ids.lea, ids.acme, "lea@acme.example".parse()?, "Lea".parse()?);
        let (phone, assignment) = (Some("+49 30 901820".parse()?), Assignment::of(Preset::Template));
        Ok(Command::AddUser { user, account, email, name, phone, assignment, on_behalf_of: Some(by) })
    };
    stage.act(november(4, 10), Actor::System, add(ids.tim)?, Some("missing"))?;
    stage.act(november(4, 11), Actor::System, add(ids.ada)?, None)?;
    let send = Request::new(ids.lea, actions::SMS_SEND_TEMPLATE_LATER, ids.acme).at(november(4, 11));
    stage.ask("May Lea schedule an SMS message from a template, at once?", &send, None)?;
    // Mia's is not: she is invited, and confirms what Ada proposes.
    let (invitation, email, account) = (InvitationId::from(id(38)), "mia@acme.example".parse::<Email>()?, ids.acme);
    let (assignment, expires) = (Assignment::of(Preset::Template), november(11, 12));
    let (name, phone) = (Some("Mia".parse()?), Some("+49 30 901821".parse()?));
    let invite = Command::Invite { invitation, account, email: email.clone(), name, phone, assignment, expires };
    stage.act(november(4, 12), ids.ada, invite, None)?;
    let phone = stage.directory.invitation(invitation).and_then(|invitation| invitation.phone().cloned());
    let accept = Command::AcceptInvitation { invitation, email, name: "Mia Moss".parse()?, phone };
    stage.act(november(4, 13), ids.mia, accept, None)?;
    let mia = stage.directory.user(ids.mia);
    let confirmed = mia.is_some_and(|mia| mia.name().as_str() == "Mia Moss" && mia.phone().is_some());
    Ok(stage.check("Mia has the name that she corrected and the number that she confirmed", confirmed)?)
}

fn subaccount<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("A sub-account gets its own administrator")?;
    let open = Command::OpenSubaccount { account: ids.north, parent: ids.acme, name: "Acme North".parse()? };
    stage.act(november(5, 9), ids.ada, open, None)?;
    let administrator = Assignment::of(Preset::SubaccountAdmin);
    joins(stage, ids.ada, (ids.nora, "Nora"), ids.north, (32, administrator), november(5, 10))?;
    joins(stage, ids.nora, (ids.wes, "Wes"), ids.north, (33, Assignment::of(Preset::Advanced)), november(6, 9))?;
    let ask = |account| Request::new(ids.nora, Permission::UserAssignRole, account).at(november(6, 12));
    stage.ask("May Nora assign roles in Acme North?", &ask(ids.north), None)?;
    Ok(stage.ask("And in Acme, above it?", &ask(ids.acme), Some("no_access"))?)
}

fn no_more_than_one_has<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("Nobody gives what they have not")?;
    let bookkeeper = Assignment::levels(Levels::NONE.with(Area::Billing, Level::Approver));
    let invite = invite((34, "ben"), ids.north, bookkeeper, november(20, 0))?;
    stage.act(november(9, 9), ids.nora, invite, Some("uncovered"))?;
    let longer = Assignment::levels(Levels::NONE.raise(Feature::EMAILINGS, Level::Approver));
    let promote = Command::Assign { user: ids.tim, account: ids.acme, assignment: longer, replaces: None };
    Ok(stage.act(november(9, 10), ids.tim, promote, Some("missing"))?)
}

fn api_key<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("An API key does what its owner may, and no more than it is for")?;
    joins(stage, ids.ada, (ids.bob, "Bob"), ids.acme, (35, Assignment::of(Preset::Standard)), november(10, 9))?;
    let create = Command::CreateApiKey {
        key: ids.key,
        account: ids.acme,
        subtree: false,
        name: "Nightly report".parse()?,
        cap: Permission::ReportView | Permission::ReportExport,
        until: Some(december(31, 0)),
    };
    stage.act(november(11, 9), ids.bob, create, None)?;
    let ask = |permission| Request::new(ids.key, permission, ids.acme).at(november(12, 2));
    stage.ask("May the key export the reports of Acme?", &ask(Permission::ReportExport), None)?;
    stage.ask("May it send messages, as Bob may?", &ask(Permission::SmsSend), Some("missing"))?;
    let invite = invite((36, "mallory"), ids.acme, Assignment::of(Preset::Basic), november(20, 0))?;
    Ok(stage.act(november(12, 3), ids.key, invite, Some("missing"))?)
}

fn last_administrator<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("The last administrator stays")?;
    Ok(stage.act(november(16, 17), ids.ada, Command::Leave { account: ids.acme }, Some("last_administrator"))?)
}

fn term_ends<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("The trainee's access ends by itself")?;
    let ask = |at| Request::new(ids.tim, Permission::EmailEdit, ids.acme).at(at);
    stage.ask("May Tim write an emailing on his last evening?", &ask(november(30, 23)), None)?;
    Ok(stage.ask("And at midnight?", &ask(december(1, 0)), Some("expired"))?)
}

fn colleagues_go<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("Colleagues go")?;
    stage.act(december(4, 16), ids.bob, Command::Leave { account: ids.acme }, None)?;
    let request = Request::new(ids.key, Permission::ReportExport, ids.acme).at(december(4, 17));
    stage.ask("May his key still export reports?", &request, Some("key_revoked"))?;
    stage.check("it is gone for good", stage.directory.api_key(ids.key).is_none())?;
    let remove = Command::RemoveMember { user: ids.wes, account: ids.north };
    Ok(stage.act(december(7, 9), ids.nora, remove, None)?)
}

fn history<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    let changes = stage.changes.clone();
    stage.chapter("What Bob did stays in the history")?;
    stage.history(changes.iter().filter(|change| change.actor() == ids.bob.into()))?;
    stage.chapter("All changes")?;
    stage.history(&changes)?;

    stage.chapter("What is stored makes the same directory again")?;
    let json = serde_json::to_string(&changes)?;
    let stored: Vec<Change> = serde_json::from_str(&json)?;
    let again = Directory::replay(stored)? == stage.directory;
    stage.check("the changes, as JSON, replayed", again)?;
    let json = serde_json::to_string(&stage.directory.snapshot())?;
    let again = Directory::restore(serde_json::from_str(&json)?)? == stage.directory;
    Ok(stage.check("a snapshot, as JSON, restored", again)?)
}

fn invite(
    (number, local): (u128, &str),
    account: AccountId,
    assignment: Assignment,
    expires: DateTime<Utc>,
) -> Result<Command, Box<dyn Error>> {
    let email = format!("{local}@acme.example").parse()?;
    Ok(Command::Invite { invitation: id(number).into(), account, email, assignment, expires, name: None, phone: None })
}

/// Somebody is invited by name and accepts an hour later, as a new user.
pub(crate) fn joins<W: Write>(
    stage: &mut Stage<W>,
    inviter: UserId,
    (user, name): (UserId, &str),
    account: AccountId,
    (number, assignment): (u128, Assignment),
    at: DateTime<Utc>,
) -> Outcome {
    let local = name.to_lowercase();
    stage.act(at, inviter, invite((number, &local), account, assignment, at + chrono::TimeDelta::days(7))?, None)?;
    let (invitation, email) = (InvitationId::from(id(number)), format!("{local}@acme.example").parse()?);
    let accept = Command::AcceptInvitation { invitation, email, name: name.parse()?, phone: None };
    Ok(stage.act(at + chrono::TimeDelta::hours(1), user, accept, None)?)
}
