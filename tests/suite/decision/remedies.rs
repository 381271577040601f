//! What an explanation says would help does, and no other role would (rule D7).

use proptest::prelude::*;
use sendright::testing::{KeyTerms, Question, World, account, key, now, user};
use sendright::{
    Account, AccountStatus, Actor, AssignedRole, Assignment, Billing, Command, Directory, Permission, PermissionSet,
    Preset, Principal, Refusal, Request, Selection,
};

use super::questions::{asked, asker, crosses_trees, path, shared_from};
use crate::support::properties::cases;
use crate::support::stamp::stamp;

/// What an account would offer if it and those above it were active.
fn offer(path: &[&Account]) -> PermissionSet {
    let deepest = path.first().is_some_and(|account| account.depth() == Account::MAX_DEPTH);
    let cut = if deepest { PermissionSet::SUBACCOUNT_MANAGE } else { PermissionSet::EMPTY };
    let billing = path.iter().find_map(|account| account.own_billing());
    let unpaid = billing.filter(|billing| *billing == Billing::Postpaid).map(|_| PermissionSet::CREDIT_PURCHASE);
    let features = path.iter().map(|account| account.features().permissions());
    features.fold(PermissionSet::ALL - cut - unpaid.unwrap_or_default(), |left, offer| left & offer)
}

/// What a role could give, of all that there is; nothing where no role has a say.
fn curable(directory: &Directory, question: &Question) -> PermissionSet {
    let path = path(directory, question.account);
    let in_reach = match question.principal {
        Principal::User(_) => true,
        Principal::ApiKey(key) => directory.api_key(key).is_some_and(|key| {
            let above = path.iter().any(|account| account.id() == key.account());
            key.account() == question.account || key.is_for_subtree() && above
        }),
    };
    let closed = path.iter().any(|account| account.status() == AccountStatus::Closed);
    let reachable = in_reach && !crosses_trees(directory, question);
    if path.is_empty() || closed || !reachable || asker(directory, question).is_none() {
        return PermissionSet::EMPTY;
    }
    let shareable = match shared_from(question) {
        Some(ancestor) if path.iter().skip(1).any(|account| account.id() == ancestor) => {
            PermissionSet::TEMPLATE_VIEW | PermissionSet::CONTACT_VIEW
        }
        Some(_) => PermissionSet::EMPTY,
        None => PermissionSet::ALL,
    };
    (offer(&path) & shareable) - PermissionSet::PROFILE_EDIT
}

/// The directory with what no role lifts lifted: everybody active.
fn resumed(directory: &Directory, question: &Question) -> Directory {
    let mut resumed = directory.clone();
    let user = asker(directory, question).map(|user| Command::ReactivateUser { user });
    // Members and the operator suspend, and resume, separately.
    let members = directory.members(account("acme")).map(|member| Actor::User(member.user()));
    let actors: Vec<_> = members.chain([Actor::System]).collect();
    // From the root account down: members resume what is below an account that is active.
    let accounts = path(directory, question.account).into_iter().rev().map(Account::id);
    for command in accounts.map(|account| Command::ResumeAccount { account }).chain(user) {
        for actor in &actors {
            // Whoever is active already is left as they are, and whoever may not does nothing.
            let _ = resumed.execute(*actor, command.clone(), stamp(&resumed, question.at));
        }
    }
    resumed
}

/// The user's membership in the account, begun and with a role more; `None` if there is none and no role.
fn with_role(directory: &Directory, question: &Question, role: Option<AssignedRole>) -> Option<Command> {
    let (user, account) = (asker(directory, question)?, question.account);
    let membership = directory.membership(user, account).map(|membership| membership.assignment().clone());
    let Some(mut assignment) = membership.filter(|it| it.ends().is_none_or(|until| question.at < until)) else {
        let known = directory.user(user)?;
        let (email, name) = (known.email().clone(), known.name().clone());
        return Some(Command::AddUser {
            user,
            account,
            email,
            name,
            assignment: Assignment::of(role?),
            phone: None,
            on_behalf_of: None,
        });
    };
    if assignment.starts().is_some_and(|from| question.at < from) {
        assignment = assignment.from(question.at);
    }
    Some(Command::Assign {
        user,
        account,
        assignment: role.into_iter().fold(assignment, Assignment::and),
        replaces: None,
    })
}

