//! What the words of requests mean in the directory.

use core::future::{Future, ready};

use chrono::{DateTime, Utc};
use sendright::{AccountId, CustomNames, Directory, Permission, PermissionSet, Principal, Request, UserId};
use sendright_axum::Problem;

use crate::entity::{Action, Resource, Subject};
use crate::point::Asker;

/// What an application calls its subjects, actions and resources.
///
/// What is not overridden is the [`Catalogue`]'s: users and API keys by their ids, permissions by their names, accounts by their
/// ids, and all other resources by their properties.
///
/// ```
/// use sendright::{CustomNames, Permission, PermissionSet};
/// use sendright_authzen::{Action, Resource, Row, Vocabulary};
/// use sendright_axum::Problem;
/// # struct Campaigns;
/// # impl Campaigns { async fn load(&self, _: &str) -> Result<Option<(sendright::AccountId, sendright::UserId)>, Problem> { Ok(None) } }
///
/// /// Campaigns are looked for in the database, and have two actions.
/// struct Mine {
///     campaigns: Campaigns,
/// }
///
/// impl Vocabulary for Mine {
///     fn required(&self, action: &Action, resource: &Resource, names: &CustomNames<'_>) -> Option<PermissionSet> {
///         match (resource.kind.as_str(), action.name.as_str()) {
///             ("campaign", "read") => Some(PermissionSet::SMS_VIEW),
///             ("campaign", "launch") => Some(Permission::SmsLaunch | Permission::MessageSchedule),
///             ("campaign", _) => None,
///             _ => names.parse(&action.name).ok().map(PermissionSet::from),
///         }
///     }
///
///     fn actions(&self, resource: &Resource, names: &CustomNames<'_>) -> Vec<String> {
///         match resource.kind.as_str() {
///             "campaign" => vec!["read".to_owned(), "launch".to_owned()],
///             _ => sendright_authzen::Catalogue.actions(resource, names),
///         }
///     }
///
///     async fn row(&self, resource: &Resource) -> Result<Option<Row>, Problem> {
///         if resource.kind != "campaign" {
///             return Ok(Row::from_properties(resource));
///         }
///         let found = self.campaigns.load(&resource.id).await?;
///         Ok(found.map(|(account, owner)| Row::new(account).owned_by(owner)))
///     }
/// }
/// # let _ = Mine { campaigns: Campaigns };
/// ```
pub trait Vocabulary: Send + Sync + 'static {
    /// The principal that a subject is; `None` if it is nobody. The types are `user` and `api_key`, and the id is theirs.
    ///
    /// One address is another user in each tenant (rule C6). Where addresses are ids, look in the asker's:
    /// `directory.user_by_email(asker.root(directory)?, &address)`.
    fn principal(&self, subject: &Subject, asker: Asker, directory: &Directory) -> Option<Principal> {
        let _ = (asker, directory);
        match subject.kind.as_str() {
            USER => subject.id.parse().ok().map(Principal::User),
            API_KEY => subject.id.parse().ok().map(Principal::ApiKey),
            _ => None,
        }
    }

    /// How a principal is told in the results of a search; `None` leaves it out. [`principal`](Self::principal) must find it by
    /// this.
    fn subject(&self, principal: Principal, directory: &Directory) -> Option<Subject> {
        let _ = directory;
        Some(match principal {
            Principal::User(user) => Subject::new(USER, user.to_string()),
            Principal::ApiKey(key) => Subject::new(API_KEY, key.to_string()),
        })
    }

    /// What must be held for an action on a resource: the permission with that name. `None` if there is no such action.
    ///
    /// The properties are what the request says. What must be true of the resource itself is for [`row`](Self::row) to look up.
    fn required(&self, action: &Action, resource: &Resource, names: &CustomNames<'_>) -> Option<PermissionSet> {
        let _ = resource;
        names.parse(&action.name).ok().map(PermissionSet::from)
    }

    /// The names of the actions that there are on a resource: those of all permissions of the catalogue, and of the
    /// application's own that have a name.
    fn actions(&self, resource: &Resource, names: &CustomNames<'_>) -> Vec<String> {
        let _ = resource;
        let own = (0..).map_while(Permission::custom).filter(|permission| names.name(*permission) != permission.name());
        Permission::ALL.into_iter().chain(own).map(|permission| names.name(permission).to_owned()).collect()
    }

    /// Where a resource is and whose. `None` if it is not there. It may look at a store; what it is told by
    /// [properties](Row::from_properties) is believed.
    ///
    /// # Errors
    ///
    /// The answer, where that can't be found out now.
    fn row(&self, resource: &Resource) -> impl Future<Output = Result<Option<Row>, Problem>> + Send {
        ready(Ok(Row::from_properties(resource)))
    }

    /// How an account is told in the results of a search; `None` leaves it out. [`row`](Self::row) must find it by this.
    fn account(&self, account: AccountId, directory: &Directory) -> Option<Resource> {
        let _ = directory;
        Some(Resource::new(ACCOUNT, account.to_string()))
    }

    /// What must be held in an account, on all its data, to ask about somebody else there: `user.view`. With nothing, nobody may.
    ///
    /// It is a decision like any other: where an account's product plan leaves the permission out, or the account is closed, nobody
    /// asks about others there. Say another, if your gateways work for such accounts.
    fn required_to_ask(&self) -> PermissionSet {
        PermissionSet::USER_VIEW
    }

    /// What must be held beside that, in the account of an API key, to find the key in a search: `integration.keys`.
    fn required_to_find_keys(&self) -> PermissionSet {
        PermissionSet::INTEGRATION_KEYS
    }
}

