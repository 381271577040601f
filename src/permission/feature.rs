use super::area::Area;

/// A feature group: [`Area`]s that a product shows to its users as one feature, and that get a level together (rule V6).
///
/// The constants are the groups of a published product, which gives its users a level for each. A product with other
/// groups makes its own with [`Feature::new`]. The features of an account's product plan are something else: see
/// [`Account::features`](crate::Account::features).
///
/// ```
/// use sendright::{Area, Feature, Level, Levels, Permission, Scope};
///
/// let editor = Levels::NONE.raise(Feature::EMAILINGS, Level::Editor).grants();
/// assert!(editor.allows(Permission::EmailEdit, Scope::Account));
/// assert!(editor.allows(Permission::MessageTemplate, Scope::Account));
/// assert!(!editor.allows(Permission::EmailLaunch, Scope::Account));
///
/// const CONVERSATIONS: Feature = Feature::new("conversations", &[Area::Inbox, Area::Chat]);
/// assert_eq!(Levels::NONE.raise(CONVERSATIONS, Level::Guest).level(Area::Inbox), Level::Guest);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Feature<'a> {
    name: &'a str,
    areas: &'a [Area],
}

impl Feature<'static> {
    /// Emailings: the areas email, message and template.
    pub const EMAILINGS: Self = Self::new("emailings", &[Area::Email, Area::Message, Area::Template]);
    /// SMS: the areas sms, message and template.
    pub const SMS: Self = Self::new("SMS", &[Area::Sms, Area::Message, Area::Template]);
    /// Contacts: the area contact.
    pub const CONTACTS: Self = Self::new("contacts", &[Area::Contact]);
    /// Forms and surveys: the area form.
    pub const FORMS: Self = Self::new("forms and surveys", &[Area::Form]);
    /// Users, account and invoices: the areas user, account and billing.
    pub const ADMINISTRATION: Self =
        Self::new("users, account and invoices", &[Area::User, Area::Account, Area::Billing]);
    /// Buying credits: the area credit.
    pub const CREDITS: Self = Self::new("buying credits", &[Area::Credit]);

    /// The groups of the published product.
    pub const ALL: [Self; 6] =
        [Self::EMAILINGS, Self::SMS, Self::CONTACTS, Self::FORMS, Self::ADMINISTRATION, Self::CREDITS];
}

impl<'a> Feature<'a> {
    /// A group with the name that people see, and its areas.
    pub const fn new(name: &'a str, areas: &'a [Area]) -> Self {
        Self { name, areas }
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// The areas of the group.
    #[must_use]
    pub const fn areas(self) -> &'a [Area] {
        self.areas
    }
}
