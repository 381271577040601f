//! The small world that changes are committed to.

use std::sync::LazyLock;

use sendright::testing::{KeyTerms, World, day, role};
use sendright::{AssignedRole, Assignment, EmailPolicy, Grants, Permission, Preset, Scope, Selection};

/// Two tenants with everything that a command can be about: accounts at three depths of which one is suspended and one closed,
/// members with terms, roles, keys of persons and of accounts, invitations.
pub static WORLD: LazyLock<World> = LazyLock::new(|| {
    let desk = Grants::of(Permission::SmsSend.into(), Scope::Account);
    World::new()
        .account_for("acme", "ada")
        .email_policy(EmailPolicy::NO_FREE_MAIL)
        .role("desk", desk)
        .role("spare", Grants::NONE)
        .member("bob", Assignment::of(Preset::Sender).until(day(30)))
        .member("cleo", Assignment::of(AssignedRole::Custom(role("desk"))).and(Preset::Basic))
        .member("dan", Preset::Admin)
        .key("ci", "dan", KeyTerms::of(Permission::SmsSend).until(day(7)))
        .account_key("nightly", KeyTerms::of(Permission::SmsSend).below())
        .invitation("eve", Preset::Basic)
        .expired_invitation("fay", Preset::Standard)
        .deactivated("cleo")
        .sub("shop")
        .features(Selection::all_but(Permission::VoiceSend))
        .member("bob", Preset::SubaccountAdmin)
        .invitation("gus", Preset::Basic)
        .sub("kiosk")
        .suspended()
        .account_for("other", "zoe")
        .sub("old")
        .closed()
});
