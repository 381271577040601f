//! Instants on the wire: RFC 3339 in human-readable formats, seconds and nanoseconds since 1970 in compact ones.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::permission::Shown;

struct Instant(DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        } else {
            (self.0.timestamp(), self.0.timestamp_subsec_nanos()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
            let instant = DateTime::parse_from_rfc3339(&text).map(|instant| instant.to_utc());
            // RFC 3339 ends with the year 9999; later years, and those before 0, have a sign.
            let signed = text.starts_with(['+', '-']).then(|| text.parse::<DateTime<Utc>>().ok()).flatten();
            instant.ok().or(signed).map(Self).ok_or_else(|| {
                let shown = Shown(&text);
                D::Error::custom(format_args!(
                    "`{shown}` is not an instant: expected RFC 3339 such as `2026-11-30T23:00:00Z`"
                ))
            })
        } else {
            let (seconds, nanoseconds) = <(i64, u32)>::deserialize(deserializer)?;
            DateTime::from_timestamp(seconds, nanoseconds).map(Self).ok_or_else(|| {
                D::Error::custom(format_args!("{seconds} s and {nanoseconds} ns since 1970 are not an instant"))
            })
        }
    }
}

pub(crate) fn serialize<S: Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    Instant(*instant).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    Instant::deserialize(deserializer).map(|instant| instant.0)
}

/// The wire format of an instant that may be left out.
pub(crate) mod option {
    use super::{DateTime, Deserialize, Deserializer, Instant, Serialize, Serializer, Utc};

    #[expect(clippy::ref_option, reason = "the form that serde calls")]
    pub(crate) fn serialize<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
        instant.map(Instant).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(Option::<Instant>::deserialize(deserializer)?.map(|instant| instant.0))
    }
}
