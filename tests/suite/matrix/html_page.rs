//! The page of HTML: well formed, alone, and made for every reader.

use sendright::matrix::AccessMatrix;
use sendright::{Area, Grants, Permission, Preset};

/// Asserts that every tag is closed in order, attributes are quoted, and no text has a bare `<`, `>` or `&`.
#[track_caller]
pub(crate) fn assert_well_formed(html: &str) {
    let mut rest = html.strip_prefix("<!DOCTYPE html>\n").unwrap();
    let mut open: Vec<&str> = vec![];
    while let Some(start) = rest.find('<') {
        assert_text(&rest[..start], open.last() == Some(&"style"));
        let (tag, after) = rest[start + 1..].split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let alone = tag.strip_suffix('/');
        let (name, attributes) = alone.unwrap_or(tag).split_once(' ').unwrap_or((alone.unwrap_or(tag), ""));
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{tag}");
        assert!(attributes.matches('"').count() % 2 == 0 && !attributes.contains(['&', '\'']), "{tag}");
        if alone.is_none() {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest == "\n", "{open:?} {rest}");
}

#[track_caller]
fn assert_text(text: &str, style: bool) {
    if style {
        return;
    }
    assert!(!text.contains('>'), "{text}");
    for entity in text.split('&').skip(1) {
        let (name, _) = entity.split_once(';').unwrap();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "{text}");
    }
}

fn wide(columns: usize) -> AccessMatrix {
    AccessMatrix::of_roles((1..=columns).map(|number| (format!("role {number}"), Preset::Basic.grants())))
}

#[test]
fn it_is_well_formed_and_loads_nothing() {
    for matrix in [AccessMatrix::of_presets(), wide(0), wide(1), wide(10), wide(11), wide(35)] {
        let html = matrix.to_html();
        assert_well_formed(&html);
        for foreign in ["<script", "http", "url(", "@import", "src=", "href=", "<link", "<img", "javascript", " on"] {
            let found = html.find(foreign).map(|place| &html[place..place + 20]);
            // The words of the legend.
            assert!(found.is_none_or(|found| foreign == " on" && found.starts_with(" on ")), "{found:?}");
        }
        assert!(!html.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn it_says_to_a_screen_reader_what_it_is() {
    let html = AccessMatrix::of_presets().to_html();
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>"));
    assert!(html.contains("<table>\n<caption><bdi>Presets</bdi></caption>\n<thead>"));
    // A row for each permission and one for the custom ones, in groups by their areas.
    let (columns, rows) = (Preset::ALL.len(), Permission::ALL.len() + 1);
    assert_eq!(html.matches("<th scope=\"col\">").count(), 1 + columns);
    let group = format!("<th scope=\"rowgroup\" colspan=\"{}\">", 1 + columns);
    assert_eq!(html.matches(&group).count(), Area::ALL.len() + 1);
    assert_eq!(html.matches("<th scope=\"row\">").count(), rows);
    assert_eq!(html.matches("<td class=\"").count(), rows * columns);
    assert_eq!(html.matches("<th").count(), html.matches("<th scope=").count() + html.matches("<thead").count());
    assert!(!html.contains("></td>"), "no cell leaves its meaning to its colour");
}

#[test]
fn it_is_for_light_and_dark_and_paper() {
    let html = AccessMatrix::of_presets().to_html();
    for rule in [
        "prefers-color-scheme: dark",
        "color-scheme: light dark",
        "@media print",
        "table-header-group",
        "position: sticky",
    ] {
        assert!(html.contains(rule), "{rule}");
    }
}

#[test]
fn columns_that_fill_more_than_a_sheet_come_in_several_tables() {
    let captions = |columns: usize| -> Vec<String> {
        let html = wide(columns).to_html();
        let captions = html.split("<caption>").skip(1).map(|rest| rest.split("</caption>").next().unwrap().to_owned());
        captions.collect()
    };
    assert_eq!(captions(10), ["<bdi>Roles</bdi>"]);
    assert_eq!(captions(11), ["<bdi>Roles</bdi>, columns 1 to 10 of 11", "<bdi>Roles</bdi>, columns 11 to 11 of 11"]);
    let html = wide(35).to_html();
    for number in 1..=35 {
        assert_eq!(html.matches(&format!("<bdi>role {number}</bdi>")).count(), 1);
    }
    assert_eq!(html.matches("<th scope=\"row\">sms.send</th>").count(), 4);
}

#[test]
fn its_colours_can_be_read() {
    let css = AccessMatrix::of_roles([("", Grants::NONE)]).to_html();
    let palettes: Vec<&str> = css.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(palettes.len(), 2, "light and dark");
    for palette in palettes {
        let colour = |name: &str| {
            let (_, rest) = palette.split_once(&format!("--{name}: #")).unwrap();
            luminance(rest.split(';').next().unwrap())
        };
        let pairs = [
            ("text", "page"),
            ("quiet", "page"),
            ("text", "band"),
            ("text", "hover"),
            ("own-text", "own"),
            ("account-text", "account"),
            ("subtree-text", "subtree"),
        ];
        for (text, ground) in pairs {
            let (text_light, ground_light) = (colour(text), colour(ground));
            let contrast = (text_light.max(ground_light) + 0.05) / (text_light.min(ground_light) + 0.05);
            assert!(contrast >= 4.5, "{text} on {ground} has {contrast:.2}; WCAG 2.2, 1.4.3 asks for 4.5");
        }
    }
}

/// The relative luminance of WCAG 2.2.
fn luminance(hex: &str) -> f64 {
    let hex: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
    let channel = |place: usize| {
        let value = f64::from(u8::from_str_radix(&hex[place..place + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
