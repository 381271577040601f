//! Instants are whole milliseconds (rule V8): a database of microseconds and a browser of milliseconds give back what they
//! were given.

use chrono::{DateTime, Datelike, Timelike, Utc};

const NANOS_PER_MILLI: u32 = 1_000_000;
const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z, the years that RFC 3339 and databases know.
const FIRST: DateTime<Utc> = at_millis(-62_135_596_800_000);
const LAST: DateTime<Utc> = at_millis(253_402_300_799_999);

const fn at_millis(millis: i64) -> DateTime<Utc> {
    match DateTime::from_timestamp_millis(millis) {
        Some(instant) => instant,
        None => DateTime::UNIX_EPOCH,
    }
}

/// The whole millisecond that an instant is in: cut down towards the past. A leap second is the last millisecond before it,
/// and what is outside the years 1 to 9999 becomes the nearer of the two ends. The order of instants is kept.
#[inline]
pub(crate) fn whole(at: DateTime<Utc>) -> DateTime<Utc> {
    // Nearly every instant of a request is whole already, and to see that takes a few instructions: `.ci/instructions`.
    let (year, nanos) = (at.naive_utc().year(), at.timestamp_subsec_nanos());
    let is_whole = (1..=9999).contains(&year) && nanos < NANOS_PER_SECOND && nanos % NANOS_PER_MILLI == 0;
    if is_whole { at } else { cut(at) }
}

#[inline(never)]
fn cut(at: DateTime<Utc>) -> DateTime<Utc> {
    if at < FIRST {
        return FIRST;
    }
    if at > LAST {
        return LAST;
    }
    let nanos = at.nanosecond();
    let kept =
        if nanos < NANOS_PER_SECOND { nanos - nanos % NANOS_PER_MILLI } else { NANOS_PER_SECOND - NANOS_PER_MILLI };
    at.with_nanosecond(kept).unwrap_or(at)
}

#[cfg(feature = "serde")]
pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    whole(at).timestamp_millis()
}

/// The instant so many milliseconds after 1970.
#[cfg(feature = "serde")]
pub(super) fn of_millis(millis: i64) -> DateTime<Utc> {
    let clamped = millis.clamp(FIRST.timestamp_millis(), LAST.timestamp_millis());
    DateTime::from_timestamp_millis(clamped).unwrap_or(FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn v8_an_instant_is_cut_down_to_its_millisecond() {
        let cases = [
            ("2026-11-25T10:00:00.123456789Z", "2026-11-25T10:00:00.123Z"),
            ("2026-11-25T10:00:00.123Z", "2026-11-25T10:00:00.123Z"),
            ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999Z"),
            ("1812-01-01T00:00:00.000000001Z", "1812-01-01T00:00:00Z"),
            ("2016-12-31T23:59:60.000Z", "2016-12-31T23:59:59.999Z"),
            ("2016-12-31T23:59:60.999999999Z", "2016-12-31T23:59:59.999Z"),
            ("-0044-03-15T12:00:00Z", "0001-01-01T00:00:00Z"),
            ("+12026-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999Z"),
        ];
        for (given, cut) in cases {
            assert_eq!(whole(instant(given)), instant(cut), "{given}");
            assert_eq!(whole(instant(cut)), instant(cut), "{cut} is whole");
        }
        assert_eq!(whole(DateTime::<Utc>::MIN_UTC), FIRST);
        assert_eq!(whole(DateTime::<Utc>::MAX_UTC), LAST);
    }

    #[test]
    fn v8_order_is_kept() {
        let seconds = [-62_135_596_801, -62_135_596_800, -2, -1, 0, 1, 1_483_228_799, 253_402_300_799, 253_402_300_800];
        let nanos = [0, 1, 999_999, 1_000_000, 999_999_999, 1_000_000_000, 1_999_999_999];
        // chrono takes a leap second at the end of a minute alone.
        let instants = seconds.iter().flat_map(|s| nanos.iter().filter_map(|n| DateTime::from_timestamp(*s, *n)));
        let mut instants: Vec<DateTime<Utc>> = instants.collect();
        instants.sort_unstable();
        assert!(instants.iter().any(|instant| instant.nanosecond() >= NANOS_PER_SECOND));
        assert!(instants.is_sorted_by_key(|instant| whole(*instant)));
    }
}
