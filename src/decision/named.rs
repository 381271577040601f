use core::fmt;

use crate::permission::CustomNames;

/// A value with an application's names for its own permissions, to be printed and serialized: those of
/// [`Access::with_names`](crate::Access::with_names), [`Denial::with_names`](crate::Denial::with_names) and
/// [`Refusal::with_names`](crate::Refusal::with_names).
///
/// With the feature `serde` it serializes as the value itself does, with the application's names in the place of `custom.N`.
/// It can't be read back: what is stored has the stable names.
///
/// ```
/// use sendright::{CustomNames, Denial, Permission};
///
/// let fax = Permission::custom(0).unwrap();
/// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
/// let denial = Denial::Ceiling(fax.into());
///
/// assert_eq!(denial.to_string(), "the account's ceiling does not include `custom.0`");
/// assert_eq!(denial.with_names(&names).to_string(), "the account's ceiling does not include `fax.send`");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Named<'a, T> {
    value: T,
    names: &'a CustomNames<'a>,
}

/// What is printed with names.
pub(crate) trait Say {
    fn say(&self, names: &CustomNames<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<'a, T> Named<'a, T> {
    pub(crate) const fn new(value: T, names: &'a CustomNames<'a>) -> Self {
        Self { value, names }
    }
}

impl<T: Say> fmt::Display for Named<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.say(self.names, f)
    }
}

#[cfg(feature = "serde")]
pub(crate) use json::{List, Tell, reason};

#[cfg(feature = "serde")]
mod json {
    use core::fmt;

    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::Named;
    use crate::permission::{CustomNames, PermissionSet};

    /// What is serialized with names.
    pub(crate) trait Tell {
        fn tell<S: Serializer>(&self, names: &CustomNames<'_>, serializer: S) -> Result<S::Ok, S::Error>;
    }

    /// As the value itself, with the application's names.
    impl<T: Tell> Serialize for Named<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.value.tell(self.names, serializer)
        }
    }

    /// Permissions as a list of names.
    pub(crate) struct List<'a>(pub(crate) PermissionSet, pub(crate) &'a CustomNames<'a>);

    impl Serialize for List<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.0.iter().map(|permission| self.1.name(permission)))
        }
    }

    struct Text<T>(T);

    impl<T: fmt::Display> Serialize for Text<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(&self.0)
        }
    }

    /// The reason why something is refused: `{"code": …, "status": …, "message": …, "permissions": […]}`.
    pub(crate) fn reason<S: Serializer>(
        serializer: S,
        (code, status): (&'static str, u16),
        message: impl fmt::Display,
        permissions: &List<'_>,
    ) -> Result<S::Ok, S::Error> {
        let mut reason = serializer.serialize_struct("Reason", 4)?;
        reason.serialize_field("code", code)?;
        reason.serialize_field("status", &status)?;
        reason.serialize_field("message", &Text(message))?;
        reason.serialize_field("permissions", permissions)?;
        reason.end()
    }
}
