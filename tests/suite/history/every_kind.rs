//! A directory in which every kind of command is accepted at least once, and some actions are performed.

use std::sync::LazyLock;

use crate::support::commands::invite_until;
use crate::support::stamp::stamp;
use chrono::{DateTime, Duration, TimeZone, Utc};
use sendright::history::History;
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, Directory, EmailPolicy, Grants, InvitationId,
    Level, Levels, Permission, PermissionSet, Preset, Principal, Request, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

pub(crate) const ACME: u128 = 1;
pub(crate) const SALES: u128 = 2;
pub(crate) const NORTH: u128 = 3;
pub(crate) const ADA: u128 = 11;
pub(crate) const BOB: u128 = 12;
pub(crate) const CLEO: u128 = 13;
pub(crate) const DAN: u128 = 14;
pub(crate) const CLERK: u128 = 21;
pub(crate) const KEY: u128 = 31;

pub(crate) fn account(id: u128) -> AccountId {
    Uuid::from_u128(id).into()
}

pub(crate) fn user(id: u128) -> UserId {
    Uuid::from_u128(id).into()
}

pub(crate) fn role(id: u128) -> RoleId {
    Uuid::from_u128(id).into()
}

pub(crate) fn key(id: u128) -> ApiKeyId {
    Uuid::from_u128(id).into()
}

pub(crate) fn invitation(id: u128) -> InvitationId {
    Uuid::from_u128(id).into()
}

/// So many days after the first.
pub(crate) fn day(days: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 1, 9, 0, 0).unwrap() + Duration::days(days)
}

pub(crate) fn email<T: core::str::FromStr<Err: core::fmt::Debug>>(local: &str) -> T {
    format!("{local}@acme.example").parse().unwrap()
}

