use plotters::coord::Shift;
use plotters::prelude::*;

use crate::lineup::ENGINES;
use crate::{Row, Workload};

/// A plot: time against memberships, both logarithmic, one line a contender.
#[derive(Clone, Copy, Debug)]
pub struct Plot {
    /// The file beside the report.
    pub file: &'static str,
    /// What it shows.
    pub workload: Workload,
    /// Its title.
    pub title: &'static str,
    /// What a nanosecond of it is.
    pub unit: &'static str,
}

/// The size that the tables of several workloads are at.
pub(super) const COLUMNS: u64 = 1_000_000;

/// All plots; the first stands in the README.
pub const PLOTS: &[Plot] = &[
    Plot { file: "report-sizes.svg", workload: Workload::Allow, title: "Allowed: a random member", unit: "a decision" },
    Plot {
        file: "report-hot.svg",
        workload: Workload::Hot,
        title: "Hot: sixteen questions again and again",
        unit: "a decision",
    },
    Plot {
        file: "report-inherited.svg",
        workload: Workload::Above,
        title: "Allowed: by rights from above",
        unit: "a decision",
    },
    Plot { file: "report-list.svg", workload: Workload::List, title: "Filtering 10,000 rows", unit: "a row" },
    Plot { file: "report-write.svg", workload: Workload::Write, title: "Giving another role", unit: "a write" },
    Plot { file: "report-load.svg", workload: Workload::Load, title: "Loading all memberships", unit: "all" },
];

/// The width and height, in pixels.
const SIZE: (u32, u32) = (900, 480);
/// The room for the names at the right.
const NAMES: u32 = 190;
/// How far apart the names stand at least.
const LINE: i32 = 17;
/// Text and axes: of a lightness that reads on white and on black.
const INK: RGBColor = RGBColor(125, 130, 138);

/// Colours of middling lightness, in the order of the contenders: sendright's are of one hue.
const COLOURS: [RGBColor; 9] = [
    RGBColor(125, 130, 138),
    RGBColor(160, 125, 95),
    RGBColor(35, 130, 220),
    RGBColor(20, 155, 185),
    RGBColor(110, 115, 235),
    RGBColor(45, 155, 85),
    RGBColor(200, 125, 20),
    RGBColor(215, 75, 65),
    RGBColor(190, 80, 170),
];

/// A contender's line.
struct Line {
    name: &'static str,
    colour: RGBColor,
    points: Vec<(f64, f64)>,
}

fn lines(plot: &Plot, rows: &[Row]) -> Vec<Line> {
    let contenders = ENGINES.iter().flat_map(|engine| engine.contenders).zip(COLOURS);
    let line = |(contender, colour): (&crate::lineup::Contender, RGBColor)| {
        let of_it = rows.iter().filter(|row| row.contender == contender.name && row.workload == plot.workload.name());
        #[expect(clippy::cast_precision_loss, reason = "a number of memberships")]
        let point = |row: &Row| Some((row.size? as f64, row.median_ns?));
        Line { name: contender.name, colour, points: of_it.filter_map(point).collect() }
    };
    contenders.map(line).filter(|line| !line.points.is_empty()).collect()
}

/// A plot as SVG, on no background.
///
/// # Errors
///
/// If it can't be drawn.
pub fn plot(plot: &Plot, rows: &[Row]) -> Result<String, String> {
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
    draw(plot, &lines(plot, rows), &area).map_err(|error| format!("can't draw {}: {error}", plot.file))?;
    drop(area);
    Ok(text)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw(plot: &Plot, lines: &[Line], area: &Area<'_>) -> Result<(), Box<dyn std::error::Error>> {
    let points = || lines.iter().flat_map(|line| &line.points);
    let bounds = |of: fn(&(f64, f64)) -> f64| {
        points().map(of).fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (low, high)) = (bounds(|point| point.0), bounds(|point| point.1));
    if points().next().is_none() {
        return Ok(area.present()?);
    }
    let (chart_area, _) = area.split_horizontally(SIZE.0 - NAMES);
    let text = |points: u32| ("sans-serif", points).into_font().color(&INK);
    let mut chart = ChartBuilder::on(&chart_area)
        .margin(12)
        .caption(format!("{}, time of {}", plot.title, plot.unit), text(17))
        .x_label_area_size(42)
        .y_label_area_size(64)
        .build_cartesian_2d((left..right.max(left * 10.0)).log_scale(), (low / 1.5..high * 1.5).log_scale())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of memberships")]
    let memberships = |value: &f64| super::numbers::size(value.round() as u64);
    chart
        .configure_mesh()
        .x_desc("memberships")
        .x_label_formatter(&memberships)
        .y_label_formatter(&|ns| super::numbers::time(*ns))
        .label_style(text(13))
        .axis_style(INK)
        .bold_line_style(INK.mix(0.25))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for line in lines {
        let style = line.colour.stroke_width(if line.name.starts_with("sendright") { 3 } else { 2 });
        chart.draw_series(LineSeries::new(line.points.iter().copied(), style))?;
        chart.draw_series(line.points.iter().map(|point| Circle::new(*point, 3, line.colour.filled())))?;
    }
    let mut ends: Vec<(i32, &Line)> =
        lines.iter().filter_map(|line| Some((chart.backend_coord(line.points.last()?).1, line))).collect();
    ends.sort_by_key(|(height, _)| *height);
    names(area, &ends)
}

/// The names at the right, each as near to the end of its line as the ones above it leave room.
fn names(area: &Area<'_>, ends: &[(i32, &Line)]) -> Result<(), Box<dyn std::error::Error>> {
    let bottom = i32::try_from(SIZE.1)? - 60;
    let x = i32::try_from(SIZE.0 - NAMES)? + 2;
    let mut next = i32::MIN;
    for (place, (height, line)) in ends.iter().enumerate() {
        let below = i32::try_from(ends.len() - 1 - place)?;
        let y = (*height).max(next).min(bottom - below * LINE);
        next = y + LINE;
        let style = ("sans-serif", 13).into_font().color(&line.colour);
        area.draw(&Text::new(line.name, (x, y - 7), style))?;
    }
    Ok(area.present()?)
}
