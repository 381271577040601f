//! Each strategy generates what its page says, and shrinks to what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::arbitrary::{Arbitrary, any};
use proptest::sample::select;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use sendright::testing::strategies::*;
use sendright::{
    AccountId, AccountStatus, Actor, ApiKeyId, Area, AssignedRole, Assignment, Billing, ChangeId, Email, EmailPolicy,
    EmailRefusedError, Feature, Grants, InvitationId, Level, Levels, Name, Permission, PermissionSet, Phone, Preset,
    Principal, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

use crate::support::catalogue::{every_area, every_permission};
use crate::support::properties::{cases, counting_runner};

const DRAWS: usize = 2_000;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 27, 0, 0, 0).unwrap()
}

fn draws<S: Strategy>(strategy: S) -> Vec<S::Value> {
    let mut runner = counting_runner();
    (0..DRAWS).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// What the first counterexample shrinks to that fails in this way; `None` if no value does.
fn shrunk<S: Strategy>(strategy: &S, seed: u64, fails: &impl Fn(&S::Value) -> bool) -> Option<S::Value> {
    // As many steps as there are by default.
    let config = Config { rng_seed: RngSeed::Fixed(seed), max_shrink_iters: 1_024, ..cases(500) };
    let test = |value| if fails(&value) { Err(TestCaseError::fail("as asked")) } else { Ok(()) };
    match TestRunner::new(config).run(strategy, test) {
        Err(TestError::Fail(_, smallest)) => Some(smallest),
        _ => None,
    }
}

/// What every counterexample shrinks to that fails in this way, whatever it was at first.
#[track_caller]
fn smallest<S: Strategy>(strategy: S, fails: impl Fn(&S::Value) -> bool) -> S::Value
where
    S::Value: PartialEq,
{
    let mut found = (0..20).filter_map(|seed| shrunk(&strategy, seed, &fails));
    let first = found.next().unwrap();
    for other in found {
        assert_eq!(other, first, "it shrinks to either");
    }
    first
}

#[track_caller]
fn shrinks_to<S: Strategy>(strategy: S, expected: S::Value)
where
    S::Value: PartialEq,
{
    assert_eq!(smallest(strategy, |_| true), expected);
}

/// As often as one of so many should be met that are equally likely: at least half as often.
#[track_caller]
fn reaches_each<T: PartialEq + Debug>(strategy: impl Strategy<Value = T>, expected: &[T]) {
    let drawn = draws(strategy);
    for value in expected {
        let times = drawn.iter().filter(|drawn| *drawn == value).count();
        assert!(times * expected.len() * 3 >= DRAWS, "{value:?}: {times} times");
    }
    assert!(drawn.iter().all(|value| expected.contains(value)));
}

/// At least so many of the draws are so.
#[track_caller]
fn many<T>(drawn: &[T], least: usize, is_so: impl Fn(&T) -> bool) {
    let times = drawn.iter().filter(|value| is_so(value)).count();
    assert!(times >= least, "{times} of {}", drawn.len());
}

#[test]
fn every_value_is_reached_where_there_are_few() {
    let drawn: BTreeSet<Permission> = draws(permission()).into_iter().collect();
    assert_eq!(drawn, every_permission().into_iter().collect());
    let custom: Vec<Permission> = every_permission().into_iter().filter(|p| p.slot().is_some()).collect();
    reaches_each(custom_permission(), &custom);
    reaches_each(area(), &every_area());
    reaches_each(level(), &Level::ALL);
    reaches_each(scope(), &Scope::ALL);
    reaches_each(preset(), &Preset::ALL);
    reaches_each(billing(), &[Billing::Prepaid, Billing::Postpaid]);
    reaches_each(account_status(), &[AccountStatus::Active, AccountStatus::Suspended, AccountStatus::Closed]);
    let features = draws(feature());
    for feature in Feature::ALL {
        many(&features, DRAWS / 20, |drawn| *drawn == feature);
    }
    many(&features, DRAWS / 20, |feature| feature.areas().is_empty());
    many(&features, DRAWS / 20, |feature| feature.areas() == [Area::Custom]);
    many(&features, DRAWS / 20, |feature| feature.areas() == Area::ALL);
}

#[test]
fn sets_have_every_density_and_some_are_near_real_ones() {
    let (drawn, every) = (draws(permission_set()), PermissionSet::ALL.len());
    many(&drawn, 50, |set| set.is_empty());
    many(&drawn, 400, |set| (1..=5).contains(&set.len()));
    many(&drawn, 200, |set| (every / 3..every * 2 / 3).contains(&set.len()));
    many(&drawn, 400, |set| (every - 5..every).contains(&set.len()));
    many(&drawn, 50, |set| *set == PermissionSet::ALL);
    let differs = |set: PermissionSet, real: PermissionSet| ((set - real) | (real - set)).len();
    let masks = [Preset::Standard, Preset::Sender, Preset::Regular].map(|preset| preset.grants().at(Scope::Account));
    for mask in masks {
        many(&drawn, 1, |set| differs(*set, mask) == 0);
        many(&drawn, 1, |set| (1..=4).contains(&differs(*set, mask)));
    }
    for permission in every_permission() {
        many(&drawn, DRAWS / 4, |set| set.contains(permission));
        many(&drawn, DRAWS / 4, |set| !set.contains(permission));
    }
}

#[test]
fn selections_are_of_both_kinds() {
    let drawn = draws(selection());
    many(&drawn, DRAWS / 3, |selection| matches!(selection, Selection::Only(_)));
    many(&drawn, DRAWS / 3, |selection| matches!(selection, Selection::AllBut(_)));
    many(&drawn, 20, |selection| *selection == Selection::NOTHING);
    many(&drawn, 20, |selection| *selection == Selection::EVERYTHING);
}

#[test]
fn levels_are_in_few_areas_and_in_all() {
    let drawn = draws(levels());
    many(&drawn, 50, |levels| levels.is_none());
    many(&drawn, 200, |levels| (1..=4).contains(&levels.iter().count()));
    many(&drawn, 200, |levels| levels.iter().count() > Area::ALL.len() / 2);
    many(&drawn, 100, |levels| levels.level_of(Feature::EMAILINGS) == Level::Editor);
    for (area, level) in every_area().into_iter().flat_map(|area| Level::ALL.map(|level| (area, level))) {
        many(&drawn, 50, |levels| levels.level(area) == level);
    }
}

#[test]
fn grants_are_of_sets_presets_and_levels() {
    let drawn = draws(grants());
    many(&drawn, 20, Grants::is_none);
    for preset in Preset::ALL {
        many(&drawn, 10, |grants| *grants == preset.grants());
    }
    many(&drawn, 100, |grants| {
        let [own, account, subtree] = Scope::ALL.map(|scope| grants.at(scope));
        own != account && account != subtree && !subtree.is_empty()
    });
    let is_level = |grants: &Grants| grants.iter().all(|(_, scope)| scope == Scope::Account) && !grants.is_none();
    many(&drawn, 50, is_level);
    for permission in every_permission() {
        for scope in [None, Some(Scope::Own), Some(Scope::Account), Some(Scope::Subtree)] {
            many(&drawn, 50, |grants| grants.scope_of(permission) == scope);
        }
    }
}

#[test]
fn instants_are_at_an_instant_beside_it_and_far_from_it() {
    let drawn = draws(instant_near(now()));
    let milli = TimeDelta::milliseconds(1);
    for beside in [now(), now() - milli, now() + milli] {
        many(&drawn, 150, |at| *at == beside);
    }
    for nano in [now() - TimeDelta::nanoseconds(1), now() + TimeDelta::nanoseconds(1)] {
        many(&drawn, 5, |at| *at == nano);
    }
    for far in [TimeDelta::minutes(1), TimeDelta::days(2)] {
        many(&drawn, 200, |at| *at < now() - far);
        many(&drawn, 200, |at| *at > now() + far);
    }
    for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        many(&draws(instant_near(end)), DRAWS / 3, |at| *at == end);
    }
}

