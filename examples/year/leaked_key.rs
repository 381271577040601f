//! October: a key leaks while its account is suspended.

use sendright::{Actor, Assignment, Command, Permission, Preset, Request};

use crate::product::{Cast, Outcome, Product, day, id};

pub(crate) fn october(product: &mut Product) -> Outcome {
    let Cast { south, ada, till, .. } = product.cast;
    product.chapter("October: a leaked key in a suspended account")?;
    product.says("Acme South has not paid, and the operator suspends it.")?;
    product.does(day(10, 5), Actor::System, &Command::SuspendAccount { account: south })?;

    product.says("Two days later the secret of Lea's key turns up on a public web page.")?;
    let key = |permission| Request::new(till, permission, south).at(day(10, 7));
    product.may_not("May the key Till send?", &key(Permission::SmsSend), "account_suspended")?;
    product.may("But may it read the reports, as a guest may in a suspended account?", &key(Permission::ReportView))?;

    product.says("So it can't wait until the invoice is paid. What gives something to people does wait; what takes away doesn't.")?;
    let invite = Command::Invite {
        invitation: id(43).into(),
        account: south,
        email: "pia@acme.example".parse()?,
        assignment: Assignment::of(Preset::Basic),
        expires: day(10, 14),
        name: None,
        phone: None,
    };
    product.does_not("Ada invites somebody to Acme South", (day(10, 7), ada, &invite), "account_suspended")?;
    let revoke = Command::RevokeApiKey { key: till };
    let impact = product.directory.impact(&product.plan(day(10, 7), ada, &revoke)?)?;
    product.shows(
        "To revoke the key ends that key, and changes nothing for people.",
        impact.ended_keys().eq([till]) && impact.accesses().is_empty(),
    )?;
    product.does(day(10, 7), ada, &revoke)?;
    product.may_not("May the key read the reports?", &key(Permission::ReportView), "key_revoked")?;

    product.says("The invoice is paid. The key stays what it is.")?;
    product.does(day(10, 20), Actor::System, &Command::ResumeAccount { account: south })?;
    let later = Request::new(till, Permission::SmsSend, south).at(day(10, 20));
    Ok(product.may_not("May the key send again?", &later, "key_revoked")?)
}
