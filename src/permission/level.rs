use super::name::named;

/// The level of access to an [`Area`](crate::Area): `None < Guest < Editor < Approver` (rule V1).
///
/// A *Guest* sees. An *Editor* also prepares: creates, changes and applies for what can be undone. An *Approver* also commits:
/// sends, exports, spends, deletes, or gives others access. Every permission of the catalogue belongs to one area and has one
/// level, the lowest level that gives it. The [manual](crate::manual::levels) has a table of what each level adds in each area,
/// and says where one adds nothing.
///
/// The four are all there are: stored levels are two bits each, so an application may match them without a wildcard.
///
/// Source: the levels that a published emailing and SMS product gives its users for each feature. It says of Guest that they
/// may only consult the menu ([`Access::shows`](crate::Access::shows)); that a Guest sees what is in it, too, is assumed, and
/// so is which action is an Editor's and which an Approver's.
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
    /// Sees what is in the area.
    Guest = 1,
    /// Sees and prepares: creates, changes and applies for what can be undone.
    Editor = 2,
    /// Sees, prepares and commits: sends, exports, spends, deletes, or gives others access.
    Approver = 3,
}

named!(
    Level,
    "level",
    "a level such as `editor`",
    ALL = "The levels, lowest first.",
    [None = "none", Guest = "guest", Editor = "editor", Approver = "approver",]
);

impl Level {
    /// The level whose number is in the lowest two bits; the bits above are ignored.
    pub(super) const fn of_bits(bits: u64) -> Self {
        match bits & 0b11 {
            0 => Self::None,
            1 => Self::Guest,
            2 => Self::Editor,
            _ => Self::Approver,
        }
    }
}
