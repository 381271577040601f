use core::fmt;

use crate::permission::Scope;

use super::matrix::AccessMatrix;

impl AccessMatrix {
    /// The table in GitHub Flavored Markdown, as `Display` writes it too: one row for each permission, in code style, under
    /// a row for each area in bold. A permission that is not held has an empty cell.
    ///
    /// Markup and HTML in the names of roles and users are escaped. There is no text around the table.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let desk = Grants::NONE.with(Permission::SmsView, Scope::Account);
    /// let markdown = AccessMatrix::of_roles([("help | desk", desk)]).to_markdown();
    /// let mut lines = markdown.lines();
    /// assert_eq!(lines.next(), Some(r"| permission | help \| desk |"));
    /// assert_eq!(lines.next(), Some("| :-- | :-: |"));
    /// assert_eq!(lines.next(), Some("| **sms** |  |"));
    /// assert_eq!(lines.next(), Some("| `sms.view` | account |"));
    /// assert_eq!(lines.next(), Some("| `sms.edit` |  |"), "not held");
    /// ```
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for AccessMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        row(f, "permission", self.columns.iter().map(|column| escaped(&column.heading())))?;
        row(f, ":--", self.columns.iter().map(|_| ":-:"))?;
        for group in self.groups() {
            row(f, &format!("**{}**", escaped(group.area)), self.columns.iter().map(|_| ""))?;
            for (permission, name) in group.rows {
                let scopes = self.columns.iter().map(|column| column.grants.scope_of(permission));
                row(f, &format!("`{name}`"), scopes.map(|scope| scope.map_or("", Scope::name)))?;
            }
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, first: &str, cells: impl Iterator<Item = impl AsRef<str>>) -> fmt::Result {
    write!(f, "| {first} |")?;
    for cell in cells {
        write!(f, " {} |", cell.as_ref())?;
    }
    writeln!(f)
}

/// Text that Markdown shows as it is: every character with a meaning is escaped, also in what would become a link. An
/// underscore within a word has no meaning.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (place, c) in text.char_indices() {
        let (before, after) =
            (text.get(..place).unwrap_or_default(), text.get(place + c.len_utf8()..).unwrap_or_default());
        if is_mark(before, c, after) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn is_mark(before: &str, c: char, after: &str) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '@' => true,
        '_' => !(in_word(before.chars().next_back()) && in_word(after.chars().next())),
        ':' => after.starts_with("//"),
        '.' => {
            before.len().checked_sub(3).and_then(|www| before.get(www..)).is_some_and(|w| w.eq_ignore_ascii_case("www"))
        }
        _ => false,
    }
}
