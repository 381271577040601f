//! Those who keep to their part, and are left alone by chance.

use chrono::{Duration, NaiveDate};
use sendright::{Actor, ApiKeyId, Command, Grants, Permission, PermissionSet, Preset, RoleId, Scope, UserId};
use uuid::Uuid;

use crate::book::Job;
use crate::company::{Company, Failure, address, day, manager, region, shop, user};

pub(crate) const CAST: core::ops::Range<u128> = 900..1000;
pub(crate) const MIRA: u128 = 900;
pub(crate) const JONAS: u128 = 901;
/// The administrator of the whole company.
pub(crate) const ADA: u128 = 99;

/// Who has it launches SMS campaigns.
pub(crate) fn desk_role() -> RoleId {
    Uuid::from_u128(1).into()
}

fn till() -> ApiKeyId {
    Uuid::from_u128(1).into()
}

fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate, Failure> {
    Ok(NaiveDate::from_ymd_opt(year, month, day).ok_or("no such day")?)
}

impl Company {
    /// Mira comes as a Regular, is a Sender who does not launch for some months, then Basic. For five weeks of spring she
    /// helps out in the whole region.
    pub(crate) fn mira(&mut self, days: i64) -> Result<(), Failure> {
        let mira = user(MIRA);
        match days {
            30 => self.invites(0, (mira, "Mira Stein"), shop(0, 1), Job::of(Preset::Regular), true),
            120 => self.assigns(manager(0), mira, shop(0, 1), Job { tamed: true, ..Job::of(Preset::Sender) }),
            130 => {
                let job = Job { last: Some(date(2026, 5, 6)?), ..Job::of(Preset::Standard) };
                self.invites(0, (mira, "Mira Stein"), region(0), job, true)
            }
            250 => self.assigns(user(ADA), mira, shop(0, 1), Job::of(Preset::Basic)),
            _ => Ok(()),
        }
    }

    /// Jonas launches a campaign every four weeks, until he leaves.
    pub(crate) fn jonas(&mut self, days: i64) -> Result<(), Failure> {
        let jonas = user(JONAS);
        match days {
            300 => {
                self.does(manager(0), &Command::DeleteUser { user: jonas })?;
                self.book.gone.insert(jonas);
                Ok(())
            }
            1..300 if days % 28 == 0 => self.acts(
                jonas,
                shop(0, 1),
                Permission::SmsLaunch,
                &format!("launched the offers of week {}", days / 7),
            ),
            _ => Ok(()),
        }
    }

    /// Senders who can't launch campaigns in the end: it is withheld from one, the term of one is over, one is
    /// deactivated, and one is removed.
    pub(crate) fn senders(&mut self, days: i64) -> Result<(), Failure> {
        let sender = Job::of(Preset::Sender);
        match days {
            100 => self.invites(0, (user(905), "Theo Still"), shop(0, 1), Job { tamed: true, ..sender }, true),
            101 => {
                let last = Some(day(200)?.date_naive());
                self.invites(0, (user(906), "Ute Gone"), shop(0, 1), Job { last, ..sender }, true)
            }
            102 => self.invites(0, (user(907), "Willi Pause"), shop(0, 1), sender, true),
            103 => self.invites(0, (user(908), "Rita Left"), shop(0, 1), sender, true),
            210 => self.deactivates(manager(0), user(907)),
            240 => self.removes(manager(0), user(908)),
            _ => Ok(()),
        }
    }

    fn removes(&mut self, by: UserId, user: UserId) -> Result<(), Failure> {
        self.does(by, &Command::RemoveMember { user, account: shop(0, 1) })?;
        self.book.people.get_mut(&user).and_then(|person| person.jobs.remove(&shop(0, 1)));
        Ok(())
    }

    /// Terms that end at the edges of a month, and one that has ended in it.
    pub(crate) fn terms(&mut self, days: i64) -> Result<(), Failure> {
        let (id, name, last) = match days {
            150 => (910, "Anna October", date(2026, 10, 31)?),
            151 => (911, "Bert November", date(2026, 11, 30)?),
            152 => (912, "Cora Done", date(2026, 11, 5)?),
            _ => return Ok(()),
        };
        let job = Job { last: Some(last), ..Job::of(Preset::Regular) };
        self.invites(2, (user(id), name), shop(2, 1), job, true)
    }

