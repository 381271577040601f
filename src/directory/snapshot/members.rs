use hashbrown::HashMap;

use crate::organization::{AccountId, Assignment, UserId};

/// The memberships of a snapshot, without their grants, which are computed again. Equal assignments are kept once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Members {
    // INVARIANT: each assignment once, in the order of the first memberships with them: equal memberships are equal values.
    pub(super) assignments: Vec<Assignment>,
    pub(super) members: Vec<Member>,
}

/// A membership; its assignment is at a place among those of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) account: AccountId,
    pub(super) user: UserId,
    pub(super) assignment: usize,
}

/// Memberships that are collected one by one.
#[derive(Default)]
struct Collected {
    places: HashMap<Assignment, usize>,
    members: Vec<Member>,
}

impl Collected {
    fn push(&mut self, account: AccountId, user: UserId, assignment: &Assignment) {
        let place = self.places.get(assignment).copied();
        let assignment = place.unwrap_or_else(|| {
            let next = self.places.len();
            self.places.insert(assignment.clone(), next);
            next
        });
        self.members.push(Member { account, user, assignment });
    }

    fn finish(self) -> Members {
        let mut assignments: Vec<(Assignment, usize)> = self.places.into_iter().collect();
        assignments.sort_unstable_by_key(|(_, place)| *place);
        let assignments = assignments.into_iter().map(|(assignment, _)| assignment).collect();
        Members { assignments, members: self.members }
    }
}

impl<'a> FromIterator<(AccountId, UserId, &'a Assignment)> for Members {
    fn from_iter<I: IntoIterator<Item = (AccountId, UserId, &'a Assignment)>>(members: I) -> Self {
        let mut collected = Collected::default();
        members.into_iter().for_each(|(account, user, assignment)| collected.push(account, user, assignment));
        collected.finish()
    }
}

#[cfg(feature = "serde")]
mod wire {
    use core::fmt;

    use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
    use serde::ser::{Serialize, Serializer};

    use super::super::super::stored::MemberRef;
    use super::{AccountId, Assignment, Collected, Members, UserId};

    impl Serialize for Members {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let members = self.members.iter().filter_map(|member| {
                let assignment = self.assignments.get(member.assignment)?;
                Some(MemberRef { account: member.account, user: member.user, assignment })
            });
            let mut list = serializer.serialize_seq(Some(self.members.len()))?;
            for member in members {
                serde::ser::SerializeSeq::serialize_element(&mut list, &member)?;
            }
            serde::ser::SerializeSeq::end(list)
        }
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Member {
        account: AccountId,
        user: UserId,
        assignment: Assignment,
    }

    impl<'de> Deserialize<'de> for Members {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_seq(List)
        }
    }

    struct List;

    impl<'de> Visitor<'de> for List {
        type Value = Members;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Members, A::Error> {
            let mut collected = Collected::default();
            while let Some(Member { account, user, assignment }) = list.next_element()? {
                collected.push(account, user, &assignment);
            }
            Ok(collected.finish())
        }
    }
}
