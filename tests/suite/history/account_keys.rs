//! What is told of keys of accounts (G6), to those who see everything and to a reader (R1).

use sendright::history::{History, HistoryEntry, HistoryQuery, ReaderEntry, Seen, SeenActor};
use sendright::{ApiKeyId, Assignment, Command, Permission, PermissionSet, Preset, Principal};

use super::every_kind::{ACME, ADA, BOB, KEY, SALES, World, account, key, user};

/// Acme with Sales below it; Bob administers Sales.
fn world() -> World {
    let mut world = World::new();
    let open =
        Command::OpenSubaccount { account: account(SALES), parent: account(ACME), name: "Sales".parse().unwrap() };
    world.does(user(ADA), open);
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::SubaccountAdmin));
    world
}

fn create(id: u128, at: u128, subtree: bool, cap: impl Into<PermissionSet>) -> Command {
    let (key, account, name) = (key(id), account(at), "Nightly".parse().unwrap());
    Command::CreateAccountKey { key, account, subtree, name, cap: cap.into(), until: None }
}

fn read(world: &World, reader: impl Into<Principal>) -> Vec<ReaderEntry> {
    world.history.for_reader(reader, HistoryQuery::new(), &world.directory, world.now).collect()
}

fn brief(entries: &[ReaderEntry]) -> Vec<String> {
    let told = entries.iter().map(|entry| entry.brief().to_string());
    told.map(|text| text.split_once("UTC: ").unwrap().1.to_owned()).collect()
}

fn all(world: &World) -> Vec<String> {
    let told = world.history.entries().iter().map(|entry: &HistoryEntry| entry.brief().to_string());
    told.map(|text| text.split_once("UTC: ").unwrap().1.to_owned()).collect()
}

#[test]
fn g6_what_is_done_to_a_key_of_an_account_and_by_it_is_told() {
    let mut world = world();
    let (before, id) = (all(&world).len(), key(KEY));
    let change = Command::ChangeApiKey {
        key: id,
        subtree: false,
        name: "Weekly".parse().unwrap(),
        cap: PermissionSet::SMS_SEND,
        until: None,
        replaces: None,
    };
    world.does(user(ADA), create(KEY, SALES, true, Permission::SmsSend | Permission::AuditView));
    world.does(user(BOB), change);
    world.does(user(BOB), Command::ResetApiKey { key: id });
    world.uses(id, Permission::SmsSend, SALES, 0, "campaign 7");
    world.does(user(ADA), Command::RevokeApiKey { key: id });
    assert_eq!(
        all(&world)[before..],
        [
            "“Ada” made the API key “Nightly”, which belongs to “Sales” itself: for sms.send, audit.view, also below",
            "“Bob” changed the API key “Nightly” in “Sales”: was “Nightly”, is “Weekly”; no longer audit.view; no longer below",
            "“Bob” reset the API key “Weekly” in “Sales”",
            "the API key “Weekly” used sms.send in “Sales”: “campaign 7”",
            "“Ada” revoked the API key “Weekly” in “Sales”",
        ]
    );
    let of_key = world.history.entries().iter().filter(|entry| entry.actor() == id.into());
    assert!(of_key.map(HistoryEntry::user).eq([None]), "it is nobody's");
}