    /// The launch desk of the North: a role that changes, one who has it, and one who had it.
    pub(crate) fn desk(&mut self, days: i64) -> Result<(), Failure> {
        let (role, north) = (desk_role(), manager(0));
        let launch = Grants::NONE.with(Permission::SmsLaunch, Scope::Account);
        let at_desk = Job { desk: true, ..Job::of(Preset::Basic) };
        match days {
            40 => {
                let name = "Launch desk".parse()?;
                self.does(north, &Command::DefineRole { role, account: region(0), name, grants: launch })
            }
            104 => self.invites(0, (user(913), "Yara Desk"), shop(0, 1), at_desk, true),
            105 => self.invites(0, (user(914), "Zeno Past"), shop(0, 1), at_desk, true),
            220 => {
                let (name, grants) = ("Launch desk".parse()?, launch.with(Permission::SentView, Scope::Account));
                self.does(north, &Command::ChangeRole { role, name, grants, replaces: None })
            }
            230 => self.assigns(north, user(914), shop(0, 1), Job::of(Preset::Basic)),
            _ => Ok(()),
        }
    }

    /// A till that sends receipts by a key of the manager's.
    pub(crate) fn keys(&mut self, days: i64) -> Result<(), Failure> {
        let (key, north) = (till(), manager(0));
        match days {
            50 => {
                let (name, cap) = ("Till".parse()?, Permission::SmsSend | Permission::SmsView);
                let create = Command::CreateApiKey { key, account: region(0), subtree: true, name, cap, until: None };
                self.does(north, &create)
            }
            51..260 if days % 30 == 0 => self.acts(key, shop(0, 1), Permission::SmsSend, "sent receipts"),
            170 => {
                let (name, cap, until) = ("Old till".parse()?, PermissionSet::SMS_SEND, Some(day(300)?));
                self.does(north, &Command::ChangeApiKey { key, subtree: true, name, cap, until, replaces: None })
            }
            260 => self.does(user(ADA), &Command::RevokeApiKey { key }),
            _ => Ok(()),
        }
    }

    /// A shop that is suspended for an afternoon, by both sides.
    pub(crate) fn suspension(&mut self, days: i64) -> Result<(), Failure> {
        if days != 140 {
            return Ok(());
        }
        let (shop, ada, operator) = (shop(1, 2), Actor::User(user(ADA)), Actor::System);
        for actor in [operator, ada] {
            self.does(actor, &Command::SuspendAccount { account: shop })?;
        }
        for actor in [ada, operator] {
            self.does(actor, &Command::ResumeAccount { account: shop })?;
        }
        Ok(())
    }

    /// Some are invited in the last days and have not answered, one of them anew by Ada; one declines, one invitation is
    /// taken back, and one expired.
    pub(crate) fn newcomers(&mut self, days: i64) -> Result<(), Failure> {
        let job = Job::of(Preset::Basic);
        match days {
            340 => self.invites(1, (user(902), "Uwe Late"), shop(1, 2), job, false),
            352 => {
                let invitation = self.offers(0, "Zoe Again", shop(0, 2), job)?;
                let expires = self.now + Duration::days(30);
                self.does(user(ADA), &Command::RenewInvitation { invitation, expires })?;
                self.book.offers.get_mut(&invitation).ok_or("it was offered")?.expires = expires;
                Ok(())
            }
            354 => {
                let invitation = self.offers(0, "Otto Nein", shop(0, 2), job)?;
                let email = address("Otto Nein").parse()?;
                self.does(user(916), &Command::DeclineInvitation { invitation, email })?;
                self.book.offers.remove(&invitation);
                Ok(())
            }
            355 => {
                let invitation = self.offers(0, "Nora Back", shop(0, 2), job)?;
                self.does(manager(0), &Command::RevokeInvitation { invitation })?;
                self.book.offers.remove(&invitation);
                Ok(())
            }
            356 => self.invites(0, (user(903), "Vera Wolf"), shop(0, 1), job, false),
            361 => self.invites(3, (user(904), "Xaver Young"), shop(3, 3), job, false),
            _ => Ok(()),
        }
    }
}
