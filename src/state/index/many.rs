//! Many records at once, in passes. Each pass looks at one thing of all of them, so that the processor waits for the memory of
//! several at the same time, and what is sorted is sorted once. What is derived of a record is defined where one is added alone.

use std::collections::BTreeSet;

use crate::organization::{Assignment, RoleId};

use super::super::memberships::MembershipRecord;
use super::super::records::Records;
use super::super::row::{AccountRow, UserRow};
use super::{Index, Place, UserLists};

/// Where the user and the account of a membership are, looked up once, and whether the user is active.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(crate) account: AccountRow,
    pub(crate) user: UserRow,
    pub(crate) active: bool,
}

impl Seat {
    const fn of(self, MembershipRecord { user, account, .. }: &MembershipRecord) -> Place {
        Place { user: *user, user_row: self.user, account: *account, account_row: self.account }
    }
}

/// The first users whose id or address another user has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clashes {
    pub(crate) id: Option<UserRow>,
    pub(crate) address: Option<UserRow>,
}

impl Index {
    /// All users were added, none of whom the index knows and nobody of whom is a member: where they are found. If two have the
    /// same id or address, the index is of no use.
    pub(crate) fn users_added(&mut self, records: &Records) -> Clashes {
        let rows = || records.users.iter().map(|(position, _)| UserRow::new(position));
        let clashes =
            Clashes { id: self.users.insert_all(records, rows()), address: self.addresses.insert_all(records, rows()) };
        self.user_lists.resize(records.users.len(), UserLists::default());
        let tenants = rows().filter_map(|row| Some((self.account_row(records.user(row)?.root)?, row)));
        let tenants: Vec<(AccountRow, UserRow)> = tenants.collect();
        for (root, users) in by_account(tenants.iter().copied()) {
            if let Some(lists) = self.account_lists_mut(root) {
                lists.rare_mut().users = users;
            }
        }
        clashes
    }

    /// Memberships are added to a directory that has none, and no keys: who is a member where, who holds the roles, what reaches
    /// down, who administers. At last the answers, which depend on all that reaches down.
    pub(crate) fn memberships_added(&mut self, records: &Records, members: &mut [MembershipRecord], seats: &[Seat]) {
        self.add_members(seats);
        self.add_holders(records, members, seats);
        for (member, seat) in members.iter().zip(seats) {
            if records.assignments.at(member.assignment).is_some_and(|(_, grants)| grants.reaches_down()) {
                self.reaches_down(records, seat.of(member), seat.active, member.assignment);
            }
        }
        for (member, seat) in members.iter().zip(seats) {
            self.recompute_administrator(records, seat.of(member), Some(member));
        }
        for (member, seat) in members.iter_mut().zip(seats) {
            member.answer = self.answer(records, seat.of(member), seat.active, member.assignment);
        }
    }

    fn add_members(&mut self, seats: &[Seat]) {
        for (account, members) in by_account(seats.iter().map(|seat| (seat.account, seat.user))) {
            for member in &members {
                if let Some(lists) = self.user_lists_mut(*member) {
                    lists.accounts.set(account, true);
                }
            }
            if let Some(lists) = self.account_lists_mut(account) {
                lists.members = members;
            }
        }
    }

    fn add_holders(&mut self, records: &Records, members: &[MembershipRecord], seats: &[Seat]) {
        let roles = |assignment: u32| {
            let assignment = records.assignments.at(assignment).map(|(assignment, _)| assignment);
            assignment.into_iter().flat_map(Assignment::custom_roles)
        };
        let holders = members
            .iter()
            .zip(seats)
            .flat_map(|(member, seat)| roles(member.assignment).map(|role| (role, (seat.account, seat.user))));
        let mut holders: Vec<(RoleId, (AccountRow, UserRow))> = holders.collect();
        holders.sort_unstable();
        for group in holders.chunk_by(|(one, _), (other, _)| one == other) {
            if let Some(lists) = group.first().and_then(|(role, _)| self.role_lists.get_mut(role)) {
                lists.holders = group.iter().map(|(_, holder)| *holder).collect();
            }
        }
    }
}

/// The users of each account, in the order of the accounts' rows. They are dealt out, which takes fewer steps than to sort them.
fn by_account(
    pairs: impl ExactSizeIterator<Item = (AccountRow, UserRow)> + Clone,
) -> impl Iterator<Item = (AccountRow, BTreeSet<UserRow>)> {
    let accounts = pairs.clone().map(|(account, _)| account.position() + 1).max().unwrap_or_default();
    let mut ends = vec![0; accounts];
    for (account, _) in pairs.clone() {
        if let Some(count) = ends.get_mut(account.position()) {
            *count += 1;
        }
    }
    // From how many each account has to where its first goes, and from there to where its last was.
    let mut start = 0;
    for end in &mut ends {
        start += core::mem::replace(end, start);
    }
    let mut users = vec![UserRow::new(0); pairs.len()];
    for (account, user) in pairs {
        let Some(end) = ends.get_mut(account.position()) else { continue };
        if let Some(place) = users.get_mut(*end) {
            *place = user;
        }
        *end += 1;
    }
    let mut start = 0;
    ends.into_iter().enumerate().filter_map(move |(account, end)| {
        let users = users.get(core::mem::replace(&mut start, end)..end).filter(|users| !users.is_empty())?;
        Some((AccountRow::new(account), users.iter().copied().collect()))
    })
}
