//! Instants on the wire: RFC 3339 in human-readable formats, milliseconds since 1970 in compact ones (rules V8, V9). Whatever
//! is read is cut to whole milliseconds.

use core::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::permission::Shown;

use super::instant::{millis, of_millis, whole};

struct Instant(DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&whole(self.0).to_rfc3339_opts(SecondsFormat::AutoSi, true))
        } else {
            serializer.serialize_i64(millis(self.0))
        }
    }
}

/// A reader that is told that its format is human-readable takes milliseconds, too: see `permission/wire.rs`.
impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(InstantVisitor)
        } else {
            deserializer.deserialize_i64(InstantVisitor)
        }
    }
}

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = Instant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant such as `2026-11-30T23:00:00Z`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Instant, E> {
        let instant = DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc());
        // RFC 3339 ends with the year 9999; later years, and those before 0, have a sign.
        let signed = text.starts_with(['+', '-']).then(|| text.parse::<DateTime<Utc>>().ok()).flatten();
        instant.ok().or(signed).map(|instant| Instant(whole(instant))).ok_or_else(|| {
            let shown = Shown(text);
            E::custom(format_args!("`{shown}` is not an instant: expected RFC 3339 such as `2026-11-30T23:00:00Z`"))
        })
    }

    fn visit_i64<E: Error>(self, millis: i64) -> Result<Instant, E> {
        Ok(Instant(of_millis(millis)))
    }

    fn visit_u64<E: Error>(self, millis: u64) -> Result<Instant, E> {
        self.visit_i64(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

pub(crate) fn serialize<S: Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    Instant(*instant).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    Instant::deserialize(deserializer).map(|instant| instant.0)
}

/// The wire format of an instant that may be null.
pub(crate) mod option {
    use crate::wire::nullable;

    use super::{DateTime, Deserializer, Instant, Serializer, Utc};

    #[expect(clippy::ref_option, reason = "the form that serde calls")]
    pub(crate) fn serialize<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
        nullable::serialize(&instant.map(Instant), serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(nullable::deserialize::<Instant, D>(deserializer)?.map(|instant| instant.0))
    }
}
