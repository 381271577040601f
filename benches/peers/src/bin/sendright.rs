//! sendright alone: its three ways to ask share one directory.

use std::process::ExitCode;

use sendright_peers::Workload;
use sendright_peers::contender::sendright::{Access, Authorize, AuthorizeMany, HeldAccess, Restored};

/// What the masks are taken for anew. Where few questions are asked again and again, an application holds them.
const TAKEN_ANEW: &[Workload] = &[
    Workload::Allow,
    Workload::Lacks,
    Workload::Stranger,
    Workload::Above,
    Workload::Root,
    Workload::List,
    Workload::Batch,
];

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| {
        let restored = Restored::from(stage.load::<Authorize>()?);
        let restored = Restored::from(stage.ask(Authorize::from(restored))?);
        let restored = Restored::from(stage.ask(AuthorizeMany::from(restored))?);
        let restored = Restored::from(stage.ask_only(Access::from(restored), TAKEN_ANEW)?);
        let restored = Restored::from(stage.ask_only(HeldAccess::from(restored), &[Workload::Hot])?);
        stage.write(Authorize::from(restored))
    })
}
