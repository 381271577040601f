//! April: the clock of one node jumps to 2099, and back.

use chrono::{Datelike, TimeDelta, TimeZone, Utc};
use sendright::{Assignment, Command, Directory, Invitation, InvitationId, Permission, Preset, Request, UserId};

use crate::opening::adds;
use crate::product::{Cast, Outcome, Product, day, id};

pub(crate) fn april(product: &mut Product) -> Outcome {
    let Cast { acme, ada, .. } = product.cast;
    let (bob, una): (UserId, InvitationId) = (id(15).into(), id(41).into());
    product.chapter("April: a clock that jumps")?;
    product.says(
        "One node believes that it is 2099, and takes a command. The next one comes from a node that is right.",
    )?;
    let wrong = Utc.with_ymd_and_hms(2099, 1, 1, 0, 0, 0).single().unwrap_or_default();
    let invite = Command::Invite {
        invitation: una,
        account: acme,
        email: "una@acme.example".parse()?,
        assignment: Assignment::of(Preset::Basic),
        expires: wrong + TimeDelta::days(7),
        name: None,
        phone: None,
    };
    product.does(wrong, ada, &invite)?;
    let ahead = product.directory.revision();
    adds(product, day(4, 14), (bob, "Bob"), acme, Assignment::of(Preset::Sender).until(day(6, 1)))?;

    product
        .says("Nothing was refused, since revisions order changes and clocks don't. The history says what happened.")?;
    let clock_was = product.last_entry().and_then(sendright::history::HistoryEntry::clock_was);
    product.shows("The second entry knows the time of the first.", clock_was == Some(wrong))?;
    product.shows("The last change is of today.", product.directory.time() == Some(day(4, 14)))?;
    product.shows(
        "The latest time that any clock said is kept as well.",
        product.directory.latest_time() == Some(wrong),
    )?;
    let before = product.history.as_of(day(4, 13)).ok_or("there were changes")?;
    product.shows(
        &format!("As of yesterday is revision {}, before the jump.", before.revision),
        before.revision == ahead - 1 && before.ahead.is_none(),
    )?;
    let now = product.history.as_of(day(4, 14)).ok_or("there were changes")?;
    product.shows(
        &format!(
            "As of now is revision {}; revision {ahead}, before it, is told to be ahead of its time.",
            now.revision
        ),
        now.revision == ahead + 1 && now.ahead == Some(ahead),
    )?;

    product.says("A term means what the instant of each question says, whatever a clock said in between.")?;
    let bob_sends = |at| Request::new(bob, Permission::SmsSend, acme).at(at);
    product.may("May Bob send on 31 May?", &bob_sends(day(5, 31)))?;
    product.may_not("And on 1 June?", &bob_sends(day(6, 1)), "expired")?;

    product.says(
        "One thing is left of it: an invitation that ends when the wrong clock said. It is found, and set right.",
    )?;
    let is_odd = |invitation: &&Invitation| invitation.expires().year() > 2026;
    let odd: Vec<InvitationId> = product.directory.invitations(acme).filter(is_odd).map(Invitation::id).collect();
    assert_eq!(odd, [una]);
    product.does(day(4, 14), ada, &Command::RenewInvitation { invitation: una, expires: day(4, 21) })?;
    let accept = Command::AcceptInvitation {
        invitation: una,
        email: "una@acme.example".parse()?,
        name: "Una".parse()?,
        phone: None,
    };
    product.does_not("Una, a day too late", (day(4, 22), UserId::from(id(16)), &accept), "invitation_over")?;

    let again = Directory::replay(product.log.iter().cloned())?;
    Ok(product.shows("A node that starts anew reads the log, jump and all.", again == product.directory)?)
}
