use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long a question takes beside the yardstick's, asked by turns, so that what else the machine does meets both.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    yardstick: f64,
    ours: f64,
}

/// How often each is asked.
const ROUNDS: usize = 11;

impl Ratio {
    /// Asks two pools of questions by turns, and gives the round whose ratio is the median.
    ///
    /// # Panics
    ///
    /// If there is nothing to ask.
    pub fn of<Q, R>(
        (baseline, bare): (&[Q], impl Fn(&Q) -> bool),
        (questions, ask): (&[R], impl Fn(&R) -> bool),
    ) -> Self {
        let mut rounds: Vec<Self> =
            (0..ROUNDS).map(|_| Self { yardstick: time(baseline, &bare), ours: time(questions, &ask) }).collect();
        rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
        *rounds.get(ROUNDS / 2).unwrap_or_else(|| panic!("there are rounds"))
    }

    fn ratio(self) -> f64 {
        self.ours / self.yardstick
    }
}

/// How long this thread has computed: what else the machine does is not in it.
fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}

/// The nanoseconds that a question takes.
fn time<Q>(questions: &[Q], ask: impl Fn(&Q) -> bool) -> f64 {
    let begun = thread_time();
    let allowed = questions.iter().filter(|question| black_box(ask(question))).count();
    let took = thread_time().saturating_sub(begun).as_secs_f64() * 1e9;
    let asked = u32::try_from(questions.len()).map_or(f64::NAN, f64::from);
    black_box(allowed);
    took / asked
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:6.1} ns beside {:5.1} ns: {:5.2} times", self.ours, self.yardstick, self.ratio())
    }
}
