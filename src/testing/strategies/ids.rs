//! Ids, and who asks and commands.

use proptest::prelude::*;
use uuid::Uuid;

use crate::organization::{AccountId, Actor, ApiKeyId, ChangeId, InvitationId, Principal, RoleId, UserId};

/// One of five is small, so that two that are drawn are sometimes the same.
fn uuid() -> impl Strategy<Value = Uuid> + Clone {
    prop_oneof![1 => 1..=4_u128, 4 => 1..=u128::MAX].prop_map(Uuid::from_u128)
}

macro_rules! ids {
    ($($function:ident -> $type:ident, $of:literal;)*) => {$(
        #[doc = concat!("Ids of ", $of, ": any UUID but the nil UUID, which a directory refuses (rule I5).")]
        ///
        /// One of five is between 1 and 4, so that ids that are drawn one by one are sometimes equal. Shrinks to
        /// `00000000-0000-0000-0000-000000000001`.
        pub fn $function() -> impl Strategy<Value = $type> + Clone {
            uuid().prop_map($type::from)
        }
    )*};
}

ids! {
    account_id -> AccountId, "accounts";
    user_id -> UserId, "users";
    role_id -> RoleId, "custom roles";
    invitation_id -> InvitationId, "invitations";
    api_key_id -> ApiKeyId, "API keys";
    change_id -> ChangeId, "changes";
}

/// Principals: users and API keys, equally often. Shrinks to a user, and its id as [`user_id`] does.
pub fn principal() -> impl Strategy<Value = Principal> + Clone {
    prop_oneof![user_id().prop_map(Principal::from), api_key_id().prop_map(Principal::from)]
}

/// Actors: the operator, users and API keys; one of five is the operator. Shrinks to [`Actor::System`].
pub fn actor() -> impl Strategy<Value = Actor> + Clone {
    prop_oneof![1 => Just(Actor::System), 4 => principal().prop_map(Actor::from)]
}
