//! Prints what five messaging products publish about their users' rights, as this crate answers it.
//!
//! Each cell is computed from the presets and levels and compared with the published one. A cell about which the source
//! is silent is our reading, and marked with a star. The program ends with how many are published and how many are read
//! so, and with a status other than zero if one differs.
//!
//! ```text
//! cargo run --example quickstart
//! ```

mod published;
#[path = "../terminal/style.rs"]
mod style;

use std::io::{self, Write};
use std::process::ExitCode;

use published::{Cell, MATRICES, Matrix, Source, count};
use sendright::{Feature, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope};
use style::Style;

fn main() -> ExitCode {
    match print(&mut io::stdout().lock(), &Style::detect()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("quickstart: the output can't be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the whole, and counts what differs from what is published.
fn print(out: &mut impl Write, style: &Style) -> io::Result<usize> {
    writeln!(out, "{MARK} a cell about which the source is silent: our reading")?;
    writeln!(out, "(assumed) the source has the row; which permission stands for it is our reading\n")?;
    let mut different = 0;
    for (number, matrix) in (1..).zip(&MATRICES) {
        different += print_matrix(out, style, number, matrix)?;
    }
    different += print_questions(out, style)?;
    let cells: usize = MATRICES.iter().map(|matrix| matrix.cells().count()).sum();
    match different {
        0 => writeln!(out, "{}", style.good(&format!("All {cells} cells are as they should be.")))?,
        _ => writeln!(out, "{}", style.bad(&format!("{different} of {cells} cells and the answers differ.")))?,
    }
    print_counts(out)?;
    Ok(different)
}

/// How many cells are published, and how many are our reading.
fn print_counts(out: &mut impl Write) -> io::Result<()> {
    let of_levels: usize =
        MATRICES.iter().filter(|matrix| matrix.source == Source::Reading).map(|matrix| matrix.cells().count()).sum();
    let [table, sentence, reading] = [Source::Table, Source::Sentence, Source::Reading].map(count);
    writeln!(out, "{table:>5} stand in tables that the sources publish")?;
    writeln!(out, "{sentence:>5} follow from sentences of the sources, where a role that none names has it not")?;
    writeln!(
        out,
        "{reading:>5} are our reading ({MARK}), the {of_levels} of the levels among them, which no source publishes as cells"
    )
}

/// Before a cell that is our reading.
const MARK: &str = "*";
const TEXT_WIDTH: usize = 54;

fn print_matrix(out: &mut impl Write, style: &Style, number: usize, matrix: &Matrix) -> io::Result<usize> {
    let width = if matrix.columns.len() > 5 { 7 } else { 11 };
    let text_width = matrix.rows.iter().map(|row| row.text.chars().count() + 2).fold(TEXT_WIDTH, usize::max);
    let rule = style.dim(&"─".repeat(text_width + width * matrix.columns.len()));

    writeln!(out, "{}", style.strong(&format!("{number}. {}", matrix.title)))?;
    writeln!(out, "{}\n", style.dim(matrix.legend))?;
    write!(out, "{:text_width$}", "")?;
    for column in matrix.columns {
        write!(out, "{}", style.strong(&format!("{:>width$}", column.heading())))?;
    }
    writeln!(out, "\n{rule}")?;

    let mut different = 0;
    for row in matrix.rows {
        write!(out, "{:text_width$}", row.text)?;
        for (column, published) in matrix.columns.iter().zip(row.published) {
            let mark = if matrix.source_of(*published) == Source::Reading { MARK } else { "" };
            let expected = published.cell;
            if column.cell(row) == expected {
                write!(out, "{}", cell(style, expected, mark, width))?;
            } else {
                different += 1;
                write!(out, "{}", style.bad(&format!("{:>width$}", format!("≠ {mark}{}", word(expected)))))?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "{rule}\n")?;
    Ok(different)
}

/// A question in words, what it asks, and what the published sources say.
struct Question {
    text: &'static str,
    who: &'static str,
    holds: Grants,
    ceiling: PermissionSet,
    needs: PermissionSet,
    scope: Scope,
    published: bool,
}

#[rustfmt::skip]
fn questions() -> Vec<Question> {
    const POSTPAID: PermissionSet = PermissionSet::ALL.difference(PermissionSet::CREDIT_PURCHASE);
    let trainee = Levels::NONE.raise(Feature::EMAILINGS, Level::Editor).grants();
    let question = |text, who, holds, needs, published| {
        Question { text, who, holds, ceiling: PermissionSet::ALL, needs, scope: Scope::Account, published }
    };
    vec![
        question("May a Sender launch an SMS campaign?",
            "the preset sender", Preset::Sender.grants(), PermissionSet::SMS_LAUNCH, true),
        question("A Sender adds credits. May they see the invoice?",
            "the preset sender", Preset::Sender.grants(), PermissionSet::BILLING_VIEW, false),
        question("May a Template user send a text that they wrote themselves?",
            "the preset template", Preset::Template.grants(), Permission::SmsSend | Permission::MessageFreeText, false),
        question("A trainee is Editor of emailings. May they prepare one?",
            "the trainee", trainee, Permission::EmailEdit | Permission::MessageTemplate, true),
        question("And launch it?",
            "the trainee", trainee, PermissionSet::EMAIL_LAUNCH, false),
        question("May a Basic user read a colleague's report?",
            "the preset basic", Preset::Basic.grants(), PermissionSet::REPORT_VIEW, false),
        Question { scope: Scope::Own,
            ..question("And the report of their own messages?",
                "the preset basic", Preset::Basic.grants(), PermissionSet::REPORT_VIEW, true) },
        Question { ceiling: POSTPAID,
            ..question("May the administrator of a postpaid account buy credits?",
                "the preset admin", Preset::Admin.grants(), PermissionSet::CREDIT_PURCHASE, false) },
    ]
}

fn print_questions(out: &mut impl Write, style: &Style) -> io::Result<usize> {
    writeln!(out, "{}\n", style.strong("Some questions"))?;
    let mut different = 0;
    for question in questions() {
        let (allowed, reason) = answer(&question);
        let verdict = if allowed { style.good("Yes") } else { style.bad("No") };
        writeln!(out, "{}\n  {verdict}: {reason}.", question.text)?;
        if allowed != question.published {
            different += 1;
            writeln!(out, "  {}", style.bad("≠ this is not what is published"))?;
        }
    }
    writeln!(out)?;
    Ok(different)
}

/// Whether it is allowed, and why or why not.
fn answer(question: &Question) -> (bool, String) {
    let Question { who, holds, ceiling, needs, scope, .. } = question;
    if holds.within(*ceiling).allows(*needs, *scope) {
        return (true, format!("{who} holds {needs} at the scope {scope}"));
    }
    if holds.allows(*needs, *scope) {
        return (false, format!("{who} holds {needs}, but this account does not offer it"));
    }
    let missing: Vec<String> = (*needs - holds.at(*scope))
        .iter()
        .map(|permission| match holds.scope_of(permission) {
            Some(narrower) => format!("holds {permission} at the scope {narrower} only"),
            None => {
                format!("lacks {permission}, which the level {} of {} gives", permission.level(), permission.area())
            }
        })
        .collect();
    (false, format!("{who} {}", missing.join(" and ")))
}

const fn word(cell: Cell) -> &'static str {
    match cell {
        Cell::Yes => "yes",
        Cell::Own => "own",
        Cell::No => "no",
    }
}

fn cell(style: &Style, cell: Cell, mark: &str, width: usize) -> String {
    let text = format!("{:>width$}", format!("{mark}{}", word(cell)));
    match cell {
        Cell::Yes => style.good(&text),
        Cell::Own => style.other(&text),
        Cell::No => style.dim(&text),
    }
}
