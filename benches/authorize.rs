//! The question of every request, beside the plainest thing that could answer it: a `HashMap<(Uuid, Uuid), u128>` with
//! foldhash, of the same size, asked in the same random order.
//!
//! ```text
//! cargo bench -p sendright-benches --bench authorize
//! ```
//!
//! `SENDRIGHT_MEMBERSHIPS=10000000` measures that size instead of 1e3, 1e5 and 1e6.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion};
use hashbrown::HashMap;
use sendright::{AccountId, Permission, PermissionSet, Request, UserId};
use sendright_benches::{World, account, user};
use uuid::Uuid;

type Yardstick = HashMap<(Uuid, Uuid), u128, foldhash::fast::FixedState>;

/// How many questions a measurement asks, in one order.
const QUESTIONS: usize = 4096;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let sizes = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => vec![size],
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) => vec![1_000, 100_000, 1_000_000],
    };
    for memberships in sizes {
        measure(&mut criterion, memberships);
    }
    criterion.final_summary();
}

fn measure(criterion: &mut Criterion, memberships: u32) {
    let world = World::new(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut yardstick = Yardstick::default();
    for number in 0..memberships {
        let (user, account) = (user(number), World::account_of(number));
        let held = world.directory.membership(user, account).map(|m| m.grants().at(sendright::Scope::Own).bits());
        yardstick.insert((user.uuid(), account.uuid()), held.unwrap_or_default());
    }
    let mut random = fastrand::Rng::with_seed(42);
    let mut members = |_| world.any_member(&mut random);
    let member_questions: Vec<(UserId, AccountId)> = (0..1_usize << 20).map(&mut members).collect();
    let strangers: Vec<(UserId, AccountId)> =
        member_questions.iter().map(|(user, _)| (*user, account(u32::MAX))).collect();
    let above: Vec<(UserId, AccountId)> =
        member_questions.iter().map(|(_, account)| (world.administrator, *account)).collect();

    let mut group = criterion.benchmark_group(format!("authorize/{memberships}"));
    group.throughput(criterion::Throughput::Elements(QUESTIONS as u64));
    let mut run = |name: &str, questions: &[(UserId, AccountId)], ask: &dyn Fn(UserId, AccountId) -> bool| {
        let mut next = questions.chunks_exact(QUESTIONS).cycle();
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter_batched(
                || next.next().unwrap_or_default(),
                |questions| questions.iter().filter(|(user, account)| black_box(ask(*user, *account))).count(),
                BatchSize::SmallInput,
            );
        });
    };

    let bare = |permission: PermissionSet| {
        let (yardstick, required) = (&yardstick, permission.bits());
        move |user: UserId, account: AccountId| {
            yardstick.get(&(user.uuid(), account.uuid())).is_some_and(|held| held & required == required)
        }
    };
    let ours = |permission: Permission| {
        let (directory, now) = (&world.directory, world.now);
        move |user, account| directory.authorize(&Request::new(user, permission, account).own().at(now)).is_ok()
    };
    run("yardstick: allow", &member_questions, &bare(PermissionSet::SMS_SEND));
    run("allow", &member_questions, &ours(Permission::SmsSend));
    run("yardstick: lacks it", &member_questions, &bare(PermissionSet::BILLING_VIEW));
    run("lacks it", &member_questions, &ours(Permission::BillingView));
    run("yardstick: stranger", &strangers, &bare(PermissionSet::SMS_SEND));
    run("stranger", &strangers, &ours(Permission::SmsSend));
    run("allow, from the account above", &above, &ours(Permission::SmsSend));
    group.finish();
}
