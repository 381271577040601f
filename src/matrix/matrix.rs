use std::collections::BTreeMap;

use crate::organization::clean;
use crate::permission::{CustomNames, Grants, Permission, PermissionSet, Preset, Scope};

/// A table of who holds which permissions: one row for each permission, grouped by area, and one column for each role or
/// user. A cell is the widest scope at which the permission is held, or empty.
///
/// The columns are the presets ([`of_presets`](Self::of_presets)), an application's own roles
/// ([`of_roles`](Self::of_roles)), the roles that can be assigned in an account
/// ([`Directory::role_matrix`](crate::Directory::role_matrix)) or the users with access to one
/// ([`Directory::member_matrix`](crate::Directory::member_matrix)). The table is written as Markdown, CSV or a page of
/// HTML. Equal matrices give the same text, byte by byte, so that a text can be committed and a test can
/// [compare](Self::check_golden) a matrix with it.
///
/// *Rows.* Each permission of the catalogue has a row. So has each of the application's own permissions
/// ([`Permission::custom`]) that [`with_names`](Self::with_names) named. Of the other custom permissions, those that every
/// column holds at the same scope share the row `custom.*`, which is left out if nobody holds them; each of the rest has a
/// row of its own. So an administrator, who holds all of them (rule V5), does not add a row for each of the permissions
/// that the application does not use.
///
/// *Names.* Names of roles and users are written as they are, escaped for the format. Control characters, line breaks and
/// characters that reverse the direction of text are written as `�`. Columns that would have the same heading also show
/// an id, or a number where there is none.
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
    /// The heading of the page of HTML.
    pub(super) title: String,
    /// What the cells mean, in a sentence or two.
    pub(super) about: &'static str,
    pub(super) columns: Vec<Column>,
    /// The place of the first column with each heading.
    places: BTreeMap<String, usize>,
    /// The application's names for its own permissions.
    names: BTreeMap<Permission, String>,
}

/// A role or a user, and what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// What distinguishes it from others of the same name, and remarks such as `deactivated`; often empty.
    pub(super) detail: String,
    pub(super) grants: Grants,
}

/// An area and its rows: permissions with the names under which they are written.
pub(super) struct Group<'a> {
    pub(super) area: &'a str,
    pub(super) rows: Vec<(Permission, &'a str)>,
}

impl AccessMatrix {
    /// What each preset grants, before the ceiling of an account.
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

    /// What each of these roles grants, before the ceiling of an account. The columns have the order of the roles.
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

    /// A matrix of these columns, each with the id that is added to its heading if another column has the same.
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
        let columns: Vec<Column> = columns.into_iter().map(|(column, _)| column).collect();
        let mut places = BTreeMap::new();
        for (place, column) in columns.iter().enumerate() {
            places.entry(column.heading()).or_insert(place);
        }
        Self { title: clean(title), about, columns, places, names: BTreeMap::new() }
    }

    /// The matrix with the application's names for its own permissions. Each permission that is named has a row, whether
    /// it is held or not.
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

    /// The matrix with this title, which is the heading of the page of HTML.
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

    /// The headings of the columns, in order. No two are equal, unless a role is named like the numbered heading of
    /// another, such as `sender (1)`.
    pub fn columns(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().map(Column::heading)
    }

    /// The permissions that have a row of their own, in the order of the rows.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> + '_ {
        let rows = self.groups().into_iter().flat_map(|group| group.rows);
        rows.filter(|(_, name)| *name != OTHERS).map(|(permission, _)| permission)
    }

    /// The widest scope at which the column with this heading holds a permission; `None` if it does not hold it, or if
    /// there is no such column.
    #[must_use]
    pub fn cell(&self, permission: Permission, column: &str) -> Option<Scope> {
        let column = self.places.get(column).and_then(|place| self.columns.get(*place))?;
        column.grants.scope_of(permission)
    }

    /// The rows by area. Areas have the order in which their first permissions come.
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

    /// The application's own permissions that have a row of their own, and the first of those that share one, by the rule
    /// in the documentation of the type.
    fn custom_rows(&self) -> (PermissionSet, Option<Permission>) {
        let named: PermissionSet = self.names.keys().copied().collect();
        let mut alike: BTreeMap<Vec<Option<Scope>>, PermissionSet> = BTreeMap::new();
        for permission in PermissionSet::CUSTOM - named {
            let held = self.columns.iter().map(|column| column.grants.scope_of(permission)).collect();
            *alike.entry(held).or_insert(PermissionSet::EMPTY) |= permission;
        }
        let is_held = |held: &[Option<Scope>]| held.iter().any(Option::is_some);
        // The largest set shares the row; of equally large sets, one that nobody holds, else the last in a fixed order.
        let others = alike.into_iter().max_by_key(|(held, set)| (set.len(), !is_held(held)));
        match others {
            Some((held, set)) if !is_held(&held) => (PermissionSet::CUSTOM - set, None),
            Some((_, set)) if set.len() > 1 => (PermissionSet::CUSTOM - set, set.iter().next()),
            Some(_) | None => (PermissionSet::CUSTOM, None),
        }
    }
}

/// The name of the row that several of the application's own permissions share.
pub(super) const OTHERS: &str = "custom.*";

impl Column {
    pub(super) fn new(name: &str, detail: &str, grants: Grants) -> Self {
        Self { name: clean(name), detail: clean(detail), grants }
    }

    /// The name, with the detail in parentheses.
    pub(super) fn heading(&self) -> String {
        if self.detail.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.detail) }
    }
}
