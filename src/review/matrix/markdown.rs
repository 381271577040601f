use core::fmt;

use crate::permission::Scope;

use super::matrix::AccessMatrix;

impl AccessMatrix {
    /// The table in GitHub Flavored Markdown, also what `Display` prints: permissions down, each in code style, under a
    /// row for each area in bold; an empty cell is not held.
    ///
    /// Markup and HTML in names of roles and people are escaped. There is no text around the table.
    ///
    /// ```
    /// use sendright::{AccessMatrix, Grants, Permission, Scope};
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

/// Text that reads as itself: every mark of Markdown escaped, but for an underscore within a word, which is none.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut in_word = false;
    while let Some(c) = rest.next() {
        let joins = c == '_' && in_word && rest.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$') && !joins {
            escaped.push('\\');
        }
        escaped.push(c);
        in_word = c.is_alphanumeric();
    }
    escaped
}
