//! Those who keep to their part, and are left alone by chance.

use sendright::{Command, Permission, Preset};

use crate::book::Job;
use crate::company::{Company, Failure, day, manager, shop, user};

pub(crate) const CAST: core::ops::Range<u128> = 900..1000;
pub(crate) const MIRA: u128 = 900;
pub(crate) const JONAS: u128 = 901;

impl Company {
    /// Mira comes as a Regular, is a Sender who does not launch for some months, then Basic.
    pub(crate) fn mira(&mut self, days: i64) -> Result<(), Failure> {
        let mira = user(MIRA);
        let job = |preset, tamed| Job { preset, tamed, until: None };
        match days {
            30 => self.invites(0, (mira, "Mira Stein"), shop(0, 1), job(Preset::Regular, false), true),
            120 => self.assigns(manager(0), mira, shop(0, 1), job(Preset::Sender, true)),
            250 => self.assigns(user(99), mira, shop(0, 1), job(Preset::Basic, false)),
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

    /// Three Senders who can't launch campaigns in the end: it is withheld from one, the term of one is over, and one is
    /// deactivated.
    pub(crate) fn senders(&mut self, days: i64) -> Result<(), Failure> {
        let sender = Job { preset: Preset::Sender, tamed: false, until: None };
        match days {
            100 => self.invites(0, (user(905), "Theo Still"), shop(0, 1), Job { tamed: true, ..sender }, true),
            101 => {
                let until = Some(day(200)?);
                self.invites(0, (user(906), "Ute Gone"), shop(0, 1), Job { until, ..sender }, true)
            }
            102 => self.invites(0, (user(907), "Willi Pause"), shop(0, 1), sender, true),
            210 => self.deactivates(manager(0), user(907)),
            _ => Ok(()),
        }
    }

    /// Two are invited in the last days and have not answered; one let the invitation expire.
    pub(crate) fn newcomers(&mut self, days: i64) -> Result<(), Failure> {
        let job = Job { preset: Preset::Basic, tamed: false, until: None };
        match days {
            340 => self.invites(1, (user(902), "Uwe Late"), shop(1, 2), job, false),
            356 => self.invites(0, (user(903), "Vera Wolf"), shop(0, 1), job, false),
            361 => self.invites(3, (user(904), "Xaver Young"), shop(3, 3), job, false),
            _ => Ok(()),
        }
    }
}
