//! The role matrices that five messaging products publish, as data: what each row needs, and who has it.
//!
//! Two of the sources publish a table; of these, every cell stands there. Two say in sentences what each role has: a role
//! that no sentence names counts as *no*. One describes levels in words. Where a source is silent, a cell is our reading,
//! and is marked so ([`AY`], [`Source::Reading`]). "(assumed)" after a row: the source has the row, and which
//! permission stands for it is our reading. The tests read the same data.

use sendright::{Area, Feature, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope};
use sendright::{Permission as P, Scope::Account, Scope::Own, Scope::Subtree};

/// What a matrix says of a role in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Yes,
    /// Only on data of one's own.
    Own,
    No,
}

/// Where a cell comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// It stands in a table that the source publishes.
    Table,
    /// It follows from a sentence of the source.
    Sentence,
    /// The source is silent: it is our reading.
    Reading,
}

/// A cell that a matrix has, and whether it is our reading, whatever the rest of the matrix is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Published {
    pub(crate) cell: Cell,
    assumed: bool,
}

const Y: Published = Published { cell: Cell::Yes, assumed: false };
const O: Published = Published { cell: Cell::Own, assumed: false };
const N: Published = Published { cell: Cell::No, assumed: false };
/// *Yes*, and it is our reading.
const AY: Published = Published { assumed: true, ..Y };

/// What stands at the head of a column: a role, or a level that is held in the feature of the row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Role(&'static str, Grants),
    Level(&'static str, Level),
}

/// A line of a matrix: what a user does, what it needs, at which scope, and the published cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) text: &'static str,
    pub(crate) permissions: &'static [Permission],
    pub(crate) scope: Scope,
    pub(crate) feature: Option<Feature<'static>>,
    pub(crate) published: &'static [Published],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix {
    pub(crate) title: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) source: Source,
    pub(crate) columns: &'static [Column],
    pub(crate) rows: &'static [Row],
}

impl Matrix {
    /// Where one of its cells comes from.
    pub(crate) const fn source_of(&self, published: Published) -> Source {
        if published.assumed { Source::Reading } else { self.source }
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = Published> {
        self.rows.iter().flat_map(|row| row.published).copied()
    }
}

/// How many cells of all matrices come from there.
pub(crate) fn count(source: Source) -> usize {
    MATRICES
        .iter()
        .flat_map(|matrix| matrix.cells().map(|cell| matrix.source_of(cell)))
        .filter(|s| *s == source)
        .count()
}

impl Column {
    pub(crate) const fn heading(&self) -> &'static str {
        match self {
            Self::Role(heading, _) | Self::Level(heading, _) => heading,
        }
    }

    /// What a user in this column holds, in the feature of the row.
    pub(crate) fn grants(&self, row: &Row) -> Grants {
        match self {
            Self::Role(_, grants) => *grants,
            Self::Level(_, level) => row.feature.map_or(Grants::NONE, |f| Levels::NONE.raise(f, *level).grants()),
        }
    }

    /// What the crate answers for this column in a row.
    pub(crate) fn cell(&self, row: &Row) -> Cell {
        let grants = self.grants(row);
        let all = |scope| grants.allows(row.permissions.iter().copied().collect::<PermissionSet>(), scope);
        if all(row.scope.max(Account)) {
            Cell::Yes
        } else if row.scope == Own && all(Own) {
            Cell::Own
        } else {
            Cell::No
        }
    }
}

const fn role(heading: &'static str, preset: Preset) -> Column {
    Column::Role(heading, preset.grants())
}

/// A role in an account whose ceiling lacks something.
const fn under(heading: &'static str, preset: Preset, lacks: PermissionSet) -> Column {
    Column::Role(heading, preset.grants().within(PermissionSet::ALL.difference(lacks)))
}

const fn row(
    text: &'static str,
    permissions: &'static [Permission],
    scope: Scope,
    published: &'static [Published],
) -> Row {
    Row { text, permissions, scope, feature: None, published }
}

const fn of(
    feature: Feature<'static>,
    text: &'static str,
    needs: &'static [Permission],
    cells: &'static [Published],
) -> Row {
    Row { text, permissions: needs, scope: Account, feature: Some(feature), published: cells }
}

const BILLING: Feature<'_> = Feature::new("billing", &[Area::Billing]);
const EMAIL: Feature<'_> = Feature::new("email", &[Area::Email]);

