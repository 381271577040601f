//! The catalogue: the one table in which areas and permissions are declared.
//!
//! `catalogue!(then)` calls the macro `then` with the whole table, and each file takes from it what it needs: the enums,
//! the names, the levels, the constants, the documentation.
//!
//! A line is `Variant = bit, CONSTANT, "area.action", Level, "meaning";`. Bits and the numbers of areas are a wire
//! format: they are never changed and never used again.
//!
//! To add a permission, add a line at the end of its area, with the lowest bit that was never used. The compiler then asks
//! for its row in the table of presets, and says what is wrong with the line, if anything is (`check.rs`).

/// Calls the macro `$then` with the table, and with what is appended to two of its areas.
macro_rules! table {
    ($then:ident, sms { $($sms:tt)* } email { $($email:tt)* }) => {
        $then! {
            area Sms = 0, "sms", "SMS messages and campaigns." {
                SmsView = 0, SMS_VIEW, "sms.view", Guest, "See SMS drafts, sends and campaigns.";
                SmsEdit = 1, SMS_EDIT, "sms.edit", Editor, "Create and change SMS drafts and campaigns.";
                SmsSend = 2, SMS_SEND, "sms.send", Approver, "Send a single SMS message.";
                SmsLaunch = 3, SMS_LAUNCH, "sms.launch", Approver, "Validate and launch an SMS bulk send or campaign.";
                $($sms)*
            }
            area Voice = 1, "voice", "Text-to-voice messages and campaigns." {
                VoiceView = 4, VOICE_VIEW, "voice.view", Guest, "See text-to-voice drafts, sends and campaigns.";
                VoiceEdit = 5, VOICE_EDIT, "voice.edit", Editor,
                    "Create and change text-to-voice drafts and campaigns.";
                VoiceSend = 6, VOICE_SEND, "voice.send", Approver, "Send a single text-to-voice message.";
                VoiceLaunch = 7, VOICE_LAUNCH, "voice.launch", Approver,
                    "Validate and launch a text-to-voice bulk send or campaign.";
            }
            area Email = 2, "email", "Email messages and campaigns." {
                EmailView = 8, EMAIL_VIEW, "email.view", Guest, "See email drafts, sends and campaigns.";
                EmailEdit = 9, EMAIL_EDIT, "email.edit", Editor, "Create and change email drafts and campaigns.";
                EmailSend = 10, EMAIL_SEND, "email.send", Approver, "Send a single email message.";
                EmailLaunch = 11, EMAIL_LAUNCH, "email.launch", Approver,
                    "Validate and launch an email bulk send or campaign.";
                $($email)*
            }
            area Chat = 3, "chat", "Messages and campaigns on chat apps, WhatsApp among them." {
                ChatView = 12, CHAT_VIEW, "chat.view", Guest,
                    "See WhatsApp and other chat apps drafts, sends and campaigns.";
                ChatEdit = 13, CHAT_EDIT, "chat.edit", Editor,
                    "Create and change WhatsApp and other chat apps drafts and campaigns.";
                ChatSend = 14, CHAT_SEND, "chat.send", Approver, "Send a single WhatsApp and other chat apps message.";
                ChatLaunch = 15, CHAT_LAUNCH, "chat.launch", Approver,
                    "Validate and launch a WhatsApp and other chat apps bulk send or campaign.";
            }
            area Message = 4, "message", "What messages of every channel share: templates, recipients, dates." {
                MessageTemplate = 16, MESSAGE_TEMPLATE, "message.template", Editor,
                    "Base a message on a predefined template.";
                MessageFreeText = 17, MESSAGE_FREE_TEXT, "message.free_text", Editor,
                    "Write the text of a message freely.";
                MessageGroup = 18, MESSAGE_GROUP, "message.group", Editor,
                    "Address contacts and contact groups instead of typed recipients.";
                MessageUpload = 19, MESSAGE_UPLOAD, "message.upload", Editor,
                    "Upload a file of recipients for a bulk send.";
                MessageSchedule = 20, MESSAGE_SCHEDULE, "message.schedule", Approver,
                    "Schedule a send for a later date and time.";
                MessageCancel = 21, MESSAGE_CANCEL, "message.cancel", Approver, "Stop a scheduled or running send.";
                MessageDelete = 22, MESSAGE_DELETE, "message.delete", Approver,
                    "Delete a draft or a finished operation.";
            }
            area Sent = 5, "sent", "Sent messages and their delivery state." {
                SentView = 23, SENT_VIEW, "sent.view", Guest, "See sent messages and their delivery state.";
                SentExport = 24, SENT_EXPORT, "sent.export", Approver, "Download sent messages.";
            }
            area Automation = 6, "automation", "Automations and sequential deliveries." {
                AutomationView = 25, AUTOMATION_VIEW, "automation.view", Guest,
                    "Follow up automations and sequential deliveries.";
                AutomationEdit = 26, AUTOMATION_EDIT, "automation.edit", Editor,
                    "Create and change automations and sequential deliveries.";
                AutomationLaunch = 27, AUTOMATION_LAUNCH, "automation.launch", Approver,
                    "Activate automations and launch sequential deliveries.";
            }
            area Template = 7, "template", "Message templates." {
                TemplateView = 28, TEMPLATE_VIEW, "template.view", Guest, "See message templates.";
                TemplateEdit = 29, TEMPLATE_EDIT, "template.edit", Editor, "Create and change message templates.";
                TemplateDelete = 30, TEMPLATE_DELETE, "template.delete", Approver, "Delete message templates.";
                TemplatePublish = 31, TEMPLATE_PUBLISH, "template.publish", Approver,
                    "Submit a template to a channel provider for approval.";
                TemplateShare = 32, TEMPLATE_SHARE, "template.share", Approver, "Share templates with sub-accounts.";
            }
            area Contact = 8, "contact", "Contacts and contact groups." {
                ContactView = 33, CONTACT_VIEW, "contact.view", Guest, "See contacts and groups, personal data masked.";
                ContactReveal = 34, CONTACT_REVEAL, "contact.reveal", Editor,
                    "See the personal data of contacts unmasked.";
                ContactEdit = 35, CONTACT_EDIT, "contact.edit", Editor, "Create and change contacts.";
                ContactGroup = 36, CONTACT_GROUP, "contact.group", Editor, "Create and change contact groups.";
                ContactImport = 37, CONTACT_IMPORT, "contact.import", Approver, "Upload files of contacts.";
                ContactExport = 38, CONTACT_EXPORT, "contact.export", Approver, "Download contacts.";
                ContactDelete = 39, CONTACT_DELETE, "contact.delete", Approver, "Delete contacts and groups.";
                ContactResubscribe = 40, CONTACT_RESUBSCRIBE, "contact.resubscribe", Approver,
                    "Resubscribe a contact who unsubscribed.";
                ContactShare = 41, CONTACT_SHARE, "contact.share", Approver,
                    "Share contacts and groups with sub-accounts.";
            }
            area Inbox = 9, "inbox", "Incoming messages." {
                InboxView = 42, INBOX_VIEW, "inbox.view", Guest, "Read incoming messages.";
                InboxAssign = 43, INBOX_ASSIGN, "inbox.assign", Editor, "Assign a conversation to a colleague.";
                InboxReply = 44, INBOX_REPLY, "inbox.reply", Approver, "Answer an incoming message.";
                InboxDelete = 45, INBOX_DELETE, "inbox.delete", Approver, "Delete incoming messages.";
            }
            area Form = 10, "form", "Forms and surveys." {
                FormView = 46, FORM_VIEW, "form.view", Guest, "See forms, surveys and their answers.";
                FormEdit = 47, FORM_EDIT, "form.edit", Editor, "Create and change forms and surveys.";
                FormPublish = 48, FORM_PUBLISH, "form.publish", Approver, "Put a form or survey online.";
                FormLink = 49, FORM_LINK, "form.link", Approver, "Create public subscription links.";
            }
            area Media = 11, "media", "Media files." {
                MediaView = 50, MEDIA_VIEW, "media.view", Guest, "See and use media files.";
                MediaUpload = 51, MEDIA_UPLOAD, "media.upload", Editor, "Upload media files.";
                MediaDelete = 52, MEDIA_DELETE, "media.delete", Approver, "Delete media files.";
            }
            area Sender = 12, "sender", "Sender names and numbers." {
                SenderView = 53, SENDER_VIEW, "sender.view", Guest, "See sender names and numbers.";
                SenderRequest = 54, SENDER_REQUEST, "sender.request", Editor, "Apply for a sender name.";
                SenderManage = 55, SENDER_MANAGE, "sender.manage", Approver,
                    "Change and remove sender names and numbers.";
            }
            area Connection = 13, "connection", "Channel connections." {
                ConnectionView = 56, CONNECTION_VIEW, "connection.view", Guest, "See channel connections.";
                ConnectionManage = 57, CONNECTION_MANAGE, "connection.manage", Approver,
                    "Create, change and delete channel connections.";
                ConnectionClone = 58, CONNECTION_CLONE, "connection.clone", Approver,
                    "Clone a channel connection for another user.";
            }
            area Integration = 14, "integration", "The API, webhooks and gateways." {
                IntegrationView = 59, INTEGRATION_VIEW, "integration.view", Guest,
                    "See API keys, webhooks and gateways, secrets hidden.";
                IntegrationLog = 60, INTEGRATION_LOG, "integration.log", Guest, "See the log of API requests.";
                IntegrationApi = 61, INTEGRATION_API, "integration.api", Editor, "Use the API, with keys of one's own.";
                IntegrationKeys = 62, INTEGRATION_KEYS, "integration.keys", Approver,
                    "Manage the API keys of the account, change API settings.";
                IntegrationWebhooks = 63, INTEGRATION_WEBHOOKS, "integration.webhooks", Approver,
                    "Configure webhooks and push notifications.";
                IntegrationGateways = 64, INTEGRATION_GATEWAYS, "integration.gateways", Approver,
                    "Configure email gateways: email to SMS, copies of messages to email.";
            }
            area Report = 15, "report", "Reports and usage." {
                ReportView = 65, REPORT_VIEW, "report.view", Guest, "See reports.";
                ReportUsage = 66, REPORT_USAGE, "report.usage", Guest, "See the usage of the account.";
                ReportExport = 67, REPORT_EXPORT, "report.export", Approver, "Download reports.";
            }
            area Account = 16, "account", "The account and its settings." {
                AccountView = 68, ACCOUNT_VIEW, "account.view", Guest, "See the details and settings of the account.";
                AccountEdit = 69, ACCOUNT_EDIT, "account.edit", Editor,
                    "Change the details and default settings of the account.";
                AccountAutoReplace = 70, ACCOUNT_AUTO_REPLACE, "account.auto_replace", Editor,
                    "Configure automatic replacement of characters in messages.";
                AccountSecurity = 71, ACCOUNT_SECURITY, "account.security", Approver,
                    "Configure sign-in rules: two-factor, single sign-on, address ranges.";
                AccountLimits = 72, ACCOUNT_LIMITS, "account.limits", Approver, "Set sending and spending limits.";
                AccountClose = 73, ACCOUNT_CLOSE, "account.close", Approver, "Close the account.";
            }
            area Subaccount = 17, "subaccount", "Sub-accounts." {
                SubaccountView = 74, SUBACCOUNT_VIEW, "subaccount.view", Guest, "See sub-accounts.";
                SubaccountManage = 75, SUBACCOUNT_MANAGE, "subaccount.manage", Approver,
                    "Create, change, suspend and close sub-accounts.";
            }
            area User = 18, "user", "Users and their rights." {
                UserView = 76, USER_VIEW, "user.view", Guest, "See the users of the account.";
                UserInvite = 77, USER_INVITE, "user.invite", Approver, "Invite and add users.";
                UserEdit = 78, USER_EDIT, "user.edit", Approver, "Change another user's details.";
                UserAssignRole = 79, USER_ASSIGN_ROLE, "user.assign_role", Approver,
                    "Change a user's roles and levels.";
                UserManageRoles = 80, USER_MANAGE_ROLES, "user.manage_roles", Approver,
                    "Define, change and delete custom roles.";
                UserDeactivate = 81, USER_DEACTIVATE, "user.deactivate", Approver,
                    "Deactivate and reactivate users, revoke access.";
                UserDelete = 82, USER_DELETE, "user.delete", Approver, "Delete users.";
                UserResetPassword = 83, USER_RESET_PASSWORD, "user.reset_password", Approver,
                    "Reset another user's password.";
            }
            area Profile = 19, "profile", "One's own details and password." {
                ProfileEdit = 84, PROFILE_EDIT, "profile.edit", Editor, "Change one's own details and password.";
            }
            area Billing = 20, "billing", "Invoices and billing data." {
                BillingView = 85, BILLING_VIEW, "billing.view", Guest, "See invoices.";
                BillingManage = 86, BILLING_MANAGE, "billing.manage", Approver, "Change billing data.";
            }
            area Credit = 21, "credit", "Credits." {
                CreditView = 87, CREDIT_VIEW, "credit.view", Guest, "See the credit balance.";
                CreditPurchase = 88, CREDIT_PURCHASE, "credit.purchase", Approver,
                    "Buy credits, top up a prepaid account.";
                CreditAllocate = 89, CREDIT_ALLOCATE, "credit.allocate", Approver, "Allocate credits to sub-accounts.";
            }
            area Audit = 22, "audit", "The history of actions." {
                AuditView = 90, AUDIT_VIEW, "audit.view", Guest, "See the history of actions of every user.";
                AuditExport = 91, AUDIT_EXPORT, "audit.export", Approver, "Download the history of actions.";
            }
            // The application's own, in consecutive bits. No level gives them.
            custom Custom = 31, "custom", "The permissions that the application defines." {
                Custom0 = 96, "custom.0";
                Custom1 = 97, "custom.1";
                Custom2 = 98, "custom.2";
                Custom3 = 99, "custom.3";
                Custom4 = 100, "custom.4";
                Custom5 = 101, "custom.5";
                Custom6 = 102, "custom.6";
                Custom7 = 103, "custom.7";
                Custom8 = 104, "custom.8";
                Custom9 = 105, "custom.9";
                Custom10 = 106, "custom.10";
                Custom11 = 107, "custom.11";
                Custom12 = 108, "custom.12";
                Custom13 = 109, "custom.13";
                Custom14 = 110, "custom.14";
                Custom15 = 111, "custom.15";
                Custom16 = 112, "custom.16";
                Custom17 = 113, "custom.17";
                Custom18 = 114, "custom.18";
                Custom19 = 115, "custom.19";
                Custom20 = 116, "custom.20";
                Custom21 = 117, "custom.21";
                Custom22 = 118, "custom.22";
                Custom23 = 119, "custom.23";
                Custom24 = 120, "custom.24";
                Custom25 = 121, "custom.25";
                Custom26 = 122, "custom.26";
                Custom27 = 123, "custom.27";
                Custom28 = 124, "custom.28";
                Custom29 = 125, "custom.29";
                Custom30 = 126, "custom.30";
                Custom31 = 127, "custom.31";
            }
        }
    };
}
pub(super) use table;

/// Calls the macro `$then` with the catalogue.
#[cfg(not(sendright_next))]
macro_rules! catalogue {
    ($then:ident) => {
        $crate::permission::catalogue::table! { $then, sms {} email {} }
    };
}

/// The catalogue as a later version may have it, to test that what this version stored means the same there (rule V7):
/// `RUSTFLAGS="--cfg sendright_next"`. One permission that a preset gives, one that a level alone gives.
#[cfg(sendright_next)]
macro_rules! catalogue {
    ($then:ident) => {
        $crate::permission::catalogue::table! {
            $then,
            sms {
                SmsArchive = 92, SMS_ARCHIVE, "sms.archive", Editor, "Archive SMS messages (of a test).";
            }
            email {
                EmailForecast = 93, EMAIL_FORECAST, "email.forecast", Guest, "See when emails are read (of a test).";
            }
        }
    };
}
pub(super) use catalogue;
