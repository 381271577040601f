//! A company of twelve shops in four regions, and a year of it.

use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use sendright::history::History;
use sendright::{
    AccountId, Actor, Assignment, Billing, Change, Command, Directory, InvitationId, Permission, Preset, Principal,
    Request, Selection, UserId,
};
use uuid::Uuid;

use crate::book::{Book, Job, Offer};
use crate::cast::{CAST, JONAS, desk_role};
use crate::random::Random;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// The root account, four regions, and three shops in each.
pub(crate) const COMPANY: u128 = 1;
const REGIONS: [&str; 4] = ["North", "South", "East", "West"];
const SHOPS: u128 = 3;

const GIVEN: [&str; 20] = [
    "Amir", "Beate", "Carl", "Dora", "Emil", "Farah", "Gino", "Hana", "Ines", "Jan", "Kaya", "Luis", "Maren", "Noah",
    "Olga", "Pia", "Quinn", "Rosa", "Sven", "Tara",
];
const FAMILY: [&str; 20] = [
    "Adler", "Berg", "Conti", "Duval", "Engel", "Fuchs", "Garcia", "Hofer", "Ilic", "Jensen", "Kaya", "Lang", "Moreau",
    "Novak", "Olsen", "Petit", "Quast", "Rossi", "Suzuki", "Toth",
];

/// What the staff of a shop may be.
const JOBS: [Preset; 5] = [Preset::Sender, Preset::Regular, Preset::Basic, Preset::Template, Preset::Advanced];

/// What chance lets people do.
const ACTIONS: [(Permission, &str); 4] = [
    (Permission::SmsLaunch, "launched SMS campaign"),
    (Permission::EmailLaunch, "launched newsletter"),
    (Permission::ContactEdit, "edited contact list"),
    (Permission::ReportView, "looked at report"),
];

pub(crate) struct Company {
    pub(crate) directory: Directory,
    pub(crate) history: History,
    /// What an application keeps in its database.
    pub(crate) log: Vec<Change>,
    pub(crate) book: Book,
    random: Random,
    pub(crate) now: DateTime<Utc>,
    people: u128,
    invitations: u128,
}

pub(crate) fn account(id: u128) -> AccountId {
    Uuid::from_u128(id).into()
}

pub(crate) fn user(id: u128) -> UserId {
    Uuid::from_u128(id).into()
}

/// The account of a shop, by the number of its region, from 0, and its own, from 1.
pub(crate) fn shop(region: u128, number: u128) -> AccountId {
    account(10 * (region + 2) + number)
}

pub(crate) fn region(number: u128) -> AccountId {
    account(10 * (number + 2))
}

/// The administrator of a region.
pub(crate) fn manager(region: u128) -> UserId {
    user(100 + region)
}

/// So many days into the year that ends on 22 November 2026.
pub(crate) fn day(days: i64) -> Result<DateTime<Utc>, Failure> {
    let first = Utc.with_ymd_and_hms(2025, 11, 22, 8, 0, 0).single().ok_or("no such day")?;
    Ok(first + Duration::days(days))
}

impl Company {
    pub(crate) fn after_a_year() -> Result<Self, Failure> {
        let mut company = Self {
            directory: Directory::new(),
            history: History::new(),
            log: Vec::new(),
            book: Book::default(),
            random: Random::from_seed(20_261_122),
            now: day(0)?,
            people: 0,
            invitations: 0,
        };
        company.opens()?;
        for days in 1..365 {
            company.now = day(days)?;
            company.mira(days)?;
            company.jonas(days)?;
            company.senders(days)?;
            company.newcomers(days)?;
            company.terms(days)?;
            company.desk(days)?;
            company.keys(days)?;
            company.suspension(days)?;
            for _ in 0..8 {
                company.something_happens()?;
            }
        }
        Ok(company)
    }

    /// Plans a command, stores the change, and commits it through the history; as an application does.
    pub(crate) fn does(&mut self, actor: impl Into<Actor>, command: &Command) -> Result<(), Failure> {
        self.now += Duration::minutes(1);
        let change = self.directory.plan(actor, command, self.now)?;
        self.log.push(change.clone());
        Ok(self.history.commit(&mut self.directory, change)?)
    }

