//! The sentences that support reads, one story for each.

use sendright::{
    Account, AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, CustomNames, Directory, Grants, Level,
    Levels, Permission, PermissionSet, Preset, Principal, Request, RequestDraft, RoleId, Scope, Selection, UserId,
};

use super::ids::{account, key, role, t, user};
use crate::support::golden::assert_golden;
use crate::support::stamp::stamp;

const ACME: u128 = 0;
const NORTH: u128 = 1;
const EAST: u128 = 2;
const OTHER: u128 = 9;

/// Acme with Ada, its administrator; North and East under it; Bob, who is what a story makes him, in North.
#[derive(Clone)]
struct Story(Directory);

fn join(who: u128, name: &str, at: u128, assignment: Assignment) -> Command {
    let email = format!("{}@acme.example", name.to_lowercase()).parse().unwrap();
    Command::AddUser {
        user: user(who),
        account: account(at),
        email,
        name: name.parse().unwrap(),
        assignment,
        phone: None,
        on_behalf_of: None,
    }
}

fn open(at: u128, name: &str, administrator: u128, who: &str) -> Command {
    Command::OpenAccount {
        account: account(at),
        name: name.parse().unwrap(),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(administrator),
        email: format!("{}@{}.example", who.to_lowercase(), name.to_lowercase()).parse().unwrap(),
        administrator_name: who.parse().unwrap(),
    }
}

fn open_sub(at: u128, parent: u128, name: &str) -> Command {
    Command::OpenSubaccount { account: account(at), parent: account(parent), name: name.parse().unwrap() }
}

fn define(number: u128, name: &str, grants: Grants) -> Command {
    Command::DefineRole { role: role(number), account: account(ACME), name: name.parse().unwrap(), grants }
}

fn make_key(number: u128, at: u128, cap: PermissionSet, until: Option<i64>) -> Command {
    let (name, until) = ("Reports".parse().unwrap(), until.map(t));
    Command::CreateApiKey { key: key(number), account: account(at), subtree: false, name, cap, until }
}

impl Story {
    fn new(bob: Assignment) -> Self {
        let fax = Grants::of(Permission::custom(3).unwrap().into(), Scope::Account);
        Self(Directory::new()).after([
            open(ACME, "Acme", 0, "Ada"),
            open(OTHER, "Other", 9, "Eve"),
            open_sub(NORTH, ACME, "North"),
            open_sub(EAST, ACME, "East"),
            define(1, "Fax desk", fax),
            join(1, "Bob", NORTH, bob),
        ])
    }

    /// After commands of the operator's.
    fn after(mut self, commands: impl IntoIterator<Item = Command>) -> Self {
        for command in commands {
            self.0.execute(Actor::System, command, stamp(&self.0, t(0))).unwrap();
        }
        self
    }

    /// After a command of somebody's.
    fn by(mut self, who: u128, command: Command) -> Self {
        self.0.execute(user(who), command, stamp(&self.0, t(0))).unwrap();
        self
    }

    fn explain(&self, draft: RequestDraft, now: i64) -> String {
        self.0.explain(&draft.at(t(now))).to_string()
    }
}

fn bob(required: impl Into<PermissionSet>) -> RequestDraft {
    Request::new(user(1), required, account(NORTH))
}

fn keys(required: impl Into<PermissionSet>) -> RequestDraft {
    Request::new(key(0), required, account(NORTH))
}

