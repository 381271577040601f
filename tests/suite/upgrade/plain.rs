//! What this version writes, and where it stops at what the next one wrote.

use sendright::{Change, Directory, Snapshot};

use crate::support::golden::{assert_golden, read};

use super::answers::answers;
use super::stored::{compact, directories, json, of_compact, of_json};
use super::world::changes;

/// The files are what the next version is tested with: they are written here, and nowhere else.
#[test]
fn v7_logs_snapshots_and_answers_are_as_they_ever_were() {
    let changes = changes();
    let directory = Directory::replay(changes.clone()).unwrap();
    assert_golden("upgrade/log.jsonl", &json(&changes));
    assert_golden("upgrade/log.postcard.hex", &compact(&changes));
    assert_golden("upgrade/snapshot.json", &json(&[directory.snapshot()]));
    assert_golden("upgrade/snapshot.postcard.hex", &compact(&[directory.snapshot()]));
    assert_golden("upgrade/answers.txt", &answers(&directory));
    for (file, read_back) in directories(|file| read(&format!("upgrade/{file}"))) {
        assert_eq!(read_back, directory, "{file}");
    }
}

/// Nothing of a later version is taken for less than it is: this one stops, and names what it does not know.
#[test]
fn v7_what_a_later_version_wrote_is_refused_by_name() {
    let lines = |file: &str| read(&format!("upgrade/next/{file}")).lines().map(String::from).collect::<Vec<_>>();
    for line in lines("changes.jsonl") {
        let error = of_json::<Change>(&line).unwrap_err();
        let named = ["unknown permission `sms.archive`", "unknown permission `email.forecast`"];
        assert!(named.iter().any(|name| error.starts_with(name)), "{error}");
    }
    let error = of_json::<Snapshot>(&lines("snapshot.json")[0]).unwrap_err();
    assert!(error.starts_with("unknown permission `email.forecast`"), "{error}");
    // A compact format can't tell names; the value itself says which bit it is.
    for line in lines("changes.postcard.hex") {
        assert!(of_compact::<Change>(&line).is_err());
    }
    assert!(of_compact::<Snapshot>(&lines("snapshot.postcard.hex")[0]).is_err());
    assert_eq!(lines("changes.jsonl").len(), lines("changes.postcard.hex").len());
    assert!(lines("changes.jsonl").len() >= 4);
}
