//! C1, C6, E5 and G4: invitations that propose a name and a number, people whom the operator adds on a member's behalf,
//! sub-accounts that rename themselves and pay by themselves.

use sendright::history::History;
use sendright::{
    AccountId, Actor, Assignment, Billing, Command, Denial, Directory, Email, EmailPolicy, Erasure, InvitationId, Name,
    Permission, PermissionSet, Phone, Preset, UserId,
};

use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

const NUMBER: &str = "+49 30 901820";

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn phone() -> Phone {
    NUMBER.parse().unwrap()
}

fn proposing(
    invitation: InvitationId,
    account: AccountId,
    email: &Email,
    assignment: Assignment,
    phone: Option<Phone>,
) -> Command {
    let (email, name) = (email.clone(), Some(name("Dan")));
    Command::Invite { invitation, account, email, name, phone, assignment, expires: t(1000) }
}

fn accepting(invitation: InvitationId, email: &Email, text: &str, phone: Option<Phone>) -> Command {
    Command::AcceptInvitation { invitation, email: email.clone(), name: name(text), phone }
}

fn on_behalf(member: UserId, account: AccountId, (user, email): &(UserId, Email), assignment: Assignment) -> Command {
    adding(Some(member), account, (user, email), assignment, None)
}

fn adding(
    on_behalf_of: Option<UserId>,
    account: AccountId,
    (user, email): (&UserId, &Email),
    assignment: Assignment,
    phone: Option<Phone>,
) -> Command {
    let (user, email, name) = (*user, email.clone(), name("Dan"));
    Command::AddUser { user, account, email, name, phone, assignment, on_behalf_of }
}

#[test]
fn c6_an_invitation_proposes_and_whoever_accepts_decides() {
    let (mut w, acme, ada) = World::with_root();
    let (dan, email) = w.person();
    let id: InvitationId = w.id();
    w.ok(ada, proposing(id, acme, &email, Assignment::of(Preset::Sender), Some(phone())));
    let stored = w.directory.invitation(id).unwrap();
    assert_eq!((stored.name().unwrap().as_str(), stored.phone().cloned()), ("Dan", Some(phone())));
    // Confirmed, corrected, or left out.
    for (text, number) in [("Dan", Some(phone())), ("Daniel", Some("+1 202 5550143".parse().unwrap())), ("Dan", None)] {
        let mut w = w.clone();
        w.ok(dan, accepting(id, &email, text, number.clone()));
        let user = w.directory.user(dan).unwrap();
        assert_eq!((user.name().as_str(), user.phone().cloned()), (text, number));
    }
}

#[test]
fn c6_a_user_who_is_there_keeps_their_name_and_number() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let dan = w.member(north, Assignment::of(Preset::Template));
    let (email, details) = (w.email(dan), w.directory.user(dan).unwrap().details());
    let id = w.id();
    w.ok(ada, proposing(id, acme, &email, Assignment::of(Preset::Template), Some(phone())));
    w.ok(dan, accepting(id, &email, "Another", Some(phone())));
    assert_eq!(w.directory.user(dan).unwrap().details(), details);
    let south = w.sub(acme);
    w.ok(Actor::System, adding(None, south, (&dan, &email), Assignment::of(Preset::Template), Some(phone())));
    assert_eq!(w.directory.user(dan).unwrap().details(), details);
}

#[test]
fn c11_an_invitation_is_the_same_only_with_all_that_it_proposes() {
    let (mut w, acme, ada) = World::with_root();
    let (_, email) = w.person();
    let id: InvitationId = w.id();
    let sender = || Assignment::of(Preset::Sender);
    w.ok(ada, proposing(id, acme, &email, sender(), Some(phone())));
    w.refuses(ada, proposing(id, acme, &email, sender(), Some(phone())), "already_so");
    w.refuses(ada, proposing(id, acme, &email, sender(), None), "id_taken");
    w.refuses(ada, invite(id, acme, &email, sender()), "id_taken");
}

#[test]
#[cfg(feature = "serde")]
fn c12_a_proposed_name_shows_what_it_is() {
    let (mut w, acme, ada) = World::with_root();
    let (_, email) = w.person();
    let mut command = proposing(w.id(), acme, &email, Assignment::of(Preset::Sender), None);
    let unseen: Name = serde_json::from_value("Da\u{200b}n".into()).unwrap();
    let Command::Invite { name, .. } = &mut command else { unreachable!() };
    *name = Some(unseen);
    w.refuses(ada, command, "unreadable_name");
}

