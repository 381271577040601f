use super::grants::Grants;
use super::name::named;
use super::permission::Permission;
use super::scope::Scope;
use super::set::PermissionSet;

/// A role that comes with the crate: it gives what a role of a published messaging product gives.
///
/// A preset stands for its [grants](Self::grants), and no rule depends on which preset it is. Each preset gives
/// [`Permission::ProfileEdit`], with which users edit their own details (rule G3).
///
/// The sources are five products that publish what their users' roles may do. None publishes a list of permissions, so each
/// preset also has what no row of its source says: what one needs to do what the source does say, or what the source is
/// silent about. Each preset lists these permissions as *beyond its source* and says why it has them; a test derives the
/// list. Whoever wants less withholds them ([`Assignment::withholding`](crate::Assignment::withholding)) or defines a
/// custom role.
///
/// ```
/// use sendright::{Permission, PermissionSet, Preset, Scope};
///
/// const TEMPLATE: PermissionSet = Preset::Template.grants().at(Scope::Account);
/// const _: () = assert!(PermissionSet::SMS_SEND.is_subset(TEMPLATE));
/// const _: () = assert!(!PermissionSet::MESSAGE_FREE_TEXT.is_subset(TEMPLATE));
///
/// assert_eq!("sender".parse(), Ok(Preset::Sender));
/// assert!("owner".parse::<Preset>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Preset {
    /// Holds every permission, the application's own included, in the account and in all sub-accounts under it.
    ///
    /// Source: the Admin, the Administrator and the administrator of the parent account in the published matrices.
    ///
    /// *Beyond its source*, since every permission has somebody who can give it to others (rules V5, E2):
    ///
    /// - what the rows suppose and none lists, such as to see, prepare, stop and delete what one creates or sends:
    ///   `voice.view`, `voice.edit`, `voice.launch`, `message.cancel`, `message.delete`, `contact.view`,
    ///   `contact.reveal`, `contact.export`, `inbox.assign`, `inbox.reply`, `form.view`, `form.edit`, `form.publish`,
    ///   `media.delete`, `sender.view`, `connection.view`, `integration.view`, `account.view`, `subaccount.view`,
    ///   `credit.view`;
    /// - the channel email, which is published by levels and not by roles: `email.view`, `email.edit`, `email.send`,
    ///   `email.launch`;
    /// - what the administrator of a parent account has only because Advanced has it (assumed): `user.view`,
    ///   `report.export`;
    /// - what no product speaks of: `sender.manage`, `account.security`, `account.limits`, `account.close`,
    ///   `user.manage_roles`, `credit.allocate`, `audit.view`, `audit.export`.
    Admin = 0,
    /// Uses every feature for sending, contacts, inbox and reports; sees settings and users, and does not change them.
    ///
    /// Source: the second role of a product with the roles Admin, Standard and Template. The source says that it has
    /// every feature except the settings and the users, and lists some of them. It does not mention sharing,
    /// resubscribing, sender names, connections, sub-accounts, invoices, buying credits and the history of actions; the
    /// preset does not give them (assumed).
    ///
    /// *Beyond its source*, that is beyond the features that the source lists:
    ///
    /// - to see what it sends, to prepare and stop it, and to clean up: `sms.view`, `sms.edit`, `voice.view`,
    ///   `voice.edit`, `voice.launch`, `message.cancel`, `message.delete`, `template.view`, `template.publish`,
    ///   `contact.view`, `contact.reveal`, `contact.export`, `inbox.assign`, `inbox.reply`;
    /// - features that the product may not have, and that are neither settings nor users: `email.view`, `email.edit`,
    ///   `email.send`, `email.launch`, `chat.view`, `chat.edit`, `chat.send`, `chat.launch`, `automation.view`,
    ///   `automation.edit`, `automation.launch`, `form.view`, `form.edit`, `form.publish`, `form.link`, `media.view`,
    ///   `media.upload`, `media.delete`, `report.view`, `report.usage`, `report.export`;
    /// - to look at, and not to change, what its work depends on: `sender.view`, `connection.view`, `integration.view`,
    ///   `account.view`, `user.view`, `credit.view`.
    Standard = 1,
    /// Sends single messages from predefined templates, and reads sent and incoming messages.
    ///
    /// Source: the third role of the same product. It sends, and must not write texts of its own.
    ///
    /// *Beyond its source*:
    ///
    /// - `template.view`: whoever sends a template chooses it from those that there are;
    /// - `sms.view`: whoever sends at a later date sees what is waiting. It also shows the drafts and campaigns of others
    ///   in the account, since the source lets this role see all sent messages, too. The role changes, launches and stops
    ///   none of them.
    Template = 2,
    /// Sends SMS messages and campaigns for the account, manages its contacts and buys credits; sees no invoices.
    ///
    /// Source: the second role of a product with the roles Administrator and Sender.
    ///
    /// *Beyond its source*:
    ///
    /// - to prepare, see and stop the campaigns that it schedules: `sms.view`, `sms.edit`, `message.template`,
    ///   `message.free_text`, `message.group`, `message.upload`, `message.cancel`, `message.delete`, `template.view`,
    ///   `sender.view`;
    /// - to fill the groups that it creates and see what it uploads: `contact.view`, `contact.reveal`, `contact.edit`;
    /// - `form.view`: whoever creates a subscription link sees the form that it leads to;
    /// - `credit.view`: whoever adds credits sees how many there are.
    Sender = 3,
    /// Sends messages, and sees the messages that the user sent.
    ///
    /// Source: the profile Regular of a messaging connector whose other profile is Admin. The source lets it send single
    /// chat messages and gives the follow-up of chat deliveries to the Admin: so the preset sends chat without
    /// `chat.view`, and sees what it sent by chat among its sent messages.
    ///
    /// *Beyond its source*, on the user's own messages only:
    ///
    /// - what a single or a bulk message consists of: `message.template`, `message.free_text`, `message.upload`;
    /// - to launch a bulk message at a set time, and to stop what was launched: `message.schedule`, `message.cancel`.
    Regular = 4,
    /// Administers an account and the sub-accounts under it: users, settings, API keys, sharing, and all that Advanced
    /// gives.
    ///
    /// Source: the administrator of a sub-account in a product with sub-accounts, whose channel is SMS (assumed): it
    /// gives neither billing, credits and automations nor the other channels. It gives what Advanced gives (assumed), and
    /// all of it in the sub-accounts below, too.
    ///
    /// *Beyond its source*, all that [`Advanced`](Self::Advanced) gives, and sixteen more:
    ///
    /// - an administrator deletes what the users whom they administer create, and downloads it: `template.delete`,
    ///   `contact.delete`, `contact.export`, `inbox.delete`;
    /// - whoever adds and removes users acts on them in every way: `user.edit`, `user.assign_role`, `user.manage_roles`,
    ///   `user.deactivate`, `user.delete`, `user.reset_password`;
    /// - whoever manages API keys, webhooks and gateways has keys, sees them, and sees what is done with them:
    ///   `integration.view`, `integration.log`, `integration.api`;
    /// - whoever manages the account and sub-accounts sees them, and who did what there: `account.view`,
    ///   `subaccount.view`, `audit.view`.
    SubaccountAdmin = 5,
    /// Works with the messages, contacts, inbox and reports of the account.
    ///
    /// Source: the role Advanced of the same product. Its channel is SMS (assumed).
    ///
    /// *Beyond its source*:
    ///
    /// - all of sending SMS, which the source does not divide, as it sends bulk messages and campaigns, too: `sms.view`,
    ///   `sms.edit`, `sms.launch`, `message.template`, `message.free_text`, `message.group`, `message.upload`,
    ///   `message.schedule`, `message.cancel`, `message.delete`, `template.view`, `media.view`, `sender.view`;
    /// - `sent.view`, `sent.export`, `report.export`: the messages that the reports count, and their download (assumed:
    ///   the source denies it to Basic alone);
    /// - `contact.view`, `contact.reveal`, `contact.import`: whoever creates contacts and groups sees them, and may
    ///   create many at once;
    /// - `inbox.assign`, `inbox.reply`: an inbox is there to be answered.
    Advanced = 6,
    /// Sends messages, and sees the reports of the user's own messages; exports nothing.
    ///
    /// Source: the role Basic of the same product. Its channel is SMS (assumed). That its sending and looking up is of
    /// the simplest kind is assumed, too.
    ///
    /// *Beyond its source*, on the user's own messages only, except for the first two:
    ///
    /// - `template.view`, `contact.view`: whoever sends a template, or to a contact, chooses it from those of the
    ///   account. Personal data of contacts is masked, and nothing is changed;
    /// - to prepare, see, schedule and stop what the user sends, since the source does not divide sending: `sms.view`,
    ///   `sms.edit`, `message.template`, `message.free_text`, `message.group`, `message.schedule`, `message.cancel`,
    ///   `sent.view`;
    /// - `sms.launch`: a message to a group is a bulk send. The preset uploads no file of recipients.
    Basic = 7,
}

