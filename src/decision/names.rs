use core::fmt;
use std::collections::BTreeMap;

use crate::permission::{CustomNames, Permission, PermissionSet};

/// How permissions are called in sentences: the application's own by its names, if it gave some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names(BTreeMap<Permission, String>);

impl Names {
    pub(super) const NONE: Self = Self(BTreeMap::new());

    pub(super) fn of(names: &CustomNames<'_>) -> Self {
        Self(PermissionSet::CUSTOM.iter().map(|permission| (permission, names.name(permission).to_owned())).collect())
    }

    fn name(&self, permission: Permission) -> &str {
        self.0.get(&permission).map_or(permission.name(), String::as_str)
    }

    /// The permissions in a sentence: `` `a`, `b` and `c` ``.
    pub(super) fn list(&self, permissions: PermissionSet) -> impl fmt::Display {
        series(permissions.iter().map(|permission| format!("`{}`", self.name(permission))))
    }

    /// The verb that goes with a list.
    pub(super) const fn are(permissions: PermissionSet) -> &'static str {
        if permissions.len() == 1 { "is" } else { "are" }
    }
}

/// Words in a sentence: `a, b and c`.
pub(super) fn series(words: impl IntoIterator<Item = String>) -> String {
    let mut words: Vec<String> = words.into_iter().collect();
    match words.pop() {
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} and {last}", words.join(", ")),
        None => String::from("nothing"),
    }
}
