//! Explanations never disagree with the decision, and give its reasons: each refusal its obstacle, each yes its sources
//! (rule D7).

use proptest::prelude::*;
use sendright::testing::Question;
use sendright::{
    AccountId, ApiKey, AssignedRole, Denial, Directory, Level, Membership, Permission, PermissionSet, Principal, Scope,
};

use super::questions::{asked, asker, crosses_trees, path, shared_from};
use crate::support::properties::cases;

/// The reasons, a line each.
fn reasons(text: &str) -> Vec<&str> {
    text.lines().skip(1).map(|line| line.strip_prefix("- ").unwrap()).collect()
}

/// Whether a reason that says this is about this permission.
fn says(text: &str, permission: Permission, any_of: &[&str]) -> bool {
    let name = format!("`{permission}`");
    reasons(text).iter().any(|reason| reason.contains(&name) && any_of.iter().any(|said| reason.contains(said)))
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn d7_explain_agrees_with_authorize(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let (request, required) = (question.request(), question.required);
            let explanation = directory.explain(&request);
            let answer = directory.authorize(&request);
            prop_assert_eq!(explanation.outcome(), answer);
            let text = explanation.to_string();
            let first = text.lines().next().unwrap_or_default();
            match answer {
                Ok(_) => {
                    prop_assert!(first.starts_with("allowed: `"), "{text}");
                    prop_assert!(required.iter().all(|permission| first.contains(permission.name())), "{text}");
                }
                Err(denial) => prop_assert_eq!(first, format!("refused: {denial} ({})", denial.code())),
            }
            prop_assert!(!reasons(&text).is_empty(), "{text}");
        }
    }

    /// What is missing is what no live membership gives; a `missing` denial names nothing else.
    #[test]
    fn d7_what_is_missing_is_missing(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            match explanation.outcome() {
                Ok(_) => prop_assert!(explanation.missing().is_empty()),
                Err(Denial::Missing(missing)) => prop_assert_eq!(explanation.missing(), missing),
                Err(Denial::LesserScope(_)) => prop_assert!(explanation.missing().is_empty()),
                Err(_) => {}
            }
        }
    }

    /// Each denial has a reason of its kind, for each permission that it names.
    #[test]
    fn d7_each_refusal_has_its_reason(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            let text = explanation.to_string();
            let Err(denial) = explanation.outcome() else { continue };
            let said = |what: &str| reasons(&text).iter().any(|reason| reason.contains(what));
            let each = |set: PermissionSet, any_of: &[&str]| set.iter().all(|one| says(&text, one, any_of));
            let told = match denial {
                Denial::EmptyRequirement => said("names no permission"),
                Denial::NoAccess => said(cause_of_no_access(directory, question)),
                Denial::UserDeactivated => said("is deactivated"),
                Denial::KeyRevoked => said("is revoked for good"),
                Denial::NotYetValid => said(" starts at "),
                Denial::Expired => said(" ended at "),
                Denial::NotShared(beyond) => each(beyond, &["can't be shared"]),
                Denial::AccountSuspended => said("is suspended by "),
                Denial::AccountClosed => said("is closed for good"),
                Denial::Ceiling(cut) => {
                    let by_role = account_key(directory, question).is_some() || each(cut, &["no role can give"]);
                    each(cut, &["does not include", "so it does not have"]) && by_role
                }
                Denial::LesserScope(lesser) => each(lesser, &["at the scope own only", "everybody's own"]),
                Denial::Missing(missing) => each(
                    missing,
                    &["not held", "withheld, though", "beyond the cap", "was held", "will be held", "were held", "person's own"],
                ),
                Denial::Outdated => false,
                other => panic!("{other} is new: what is its reason?"),
            };
            prop_assert!(told, "{text}");
        }
    }

    /// And none that is not so: on a yes, nothing that stands against it; on a no, nothing false.
    #[test]
    fn d7_no_reason_is_false(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            let text = explanation.to_string();
            let said = |what: &str| reasons(&text).iter().any(|reason| reason.contains(what));
            let user = asker(directory, question).and_then(|user| directory.user(user));
            // A key that was revoked is told so.
            let revoked = said("is revoked for good");
            let unknown = user.is_none() && account_key(directory, question).is_none() && !revoked;
            prop_assert_eq!(said(&format!("{} is unknown", question.principal)), unknown, "{}", text);
            let unknown_account = directory.account(question.account).is_none();
            prop_assert_eq!(said(&format!("account {} is unknown", question.account)), unknown_account, "{}", text);
            if !unknown && !revoked && !unknown_account {
                prop_assert_eq!(said("is deactivated"), user.is_some_and(|user| !user.is_active()), "{}", text);
                let key = match question.principal {
                    Principal::ApiKey(key) => directory.api_key(key),
                    Principal::User(_) => None,
                };
                let elsewhere = key.is_some() && !works(directory, question);
                let empty = empty_below(directory, question);
                prop_assert_eq!(said("does not work in"), elsewhere && !empty, "{}", text);
                prop_assert_eq!(said("is empty, so that it has no access"), empty, "{}", text);
                // Of what its owner holds there, nothing.
                let more = ["beyond the cap", "no membership", " held ", "wakes this key"];
                prop_assert!(!elsewhere || !more.iter().any(|more| said(more)), "{text}");
            }
            if explanation.outcome().is_ok() {
                let against = ["unknown", "reaches", "starts", "ended", "suspended", "closed", "does not", "not held", "would", "withheld"];
                prop_assert!(!against.iter().any(|against| said(against)), "{text}");
            }
        }
    }

    /// Each source that is named on a yes gives the permission at that scope, and each giver in it is named.
    #[test]
    fn d7_the_sources_of_a_yes_are_those(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let explanation = directory.explain(&question.request());
            let Ok(proof) = explanation.outcome() else { continue };
            let text = explanation.to_string();
            for permission in question.required - PermissionSet::PROFILE_EDIT {
                let mut expected: Vec<String> = sources(directory, question, permission, proof.scope());
                let name = format!("`{permission}`");
                let mut told: Vec<String> = reasons(&text)
                    .iter()
                    .filter_map(|reason| reason.split_once(" held "))
                    .filter(|(before, _)| before.contains(&name))
                    .map(|(_, how)| how.to_owned())
                    .collect();
                expected.sort();
                told.sort();
                prop_assert!(!expected.is_empty(), "{text}");
                prop_assert_eq!(told, expected, "{}", text);
            }
            let profile = question.required.contains(Permission::ProfileEdit);
            prop_assert_eq!(text.contains("`profile.edit` on oneself is everybody's own, whatever"), profile);
        }
    }
}

