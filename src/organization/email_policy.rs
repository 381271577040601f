use core::fmt;

use crate::permission::{Shown, cut};

use super::email::{Email, ascii_domain};
use super::free_mail::{has_free_mail_below, is_free_mail, with_parents};

/// The email addresses that a tenant admits. It is set on a root account and binds every address that enters the tenant or
/// changes there; users who are in the tenant already stay (rule I6).
///
/// Either it admits addresses at the domains of one organization, each alone or with its sub-domains, and at no other; or it
/// admits any, or any but those at free-mail providers. Further domains can be refused in each case.
///
/// ```
/// use sendright::{Email, EmailPolicy};
///
/// let policy = EmailPolicy::corporate("acme.example")?.and_with_subdomains("acme.org.example")?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert!(policy.admits(&"ada@sales.acme.org.example".parse()?).is_ok());
/// assert_eq!(
///     policy.admits(&"ada@sales.acme.example".parse()?).unwrap_err().to_string(),
///     "`sales.acme.example` is not admitted: the email policy requires an address at `acme.example`, \
///      or at `acme.org.example` or below",
/// );
///
/// let policy = EmailPolicy::NO_FREE_MAIL.also_refusing_all(["temporary-mail.example", "throwaway.example"])?;
/// assert!(policy.admits(&"ada@acme.example".parse()?).is_ok());
/// assert!(policy.admits(&"ada@mail.temporary-mail.example".parse()?).is_err());
/// assert_eq!(
///     policy.admits(&"ada@hotmail.co.uk".parse()?).unwrap_err().to_string(),
///     "`hotmail.co.uk` is a free-mail provider: the email policy requires an address at another domain",
/// );
/// assert!(EmailPolicy::corporate("gmail.com").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The list of free-mail providers, `free_mail.txt` beside the source of this type, says where its facts come from. A later
/// version may have a longer list. An application adds to it with [`also_refusing_all`](Self::also_refusing_all); a policy
/// does not ask the list about domains that it names itself.
///
/// Source: a published connector, in which all users share one email domain from the day on which the policy is set, and
/// addresses at Gmail, Hotmail and similar providers are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Parts", into = "wire::Parts"))]
pub struct EmailPolicy {
    admitted: Admitted,
    /// Domains that are refused, with their sub-domains; sorted, each once.
    refused: Vec<Box<str>>,
}

/// What a policy admits, but for the domains that it refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
enum Admitted {
    #[default]
    Any,
    NoFreeMail,
    /// At least one; sorted by name, and none is within another.
    Domains(Vec<CorporateDomain>),
}

/// A domain of an organization, alone or with its sub-domains. See [`EmailPolicy::domains`].
///
/// ```
/// use sendright::EmailPolicy;
///
/// let policy = EmailPolicy::corporate("acme.example")?.and_with_subdomains("acme.example")?;
/// let domain = policy.domains().next().unwrap();
/// assert_eq!((domain.as_str(), domain.with_subdomains()), ("acme.example", true));
/// assert_eq!(domain.to_string(), "acme.example and its sub-domains");
/// assert_eq!(EmailPolicy::NO_FREE_MAIL.domains().next(), None, "it names none");
/// # Ok::<(), sendright::EmailPolicyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorporateDomain {
    name: Box<str>,
    with_subdomains: bool,
}

impl CorporateDomain {
    /// The domain, in lower-case ASCII form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Whether addresses at its sub-domains are admitted too.
    #[must_use]
    pub const fn with_subdomains(&self) -> bool {
        self.with_subdomains
    }
}

impl EmailPolicy {
    /// The policy that admits every address.
    pub const ANY: Self = Self { admitted: Admitted::Any, refused: Vec::new() };

    /// The policy that admits every address except those at free-mail providers.
    pub const NO_FREE_MAIL: Self = Self { admitted: Admitted::NoFreeMail, refused: Vec::new() };

