//! The questions "may they?" and their answers (sections 6 and 7).

use chrono::{DateTime, SecondsFormat, Utc};
use sendright::{CustomNames, Denial};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::entity::{Action, Properties, Resource, Subject};
use crate::strict::{object, objects, optional};

/// A request of the Access Evaluation API: one question.
///
/// ```
/// use sendright_authzen::Evaluation;
///
/// let asked: Evaluation = serde_json::from_str(r#"{
///     "subject": {"type": "user", "id": "alice@example.com"},
///     "resource": {"type": "account", "id": "123"},
///     "action": {"name": "can_read"}
/// }"#)?;
/// assert_eq!(asked.action.name, "can_read");
///
/// let incomplete = serde_json::from_str::<Evaluation>(r#"{"action": {"name": "can_read"}}"#);
/// assert!(incomplete.unwrap_err().to_string().contains("missing field `subject`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Who would do it.
    #[serde(deserialize_with = "object")]
    pub subject: Subject,
    /// What they would do.
    #[serde(deserialize_with = "object")]
    pub action: Action,
    /// What they would do it with.
    #[serde(deserialize_with = "object")]
    pub resource: Resource,
    /// The circumstances. They are not read: the time of a decision is the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
}

/// A request of the Access Evaluations API: several questions, or one where [`evaluations`](Self::evaluations) is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluations {
    /// What each question says that does not say otherwise.
    #[serde(flatten)]
    pub defaults: PartialEvaluation,
    /// The questions.
    #[serde(default, deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    pub evaluations: Vec<PartialEvaluation>,
    /// How they are to be answered.
    #[serde(default, deserialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub options: Option<Options>,
}

/// A question that may leave to the [defaults](Evaluations::defaults) what it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialEvaluation {
    /// Who would do it.
    #[serde(default, deserialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// What they would do.
    #[serde(default, deserialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// What they would do it with.
    #[serde(default, deserialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    /// The circumstances. They are not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
}

/// How several questions are to be answered. Options that this version does not know are ignored, as the standard says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Which of them are answered.
    #[serde(default)]
    pub evaluations_semantic: Semantic,
}

/// Which of several questions are answered (section 7.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Semantic {
    /// All.
    #[default]
    ExecuteAll,
    /// Those up to the first that is denied.
    DenyOnFirstDeny,
    /// Those up to the first that is permitted.
    PermitOnFirstPermit,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it is permitted.
    pub decision: bool,
    /// Until when, if it is and an end is known; and why not, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
}

/// The answer to [`Evaluations`]: the answers in the order of the questions; or one, to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Decisions {
    /// To several questions.
    Several {
        /// The answers.
        evaluations: Vec<Decision>,
    },
    /// To one.
    One(Decision),
}

impl Semantic {
    /// Whether nothing is answered after this answer.
    pub(crate) const fn ends_with(self, decision: bool) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => !decision,
            Self::PermitOnFirstPermit => decision,
        }
    }
}

/// A question with all that it asks.
#[derive(Clone, Copy)]
pub(crate) struct Complete<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) action: &'a Action,
    pub(crate) resource: &'a Resource,
}

impl Evaluation {
    pub(crate) const fn complete(&self) -> Complete<'_> {
        Complete { subject: &self.subject, action: &self.action, resource: &self.resource }
    }
}

impl Evaluations {
    /// A question with what it leaves to the defaults; the name of what neither says.
    pub(crate) fn complete<'a>(&'a self, question: &'a PartialEvaluation) -> Result<Complete<'a>, &'static str> {
        let PartialEvaluation { subject, action, resource, context: _ } = &self.defaults;
        Ok(Complete {
            subject: question.subject.as_ref().or(subject.as_ref()).ok_or("subject")?,
            action: question.action.as_ref().or(action.as_ref()).ok_or("action")?,
            resource: question.resource.as_ref().or(resource.as_ref()).ok_or("resource")?,
        })
    }
}

impl Decision {
    /// It is permitted, until an instant if one is known.
    pub(crate) fn permitted(until: Option<DateTime<Utc>>) -> Self {
        let context = until.map(|until| {
            let until = until.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            Properties::from([("valid_until", Value::from(until))])
        });
        Self { decision: true, context }
    }

    /// It is denied, under the application's names.
    pub(crate) fn denied(denial: Denial, names: &CustomNames<'_>) -> Self {
        let permissions: Vec<_> = denial.permissions().iter().map(|permission| names.name(permission)).collect();
        let reason = denial.with_names(names).to_string();
        let mut context = vec![("code", json!(denial.code())), ("reason", json!(reason))];
        if !permissions.is_empty() {
            context.push(("permissions", json!(permissions)));
        }
        let context = context.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { decision: false, context: Some(Properties::from(serde_json::Map::from_iter::<Vec<_>>(context))) }
    }

    /// The question can't be answered, so it is denied.
    pub(crate) fn failed(status: u16, message: impl Into<String>) -> Self {
        let error = json!({"status": status, "message": message.into()});
        Self { decision: false, context: Some(Properties::from([("error", error)])) }
    }
}
