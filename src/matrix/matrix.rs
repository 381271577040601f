use std::collections::BTreeMap;

use crate::organization::clean;
use crate::permission::{CustomNames, Grants, Permission, PermissionSet, Preset, Scope};

/// Who holds what, in one table: permissions down, grouped by area, and roles or members across. A cell is the widest
/// scope held, or nothing.
///
/// It is made of the presets ([`of_presets`](Self::of_presets)), of an application's own roles
/// ([`of_roles`](Self::of_roles)), of the roles of an account ([`Directory::role_matrix`](crate::Directory::role_matrix))
/// or of the people who reach one ([`Directory::member_matrix`](crate::Directory::member_matrix)), and comes out as
/// Markdown, CSV or a page of HTML. The same grants give the same text, byte by byte, so it can be committed, and
/// [`check_golden`](Self::check_golden) fails a test when it changes.
///
/// *Rows.* The 92 permissions of the catalogue are always there, and those of the application's own
/// ([`Permission::custom`]) that [`with_names`](Self::with_names) named. Of the others, those which all columns hold alike
/// make one row together, `custom.*`, or none if nobody holds them: an administrator, who holds whatever there is (rule
/// V5), does not make 32 rows of slots that nobody uses. Whatever is held otherwise has a row of its own.
///
/// *Names.* Names of roles and people are shown as they are, escaped for the format. Control characters, line breaks and
/// the characters that reverse the direction of the text around them are shown as `�`. Columns that would have the same
/// heading also show an id, or a number where there is none.
///
/// ```
/// use sendright::matrix::AccessMatrix;
/// use sendright::{Grants, Permission, Preset, Scope};
///
/// let desk = Grants::NONE.with(Permission::InboxReply, Scope::Account).with(Permission::SentView, Scope::Own);
/// let matrix = AccessMatrix::of_roles([("sender", Preset::Sender.grants()), ("help desk", desk)]);
///
/// assert_eq!(matrix.columns().collect::<Vec<_>>(), ["sender", "help desk"]);
/// assert_eq!(matrix.cell(Permission::SentView, "help desk"), Some(Scope::Own));
/// assert_eq!(matrix.cell(Permission::SmsLaunch, "help desk"), None, "not held");
/// assert!(matrix.to_markdown().contains("\n| `sent.view` | account | own |\n"));
/// ```
///
/// Source: role matrices as messaging products publish them; `RolePermissions` and `UserPermissions` of ANSI INCITS 359.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AccessMatrix {
    /// What the table is, for a heading.
    pub(super) title: String,
    /// What its cells say, in a sentence or two.
    pub(super) about: &'static str,
    pub(super) columns: Vec<Column>,
    /// The application's names of its own permissions.
    names: BTreeMap<Permission, String>,
}

/// A role or a person, and what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// What tells it from others of the same name, and what must be known of it; often nothing.
    pub(super) detail: String,
    pub(super) grants: Grants,
}

/// An area and its rows: permissions with the names that they come under.
pub(super) struct Group<'a> {
    pub(super) area: &'a str,
    pub(super) rows: Vec<(Permission, &'a str)>,
}

impl AccessMatrix {
    /// What each preset gives, before what an account makes available.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{Permission, Scope};
    ///
    /// let matrix = AccessMatrix::of_presets();
    /// assert_eq!(matrix.columns().next().as_deref(), Some("admin"));
    /// assert_eq!(matrix.cell(Permission::SmsLaunch, "sender"), Some(Scope::Account));
    /// assert_eq!(matrix.cell(Permission::SmsLaunch, "template"), None);
    /// ```
    pub fn of_presets() -> Self {
        Self::of_roles(Preset::ALL.map(|preset| (preset.name(), preset.grants()))).titled("Presets")
    }

    /// What each of some roles gives, before what an account makes available; the columns in the order given.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{Grants, Permission, Scope};
    ///
    /// let reader = Grants::NONE.with(Permission::SentView, Scope::Account);
    /// let matrix = AccessMatrix::of_roles([("reader", reader), ("reader", Grants::NONE)]);
    /// assert_eq!(matrix.columns().collect::<Vec<_>>(), ["reader (1)", "reader (2)"]);
    /// assert_eq!(matrix.cell(Permission::SentView, "reader"), None, "no column has that heading");
    /// ```
    pub fn of_roles<N: Into<String>>(roles: impl IntoIterator<Item = (N, Grants)>) -> Self {
        let columns = roles.into_iter().enumerate();
        let columns =
            columns.map(|(place, (name, grants))| (Column::new(&name.into(), "", grants), (place + 1).to_string()));
        Self::new("Roles", "What each role gives. An account may make less available.", columns)
    }

