//! The world of the counts: small and always the same, with one thing in it grown.

use chrono::{DateTime, Duration, TimeZone, Utc};
use sendright::{
    AccountId, Actor, Assignment, Billing, Command, Directory, Email, Grants, Permission, PermissionSet, Preset,
    RoleId, Scope, Selection, UserId,
};
use sendright_benches::{account, invitation, key, name, role, stamp, user};

/// The root account.
pub(crate) const ACME: u32 = 0;
/// The sub-account on which the commands act.
pub(crate) const SHOP: u32 = 1;
/// The account below it.
pub(crate) const STALL: u32 = 2;
/// The first number of what is grown. Smaller ones are for what is always there, and what the commands make.
pub(crate) const GROWN: u32 = 100;

/// What can be grown, and which question it asks.
pub(crate) const DIMENSIONS: [&str; 24] = [
    "members",        // of the account
    "holders",        // members of the account who have the role that is changed
    "sharers",        // the same, with n / 100 roles more, the same for all
    "administrators", // of the root account
    "places",         // accounts where the target is a member
    "ended",          // memberships of the target that have ended
    "keys",           // of the target
    "keys_made",      // and revoked, by the target
    "account_keys",   // of the account itself, in the hands of the target
    "sent",           // invitations that the target and a key of theirs sent
    "power",          // places of the target, with a key and a sent invitation in each
    "actor",          // places of the actor, with a key and a sent invitation in each
    "roles",          // that the account defined
    "assigned",       // roles of the target, and as many others to assign
    "invitations",    // to the account
    "offers",         // invitations to the account that would give the role that is changed
    "invited",        // invitations to the target's address
    "used_ids",       // of users, roles and invitations that are gone
    "below",          // accounts below the account, with a member and an invitation each
    "beside",         // accounts below the root account, beside the account
    "tree",           // users of the tree, in the accounts beside
    "tenants",        // other trees
    "entries",        // of the history, all but a few of them alike; and accounts that a query names
    "columns",        // of a matrix, ten times
];

pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) now: DateTime<Utc>,
}

/// Who administers the root account, and gives the commands.
pub(crate) fn ada() -> UserId {
    user(0)
}

/// Who administers the account, and is the target of the commands.
pub(crate) fn bob() -> UserId {
    user(1)
}

/// The custom role that bob has.
pub(crate) fn clerk() -> RoleId {
    role(0)
}

/// Lets the allocator put together what was freed before, so that it is not counted in what comes next.
pub(crate) fn tidy() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(1 << 16)));
}

/// The time of every command.
pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).single().unwrap_or_default()
}

/// The time of the last entries of the history.
pub(crate) fn later() -> DateTime<Utc> {
    now() + Duration::hours(1)
}

/// The address in the last change of the history.
pub(crate) fn late_email() -> Email {
    email("late")
}

