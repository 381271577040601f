//! `any::<Permission>()` and the like.

use proptest::arbitrary::Arbitrary;
use proptest::strategy::{BoxedStrategy, Strategy};

use crate::organization::{
    AccountId, AccountStatus, Actor, ApiKeyId, AssignedRole, Billing, ChangeId, Email, EmailPolicy, InvitationId, Name,
    Phone, Principal, RoleId, UserId,
};
use crate::permission::{Area, Feature, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope, Selection};

macro_rules! arbitrary {
    ($($type:ty = $function:ident;)*) => {$(
        #[doc = concat!("As [`", stringify!($function), "`](crate::testing::strategies::", stringify!($function), ").")]
        impl Arbitrary for $type {
            type Parameters = ();
            type Strategy = BoxedStrategy<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                super::$function().boxed()
            }
        }
    )*};
}

arbitrary! {
    Permission = permission;
    PermissionSet = permission_set;
    Selection = selection;
    Scope = scope;
    Level = level;
    Area = area;
    Feature<'static> = feature;
    Levels = levels;
    Grants = grants;
    Preset = preset;
    AssignedRole = assigned_role;
    AccountId = account_id;
    UserId = user_id;
    RoleId = role_id;
    InvitationId = invitation_id;
    ApiKeyId = api_key_id;
    ChangeId = change_id;
    Principal = principal;
    Actor = actor;
    Billing = billing;
    AccountStatus = account_status;
    Email = email;
    EmailPolicy = email_policy;
    Name = name;
    Phone = phone;
}
