//! What an account is: its billing and its status.

use proptest::prelude::*;
use proptest::sample::select;

use crate::organization::{AccountStatus, Billing};

/// Both kinds of billing, equally often. Shrinks to [`Billing::Prepaid`].
pub fn billing() -> impl Strategy<Value = Billing> + Clone {
    select(&[Billing::Prepaid, Billing::Postpaid][..])
}

/// The statuses of an account, equally often. Shrinks to [`AccountStatus::Active`].
pub fn account_status() -> impl Strategy<Value = AccountStatus> + Clone {
    select(&[AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed][..])
}
