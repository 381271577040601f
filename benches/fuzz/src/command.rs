//! A command in any of the formats, as an interface may take it from a client: several actors give it in a small world, and it
//! becomes a change that fits, or is refused in a few words.

use sendright::testing::{key, user};
use sendright::{Actor, ChangeId, Command, Stamp};
use uuid::Uuid;

use crate::laws::{is_short, stored};
use crate::sound::sound;
use crate::world::WORLD;

/// Holds the laws of a command to any bytes.
pub fn hold(bytes: &[u8]) {
    for command in stored::<Command>(bytes) {
        assert!(Command::NAMES.contains(&command.name()));
        for actor in actors() {
            is_planned_or_refused(actor, &command);
        }
    }
}

/// The operator, administrators of both tenants, whoever has a term, whoever is deactivated, a stranger, and keys.
fn actors() -> [Actor; 9] {
    [
        Actor::System,
        user("ada").into(),
        user("bob").into(),
        user("cleo").into(),
        user("eve").into(),
        user("zoe").into(),
        user("mallory").into(),
        Actor::ApiKey(key("ci")),
        Actor::ApiKey(key("nightly")),
    ]
}

fn is_planned_or_refused(actor: Actor, command: &Command) {
    let mut directory = WORLD.directory().clone();
    let stamp = Stamp::new(WORLD.now(), ChangeId::from(Uuid::from_u128(u128::MAX)));
    match directory.plan(actor, command, stamp) {
        Ok(change) => {
            assert_eq!(directory.commit(change), Ok(()), "it was planned, and does not fit");
            sound(&directory);
        }
        Err(refusal) => {
            is_short(&refusal);
            assert!(!refusal.code().is_empty());
        }
    }
}
