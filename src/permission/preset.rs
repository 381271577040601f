use super::grants::Grants;
use super::name::named;
use super::permission::Permission;
use super::scope::Scope;
use super::set::PermissionSet;

/// A role that comes with the crate: what five published messaging products give the roles of theirs.
///
/// A preset is a value like any other grants: no rule looks at its name. Each gives [`Permission::ProfileEdit`], one's
/// own details.
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
    /// Everything, the application's own permissions included, in the account and all sub-accounts under it.
    ///
    /// Source: the Admin, Administrator and parent-account administrator of all the published matrices that have roles.
    Admin = 0,
    /// Every feature for sending, contacts, inbox and reports; changes neither settings nor users, which it may look at.
    ///
    /// Source: the second role of a product with the roles Admin, Standard and Template, which "has every feature except
    /// the settings and the users". Of what the source does not mention, sharing, resubscribing, sender names,
    /// connections, sub-accounts, invoices, buying credits and the history of actions are not given (assumed).
    Standard = 1,
    /// Sends single messages from predefined templates, and reads what was sent and what came in.
    ///
    /// Source: the third role of the same product. It sends, and may not write freely.
    Template = 2,
    /// Sends SMS messages and campaigns for the account, keeps its contacts and buys credits; sees no invoice.
    ///
    /// Source: the second role of a product with the roles Administrator and Sender.
    Sender = 3,
    /// Sends, and sees what it sent itself.
    ///
    /// Source: the profile Regular of a messaging connector, beside Admin.
    Regular = 4,
    /// Administers an account and the sub-accounts under it: users, settings, keys, sharing, and what Advanced has.
    ///
    /// Source: the administrator of a sub-account in a hub with sub-accounts, whose channel is SMS: billing, credits,
    /// automations and the other channels are not given. It has what Advanced has (assumed).
    SubaccountAdmin = 5,
    /// Works with the messages, contacts, inbox and reports of the account.
    ///
    /// Source: the role Advanced of the same hub. It exports reports (assumed).
    Advanced = 6,
    /// Sends, and sees the reports of its own messages; never exports.
    ///
    /// Source: the role Basic of the same hub.
    Basic = 7,
}

named!(
    Preset,
    "preset",
    "a preset such as `sender`",
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
    /// The eight presets, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Admin,
        Self::Standard,
        Self::Template,
        Self::Sender,
        Self::Regular,
        Self::SubaccountAdmin,
        Self::Advanced,
        Self::Basic,
    ];

    /// What the preset gives.
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
        let (permission, scopes) = ROWS[i];
        let mut preset = 0;
        while preset < scopes.len() {
            if let Some(scope) = scopes[preset] {
                grants[preset] = grants[preset].union(Grants::of(PermissionSet::of([permission]), scope));
            }
            preset += 1;
        }
        i += 1;
    }
    // The administrator can give the application's own permissions too (rule V5).
    grants[Preset::Admin as usize] =
        grants[Preset::Admin as usize].union(Grants::of(PermissionSet::CUSTOM, Scope::Subtree));
    grants
};

// Every permission of the catalogue has its row, in the order of the bits.
const _: () = {
    let mut i = 0;
    while i < Permission::ALL.len() {
        assert!(ROWS[i].0 as u8 == Permission::ALL[i] as u8, "a row of the presets is missing or misplaced");
        i += 1;
    }
};

/// The scope of each permission in each preset.
type Row = (Permission, [Option<Scope>; Preset::ALL.len()]);

macro_rules! rows {
    ($($permission:ident $a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt;)*) => {
        [$((
            Permission::$permission,
            [cell!($a), cell!($b), cell!($c), cell!($d), cell!($e), cell!($f), cell!($g), cell!($h)],
        ),)*]
    };
}

/// `S` is subtree, `A` is account, `O` is own, `_` is not held.
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
}

