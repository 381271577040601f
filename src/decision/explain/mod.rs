//! The long form of an answer. The outcome, and what stands against a request, are read off the evidence of the decision;
//! what it says beside that (names, what would help) is looked up in the state.
//!
//! Each file imports only from those above it in this list.

mod case;

mod ceiling;
mod source;

mod obstacle;
mod remedy;

mod sentence;

use core::fmt;

use crate::organization::{AccountId, RoleId, UserId};
use crate::permission::{CustomNames, Permission, PermissionSet, Preset, Scope};
use crate::state::State;

use super::authorized::Authorized;
use super::denial::Denial;
use super::evidence::Evidence;
use super::names::Names;
use super::request::Request;

use case::{Case, Named};
use obstacle::{Obstacle, ToldKey, obstacles, told_key, unknown};
use remedy::Remedies;
use source::{Giver, Holding, Source, holdings};

/// The long form of an answer, for people: why a request is allowed, or everything that prevents it and what would change
/// that (rule D7). Its `Display` is fit for a support ticket: the answer, then a line for each reason.
///
/// *Why it is allowed*: the membership, the roles or levels in it that give each permission, the scope at which they do, and
/// the account's ceiling. *Why it is refused*: each obstacle and who can remove it, what is held and what is not, and the
/// presets and custom roles that would give what is missing. Names of accounts, people and roles come with their ids.
///
/// It tells what a [`Denial`] does not: whether the principal or the account is unknown, or merely out of reach. So show it
/// to those who administer the directory, not to the user who was refused.
///
/// ```
#[doc = include_str!("../../review/example.txt")]
/// let allowed = directory.explain(&Request::new(bob, Permission::SmsSend, acme).at(now));
/// assert_eq!(
///     allowed.to_string(),
///     "allowed: `sms.send`\n\
///      - `sms.send` is held at the scope account, by the role sender in \
///        Acme (account 00000000-0000-0000-0000-000000000001)\n\
///      - needed at the scope account, and within the ceiling of \
///        Acme (account 00000000-0000-0000-0000-000000000001)",
/// );
///
/// let refused = directory.explain(&Request::new(bob, Permission::BillingView, acme).at(now));
/// assert_eq!(
///     refused.to_string(),
///     "refused: `billing.view` is missing: ask whoever assigns roles in this account or, for an API key, whoever \
///      can widen it (missing)\n\
///      - `billing.view` is not held\n\
///      - any of these roles in Acme (account 00000000-0000-0000-0000-000000000001) would give \
///        bob (user 00000000-0000-0000-0000-00000000000c) `billing.view` at the scope account: admin",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    request: Request,
    outcome: Result<Authorized, Denial>,
    /// `None` if the principal or the account is unknown.
    setting: Option<Setting>,
    /// None if it is allowed.
    obstacles: Vec<Obstacle>,
    holdings: Vec<Holding>,
    remedies: Remedies,
    /// Those of the remedies that do by themselves.
    presets: Vec<Preset>,
    roles: Vec<RoleId>,
    missing: PermissionSet,
    names: Names,
}

/// The principal, the account and the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    account: Named<AccountId>,
    /// The person, or the owner of the key; `None` for a key of an account.
    user: Option<Named<UserId>>,
    key: Option<ToldKey>,
    shared_from: Option<Named<AccountId>>,
    scope: Scope,
    profile: Option<Profile>,
}

/// Whether one's own details are asked for, and by whom about whom (rule G3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    OnOneself,
    OnOthers,
    ByKey,
    AwayFromHome,
}

pub(crate) fn explain(state: &State, request: &Request) -> Explanation {
    let evidence = match Evidence::gather(state, request) {
        Ok(evidence) => evidence,
        Err(denial) => return Explanation::of_unknown(state, request, denial),
    };
    let outcome = evidence.outcome().map(|()| Authorized::new(state, request, evidence.user()));
    let case = Case { state, evidence };
    let remedies = Remedies::of(&case);
    let (presets, roles) = if remedies.takes_more() { Default::default() } else { split(&remedies.roles) };
    Explanation {
        request: *request,
        outcome,
        setting: Some(Setting::of(&case)),
        obstacles: obstacles(&case),
        holdings: told_holdings(&case, outcome.is_ok()),
        remedies,
        presets,
        roles,
        missing: missing(&case),
        names: Names::NONE,
    }
}

/// The presets and the custom roles among those that give something.
fn split(givers: &[Giver]) -> (Vec<Preset>, Vec<RoleId>) {
    let (mut presets, mut roles) = (Vec::new(), Vec::new());
    for giver in givers {
        match giver {
            Giver::Preset(preset) => presets.push(*preset),
            Giver::Role(role) => roles.push(role.id),
            Giver::Level(..) | Giver::Cap => {}
        }
    }
    (presets, roles)
}

impl Explanation {
    /// Where the principal or the account is unknown.
    fn of_unknown(state: &State, request: &Request, denial: Denial) -> Self {
        Self {
            request: *request,
            outcome: Err(denial),
            setting: None,
            obstacles: unknown(state, request),
            holdings: Vec::new(),
            remedies: Remedies::default(),
            presets: Vec::new(),
            roles: Vec::new(),
            missing: request.required(),
            names: Names::NONE,
        }
    }
}

