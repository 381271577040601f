//! Lists of permissions as sentences for people have them: the first ones, and how many more there are.

use core::fmt::{self, Display, Formatter};

use super::custom::CustomNames;
use super::set::PermissionSet;

/// How many items of a list are written out.
pub(crate) const MAX_LISTED: usize = 8;

/// ` and 3 more`, if a list has more items than are written out.
pub(crate) fn write_rest(f: &mut Formatter<'_>, count: usize) -> fmt::Result {
    if count > MAX_LISTED { write!(f, " and {} more", count - MAX_LISTED) } else { Ok(()) }
}

/// The first permissions of a set, and how many more there are.
pub(crate) struct PermissionList<'a>(pub(crate) PermissionSet, pub(crate) &'a CustomNames<'a>);

impl PermissionList<'_> {
    pub(crate) fn unless_empty(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }
}

impl Display for PermissionList<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 == PermissionSet::ALL {
            return f.write_str("everything");
        }
        let listed: PermissionSet = self.0.iter().take(MAX_LISTED).collect();
        self.1.display(listed).fmt(f)?;
        write_rest(f, self.0.len())
    }
}
