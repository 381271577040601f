//! The law of middleware: what is sent through the routes is answered as the directory decides, in random worlds.

use axum::extract::Path;
use sendright::testing::laws::{Response, Trial};
use sendright::testing::{About, Question};
use sendright::{AccountId, Directory, Right, UserId};
use sendright_axum::{Allowed, Ask, Problem, guarded};

use crate::product::{Product, answer, request};

/// Declares a right for each permission, and how they are found.
macro_rules! each {
    ($($permission:ident)+) => {
        sendright::rights! { $($permission = $permission;)+ }

        /// Routes for each right, under the name of its permission.
        fn routes() -> guarded::Router {
            guarded::Router::new()$(.nest(&format!("/{}", $permission::REQUIRED), routes_of::<$permission>()))+
        }
    };
}
each! {
    SmsView SmsEdit SmsSend SmsLaunch EmailView EmailEdit EmailSend EmailLaunch MessageTemplate MessageFreeText MessageUpload
    MessageGroup MessageCancel SentView SentExport TemplateView TemplateEdit TemplateShare ContactView ContactEdit ContactExport
    InboxReply MediaView MediaUpload ReportView ReportUsage AccountView UserInvite UserAssignRole ProfileEdit BillingView
    CreditPurchase AuditView IntegrationApi
}

/// The four ways to ask.
fn routes_of<R: Right + 'static>() -> guarded::Router {
    guarded::Router::new()
        .route("/accounts/{account}/all", guarded::get(all::<R>))
        .route("/accounts/{account}/rows/{owner}", guarded::get(row::<R>))
        .route("/accounts/{account}/new", guarded::post(new::<R>))
        .route("/accounts/{account}/shared/{ancestor}", guarded::get(shared::<R>))
}

async fn all<R: Right>(proof: Allowed<R>) -> String {
    proof.account().to_string()
}

/// The path stands for the row that a product loads.
async fn row<R: Right>(ask: Ask<R>, Path((_, owner)): Path<(String, String)>) -> Result<String, Problem> {
    let owner: Option<UserId> = owner.parse().ok();
    ask.on(owner).map(|proof| proof.account().to_string())
}

async fn new<R: Right>(ask: Ask<R>) -> Result<String, Problem> {
    ask.own().map(|proof| proof.account().to_string())
}

async fn shared<R: Right>(ask: Ask<R>, Path((_, ancestor)): Path<(String, AccountId)>) -> Result<String, Problem> {
    ask.shared_from(ancestor).map(|proof| proof.account().to_string())
}

/// The request of a client for this, if a client can ask it.
fn sent(
    router: &axum::Router,
    question: &Question,
    owner: impl Fn(sendright::testing::Row) -> Option<UserId>,
) -> Option<Response> {
    if question.required.len() != 1 {
        return None;
    }
    let (method, rest) = match question.about {
        About::Account => ("GET", "all".to_owned()),
        About::New => ("POST", "new".to_owned()),
        About::Row(row) => {
            ("GET", format!("rows/{}", owner(row).map_or("nobody".to_owned(), |owner| owner.to_string())))
        }
        About::SharedFrom(ancestor) => ("GET", format!("shared/{ancestor}")),
        _ => return None,
    };
    let path = format!("/{}/accounts/{}/{rest}", question.required, question.account);
    let response = answer(router, request(method, &path, question.principal));
    // No route: a permission that this product does not ask for.
    (response.status() != 404 || !response.body().is_empty())
        .then(|| Response::new(response.status().as_u16(), response.into_body()))
}

fn trial() -> Trial {
    Trial::new().seed(12).cases(400)
}

#[test]
fn the_routes_answer_as_the_directory_decides() {
    let product = Product::new(&Directory::new(), chrono::DateTime::UNIX_EPOCH);
    let router = routes().guarded_by(product.clone());
    let held = trial().middleware(|directory, question| {
        product.set(directory, question.at);
        sent(&router, question, |row| row.owner)
    });
    let tally = held.unwrap_or_else(|broken| panic!("{broken}"));
    println!("{tally:?}");
    assert!(tally.allowed > 500 && tally.denied > 500, "{tally:?}");
}

/// A row that is asked about by whoever made it.
#[test]
fn a_handler_that_takes_the_creator_for_the_owner_is_found() {
    let product = Product::new(&Directory::new(), chrono::DateTime::UNIX_EPOCH);
    let router = routes().guarded_by(product.clone());
    let broken = trial().middleware(|directory, question| {
        product.set(directory, question.at);
        sent(&router, question, |row| Some(row.creator))
    });
    assert!(broken.is_err());
}
