//! A directory of any size, with all that a question can meet: a tree of accounts, roles and levels, terms, suspensions,
//! ceilings, rights from above and keys.

use chrono::{DateTime, Duration, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Change, Command, Directory, Email, Feature, InvitationId, Level,
    Levels, Name, PermissionSet, Preset, Refusal, RoleId, Selection, Stamp, UserId,
};
use uuid::Uuid;

/// An instant, and the id of the change that a directory would make next.
pub fn stamp(directory: &Directory, at: DateTime<Utc>) -> Stamp {
    Stamp::new(at, Uuid::from_u128(0xc4a6e << 64 | u128::from(directory.revision() + 1)).into())
}

/// An organization: a root, sub-accounts under it, and ten members in each of these.
#[derive(Debug)]
pub struct World {
    /// The directory.
    pub directory: Directory,
    /// The root's administrator.
    pub administrator: UserId,
    /// The time of the last change.
    pub now: DateTime<Utc>,
    memberships: u32,
    fan_out: u32,
    plain: bool,
    /// The changes that made it, where they are kept.
    log: Option<Vec<Change>>,
}

/// Members of each sub-account: one each of these, in this order, and the others [`Basic`](Preset::Basic).
const MEMBERS: u32 = 10;

/// The member who administers the account and those below it; in every other account they have a key.
pub const ADMINISTRATOR: u32 = 0;
/// The member whose term ends.
pub const TEMPORARY: u32 = 3;
/// The member who holds levels, where there are any.
const LEVELS: u32 = 4;
/// The first of the Basic members.
pub const BASIC: u32 = 6;

impl World {
    /// The time of all changes.
    pub const NOW: DateTime<Utc> = match DateTime::from_timestamp(1_795_338_000, 0) {
        Some(now) => now,
        None => DateTime::UNIX_EPOCH,
    };

    /// How many sub-accounts are under each account, where nothing else is said.
    pub const FAN_OUT: u32 = 16;

    /// A directory of about that many memberships, in a tree five levels deep where it is large enough.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused, which none is.
    pub fn new(memberships: u32) -> Result<Self, Refusal> {
        Self::of_shape(memberships, Self::FAN_OUT)
    }

    /// A directory of about that many memberships, in a tree of up to five levels, with as few
    /// sub-accounts under each account as that takes.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused, which none is.
    pub fn deep(memberships: u32) -> Result<Self, Refusal> {
        let accounts = u64::from(memberships / MEMBERS);
        let in_five_levels =
            |fan_out: &u32| (1..=5).map(|level| u64::from(*fan_out).pow(level)).sum::<u64>() >= accounts;
        Self::of_shape(memberships, (2..1_000).find(in_five_levels).unwrap_or(u32::MAX))
    }

    /// A directory of about that many memberships, with so many sub-accounts under each account.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused: the tree would be too deep.
    pub fn of_shape(memberships: u32, fan_out: u32) -> Result<Self, Refusal> {
        let mut world = Self::unsettled(memberships, fan_out, false, None)?;
        world.settle_all()?;
        Ok(world)
    }

    /// The same as [`new`](Self::new), with the changes that made it, in their order.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused, which none is.
    pub fn with_changes(memberships: u32) -> Result<(Self, Vec<Change>), Refusal> {
        let mut world = Self::unsettled(memberships, Self::FAN_OUT, false, Some(Vec::new()))?;
        world.settle_all()?;
        let changes = world.log.take().unwrap_or_default();
        Ok((world, changes))
    }

    /// The same tree with what every access control knows and nothing else: each member has one [role](Self::role_of), all
    /// accounts are alike, and there are no terms, levels and keys.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused, which none is.
    pub fn of_roles(memberships: u32) -> Result<Self, Refusal> {
        Self::unsettled(memberships, Self::FAN_OUT, true, None)
    }

