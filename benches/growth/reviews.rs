//! Every review once.

use std::cell::RefCell;
use std::convert::Infallible;
use std::hint::black_box;

use chrono::Duration;
use sendright::history::{History, HistoryEntry, HistoryQuery};
use sendright::matrix::AccessMatrix;
use sendright::{AccountId, Assignment, Change, Command, Directory, Email, Grants, Permission, Preset, Request};
use sendright_benches::{account, name, stamp};

use crate::dimension::{
    ACME, GROWN, SHOP, STALL, ada, bob, bobs_email, clerk, email, grown_accounts, invite, late_email, later, now, tidy,
};

/// What reviews look at.
pub(crate) struct Scene<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) history: &'a History,
    matrix: AccessMatrix,
    golden: String,
    bobs_email: Email,
    late_email: Email,
    /// A history that lacks one of its last entries, and that entry.
    late: RefCell<(History, Option<HistoryEntry>)>,
    many: Vec<AccountId>,
    /// Of the account, of the role, of the target, and of an invitation.
    planned: [Change; 4],
}

impl<'a> Scene<'a> {
    pub(crate) fn new(directory: &'a Directory, history: &'a History, dimension: &str, n: u32) -> Self {
        // Each column is a hundred cells.
        let columns = if dimension == "columns" { n / 10 } else { 4 };
        let matrix = AccessMatrix::of_roles((0..columns).map(|number| (number.to_string(), Preset::Basic.grants())));
        let golden = matrix.to_markdown();
        let many = grown_accounts(if dimension == "entries" { n } else { 100 });
        let planned = [
            Command::SuspendAccount { account: account(SHOP) },
            Command::ChangeRole { role: clerk(), name: name("Clerk"), grants: Grants::NONE, replaces: None },
            Command::DeleteUser { user: bob() },
            invite(50, SHOP, email("fifty"), Assignment::of(Preset::Basic)),
        ]
        .map(|command| directory.plan(ada(), &command, stamp(directory, now())))
        .map(|planned| planned.unwrap_or_else(|refusal| panic!("{refusal}")));
        let (bobs_email, late_email, late) = (bobs_email(), late_email(), RefCell::new(without_one(history)));
        Self { directory, history, matrix, golden, bobs_email, late_email, late, many, planned }
    }

    fn insert_late(&self) -> usize {
        let (history, late) = &mut *self.late.borrow_mut();
        let added = history.insert(late.take());
        added.unwrap_or_else(|error| panic!("{error}"))
    }

    fn impact(&self, planned: usize) -> usize {
        let impact = self.planned.get(planned).and_then(|change| self.directory.impact(change).ok());
        impact.map_or(0, |impact| impact.display(self.directory).to_string().len())
    }

    fn find(&self, query: HistoryQuery<'_>) -> usize {
        self.history.find(query).count()
    }
}

/// It has room, since to make it would be counted.
fn without_one(history: &History) -> (History, Option<HistoryEntry>) {
    let mut entries = history.entries().to_vec();
    let late = entries.pop().and_then(|last| Some((entries.pop()?, entries.pop()?, last)));
    let Some((late, room, last)) = late else { panic!("a history has three entries") };
    entries.push(last);
    let read = History::read(entries.into_iter().map(Ok::<_, Infallible>));
    let mut history = read.unwrap_or_else(|error| panic!("{error}"));
    history.insert([room]).unwrap_or_else(|error| panic!("{error}"));
    (history, Some(late))
}

macro_rules! counted {
    ($scene:ident: $($review:ident = $count:expr;)*) => {
        /// Each is a function by itself, which says its name so that no other is merged with it.
        mod counted {
            use super::*;

            pub(crate) mod reviewed {
                use super::*;
                $(#[inline(never)] pub(crate) fn $review($scene: &Scene<'_>) {
                    black_box(stringify!($review));
                    let _ = black_box($count);
                })*
            }
        }

        /// What is counted of reviews.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($review)),*];

        /// Counts every review.
        pub(crate) fn count($scene: &Scene<'_>) {
            $(
                tidy();
                counted::reviewed::$review($scene);
            )*
        }
    };
}

