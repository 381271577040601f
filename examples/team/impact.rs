//! What a change of a role would do to everybody who holds it, before it is made.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::{DateTime, Utc};
use sendright::{
    AccessChange, Actor, Assignment, Command, Directory, Grants, Impact, Permission, PermissionSet, Preset, RoleId,
    Scope,
};

use crate::stage::Stage;
use crate::story::{Ids, Outcome, december, id};
use crate::words::{instant, permissions};

/// Forty people hold a role; Ada looks at what her change would do, and then makes it.
pub(crate) fn forty<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("Before a role of forty people changes")?;
    let role = RoleId::from(id(41));
    let was = PermissionSet::of([Permission::ContactView, Permission::ContactExport, Permission::SmsSend]);
    let define = Command::DefineRole {
        role,
        account: ids.acme,
        name: "Sales".parse()?,
        grants: Grants::of(was, Scope::Account),
    };
    stage.act(december(8, 9), ids.ada, define, None)?;
    forty_join(&mut stage.directory, role, ids)?;

    let is = (was - Permission::ContactExport) | Permission::ReportView;
    let change =
        Command::ChangeRole { role, name: "Sales".parse()?, grants: Grants::of(is, Scope::Account), replaces: None };
    let planned = stage.directory.plan(ids.ada, &change, december(10, 9))?;
    let impact = stage.directory.impact(&planned)?;
    let people = impact.users().count();
    stage.tell(&format!("The change that Ada plans touches {people} people:"))?;
    for line in compact(&impact, &stage.directory) {
        stage.tell(&line)?;
    }
    stage.check("the four who are standard users, too, gain and lose nothing by it", people == 36)?;
    stage.check("nobody loses anything but the export of contacts", {
        let lost = impact.accesses().iter().map(|access| access.lost.at(Scope::Own));
        lost.fold(PermissionSet::EMPTY, PermissionSet::union) == PermissionSet::CONTACT_EXPORT
    })?;
    stage.check("nothing has happened yet", stage.directory.impact(&planned)? == impact)?;
    Ok(stage.act(december(10, 9), ids.ada, change, None)?)
}

/// Most join Acme, some for a term, some later, some beside another role; ten join Acme North.
fn forty_join(directory: &mut Directory, role: RoleId, ids: &Ids) -> Outcome {
    for number in 0..40_u32 {
        let sales = Assignment::of(role);
        let (account, assignment) = match number {
            0..4 => (ids.acme, sales.and(Preset::Standard)),
            4..9 => (ids.acme, sales.until(december(31, 0))),
            9..12 => (ids.acme, sales.from(december(15, 0))),
            12..14 => (ids.acme, sales.withholding(Permission::ContactExport)),
            14..30 => (ids.acme, sales),
            _ => (ids.north, sales),
        };
        let add = Command::AddUser {
            user: id(100 + u128::from(number)).into(),
            account,
            email: format!("sales{number}@acme.example").parse()?,
            name: format!("Sales {number}").parse()?,
            assignment,
        };
        directory.execute(Actor::System, add, december(8, 10))?;
    }
    Ok(())
}

/// A line for all who gain and lose the same, in the same account and for the same time.
fn compact(impact: &Impact, directory: &Directory) -> Vec<String> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for access in impact.accesses() {
        let name = directory.user(access.user).map_or_else(|| access.user.to_string(), |user| user.name().to_string());
        groups.entry(said(access, directory)).or_default().push(name);
    }
    groups.into_iter().map(|(said, names)| format!("{}: {said}", some_of(&names))).collect()
}

/// `in Acme from 10 Dec 2026 09:00: gain report.view, lose contact.export`.
fn said(access: &AccessChange, directory: &Directory) -> String {
    let account = directory.account(access.account).map_or_else(String::new, |account| account.name().to_string());
    let until = |until: DateTime<Utc>| format!(" until {}", instant(until));
    let (from, until) = (instant(access.from), access.until.map(until).unwrap_or_default());
    let differs = |verb: &str, grants: Grants| {
        let set = grants.at(Scope::Own);
        (!set.is_empty()).then(|| format!("{verb} {}", permissions(set)))
    };
    let differences: Vec<String> =
        [differs("gain", access.gained), differs("lose", access.lost)].into_iter().flatten().collect();
    format!("in {account} from {from}{until}: {}", differences.join(", "))
}

fn some_of(names: &[String]) -> String {
    match names {
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} more", rest.len()),
        names => names.join(", "),
    }
}
