use std::collections::BTreeSet;

use crate::decision::evidence::SHAREABLE;
use crate::organization::{AccountId, AssignedRole, Assignment, Membership, UserId};
use crate::permission::{Grants, PermissionSet, Preset};
use crate::state::Waking;

use super::case::{Case, Named};
use super::source::Giver;

/// What would give the user, or the owner of the key, what is not held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remedies {
    /// What the membership in the account withholds, so that no role there can give it until that is lifted.
    pub(super) lift: PermissionSet,
    /// What the key's cap lacks, so that no role can give it to the key until that is widened.
    pub(super) widen: PermissionSet,
    /// What a role would then have to give, as nothing else does.
    pub(super) rest: PermissionSet,
    /// Each of which gives it, added to the membership in the account.
    pub(super) roles: Vec<Giver>,
    /// Whether there is no membership to add it to, so that it takes an invitation.
    pub(super) by_invitation: bool,
    /// What memberships above withhold, and would give.
    pub(super) lift_above: Vec<(Named<AccountId>, PermissionSet)>,
    /// What no role can give here.
    pub(super) incurable: PermissionSet,
    /// Whatever would be given to the owner here revokes the key, which sleeps (rule G5).
    pub(super) needs_another_key: bool,
}

impl Remedies {
    /// A key of an account has none: what it lacks is beyond its cap, and no role gives it anything (rule G6).
    pub(super) fn of(case: &Case<'_>) -> Self {
        let Some(user) = case.evidence.user() else { return Self::default() };
        if key_would_go(case, user) {
            return Self { incurable: incurable(case), needs_another_key: true, ..Self::default() };
        }
        let curable = curable(case);
        let here = Here::of(case, user);
        let scope = case.evidence.scope();
        let lacking = curable - here.with(None, PermissionSet::EMPTY, case.cap()).at(scope);
        let (lift, widen) = (lacking & here.withheld(), lacking - case.cap());
        let eased = |role| here.with(role, lift, case.cap() | widen);
        let rest = lacking - eased(None).at(scope);
        let mut roles = assignable(case);
        roles.retain(|(role, _)| !rest.is_empty() && rest.is_subset(eased(Some(*role)).at(scope)));
        Self {
            lift,
            widen,
            rest,
            roles: roles.into_iter().map(|(_, giver)| giver).collect(),
            by_invitation: here.membership.is_none(),
            lift_above: lift_above(case, user, lacking),
            needs_another_key: false,
            incurable: incurable(case),
        }
    }

    /// Whether a role alone does not do.
    pub(super) fn takes_more(&self) -> bool {
        !(self.lift.is_empty() && self.widen.is_empty())
    }
}

/// Whether to give the owner more here would revoke the key: one that sleeps is not woken up, and where a membership has ended, to
/// join again does what leaving does (rule G5).
fn key_would_go(case: &Case<'_>, user: UserId) -> bool {
    let here = case.entry().account.id;
    let has_ended = case.state.membership(user, here).is_some_and(|m| m.assignment.has_ended(case.at()));
    has_ended && case.key().is_some_and(|key| key.account == here) || case.works_here() && would_wake(case, user, here)
}

/// Whether the key sleeps, and what the owner is given in an account would wake it up.
fn would_wake(case: &Case<'_>, user: UserId, account: AccountId) -> bool {
    let accounts = BTreeSet::from([account]);
    case.key().is_some_and(|key| Waking::new(case.state, user, &accounts, case.at()).wakes(case.state, key))
}

/// The permissions that a role could give: those that the account would make available if it were active.
fn curable(case: &Case<'_>) -> PermissionSet {
    if case.evidence.is_at_home() && case.works_here() && case.evidence.is_shared_from_above() {
        case.by_account() - incurable(case)
    } else {
        PermissionSet::EMPTY
    }
}

/// The permissions that no role can give here: those that the account does not make available, or that are never shared.
fn incurable(case: &Case<'_>) -> PermissionSet {
    let offered = if case.evidence.is_closed() { PermissionSet::EMPTY } else { case.entry().entitlement() };
    let shareable = if case.evidence.sharing_account().is_some() { SHAREABLE } else { PermissionSet::ALL };
    case.by_account() - (offered & shareable)
}

/// What the user is in the account, to which a role would be added.
struct Here<'c, 'a> {
    case: &'c Case<'a>,
    /// One that has ended counts as none (rule G1).
    membership: Option<Membership<'a>>,
    /// What its roles and levels give, before anything is withheld.
    given: Grants,
    /// What comes from above.
    inherited: Grants,
}

impl<'c, 'a> Here<'c, 'a> {
    fn of(case: &'c Case<'a>, user: UserId) -> Self {
        let here = case.entry().account.id;
        let sources = case.evidence.effective.sources().iter();
        let above = sources.filter(|source| source.membership.account != here);
        let live = above.filter(|source| source.membership.assignment.counts(case.at()));
        let inherited = live.fold(Grants::NONE, |held, source| held.union(source.grants));
        let membership = case.state.membership(user, here);
        let membership = membership.filter(|membership| !membership.assignment.has_ended(case.at()));
        let assignment = membership.map(|membership| membership.assignment);
        let levels = assignment.map(Assignment::given_levels).unwrap_or_default().grants();
        let roles = assignment.into_iter().flat_map(Assignment::roles).map(|role| case.state.role_grants(*role));
        Self { case, membership, given: roles.fold(levels, Grants::union), inherited }
    }

    fn withheld(&self) -> PermissionSet {
        self.membership.map_or(PermissionSet::EMPTY, |membership| membership.assignment.withheld().permissions())
    }

    /// What would be granted with a role more, what is lifted no longer withheld, and within a cap; the membership, if it
    /// is yet to begin, begun.
    fn with(&self, role: Option<AssignedRole>, lifted: PermissionSet, cap: PermissionSet) -> Grants {
        let more = role.map_or(Grants::NONE, |role| self.case.state.role_grants(role));
        let granted = self.given.union(more).without(self.withheld() - lifted);
        granted.union(self.inherited).within(cap)
    }
}

/// The roles that can be assigned in the account: the presets, then the custom ones in the order of their ids.
fn assignable(case: &Case<'_>) -> Vec<(AssignedRole, Giver)> {
    let presets = Preset::ALL.into_iter().map(|preset| (preset.into(), Giver::Preset(preset)));
    let custom = case.entry().path().flat_map(|account| case.state.roles_of(account));
    let mut custom: Vec<_> =
        custom.map(|role| (AssignedRole::Custom(role.id), Giver::Role(Named::new(role.id, &role.name)))).collect();
    // Those of each account are in order already, and a stable sort merges what is.
    custom.sort_by_key(|(role, _)| *role);
    presets.chain(custom).collect()
}

/// What live memberships above would give, of what is lacking, if they did not withhold it, and the key stayed.
fn lift_above(case: &Case<'_>, user: UserId, lacking: PermissionSet) -> Vec<(Named<AccountId>, PermissionSet)> {
    let live = case.memberships().filter(|membership| membership.assignment.counts(case.at()));
    let above = live.filter(|membership| membership.account != case.entry().account.id);
    let above = above.filter(|membership| !would_wake(case, user, membership.account));
    let lifts = above.filter_map(|membership| {
        let assignment = membership.assignment;
        let roles = assignment.roles().iter().map(|role| case.state.role_grants(*role).inherited());
        let given = roles.fold(Grants::NONE, Grants::union).at(case.evidence.scope());
        let lift = assignment.withheld().permissions() & given & lacking;
        Some((case.named(membership.account)?, lift)).filter(|_| !lift.is_empty())
    });
    lifts.collect()
}
