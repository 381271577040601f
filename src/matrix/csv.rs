use crate::permission::Scope;

use super::matrix::AccessMatrix;

impl AccessMatrix {
    /// The table as comma-separated values (RFC 4180, UTF-8, lines that end in CR LF): the columns `area` and
    /// `permission`, then one column for each role or user.
    ///
    /// A spreadsheet program can run a name that begins with `=`, `+`, `-` or `@` as a formula. So an apostrophe is added
    /// before such a character (or its full-width form) where it begins a field, or begins what a program with another
    /// separator would read as a field. That is the advice of OWASP ("CSV Injection"). A name can differ from the original
    /// by these apostrophes.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let desk = Grants::NONE.with(Permission::SmsView, Scope::Own);
    /// let csv = AccessMatrix::of_roles([("=2+3", desk), ("help, desk", desk)]).to_csv();
    /// let mut lines = csv.lines();
    /// assert_eq!(lines.next(), Some("area,permission,'=2+3,\"help, desk\""));
    /// assert_eq!(lines.next(), Some("sms,sms.view,own,own"));
    /// assert_eq!(lines.next(), Some("sms,sms.edit,,"), "not held");
    /// ```
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = String::new();
        let headings = self.columns.iter().map(|column| field(&column.heading()));
        line(&mut csv, ["area".to_owned(), "permission".to_owned()].into_iter().chain(headings));
        for group in self.groups() {
            for (permission, name) in group.rows {
                let scopes = self.columns.iter().map(|column| column.grants.scope_of(permission));
                let cells = scopes.map(|scope| scope.map_or("", Scope::name));
                line(&mut csv, [group.area, name].into_iter().chain(cells));
            }
        }
        csv
    }
}

fn line(csv: &mut String, fields: impl Iterator<Item = impl AsRef<str>>) {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            csv.push(',');
        }
        csv.push_str(field.as_ref());
    }
    csv.push_str("\r\n");
}

/// A field that no spreadsheet program runs as a formula, in quotes where needed.
fn field(text: &str) -> String {
    let text = unarmed(text);
    // A semicolon separates for some programs.
    if text.contains(['"', ',', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Text with an apostrophe before each character that could begin a formula.
fn unarmed(text: &str) -> String {
    let mut unarmed = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            unarmed.push('\'');
        }
        unarmed.push(c);
        // Another separator begins another field, and programs remove white space and quotes at its beginning.
        begins = matches!(c, ',' | ';' | '|') || begins && (c.is_whitespace() || matches!(c, '"' | '\''));
    }
    unarmed
}
