//! A case for each route: who may, and who may not.

use sendright::testing::{World, account, user};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Place;
use super::stack::{CAP, Stack, assignment};

/// What is sent to a route, and what is answered.
pub(crate) struct Case {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    /// After the path.
    pub(crate) query: String,
    pub(crate) body: Option<Value>,
    /// Who may, and the status of the answer.
    pub(crate) granted: (&'static str, u16),
    /// A member who may not, with the status and the code.
    pub(crate) refused: Option<(&'static str, u16, &'static str)>,
}

impl Case {
    fn new(method: &'static str, template: &'static str, granted: (&'static str, u16)) -> Self {
        Self { method, template, query: String::new(), body: None, granted, refused: None }
    }

    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    /// A member without the right.
    fn not(self, who: &'static str) -> Self {
        self.not_as(who, 403, "missing")
    }

    fn not_as(self, who: &'static str, status: u16, code: &'static str) -> Self {
        Self { refused: Some((who, status, code)), ..self }
    }

    /// Whether it names an account in its path.
    pub(crate) fn is_of_account(&self) -> bool {
        self.template.contains("{account}")
    }

    /// The path for an account and a thing.
    pub(crate) fn path(&self, account: &str, thing: &str) -> String {
        let path = self.template.replace("{account}", account).replace("{user}", &user("rita").to_string());
        let path = path.replace("{id}", thing).replace("{key}", thing).replace("{invitation}", thing);
        format!("{path}{}", self.query)
    }

    /// What the route is about, made anew: a campaign of Rita's, a key of the account, an invitation of Eve.
    pub(crate) async fn thing<P: Place>(&self, stack: &Stack<P>) -> String {
        let id = |answer: super::stack::Answer| answer.json()["id"].as_str().unwrap().to_owned();
        if self.template.contains("{id}") {
            return stack.campaign("rita", "acme").await.to_string();
        }
        if self.template.contains("{key}") {
            return id(stack.make_key("ada", "spare", "account").await.is(201));
        }
        if self.template.contains("{invitation}") {
            let invited = json!({ "email": World::email("eve"), "assignment": assignment("regular") });
            return id(stack.post("ada", &super::stack::at("acme", "invitations"), invited).await.is(201));
        }
        String::new()
    }
}

/// All routes but those that are open to everybody.
pub(crate) fn cases() -> Vec<Case> {
    let key = json!({ "of": "account", "name": "other", "cap": CAP, "until": null });
    let invited = json!({ "email": World::email("dan"), "assignment": assignment("regular") });
    let role = json!({ "name": "Analyst", "grants": { "account": ["report.view"] } });
    let rename = json!({ "rename_account": { "account": account("acme"), "name": "Acme SE", "replaces": null } });
    let member = "/accounts/{account}/members/{user}";
    let proved = json!({ "user": null, "email": "new@acme.example", "name": "New" });
    let why_not = format!("?user={}&permission=sms.send", user("rita"));
    vec![
        Case::new("get", "/accounts/{account}/campaigns", ("rita", 200)).not_as("gone", 401, "user_deactivated"),
        Case::new("post", "/accounts/{account}/campaigns", ("rita", 201)).with(json!({ "text": "Hello" })).not("tom"),
        Case::new("post", "/accounts/{account}/campaigns/{id}/launch", ("rita", 204)).not("tom"),
        Case::new("get", "/accounts/{account}/accounts", ("sue", 200)).not("rita"),
        Case::new("post", "/accounts/{account}/accounts", ("ada", 201)).with(json!({ "name": "Store" })).not("rita"),
        Case::new("get", "/accounts/{account}/roles", ("ada", 200)).not("rita"),
        Case::new("post", "/accounts/{account}/roles", ("ada", 201)).with(role).not("rita"),
        Case::new("get", "/accounts/{account}/members", ("ada", 200)).not("rita"),
        Case::new("put", member, ("ada", 204)).with(json!({ "assignment": assignment("sender") })).not("sam"),
        Case::new("delete", member, ("ada", 204)).not("sam"),
        Case::new("get", "/accounts/{account}/invitations", ("ada", 200)).not("rita"),
        Case::new("post", "/accounts/{account}/invitations", ("ada", 201)).with(invited).not("rita"),
        Case::new("post", "/invitations/{invitation}/accept", ("eve", 204)).not_as("machine", 403, "person_only"),
        Case::new("delete", "/invitations/{invitation}", ("ada", 204)).not("rita"),
        Case::new("get", "/accounts/{account}/keys", ("ada", 200)).not("rita"),
        Case::new("post", "/accounts/{account}/keys", ("ada", 201)).with(key).not("rita"),
        Case::new("post", "/keys/{key}/secret", ("ada", 200)).not("rita"),
        Case::new("delete", "/keys/{key}", ("ada", 204)).not("rita"),
        Case::new("post", "/commands/dry-run", ("ada", 200)).with(rename.clone()).not("rita"),
        Case::new("post", "/commands", ("ada", 200)).with(rename).not("rita"),
        Case::new("post", "/operator/commands", ("operator", 200))
            .with(json!({ "suspend_account": { "account": account("other") } }))
            .not_as("ada", 401, "unauthenticated"),
        Case::new("get", "/accounts/{account}/rights", ("rita", 200)).not_as("gone", 401, "user_deactivated"),
        Case::new("get", "/accounts/{account}/why-not", ("ada", 200)).query(why_not).not("rita"),
        Case::new("get", "/accounts/{account}/history", ("ada", 200)).not("rita"),
        Case::new("post", "/sessions", ("operator", 201)).with(proved).not_as("ada", 401, "unauthenticated"),
        Case::new("delete", "/sessions", ("rita", 204)).not_as("machine", 403, "person_only"),
    ]
}

/// The account that everything is about, as it is in a path.
pub(crate) fn acme() -> String {
    account("acme").to_string()
}

/// The id of an account, a key or an invitation that never was.
pub(crate) fn nothing() -> String {
    Uuid::max().to_string()
}
