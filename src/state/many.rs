use smallvec::SmallVec;

use crate::organization::{AccountId, Assignment, User, UserId};

use super::State;
use super::index::Seat;
use super::memberships::{Answer, MembershipRecord};
use super::records::{Records, assignment_grants, role_grants};
use super::row::UserRow;

/// A user and their place among those that were inserted.
type Inserted = (usize, UserId);

impl State {
    /// Inserts many users into a state without users. Tells the first whose id one before has, and the first whose address;
    /// if there is one, the state is of no use.
    pub(crate) fn insert_users(&mut self, users: Vec<User>) -> [Option<Inserted>; 2] {
        let Self { records, index, .. } = self;
        records.users = users.into_iter().enumerate().collect();
        let clashes = index.users_added(records);
        [clashes.id, clashes.address].map(|row| Some((row?.position(), records.user(row?)?.id)))
    }

    /// The rows of many users, for memberships that are about to be inserted. In a large state each look-up waits for the memory;
    /// in a short loop of nothing else the processor waits for several at the same time.
    pub(crate) fn user_rows(&self, users: impl Iterator<Item = UserId>) -> SmallVec<[Option<UserRow>; 64]> {
        users.map(|user| self.index.user_row(&self.records, user)).collect()
    }

    pub(crate) fn user_at(&self, row: UserRow) -> Option<&User> {
        self.records.user(row)
    }

    /// Inserts many memberships into a state that has none, and no keys: each with the place of its assignment among these, and
    /// as many as there are seats. Tells the first whose user has one before in the same account; if there is one, the state is
    /// of no use.
    pub(crate) fn insert_memberships(
        &mut self,
        given: Vec<Assignment>,
        members: impl Iterator<Item = (UserId, AccountId, usize)>,
        seats: &[Seat],
    ) -> Option<(UserId, AccountId)> {
        let Self { records, index, .. } = self;
        let Records { assignments, roles, .. } = records;
        let grants = |assignment: &Assignment| assignment_grants(assignment, |role| role_grants(roles, role));
        let rows: Vec<u32> = given.into_iter().map(|assignment| assignments.refer(assignment, grants)).collect();
        // The list of the records takes over the memory of the snapshot's.
        let members = members.take(seats.len()).map_while(|(user, account, place)| {
            let assignment = *rows.get(place)?;
            assignments.refer_again(assignment);
            Some(MembershipRecord { user, account, answer: Answer::UNKNOWN, assignment })
        });
        let mut members: Vec<MembershipRecord> = members.collect();
        for row in rows {
            assignments.release(row);
        }
        index.memberships_added(records, &mut members, seats);
        let clash = members.into_iter().find(|member| !records.memberships.insert(*member))?;
        Some((clash.user, clash.account))
    }
}
