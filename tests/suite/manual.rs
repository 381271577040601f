//! The manual defines what the crate cites, and cites what there is: rules, tests, words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const RULES: &str = include_str!("../../src/manual/rules.md");
const GLOSSARY: &str = include_str!("../../src/manual/glossary.md");
const LESSONS: &str = include_str!("../../src/manual/lessons.md");
const PROOF: &str = include_str!("../../src/manual/proof.md");

/// Rules that no test is named after, each with the reason.
const WITHOUT_A_TEST: [(&str, &str); 1] = [("I9", "no test measures time")];

#[test]
fn every_rule_that_is_cited_is_defined() {
    let defined = rules();
    let unknown: Vec<String> = texts(&["src", "examples", "benches", "README.md"])
        .iter()
        .flat_map(|(path, text)| text.lines().zip(1..).map(move |(line, number)| (path, number, line)))
        .flat_map(|(path, number, line)| cited(line).into_iter().map(move |rule| (path, number, rule)))
        .filter(|(_, _, rule)| !defined.contains(rule))
        .map(|(path, number, rule)| format!("{}:{number}: {rule}", path.display()))
        .collect();
    assert!(unknown.is_empty(), "rules that src/manual/rules.md does not define:\n{}", unknown.join("\n"));
}

#[test]
fn citations_are_found_in_every_form() {
    let cases = [
        ("(rule D4)", vec!["D4"]),
        ("/// E2: both", vec!["E2"]),
        ("rules E1 to E3, and I5", vec!["E1", "E2", "E3", "I5"]),
        ("(rules G3, I1)", vec!["G3", "I1"]),
        ("[D4](#d4), `V12`", vec!["D4", "V12"]),
        ("E0308, U+202E, MD5, C32x, ID3", vec![]),
    ];
    for (line, expected) in cases {
        assert_eq!(cited(line), expected, "{line}");
    }
}

#[test]
fn rules_are_numbered_without_gaps() {
    let mut chapters = BTreeMap::<char, Vec<u32>>::new();
    for rule in rules() {
        let (chapter, number) = rule.split_at(1);
        chapters.entry(chapter.parse().unwrap()).or_default().push(number.parse().unwrap());
    }
    assert_eq!(chapters.keys().collect::<String>(), "CDEGIRV");
    for (chapter, mut numbers) in chapters {
        numbers.sort_unstable();
        assert!((1..).zip(&numbers).all(|(expected, number)| expected == *number), "{chapter}: {numbers:?}");
    }
}

#[test]
fn every_rule_has_a_test_that_is_named_after_it() {
    let tests = tests();
    let defined = rules();
    let mut without = defined.clone();
    for test in &tests {
        let named = named_after(test);
        assert!(named.iter().all(|rule| defined.contains(rule)), "`{test}` is named after a rule that is not defined");
        without.retain(|rule| !named.contains(rule));
    }
    let excused: BTreeSet<String> = WITHOUT_A_TEST.iter().map(|(rule, _)| String::from(*rule)).collect();
    assert_eq!(without, excused, "rules without a test, and those that may be");
}

#[test]
fn the_rules_of_a_test_are_read_off_its_name() {
    let cases = [
        ("d4_every_denial_has_its_code", vec!["D4"]),
        ("c1_c4_what_is_the_operators_alone", vec!["C1", "C4"]),
        ("c1_to_c3_and_d2_every_step", vec!["C1", "C2", "C3", "D2"]),
        ("security_12_a_cache", vec![]),
        ("e_is_no_rule", vec![]),
    ];
    for (test, expected) in cases {
        assert_eq!(named_after(test), expected, "{test}");
    }
}

