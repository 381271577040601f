//! How long requests take with and without checks, by turns.

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::routes::routes;
use crate::setting::{Setting, Someone};

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) memberships: u32,
    pub(crate) pairs: usize,
    /// For how long each of a pair is.
    pub(crate) time: Duration,
}

/// So many requests are under way at once.
const CLIENTS: usize = 4;

/// A kind of request: its path.
type Kind = fn(&Someone) -> String;

const KINDS: [(&str, Kind); 2] = [
    ("one campaign", |someone| format!("/accounts/{}/campaigns/{}", someone.account, someone.campaign)),
    ("a list", |someone| format!("/accounts/{}/campaigns", someone.account)),
];

#[tokio::main(worker_threads = 2)]
pub(crate) async fn measure(plan: Plan) {
    let setting = Setting::new(plan.memberships).await;
    let node = setting.product.node().clone();
    tokio::spawn(async move { node.follow().await });
    let mut served = Vec::new();
    for router in routes(&setting) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        served.push(listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    let [checked, unchecked] = served.try_into().unwrap();
    let people = Arc::new(setting.people);
    assert_same_answers([checked, unchecked], &people).await;

    println!("{} memberships, {CLIENTS} clients, {} pairs of {:?} each\n", plan.memberships, plan.pairs, plan.time);
    println!(
        "Time is told twice: by the clock on the wall, and by that of the processors, which the machine's other work moves less."
    );
    println!("Each is the median, and the quartiles. The last column tells what two runs without checks differ by.");
    println!("The processors' time is that of the server, the database and the clients, which are one process.\n");
    println!("| request | a second, without checks | clock | with checks take | without checks once more |");
    println!("| --- | --- | --- | --- | --- |");
    for (name, kind) in KINDS {
        let run = async |address| Run::of(address, kind, &people, plan.time).await;
        // Warm.
        run(unchecked).await;
        let (mut rates, mut walls, mut processors) = (Vec::new(), Pairs::default(), Pairs::default());
        for pair in 0..plan.pairs {
            // Whichever is first may be luckier, so that each is first as often.
            let (without, with, once_more) = if pair % 2 == 0 {
                (run(unchecked).await, run(checked).await, run(unchecked).await)
            } else {
                let (with, without) = (run(checked).await, run(unchecked).await);
                (without, with, run(unchecked).await)
            };
            rates.push(1.0 / without.wall);
            walls.push([&without, &with, &once_more].map(|run| run.wall));
            processors.push([&without, &with, &once_more].map(|run| run.processors));
        }
        println!("| {name} | {:.0} | wall | {walls} |", median(&mut rates));
        println!("| | | processors | {processors} |");
    }
}

/// Seconds that a request took, on both clocks.
struct Run {
    wall: f64,
    processors: f64,
}

/// By how much a request takes longer than without checks: with checks, and without once more.
#[derive(Default)]
struct Pairs {
    checked: Vec<f64>,
    once_more: Vec<f64>,
}

impl Pairs {
    fn push(&mut self, [without, with, once_more]: [f64; 3]) {
        self.checked.push(with / without);
        self.once_more.push(once_more / without);
    }
}

impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {}", spread(self.checked.clone()), spread(self.once_more.clone()))
    }
}

/// With and without checks the same is answered, to those who may.
async fn assert_same_answers(addresses: [SocketAddr; 2], people: &[Someone]) {
    for (name, path) in KINDS {
        for someone in people.iter().take(50) {
            let mut told = Vec::new();
            for address in addresses {
                told.push(Client::connect(address).await.get(&path(someone), someone).await);
            }
            assert_eq!(told.first(), told.last(), "{name}");
            assert!(told.concat().contains("\"id\":"), "{name}: {told:?}");
        }
    }
}

impl Run {
    /// Sends requests for a time.
    #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2⁵² requests")]
    async fn of(address: SocketAddr, kind: Kind, people: &Arc<Vec<Someone>>, time: Duration) -> Self {
        let sent = Arc::new(AtomicUsize::new(0));
        let (began, processors) = (Instant::now(), processor_time());
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (sent, people) = (Arc::clone(&sent), Arc::clone(people));
            clients.spawn(async move {
                let mut client = Client::connect(address).await;
                while began.elapsed() < time {
                    let someone = people.get(sent.fetch_add(1, Ordering::Relaxed) % people.len()).unwrap();
                    client.get(&kind(someone), someone).await;
                }
            });
        }
        clients.join_all().await;
        let sent = sent.load(Ordering::Relaxed) as f64;
        let processors = processor_time().saturating_sub(processors).as_secs_f64() / sent;
        Self { wall: began.elapsed().as_secs_f64() / sent, processors }
    }
}

/// For how long this process has had a processor.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median, and the quartiles.
fn spread(mut values: Vec<f64>) -> String {
    values.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| values.get(values.len() * part / 4).map_or(f64::NAN, |value| (value - 1.0) * 100.0);
    format!("{:+.1} % ({:+.1} to {:+.1})", at(2), at(1), at(3))
}
