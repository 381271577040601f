//! Requests a second with and without checks, by turns.

use core::net::SocketAddr;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use sendright::{Permission, Principal};
use sendright_axum::Backend;
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
    let someone = setting.people.first().unwrap();
    let listing = setting.product.with_directory(|directory| {
        let owner = directory.members(someone.account).next().map(|member| Principal::User(member.user())).unwrap();
        directory.listing(owner, Permission::SmsView, someone.account, setting.product.now()).unwrap()
    });
    let mut served = Vec::new();
    for (_, router) in routes(&setting, listing) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        served.push(listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    let [checked, unchecked] = served.try_into().unwrap();
    let people = Arc::new(setting.people);
    assert_same_answers([checked, unchecked], &people).await;

    println!("{} memberships, {CLIENTS} clients, {} pairs of {:?} each\n", plan.memberships, plan.pairs, plan.time);
    println!("| request | without checks, a second | with checks take | of pairs without checks, the second takes |");
    println!("| --- | --- | --- | --- |");
    for (name, kind) in KINDS {
        let mut ratios = Ratios::default();
        // Warm.
        rate(unchecked, kind, &people, plan.time).await;
        for pair in 0..plan.pairs {
            let order = if pair % 2 == 0 { [unchecked, checked] } else { [checked, unchecked] };
            let mut rates = [0.0; 2];
            for (address, rate_of) in order.into_iter().zip(&mut rates) {
                *rate_of = rate(address, kind, &people, plan.time).await;
            }
            let [without, with] = if pair % 2 == 0 { rates } else { [rates[1], rates[0]] };
            ratios.rates.push(without);
            ratios.checked.push(without / with);
            let first = rate(unchecked, kind, &people, plan.time).await;
            ratios.noise.push(first / rate(unchecked, kind, &people, plan.time).await);
        }
        let Ratios { rates, checked, noise } = ratios;
        println!("| {name} | {:.0} | {} | {} |", median(rates), spread(checked), spread(noise));
    }
}

/// What pairs measured.
#[derive(Default)]
struct Ratios {
    rates: Vec<f64>,
    checked: Vec<f64>,
    noise: Vec<f64>,
}

/// With and without checks the same is answered, to those who may.
async fn assert_same_answers(addresses: [SocketAddr; 2], people: &[Someone]) {
    for someone in people.iter().take(50) {
        let (name, one) = KINDS[0];
        let mut told = Vec::new();
        for address in addresses {
            told.push(Client::connect(address).await.get(&one(someone), someone).await);
        }
        assert_eq!(told.first(), told.last(), "{name}");
        assert!(told.concat().contains(&format!("\"id\":{}", someone.campaign)));
    }
}

/// Requests a second.
#[expect(clippy::cast_precision_loss, reason = "there are fewer than 2⁵² requests")]
async fn rate(address: SocketAddr, kind: Kind, people: &Arc<Vec<Someone>>, time: Duration) -> f64 {
    let (sent, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
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
    sent.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median, and the quartiles.
fn spread(mut values: Vec<f64>) -> String {
    values.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| values.get(values.len() * part / 4).map_or(f64::NAN, |value| (value - 1.0) * 100.0);
    format!("{:+.1} % ({:+.1} to {:+.1})", at(2), at(1), at(3))
}
