//! What was exported is valid and decides as the directory does, in random worlds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicyId, PolicySet, Request, Schema, ValidationMode, Validator,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};
use sendright::testing::{About, Question, Scenario, World, strategies};
use sendright::{ApiKey, Directory, Permission, PermissionSet, Principal};
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
        let context =
            Context::from_json_value(context(directory, question, permission), Some((&SCHEMA, &uid("Action", "use"))));
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
    assert_eq!(ids.len(), 14);
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

/// What the policies say of the permissions by name.
#[test]
fn the_permissions_of_the_policies_are_those_of_the_catalogue() {
    for name in sendright_cedar::POLICIES.split("Permission::\"").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(name.parse::<Permission>().is_ok(), "`{name}`");
    }
    let world = World::new().account("acme");
    let ceiling = world.directory().ceiling(sendright::testing::account("acme")).unwrap();
    let json = serde_json::to_string(&sendright_cedar::entities(world.directory())).unwrap();
    let told = |permission: Permission| json.contains(&format!("\"id\":\"{permission}\""));
    assert!(ceiling.difference(PermissionSet::PROFILE_EDIT).iter().all(told));
}