#[test]
fn every_lesson_names_its_tests_and_they_exist() {
    let tests = tests();
    let lessons: Vec<(&str, &str)> =
        LESSONS.split("\n# ").skip(1).map(|lesson| lesson.split_once(". ").unwrap()).collect();
    let mut named = BTreeSet::new();
    for (number, lesson) in &lessons {
        let (_, list) = lesson.split_once("\n- Tests: ").unwrap_or_else(|| panic!("lesson {number} names no tests"));
        let listed: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
        let missing: Vec<_> = listed.iter().filter(|test| !tests.contains(**test)).collect();
        assert!(missing.is_empty(), "lesson {number} names tests that do not exist: {missing:?}");
        let has_one = listed.iter().any(|test| lessons_of(test).contains(number));
        assert!(has_one, "lesson {number} names no test `security_{number:0>2}_…`");
        named.extend(listed);
    }
    let numbers = lessons.iter().map(|(number, _)| number.parse::<usize>().unwrap());
    assert!(numbers.eq(1..=lessons.len()));
    let unnamed: Vec<_> = tests.iter().filter(|t| !lessons_of(t).is_empty() && !named.contains(t.as_str())).collect();
    assert!(unnamed.is_empty(), "tests that no lesson names: {unnamed:?}");
}

#[test]
fn what_is_said_to_hold_a_promise_is_a_test() {
    let functions: BTreeSet<String> = texts(&["tests", "examples", "benches"])
        .iter()
        .flat_map(|(_, text)| text.split("fn ").skip(1))
        .filter_map(|rest| Some(rest.split_once(['(', '<'])?.0.to_owned()))
        .collect();
    let is_test = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let named: BTreeSet<&str> = PROOF.split('`').skip(1).step_by(2).filter(is_test).collect();
    let missing: Vec<_> = named.iter().filter(|test| !functions.contains(**test)).collect();
    assert!(missing.is_empty(), "the page on proof names tests that do not exist: {missing:?}");
    assert!(named.len() > 25, "the tests are found: {named:?}");
}

#[test]
fn the_lessons_of_a_test_are_read_off_its_name() {
    let cases = [
        ("security_03_nobody_widens", vec!["3"]),
        ("v7_security_21_22_logs_and_snapshots", vec!["21", "22"]),
        ("c10_security_28_45_nothing_closed", vec!["28", "45"]),
        ("c10_the_product_plan", vec![]),
    ];
    for (test, expected) in cases {
        assert_eq!(lessons_of(test), expected, "{test}");
    }
}

#[test]
fn every_word_of_the_glossary_is_defined_once_and_has_one_meaning() {
    let mut words = BTreeSet::new();
    for row in GLOSSARY.lines().filter(|line| line.starts_with("| **")) {
        let (cell, meaning) = row.trim_matches('|').split_once('|').unwrap();
        assert!(meaning.trim().ends_with(['.', '?']), "a meaning is a sentence: {row}");
        for word in cell.trim().trim_end_matches('†').trim().trim_matches('*').split(", ") {
            assert!(words.insert(word.to_lowercase()), "`{word}` is defined twice");
        }
    }
    assert!(words.len() > 50, "the rows of the glossary are found: {words:?}");
}

#[test]
fn links_within_the_manual_lead_to_headings() {
    let pages = texts(&["src/manual"]);
    let headings: BTreeMap<String, BTreeSet<String>> = pages
        .iter()
        .map(|(path, text)| {
            (path.file_stem().unwrap().to_str().unwrap().into(), text.lines().filter_map(anchor).collect())
        })
        .collect();
    for (path, text) in texts(&["src"]) {
        let own = path.file_stem().unwrap().to_str().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let Some((page, anchor)) = link.split_once('#') else { continue };
            let page = match page.rsplit_once("::") {
                _ if page.is_empty() && path.parent().unwrap().ends_with("manual") => own,
                Some(("super" | "crate::manual" | "manual", page)) => page,
                _ => continue,
            };
            let known = headings.get(page).is_some_and(|headings| headings.contains(anchor));
            assert!(known, "{}: `{link}` leads nowhere", path.display());
        }
    }
}

