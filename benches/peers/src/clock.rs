//! Thread CPU time.

use rustix::time::{ClockId, clock_gettime};

/// The nanoseconds that this thread has run for: other processes, and other threads of this one, don't count.
#[must_use]
pub fn thread_ns() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    // Exact for a hundred days, and a run takes minutes.
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a thread fit")]
    let ns = time.tv_sec as f64 * 1e9 + time.tv_nsec as f64;
    ns
}

/// What something gives, and the nanoseconds of this thread that it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = thread_ns();
    let made = work();
    (made, thread_ns() - begun)
}