type Told = (&'static str, String);

fn sender() -> Story {
    Story::new(Assignment::of(Preset::Sender))
}

fn editor() -> Assignment {
    Assignment::of(Preset::Regular).with_levels(Levels::NONE.with(Area::Sms, Level::Editor))
}

fn allowed() -> Vec<Told> {
    let fax = Permission::custom(3).unwrap();
    let send = Permission::SmsSend;
    let above = Request::new(user(0), send, account(NORTH));
    let with_key = sender().after([Command::Assign {
        user: user(1),
        account: account(NORTH),
        assignment: Assignment::of(Preset::Admin),
        replaces: None,
    }]);
    let with_key = with_key.by(1, make_key(0, NORTH, send.into(), None));
    vec![
        ("yes, by a role", sender().explain(bob(send), 0)),
        ("yes, by a level, for the role gives less", Story::new(editor()).explain(bob(Permission::SmsEdit), 0)),
        (
            "yes, by one role of two",
            Story::new(Assignment::of(Preset::Sender).and(Preset::Regular)).explain(bob(send), 0),
        ),
        ("yes, on one's own data", Story::new(Assignment::of(Preset::Basic)).explain(bob(send).own(), 0)),
        ("yes, by a custom role for a time", Story::new(Assignment::of(role(1)).until(t(5))).explain(bob(fax), 0)),
        ("yes, from above", sender().explain(above, 0)),
        ("yes, from above, although withheld in the account", {
            let withheld = Assignment::of(Preset::Sender).withholding(send);
            let story = Story::new(withheld).after([join(1, "Bob", ACME, Assignment::of(Preset::Admin))]);
            story.explain(bob(send), 0)
        }),
        ("yes, by a key", with_key.explain(keys(send), 0)),
        ("yes, shared", sender().explain(bob(Permission::TemplateView).shared_from(account(ACME)), 0)),
        ("yes, several", sender().explain(bob(send | Permission::SmsView | Permission::SentView), 0)),
        ("yes, one's own details", sender().explain(bob(Permission::ProfileEdit).own(), 0)),
    ]
}

fn refused() -> Vec<Told> {
    let send = Permission::SmsSend;
    let nobody = Request::new(user(77), send, account(NORTH));
    let nowhere = Request::new(user(1), send, account(77));
    let stranger = Request::new(user(9), send, account(NORTH));
    let deactivated = sender().after([Command::DeactivateUser { user: user(1) }]);
    vec![
        ("no: empty requirement", sender().explain(bob(PermissionSet::EMPTY), 0)),
        ("no: unknown user", sender().explain(nobody, 0)),
        ("no: unknown account", sender().explain(nowhere, 0)),
        ("no: another customer's user", sender().explain(stranger, 0)),
        ("no: no membership", sender().explain(Request::new(user(1), send, account(EAST)), 0)),
        ("no: deactivated", deactivated.explain(bob(send), 0)),
        ("no: not begun", Story::new(Assignment::of(Preset::Sender).from(t(5))).explain(bob(send), 0)),
        ("no: ended", Story::new(Assignment::of(Preset::Sender).until(t(5))).explain(bob(send), 5)),
        ("no: not shared", sender().explain(bob(Permission::TemplateEdit).shared_from(account(ACME)), 0)),
        ("no: not from above", sender().explain(bob(Permission::TemplateView).shared_from(account(EAST)), 0)),
        ("no: lesser scope", Story::new(Assignment::of(Preset::Basic)).explain(bob(send), 0)),
        ("no: missing", sender().explain(bob(Permission::BillingView), 0)),
        ("no: part of it missing", sender().explain(bob(send | Permission::custom(3).unwrap()), 0)),
        ("no: withheld", {
            let withheld = Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch);
            Story::new(withheld).explain(bob(Permission::SmsLaunch), 0)
        }),
        ("no: withheld above", {
            let withheld = Assignment::of(Preset::Admin).withholding(Permission::SmsLaunch);
            let story = sender().after([join(2, "Cleo", ACME, withheld)]);
            story.explain(Request::new(user(2), Permission::SmsLaunch, account(NORTH)), 0)
        }),
        ("no: another's details", sender().explain(bob(Permission::ProfileEdit).owned_by(user(0)), 0)),
    ]
}

fn refused_to_keys() -> Vec<Told> {
    let send = Permission::SmsSend;
    let story = || Story::new(Assignment::of(Preset::Admin));
    let looking = story().by(1, make_key(0, NORTH, PermissionSet::SENT_VIEW, Some(5)));
    let revoked = looking.clone().by(1, Command::RevokeApiKey { key: key(0) });
    let elsewhere = Request::new(key(0), Permission::SentView, account(EAST));
    vec![
        ("no, to a key: beyond its cap", looking.explain(keys(send), 0)),
        ("no, to a key: made for another account", looking.explain(elsewhere, 0)),
        ("no, to a key: revoked", revoked.explain(keys(Permission::SentView), 0)),
        ("no, to a key: ended", looking.explain(keys(Permission::SentView), 5)),
        ("no, to a key: a person's details", looking.explain(keys(Permission::ProfileEdit).own(), 0)),
    ]
}

