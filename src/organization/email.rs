use core::str::FromStr;

use email_address::{EmailAddress, Options};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::permission::cut;

use super::text::text;

/// An email address in canonical form, so that two spellings of the same address are equal.
///
/// The domain is in its lower-case ASCII form (UTS 46, RFC 5891). The local part is in lower case, as no large provider
/// distinguishes mailboxes by case. Addresses that only look alike stay different: a local part that is not ASCII is
/// refused, since the case mapping of Unicode would make the addresses of different people equal, and dots and `+tags`
/// are kept. Quoted local parts and address literals (`a@[192.0.2.1]`) are refused too, and what is longer than 254 bytes in
/// canonical form: no mail reaches it, for a path has at most 256 with its brackets (RFC 5321, 4.5.3.1.3).
///
/// ```
/// use sendright::Email;
///
/// let email: Email = "Ada.Lovelace@Bücher.example".parse().unwrap();
/// assert_eq!(email.as_str(), "ada.lovelace@xn--bcher-kva.example");
/// assert_eq!(email.domain(), "xn--bcher-kva.example");
/// assert_eq!(Ok(email), "ada.lovelace@XN--BCHER-KVA.example".parse());
///
/// // A dotless `ı` is not an `i`.
/// let error = "mıke@example.org".parse::<Email>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the address can't be used: the part before `@` has characters that are not ASCII",
/// );
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Box<str>);

text!(Email, Email::stored);

/// The error for a text that is not an [`Email`] address, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address can't be used: {reason}")]
pub struct ParseEmailError {
    input: String,
    reason: &'static str,
}

impl ParseEmailError {
    /// The text; a long one is cut, and ends with `…`. The sentence leaves it out, since sentences go to logs and an address
    /// is somebody's (rule C3).
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_email"
    }
}

/// How many bytes an address has at most.
const LONGEST: usize = 254;

/// The domain of addresses that are erased.
const ERASED: &str = "erased.invalid";

impl Email {
    /// What stands in the place of an address that is erased. No mail reaches a domain under `invalid` (RFC 2606), so nobody
    /// proves to have the address.
    pub(crate) fn erased(whose: uuid::Uuid, number: usize) -> Self {
        let whose = whose.simple();
        let text = match number {
            1 => format!("erased-{whose}@{ERASED}"),
            _ => format!("erased-{whose}-{number}@{ERASED}"),
        };
        Self(text.into())
    }

    pub(crate) fn is_erased(&self) -> bool {
        self.domain() == ERASED
    }

    /// The canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after `@`, in lower-case ASCII form.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Email {
    type Err = ParseEmailError;

    fn from_str(text: &str) -> Result<Self, ParseEmailError> {
        canonical(text, ascii_domain).map_err(|reason| ParseEmailError { input: cut(text), reason })
    }
}

impl Email {
    /// An address as it was stored, by whichever version (rule I7).
    // INVARIANT: a domain that is ASCII is judged without the tables of Unicode, which grow: a later one may refuse a label
    // that begins with `xn--`.
    #[cfg(feature = "serde")]
    fn stored(text: &str) -> Result<Self, ParseEmailError> {
        canonical(text, stored_domain).map_err(|reason| ParseEmailError { input: cut(text), reason })
    }
}

fn canonical(text: &str, ascii_domain: fn(&str) -> Option<String>) -> Result<Email, &'static str> {
    if is_plain(text) {
        return Ok(Email(text.into()));
    }
    // No canonical form is longer, so a longer text need not be parsed.
    if text.len() > 1024 {
        return Err("it is too long");
    }
    let (local, domain) = text.rsplit_once('@').ok_or("expected a local part, `@` and a domain")?;
    if !local.is_ascii() {
        return Err("the part before `@` has characters that are not ASCII");
    }
    if local.starts_with('"') {
        return Err("the part before `@` must not be quoted");
    }
    let domain = ascii_domain(domain).ok_or("the part after `@` is not a domain")?;
    let address = format!("{}@{domain}", local.to_ascii_lowercase());
    if address.len() > LONGEST {
        return Err("it is longer than 254 bytes");
    }
    let strict = Options::default().with_required_tld().without_display_text().without_domain_literal();
    EmailAddress::parse_with_options(&address, strict).map_err(|_| "expected a local part, `@` and a domain")?;
    Ok(Email(address.into()))
}

/// Whether the text is certainly in canonical form, as most addresses are: atoms of lower-case letters, digits and a few
/// marks, and a domain of at least two plain labels. This is a fast path for stored addresses; the libraries parse all
/// others, and a test compares the two.
fn is_plain(text: &str) -> bool {
    let mut halves = text.as_bytes().splitn(2, |b| *b == b'@');
    let (Some(local), Some(domain)) = (halves.next(), halves.next()) else { return false };
    text.len() <= LONGEST && is_plain_local(local) && is_plain_domain(domain)
}

const fn is_alphanumeric(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

fn is_plain_local(local: &[u8]) -> bool {
    let mut before = b'.';
    for b in local.iter().copied() {
        let fits = if b == b'.' { before != b'.' } else { is_alphanumeric(b) || b"+-_".contains(&b) };
        if !fits {
            return false;
        }
        before = b;
    }
    before != b'.' && local.len() <= 64
}

fn is_plain_domain(domain: &[u8]) -> bool {
    let (mut labels, mut length, mut first, mut before) = (0_u32, 0_u32, b'.', b'.');
    for b in domain.iter().copied() {
        if b == b'.' {
            if !is_alphanumeric(before) {
                return false;
            }
            (labels, length) = (labels + 1, 0);
        } else {
            // Two hyphens after the second character are reserved for other forms, such as `xn--`.
            let fits = is_alphanumeric(b) || b == b'-' && length > 0 && !(length == 3 && before == b'-');
            if !fits || length == 63 {
                return false;
            }
            if length == 0 {
                first = b;
            }
            length += 1;
        }
        before = b;
    }
    labels > 0 && is_alphanumeric(before) && first.is_ascii_lowercase()
}

/// The lower-case form of a domain that was stored, which is ASCII: letters, digits and hyphens.
#[cfg(feature = "serde")]
pub(super) fn stored_domain(domain: &str) -> Option<String> {
    if !domain.is_ascii() {
        return ascii_domain(domain);
    }
    let is_label = |label: &str| {
        let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_domain = domain.len() <= 253 && domain.split('.').all(is_label) && is_name(domain);
    is_domain.then(|| domain.to_ascii_lowercase())
}

/// Whether a domain is not an IP address: a text whose last label has only digits is one (RFC 3696).
fn is_name(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()))
}

/// The lower-case ASCII form of a domain; `None` if the text is not a domain.
pub(super) fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify);
    ascii.ok().map(String::from).filter(|domain| is_name(domain))
}
