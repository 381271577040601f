//! Cursors as text: what a client gets with a page, and sends back for the next one.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sendright::Permission;
use sendright::testing::{account, user};
use sendright_sqlx::Cursor;

use super::{Place, acme, node_of, rename, today};

/// The text of a cursor, digit by digit.
fn text(revision: u64, is_action: bool, at: i64, entry: i64) -> String {
    format!("h1{revision:016x}{}{at:016x}{entry:016x}", if is_action { 'a' } else { 'c' })
}

fn whole() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), -2..2_i64]
}

pub(crate) fn a_cursor_is_read_as_it_is_written<P: Place>() {
    // What is stored somewhere is read for ever.
    let stored = "h10000000000000007a7fffffffffffffff7fffffffffffffff";
    assert_eq!(Cursor::at_revision(7).to_string(), stored);
    assert_eq!(stored.parse(), Ok(Cursor::at_revision(7)));

    let any = (any::<u64>(), any::<bool>(), whole(), whole());
    let held = TestRunner::default().run(&any, |(revision, is_action, at, entry)| {
        let text = text(revision, is_action, at, entry);
        let cursor: Cursor = text.parse().unwrap();
        prop_assert_eq!(cursor.revision(), revision);
        prop_assert_eq!(cursor.to_string(), &*text);
        let json = serde_json::to_string(&cursor).unwrap();
        prop_assert_eq!(&json, &format!("\"{text}\""));
        prop_assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
        prop_assert_eq!(Cursor::at_revision(revision).to_string().parse(), Ok(Cursor::at_revision(revision)));
        Ok(())
    });
    held.unwrap_or_else(|broken| panic!("{broken}"));
}

pub(crate) fn what_is_no_cursor_is_refused<P: Place>() {
    let (good, long) = (Cursor::at_revision(7).to_string(), "é".repeat(1_000));
    let shown = format!("{}…", "é".repeat(60));
    for (text, shown) in [
        ("", ""),
        ("2", "2"),
        ("h1", "h1"),
        ("' OR 1 = 1 --\n", "\\' OR 1 = 1 --\\n"),
        (&*good.replace("h1", "h2"), "h20000000000000007a7fffffffffffffff7fffffffffffffff"),
        (&*good.replace('f', "F"), "h10000000000000007a7FFFFFFFFFFFFFFF7FFFFFFFFFFFFFFF"),
        (&*good.replace("h10", "h1+"), "h1+000000000000007a7fffffffffffffff7fffffffffffffff"),
        (&*good.replace('a', "b"), "h10000000000000007b7fffffffffffffff7fffffffffffffff"),
        (&*good.replacen("7f", "é", 1), "h10000000000000007aéffffffffffffff7fffffffffffffff"),
        (&*format!("{good}0"), "h10000000000000007a7fffffffffffffff7fffffffffffffff0"),
        (&*format!(" {good}"), " h10000000000000007a7fffffffffffffff7fffffffffffffff"),
        (&*long, &*shown),
    ] {
        let error = text.parse::<Cursor>().unwrap_err();
        assert_eq!((error.code(), error.http_status()), ("invalid_cursor", 400));
        let way_out = "is not a cursor of the history: send back what came with the page before";
        assert_eq!(error.to_string(), format!("`{shown}` {way_out}"));
        assert!(text.starts_with(error.input().trim_end_matches('…')));
        assert!(serde_json::from_value::<Cursor>(text.into()).unwrap_err().to_string().contains(way_out));
    }
    assert!(serde_json::from_str::<Cursor>("7").is_err());

    // Whatever is sent: it is what would be written, or it is refused.
    let garbage = "\\PC{0,60}|h1\\PC{0,49}|h1[0-9a-f]{16}[a-c][0-9a-f]{30,34}|h1[0-9a-fA-F+-]{16}[ac][0-9a-f+]{32}";
    let held = TestRunner::default().run(&garbage, |text| {
        if let Ok(cursor) = text.parse::<Cursor>() {
            prop_assert_eq!(cursor.to_string(), text);
        }
        Ok(())
    });
    held.unwrap_or_else(|broken| panic!("{broken}"));
}

/// Page by page through changes and actions, with nothing but text between the pages, while entries come.
pub(crate) async fn cursors_go_to_a_client_and_come_back<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let act = async |number: usize| {
        node.execute(user("ada"), &rename(number), today()).await.unwrap();
        let request = sendright::Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(today());
        let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
        node.record(proof, Some(format!("campaign {number}").parse().unwrap())).await.unwrap();
    };
    for number in 0..5 {
        act(number).await;
    }
    let newest = Cursor::at_revision(node.revision());
    let all = node.log().history(newest, 100).await.unwrap();
    assert_eq!(all.len(), 12);

    let (mut read, mut next) = (Vec::new(), newest.to_string());
    loop {
        let page = node.log().history(next.parse().unwrap(), 5).await.unwrap();
        let Some(last) = page.last() else { break };
        next = last.cursor.to_string();
        read.extend(page);
        act(100 + read.len()).await;
    }
    assert_eq!(read, all);
}
