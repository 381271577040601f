//! How soon what one machine revokes is refused on another.

use std::time::Instant;

use sendright::commands::Assign;
use sendright::testing::{account, now, user};
use sendright::{Actor, Preset};

use super::machine::{Machine, POLL};
use super::{acme, address};

const ROUNDS: usize = 100;

/// Within the interval at which a machine looks of itself, and a query, also where no notification came; mostly it is told at once.
pub(super) async fn what_one_machine_revokes_another_refuses() {
    let node = acme().await;
    let mut machine = Machine::start(&address(), node.log().name());
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let assign = |preset: Preset| Assign::new(user("bob"), account("acme"), preset.into()).into();
        machine.tell("watch");
        let executed = node.execute(user("ada"), &assign(Preset::Template), now()).await.unwrap();
        let stored = Instant::now();
        assert_eq!(machine.hear().as_deref(), Some("refused"));
        times.push(stored.elapsed());
        assert_eq!(executed.change.revision(), node.revision());

        node.execute(Actor::System, &assign(Preset::Admin), now()).await.unwrap();
        while !machine.ask("age").ends_with("true") {}
    }
    times.sort();
    let (median, longest) = (times[ROUNDS / 2], times[ROUNDS - 1]);
    println!("revoked on one machine, refused on another: median {median:.1?}, longest {longest:.1?}");
    // Far more than it takes, and far less than a machine that does not follow at all.
    assert!(longest < 20 * POLL, "{longest:?}");
}