/// The deepest account of a chain, which has level 5, and the commands that open it.
fn chain() -> (AccountId, Vec<Command>) {
    let deepest = 20 + u128::from(Account::MAX_DEPTH);
    let mut commands = vec![open_sub(21, ACME, "Level 1")];
    commands.extend((22..=deepest).map(|n| open_sub(n, n - 1, &format!("Level {}", n - 20))));
    (account(deepest), commands)
}

fn cut_off() -> Vec<Told> {
    let send = Permission::SmsSend;
    let [acme, north] = [ACME, NORTH].map(account);
    let told = |commands: Vec<Command>, draft| sender().after(commands).explain(draft, 0);
    let suspend = |account| Command::SuspendAccount { account };
    let (deepest, opened) = chain();
    let administrator = Request::new(user(0), Permission::SubaccountManage, deepest);
    let postpaid = Command::SetBilling { account: north, billing: Billing::Postpaid };
    let features = PermissionSet::ALL - Permission::SmsSend - Permission::BillingView;
    let both = Permission::SmsSend | Permission::BillingView | Permission::VoiceEdit;
    vec![
        ("no: suspended by the operator above", told(vec![suspend(acme)], bob(send))),
        ("no: suspended by members", sender().by(0, suspend(north)).explain(bob(send), 0)),
        ("no: suspended, and missing", told(vec![suspend(north)], bob(Permission::VoiceEdit))),
        ("no: shared from a suspended account", {
            told(vec![suspend(acme)], bob(Permission::TemplateView).shared_from(acme))
        }),
        ("no: closed", told(vec![Command::CloseAccount { account: north }], bob(send))),
        ("no: postpaid", told(vec![postpaid], bob(Permission::CreditPurchase))),
        ("no: level 5", told(opened, administrator)),
        ("no: not among the features above, and more", {
            told(vec![Command::SetFeatures { account: acme, features: features.into() }], bob(both))
        }),
    ]
}

#[test]
fn d7_sentences() {
    let told = [allowed(), refused(), refused_to_keys(), cut_off()].concat();
    let told: Vec<String> = told.iter().map(|(title, text)| format!("# {title}\n{text}\n\n")).collect();
    assert_golden("decision/explain.txt", &told.concat());
}

/// An application's names stand in the first line and in all reasons.
#[test]
fn d7_custom_permissions_have_their_names() {
    let fax = Permission::custom(3).unwrap();
    let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    let withheld = Assignment::of(Preset::Admin).withholding(fax);
    let features = Command::SetFeatures { account: account(NORTH), features: Selection::NOTHING };
    let closed = Story::new(withheld.clone()).after([features]);
    for story in [sender(), Story::new(withheld), Story::new(Assignment::of(role(1))), closed] {
        for draft in [bob(fax), bob(fax | Permission::SmsSend), bob(fax).shared_from(account(ACME))] {
            let explanation = story.0.explain(&draft.at(t(0)));
            let text = explanation.to_string();
            assert!(text.contains("custom.3"));
            assert_eq!(explanation.with_names(&names).to_string(), text.replace("custom.3", "fax.send"));
        }
    }
}

/// Ids of every kind, to see that the story is told of those that it names.
#[test]
fn d7_what_is_named_has_its_id() {
    let text = sender().explain(bob(Permission::custom(3).unwrap()), 0);
    let (bob, north, desk): (UserId, AccountId, RoleId) = (user(1), account(NORTH), role(1));
    for named in [format!("Bob (user {bob})"), format!("North (account {north})"), format!("Fax desk (role {desk})")] {
        assert!(text.contains(&named), "{text}");
    }
    let unknown: ApiKeyId = key(3);
    let text = sender().explain(Request::new(Principal::from(unknown), Permission::SmsSend, account(NORTH)), 0);
    assert!(text.ends_with(&format!("\n- API key {unknown} is unknown")), "{text}");
}
