//! Commands in, changes out: a directory driven from a shell.

use std::io::{self, BufRead, Write};

use chrono::{DateTime, Utc};
use sendright::{Actor, Command, Directory};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::lines;

/// Who commands what, and when.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    actor: Actor,
    #[serde(deserialize_with = "instant")]
    at: DateTime<Utc>,
    command: Command,
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let instant = DateTime::parse_from_rfc3339(&text).map(|instant| instant.to_utc());
    instant.map_err(|_| D::Error::custom("expected an instant of RFC 3339 such as `2026-11-30T23:00:00Z`"))
}

/// Executes each line and writes the change that it became. Counts the lines that failed.
pub(crate) fn run(input: impl BufRead, out: &mut impl Write, errors: &mut impl Write) -> io::Result<usize> {
    let mut directory = Directory::new();
    lines::each(input, errors, |Line { actor, at, command }| {
        match directory.execute(actor, command, at) {
            Ok(change) => {
                serde_json::to_writer(&mut *out, &change)?;
                writeln!(out)?;
            }
            Err(refusal) => return Ok(Err(format!("refused: {refusal} ({})", refusal.code()))),
        }
        Ok(Ok(()))
    })
}
