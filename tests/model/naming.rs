//! C12 without Unicode: which names of the pool are the same, and which are not to be seen, is written down here.

use sendright::{AccountId, Command, Name, RoleId};

use crate::about::unknown;
use crate::generate::Author;
use crate::model_command::Judge;

/// The names of the pool, those together that readers take for the same.
const NAMES: [&[&str]; 12] = [
    &["North", "NORTH", "Ｎｏｒｔｈ"],
    &["South", "south"],
    &["Straße", "STRASSE"],
    &["Zoë", "Zoe\u{308}"],
    &["علی\u{200c}رضا", "علیرضا"],
    // The first letter is Cyrillic: it only looks like that of `East`.
    &["Еast"],
    &["East"],
    &["Ada Lovelace"],
    &["Support"],
    &["Sales"],
    &["Night shift"],
    &["Trainees"],
];

/// Names that no command may carry. Only what deserializes can hold them.
#[cfg(feature = "serde")]
const UNSEEN: [&str; 3] = ["A\u{200b}da", "\u{3164}", "\u{301}"];

impl Author<'_> {
    pub(crate) fn name(&mut self) -> Name {
        #[cfg(feature = "serde")]
        if self.chance.below(40) == 0 {
            let unseen = self.chance.one_of(&UNSEEN);
            return serde_json::from_value(unseen.into()).expect("it could have been stored");
        }
        let same = self.chance.one_of(&NAMES);
        self.chance.one_of(same).parse().expect("it is a name")
    }

    /// A name for a role: mostly one that no role of the account has.
    pub(crate) fn role_name(&mut self, account: AccountId) -> Name {
        let taken =
            |name: &Name| self.model.roles.iter().any(|row| row.account == account && place(&row.name) == place(name));
        let free = NAMES.iter().filter_map(|same| same[0].parse().ok()).filter(|name| !taken(name));
        let free: Vec<Name> = free.collect();
        if self.chance.percent(25) { self.name() } else { self.chance.pick(&free).unwrap_or_else(|| self.name()) }
    }
}

/// The place in the pool; `None` if the name is not to be seen.
fn place(name: &Name) -> Option<usize> {
    NAMES.iter().position(|same| same.contains(&name.as_str()))
}

impl Judge<'_> {
    /// C12: what readers don't see enters nowhere, and the roles of an account are told apart by their names.
    pub(crate) fn names(&mut self, command: &Command) {
        let names = carried(command);
        self.object_if(names.iter().any(|name| place(name).is_none()), "unreadable_name");
        if let Command::DefineRole { role, account, name, .. } = command {
            self.role_is_named(*role, *account, name);
        }
        if let Command::ChangeRole { role, name, .. } = command {
            if let Some(row) = self.model.role(*role).filter(|row| row.name != *name) {
                self.role_is_named(*role, row.account, name);
            }
        }
    }

    fn role_is_named(&mut self, id: RoleId, account: AccountId, name: &Name) {
        let mut others = self.model.roles.iter().filter(|row| row.id != id && row.account == account);
        let taken = others.any(|row| place(&row.name) == place(name));
        self.object_if(taken, "role_name_taken");
    }
}

fn carried(command: &Command) -> Vec<&Name> {
    match command {
        Command::OpenAccount { name, administrator_name, .. } => vec![name, administrator_name],
        Command::OpenSubaccount { name, .. }
        | Command::RenameAccount { name, .. }
        | Command::AcceptInvitation { name, .. }
        | Command::AddUser { name, .. }
        | Command::EditUser { name, .. }
        | Command::DefineRole { name, .. }
        | Command::ChangeRole { name, .. }
        | Command::CreateApiKey { name, .. }
        | Command::ChangeApiKey { name, .. }
        | Command::CreateAccountKey { name, .. } => vec![name],
        Command::Invite { name, .. } => name.iter().collect(),
        Command::SuspendAccount { .. }
        | Command::ResumeAccount { .. }
        | Command::CloseAccount { .. }
        | Command::SetBilling { .. }
        | Command::SetFeatures { .. }
        | Command::SetEmailPolicy { .. }
        | Command::DeclineInvitation { .. }
        | Command::RevokeInvitation { .. }
        | Command::RenewInvitation { .. }
        | Command::Assign { .. }
        | Command::Leave { .. }
        | Command::RemoveMember { .. }
        | Command::ChangeEmail { .. }
        | Command::ResetPassword { .. }
        | Command::DeactivateUser { .. }
        | Command::ReactivateUser { .. }
        | Command::DeleteUser { .. }
        | Command::DeleteRole { .. }
        | Command::RevokeApiKey { .. }
        | Command::ResetApiKey { .. } => Vec::new(),
        other => unknown(other),
    }
}
