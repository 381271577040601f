//! The manual's page on actions says what the crate answers: each action with what it requires and who may, and each wrong
//! question beside the right one.

use sendright::actions::{self, Action};
use sendright::{Area, Feature, Grants, Level, Levels, Permission, PermissionSet, Preset, Scope};

use super::of;
use crate::support::golden::assert_part;

const PAGE: &str = "src/manual/actions.md";

fn link(action: Action) -> String {
    let constant = action.name().to_uppercase();
    format!("[`{constant}`](crate::actions::{constant})")
}

fn listed(set: PermissionSet) -> String {
    set.iter().map(|permission| format!("`{permission}`")).collect::<Vec<_>>().join(", ")
}

/// The presets that allow an action; in brackets those that do on one's own data alone.
fn presets(action: Action) -> String {
    let name = |preset: &Preset| {
        let grants = preset.grants();
        if grants.allows(action, Scope::Account) {
            Some(format!("`{preset}`"))
        } else {
            (action.scope() == Scope::Own && grants.allows(action, Scope::Own)).then(|| format!("(`{preset}`)"))
        }
    };
    Preset::ALL.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

fn table(area: Area) -> String {
    let line = |action: Action| {
        let requires = listed(action.permissions());
        let (scope, levels) = (action.scope(), action.levels());
        let (link, words, presets) = (link(action), action.words(), presets(action));
        format!("| {link}: {words} | {requires} | {scope} | {levels} | {presets} |\n")
    };
    let lines: String = of(area).into_iter().map(line).collect();
    format!(
        "\n## `{area}`\n\n| action | requires | scope | levels | presets |\n| --- | --- | --- | --- | --- |\n{lines}"
    )
}

#[test]
fn the_manual_shows_every_action_and_who_may() {
    let tables: String = Area::ALL.into_iter().map(table).collect();
    assert_part(PAGE, "actions", &format!("{tables}\n"));
    assert_eq!(Area::ALL.into_iter().map(|area| of(area).len()).sum::<usize>(), Action::ALL.len());
}

fn level(feature: Feature<'_>, level: Level) -> Levels {
    Levels::NONE.raise(feature, level)
}

/// A question that is too small, somebody to whom it says yes, and the action that it was meant for.
fn wrong() -> Vec<(PermissionSet, &'static str, Grants, Action)> {
    use Permission::{AutomationLaunch, ContactExport, ContactView, InboxReply, MessageCancel, MessageDelete};
    use Permission::{MessageSchedule, MessageUpload, SmsEdit, SmsSend, SmsView, TemplateDelete, TemplatePublish};

    let emailings = level(Feature::EMAILINGS, Level::Approver);
    let beside = |sms| emailings.raise(Feature::SMS, sms).grants();
    let (approver, template) = ("an Approver of emailings with no level in SMS", "a user with the preset Template");
    let inbox = Levels::NONE.with(Area::Inbox, Level::Approver).grants();
    let automation = Levels::NONE.with(Area::Automation, Level::Approver).grants();
    let masked = Grants::of(ContactView | ContactExport, Scope::Account);
    vec![
        (SmsSend.into(), template, Preset::Template.grants(), actions::SMS_SEND_FREE_TEXT_NOW),
        (SmsSend.into(), template, Preset::Template.grants(), actions::SMS_SEND_TEMPLATE_TO_GROUP_NOW),
        (MessageUpload.into(), approver, emailings.grants(), actions::SMS_SEND_FREE_TEXT_TO_FILE_NOW),
        (MessageSchedule.into(), approver, emailings.grants(), actions::SMS_CAMPAIGN_LAUNCH_LATER),
        (MessageCancel.into(), approver, emailings.grants(), actions::SMS_CAMPAIGN_CANCEL),
        (
            SmsView | MessageCancel,
            "an Approver of emailings who is a Guest of SMS",
            beside(Level::Guest),
            actions::SMS_MESSAGE_CANCEL,
        ),
        (
            SmsEdit | MessageDelete,
            "an Approver of emailings who is an Editor of SMS",
            beside(Level::Editor),
            actions::SMS_CAMPAIGN_DELETE,
        ),
        (TemplateDelete.into(), approver, emailings.grants(), actions::SMS_TEMPLATE_DELETE),
        (
            TemplatePublish.into(),
            "an Approver of SMS with no level in chat",
            level(Feature::SMS, Level::Approver).grants(),
            actions::CHAT_TEMPLATE_PUBLISH,
        ),
        (InboxReply.into(), "an Approver of the inbox with no level in SMS", inbox, actions::SMS_REPLY_FREE_TEXT),
        (
            AutomationLaunch.into(),
            "an Approver of automations with no level in SMS",
            automation,
            actions::SMS_AUTOMATION_LAUNCH,
        ),
        (
            ContactExport.into(),
            "a role that downloads contacts and does not reveal them",
            masked,
            actions::CONTACT_EXPORT_UNMASKED,
        ),
    ]
}

#[test]
fn the_manual_shows_wrong_questions_beside_the_right_ones() {
    let line = |(asked, who, grants, action): (PermissionSet, &str, Grants, Action)| {
        assert!(grants.allows(asked, Scope::Account), "{who} may not {asked}");
        assert!(!grants.allows(action, Scope::Account), "{who} may {action}");
        format!("| {} | {who} | {} | {} |\n", listed(asked), action.words(), link(action))
    };
    let lines: String = wrong().into_iter().map(line).collect();
    let heading = "| wrong question | says yes to | the button | right question |\n| --- | --- | --- | --- |";
    assert_part(PAGE, "wrong questions", &format!("\n{heading}\n{lines}\n"));
}
