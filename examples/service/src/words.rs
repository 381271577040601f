//! What the service calls things, for those who ask by `AuthZEN`.

use std::sync::Arc;

use sendright::{CustomNames, PermissionSet, Right};
use sendright_authzen::{Action, Catalogue, Resource, Row, Vocabulary};

use crate::answer::{Answer, not_stored};
use crate::product::Product;
use crate::store::Store;
use crate::{Launch, See, Write};

/// Campaigns by their numbers, with the three actions of their routes. All else is the catalogue's.
pub(crate) struct Words<DB: Store>(pub(crate) Arc<Product<DB>>);

const CAMPAIGN: &str = "campaign";
const ACTIONS: [(&str, PermissionSet); 3] =
    [("see", See::REQUIRED), ("write", Write::REQUIRED), ("launch", Launch::REQUIRED)];

impl<DB: Store> Vocabulary for Words<DB> {
    fn required(&self, action: &Action, resource: &Resource, names: &CustomNames<'_>) -> Option<PermissionSet> {
        if resource.kind != CAMPAIGN {
            return Catalogue.required(action, resource, names);
        }
        ACTIONS.into_iter().find(|(name, _)| *name == action.name).map(|(_, required)| required)
    }

    fn actions(&self, resource: &Resource, names: &CustomNames<'_>) -> Vec<String> {
        if resource.kind != CAMPAIGN {
            return Catalogue.actions(resource, names);
        }
        ACTIONS.map(|(name, _)| name.to_owned()).to_vec()
    }

    /// A campaign is where the database has it, whatever the request says of it. There is nothing else but accounts.
    async fn row(&self, resource: &Resource) -> Answer<Option<Row>> {
        if resource.kind != CAMPAIGN {
            return Ok(Row::from_properties(resource).filter(|_| resource.kind == "account"));
        }
        let Ok(id) = resource.id.parse() else { return Ok(None) };
        let found = DB::place_of(self.0.pool(), id).await.map_err(not_stored)?;
        Ok(found.map(|(account, owner)| Row::new(account).owned_by(owner)))
    }
}