counted! { scene:
    authorize = scene.directory.authorize(&Request::new(bob(), Permission::SmsSend, account(SHOP)).at(now())).is_ok();
    access = scene.directory.access(bob(), account(SHOP), now()).is_ok();
    explain_allowed = scene.directory.explain(&Request::new(bob(), Permission::SmsSend, account(SHOP)).at(now())).to_string().len();
    explain_refused = scene.directory.explain(&Request::new(bob(), Permission::BillingView, account(SHOP)).at(now())).to_string().len();
    explain_to_administrator = scene.directory.explain(&Request::new(ada(), Permission::SmsSend, account(SHOP)).at(now())).to_string().len();
    who_can = scene.directory.who_can(Permission::SmsSend, account(SHOP), now()).count();
    who_can_own = scene.directory.who_can_own(Permission::SmsSend, account(SHOP), now()).count();
    who_can_edit_profile = scene.directory.who_can_own(Permission::ProfileEdit, account(SHOP), now()).count();
    what_can = scene.directory.what_can(bob(), account(SHOP), now());
    user_permissions = scene.directory.user_permissions(bob(), account(SHOP), now());
    listing = scene.directory.listing(bob(), Permission::SmsView, account(SHOP), now()).map_or(0, |listing| listing.accounts().len());
    assigned_users = scene.directory.assigned_users(clerk(), account(SHOP), now()).count();
    assigned_roles = scene.directory.assigned_roles(bob(), now()).count();
    role_permissions = scene.directory.role_permissions(clerk());
    role_matrix = scene.directory.role_matrix(account(SHOP)).is_some();
    member_matrix = scene.directory.member_matrix(account(SHOP), now()).is_some();
    matrix_cells = scene.matrix.columns().filter(|column| scene.matrix.cell(Permission::SmsSend, column).is_some()).count();
    matrix_golden = scene.matrix.check_golden(&scene.golden).is_ok();
    matrix_text = scene.matrix.to_markdown().len() + scene.matrix.to_html().len() + scene.matrix.to_csv().len();
    subtree = scene.directory.subtree(account(SHOP)).count();
    ending = scene.directory.ending(account(SHOP), now(), now() + Duration::days(7)).count();
    open_invitations = scene.directory.open_invitations(account(SHOP), now()).count();
    invitations_to = scene.directory.invitations_to(account(ACME), &scene.bobs_email).count();
    api_keys = scene.directory.api_keys(account(SHOP)).count();
    api_keys_of = scene.directory.api_keys_of(bob()).count();
    keys_in_custody_of = scene.directory.keys_in_custody_of(bob()).count();
    keys_that_can = scene.directory.keys_that_can(Permission::SmsSend, account(SHOP), now()).count();
    defined_roles = scene.directory.defined_roles(account(SHOP)).count();
    assignable_roles = scene.directory.assignable_roles(account(SHOP)).count();
    roots = scene.directory.roots().count();
    users = scene.directory.users(account(ACME)).count();
    user_by_email = scene.directory.user_by_email(account(ACME), &scene.bobs_email).is_some();
    outside_email_policy = scene.directory.outside_email_policy(account(ACME)).len();
    members = scene.directory.members(account(SHOP)).count();
    memberships = scene.directory.memberships(bob()).count();
    impact_of_suspending = scene.impact(0);
    impact_of_changing_role = scene.impact(1);
    impact_of_deleting_user = scene.impact(2);
    impact_of_inviting = scene.impact(3);
    found_everything = scene.find(HistoryQuery::new().by(ada()));
    found_by = scene.find(HistoryQuery::new().by(bob()));
    found_affecting = scene.find(HistoryQuery::new().affecting(bob()));
    found_involving = scene.find(HistoryQuery::new().involving(bob()));
    found_address = scene.find(HistoryQuery::new().address(&scene.late_email));
    found_account = scene.find(HistoryQuery::new().account(account(SHOP)));
    found_accounts = scene.find(HistoryQuery::new().accounts(&[account(SHOP), account(STALL), account(GROWN)]));
    found_many_accounts = scene.find(HistoryQuery::new().accounts(&scene.many));
    found_time = scene.find(HistoryQuery::new().from(later()).until(later() + Duration::days(1)));
    found_kind = scene.find(HistoryQuery::new().kind(Permission::SmsSend));
    found_together = scene.find(HistoryQuery::new().by(ada()).account(account(ACME)).from(later()));
    found_newest = scene.history.find(HistoryQuery::new().by(ada())).rev().take(10).count();
    inserted_late = scene.insert_late();
    seen_newest = scene.history.for_reader(ada(), HistoryQuery::new(), scene.directory, now()).rev().take(10).count();
    seen_in_account = scene.history.for_reader(ada(), HistoryQuery::new().account(account(SHOP)), scene.directory, now()).count();
    seen_by_administrator = scene.history.for_reader(ada(), HistoryQuery::new(), scene.directory, now()).count();
    seen_by_member = scene.history.for_reader(bob(), HistoryQuery::new(), scene.directory, now()).count();
    gaps = scene.history.gaps().count();
    as_of = scene.history.as_of(now()).is_some();
}
