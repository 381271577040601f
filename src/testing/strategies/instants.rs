//! Instants.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use super::shrinking::Shrinking;

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Instants near one: the instant itself, a millisecond and a second before and after, a day and a year, and any within two
/// hours and within 400 days. One in ten has a nanosecond more or less than that, which the crate cuts off (rule V8).
/// Shrinks to the instant itself, or else to what is the least before it or after it of a millisecond, a second, an hour and
/// a day.
///
/// Four in ten are the instant or a millisecond beside it, where an end that is inclusive differs from one that is exclusive.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use proptest::prelude::*;
/// use sendright::testing::strategies;
/// use sendright::{Assignment, Preset};
///
/// let friday = Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap();
/// let trainee = Assignment::of(Preset::Sender).until(friday);
/// proptest!(|(now in strategies::instant_near(friday))| {
///     prop_assert_eq!(trainee.is_live(now), now < friday);
/// });
/// ```
pub fn instant_near(instant: DateTime<Utc>) -> impl Strategy<Value = DateTime<Utc>> + Clone {
    const BESIDE: &[i64] = &[0, 1, -1];
    const FURTHER: &[i64] = &[SECOND, -SECOND, DAY, -DAY, 365 * DAY, -365 * DAY];
    let millis = prop_oneof![
        4 => select(BESIDE),
        2 => select(FURTHER),
        2 => -2 * HOUR..=2 * HOUR,
        2 => -400 * DAY..=400 * DAY,
    ];
    let nanos = prop_oneof![18 => Just(0), 1 => Just(1_i64), 1 => Just(-1)];
    let offsets = Shrinking { values: (millis, nanos), steps: 2 + NEARER.len(), step: nearer };
    offsets.prop_map(move |(millis, nanos)| {
        let offset = TimeDelta::milliseconds(millis) + TimeDelta::nanoseconds(nanos);
        instant.checked_add_signed(offset).unwrap_or(instant)
    })
}

/// What a distance in milliseconds becomes, if it is greater.
const NEARER: [i64; 4] = [1, SECOND, HOUR, DAY];

fn nearer((millis, nanos): (i64, i64), step: usize) -> (i64, i64) {
    match step.checked_sub(2) {
        None if step == 0 => (0, 0),
        None => (millis, 0),
        Some(place) => {
            (millis.signum() * NEARER.get(place).map_or(millis.abs(), |least| millis.abs().min(*least)), nanos)
        }
    }
}
