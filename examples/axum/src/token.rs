use core::fmt;
use core::str::FromStr;

use http::header::AUTHORIZATION;
use http::request::Parts;
use sendright::{ApiKeyId, Principal};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::problem::Problem;

/// How long a secret is, in bytes: it can't be guessed, so its digest needs no salt and no slow hash.
const SECRET: usize = 32;

/// What each token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "sr";

/// The bearer token of an API key: the key's id and its secret, as `sr_<id>_<secret>`, both in hexadecimal digits.
///
/// The directory has the key, and no secret. The application makes a token when a `CreateApiKey`, `CreateAccountKey` or
/// `ResetApiKey` was accepted, shows it once, and stores its [`Digest`] in the place of the one before. A token that is read from a
/// request is compared with it in constant time.
///
/// `Debug` leaves the secret out, and there is no `Display`: [`reveal`](Self::reveal) is the one place that shows it.
///
/// ```
/// use sendright::ApiKeyId;
/// use sendright_axum::Token;
/// # let key = ApiKeyId::from(uuid::Uuid::from_u128(7));
///
/// let token = Token::generate(key)?;
/// let stored = token.digest();
///
/// // Later, in a request: `Authorization: Bearer sr_…`.
/// let sent: Token = token.reveal().parse()?;
/// assert_eq!(sent.principal_if(Some(&stored))?, key.into());
///
/// // After a reset the digest is another, and the old secret is worth nothing.
/// let reset = Token::generate(key)?.digest();
/// assert_eq!(sent.principal_if(Some(&reset)).unwrap_err().code(), "unauthenticated");
/// assert!("sr_1_2".parse::<Token>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Token {
    key: ApiKeyId,
    secret: [u8; SECRET],
}

/// The digest of a token's secret, which is what an application stores: SHA-256. It is written as hexadecimal digits.
///
/// It has no `==`: [`Token::principal_if`] compares in constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; SECRET]);

/// The error for a text that is not a token or a digest. It does not repeat the text, which may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not {0}")]
pub struct ParseTokenError(&'static str);

/// The error for a system that has no random bytes to give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct RandomError(String);

impl Token {
    /// A new token for a key, with a secret from the operating system.
    ///
    /// # Errors
    ///
    /// [`RandomError`], if the operating system has none to give.
    pub fn generate(key: ApiKeyId) -> Result<Self, RandomError> {
        let mut secret = [0; SECRET];
        getrandom::fill(&mut secret).map_err(|error| RandomError(error.to_string()))?;
        Ok(Self { key, secret })
    }

    /// The token that a request has as `Authorization: Bearer …` (RFC 6750).
    ///
    /// # Errors
    ///
    /// [`Problem::unauthenticated`], if it has none.
    pub fn of(request: &Parts) -> Result<Self, Problem> {
        let token = bearer(request).and_then(|token| token.parse().ok());
        token.ok_or_else(Problem::unauthenticated)
    }

    /// The key that the token says it is of. Look up its digest by it.
    #[must_use]
    pub const fn key(&self) -> ApiKeyId {
        self.key
    }

    /// The digest to store.
    #[must_use]
    pub fn digest(&self) -> Digest {
        // The key is in it, so that nobody who can write to the store gives one key the secret of another.
        Digest(Sha256::new().chain_update(self.key.uuid().as_bytes()).chain_update(self.secret).finalize().into())
    }

    /// The key as a principal, if the digest that is stored is the token's. `None` stands for a key of which no digest is
    /// stored; it takes as long.
    ///
    /// # Errors
    ///
    /// [`Problem::unauthenticated`], if it is not.
    pub fn principal_if(&self, stored: Option<&Digest>) -> Result<Principal, Problem> {
        let Digest(digest) = self.digest();
        let nothing = Digest([0; SECRET]);
        let Digest(expected) = stored.unwrap_or(&nothing);
        let same = bool::from(digest.ct_eq(expected));
        if same && stored.is_some() { Ok(self.key.into()) } else { Err(Problem::unauthenticated()) }
    }

    /// The token as its holder sends it. Show it once, and neither store nor log it.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}_{}_{}", self.key.uuid().simple(), Hex(&self.secret))
    }
}

/// The bearer token of a request, whatever it is: `Authorization: Bearer …`. A request with two such headers has none, as a proxy
/// before the application may have checked the other one.
///
/// ```
/// let (request, ()) = http::Request::builder().header("authorization", "bearer abc").body(()).unwrap().into_parts();
/// assert_eq!(sendright_axum::bearer(&request), Some("abc"));
/// ```
#[must_use]
pub fn bearer(request: &Parts) -> Option<&str> {
    let mut headers = request.headers.get_all(AUTHORIZATION).iter();
    let header = headers.next().filter(|_| headers.next().is_none())?;
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromStr for Token {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, ParseTokenError> {
        let error = ParseTokenError("a token: expected `sr_<id>_<secret>`");
        let mut parts = text.split('_');
        let (prefix, key, secret, end) = (parts.next(), parts.next(), parts.next(), parts.next());
        if prefix != Some(PREFIX) || end.is_some() {
            return Err(error);
        }
        let key = key.and_then(bytes::<16>).ok_or(error)?;
        let secret = secret.and_then(bytes::<SECRET>).ok_or(error)?;
        Ok(Self { key: Uuid::from_bytes(key).into(), secret })
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("key", &self.key).finish_non_exhaustive()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, ParseTokenError> {
        bytes(text).map(Self).ok_or(ParseTokenError("a digest: expected 64 hexadecimal digits"))
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// So many bytes, written as hexadecimal digits in lower case.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
