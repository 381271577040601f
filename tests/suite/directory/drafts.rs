//! Each draft becomes the command of its name: what is left out is unset, and each method sets its field and no other.

use core::fmt::Debug;
use std::collections::BTreeSet;

#[allow(clippy::wildcard_imports, reason = "every one of them, and nothing else")]
use sendright::commands::*;
use sendright::{
    ApiKeySettings, Assignment, Billing, Command, Email, EmailPolicy, Grants, Name, PermissionSet, Phone, Preset,
    RoleDefinition, Scope, Selection, UserDetails,
};
use uuid::Uuid;

use crate::support::world::{MILLI, t};

/// The drafts that were compared with their commands.
#[derive(Default)]
struct Compared {
    names: BTreeSet<&'static str>,
}

impl Compared {
    /// A draft without what may be left out. Each field that its command leaves unset must be in `given`, which has the same
    /// draft with one field more.
    fn draft<D, const N: usize>(&mut self, draft: &D, bare: &Command, given: [(&str, D, Command); N])
    where
        D: Into<Command> + Clone + Debug + PartialEq,
    {
        assert_eq!(draft.clone().into(), *bare);
        assert!(self.names.insert(bare.name()), "{} twice", bare.name());
        let fields: Vec<&str> = given.iter().map(|(field, ..)| *field).collect();
        assert_eq!(unset(bare), fields, "{}: what is unset, and what methods set", bare.name());
        for (field, with, command) in given {
            assert_ne!(with, *draft, "{}: {field}", bare.name());
            assert_eq!(with.into(), command, "{}: {field}", bare.name());
        }
    }
}

/// The fields of a command that are unset.
fn unset(command: &Command) -> Vec<String> {
    let text = format!("{command:#?}");
    let fields = text.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| !line.starts_with(' '));
    fields
        .filter_map(|line| line.strip_suffix(": None,").or(line.strip_suffix(": false,")))
        .map(str::to_owned)
        .collect()
}

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn email() -> Email {
    "bob@acme.example".parse().unwrap()
}

fn phone() -> Phone {
    "+33612345678".parse().unwrap()
}

fn basic() -> Assignment {
    Assignment::of(Preset::Basic)
}

fn admin() -> Assignment {
    Assignment::of(Preset::Admin)
}

#[test]
fn c11_a_draft_is_its_command_and_leaves_unset_what_it_is_not_given() {
    let mut compared = Compared::default();
    accounts(&mut compared);
    invitations(&mut compared);
    members(&mut compared);
    users(&mut compared);
    roles(&mut compared);
    keys(&mut compared);
    keys_of_accounts(&mut compared);
    assert_eq!(compared.names, BTreeSet::from(Command::NAMES), "every command has a draft");
}

fn accounts(compared: &mut Compared) {
    let (account, parent, administrator) = (id(1), id(2), id(3));
    let features = Selection::Only(PermissionSet::SMS_SEND);
    let open =
        OpenAccount::new(account, name("Acme"), Billing::Postpaid, features, administrator, email(), name("Ada"));
    let literal = Command::OpenAccount {
        account,
        name: name("Acme"),
        billing: Billing::Postpaid,
        features,
        administrator,
        email: email(),
        administrator_name: name("Ada"),
    };
    compared.draft(&open, &literal, []);
    let literal = Command::OpenSubaccount { account, parent, name: name("Shop") };
    compared.draft(&OpenSubaccount::new(account, parent, name("Shop")), &literal, []);
    let rename = |replaces| Command::RenameAccount { account, name: name("New"), replaces };
    let draft = RenameAccount::new(account, name("New"));
    let replacing = draft.clone().replacing(name("Old"));
    compared.draft(&draft, &rename(None), [("replaces", replacing, rename(Some(name("Old"))))]);
    compared.draft(&SuspendAccount::new(account), &Command::SuspendAccount { account }, []);
    compared.draft(&ResumeAccount::new(account), &Command::ResumeAccount { account }, []);
    compared.draft(&CloseAccount::new(account), &Command::CloseAccount { account }, []);
    let billing = Billing::Postpaid;
    compared.draft(&SetBilling::new(account, billing), &Command::SetBilling { account, billing }, []);
    compared.draft(&SetFeatures::new(account, features), &Command::SetFeatures { account, features }, []);
    let policy = EmailPolicy::corporate("acme.example").unwrap();
    let draft = SetEmailPolicy::new(account, policy.clone());
    compared.draft(&draft, &Command::SetEmailPolicy { account, policy }, []);
}

