use core::fmt;

use crate::permission::{Shown, cut};

use super::email::{Email, ascii_domain};

/// Which addresses may enter an organization: set on a root account, it binds every address that enters or changes
/// anywhere in its tree (rule I6). Who is there already stays.
///
/// Source: a published connector, where all users share one email domain from the day the policy is set, and addresses
/// at Gmail, Hotmail or the like are refused.
///
/// ```
/// use sendright::{Email, EmailPolicy};
///
/// let policy = EmailPolicy::corporate("acme.example")?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert_eq!(
///     policy.admits(&"ada@sales.acme.example".parse()?).unwrap_err().to_string(),
///     "`sales.acme.example` is not the organization's domain `acme.example`",
/// );
///
/// let policy = EmailPolicy::NO_FREE_MAIL.also_refusing("temporary-mail.example")?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert!(policy.admits(&"ada@mail.temporary-mail.example".parse()?).is_err());
/// assert_eq!(
///     policy.admits(&"ada@gmail.com".parse()?).unwrap_err().to_string(),
///     "`gmail.com` is a free-mail provider, which the organization does not admit",
/// );
/// assert!(EmailPolicy::corporate("gmail.com").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Parts", into = "Parts"))]
pub struct EmailPolicy {
    /// The one domain of the organization.
    domain: Option<Box<str>>,
    /// Whether free-mail providers are refused.
    no_free_mail: bool,
    /// More domains that are refused, with their sub-domains; in order, each once.
    refused: Vec<Box<str>>,
}

/// Free-mail providers, one domain a line.
const FREE_MAIL: &str = include_str!("free_mail.txt");

impl EmailPolicy {
    /// Every address is admitted.
    pub const ANY: Self = Self { domain: None, no_free_mail: false, refused: Vec::new() };

    /// Every address is admitted but those at free-mail providers.
    pub const NO_FREE_MAIL: Self = Self { domain: None, no_free_mail: true, refused: Vec::new() };

    /// Only addresses at one domain are admitted; sub-domains are other domains.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if it is no domain, or a free-mail provider's.
    pub fn corporate(domain: &str) -> Result<Self, EmailPolicyError> {
        let domain = parse_domain(domain)?;
        if free_mail_providers().any(|provider| is_at(&domain, provider)) {
            return Err(EmailPolicyError::FreeMail { domain });
        }
        Ok(Self { domain: Some(domain), ..Self::NO_FREE_MAIL })
    }

    /// This policy, with one more domain (and its sub-domains) refused.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if it is no domain, or the organization's own is at it.
    pub fn also_refusing(mut self, domain: &str) -> Result<Self, EmailPolicyError> {
        let domain = parse_domain(domain)?;
        if self.domain.as_deref().is_some_and(|own| is_at(own, &domain)) {
            return Err(EmailPolicyError::OwnDomain { domain });
        }
        if let Err(place) = self.refused.binary_search(&domain) {
            self.refused.insert(place, domain);
        }
        Ok(self)
    }

    /// The one domain whose addresses are admitted, if there is one.
    ///
    /// ```
    /// use sendright::EmailPolicy;
    ///
    /// let policy = EmailPolicy::corporate("ACME.example")?.also_refusing("temporary-mail.example")?;
    /// assert_eq!((policy.domain(), policy.refuses_free_mail()), (Some("acme.example"), true));
    /// assert!(policy.refused().eq(["temporary-mail.example"]));
    /// assert_eq!((EmailPolicy::ANY.domain(), EmailPolicy::ANY.refuses_free_mail()), (None, false));
    /// # Ok::<(), sendright::EmailPolicyError>(())
    /// ```
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// Whether addresses at free-mail providers are refused.
    #[must_use]
    pub const fn refuses_free_mail(&self) -> bool {
        self.no_free_mail
    }

