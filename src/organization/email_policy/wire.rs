//! A policy on the wire. Its domains are made canonical when it is read, without the tables of Unicode where they are ASCII,
//! and are not compared with the list of free-mail providers: both grow, and a later version must read what this version
//! stored (rule I7).

use serde::{Deserialize, Serialize};

use crate::wire::one_entry;

use super::super::email::stored_domain;
use super::{Admitted, CorporateDomain, EmailPolicy, EmailPolicyError, read_domain};

#[derive(Serialize, Deserialize)]
#[serde(rename = "EmailPolicy", deny_unknown_fields)]
pub(super) struct Parts {
    admitted: AdmittedParts,
    refused: Vec<Box<str>>,
}

enum AdmittedParts {
    Any,
    NoFreeMail,
    Domains(Vec<DomainParts>),
}

// INVARIANT: append-only, as compact formats number the variants.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AdmittedParts", rename = "Admitted", rename_all = "snake_case")]
enum AdmittedWire {
    Any,
    NoFreeMail,
    Domains(Vec<DomainParts>),
}

const fn entry(admitted: &AdmittedParts) -> Option<&'static str> {
    match admitted {
        AdmittedParts::Domains(_) => Some("domains"),
        AdmittedParts::Any | AdmittedParts::NoFreeMail => None,
    }
}

one_entry!(AdmittedParts as AdmittedWire, entry, words = true);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainParts {
    domain: Box<str>,
    with_subdomains: bool,
}

impl From<EmailPolicy> for Parts {
    fn from(EmailPolicy { admitted, refused }: EmailPolicy) -> Self {
        let domain = |CorporateDomain { name: domain, with_subdomains }: CorporateDomain| DomainParts {
            domain,
            with_subdomains,
        };
        let admitted = match admitted {
            Admitted::Any => AdmittedParts::Any,
            Admitted::NoFreeMail => AdmittedParts::NoFreeMail,
            Admitted::Domains(domains) => AdmittedParts::Domains(domains.into_iter().map(domain).collect()),
        };
        Self { admitted, refused }
    }
}

impl TryFrom<Parts> for EmailPolicy {
    type Error = EmailPolicyError;

    fn try_from(Parts { admitted, refused }: Parts) -> Result<Self, EmailPolicyError> {
        let domain = |DomainParts { domain, with_subdomains }: DomainParts| {
            Ok(CorporateDomain { name: read_domain(&domain, stored_domain)?, with_subdomains })
        };
        let admitted = match admitted {
            AdmittedParts::Any => Admitted::Any,
            AdmittedParts::NoFreeMail => Admitted::NoFreeMail,
            AdmittedParts::Domains(domains) if domains.is_empty() => return Err(EmailPolicyError::NoDomain),
            AdmittedParts::Domains(domains) => {
                Admitted::Domains(domains.into_iter().map(domain).collect::<Result<_, _>>()?)
            }
        };
        let refused = refused.iter().map(|domain| read_domain(domain, stored_domain)).collect::<Result<_, _>>()?;
        Self { admitted, refused }.normalized()
    }
}
