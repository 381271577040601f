use super::catalogue::catalogue;
use super::name::named;

macro_rules! declare_areas {
    (
        $(area $area:ident = $number:literal, $area_name:literal, $area_doc:literal {
            $($variant:ident = $bit:literal, $constant:ident, $name:literal, $level:ident, $meaning:literal;)*
        })*
        custom $custom:ident = $custom_number:literal, $custom_name:literal, $custom_doc:literal { $($slots:tt)* }
    ) => {
        /// A feature area: a part of the product, such as SMS or billing, that permissions belong to.
        ///
        /// [`Area::ALL`] lists the areas of the catalogue. [`Area::Custom`] holds the permissions that an application
        /// defines for itself; no level gives them (rule V5). The numbers are a wire format and never change.
        ///
        /// ```
        /// use sendright::{Area, Level, Permission, PermissionSet};
        ///
        /// assert_eq!(Permission::SmsSend.area(), Area::Sms);
        /// assert_eq!(Area::Billing.permissions(Level::Guest), PermissionSet::BILLING_VIEW);
        /// assert!(Area::Custom.permissions(Level::Approver).is_empty());
        ///
        /// assert_eq!("billing".parse(), Ok(Area::Billing));
        /// assert!("Billing".parse::<Area>().is_err());
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Area {
            $(#[doc = $area_doc] $area = $number,)*
            #[doc = $custom_doc]
            $custom = $custom_number,
        }

        named!(Area, "area", "an area such as `sms`", [
            $($area = $area_name,)*
            $custom = $custom_name,
        ]);

        impl Area {
            /// The areas of the catalogue, in the order of their numbers; without [`Area::Custom`].
            pub const ALL: [Self; [$($area_name),*].len()] = [$(Self::$area),*];
        }
    };
}
catalogue!(declare_areas);

impl Area {
    /// How many numbers an area can have: [`Levels`](crate::Levels) keeps two bits for each, in a `u64`.
    pub(super) const SLOTS: usize = u64::BITS as usize / 2;

    /// Whether a permission's name is in this area: it is the area's name, a dot, and at least one more character.
    pub(super) const fn has(self, name: &str) -> bool {
        let (name, area) = (name.as_bytes(), self.name().as_bytes());
        if name.len() < area.len() + 2 || name[area.len()] != b'.' {
            return false;
        }
        let mut i = 0;
        while i < area.len() {
            if name[i] != area[i] {
                return false;
            }
            i += 1;
        }
        true
    }
}