    fn unsettled(memberships: u32, fan_out: u32, plain: bool, log: Option<Vec<Change>>) -> Result<Self, Refusal> {
        let now = Self::NOW;
        let administrator = user(memberships + 1);
        let mut world = Self { directory: Directory::new(), administrator, now, memberships, fan_out, plain, log };
        world.operator(Command::OpenAccount {
            account: account(0),
            name: name("Root"),
            billing: Billing::Prepaid,
            features: Selection::EVERYTHING,
            administrator,
            email: email("root"),
            administrator_name: name("Root"),
        })?;
        for number in 0..memberships {
            if number % MEMBERS == 0 {
                world.open(1 + number / MEMBERS)?;
            }
            world.add(number)?;
        }
        Ok(world)
    }

    fn operator(&mut self, command: Command) -> Result<(), Refusal> {
        self.execute(Actor::System, command)
    }

    fn execute(&mut self, actor: Actor, command: Command) -> Result<(), Refusal> {
        let change = self.directory.execute(actor, command, stamp(&self.directory, self.now))?;
        if let Some(log) = &mut self.log {
            log.push(change);
        }
        Ok(())
    }

    fn settle_all(&mut self) -> Result<(), Refusal> {
        (1..=self.accounts()).try_for_each(|number| self.settle(number))
    }

    /// How many memberships it has, but for the root's administrator's.
    #[must_use]
    pub const fn memberships(&self) -> u32 {
        self.memberships
    }

    fn accounts(&self) -> u32 {
        self.memberships.div_ceil(MEMBERS)
    }

    /// The numbers of the sub-accounts; 0 is the root's.
    #[must_use]
    pub fn numbers(&self) -> std::ops::RangeInclusive<u32> {
        1..=self.accounts()
    }

    /// How deep the account of a number is.
    #[must_use]
    pub fn level(&self, number: u32) -> u32 {
        if number == 0 { 0 } else { 1 + self.level(self.parent_number(number)) }
    }

    fn open(&mut self, number: u32) -> Result<(), Refusal> {
        let parent = self.parent(number);
        self.operator(Command::OpenSubaccount { account: account(number), parent, name: name("Sub") })
    }

    /// The account above the sub-account of a number.
    #[must_use]
    pub fn parent(&self, number: u32) -> AccountId {
        account(self.parent_number(number))
    }

    /// The number of the account above the sub-account of a number; 0 is the root's.
    #[must_use]
    pub fn parent_number(&self, number: u32) -> u32 {
        Self::parent_of(number, self.fan_out)
    }

    /// The same in any world with so many sub-accounts under each account.
    #[must_use]
    pub const fn parent_of(number: u32, fan_out: u32) -> u32 {
        number.saturating_sub(1) / fan_out
    }

    /// Who administers the account of a number.
    #[must_use]
    pub fn administrator_of(&self, number: u32) -> UserId {
        if number == 0 { self.administrator } else { user((number - 1) * MEMBERS + ADMINISTRATOR) }
    }

    /// The role of a member: the only one that they have in a world [of roles](Self::of_roles), and elsewhere unless they hold
    /// levels. The root's administrator is an [Admin](Preset::Admin).
    #[must_use]
    pub const fn role_of(number: u32) -> Preset {
        match number % MEMBERS {
            ADMINISTRATOR => Preset::SubaccountAdmin,
            1 => Preset::Advanced,
            2 | TEMPORARY => Preset::Sender,
            LEVELS => Preset::Standard,
            5 => Preset::Regular,
            _ => Preset::Basic,
        }
    }

    fn add(&mut self, number: u32) -> Result<(), Refusal> {
        let role = Assignment::of(Self::role_of(number));
        let assignment = match number % MEMBERS {
            _ if self.plain => role,
            TEMPORARY => role.until(self.now + Duration::days(1 + i64::from(number % 365))),
            LEVELS => Assignment::levels(Levels::NONE.raise(Feature::SMS, Level::Approver)),
            _ => role,
        };
        let (account, email) = (Self::account_of(number), email(&number.to_string()));
        self.operator(Command::AddUser {
            user: user(number),
            account,
            email,
            name: name("User"),
            assignment,
            phone: None,
            on_behalf_of: None,
        })
    }

