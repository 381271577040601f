//! Cedar decides.

mod entities;
mod names;
mod reason;

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicyId, PolicySet, Request, RestrictedExpression,
    Schema, ValidationMode, Validator,
};

use crate::book::Book;
use crate::catalogue::{Bits, Catalogue};
use crate::order::Id;
use crate::question::{Asker, Held, Owner, Question, Verdict};
use names::{Actions, Kind, Names};
use reason::Denied;

const SCHEMA: &str = include_str!("../cedar/schema.cedarschema");
const POLICIES: &str = include_str!("../cedar/policies.cedar");

/// The policies, which are the same for every world.
#[derive(Debug)]
pub struct Judge<'c> {
    catalogue: &'c Catalogue,
    schema: Schema,
    policies: PolicySet,
    /// The annotations of the policies.
    notes: HashMap<PolicyId, Notes>,
    authorizer: Authorizer,
    names: Names,
    actions: Actions,
    /// The entities of the permissions, by bit.
    permissions: BTreeMap<u8, EntityUid>,
    /// The entities that are the same in every world.
    tables: Vec<Entity>,
}

/// What the policies say of themselves.
#[derive(Clone, Copy, Debug, Default)]
struct Notes {
    held: Option<Held>,
    denial: Option<&'static str>,
    but_for: Option<&'static str>,
}

/// One world as Cedar sees it.
#[derive(Debug)]
pub struct Court<'j> {
    judge: &'j Judge<'j>,
    entities: Entities,
    book: &'j Book<'j>,
}

/// What Cedar said to one question, and the notes of the policies that determined it.
#[derive(Debug)]
struct Ruling {
    is_allowed: bool,
    notes: Vec<Notes>,
}

impl<'c> Judge<'c> {
    /// Reads schema and policies, and validates the policies strictly.
    ///
    /// # Errors
    ///
    /// What Cedar says of them.
    pub fn load(catalogue: &'c Catalogue) -> Result<Self, String> {
        Self::load_without(catalogue, None)
    }

    /// The same without one of the policies, by its place in the file, to see whether it matters.
    ///
    /// # Errors
    ///
    /// What Cedar says of them.
    pub fn load_without(catalogue: &'c Catalogue, without: Option<usize>) -> Result<Self, String> {
        let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).map_err(|error| format!("{error:?}"))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(warning.to_string());
        }
        let mut policies = PolicySet::from_str(POLICIES).map_err(|error| format!("{error:?}"))?;
        if let Some(place) = without {
            let id = PolicyId::new(format!("policy{place}"));
            policies.remove_static(id).map_err(|error| format!("{error:?}"))?;
        }
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !result.validation_passed_without_warnings() {
            return Err(result.to_string());
        }
        let notes = policies.policies().map(|policy| (policy.id().clone(), read_notes(policy))).collect();
        let names = Names::new()?;
        let actions = Actions::new(&names);
        let permissions = catalogue
            .permissions
            .iter()
            .map(|permission| (permission.bit, names.uid(Kind::Permission, &permission.name)))
            .collect();
        let mut judge = Self {
            catalogue,
            schema,
            policies,
            notes,
            authorizer: Authorizer::new(),
            names,
            actions,
            permissions,
            tables: Vec::new(),
        };
        judge.tables = judge.table_entities()?;
        Ok(judge)
    }

    /// How many policies there are.
    #[must_use]
    pub fn policies(&self) -> usize {
        self.policies.num_of_policies()
    }

    /// The tables.
    #[must_use]
    pub const fn catalogue(&self) -> &'c Catalogue {
        self.catalogue
    }

    /// A world, as its book says it is now.
    ///
    /// # Errors
    ///
    /// What Cedar says of the entities.
    pub fn court<'j>(&'j self, book: &'j Book<'j>, strangers: &[Id]) -> Result<Court<'j>, String> {
        let all = self.tables.iter().cloned().chain(self.world_entities(book, strangers)?);
        let entities = Entities::from_entities(all, Some(&self.schema)).map_err(|error| format!("{error:?}"))?;
        Ok(Court { judge: self, entities, book })
    }
}

fn read_notes(policy: &cedar_policy::Policy) -> Notes {
    let known = |key| policy.annotation(key).and_then(|word| CODES.iter().copied().find(|code| *code == word));
    Notes {
        held: policy.annotation("scope").and_then(|word| Held::ALL.into_iter().find(|held| held.word() == word)),
        denial: known("denial"),
        but_for: known("but_for"),
    }
}

