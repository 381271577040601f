//! sendright alone: its three ways to ask share one directory.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use sendright_peers::Workload;
use sendright_peers::contender::sendright::{Access, Authorize, AuthorizeMany, HeldAccess, Restored, Stored};
use sendright_peers::lineup::QUESTIONS;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [size, "--store", file] = arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        return stored(size, file);
    }
    // Where few questions are asked again and again, an application holds the masks; elsewhere they are taken anew.
    let taken_anew: Vec<Workload> = QUESTIONS.iter().copied().filter(|asks| *asks != Workload::Hot).collect();
    sendright_peers::take_part(|stage| {
        let restored = Restored::from(stage.load::<Authorize>()?);
        let restored = Restored::from(stage.ask(Authorize::from(restored))?);
        let restored = Restored::from(stage.ask(AuthorizeMany::from(restored))?);
        let restored = Restored::from(stage.ask_only(Access::from(restored), &taken_anew)?);
        let restored = Restored::from(stage.ask_only(HeldAccess::from(restored), &[Workload::Hot])?);
        stage.write(Authorize::from(restored))
    })
}

/// Writes a world to a file, for the processes that measure it.
fn stored(size: &str, file: &str) -> ExitCode {
    let done = size.parse().map_err(io::Error::other).and_then(|size| Stored::store(size, Path::new(file)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("can't write a world of {size} to {file}: {error}");
            ExitCode::FAILURE
        }
    }
}
