//! The question of every request, beside the plainest thing that could answer it: a `HashMap<(Uuid, Uuid), u128>` with
//! foldhash, of the same size, asked in the same random order.
//!
//! ```text
//! cargo bench -p sendright-benches --bench authorize
//! ```
//!
//! `SENDRIGHT_MEMBERSHIPS=10000000` measures that size instead of 1e3, 1e5 and 1e6. Each measurement answers 4,096
//! questions, so that the time of one is the printed time by that. How long each takes beside the yardstick, by turns, is the
//! table of `--bench targets`.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use sendright::{
    Access, AccountId, Authorized, Denial, Permission, PermissionSet, Principal, Refusal, Request, UserId,
};
use sendright_benches::{TEMPORARY, World, Yardstick, user};

/// How many questions a measurement asks, in one order.
const QUESTIONS: usize = 4096;

/// How many there are to ask.
const POOL: usize = 1 << 20;

const SEND: Permission = Permission::SmsSend;
const LACKED: Permission = Permission::BillingView;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let sizes = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => vec![size],
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) => vec![1_000, 100_000, 1_000_000],
    };
    for memberships in sizes {
        let world = World::new(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
        questions(&mut criterion, &world);
        many(&mut criterion, &world);
        threads(&mut criterion, &world);
        drop(world);
        depths(&mut criterion, memberships);
    }
    accesses(&mut criterion);
    criterion.final_summary();
}

/// Who asks, and where.
type Question = (Principal, AccountId);

fn pool<P: Into<Principal>>(mut any: impl FnMut(&mut fastrand::Rng) -> (P, AccountId)) -> Vec<Question> {
    let mut random = fastrand::Rng::with_seed(42);
    let mut question = || {
        let (principal, account) = any(&mut random);
        (principal.into(), account)
    };
    (0..POOL).map(|_| question()).collect()
}

/// Asks a pool of questions, a part each time.
fn run<Q>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, pool: &[Q], ask: impl Fn(&Q) -> bool) {
    let mut parts = pool.chunks_exact(QUESTIONS.min(pool.len())).cycle();
    group.bench_function(BenchmarkId::from_parameter(name), |b| {
        b.iter(|| parts.next().unwrap_or_default().iter().filter(|question| black_box(ask(question))).count());
    });
}

/// Whether it is allowed, with the proof made whole, as for a function that acts on it.
fn handed_on(answer: &Result<Authorized, Denial>) -> bool {
    black_box(answer).is_ok()
}

/// All that a question can meet: the tree, terms, suspensions, ceilings, rights from above, keys, and the proof.
fn questions(criterion: &mut Criterion, world: &World) {
    let (directory, now) = (&world.directory, world.now);
    let yardstick = Yardstick::of(&Yardstick::entries(world));
    let ours = |permission: Permission| {
        move |(principal, account): &Question| {
            handed_on(&directory.authorize(&Request::new(*principal, permission, *account).own().at(now)))
        }
    };
    let bare = |permission: Permission| {
        let (yardstick, required) = (&yardstick, permission.into());
        move |(principal, account): &Question| match principal {
            Principal::User(user) => yardstick.allows(*user, *account, required),
            Principal::ApiKey(_) => false,
        }
    };
    let allowed = |mut pool: Vec<Question>| {
        pool.retain(ours(SEND));
        pool
    };
    let place = |place| pool(|random| member(world.any_number_of(place, random)));
    let members = allowed(pool(|random| world.any_member(random)));
    let mut strangers = pool(|random| (world.any_member(random).0, world.any_account(random)));
    strangers.retain(|question| !ours(SEND)(question));
    let asked = [
        ("allow: any member", SEND, &members),
        ("allow: for a term", SEND, &allowed(place(TEMPORARY))),
        ("allow: a key", SEND, &allowed(pool(|random| world.any_key(random)))),
        ("allow: from the account above", SEND, &allowed(pool(|random| world.any_from_above(random)))),
        ("allow: from the root", SEND, &allowed(pool(|random| (world.administrator, world.any_account(random))))),
        ("refuse: lacks it", LACKED, &members),
        ("refuse: stranger", SEND, &strangers),
    ];

    let size = world.memberships();
    let mut group = criterion.benchmark_group(format!("authorize/{size}"));
    group.throughput(Throughput::Elements(QUESTIONS as u64));
    run(&mut group, "yardstick: allow", &members, bare(SEND));
    run(&mut group, "yardstick: lacks it", &members, bare(LACKED));
    run(&mut group, "yardstick: stranger", &strangers, bare(SEND));
    for (name, permission, pool) in asked {
        run(&mut group, name, pool, ours(permission));
    }
    group.finish();
}

