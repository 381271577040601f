//! What has gone wrong elsewhere, one test for each number of the list (`security_07_…`).

mod checks_left_out;
mod escalation_and_identity;
mod lost_authority;
mod other_doors;
