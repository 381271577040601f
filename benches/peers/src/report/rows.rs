use std::path::Path;

use super::open;
use crate::lineup::ENGINES;
use crate::{Row, Workload};

/// The rows of a CSV file.
///
/// # Errors
///
/// If it can't be read, or a line is no row.
pub fn read(path: &Path) -> Result<Vec<Row>, String> {
    let text = open(path)?;
    let rows: Result<Vec<Row>, _> = csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    rows.map_err(|error| format!("{}: {error}", path.display()))
}

/// The rows as CSV, with a header. Nanoseconds have two decimals, and ratios three.
///
/// # Errors
///
/// If a row can't be written, which any can.
pub fn write(rows: &[Row]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(rounded(row)).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn rounded(row: &Row) -> Row {
    let to = |places: i32| move |value: f64| (value * 10_f64.powi(places)).round() / 10_f64.powi(places);
    Row {
        median_ns: row.median_ns.map(to(2)),
        low_ns: row.low_ns.map(to(2)),
        high_ns: row.high_ns.map(to(2)),
        ratio_to_map: row.ratio_to_map.map(to(3)),
        ratio_to_mask: row.ratio_to_mask.map(to(3)),
        ..row.clone()
    }
}

/// The rows in the order of the report: by contender, workload and size.
#[must_use]
pub fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    let contenders: Vec<&str> = ENGINES.iter().flat_map(|engine| engine.contenders).map(|it| it.name).collect();
    let place = |row: &Row| {
        let contender = contenders.iter().position(|name| *name == row.contender);
        let workload = Workload::ALL.iter().position(|workload| workload.name() == row.workload);
        (contender, workload, row.size)
    };
    rows.sort_by_key(place);
    rows
}

/// The old rows with the new ones, which take the place of those of the same contender, workload and size.
#[must_use]
pub fn replace(old: Vec<Row>, new: Vec<Row>) -> Vec<Row> {
    let key = |row: &Row| (row.contender.clone(), row.workload.clone(), row.size);
    let kept = old.into_iter().filter(|old| !new.iter().any(|new| key(new) == key(old)));
    let mut rows: Vec<Row> = kept.collect();
    rows.extend(new);
    sorted(rows)
}
