//! The records of an organization: ids, email addresses, accounts, users, assignments, roles, invitations and API keys.
//! They are plain data, and their types keep what must hold for each one alone.
//!
//! Each file imports only from those above it in this list.

mod format;
mod id;
pub(crate) mod instant;
mod text;
#[cfg(feature = "serde")]
pub(crate) mod time;

mod shown;

mod name;
mod phone;
pub(crate) mod words;

mod email;
mod free_mail;

mod email_policy;

mod account;
mod assignment;
mod principal;

mod api_key;
mod invitation;
mod membership;
mod role;
mod user;

pub use account::{Account, AccountStatus, Billing, Suspension};
pub use api_key::{ApiKey, ApiKeySettings, Custody};
pub(crate) use api_key::{KeyOwner, key_grants};
pub use assignment::{AssignedRole, Assignment};
pub use email::{Email, ParseEmailError};
pub use email_policy::{CorporateDomain, EmailPolicy, EmailPolicyError, EmailRefusedError};
pub(crate) use format::Format;
pub use id::{AccountId, ApiKeyId, ChangeId, InvitationId, ParseIdError, RoleId, UserId};
pub use invitation::Invitation;
pub use membership::Membership;
pub use name::{Name, ParseNameError};
pub use phone::{ParsePhoneError, Phone};
pub use principal::{Actor, ParsePrincipalError, Principal};
pub use role::{Role, RoleDefinition};
pub(crate) use text::clean;
pub use user::{User, UserDetails};
