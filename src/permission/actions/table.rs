//! The table of actions, the one place where they are declared: what each requires, at which scope, in words.
//!
//! An action of a channel names a permission of the channel's own first, and then what channels share. The first has the
//! highest level of the line, so that no level of another channel makes up for it: whoever cancels may send or launch,
//! whoever deletes a template may launch. The tests hold that.
//!
//! To add an action, add a line. The manual's table is written by the tests.

use core::str::FromStr;

use super::action::Action;
use crate::permission::{Area, Permission, PermissionSet, Scope, UnknownNameError};

/// What a channel calls its things.
#[rustfmt::skip]
macro_rules! word {
    (Sms key) => { "sms_" };
    (Sms message) => { "an SMS message" };
    (Sms messages) => { "SMS messages" };
    (Sms campaign) => { "an SMS campaign" };
    (Sms campaigns) => { "SMS campaigns" };
    (Sms template) => { "an SMS template" };
    (Voice key) => { "voice_" };
    (Voice message) => { "a voice message" };
    (Voice messages) => { "voice messages" };
    (Voice campaign) => { "a voice campaign" };
    (Voice campaigns) => { "voice campaigns" };
    (Voice template) => { "a voice template" };
    (Email key) => { "email_" };
    (Email message) => { "an email" };
    (Email messages) => { "emails" };
    (Email campaign) => { "an email campaign" };
    (Email campaigns) => { "email campaigns" };
    (Email template) => { "an email template" };
    (Chat key) => { "chat_" };
    (Chat message) => { "a chat message" };
    (Chat messages) => { "chat messages" };
    (Chat campaign) => { "a chat campaign" };
    (Chat campaigns) => { "chat campaigns" };
    (Chat template) => { "a chat template" };
    ($channel:ident $text:literal) => { $text };
}

/// A permission of a channel's own.
#[rustfmt::skip]
macro_rules! right {
    (Sms View) => { Permission::SmsView };
    (Sms Edit) => { Permission::SmsEdit };
    (Sms Send) => { Permission::SmsSend };
    (Sms Launch) => { Permission::SmsLaunch };
    (Voice View) => { Permission::VoiceView };
    (Voice Edit) => { Permission::VoiceEdit };
    (Voice Send) => { Permission::VoiceSend };
    (Voice Launch) => { Permission::VoiceLaunch };
    (Email View) => { Permission::EmailView };
    (Email Edit) => { Permission::EmailEdit };
    (Email Send) => { Permission::EmailSend };
    (Email Launch) => { Permission::EmailLaunch };
    (Chat View) => { Permission::ChatView };
    (Chat Edit) => { Permission::ChatEdit };
    (Chat Send) => { Permission::ChatSend };
    (Chat Launch) => { Permission::ChatLaunch };
}

/// Declares the constant of an action.
macro_rules! action {
    ($constant:ident, $area:ident, $name:expr, $scope:ident, $words:expr, $($permission:expr => $variant:expr),+) => {
        #[doc = concat!(
            $words, ".\n\nRequires at scope [`", stringify!($scope), "`](crate::Scope::", stringify!($scope), ") at least:\n"
            $(, "\n- [`", $variant, "`](crate::Permission::", $variant, ")")+
        )]
        pub const $constant: Action = Action {
            name: $name,
            words: $words,
            area: Area::$area,
            scope: Scope::$scope,
            permissions: PermissionSet::of([$($permission),+]),
        };
        const _: () = assert!($constant.is_named_after(stringify!($constant)), "a name is that of its constant, in lower case");
    };
}

/// Declares the constant of an action of a channel.
macro_rules! channel_action {
    (
        $channel:ident, $constant:ident, $name:literal, $scope:ident, $right:ident [$($shared:ident)*], [$($words:tt)+]
    ) => {
        action!(
            $constant, $channel, concat!(word!($channel key), $name), $scope, concat!($(word!($channel $words)),+),
            right!($channel $right) => concat!(stringify!($channel), stringify!($right))
            $(, Permission::$shared => stringify!($shared))*
        );
    };
}

