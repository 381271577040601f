//! Every sample in every shape of every format.

use std::collections::BTreeMap;

use sendright_formats_example::{Failure, Format, Shape};

use crate::samples::{Sample, samples};

/// What a sample should do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// It comes back equal.
    Equal,
    /// The format refuses to write it.
    Refused,
    /// It can't be read, and nothing else is read in its place.
    NothingElse,
}

fn expected(sample: &Sample, format: Format, shape: Shape) -> Expected {
    if shape == Shape::Alone && !format.describes_itself() {
        Expected::Equal
    } else if !format.describes_itself() {
        Expected::NothingElse
    } else if shape.holds_maps_only() && !sample.is_map() || !format.has_null() && sample.has_null() {
        Expected::Refused
    } else {
        Expected::Equal
    }
}

/// What is wrong, if something is.
fn problem(sample: &Sample, format: Format, shape: Shape) -> Option<String> {
    let found = sample.round_trip(format, shape);
    match (expected(sample, format, shape), &found) {
        (Expected::Equal, Ok(true)) | (Expected::Refused, Err(Failure::Refused(_))) => None,
        (Expected::NothingElse, Ok(true) | Err(_)) => None,
        (expected, _) => Some(format!("{} in {format:?}, {shape:?}: expected {expected:?}, {found:?}", sample.name)),
    }
}

#[test]
fn v9_security_43_what_is_written_reads_back_equal_in_every_shape_of_every_format() {
    let samples = samples();
    let (mut tried, mut wrong) = (0, Vec::new());
    let mut by_cell = BTreeMap::<(Format, Shape), (usize, usize)>::new();
    for format in Format::ALL {
        for shape in Shape::ALL {
            for sample in &samples {
                tried += 1;
                let cell = by_cell.entry((format, shape)).or_default();
                cell.1 += 1;
                if let Some(problem) = problem(sample, format, shape) {
                    cell.0 += 1;
                    wrong.push(problem);
                }
            }
        }
    }
    for ((format, shape), (wrong, tried)) in by_cell.iter().filter(|(_, (wrong, _))| *wrong > 0) {
        println!("{format:?} {shape:?}: {wrong} of {tried}");
    }
    let shown: Vec<_> = wrong.iter().take(40).cloned().collect();
    assert!(wrong.is_empty(), "{} of {tried} values are wrong:\n{}", wrong.len(), shown.join("\n"));
}
