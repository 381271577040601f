//! The reasons, as sentences.

use core::fmt;

use crate::decision::names::{Names, series};
use crate::organization::{Account, UserId};

use super::case::Named;
use super::ceiling::{Cause, Cut};
use super::obstacle::{Lapsed, Obstacle, OutOfReach, ToldKey};
use super::source::{Giver, Holding, Source, Time};
use super::{Explanation, Profile, Setting};

impl Explanation {
    /// All reasons, in the order in which they help a reader.
    pub(super) fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        if let Some(Setting { key: Some(key), user, .. }) = &self.setting {
            reasons.push(match user {
                Some(user) => format!("{key} holds what its owner, {user}, holds, within its cap"),
                None => format!("{key} belongs to its account, not to a person, and holds its cap itself"),
            });
        }
        reasons.extend(self.obstacles.iter().map(|obstacle| self.obstacle(obstacle)));
        let Some(setting) = &self.setting else { return reasons };
        if let Some(above) = &setting.shared_from {
            reasons.push(format!("{above} is above, and shares templates and contacts for viewing"));
        }
        reasons.extend(self.holdings.iter().flat_map(|holding| self.holding(holding, setting)));
        reasons.extend(setting.profile.map(|profile| profile.reason().into()));
        if self.outcome.is_err() {
            reasons.extend(self.remedies(setting));
        } else if !self.holdings.is_empty() {
            let (scope, account) = (setting.scope, &setting.account);
            reasons.push(format!("needed at the scope {scope}, and within the ceiling of {account}"));
        }
        reasons
    }

    fn obstacle(&self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::Empty => "the request names no permission".into(),
            Obstacle::NotShared(beyond) => {
                format!(
                    "{} can't be shared: an account shares only the viewing of templates and contacts",
                    self.names.list(*beyond)
                )
            }
            Obstacle::Cut(cut) => self.cut(cut),
            Obstacle::BeyondCap(key, beyond) => {
                let (list, are) = (self.names.list(*beyond), Names::are(*beyond));
                format!("{list} {are} beyond the cap of {}: {} can widen it", key.key, key.changer())
            }
            Obstacle::OutOfReach(why) => why.to_string(),
            Obstacle::Lapsed(what) => what.to_string(),
        }
    }

    fn cut(&self, Cut { account, cause, permissions }: &Cut) -> String {
        let list = self.names.list(*permissions);
        match cause {
            Cause::Features => {
                format!("the product plan of {account} does not include {list}: the operator can change the plan")
            }
            Cause::Postpaid(None) => {
                format!(
                    "{account} is billed postpaid, so its ceiling does not include {list}: the operator sets how it pays"
                )
            }
            Cause::Postpaid(Some(above)) => {
                format!(
                    "{account} pays as {above} does, which is billed postpaid, so its ceiling does not include {list}: the \
                     operator sets how it pays"
                )
            }
            Cause::Depth => {
                let max = Account::MAX_DEPTH;
                format!(
                    "{account} is at depth {max}, the maximum: it can have no sub-account, so it does not have {list}"
                )
            }
            Cause::SuspendedByMembers => format!(
                "{account} is suspended by members, which takes {list} away: whoever has `subaccount.manage` in the account \
                 above it can resume it"
            ),
            Cause::SuspendedByOperator => {
                format!("{account} is suspended by the operator, which takes {list} away: the operator can resume it")
            }
            Cause::Closed => format!("{account} is closed for good: nothing can be done there"),
        }
    }

    /// A permission and each of its sources.
    fn holding(&self, Holding { permissions, sources }: &Holding, setting: &Setting) -> Vec<String> {
        let (list, are) = (self.names.list(*permissions), Names::are(*permissions));
        if sources.is_empty() {
            return vec![format!("{list} {are} not held")];
        }
        let were = if permissions.len() == 1 { "was" } else { "were" };
        let verb = |source: &Source| match source.time {
            _ if source.withheld => format!("{are} withheld, though given"),
            Time::Live { .. } => format!("{are} held"),
            Time::From(_) => "will be held".into(),
            Time::EndedAt(_) => format!("{were} held"),
        };
        let told = |source: &Source| {
            let only = if source.scope < setting.scope { " only" } else { "" };
            format!("{list} {} at the scope {}{only}, {}", verb(source), source.scope, source)
        };
        sources.iter().map(told).collect()
    }

    fn remedies(&self, setting: &Setting) -> Vec<String> {
        let remedies = &self.remedies;
        let Setting { account, user: Some(user), .. } = setting else { return Vec::new() };
        let mut told = Vec::new();
        if !remedies.lift.is_empty() {
            let lifting = format!("the withholding of {} in {account}", self.names.list(remedies.lift));
            told.push(if remedies.lift.intersects(remedies.rest) {
                format!("{lifting} must be lifted before a role can give it")
            } else {
                format!("lifting {lifting} would give it to {user}")
            });
        }
        let above = remedies.lift_above.iter();
        told.extend(above.map(|(above, lift)| {
            format!("lifting the withholding of {} in {above} would give it to {user}", self.names.list(*lift))
        }));
        told.extend(self.roles_told(setting, user));
        if remedies.needs_another_key {
            told.push(
                "nothing wakes this key up: once its owner has access here again, the owner can create another".into(),
            );
        }
        if !remedies.incurable.is_empty() {
            told.push(format!("no role can give {} here", self.names.list(remedies.incurable)));
        }
        told
    }

    fn roles_told(&self, Setting { account, scope, .. }: &Setting, user: &Named<UserId>) -> Option<String> {
        let remedies = &self.remedies;
        let then = if remedies.takes_more() { " then" } else { "" };
        let rest = self.names.list(remedies.rest);
        let roles: Vec<String> = remedies.roles.iter().map(bare).collect();
        let how = if remedies.by_invitation {
            format!("an invitation to {account} with any of these roles would{then} give {user} {rest}")
        } else {
            format!("any of these roles in {account} would{then} give {user} {rest}")
        };
        (!roles.is_empty()).then(|| format!("{how} at the scope {scope}: {}", roles.join(", ")))
    }
}

