//! Every sentence that an error says, and every code that a program reads.

use std::collections::BTreeSet;

use sendright::history::EventKind;
use sendright::{
    Account, AccountId, ApiKeyId, CommitError, Denial, Directory, Email, EmailPolicy, EmailRefusedError, Grants,
    InvitationId, Levels, Name, ParseNameError, Permission, PermissionSet, Phone, Refusal, RoleId, Stamp, UserId,
};
use uuid::Uuid;

use crate::support::commands::*;
use crate::support::stamp::{stamp, stamp_of_fork};
use crate::support::world::*;

const ID: &str = "00000000-0000-0000-0000-000000000001";

fn denials() -> Vec<(Denial, &'static str, &'static str)> {
    let two = Permission::SmsSend | Permission::SmsLaunch;
    vec![
        (
            Denial::EmptyRequirement,
            "empty_requirement",
            "the request names no permission, which is never allowed: name what is needed",
        ),
        (Denial::NoAccess, "no_access", "no access to this account"),
        (
            Denial::UserDeactivated,
            "user_deactivated",
            "the user is deactivated: someone who may deactivate users can reactivate them",
        ),
        (Denial::KeyRevoked, "key_revoked", "the API key is revoked: create another one"),
        (Denial::NotYetValid, "not_yet_valid", "the access starts later"),
        (
            Denial::Expired,
            "expired",
            "the access has ended: ask someone who invites users for a new invitation or, for an API key, whoever can extend it",
        ),
        (
            Denial::NotShared(two),
            "not_shared",
            "data that an account above shares can only be looked at: `sms.send` and `sms.launch` go beyond that",
        ),
        (Denial::Outdated, "outdated", "this access was made for another time: ask the directory again"),
        (Denial::AccountSuspended, "account_suspended", "the account is suspended: whoever suspended it can resume it"),
        (Denial::AccountClosed, "account_closed", "the account is closed"),
        (Denial::Ceiling(set(Permission::SmsSend)), "ceiling", "the account's ceiling does not include `sms.send`"),
        (
            Denial::LesserScope(set(Permission::ReportView)),
            "lesser_scope",
            "`report.view` is held for data of one's own only",
        ),
        (
            Denial::Missing(set(Permission::SmsLaunch)),
            "missing",
            "`sms.launch` is missing: ask whoever assigns roles in this account or, for an API key, whoever can widen it",
        ),
    ]
}

