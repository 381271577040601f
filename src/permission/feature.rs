use super::area::Area;

/// A feature as a product publishes it: a group of [`Area`]s that get a level together (rule V6).
///
/// The constants are the six features of the published product that gives its users one of four levels per feature; a
/// product with other groups makes its own with [`Feature::new`].
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
    /// Emailings: email, message, template.
    pub const EMAILINGS: Self = Self::new("emailings", &[Area::Email, Area::Message, Area::Template]);
    /// SMS: sms, message, template.
    pub const SMS: Self = Self::new("SMS", &[Area::Sms, Area::Message, Area::Template]);
    /// Contacts: contact.
    pub const CONTACTS: Self = Self::new("contacts", &[Area::Contact]);
    /// Forms and surveys: form.
    pub const FORMS: Self = Self::new("forms and surveys", &[Area::Form]);
    /// Users, account and invoices: user, account, billing.
    pub const ADMINISTRATION: Self =
        Self::new("users, account and invoices", &[Area::User, Area::Account, Area::Billing]);
    /// Buying credits: credit.
    pub const CREDITS: Self = Self::new("buying credits", &[Area::Credit]);

    /// The six published features.
    pub const ALL: [Self; 6] =
        [Self::EMAILINGS, Self::SMS, Self::CONTACTS, Self::FORMS, Self::ADMINISTRATION, Self::CREDITS];
}

impl<'a> Feature<'a> {
    /// A feature of the application's own: a name for people, and the areas that it stands for.
    pub const fn new(name: &'a str, areas: &'a [Area]) -> Self {
        Self { name, areas }
    }

    /// The name, as the product shows it.
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// The areas that get their level together.
    #[must_use]
    pub const fn areas(self) -> &'a [Area] {
        self.areas
    }
}