/// Whoever brings the number along could act as the person, so what is given at Own counts as given at Account.
#[test]
fn e5_with_a_number_own_counts_as_account_wherever_it_is_given() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    // Nora invites, renews and sees what is her own.
    let inviting = account(Permission::UserInvite).union(own(Permission::SentView));
    let nora = w.holding(acme, inviting);
    let sees_own = w.giving(acme, own(Permission::SentView));
    let sees_nothing = w.giving(acme, account(Permission::UserInvite));
    let person = w.person();
    let (_, email) = &person;
    let (with, without): (InvitationId, InvitationId) = (w.id(), w.id());
    w.refuses(nora, proposing(with, acme, email, sees_own.clone(), Some(phone())), "uncovered");
    w.clone().ok(nora, proposing(without, acme, email, sees_own.clone(), None));
    // What has no Own in it can be given with a number.
    w.clone().ok(nora, proposing(with, acme, email, sees_nothing, Some(phone())));
    // Ada's, with a number: Nora can't vouch for it, nor accept it in Ada's place once Ada holds no more than Nora.
    w.ok(ada, proposing(with, acme, email, sees_own.clone(), Some(phone())));
    w.refuses(nora, renew(with, t(900)), "uncovered");
    w.refuses(
        Actor::System,
        adding(Some(nora), acme, (&person.0, email), sees_own.clone(), Some(phone())),
        "uncovered",
    );
    w.clone().ok(Actor::System, on_behalf(nora, acme, &person, sees_own.clone()));
    w.clone().ok(Actor::System, adding(None, acme, (&person.0, email), sees_own, Some(phone())));

    let second = w.member(acme, Assignment::of(Preset::Admin));
    let like_nora = w.giving(acme, inviting);
    w.ok(second, assign(ada, acme, like_nora));
    w.refuses(person.0, accept(with, email), "inviter_lost_authority");
    assert!(w.directory.account(north).is_some());
}

#[test]
fn c6_on_a_members_behalf_the_member_could_have_invited() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let dan = w.person();
    let sender = || Assignment::of(Preset::Sender);
    w.clone().ok(Actor::System, on_behalf(ada, acme, &dan, sender()));
    w.clone().ok(Actor::System, on_behalf(ada, north, &dan, sender()));
    // Only the operator gives it.
    w.refuses(ada, on_behalf(ada, acme, &dan, sender()), "operator_only");
    let key = w.key(ada, acme, PermissionSet::ALL);
    w.refuses(key, on_behalf(ada, acme, &dan, sender()), "operator_only");
    // The permission, there.
    let bob = w.member(acme, sender());
    w.refuses(Actor::System, on_behalf(bob, acme, &dan, sender()), "missing");
    let nora = w.member(north, Assignment::of(Preset::Admin));
    w.refuses(Actor::System, on_behalf(nora, acme, &dan, sender()), "no_access");
    w.ok(Actor::System, on_behalf(nora, north, &dan, sender()));
    // Coverage, for as long as it is given.
    let erin = w.person();
    let inviter = w.holding(acme, account(Permission::UserInvite | Permission::SmsSend));
    let admin = Assignment::of(Preset::Admin);
    w.refuses(Actor::System, on_behalf(inviter, acme, &erin, admin), "uncovered");
    let sends = w.giving(acme, account(Permission::SmsSend));
    w.ok(ada, assign(inviter, acme, w.directory.membership(inviter, acme).unwrap().assignment().clone().until(t(9))));
    w.refuses(Actor::System, on_behalf(inviter, acme, &erin, sends.clone()), "outlasts");
    w.ok(Actor::System, on_behalf(inviter, acme, &erin, sends.until(t(9))));
}

#[test]
fn c6_the_member_is_an_active_user_of_the_tree() {
    let (mut w, acme, _) = World::with_root();
    let (_, eve) = w.root();
    let second = w.member(acme, Assignment::of(Preset::Admin));
    let dan = w.person();
    let sender = || Assignment::of(Preset::Sender);
    let unknown = w.id();
    w.refuses(Actor::System, on_behalf(unknown, acme, &dan, sender()), "unknown_user");
    w.refuses(Actor::System, on_behalf(eve, acme, &dan, sender()), "no_access");
    w.ok(Actor::System, deactivate(second));
    w.refuses(Actor::System, on_behalf(second, acme, &dan, sender()), "user_deactivated");
    w.ok(Actor::System, delete(second));
    w.refuses(Actor::System, on_behalf(second, acme, &dan, sender()), "unknown_user");
}

