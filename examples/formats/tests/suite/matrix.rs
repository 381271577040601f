//! Every sample in every shape of every format, and the table of it in the manual.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use sendright_formats_example::{Failure, Format, Shape};

use crate::samples::{Sample, samples};

/// What a sample should do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// It comes back equal.
    Equal,
    /// The format refuses to write it.
    Refused,
    /// One of the two: serde finds a place for the word of an enum without data, and for no other text.
    EqualOrRefused,
    /// It can't be read, and nothing else is read in its place.
    NothingElse,
}

fn expected(sample: &Sample, format: Format, shape: Shape) -> Expected {
    if shape == Shape::Alone && !format.describes_itself() {
        Expected::Equal
    } else if !format.describes_itself() {
        Expected::NothingElse
    } else if !format.has_null() && sample.has_null() {
        Expected::Refused
    } else if shape.holds_maps_only() && !sample.is_map() {
        Expected::EqualOrRefused
    } else {
        Expected::Equal
    }
}

/// What happened to all samples in one shape of one format.
#[derive(Default)]
struct Cell {
    tried: usize,
    /// Struct and maps that did not come back: the others can't stand in each shape whatever the format.
    lost: usize,
    /// Of these, those that the format refused to write because of a null.
    null: usize,
    wrong: Vec<String>,
}

static CELLS: LazyLock<BTreeMap<(Format, Shape), Cell>> = LazyLock::new(|| {
    let samples = samples();
    let pairs = Format::ALL.into_iter().flat_map(|format| Shape::ALL.map(|shape| (format, shape)));
    pairs.map(|(format, shape)| ((format, shape), cell(&samples, format, shape))).collect()
});

fn cell(samples: &[Sample], format: Format, shape: Shape) -> Cell {
    let mut cell = Cell { tried: samples.len(), ..Cell::default() };
    for sample in samples {
        let found = sample.round_trip(format, shape);
        if found != Ok(true) && (sample.is_map() || !shape.holds_maps_only()) {
            cell.lost += 1;
            cell.null += usize::from(matches!(found, Err(Failure::Refused(_))) && sample.has_null());
        }
        let expected = expected(sample, format, shape);
        let fine = match expected {
            Expected::Equal => found == Ok(true),
            Expected::Refused => matches!(found, Err(Failure::Refused(_))),
            Expected::EqualOrRefused => matches!(found, Ok(true) | Err(Failure::Refused(_))),
            Expected::NothingElse => matches!(found, Ok(true) | Err(_)),
        };
        if !fine {
            cell.wrong.push(format!("{} in {format:?}, {shape:?}: expected {expected:?}, {found:?}", sample.name));
        }
    }
    cell
}

#[test]
fn v9_security_43_what_is_written_reads_back_equal_in_every_shape_of_every_format() {
    let tried: usize = CELLS.values().map(|cell| cell.tried).sum();
    let wrong: Vec<&String> = CELLS.values().flat_map(|cell| &cell.wrong).collect();
    let mut shown = String::new();
    for ((format, shape), cell) in CELLS.iter().filter(|(_, cell)| !cell.wrong.is_empty()) {
        writeln!(shown, "{format:?}, {shape:?}: {} of {}", cell.wrong.len(), cell.tried).unwrap();
    }
    for line in wrong.iter().take(40) {
        writeln!(shown, "{line}").unwrap();
    }
    assert!(wrong.is_empty(), "{} of {tried} values are wrong:\n{shown}", wrong.len());
    assert!(tried > 40_000, "all samples are tried: {tried}");
}

#[test]
fn v9_every_command_and_every_form_is_among_the_samples() {
    let samples = samples();
    for command in sendright::Command::NAMES {
        assert!(samples.iter().any(|sample| sample.name == format!("Command {command}")), "{command}");
    }
    let forms = ["system", "everything", "everything_but", "prepaid", "api_key"];
    let shown: Vec<String> = samples.iter().map(|sample| sample.json.to_string()).collect();
    for form in forms {
        assert!(shown.iter().any(|json| json.contains(&format!("\"{form}\""))), "{form}");
    }
    let unlike = [Sample::is_map, Sample::has_null];
    assert!(unlike.iter().all(|is| samples.iter().any(is) && !samples.iter().all(is)));
}

const MANUAL: &str = "src/manual/formats.md";
const BEGIN: &str = "<!-- What `examples/formats` finds; its tests write this table. -->\n";
const END: &str = "<!-- The end of the table. -->\n";

/// The columns of the table: the shapes that each stands for.
const COLUMNS: [(&str, &[Shape]); 5] = [
    ("alone", &[Shape::Alone]),
    ("internally tagged", &[Shape::TaggedField, Shape::TaggedWhole]),
    ("adjacently tagged", &[Shape::Adjacent]),
    ("flattened", &[Shape::Flattened, Shape::FlattenedBeside]),
    ("untagged", &[Shape::Untagged, Shape::Nested]),
];

fn table() -> String {
    let names = COLUMNS.map(|(name, _)| name);
    let mut table = format!("| format | {} |\n| --- |{}\n", names.join(" | "), " --- |".repeat(names.len()));
    for format in Format::ALL {
        write!(table, "| {} |", format.name()).unwrap();
        for (_, shapes) in COLUMNS {
            let sum = |count: fn(&Cell) -> usize| -> usize {
                shapes.iter().map(|shape| count(&CELLS[&(format, *shape)])).sum()
            };
            let (lost, null) = (sum(|cell| cell.lost), sum(|cell| cell.null));
            let word = match lost {
                0 => "yes",
                lost if lost == null => "yes, if there is no null",
                _ => "no",
            };
            write!(table, " {word} |").unwrap();
        }
        table.push('\n');
    }
    table
}

#[test]
fn v9_the_manual_shows_what_reads_back_equal() {
    let path = format!("{}/../../{MANUAL}", env!("CARGO_MANIFEST_DIR"));
    let manual = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = manual.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let table = format!("\n{}\n", table());
    if std::env::var("SENDRIGHT_BLESS").is_ok_and(|bless| !bless.is_empty()) {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        let command = "SENDRIGHT_BLESS=1 cargo test -p sendright-formats-example";
        assert_eq!(found, table, "{MANUAL} is stale: `{command}` writes it anew");
    }
}