    /// The policy that admits only addresses at one domain, and not at its sub-domains. [`and`](Self::and) and
    /// [`and_with_subdomains`](Self::and_with_subdomains) admit more.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if the text is not a domain, or is the domain of a free-mail provider.
    pub fn corporate(domain: &str) -> Result<Self, EmailPolicyError> {
        Self { admitted: Admitted::Domains(Vec::new()), refused: Vec::new() }.and(domain)
    }

    /// This policy, which now also admits addresses at another domain of the organization.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if the text is not a domain, is the domain of a free-mail provider, or is refused by the policy;
    /// or if the policy names no domain, and so admits others already.
    pub fn and(self, domain: &str) -> Result<Self, EmailPolicyError> {
        self.admitting(CorporateDomain { name: organizations_domain(domain)?, with_subdomains: false })
    }

    /// This policy, which now also admits addresses at a domain and at all of its sub-domains.
    ///
    /// ```
    /// use sendright::EmailPolicy;
    ///
    /// let policy = EmailPolicy::corporate("acme.example")?.and_with_subdomains("acme.example")?;
    /// assert!(policy.admits(&"ada@sales.acme.example".parse().unwrap()).is_ok());
    /// assert_eq!(
    ///     policy.and_with_subdomains("co.uk").unwrap_err().to_string(),
    ///     "below `co.uk` there are free-mail providers: expected a domain whose sub-domains belong to one organization",
    /// );
    /// # Ok::<(), sendright::EmailPolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`and`](Self::and), and [`EmailPolicyError`] if a free-mail provider is below the domain.
    pub fn and_with_subdomains(self, domain: &str) -> Result<Self, EmailPolicyError> {
        let name = organizations_domain(domain)?;
        if has_free_mail_below(&name) {
            return Err(EmailPolicyError::FreeMailBelow { domain: name });
        }
        self.admitting(CorporateDomain { name, with_subdomains: true })
    }

    fn admitting(mut self, domain: CorporateDomain) -> Result<Self, EmailPolicyError> {
        let Admitted::Domains(domains) = &mut self.admitted else {
            return Err(EmailPolicyError::AdmitsOthers { domain: domain.name });
        };
        domains.push(domain);
        self.normalized()
    }

    /// This policy, which now also refuses a domain and its sub-domains.
    ///
    /// # Errors
    ///
    /// [`EmailPolicyError`] if the text is not a domain, or if the policy requires that domain or a sub-domain of it.
    pub fn also_refusing(self, domain: &str) -> Result<Self, EmailPolicyError> {
        self.also_refusing_all([domain])
    }

    /// This policy, which now also refuses these domains and their sub-domains: the providers that an application knows
    /// beside those of the list.
    ///
    /// # Errors
    ///
    /// Those of [`also_refusing`](Self::also_refusing), for the first domain that has one.
    pub fn also_refusing_all<T: AsRef<str>>(
        mut self,
        domains: impl IntoIterator<Item = T>,
    ) -> Result<Self, EmailPolicyError> {
        for domain in domains {
            self.refused.push(parse_domain(domain.as_ref())?);
        }
        self.normalized()
    }

    /// In order, without what is said twice, and only if it can admit what it names.
    fn normalized(mut self) -> Result<Self, EmailPolicyError> {
        self.refused.sort_unstable();
        self.refused.dedup();
        let is_refused = |name: &str| self.refused.binary_search_by(|refused| (**refused).cmp(name)).is_ok();
        if let Admitted::Domains(domains) = &mut self.admitted {
            // Of two with one name, the one with its sub-domains comes first and stays.
            domains.sort_unstable_by(|a, b| (&a.name, b.with_subdomains).cmp(&(&b.name, a.with_subdomains)));
            domains.dedup_by(|later, earlier| later.name == earlier.name);
            let all = domains.clone();
            domains.retain(|domain| !is_below_another(domain, &all));
            let refused = domains.iter().find_map(|domain| with_parents(&domain.name).find(|name| is_refused(name)));
            if let Some(domain) = refused.map(Box::from) {
                return Err(EmailPolicyError::OwnDomain { domain });
            }
        }
        Ok(self)
    }

