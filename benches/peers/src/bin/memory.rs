//! What a contender keeps in memory, in bytes for each membership: `peer-memory <contender> <size>`.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use sendright_peers::contender::sendright::Authorize;
use sendright_peers::contender::{Contender, Map, Roles};
use sendright_peers::{Roster, Row, Workload};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let contender = arguments.next().unwrap_or_default();
    let size = arguments.next().and_then(|size| size.parse().ok()).unwrap_or_else(|| panic!("give a size"));
    let roster = Roster::new(size);
    let map = kept::<Map>(&roster);
    let ours = match contender.as_str() {
        Map::NAME => map,
        Roles::NAME => kept::<Roles>(&roster),
        Authorize::NAME => kept::<Authorize>(&roster),
        #[cfg(feature = "cedar")]
        sendright_peers::contender::cedar::Cedar::NAME => kept::<sendright_peers::contender::cedar::Cedar>(&roster),
        #[cfg(feature = "casbin")]
        "casbin Enforcer" => kept::<sendright_peers::contender::casbin::Casbin<casbin::Enforcer>>(&roster),
        other => panic!("nothing is known of `{other}`; perhaps it is not built in"),
    };
    let bytes = format!("{:.0} bytes", ours / f64::from(size));
    let mut row = Row::fact(&contender, Workload::Memory, Some(size.into()), bytes);
    row.ratio_to_map = Some(ours / map);
    sendright_peers::process::tell(&row);
}

/// How many bytes are held by what is loaded.
fn kept<C: Contender>(roster: &Roster) -> f64 {
    let plain = C::plain(roster);
    let mut loaded = None;
    sendright_peers::process::announce(sendright_peers::process::LOADING);
    let counted = allocation_counter::measure(|| loaded = Some(C::load(&plain)));
    sendright_peers::process::announce(sendright_peers::process::LOADED);
    drop(loaded);
    #[expect(clippy::cast_precision_loss, reason = "a count of bytes")]
    let bytes = counted.bytes_current as f64;
    bytes
}
