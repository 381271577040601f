use std::fmt::Write;

use super::numbers::{number, size, time};
use super::plot::{COLUMNS, PLOTS};
use crate::lineup::{ENGINES, NO_QUESTIONS, QUESTIONS, takes_part};
use crate::{Row, Workload};

/// What makes the report.
const COMMAND: &str = "cargo run --release --locked -p sendright-peers";

/// The contender whose figures the README shows by size.
const SENDRIGHT: &str = "sendright authorize";

/// A column of a table: the workload, the size if it has one, and the heading.
type Column = (Workload, Option<u64>, &'static str);

/// What a decision takes, of each contender.
const DECISIONS: [Column; 7] = [
    (Workload::Hot, Some(COLUMNS), "hot"),
    (Workload::Allow, Some(1_000), "allowed, of 1,000"),
    (Workload::Allow, Some(100_000), "of 100,000"),
    (Workload::Allow, Some(COLUMNS), "of 1,000,000"),
    (Workload::Lacks, Some(COLUMNS), "refused"),
    (Workload::Stranger, Some(COLUMNS), "stranger"),
    (Workload::Above, Some(COLUMNS), "from above"),
];

/// What all else takes.
const ALL_ELSE: [Column; 6] = [
    (Workload::List, Some(COLUMNS), "a row of a list"),
    (Workload::Batch, Some(COLUMNS), "one of a batch"),
    (Workload::Write, Some(COLUMNS), "a write"),
    (Workload::Load, Some(COLUMNS), "loading"),
    (Workload::Memory, Some(COLUMNS), "memory each"),
    (Workload::Dependencies, None, "packages"),
];

/// What the headline shows of sendright by size.
const BY_KIND: [(Workload, &str); 5] = [
    (Workload::Hot, "hot"),
    (Workload::Allow, "allowed: a member"),
    (Workload::Lacks, "refused: a member who lacks it"),
    (Workload::Stranger, "refused: a stranger"),
    (Workload::Above, "allowed: by rights from above"),
];

fn find<'a>(rows: &'a [Row], contender: &str, workload: Workload, at: Option<u64>) -> Option<&'a Row> {
    let matches = |row: &&Row| row.contender == contender && row.workload == workload.name() && row.size == at;
    rows.iter().find(matches)
}

