use core::fmt;
use core::str::FromStr;

use uuid::Uuid;

use crate::permission::{Shown, cut};

/// A text that is not an id: `0190b5c4-…`, 32 hexadecimal digits with or without hyphens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an id: expected a UUID such as `0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f`", Shown(.input))]
pub struct ParseIdError {
    input: String,
}

impl ParseIdError {
    /// The text that is no id, cut after 64 characters, with `…` for the rest.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}

macro_rules! id {
    ($type:ident, $of:literal) => {
        #[doc = concat!("The id of ", $of, ": a UUID of the application's making.")]
        ///
        /// Ids are made by the caller, so that commands are deterministic and can be retried. An id is never nil and
        /// never used twice, also after deletion (rule I5); the directory refuses what breaks that.
        ///
        /// ```
        #[doc = concat!("use sendright::", stringify!($type), ";")]
        ///
        #[doc = concat!("let id: ", stringify!($type), " = \"0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f\".parse().unwrap();")]
        #[doc = concat!("assert_eq!(", stringify!($type), "::from(id.uuid()), id);")]
        #[doc = concat!("assert!(\"12\".parse::<", stringify!($type), ">().is_err());")]
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        // So that an id in an enum is copied and read by whole words: a word that is read when it was just written as
        // parts of two takes longer than the rest of an answer.
        #[repr(align(8))]
        pub struct $type(Uuid);

        impl $type {
            /// A new id: random, and later than those made before it (UUID version 7, RFC 9562). Reads the clock and a
            /// random source.
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

        /// As one number: a hasher takes 16 bytes at once faster than a slice of them.
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