/// What is to be said of why there is no access, by a look of its own.
fn cause_of_no_access(directory: &Directory, question: &Question) -> &'static str {
    let path = path(directory, question.account);
    let is_above = |id: &AccountId| path.iter().skip(1).any(|account| account.id() == *id);
    let not_above = shared_from(question).filter(|ancestor| !is_above(ancestor));
    let known = asker(directory, question).is_some() || account_key(directory, question).is_some();
    if !known || path.is_empty() {
        "is unknown"
    } else if crosses_trees(directory, question) && works(directory, question) {
        "no right crosses tenants"
    } else if let Some(ancestor) = not_above {
        if directory.account(ancestor).is_some() {
            "so it shares nothing"
        } else {
            "from which the data is to be shared, is unknown"
        }
    } else if empty_below(directory, question) {
        "is empty, so that it has no access"
    } else if !works(directory, question) {
        "and does not work in"
    } else {
        "no membership of"
    }
}

/// The key that asks, if it is one of an account.
fn account_key<'a>(directory: &'a Directory, question: &Question) -> Option<&'a ApiKey> {
    let Principal::ApiKey(key) = question.principal else { return None };
    directory.api_key(key).filter(|key| key.owner().is_none())
}

/// Whether the principal, if it is a key, is made for the account; one of an account above that holds nothing is not (D4).
fn works(directory: &Directory, question: &Question) -> bool {
    let Principal::ApiKey(key) = question.principal else { return true };
    let Some(key) = directory.api_key(key) else { return false };
    key.account() == question.account || is_below(directory, question, key) && !empty_below(directory, question)
}

