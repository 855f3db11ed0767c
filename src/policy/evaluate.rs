//! Whether a request would be allowed, by the policies that are given and nothing else.
//!
//! Source: IAM User Guide, "Policy evaluation logic". An explicit denial wins. Then every layer that limits has to allow:
//! service control policies, the permissions boundary, the session policy. Then an identity policy or the resource's policy
//! has to allow; between two accounts both. Not known here: what AWS adds by itself, such as service-linked roles, S3's
//! access lists and its public access block, and grants of KMS.

mod conditions;
mod context;
mod matching;
mod miss;
mod principal;

use super::model::{Document, Effect, Rule, Text};
use super::report::Reports;
use super::{Kind, Problem, Severity, describe, dress, lint};
use miss::Miss;
use principal::{Caller, Reach};

/// A policy that takes part in a decision.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name in answers, such as the path of its file.
    pub name: String,
    document: Document,
}

/// The policies that apply to a request, by what they are attached to.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Of the user, their groups, or the role.
    pub identity: Vec<Policy>,
    /// Of the resource: bucket policy, key policy, trust policy.
    pub resource: Vec<Policy>,
    /// The permissions boundary of the user or the role.
    pub boundary: Vec<Policy>,
    /// Given when the role was assumed.
    pub session: Vec<Policy>,
    /// Of the organization, for the caller's account. All of one level: one of them has to allow.
    pub service_control: Vec<Policy>,
    /// Of the organization, for the resource's account. They only deny.
    pub resource_control: Vec<Policy>,
}

/// A request to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The ARN of the caller, a service such as `lambda.amazonaws.com`, or `*` for a caller without a signature. None: the
    /// identity that the identity policies are attached to.
    pub principal: Option<String>,
    /// Such as `s3:GetObject`.
    pub action: String,
    /// The ARN of the resource, or `*`.
    pub resource: String,
    /// The account of the resource, where its ARN has none. None: the caller's.
    pub account: Option<String>,
    /// The values of condition keys, in any case.
    pub context: Vec<(String, Vec<String>)>,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The request goes through.
    Allowed,
    /// A statement denies it.
    ExplicitlyDenied,
    /// No statement allows it that would have to.
    ImplicitlyDenied,
}

/// The outcome of a request, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The outcome.
    pub decision: Decision,
    /// The statement that decided; none if one is missing.
    pub statement: Option<Deciding>,
    /// One sentence.
    pub reason: String,
    /// Why other statements did not count, in order.
    pub misses: Vec<String>,
}

/// A statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// The policy's name.
    pub policy: String,
    /// Its number, from 1.
    pub number: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
}

impl Answer {
    /// The answer where AWS refuses a policy: what is refused allows nothing.
    #[must_use]
    pub fn of_refused(self, policy: &str) -> Self {
        if self.decision != Decision::Allowed {
            return self;
        }
        Self {
            decision: Decision::ImplicitlyDenied,
            statement: None,
            reason: format!("AWS refuses {policy} as it is, for the errors above"),
            misses: vec![format!("without the errors: {}", self.reason)],
        }
    }

    /// The answer to a request for an action that does not exist.
    #[must_use]
    pub fn without_action(problem: &Problem) -> Self {
        let reason = problem.message.clone();
        Self { decision: Decision::ImplicitlyDenied, statement: None, reason, misses: Vec::new() }
    }
}

/// What is wrong with the action of a request. An error: no request has it. A note: the table of actions does not have it,
/// and it may be newer.
#[must_use]
pub fn about_action(action: &str) -> Option<Problem> {
    let name = Text { text: action.to_owned(), ..Text::default() };
    let mut reports = Reports::default();
    if action.contains(['*', '?']) || !action.contains(':') {
        let message = format!("`{action}` is not the action of a request");
        reports.error("policy-action", &name.span, message, "name one action, such as `s3:GetObject`");
    } else {
        lint::action(&name, &mut reports);
    }
    let mut problem = reports.problems.pop().filter(|problem| problem.code != "policy-deprecated")?;
    if problem.severity == Severity::Warning {
        problem.severity = Severity::Error;
    }
    Some(problem)
}

