//! A name, as a text and in any of the formats: it is refused, or is one line that readers see.

use sendright::Name;

use crate::laws::{json, parsed, stored};

/// Holds the laws of names to any bytes.
pub fn hold(bytes: &[u8]) {
    stored::<Name>(bytes).for_each(|name| is_one_line(&name));
    let text = String::from_utf8_lossy(bytes);
    if let Some(name) = parsed::<Name>(&text) {
        is_one_line(&name);
        assert_eq!(name.as_str(), text, "it is not what was written");
        assert_eq!(serde_json::from_slice(&json(&name)).ok(), Some(name), "stored, it is another");
    }
}

fn is_one_line(name: &Name) {
    let text = name.as_str();
    assert!((1..=Name::MAX_LENGTH).contains(&text.chars().count()), "{text:?}");
    assert!(!text.contains(char::is_control) && text.lines().count() == 1, "{text:?}");
    assert!(!text.starts_with(' ') && !text.ends_with(' '), "{text:?}");
}