/// Its maker is from above: a reader in Sales learns that somebody from above made it, and no id.
#[test]
fn r1_g6_a_reader_does_not_learn_in_whose_hands_beyond_reach_a_key_was() {
    let mut world = world();
    world.does(user(ADA), create(KEY, SALES, false, Permission::SmsSend | Permission::SentView));
    world.does(user(BOB), Command::ResetApiKey { key: key(KEY) });
    world.uses(key(KEY), Permission::SmsSend, SALES, 0, "");
    let seen = read(&world, user(BOB));
    let told = brief(&seen);
    assert_eq!(
        told[told.len() - 3..],
        [
            "somebody from above made the API key “Nightly”, which belongs to “Sales” itself: for sms.send, sent.view",
            "“Bob” reset the API key “Nightly” in “Sales”",
            "the API key “Nightly” used sms.send in “Sales”",
        ]
    );
    let [.., last] = &seen[..] else { panic!() };
    assert!(matches!(last.actor(), SeenActor::ApiKey { key: Seen::Known { .. }, owner: None }), "{:?}", last.actor());
    for entry in &seen {
        let whole = format!("{entry} {entry:?}");
        #[cfg(feature = "serde")]
        let whole = whole + &serde_json::to_string(entry).unwrap();
        assert!(!whole.contains(&user(ADA).to_string()) && !whole.contains("Ada"), "{whole}");
    }
    // Ada reads it all, with the ids.
    assert_eq!(brief(&read(&world, user(ADA))), all(&world));

    // A key of the account above that acts here, and what is done to it there.
    world.does(user(ADA), create(KEY + 1, ACME, true, Permission::SmsSend));
    world.does(user(ADA), Command::ResetApiKey { key: key(KEY + 1) });
    world.uses(key(KEY + 1), Permission::SmsSend, SALES, 0, "");
    let seen = read(&world, user(BOB));
    assert_eq!(seen.len(), told.len() + 1, "what is done to it is done above");
    let [.., last] = &seen[..] else { panic!() };
    assert_eq!(last.actor(), SeenActor::ApiKey { key: Seen::Above, owner: None });
    assert!(last.brief().to_string().ends_with("UTC: an API key from above used sms.send in “Sales”"), "{last}");
}

/// R1 for a key of an account that asks.
#[test]
fn r1_g6_a_key_of_an_account_with_audit_view_reads_of_its_accounts() {
    let mut world = world();
    let [here, wide, blind]: [ApiKeyId; 3] = [key(KEY), key(KEY + 1), key(KEY + 2)];
    world.does(user(ADA), create(KEY, SALES, false, Permission::AuditView));
    world.does(user(ADA), create(KEY + 1, ACME, true, Permission::AuditView));
    world.does(user(ADA), create(KEY + 2, SALES, true, Permission::SmsSend));
    assert_eq!(read(&world, here), read(&world, user(BOB)));
    assert_eq!(brief(&read(&world, wide)), all(&world));
    assert_eq!(read(&world, blind).len(), 0, "its cap lacks it");
    // The status of the account does not stand against it, the product plan does, and so does its end.
    world.does(user(ADA), Command::SuspendAccount { account: account(SALES) });
    assert_eq!(read(&world, here), read(&world, user(BOB)));
    let features = (PermissionSet::ALL - Permission::AuditView).into();
    let mut planned = world.clone();
    planned.does(sendright::Actor::System, Command::SetFeatures { account: account(SALES), features });
    assert_eq!(read(&planned, here).len(), 0);
    world.does(user(ADA), Command::ResumeAccount { account: account(SALES) });
    world.does(user(ADA), Command::RevokeApiKey { key: here });
    assert_eq!(read(&world, here).len(), 0);
}

/// Closing an account ends its keys (rule G6), and the history says so.
#[test]
fn g6_a_key_that_ends_with_its_account_is_noted() {
    let mut world = world();
    world.does(user(ADA), create(KEY, SALES, false, Permission::SmsSend));
    world.does(user(ADA), Command::CloseAccount { account: account(SALES) });
    let entry = world.history.entries().last().unwrap();
    assert!(
        entry.brief().to_string().ends_with("closed “Sales” for good; this revoked the API key “Nightly”"),
        "{entry}"
    );
    assert_eq!(entry.differences().len(), 2, "the account, and the key");
}

/// Of a history that begins after a key was made, the reader still learns who within reach made it, and nobody else.
#[test]
fn r1_g6_a_late_history_shows_in_whose_hands_within_reach_a_key_was() {
    let mut world = world();
    let [bobs, adas] = [KEY, KEY + 1];
    world.does(user(BOB), create(bobs, SALES, false, Permission::SmsSend));
    world.does(user(ADA), create(adas, SALES, false, Permission::SmsSend));
    world.history = History::new();
    for id in [bobs, adas] {
        world.does(sendright::Actor::System, Command::ResetApiKey { key: key(id) });
    }
    let seen = read(&world, user(BOB));
    let [of_bobs, of_adas] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(of_bobs.differences().len(), 1, "Bob made it");
    assert_eq!(of_adas.differences().len(), 0, "somebody from above made it");
}