/// The codes of the denials, in the order of D4.
pub const CODES: [&str; 12] = [
    "empty_requirement",
    "no_access",
    "user_deactivated",
    "key_revoked",
    "not_yet_valid",
    "expired",
    "not_shared",
    "account_suspended",
    "account_closed",
    "ceiling",
    "lesser_scope",
    "missing",
];

impl Court<'_> {
    /// Decides a question: Cedar is asked for each permission that is required, and all must be allowed (D1).
    ///
    /// # Errors
    ///
    /// What Cedar could not evaluate.
    pub fn decide(&self, question: &Question) -> Result<Verdict, String> {
        // There is nothing to ask Cedar about (V4).
        if question.required.is_empty() {
            return Ok(Verdict::Denied("empty_requirement", Bits::default()));
        }
        let owner = self.owner(question);
        let mut held = None;
        let mut rulings = Vec::new();
        for bit in question.required.iter() {
            let ruling = self.ask(question, &self.judge.actions.r#use, bit, owner)?;
            let widest = ruling.notes.iter().filter_map(|notes| notes.held).max();
            held = [held, widest].into_iter().flatten().min();
            rulings.push((bit, ruling));
        }
        match held {
            Some(held) if rulings.iter().all(|(_, ruling)| ruling.is_allowed) => Ok(Verdict::Allowed(held)),
            _ => Denied { court: self, question, owner, rulings }.reason(),
        }
    }

    /// The user who asks, or whose key does, and the owner of the data.
    #[must_use]
    pub fn people(&self, question: &Question) -> (Option<Id>, Option<Id>) {
        (self.person(question.asker), self.owner(question))
    }

    /// The user whose data it is, if the request names one.
    fn owner(&self, question: &Question) -> Option<Id> {
        match question.owner {
            Owner::NotNamed | Owner::Nobody => None,
            Owner::User(id) => Some(id),
            Owner::TheAsker => self.person(question.asker),
        }
    }

    /// The user who asks, or the owner of the key that does.
    fn person(&self, asker: Asker) -> Option<Id> {
        match asker {
            Asker::User(id) => Some(id),
            Asker::Key(id) => self.book.keys.get(&id).and_then(|key| key.owner),
        }
    }

    fn ask(&self, question: &Question, action: &EntityUid, bit: u8, owner: Option<Id>) -> Result<Ruling, String> {
        let Judge { names, schema, permissions, policies, authorizer, .. } = self.judge;
        let permission = permissions.get(&bit).ok_or("there is no such permission")?;
        let mut context = vec![
            ("permission".to_owned(), RestrictedExpression::new_entity_uid(permission.clone())),
            ("now".to_owned(), RestrictedExpression::new_long(question.at.millis())),
        ];
        let mut add = |key: &str, uid| context.push((key.to_owned(), RestrictedExpression::new_entity_uid(uid)));
        if let Some(owner) = owner {
            add("owner", names.of_id(Kind::User, owner));
        }
        if let Some(sharing) = question.shared_from {
            add("shared_by", names.of_id(Kind::Account, sharing));
        }
        let context = Context::from_pairs(context).map_err(|error| format!("{error:?}"))?;
        let principal = self.principal(question.asker);
        let resource = names.of_id(Kind::Account, question.account);
        let request = Request::new(principal, action.clone(), resource, context, Some(schema))
            .map_err(|error| format!("{error:?}"))?;
        let response = authorizer.is_authorized(&request, policies, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string());
        }
        let reasons = response.diagnostics().reason();
        let notes = reasons.filter_map(|policy| self.judge.notes.get(policy).copied()).collect();
        Ok(Ruling { is_allowed: response.decision() == Decision::Allow, notes })
    }

    fn principal(&self, asker: Asker) -> EntityUid {
        let kind = match asker {
            Asker::User(_) => Kind::User,
            Asker::Key(id) => match self.book.keys.get(&id) {
                Some(key) if key.owner.is_none() => Kind::AccountKey,
                None if self.book.revoked.contains(&id) => Kind::RevokedKey,
                // One that never was is among the strangers.
                Some(_) | None => Kind::PersonKey,
            },
        };
        let (Asker::User(id) | Asker::Key(id)) = asker;
        self.judge.names.of_id(kind, id)
    }
}
