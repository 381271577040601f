//! Random worlds reach the edges, and what fails shrinks to what a person reads.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::arbitrary::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use sendright::testing::strategies::{Scenarios, on, worlds};
use sendright::testing::{About, Attempt, Event, List, MILLI, Question, World, account, key, now, user};
use sendright::{
    Access, Account, AccountId, AccountStatus, Command, Denial, Directory, Permission, PermissionSet, Preset, Principal,
};

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// So many values.
fn drawn<S: Strategy>(strategy: &S, number: usize) -> Vec<S::Value> {
    let mut runner = runner(1, 7);
    (0..number).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// The least value that fails.
fn least<S: Strategy>(strategy: &S, seed: u8, fails: impl Fn(&S::Value) -> bool) -> S::Value {
    let found = runner(10_000, seed).run(strategy, |value| {
        if fails(&value) { Err(proptest::test_runner::TestCaseError::fail("it fails")) } else { Ok(()) }
    });
    let Err(TestError::Fail(_, least)) = found else { panic!("it was not found: {found:?}") };
    least
}

/// How often each edge was met.
#[derive(Default)]
struct Met(BTreeMap<&'static str, usize>);

impl Met {
    fn if_so(&mut self, edge: &'static str, met: bool) {
        *self.0.entry(edge).or_default() += usize::from(met);
    }

    #[track_caller]
    fn each_at_least(&self, least: usize) {
        let rare: Vec<_> = self.0.iter().filter(|(_, times)| **times < least).collect();
        assert!(rare.is_empty(), "met less than {least} times: {rare:?}");
    }
}

fn parent(directory: &Directory, id: AccountId) -> Option<AccountId> {
    directory.account(id).and_then(Account::parent)
}

fn above(directory: &Directory, id: AccountId) -> Vec<AccountId> {
    directory.ancestors(id).map(Account::id).collect()
}

/// Where a question's principal is at home.
fn homes(directory: &Directory, principal: Principal) -> Vec<AccountId> {
    match principal {
        Principal::User(user) => directory.memberships(user).map(|membership| membership.account()).collect(),
        Principal::ApiKey(key) => directory.api_key(key).map(sendright::ApiKey::account).into_iter().collect(),
    }
}

#[test]
fn questions_reach_every_edge() {
    let (mut met, mut codes, mut asked) = (Met::default(), BTreeMap::<&str, usize>::new(), 0);
    for scenario in drawn(&worlds().with_questions(24), 400) {
        let directory = scenario.world().directory();
        for question in scenario.parts() {
            asked += 1;
            let answer = directory.authorize(&question.request());
            *codes.entry(answer.map_or_else(|denial| denial.code(), |_| "allowed")).or_default() += 1;
            where_it_is_asked(&mut met, directory, question);
            of_what(&mut met, directory, question, answer.err());
        }
    }
    met.each_at_least(25);
    let every = [
        "empty_requirement",
        "no_access",
        "user_deactivated",
        "key_revoked",
        "not_yet_valid",
        "expired",
        "not_shared",
        "account_suspended",
        "account_closed",
        "ceiling",
        "lesser_scope",
        "missing",
    ];
    for code in every {
        assert!(codes.get(code).is_some_and(|times| *times >= 20), "{code}: {codes:?}");
    }
    assert!(codes["allowed"] * 5 > asked, "a fifth is allowed: {codes:?}");
}

fn where_it_is_asked(met: &mut Met, directory: &Directory, question: &Question) {
    let (homes, at) = (homes(directory, question.principal), question.account);
    let is = |other: fn(&Directory, AccountId, AccountId) -> bool| homes.iter().any(|home| other(directory, *home, at));
    met.if_so("at home", homes.contains(&at));
    met.if_so("below home", is(|directory, home, at| above(directory, at).contains(&home)));
    met.if_so("above home", is(|directory, home, at| above(directory, home).contains(&at)));
    met.if_so(
        "beside home",
        is(|directory, home, at| {
            home != at && parent(directory, at).is_some() && parent(directory, home) == parent(directory, at)
        }),
    );
    met.if_so(
        "another tree",
        is(|directory, home, at| {
            let root = |id| above(directory, id).last().copied().unwrap_or(id);
            directory.account(at).is_some() && root(home) != root(at)
        }),
    );
    met.if_so("an unknown account", at == account("nowhere"));
    met.if_so("suspended", directory.status(at) == Some(AccountStatus::Suspended));
    met.if_so("closed", directory.status(at) == Some(AccountStatus::Closed));
    met.if_so("the present", question.at == now());
    let terms = terms(directory, question.principal);
    met.if_so("an edge", terms.contains(&question.at));
    met.if_so("the instant before an edge", terms.contains(&(question.at + MILLI)));
    met.if_so("the instant after an edge", terms.contains(&(question.at - MILLI)));
}

/// Where the principal's terms begin and end.
fn terms(directory: &Directory, principal: Principal) -> BTreeSet<chrono::DateTime<chrono::Utc>> {
    match principal {
        Principal::User(user) => directory
            .memberships(user)
            .flat_map(|membership| [membership.assignment().starts(), membership.assignment().ends()])
            .flatten()
            .collect(),
        Principal::ApiKey(key) => directory.api_key(key).and_then(sendright::ApiKey::ends).into_iter().collect(),
    }
}

fn of_what(met: &mut Met, directory: &Directory, question: &Question, denial: Option<Denial>) {
    let known_key = |key| directory.api_key(key);
    let (is_user, key) = match question.principal {
        Principal::User(id) => (Some(id), None),
        Principal::ApiKey(id) => (None, Some(id)),
    };
    met.if_so("a stranger", is_user == Some(user("mallory")));
    met.if_so("an unknown key", key == Some(sendright::testing::key("lost")));
    met.if_so("somebody deleted", is_user.is_some_and(|id| id != user("mallory") && directory.user(id).is_none()));
    met.if_so("a deactivated user", is_user.and_then(|id| directory.user(id)).is_some_and(|user| !user.is_active()));
    met.if_so("a key of a person", key.and_then(known_key).is_some_and(|key| key.owner().is_some()));
    met.if_so("a key of an account", key.and_then(known_key).is_some_and(|key| key.owner().is_none()));
    let owners = key.and_then(known_key).and_then(sendright::ApiKey::owner);
    let owner_may =
        |owner| directory.authorize(&Question { principal: Principal::User(owner), ..*question }.request()).is_ok();
    met.if_so("a key's cap", denial.is_some() && owners.is_some_and(owner_may));
    met.if_so("several permissions", question.required.len() > 1);
    met.if_so("a custom permission", question.required.iter().any(|permission| permission.slot().is_some()));
    met.if_so("no permission", question.required.is_empty());
    let oneself = is_user.or(owners);
    let row = question.row();
    met.if_so("one's own row", row.is_some_and(|row| row.owner.is_some() && row.owner == oneself));
    met.if_so("another's row", row.is_some_and(|row| row.owner.is_some_and(|owner| Some(owner) != oneself)));
    met.if_so("nobody's row", row.is_some_and(|row| row.owner.is_none()));
    met.if_so(
        "one's own row that another made",
        row.is_some_and(|row| row.owner == oneself && Some(row.creator) != oneself),
    );
    met.if_so(
        "another's row that one made",
        row.is_some_and(|row| row.owner != oneself && Some(row.creator) == oneself),
    );
    met.if_so("what is being made", question.about == About::New);
    met.if_so(
        "shared from above",
        matches!(question.about, About::SharedFrom(id) if above(directory, question.account).contains(&id)),
    );
    let access = directory.access(question.principal, question.account, question.at);
    let own_only = |access: Access| question.required.is_subset(access.own_permissions() - access.permissions());
    met.if_so("held for one's own data only", !question.required.is_empty() && access.is_ok_and(own_only));
}

#[test]
fn commands_are_valid_and_hostile_and_of_every_kind_that_a_world_can_take() {
    let (mut accepted, mut refused) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
    for scenario in drawn(&worlds().with_attempts(30), 1_200) {
        let mut directory = scenario.world().directory().clone();
        for attempt in scenario.parts() {
            match attempt.execute(&mut directory) {
                Ok(_) => *accepted.entry(attempt.command.name()).or_default() += 1,
                Err(refusal) => *refused.entry(refusal.code()).or_default() += 1,
            }
        }
    }
    // The worlds open their root accounts themselves, and addresses stay as they are.
    let never = ["open_account", "change_email"];
    let missing: Vec<_> = Command::NAMES.iter().filter(|name| !accepted.contains_key(*name)).copied().collect();
    assert_eq!(missing, never, "accepted: {accepted:?}");
    for code in [
        "operator_only",
        "missing",
        "uncovered",
        "outlasts",
        "unknown_user",
        "unknown_account",
        "already_so",
        "not_by_account_key",
        "last_administrator",
    ] {
        assert!(refused.contains_key(code), "{code}: {refused:?}");
    }
    let sum = |counted: &BTreeMap<&str, usize>| counted.values().sum::<usize>();
    assert!(sum(&accepted) * 4 > sum(&refused), "{} to {}", sum(&accepted), sum(&refused));
}

#[test]
fn lists_and_events_have_both_sides() {
    let mut met = Met::default();
    for scenario in drawn(&worlds().with_lists(4), 200) {
        for list in scenario.parts() {
            let allowed = list.allowed(scenario.world().directory());
            met.if_so("a row that is listed", !allowed.is_empty());
            met.if_so("a row that is not listed", allowed.len() < list.rows.len());
            met.if_so("some of both", !allowed.is_empty() && allowed.len() < list.rows.len());
        }
    }
    for scenario in drawn(&worlds().with_events(24), 300) {
        let mut directory = scenario.world().directory().clone();
        let mut answers: Vec<(Question, bool, u64)> = Vec::new();
        let mut last = None;
        for event in scenario.parts() {
            let at = match event {
                Event::Asked(question) => question.at,
                Event::Given(attempt) => attempt.at,
            };
            assert!(last.is_none_or(|last| last <= at), "in the order of time");
            last = Some(at);
            match event {
                Event::Given(attempt) => met.if_so("a change", attempt.execute(&mut directory).is_ok()),
                Event::Asked(question) => {
                    let allowed = directory.authorize(&question.request()).is_ok();
                    let again = answers.iter().find(|(asked, ..)| Question { at: question.at, ..*asked } == *question);
                    met.if_so("asked again", again.is_some());
                    met.if_so("answered otherwise", again.is_some_and(|(_, before, _)| *before != allowed));
                    let revision = directory.revision();
                    met.if_so(
                        "otherwise without a change",
                        again.is_some_and(|(_, before, then)| *before != allowed && *then == revision),
                    );
                    answers.push((*question, allowed, revision));
                }
            }
        }
    }
    met.each_at_least(15);
}

#[test]
fn worlds_are_as_large_as_one_says() {
    let (small, large) =
        (worlds().accounts(2).people(1).keys(0).terms(0).trouble(0), worlds().accounts(8).people(8).keys(6));
    let count = |world: &World, word: &str| format!("{world:?}").matches(word).count();
    let smalls = drawn(&small, 200);
    for world in &smalls {
        assert!(count(world, ".account(") == 1 && count(world, ".sub(") <= 1, "{world:?}");
        assert!(!format!("{world:?}").contains("cleo"), "{world:?}");
        for word in [
            "key(",
            ".until(",
            ".from(",
            ".suspended",
            ".closed",
            ".deactivated",
            ".deleted",
            ".removed",
            "invitation(",
        ] {
            assert_eq!(count(world, word), 0, "{word} in {world:?}");
        }
    }
    assert!(smalls.iter().any(|world| count(world, ".sub(") == 1));
    let larges = drawn(&large, 200);
    let most = larges.iter().map(|world| count(world, ".sub(")).max();
    assert!(most >= Some(6), "{most:?}");
    assert!(larges.iter().any(|world| count(world, ".account(") == 2), "some have a second tree");
    assert!(larges.iter().any(|world| count(world, "ivy") > 0));
    let deepest = larges.iter().map(|world| {
        ["shop", "kiosk", "depot", "stall", "branch", "outlet"]
            .iter()
            .map(|name| above(world.directory(), account(name)).len())
            .max()
    });
    assert_eq!(deepest.max(), Some(Some(5)), "as deep as accounts are");
}

#[test]
fn every_world_is_a_log_and_a_snapshot() {
    for world in drawn(&any::<World>(), 100) {
        assert!(Directory::replay(world.changes().iter().cloned()).unwrap() == *world.directory());
        assert!(Directory::restore(world.directory().snapshot()).unwrap() == *world.directory());
    }
}

#[test]
fn what_always_fails_shrinks_to_nothing() {
    for seed in 0..5 {
        assert_eq!(format!("{:?}", least(&worlds(), seed, |_| true)), "World::new()");
        let scenario = least(&worlds().with_questions(5), seed, |_| true);
        assert_eq!(format!("{scenario:?}"), "World::new()");
    }
}

type Fails = fn(&World) -> bool;

#[test]
fn what_fails_shrinks_to_the_fewest_commands_in_the_first_names() {
    let cases: [(Fails, &str); 4] = [
        (
            |world| world.changes().iter().any(|change| matches!(change.command(), Command::SuspendAccount { .. })),
            "World::new().account(\"acme\").suspended()",
        ),
        (
            |world| {
                world
                    .directory()
                    .members(account("acme"))
                    .any(|member| member.assignment().ends().is_some_and(|end| end < now()))
            },
            "World::new().account(\"acme\").member(\"bob\", Assignment::of(Preset::Basic).until(day(-1)))",
        ),
        (
            |world| world.directory().ancestors(account("kiosk")).count() == 2,
            "World::new().account(\"acme\").sub(\"shop\").sub(\"kiosk\")",
        ),
        (
            |world| {
                ["ci", "bot", "nightly"]
                    .iter()
                    .filter_map(|name| world.directory().api_key(key(name)))
                    .any(|key| key.cap() != PermissionSet::ALL && key.owner().is_some())
            },
            "World::new().account(\"acme\").key(\"ci\", \"acme-admin\", Permission::SmsSend)",
        ),
    ];
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    for (number, (fails, lines)) in cases.into_iter().enumerate() {
        for seed in 0..4 {
            let found = bare(&format!("{:?}", least(&worlds(), seed, fails)));
            // Which key and permission it is may differ; how many lines there are may not.
            let same_length = found.matches('.').count() == bare(lines).matches('.').count();
            assert!(found == bare(lines) || number == 3 && same_length, "{found}\n{lines}");
        }
    }
}

#[test]
fn a_question_shrinks_with_its_world() {
    let fails = |scenario: &sendright::testing::Scenario<Question>| {
        let directory = scenario.world().directory();
        scenario.parts().iter().any(|question| {
            directory.authorize(&question.request()).is_err_and(|denial| denial.code() == "lesser_scope")
        })
    };
    let one = "World::new()\n    .account(\"acme\")\nRequest::new(user(\"acme-admin\"), Permission::ProfileEdit, account(\"acme\")).at(now())";
    let other = "World::new()\n    .account(\"acme\")\n    .member(\"bob\", Preset::Basic)\nRequest::new(user(\"bob\"), Permission::SmsSend, account(\"acme\")).at(now())";
    for seed in 0..5 {
        let found = format!("{:?}", least(&worlds().with_questions(10), seed, fails));
        assert!(found == one || found == other, "{found}");
    }
}

#[test]
fn what_is_printed_has_names_and_no_ids() {
    let mut texts = Vec::new();
    for scenario in drawn(&worlds().with_questions(10), 50) {
        texts.push(format!("{scenario:?}"));
    }
    for scenario in drawn(&worlds().with_attempts(10), 50) {
        texts.push(format!("{scenario:?}"));
    }
    for scenario in drawn(&worlds().with_events(10), 50) {
        texts.push(format!("{scenario:?}"));
    }
    for scenario in drawn(&worlds().with_lists(3), 50) {
        texts.push(format!("{scenario:?}"));
    }
    for text in texts {
        let id =
            text.split(|c: char| !c.is_ascii_hexdigit() && c != '-').find(|word| word.parse::<AccountId>().is_ok());
        assert_eq!(id, None, "{text}");
    }
}

/// The same seed is the same case, and another seed another.
#[test]
fn a_seed_is_a_case() {
    fn texts<P>(scenarios: &Scenarios<P>, seed: u8) -> String
    where
        Scenarios<P>: Strategy,
    {
        format!("{:?}", scenarios.new_tree(&mut runner(1, seed)).unwrap().current())
    }
    let (questions, attempts): (Scenarios<Question>, Scenarios<Attempt>) =
        (worlds().with_questions(5), worlds().with_attempts(5));
    let lists: Scenarios<List> = worlds().with_lists(2);
    assert_eq!(texts(&questions, 3), texts(&questions, 3));
    assert_eq!(texts(&attempts, 3), texts(&attempts, 3));
    assert_eq!(texts(&lists, 3), texts(&lists, 3));
    assert_ne!(texts(&questions, 3), texts(&questions, 4));
}

#[test]
fn permissions_beside_the_frequent_ones_are_asked_for() {
    let asked: PermissionSet = drawn(&worlds().with_questions(24), 400)
        .iter()
        .flat_map(|scenario| scenario.parts().iter().map(|question| question.required).collect::<Vec<_>>())
        .collect();
    let never: Vec<Permission> =
        Permission::ALL.into_iter().filter(|permission| !asked.contains(*permission)).collect();
    assert!(never.len() < 3, "{never:?}");
}

#[test]
fn a_world_of_ones_own_stays() {
    let world = World::new().account("acme").sub("shop").member("bob", Preset::Regular).within("acme").sub("kiosk");
    let fails = |scenario: &sendright::testing::Scenario<Question>| {
        let denied = |question: &Question| {
            world.directory().authorize(&question.request()).is_err_and(|denial| denial.code() == "no_access")
        };
        scenario.parts().iter().any(denied)
    };
    for seed in 0..5 {
        let scenario = least(&on(&world).with_questions(20), seed, fails);
        assert!(scenario.world().directory() == world.directory());
        assert_eq!(scenario.parts().len(), 1);
        assert!(format!("{scenario:?}").starts_with(&format!("{world:?}\nRequest::new(")), "{scenario:?}");
    }
    assert!(
        drawn(&on(&world).with_attempts(5), 3).iter().all(|scenario| scenario.world().changes() == world.changes())
    );
    assert!(drawn(&on(&world).with_events(5), 3).iter().all(|scenario| scenario.parts().len() == 5));
    assert!(drawn(&on(&world).with_lists(2), 3).iter().all(|scenario| scenario.parts().len() == 2));
}

/// Whatever is tried is smaller by one measure, or two would be tried in turn for ever.
#[test]
fn shrinking_ends() {
    let of_an_account = |scenario: &sendright::testing::Scenario<Question>| {
        let (world, mut keys) = (scenario.world(), scenario.world().keys().into_iter());
        keys.any(|key| world.directory().api_key(key).is_some_and(|key| key.owner().is_none() && key.ends().is_some()))
    };
    for seed in 0..8 {
        let tried = Cell::new(0);
        least(&worlds().with_questions(5), seed, |scenario| {
            tried.set(tried.get() + 1);
            of_an_account(scenario)
        });
        assert!(tried.get() < 2_000, "seed {seed}: {} were tried", tried.get());
    }
}