pub(crate) const MATRICES: [Matrix; 5] = [THREE_ROLES, HUB, LEVELS, CONNECTOR, TWO_ROLES];

#[rustfmt::skip]
const THREE_ROLES: Matrix = Matrix {
    title: "Three roles",
    legend: "A Admin, S Standard, T Template. The source publishes this table.",
    source: Source::Table,
    columns: &[role("A", Preset::Admin), role("S", Preset::Standard), role("T", Preset::Template)],
    rows: &[
        row("Send SMS messages", &[P::SmsSend], Account, &[Y, Y, Y]),
        row("Send predefined templates", &[P::MessageTemplate], Account, &[Y, Y, Y]),
        row("Send at a later date and time", &[P::MessageSchedule], Account, &[Y, Y, Y]),
        row("Send text to voice", &[P::VoiceSend], Account, &[Y, Y, N]),
        row("Send free text", &[P::MessageFreeText], Account, &[Y, Y, N]),
        row("Send to contacts and groups", &[P::MessageGroup], Account, &[Y, Y, N]),
        row("Bulk send from Excel or CSV files", &[P::MessageUpload, P::SmsLaunch], Account, &[Y, Y, N]),
        row("Create, manage, delete templates", &[P::TemplateEdit, P::TemplateDelete], Account, &[Y, Y, N]),
        row("Read incoming messages", &[P::InboxView], Account, &[Y, Y, Y]),
        row("Delete messages", &[P::InboxDelete], Account, &[Y, Y, N]),
        row("See and download sent messages", &[P::SentView, P::SentExport], Account, &[Y, Y, Y]),
        row("Create, manage, delete contacts and groups", &[P::ContactEdit, P::ContactGroup, P::ContactDelete], Account, &[Y, Y, N]),
        row("Upload contact files", &[P::ContactImport], Account, &[Y, Y, N]),
        row("Change default account settings", &[P::AccountEdit], Account, &[Y, N, N]),
        row("Change the email-copy settings (assumed)", &[P::IntegrationGateways], Account, &[Y, N, N]),
        row("Create, manage, delete users", &[P::UserInvite, P::UserEdit, P::UserDelete, P::UserAssignRole], Account, &[Y, N, N]),
        row("Push notifications for API integrations", &[P::IntegrationWebhooks], Account, &[Y, N, N]),
        row("Access to the API", &[P::IntegrationApi], Account, &[Y, Y, N]),
    ],
};

#[rustfmt::skip]
const HUB: Matrix = Matrix {
    title: "A hub with sub-accounts",
    legend: "P administrator of the parent account (pp: it is postpaid), U of a sub-account (5: at depth 5),\nV Advanced, B Basic. The source says it in sentences. Assumed: P and U also have what V has,\nP's reports cover its own account (U's do), all but B may export.",
    source: Source::Sentence,
    columns: &[
        role("P", Preset::Admin),
        under("P pp", Preset::Admin, PermissionSet::CREDIT_PURCHASE),
        role("U", Preset::SubaccountAdmin),
        under("U 5", Preset::SubaccountAdmin, PermissionSet::SUBACCOUNT_MANAGE),
        role("V", Preset::Advanced),
        role("B", Preset::Basic),
    ],
    rows: &[
        row("Create and manage sub-accounts", &[P::SubaccountManage], Account, &[Y, Y, Y, N, N, N]),
        row("Invite users to the own account and its sub-accounts", &[P::UserInvite], Subtree, &[Y, Y, Y, Y, N, N]),
        row("Manage billing data", &[P::BillingManage], Account, &[Y, Y, N, N, N, N]),
        row("Top up prepaid credit", &[P::CreditPurchase], Account, &[Y, N, N, N, N, N]),
        row("Share groups, contacts, templates with sub-accounts", &[P::ContactShare, P::TemplateShare], Account, &[Y, Y, Y, Y, N, N]),
        row("Reports of sub-accounts", &[P::ReportView], Subtree, &[Y, Y, Y, Y, N, N]),
        row("Manage account settings", &[P::AccountEdit], Account, &[Y, Y, Y, Y, N, N]),
        row("Manage email-to-SMS", &[P::IntegrationGateways], Account, &[Y, Y, Y, Y, N, N]),
        row("Resubscribe an unsubscribed contact", &[P::ContactResubscribe], Account, &[Y, Y, Y, Y, N, N]),
        row("Create and manage API keys", &[P::IntegrationKeys], Account, &[Y, Y, Y, Y, N, N]),
        row("Create webhooks", &[P::IntegrationWebhooks], Account, &[Y, Y, Y, Y, N, N]),
        row("Create automations", &[P::AutomationEdit], Account, &[Y, Y, N, N, N, N]),
        row("Send messages", &[P::SmsSend], Own, &[AY, AY, AY, AY, Y, O]),
        row("Reports of the account's usage", &[P::ReportView, P::ReportUsage], Account, &[AY, AY, Y, Y, Y, N]),
        row("Inbox of the account", &[P::InboxView], Account, &[AY, AY, AY, AY, Y, N]),
        row("Create groups and contacts", &[P::ContactEdit, P::ContactGroup], Account, &[AY, AY, AY, AY, Y, N]),
        row("See users", &[P::UserView], Account, &[AY, AY, AY, AY, Y, N]),
        row("Create templates", &[P::TemplateEdit], Account, &[AY, AY, AY, AY, Y, N]),
        row("Reports of own messages", &[P::ReportView], Own, &[AY, AY, Y, Y, Y, O]),
        row("Export reports", &[P::ReportExport], Account, &[AY, AY, AY, AY, AY, N]),
    ],
};