/// A directory and its history, a day later with every step.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) history: History,
    pub(crate) now: DateTime<Utc>,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self { directory: Directory::new(), history: History::new(), now: day(0) };
        world.does(
            Actor::System,
            Command::OpenAccount {
                account: account(ACME),
                name: "Acme".parse().unwrap(),
                billing: Billing::Prepaid,
                features: Selection::EVERYTHING,
                administrator: user(ADA),
                email: email("ada"),
                administrator_name: "Ada".parse().unwrap(),
            },
        );
        world
    }

    #[track_caller]
    pub(crate) fn does(&mut self, actor: impl Into<Actor>, command: Command) {
        let change = self.directory.plan(actor, &command, stamp(&self.directory, self.now)).unwrap();
        self.history.commit(&mut self.directory, change).unwrap();
        self.now += Duration::days(1);
    }

    #[track_caller]
    pub(crate) fn uses(
        &mut self,
        principal: impl Into<Principal>,
        permission: Permission,
        at: u128,
        owner: u128,
        about: &str,
    ) {
        let request = Request::new(principal, permission, account(at));
        let request = if owner == 0 { request } else { request.owned_by(user(owner)) };
        let proof = self.directory.authorize(&request.at(self.now)).unwrap();
        let about = (!about.is_empty()).then(|| about.parse().unwrap());
        self.history.record(proof, &self.directory, about);
    }

    pub(crate) fn add(&mut self, id: u128, name: &str, at: u128, assignment: Assignment) {
        let (user, account) = (user(id), account(at));
        let email = email(&name.to_lowercase());
        self.does(
            Actor::System,
            Command::AddUser {
                user,
                account,
                email,
                name: name.parse().unwrap(),
                assignment,
                phone: None,
                on_behalf_of: None,
            },
        );
    }

    /// Every kind of command and action.
    pub(crate) fn whole() -> Self {
        static WHOLE: LazyLock<World> = LazyLock::new(|| {
            let mut world = World::new();
            world.accounts();
            world.people();
            world.keys_and_roles();
            world.actions();
            world.ends();
            world.account_keys();
            world
        });
        WHOLE.clone()
    }

    fn accounts(&mut self) {
        let (acme, sales, north) = (account(ACME), account(SALES), account(NORTH));
        let ada = user(ADA);
        self.does(ada, Command::OpenSubaccount { account: sales, parent: acme, name: "Sales".parse().unwrap() });
        self.does(ada, Command::OpenSubaccount { account: north, parent: sales, name: "North".parse().unwrap() });
        self.does(
            ada,
            Command::RenameAccount { account: north, name: "North of Acme".parse().unwrap(), replaces: None },
        );
        self.does(ada, Command::SuspendAccount { account: sales });
        self.does(ada, Command::ResumeAccount { account: sales });
        self.does(Actor::System, Command::SetBilling { account: acme, billing: Billing::Postpaid });
        let features = PermissionSet::ALL - Permission::VoiceSend - Permission::VoiceLaunch;
        self.does(Actor::System, Command::SetFeatures { account: acme, features: features.into() });
        self.does(ada, Command::SetEmailPolicy { account: acme, policy: EmailPolicy::NO_FREE_MAIL });
    }

    fn people(&mut self) {
        let (acme, sales, ada, bob) = (account(ACME), account(SALES), user(ADA), user(BOB));
        let invite =
            |id, account, local, assignment| invite_until(invitation(id), account, &email(local), assignment, day(300));
        self.does(ada, invite(41, acme, "bob", Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch)));
        self.does(ada, Command::RenewInvitation { invitation: invitation(41), expires: day(200) });
        let name = "Bob".parse().unwrap();
        self.does(
            bob,
            Command::AcceptInvitation { invitation: invitation(41), email: email("bob"), name, phone: None },
        );
        self.does(ada, invite(42, sales, "eve", Assignment::of(Preset::Basic)));
        self.does(user(99), Command::DeclineInvitation { invitation: invitation(42), email: email("eve") });
        self.does(ada, invite(43, sales, "eve", Assignment::of(Preset::Basic)));
        self.does(ada, Command::RevokeInvitation { invitation: invitation(43) });
        let levels = Levels::NONE.with(Area::Email, Level::Editor).with(Area::Report, Level::Guest);
        self.add(CLEO, "Cleo", SALES, Assignment::levels(levels).from(day(1)).until(day(400)));
        self.add(DAN, "Dan", SALES, Assignment::of(Preset::Regular));
        let assignment = Assignment::of(Preset::Sender);
        self.does(ada, Command::Assign { user: bob, account: acme, assignment, replaces: None });
        let name = "Robert".parse().unwrap();
        self.does(
            bob,
            Command::EditUser { user: bob, name, phone: Some("+49 30 901820".parse().unwrap()), replaces: None },
        );
        let (name, phone) = ("Daniel".parse().unwrap(), None);
        self.does(ada, Command::EditUser { user: user(DAN), name, phone, replaces: None });
        self.does(ada, Command::ChangeEmail { user: user(DAN), email: email("daniel") });
        self.does(ada, Command::ResetPassword { user: user(DAN) });
        self.does(ada, Command::DeactivateUser { user: user(DAN) });
        self.does(ada, Command::ReactivateUser { user: user(DAN) });
    }

    fn keys_and_roles(&mut self) {
        let (acme, sales, ada) = (account(ACME), account(SALES), user(ADA));
        let grants = Grants::NONE.with(Permission::ContactView, Scope::Account);
        let name = || "Clerk".parse().unwrap();
        self.does(ada, Command::DefineRole { role: role(CLERK), account: acme, name: name(), grants });
        let assignment = Assignment::of(Preset::Regular).and(role(CLERK));
        self.does(ada, Command::Assign { user: user(DAN), account: sales, assignment, replaces: None });
        let grants = Grants::NONE.with(Permission::ContactEdit, Scope::Own).with(Permission::SentView, Scope::Account);
        self.does(
            ada,
            Command::ChangeRole { role: role(CLERK), name: "Night clerk".parse().unwrap(), grants, replaces: None },
        );
        let assignment = Assignment::of(Preset::Regular);
        self.does(ada, Command::Assign { user: user(DAN), account: sales, assignment, replaces: None });
        self.does(ada, Command::DeleteRole { role: role(CLERK) });
        let cap = Permission::SmsLaunch | Permission::SmsSend | Permission::UserInvite;
        let create = |id, account| Command::CreateApiKey {
            key: key(id),
            account,
            subtree: true,
            name: "Nightly".parse().unwrap(),
            cap,
            until: None,
        };
        self.does(ada, create(KEY, acme));
        let (name, cap) = ("Weekly".parse().unwrap(), (cap - Permission::UserInvite) | Permission::SentView);
        let until = Some(day(365));
        self.does(ada, Command::ChangeApiKey { key: key(KEY), subtree: true, name, cap, until, replaces: None });
        let assignment = Assignment::of(Preset::Basic);
        let invite = invite_until(invitation(44), sales, &email("fay"), assignment, day(90));
        assert!(self.directory.plan(user(CLEO), &invite, stamp(&self.directory, self.now)).is_err());
        self.does(ada, create(KEY + 1, acme));
        self.does(ada, Command::RevokeApiKey { key: key(KEY + 1) });
        self.does(ada, create(KEY + 2, sales));
    }

    fn actions(&mut self) {
        self.uses(user(BOB), Permission::SmsLaunch, ACME, 0, "campaign 42");
        self.uses(key(KEY), Permission::SmsLaunch, SALES, 0, "");
        self.uses(user(ADA), Permission::SentView, SALES, DAN, "message 7");
        self.uses(user(DAN), Permission::SentView, SALES, DAN, "");
        let request = Request::new(user(ADA), Permission::ContactView, account(NORTH));
        let proof = self.directory.authorize(&request.shared_from(account(ACME)).at(self.now)).unwrap();
        self.history.record(proof, &self.directory, None);
    }

    fn ends(&mut self) {
        let (acme, sales, north, ada) = (account(ACME), account(SALES), account(NORTH), user(ADA));
        let invite = |id, account, local| {
            invite_until(invitation(id), account, &email(local), Assignment::of(Preset::Basic), day(300))
        };
        self.does(ada, invite(45, north, "gus"));
        self.does(ada, Command::CloseAccount { account: north });
        let name = "Mail".parse().unwrap();
        let cap = PermissionSet::SMS_SEND;
        self.does(Actor::System, Command::SetBilling { account: acme, billing: Billing::Prepaid });
        let assignment = Assignment::of(Preset::Admin);
        self.does(ada, Command::Assign { user: user(BOB), account: acme, assignment, replaces: None });
        let create =
            Command::CreateApiKey { key: key(KEY + 3), account: sales, subtree: false, name, cap, until: None };
        self.does(user(BOB), create);
        self.does(user(BOB), invite(46, sales, "hal"));
        self.does(ada, Command::RemoveMember { user: user(CLEO), account: sales });
        self.does(user(DAN), Command::Leave { account: sales });
        self.does(ada, Command::DeleteUser { user: user(BOB) });
    }

    /// A key of Sales itself, which sends.
    fn account_keys(&mut self) {
        let (name, cap) = (|| "Nightly".parse().unwrap(), Permission::SmsSend | Permission::SentView);
        let (ada, id, sales, until) = (user(ADA), key(KEY + 4), account(SALES), Some(day(365)));
        self.does(
            ada,
            Command::CreateAccountKey { key: id, account: sales, subtree: true, name: name(), cap, until: None },
        );
        let cap = cap - Permission::SentView;
        self.does(ada, Command::ChangeApiKey { key: id, subtree: true, name: name(), cap, until, replaces: None });
        self.does(Actor::System, Command::ResetApiKey { key: id });
        self.uses(id, Permission::SmsSend, SALES, 0, "campaign 43");
        self.does(ada, Command::RevokeApiKey { key: id });
    }
}
