//! `Grants::allows` beside a bare mask test and a `HashSet<&str>`, in one run.
//!
//! ```text
//! cargo bench -p sendright-benches --bench permission
//! ```
//!
//! Each measurement answers 256 questions, so that the time of one is the printed time by 256.

use std::collections::HashSet;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use sendright::{Grants, Permission, PermissionSet, Scope};

const QUESTIONS: usize = 256;

/// Grants with half of the permissions at the scope, and for each a requirement that is met or not.
struct Question {
    grants: Grants,
    one: Permission,
    set: PermissionSet,
}

fn questions(scope: Scope, allowed: bool) -> Vec<Question> {
    let mut random = fastrand::Rng::with_seed(42);
    (0..QUESTIONS)
        .map(|_| {
            let held: PermissionSet = Permission::ALL.into_iter().filter(|_| random.bool()).collect();
            let asked = if allowed { held } else { PermissionSet::from(Permission::ALL) - held };
            let mut pick = || random.choice(asked).unwrap_or(Permission::SmsSend);
            let (one, other) = (pick(), pick());
            Question { grants: Grants::of(held, scope), one, set: one | other | pick() }
        })
        .collect()
}

/// The scope is a constant, as it is where an application asks.
fn allows<const SCOPE: usize>(c: &mut Criterion) {
    let scope = const { Scope::ALL[SCOPE] };
    for (outcome, allowed) in [("allow", true), ("deny", false)] {
        let questions = questions(scope, allowed);
        let masks: Vec<(u128, u128)> = questions.iter().map(|q| (q.grants.at(scope).bits(), q.set.bits())).collect();
        let names: Vec<(HashSet<&str>, Vec<&str>)> = questions
            .iter()
            .map(|q| {
                let names = |set: PermissionSet| set.iter().map(Permission::name);
                (names(q.grants.at(scope)).collect(), names(q.set).collect())
            })
            .collect();

        let mut group = c.benchmark_group(format!("{scope}/{outcome}"));
        group.throughput(Throughput::Elements(QUESTIONS as u64));
        group.bench_function("a permission that the code names", |b| {
            b.iter(|| count(&questions, |q| q.grants.allows(Permission::SmsSend, scope)));
        });
        group.bench_function("a permission", |b| {
            b.iter(|| count(&questions, |q| q.grants.allows(q.one, scope)));
        });
        group.bench_function("a set", |b| {
            b.iter(|| count(&questions, |q| q.grants.allows(q.set, scope)));
        });
        group.bench_function("yardstick: bare mask that the code names", |b| {
            const REQUIRED: u128 = PermissionSet::SMS_SEND.bits();
            b.iter(|| count(&masks, |(held, _)| held & REQUIRED == REQUIRED));
        });
        group.bench_function("yardstick: bare mask", |b| {
            b.iter(|| count(&masks, |(held, required)| held & required == *required));
        });
        group.bench_function("yardstick: HashSet<&str>", |b| {
            b.iter(|| count(&names, |(held, required)| required.iter().all(|name| held.contains(name))));
        });
        group.finish();
    }
}

fn count<T>(questions: &[T], allowed: impl Fn(&T) -> bool) -> usize {
    // The slice is opaque, so nothing is known of its content; each answer is used, so none is left out or vectorised.
    black_box(questions).iter().filter(|question| black_box(allowed(question))).count()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    allows::<0>(&mut criterion);
    allows::<1>(&mut criterion);
    allows::<2>(&mut criterion);
    criterion.final_summary();
}