#[test]
fn the_files_that_the_manual_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_path = |word: &&str| word.contains('/') && !word.contains([' ', '(', '"']);
    for (path, text) in texts(&["src/manual"]) {
        for file in text.split('`').skip(1).step_by(2).filter(is_path) {
            let there = file.trim_end_matches("*.rs");
            let exists = root.join(there).exists() || root.join("src").join(there).exists();
            assert!(exists, "{}: there is no `{file}`", path.display());
        }
    }
}

/// The numbers of the rules that the manual defines, from its headings.
fn rules() -> BTreeSet<String> {
    let headings = RULES.lines().filter_map(|line| line.strip_prefix("## "));
    let rules: Vec<String> = headings.map(String::from).collect();
    assert!(rules.len() > 40 && rules.iter().all(|rule| cited(rule) == [rule.clone()]), "{rules:?}");
    let unique: BTreeSet<String> = rules.iter().cloned().collect();
    assert_eq!(unique.len(), rules.len(), "a rule is defined twice");
    unique
}

/// The rules that a line cites: a chapter's letter and a number, alone or as a range `E1 to E3`.
fn cited(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '+').filter(|word| !word.is_empty());
    in_ranges(words.map(|word| if word == "to" { Some("to") } else { Some(word).filter(|word| is_rule(word)) }))
}

/// The rules that begin the name of a test: `c1_c4_…`, `c1_to_c3_and_d2_…`.
fn named_after(test: &str) -> Vec<String> {
    let test = test.to_uppercase();
    let words = test.split('_').filter(|word| *word != "AND");
    in_ranges(
        words
            .take_while(|word| *word == "TO" || is_rule(word))
            .map(|word| Some(if word == "TO" { "to" } else { word })),
    )
}

/// The lessons in the name of a test: `c10_security_28_45_…`.
fn lessons_of(test: &str) -> Vec<&str> {
    let Some((_, rest)) = test.split_once("security_") else { return Vec::new() };
    let numbers = rest.split('_').take_while(|word| word.parse::<usize>().is_ok());
    numbers.map(|number| number.trim_start_matches('0')).collect()
}

/// Rules one by one, where `to` between two of a chapter stands for those between them.
fn in_ranges<'a>(words: impl Iterator<Item = Option<&'a str>>) -> Vec<String> {
    let (mut rules, mut ranges) = (Vec::<String>::new(), false);
    for word in words {
        match word {
            Some("to") => {
                ranges = !rules.is_empty();
                continue;
            }
            Some(rule) => {
                let (chapter, last) = (&rule[..1], number(rule));
                let first =
                    rules.last().filter(|before| ranges && before.starts_with(chapter)).map(|before| number(before));
                rules.extend((first.map_or(last, |first| first + 1)..=last).map(|number| format!("{chapter}{number}")));
            }
            None => {}
        }
        ranges = false;
    }
    rules
}

fn is_rule(word: &str) -> bool {
    word.starts_with(['V', 'G', 'D', 'C', 'E', 'I', 'R'])
        && (2..=3).contains(&word.len())
        && word[1..].chars().all(|c| c.is_ascii_digit())
        && !word[1..].starts_with('0')
}

fn number(rule: &str) -> u32 {
    rule[1..].parse().unwrap()
}

/// The names of all tests, those within the crate included.
pub(crate) fn tests() -> BTreeSet<String> {
    let sources = texts(&["src", "tests"]).into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "rs"));
    let name = |rest: &str| {
        let (_, function) = rest.split_once("fn ")?;
        function.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().map(String::from)
    };
    sources.flat_map(|(_, text)| text.split("#[test]\n").skip(1).filter_map(name).collect::<Vec<_>>()).collect()
}

/// The anchor that a heading of a page gets.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    Some(kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect())
}

/// The source and the text in these files and folders.
pub(crate) fn texts(places: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = places.iter().map(|place| root.join(place)).collect();
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "md") {
            found.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    found
}