/// Reads the policies of a text: Terraform or a shell script by the name of its file, else JSON, or YAML if it does not begin
/// with a bracket. `kind` is what they are attached to, where that is known.
#[must_use]
pub fn read(name: &str, text: &str, kind: Option<Kind>) -> (Vec<Policy>, Vec<Problem>) {
    let language = match name.rsplit_once('.') {
        Some((_, ending @ ("tf" | "hcl" | "sh"))) => ending,
        _ if text.trim_start().starts_with(['{', '[', '/']) => "jsonc",
        _ => "yaml",
    };
    let (documents, problems) = dress::documents(text, language, kind);
    let count = documents.len();
    let named = |(index, document)| {
        let name = if count == 1 { name.to_owned() } else { format!("{name}, policy {}", index + 1) };
        Policy { name, document }
    };
    (documents.into_iter().enumerate().map(named).collect(), problems)
}

impl Policy {
    /// The policy in plain words.
    #[must_use]
    pub fn described(&self) -> super::Policy {
        describe::policy(&self.document)
    }

    /// What it is attached to, as far as its statements tell.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.document.kind
    }

    /// Whether its surroundings, such as the resource of a template, say what it is attached to.
    #[must_use]
    pub fn is_kind_sure(&self) -> bool {
        self.document.is_kind_sure()
    }
}

/// Decides about a request. The same policies and the same request have the same answer.
#[must_use]
pub fn evaluate(request: &Request, policies: &Policies) -> Answer {
    let context = context::Context::of(request);
    let caller = Caller::of(request.principal.as_deref());
    let judge = Judge { request, context, caller };
    judge.decide(policies)
}

struct Judge<'a> {
    request: &'a Request,
    context: context::Context,
    caller: Caller<'a>,
}

/// The statement of a layer that allows, and whom it names.
struct Grant {
    deciding: Deciding,
    reach: Reach,
}

/// A layer of policies that a request has to pass.
enum Layer {
    Passed(Deciding),
    Failed(&'static str),
}

impl Judge<'_> {
    fn decide(&self, policies: &Policies) -> Answer {
        // Service control policies bind the users and roles of an organization, and no one else.
        let no_policies = Vec::new();
        let service_control = if self.caller.is_identity() { &policies.service_control } else { &no_policies };
        let layers = [
            service_control,
            &policies.resource_control,
            &policies.resource,
            &policies.identity,
            &policies.boundary,
            &policies.session,
        ];
        for layer in layers {
            if let Some(deciding) = self.find(layer, &Effect::Deny).into_iter().next() {
                let reason = format!("{} denies it", described(&deciding.deciding));
                let statement = Some(deciding.deciding);
                return Answer { decision: Decision::ExplicitlyDenied, statement, reason, misses: Vec::new() };
            }
        }
        match self.allow(policies) {
            Layer::Passed(deciding) => {
                let reason = format!("{} allows it", described(&deciding));
                Answer { decision: Decision::Allowed, statement: Some(deciding), reason, misses: Vec::new() }
            }
            Layer::Failed(reason) => Answer {
                decision: Decision::ImplicitlyDenied,
                statement: None,
                reason: reason.to_owned(),
                misses: layers.into_iter().flatten().flat_map(|policy| self.misses(policy)).collect(),
            },
        }
    }

