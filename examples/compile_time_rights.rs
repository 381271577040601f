//! A product states what its features need and which roles have it, and the compiler holds it to that.
//!
//! If a later version of the catalogue or of a preset changed one of these answers, this would no longer compile.
//!
//! ```text
//! cargo run --example compile_time_rights
//! ```

use sendright::{Area, Level, Levels, Permission, PermissionSet, Preset, Scope};

/// What the campaign page needs before it shows its "launch" button.
const LAUNCH: PermissionSet =
    PermissionSet::of([Permission::SmsLaunch, Permission::MessageGroup, Permission::MessageSchedule]);

/// What a trainee in the newsletter team gets.
const TRAINEE: Levels = Levels::NONE.with(Area::Email, Level::Editor).with(Area::Contact, Level::Guest);

// A Sender can launch; a Template user can't, and neither can see an invoice.
const _: () = assert!(Preset::Sender.grants().at(Scope::Account).allows(LAUNCH));
const _: () = assert!(!Preset::Template.grants().at(Scope::Account).allows(LAUNCH));
const _: () = assert!(!Preset::Sender.grants().at(Scope::Own).allows(PermissionSet::BILLING_VIEW));

// A trainee prepares, and leaves the sending to others.
const _: () = assert!(TRAINEE.permissions().contains(Permission::EmailEdit));
const _: () = assert!(!TRAINEE.permissions().intersects(PermissionSet::of([
    Permission::EmailSend,
    Permission::EmailLaunch,
    Permission::ContactReveal,
])));

// Nobody below the administrator exports the history of actions.
const _: () = {
    let mut i = 0;
    while i < Preset::ALL.len() {
        let preset = Preset::ALL[i];
        assert!(matches!(preset, Preset::Admin) || !preset.grants().at(Scope::Own).allows(PermissionSet::AUDIT_EXPORT));
        i += 1;
    }
};

fn main() {
    println!("To launch a campaign takes {LAUNCH}; {} has it at compile time.", Preset::Sender);
    println!("A trainee has {TRAINEE}, which gives {}.", TRAINEE.permissions());
}