fn invitations(compared: &mut Compared) {
    let (invitation, account, expires) = (id(1), id(2), t(5));
    let literal = |name, phone| Command::Invite {
        invitation,
        account,
        email: email(),
        name,
        phone,
        assignment: basic(),
        expires,
    };
    let draft = Invite::new(invitation, account, email(), basic(), expires);
    let given = [
        ("name", draft.clone().name(name("Bob")), literal(Some(name("Bob")), None)),
        ("phone", draft.clone().phone(phone()), literal(None, Some(phone()))),
    ];
    compared.draft(&draft, &literal(None, None), given);
    let literal = |phone| Command::AcceptInvitation { invitation, email: email(), name: name("Bob"), phone };
    let draft = AcceptInvitation::new(invitation, email(), name("Bob"));
    let with_phone = draft.clone().phone(phone());
    compared.draft(&draft, &literal(None), [("phone", with_phone, literal(Some(phone())))]);
    let literal = Command::DeclineInvitation { invitation, email: email() };
    compared.draft(&DeclineInvitation::new(invitation, email()), &literal, []);
    compared.draft(&RevokeInvitation::new(invitation), &Command::RevokeInvitation { invitation }, []);
    let draft = RenewInvitation::new(invitation, expires);
    compared.draft(&draft, &Command::RenewInvitation { invitation, expires }, []);
}

fn members(compared: &mut Compared) {
    let (user, account, ada) = (id(1), id(2), id(3));
    let literal = |phone, on_behalf_of| Command::AddUser {
        user,
        account,
        email: email(),
        name: name("Bob"),
        phone,
        assignment: basic(),
        on_behalf_of,
    };
    let draft = AddUser::new(user, account, email(), name("Bob"), basic());
    let given = [
        ("phone", draft.clone().phone(phone()), literal(Some(phone()), None)),
        ("on_behalf_of", draft.clone().on_behalf_of(ada), literal(None, Some(ada))),
    ];
    compared.draft(&draft, &literal(None, None), given);
    let literal = |replaces| Command::Assign { user, account, assignment: basic(), replaces };
    let draft = Assign::new(user, account, basic());
    let replacing = draft.clone().replacing(admin());
    compared.draft(&draft, &literal(None), [("replaces", replacing, literal(Some(admin())))]);
    compared.draft(&Leave::new(account), &Command::Leave { account }, []);
    compared.draft(&RemoveMember::new(user, account), &Command::RemoveMember { user, account }, []);
}

fn users(compared: &mut Compared) {
    let user = id(1);
    let seen = UserDetails::new(name("Bob"));
    let literal = |replaces| Command::EditUser { user, name: name("Rob"), phone: Some(phone()), replaces };
    let draft = EditUser::new(user, name("Rob"), Some(phone()));
    let replacing = draft.clone().replacing(seen.clone());
    compared.draft(&draft, &literal(None), [("replaces", replacing, literal(Some(seen)))]);
    compared.draft(&ChangeEmail::new(user, email()), &Command::ChangeEmail { user, email: email() }, []);
    compared.draft(&ResetPassword::new(user), &Command::ResetPassword { user }, []);
    compared.draft(&DeactivateUser::new(user), &Command::DeactivateUser { user }, []);
    compared.draft(&ReactivateUser::new(user), &Command::ReactivateUser { user }, []);
    compared.draft(&DeleteUser::new(user), &Command::DeleteUser { user }, []);
}

fn roles(compared: &mut Compared) {
    let (role, account) = (id(1), id(2));
    let grants = Grants::of(PermissionSet::SMS_SEND, Scope::Account);
    let seen = RoleDefinition::new(name("Day shift"), Grants::NONE);
    let literal = Command::DefineRole { role, account, name: name("Night shift"), grants };
    compared.draft(&DefineRole::new(role, account, name("Night shift"), grants), &literal, []);
    let literal = |replaces| Command::ChangeRole { role, name: name("Night shift"), grants, replaces };
    let draft = ChangeRole::new(role, name("Night shift"), grants);
    let replacing = draft.clone().replacing(seen.clone());
    compared.draft(&draft, &literal(None), [("replaces", replacing, literal(Some(seen)))]);
    compared.draft(&DeleteRole::new(role), &Command::DeleteRole { role }, []);
}

