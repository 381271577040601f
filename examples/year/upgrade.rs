//! February: the next version of the library has a permission that this one doesn't know.
//!
//! A program is built with one version, so this chapter shows the two things that can be seen from here: that this version
//! stops at what the next one wrote, and how it stores what has to last. The tests of the library are built with a longer
//! catalogue, too, and find there what is told here.

use sendright::{
    Actor, Assignment, Change, Command, Grants, Permission, PermissionSet, Preset, Scope, Selection, Snapshot,
};
use serde::de::DeserializeOwned;

use crate::product::{Cast, Outcome, Product, day, id};

pub(crate) fn february(product: &mut Product) -> Outcome {
    product.chapter("February: an upgrade with a new permission")?;
    what_the_next_version_writes(product)?;
    who_will_have_it(product)?;
    features_by_list(product)?;
    a_role_by_list(product)
}

/// The text of the next version is that of this one, with a name that is not in the catalogue.
fn what_the_next_version_writes(product: &mut Product) -> Outcome {
    let Cast { acme, ada, .. } = product.cast;
    product.says(
        "The next version has `sms.recall`. One node runs it already, and writes changes and a snapshot with it. This \
         node has the version of January. It reads none of them, rather than a part of them.",
    )?;
    let grants = Grants::of(Permission::SmsSend.into(), Scope::Account);
    let define = Command::DefineRole { role: id(22).into(), account: acme, name: "Recall desk".parse()?, grants };
    let change = serde_json::to_string(&product.plan(day(2, 3), ada, &define)?)?;
    let snapshot = serde_json::to_string(&product.directory.snapshot())?;

    let newer = |text: &str| text.replacen("\"sms.send\"", "\"sms.recall\"", 1);
    let error = why_unreadable::<Change>(&newer(&change)).unwrap_or_default();
    product.shows(&format!("The change is not read: {error}"), error.starts_with("unknown permission `sms.recall`"))?;
    let error = why_unreadable::<Snapshot>(&newer(&snapshot)).unwrap_or_default();
    product.shows(&format!("Nor is the snapshot: {error}"), error.starts_with("unknown permission `sms.recall`"))?;
    let later = change.replacen("\"v\":2", "\"v\":3", 1);
    let error = why_unreadable::<Change>(&later).unwrap_or_default();
    product.shows(&format!("A later format is told as such: {error}"), error.contains("format 3"))?;
    product.shows("As they were before, both are read.", {
        why_unreadable::<Change>(&change).is_none() && why_unreadable::<Snapshot>(&snapshot).is_none()
    })?;
    Ok(product.says("So: update every node first, and give the new permission to people after that.")?)
}

fn why_unreadable<T: DeserializeOwned>(text: &str) -> Option<String> {
    serde_json::from_str::<T>(text).err().map(|error| error.to_string())
}

/// Presets and "everything" are stored by name, and mean what they mean to the version that reads them.
fn who_will_have_it(product: &mut Product) -> Outcome {
    let Cast { acme, north, ada, .. } = product.cast;
    product.says(
        "Who will have the new permission? Ada, in Acme and below: both her role and what Acme bought are stored as a word.",
    )?;
    let roles = product.directory.membership(ada, acme).map(|membership| membership.assignment().roles().to_vec());
    product.shows("Ada's roles are stored as [\"admin\"].", serde_json::to_string(&roles)? == "[\"admin\"]")?;
    for (account, name) in [(acme, "Acme"), (north, "Acme North, opened below it,")] {
        let features = product.directory.account(account).map(sendright::Account::features);
        let stored = serde_json::to_string(&features)?;
        product.shows(&format!("The features of {name} are stored as {stored}."), stored == "\"everything\"")?;
        let all = product.directory.what_can(ada, account, day(2, 3)).at(Scope::Account);
        assert_eq!(all | Permission::ProfileEdit, PermissionSet::ALL);
    }
    Ok(())
}

/// Beta was sold a list. It stays that list, until the operator says otherwise.
fn features_by_list(product: &mut Product) -> Outcome {
    let Cast { beta, .. } = product.cast;
    product.says("Beta won't have it, nor Bea, though she is an administrator like Ada: its features are a list.")?;
    let features = product.directory.account(beta).map(sendright::Account::features).unwrap_or_default();
    let stored = serde_json::to_value(features)?;
    let names = stored.as_array().map_or(0, Vec::len);
    product.shows(
        &format!("They are stored as {names} names: all that there are today, and not the same as everything."),
        features.permissions() == PermissionSet::ALL && features != Selection::EVERYTHING,
    )?;
    product.says("Beta extends its contract. Nobody gains anything by that today, and it is a change all the same.")?;
    let set = Command::SetFeatures { account: beta, features: Selection::EVERYTHING };
    let change = product.plan(day(2, 4), Actor::System, &set)?;
    product.shows("Its impact is none.", product.directory.impact(&change)?.is_none())?;
    product.does(day(2, 4), Actor::System, &set)?;
    Ok(product.does_not("Done twice", (day(2, 4), Actor::System, &set), "already_so")?)
}

/// A custom role is a list, too: its holder would no longer hold all that an administrator holds.
fn a_role_by_list(product: &mut Product) -> Outcome {
    let Cast { acme, ada, max, deputy, .. } = product.cast;
    product.says(
        "Max's role is a list, too. After the upgrade he would hold less than an administrator, and could no longer \
         appoint one. So Ada makes him one, by the preset, which takes nothing from him.",
    )?;
    let assignment = Assignment::of(Preset::Admin);
    let assign = Command::Assign { user: max, account: acme, assignment, replaces: Some(Assignment::of(deputy)) };
    let change = product.plan(day(2, 4), ada, &assign)?;
    product.shows("The impact is none today.", product.directory.impact(&change)?.is_none())?;
    product.does(day(2, 4), ada, &assign)?;
    product.does(day(2, 4), ada, &Command::DeleteRole { role: deputy })
}
