use core::fmt;
use core::str::FromStr;

use uuid::Uuid;

use crate::permission::{Shown, cut};

/// The error for a text that is not an id. An id is a UUID: hexadecimal digits, with or without hyphens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an id: expected a UUID such as `0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f`", Shown(.input))]
pub struct ParseIdError {
    input: String,
}

impl ParseIdError {
    /// The text that is not an id; a long one is cut, and ends with `…`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_id"
    }
}

macro_rules! id {
    ($type:ident, $of:literal) => {
        #[doc = concat!("The id of ", $of, ": a UUID that the application makes.")]
        ///
        /// The caller makes the ids, so that commands are deterministic and can be retried. The directory refuses the nil
        /// UUID and an id that was used before, also after a deletion (rule I5).
        ///
        /// ```
        #[doc = concat!("use sendright::", stringify!($type), ";")]
        ///
        #[doc = concat!("let id: ", stringify!($type), " = \"0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f\".parse().unwrap();")]
        #[doc = concat!("assert_eq!(", stringify!($type), "::from(id.uuid()), id);")]
        #[doc = "assert_eq!(uuid::Uuid::from(id), id.uuid());"]
        #[doc = concat!("assert!(\"12\".parse::<", stringify!($type), ">().is_err());")]
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        // Aligned, so that an id in an enum is copied and read in whole words. Without it, a read just after a write stalls,
        // and takes longer than the rest of `authorize`.
        #[repr(align(8))]
        pub struct $type(Uuid);

        impl $type {
            /// Makes a new id (UUID version 7, RFC 9562). It reads the clock and a random source, and ids sort by the time at
            /// which they were made.
            #[cfg(feature = "generate")]
            #[must_use]
            #[allow(clippy::new_without_default, reason = "a default value is the same every time; this is not")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        /// Hashes the id as one number, which is faster than a slice of 16 bytes.
        impl core::hash::Hash for $type {
            #[inline]
            fn hash<H: core::hash::Hasher>(&self, hasher: &mut H) {
                hasher.write_u128(u128::from_ne_bytes(self.0.into_bytes()));
            }
        }

        impl From<Uuid> for $type {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$type> for Uuid {
            fn from(id: $type) -> Self {
                id.0
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self.0)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $type {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let uuid = Uuid::try_parse(text);
                uuid.map(Self).map_err(|_| ParseIdError { input: cut(text) })
            }
        }
    };
}

id!(AccountId, "an account");
id!(UserId, "a user");
id!(RoleId, "a custom role");
id!(InvitationId, "an invitation");
id!(ApiKeyId, "an API key");
id!(ChangeId, "a change");