fn keys(compared: &mut Compared) {
    let (key, account, cap, until) = (id(1), id(2), PermissionSet::SENT_VIEW, t(5));
    let literal = |subtree, until| Command::CreateApiKey { key, account, subtree, name: name("Key"), cap, until };
    let draft = CreateApiKey::new(key, account, name("Key"), cap);
    let given = [
        ("subtree", draft.clone().subtree(true), literal(true, None)),
        ("until", draft.clone().until(until), literal(false, Some(until))),
    ];
    compared.draft(&draft, &literal(false, None), given);
    let seen = ApiKeySettings::new(name("Old"), PermissionSet::SMS_SEND);
    let literal =
        |replaces| Command::ChangeApiKey { key, subtree: true, name: name("Key"), cap, until: Some(until), replaces };
    let draft = ChangeApiKey::new(key, true, name("Key"), cap, Some(until));
    let replacing = draft.clone().replacing(seen.clone());
    compared.draft(&draft, &literal(None), [("replaces", replacing, literal(Some(seen)))]);
    compared.draft(&RevokeApiKey::new(key), &Command::RevokeApiKey { key }, []);
}

fn keys_of_accounts(compared: &mut Compared) {
    let (key, account, cap, until) = (id(1), id(2), PermissionSet::SENT_VIEW, t(5));
    let literal = |subtree, until| Command::CreateAccountKey { key, account, subtree, name: name("Key"), cap, until };
    let draft = CreateAccountKey::new(key, account, name("Key"), cap);
    let given = [
        ("subtree", draft.clone().subtree(true), literal(true, None)),
        ("until", draft.clone().until(until), literal(false, Some(until))),
    ];
    compared.draft(&draft, &literal(false, None), given);
    compared.draft(&ResetApiKey::new(key), &Command::ResetApiKey { key }, []);
}

#[test]
fn c11_what_is_there_is_cleared_by_an_explicit_none_alone() {
    let (user, key, cap) = (id(1), id(2), PermissionSet::SENT_VIEW);
    let cleared = Command::EditUser { user, name: name("Bob"), phone: None, replaces: None };
    assert_eq!(Command::from(EditUser::new(user, name("Bob"), None)), cleared);
    let endless = Command::ChangeApiKey { key, subtree: false, name: name("Key"), cap, until: None, replaces: None };
    assert_eq!(Command::from(ChangeApiKey::new(key, false, name("Key"), cap, None)), endless);
}

#[test]
fn a_method_takes_an_option_and_the_last_one_counts() {
    let draft = || Invite::new(id(1), id(2), email(), basic(), t(5));
    assert_eq!(draft().name(None).phone(None), draft());
    assert_eq!(draft().name(Some(name("Bob"))), draft().name(name("Bob")));
    assert_eq!(draft().name(name("Bob")).name(None), draft());
    assert_eq!(draft().name(name("Bob")).phone(phone()), draft().phone(phone()).name(name("Bob")));
}

#[test]
fn all_of_a_thing_is_set_from_all_that_was_read() {
    let details = UserDetails::new(name("Bob")).phone(phone());
    assert_eq!(EditUser::to(id(1), details), EditUser::new(id(1), name("Bob"), Some(phone())));
    assert_eq!(EditUser::to(id(1), UserDetails::new(name("Bob"))), EditUser::new(id(1), name("Bob"), None));
    let grants = Grants::of(PermissionSet::SMS_SEND, Scope::Own);
    let definition = RoleDefinition::new(name("Clerk"), grants);
    assert_eq!(ChangeRole::to(id(1), definition), ChangeRole::new(id(1), name("Clerk"), grants));
    let cap = PermissionSet::SENT_VIEW;
    let settings = ApiKeySettings::new(name("Key"), cap);
    let alone = ChangeApiKey::new(id(1), false, name("Key"), cap, None);
    assert_eq!(ChangeApiKey::to(id(1), settings.clone()), alone);
    let until = t(5) + MILLI;
    let wide = ChangeApiKey::new(id(1), true, name("Key"), cap, Some(until));
    assert_eq!(ChangeApiKey::to(id(1), settings.subtree(true).until(until)), wide);
}