    /// Iterates over the domains that are admitted, sorted; empty if the policy names none.
    ///
    /// ```
    /// use sendright::EmailPolicy;
    ///
    /// let policy = EmailPolicy::corporate("ACME.example")?.and("acme.de")?.also_refusing("temporary-mail.example")?;
    /// assert!(policy.domains().map(|domain| domain.as_str()).eq(["acme.de", "acme.example"]));
    /// assert!(policy.refused().eq(["temporary-mail.example"]));
    /// assert_eq!((EmailPolicy::ANY.domains().count(), EmailPolicy::ANY.refuses_free_mail()), (0, false));
    /// # Ok::<(), sendright::EmailPolicyError>(())
    /// ```
    pub fn domains(&self) -> impl Iterator<Item = &CorporateDomain> {
        self.own_domains().iter()
    }

    fn own_domains(&self) -> &[CorporateDomain] {
        match &self.admitted {
            Admitted::Any | Admitted::NoFreeMail => &[],
            Admitted::Domains(domains) => domains,
        }
    }

    /// Whether addresses at free-mail providers are refused, as they also are where domains are named.
    #[must_use]
    pub const fn refuses_free_mail(&self) -> bool {
        match self.admitted {
            Admitted::Any => false,
            Admitted::NoFreeMail | Admitted::Domains(_) => true,
        }
    }

    /// Iterates over the domains that are refused with their sub-domains, sorted.
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
        match &self.admitted {
            Admitted::NoFreeMail if is_free_mail(domain) => {
                return Err(EmailRefusedError::FreeMail { domain: domain.into() });
            }
            Admitted::Domains(domains) if !is_within(domain, domains) => {
                return Err(EmailRefusedError::OtherDomain { domain: domain.into(), expected: domains.clone() });
            }
            Admitted::Any | Admitted::NoFreeMail | Admitted::Domains(_) => {}
        }
        let is_refused = |domain: &str| self.refused.binary_search_by(|refused| (**refused).cmp(domain)).is_ok();
        if with_parents(domain).any(is_refused) {
            return Err(EmailRefusedError::Listed { domain: domain.into() });
        }
        Ok(())
    }
}

/// Whether a domain is one of these, or below one that is admitted with its sub-domains.
fn is_within(domain: &str, domains: &[CorporateDomain]) -> bool {
    let mut found = with_parents(domain).filter_map(|name| find(name, domains));
    found.any(|found| found.with_subdomains || *found.name == *domain)
}

/// Whether another of these domains is above one, and is admitted with its sub-domains.
fn is_below_another(domain: &CorporateDomain, domains: &[CorporateDomain]) -> bool {
    let mut above = with_parents(&domain.name).skip(1).filter_map(|name| find(name, domains));
    above.any(|above| above.with_subdomains)
}

/// The domain of this name, in a list that is sorted.
fn find<'a>(name: &str, domains: &'a [CorporateDomain]) -> Option<&'a CorporateDomain> {
    domains.binary_search_by(|domain| (*domain.name).cmp(name)).ok().and_then(|place| domains.get(place))
}

/// The reason why a policy refuses an address. See [`EmailPolicy::admits`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailRefusedError {
    /// The policy requires another domain.
    #[error("`{domain}` is not admitted: the email policy requires an address at {}", Expected(.expected))]
    OtherDomain {
        /// The domain of the address.
        domain: Box<str>,
        /// The domains that the policy requires.
        expected: Vec<CorporateDomain>,
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

impl EmailRefusedError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherDomain { .. } => "other_domain",
            Self::FreeMail { .. } => "free_mail",
            Self::Listed { .. } => "listed",
        }
    }
}