type Said = (Refusal, &'static str, String);

fn refusals() -> Vec<Said> {
    refusals_of_rights().into_iter().chain(refusals_of_names()).chain(refusals_of_state()).collect()
}

fn refusals_of_rights() -> Vec<Said> {
    let account_id = AccountId::from(Uuid::from_u128(1));
    let lacks = own(Permission::SmsSend).union(account(Permission::SmsLaunch));
    vec![
        (Refusal::Denied(Denial::NoAccess), "no_access", "not permitted: no access to this account".into()),
        (
            Refusal::OperatorOnly("add_user"),
            "operator_only",
            "only the operator can give the command `add_user`".into(),
        ),
        (
            Refusal::FromAbove("close_account"),
            "from_above",
            "the command `close_account` requires `subaccount.manage` in the parent account".into(),
        ),
        (
            Refusal::PersonOnly("leave"),
            "person_only",
            "only the person concerned can give the command `leave`, not an API key or the operator".into(),
        ),
        (
            Refusal::NotByKey("create_account_key"),
            "not_by_key",
            "an API key can't give the command `create_account_key` for this key: a person must give it".into(),
        ),
        (
            Refusal::NotByAccountKey("invite"),
            "not_by_account_key",
            "a key of an account gives no commands: somebody else must give the command `invite`".into(),
        ),
        (
            Refusal::NotTheOwner,
            "not_the_owner",
            "only its owner can widen, extend or reset a person's API key; others can narrow or revoke it".into(),
        ),
        (
            Refusal::Uncovered { account: account_id, lacks },
            "uncovered",
            format!(
                "in account {ID}, this requires more than you hold: sms.send, sms.launch; someone who holds it can do this"
            ),
        ),
        (
            Refusal::UncoveredElsewhere,
            "uncovered_elsewhere",
            "in accounts beyond your reach, this requires more than you hold; someone who administers all accounts \
             concerned can do this"
                .into(),
        ),
        (
            Refusal::Outlasts { account: account_id, lacks },
            "outlasts",
            format!(
                "in account {ID}, this would give sms.send, sms.launch for longer than you hold it yourself; choose an \
                 earlier end"
            ),
        ),
    ]
}

fn refusals_of_names() -> Vec<Said> {
    let (role, account_id): (RoleId, AccountId) = (ID.parse().unwrap(), ID.parse().unwrap());
    vec![
        (
            Refusal::UnreadableName(ParseNameError::NotShown('\u{200b}')),
            "unreadable_name",
            "the name can't be used: a name must not contain U+200B where readers do not see it: leave it out".into(),
        ),
        (
            Refusal::RoleNameTaken { role, account: account_id },
            "role_name_taken",
            format!("role {ID} of account {ID} has this name, or one that looks the same: choose another name"),
        ),
    ]
}

#[allow(clippy::too_many_lines, reason = "a few lines for each refusal")]
fn refusals_of_state() -> Vec<Said> {
    let uuid = Uuid::from_u128(1);
    let (account_id, user, role) = (AccountId::from(uuid), UserId::from(uuid), RoleId::from(uuid));
    let (invitation, key) = (InvitationId::from(uuid), ApiKeyId::from(uuid));
    let email = || address("Ada@Bücher.example");
    let domain = || "gmail.com".into();
    vec![
        (Refusal::UnknownAccount(account_id), "unknown_account", format!("no account {ID} is within reach")),
        (Refusal::UnknownUser(user), "unknown_user", format!("no user {ID} is within reach")),
        (Refusal::UnknownRole(role), "unknown_role", format!("no role {ID} is within reach")),
        (Refusal::UnknownInvitation(invitation), "unknown_invitation", format!("no invitation {ID} is within reach")),
        (Refusal::UnknownApiKey(key), "unknown_api_key", format!("no API key {ID} is within reach")),
        (Refusal::NilId, "nil_id", "the nil UUID can't be an id: create a new id".into()),
        (Refusal::IdTaken(uuid), "id_taken", format!("the id {ID} was used before: create a new id")),
        (Refusal::AccountClosed(account_id), "account_closed", format!("account {ID} is closed for good")),
        (
            Refusal::AccountSuspended(account_id),
            "account_suspended",
            format!("account {ID} is suspended: accept the invitation once it is resumed"),
        ),
        (Refusal::NotARoot(account_id), "not_a_root", format!("account {ID} is not a root account")),
        (
            Refusal::TooDeep(account_id),
            "too_deep",
            format!("account {ID} can't have sub-accounts: it is at depth {}, the greatest allowed", Account::MAX_DEPTH),
        ),
        (
            Refusal::AlreadySo("reactivate_user"),
            "already_so",
            "the command `reactivate_user` would change nothing: everything is already so".into(),
        ),
        (
            Refusal::ChangedMeanwhile("assign"),
            "changed_meanwhile",
            "the command `assign` is based on a value that has changed meanwhile: look again".into(),
        ),
        (
            Refusal::UserDeactivated(UserId::from(uuid)),
            "user_deactivated",
            format!("user {ID} is deactivated: reactivate the user first"),
        ),
        (
            Refusal::EmailPolicy(EmailRefusedError::FreeMail { domain: domain() }),
            "email_policy",
            "the email policy refuses the address: `gmail.com` is a free-mail provider: the email policy requires an address at another domain"
                .into(),
        ),
        (
            Refusal::AddressTaken(email()),
            "address_taken",
            "the address is another user's: choose another, or look for the user".into(),
        ),
        (
            Refusal::NotTheUsersAddress(email()),
            "not_the_users_address",
            "the address is not the user's: prove the one that the user has".into(),
        ),
        (
            Refusal::NotTheInvitedAddress(email()),
            "not_the_invited_address",
            "the address is not the one that was invited: prove that one, or ask for a new invitation".into(),
        ),
        (Refusal::InvitationOver(invitation), "invitation_over", format!("invitation {ID} can no longer be answered: ask for a new one")),
        (
            Refusal::InviterLostAuthority(invitation),
            "inviter_lost_authority",
            format!("whoever sent invitation {ID} could no longer send it: ask someone else for a new one"),
        ),
        (
            Refusal::AlreadyMember { user, account: account_id },
            "already_member",
            format!("user {ID} is already a member of account {ID}: change the assignment instead"),
        ),
        (
            Refusal::NotAMember { user, account: account_id },
            "not_a_member",
            format!("user {ID} is not a member of account {ID}, or no longer: invite the user first"),
        ),
        (
            Refusal::OtherTree(user),
            "other_tree",
            format!("user {ID} belongs to another tenant: a person who works for two tenants is two users"),
        ),
        (
            Refusal::EmptyAssignment,
            "empty_assignment",
            "the assignment gives nothing: add a role or a level above none".into(),
        ),
        (
            Refusal::EmptyWindow { from: t(1), until: t(0) },
            "empty_window",
            "no time is left between 2026-11-22 10:00:00 UTC and 2026-11-22 09:00:00 UTC: choose a later end".into(),
        ),
        (
            Refusal::RoleNotUsable { role, account: account_id },
            "role_not_usable",
            format!("role {ID} can't be used in account {ID}: it is defined neither there nor in an account above"),
        ),
        (
            Refusal::RoleInUse(role),
            "role_in_use",
            format!("role {ID} is in use: remove it from memberships and revoke invitations that would give it first"),
        ),
        (
            Refusal::LastAdministrator(account_id),
            "last_administrator",
            format!("account {ID} would have no permanent administrator: make another user one first"),
        ),
    ]
}

#[test]
fn d4_sentences_agree_with_how_many_permissions_they_name() {
    let one = set(Permission::SmsSend);
    let two = one | Permission::SmsLaunch;
    let cases = [
        (
            Denial::NotShared(one),
            "data that an account above shares can only be looked at: `sms.send` goes beyond that",
        ),
        (Denial::Ceiling(two), "the account's ceiling does not include `sms.send` and `sms.launch`"),
        (Denial::LesserScope(two), "`sms.send` and `sms.launch` are held for data of one's own only"),
        (
            Denial::Missing(two | Permission::SmsView),
            "`sms.view`, `sms.send` and `sms.launch` are missing: ask whoever assigns roles in this account or, for an \
             API key, whoever can widen it",
        ),
    ];
    for (denial, sentence) in cases {
        assert_eq!(denial.to_string(), sentence);
    }
}

#[test]
fn d4_every_denial_has_its_code_and_its_sentence() {
    for (denial, code, sentence) in denials() {
        assert_eq!((denial.code(), denial.to_string().as_str()), (code, sentence), "{denial:?}");
        // A command that is refused for it says so.
        let refusal = Refusal::from(denial);
        assert_eq!((refusal.code(), refusal.to_string()), (code, format!("not permitted: {sentence}")));
    }
    let codes: BTreeSet<&str> = denials().iter().map(|(denial, ..)| denial.code()).collect();
    assert_eq!(codes.len(), denials().len(), "codes are unique");
}

/// Whoever asks is nobody any longer, or must not be told whether the account exists, or may not.
#[test]
fn d4_every_denial_has_its_http_status() {
    for (denial, code, _) in denials() {
        let expected = match code {
            "user_deactivated" | "key_revoked" => 401,
            "no_access" => 404,
            _ => 403,
        };
        assert_eq!((denial.http_status(), Refusal::from(denial).http_status()), (expected, expected), "{code}");
    }
}

/// What is unknown or out of reach, what the actor may not do, what stands against it in the directory, and bad input.
#[test]
fn c3_every_refusal_has_its_http_status() {
    let not_found =
        ["unknown_account", "unknown_user", "unknown_role", "unknown_invitation", "unknown_api_key", "no_access"];
    let forbidden = [
        "operator_only",
        "from_above",
        "person_only",
        "not_by_key",
        "not_by_account_key",
        "not_the_owner",
        "uncovered",
        "uncovered_elsewhere",
        "outlasts",
        "inviter_lost_authority",
        "not_the_invited_address",
    ];
    let bad_input = [
        "nil_id",
        "not_a_root",
        "too_deep",
        "email_policy",
        "not_the_users_address",
        "not_a_member",
        "other_tree",
        "empty_assignment",
        "empty_window",
        "role_not_usable",
        "unreadable_name",
    ];
    for (refusal, code, _) in refusals() {
        let status = if not_found.contains(&code) {
            404
        } else if forbidden.contains(&code) {
            403
        } else if bad_input.contains(&code) {
            422
        } else {
            409
        };
        assert_eq!(refusal.http_status(), status, "{code}");
    }
    let conflicts = refusals().iter().filter(|(refusal, ..)| refusal.http_status() == 409).count();
    assert_eq!(conflicts, refusals().len() - not_found.len() - forbidden.len() - bad_input.len());
}

/// The body of an answer says what the methods say, under the application's names if it gives them.
#[cfg(feature = "serde")]
#[test]
fn c3_d4_reasons_are_serialized_as_answers() {
    use sendright::CustomNames;
    let fax = Permission::custom(3).unwrap();
    let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    let more = [Denial::Missing(fax.into()), Denial::Ceiling(fax | Permission::SmsSend)];
    let lacks = own(Permission::SmsSend).union(account(fax));
    let id = AccountId::from(Uuid::from_u128(1));
    let more = more
        .map(Refusal::from)
        .into_iter()
        .chain([Refusal::Uncovered { account: id, lacks }, Refusal::Outlasts { account: id, lacks }]);
    let denied = denials().into_iter().map(|(denial, ..)| Refusal::from(denial));
    let (mut told, mut bare) = (0, 0);
    for refusal in denied.chain(refusals().into_iter().map(|(refusal, ..)| refusal)).chain(more) {
        let listed: Vec<&str> = refusal.permissions().iter().map(Permission::name).collect();
        let expected = serde_json::json!({
            "code": refusal.code(), "status": refusal.http_status(), "message": refusal.to_string(), "permissions": listed,
        });
        assert_eq!(serde_json::to_value(&refusal).unwrap(), expected);
        if let Refusal::Denied(denial) = &refusal {
            let mut expected = expected.clone();
            expected["message"] = denial.to_string().into();
            assert_eq!(serde_json::to_value(denial).unwrap(), expected);
            assert_eq!(denial.with_names(&CustomNames::NONE).to_string(), denial.to_string());
        }
        assert_eq!(refusal.with_names(&CustomNames::NONE).to_string(), refusal.to_string());
        assert_eq!(serde_json::to_value(refusal.with_names(&CustomNames::NONE)).unwrap(), expected);

        let text = serde_json::to_string(&refusal).unwrap().replace("custom.3", "fax.send");
        assert_eq!(serde_json::to_string(&refusal.with_names(&names)).unwrap(), text);
        if text.contains("fax.send") { told += 1 } else { bare += 1 }
    }
    assert!(told == 4 && bare > 40, "{told} {bare}");
}

/// No chain of errors says a sentence twice, and none lacks one.
#[test]
fn c3_chains_of_errors_say_nothing_twice() {
    use std::error::Error;
    let refusals = refusals().into_iter().map(|(refusal, ..)| refusal);
    let denied = denials().into_iter().map(|(denial, ..)| Refusal::from(denial));
    for refusal in refusals.chain(denied) {
        assert!(refusal.source().is_none(), "{refusal:?} says all in its sentence");
        let error = CommitError::Invalid { revision: 7, refusal: Box::new(refusal.clone()) };
        assert!(error.source().is_none() && error.to_string().ends_with(&refusal.to_string()), "{error}");
    }
    // What lies beneath an error of an application's format is kept.
    let format =
        std::io::Error::new(std::io::ErrorKind::InvalidData, CommitError::OutOfOrder { expected: 2, found: 7 });
    let beneath = format.source().map(ToString::to_string);
    let error = sendright::history::History::read([Err(format)]).unwrap_err();
    assert_eq!(error.source().map(ToString::to_string), beneath);
}

#[test]
fn c3_every_refusal_has_its_code_and_its_sentence() {
    for (refusal, code, sentence) in refusals() {
        assert_eq!((refusal.code(), refusal.to_string()), (code, sentence), "{refusal:?}");
    }
    let codes: BTreeSet<&str> = refusals().iter().map(|(refusal, ..)| refusal.code()).collect();
    assert_eq!(codes.len(), refusals().len(), "codes are unique");
    // Three say the same of an account or a user as the denials do; all others are apart from those.
    let denied: BTreeSet<&str> = denials().iter().map(|(denial, ..)| denial.code()).collect();
    let both: Vec<&str> = codes.intersection(&denied).copied().collect();
    assert_eq!(both, ["account_closed", "account_suspended", "no_access", "user_deactivated"]);
}

/// Sentences go to logs, where an address or a number outlives whoever asks to be forgotten.
#[test]
fn security_45_no_sentence_has_an_address_or_a_telephone_number() {
    for (refusal, ..) in refusals() {
        assert!(!refusal.to_string().contains('@'), "{refusal}");
    }
    let secrets =
        ["grace.hopper@localhost", "grace hopper@navy.example", "+1 212 555 01 99 ext. 7", "grace@navy@example"];
    let parsing = secrets.iter().flat_map(|text| {
        [text.parse::<Email>().unwrap_err().to_string(), text.parse::<Phone>().unwrap_err().to_string()]
    });
    let policies =
        ["grace@localhost", "grace hopper@navy"].map(|text| EmailPolicy::corporate(text).unwrap_err().to_string());
    for sentence in parsing.chain(policies) {
        let told = ["grace", "555"].iter().find(|secret| sentence.contains(**secret));
        assert_eq!(told, None, "{sentence}");
    }
    // Programs find what the person typed.
    let error = "grace.hopper@localhost".parse::<Email>().unwrap_err();
    assert_eq!(error.input(), "grace.hopper@localhost");
}

/// A program tells errors apart without reading sentences.
#[test]
fn security_45_every_error_has_a_code() {
    let codes = [
        ("".parse::<Name>().unwrap_err().code(), "empty"),
        ("x".repeat(201).parse::<Name>().unwrap_err().code(), "too_long"),
        ("a\nb".parse::<Name>().unwrap_err().code(), "control_character"),
        (" a".parse::<Name>().unwrap_err().code(), "outer_space"),
        ("a\u{200b}b".parse::<Name>().unwrap_err().code(), "not_shown"),
        ("\u{301}".parse::<Name>().unwrap_err().code(), "leading_mark"),
        ("12".parse::<UserId>().unwrap_err().code(), "invalid_id"),
        ("12".parse::<Email>().unwrap_err().code(), "invalid_email"),
        ("12".parse::<Phone>().unwrap_err().code(), "invalid_phone"),
        ("sms.sned".parse::<Permission>().unwrap_err().code(), "unknown_name"),
        ("sms.sned".parse::<EventKind>().unwrap_err().code(), "unknown_event_kind"),
        (PermissionSet::from_bits(1 << 95).unwrap_err().code(), "unknown_bits"),
        (Levels::from_bits(u64::MAX).unwrap_err().code(), "unknown_area"),
        (
            Grants::nested(PermissionSet::EMPTY, PermissionSet::ALL, PermissionSet::ALL).unwrap_err().code(),
            "not_nested",
        ),
        (EmailPolicy::corporate("12").unwrap_err().code(), "not_a_domain"),
        (EmailPolicy::corporate("gmail.com").unwrap_err().code(), "free_mail"),
        (EmailPolicy::ANY.and("acme.example").unwrap_err().code(), "admits_others"),
        ("bob".parse::<sendright::Principal>().unwrap_err().code(), "invalid_principal"),
        ("free".parse::<sendright::Billing>().unwrap_err().code(), "unknown_name"),
    ];
    for (code, expected) in codes {
        assert_eq!(code, expected);
    }
}

/// Sentences are of one make: lower case, no full stop, and codes are words with underscores.
#[test]
fn sentences_and_codes_are_of_one_make() {
    let denials = denials().into_iter().map(|(denial, code, _)| (code, denial.to_string()));
    let refusals = refusals().into_iter().map(|(refusal, code, _)| (code, refusal.to_string()));
    for (code, sentence) in denials.chain(refusals) {
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{code}");
        assert!(!sentence.ends_with('.') && !sentence.starts_with(char::is_uppercase), "{sentence}");
    }
}

#[test]
fn c2_commit_errors_say_which_of_the_three_failed() {
    let cases = [
        (
            CommitError::OutOfOrder { expected: 4, found: 3 },
            "the next change must have revision 4, not 3",
            (true, false),
        ),
        (
            CommitError::OutOfOrder { expected: 4, found: 9 },
            "the next change must have revision 4, not 9",
            (false, true),
        ),
        (
            CommitError::Fork { revision: 7, expected: Some(Uuid::from_u128(1).into()), found: None },
            "revision 7 was planned after no change, and the last change of its tree is change \
             00000000-0000-0000-0000-000000000001: it is from a copy of the log, or another node was faster; plan its \
             command again",
            (false, false),
        ),
        (
            CommitError::Invalid { revision: 7, refusal: Box::new(Refusal::EmptyAssignment) },
            "revision 7 does not fit: the assignment gives nothing: add a role or a level above none",
            (false, false),
        ),
    ];
    for (error, sentence, (past, gap)) in cases {
        assert_eq!(error.to_string(), sentence);
        assert_eq!((error.is_past(), error.is_gap()), (past, gap), "{sentence}");
    }
}

/// The three, as commit gives them.
#[test]
fn c2_commit_gives_each_of_them() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let closing = w.directory.plan(ada, &close(north), stamp(&w.directory, t(1))).unwrap();
    let renaming = w.directory.plan(ada, &rename(north), stamp(&w.directory, t(0))).unwrap();
    let mut directory = w.directory.clone();
    directory.commit(closing.clone()).unwrap();
    assert_eq!(directory.commit(renaming), Err(CommitError::OutOfOrder { expected: 4, found: 3 }));

    // Planned one revision on, after another change than the one that was committed.
    let mut fork = w.directory.clone();
    let found = Some(fork.execute(ada, suspend(north), stamp_of_fork(&fork, t(0))).unwrap().id());
    let then = fork.plan(ada, &rename(acme), stamp(&fork, t(0))).unwrap();
    let expected = Some(closing.id());
    assert_eq!(directory.commit(then), Err(CommitError::Fork { revision: 4, expected, found }));

    // One revision on, after a change of the same id, and on a state in which the account is open.
    let mut forged = w.directory.clone();
    forged.execute(ada, suspend(north), Stamp::new(t(0), closing.id())).unwrap();
    let then = forged.plan(ada, &rename(north), stamp(&forged, t(2))).unwrap();
    let refusal = Box::new(Refusal::AccountClosed(north));
    assert_eq!(directory.commit(then), Err(CommitError::Invalid { revision: 4, refusal }));
    assert!(directory == Directory::replay(w.changes().iter().cloned().chain([closing])).unwrap());
}

