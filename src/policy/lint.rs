//! Findings: what IAM takes, and its author may not have meant; and what IAM refuses for its values.
//!
//! Each has a stable code. [`ABOUT`] says why it matters and where AWS documents it.

mod actions;
mod arns;
mod callers;
mod closed_values;
mod condition_keys;
mod conditions;
mod contradictions;
mod deputies;
mod key_values;
mod layers;
mod names;
mod principals;
mod providers;
mod regions;
mod repeated;
mod resources;
mod risks;
mod substitutions;
mod values;
mod variables;

use super::Problem;
use super::json::Node;
use super::model::Document;
use super::report::Reports;
pub(super) use actions::action;

const GUIDE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
const SERVICES: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";

/// Why a finding matters, and the page about it: of the IAM User Guide, or of another guide with its whole address.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The finding's code.
    pub code: &'static str,
    /// One sentence.
    pub why: &'static str,
    page: &'static str,
}

impl About {
    /// The address of AWS's documentation.
    #[must_use]
    pub fn link(&self) -> String {
        match self.page {
            "" => SERVICES.to_owned(),
            page if page.starts_with("https://") => page.to_owned(),
            page => format!("{GUIDE}{page}"),
        }
    }
}

/// All findings that this module makes, by code.
pub const ABOUT: [About; 36] = [
    about("policy-account", "an account id has 12 digits, so this one is no account", "console-account-id.html"),
    about("policy-admin", "one leaked key of its owner loses the whole account", "best-practices.html"),
    about(
        "policy-allow-not-action",
        "it also allows every action that AWS adds later",
        "reference_policies_elements_notaction.html",
    ),
    about(
        "policy-allow-not-principal",
        "it allows everyone else, also without signing in",
        "reference_policies_elements_notprincipal.html",
    ),
    about(
        "policy-allow-not-resource",
        "it also allows every resource that is made later",
        "reference_policies_elements_notresource.html",
    ),
    about("policy-arn", "a resource that is no ARN matches nothing", "reference_identifiers.html#identifiers-arns"),
    about(
        "policy-arn-incomplete",
        "AWS reads `*` for each part that is missing at the end",
        "reference_policies_elements_resource.html",
    ),
    about(
        "policy-condition-key",
        "a key that no request has makes the condition always false, or always true",
        "reference_policies_condition-keys.html",
    ),
    about(
        "policy-condition-type",
        "an operator compares values of its own type only",
        "reference_policies_elements_condition_operators.html",
    ),
    about(
        "policy-condition-value",
        "a value that is not of the operator's type never matches",
        "reference_policies_elements_condition_operators.html",
    ),
    about(
        "policy-confused-deputy",
        "another customer can tell the service to use this resource",
        "confused-deputy.html",
    ),
    about("policy-deprecated", "AWS may stop to answer this request", ""),
    about("policy-escalation", "its owner can give themselves every other permission", "best-practices.html"),
    about(
        "policy-for-all-values",
        "`ForAllValues` is also true for a request without the key",
        "reference_policies_condition-single-vs-multi-valued-context-keys.html",
    ),
    about(
        "policy-key-lockout",
        "KMS refuses such a policy, and a key without a manager cannot be mended",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    ),
    about("policy-layer", "AWS refuses what this kind of policy cannot hold", "access_policies.html"),
    about(
        "policy-literal-wildcard",
        "`StringEquals` compares `*` as a character",
        "reference_policies_elements_condition_operators.html#Conditions_String",
    ),
    about(
        "policy-mfa",
        "requests with long-term access keys do not have the key at all",
        "id_credentials_mfa_configure-api-require.html",
    ),
    about(
        "policy-name",
        "no resource has such a name, so the entry matches nothing",
        "reference_policies_elements_resource.html",
    ),
    about("policy-no-match", "the entry has no effect", ""),
    about(
        "policy-not-principal",
        "a denial reaches an identity also through its account",
        "reference_policies_elements_notprincipal.html",
    ),
    about(
        "policy-oidc",
        "strangers who use the same provider can assume the role",
        "id_roles_create_for-idp_oidc.html",
    ),
    about(
        "policy-partition",
        "each partition of AWS has accounts and resources of its own",
        "reference_identifiers.html#identifiers-arns",
    ),
    about(
        "policy-pass-role",
        "its owner can give a service the permissions of any role, also of an administrator's",
        "id_roles_use_passrole.html",
    ),
    about("policy-principal-refused", "IAM refuses to save the policy", "reference_policies_elements_principal.html"),
    about(
        "policy-public",
        "everyone, or everyone with an account of AWS, can use it",
        "reference_policies_elements_principal.html#principal-anonymous",
    ),
    about("policy-redundant", "it changes nothing, and counts for the size of the policy", "reference_iam-quotas.html"),
    about("policy-resource-mismatch", "the entry has no effect", ""),
    about(
        "policy-set-operator",
        "set operators are for keys with several values",
        "reference_policies_condition-single-vs-multi-valued-context-keys.html",
    ),
    about(
        "policy-size",
        "IAM refuses policies that are too long",
        "reference_iam-quotas.html#reference_iam-quotas-entity-length",
    ),
    about(
        "policy-tls",
        "a denial protects if it is for requests without TLS",
        "reference_policies_condition-keys.html#condition-keys-securetransport",
    ),
    about("policy-trust-action", "this kind of principal signs in with another action", "id_roles_create_for-idp.html"),
    about("policy-unknown-action", "an action that does not exist allows and denies nothing", ""),
    about("policy-unknown-prefix", "an action of no service allows and denies nothing", ""),
    about(
        "policy-variable",
        "what is not read as a variable is compared as characters",
        "reference_policies_variables.html",
    ),
    about("policy-wildcard-reach", "`*` also matches `/`", "reference_policies_elements_resource.html"),
];

