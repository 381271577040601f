//! Every kind of command, and what each concerns: written down by hand, and held against what is noted.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sendright::history::{EventKind, HistoryEntry};
use sendright::{
    Actor, Assignment, Billing, Command, EmailPolicy, Grants, Permission, PermissionSet, Preset, Request, Scope,
};

use super::every_kind::{
    ACME, ADA, BOB, CLEO, CLERK, DAN, KEY, NORTH, SALES, World, account, email, invitation, key, role, user,
};
use crate::support::commands::invite_until;

pub(crate) const EAST: u128 = 4;

/// What an entry is expected to say.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) by: u128,
    pub(crate) whom: BTreeSet<u128>,
    pub(crate) accounts: BTreeSet<u128>,
    pub(crate) addresses: BTreeSet<&'static str>,
    revision: u64,
}

pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) rows: Vec<Row>,
}

/// Nobody, for the operator.
const OPERATOR: u128 = 0;
/// No person, for a key of an account.
const NOBODY: u128 = 0;

impl Story {
    /// The root is opened; then all others, some more than once.
    pub(crate) fn whole() -> &'static Self {
        static WHOLE: LazyLock<Story> = LazyLock::new(|| {
            let mut story = Story { world: World::new(), rows: Vec::new() };
            story.expects("open_account", OPERATOR, &[ADA], &[ACME], &["ada"]);
            story.accounts();
            story.invitations();
            story.roles();
            story.acts_on_bob();
            story.actions();
            story.account_keys();
            story.ends();
            story
        });
        &WHOLE
    }

    fn expects(&mut self, kind: &'static str, by: u128, whom: &[u128], accounts: &[u128], addresses: &[&'static str]) {
        let revision = self.world.directory.revision();
        self.expects_action(&[kind], by, whom, accounts, revision);
        self.rows.last_mut().unwrap().addresses.extend(addresses);
    }

    fn expects_action(&mut self, kinds: &[&'static str], by: u128, whom: &[u128], accounts: &[u128], revision: u64) {
        self.rows.push(Row {
            kinds: kinds.to_vec(),
            by,
            whom: whom.iter().copied().collect(),
            accounts: accounts.iter().copied().collect(),
            addresses: BTreeSet::new(),
            revision,
        });
    }

    /// Ada gives a command.
    #[track_caller]
    fn ada(&mut self, command: Command, whom: &[u128], accounts: &[u128], addresses: &[&'static str]) {
        self.does(user(ADA), ADA, command, whom, accounts, addresses);
    }

    #[track_caller]
    fn does(
        &mut self,
        actor: impl Into<Actor>,
        by: u128,
        command: Command,
        whom: &[u128],
        accounts: &[u128],
        addresses: &[&'static str],
    ) {
        let kind = command.name();
        self.world.does(actor, command);
        self.expects(kind, by, whom, accounts, addresses);
    }

    fn accounts(&mut self) {
        for (id, parent) in [(SALES, ACME), (NORTH, SALES), (EAST, ACME)] {
            let name = format!("Account {id}").parse().unwrap();
            let open = Command::OpenSubaccount { account: account(id), parent: account(parent), name };
            self.ada(open, &[], &[id, parent], &[]);
        }
        let sales = account(SALES);
        self.ada(
            Command::RenameAccount { account: sales, name: "Sales".parse().unwrap(), replaces: None },
            &[],
            &[SALES],
            &[],
        );
        let billing = Command::SetBilling { account: account(ACME), billing: Billing::Postpaid };
        self.does(Actor::System, OPERATOR, billing, &[], &[ACME, SALES, NORTH, EAST], &[]);
        let features = PermissionSet::ALL - Permission::VoiceSend;
        let features = Command::SetFeatures { account: sales, features: features.into() };
        self.does(Actor::System, OPERATOR, features, &[], &[SALES, NORTH], &[]);
        let policy = EmailPolicy::corporate("acme.example").unwrap();
        self.ada(Command::SetEmailPolicy { account: account(ACME), policy }, &[], &[ACME], &[]);
        self.ada(Command::SuspendAccount { account: sales }, &[], &[SALES, NORTH], &[]);
        self.ada(Command::ResumeAccount { account: sales }, &[], &[SALES, NORTH], &[]);
    }

    fn invite(&self, id: u128, at: u128, local: &str, assignment: Assignment) -> Command {
        let expires = self.world.now + chrono::Duration::days(100);
        invite_until(invitation(id), account(at), &email(local), assignment, expires)
    }

    fn create_key(id: u128, at: u128) -> Command {
        let (name, cap) = ("Key".parse().unwrap(), PermissionSet::ALL);
        Command::CreateApiKey { key: key(id), account: account(at), subtree: true, name, cap, until: None }
    }

    fn invitations(&mut self) {
        self.ada(Self::create_key(KEY, ACME), &[ADA], &[ACME], &[]);
        let basic = || Assignment::of(Preset::Basic);
        self.ada(self.invite(41, NORTH, "bob", basic()), &[], &[NORTH], &["bob"]);
        let renew = Command::RenewInvitation {
            invitation: invitation(41),
            expires: self.world.now + chrono::Duration::days(50),
        };
        self.does(key(KEY), ADA, renew, &[], &[NORTH], &["bob"]);
        let name = "Bob".parse().unwrap();
        let accept = Command::AcceptInvitation { invitation: invitation(41), email: email("bob"), name, phone: None };
        self.does(user(BOB), BOB, accept, &[BOB], &[NORTH], &["bob"]);
        self.world.add(CLEO, "Cleo", SALES, Assignment::of(Preset::Admin));
        self.expects("add_user", OPERATOR, &[CLEO], &[SALES], &["cleo"]);

        // Cleo is a user, so what is done to her address is done to her.
        self.does(key(KEY), ADA, self.invite(43, NORTH, "cleo", basic()), &[CLEO], &[NORTH], &["cleo"]);
        let decline = Command::DeclineInvitation { invitation: invitation(43), email: email("cleo") };
        self.does(user(CLEO), CLEO, decline, &[CLEO], &[NORTH], &["cleo"]);
        self.ada(self.invite(44, EAST, "cleo", basic()), &[CLEO], &[EAST], &["cleo"]);
        let renew = Command::RenewInvitation {
            invitation: invitation(44),
            expires: self.world.now + chrono::Duration::days(98),
        };
        self.ada(renew, &[CLEO], &[EAST], &["cleo"]);
        self.ada(Command::RevokeInvitation { invitation: invitation(44) }, &[CLEO], &[EAST], &["cleo"]);
    }

    fn roles(&mut self) {
        let grants = Grants::NONE.with(Permission::ContactView, Scope::Account);
        let name = || "Clerk".parse().unwrap();
        let define = Command::DefineRole { role: role(CLERK), account: account(ACME), name: name(), grants };
        self.ada(define, &[], &[ACME], &[]);
        let assignment = Assignment::of(Preset::Admin).and(role(CLERK));
        let assign = Command::Assign { user: user(BOB), account: account(NORTH), assignment, replaces: None };
        self.ada(assign, &[BOB], &[NORTH], &[]);
        self.ada(self.invite(45, EAST, "dan", Assignment::of(role(CLERK))), &[], &[EAST], &["dan"]);
        let grants = Grants::NONE.with(Permission::ContactView, Scope::Own);
        let change = Command::ChangeRole { role: role(CLERK), name: name(), grants, replaces: None };
        self.ada(change, &[BOB], &[ACME, NORTH, EAST], &[]);
    }

    /// Bob is a member of North alone; what is done to him as a user concerns North, too.
    fn acts_on_bob(&mut self) {
        let (bob, both) = (user(BOB), [ACME, NORTH]);
        let edit = Command::EditUser { user: bob, name: "Robert".parse().unwrap(), phone: None, replaces: None };
        self.ada(edit, &[BOB], &both, &["bob"]);
        let change = Command::ChangeEmail { user: bob, email: email("robert") };
        self.ada(change, &[BOB], &both, &["bob", "robert"]);
        self.does(bob, BOB, Self::create_key(KEY + 1, NORTH), &[BOB], &[NORTH], &[]);
        let (name, cap) = ("Key".parse().unwrap(), PermissionSet::SMS_SEND);
        let narrow =
            Command::ChangeApiKey { key: key(KEY + 1), subtree: false, name, cap, until: None, replaces: None };
        self.ada(narrow, &[BOB], &[NORTH], &[]);
        self.does(key(KEY), ADA, Command::ResetPassword { user: bob }, &[BOB], &both, &[]);
        self.ada(Command::DeactivateUser { user: bob }, &[BOB], &both, &["robert"]);
        self.ada(Command::ReactivateUser { user: bob }, &[BOB], &both, &["robert"]);
        self.does(bob, BOB, Self::create_key(KEY + 2, NORTH), &[BOB], &[NORTH], &[]);
        self.ada(Command::RevokeApiKey { key: key(KEY + 2) }, &[BOB], &[NORTH], &[]);
    }

    fn actions(&mut self) {
        let shared = Request::new(user(ADA), Permission::TemplateView, account(NORTH)).shared_from(account(ACME));
        let proof = self.world.directory.authorize(&shared.at(self.world.now)).unwrap();
        self.world.history.record(proof, &self.world.directory, None);
        self.expects_action(&["template.view"], ADA, &[], &[ACME, NORTH], self.world.directory.revision());

        // A key's, of two permissions, noted after the next change.
        let both = Permission::SmsSend | Permission::SmsLaunch;
        let request = Request::new(key(KEY), both, account(NORTH)).owned_by(user(BOB)).at(self.world.now);
        let proof = self.world.directory.authorize(&request).unwrap();
        let allowed = self.world.directory.revision();
        self.does(user(BOB), BOB, Self::create_key(KEY + 3, NORTH), &[BOB], &[NORTH], &[]);
        self.world.history.record(proof, &self.world.directory, None);
        self.expects_action(&["sms.send", "sms.launch"], ADA, &[BOB], &[NORTH], allowed);
    }

    /// They are nobody's, and what they do is done by nobody.
    fn account_keys(&mut self) {
        let (id, account, name) = (key(KEY + 10), account(NORTH), || "Key".parse().unwrap());
        let cap = Permission::SmsSend | Permission::SmsView;
        let create = Command::CreateAccountKey { key: id, account, subtree: false, name: name(), cap, until: None };
        self.ada(create, &[], &[NORTH], &[]);
        let cap = PermissionSet::SMS_SEND;
        let change = Command::ChangeApiKey { key: id, subtree: false, name: name(), cap, until: None, replaces: None };
        self.does(Actor::System, OPERATOR, change, &[], &[NORTH], &[]);
        self.ada(Command::ResetApiKey { key: id }, &[], &[NORTH], &[]);
        self.does(user(BOB), BOB, Command::ResetApiKey { key: key(KEY + 3) }, &[BOB], &[NORTH], &[]);
        let proof = self.world.directory.authorize(&Request::new(id, cap, account).at(self.world.now)).unwrap();
        self.world.history.record(proof, &self.world.directory, None);
        self.expects_action(&["sms.send"], NOBODY, &[], &[NORTH], self.world.directory.revision());
    }

    fn ends(&mut self) {
        // A key of Bob's invites, and the invitation ends with Bob.
        let invite = self.invite(46, NORTH, "cleo", Assignment::of(Preset::Basic));
        self.does(key(KEY + 3), BOB, invite, &[CLEO], &[NORTH], &["cleo"]);
        self.ada(Command::DeleteUser { user: user(BOB) }, &[BOB, CLEO], &[ACME, NORTH], &["cleo", "robert"]);
        self.ada(Command::RevokeInvitation { invitation: invitation(45) }, &[], &[EAST], &["dan"]);
        self.ada(Command::DeleteRole { role: role(CLERK) }, &[], &[ACME], &[]);
        self.world.add(DAN, "Dan", NORTH, Assignment::of(Preset::Basic));
        self.expects("add_user", OPERATOR, &[DAN], &[NORTH], &["dan"]);
        self.does(user(DAN), DAN, Command::Leave { account: account(NORTH) }, &[DAN], &[NORTH], &[]);

        // She has an address already: no record of hers has it before or after.
        self.world.add(CLEO, "Cleo", EAST, Assignment::of(Preset::Basic));
        self.expects("add_user", OPERATOR, &[CLEO], &[EAST], &["cleo"]);

        // Removal from Sales revokes a key in North; closing Sales ends an invitation to North.
        self.does(user(CLEO), CLEO, Self::create_key(KEY + 4, NORTH), &[CLEO], &[NORTH], &[]);
        let remove = Command::RemoveMember { user: user(CLEO), account: account(SALES) };
        self.ada(remove, &[CLEO], &[SALES, NORTH], &[]);
        self.ada(self.invite(47, NORTH, "cleo", Assignment::of(Preset::Basic)), &[CLEO], &[NORTH], &["cleo"]);
        self.ada(Command::CloseAccount { account: account(SALES) }, &[CLEO], &[SALES, NORTH], &["cleo"]);
    }
}

#[track_caller]
fn assert_is(entry: &HistoryEntry, row: &Row) {
    let number = |uuid: uuid::Uuid| uuid.as_u128();
    assert_eq!(entry.user().map_or(OPERATOR, |user| number(user.uuid())), row.by, "by: {entry}");
    assert_eq!(
        entry.affected_users().map(|user| number(user.uuid())).collect::<BTreeSet<_>>(),
        row.whom,
        "whom: {entry}"
    );
    let accounts: BTreeSet<u128> = entry.affected_accounts().map(|account| number(account.uuid())).collect();
    assert_eq!(accounts, row.accounts, "accounts: {entry}");
    let addresses: Vec<String> = entry.addresses().map(ToString::to_string).collect();
    let expected: Vec<String> = row.addresses.iter().map(|local| format!("{local}@acme.example")).collect();
    assert_eq!(addresses, expected, "addresses: {entry}");
    assert_eq!(entry.revision(), row.revision, "revision: {entry}");
}

#[test]
fn what_each_kind_of_command_concerns_is_noted() {
    let Story { world, rows } = Story::whole();
    assert_eq!(world.history.entries().len(), rows.len());
    for (entry, row) in world.history.entries().iter().zip(rows) {
        assert_is(entry, row);
    }
    let kinds: BTreeSet<&str> = rows.iter().flat_map(|row| row.kinds.iter().copied()).collect();
    let commands = kinds.iter().filter(|kind| kind.parse::<Permission>().is_err());
    assert_eq!(commands.count(), Command::NAMES.len(), "{kinds:?}");
    assert!(kinds.iter().all(|kind| kind.parse::<EventKind>().is_ok()));
}