    fn opens(&mut self) -> Result<(), Failure> {
        let (root, ada) = (account(COMPANY), user(99));
        let open = Command::OpenAccount {
            account: root,
            name: "Northwind Travel".parse()?,
            billing: Billing::Prepaid,
            features: Selection::EVERYTHING,
            administrator: ada,
            email: "ada@northwind.example".parse()?,
            administrator_name: "Ada Lovelace".parse()?,
        };
        self.does(Actor::System, &open)?;
        self.book.join(ada, "Ada Lovelace", root, Job::of(Preset::Admin));
        for (number, name) in (0..).zip(REGIONS) {
            let region = region(number);
            self.opens_account(region, name, vec![root])?;
            self.adds(manager(number), &format!("{name} Manager"), region, Preset::Admin)?;
            for place in 1..=SHOPS {
                self.opens_account(shop(number, place), &format!("{name} {place}"), vec![region, root])?;
                for _ in 0..18 {
                    let preset = self.random.one_of(&JOBS).unwrap_or(Preset::Basic);
                    let (id, name) = self.next_person();
                    self.adds(id, &name, shop(number, place), preset)?;
                }
            }
        }
        self.adds(user(JONAS), "Jonas Weber", shop(0, 1), Preset::Sender)
    }

    fn opens_account(&mut self, account: AccountId, name: &str, above: Vec<AccountId>) -> Result<(), Failure> {
        let parent = *above.first().ok_or("a sub-account has a parent")?;
        self.does(user(99), &Command::OpenSubaccount { account, parent, name: name.parse()? })?;
        self.book.above.insert(account, above);
        Ok(())
    }

    fn next_person(&mut self) -> (UserId, String) {
        let at = |names: &[&'static str], number: u128| {
            usize::try_from(number % 20).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
        };
        let number = self.people;
        self.people += 1;
        let name = format!("{} {}", at(&GIVEN, number), at(&FAMILY, number / 20 + number));
        (user(1000 + number), name)
    }

    fn adds(&mut self, id: UserId, name: &str, account: AccountId, preset: Preset) -> Result<(), Failure> {
        let email = address(name).parse()?;
        let assignment = Assignment::of(preset);
        self.does(
            Actor::System,
            &Command::AddUser {
                user: id,
                account,
                email,
                name: name.parse()?,
                assignment,
                phone: None,
                on_behalf_of: None,
            },
        )?;
        self.book.join(id, name, account, Job::of(preset));
        Ok(())
    }

    /// Invites a person; who accepts has the job.
    pub(crate) fn invites(
        &mut self,
        region: u128,
        (id, name): (UserId, &str),
        at: AccountId,
        job: Job,
        accepts: bool,
    ) -> Result<(), Failure> {
        let invitation = self.offers(region, name, at, job)?;
        if accepts { self.accepts(invitation, (id, name), at, job) } else { Ok(()) }
    }

    /// Invites a person, who has not answered yet.
    pub(crate) fn offers(
        &mut self,
        region: u128,
        name: &str,
        account: AccountId,
        job: Job,
    ) -> Result<InvitationId, Failure> {
        self.invitations += 1;
        let invitation = InvitationId::from(Uuid::from_u128(self.invitations));
        let (email, expires) = (address(name), self.now + Duration::days(14));
        let (assignment, offered) = (assignment(job), email.parse()?);
        self.does(
            manager(region),
            &Command::Invite { invitation, account, email: offered, assignment, expires, name: None, phone: None },
        )?;
        self.book.offers.insert(invitation, Offer { account, email, expires });
        Ok(invitation)
    }

    fn accepts(
        &mut self,
        invitation: InvitationId,
        (id, name): (UserId, &str),
        at: AccountId,
        job: Job,
    ) -> Result<(), Failure> {
        let accept =
            Command::AcceptInvitation { invitation, email: address(name).parse()?, name: name.parse()?, phone: None };
        self.does(id, &accept)?;
        self.book.offers.remove(&invitation);
        match self.book.people.get_mut(&id) {
            Some(person) => drop(person.jobs.insert(at, job)),
            None => self.book.join(id, name, at, job),
        }
        Ok(())
    }

