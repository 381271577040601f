//! Two administrators who demote each other, and clients who get in each other's way.

use sendright::commands::Assign;
use sendright::testing::{account, now, user};
use sendright::{Actor, Preset};

use super::machine::Machine;
use super::{acme, address, digest, replayed};

const ROUNDS: usize = 100;

/// Both are planned on one revision, on two machines, which wait for each other there. One is stored; the other loses its revision,
/// is planned again, and is refused: whoever was demoted demotes nobody.
pub(super) async fn two_administrators_demote_each_other_a_hundred_times() {
    let node = acme().await;
    let name = node.log().name();
    let (mut first, mut second) = (Machine::start(&address(), name), Machine::start(&address(), name));
    let mut ada_won = 0;
    for round in 0..ROUNDS {
        node.catch_up().await.unwrap();
        let revision = node.revision();
        for machine in [&mut first, &mut second] {
            while !machine.ask("digest").starts_with(&format!("{revision} ")) {}
        }

        first.tell("demote bob ada");
        second.tell("demote ada bob");
        let planned = format!("planned {}", revision + 1);
        assert_eq!((first.hear().unwrap(), second.hear().unwrap()), (planned.clone(), planned), "on one revision");
        let answers = if round % 2 == 0 {
            first.tell("go");
            second.tell("go");
            [first.hear().unwrap(), second.hear().unwrap()]
        } else {
            second.tell("go");
            first.tell("go");
            [first.hear().unwrap(), second.hear().unwrap()]
        };

        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.starts_with("ok "));
        assert_eq!((won.len(), lost.len()), (1, 1), "{answers:?}");
        assert!(won[0].ends_with(" after 0"), "{answers:?}");
        assert_eq!(lost[0], "error missing 403 after 1", "it lost the revision once, and then was refused");
        ada_won += usize::from(answers[0].starts_with("ok "));

        let demoted = if answers[0].starts_with("ok ") { "bob" } else { "ada" };
        let again = Assign::new(user(demoted), account("acme"), Preset::Admin.into()).into();
        node.execute(Actor::System, &again, now()).await.unwrap();
        assert_eq!(node.revision(), revision + 2, "one demotion, and the way back");
    }
    println!("of {ROUNDS} demotions, Ada's came first {ada_won} times");
}

/// 4 clients with 100 commands each, through two machines: each is accepted.
pub(super) async fn no_false_conflict_reaches_a_client() {
    let node = acme().await;
    let before = node.revision();
    let mut machines = [0, 1].map(|_| Machine::start(&address(), node.log().name()));
    machines[0].tell("clients a,b 100");
    machines[1].tell("clients c,d 100");
    let lost: Vec<u64> = machines
        .iter_mut()
        .map(|machine| {
            let said = machine.hear().unwrap();
            said.strip_prefix("done ").unwrap_or_else(|| panic!("{said}")).parse().unwrap()
        })
        .collect();
    node.catch_up().await.unwrap();
    assert_eq!(node.revision(), before + 400);
    assert_eq!(node.reader().ask(digest), digest(&replayed(node.log()).await));
    println!("400 commands through two machines, of which {} lost a revision once", lost.iter().sum::<u64>());
}
