//! In random worlds: an evaluation is the directory's decision, and a search finds exactly what evaluations permit.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use sendright::testing::{About, Question, World, strategies};
use sendright::{ApiKey, Directory, Permission, PermissionSet, Principal, Request};
use sendright_authzen::{
    Action, ActionSearch, Asker, Catalogue, Evaluation, Point, Resource, ResourceSearch, SearchTarget, Subject,
    SubjectSearch, Vocabulary,
};

use crate::product::Product;

fn point(world: &World) -> Point<Product> {
    Point::new(Product(Arc::new(world.clone())))
}

fn subject(principal: Principal) -> Subject {
    match principal {
        Principal::User(user) => Subject::new("user", user.to_string()),
        Principal::ApiKey(key) => Subject::new("api_key", key.to_string()),
    }
}

/// The resource that a question is about. What the principal is about to make is owned by whoever they act for.
fn resource(directory: &Directory, question: &Question) -> Resource {
    let mut properties = vec![("account", question.account.to_string())];
    let maker = match question.principal {
        Principal::User(user) => Some(user),
        Principal::ApiKey(key) => directory.api_key(key).and_then(ApiKey::owner),
    };
    match question.about {
        About::New => properties.extend(maker.map(|maker| ("owner", maker.to_string()))),
        About::Row(row) => properties.extend(row.owner.map(|owner| ("owner", owner.to_string()))),
        About::SharedFrom(ancestor) => properties.push(("shared_from", ancestor.to_string())),
        About::Account => {}
        _ => panic!("a row of a kind that is not known here"),
    }
    let properties: serde_json::Map<_, _> =
        properties.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    Resource { properties: Some(properties.into()), ..Resource::new("row", "1") }
}

fn permission(question: &Question) -> Option<Permission> {
    question.required.iter().next()
}

fn may_ask(directory: &Directory, asker: Principal, question: &Question) -> bool {
    directory.authorize(&Request::new(asker, PermissionSet::USER_VIEW, question.account).at(question.at)).is_ok()
}

/// Users are found in accounts in which the asker may ask, and keys where they may see keys, too.
fn may_find(directory: &Directory, asker: Principal, found: Principal, at: DateTime<Utc>) -> bool {
    let holds =
        |required: PermissionSet, account| directory.authorize(&Request::new(asker, required, account).at(at)).is_ok();
    match found {
        Principal::User(user) => {
            directory.memberships(user).any(|membership| holds(PermissionSet::USER_VIEW, membership.account()))
        }
        Principal::ApiKey(key) => directory.api_key(key).is_some_and(|key| {
            holds(PermissionSet::USER_VIEW, key.account()) && holds(PermissionSet::INTEGRATION_KEYS, key.account())
        }),
    }
}

fn principals(world: &World) -> Vec<Principal> {
    let users = world.users().into_iter().map(Principal::User);
    users.chain(world.keys().into_iter().map(Principal::ApiKey)).collect()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_point_answers_as_the_directory_decides(scenario in strategies::worlds().with_questions(24)) {
        let world = scenario.world();
        let (directory, point) = (world.directory(), point(world));
        for (number, question) in scenario.parts().iter().enumerate() {
            let Some(permission) = permission(question) else { continue };
            let all = principals(world);
            // Themselves, and somebody else.
            let asker = if number % 2 == 0 { question.principal } else { all[number % all.len()] };
            let (at, resource) = (question.at, resource(directory, question));
            let asked = Evaluation {
                subject: subject(question.principal),
                action: Action::new(permission.name()),
                resource: resource.clone(),
                context: None,
            };
            let decided = directory.authorize(&Question { required: permission.into(), ..*question }.request()).is_ok();
            let is_told = asker == question.principal || may_ask(directory, asker, question);
            let told = run(point.evaluate(Asker::new(asker, at), &asked)).unwrap().decision;
            prop_assert_eq!(told, decided && is_told);

            // Who may, as decided one by one.
            let requests = all.iter().map(|principal| {
                let about = if let About::New = question.about { About::Account } else { question.about };
                (*principal, Question { principal: *principal, required: permission.into(), about, ..*question }.request())
            });
            let (mut users, mut keys) = (BTreeSet::new(), BTreeSet::new());
            for (principal, request) in requests {
                let is_told = may_ask(directory, asker, question)
                    && (principal == asker || may_find(directory, asker, principal, question.at));
                if directory.authorize(&request).is_ok() && is_told {
                    match principal {
                        Principal::User(user) => users.insert(user.to_string()),
                        Principal::ApiKey(key) => keys.insert(key.to_string()),
                    };
                }
            }
            let rows = if let About::New = question.about {
                self::resource(directory, &Question { about: About::Account, ..*question })
            } else {
                resource.clone()
            };
            for (kind, expected) in [("user", users), ("api_key", keys)] {
                let search = SubjectSearch {
                    subject: SearchTarget { kind: kind.to_owned(), properties: None },
                    action: asked.action.clone(),
                    resource: rows.clone(),
                    context: None,
                    page: None,
                };
                let found = run(point.search_subjects(Asker::new(asker, at), &search)).unwrap().results;
                let found: BTreeSet<_> = found.into_iter().map(|subject| subject.id).collect();
                prop_assert_eq!(found, expected);
            }

            // What they may.
            let search = ActionSearch { subject: asked.subject.clone(), resource: resource.clone(), context: None, page: None };
            let found = run(point.search_actions(Asker::new(asker, at), &search)).unwrap().results;
            let found: BTreeSet<_> = found.into_iter().map(|action| action.name).collect();
            let expected = Permission::ALL.into_iter().filter(|permission| {
                let request = Question { required: (*permission).into(), ..*question }.request();
                is_told && directory.authorize(&request).is_ok()
            });
            prop_assert_eq!(found, expected.map(|permission| permission.name().to_owned()).collect::<BTreeSet<_>>());

            // With which accounts.
            let search = ResourceSearch {
                subject: asked.subject.clone(),
                action: asked.action.clone(),
                resource: SearchTarget { kind: "account".to_owned(), properties: None },
                context: None,
                page: None,
            };
            let found = point.search_resources(Asker::new(asker, at), &search).unwrap().results;
            let found: BTreeSet<_> = found.into_iter().map(|account| account.id).collect();
            let expected = world.accounts().into_iter().filter(|account| {
                let question = Question { required: permission.into(), account: *account, about: About::Account, ..*question };
                directory.authorize(&question.request()).is_ok()
                    && (asker == question.principal || may_ask(directory, asker, &question))
            });
            prop_assert_eq!(found, expected.map(|account| account.to_string()).collect::<BTreeSet<_>>());
        }
    }
}

/// A name of a permission is an action, and every action that is listed is known.
#[test]
fn every_action_of_the_catalogue_is_known() {
    let fax = Permission::custom(0).unwrap();
    let names = sendright::CustomNames::new(&[(fax, "fax.send")]).unwrap();
    let row = Resource::new("account", "1");
    let listed = Catalogue.actions(&row, &names);
    assert_eq!(listed.len(), Permission::ALL.len() + 1);
    assert!(listed.iter().all(|name| Catalogue.required(&Action::new(name), &row, &names).is_some()));
    assert!(listed.contains(&"fax.send".to_owned()));
}