impl fmt::Display for OutOfReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPrincipal(principal) => write!(f, "{principal} is unknown"),
            Self::UnknownAccount(account) => write!(f, "account {account} is unknown"),
            Self::OtherTree { user, root, account } => {
                write!(f, "{user} belongs to the tenant {root}, and {account} to another: no right crosses tenants")
            }
            Self::KeyElsewhere { key, made_for, subtree, account } => {
                let below = if *subtree { " and those below" } else { "" };
                write!(f, "{key} is made for {made_for}{below} and does not work in {account}")
            }
            Self::NotAbove { known: Some(sharing), account, .. } => {
                write!(f, "{sharing} is not above {account}, so it shares nothing with it")
            }
            Self::NotAbove { sharing, known: None, .. } => {
                write!(f, "account {sharing}, from which the data is to be shared, is unknown")
            }
            Self::NoMembership(user, account) => write!(f, "no membership of {user} reaches {account}"),
        }
    }
}

impl fmt::Display for Lapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deactivated(user) => {
                write!(f, "{user} is deactivated: someone who may deactivate users can reactivate them")
            }
            Self::KeyRevoked(key) => write!(f, "API key {key} is revoked for good: create another one"),
            Self::KeyEnded(key, until) => write!(f, "{} ended at {until}: {} can extend it", key.key, key.changer()),
            Self::NotBegun(account, from) => write!(
                f,
                "the membership in {account} starts at {from}: whoever assigns roles there can let it start earlier"
            ),
            Self::Ended(account, until) => {
                write!(f, "the membership in {account} ended at {until}: a new invitation there would renew it")
            }
        }
    }
}

impl ToldKey {
    /// Who can widen and extend it (rules C9, G6).
    fn changer(&self) -> String {
        match &self.of_account {
            None => "its owner".into(),
            Some(account) => format!("whoever has `integration.keys` in {account}, and holds what it will hold,"),
        }
    }
}

/// Where a permission comes from.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "by {} in {}", series(self.givers.iter().map(Giver::to_string)), self.account)?;
        if self.is_above {
            f.write_str(", which is above")?;
        }
        match self.time {
            Time::Live { until: None } => Ok(()),
            Time::From(from) => write!(f, ", from {from} on"),
            Time::Live { until: Some(until) } | Time::EndedAt(until) => write!(f, ", until {until}"),
        }
    }
}

impl fmt::Display for Giver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(preset) => write!(f, "the role {preset}"),
            Self::Role(role) => role.fmt(f),
            Self::Level(area, level) => write!(f, "the level {level} in {area}"),
            Self::Cap => f.write_str("the key's own cap"),
        }
    }
}

/// A role in a list of roles.
fn bare(giver: &Giver) -> String {
    match giver {
        Giver::Preset(preset) => preset.name().to_owned(),
        Giver::Role(_) | Giver::Level(..) | Giver::Cap => giver.to_string(),
    }
}

impl Profile {
    const fn reason(self) -> &'static str {
        match self {
            Self::OnOneself => "`profile.edit` on oneself is everybody's own, whatever the account's ceiling",
            Self::OnOthers => "`profile.edit` is everybody's own, on oneself and nobody else: no role can give it",
            Self::ByKey => "`profile.edit` is a person's own, never an API key's: no role can give it",
            Self::AwayFromHome => {
                "`profile.edit` is everybody's own, in the accounts of one's own tenant: no role can give it"
            }
        }
    }
}
