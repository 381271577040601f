//! What a command and a question cost in directories of 1e3, 1e5 and 1e6 memberships.
//!
//! ```text
//! cargo bench -p sendright-benches --bench directory
//! ```
//!
//! The time of an ordinary command must not grow with the size of the directory, beyond what colder caches cost.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{BenchmarkId, Criterion};
use sendright::{
    AccountId, Actor, Assignment, Command, Email, InvitationId, Permission, Preset, Refusal, Request, UserId,
};
use sendright_benches::{World, invitation, name, stamp, user};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for memberships in [1_000, 100_000, 1_000_000] {
        measure(&mut criterion, memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    criterion.final_summary();
}

fn measure(criterion: &mut Criterion, memberships: u32) -> Result<(), Refusal> {
    let mut world = World::new(memberships)?;
    let mut group = criterion.benchmark_group("directory");
    let mut random = fastrand::Rng::with_seed(42);
    // Ids are never used again, so these go on from one measurement to the next.
    let (mut next_invitation, mut next_user) = (1, memberships + 10);

    group.bench_function(BenchmarkId::new("plan: invite", memberships), |b| {
        let email = email("newcomer@example.org");
        b.iter(|| {
            let account = world.any_active_member(&mut random).1;
            let command = invite(invitation(0), account, email.clone(), world.now);
            let change = world.directory.plan(world.administrator, &command, stamp(&world.directory, world.now));
            change.unwrap_or_else(|refusal| panic!("{refusal}"))
        });
    });

    group.bench_function(BenchmarkId::new("execute: assign", memberships), |b| {
        let mut presets = [Preset::Sender, Preset::Basic].into_iter().cycle();
        b.iter(|| {
            let (user, account) = world.any_active_member(&mut random);
            let assignment = presets.next().map(Assignment::of).unwrap_or_default();
            accepted(&mut world, Command::Assign { user, account, assignment, replaces: None });
        });
    });

    group.bench_function(BenchmarkId::new("execute: invite, then revoke", memberships), |b| {
        let email = email("newcomer@example.org");
        b.iter(|| {
            let (account, id) = (world.any_active_member(&mut random).1, invitation(next_invitation));
            next_invitation += 1;
            let command = invite(id, account, email.clone(), world.now);
            accepted(&mut world, command);
            accepted(&mut world, Command::RevokeInvitation { invitation: id });
        });
    });

    group.bench_function(BenchmarkId::new("execute: add a user, then delete", memberships), |b| {
        b.iter(|| {
            let (account, user) = (world.any_active_member(&mut random).1, user(next_user));
            next_user += 1;
            let added =
                world.directory.execute(Actor::System, add_user(user, account), stamp(&world.directory, world.now));
            added.unwrap_or_else(|refusal| panic!("{refusal}"));
            accepted(&mut world, Command::DeleteUser { user });
        });
    });

    for (outcome, permission) in [("allow", Permission::SmsSend), ("deny", Permission::BillingView)] {
        group.bench_function(BenchmarkId::new(format!("authorize: {outcome}"), memberships), |b| {
            b.iter(|| {
                let (user, account) = world.any_member(&mut random);
                world.directory.authorize(&Request::new(user, permission, account).own().at(world.now))
            });
        });
    }
    group.finish();
    Ok(())
}

/// Carries a command out; one that is refused would measure the refusal.
fn accepted(world: &mut World, command: Command) {
    let change = world.directory.execute(world.administrator, command, stamp(&world.directory, world.now));
    black_box(change.unwrap_or_else(|refusal| panic!("{refusal}")));
}

fn invite(invitation: InvitationId, account: AccountId, email: Email, now: DateTime<Utc>) -> Command {
    let assignment = Assignment::of(Preset::Sender);
    Command::Invite {
        invitation,
        account,
        email,
        assignment,
        expires: now + chrono::Duration::days(7),
        name: None,
        phone: None,
    }
}

fn add_user(user: UserId, account: AccountId) -> Command {
    let assignment = Assignment::of(Preset::Sender);
    Command::AddUser {
        user,
        account,
        email: email("one.more@example.org"),
        name: name("One More"),
        assignment,
        phone: None,
        on_behalf_of: None,
    }
}

fn email(text: &str) -> Email {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}
