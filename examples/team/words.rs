//! Commands, assignments and instants in words.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sendright::{
    Actor, AssignedRole, Assignment, Change, Command, Feature, Level, Levels, Name, Permission, PermissionSet, Phone,
    RoleId, Scope,
};
use uuid::Uuid;

/// A day and a time, as a person writes them: `2 Nov 2026 09:00`.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y %H:%M").to_string()
}

/// What an assignment gives, and for how long: `editor of emailings, until 1 Dec 2026 00:00`.
pub(crate) fn assigned(assignment: &Assignment, role_name: impl Fn(RoleId) -> Option<String>) -> String {
    let roles = assignment.roles().iter().map(|role| match role {
        AssignedRole::Custom(id) => format!("role {}", role_name(*id).unwrap_or_else(|| id.to_string())),
        AssignedRole::Preset(preset) => format!("role {preset}"),
        // Of a later version.
        other => format!("role {other}"),
    });
    let mut words: Vec<String> = roles.chain(levels(assignment.given_levels())).collect();
    if !assignment.withheld().permissions().is_empty() {
        words.push(format!("without {}", assignment.withheld()));
    }
    words.extend(assignment.starts().map(|from| format!("from {}", instant(from))));
    words.extend(assignment.ends().map(|until| format!("until {}", instant(until))));
    words.join(", ")
}

/// By published feature where the areas of one have the same level, and the other areas one by one.
fn levels(levels: Levels) -> Vec<String> {
    let shared = |feature: &Feature<'_>| {
        let mut found = feature.areas().iter().map(|area| levels.level(*area));
        let first = found.next().filter(|level| *level != Level::None)?;
        found.all(|level| level == first).then_some(first)
    };
    let features: Vec<_> = Feature::ALL.iter().filter_map(|feature| Some((feature, shared(feature)?))).collect();
    let named = |area| features.iter().any(|(feature, _)| feature.areas().contains(&area));
    let single = levels.iter().filter(|(area, _)| !named(*area)).map(|(area, level)| format!("{level} of {area}"));
    features.iter().map(|(feature, level)| format!("{level} of {}", feature.name())).chain(single).collect()
}

/// Who and what the story is about, by id: nobody reads UUIDs.
#[derive(Default)]
pub(crate) struct Cast {
    names: HashMap<Uuid, String>,
}

impl Cast {
    pub(crate) fn name(&mut self, id: Uuid, name: &str) {
        self.names.insert(id, name.to_owned());
    }

    fn of(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// A message of the library, with names in place of ids.
    pub(crate) fn named(&self, message: &str) -> String {
        self.names.iter().fold(message.to_owned(), |text, (id, name)| text.replace(&id.to_string(), name))
    }

    pub(crate) fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::System => "The operator".to_owned(),
            Actor::User(user) => self.of(user.uuid()),
            Actor::ApiKey(key) => format!("The key {}", self.of(key.uuid())),
        }
    }

    /// A change as a line of the history.
    pub(crate) fn change(&self, change: &Change) -> String {
        format!("{} {}", self.actor(change.actor()), self.command(change.command()))
    }

    /// What somebody does, after their name: `leaves Acme`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what the story does not tell goes by its name")]
    pub(crate) fn command(&self, command: &Command) -> String {
        let assigned = |assignment| assigned(assignment, |role| Some(self.of(role.uuid())));
        match command {
            Command::OpenAccount { name, administrator_name, .. } => {
                format!("opens the account {name}, administered by {administrator_name}")
            }
            Command::OpenSubaccount { name, parent, .. } => format!("opens {name} under {}", self.of(parent.uuid())),
            Command::Invite { email, name, phone, account, assignment, .. } => {
                let proposed = details(name.as_ref(), phone.as_ref());
                let proposed = if proposed.is_empty() { proposed } else { format!(" ({proposed})") };
                format!("invites {email}{proposed} to {}: {}", self.of(account.uuid()), assigned(assignment))
            }
            Command::AcceptInvitation { email, name, phone, .. } => {
                format!("accepts as {}, with the proved address {email}", details(Some(name), phone.as_ref()))
            }
            Command::AddUser { email, name, phone, account, assignment, on_behalf_of, .. } => {
                let (who, account) = (details(Some(name), phone.as_ref()), self.of(account.uuid()));
                let whose = on_behalf_of.map(|member| format!(" on behalf of {}", self.of(member.uuid())));
                let given = assigned(assignment);
                format!("adds {email} ({who}) to {account}{}: {given}", whose.unwrap_or_default())
            }
            Command::Assign { user, account, assignment, .. } => {
                let (user, account) = (self.of(user.uuid()), self.of(account.uuid()));
                format!("sets what {user} is in {account}: {}", assigned(assignment))
            }
            Command::Leave { account } => format!("leaves {}", self.of(account.uuid())),
            Command::RemoveMember { user, account } => {
                format!("removes {} from {}", self.of(user.uuid()), self.of(account.uuid()))
            }
            Command::DeleteUser { user } => format!("deletes the user {}", self.of(user.uuid())),
            Command::DefineRole { name, account, grants, .. } => {
                let gives = permissions(grants.at(Scope::Own));
                format!("defines the role {name} in {}: {gives}", self.of(account.uuid()))
            }
            Command::ChangeRole { name, grants, .. } => {
                format!("changes the role {name} to {}", permissions(grants.at(Scope::Own)))
            }
            Command::CreateApiKey { name, account, cap, until, .. } => {
                let until = until.map(|until| format!(", until {}", instant(until))).unwrap_or_default();
                format!("makes the API key {name} in {} for {}{until}", self.of(account.uuid()), permissions(*cap))
            }
            Command::CreateAccountKey { name, account, cap, .. } => {
                format!(
                    "makes the API key {name}, which is {}'s own, for {}",
                    self.of(account.uuid()),
                    permissions(*cap)
                )
            }
            Command::ResetApiKey { key } => format!("resets the API key {}", self.of(key.uuid())),
            other => other.name().replace('_', " "),
        }
    }
}

/// `Mia Moss, +4930901820`.
fn details(name: Option<&Name>, phone: Option<&Phone>) -> String {
    let words = name.map(ToString::to_string).into_iter().chain(phone.map(ToString::to_string));
    words.collect::<Vec<_>>().join(", ")
}

/// `sms.send and report.view`.
pub(crate) fn permissions(set: PermissionSet) -> String {
    set.iter().map(Permission::name).collect::<Vec<_>>().join(" and ")
}