named!(
    Preset,
    "preset",
    "a preset such as `sender`",
    ALL = "The presets, in the order of their numbers.",
    [
        Admin = "admin",
        Standard = "standard",
        Template = "template",
        Sender = "sender",
        Regular = "regular",
        SubaccountAdmin = "subaccount_admin",
        Advanced = "advanced",
        Basic = "basic",
    ]
);

impl Preset {
    /// The grants that the preset gives.
    ///
    /// ```
    /// use sendright::{Grants, Permission, Preset, Scope};
    ///
    /// let basic = Preset::Basic.grants();
    /// assert!(basic.allows(Permission::ReportView, Scope::Own));
    /// assert!(!basic.allows(Permission::ReportView, Scope::Account));
    /// assert_eq!(Preset::Admin.grants(), Grants::ALL);
    /// ```
    pub const fn grants(self) -> Grants {
        GRANTS[self as usize]
    }
}

static GRANTS: [Grants; Preset::ALL.len()] = {
    let mut grants = [Grants::NONE; Preset::ALL.len()];
    let mut i = 0;
    while i < ROWS.len() {
        let Row { permission, cells } = ROWS[i];
        let mut column = 0;
        while column < cells.len() && column < COLUMNS.len() {
            if let Some(scope) = cells[column] {
                let preset = COLUMNS[column] as usize;
                grants[preset] = grants[preset].union(Grants::of(PermissionSet::of([permission]), scope));
            }
            column += 1;
        }
        i += 1;
    }
    // So that the administrator can give the application's own permissions (rule V5).
    let admin = Preset::Admin as usize;
    grants[admin] = grants[admin].union(Grants::of(PermissionSet::CUSTOM, Scope::Subtree));
    grants
};

