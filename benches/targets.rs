//! Each question beside the map that could answer it, as a ratio, in one table: what is promised of the hot path.
//!
//! ```text
//! cargo bench -p sendright-benches --bench targets
//! ```
//!
//! `SENDRIGHT_MEMBERSHIPS=10000000` measures that size instead of 1e3, 1e5 and 1e6. A row compares like with like: the same
//! questions are asked of both, in the same order, by turns, after it was seen that both answer the same; the proof is made
//! and consumed. `hot` asks the same 64 questions again and again.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::hint::black_box;

use sendright::{AccountId, Authorized, Denial, Permission, PermissionSet, Principal, Request, UserId};
use sendright_benches::{ADMINISTRATOR, BASIC, Ratio, TEMPORARY, World, Yardstick, account, user};

/// How many questions there are to ask.
const POOL: usize = 1 << 18;
/// How many of them are asked where it is hot.
const HOT: usize = 64;

const SEND: Permission = Permission::SmsSend;
const LACKED: Permission = Permission::BillingView;

/// Who asks, and where.
type Question = (UserId, AccountId);

fn main() {
    let tried = std::env::args().any(|argument| argument == "--test");
    let sizes = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => vec![size],
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) if tried => vec![1_000],
        Err(_) => vec![1_000, 100_000, 1_000_000],
    };
    for memberships in sizes {
        let world = World::deep(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
        let yardstick = Yardstick::of(&Yardstick::entries(&world)).with_tree(&world);
        let table = Table { world: &world, yardstick: &yardstick, tried };
        println!("at {memberships} memberships, a question beside the map's");
        table.rows();
    }
    checks();
}

struct Table<'a> {
    world: &'a World,
    yardstick: &'a Yardstick,
    tried: bool,
}

impl Table<'_> {
    fn rows(&self) {
        let member = |number: u32| (user(number), World::account_of(number));
        let world = self.world;
        let members = self.pool(SEND, true, |random| world.any_member(random));
        let of_place = |place| self.pool(SEND, true, move |random| member(world.any_number_of(place, random)));
        let lacking = self.pool(LACKED, false, |random| member(world.any_number_of(BASIC, random)));
        let strangers =
            self.pool(SEND, false, |random| (user(world.any_number_of(BASIC, random)), world.any_account(random)));
        let reaching = self
            .pool(SEND, false, |random| (user(world.any_number_of(ADMINISTRATOR, random)), world.any_account(random)));
        for (name, permission, pool) in [
            ("allow: a member", SEND, &members),
            ("allow: a member for a term", SEND, &of_place(TEMPORARY)),
            ("allow: a member who reaches down", SEND, &of_place(ADMINISTRATOR)),
            ("refuse: a member", LACKED, &lacking),
            ("refuse: a stranger", SEND, &strangers),
            ("refuse: a stranger who reaches down elsewhere", SEND, &reaching),
        ] {
            row(name, pool, self.ours(permission), self.map(permission));
        }
        // A tree of a thousand memberships may have four levels.
        let deepest = world.numbers().map(|number| world.level(number)).max().unwrap_or_default();
        for level in 1..=deepest {
            for (name, holds) in [("the account above", level - 1), ("the root", 0)] {
                if level == 1 && holds == 0 && name == "the root" {
                    continue;
                }
                let pool = self.pool(SEND, true, |random| self.reached(level, holds, random));
                let name = format!("allow: level {level} from {name}");
                row(&name, &pool, self.ours(SEND), self.walk(SEND));
            }
        }
        for (name, pool) in [("allow", &members), ("stranger", &strangers), ("stranger who reaches", &reaching)] {
            self.many(name, pool);
        }
        let one = self.ours(SEND);
        let access =
            |(user, account): &Question| black_box(&world.directory.access(*user, *account, world.now)).is_ok();
        let above = self.pool(SEND, true, |random| world.any_from_above(random));
        row("access(), beside one authorize: a member", &members, access, &one);
        row("access(), beside one authorize: from above", &above, access, &one);
        row("access(), beside one authorize: a stranger", &strangers, access, &one);
    }

    /// Somebody who holds something in the account so many levels deep that is above one of a level; and that one.
    fn reached(&self, level: u32, holds: u32, random: &mut fastrand::Rng) -> Question {
        loop {
            let number = random.u32(self.world.numbers());
            if self.world.level(number) != level {
                continue;
            }
            let mut above = number;
            while self.world.level(above) > holds {
                above = self.world.parent_number(above);
            }
            return (self.world.administrator_of(above), account(number));
        }
    }

    /// Questions that both answer so.
    fn pool(
        &self,
        permission: Permission,
        allowed: bool,
        mut any: impl FnMut(&mut fastrand::Rng) -> Question,
    ) -> Vec<Question> {
        let mut random = fastrand::Rng::with_seed(42);
        let (ours, walk) = (self.ours(permission), self.walk(permission));
        let agreed = |question: &Question| ours(question) == allowed && walk(question) == allowed;
        let size = if self.tried { 1_000 } else { POOL };
        let found: Vec<Question> =
            std::iter::repeat_with(|| any(&mut random)).take(100 * size).filter(agreed).take(size).collect();
        assert!(found.len() == size, "{} memberships are too few for these questions", self.world.memberships());
        found
    }

    fn ours(&self, permission: Permission) -> impl Fn(&Question) -> bool + '_ {
        let (directory, now) = (&self.world.directory, self.world.now);
        move |(user, account)| handed_on(&directory.authorize(&Request::new(*user, permission, *account).own().at(now)))
    }

    fn map(&self, permission: Permission) -> impl Fn(&Question) -> bool + '_ {
        let required = permission.into();
        move |(user, account)| self.yardstick.allows(*user, *account, required)
    }

    fn walk(&self, permission: Permission) -> impl Fn(&Question) -> bool + '_ {
        let required = permission.into();
        move |(user, account)| self.yardstick.allows_from_above(*user, *account, required)
    }

    /// Pages of requests at once, beside the map asked one by one.
    fn many(&self, name: &str, pool: &[Question]) {
        const AT_ONCE: usize = 256;
        let hot: Vec<Question> = pool.iter().take(AT_ONCE).copied().cycle().take(pool.len()).collect();
        let bare = |page: &&[Question]| {
            let allowed = self.map(SEND);
            page.iter().filter(|question| black_box(allowed(question))).count() > 0
        };
        let ours = |page: &&[Question]| {
            let ask = |(user, account): &Question| Request::new(*user, SEND, *account).own().at(self.world.now);
            let requests: Vec<Request> = page.iter().map(ask).collect();
            black_box(&self.world.directory.authorize_many(&requests)).iter().filter(|answer| answer.is_ok()).count()
                > 0
        };
        for (pool, heat) in [(pool, ""), (hot.as_slice(), ", hot")] {
            let pages: Vec<&[Question]> = pool.chunks_exact(AT_ONCE).collect();
            let ratio = Ratio::of((&pages, bare), (&pages, ours));
            println!("  {:46} {ratio}", format!("authorize_many: {name}{heat}, a page of {AT_ONCE}"));
        }
    }
}