// Columns: Admin, Standard, Template, Sender, Regular, SubaccountAdmin, Advanced, Basic.
#[rustfmt::skip]
const ROWS: [Row; Permission::ALL.len()] = rows![
    SmsView                S A A A O S A O;
    SmsEdit                S A _ A O S A O;
    SmsSend                S A A A O S A O;
    SmsLaunch              S A _ A O S A O;
    VoiceView              S A _ _ _ _ _ _;
    VoiceEdit              S A _ _ _ _ _ _;
    VoiceSend              S A _ _ _ _ _ _;
    VoiceLaunch            S A _ _ _ _ _ _;
    EmailView              S A _ _ _ _ _ _;
    EmailEdit              S A _ _ _ _ _ _;
    EmailSend              S A _ _ _ _ _ _;
    EmailLaunch            S A _ _ _ _ _ _;
    ChatView               S A _ _ _ _ _ _;
    ChatEdit               S A _ _ _ _ _ _;
    ChatSend               S A _ _ O _ _ _;
    ChatLaunch             S A _ _ _ _ _ _;
    MessageTemplate        S A A A O S A O;
    MessageFreeText        S A _ A O S A O;
    MessageGroup           S A _ A _ S A O;
    MessageUpload          S A _ A O S A _;
    MessageSchedule        S A A A O S A O;
    MessageCancel          S A _ A O S A O;
    MessageDelete          S A _ A _ S A _;
    SentView               S A A A O S A O;
    SentExport             S A A A _ S A _;
    AutomationView         S A _ _ _ _ _ _;
    AutomationEdit         S A _ _ _ _ _ _;
    AutomationLaunch       S A _ _ _ _ _ _;
    TemplateView           S A A A A S A A;
    TemplateEdit           S A _ _ _ S A _;
    TemplateDelete         S A _ _ _ S _ _;
    TemplatePublish        S A _ _ _ _ _ _;
    TemplateShare          S _ _ _ _ S _ _;
    ContactView            S A _ A _ S A A;
    ContactReveal          S A _ A _ S A _;
    ContactEdit            S A _ A _ S A _;
    ContactGroup           S A _ A _ S A _;
    ContactImport          S A _ A _ S A _;
    ContactExport          S A _ _ _ S _ _;
    ContactDelete          S A _ _ _ S _ _;
    ContactResubscribe     S _ _ _ _ S _ _;
    ContactShare           S _ _ _ _ S _ _;
    InboxView              S A A _ _ S A _;
    InboxAssign            S A _ _ _ S A _;
    InboxReply             S A _ _ _ S A _;
    InboxDelete            S A _ _ _ S _ _;
    FormView               S A _ A _ _ _ _;
    FormEdit               S A _ _ _ _ _ _;
    FormPublish            S A _ _ _ _ _ _;
    FormLink               S A _ A _ _ _ _;
    MediaView              S A _ _ A S A _;
    MediaUpload            S A _ _ _ _ _ _;
    MediaDelete            S A _ _ _ _ _ _;
    SenderView             S A _ A _ S A _;
    SenderRequest          S _ _ _ _ _ _ _;
    SenderManage           S _ _ _ _ _ _ _;
    ConnectionView         S A _ _ _ _ _ _;
    ConnectionManage       S _ _ _ _ _ _ _;
    ConnectionClone        S _ _ _ _ _ _ _;
    IntegrationView        S A _ _ _ S _ _;
    IntegrationLog         S _ _ _ _ S _ _;
    IntegrationApi         S A _ _ _ S _ _;
    IntegrationKeys        S _ _ _ _ S _ _;
    IntegrationWebhooks    S _ _ _ _ S _ _;
    IntegrationGateways    S _ _ _ _ S _ _;
    ReportView             S A _ _ _ S A O;
    ReportUsage            S A _ _ A S A _;
    ReportExport           S A _ _ _ S A _;
    AccountView            S A _ _ _ S _ _;
    AccountEdit            S _ _ _ _ S _ _;
    AccountAutoReplace     S _ _ _ _ _ _ _;
    AccountSecurity        S _ _ _ _ _ _ _;
    AccountLimits          S _ _ _ _ _ _ _;
    AccountClose           S _ _ _ _ _ _ _;
    SubaccountView         S _ _ _ _ S _ _;
    SubaccountManage       S _ _ _ _ S _ _;
    UserView               S A _ _ _ S A _;
    UserInvite             S _ _ _ _ S _ _;
    UserEdit               S _ _ _ _ S _ _;
    UserAssignRole         S _ _ _ _ S _ _;
    UserManageRoles        S _ _ _ _ S _ _;
    UserDeactivate         S _ _ _ _ S _ _;
    UserDelete             S _ _ _ _ S _ _;
    UserResetPassword      S _ _ _ _ S _ _;
    ProfileEdit            S O O O O O O O;
    BillingView            S _ _ _ _ _ _ _;
    BillingManage          S _ _ _ _ _ _ _;
    CreditView             S A _ A _ _ _ _;
    CreditPurchase         S _ _ A _ _ _ _;
    CreditAllocate         S _ _ _ _ _ _ _;
    AuditView              S _ _ _ _ S _ _;
    AuditExport            S _ _ _ _ _ _ _;
];