#[test]
fn assignments_have_roles_levels_and_terms_of_every_kind() {
    let drawn = draws(assignment(now()));
    for roles in 0..=3 {
        many(&drawn, 100, |assignment| assignment.roles().len() == roles);
    }
    let has_custom = |assignment: &Assignment| assignment.roles().iter().any(|r| matches!(r, AssignedRole::Custom(_)));
    many(&drawn, 200, has_custom);
    many(&drawn, 400, |assignment| !assignment.given_levels().is_none());
    many(&drawn, 400, |assignment| !assignment.withheld().permissions().is_empty());
    many(&drawn, 50, |assignment| *assignment == Assignment::default());

    let milli = TimeDelta::milliseconds(1);
    for at in [now() - milli, now(), now() + milli] {
        many(&drawn, 50, |assignment| assignment.starts() == Some(at));
        many(&drawn, 50, |assignment| assignment.ends() == Some(at));
    }
    many(&drawn, 400, |assignment| assignment.starts().is_none() && assignment.ends().is_none());
    many(&drawn, 800, |assignment| assignment.is_live(now()));
    many(&drawn, 50, |a| a.starts().is_some_and(|from| now() < from) && a.ends().is_none_or(|until| now() < until));
    many(&drawn, 50, |a| a.starts().is_none_or(|from| from <= now()) && a.ends().is_some_and(|until| until <= now()));
    many(&drawn, 50, |a| a.starts().is_some() && a.ends().is_some() && a.starts() >= a.ends());

    let offered = [Preset::Sender, Preset::Basic].map(AssignedRole::from);
    let drawn = draws(assignment_of(select(offered.to_vec()), now()));
    assert!(drawn.iter().all(|assignment| assignment.roles().iter().all(|role| offered.contains(role))));
    many(&drawn, 400, |assignment| assignment.roles().len() == 2);
}

