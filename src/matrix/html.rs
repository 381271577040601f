use core::fmt::{self, Write};

use crate::permission::{Permission, Scope};

use super::matrix::{AccessMatrix, Column, Group};

/// How many columns a table has at most: as many as fit on a sheet of paper.
const SHEET: usize = 10;

impl AccessMatrix {
    /// The table as one self-contained page of HTML: with its styles, without scripts, and without anything to load.
    ///
    /// It can be read in a browser (the headings stay in sight), in dark mode, on paper (landscape, headings on every
    /// sheet) and with a screen reader (captions, headings with their scope, and a word in every cell). More than ten
    /// columns are split into several tables, side by side on a screen and one after another on paper. The page is also
    /// well-formed XML. All names and titles are escaped, and can't reorder the text around them.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::Grants;
    ///
    /// let html = AccessMatrix::of_roles([("<script>alert(1)</script>", Grants::NONE)]).to_html();
    /// assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    /// assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !html.contains("<script"));
    /// ```
    #[must_use]
    pub fn to_html(&self) -> String {
        Page(self).to_string()
    }
}

/// The page, written as it is printed.
struct Page<'a>(&'a AccessMatrix);

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = Escaped(&self.0.title);
        f.write_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")?;
        f.write_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")?;
        f.write_str("<meta name=\"color-scheme\" content=\"light dark\"/>\n")?;
        write!(f, "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n", include_str!("page.css"))?;
        write!(f, "<header>\n<h1><bdi>{title}</bdi></h1>\n<p>{}</p>\n{LEGEND}</header>\n", self.0.about)?;
        f.write_str("<main>\n")?;
        let groups = self.0.groups();
        // A matrix without columns still has a table of permissions.
        let sheets = self.0.columns.len().div_ceil(SHEET).max(1);
        for sheet in 0..sheets {
            self.table(f, &groups, sheet * SHEET)?;
        }
        f.write_str("</main>\n</body>\n</html>\n")
    }
}

impl Page<'_> {
    /// The table of the columns from this index on, as many as fit on a sheet.
    fn table(&self, f: &mut fmt::Formatter<'_>, groups: &[Group<'_>], from: usize) -> fmt::Result {
        let all = self.0.columns.len();
        let columns: Vec<&Column> = self.0.columns.iter().skip(from).take(SHEET).collect();
        write!(f, "<table>\n<caption><bdi>{}</bdi>", Escaped(&self.0.title))?;
        if columns.len() < all {
            write!(f, ", columns {} to {} of {all}", from + 1, from + columns.len())?;
        }
        f.write_str("</caption>\n")?;
        head(f, &columns)?;
        groups.iter().try_for_each(|group| body(f, group, &columns))?;
        f.write_str("</table>\n")
    }
}

/// What the words in the cells mean.
const LEGEND: &str = "<dl>\n\
    <div><dt class=\"own\">own</dt><dd>on data that the user made</dd></div>\n\
    <div><dt class=\"account\">account</dt><dd>on everything in the account</dd></div>\n\
    <div><dt class=\"subtree\">subtree</dt><dd>in the account and all sub-accounts under it</dd></div>\n\
    <div><dt class=\"no\">no</dt><dd>not held</dd></div>\n\
    </dl>\n";

fn head(f: &mut fmt::Formatter<'_>, columns: &[&Column]) -> fmt::Result {
    f.write_str("<thead>\n<tr><th scope=\"col\">permission</th>")?;
    for column in columns {
        write!(f, "<th scope=\"col\"><bdi>{}</bdi>", Breakable(&column.name))?;
        if !column.detail.is_empty() {
            write!(f, " <small><bdi>{}</bdi></small>", Breakable(&column.detail))?;
        }
        f.write_str("</th>")?;
    }
    f.write_str("</tr>\n</thead>\n")
}

fn body(f: &mut fmt::Formatter<'_>, group: &Group<'_>, columns: &[&Column]) -> fmt::Result {
    let (span, area) = (columns.len() + 1, Escaped(group.area));
    write!(f, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"{span}\"><span>{area}</span></th></tr>\n")?;
    for (permission, name) in &group.rows {
        write!(f, "<tr><th scope=\"row\">{}</th>", Escaped(name))?;
        columns.iter().try_for_each(|column| f.write_str(cell(column, *permission)))?;
        f.write_str("</tr>\n")?;
    }
    f.write_str("</tbody>\n")
}

const fn cell(column: &Column, permission: Permission) -> &'static str {
    match column.grants.scope_of(permission) {
        Some(Scope::Own) => "<td class=\"own\">own</td>",
        Some(Scope::Account) => "<td class=\"account\">account</td>",
        Some(Scope::Subtree) => "<td class=\"subtree\">subtree</td>",
        None => "<td class=\"no\">no</td>",
    }
}

/// Text that HTML shows as it is, anywhere in a page.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => f.write_char(c),
        })
    }
}

/// The same for a long name, which may be broken into lines after each `_`, `@` and `.`.
struct Breakable<'a>(&'a str);

impl fmt::Display for Breakable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(['_', '@', '.']) {
            let more = if part.ends_with(['_', '@', '.']) { "<wbr/>" } else { "" };
            write!(f, "{}{more}", Escaped(part))?;
        }
        Ok(())
    }
}