/// A row: all of the pool, and a few of it again and again.
fn row(name: &str, pool: &[Question], ours: impl Fn(&Question) -> bool, bare: impl Fn(&Question) -> bool) {
    if let Some(different) = pool.iter().find(|question| ours(question) != bare(question)) {
        panic!("{name}: the map answers {different:?} otherwise");
    }
    let hot: Vec<Question> = pool.iter().take(HOT).copied().cycle().take(pool.len()).collect();
    println!("  {name:46} {}", Ratio::of((pool, &bare), (pool, &ours)));
    println!("  {:46} {}", "  hot", Ratio::of((&hot, &bare), (&hot, &ours)));
}

/// Whether it is allowed, with the proof made whole, as for a function that acts on it.
fn handed_on(answer: &Result<Authorized, Denial>) -> bool {
    black_box(answer).is_ok()
}

/// A check of an `Access` beside a bare mask test: each of a few that stay in the nearest cache, with a requirement beside it, and
/// with one that the code names.
fn checks() {
    let world = World::deep(1_000).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut random = fastrand::Rng::with_seed(42);
    let sets = [PermissionSet::SMS_SEND, PermissionSet::BILLING_VIEW, SEND | Permission::MessageUpload];
    let some = std::iter::repeat_with(|| {
        let (user, account) = world.any_member(&mut random);
        let access = world.directory.access(Principal::User(user), account, world.now).ok()?;
        let required = random.choice(sets)?;
        Some(((access, required), (access.permissions().bits(), required.bits())))
    });
    // Apart from each other, as each would be without the other.
    let (accesses, masks): (Vec<_>, Vec<_>) = some.flatten().take(HOT).unzip();
    let accesses: Vec<_> = accesses.iter().cycle().take(POOL).collect();
    let masks: Vec<_> = masks.iter().cycle().take(POOL).collect();
    println!("a check of an access beside a bare mask");
    let any = Ratio::of(
        (&masks, |(held, required)| held & required == *required),
        (&accesses, |(access, required)| access.allows(*required)),
    );
    let named = Ratio::of(
        (&masks, |(held, _)| held & PermissionSet::SMS_SEND.bits() == PermissionSet::SMS_SEND.bits()),
        (&accesses, |(access, _)| access.allows(SEND)),
    );
    for (name, ratio) in [("access.allows", any), ("access.allows, of a permission that the code names", named)] {
        println!("  {name:50} {ratio}");
    }
}
