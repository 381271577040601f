//! The laws of middleware and of lists, through a real app with five routes for each permission of the catalogue.

use std::sync::Arc;

use actix_web::App;
use actix_web::middleware::from_fn;
use actix_web::rt::System;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{self, ServiceConfig};
use sendright::testing::laws::{Broken, Response, Tally, Trial};
use sendright::testing::{About, Question, Row, World};
use sendright::{AccountId, Permission, PermissionSet, Principal, Right, UserId};
use sendright_actix_example::{Allowed, Ask, Problem, guard};

use crate::product::{Product, Rows};

/// The right on one permission, by its place in the catalogue.
struct Nth<const N: usize>;

impl<const N: usize> Right for Nth<N> {
    const REQUIRED: PermissionSet = PermissionSet::of([Permission::ALL[N]]);
}

macro_rules! nth {
    ($($number:literal)+) => { [$(routes::<Nth<$number>>),+] };
}

/// The routes of each permission.
const ROUTES: [fn(&mut ServiceConfig); 92] = nth!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42
    43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82
    83 84 85 86 87 88 89 90 91
);

fn routes<R: Right + 'static>(config: &mut ServiceConfig) {
    config
        .route("/{account}/all", web::get().to(all::<R>))
        .route("/{account}/new", web::get().to(new::<R>))
        .route("/{account}/row", web::get().to(row::<R>))
        .route("/{account}/listed", web::get().to(listed::<R>))
        .route("/{account}/shared/{above}", web::get().to(shared::<R>));
}

async fn all<R>(_: Allowed<R>) -> &'static str {
    "done"
}

async fn new<R: Right>(ask: Ask<R>) -> Result<&'static str, Problem> {
    ask.own().map(|_| "done")
}

async fn row<R: Right>(ask: Ask<R>, rows: web::Data<Rows>) -> Result<&'static str, Problem> {
    ask.on(rows.owner()).map(|_| "done")
}

async fn shared<R: Right>(ask: Ask<R>, path: web::Path<(String, AccountId)>) -> Result<&'static str, Problem> {
    ask.shared_from(path.1).map(|_| "done")
}

async fn listed<R: Right>(ask: Ask<R>, rows: web::Data<Rows>) -> Result<String, Problem> {
    let listing = ask.listing()?;
    let list = rows.list.lock().unwrap();
    let listed = list.iter().zip(0..).filter(|(listed, _)| listing.contains(listed.account, listed.row.owner));
    Ok(listed.map(|(_, place)| place.to_string()).collect::<Vec<String>>().join(" "))
}

/// Where the routes of a required set are: nowhere, if it is of more than one permission, of none, or of an application's own.
fn place(required: PermissionSet) -> Option<usize> {
    let place = Permission::ALL.iter().position(|permission| PermissionSet::from(*permission) == required);
    place.filter(|place| *place < ROUTES.len())
}

fn uri(Question { required, account, about, .. }: &Question) -> Option<String> {
    let route = match about {
        About::Account => "all".to_owned(),
        About::New => "new".to_owned(),
        About::Row(_) => "row".to_owned(),
        About::SharedFrom(above) => format!("shared/{above}"),
        _ => return None,
    };
    place(*required).map(|place| format!("/{place}/{account}/{route}"))
}

/// What stands behind the app, and a way to send requests through it.
struct Running<'a> {
    product: Arc<Product>,
    rows: web::Data<Rows>,
    get: &'a dyn Fn(&str, Principal) -> Response,
}

/// An app that takes this user for the owner of a row.
fn running<T>(owner: fn(Row) -> Option<UserId>, run: impl FnOnce(&Running<'_>) -> T) -> T {
    let (system, product, rows) = (System::new(), Product::new(&World::new()), Rows::owned(owner));
    let scopes = ROUTES.iter().zip(0..).map(|(routes, place)| web::scope(&format!("/{place}")).configure(routes));
    let app = App::new().app_data(product.data()).app_data(rows.clone()).wrap(from_fn(guard));
    let app = system.block_on(init_service(scopes.fold(app, App::service)));
    let get = |uri: &str, principal: Principal| {
        let request = TestRequest::with_uri(uri).insert_header(("x-principal", principal.to_string())).to_request();
        system.block_on(async {
            let response = call_service(&app, request).await;
            let status = response.status().as_u16();
            Response::new(status, String::from_utf8_lossy(&read_body(response).await))
        })
    };
    run(&Running { product, rows, get: &get })
}

/// From the same seed each time.
fn tried(owner: fn(Row) -> Option<UserId>) -> Result<Tally, Broken> {
    running(owner, |app| {
        Trial::new().seed(11).middleware(|directory, question| {
            let uri = uri(question)?;
            app.product.set(directory, question.at);
            *app.rows.row.lock().unwrap() = question.row();
            Some((app.get)(&uri, question.principal))
        })
    })
}

/// Of some six thousand questions, those that ask for one permission: more than three quarters.
#[test]
fn the_app_answers_as_the_directory_decides() {
    let tally = tried(|row| row.owner).unwrap_or_else(|broken| panic!("{broken}"));
    println!("{tally:?}");
    assert!(tally.asked > 4_500 && tally.allowed > 1_300 && tally.denied > 2_800, "{tally:?}");
}

/// Whoever made a row is not its owner.
#[test]
fn a_creator_who_is_taken_for_the_owner_is_found() {
    let broken = tried(|row| Some(row.creator)).unwrap_err();
    assert!(broken.case().contains("that user("), "a row and its creator: {broken}");
}

#[test]
fn the_app_lists_what_the_directory_allows_one_by_one() {
    let tally = running(
        |row| row.owner,
        |app| {
            Trial::new().seed(12).listing(|directory, list| {
                let uri = format!("/{}/{}/listed", place(list.required)?, list.account);
                app.product.set(directory, list.at);
                list.rows.clone_into(&mut app.rows.list.lock().unwrap());
                let response = (app.get)(&uri, list.principal);
                let listed = Some(response.body).filter(|_| response.status == 200).unwrap_or_default();
                Some(listed.split_whitespace().map(|place| place.parse().unwrap()).collect())
            })
        },
    );
    let tally = tally.unwrap_or_else(|broken| panic!("{broken}"));
    println!("{tally:?}");
    assert!(tally.allowed > 1_000 && tally.denied > 5_000, "{tally:?}");
}