    /// A matrix of columns, each with what tells it from others of the same heading.
    pub(super) fn new(title: &str, about: &'static str, columns: impl IntoIterator<Item = (Column, String)>) -> Self {
        let mut columns: Vec<(Column, String)> = columns.into_iter().collect();
        let mut found: BTreeMap<(String, String), u32> = BTreeMap::new();
        for (column, _) in &columns {
            *found.entry((column.name.clone(), column.detail.clone())).or_default() += 1;
        }
        for (column, id) in &mut columns {
            if found.get(&(column.name.clone(), column.detail.clone())).is_some_and(|count| *count > 1) {
                column.detail =
                    [column.detail.as_str(), id.as_str()].join(if column.detail.is_empty() { "" } else { ", " });
            }
        }
        let columns = columns.into_iter().map(|(column, _)| column).collect();
        Self { title: clean(title), about, columns, names: BTreeMap::new() }
    }

    /// Under these names, the application's own permissions come in rows, held or not.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    /// use sendright::{CustomNames, Grants, Permission, Scope};
    ///
    /// let (fax, pager) = (Permission::custom(0).unwrap(), Permission::custom(1).unwrap());
    /// let desk = Grants::NONE.with(fax, Scope::Account);
    /// let matrix = AccessMatrix::of_roles([("desk", desk)]);
    /// assert!(matrix.to_csv().contains("custom,custom.0,account"));
    ///
    /// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    /// assert!(matrix.clone().with_names(&names).to_csv().contains("fax,fax.send,account"));
    /// assert!(!matrix.permissions().any(|permission| permission == pager), "neither named nor held");
    /// ```
    pub fn with_names(mut self, names: &CustomNames<'_>) -> Self {
        let given = PermissionSet::CUSTOM.iter().map(|permission| (permission, names.name(permission)));
        let given = given.filter(|(permission, name)| *name != permission.name());
        self.names = given.map(|(permission, name)| (permission, name.to_owned())).collect();
        self
    }

    /// Under this title, which heads the page of HTML.
    ///
    /// ```
    /// use sendright::matrix::AccessMatrix;
    ///
    /// let page = AccessMatrix::of_presets().titled("Who may do what <at Acme>").to_html();
    /// assert!(page.contains("<title>Who may do what &lt;at Acme&gt;</title>"));
    /// ```
    pub fn titled(mut self, title: &str) -> Self {
        self.title = clean(title);
        self
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The headings of the columns, in order; no two are equal, unless roles were given such names.
    pub fn columns(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().map(Column::heading)
    }

    /// The permissions of the rows, in order: those of an area together, the catalogue's first.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> + '_ {
        let rows = self.groups().into_iter().flat_map(|group| group.rows);
        rows.filter(|(_, name)| *name != OTHERS).map(|(permission, _)| permission)
    }

    /// The widest scope at which the column of this heading holds a permission; `None` if it does not, or there is no
    /// such column.
    #[must_use]
    pub fn cell(&self, permission: Permission, column: &str) -> Option<Scope> {
        let column = self.columns.iter().find(|candidate| candidate.heading() == column)?;
        column.grants.scope_of(permission)
    }

    /// The rows under their areas, in the order in which an area first comes.
    pub(super) fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let (own, others) = self.custom_rows();
        let rows = Permission::ALL.into_iter().chain(own.iter());
        let named = |permission| (permission, self.names.get(&permission).map_or(permission.name(), String::as_str));
        for (permission, name) in rows.map(named).chain(others.map(|first| (first, OTHERS))) {
            let area = name.split_once('.').map_or(name, |(area, _)| area);
            match groups.iter_mut().find(|group| group.area == area) {
                Some(group) => group.rows.push((permission, name)),
                None => groups.push(Group { area, rows: vec![(permission, name)] }),
            }
        }
        groups
    }

    /// The application's own permissions that have a row, and one of those that share theirs; the type's page has the
    /// rule.
    fn custom_rows(&self) -> (PermissionSet, Option<Permission>) {
        let named: PermissionSet = self.names.keys().copied().collect();
        let mut alike: BTreeMap<Vec<Option<Scope>>, PermissionSet> = BTreeMap::new();
        for permission in PermissionSet::CUSTOM - named {
            let held = self.columns.iter().map(|column| column.grants.scope_of(permission)).collect();
            *alike.entry(held).or_insert(PermissionSet::EMPTY) |= permission;
        }
        let is_held = |held: &[Option<Scope>]| held.iter().any(Option::is_some);
        // The most, and rather those that nobody holds; of as many, the last in an order that is always the same.
        let others = alike.into_iter().max_by_key(|(held, set)| (set.len(), !is_held(held)));
        match others {
            Some((held, set)) if !is_held(&held) => (PermissionSet::CUSTOM - set, None),
            Some((_, set)) if set.len() > 1 => (PermissionSet::CUSTOM - set, set.iter().next()),
            Some(_) | None => (PermissionSet::CUSTOM, None),
        }
    }
}

/// The name of the row of the application's own permissions that have none of their own.
pub(super) const OTHERS: &str = "custom.*";

impl Column {
    pub(super) fn new(name: &str, detail: &str, grants: Grants) -> Self {
        Self { name: clean(name), detail: clean(detail), grants }
    }

    /// The name, and the detail in parentheses.
    pub(super) fn heading(&self) -> String {
        if self.detail.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.detail) }
    }
}
