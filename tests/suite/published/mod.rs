//! What five products publish, statement by statement: a file for each source, a test for each statement that is not a
//! cell of a matrix, and `statements.md`, which says for each statement which tests hold it.

mod source_1;
mod source_2;
mod source_3;
mod source_4;
mod source_5;

use std::collections::BTreeSet;

use sendright::actions::Action;
use sendright::history::History;
use sendright::{AccountId, Denial, Directory, Request, Scope, UserId};

use crate::manual::{tests, texts};
use crate::permission::published_matrices::published::MATRICES;
use crate::support::world::World;

const STATEMENTS: &str = include_str!("statements.md");
const PUBLISHED: &str = include_str!("../../data/published-matrices.md");

/// What happened in a world, as a history tells it.
fn history(world: &World) -> History {
    let (mut history, mut directory) = (History::new(), Directory::new());
    for change in world.changes() {
        history.commit(&mut directory, change.clone()).unwrap();
    }
    history
}

/// What is answered to a user at a button: on data of their own, where it is about data that has an owner.
fn does(world: &World, user: UserId, action: Action, account: AccountId) -> Result<(), Denial> {
    let request = Request::new(user, action, account);
    world.ask(if action.scope() == Scope::Own { request.own() } else { request }).map(|_| ())
}

/// The first cells of the tables of a page, and their other cells, by source.
fn rows(page: &str) -> Vec<Vec<(&str, &str)>> {
    let sections = page.split("\n## ").skip(1).filter(|section| section.starts_with(|c: char| c.is_ascii_digit()));
    sections
        .map(|section| {
            let lines = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| :"));
            lines.skip(1).map(|line| line.trim_matches('|').trim().split_once(" | ").unwrap()).collect()
        })
        .collect()
}

#[test]
fn every_published_row_is_a_row_of_a_matrix_or_a_statement_with_a_test() {
    let (published, statements) = (rows(PUBLISHED), rows(STATEMENTS));
    assert_eq!((published.len(), statements.len()), (5, 5));
    for (number, (published, statements)) in published.iter().zip(&statements).enumerate() {
        for (row, _) in published {
            let is_cells = MATRICES[number].rows.iter().any(|r| r.text.trim_end_matches(" (assumed)") == *row);
            let is_statement = statements.iter().any(|(statement, _)| statement == row);
            assert!(is_cells || is_statement, "nothing holds the row of source {}: {row}", number + 1);
        }
    }
}

#[test]
fn the_tests_that_hold_a_statement_exist_and_each_test_here_holds_one() {
    let (all, mut named) = (tests(), BTreeSet::new());
    for (statement, list) in rows(STATEMENTS).into_iter().flatten() {
        let listed: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        assert!(!listed.is_empty(), "no test holds: {statement}");
        for test in listed {
            assert!(all.contains(test), "there is no test `{test}`, which is to hold: {statement}");
            named.insert(test.to_owned());
        }
    }
    let idle: Vec<&String> = all.iter().filter(|test| test.starts_with("source_") && !named.contains(*test)).collect();
    assert!(idle.is_empty(), "tests that hold no statement: {idle:?}");
}

/// A sentence of ours is never in quotation marks where a source is named: it would read as the source's.
#[test]
fn no_paragraph_that_names_a_source_quotes_it() {
    for (path, text) in texts(&["src", "README.md"]) {
        // Without the marks of comments, so that an empty line ends a paragraph in every file.
        let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_start_matches('/').trim_start()).collect();
        for (start, _) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("Source:")) {
            let mut paragraph = lines[start..].iter().take_while(|line| !line.is_empty() && !line.starts_with("#["));
            let quoted = paragraph.find(|line| line.contains(['"', '“']));
            assert_eq!(quoted, None, "{}:{}", path.display(), start + 1);
        }
    }
}