/// The error for a domain that a policy cannot have. See [`EmailPolicy::corporate`], [`EmailPolicy::and`] and
/// [`EmailPolicy::also_refusing`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EmailPolicyError {
    /// The text is not a domain.
    #[error("`{}` is not a domain: expected one such as `acme.example`", Shown(&without_person(.input)))]
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
    /// A free-mail provider is below the domain, so its sub-domains belong to different organizations.
    #[error(
        "below `{domain}` there are free-mail providers: expected a domain whose sub-domains belong to one organization"
    )]
    FreeMailBelow {
        /// The domain.
        domain: Box<str>,
    },
    /// The policy requires this domain or a sub-domain of it, so it would refuse what it names.
    #[error("`{domain}` cannot be refused: it is, or contains, a domain that the policy requires")]
    OwnDomain {
        /// The domain.
        domain: Box<str>,
    },
    /// The policy names no domain, and so it admits more than this one.
    #[error("`{domain}` cannot be added to a policy that admits others: begin with `EmailPolicy::corporate`")]
    AdmitsOthers {
        /// The domain.
        domain: Box<str>,
    },
    /// A stored policy requires one of no domains, and so admits nothing.
    #[error("a policy requires at least one domain: expected one such as `acme.example`")]
    NoDomain,
}

impl EmailPolicyError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotADomain { .. } => "not_a_domain",
            Self::FreeMail { .. } => "free_mail",
            Self::FreeMailBelow { .. } => "free_mail_below",
            Self::OwnDomain { .. } => "own_domain",
            Self::AdmitsOthers { .. } => "admits_others",
            Self::NoDomain => "no_domain",
        }
    }
}

fn parse_domain(text: &str) -> Result<Box<str>, EmailPolicyError> {
    read_domain(text, ascii_domain)
}

/// A domain by one of the two ways to read it: as people write it, or as it was stored.
fn read_domain(text: &str, ascii: fn(&str) -> Option<String>) -> Result<Box<str>, EmailPolicyError> {
    let domain = if text.len() > 1024 { None } else { ascii(text) };
    match domain {
        Some(domain) if domain.contains('.') => Ok(domain.into()),
        _ => Err(EmailPolicyError::NotADomain { input: cut(text) }),
    }
}

/// A text that should be a domain, without what stands before the `@` of an address: sentences go to logs (rule C3).
fn without_person(text: &str) -> String {
    text.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, domain)| format!("…@{domain}"))
}

/// A domain that is not a free-mail provider's.
fn organizations_domain(text: &str) -> Result<Box<str>, EmailPolicyError> {
    let domain = parse_domain(text)?;
    if is_free_mail(&domain) { Err(EmailPolicyError::FreeMail { domain }) } else { Ok(domain) }
}

/// The first of the domains that are required, and how many more there are.
struct Expected<'a>(&'a [CorporateDomain]);

impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_LISTED: usize = 3;
        for (i, domain) in self.0.iter().take(MAX_LISTED).enumerate() {
            let or = if i == 0 { "" } else { ", or at " };
            let below = if domain.with_subdomains { " or below" } else { "" };
            write!(f, "{or}`{}`{below}", domain.name)?;
        }
        match self.0.len().saturating_sub(MAX_LISTED) {
            0 => Ok(()),
            1 => f.write_str(", or at 1 more domain"),
            more => write!(f, ", or at one of {more} more domains"),
        }
    }
}

/// Writes the domain for people, as `acme.example and its sub-domains`.
impl fmt::Display for CorporateDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, if self.with_subdomains { " and its sub-domains" } else { "" })
    }
}

/// Writes the policy for people, as `addresses at acme.example, and none at mail.example`.
impl fmt::Display for EmailPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.admitted {
            Admitted::Any => f.write_str("any address")?,
            Admitted::NoFreeMail => f.write_str("addresses that are not at a free-mail provider")?,
            Admitted::Domains(domains) => {
                for (i, domain) in domains.iter().enumerate() {
                    write!(f, "{}{domain}", if i == 0 { "addresses at " } else { ", " })?;
                }
            }
        }
        for (i, refused) in self.refused.iter().enumerate() {
            write!(f, "{}{refused}", if i == 0 { ", and none at " } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
mod wire;