#[test]
fn i6_the_policy_is_asked_as_for_the_member() {
    let (mut w, acme, _) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let nora = w.member(north, Assignment::of(Preset::Admin));
    let sam = w.member(south, Assignment::of(Preset::Sender));
    w.ok(Actor::System, set_policy(acme, EmailPolicy::corporate("corporate.example").unwrap()));
    // Sam's address is against the policy. The operator knows Sam, and Nora does not.
    let sams = (sam, w.email(sam));
    let sender = || Assignment::of(Preset::Sender);
    w.refuses(Actor::System, on_behalf(nora, north, &sams, sender()), "email_policy");
    w.clone().ok(Actor::System, adding(None, north, (&sam, &sams.1), sender(), None));
}

/// The refusal is the member's, who learns neither who has an address beyond reach, nor what became of them. Only that it is
/// taken, as a proved address is.
#[test]
fn c3_on_a_members_behalf_nobody_beyond_reach_is_told_of() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let nora = w.member(north, Assignment::of(Preset::Admin));
    let sam = w.member(south, Assignment::of(Preset::Sender));
    let sams = (sam, w.email(sam));
    let sender = || Assignment::of(Preset::Sender);
    w.clone().ok(Actor::System, on_behalf(nora, north, &sams, sender()));
    w.ok(ada, deactivate(sam));
    let refusal = w.refuses(Actor::System, on_behalf(nora, north, &sams, sender()), "address_taken");
    assert!(!format!("{refusal} {refusal:?}").contains(&sam.to_string()), "{refusal:?}");
    // It is what the member is told of an address under any other id.
    let another = (w.id(), w.email(sam));
    assert_eq!(w.refuses(Actor::System, on_behalf(nora, north, &another, sender()), "address_taken"), refusal);
    // Whoever may know Sam is told more, and so is the operator in an affair of their own.
    w.refuses(Actor::System, on_behalf(ada, north, &sams, sender()), "user_deactivated");
    w.refuses(Actor::System, adding(None, north, (&sam, &sams.1), sender(), None), "user_deactivated");
}

#[test]
fn c6_the_history_names_the_operator_and_the_member() {
    let (mut w, acme, ada) = World::with_root();
    let dan = w.person();
    let command = on_behalf(ada, acme, &dan, Assignment::of(Preset::Sender));
    let change = w.directory.plan(Actor::System, &command, stamp(&w.directory, w.now())).unwrap();
    assert_eq!(change.actor(), Actor::System);
    let mut history = History::new();
    history.commit(&mut w.directory, change).unwrap();
    let entry = history.entries().first().unwrap();
    let told = entry.brief().to_string();
    assert!(told.contains("the operator added “Dan” to “Root” on behalf of “Ada”"), "{told}");
    assert!(entry.affected_users().eq([ada, dan.0]), "it is found by the member, too");
    // And so is what an invitation proposes.
    let (_, email) = w.person();
    let invite = proposing(w.id(), acme, &email, Assignment::of(Preset::Sender), Some(phone()));
    let change = w.directory.plan(ada, &invite, stamp(&w.directory, w.now())).unwrap();
    history.commit(&mut w.directory, change).unwrap();
    let told = history.entries().last().unwrap().brief().to_string();
    assert!(told.contains(&format!("“Ada” invited {email} (“Dan”, +4930901820) to “Root”")), "{told}");
}

#[test]
fn erasure_forgets_what_was_proposed_for_an_address() {
    let (mut w, acme, ada) = World::with_root();
    let (_, email) = w.person();
    let id: InvitationId = w.id();
    w.ok(ada, proposing(id, acme, &email, Assignment::of(Preset::Sender), Some(phone())));
    let (before, log) = (w.directory.snapshot(), w.changes().to_vec());
    w.ok(ada, revoke_invitation(id));
    let erasure = Erasure::of_address(acme, &email, &w.directory, w.changes()).unwrap();
    let texts = [
        format!("{:?}", log.iter().cloned().map(|change| change.erasing(&erasure)).collect::<Vec<_>>()),
        format!("{:?}", before.clone().erasing(&erasure)),
    ];
    assert!(format!("{before:?}").contains("Dan") && format!("{before:?}").contains("+4930901820"));
    for text in texts {
        assert!(!text.contains("Dan") && !text.contains("+4930901820") && !text.contains(email.as_str()), "{text}");
        assert!(text.contains("Erased"));
    }
    // Whoever accepts with a number is forgotten with it.
    let (dan, email) = w.person();
    let id = w.invited_to(ada, acme, &email, Assignment::of(Preset::Sender));
    w.ok(dan, accepting(id, &email, "Dan", Some(phone())));
    let second = w.person();
    w.ok(Actor::System, adding(Some(ada), acme, (&second.0, &second.1), Assignment::of(Preset::Sender), Some(phone())));
    for user in [dan, second.0] {
        w.ok(ada, delete(user));
        let erasure = Erasure::of_user(user, &w.directory, w.changes()).unwrap();
        let erased: Vec<_> = w.changes().iter().cloned().map(|change| change.erasing(&erasure)).collect();
        let numbers = |log: &[sendright::Change]| format!("{log:?}").matches("+4930901820").count();
        assert_eq!(numbers(&erased), numbers(w.changes()) - 1);
        assert!(Directory::replay(erased).unwrap() == w.directory);
    }
}