/// The source describes the levels in words, and has no cells.
#[rustfmt::skip]
const LEVELS: Matrix = Matrix {
    title: "Four levels per feature",
    legend: "Each column is the level that a user holds in the feature of the row. The source describes\nlevels in words: Guest may consult the menu of a feature, Editor consult and edit its elements,\nApprover also validate. That Guest sees the elements, which action is whose, that deleting is\nApprover's and that buying credits is a feature is assumed, and so is each cell.",
    source: Source::Reading,
    columns: &[
        Column::Level("None", Level::None),
        Column::Level("Guest", Level::Guest),
        Column::Level("Editor", Level::Editor),
        Column::Level("Approver", Level::Approver),
    ],
    rows: &[
        of(Feature::EMAILINGS, "Emailings: look", &[P::EmailView, P::TemplateView], &[N, Y, Y, Y]),
        of(Feature::EMAILINGS, "Emailings: create and change", &[P::EmailEdit, P::MessageFreeText, P::TemplateEdit], &[N, N, Y, Y]),
        of(Feature::EMAILINGS, "Emailings: validate and send", &[P::EmailSend, P::EmailLaunch, P::MessageSchedule], &[N, N, N, Y]),
        of(Feature::SMS, "SMS: look", &[P::SmsView, P::TemplateView], &[N, Y, Y, Y]),
        of(Feature::SMS, "SMS: create and change", &[P::SmsEdit, P::MessageFreeText, P::TemplateEdit], &[N, N, Y, Y]),
        of(Feature::SMS, "SMS: validate and send", &[P::SmsSend, P::SmsLaunch, P::MessageSchedule], &[N, N, N, Y]),
        of(Feature::CONTACTS, "Contacts: look", &[P::ContactView], &[N, Y, Y, Y]),
        of(Feature::CONTACTS, "Contacts: create and change", &[P::ContactEdit, P::ContactGroup], &[N, N, Y, Y]),
        of(Feature::CONTACTS, "Contacts: import, export, delete", &[P::ContactImport, P::ContactExport, P::ContactDelete], &[N, N, N, Y]),
        of(Feature::FORMS, "Forms and surveys: look", &[P::FormView], &[N, Y, Y, Y]),
        of(Feature::FORMS, "Forms and surveys: create and change", &[P::FormEdit], &[N, N, Y, Y]),
        of(Feature::FORMS, "Forms and surveys: put online", &[P::FormPublish], &[N, N, N, Y]),
        of(Feature::ADMINISTRATION, "Users, account: look", &[P::UserView, P::AccountView], &[N, Y, Y, Y]),
        of(Feature::ADMINISTRATION, "Account: change settings", &[P::AccountEdit, P::AccountAutoReplace], &[N, N, Y, Y]),
        of(Feature::ADMINISTRATION, "Invoices: look", &[P::BillingView], &[N, Y, Y, Y]),
        of(Feature::ADMINISTRATION, "Users: invite, set levels; manage billing data", &[P::UserInvite, P::UserAssignRole, P::BillingManage], &[N, N, N, Y]),
        of(BILLING, "A user who must not see invoices: level None", &[P::BillingView], &[N, Y, Y, Y]),
        of(EMAIL, "A trainee, level Editor: prepare an email", &[P::EmailEdit], &[N, N, Y, Y]),
        of(EMAIL, "A trainee, level Editor: send or launch it", &[P::EmailSend, P::EmailLaunch], &[N, N, N, Y]),
        of(Feature::CREDITS, "Credits: see the balance", &[P::CreditView], &[N, Y, Y, Y]),
        of(Feature::CREDITS, "Credits: buy", &[P::CreditPurchase], &[N, N, N, Y]),
    ],
};

