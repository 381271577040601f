use crate::permission::{Grants, PermissionSet, Preset};

/// Everything but one's own details, which are ignored when grants are compared (rule G3).
pub(crate) const NOT_PROFILE: PermissionSet = PermissionSet::ALL.difference(PermissionSet::PROFILE_EDIT);

/// Whether grants cover Admin; one's own details are nobody's to give (rules I1, G3).
pub(crate) fn covers_admin(grants: &Grants) -> bool {
    Preset::Admin.grants().beyond(grants).within(NOT_PROFILE).is_none()
}