const USER: &str = "user";
const API_KEY: &str = "api_key";
const ACCOUNT: &str = "account";

/// The vocabulary of an application that has none of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Catalogue;

impl Vocabulary for Catalogue {}

/// Where a resource is and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub(crate) account: AccountId,
    pub(crate) owner: Option<UserId>,
    pub(crate) shared_from: Option<AccountId>,
}

impl Row {
    /// A resource in an account that is nobody's own.
    #[must_use]
    pub const fn new(account: AccountId) -> Self {
        Self { account, owner: None, shared_from: None }
    }

    /// The same, of an owner.
    #[must_use]
    pub fn owned_by(self, owner: impl Into<Option<UserId>>) -> Self {
        Self { owner: owner.into(), ..self }
    }

    /// The same, of an account above that shares it. Whose it is there does not count.
    #[must_use]
    pub fn shared_from(self, ancestor: impl Into<Option<AccountId>>) -> Self {
        Self { shared_from: ancestor.into(), ..self }
    }

    pub(crate) fn request(self, principal: Principal, required: PermissionSet, now: DateTime<Utc>) -> Request {
        let request = Request::new(principal, required, self.account);
        match self.shared_from {
            Some(ancestor) => request.shared_from(ancestor),
            None => request.owned_by(self.owner),
        }
        .at(now)
    }

    /// What a resource says of itself: an `account` by its id, and any other by its property `account`; its owner is then the property
    /// `owner`, and the account above that shares it is `shared_from`. `None` if there is no account or one of these is no id.
    ///
    /// ```
    /// use sendright_authzen::{Resource, Row};
    /// use sendright::testing::{account, user};
    ///
    /// let (acme, rita) = (account("acme"), user("rita"));
    /// assert_eq!(Row::from_properties(&Resource::new("account", acme.to_string())), Some(Row::new(acme)));
    ///
    /// let campaign = Resource {
    ///     properties: Some([("account", acme.to_string().into()), ("owner", rita.to_string().into())].into()),
    ///     ..Resource::new("campaign", "7")
    /// };
    /// assert_eq!(Row::from_properties(&campaign), Some(Row::new(acme).owned_by(rita)));
    /// assert_eq!(Row::from_properties(&Resource::new("campaign", "7")), None);
    /// ```
    #[must_use]
    pub fn from_properties(resource: &Resource) -> Option<Self> {
        let id = |name| match resource.properties.as_ref().and_then(|properties| properties.get(name)) {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or(()),
        };
        if resource.kind == ACCOUNT {
            return resource.id.parse().ok().map(Self::new);
        }
        let account = id("account").ok()?;
        let owner = id("owner").ok()?.map(str::parse).transpose().ok()?;
        let shared_from = id("shared_from").ok()?.map(str::parse).transpose().ok()?;
        Some(Self { account: account?.parse().ok()?, owner, shared_from })
    }
}
