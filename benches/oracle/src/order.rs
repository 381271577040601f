//! Commands and what they carry, in types of this package.
//!
//! They are translated for sendright in [`translate`](crate::translate), and recorded by the [`book`](crate::book).

use crate::catalogue::{Bits, Grants};

/// The id of something. Ids of all kinds are counted together, so none is used twice.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub u32);

/// Microseconds since 1970, as the application's clock gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

impl Instant {
    /// The whole milliseconds, cut towards the past (V8). What is compared are these.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// An email address, by its number.
pub type Address = u32;

/// All permissions but those that are named, or these alone (V7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// These alone.
    Only(Bits),
    /// All but these.
    AllBut(Bits),
}

impl Default for Selection {
    /// Nothing.
    fn default() -> Self {
        Self::Only(Bits::default())
    }
}

impl Selection {
    /// Everything.
    pub const EVERYTHING: Self = Self::AllBut(Bits(0));

    /// What is selected of all permissions.
    #[must_use]
    pub fn of(self, all: Bits) -> Bits {
        match self {
            Self::Only(bits) => all & bits,
            Self::AllBut(bits) => all & !bits,
        }
    }
}

/// What a membership or an invitation gives (G1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The presets, by their place in the table.
    pub presets: Vec<usize>,
    /// The custom roles.
    pub roles: Vec<Id>,
    /// The levels above None, by the place of the area in the table.
    pub levels: Vec<(usize, u8)>,
    /// What is left out.
    pub withheld: Selection,
    /// The start, inclusive.
    pub starts: Option<Instant>,
    /// The end, exclusive.
    pub ends: Option<Instant>,
}

impl Assignment {
    /// Whether an instant, in milliseconds, is in the window.
    #[must_use]
    pub fn is_live(&self, at: i64) -> bool {
        self.starts.is_none_or(|starts| starts.millis() <= at) && !self.has_ended(at)
    }

    /// Whether the window is over at an instant, in milliseconds.
    #[must_use]
    pub fn has_ended(&self, at: i64) -> bool {
        self.ends.is_some_and(|ends| ends.millis() <= at)
    }
}

/// How an account pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// Before it sends.
    Prepaid,
    /// After it sent.
    Postpaid,
}

/// Whoever gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The operator.
    Operator,
    /// A user.
    User(Id),
    /// An API key.
    Key(Id),
}

/// What a key is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySettings {
    /// Whether it is made for the accounts below, too.
    pub subtree: bool,
    /// Its cap.
    pub cap: Bits,
    /// Its end, exclusive.
    pub ends: Option<Instant>,
}

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the manual describes each command and its fields")]
pub enum Order {
    OpenAccount { account: Id, billing: Billing, features: Selection, administrator: Id, email: Address },
    OpenSubaccount { account: Id, parent: Id },
    RenameAccount { account: Id, name: u32 },
    SuspendAccount { account: Id },
    ResumeAccount { account: Id },
    CloseAccount { account: Id },
    SetBilling { account: Id, billing: Billing },
    SetFeatures { account: Id, features: Selection },
    RefuseFreeMail { account: Id },
    Invite { invitation: Id, account: Id, email: Address, assignment: Assignment, expires: Instant },
    AcceptInvitation { invitation: Id, email: Address, phone: Option<u32> },
    DeclineInvitation { invitation: Id, email: Address },
    RevokeInvitation { invitation: Id },
    RenewInvitation { invitation: Id, expires: Instant },
    AddUser { user: Id, account: Id, email: Address, assignment: Assignment, on_behalf_of: Option<Id> },
    Assign { user: Id, account: Id, assignment: Assignment },
    Leave { account: Id },
    RemoveMember { user: Id, account: Id },
    EditUser { user: Id, name: u32, phone: Option<u32> },
    ChangeEmail { user: Id, email: Address },
    ResetPassword { user: Id },
    DeactivateUser { user: Id },
    ReactivateUser { user: Id },
    DeleteUser { user: Id },
    DefineRole { role: Id, account: Id, grants: Grants },
    ChangeRole { role: Id, name: u32, grants: Grants },
    DeleteRole { role: Id },
    CreateApiKey { key: Id, account: Id, settings: KeySettings },
    CreateAccountKey { key: Id, account: Id, settings: KeySettings },
    ChangeApiKey { key: Id, settings: KeySettings },
    RevokeApiKey { key: Id },
    ResetApiKey { key: Id },
}

/// A command, who gave it, and when.
#[derive(Clone, Debug)]
pub struct Given {
    /// Who gave it.
    pub actor: Actor,
    /// What they ordered.
    pub order: Order,
    /// When.
    pub at: Instant,
    /// The id of the change that it becomes.
    pub change: Id,
}