    /// What tells accounts apart: billing, features, suspension, and a key of the administrator's.
    fn settle(&mut self, number: u32) -> Result<(), Refusal> {
        let id = account(number);
        if number % 32 == 5 {
            self.operator(Command::SetBilling { account: id, billing: Billing::Postpaid })?;
        }
        if number % 8 == 3 {
            let features = Selection::all_but(PermissionSet::VOICE_SEND);
            self.operator(Command::SetFeatures { account: id, features })?;
        }
        if self.is_suspended(number) {
            self.operator(Command::SuspendAccount { account: id })?;
        }
        if number % 2 == 0 {
            let create = Command::CreateApiKey {
                key: key(number),
                account: id,
                subtree: number % 4 == 0,
                name: name("Key"),
                cap: PermissionSet::SMS_SEND | PermissionSet::SENT_VIEW,
                until: None,
            };
            self.execute(user((number - 1) * MEMBERS).into(), create)?;
        }
        Ok(())
    }

    /// The account that the user of a number is a member of.
    #[must_use]
    pub fn account_of(number: u32) -> AccountId {
        account(1 + number / MEMBERS)
    }

    /// The number of a member.
    pub fn any_number(&self, random: &mut fastrand::Rng) -> u32 {
        random.u32(0..self.memberships)
    }

    /// The number of a member who is the so-manieth of their account.
    pub fn any_number_of(&self, place: u32, random: &mut fastrand::Rng) -> u32 {
        random.u32(0..self.memberships / MEMBERS) * MEMBERS + place
    }

    /// A member, and the account that they are one of.
    pub fn any_member(&self, random: &mut fastrand::Rng) -> (UserId, AccountId) {
        let number = self.any_number(random);
        (user(number), Self::account_of(number))
    }

    /// A member of an account that is not suspended, and that account.
    pub fn any_active_member(&self, random: &mut fastrand::Rng) -> (UserId, AccountId) {
        loop {
            let number = self.any_number(random);
            if !self.is_suspended(1 + number / MEMBERS) {
                return (user(number), Self::account_of(number));
            }
        }
    }

    /// Whether the account of a number is suspended; there is none below such.
    fn is_suspended(&self, number: u32) -> bool {
        number % 64 == 63 && number > self.accounts() / 2
    }

    /// A sub-account.
    pub fn any_account(&self, random: &mut fastrand::Rng) -> AccountId {
        self.any_member(random).1
    }

    /// A sub-account, and who administers the account above it.
    pub fn any_from_above(&self, random: &mut fastrand::Rng) -> (UserId, AccountId) {
        let number = random.u32(1..=self.accounts());
        (self.administrator_of(self.parent_number(number)), account(number))
    }

    /// A key, and the account that it is made for.
    pub fn any_key(&self, random: &mut fastrand::Rng) -> (ApiKeyId, AccountId) {
        let number = 2 * random.u32(1..=self.accounts() / 2);
        (key(number), account(number))
    }
}

/// An id that looks random and is the same in every run.
fn id(kind: u128, number: u32) -> Uuid {
    let mixed = u128::from(fastrand::Rng::with_seed(u64::from(number)).u64(..));
    Uuid::from_u128(kind << 120 | mixed << 32 | u128::from(number))
}

/// The account of a number.
#[must_use]
pub fn account(number: u32) -> AccountId {
    id(1, number).into()
}

/// The user of a number.
#[must_use]
pub fn user(number: u32) -> UserId {
    id(2, number).into()
}

/// The invitation of a number.
#[must_use]
pub fn invitation(number: u32) -> InvitationId {
    id(3, number).into()
}

/// The key of a number.
#[must_use]
pub fn key(number: u32) -> ApiKeyId {
    id(4, number).into()
}

/// The custom role of a number.
#[must_use]
pub fn role(number: u32) -> RoleId {
    id(5, number).into()
}

/// A name.
///
/// # Panics
///
/// If it is none.
#[must_use]
pub fn name(text: &str) -> Name {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn email(local: &str) -> Email {
    format!("{local}@acme.example").parse().unwrap_or_else(|error| panic!("{error}"))
}
