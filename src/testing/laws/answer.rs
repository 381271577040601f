use std::borrow::Cow;

use crate::decision::Denial;

/// What a wrapper answers to a [`Question`](crate::testing::Question).
///
/// A `Result` is one: allowed, or denied with its [`Denial`] or with a code. A `bool` allows, or denies without saying why.
///
/// ```
/// use sendright::Denial;
/// use sendright::testing::laws::Answer;
///
/// assert_eq!(Answer::from(Err::<(), _>(Denial::NoAccess)), Answer::Denied("no_access".into()));
/// assert_eq!(Answer::from(Ok::<_, &'static str>("whatever it returns")), Answer::Allowed);
/// assert_eq!(Answer::from(false), Answer::Refused);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It allows.
    Allowed,
    /// It denies, with this code: that of [`Denial::code`].
    Denied(Cow<'static, str>),
    /// It denies, and says nothing of why.
    Refused,
    /// The wrapper can't be asked this: it has no shared data, perhaps, or no keys. A law fails if this is all that it hears.
    NotAsked,
}

impl<T> From<Result<T, Denial>> for Answer {
    fn from(result: Result<T, Denial>) -> Self {
        result.map_or_else(|denial| Self::Denied(denial.code().into()), |_| Self::Allowed)
    }
}

impl<T> From<Result<T, &'static str>> for Answer {
    fn from(result: Result<T, &'static str>) -> Self {
        result.map_or_else(|code| Self::Denied(code.into()), |_| Self::Allowed)
    }
}

impl<T> From<Result<T, String>> for Answer {
    fn from(result: Result<T, String>) -> Self {
        result.map_or_else(|code| Self::Denied(code.into()), |_| Self::Allowed)
    }
}

impl From<bool> for Answer {
    fn from(allowed: bool) -> Self {
        if allowed { Self::Allowed } else { Self::Refused }
    }
}