/// What an error shows of a text: 64 characters of it.
fn cut(text: &str) -> String {
    let shown: String = text.chars().take(64).collect();
    if shown == text { shown } else { shown + "…" }
}

#[test]
fn names_and_ids_say_what_is_wrong() {
    let long = "x".repeat(201);
    let names = [
        ("", ParseNameError::Empty, "a name must not be empty"),
        (&long, ParseNameError::TooLong(201), "a name has at most 200 characters, not 201"),
        ("a\nb", ParseNameError::Control('\n'), "a name must not contain the control character '\\n'"),
        (
            "a\u{2028}b",
            ParseNameError::Control('\u{2028}'),
            "a name must not contain the control character '\\u{2028}'",
        ),
        (
            "\u{202e}ab",
            ParseNameError::Control('\u{202e}'),
            "a name must not contain the control character '\\u{202e}'",
        ),
        ("a\u{7f}b", ParseNameError::Control('\u{7f}'), "a name must not contain the control character '\\u{7f}'"),
        (" a", ParseNameError::Space, "a name must not begin or end with white space"),
        ("a\u{a0}", ParseNameError::Space, "a name must not begin or end with white space"),
    ];
    for (text, error, sentence) in names {
        assert_eq!(text.parse::<Name>(), Err(error));
        assert_eq!(error.to_string(), sentence);
    }
    for control in ('\u{2028}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        assert_eq!(format!("a{control}b").parse::<Name>(), Err(ParseNameError::Control(control)));
    }
    // The neighbours are not among them.
    for fine in ['\u{2027}', '\u{202f}'] {
        assert!(format!("a{fine}b").parse::<Name>().is_ok(), "{fine:?}");
    }
    let longest = "ä".repeat(200);
    assert_eq!(longest.parse::<Name>().unwrap().as_str(), longest);

    let huge = "1".repeat(1 << 20);
    for text in ["", "12", "admin", "0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7", "\n", &huge] {
        let shown = cut(text);
        let error = text.parse::<UserId>().unwrap_err();
        let example = "expected a UUID such as `0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f`";
        assert_eq!(error.to_string(), format!("`{}` is not an id: {example}", shown.escape_debug()));
        assert_eq!(error.input(), shown);
    }
    assert_eq!(ID.parse::<UserId>().unwrap().to_string(), ID);
    assert_eq!(ID.replace('-', "").parse::<RoleId>().unwrap().uuid(), Uuid::from_u128(1));
}

#[test]
fn addresses_say_what_is_wrong() {
    let error = "ada@localhost".parse::<Email>().unwrap_err().to_string();
    assert_eq!(error, "the address can't be used: expected a local part, `@` and a domain");
}
