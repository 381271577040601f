//! The faults of the example `planted_faults` are found, each time, and the right wrapper passes.

#[path = "../../../examples/planted_faults/faults.rs"]
mod faults;

#[path = "../../../examples/wrapper/guard.rs"]
mod guard;

#[path = "../../../examples/wrapper/page.rs"]
mod page;

#[path = "../../../examples/wrapper/sessions.rs"]
mod sessions;

#[cfg(feature = "serde")]
#[path = "../../../examples/wrapper/log.rs"]
mod log;

use sendright::testing::laws::Trial;

/// With new seeds each, at the number of cases by default.
const RUNS: usize = 20;

#[test]
fn each_of_six_faults_is_found_in_each_of_twenty_runs_in_a_small_world() {
    for fault in faults::FAULTS {
        for run in 1..=RUNS {
            let broken = match (fault.found)(&Trial::new()) {
                Err(broken) => broken,
                Ok(tally) => panic!("{} was not found in run {run}: {tally:?}", fault.name),
            };
            let size = broken.size().unwrap();
            assert!(broken.to_string().starts_with("the law"), "{}: {}", fault.name, fault.thought);
            assert!(size.accounts <= 3 && size.users <= 2, "{}: {size:?}\n{broken}", fault.name);
            assert!(size.commands <= 8 && size.parts <= 4, "{}: {size:?}\n{broken}", fault.name);
        }
    }
}

sendright::laws! {
    decision the_right_guard_passes = guard::decide;
    cache the_right_cache_passes = sessions::Sessions::default;
    listing the_right_page_passes = |directory, list| Some(page::rows(directory, list));
    middleware the_right_routes_pass = page::route;
}

/// It writes to a disk: fewer cases.
#[cfg(feature = "serde")]
#[test]
fn the_right_log_passes() {
    Trial::new().cases(16).store(log::TemporaryFile::new).unwrap();
}