    pub(crate) fn assigns(&mut self, by: UserId, user: UserId, account: AccountId, job: Job) -> Result<(), Failure> {
        self.does(by, &Command::Assign { user, account, assignment: assignment(job), replaces: None })?;
        self.book.people.get_mut(&user).and_then(|person| person.jobs.insert(account, job));
        Ok(())
    }

    pub(crate) fn deactivates(&mut self, by: UserId, user: UserId) -> Result<(), Failure> {
        self.does(by, &Command::DeactivateUser { user })?;
        if let Some(person) = self.book.people.get_mut(&user) {
            person.active = false;
        }
        Ok(())
    }

    /// Does something, if it is allowed, and notes it with the proof.
    pub(crate) fn acts(
        &mut self,
        who: impl Into<Principal>,
        at: AccountId,
        permission: Permission,
        about: &str,
    ) -> Result<(), Failure> {
        self.now += Duration::minutes(1);
        if let Ok(proof) = self.directory.authorize(&Request::new(who, permission, at).at(self.now)) {
            self.history.record(proof, &self.directory, Some(about.parse()?));
            if let Some(person) = proof.user().and_then(|user| self.book.people.get_mut(&user)) {
                person.did.push(about.to_owned());
            }
        }
        Ok(())
    }

    fn something_happens(&mut self) -> Result<(), Failure> {
        let region = u128::from(self.random.below(4));
        let shop = shop(region, 1 + u128::from(self.random.below(3)));
        let staff: Vec<UserId> = self.staff(shop);
        let Some(who) = self.random.one_of(&staff) else { return Ok(()) };
        match self.random.below(40) {
            0 | 1 if self.people < 390 => {
                let (id, name) = self.next_person();
                let (job, accepts) = (self.any_job(), self.random.below(5) > 0);
                self.invites(region, (id, &name), shop, job, accepts)
            }
            2..5 => {
                let job = self.any_job();
                // A command that would change nothing is refused.
                if self.job(who, shop) == Some(job) { Ok(()) } else { self.assigns(manager(region), who, shop, job) }
            }
            5 if self.random.below(3) == 0 => {
                self.does(manager(region), &Command::DeleteUser { user: who })?;
                self.book.gone.insert(who);
                Ok(())
            }
            6 if self.random.below(4) == 0 => self.deactivates(manager(region), who),
            _ => {
                let Some((permission, about)) = self.random.one_of(&ACTIONS) else { return Ok(()) };
                let about = format!("{about} {}", 1000 + self.random.below(9000));
                self.acts(who, shop, permission, &about)
            }
        }
    }

    /// Those whom chance may choose: active, and their term is not over.
    fn staff(&self, shop: AccountId) -> Vec<UserId> {
        let tomorrow = (self.now + Duration::days(1)).date_naive();
        let lasts = |job: &Job| job.last.is_none_or(|last| tomorrow <= last);
        let works = |(id, person): (UserId, &crate::book::Person)| {
            (person.active && person.jobs.get(&shop).is_some_and(lasts)).then_some(id)
        };
        let cast = user(CAST.start)..user(CAST.end);
        self.book.present().filter_map(works).filter(|id| !cast.contains(id)).collect()
    }

    fn job(&self, user: UserId, account: AccountId) -> Option<Job> {
        self.book.people.get(&user)?.jobs.get(&account).copied()
    }

    fn any_job(&mut self) -> Job {
        let preset = self.random.one_of(&JOBS).unwrap_or(Preset::Basic);
        let term = i64::try_from(self.random.below(200)).unwrap_or(0);
        let today = self.now.date_naive();
        let last = (self.random.below(3) == 0).then(|| today + Duration::days(19 + term));
        Job { tamed: self.random.below(6) == 0, last, ..Job::of(preset) }
    }
}

pub(crate) fn address(name: &str) -> String {
    format!("{}@northwind.example", name.to_lowercase().replace(' ', "."))
}

fn assignment(job: Job) -> Assignment {
    let assignment = Assignment::of(job.preset);
    let assignment = if job.tamed { assignment.withholding(Permission::SmsLaunch) } else { assignment };
    let assignment = if job.desk { assignment.and(desk_role()) } else { assignment };
    match job.last.and_then(|last| last.succ_opt()) {
        // The end is exclusive: the midnight after the last day.
        Some(next) => assignment.until(next.and_time(NaiveTime::MIN).and_utc()),
        None => assignment,
    }
}
