//! Simpler steps and assignments, for a failing case.

use crate::organization::{AssignedRole, Assignment};
use crate::permission::{Grants, Permission, PermissionSet, Preset, Scope, Selection};
use crate::testing::fixture::{KeyTerms, Step, day};

use super::recipe::FREQUENT;

/// Presets, the simplest to read about first.
const PRESETS: [Preset; 8] = [
    Preset::Basic,
    Preset::Regular,
    Preset::Sender,
    Preset::Admin,
    Preset::Standard,
    Preset::Template,
    Preset::Advanced,
    Preset::SubaccountAdmin,
];

/// An assignment without one of its parts, or with a simpler one.
pub(crate) fn assignments(of: &Assignment) -> Vec<Assignment> {
    let mut simpler: Vec<Assignment> = of.roles().iter().map(|role| Assignment::of(*role)).collect();
    let roles = |without: Option<AssignedRole>| {
        let kept = of.roles().iter().filter(|role| Some(**role) != without);
        kept.fold(Assignment::default(), |assignment, role| assignment.and(*role))
    };
    simpler.extend(of.roles().iter().map(|role| rest(of, roles(Some(*role)).with_levels(of.given_levels()))));
    simpler.push(rest(of, roles(None)));
    let bare = || roles(None).with_levels(of.given_levels());
    let window = |assignment: Assignment| until(of, from(of, assignment));
    simpler.push(window(bare()));
    simpler.push(until(of, bare().withholding(of.withheld())));
    simpler.push(from(of, bare().withholding(of.withheld())));
    if let Selection::Only(several) = of.withheld() {
        simpler.extend(several.iter().take(8).map(|one| window(bare().withholding(one))));
    }
    for nearer in [day(-1), day(1)] {
        if of
            .ends()
            .is_some_and(|end| (end - day(0)).abs() > (nearer - day(0)).abs() && (end < day(0)) == (nearer < day(0)))
        {
            simpler.push(from(of, bare().withholding(of.withheld())).until(nearer));
        }
    }
    let levels_alone = of.roles().is_empty() && of.given_levels() != Assignment::default().given_levels();
    if let [AssignedRole::Preset(preset)] = of.roles() {
        let before = PRESETS.iter().take_while(|other| *other != preset);
        simpler.extend(before.map(|other| rest(of, Assignment::of(*other).with_levels(of.given_levels()))));
    } else if matches!(of.roles(), [AssignedRole::Custom(_), ..]) || levels_alone {
        simpler.extend(PRESETS.iter().map(|preset| rest(of, Assignment::of(*preset))));
    }
    simpler.retain(|assignment| assignment != of);
    simpler
}

/// An assignment with another's withheld permissions and window.
fn rest(of: &Assignment, assignment: Assignment) -> Assignment {
    until(of, from(of, assignment.withholding(of.withheld())))
}

fn from(of: &Assignment, assignment: Assignment) -> Assignment {
    of.starts().map_or(assignment.clone(), |from| assignment.from(from))
}

fn until(of: &Assignment, assignment: Assignment) -> Assignment {
    of.ends().map_or(assignment.clone(), |until| assignment.until(until))
}

fn grants(of: Grants) -> Vec<Grants> {
    let single = |permission: Permission| of.scope_of(permission).map(|scope| Grants::NONE.with(permission, scope));
    let all = of.at(Scope::Own);
    let mut simpler: Vec<Grants> = all.iter().filter_map(single).collect();
    simpler.extend(all.iter().map(|permission| of.without(permission)));
    simpler.retain(|grants| *grants != of && *grants != Grants::NONE);
    simpler
}

fn key_terms(of: KeyTerms) -> Vec<KeyTerms> {
    let mut caps: Vec<PermissionSet> = Vec::new();
    if of.cap != PermissionSet::ALL {
        caps.push(PermissionSet::ALL);
    }
    if of.cap.len() > 1 && of.cap != PermissionSet::ALL {
        caps.extend(FREQUENT.iter().filter(|one| of.cap.contains(**one)).map(|one| PermissionSet::from(*one)));
        caps.extend(of.cap.iter().take(4).map(PermissionSet::from));
    } else {
        let before = FREQUENT.iter().take_while(|one| !of.cap.contains(**one));
        caps.extend(before.map(|one| PermissionSet::from(*one)));
    }
    let mut simpler: Vec<KeyTerms> = caps.into_iter().map(|cap| KeyTerms { cap, ..of }).collect();
    simpler.push(KeyTerms { subtree: false, ..of });
    simpler.push(KeyTerms { until: None, ..of });
    simpler.retain(|terms| *terms != of);
    simpler
}

/// Steps that do nearly the same, and are simpler.
pub(crate) fn steps(step: &Step) -> Vec<Step> {
    let mut simpler = Vec::new();
    match step {
        Step::Member { assignment, .. } | Step::Assign { assignment, .. } | Step::Invite { assignment, .. } => {
            for other in assignments(assignment) {
                let mut step = step.clone();
                if let Step::Member { assignment, .. }
                | Step::Assign { assignment, .. }
                | Step::Invite { assignment, .. } = &mut step
                {
                    *assignment = other;
                }
                simpler.push(step);
            }
        }
        Step::Role { role, account, grants: of } => {
            let simple = |grants| Step::Role { role: role.clone(), account: account.clone(), grants };
            simpler.extend(grants(*of).into_iter().map(simple));
        }
        Step::Key { key, owner, account, terms } => {
            let simple = |terms| Step::Key { key: key.clone(), owner: owner.clone(), account: account.clone(), terms };
            simpler.extend(key_terms(*terms).into_iter().map(simple));
        }
        Step::AccountKey { key, account, terms } => {
            let simple = |terms| Step::AccountKey { key: key.clone(), account: account.clone(), terms };
            simpler.extend(key_terms(*terms).into_iter().map(simple));
        }
        Step::Features { account, features } => {
            let without = PermissionSet::ALL - features.permissions();
            if without.len() > 1 {
                let simple =
                    |one| Step::Features { account: account.clone(), features: (PermissionSet::ALL - one).into() };
                simpler.extend(without.iter().take(8).map(simple));
            }
        }
        Step::On(_)
        | Step::Account { .. }
        | Step::Sub { .. }
        | Step::Remove { .. }
        | Step::Revoke { .. }
        | Step::Deactivate { .. }
        | Step::Delete { .. }
        | Step::Suspend { .. }
        | Step::Close { .. }
        | Step::Billing { .. }
        | Step::EmailPolicy { .. }
        | Step::Given { .. } => {}
    }
    simpler
}