/// Whether it is allowed once the membership is begun and has a role more, which must be usable there.
fn helps(directory: &Directory, question: &Question, role: Option<AssignedRole>, required: PermissionSet) -> bool {
    let mut changed = directory.clone();
    if let Some(command) = with_role(directory, question, role) {
        match changed.execute(Actor::System, command, stamp(&changed, question.at)) {
            Err(Refusal::UnknownRole(_) | Refusal::RoleNotUsable { .. } | Refusal::UserDeactivated(_)) => return false,
            Err(Refusal::AlreadySo(_)) => {}
            executed => drop(executed.unwrap()),
        }
    }
    changed.authorize(&Question { required, ..*question }.request()).is_ok()
}

proptest! {
    #![proptest_config(cases(300))]

    /// A role is named if and only if nothing but a role is wanting of what a role could give, and it does.
    #[test]
    fn d7_a_role_is_named_if_and_only_if_it_would_do(asked in asked(8)) {
        let directory = asked.world().directory();
        let custom = asked.world().roles().into_iter().map(AssignedRole::from);
        let roles: Vec<_> = Preset::ALL.map(AssignedRole::from).into_iter().chain(custom).collect();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            let wanted = question.required & curable(directory, question);
            let named = |role| match role {
                AssignedRole::Preset(preset) => explanation.presets().contains(&preset),
                AssignedRole::Custom(role) => explanation.roles().any(|named| named == role),
                other => unreachable!("not known here: {other}"),
            };
            // A key that is over gives no answer that tells whether its owner's roles would do.
            let over = match question.principal {
                Principal::ApiKey(key) => directory.api_key(key)
                    .is_none_or(|key| key.ends().is_some_and(|until| until <= question.at)),
                Principal::User(_) => false,
            };
            if over {
                continue;
            }
            let base = resumed(directory, question);
            let missing = !wanted.is_empty() && !helps(&base, question, None, wanted);
            for role in &roles {
                let would_do = missing && helps(&base, question, Some(*role), wanted);
                prop_assert_eq!(named(*role), would_do, "{} {}", role, explanation);
            }
        }
    }

    /// Whatever is missing that a role could give, something is said that would help.
    #[test]
    fn d7_where_something_would_help_it_is_said(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            let missing = explanation.missing() & curable(directory, question);
            if !missing.is_empty() {
                let text = explanation.to_string();
                let said = ["would give", "would then give", "lifting the withholding", "its owner can widen it", "starts at", "the owner can create another"];
                prop_assert!(said.iter().any(|said| text.contains(said)), "{text}");
            }
        }
    }
}

/// Ada, who administers Acme, and Bob with this assignment.
fn scene(bobs: Assignment) -> World {
    World::new().account_for("Acme", "Ada").member("Bob", bobs)
}

fn withholding() -> Assignment {
    Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch | Permission::BillingView)
}

fn asking(who: impl Into<Principal>, permission: Permission) -> Request {
    Request::new(who, permission, account("Acme")).at(now())
}

#[test]
fn d7_a_role_does_not_help_against_a_withholding() {
    let launch = asking(user("Bob"), Permission::SmsLaunch);
    let explanation = scene(withholding()).directory().explain(&launch);
    assert!(explanation.presets().is_empty() && explanation.roles().next().is_none());
    let text = explanation.to_string();
    assert!(text.contains("\n- lifting the withholding of `sms.launch` in Acme"), "{text}");
    assert!(!text.contains("any of these roles"), "{text}");
    assert!(scene(Preset::Sender.into()).directory().authorize(&launch).is_ok());
}

/// What is withheld and given by nothing takes both.
#[test]
fn d7_a_withholding_is_lifted_before_a_role_helps() {
    let view = asking(user("Bob"), Permission::BillingView);
    let explanation = scene(withholding()).directory().explain(&view);
    assert!(explanation.presets().is_empty());
    let text = explanation.to_string();
    assert!(
        text.contains("\n- the withholding of `billing.view` in Acme")
            && text.contains("must be lifted before a role can"),
        "{text}"
    );
    assert!(text.contains("would then give Bob"), "{text}");
    assert!(text.ends_with("at the scope account: admin"), "{text}");
    let both = || Assignment::of(Preset::Sender).and(Preset::Admin);
    assert!(scene(both().withholding(Permission::BillingView)).directory().authorize(&view).is_err());
    assert!(scene(both()).directory().authorize(&view).is_ok());
}

