//! Instants through what other systems store: a database of microseconds, and a browser of milliseconds (rule V8).
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a browser's numbers are what is tested"
)]

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sendright::{Assignment, ChangeId, Stamp};
use uuid::Uuid;

/// What an application could pass in: around 1970 and the ends of time, within a millisecond, and leap seconds.
fn given() -> Vec<DateTime<Utc>> {
    let texts = [
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00.000000001Z",
        "1969-07-20T20:17:40.123456789Z",
        "1582-10-15T00:00:00.9995Z",
        "0001-01-01T00:00:00.000999999Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.999999999Z",
        "2026-11-25T10:00:00.000999999Z",
        "2038-01-19T03:14:08.001Z",
        "9999-12-31T23:59:59.999999999Z",
    ];
    let read = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let whole = texts.map(read);
    let steps = [-1_000_001, -1_000_000, -999_999, -1, 0, 1, 999, 999_999, 1_000_000].map(TimeDelta::nanoseconds);
    let around = whole.iter().flat_map(|at| steps.iter().map(move |step| *at + *step));
    around.chain([DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]).collect()
}

/// What the crate keeps of an instant: the end of an assignment, and the time of a command.
fn kept(at: DateTime<Utc>) -> DateTime<Utc> {
    let end = Assignment::default().until(at).ends().unwrap();
    assert_eq!(Stamp::new(at, ChangeId::from(Uuid::from_u128(1))).at(), end, "the same instant everywhere");
    end
}

/// Keeps each instant, sends it through another system, and expects what comes back to be kept as the same.
#[track_caller]
fn assert_comes_back(through: impl Fn(DateTime<Utc>) -> DateTime<Utc>) {
    for at in given() {
        let first = kept(at);
        let back = through(first);
        assert_eq!(back, first, "{at} is kept as {first}");
        assert_eq!(kept(back), first, "{at} is kept as {first}");
    }
}

#[test]
fn v8_security_42_an_instant_survives_a_column_of_microseconds() {
    assert_comes_back(|at| DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap());
}

/// As PostgreSQL prints a `timestamptz`: microseconds without the zeros at the end, and an offset of whole hours.
#[test]
fn v8_security_42_an_instant_survives_the_text_of_a_timestamptz() {
    assert_comes_back(|at| {
        let text = format!(
            "{}+00",
            at.format("%Y-%m-%d %H:%M:%S%.6f").to_string().trim_end_matches('0').trim_end_matches('.')
        );
        DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S%.f%#z").unwrap().to_utc()
    });
}

/// As `date.getTime()` gives it: a floating-point number of milliseconds.
#[test]
fn v8_security_42_an_instant_survives_the_number_of_a_browser() {
    assert_comes_back(|at| {
        let number = at.timestamp_millis() as f64;
        DateTime::from_timestamp_millis(number as i64).unwrap()
    });
    assert_comes_back(|at| DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap());
}

/// As `date.toISOString()` gives it: always three digits of a second.
#[test]
fn v8_security_42_an_instant_survives_the_text_of_a_browser() {
    assert_comes_back(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true).parse().unwrap());
}

/// Two instants that are equal after another system had them were equal before, and order is kept.
#[test]
fn v8_security_42_the_order_of_instants_is_kept_through_other_systems() {
    let mut instants = given();
    instants.sort_unstable();
    let micros = |at: &DateTime<Utc>| kept(*at).timestamp_micros();
    assert!(instants.is_sorted_by_key(micros));
    let millis = |at: &DateTime<Utc>| kept(*at).timestamp_millis();
    assert!(instants.is_sorted_by_key(millis));
}
