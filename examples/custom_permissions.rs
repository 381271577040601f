//! An application defines three permissions of its own, gives them to a role, and prints them under its own names.
//!
//! ```text
//! cargo run --example custom_permissions
//! ```

#![allow(clippy::unwrap_used, clippy::panic, reason = "constants are evaluated by the compiler")]

use sendright::{CustomNames, Grants, Permission, PermissionSet, Preset, Scope};

const VIEW_FAX: Permission = Permission::custom(0).unwrap();
const SEND_FAX: Permission = Permission::custom(1).unwrap();
const APPROVE_PRICE: Permission = Permission::custom(2).unwrap();

/// Checked when the application compiles: well formed, not taken, not given twice.
const NAMES: CustomNames<'_> =
    match CustomNames::new(&[(VIEW_FAX, "fax.view"), (SEND_FAX, "fax.send"), (APPROVE_PRICE, "price.approve")]) {
        Ok(names) => names,
        Err(_) => panic!("a name of ours is not well formed or not free"),
    };

/// A role of the application's: a Sender who also handles faxes, and approves the prices of their own offers.
const FAX_DESK: Grants = Preset::Sender
    .grants()
    .union(Grants::of(PermissionSet::of([VIEW_FAX, SEND_FAX]), Scope::Account))
    .union(Grants::of(PermissionSet::of([APPROVE_PRICE]), Scope::Own));

fn main() {
    println!("The fax desk has {}", NAMES.display(FAX_DESK.at(Scope::Own) & PermissionSet::CUSTOM));

    for (permission, scope) in
        [(SEND_FAX, Scope::Account), (APPROVE_PRICE, Scope::Own), (APPROVE_PRICE, Scope::Account)]
    {
        let verdict = if FAX_DESK.allows(permission, scope) { "allowed" } else { "refused" };
        println!("{:14} at {:8} {verdict}", NAMES.name(permission), scope);
    }

    // They are permissions like any other: required together with built-in ones, read by name, given by Admin.
    assert!(FAX_DESK.allows(SEND_FAX | Permission::ContactView, Scope::Account));
    assert_eq!(NAMES.parse("fax.send"), Ok(SEND_FAX));
    assert!(Preset::Admin.grants().allows(APPROVE_PRICE, Scope::Subtree));

    // A role that was not given them does not have them, and a name that nobody defined is an error that says so.
    assert!(!Preset::Sender.grants().allows(SEND_FAX, Scope::Own));
    if let Err(error) = NAMES.parse("fax.burn") {
        println!("{error}");
    }
}