    /// What allows the request, if all layers do.
    fn allow(&self, policies: &Policies) -> Layer {
        let by_resource = self.find(&policies.resource, &Effect::Allow);
        if !self.caller.is_identity() {
            return match by_resource.into_iter().next() {
                Some(grant) => Layer::Passed(grant.deciding),
                None => Layer::Failed("the resource's policy has no statement that allows this caller"),
            };
        }
        if !policies.service_control.is_empty() && self.find(&policies.service_control, &Effect::Allow).is_empty() {
            return Layer::Failed("no service control policy allows it: is `FullAWSAccess` missing among the files?");
        }
        let is_cross_account = self.is_cross_account();
        let direct = by_resource.iter().find(|grant| grant.reach != Reach::Account);
        // A grant to the user or the session itself passes boundaries and session policies; one to the role does not.
        let is_personal = |grant: &&Grant| {
            matches!(grant.reach, Reach::Session | Reach::User)
                || (grant.reach == Reach::Everyone && !self.caller.is_session())
        };
        if !is_cross_account && let Some(grant) = by_resource.iter().find(is_personal) {
            return Layer::Passed(grant.deciding.clone());
        }
        for (layer, reason) in [
            (&policies.boundary, "the permissions boundary does not allow it"),
            (&policies.session, "the session policy does not allow it"),
        ] {
            if !layer.is_empty() && self.find(layer, &Effect::Allow).is_empty() {
                return Layer::Failed(reason);
            }
        }
        let by_identity = self.find(&policies.identity, &Effect::Allow).into_iter().next().map(|grant| grant.deciding);
        if is_cross_account {
            return match (by_identity, by_resource.into_iter().next()) {
                (Some(deciding), Some(_)) => Layer::Passed(deciding),
                (None, _) if self.caller.is_root() => {
                    Layer::Failed("root of another account needs the resource's policy")
                }
                (None, _) => Layer::Failed("no identity policy allows it, and between accounts both sides have to"),
                (Some(_), None) => {
                    Layer::Failed("the resource's policy does not allow it, and between accounts both sides have to")
                }
            };
        }
        match (direct, by_identity) {
            (Some(grant), _) => Layer::Passed(grant.deciding.clone()),
            (None, Some(_)) if self.needs_resource_policy() && by_resource.is_empty() => {
                Layer::Failed("keys and roles have to allow it in their own policy too")
            }
            (None, Some(deciding)) => Layer::Passed(deciding),
            (None, None) => Layer::Failed("no policy allows it"),
        }
    }

    /// Identity policies reach keys and roles only if their own policy lets the account use them (KMS Developer Guide, "Key
    /// policies"; IAM User Guide, "Role trust policy").
    fn needs_resource_policy(&self) -> bool {
        let action = self.request.action.to_ascii_lowercase();
        let is_key = action.starts_with("kms:") && self.request.resource.contains(":key/");
        is_key || action.starts_with("sts:assumerole")
    }

    fn is_cross_account(&self) -> bool {
        let of_resource = self.request.account.as_deref().or_else(|| {
            self.request.resource.split(':').nth(4).filter(|account| !account.is_empty() && *account != "*")
        });
        match (self.caller.account(), of_resource) {
            (Some(caller), Some(resource)) => caller != resource,
            _ => false,
        }
    }

    /// The statements of a layer that have this effect on the request.
    fn find(&self, layer: &[Policy], effect: &Effect) -> Vec<Grant> {
        let mut found = Vec::new();
        for policy in layer {
            for (index, rule) in policy.document.rules.iter().enumerate().filter(|(_, rule)| rule.effect == *effect) {
                if let Ok(reach) = self.matches(rule, &policy.document) {
                    found.push(Grant { deciding: deciding(policy, index, rule), reach });
                }
            }
        }
        found
    }

    fn matches(&self, rule: &Rule, document: &Document) -> Result<Reach, Miss> {
        let reach = principal::matches(rule, &self.caller)?;
        matching::action(rule, &self.request.action)?;
        matching::resource(rule, &self.request.resource, document, &self.context)?;
        conditions::all(rule, document, &self.context)?;
        Ok(reach)
    }

    fn misses(&self, policy: &Policy) -> Vec<String> {
        let rules = policy.document.rules.iter().enumerate();
        let miss = |(index, rule): (usize, &Rule)| {
            let miss = self.matches(rule, &policy.document).err()?;
            Some(format!("{} does not count: {miss}", described(&deciding(policy, index, rule))))
        };
        rules.filter(|(_, rule)| rule.effect != Effect::Deny).filter_map(miss).collect()
    }
}

fn deciding(policy: &Policy, index: usize, rule: &Rule) -> Deciding {
    let sid = rule.sid.as_ref().map(|sid| sid.text.clone()).filter(|sid| !sid.is_empty());
    Deciding { policy: policy.name.clone(), number: index + 1, sid }
}

fn described(deciding: &Deciding) -> String {
    let sid = deciding.sid.as_ref().map(|sid| format!(" (`{sid}`)")).unwrap_or_default();
    format!("statement {}{sid} of {}", deciding.number, deciding.policy)
}

#[cfg(test)]
mod tests;