#[test]
fn c1_a_sub_account_renames_itself() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let nora = w.holding(north, account(Permission::AccountEdit));
    w.clone().ok(nora, rename(north));
    w.clone().ok(ada, rename(north));
    // From above by `subaccount.manage` alone, too.
    let manager = w.holding(acme, account(Permission::SubaccountManage));
    w.clone().ok(manager, rename(north));
    // Who reaches the account is answered as there; who does not, as at the parent.
    let bob = w.member(north, Assignment::of(Preset::Sender));
    w.refuses(bob, rename(north), "missing");
    let seller = w.member(acme, Assignment::of(Preset::Sender));
    w.refuses(seller, rename(north), "missing");
    let (_, eve) = w.root();
    w.refuses(eve, rename(north), "no_access");
    // Not the root account, and nothing else of what is done from above.
    w.refuses(manager, rename(acme), "missing");
    // A key that was revoked is told so, there too.
    let key = w.key(ada, acme, PermissionSet::ALL);
    w.ok(ada, revoke_key(key));
    for account in [acme, north] {
        w.refuses(key, rename(account), "key_revoked");
    }
    w.refuses(nora, close(north), "from_above");
    // The plan is asked as for any other setting.
    w.ok(Actor::System, set_features(north, PermissionSet::ALL - PermissionSet::ACCOUNT_EDIT));
    w.refuses(nora, rename(north), "ceiling");
    w.ok(manager, rename(north));
}

#[test]
fn g4_an_account_buys_credit_by_its_own_billing() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let deep = w.sub(north);
    let buys = |w: &World, account| w.may(ada, Permission::CreditPurchase, account);
    let pays = |w: &World| [acme, north, deep].map(|account| w.directory.billing(account).unwrap());
    let postpaid = PermissionSet::CREDIT_PURCHASE;
    assert_eq!(pays(&w), [Billing::Prepaid; 3]);
    assert_eq!(w.directory.account(north).unwrap().own_billing(), None);
    // A sub-account pays as its parent does.
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    assert_eq!(pays(&w), [Billing::Postpaid; 3]);
    for account in [acme, north, deep] {
        w.denies(ada, Permission::CreditPurchase, account, Denial::Ceiling(postpaid));
    }
    // Until the operator sets its own: then it buys, and so do those below it.
    w.ok(Actor::System, set_billing(north, Billing::Prepaid));
    assert_eq!(pays(&w), [Billing::Postpaid, Billing::Prepaid, Billing::Prepaid]);
    assert!(!buys(&w, acme) && buys(&w, north) && buys(&w, deep));
    // And no longer follows.
    w.ok(Actor::System, set_billing(deep, Billing::Postpaid));
    w.ok(Actor::System, set_billing(acme, Billing::Prepaid));
    assert_eq!(pays(&w), [Billing::Prepaid, Billing::Prepaid, Billing::Postpaid]);
    assert!(buys(&w, acme) && buys(&w, north) && !buys(&w, deep));
    // To set what it inherits is to set it: from then on it is its own.
    let other = w.sub(acme);
    w.ok(Actor::System, set_billing(other, Billing::Prepaid));
    w.refuses(Actor::System, set_billing(other, Billing::Prepaid), "already_so");
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    assert!(buys(&w, other) && !buys(&w, acme));
    // The plan still goes down.
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL - postpaid));
    w.denies(ada, Permission::CreditPurchase, other, Denial::Ceiling(postpaid));
}

#[test]
fn g4_an_explanation_says_whose_billing_it_is() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    let request = |account| sendright::Request::new(ada, Permission::CreditPurchase, account).at(t(0));
    let told = |w: &World, account| w.directory.explain(&request(account)).to_string();
    assert!(told(&w, acme).contains("- Root (account"), "{}", told(&w, acme));
    assert!(told(&w, acme).contains("is billed postpaid, so its ceiling does not include `credit.purchase`"));
    let below = told(&w, north);
    assert!(below.contains("pays as Root (account") && below.contains("does, which is billed postpaid"), "{below}");
    assert_eq!(below.matches("postpaid").count(), 1, "it is said once: {below}");
}