/// A row of the table: the scope of a permission in each preset; `None` where the preset does not give it.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) permission: Permission,
    pub(super) cells: &'static [Option<Scope>],
}

/// Declares the columns and the rows of the table.
macro_rules! table {
    (columns [$($preset:ident)*]; $($permission:ident [$($cell:tt)*];)*) => {
        pub(super) const COLUMNS: &[Preset] = &[$(Preset::$preset),*];

        pub(super) const ROWS: &[Row] =
            &[$(Row { permission: Permission::$permission, cells: &[$(cell!($cell)),*] },)*];
    };
}

macro_rules! cell {
    (S) => {
        Some(Scope::Subtree)
    };
    (A) => {
        Some(Scope::Account)
    };
    (O) => {
        Some(Scope::Own)
    };
    (_) => {
        None
    };
    ($other:tt) => {
        compile_error!(concat!(
            "`",
            stringify!($other),
            "` is not a cell of the table of presets: expected S, A, O or _"
        ))
    };
}

// A cell is S for subtree, A for account, O for own, and _ where the preset does not give the permission. There is a row
// for each permission and a column for each preset, or the crate does not compile (`check.rs`).
macro_rules! presets {
    ($($later:tt)*) => {
        table! {
            columns               [Admin Standard Template Sender Regular SubaccountAdmin Advanced Basic];
            SmsView               [S     A        A        A      O       S               A        O];
            SmsEdit               [S     A        _        A      O       S               A        O];
            SmsSend               [S     A        A        A      O       S               A        O];
            SmsLaunch             [S     A        _        A      O       S               A        O];
            VoiceView             [S     A        _        _      _       _               _        _];
            VoiceEdit             [S     A        _        _      _       _               _        _];
            VoiceSend             [S     A        _        _      _       _               _        _];
            VoiceLaunch           [S     A        _        _      _       _               _        _];
            EmailView             [S     A        _        _      _       _               _        _];
            EmailEdit             [S     A        _        _      _       _               _        _];
            EmailSend             [S     A        _        _      _       _               _        _];
            EmailLaunch           [S     A        _        _      _       _               _        _];
            ChatView              [S     A        _        _      _       _               _        _];
            ChatEdit              [S     A        _        _      _       _               _        _];
            ChatSend              [S     A        _        _      O       _               _        _];
            ChatLaunch            [S     A        _        _      _       _               _        _];
            MessageTemplate       [S     A        A        A      O       S               A        O];
            MessageFreeText       [S     A        _        A      O       S               A        O];
            MessageGroup          [S     A        _        A      _       S               A        O];
            MessageUpload         [S     A        _        A      O       S               A        _];
            MessageSchedule       [S     A        A        A      O       S               A        O];
            MessageCancel         [S     A        _        A      O       S               A        O];
            MessageDelete         [S     A        _        A      _       S               A        _];
            SentView              [S     A        A        A      O       S               A        O];
            SentExport            [S     A        A        A      _       S               A        _];
            AutomationView        [S     A        _        _      _       _               _        _];
            AutomationEdit        [S     A        _        _      _       _               _        _];
            AutomationLaunch      [S     A        _        _      _       _               _        _];
            TemplateView          [S     A        A        A      A       S               A        A];
            TemplateEdit          [S     A        _        _      _       S               A        _];
            TemplateDelete        [S     A        _        _      _       S               _        _];
            TemplatePublish       [S     A        _        _      _       _               _        _];
            TemplateShare         [S     _        _        _      _       S               _        _];
            ContactView           [S     A        _        A      _       S               A        A];
            ContactReveal         [S     A        _        A      _       S               A        _];
            ContactEdit           [S     A        _        A      _       S               A        _];
            ContactGroup          [S     A        _        A      _       S               A        _];
            ContactImport         [S     A        _        A      _       S               A        _];
            ContactExport         [S     A        _        _      _       S               _        _];
            ContactDelete         [S     A        _        _      _       S               _        _];
            ContactResubscribe    [S     _        _        _      _       S               _        _];
            ContactShare          [S     _        _        _      _       S               _        _];
            InboxView             [S     A        A        _      _       S               A        _];
            InboxAssign           [S     A        _        _      _       S               A        _];
            InboxReply            [S     A        _        _      _       S               A        _];
            InboxDelete           [S     A        _        _      _       S               _        _];
            FormView              [S     A        _        A      _       _               _        _];
            FormEdit              [S     A        _        _      _       _               _        _];
            FormPublish           [S     A        _        _      _       _               _        _];
            FormLink              [S     A        _        A      _       _               _        _];
            MediaView             [S     A        _        _      A       S               A        _];
            MediaUpload           [S     A        _        _      _       _               _        _];
            MediaDelete           [S     A        _        _      _       _               _        _];
            SenderView            [S     A        _        A      _       S               A        _];
            SenderRequest         [S     _        _        _      _       _               _        _];
            SenderManage          [S     _        _        _      _       _               _        _];
            ConnectionView        [S     A        _        _      _       _               _        _];
            ConnectionManage      [S     _        _        _      _       _               _        _];
            ConnectionClone       [S     _        _        _      _       _               _        _];
            IntegrationView       [S     A        _        _      _       S               _        _];
            IntegrationLog        [S     _        _        _      _       S               _        _];
            IntegrationApi        [S     A        _        _      _       S               _        _];
            IntegrationKeys       [S     _        _        _      _       S               _        _];
            IntegrationWebhooks   [S     _        _        _      _       S               _        _];
            IntegrationGateways   [S     _        _        _      _       S               _        _];
            ReportView            [S     A        _        _      _       S               A        O];
            ReportUsage           [S     A        _        _      A       S               A        _];
            ReportExport          [S     A        _        _      _       S               A        _];
            AccountView           [S     A        _        _      _       S               _        _];
            AccountEdit           [S     _        _        _      _       S               _        _];
            AccountAutoReplace    [S     _        _        _      _       _               _        _];
            AccountSecurity       [S     _        _        _      _       _               _        _];
            AccountLimits         [S     _        _        _      _       _               _        _];
            AccountClose          [S     _        _        _      _       _               _        _];
            SubaccountView        [S     _        _        _      _       S               _        _];
            SubaccountManage      [S     _        _        _      _       S               _        _];
            UserView              [S     A        _        _      _       S               A        _];
            UserInvite            [S     _        _        _      _       S               _        _];
            UserEdit              [S     _        _        _      _       S               _        _];
            UserAssignRole        [S     _        _        _      _       S               _        _];
            UserManageRoles       [S     _        _        _      _       S               _        _];
            UserDeactivate        [S     _        _        _      _       S               _        _];
            UserDelete            [S     _        _        _      _       S               _        _];
            UserResetPassword     [S     _        _        _      _       S               _        _];
            ProfileEdit           [S     O        O        O      O       O               O        O];
            BillingView           [S     _        _        _      _       _               _        _];
            BillingManage         [S     _        _        _      _       _               _        _];
            CreditView            [S     A        _        A      _       _               _        _];
            CreditPurchase        [S     _        _        A      _       _               _        _];
            CreditAllocate        [S     _        _        _      _       _               _        _];
            AuditView             [S     _        _        _      _       S               _        _];
            AuditExport           [S     _        _        _      _       _               _        _];
            $($later)*
        }
    };
}

#[cfg(not(sendright_next))]
presets! {}

// As a later version may have it: see the catalogue.
#[cfg(sendright_next)]
presets! {
    SmsArchive            [S     A        _        _      _       _               _        _];
    EmailForecast         [S     _        _        _      _       _               _        _];
}
