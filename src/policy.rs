//! IAM and resource policies: what a JSON block is, what it says in plain words, what is wrong with it.
//!
//! In steps: [`dress`] finds the policies in a block of code, [`json`] and its siblings read values, [`grammar`] makes the
//! [`model`], [`lint`] says what its author may not have meant, [`describe`] puts it in words. [`evaluate`] answers
//! whether a request would be allowed. Nothing is asked of the network: [`actions`] is a table of one day.

mod actions;
mod describe;
mod dress;
pub mod evaluate;
mod glob;
mod grammar;
pub mod json;
pub mod lint;
mod model;
mod reach;
mod recognize;
mod report;
mod resource_words;
mod standing;
mod summary;
mod template;
#[cfg(test)]
mod tests;
mod words;

use crate::diagnostic::Diagnostic;
pub use dress::{Found, find};
use serde::Serialize;

/// A policy in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// What it is attached to.
    pub kind: Kind,
    /// Whether it has an error, so that AWS refuses it as it is.
    pub refused: bool,
    /// One line about all statements, such as `2 statements: reads 1 bucket; 1 denial`.
    pub summary: String,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A user, a group or a role: it names no principal.
    #[default]
    Identity,
    /// A resource: it says who.
    Resource,
    /// A role: it says who may assume it.
    Trust,
    /// An organization's accounts: what their identities may do at most (SCP).
    ServiceControl,
    /// An organization's accounts: what may be done to their resources at most (RCP).
    ResourceControl,
    /// A VPC endpoint: what may pass through it at most.
    Endpoint,
    /// A session: what it may do at most. Only the command says so.
    Session,
}

impl Kind {
    /// Whether it only limits what other policies give.
    #[must_use]
    pub fn is_limit(self) -> bool {
        matches!(self, Self::ServiceControl | Self::ResourceControl | Self::Endpoint | Self::Session)
    }

    /// Whether its statements have no `Principal`.
    #[must_use]
    pub fn has_no_principal(self) -> bool {
        matches!(self, Self::Identity | Self::ServiceControl | Self::Session)
    }
}

/// One statement in plain words; a cell of the table each field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The author's name for it.
    pub sid: Option<String>,
    /// `Allow`, `Deny`, or nothing where the author left it out.
    pub effect: String,
    /// Who it is about.
    pub who: Vec<Phrase>,
    /// What they may or may not do.
    pub actions: Vec<Phrase>,
    /// On what.
    pub resources: Vec<Phrase>,
    /// Only if.
    pub conditions: Vec<Phrase>,
    /// Access levels of the named actions, from harmless to dangerous: `list`, `read`, `tagging`, `write`, `permissions
    /// management`. Empty where the table does not know the actions.
    pub levels: Vec<&'static str>,
    /// All of it as one sentence.
    pub sentence: Phrase,
}

/// A few words.
pub type Phrase = Vec<Part>;

/// A stretch of words of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Whether it is to be set as code.
    pub code: bool,
    /// The words.
    pub text: String,
    /// A page of AWS's documentation about it.
    pub link: Option<String>,
}

/// Something wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether IAM would refuse the policy.
    pub severity: Severity,
    /// A stable name in kebab case.
    pub code: &'static str,
    /// The first byte of what is wrong, in the text that was read.
    pub offset: usize,
    /// How many bytes it takes.
    pub len: usize,
    /// What is wrong.
    pub message: String,
    /// What the author can do about it.
    pub help: Option<String>,
}

impl From<Problem> for Diagnostic {
    /// Leaves out the span: only the caller knows where in a file the text of the policy is.
    fn from(problem: Problem) -> Self {
        let diagnostic = match problem.severity {
            Severity::Error => Self::error(problem.code, problem.message),
            Severity::Warning => Self::warning(problem.code, problem.message),
            Severity::Note => Self::note(problem.code, problem.message),
        };
        match problem.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// IAM would refuse it, or it is not JSON.
    Error,
    /// IAM takes it, but hardly means what its author meant.
    Warning,
    /// IAM takes it, and it may be meant.
    Note,
}

/// The codes that a comment allows: `<!-- policy: allow policy-public, policy-pass-role -->`.
pub fn allowed_by_comment(html: &str) -> impl Iterator<Item = String> {
    let inside = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    let codes = inside.and_then(|inside| inside.trim().strip_prefix("policy:")?.trim().strip_prefix("allow "));
    let codes = codes.unwrap_or_default().split([',', ' ']).filter(|code| !code.is_empty());
    codes.map(ToOwned::to_owned).collect::<Vec<_>>().into_iter()
}

/// What an ARN names, in a few words: `queue orders in us-east-1, account 111122223333`. None if it is no ARN, or one of an
/// unknown shape.
#[must_use]
pub fn arn_in_words(arn: &str) -> Option<String> {
    let phrase = arn.starts_with("arn:").then(|| resource_words::named(arn))??;
    Some(phrase.iter().map(|part| part.text.as_str()).collect())
}

/// The bytes of the character at an offset; 0 at the end.
fn char_len(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