impl Setting {
    fn of(case: &Case<'_>) -> Self {
        let shared_from = case.evidence.sharing_account().filter(|_| case.evidence.is_shared_from_above());
        Self {
            account: case.account(),
            user: case.user(),
            key: case.key().filter(|_| case.works_here()).map(|key| told_key(case, key)),
            shared_from: shared_from.and_then(|id| case.named(id)),
            scope: case.evidence.scope(),
            profile: Profile::of(case),
        }
    }
}

impl Profile {
    fn of(case: &Case<'_>) -> Option<Self> {
        case.evidence.request.required().contains(Permission::ProfileEdit).then_some(if case.key().is_some() {
            Self::ByKey
        } else if !case.evidence.is_person_at_home() {
            Self::AwayFromHome
        } else if case.evidence.is_on_oneself() {
            Self::OnOneself
        } else {
            Self::OnOthers
        })
    }
}

/// What gives the permissions: of an allowed request the sources that count, of a refused one all sources.
fn told_holdings(case: &Case<'_>, allowed: bool) -> Vec<Holding> {
    if !case.works_here() || !case.evidence.is_at_home() {
        return Vec::new();
    }
    let scope = case.evidence.scope();
    let mut holdings = holdings(case, |source: &Source| !allowed || source.counts() && source.scope >= scope);
    if !case.evidence.effective.is_reached() {
        holdings.retain(|holding| !holding.sources.is_empty());
    }
    holdings
}

/// The permissions that no live membership grants at any scope, but for one's own details.
fn missing(case: &Case<'_>) -> PermissionSet {
    let by_nature = if case.evidence.is_person_at_home() { PermissionSet::PROFILE_EDIT } else { PermissionSet::EMPTY };
    let granted = case.evidence.granted().at(Scope::Own) - PermissionSet::PROFILE_EDIT;
    case.evidence.request.required() - granted - by_nature
}

impl Explanation {
    /// The decision that is explained; it is always that of [`Directory::authorize`](crate::Directory::authorize).
    ///
    /// # Errors
    ///
    /// The [`Denial`], if the request is refused.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    /// let request = Request::new(bob, Permission::SmsSend, acme).at(now);
    /// assert_eq!(directory.explain(&request).outcome(), directory.authorize(&request));
    ///
    /// let request = Request::new(bob, Permission::SmsSend, shop).at(now);
    /// assert_eq!(directory.explain(&request).outcome().unwrap_err().code(), "no_access");
    /// ```
    pub const fn outcome(&self) -> Result<Authorized, Denial> {
        self.outcome
    }

    /// The presets that would help, each alone: added to the membership of the user or the key's owner in the account, or
    /// assigned there if there is none, it gives everything that is missing and within the ceiling, at the scope needed.
    ///
    /// Empty if nothing is missing, or if a role is not enough: where a membership there withholds something, or the key's
    /// cap lacks it, the text says that. Roles do not lift suspensions and the like, which are obstacles of their own.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    /// // Bob is a Sender.
    /// let refused = directory.explain(&Request::new(bob, Permission::VoiceEdit, acme).at(now));
    /// assert!(refused.presets().contains(&Preset::Standard));
    /// assert!(!refused.presets().contains(&Preset::Basic));
    ///
    /// let withheld = Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch);
    /// let assign = Command::Assign { user: bob, account: acme, assignment: withheld, replaces: None };
    /// directory.execute(ada, assign, stamp(&directory, now)).unwrap();
    /// let refused = directory.explain(&Request::new(bob, Permission::SmsLaunch, acme).at(now));
    /// assert!(refused.presets().is_empty(), "it would still be withheld");
    /// assert!(refused.to_string().contains("lifting the withholding of `sms.launch`"));
    /// ```
    #[must_use]
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    /// The custom roles usable in the account that would help, each alone, as for [`presets`](Self::presets); in the order of
    /// their ids.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    /// // Bob is no member of the shop. A Clerk there would see contacts, and send nothing.
    /// let explain = |permission| directory.explain(&Request::new(bob, permission, shop).at(now));
    /// assert_eq!(explain(Permission::ContactView).roles().collect::<Vec<_>>(), [clerk]);
    /// assert_eq!(explain(Permission::SmsSend).roles().count(), 0);
    /// ```
    pub fn roles(&self) -> impl Iterator<Item = RoleId> + '_ {
        self.roles.iter().copied()
    }

    /// The required permissions that no live membership grants at any scope; all of them if the principal or the account is
    /// unknown.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    /// let both = Permission::SmsSend | Permission::BillingView;
    /// let refused = directory.explain(&Request::new(bob, both, acme).at(now));
    /// assert_eq!(refused.missing(), PermissionSet::BILLING_VIEW);
    /// ```
    pub const fn missing(&self) -> PermissionSet {
        self.missing
    }

    /// The same explanation with an application's names for its own permissions.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    /// # use sendright::CustomNames;
    /// let fax = Permission::custom(0).unwrap();
    /// let refused = directory.explain(&Request::new(bob, fax, acme).at(now));
    /// assert!(refused.to_string().contains("- `custom.0` is not held"));
    ///
    /// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    /// assert!(refused.with_names(&names).to_string().contains("- `fax.send` is not held"));
    /// ```
    #[must_use]
    pub fn with_names(self, names: &CustomNames<'_>) -> Self {
        Self { names: Names::of(names), ..self }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outcome {
            Ok(_) => write!(f, "allowed: {}", self.names.list(self.request.required()))?,
            Err(denial) => write!(f, "refused: {} ({})", denial.said(&self.names), denial.code())?,
        }
        self.reasons().iter().try_for_each(|reason| write!(f, "\n- {reason}"))
    }
}