const fn about(code: &'static str, why: &'static str, page: &'static str) -> About {
    About { code, why, page }
}

/// Why a code is reported and where AWS documents it; none for codes of the grammar.
#[must_use]
pub fn find(code: &str) -> Option<&'static About> {
    ABOUT.iter().find(|about| about.code == code)
}

/// Adds the findings about a policy in `text`.
pub(super) fn run(document: &Document, text: &str, reports: &mut Reports) {
    let first = reports.problems.len();
    for rule in &document.rules {
        actions::run(rule, reports);
        arns::run(rule, reports);
        principals::run(rule, document, reports);
        conditions::run(rule, document, reports);
        contradictions::run(rule, reports);
        condition_keys::of_actions(rule, reports);
        resources::run(rule, document.kind, reports);
        deputies::run(rule, document, reports);
        risks::rule(rule, document, reports);
        variables::run(rule, document, reports);
    }
    arns::partitions(document, reports);
    layers::run(document, reports);
    repeated::run(document, reports);
    risks::document(document, text, reports);
    explain(&mut reports.problems[first..]);
}

/// Adds the findings about the parts of a policy in a template of CloudFormation that it does not fill in.
pub(super) fn template(nodes: &[Node], reports: &mut Reports) {
    let first = reports.problems.len();
    for node in nodes {
        substitutions::run(node, reports);
    }
    explain(&mut reports.problems[first..]);
}

/// Adds the findings about a policy that its surroundings call the policy of a key.
pub(super) fn key_policy(document: &Document, reports: &mut Reports) {
    let first = reports.problems.len();
    layers::key_policy(document, reports);
    explain(&mut reports.problems[first..]);
}

/// Says of each finding why it matters, and where AWS documents it.
fn explain(problems: &mut [Problem]) {
    for problem in problems {
        if let Some(about) = find(problem.code) {
            let advice = problem.help.take().filter(|help| !help.is_empty());
            let end = |advice: &str| if advice.ends_with('?') { " " } else { "; " };
            let advice = advice.map(|advice| format!("{advice}{}", end(&advice))).unwrap_or_default();
            problem.help = Some(format!("{advice}{}: {}", about.why, about.link()));
        }
    }
}

#[cfg(test)]
mod good;
#[cfg(test)]
mod tests;
