//! A command whose future is dropped, wherever it waits: as the handler of a client who hangs up.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

use sendright::testing::user;

use super::{Place, acme, is_equal_to_log, node_of, rename, today};

/// Polls a future so many times; `None`, if it is not done by then.
async fn polled<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let (mut future, mut left) = (pin!(future), times);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Where it waits depends on how fast the database is, so all places are tried some times: until both have happened, and no longer
/// than this.
const ROUNDS: usize = 1_000;

pub(crate) async fn a_command_that_is_dropped_is_stored_as_a_whole_or_not_at_all<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (mut stored, mut dropped) = (0, 0);
    for round in 0..ROUNDS {
        if round >= 30 && stored > 0 && dropped > stored {
            return;
        }
        for polls in 0.. {
            let (before, command) = (node.log().settled_revision().await.unwrap(), rename(polls));
            let executed = polled(node.execute(user("ada"), &command, today()), polls).await;

            // What it did is done, or never will be.
            let after = node.log().settled_revision().await.unwrap();
            assert!(after == before || after == before + 1, "{before} {after}");
            node.catch_up().await.unwrap();
            assert!(is_equal_to_log(&node).await, "dropped after {polls} polls");
            let entries = node.log().history(sendright_sqlx::Cursor::at_revision(after), 1).await.unwrap();
            assert_eq!(entries[0].cursor.revision(), after, "its entry is there if it is, and only then");
            if let Some(executed) = executed {
                assert!(executed.is_ok() && after == before + 1 || executed.unwrap_err().code() == "already_so");
                break;
            }
            dropped += 1;
            stored += u32::from(after > before);
        }
    }
    panic!("{dropped} dropped, of which {stored} were stored");
}