#[rustfmt::skip]
const CONNECTOR: Matrix = Matrix {
    title: "A connector",
    legend: "R Regular, A Admin. The source says it in sentences.",
    source: Source::Sentence,
    columns: &[role("R", Preset::Regular), role("A", Preset::Admin)],
    rows: &[
        row("Send single notifications", &[P::SmsSend, P::ChatSend], Own, &[O, Y]),
        row("Create, launch, follow up bulk messages", &[P::SmsEdit, P::SmsLaunch, P::SmsView], Own, &[O, Y]),
        row("See notifications sent by oneself", &[P::SentView], Own, &[O, Y]),
        row("Change own data and password", &[P::ProfileEdit], Own, &[O, Y]),
        row("See the account's usage", &[P::ReportUsage], Account, &[Y, Y]),
        row("Create, edit, delete users", &[P::UserInvite, P::UserEdit, P::UserDelete], Account, &[N, Y]),
        row("Create, edit, delete connections", &[P::ConnectionManage], Account, &[N, Y]),
        row("Reset passwords, deactivate users", &[P::UserResetPassword, P::UserDeactivate], Account, &[N, Y]),
        row("Clone connections for other users", &[P::ConnectionClone], Account, &[N, Y]),
        row("Create, launch, follow up WhatsApp bulk deliveries", &[P::ChatEdit, P::ChatLaunch, P::ChatView], Account, &[N, Y]),
        row("Automations and sequential deliveries", &[P::AutomationEdit, P::AutomationLaunch, P::AutomationView], Account, &[N, Y]),
        row("Create provider templates", &[P::TemplateEdit, P::TemplatePublish], Account, &[N, Y]),
        row("Upload media files", &[P::MediaUpload], Account, &[N, Y]),
        row("See all notifications of all users", &[P::SentView], Account, &[N, Y]),
        row("See the log of API requests", &[P::IntegrationLog], Account, &[N, Y]),
        row("The new user gets the password by email; the admin may set another password", &[P::UserResetPassword], Account, &[N, Y]),
        row("Templates and media that an admin makes are there for regular users to use", &[P::TemplateView, P::MediaView], Account, &[Y, Y]),
    ],
};

#[rustfmt::skip]
const TWO_ROLES: Matrix = Matrix {
    title: "Two roles",
    legend: "A Administrator, S Sender. The source publishes this table.",
    source: Source::Table,
    columns: &[role("A", Preset::Admin), role("S", Preset::Sender)],
    rows: &[
        row("Update account details and permissions", &[P::AccountEdit, P::UserAssignRole], Account, &[Y, N]),
        row("See invoices", &[P::BillingView], Account, &[Y, N]),
        row("Apply for a sender name", &[P::SenderRequest], Account, &[Y, N]),
        row("Send SMS", &[P::SmsSend], Account, &[Y, Y]),
        row("Schedule a campaign", &[P::SmsLaunch, P::MessageSchedule], Account, &[Y, Y]),
        row("Create groups, upload contacts", &[P::ContactGroup, P::ContactImport], Account, &[Y, Y]),
        row("See and export message history", &[P::SentView, P::SentExport], Account, &[Y, Y]),
        row("Create subscription links", &[P::FormLink], Account, &[Y, Y]),
        row("Add credits", &[P::CreditPurchase], Account, &[Y, Y]),
        row("Create API keys, change API settings", &[P::IntegrationKeys], Account, &[Y, N]),
        row("Configure automatic replacement", &[P::AccountAutoReplace], Account, &[Y, N]),
    ],
};
