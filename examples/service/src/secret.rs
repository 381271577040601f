//! The secrets of sessions and of the operator. Those of API keys are [`sendright_axum::Token`]s.

use core::fmt;

use sha2::{Digest, Sha256};

/// What somebody sends who has signed in. It can't be guessed, so its digest needs no salt and no slow hash.
///
/// `Debug` leaves it out, and there is no `Display`: [`reveal`](Self::reveal) is the one place that shows it.
#[derive(Clone)]
pub struct Secret(String);

/// The digest of a secret, which is what is stored. Whoever can read it can't sign in with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretDigest(String);

impl Secret {
    /// A new one, of random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// The operating system has none to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("ss_{}", hexadecimal(&bytes))))
    }

    /// The secret as it is sent. Show it once, and neither store nor log it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The digest to store.
    #[must_use]
    pub fn digest(&self) -> SecretDigest {
        SecretDigest::of(&self.0)
    }
}

impl SecretDigest {
    /// The digest of what somebody sends.
    #[must_use]
    pub fn of(sent: &str) -> Self {
        Self(hexadecimal(&Sha256::digest(sent)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}