    /// The other domains that are refused with their sub-domains, in order.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().map(AsRef::as_ref)
    }

    /// Whether an address may enter.
    ///
    /// # Errors
    ///
    /// [`EmailRefusedError`] if it may not, with the reason.
    pub fn admits(&self, email: &Email) -> Result<(), EmailRefusedError> {
        let domain = email.domain();
        if let Some(expected) = self.domain.as_deref().filter(|expected| *expected != domain) {
            return Err(EmailRefusedError::OtherDomain { domain: domain.into(), expected: expected.into() });
        }
        if self.no_free_mail && free_mail_providers().any(|provider| is_at(domain, provider)) {
            return Err(EmailRefusedError::FreeMail { domain: domain.into() });
        }
        if self.refused.iter().any(|refused| is_at(domain, refused)) {
            return Err(EmailRefusedError::Listed { domain: domain.into() });
        }
        Ok(())
    }
}

/// Why an address may not enter an organization. See [`EmailPolicy::admits`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailRefusedError {
    /// The organization has one domain, and this is another.
    #[error("`{domain}` is not the organization's domain `{expected}`")]
    OtherDomain {
        /// The domain of the address.
        domain: Box<str>,
        /// The domain of the organization.
        expected: Box<str>,
    },
    /// The address is at a free-mail provider.
    #[error("`{domain}` is a free-mail provider, which the organization does not admit")]
    FreeMail {
        /// The domain of the address.
        domain: Box<str>,
    },
    /// The organization refuses this domain.
    #[error("`{domain}` is on the list of domains that the organization does not admit")]
    Listed {
        /// The domain of the address.
        domain: Box<str>,
    },
}

/// A policy that can't be. See [`EmailPolicy::corporate`] and [`EmailPolicy::also_refusing`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailPolicyError {
    /// The text is no domain.
    #[error("`{}` is no domain: expected one such as `acme.example`", Shown(.input))]
    NotADomain {
        /// The text, cut after 64 characters.
        input: String,
    },
    /// The domain belongs to everybody.
    #[error("`{domain}` is a free-mail provider, not an organization's own domain")]
    FreeMail {
        /// The domain.
        domain: Box<str>,
    },
    /// The policy admits nobody but those whom it would refuse.
    #[error("`{domain}` can't be refused: the organization's own domain is at it")]
    OwnDomain {
        /// The domain.
        domain: Box<str>,
    },
}

fn parse_domain(text: &str) -> Result<Box<str>, EmailPolicyError> {
    let domain = if text.len() > 1024 { None } else { ascii_domain(text) };
    match domain {
        Some(domain) if domain.contains('.') => Ok(domain.into()),
        _ => Err(EmailPolicyError::NotADomain { input: cut(text) }),
    }
}

fn free_mail_providers() -> impl Iterator<Item = &'static str> {
    FREE_MAIL.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a domain is another, or a sub-domain of it.
fn is_at(domain: &str, other: &str) -> bool {
    domain.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What people read of a policy.
impl fmt::Display for EmailPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.domain, self.no_free_mail) {
            (Some(domain), _) => write!(f, "addresses at {domain}")?,
            (None, true) => f.write_str("addresses that are not at a free-mail provider")?,
            (None, false) => f.write_str("any address")?,
        }
        for (i, refused) in self.refused.iter().enumerate() {
            write!(f, "{}{refused}", if i == 0 { ", and none at " } else { ", " })?;
        }
        Ok(())
    }
}

/// A policy on the wire. It comes in with its domains made canonical, and is not held against the list of free-mail
/// providers: a later version may have a longer one, and must read what this one stored (rule I7).
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "EmailPolicy", deny_unknown_fields)]
struct Parts {
    domain: Option<Box<str>>,
    #[serde(default)]
    no_free_mail: bool,
    #[serde(default)]
    refused: Vec<Box<str>>,
}

#[cfg(feature = "serde")]
impl From<EmailPolicy> for Parts {
    fn from(EmailPolicy { domain, no_free_mail, refused }: EmailPolicy) -> Self {
        Self { domain, no_free_mail, refused }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Parts> for EmailPolicy {
    type Error = EmailPolicyError;

    fn try_from(parts: Parts) -> Result<Self, EmailPolicyError> {
        let domain = parts.domain.map(|domain| parse_domain(&domain)).transpose()?;
        let mut refused = parts.refused.iter().map(|domain| parse_domain(domain)).collect::<Result<Vec<_>, _>>()?;
        refused.sort_unstable();
        refused.dedup();
        Ok(Self { domain, no_free_mail: parts.no_free_mail, refused })
    }
}