/// Every text that a value prints is that value, in the form that is stored.
#[track_caller]
fn survive<T: Display + FromStr<Err: Debug> + PartialEq + Debug>(drawn: &[T]) {
    for value in drawn {
        assert_eq!(value.to_string().parse::<T>().unwrap(), *value);
    }
}

/// Every text is refused, and every reason is met, of which there are so many.
#[track_caller]
fn are_refused<T: FromStr + Debug>(texts: Vec<String>, reasons: usize, reason: fn(&T::Err) -> String) {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for text in texts {
        let Err(error) = text.parse::<T>() else { panic!("{text:?} is accepted") };
        *met.entry(reason(&error)).or_default() += 1;
    }
    assert_eq!(met.len(), reasons, "{met:?}");
    assert!(met.values().all(|times| *times >= 20), "{met:?}");
}

#[test]
fn addresses_are_canonical_and_of_every_kind() {
    let drawn = draws(email());
    survive(&drawn);
    let local = |email: &Email| email.as_str().rsplit_once('@').unwrap().0.to_owned();
    many(&drawn, 100, |email| local(email).contains('+'));
    many(&drawn, 100, |email| local(email).contains('.'));
    many(&drawn, 100, |email| local(email).contains(['\'', '{', '%']));
    many(&drawn, 100, |email| local(email).len() == 64);
    many(&drawn, 10, |email| email.domain().len() > 240);
    many(&drawn, 10, |email| email.as_str().len() > 250);
    many(&drawn, 100, |email| email.domain().split('.').count() > 3);
    many(&drawn, 100, |email| email.domain().starts_with("xn--"));
    many(&drawn, 100, |email| email.domain() == "acme.example");
    many(&drawn, 50, |email| EmailPolicy::NO_FREE_MAIL.admits(email).is_err());
}

#[test]
fn policies_admit_some_addresses_and_refuse_others_for_every_reason() {
    let (policies, emails) = (draws(email_policy()), draws(email()));
    many(&policies, 50, |policy| *policy == EmailPolicy::ANY);
    many(&policies, 50, |policy| *policy == EmailPolicy::NO_FREE_MAIL);
    for with_subdomains in [false, true] {
        many(&policies, 200, |policy| policy.domains().any(|domain| domain.with_subdomains() == with_subdomains));
    }
    many(&policies, 100, |policy| policy.domains().count() > 1);
    many(&policies, 200, |policy| policy.refused().count() > 1);
    let answers: Vec<_> = policies.iter().zip(&emails).map(|(policy, email)| policy.admits(email)).collect();
    many(&answers, 200, Result::is_ok);
    many(&answers, 50, |answer| matches!(answer, Err(EmailRefusedError::OtherDomain { .. })));
    many(&answers, 10, |answer| matches!(answer, Err(EmailRefusedError::FreeMail { .. })));
    many(&answers, 50, |answer| matches!(answer, Err(EmailRefusedError::Listed { .. })));
    let below = policies.iter().zip(&emails).filter(|(policy, email)| {
        policy.admits(email).is_ok() && policy.domains().any(|domain| domain.as_str() != email.domain())
    });
    assert!(below.count() > 10);
}

