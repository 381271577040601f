use crate::permission::{Grants, PermissionSet, Scope};

/// Everything but one's own details, which are ignored when grants are compared (rule G3).
pub(crate) const NOT_PROFILE: PermissionSet = PermissionSet::ALL.difference(PermissionSet::PROFILE_EDIT);

/// Admin as it was in the first catalogue, but for one's own details (rule I1).
pub(crate) const FIRST_ADMIN: Grants =
    Grants::of(PermissionSet::FIRST.difference(PermissionSet::PROFILE_EDIT), Scope::Subtree);

/// Whether grants cover Admin as it was in the first catalogue; one's own details are nobody's to give (rules I1, G3). A
/// permission that comes later can't make an old state unsound.
pub(crate) fn covers_admin(grants: &Grants) -> bool {
    FIRST_ADMIN.at(Scope::Subtree).is_subset(grants.at(Scope::Subtree))
}
