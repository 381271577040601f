//! Names: how a value with a fixed name is printed and parsed, and the error for a text that is not a name.

use core::fmt;

/// The error for a text that is not the name of a permission, an action, an area, a level, a scope or a preset.
///
/// The message has the text and the names that were expected. A long text is cut and control characters are escaped, so
/// that the message is safe to print and to log.
///
/// ```
/// use sendright::{Level, Permission};
///
/// let error = "sms.sned".parse::<Permission>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown permission `sms.sned`: expected one of `sms.view`, `sms.edit`, "));
///
/// let error = "owner".parse::<Level>().unwrap_err();
/// assert_eq!(error.input(), "owner");
/// assert_eq!(error.to_string(), "unknown level `owner`: expected one of `none`, `guest`, `editor`, `approver`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {noun} `{}`: expected {}", Shown(.input), Expected(self))]
pub struct UnknownNameError {
    noun: &'static str,
    input: String,
    names: &'static [&'static str],
    /// The names that the application gave to its own permissions.
    given: Vec<String>,
}

impl UnknownNameError {
    pub(crate) fn new(noun: &'static str, input: &str, names: &'static [&'static str]) -> Self {
        Self { noun, input: cut(input), names, given: Vec::new() }
    }

    /// The same error, where the names that the application gave were expected too.
    pub(super) fn or<'a>(self, given: impl Iterator<Item = &'a str>) -> Self {
        Self { given: given.map(String::from).collect(), ..self }
    }

    /// The text that is not a name; a long one is cut, and ends with `…`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unknown_name"
    }
}

/// The input as an error keeps it: not more than some characters, and `…` for the rest.
pub(crate) fn cut(input: &str) -> String {
    const MAX_LENGTH: usize = 64;
    match input.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => input.get(..end).into_iter().chain(["…"]).collect(),
        None => input.to_owned(),
    }
}

/// Displays input as messages show it: cut, and with control characters escaped.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        cut(self.0).escape_debug().fmt(f)
    }
}

/// Displays the names that were expected: those of the input's area if there is one, else the areas, else all names. Of many
/// names without an area, as actions have, it is the first that begin like the input.
struct Expected<'a>(&'a UnknownNameError);

impl fmt::Display for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownNameError { input, names, given, .. } = self.0;
        let asked = input.split_once('.').map_or(input.as_str(), |(area, _)| area);
        let names = || names.iter().copied().chain(given.iter().map(String::as_str));
        if names().any(|name| area(name) == Some(asked)) {
            return list(f, "one of", names().filter(|name| area(name) == Some(asked)));
        }
        if names().any(|name| area(name).is_some()) {
            let mut last = None;
            let areas = names().filter_map(area).filter(|area| last.replace(*area) != Some(*area));
            return list(f, "`area.action` with an area of", areas);
        }
        if names().count() > MANY {
            let asked = word(input);
            let near = || names().filter(|name| word(name) == asked);
            return if near().next().is_some() { first(f, near) } else { first(f, names) };
        }
        list(f, "one of", names())
    }
}

/// More names than a message lists.
const MANY: usize = 40;

/// The first names, and how many more there are.
fn first<'a, N: Iterator<Item = &'a str>>(f: &mut fmt::Formatter<'_>, names: impl Fn() -> N) -> fmt::Result {
    const FIRST: usize = 8;
    list(f, "one of", names().take(FIRST))?;
    match names().count().saturating_sub(FIRST) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

/// The first word of a name.
fn word(name: &str) -> &str {
    name.split_once('_').map_or(name, |(word, _)| word)
}

/// The area in a permission's name; `None` for other names.
fn area(name: &str) -> Option<&str> {
    name.split_once('.').map(|(area, _)| area)
}

fn list<'a>(f: &mut fmt::Formatter<'_>, intro: &str, names: impl Iterator<Item = &'a str>) -> fmt::Result {
    f.write_str(intro)?;
    for (i, name) in names.enumerate() {
        let comma = if i == 0 { "" } else { "," };
        write!(f, "{comma} `{name}`")?;
    }
    Ok(())
}

/// What the wire formats need of a value with a fixed name.
#[cfg(feature = "serde")]
pub(crate) trait Named: Copy + core::str::FromStr<Err = UnknownNameError> {
    /// What a deserializer expects: "a level such as `editor`".
    const EXPECTING: &'static str;
}

/// Gives an enum its names: `name()`, `Display`, `FromStr` and what the wire formats need; with `ALL`, also the list of
/// its values.
macro_rules! named {
    ($type:ident, $noun:literal, $expecting:literal, ALL = $all:literal, [$($variant:ident = $name:expr,)*]) => {
        impl $type {
            #[doc = $all]
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];
        }

        named!($type, $noun, $expecting, [$($variant = $name,)*]);
    };
    ($type:ident, $noun:literal, $expecting:literal, [$($variant:ident = $name:expr,)*]) => {
        impl $type {
            /// The name, which is stable: it is printed, parsed, and written in every format.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }

        impl core::str::FromStr for $type {
            type Err = $crate::permission::name::UnknownNameError;

            /// Parses the name that [`name`](Self::name) returns, in exactly this spelling.
            fn from_str(name: &str) -> Result<Self, Self::Err> {
                const NAMES: &[&str] = &[$($name),*];
                match name {
                    $($name => Ok(Self::$variant),)*
                    _ => Err($crate::permission::name::UnknownNameError::new($noun, name, NAMES)),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl $crate::permission::name::Named for $type {
            const EXPECTING: &'static str = $expecting;
        }
    };
}
pub(crate) use named;
