//! JSON Lines: one value a line, and errors that point at line and field.

use std::io::{self, BufRead, Write};

use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads a value from each line and hands it on; what is wrong with a line is written to `errors`, with its number.
/// Goes on with the next line, and counts those that failed.
pub(crate) fn each<T: DeserializeOwned>(
    mut input: impl BufRead,
    errors: &mut impl Write,
    mut handle: impl FnMut(T) -> io::Result<Result<(), String>>,
) -> io::Result<usize> {
    let (mut failed, mut line) = (0, Vec::new());
    for number in 1_usize.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let outcome = match read(&line) {
            Ok(value) => handle(value)?.map_err(|problem| format!(": {problem}")),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = outcome {
            failed += 1;
            writeln!(errors, "line {number}{}", shown(&problem))?;
        }
    }
    Ok(failed)
}

/// What came in may be repeated in a message: it must not reach a terminal as control characters, nor fill it.
fn shown(problem: &str) -> String {
    const LONGEST: usize = 800;
    let cut = if problem.chars().nth(LONGEST).is_some() { "…" } else { "" };
    let kept = problem.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c });
    kept.chain(cut.chars()).collect()
}

fn read<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_slice(line.trim_ascii());
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        place(error.inner(), &field)
    })?;
    json.end().map_err(|error| place(&error, "."))?;
    Ok(value)
}

/// Where in the line, and what: a field if the line is JSON, else a column.
fn place(error: &serde_json::Error, field: &str) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&position).unwrap_or(&text);
    match error.classify() {
        Category::Data if field == "." => format!(": {text}"),
        Category::Data => format!(", field {field}: {text}"),
        Category::Io | Category::Syntax | Category::Eof => format!(", column {}: {text}", error.column()),
    }
}
