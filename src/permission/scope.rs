use super::name::named;

/// The data on which a permission can be used: `Own < Account < Subtree`.
///
/// Whoever holds a permission at a scope also holds it at the narrower scopes (rule V3). A later version may have a scope
/// between two of these, so compare scopes, or match them with a last arm for those that are not known yet.
///
/// Source: published matrices, which distinguish the messages that a user sent from those of all users, and the account of a
/// user from the sub-accounts under it.
///
/// ```
/// use sendright::{Grants, Permission, Scope};
///
/// let grants = Grants::NONE.with(Permission::SentView, Scope::Account);
/// assert!(grants.allows(Permission::SentView, Scope::Own));
/// assert!(!grants.allows(Permission::SentView, Scope::Subtree));
/// assert_eq!("own".parse(), Ok(Scope::Own));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Scope {
    /// The user's own data.
    Own = 0,
    /// All data in the account.
    Account = 1,
    /// All data in the account and in all sub-accounts under it.
    Subtree = 2,
}

named!(
    Scope,
    "scope",
    "a scope such as `own`",
    ALL = "The scopes, narrowest first.",
    [Own = "own", Account = "account", Subtree = "subtree",]
);
