//! What was exported is valid and decides as the directory does, in random worlds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicyId, PolicySet, Request, Schema, ValidationMode, Validator,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};
use sendright::testing::{About, Question, Scenario, World, account, role, strategies, user};
use sendright::{ApiKey, Directory, Grants, Permission, PermissionSet, Principal, Scope};
use serde_json::{Value, json};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::from_str(&sendright_cedar::schema()).unwrap());
static POLICIES: LazyLock<PolicySet> = LazyLock::new(|| sendright_cedar::POLICIES.parse().unwrap());

/// A directory, as Cedar has it.
struct Exported {
    entities: Entities,
}

impl Exported {
    /// The entities are those of the schema.
    fn of(directory: &Directory) -> Self {
        let json = serde_json::to_value(sendright_cedar::entities(directory)).unwrap();
        Self { entities: Entities::from_json_value(json, Some(&SCHEMA)).unwrap() }
    }

    fn decides(
        &self,
        policies: &PolicySet,
        directory: &Directory,
        question: &Question,
        permission: Permission,
    ) -> bool {
        self.told(policies, directory, question, context(directory, question, permission))
    }

    fn told(&self, policies: &PolicySet, directory: &Directory, question: &Question, context: Value) -> bool {
        let context = Context::from_json_value(context, Some((&SCHEMA, &uid("Action", "use"))));
        let principal = match question.principal {
            Principal::User(user) => uid("User", &user.to_string()),
            Principal::ApiKey(key) => {
                let is_accounts = directory.api_key(key).is_some_and(|key| key.owner().is_none());
                uid(if is_accounts { "AccountKey" } else { "PersonKey" }, &key.to_string())
            }
        };
        let resource = uid("Account", &question.account.to_string());
        let request = Request::new(principal, uid("Action", "use"), resource, context.unwrap(), Some(&SCHEMA)).unwrap();
        Authorizer::new().is_authorized(&request, policies, &self.entities).decision() == Decision::Allow
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_json(json!({ "type": format!("Sendright::{kind}"), "id": id })).unwrap()
}

fn context(directory: &Directory, question: &Question, permission: Permission) -> Value {
    let reference = |kind: &str, id: String| json!({ "type": format!("Sendright::{kind}"), "id": id });
    let maker = match question.principal {
        Principal::User(user) => Some(user),
        Principal::ApiKey(key) => directory.api_key(key).and_then(ApiKey::owner),
    };
    let owner = match question.about {
        About::New => maker,
        About::Row(row) => row.owner,
        About::Account | About::SharedFrom(_) => None,
        _ => panic!("data of a kind that is not known here: {question:?}"),
    };
    let now = question.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let mut context = json!({
        "permission": reference("Permission", permission.name().to_owned()),
        "now": { "__extn": { "fn": "datetime", "arg": now } },
    });
    let members = context.as_object_mut().unwrap();
    members.extend(owner.map(|owner| ("owner".to_owned(), reference("User", owner.to_string()))));
    let shared = question.shared_from().map(|account| reference("Account", account.to_string()));
    members.extend(shared.map(|account| ("shared_from".to_owned(), account)));
    context
}

fn scenarios(worlds: u32, questions: usize) -> impl Iterator<Item = Scenario<Question>> {
    let config = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let strategy = strategies::worlds().with_questions(questions);
    (0..worlds).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

#[test]
fn the_policies_are_valid_by_the_strict_schema() {
    let told = Validator::new(SCHEMA.clone()).validate(&POLICIES, ValidationMode::Strict);
    assert!(told.validation_passed(), "{told}");
    assert_eq!(told.validation_warnings().count(), 0, "{told}");
}

/// Each permission of each question is decided by both.
#[test]
fn what_was_exported_decides_as_the_directory() {
    let mut counted = BTreeMap::<_, u32>::new();
    for scenario in scenarios(150, 40) {
        let directory = scenario.world().directory();
        let exported = Exported::of(directory);
        for question in scenario.parts() {
            for permission in question.required {
                let request = Question { required: permission.into(), ..*question }.request();
                let decided = directory.authorize(&request);
                let told = exported.decides(&POLICIES, directory, question, permission);
                assert_eq!(told, decided.is_ok(), "{permission}: {decided:?}\n{question:?}\n{scenario:?}");
                *counted.entry(decided.map_or_else(|denial| denial.code(), |_| "allowed")).or_default() += 1;
            }
        }
    }
    let all: u32 = counted.values().sum();
    let allowed = counted.get("allowed").copied().unwrap_or_default();
    println!("{all} decisions: {counted:?}");
    assert!(all > 5_000 && allowed * 5 > all, "{counted:?}");
    let met = [
        "account_closed",
        "account_suspended",
        "ceiling",
        "expired",
        "key_revoked",
        "lesser_scope",
        "missing",
        "no_access",
        "not_shared",
        "not_yet_valid",
        "user_deactivated",
    ];
    for code in met {
        assert!(counted.get(code).is_some_and(|times| *times >= 10), "`{code}`: {counted:?}");
    }
}

/// Without any one of the policies another answer comes out.
#[test]
fn every_policy_is_needed() {
    let ids: Vec<PolicyId> = POLICIES.policies().map(|policy| policy.id().clone()).collect();
    assert_eq!(ids.len(), 12);
    let scenarios: Vec<_> = scenarios(150, 40)
        .map(|scenario| {
            let exported = Exported::of(scenario.world().directory());
            (scenario, exported)
        })
        .collect();
    for id in ids {
        let mut fewer = POLICIES.clone();
        fewer.remove_static(id.clone()).unwrap();
        let differs = scenarios.iter().any(|(scenario, exported)| {
            let directory = scenario.world().directory();
            scenario.parts().iter().any(|question| {
                question.required.iter().any(|permission| {
                    let request = Question { required: permission.into(), ..*question }.request();
                    exported.decides(&fewer, directory, question, permission) != directory.authorize(&request).is_ok()
                })
            })
        });
        assert!(differs, "nothing needs {id}: {}", POLICIES.policy(&id).unwrap());
    }
}

/// Cedar leaves out a policy that fails. Without any one entity nothing is allowed that was not.
#[test]
fn a_missing_entity_allows_nothing() {
    let mut fewer = 0;
    for scenario in scenarios(12, 8) {
        let directory = scenario.world().directory();
        let json = serde_json::to_value(sendright_cedar::entities(directory)).unwrap();
        let all = json.as_array().unwrap();
        for missing in 0..all.len() {
            let rest: Vec<_> =
                all.iter().enumerate().filter(|(place, _)| *place != missing).map(|(_, one)| one).collect();
            let Ok(entities) = Entities::from_json_value(json!(rest), Some(&SCHEMA)) else { continue };
            let exported = Exported { entities };
            for question in scenario.parts() {
                for permission in question.required {
                    let request = Question { required: permission.into(), ..*question }.request();
                    let is_allowed = directory.authorize(&request).is_ok();
                    let told = exported.decides(&POLICIES, directory, question, permission);
                    assert!(is_allowed || !told, "{permission} without {}\n{question:?}\n{scenario:?}", all[missing]);
                    fewer += u32::from(is_allowed && !told);
                }
            }
        }
    }
    assert!(fewer > 50, "entities that matter are missing: {fewer}");
}

/// Data that an account above shares is nobody's own, whoever a request says owns it.
#[test]
fn shared_data_has_no_owner() {
    let own = Grants::of(PermissionSet::TEMPLATE_VIEW, Scope::Own);
    let world = World::new().account("acme").role("own", own).sub("shop").member("rita", role("own"));
    let exported = Exported::of(world.directory());
    let rita = user("rita");
    let question = |about| Question {
        principal: rita.into(),
        required: PermissionSet::TEMPLATE_VIEW,
        account: account("shop"),
        about,
        at: world.now(),
    };
    let decides = |context: Value| exported.told(&POLICIES, world.directory(), &question(About::Account), context);
    let owned = context(world.directory(), &question(About::New), Permission::TemplateView);
    assert!(decides(owned.clone()));
    let mut both = owned;
    let shared = context(world.directory(), &question(About::SharedFrom(account("acme"))), Permission::TemplateView);
    both["shared_from"] = shared["shared_from"].clone();
    assert!(!decides(both));
}

/// What the policies say of the permissions by name.
#[test]
fn the_permissions_of_the_policies_are_those_of_the_catalogue() {
    for name in sendright_cedar::POLICIES.split("Permission::\"").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(name.parse::<Permission>().is_ok(), "`{name}`");
    }
    let world = World::new().account("acme");
    let ceiling = world.directory().ceiling(account("acme")).unwrap();
    let json = serde_json::to_string(&sendright_cedar::entities(world.directory())).unwrap();
    let told = |permission: Permission| json.contains(&format!("\"id\":\"{permission}\""));
    assert!(ceiling.difference(PermissionSet::PROFILE_EDIT).iter().all(told));
}
