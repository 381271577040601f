//! Random questions about a world, near the edges of what it allows.

use crate::decision::Access;
use crate::organization::{Account, AccountId, ApiKey, Principal, UserId};
use crate::permission::{Permission, PermissionSet};
use crate::testing::fixture::account;

use super::chance::Chance;
use super::facts::Facts;
use super::list::{List, ListedRow};
use super::question::{About, Question, Row};
use super::recipe::{NOWHERE, permission};

/// A question: mostly about somebody who has something there, on what they just have or just lack.
pub(crate) fn question(facts: &Facts, chance: &mut Chance) -> Question {
    let principal = facts.principal(chance);
    let home = facts.home(principal, chance);
    if chance.percent(20) {
        if let Some(question) = together(facts, principal, home, chance) {
            return question;
        }
    }
    let account = facts.near(home, chance);
    let at = facts.instant(chance);
    // Around what is held at home, so that rights which should not reach elsewhere are asked for there.
    let access = facts.directory.access(principal, home, at).ok();
    let about = about(facts, principal, account, chance);
    let required = if matches!(about, About::SharedFrom(_)) && chance.percent(70) {
        looking(chance)
    } else {
        required(access.as_ref(), facts.cut(account), chance)
    };
    Question { principal, required, account, about, at }
}

/// Something that one membership gives there, with something that another gives from above.
fn together(facts: &Facts, principal: Principal, home: AccountId, chance: &mut Chance) -> Option<Question> {
    let at = facts.instant(chance);
    let access = |account| facts.directory.access(principal, account, at).ok();
    let above: Vec<AccountId> = facts.directory.ancestors(home).map(Account::id).collect();
    let (here, above) = (access(home)?.permissions(), access(*chance.pick(&above)?)?.permissions());
    let of = |set: PermissionSet, chance: &mut Chance| chance.pick(&set.iter().collect::<Vec<_>>()).copied();
    let required = of(here & above, chance)? | of(here - above, chance)?;
    Some(Question { principal, required, account: home, about: About::Account, at })
}

/// What shared data can be asked for (rule D3).
fn looking(chance: &mut Chance) -> PermissionSet {
    let shared = [Permission::TemplateView, Permission::ContactView];
    chance.pick(&shared).copied().into_iter().collect()
}

fn required(access: Option<&Access>, cut: PermissionSet, chance: &mut Chance) -> PermissionSet {
    match chance.weighted(&[82, 16, 2]) {
        0 => one(access, cut, chance).into(),
        1 => [one(access, cut, chance), one(access, cut, chance)].into_iter().collect(),
        _ => PermissionSet::EMPTY,
    }
}

/// A permission that is held on all data, on one's own only, or not at all, or that the account's ceiling cuts.
fn one(access: Option<&Access>, cut: PermissionSet, chance: &mut Chance) -> Permission {
    let Some(access) = access else { return permission(chance) };
    let (wide, own) = (access.permissions(), access.own_permissions());
    let from = match chance.weighted(&[28, 32, 18, 8, 14]) {
        0 => wide,
        1 => own - wide,
        2 => PermissionSet::ALL - own,
        3 => cut,
        _ => PermissionSet::EMPTY,
    };
    let from: Vec<Permission> = from.iter().collect();
    chance.pick(&from).copied().unwrap_or_else(|| permission(chance))
}

fn about(facts: &Facts, principal: Principal, account: AccountId, chance: &mut Chance) -> About {
    match chance.weighted(&[36, 8, 46, 10]) {
        0 => About::Account,
        1 => About::New,
        2 => About::Row(row(facts, principal, chance)),
        _ if chance.percent(10) => About::SharedFrom(account),
        _ => About::SharedFrom(facts.above(account, chance)),
    }
}

/// A row of the principal's, of another's, or of nobody, made by the principal or by another.
pub(crate) fn row(facts: &Facts, principal: Principal, chance: &mut Chance) -> Row {
    let oneself: Option<UserId> = match principal {
        Principal::User(user) => Some(user),
        Principal::ApiKey(key) => facts.directory.api_key(key).and_then(ApiKey::owner),
    };
    let somebody = |chance: &mut Chance| facts.user(chance);
    let owner = match chance.weighted(&[42, 42, 16]) {
        0 => oneself,
        1 => Some(somebody(chance)),
        _ => None,
    };
    let creator = oneself.filter(|_| chance.percent(50)).unwrap_or_else(|| somebody(chance));
    Row { owner, creator }
}

/// A list of rows: of the account and those around it.
pub(crate) fn list(facts: &Facts, chance: &mut Chance) -> List {
    let Question { principal, required, account: around, at, .. } = question(facts, chance);
    let account = if chance.percent(5) { account(NOWHERE) } else { around };
    let mut listed = || {
        let account = if chance.percent(50) { around } else { facts.near(around, chance) };
        ListedRow { account, row: row(facts, principal, chance) }
    };
    let rows = (0..12).map(|_| listed()).collect();
    List { principal, required, account, at, rows }
}
