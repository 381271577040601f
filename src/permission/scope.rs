use super::name::named;

/// How far a permission reaches: `Own < Account < Subtree`.
///
/// Whoever holds a permission at a scope holds it at the narrower ones too (rule V3).
///
/// Source: published matrices that tell "sees the messages sent by oneself" from "sees all messages of all users", and
/// a user's account from the sub-accounts under it.
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
#[repr(u8)]
pub enum Scope {
    /// Data that the user made.
    Own = 0,
    /// Everything in the account.
    Account = 1,
    /// The account and all sub-accounts under it.
    Subtree = 2,
}

named!(Scope, "scope", "a scope such as `own`", [Own = "own", Account = "account", Subtree = "subtree",]);

impl Scope {
    /// The three scopes, narrowest first.
    pub const ALL: [Self; 3] = [Self::Own, Self::Account, Self::Subtree];
}
