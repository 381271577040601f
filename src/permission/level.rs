use super::name::named;

/// How far a user may go in an [`Area`](crate::Area): `None < Guest < Editor < Approver` (rule V1).
///
/// *Guest* sees. *Editor* also prepares: creates and changes what can be undone and stays inside. *Approver* also
/// commits: what leaves the account, spends, deletes, or gives others access. Every permission of the catalogue belongs
/// to one area and has one level, the lowest that gives it.
///
/// Source: the four levels per feature that a published emailing and SMS product gives its users.
///
/// ```
/// use sendright::{Area, Level, Permission};
///
/// assert!(Level::None < Level::Guest && Level::Editor < Level::Approver);
/// assert!(Area::Email.permissions(Level::Editor).contains(Permission::EmailEdit));
/// assert!(!Area::Email.permissions(Level::Editor).contains(Permission::EmailLaunch));
///
/// assert_eq!("editor".parse(), Ok(Level::Editor));
/// assert!("owner".parse::<Level>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// No access to the area.
    #[default]
    None = 0,
    /// Sees.
    Guest = 1,
    /// Sees and prepares: creates and changes what can be undone and stays inside the account.
    Editor = 2,
    /// Sees, prepares and commits: what leaves the account, spends, deletes, or gives others access.
    Approver = 3,
}

named!(
    Level,
    "level",
    "a level such as `editor`",
    [None = "none", Guest = "guest", Editor = "editor", Approver = "approver",]
);

impl Level {
    /// The four levels, lowest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Guest, Self::Editor, Self::Approver];

    /// The level of a two-bit number; what is above is cut off.
    pub(super) const fn of_bits(bits: u64) -> Self {
        match bits & 0b11 {
            0 => Self::None,
            1 => Self::Guest,
            2 => Self::Editor,
            _ => Self::Approver,
        }
    }
}
