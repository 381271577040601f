use core::fmt;

use crate::permission::{Shown, cut};

use super::email::{Email, ascii_domain};

/// The email addresses that a tenant admits. It is set on a root account and binds every address that enters the tenant or
/// changes there; users who are in the tenant already stay (rule I6).
///
/// Source: a published connector, in which all users share one email domain from the day on which the policy is set, and
/// addresses at Gmail, Hotmail and similar providers are refused.
///
/// ```
/// use sendright::{Email, EmailPolicy};
///
/// let policy = EmailPolicy::corporate("acme.example")?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert_eq!(
///     policy.admits(&"ada@sales.acme.example".parse()?).unwrap_err().to_string(),
///     "`sales.acme.example` is not admitted: the email policy requires an address at `acme.example`",
/// );
///
/// let policy = EmailPolicy::NO_FREE_MAIL.also_refusing("temporary-mail.example")?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert!(policy.admits(&"ada@mail.temporary-mail.example".parse()?).is_err());
/// assert_eq!(
///     policy.admits(&"ada@gmail.com".parse()?).unwrap_err().to_string(),
///     "`gmail.com` is a free-mail provider: the email policy requires an address at another domain",
/// );
/// assert!(EmailPolicy::corporate("gmail.com").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Parts", into = "Parts"))]
pub struct EmailPolicy {
    /// The only domain that is admitted.
    domain: Option<Box<str>>,
    /// Whether free-mail providers are refused.
    no_free_mail: bool,
    /// Other domains that are refused, with their sub-domains; sorted, each once.
    refused: Vec<Box<str>>,
}

/// The domains of free-mail providers, one per line.
const FREE_MAIL: &str = include_str!("free_mail.txt");

impl EmailPolicy {
    /// The policy that admits every address.
    pub const ANY: Self = Self { domain: None, no_free_mail: false, refused: Vec::new() };

    /// The policy that admits every address except those at free-mail providers.
    pub const NO_FREE_MAIL: Self = Self { domain: None, no_free_mail: true, refused: Vec::new() };

    /// The policy that admits only addresses at one domain, and not at its sub-domains.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if the text is not a domain, or is the domain of a free-mail provider.
    pub fn corporate(domain: &str) -> Result<Self, EmailPolicyError> {
        let domain = parse_domain(domain)?;
        if free_mail_providers().any(|provider| is_at(&domain, provider)) {
            return Err(EmailPolicyError::FreeMail { domain });
        }
        Ok(Self { domain: Some(domain), ..Self::NO_FREE_MAIL })
    }

    /// This policy, which now also refuses a domain and its sub-domains.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if the text is not a domain, or if the policy requires that domain or a sub-domain of it.
    pub fn also_refusing(mut self, domain: &str) -> Result<Self, EmailPolicyError> {
        let domain = parse_domain(domain)?;
        if self.domain.as_deref().is_some_and(|own| is_at(own, &domain)) {
            return Err(EmailPolicyError::OwnDomain { domain });
        }
        if let Err(index) = self.refused.binary_search(&domain) {
            self.refused.insert(index, domain);
        }
        Ok(self)
    }

    /// The only domain that is admitted, if the policy requires one.
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

    /// Iterates over the other domains that are refused with their sub-domains, sorted.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().map(AsRef::as_ref)
    }

    /// Returns `Ok` if the policy admits an address.
    ///
    /// # Errors
    ///
    /// [`EmailRefusedError`] if the policy refuses it, with the reason.
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

/// The reason why a policy refuses an address. See [`EmailPolicy::admits`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailRefusedError {
    /// The policy requires another domain.
    #[error("`{domain}` is not admitted: the email policy requires an address at `{expected}`")]
    OtherDomain {
        /// The domain of the address.
        domain: Box<str>,
        /// The domain that the policy requires.
        expected: Box<str>,
    },
    /// The address is at a free-mail provider.
    #[error("`{domain}` is a free-mail provider: the email policy requires an address at another domain")]
    FreeMail {
        /// The domain of the address.
        domain: Box<str>,
    },
    /// The policy lists the domain, or a domain above it, as refused.
    #[error("`{domain}` is on the list of refused domains: the email policy requires an address at another domain")]
    Listed {
        /// The domain of the address.
        domain: Box<str>,
    },
}

/// The error for a domain that a policy cannot have. See [`EmailPolicy::corporate`] and [`EmailPolicy::also_refusing`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailPolicyError {
    /// The text is not a domain.
    #[error("`{}` is not a domain: expected one such as `acme.example`", Shown(.input))]
    NotADomain {
        /// The text; a long one is cut, and ends with `…`.
        input: String,
    },
    /// The domain is that of a free-mail provider, where everybody can have an address.
    #[error("`{domain}` is a free-mail provider: expected a domain that belongs to one organization")]
    FreeMail {
        /// The domain.
        domain: Box<str>,
    },
    /// The policy requires this domain or a sub-domain of it, so it would refuse every address.
    #[error("`{domain}` cannot be refused: it contains the domain that the policy requires")]
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

/// Whether a domain is the same as the other, or a sub-domain of it.
fn is_at(domain: &str, other: &str) -> bool {
    domain.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Writes the policy for people, as `addresses at acme.example, and none at mail.example`.
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

/// A policy on the wire. Every field must be there (rule C11). Its domains are made canonical when it is read. They are not compared with the list of free-mail
/// providers: a later version may have a longer list and must read what this version stored (rule I7).
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "EmailPolicy", deny_unknown_fields)]
struct Parts {
    #[serde(with = "crate::wire::nullable")]
    domain: Option<Box<str>>,
    no_free_mail: bool,
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
