//! The least of a failing sequence: what is left when no command can be dropped without losing the failure.

use std::fmt::Write as _;

/// Drops ever smaller pieces of a sequence as long as it still fails. Returns what is left and how it fails.
pub(crate) fn shrink<T: Clone>(
    sequence: Vec<T>,
    failure: String,
    fails: impl Fn(&[T]) -> Option<String>,
) -> (Vec<T>, String) {
    let (mut sequence, mut failure) = (sequence, failure);
    let mut piece = sequence.len().div_ceil(2).max(1);
    loop {
        let before = sequence.len();
        let mut start = 0;
        while start < sequence.len() {
            let end = (start + piece).min(sequence.len());
            let rest = [&sequence[..start], &sequence[end..]].concat();
            if let Some(still) = fails(&rest) {
                (sequence, failure) = (rest, still);
            } else {
                start = end;
            }
        }
        if piece == 1 && sequence.len() == before {
            return (sequence, failure);
        }
        piece = (piece / 2).max(1);
    }
}

/// A text with its long lists of permissions cut short.
pub(crate) fn abbreviated(text: &str) -> String {
    let mut short = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, list) = rest.split_at(open + 1);
        short += before;
        let end = list.find(['{', '}']).unwrap_or(list.len());
        let (list, after) = list.split_at(end);
        let items: Vec<_> = list.split(", ").collect();
        if items.len() > 10 && !list.contains(':') {
            write!(short, "{}, … {} in all", items[..4].join(", "), items.len()).expect("a string takes everything");
        } else {
            short += list;
        }
        rest = after;
    }
    short + rest
}

#[test]
fn drops_all_that_the_failure_does_not_need() {
    let needs = |sequence: &[u32]| {
        (sequence.contains(&7) && sequence.contains(&31)).then(|| format!("{} left", sequence.len()))
    };
    let (least, failure) = shrink((0..40).collect(), "40 left".into(), needs);
    assert_eq!((least, failure.as_str()), (vec![7, 31], "2 left"));
}

#[test]
fn abbreviates_long_lists_only() {
    let long = (0..12).map(|number| format!("custom.{number}")).collect::<Vec<_>>().join(", ");
    let text = format!("A {{ cap: {{{long}}}, other: {{sms.view}} }}");
    assert_eq!(
        abbreviated(&text),
        "A { cap: {custom.0, custom.1, custom.2, custom.3, … 12 in all}, other: {sms.view} }"
    );
}