#[test]
fn d7_a_key_is_widened_by_its_owner() {
    let world = World::new().account_for("Acme", "Ada").key("Reports", "Ada", Permission::SentView);
    let explanation = world.directory().explain(&asking(key("Reports"), Permission::SmsSend));
    assert!(explanation.presets().is_empty(), "its owner is the administrator");
    let text = explanation.to_string();
    assert!(text.contains("\n- `sms.send` is beyond the cap of Reports"), "{text}");
    assert!(text.contains("its owner can widen it"), "{text}");
    assert!(!text.contains("any of these roles"), "{text}");
}

/// Bob's key of the shop and below sleeps: he has no rights there any more, but may be in the stall.
fn sleeping(in_stall: bool) -> World {
    let world = World::new().account("Acme").sub("Shop").sub("Kiosk").within("Shop").sub("Stall").within("Acme");
    let world = world.member("Bob", Preset::Admin).within("Shop");
    let world = world.key("Robot", "Bob", KeyTerms::of(PermissionSet::ALL).below());
    let world = if in_stall { world.within("Stall").member("Bob", Preset::Basic) } else { world };
    let withheld = Assignment::of(Preset::Admin).withholding(Selection::EVERYTHING);
    world.within("Acme").assign("Bob", withheld)
}

/// To give its owner more would revoke it (rule G5), whether here or above; where it is in use below, here does not.
#[test]
fn d7_a_key_for_the_subtree_that_sleeps_is_not_woken_up() {
    let asked = Request::new(key("Robot"), Permission::SmsSend, account("Kiosk")).at(now());
    for in_stall in [false, true] {
        let world = sleeping(in_stall);
        let explanation = world.directory().explain(&asked);
        let text = explanation.to_string();
        assert_eq!(text.contains("nothing wakes this key up"), !in_stall, "{text}");
        assert_eq!(explanation.presets().contains(&Preset::Sender), in_stall, "{text}");
        assert!(!text.contains("lifting the withholding"), "{text}");

        let here = world.clone().within("Kiosk").member("Bob", Preset::Sender);
        assert_eq!(here.directory().authorize(&asked).is_ok(), in_stall, "{text}");
        let above = world.within("Acme").assign("Bob", Preset::Admin);
        assert!(above.directory().api_key(key("Robot")).is_none(), "{text}");
    }
}

/// What the account does not make available is told of such a key, too.
#[test]
fn d7_what_no_role_can_give_is_told_of_a_key_that_sleeps() {
    let asked = Request::new(key("Robot"), Permission::SmsSend, account("Kiosk")).at(now());
    let without = || sleeping(false).within("Kiosk").features(Selection::all_but(PermissionSet::SMS_SEND));
    for (world, is_cut) in [(sleeping(false), false), (without(), true)] {
        let text = world.directory().explain(&asked).to_string();
        assert!(text.contains("nothing wakes this key up"), "{text}");
        assert_eq!(text.contains("\n- no role can give `sms.send` here"), is_cut, "{text}");
    }
}

/// Of what is withheld above, that which is given there and lacking here: neither what is not withheld, nor what is not asked for.
#[test]
fn d7_of_what_is_withheld_above_that_is_lifted_which_helps() {
    let bobs = Assignment::of(Preset::SubaccountAdmin).withholding(Permission::SmsLaunch | Permission::SmsSend);
    let world = scene(bobs).sub("Shop").within("Acme");
    let lacked = Permission::SmsLaunch | Permission::BillingView;
    let asked = Request::new(user("Bob"), lacked, account("Shop")).at(now());
    let text = world.directory().explain(&asked).to_string();
    assert!(text.contains("\n- lifting the withholding of `sms.launch` in Acme"), "{text}");
    assert!(
        !text.contains("lifting the withholding of `sms.send`") && !text.contains("`billing.view` in Acme would"),
        "{text}"
    );
}
