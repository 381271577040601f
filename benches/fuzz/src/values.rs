//! Every other value that can be stored by itself, in any of the formats.

use sendright::actions::Action;
use sendright::history::{Difference, Event, Record};
use sendright::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeySettings, Area, AssignedRole, Assignment, Billing, Custody,
    EmailPolicy, Invitation, Level, Permission, Preset, Principal, Role, RoleDefinition, Scope, Suspension, User,
    UserDetails,
};

use crate::laws::{Stored, stored};

/// Holds the laws of stored values to any bytes.
pub fn hold(bytes: &[u8]) {
    read::<Account>(bytes);
    read::<ApiKey>(bytes);
    read::<Invitation>(bytes);
    read::<Role>(bytes);
    read::<User>(bytes);
    read::<Difference>(bytes);
    read::<Event>(bytes);
    read::<Record>(bytes);
    read::<Assignment>(bytes);
    read::<EmailPolicy>(bytes);
    read::<ApiKeySettings>(bytes);
    read::<RoleDefinition>(bytes);
    read::<UserDetails>(bytes);
    read::<Custody>(bytes);
    read::<Suspension>(bytes);
    read::<AccountStatus>(bytes);
    read::<Billing>(bytes);
    read::<AssignedRole>(bytes);
    read::<Actor>(bytes);
    read::<Principal>(bytes);
    read::<AccountId>(bytes);
    words(bytes);
}

fn words(bytes: &[u8]) {
    read::<Action>(bytes);
    read::<Area>(bytes);
    read::<Level>(bytes);
    read::<Permission>(bytes);
    read::<Preset>(bytes);
    read::<Scope>(bytes);
}

fn read<T: Stored>(bytes: &[u8]) {
    stored::<T>(bytes).for_each(drop);
}
