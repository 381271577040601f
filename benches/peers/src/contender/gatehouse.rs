//! gatehouse, by its quick start: policies by [`PolicyBuilder`] on a [`PermissionChecker`], one for a role in the account and one
//! for a role above it. gatehouse stores no roles: its policies read the application's own, which here is the hand-written map.
//! So its loading, writes and memory are that map's. Each question has a fresh session, as a request has; a list is
//! one `try_filter_by`.

use std::sync::Arc;

use ::gatehouse::{EvaluationSession, PermissionChecker, PolicyBuilder, PolicyDomain};
use pollster::FutureExt;
use uuid::Uuid;

use super::{Contender, Map, Reassigned};
use crate::{Question, Roster};

/// The types of a decision.
#[derive(Debug)]
pub struct Accounts;

impl PolicyDomain for Accounts {
    type Subject = Uuid;
    type Action = u128;
    type Resource = Uuid;
    type Context = ();
}

/// The policies, which hold the map.
pub struct Gatehouse(PermissionChecker<Accounts>);

impl std::fmt::Debug for Gatehouse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gatehouse(..)")
    }
}

impl Gatehouse {
    async fn allowed(&self, (user, account, required): &(Uuid, Uuid, u128)) -> bool {
        let session = EvaluationSession::empty();
        self.0.bind(&session, user, required, &()).authorize(account).await.is_ok()
    }
}

impl Contender for Gatehouse {
    const NAME: &'static str = "gatehouse";
    type Plain = <Map as Contender>::Plain;
    type Asked = (Uuid, Uuid, u128);

    fn plain(roster: &Roster) -> Self::Plain {
        Map::plain(roster)
    }

    fn load(plain: &Self::Plain) -> Self {
        let map = Arc::new(Map::load(plain));
        let above = Arc::clone(&map);
        let member = PolicyBuilder::<Accounts>::new("Member")
            .when(move |user, required, account, ()| map.allows_directly(*user, *account, *required))
            .build();
        let administrator = PolicyBuilder::<Accounts>::new("AdministratorAbove")
            .when(move |user, required, account, ()| above.allows_from_above(*user, *account, *required))
            .build();
        let mut checker = PermissionChecker::new();
        checker.add_policy(member);
        checker.add_policy(administrator);
        Self(checker)
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        (question.user.uuid(), question.account.uuid(), 1 << question.permission.bit())
    }

    fn allows(&self, asked: &Self::Asked) -> bool {
        self.allowed(asked).block_on()
    }

    fn count(&self, asked: &[Self::Asked]) -> usize {
        async {
            let mut allowed = 0;
            for asked in asked {
                allowed += usize::from(self.allowed(asked).await);
            }
            allowed
        }
        .block_on()
    }

    fn filter(&self, rows: &[Self::Asked]) -> usize {
        let Some((user, _, required)) = rows.first() else { return 0 };
        let session = EvaluationSession::empty();
        let bound = self.0.bind(&session, user, required, &());
        let shown = bound.try_filter_by(rows, |(_, account, _)| account).block_on();
        shown.map_or_else(|error| panic!("gatehouse: {error}"), |shown| shown.len())
    }

    /// Never called: the application's own store is written to.
    fn assign(&mut self, _: &Reassigned) {}
}