#[test]
fn names_are_in_every_script_and_of_every_length() {
    let drawn = draws(name());
    survive(&drawn);
    many(&drawn, DRAWS / 4, |name| name.as_str().is_ascii() && name.as_str().len() <= 17);
    many(&drawn, 1, |name| name.as_str().chars().count() == Name::MAX_LENGTH && name.as_str().is_ascii());
    many(&drawn, 1, |name| name.as_str().len() == Name::MAX_LENGTH * 4);
    many(&drawn, 1, |name| name.as_str().chars().count() == 1);
    let scripts = [
        'à'..='ÿ',
        'α'..='ω',
        'а'..='я',
        'ա'..='ֆ',
        'א'..='ת',
        'ب'..='ي',
        'क'..='न',
        'ক'..='ন',
        'ਕ'..='ਨ',
        'క'..='న',
        'ಕ'..='ನ',
        'ക'..='ന',
        'අ'..='ඖ',
        'ก'..='ฮ',
        'က'..='အ',
        'ក'..='អ',
        'ა'..='ჰ',
        '가'..='힣',
        'ᄀ'..='ᇂ',
        'あ'..='ん',
        'ア'..='ン',
        '一'..='龥',
        '𠀀'..='𠀿',
        'ሀ'..='ሆ',
        'Ꭰ'..='Ᏼ',
        '𞤢'..='𞥃',
        '😀'..='😏',
        // Marks that combine, joiners and selectors.
        '\u{300}'..='\u{33f}',
        '\u{64b}'..='\u{652}',
        '\u{200c}'..='\u{200d}',
        '\u{e0100}'..='\u{e0100}',
    ];
    // Whatever has any characters begins with this letter.
    let (any, written): (Vec<Name>, Vec<Name>) = drawn.into_iter().partition(|name| name.as_str().starts_with('A'));
    many(&any, 100, |name| name.as_str().contains(|c| c > '\u{30000}'));
    for script in scripts {
        many(&written, 5, |name| name.as_str().contains(|c| script.contains(&c)));
    }
    many(&written, 5, |name| ["ada", "Ａｄａ"].contains(&name.as_str()));
}

#[test]
fn numbers_have_every_length() {
    let drawn = draws(phone());
    survive(&drawn);
    for digits in 7..=15 {
        many(&drawn, 50, |phone| phone.as_str().len() == 1 + digits);
    }
}

#[test]
fn texts_are_refused_for_every_reason() {
    are_refused::<Email>(draws(refused_email()), 6, ToString::to_string);
    are_refused::<Name>(draws(refused_name()), 6, |error| error.code().into());
    are_refused::<Phone>(draws(refused_phone()), 12, ToString::to_string);
}

#[test]
fn ids_are_never_nil_and_sometimes_equal() {
    #[track_caller]
    fn check<T: Copy + PartialEq>(strategy: impl Strategy<Value = T>, uuid: fn(T) -> Uuid) {
        let drawn: Vec<Uuid> = draws(strategy).into_iter().map(uuid).collect();
        assert!(drawn.iter().all(|uuid| !uuid.is_nil()));
        many(&drawn, 200, |uuid| uuid.as_u128() <= 4);
        many(&drawn, 1_000, |uuid| uuid.as_u128() > 1 << 100);
    }
    check(account_id(), AccountId::uuid);
    check(user_id(), UserId::uuid);
    check(role_id(), RoleId::uuid);
    check(invitation_id(), InvitationId::uuid);
    check(api_key_id(), ApiKeyId::uuid);
    check(change_id(), ChangeId::uuid);
}

#[test]
fn principals_and_actors_are_of_every_kind() {
    let drawn = draws(principal());
    many(&drawn, DRAWS / 3, |principal| matches!(principal, Principal::User(_)));
    many(&drawn, DRAWS / 3, |principal| matches!(principal, Principal::ApiKey(_)));
    let drawn = draws(actor());
    many(&drawn, DRAWS / 8, |actor| *actor == Actor::System);
    many(&drawn, DRAWS / 4, |actor| matches!(actor, Actor::User(_)));
    many(&drawn, DRAWS / 4, |actor| matches!(actor, Actor::ApiKey(_)));
    let drawn = draws(assigned_role());
    many(&drawn, DRAWS / 2, |role| matches!(role, AssignedRole::Preset(_)));
    many(&drawn, DRAWS / 6, |role| matches!(role, AssignedRole::Custom(_)));
}

/// `any` is the strategy of that name, so it shrinks to the same.
#[track_caller]
fn any_shrinks_to<T: Arbitrary + Clone + PartialEq>(strategy: impl Strategy<Value = T>, expected: T) {
    shrinks_to(strategy, expected.clone());
    shrinks_to(any::<T>(), expected);
}