macro_rules! actions {
    (
        channels {$(
            $suffix:literal, $channel_scope:ident, $right:ident $([$($shared:ident)+])?, [$($channel_words:tt)+]:
                $sms:ident $voice:ident $email:ident $chat:ident;
        )+}
        $($area:ident {$(
            $constant:ident = $name:literal, $scope:ident, [$($permission:ident)+], $words:literal;
        )+})+
    ) => {
        $(
            channel_action!(Sms, $sms, $suffix, $channel_scope, $right [$($($shared)+)?], [$($channel_words)+]);
            channel_action!(Voice, $voice, $suffix, $channel_scope, $right [$($($shared)+)?], [$($channel_words)+]);
            channel_action!(Email, $email, $suffix, $channel_scope, $right [$($($shared)+)?], [$($channel_words)+]);
            channel_action!(Chat, $chat, $suffix, $channel_scope, $right [$($($shared)+)?], [$($channel_words)+]);
        )+
        $($(
            action!($constant, $area, $name, $scope, $words, $(Permission::$permission => stringify!($permission)),+);
        )+)+

        /// Every action.
        const ALL: &[Action] = &[
            $($sms,)+ $($voice,)+ $($email,)+ $($chat,)+
            $($($constant,)+)+
        ];
    };
}

#[rustfmt::skip]
actions! {
    channels {
        "send_template_now", Own, Send [MessageTemplate],
            ["Send " message " from a template to typed recipients, now"]:
            SMS_SEND_TEMPLATE_NOW VOICE_SEND_TEMPLATE_NOW EMAIL_SEND_TEMPLATE_NOW CHAT_SEND_TEMPLATE_NOW;
        "send_template_later", Own, Send [MessageTemplate MessageSchedule],
            ["Send " message " from a template to typed recipients at a later date and time"]:
            SMS_SEND_TEMPLATE_LATER VOICE_SEND_TEMPLATE_LATER EMAIL_SEND_TEMPLATE_LATER CHAT_SEND_TEMPLATE_LATER;
        "send_template_to_group_now", Own, Launch [MessageTemplate MessageGroup],
            ["Send " messages " from a template to contacts and groups, now"]:
            SMS_SEND_TEMPLATE_TO_GROUP_NOW VOICE_SEND_TEMPLATE_TO_GROUP_NOW
            EMAIL_SEND_TEMPLATE_TO_GROUP_NOW CHAT_SEND_TEMPLATE_TO_GROUP_NOW;
        "send_template_to_group_later", Own, Launch [MessageTemplate MessageGroup MessageSchedule],
            ["Send " messages " from a template to contacts and groups at a later date and time"]:
            SMS_SEND_TEMPLATE_TO_GROUP_LATER VOICE_SEND_TEMPLATE_TO_GROUP_LATER
            EMAIL_SEND_TEMPLATE_TO_GROUP_LATER CHAT_SEND_TEMPLATE_TO_GROUP_LATER;
        "send_template_to_file_now", Own, Launch [MessageTemplate MessageUpload],
            ["Send " messages " from a template to the recipients in a file, now"]:
            SMS_SEND_TEMPLATE_TO_FILE_NOW VOICE_SEND_TEMPLATE_TO_FILE_NOW
            EMAIL_SEND_TEMPLATE_TO_FILE_NOW CHAT_SEND_TEMPLATE_TO_FILE_NOW;
        "send_template_to_file_later", Own, Launch [MessageTemplate MessageUpload MessageSchedule],
            ["Send " messages " from a template to the recipients in a file at a later date and time"]:
            SMS_SEND_TEMPLATE_TO_FILE_LATER VOICE_SEND_TEMPLATE_TO_FILE_LATER
            EMAIL_SEND_TEMPLATE_TO_FILE_LATER CHAT_SEND_TEMPLATE_TO_FILE_LATER;
        "send_free_text_now", Own, Send [MessageFreeText],
            ["Send " message " with a text of one's own to typed recipients, now"]:
            SMS_SEND_FREE_TEXT_NOW VOICE_SEND_FREE_TEXT_NOW EMAIL_SEND_FREE_TEXT_NOW CHAT_SEND_FREE_TEXT_NOW;
        "send_free_text_later", Own, Send [MessageFreeText MessageSchedule],
            ["Send " message " with a text of one's own to typed recipients at a later date and time"]:
            SMS_SEND_FREE_TEXT_LATER VOICE_SEND_FREE_TEXT_LATER
            EMAIL_SEND_FREE_TEXT_LATER CHAT_SEND_FREE_TEXT_LATER;
        "send_free_text_to_group_now", Own, Launch [MessageFreeText MessageGroup],
            ["Send " messages " with a text of one's own to contacts and groups, now"]:
            SMS_SEND_FREE_TEXT_TO_GROUP_NOW VOICE_SEND_FREE_TEXT_TO_GROUP_NOW
            EMAIL_SEND_FREE_TEXT_TO_GROUP_NOW CHAT_SEND_FREE_TEXT_TO_GROUP_NOW;
        "send_free_text_to_group_later", Own, Launch [MessageFreeText MessageGroup MessageSchedule],
            ["Send " messages " with a text of one's own to contacts and groups at a later date and time"]:
            SMS_SEND_FREE_TEXT_TO_GROUP_LATER VOICE_SEND_FREE_TEXT_TO_GROUP_LATER
            EMAIL_SEND_FREE_TEXT_TO_GROUP_LATER CHAT_SEND_FREE_TEXT_TO_GROUP_LATER;
        "send_free_text_to_file_now", Own, Launch [MessageFreeText MessageUpload],
            ["Send " messages " with a text of one's own to the recipients in a file, now"]:
            SMS_SEND_FREE_TEXT_TO_FILE_NOW VOICE_SEND_FREE_TEXT_TO_FILE_NOW
            EMAIL_SEND_FREE_TEXT_TO_FILE_NOW CHAT_SEND_FREE_TEXT_TO_FILE_NOW;
        "send_free_text_to_file_later", Own, Launch [MessageFreeText MessageUpload MessageSchedule],
            ["Send " messages " with a text of one's own to the recipients in a file at a later date and time"]:
            SMS_SEND_FREE_TEXT_TO_FILE_LATER VOICE_SEND_FREE_TEXT_TO_FILE_LATER
            EMAIL_SEND_FREE_TEXT_TO_FILE_LATER CHAT_SEND_FREE_TEXT_TO_FILE_LATER;
        "message_cancel", Own, Send [MessageCancel], ["Stop " message " that is scheduled"]:
            SMS_MESSAGE_CANCEL VOICE_MESSAGE_CANCEL EMAIL_MESSAGE_CANCEL CHAT_MESSAGE_CANCEL;
        "message_delete", Own, Send [MessageDelete], ["Delete " message ", a draft or one that is done"]:
            SMS_MESSAGE_DELETE VOICE_MESSAGE_DELETE EMAIL_MESSAGE_DELETE CHAT_MESSAGE_DELETE;
        "campaign_view", Own, View, ["See " campaigns " and single sends, drafts among them"]:
            SMS_CAMPAIGN_VIEW VOICE_CAMPAIGN_VIEW EMAIL_CAMPAIGN_VIEW CHAT_CAMPAIGN_VIEW;
        "campaign_edit_template", Own, Edit [MessageTemplate],
            ["Create or change the draft of " campaign " from a template"]:
            SMS_CAMPAIGN_EDIT_TEMPLATE VOICE_CAMPAIGN_EDIT_TEMPLATE
            EMAIL_CAMPAIGN_EDIT_TEMPLATE CHAT_CAMPAIGN_EDIT_TEMPLATE;
        "campaign_edit_free_text", Own, Edit [MessageFreeText],
            ["Create or change the draft of " campaign " with a text of one's own"]:
            SMS_CAMPAIGN_EDIT_FREE_TEXT VOICE_CAMPAIGN_EDIT_FREE_TEXT
            EMAIL_CAMPAIGN_EDIT_FREE_TEXT CHAT_CAMPAIGN_EDIT_FREE_TEXT;
        "campaign_add_group", Own, Edit [MessageGroup], ["Add contacts and groups to the draft of " campaign]:
            SMS_CAMPAIGN_ADD_GROUP VOICE_CAMPAIGN_ADD_GROUP EMAIL_CAMPAIGN_ADD_GROUP CHAT_CAMPAIGN_ADD_GROUP;
        "campaign_add_file", Own, Edit [MessageUpload], ["Add a file of recipients to the draft of " campaign]:
            SMS_CAMPAIGN_ADD_FILE VOICE_CAMPAIGN_ADD_FILE EMAIL_CAMPAIGN_ADD_FILE CHAT_CAMPAIGN_ADD_FILE;
        "campaign_launch_now", Own, Launch, ["Validate " campaign " and launch it now"]:
            SMS_CAMPAIGN_LAUNCH_NOW VOICE_CAMPAIGN_LAUNCH_NOW EMAIL_CAMPAIGN_LAUNCH_NOW CHAT_CAMPAIGN_LAUNCH_NOW;
        "campaign_launch_later", Own, Launch [MessageSchedule],
            ["Validate " campaign " and schedule it for a later date and time"]:
            SMS_CAMPAIGN_LAUNCH_LATER VOICE_CAMPAIGN_LAUNCH_LATER
            EMAIL_CAMPAIGN_LAUNCH_LATER CHAT_CAMPAIGN_LAUNCH_LATER;
        "campaign_cancel", Own, Launch [MessageCancel], ["Stop " campaign " that is scheduled or running"]:
            SMS_CAMPAIGN_CANCEL VOICE_CAMPAIGN_CANCEL EMAIL_CAMPAIGN_CANCEL CHAT_CAMPAIGN_CANCEL;
        "campaign_delete", Own, Launch [MessageDelete], ["Delete " campaign ", a draft or one that is done"]:
            SMS_CAMPAIGN_DELETE VOICE_CAMPAIGN_DELETE EMAIL_CAMPAIGN_DELETE CHAT_CAMPAIGN_DELETE;
        "reply_template", Account, Send [MessageTemplate InboxReply],
            ["Answer an incoming message with " message " from a template"]:
            SMS_REPLY_TEMPLATE VOICE_REPLY_TEMPLATE EMAIL_REPLY_TEMPLATE CHAT_REPLY_TEMPLATE;
        "reply_free_text", Account, Send [MessageFreeText InboxReply],
            ["Answer an incoming message with " message ", the text one's own"]:
            SMS_REPLY_FREE_TEXT VOICE_REPLY_FREE_TEXT EMAIL_REPLY_FREE_TEXT CHAT_REPLY_FREE_TEXT;
        "automation_edit", Account, Edit [AutomationEdit], ["Create or change an automation that sends " messages]:
            SMS_AUTOMATION_EDIT VOICE_AUTOMATION_EDIT EMAIL_AUTOMATION_EDIT CHAT_AUTOMATION_EDIT;
        "automation_launch", Account, Launch [AutomationLaunch], ["Activate an automation that sends " messages]:
            SMS_AUTOMATION_LAUNCH VOICE_AUTOMATION_LAUNCH EMAIL_AUTOMATION_LAUNCH CHAT_AUTOMATION_LAUNCH;
        "template_edit", Account, Edit [TemplateEdit], ["Create or change " template]:
            SMS_TEMPLATE_EDIT VOICE_TEMPLATE_EDIT EMAIL_TEMPLATE_EDIT CHAT_TEMPLATE_EDIT;
        "template_delete", Account, Launch [TemplateDelete], ["Delete " template]:
            SMS_TEMPLATE_DELETE VOICE_TEMPLATE_DELETE EMAIL_TEMPLATE_DELETE CHAT_TEMPLATE_DELETE;
        "template_publish", Account, Launch [TemplatePublish],
            ["Submit " template " to the channel's provider for approval"]:
            SMS_TEMPLATE_PUBLISH VOICE_TEMPLATE_PUBLISH EMAIL_TEMPLATE_PUBLISH CHAT_TEMPLATE_PUBLISH;
        "template_share", Account, Launch [TemplateShare], ["Share " template " with sub-accounts"]:
            SMS_TEMPLATE_SHARE VOICE_TEMPLATE_SHARE EMAIL_TEMPLATE_SHARE CHAT_TEMPLATE_SHARE;
    }
    Sent {
        SENT_VIEW = "sent_view", Own, [SentView], "See sent messages and their delivery state, of every channel";
        SENT_EXPORT = "sent_export", Own, [SentView SentExport], "Download sent messages, of every channel";
    }
    Automation {
        AUTOMATION_VIEW = "automation_view", Account, [AutomationView],
            "Follow up automations and sequential deliveries";
        AUTOMATION_EDIT = "automation_edit", Account, [AutomationEdit],
            "Create or change an automation, apart from what it sends";
        AUTOMATION_LAUNCH = "automation_launch", Account, [AutomationLaunch],
            "Activate an automation, apart from what it sends";
    }
    Template {
        TEMPLATE_VIEW = "template_view", Account, [TemplateView], "See message templates, of every channel";
        TEMPLATE_EDIT = "template_edit", Account, [TemplateEdit],
            "Create or change a template that belongs to no channel";
        TEMPLATE_DELETE = "template_delete", Account, [TemplateDelete],
            "Delete a template that belongs to no channel";
        TEMPLATE_PUBLISH = "template_publish", Account, [TemplatePublish],
            "Submit a template that belongs to no channel for approval";
        TEMPLATE_SHARE = "template_share", Account, [TemplateShare],
            "Share a template that belongs to no channel with sub-accounts";
    }
    Contact {
        CONTACT_VIEW = "contact_view", Account, [ContactView], "See contacts and groups, personal data masked";
        CONTACT_VIEW_UNMASKED = "contact_view_unmasked", Account, [ContactView ContactReveal],
            "See contacts with their personal data";
        CONTACT_EDIT = "contact_edit", Account, [ContactEdit], "Create or change a contact";
        CONTACT_GROUP_EDIT = "contact_group_edit", Account, [ContactGroup], "Create or change a contact group";
        CONTACT_IMPORT = "contact_import", Account, [ContactImport], "Upload a file of contacts";
        CONTACT_EXPORT = "contact_export", Account, [ContactView ContactExport],
            "Download contacts, personal data masked";
        CONTACT_EXPORT_UNMASKED = "contact_export_unmasked", Account, [ContactView ContactReveal ContactExport],
            "Download contacts with their personal data";
        CONTACT_DELETE = "contact_delete", Account, [ContactDelete], "Delete contacts and groups";
        CONTACT_RESUBSCRIBE = "contact_resubscribe", Account, [ContactResubscribe],
            "Resubscribe a contact who unsubscribed";
        CONTACT_SHARE = "contact_share", Account, [ContactShare], "Share contacts and groups with sub-accounts";
    }
    Inbox {
        INBOX_VIEW = "inbox_view", Account, [InboxView], "Read incoming messages";
        INBOX_ASSIGN = "inbox_assign", Account, [InboxAssign], "Assign a conversation to a colleague";
        INBOX_DELETE = "inbox_delete", Account, [InboxDelete], "Delete incoming messages";
    }
    Form {
        FORM_VIEW = "form_view", Account, [FormView], "See forms, surveys and their answers";
        FORM_EDIT = "form_edit", Account, [FormEdit], "Create or change a form or survey";
        FORM_PUBLISH = "form_publish", Account, [FormPublish], "Put a form or survey online";
        FORM_LINK = "form_link", Account, [FormLink], "Create a public subscription link";
    }
    Media {
        MEDIA_VIEW = "media_view", Account, [MediaView], "See and use media files";
        MEDIA_UPLOAD = "media_upload", Account, [MediaUpload], "Upload media files";
        MEDIA_DELETE = "media_delete", Account, [MediaDelete], "Delete media files";
    }
    Sender {
        SENDER_VIEW = "sender_view", Account, [SenderView], "See sender names and numbers";
        SENDER_REQUEST = "sender_request", Account, [SenderRequest], "Apply for a sender name";
        SENDER_MANAGE = "sender_manage", Account, [SenderManage], "Change or remove sender names and numbers";
    }
    Connection {
        CONNECTION_VIEW = "connection_view", Account, [ConnectionView], "See channel connections";
        CONNECTION_MANAGE = "connection_manage", Account, [ConnectionManage],
            "Create, change or delete a channel connection";
        CONNECTION_CLONE = "connection_clone", Account, [ConnectionClone],
            "Clone a channel connection for another user";
    }
    Integration {
        INTEGRATION_VIEW = "integration_view", Account, [IntegrationView],
            "See API keys, webhooks and gateways, secrets hidden";
        INTEGRATION_LOG = "integration_log", Account, [IntegrationLog], "See the log of API requests";
        INTEGRATION_API = "integration_api", Account, [IntegrationApi], "Use the API, with keys of one's own";
        INTEGRATION_KEYS = "integration_keys", Account, [IntegrationKeys],
            "Manage the account's API keys, change API settings";
        INTEGRATION_WEBHOOKS = "integration_webhooks", Account, [IntegrationWebhooks],
            "Configure webhooks and push notifications";
        INTEGRATION_GATEWAYS = "integration_gateways", Account, [IntegrationGateways],
            "Configure email gateways: email to SMS, copies of messages to email";
    }
    Report {
        REPORT_VIEW = "report_view", Own, [ReportView], "See reports";
        REPORT_EXPORT = "report_export", Own, [ReportView ReportExport], "Download reports";
        REPORT_USAGE = "report_usage", Account, [ReportUsage], "See the usage of the account";
    }
    Account {
        ACCOUNT_VIEW = "account_view", Account, [AccountView], "See the details and settings of the account";
        ACCOUNT_EDIT = "account_edit", Account, [AccountEdit],
            "Change the details and default settings of the account";
        ACCOUNT_AUTO_REPLACE = "account_auto_replace", Account, [AccountAutoReplace],
            "Configure automatic replacement of characters in messages";
        ACCOUNT_SECURITY = "account_security", Account, [AccountSecurity], "Configure sign-in rules";
        ACCOUNT_LIMITS = "account_limits", Account, [AccountLimits], "Set sending and spending limits";
        ACCOUNT_CLOSE = "account_close", Account, [AccountClose], "Close the account";
    }
    Subaccount {
        SUBACCOUNT_VIEW = "subaccount_view", Account, [SubaccountView], "See sub-accounts";
        SUBACCOUNT_MANAGE = "subaccount_manage", Account, [SubaccountManage],
            "Create, change, suspend or close a sub-account: asked in its parent";
    }
    User {
        USER_VIEW = "user_view", Account, [UserView], "See the users of the account";
        USER_INVITE = "user_invite", Account, [UserInvite], "Invite or add a user";
        USER_EDIT = "user_edit", Account, [UserEdit], "Change another user's details";
        USER_ASSIGN_ROLE = "user_assign_role", Account, [UserAssignRole], "Change a user's roles and levels";
        USER_MANAGE_ROLES = "user_manage_roles", Account, [UserManageRoles], "Define, change or delete a custom role";
        USER_DEACTIVATE = "user_deactivate", Account, [UserDeactivate],
            "Deactivate or reactivate a user, revoke access";
        USER_DELETE = "user_delete", Account, [UserDelete], "Delete a user";
        USER_RESET_PASSWORD = "user_reset_password", Account, [UserResetPassword], "Reset another user's password";
    }
    Profile {
        PROFILE_EDIT = "profile_edit", Own, [ProfileEdit], "Change one's own details and password";
    }
    Billing {
        BILLING_VIEW = "billing_view", Account, [BillingView], "See invoices";
        BILLING_MANAGE = "billing_manage", Account, [BillingManage], "Change billing data";
    }
    Credit {
        CREDIT_VIEW = "credit_view", Account, [CreditView], "See the credit balance";
        CREDIT_PURCHASE = "credit_purchase", Account, [CreditPurchase], "Buy credits, top up a prepaid account";
        CREDIT_ALLOCATE = "credit_allocate", Account, [CreditAllocate], "Allocate credits to sub-accounts";
    }
    Audit {
        AUDIT_VIEW = "audit_view", Account, [AuditView], "See the history of actions of every user";
        AUDIT_EXPORT = "audit_export", Account, [AuditView AuditExport], "Download the history of actions";
    }
}

impl Action {
    /// Every action, those of channels first. A later version may add some.
    ///
    /// ```
    /// use sendright::actions::{self, Action};
    /// use sendright::{Preset, Scope};
    ///
    /// let template = Preset::Template.grants();
    /// let may: Vec<Action> = Action::ALL.iter().filter(|action| template.allows(**action, Scope::Account)).copied().collect();
    /// assert!(may.contains(&actions::SMS_SEND_TEMPLATE_LATER));
    /// assert!(!may.contains(&actions::SMS_SEND_FREE_TEXT_NOW));
    /// ```
    pub const ALL: &'static [Self] = ALL;
}

impl FromStr for Action {
    type Err = UnknownNameError;

    /// Parses the name that [`name`](Self::name) returns, in exactly this spelling.
    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let known = ALL.iter().find(|action| action.name == name).copied();
        known.ok_or_else(|| UnknownNameError::new("action", name, NAMES.as_slice()))
    }
}

static NAMES: [&str; ALL.len()] = {
    let mut names = [""; ALL.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = ALL[i].name;
        i += 1;
    }
    names
};
