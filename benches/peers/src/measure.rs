//! Rounds by turns, in thread CPU time.

use std::hint::black_box;

use crate::clock::{thread_ns, timed};
use crate::contender::Contender;

/// How long, and how often, something is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// The nanoseconds that a round should take.
    pub(crate) round_ns: f64,
    /// How many rounds there are, if they don't take longer than that.
    pub(crate) rounds: usize,
    /// The nanoseconds after which no further round begins.
    pub(crate) enough_ns: f64,
    /// How many different questions there are at most.
    pub(crate) pool: usize,
}

impl Effort {
    pub(crate) const FULL: Self = Self { round_ns: 30e6, rounds: 9, enough_ns: 2e9, pool: 1 << 19 };
    pub(crate) const QUICK: Self = Self { round_ns: 0.5e6, rounds: 3, enough_ns: 0.2e9, pool: 1 << 10 };

    /// How many times something of a cost is done in a round.
    pub(crate) fn times(self, cost_ns: f64) -> usize {
        self.times_in(1, cost_ns).min(1 << 17)
    }

    /// How many times something of a cost is done in the time of several rounds; once at least.
    pub(crate) fn times_in(self, rounds: u32, cost_ns: f64) -> usize {
        let times = f64::from(rounds) * self.round_ns / cost_ns.max(0.5);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in these bounds")]
        let times = times.clamp(1.0, 1e9) as usize;
        times
    }
}

/// What several rounds gave, for one question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) median_ns: f64,
    pub(crate) low_ns: f64,
    pub(crate) high_ns: f64,
    pub(crate) ratio_to_map: f64,
    pub(crate) ratio_to_mask: f64,
}

impl Times {
    /// Measures by turns: each gives the nanoseconds of one question.
    pub(crate) fn by_turns(effort: Effort, mut ours: impl FnMut() -> f64, mut map: impl FnMut() -> f64) -> Self {
        let (begun, mask) = (thread_ns(), Mask::default());
        let (mut times, mut to_map, mut to_mask) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..effort.rounds {
            if round >= 3 && thread_ns() - begun > effort.enough_ns {
                break;
            }
            let (ours, map, mask) = (ours(), map(), mask.time());
            times.push(ours);
            to_map.push(ours / map);
            to_mask.push(ours / mask);
        }
        let median_ns = median(&mut times);
        let (low_ns, high_ns) = (times.first().copied(), times.last().copied());
        Self {
            median_ns,
            low_ns: low_ns.unwrap_or(f64::NAN),
            high_ns: high_ns.unwrap_or(f64::NAN),
            ratio_to_map: median(&mut to_map),
            ratio_to_mask: median(&mut to_mask),
        }
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A bare mask test: what a permission check can't be faster than.
struct Mask(Vec<(u128, u128)>);

impl Default for Mask {
    fn default() -> Self {
        let mut random = fastrand::Rng::with_seed(7);
        Self((0..1024).map(|_| (random.u128(..), 1 << random.u32(0..128))).collect())
    }
}

impl Mask {
    fn time(&self) -> f64 {
        const TIMES: usize = 64;
        let ((), ns) = timed(|| {
            for _ in 0..TIMES {
                let test = |(held, required): &&(u128, u128)| sendright_benches::bare_mask(held, *required);
                black_box(black_box(&self.0).iter().filter(test).count());
            }
        });
        each(ns, TIMES * self.0.len())
    }
}

/// The share of one in the time of many.
pub(crate) fn each(ns: f64, many: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of questions")]
    let many = many as f64;
    ns / many
}

/// Questions that are asked a part at a time, again from the front after the last.
pub(crate) struct Parts<'a, Q> {
    pool: &'a [Q],
    at: usize,
}

impl<'a, Q> Parts<'a, Q> {
    pub(crate) const fn of(pool: &'a [Q]) -> Self {
        Self { pool, at: 0 }
    }

    fn next(&mut self, many: usize) -> &'a [Q] {
        let many = many.min(self.pool.len());
        if self.at + many > self.pool.len() {
            self.at = 0;
        }
        let part = self.pool.get(self.at..self.at + many).unwrap_or_default();
        self.at += many;
        part
    }

    /// The nanoseconds of one of so many questions.
    pub(crate) fn time<C: Contender<Asked = Q>>(&mut self, contender: &C, many: usize) -> f64 {
        let mut asked = 0;
        let mut parts = Vec::new();
        while asked < many {
            let part = self.next(many - asked);
            asked += part.len();
            parts.push(part);
        }
        let (allowed, ns) = timed(|| parts.iter().map(|part| contender.count(part)).sum::<usize>());
        black_box(allowed);
        each(ns, asked)
    }
}

/// About what a question costs: few are asked first, and more where that took no time.
pub(crate) fn cost<C: Contender>(contender: &C, asked: &[C::Asked]) -> f64 {
    let mut cost = f64::INFINITY;
    for many in [1, 16, 256, 4096] {
        let part = asked.get(..many.min(asked.len())).unwrap_or_default();
        let (allowed, ns) = timed(|| contender.count(part));
        black_box(allowed);
        cost = cost.min(each(ns, part.len().max(1)));
        if ns > 2e6 {
            break;
        }
    }
    cost
}
