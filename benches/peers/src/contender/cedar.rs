//! Cedar, by its role-based policies: one policy a role, whose permissions are a group of actions, and entities whose
//! attributes name the accounts in which a user has the role. An account is in the one above it, so that rights from above
//! are Cedar's own `in`. Policies and requests are validated against a schema; the entities are built once.

use std::collections::{HashMap, HashSet};
use std::fmt::{Display, Write};
use std::str::FromStr;

use ::sendright::{Permission, Preset, Scope};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use uuid::Uuid;

use super::{Contender, Reassigned};
use crate::question::{ROLES, reaches_down};
use crate::{Question, Roster};

/// Policies and entities.
#[derive(Debug)]
pub struct Cedar {
    authorizer: Authorizer,
    schema: Schema,
    policies: PolicySet,
    entities: Entities,
    names: Names,
}

/// The types of entities.
#[derive(Clone, Debug)]
struct Names {
    user: EntityTypeName,
    account: EntityTypeName,
    action: EntityTypeName,
}

/// Users with role and account, and accounts with the ones above them.
#[derive(Debug)]
pub struct Rows {
    members: Vec<(Uuid, Preset, Uuid)>,
    accounts: Vec<(Uuid, Option<Uuid>)>,
}

fn done<T>(result: Result<T, impl Display>) -> T {
    result.unwrap_or_else(|error| panic!("cedar: {error}"))
}

impl Names {
    fn new() -> Self {
        let name = |name| done(EntityTypeName::from_str(name));
        Self { user: name("User"), account: name("Account"), action: name("Action") }
    }

    fn user(&self, user: Uuid) -> EntityUid {
        EntityUid::from_type_name_and_id(self.user.clone(), EntityId::new(user.to_string()))
    }

    fn account(&self, account: Uuid) -> EntityUid {
        EntityUid::from_type_name_and_id(self.account.clone(), EntityId::new(account.to_string()))
    }

    fn action(&self, permission: Permission) -> EntityUid {
        EntityUid::from_type_name_and_id(self.action.clone(), EntityId::new(permission.name()))
    }

    /// A user with the accounts in which they have a role.
    fn member(&self, user: Uuid, role: Preset, account: Uuid) -> Entity {
        let accounts = RestrictedExpression::new_set([RestrictedExpression::new_entity_uid(self.account(account))]);
        let attributes = HashMap::from([(role.name().to_owned(), accounts)]);
        done(Entity::new(self.user(user), attributes, HashSet::new()))
    }

    fn place(&self, account: Uuid, above: Option<Uuid>) -> Entity {
        let parents = above.map(|above| self.account(above)).into_iter().collect();
        Entity::new_no_attrs(self.account(account), parents)
    }
}

fn schema() -> Schema {
    let mut text = "entity Account in [Account];\nentity User = {\n".to_owned();
    for role in ROLES {
        let _ = writeln!(text, "  {}?: Set<Account>,", role.name());
    }
    text += "};\n";
    for role in ROLES {
        let _ = writeln!(text, "action \"{}\";", role.name());
    }
    for permission in Permission::ALL {
        let holders = ROLES.iter().filter(|role| role.grants().at(Scope::Account).contains(permission));
        let groups: Vec<String> = holders.map(|role| format!("\"{}\"", role.name())).collect();
        let groups = groups.join(", ");
        let _ =
            writeln!(text, "action \"{permission}\" in [{groups}] appliesTo {{ principal: User, resource: Account }};");
    }
    let (schema, _) = done(Schema::from_cedarschema_str(&text));
    schema
}

fn policies(schema: &Schema) -> PolicySet {
    let mut text = String::new();
    for role in ROLES {
        let name = role.name();
        let place = if reaches_down(role) {
            format!("resource in principal.{name}")
        } else {
            format!("principal.{name}.contains(resource)")
        };
        let _ = writeln!(
            text,
            "permit(principal, action in Action::\"{name}\", resource) when {{ principal has {name} && {place} }};"
        );
    }
    let policies = done(PolicySet::from_str(&text));
    let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
    assert!(result.validation_passed(), "cedar: {result}");
    policies
}

impl Contender for Cedar {
    const NAME: &'static str = "cedar-policy";
    type Plain = Rows;
    type Asked = (EntityUid, EntityUid, EntityUid);

    fn plain(roster: &Roster) -> Rows {
        let members = roster.members.iter();
        let members = members.map(|it| (it.user.uuid(), it.role, roster.account(it.account).uuid()));
        let accounts = (0..)
            .zip(&roster.accounts)
            .map(|(number, account)| (account.uuid(), Roster::above(number).map(|above| roster.account(above).uuid())));
        Rows { members: members.collect(), accounts: accounts.collect() }
    }

    fn load(plain: &Rows) -> Self {
        let (schema, names) = (schema(), Names::new());
        let policies = policies(&schema);
        let accounts = plain.accounts.iter().map(|(account, above)| names.place(*account, *above));
        let members = plain.members.iter().map(|(user, role, account)| names.member(*user, *role, *account));
        let entities = done(Entities::from_entities(accounts.chain(members), Some(&schema)));
        Self { authorizer: Authorizer::new(), schema, policies, entities, names }
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        let Self { names, .. } = self;
        (names.user(question.user.uuid()), names.action(question.permission), names.account(question.account.uuid()))
    }

    fn allows(&self, (user, action, account): &Self::Asked) -> bool {
        let context = Context::empty();
        let request = Request::new(user.clone(), action.clone(), account.clone(), context, Some(&self.schema));
        let response = self.authorizer.is_authorized(&done(request), &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }

    fn assign(&mut self, member: &Reassigned) {
        let entity = self.names.member(member.user.uuid(), member.to, member.account.uuid());
        let entities = std::mem::replace(&mut self.entities, Entities::empty());
        self.entities = done(entities.upsert_entities([entity], Some(&self.schema)));
    }
}
