//! Every [`Refusal`], as the answer to a command.

use std::collections::BTreeSet;

use sendright::commands::*;
use sendright::testing::{World, account, day, invitation, key, role, user};
use sendright::{
    Account, AccountId, Actor, Assignment, Billing, Command, Email, EmailPolicy, Grants, Name, Permission,
    PermissionSet, Preset, Refusal, Scope, Stamp,
};
use uuid::Uuid;

use crate::support::variants::assert_all_made;

/// A code, a world, and a command that is refused there with this code at the present of the world.
type Row = (&'static str, World, Actor, Command);

fn row(code: &'static str, world: World, actor: impl Into<Actor>, command: impl Into<Command>) -> Row {
    (code, world, actor.into(), command.into())
}

/// An account with an administrator, `acme-admin`, and a member who sends.
fn acme() -> World {
    World::new().account("acme").member("bob", Preset::Sender)
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn email(text: &str) -> Email {
    World::email(text)
}

fn admin() -> Actor {
    user("acme-admin").into()
}

/// Eve is invited to the account `acme`.
fn invites_eve(assignment: impl Into<Assignment>) -> Invite {
    Invite::new(invitation("eve", "acme"), account("acme"), email("eve"), assignment.into(), day(7))
}

/// Eve accepts, with the address of this name.
fn eve_accepts(address: &str) -> AcceptInvitation {
    AcceptInvitation::new(invitation("eve", "acme"), email(address), name("Eve"))
}

fn opens(sub: AccountId, parent: &str) -> OpenSubaccount {
    OpenSubaccount::new(sub, account(parent), name("Sub"))
}

fn adds_bob(to: &str, address: &str) -> AddUser {
    AddUser::new(user("bob"), account(to), email(address), name("Bob"), Preset::Sender.into())
}

/// A custom role, whose one permission is to see sent messages.
fn sees() -> Grants {
    Grants::of(PermissionSet::SENT_VIEW, Scope::Account)
}

/// What the actor may not do, whatever the state of things is.
fn of_actors() -> Vec<Row> {
    let rename = RenameAccount::new(account("acme"), name("Other"));
    let account_key = CreateAccountKey::new(key("new"), account("acme"), name("new"), PermissionSet::SMS_SEND);
    let shop = || acme().sub("shop").member("dan", Preset::Admin);
    vec![
        row("missing", acme(), user("bob"), Assign::new(user("bob"), account("acme"), Preset::Admin.into())),
        row("operator_only", acme(), admin(), SetBilling::new(account("acme"), Billing::Postpaid)),
        row("from_above", shop(), user("dan"), CloseAccount::new(account("shop"))),
        row("person_only", acme(), Actor::System, Leave::new(account("acme"))),
        row("not_by_key", acme().key("ci", "acme-admin", Permission::IntegrationKeys), key("ci"), account_key),
        row("not_by_account_key", acme().account_key("nightly", Permission::AccountEdit), key("nightly"), rename),
        row(
            "not_the_owner",
            acme().member("dan", Preset::Admin).key("ci", "dan", Permission::SmsSend),
            admin(),
            ResetApiKey::new(key("ci")),
        ),
    ]
}

/// What requires that the actor holds more, or for longer.
fn of_coverage() -> Vec<Row> {
    let inviter = Grants::of(PermissionSet::USER_INVITE, Scope::Account);
    let both = acme().sub("shop").member("bob", Preset::Sender).member("dan", Preset::Admin);
    let cleo = acme().member("cleo", Assignment::of(Preset::Admin).until(day(1)));
    vec![
        row(
            "uncovered",
            acme().role("inviter", inviter).member("ivy", Assignment::of(role("inviter"))),
            user("ivy"),
            invites_eve(Preset::Admin),
        ),
        row("uncovered_elsewhere", both, user("dan"), DeactivateUser::new(user("bob"))),
        row("outlasts", cleo, user("cleo"), invites_eve(Preset::Basic)),
        row(
            "inviter_lost_authority",
            acme()
                .member("dan", Preset::Admin)
                .given(user("dan"), invites_eve(Preset::Basic))
                .assign("dan", Preset::Basic),
            user("eve"),
            eve_accepts("eve"),
        ),
    ]
}

/// Ids of what is not there, and ids that nothing new can have.
fn of_ids() -> Vec<Row> {
    let nil = Uuid::nil().into();
    vec![
        row("unknown_account", acme(), Actor::System, RenameAccount::new(account("nowhere"), name("Other"))),
        row("unknown_user", acme(), Actor::System, ResetPassword::new(user("mallory"))),
        row("unknown_role", acme(), Actor::System, DeleteRole::new(role("none"))),
        row("unknown_invitation", acme(), Actor::System, RenewInvitation::new(invitation("eve", "acme"), day(7))),
        row("unknown_api_key", acme(), Actor::System, ResetApiKey::new(key("lost"))),
        row("nil_id", acme(), Actor::System, opens(nil, "acme")),
        row("id_taken", acme(), Actor::System, opens(account("acme"), "acme")),
    ]
}

/// Accounts that are in the way.
fn of_accounts() -> Vec<Row> {
    let shop = acme().sub("shop");
    let policy = SetEmailPolicy::new(account("shop"), EmailPolicy::corporate("acme.example").unwrap());
    let levels: Vec<String> = (1..=Account::MAX_DEPTH).map(|depth| format!("depth {depth}")).collect();
    let deepest = levels.iter().fold(acme(), |world, name| world.sub(name));
    let below = opens(account("below"), levels.last().unwrap());
    let suspend = SuspendAccount::new(account("acme"));
    vec![
        row("account_closed", acme().closed(), Actor::System, opens(account("shop"), "acme")),
        row("account_suspended", acme().invitation("eve", Preset::Basic).suspended(), user("eve"), eve_accepts("eve")),
        row("not_a_root", shop, Actor::System, policy),
        row("too_deep", deepest, Actor::System, below),
        row("already_so", acme().suspended(), Actor::System, suspend),
        row("last_administrator", acme(), admin(), Leave::new(account("acme"))),
    ]
}

/// Persons, their addresses, and what they are members of.
fn of_people() -> Vec<Row> {
    let shop = || acme().sub("shop");
    let again = Invite::new(invitation("bob", "shop"), account("shop"), email("bob"), Preset::Basic.into(), day(7));
    let policy = EmailPolicy::corporate("acme.example").unwrap();
    let basic = || Assignment::of(Preset::Basic);
    vec![
        row("user_deactivated", shop().deactivated("bob"), admin(), again),
        row("email_policy", acme().email_policy(policy), admin(), invites_eve(Preset::Basic)),
        row("address_taken", acme(), Actor::System, ChangeEmail::new(user("bob"), email("acme-admin"))),
        row("not_the_users_address", shop(), Actor::System, adds_bob("shop", "robert")),
        row("not_the_invited_address", acme().invitation("eve", Preset::Basic), user("eve"), eve_accepts("evelyn")),
        row("invitation_over", acme().expired_invitation("eve", Preset::Basic), user("eve"), eve_accepts("eve")),
        row("already_member", acme().assign("bob", Preset::Basic), Actor::System, adds_bob("acme", "bob")),
        row("not_a_member", shop(), Actor::System, Assign::new(user("bob"), account("shop"), basic())),
        row("other_tree", acme().account("other"), Actor::System, adds_bob("other", "bob")),
        row(
            "changed_meanwhile",
            acme(),
            admin(),
            Assign::new(user("bob"), account("acme"), basic()).replacing(Assignment::default()),
        ),
    ]
}

/// Values that make no sense, or none in this account.
fn of_values() -> Vec<Row> {
    let assign = |assignment| Assign::new(user("bob"), account("acme"), assignment);
    let until = |day| RenewInvitation::new(invitation("eve", "acme"), day);
    let of_shop = acme().sub("shop").role("viewer", sees());
    let viewer = || acme().role("viewer", sees());
    let another = |text: Name| DefineRole::new(role("new"), account("acme"), text, sees());
    // No text is parsed to such a name, and one may be stored: an earlier version knew fewer of these characters.
    let unreadable = serde_json::from_str("\"A\u{200b}b\"").unwrap();
    vec![
        row("empty_assignment", acme(), admin(), assign(Assignment::default())),
        row("empty_window", acme().invitation("eve", Preset::Basic), admin(), until(day(-1))),
        row("role_not_usable", of_shop, Actor::System, assign(role("viewer").into())),
        row("role_in_use", viewer().assign("bob", role("viewer")), admin(), DeleteRole::new(role("viewer"))),
        row("unreadable_name", acme(), admin(), another(unreadable)),
        row("role_name_taken", viewer(), admin(), another(name("Viewer"))),
    ]
}

#[test]
fn c3_every_refusal_is_the_answer_to_a_command() {
    let rows = [of_actors(), of_coverage(), of_ids(), of_accounts(), of_people(), of_values()];
    let mut made: Vec<Refusal> = Vec::new();
    for (code, world, actor, command) in rows.into_iter().flatten() {
        let stamp = Stamp::new(world.now(), Uuid::from_u128(1).into());
        let refusal = world.directory().plan(actor, &command, stamp).expect_err(code);
        assert_eq!(refusal.code(), code, "{command:?}\n{world:?}");
        made.push(refusal);
    }
    let codes: BTreeSet<&str> = made.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), made.len(), "one row a code");
    assert_all_made(include_str!("../../../src/directory/refusal.rs"), "Refusal", made);
}
