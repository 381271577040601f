//! The example's reader of commands: what a shell gets back, and where an error points.

use sendright::{Change, Directory};

/// What a run writes: changes, errors, and how many lines failed.
fn run(input: impl AsRef<[u8]>) -> (Vec<Change>, String, usize) {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let failed = super::commands::run(input.as_ref(), &mut out, &mut errors).unwrap();
    let changes = String::from_utf8(out).unwrap();
    let changes = changes.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (changes, String::from_utf8(errors).unwrap(), failed)
}

const SAMPLE: &str = include_str!("../../../examples/team/commands.jsonl");

#[test]
fn the_sample_is_accepted_and_makes_a_directory() {
    let (changes, errors, failed) = run(SAMPLE);
    assert_eq!((errors.as_str(), failed), ("", 0));
    assert_eq!(changes.len(), SAMPLE.lines().count());
    let directory = Directory::replay(changes).unwrap();
    assert_eq!(directory.revision(), SAMPLE.lines().count() as u64);
}

/// The second line of the sample in place of the `…`; what is wrong is told with line and field, and the rest goes on.
#[track_caller]
fn assert_told(line: &str, expected: &str) {
    let (first, rest) = SAMPLE.split_once('\n').unwrap();
    let (changes, errors, failed) = run(format!("{first}\n\n{line}\n{rest}"));
    assert!(errors.starts_with(expected), "{line}\n    told: {errors}expected: {expected}");
    assert_eq!((errors.lines().count(), failed), (1, 1));
    assert_eq!(changes.len(), SAMPLE.lines().count(), "the lines after it are executed");
}

#[test]
fn errors_point_at_line_and_field() {
    let command = |command: &str| format!(r#"{{"actor":"system","at":"2026-11-02T09:00:00Z","command":{command}}}"#);
    let id = "01930000-0000-7000-8000-000000000001";
    let invite = |email: &str, assignment: &str| {
        let expires = r#""expires":"2026-11-10T10:00:00Z""#;
        let ids = format!(r#""invitation":"{id}","account":"{id}""#);
        command(&format!(
            r#"{{"invite":{{{ids},"email":"{email}","name":null,"phone":null,"assignment":{assignment},{expires}}}}}"#
        ))
    };
    assert_told(&invite("nonsense", "{}"), "line 3, field command.invite.email: the address can't be used");
    assert_told(
        &invite("a@acme.example", r#"{"roles":["sendr"]}"#),
        "line 3, field command.invite.assignment.roles[0]: unknown preset `sendr`: expected one of `admin`",
    );
    assert_told(
        &invite("a@acme.example", r#"{"levels":{"email":"editr"}}"#),
        "line 3, field command.invite.assignment.levels.email: unknown level `editr`",
    );
    let endless = r#"{"roles":["basic"],"levels":{},"withheld":[],"from":null}"#;
    assert_told(&invite("a@acme.example", endless), "line 3, field command.invite.assignment: missing field `until`");
    assert_told(
        &command(r#"{"grant_all":{}}"#),
        "line 3, field command.grant_all: unknown variant `grant_all`, expected one of",
    );
    assert_told(&command(r#"{"leave":{}}"#), "line 3, field command.leave: missing field `account`");
    assert_told(
        &command(&format!(r#"{{"leave":{{"account":"{id}","to":1}}}}"#)),
        "line 3, field command.leave.to: unknown field `to`, expected `account`",
    );
    assert_told(&command(r#"{"leave":{"account":"12"}}"#), "line 3, field command.leave.account: ");
    assert_told(r#"{"actor":{"group":1}}"#, "line 3, field actor: unknown variant `group`, expected one of `system`");
    assert_told(
        r#"{"actor":"system","at":"noon"}"#,
        "line 3, field at: expected an instant of RFC 3339 such as `2026-11-30T23:00:00Z`",
    );
    assert_told(r#"{"actor":"system"}"#, "line 3: missing field `at`");
    assert_told(r#"{"actor":"system","#, "line 3, column 18: EOF while parsing");
    assert_told(&(command(&format!(r#"{{"leave":{{"account":"{id}"}}}}"#)) + "{}"), "line 3, column ");
}

#[test]
fn a_refusal_is_told_with_its_code() {
    let leave = r#"{"actor":{"user":"01930000-0000-7000-8000-000000000011"},"at":"2026-11-02T09:00:00Z","command":{"leave":{"account":"01930000-0000-7000-8000-000000000001"}}}"#;
    let account = "01930000-0000-7000-8000-000000000001";
    let sentence = "would have no permanent administrator: make another user one first";
    assert_told(leave, &format!("line 3: refused: account {account} {sentence} (last_administrator)\n"));
}

#[test]
fn a_message_is_one_line_without_control_characters() {
    let key = format!(r#"{{"\u001b[31m\n{}":1}}"#, "x".repeat(10_000));
    let (_, errors, failed) = run(key);
    assert_eq!((errors.lines().count(), failed), (1, 1));
    assert!(!errors.trim_end().contains(char::is_control) && errors.chars().count() < 900, "{errors}");
}

#[test]
fn what_is_not_text_is_an_error_of_its_line() {
    let (changes, errors, failed) = run([b"\xff\xfe\n".as_slice(), SAMPLE.as_bytes()].concat());
    assert_eq!((changes.len(), failed), (SAMPLE.lines().count(), 1));
    assert!(errors.starts_with("line 1, column 1: "), "{errors}");
    assert_eq!(run("").2, 0);
}