fn member(number: u32) -> (UserId, AccountId) {
    (user(number), World::account_of(number))
}

/// Whether somebody may do this on all data.
fn asks(world: &World) -> impl Fn(&Question) -> bool + '_ {
    |(principal, account)| {
        handed_on(&world.directory.authorize(&Request::new(*principal, SEND, *account).at(world.now)))
    }
}

/// Requests of one page or one campaign, all at once and one by one.
fn many(criterion: &mut Criterion, world: &World) {
    const AT_ONCE: usize = 256;
    let members = pool(|random| world.any_member(random));
    let requests: Vec<Request> = members
        .iter()
        .map(|(principal, account)| Request::new(*principal, SEND, *account).own().at(world.now))
        .collect();
    let pages: Vec<&[Request]> = requests.chunks_exact(AT_ONCE).collect();
    let one_by_one = |page: &&[Request]| {
        let answers: Vec<_> = page.iter().map(|request| world.directory.authorize(request)).collect();
        black_box(&answers).iter().all(Result::is_ok)
    };
    let at_once = |page: &&[Request]| black_box(&world.directory.authorize_many(page)).iter().all(Result::is_ok);
    let mut group = criterion.benchmark_group(format!("many/{}", world.memberships()));
    group.throughput(Throughput::Elements((QUESTIONS * AT_ONCE) as u64));
    run(&mut group, "one by one", &pages, one_by_one);
    run(&mut group, "at once", &pages, at_once);
    group.finish();
}

/// The same question, by the root's administrator, in a tree of one level and of five: the same accounts otherwise.
fn depths(criterion: &mut Criterion, memberships: u32) {
    let made = |world: Result<World, Refusal>| world.unwrap_or_else(|refusal| panic!("{refusal}"));
    let (flat, deep) = (made(World::of_shape(memberships, u32::MAX)), made(World::deep(memberships)));
    let questions = pool(|random| (flat.administrator, flat.any_account(random)));
    let mut group = criterion.benchmark_group(format!("depth/{memberships}"));
    group.throughput(Throughput::Elements(QUESTIONS as u64));
    run(&mut group, "one level", &questions, asks(&flat));
    run(&mut group, "five levels", &questions, asks(&deep));
    group.finish();
}

/// The same questions by one thread, and twice as many by two: no slower, if they don't get in each other's way.
fn threads(criterion: &mut Criterion, world: &World) {
    let questions = pool(|random| world.any_member(random));
    let ask = |parts: u64, offset: usize| {
        let from = questions.chunks_exact(QUESTIONS).cycle().skip(offset);
        for (principal, account) in from.take(usize::try_from(parts).unwrap_or(usize::MAX)).flatten() {
            let _ = black_box(world.directory.authorize(&Request::new(*principal, SEND, *account).own().at(world.now)));
        }
    };
    let mut group = criterion.benchmark_group(format!("threads/{}", world.memberships()));
    for threads in [1, 2] {
        group.throughput(Throughput::Elements((QUESTIONS * threads) as u64));
        group.bench_function(BenchmarkId::from_parameter(threads), |b| {
            b.iter_custom(|parts| {
                let begun = Instant::now();
                std::thread::scope(|scope| {
                    for thread in 0..threads {
                        scope.spawn(move || ask(parts, thread * 100));
                    }
                });
                begun.elapsed()
            });
        });
    }
    group.finish();
}

/// A check of an `Access` beside a bare mask test.
fn accesses(criterion: &mut Criterion) {
    let world = World::new(10_000).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut random = fastrand::Rng::with_seed(42);
    let sets = [PermissionSet::SMS_SEND, PermissionSet::BILLING_VIEW, SEND | Permission::MessageUpload];
    let questions: Vec<(Access, u128, PermissionSet)> = (0..256)
        .filter_map(|_| {
            let (user, account) = world.any_member(&mut random);
            let access = world.directory.access(user, account, world.now).ok()?;
            Some((access, access.permissions().bits(), random.choice(sets)?))
        })
        .collect();
    let mut group = criterion.benchmark_group("access");
    group.throughput(Throughput::Elements(questions.len() as u64));
    run(&mut group, "yardstick: bare mask", &questions, |(_, held, required)| {
        held & required.bits() == required.bits()
    });
    run(&mut group, "allows", &questions, |(access, _, required)| access.allows(*required));
    run(&mut group, "yardstick: bare mask that the code names", &questions, |(_, held, _)| {
        const REQUIRED: u128 = PermissionSet::SMS_SEND.bits();
        held & REQUIRED == REQUIRED
    });
    run(&mut group, "allows what the code names", &questions, |(access, _, _)| access.allows(SEND));
    group.finish();
}
