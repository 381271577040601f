//! What an account sends at night goes on when the administrator who set it up leaves.

use std::io::Write;

use sendright::{Actor, ApiKey, Assignment, Command, Permission, Preset, Request};

use crate::stage::Stage;
use crate::story::{Ids, Outcome, december, joins};

pub(crate) fn play<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    two_keys(stage, ids)?;
    their_maker_leaves(stage, ids)?;
    the_secret_is_reset(stage, ids)
}

fn two_keys<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("A key of the account, for what the account sends at night")?;
    joins(stage, ids.ada, (ids.dora, "Dora"), ids.acme, (37, Assignment::of(Preset::Admin)), december(8, 9))?;
    let (account, subtree, cap, until) = (ids.acme, false, Permission::SmsSend | Permission::ContactView, None);
    let create =
        Command::CreateAccountKey { key: ids.sending, account, subtree, name: "Nightly sending".parse()?, cap, until };
    stage.act(december(8, 11), ids.dora, create, None)?;
    let create = Command::CreateApiKey { key: ids.own, account, subtree, name: "Dora's tests".parse()?, cap, until };
    stage.act(december(8, 12), ids.dora, create, None)?;
    let send = Request::new(ids.sending, Permission::SmsSend, ids.acme).at(december(9, 2));
    stage.ask("May the nightly sending send from Acme?", &send, None)?;
    let reset = Command::ResetApiKey { key: ids.sending };
    Ok(stage.act(december(9, 3), ids.sending, reset, Some("not_by_account_key"))?)
}

fn their_maker_leaves<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("Dora leaves the company, and the sending goes on")?;
    stage.act(december(18, 17), ids.ada, Command::DeleteUser { user: ids.dora }, None)?;
    let ask = |key| Request::new(key, Permission::SmsSend, ids.acme).at(december(19, 2));
    stage.ask("May Dora's own key still send?", &ask(ids.own), Some("key_revoked"))?;
    Ok(stage.ask("May the nightly sending?", &ask(ids.sending), None)?)
}

/// Whoever has seen the secret of a key can use it until it is reset.
fn the_secret_is_reset<W: Write>(stage: &mut Stage<W>, ids: &Ids) -> Outcome {
    stage.chapter("Which keys did Dora have in her hands?")?;
    let in_hands = |stage: &Stage<W>| -> Vec<ApiKey> {
        let keys = stage.directory.keys_in_custody_of(ids.dora);
        keys.filter(|key| key.custody().is_some_and(|c| c.secret_given_to() == ids.dora.into())).cloned().collect()
    };
    let found = in_hands(stage);
    for key in &found {
        stage.tell(&format!("Dora was given the secret of {}: reset it", key.name()))?;
    }
    stage.check("it is the nightly sending alone", found.iter().map(ApiKey::id).eq([ids.sending]))?;
    stage.act(december(19, 9), ids.ada, Command::ResetApiKey { key: ids.sending }, None)?;
    stage.check("no key has a secret that Dora was given", in_hands(stage).is_empty())?;
    let key = stage.directory.api_key(ids.sending);
    let custody = key.and_then(ApiKey::custody).copied();
    let made = custody.is_some_and(|custody| custody.created_by() == Actor::from(ids.dora));
    stage.check("that Dora made it is remembered", made)?;
    let send = Request::new(ids.sending, Permission::SmsSend, ids.acme).at(december(20, 2));
    Ok(stage.ask("May the nightly sending, with its new secret?", &send, None)?)
}
