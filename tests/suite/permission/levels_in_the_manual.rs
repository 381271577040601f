//! The manual's page on levels says what the catalogue says: what each level adds, area by area and feature by feature, and
//! every place where one adds nothing.

use sendright::{Area, Feature, Level, PermissionSet};

use crate::support::golden::assert_part;

const PAGE: &str = "src/manual/levels.md";

/// What a level gives in these areas beyond the level below it.
fn added(areas: &[Area], level: Level) -> PermissionSet {
    let below = Level::ALL[level as usize - 1];
    areas.iter().map(|area| area.permissions(level) - area.permissions(below)).collect()
}

/// A table of what Guest, Editor and Approver add, a line for each of these.
fn table(heading: &str, rows: impl Iterator<Item = (String, Vec<Area>)>) -> String {
    let line = |(name, areas): (String, Vec<Area>)| {
        let cells = [Level::Guest, Level::Editor, Level::Approver].map(|level| {
            let names: Vec<String> = added(&areas, level).iter().map(|p| format!("`{p}`")).collect();
            if names.is_empty() { String::from("–") } else { names.join(", ") }
        });
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let lines: String = rows.map(line).collect();
    format!("\n| {heading} | Guest | Editor adds | Approver adds |\n| --- | --- | --- | --- |\n{lines}\n")
}

#[test]
fn v1_the_manual_shows_what_each_level_adds() {
    let areas = Area::ALL.into_iter().map(|area| (format!("`{area}`"), vec![area]));
    assert_part(PAGE, "areas", &table("area", areas));
    let features = Feature::ALL.into_iter().map(|feature| {
        let areas: Vec<String> = feature.areas().iter().map(|area| format!("`{area}`")).collect();
        (format!("{}: {}", feature.name(), areas.join(", ")), feature.areas().to_vec())
    });
    assert_part(PAGE, "features", &table("feature", features));
}

/// Each place where a level adds nothing has its line and its reason, and no other has one.
#[test]
fn v1_the_manual_explains_each_level_that_adds_nothing() {
    let page = include_str!("../../../src/manual/levels.md");
    let (_, explained) = page.split_once("# Where a level adds nothing").unwrap();
    let mut lines = explained.lines().filter(|line| line.starts_with("| `"));
    for area in Area::ALL {
        for level in [Level::Guest, Level::Editor, Level::Approver] {
            if added(&[area], level).is_empty() {
                let line = lines.next().unwrap_or_default();
                let start = format!("| `{area}` | {level:?} | ");
                let reason = line.strip_prefix(&start).unwrap_or_else(|| panic!("{start}is where `{line}` stands"));
                assert!(reason.ends_with(". |") && reason.len() > 20, "{line}");
            }
        }
    }
    assert_eq!(lines.next(), None, "a level that adds something");
}

/// No level of a published feature is the one below it in disguise, but for the one that the manual explains.
#[test]
fn v1_each_level_of_a_feature_adds_something() {
    for feature in Feature::ALL {
        for level in [Level::Guest, Level::Editor, Level::Approver] {
            let adds = !added(feature.areas(), level).is_empty();
            let explained = feature == Feature::CREDITS && level == Level::Editor;
            assert_eq!(adds, !explained, "{} {level}", feature.name());
        }
    }
}