#[test]
fn values_shrink_to_the_first_and_to_nothing() {
    any_shrinks_to(permission(), Permission::SmsView);
    shrinks_to(custom_permission(), Permission::custom(0).unwrap());
    any_shrinks_to(permission_set(), PermissionSet::EMPTY);
    any_shrinks_to(selection(), Selection::NOTHING);
    any_shrinks_to(scope(), Scope::Own);
    any_shrinks_to(level(), Level::None);
    any_shrinks_to(area(), Area::Sms);
    any_shrinks_to(feature(), Feature::EMAILINGS);
    any_shrinks_to(levels(), Levels::NONE);
    any_shrinks_to(grants(), Grants::NONE);
    any_shrinks_to(preset(), Preset::Admin);
    any_shrinks_to(assigned_role(), Preset::Admin.into());
    shrinks_to(assignment(now()), Assignment::default());
    shrinks_to(instant_near(now()), now());
    any_shrinks_to(billing(), Billing::Prepaid);
    any_shrinks_to(account_status(), AccountStatus::Active);
}

#[test]
fn texts_and_ids_shrink_to_the_shortest() {
    any_shrinks_to(email(), "a@acme.example".parse().unwrap());
    any_shrinks_to(email_policy(), EmailPolicy::ANY);
    any_shrinks_to(name(), "A".parse().unwrap());
    any_shrinks_to(phone(), "+1000000".parse().unwrap());
    for refused in [refused_email().boxed(), refused_name().boxed(), refused_phone().boxed()] {
        shrinks_to(refused, String::new());
    }
    let one = Uuid::from_u128(1);
    any_shrinks_to(account_id(), one.into());
    any_shrinks_to(user_id(), one.into());
    any_shrinks_to(role_id(), one.into());
    any_shrinks_to(invitation_id(), one.into());
    any_shrinks_to(api_key_id(), one.into());
    any_shrinks_to(change_id(), one.into());
    any_shrinks_to(principal(), UserId::from(one).into());
    any_shrinks_to(actor(), Actor::System);
}

/// From wherever it began, a counterexample keeps only what makes the test fail.
#[test]
fn a_counterexample_has_only_what_makes_it_fail() {
    let (sms, launch) = (Permission::SmsSend, Permission::SmsLaunch);
    assert_eq!(smallest(permission_set(), |set| set.contains(launch)), launch.into());
    assert_eq!(smallest(permission_set(), |set| set.allows(sms | launch)), sms | launch);
    let is_large = |set: &PermissionSet| set.len() >= 50 && set.contains(launch);
    for seed in 0..20 {
        assert_eq!(shrunk(&permission_set(), seed, &is_large).map(PermissionSet::len), Some(50));
    }
    assert_eq!(smallest(selection(), |selection| selection.contains(sms)), Selection::from(sms));
    let is_open = |selection: &Selection| matches!(selection, Selection::AllBut(_)) && !selection.contains(sms);
    assert_eq!(smallest(selection(), is_open), Selection::all_but(sms));

    let is_editor = |levels: &Levels| levels.level(Area::Email) >= Level::Editor;
    assert_eq!(smallest(levels(), is_editor), Levels::NONE.with(Area::Email, Level::Editor));
    for scope in Scope::ALL {
        let expected = Grants::NONE.with(sms, scope);
        assert_eq!(smallest(grants(), |grants| grants.allows(sms, scope)), expected);
    }

    let (milli, day) = (TimeDelta::milliseconds(1), TimeDelta::days(1));
    assert_eq!(smallest(instant_near(now()), |at| *at < now()), now() - milli);
    assert_eq!(smallest(instant_near(now()), |at| *at >= now() + day), now() + day);

    let basic = smallest(assignment(now()), |assignment| assignment.roles().contains(&Preset::Basic.into()));
    assert_eq!(basic, Assignment::of(Preset::Basic));
    let over = smallest(assignment(now()), |assignment| assignment.ends().is_some_and(|until| until <= now()));
    assert_eq!(over, Assignment::default().until(now()));
}

/// There is a limit to the steps, and a test may have several sets.
#[test]
fn a_set_shrinks_by_halves() {
    let (strategy, mut runner, needed) = (permission_set(), counting_runner(), Permission::SmsLaunch);
    for _ in 0..200 {
        let mut tree = strategy.new_tree(&mut runner).unwrap();
        let (fails, mut steps) = (tree.current().contains(needed), 0);
        while fails && tree.simplify() {
            steps += 1;
            assert!(tree.current().contains(needed) || tree.complicate());
        }
        assert!(!fails || tree.current() == needed.into());
        assert!(steps <= 15, "{steps}");
    }
}
