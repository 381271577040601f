use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use sendright::testing::{ListedRow, Row, World};
use sendright::{Directory, Principal, UserId};
use sendright_actix_example::Backend;

/// A product whose directory and clock a test sets, and whose requests say who sends them.
pub(crate) struct Product {
    directory: RwLock<Directory>,
    now: Mutex<DateTime<Utc>>,
}

impl Product {
    pub(crate) fn new(world: &World) -> Arc<Self> {
        Arc::new(Self { directory: RwLock::new(world.directory().clone()), now: Mutex::new(world.now()) })
    }

    pub(crate) fn set(&self, directory: &Directory, now: DateTime<Utc>) {
        directory.clone_into(&mut self.directory.write().unwrap());
        *self.now.lock().unwrap() = now;
    }

    pub(crate) fn data(self: &Arc<Self>) -> web::Data<dyn Backend> {
        let backend: Arc<dyn Backend> = Arc::<Self>::clone(self);
        backend.into()
    }
}

impl Backend for Product {
    fn principal(&self, request: &HttpRequest) -> Option<Principal> {
        request.headers().get("x-principal")?.to_str().ok()?.parse().ok()
    }

    fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap()
    }

    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }
}

/// What is stored: one row, with whom the routes take for its owner, and a list.
pub(crate) struct Rows {
    pub(crate) row: Mutex<Option<Row>>,
    pub(crate) owner: fn(Row) -> Option<UserId>,
    pub(crate) list: Mutex<Vec<ListedRow>>,
}

impl Rows {
    pub(crate) fn owned(owner: fn(Row) -> Option<UserId>) -> web::Data<Self> {
        web::Data::new(Self { row: Mutex::new(None), owner, list: Mutex::default() })
    }

    pub(crate) fn owner(&self) -> Option<UserId> {
        self.row.lock().unwrap().and_then(self.owner)
    }
}
