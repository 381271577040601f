//! Whether a domain is a free-mail provider's. The list grows, so nothing that is stored is judged by it (rule I7).

use std::sync::LazyLock;

/// The domains, sorted.
// INVARIANT: the file is sorted, and `i6_the_list_of_providers_is_sorted_and_canonical` holds it: it is searched.
static PROVIDERS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("free_mail.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Whether a domain is that of a free-mail provider, or below it.
pub(super) fn is_free_mail(domain: &str) -> bool {
    with_parents(domain).any(|domain| PROVIDERS.binary_search(&domain).is_ok())
}

/// Whether a free-mail provider is below a domain, as `hotmail.co.uk` is below `co.uk`.
pub(super) fn has_free_mail_below(domain: &str) -> bool {
    let is_below = |provider: &&str| provider.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    PROVIDERS.iter().any(is_below)
}

/// A domain and those above it: `mail.acme.example`, `acme.example`, `example`.
pub(super) fn with_parents(domain: &str) -> impl Iterator<Item = &str> {
    core::iter::successors(Some(domain), |domain| domain.split_once('.').map(|(_, parent)| parent))
}