pub(crate) fn email(local: &str) -> Email {
    format!("{local}@acme.example").parse().unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn bobs_email() -> Email {
    email("bob")
}

/// What bob has in the account.
pub(crate) fn bobs_assignment() -> Assignment {
    Assignment::of(Preset::SubaccountAdmin).and(clerk())
}

/// The roles of the dimension `assigned`: those that bob has, or the others.
pub(crate) fn many_roles(n: u32, others: bool) -> Assignment {
    let from = GROWN + if others { n / 2 } else { 0 };
    (from..from + n / 2).fold(bobs_assignment(), |assignment, number| assignment.and(role(number)))
}

impl World {
    /// The world with a dimension grown to a size.
    pub(crate) fn grown(dimension: &str, n: u32) -> Self {
        let mut world = Self { directory: Directory::new(), now: now() };
        world.settle();
        world.grow(dimension, n);
        world
    }

    /// Carries a command out.
    pub(crate) fn accepts(&mut self, actor: impl Into<Actor>, command: Command) {
        let (actor, name) = (actor.into(), command.name());
        let accepted = self.directory.execute(actor, command, stamp(&self.directory, self.now));
        accepted.unwrap_or_else(|refusal| panic!("{name} by {actor}: {refusal}"));
    }

    fn settle(&mut self) {
        self.opens_tree(ACME, 0, "ada");
        self.opens(SHOP, ACME);
        self.opens(STALL, SHOP);
        self.defines(0, SHOP);
        self.defines(1, SHOP);
        self.adds(1, SHOP, "bob", bobs_assignment());
        self.makes_key(bob(), 0, SHOP);
        self.invites(bob(), 0, SHOP, email("guest"), Assignment::of(Preset::Basic));
        self.invites(ada(), 1, STALL, bobs_email(), Assignment::of(Preset::Basic));
        self.invites(ada(), 2, SHOP, email("newcomer"), Assignment::of(Preset::Basic));
    }

    fn grow(&mut self, dimension: &str, n: u32) {
        let grown = GROWN..GROWN + n;
        let basic = || Assignment::of(Preset::Basic);
        match dimension {
            "members" => grown.for_each(|number| self.adds_stranger(number, SHOP, basic())),
            "holders" => grown.for_each(|number| self.adds_stranger(number, SHOP, Assignment::of(clerk()))),
            "sharers" => {
                let roles = GROWN..GROWN + n / 100;
                roles.clone().for_each(|number| self.defines(number, SHOP));
                let shared = roles.fold(Assignment::of(clerk()), |shared, number| shared.and(role(number)));
                grown.for_each(|number| self.adds_stranger(number, SHOP, shared.clone()));
            }
            "administrators" => {
                grown.for_each(|number| self.adds_stranger(number, ACME, Assignment::of(Preset::Admin)));
            }
            "places" => grown.for_each(|number| self.adds_bob_to(number)),
            "ended" => {
                self.now -= Duration::days(1);
                grown.for_each(|number| {
                    self.opens(number, ACME);
                    self.adds(1, number, "bob", Assignment::of(Preset::SubaccountAdmin).until(now()));
                });
            }
            "keys" => grown.for_each(|number| self.makes_key(bob(), number, SHOP)),
            "keys_made" => grown.for_each(|number| {
                self.makes_key(bob(), number, SHOP);
                self.accepts(bob(), Command::RevokeApiKey { key: key(number) });
            }),
            "account_keys" => grown.for_each(|number| self.makes_account_key(bob(), number, SHOP)),
            "sent" => {
                let senders: [Actor; 2] = [bob().into(), key(0).into()];
                grown.zip(senders.into_iter().cycle()).for_each(|(number, sender)| {
                    self.invites(sender, number, SHOP, stranger(number), basic());
                });
            }
            "power" => grown.for_each(|number| {
                self.adds_bob_to(number);
                self.makes_key(bob(), number, number);
                self.invites(bob(), number, number, stranger(number), basic());
            }),
            "actor" => grown.for_each(|number| {
                self.opens(number, ACME);
                self.adds(0, number, "ada", Assignment::of(Preset::SubaccountAdmin));
                self.makes_key(ada(), number, number);
                self.invites(ada(), number, number, stranger(number), basic());
            }),
            "roles" => grown.for_each(|number| self.defines(number, SHOP)),
            "assigned" => {
                grown.for_each(|number| self.defines(number, if number % 2 == 0 { SHOP } else { ACME }));
                self.assigns(many_roles(n, false));
            }
            "invitations" => grown.for_each(|number| self.invites(ada(), number, SHOP, stranger(number), basic())),
            "offers" => grown.for_each(|number| {
                self.invites(Actor::System, number, SHOP, stranger(number), Assignment::of(clerk()));
            }),
            "invited" => grown.for_each(|number| {
                self.opens(number, ACME);
                self.invites(Actor::System, number, number, bobs_email(), basic());
            }),
            "used_ids" => grown.for_each(|number| self.uses_ids(number)),
            "below" => grown.for_each(|number| {
                self.opens(number, SHOP);
                self.adds_stranger(number, number, basic());
                self.invites(Actor::System, number, number, email(&format!("guest{number}")), basic());
            }),
            "beside" => grown.for_each(|number| self.opens(number, ACME)),
            "tree" => {
                self.opens(GROWN, ACME);
                grown.for_each(|number| self.adds_stranger(number, GROWN, basic()));
            }
            "tenants" => grown.for_each(|number| self.opens_tree(number, number, &format!("user{number}"))),
            // They are no part of the directory.
            "entries" | "columns" => {}
            other => panic!("no dimension is called `{other}`"),
        }
    }

    fn operator(&mut self, command: Command) {
        self.accepts(Actor::System, command);
    }

    fn opens_tree(&mut self, root: u32, administrator: u32, local: &str) {
        self.operator(open_tree(root, administrator, local));
    }

    pub(crate) fn opens(&mut self, number: u32, parent: u32) {
        let (account, parent) = (account(number), account(parent));
        self.operator(Command::OpenSubaccount { account, parent, name: name("Sub") });
    }

    pub(crate) fn defines(&mut self, number: u32, account: u32) {
        self.operator(define(number, account));
    }

    pub(crate) fn adds(&mut self, number: u32, account: u32, local: &str, assignment: Assignment) {
        self.operator(add(number, account, local, assignment));
    }

    fn adds_stranger(&mut self, number: u32, account: u32, assignment: Assignment) {
        self.adds(number, account, &format!("user{number}"), assignment);
    }

    fn adds_bob_to(&mut self, number: u32) {
        self.opens(number, ACME);
        self.adds(1, number, "bob", Assignment::of(Preset::SubaccountAdmin));
    }

    fn assigns(&mut self, assignment: Assignment) {
        self.operator(Command::Assign { user: bob(), account: account(SHOP), assignment, replaces: None });
    }

    pub(crate) fn makes_key(&mut self, owner: UserId, number: u32, account: u32) {
        self.accepts(owner, make_key(number, account));
    }

    pub(crate) fn makes_account_key(&mut self, by: UserId, number: u32, account: u32) {
        self.accepts(by, make_account_key(number, account));
    }

    pub(crate) fn invites(
        &mut self,
        by: impl Into<Actor>,
        number: u32,
        account: u32,
        email: Email,
        assignment: Assignment,
    ) {
        self.accepts(by, invite(number, account, email, assignment));
    }

    /// Makes a user, a role and an invitation, and does away with them.
    fn uses_ids(&mut self, number: u32) {
        self.adds_stranger(number, SHOP, Assignment::of(Preset::Basic));
        self.operator(Command::DeleteUser { user: user(number) });
        self.defines(number, SHOP);
        self.operator(Command::DeleteRole { role: role(number) });
        self.invites(Actor::System, number, SHOP, stranger(number), Assignment::of(Preset::Basic));
        self.operator(Command::RevokeInvitation { invitation: invitation(number) });
    }
}

fn stranger(number: u32) -> Email {
    email(&format!("user{number}"))
}

pub(crate) fn open_tree(root: u32, administrator: u32, local: &str) -> Command {
    Command::OpenAccount {
        account: account(root),
        name: name("Root"),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(administrator),
        email: email(local),
        administrator_name: name("User"),
    }
}

pub(crate) fn define(number: u32, account_number: u32) -> Command {
    let grants = Grants::NONE.with(Permission::ContactView, Scope::Own);
    let name = name(&format!("Role {number}"));
    Command::DefineRole { role: role(number), account: account(account_number), name, grants }
}

pub(crate) fn add(number: u32, account_number: u32, local: &str, assignment: Assignment) -> Command {
    let (user, account) = (user(number), account(account_number));
    Command::AddUser {
        user,
        account,
        email: email(local),
        name: name("User"),
        assignment,
        phone: None,
        on_behalf_of: None,
    }
}

pub(crate) fn make_key(number: u32, account_number: u32) -> Command {
    let (key, account) = (key(number), account(account_number));
    Command::CreateApiKey { key, account, subtree: true, name: name("Key"), cap: PermissionSet::ALL, until: None }
}

pub(crate) fn make_account_key(number: u32, account_number: u32) -> Command {
    let (key, account) = (key(number), account(account_number));
    Command::CreateAccountKey {
        key,
        account,
        subtree: true,
        name: name("Key"),
        cap: PermissionSet::SMS_SEND,
        until: None,
    }
}

pub(crate) fn invite(number: u32, account_number: u32, email: Email, assignment: Assignment) -> Command {
    let (invitation, account) = (invitation(number), account(account_number));
    Command::Invite {
        invitation,
        account,
        email,
        assignment,
        expires: now() + Duration::days(7),
        name: None,
        phone: None,
    }
}

/// Ids of accounts that are grown, as many as there can be.
pub(crate) fn grown_accounts(n: u32) -> Vec<AccountId> {
    (GROWN..GROWN + n).map(account).collect()
}
