//! The commands that set all of something that is there, from all of it: the value that was read, with a change.

use crate::organization::{ApiKeyId, ApiKeySettings, RoleDefinition, RoleId, UserDetails, UserId};

use super::table::{ChangeApiKey, ChangeRole, EditUser};

impl EditUser {
    /// Sets a user's name and telephone number to these [details](crate::User::details).
    pub fn to(user: UserId, UserDetails { name, phone }: UserDetails) -> Self {
        Self::new(user, name, phone)
    }
}

impl ChangeRole {
    /// Sets a custom role to this [definition](crate::Role::definition).
    pub fn to(role: RoleId, RoleDefinition { name, grants }: RoleDefinition) -> Self {
        Self::new(role, name, grants)
    }
}

impl ChangeApiKey {
    /// Sets an API key to these [settings](crate::ApiKey::settings).
    pub fn to(key: ApiKeyId, ApiKeySettings { subtree, name, cap, until }: ApiKeySettings) -> Self {
        Self::new(key, subtree, name, cap, until)
    }
}