fn sizes(rows: &[Row]) -> Vec<u64> {
    let mut sizes: Vec<u64> = rows.iter().filter_map(|row| row.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn contenders() -> impl Iterator<Item = &'static str> {
    ENGINES.iter().flat_map(|engine| engine.contenders).map(|contender| contender.name)
}

/// A name with its version, if it has one.
fn titled(rows: &[Row], contender: &str) -> String {
    let version = rows.iter().find(|row| row.contender == contender).map_or("", |row| &row.version);
    let is_by_hand = contender.starts_with("hand-written");
    if version.is_empty() || is_by_hand { contender.to_owned() } else { format!("{contender} {version}") }
}

fn cell(row: Option<&Row>) -> String {
    match row {
        None => "—".to_owned(),
        Some(Row { median_ns: Some(ns), .. }) => time(*ns),
        Some(row) => row.outcome.trim_end_matches(" packages").to_owned(),
    }
}

/// A cell with the ratio to the map, if there is one.
fn cell_with_ratio(row: Option<&Row>) -> String {
    let ratio = row.and_then(|row| row.ratio_to_map);
    ratio.map_or_else(|| cell(row), |ratio| format!("{} ({} ×)", cell(row), number(ratio)))
}

fn header(text: &mut String, first: &str, columns: impl IntoIterator<Item = String>) {
    let columns: Vec<String> = columns.into_iter().collect();
    let rule = " --: |".repeat(columns.len());
    let _ = writeln!(text, "| {first} | {} |\n| :-- |{rule}", columns.join(" | "));
}

/// The tables and the plot for the README.
#[must_use]
pub fn headline(rows: &[Row]) -> String {
    let machine = rows.iter().find(|row| row.workload == Workload::Machine.name());
    let machine = machine.map_or("an unknown machine", |row| &row.outcome);
    let at = size(COLUMNS);
    let plot = PLOTS.first().map_or("", |plot| plot.file);
    let decisions = table(rows, &DECISIONS, cell_with_ratio);
    let of_sendright = by_kind(rows, SENDRIGHT);
    let all_else = table(rows, &ALL_ELSE, cell);
    format!(
        "One decision at {at} memberships where no other number stands, in thread CPU time; beside it, how many times as long as the\n\
         hand-written map takes for the same:\n\n{decisions}\n\
         ![The time of a decision by memberships, log-log](benches/{plot})\n\n\
         `{SENDRIGHT}`, by memberships:\n\n{of_sendright}\n\
         All else at {at} memberships; loading is of all of them. A dash stands where a contender has no such thing:\n\n{all_else}\n\
         Measured by `{COMMAND}` on\n{machine}.\n[All rows, and how they are measured](benches/report.md).\n"
    )
}

/// A table of all contenders.
fn table(rows: &[Row], columns: &[Column], cell: fn(Option<&Row>) -> String) -> String {
    let mut text = String::new();
    header(&mut text, "", columns.iter().map(|(.., heading)| (*heading).to_owned()));
    for contender in contenders().filter(|name| rows.iter().any(|row| row.contender == *name)) {
        let cells = columns.iter().map(|(workload, at, _)| cell(find(rows, contender, *workload, *at)));
        let _ = writeln!(text, "| {} | {} |", titled(rows, contender), cells.collect::<Vec<_>>().join(" | "));
    }
    text
}

/// A table of one contender, by kind of question and size.
fn by_kind(rows: &[Row], contender: &str) -> String {
    let mut text = String::new();
    let sizes = sizes(rows);
    header(&mut text, "", sizes.iter().map(|at| size(*at)));
    for (workload, heading) in BY_KIND {
        let cells = sizes.iter().map(|at| cell_with_ratio(find(rows, contender, workload, Some(*at))));
        let _ = writeln!(text, "| {heading} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text
}

/// The whole report.
#[must_use]
pub fn markdown(rows: &[Row]) -> String {
    let mut text = "# sendright beside its peers\n\n".to_owned();
    let _ = writeln!(text, "*Rendered from [report.csv](report.csv) by `{COMMAND}`; do not edit.*\n");
    let machine = rows.iter().find(|row| row.workload == Workload::Machine.name());
    let _ = writeln!(text, "Measured on {}.\n", machine.map_or("an unknown machine", |row| &row.outcome));
    let _ = writeln!(text, "## At {} memberships\n", size(COLUMNS));
    let _ = writeln!(text, "{}", table(rows, &DECISIONS, cell_with_ratio));
    let _ = writeln!(text, "{}", table(rows, &ALL_ELSE, cell));
    for plot in PLOTS {
        let _ = writeln!(text, "![{}]({})\n", plot.title, plot.file);
    }
    text += HOW;
    for workload in QUESTIONS.iter().chain(NO_QUESTIONS) {
        let _ = writeln!(text, "\n## {workload}\n\n{}.\n", meaning(*workload));
        by_size(&mut text, rows, *workload);
    }
    engines(&mut text, rows);
    text
}

fn by_size(text: &mut String, rows: &[Row], workload: Workload) {
    let of_it: Vec<Row> = rows.iter().filter(|row| row.workload == workload.name()).cloned().collect();
    let sizes = sizes(&of_it);
    header(text, "", sizes.iter().map(|at| size(*at)));
    for contender in contenders().filter(|name| of_it.iter().any(|row| row.contender == *name)) {
        let cells = sizes.iter().map(|at| cell_with_ratio(find(rows, contender, workload, Some(*at))));
        let _ = writeln!(text, "| {contender} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}

fn engines(text: &mut String, rows: &[Row]) {
    text.push_str(
        "\n## Dependencies and clean builds\n\nPackages that come with it, itself included, and what a clean build \
                   in the release profile takes by the wall's clock (`-- --builds`).\n\n",
    );
    header(text, "", ["packages".to_owned(), "clean build".to_owned()]);
    for contender in contenders().filter(|name| takes_part(name, Workload::Dependencies)) {
        let dependencies = cell(find(rows, contender, Workload::Dependencies, None));
        let build = cell(find(rows, contender, Workload::Build, None));
        let _ = writeln!(text, "| {} | {dependencies} | {build} |", titled(rows, contender));
    }
}

const fn meaning(workload: Workload) -> &'static str {
    match workload {
        Workload::Hot => "Sixteen questions again and again, all allowed; `sendright access` holds the masks meanwhile",
        Workload::Allow => "A random member whose role gives it",
        Workload::Lacks => {
            "A random member whose role does not give it; by hand, the tree is walked up before the refusal"
        }
        Workload::Stranger => "A random user in an account that they have nothing to do with",
        Workload::Above => "A random administrator of an account somewhere above",
        Workload::Root => "The root's administrator, in a random account",
        Workload::List => "Which of 10,000 rows of a hundred accounts an administrator may see: the time of one row",
        Workload::Batch => "The CPU time of one decision, of a million on two threads; slow engines answer fewer",
        Workload::Write => "Giving a member another role",
        Workload::Load => {
            "All memberships from plain data in memory; sendright restores a snapshot that holds names and addresses as well"
        }
        Workload::Memory => {
            "What is loaded, for each membership: accounts, users and roles included, as far as a contender has them"
        }
        Workload::Dependencies => "Packages that come with it",
        Workload::Build => "A clean build",
        Workload::Machine => "The machine",
    }
}

const HOW: &str = "## How it is measured

The world is a tree of accounts, with ten members in each, one role a member, and administrators whose roles reach down. Before anything
is timed, each contender answers the same 10,000 random questions, and a difference from what the plain data says stops the
run. Terms, ceilings, suspensions, keys, rights on one's own data and reasons are in no row, for not all can express
them. Each engine runs in a process of its own for each size, and is asked by turns with the hand-written map and a bare mask
test. The time is the median of up to nine rounds, in thread CPU time; beside it is the ratio to the map. What reads *not run* loads
for more than three minutes by the wall's clock or takes more than 8 GiB, beside the plain data that it is loaded from. casbin and
cedar-policy are not tried at 10,000,000: ten times their memory at 1,000,000 would pass that.

- **hand-written map**: a foldhash `HashMap<(Uuid, Uuid), u128>`, tested with `&`; for rights from above it is walked up the tree.
- **hand-written role names**: a `HashMap` from user and account to the name of a role, and one from there to a `HashSet` of names
  of permissions.
- **sendright**: `authorize` makes and decides a request; `authorize_many` does so with pages of 256; `access` takes the masks
  first and tests them. The three ask one directory, whose loading, writes and memory stand once.
- **gatehouse**: policies by `PolicyBuilder`, which read the hand-written map, for it stores nothing: it has no loading, writes
  and memory of its own.
- **cedar-policy**: a policy a role, users with the accounts of each role as attributes, accounts in the accounts above; all
  validated by a schema.
- **casbin**: RBAC with domains; administrators are linked in each account below, because a function that matches domains compares
  a name with all of them. With `CachedEnforcer`, the cache that it comes with.
";