fn is_below(directory: &Directory, question: &Question, key: &ApiKey) -> bool {
    let path = path(directory, question.account);
    key.is_for_subtree() && path.iter().skip(1).any(|account| account.id() == key.account())
}

/// Whether it is a key of an account above that holds nothing.
fn empty_below(directory: &Directory, question: &Question) -> bool {
    account_key(directory, question)
        .is_some_and(|key| (key.cap() - Permission::ProfileEdit).is_empty() && is_below(directory, question, key))
}

/// How a permission is held at a scope, in words, for each live membership that gives it.
fn sources(directory: &Directory, question: &Question, permission: Permission, needed: Scope) -> Vec<String> {
    if let Some(key) = account_key(directory, question) {
        return vec![source_of_key(directory, question.account, key)];
    }
    let user = asker(directory, question).unwrap();
    let path = path(directory, question.account);
    let memberships = path.iter().filter_map(|account| directory.membership(user, account.id()));
    let live = memberships.filter(|membership| membership.assignment().is_live(question.at));
    live.filter_map(|membership| source(directory, question.account, membership, permission, needed)).collect()
}

fn source_of_key(directory: &Directory, asked: AccountId, key: &ApiKey) -> String {
    let account = directory.account(key.account()).unwrap();
    let (name, id) = (account.name(), account.id());
    let scope = if key.is_for_subtree() { Scope::Subtree } else { Scope::Account };
    let above = if id == asked { "" } else { ", which is above" };
    let until = key.ends().map(|until| format!(", until {until}")).unwrap_or_default();
    format!("at the scope {scope}, by the key's own cap in {name} (account {id}){above}{until}")
}

fn source(
    directory: &Directory,
    asked: AccountId,
    membership: Membership<'_>,
    permission: Permission,
    needed: Scope,
) -> Option<String> {
    let assignment = membership.assignment();
    if assignment.withheld().contains(permission) {
        return None;
    }
    let mut given: Vec<(String, Scope)> = Vec::new();
    for role in assignment.roles() {
        let (name, grants) = match role {
            AssignedRole::Preset(preset) => (format!("the role {preset}"), preset.grants()),
            AssignedRole::Custom(id) => {
                let role = directory.role(*id)?;
                (format!("{} (role {id})", role.name()), role.grants())
            }
            other => unreachable!("not known here: {other}"),
        };
        given.extend(grants.scope_of(permission).map(|scope| (name, scope)));
    }
    let level = assignment.given_levels().level(permission.area());
    if permission.area().permissions(level).contains(permission) && level > Level::None {
        given.push((format!("the level {level} in {}", permission.area()), Scope::Account));
    }
    let above = membership.account() != asked;
    given.retain(|(_, scope)| !above || *scope == Scope::Subtree);
    let widest = given.iter().map(|(_, scope)| *scope).max().filter(|widest| *widest >= needed)?;
    let givers: Vec<&str> = given.iter().filter(|(_, scope)| *scope == widest).map(|(name, _)| name.as_str()).collect();
    let account = directory.account(membership.account())?;
    let (name, id) = (account.name(), account.id());
    let above = if above { ", which is above" } else { "" };
    let until = assignment.ends().map(|until| format!(", until {until}")).unwrap_or_default();
    Some(format!("at the scope {widest}, by {} in {name} (account {id}){above}{until}", givers.join(" and ")))
}
