//! The laws hold for every seed: without a fuzzer, as an ordinary test.

#![allow(clippy::unwrap_used, reason = "a seed that can't be read holds no law")]

use std::fs;
use std::path::Path;

use sendright_fuzz::{change, command, email, history, name, permissions, snapshot, values, words};

#[track_caller]
fn hold(target: &str, laws: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let seeds = files.filter(|path| path.extension().is_some()).inspect(|path| laws(&fs::read(path).unwrap())).count();
    assert!((1..100).contains(&seeds), "{seeds} seeds");
}

macro_rules! corpora {
    ($($target:ident)*) => {$(
        #[test]
        fn $target() {
            hold(stringify!($target), $target::hold);
        }
    )*};
}
corpora!(change command email history name permissions snapshot values words);
