//! What a change of a role would do to everybody who holds it, before it is made.

use std::io::Write;

use sendright::{Actor, Assignment, Command, Directory, Grants, Permission, PermissionSet, Preset, RoleId, Scope};

use crate::stage::Stage;
use crate::story::{Ids, Outcome, december, id};

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
    let told = impact.display(&stage.directory).to_string();
    for line in told.lines() {
        stage.tell(line)?;
    }
    stage.check("the four who are standard users, too, gain and lose nothing by it", people == 36)?;
    stage.check("nobody loses anything but the export of contacts", {
        let lost = impact.accesses().iter().map(|access| access.lost().at(Scope::Own));
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
            phone: None,
            on_behalf_of: None,
        };
        directory.execute(Actor::System, add, december(8, 10))?;
    }
    Ok(())
}
