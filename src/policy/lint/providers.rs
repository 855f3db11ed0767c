//! Providers of identities in trust policies: their names, and the conditions that say which of their users are trusted.

use crate::policy::model::{Principal, Rule, Text, Who};
use crate::policy::report::Reports;
use crate::policy::template;

/// Of principals that IAM refuses.
pub(super) const CODE: &str = "policy-principal-refused";

/// Checks a provider of identities, and the conditions on its users.
pub(super) fn federated(principal: &Principal, who: &Who, rule: &Rule, reports: &mut Reports) {
    let text = &principal.name.text;
    if text == "*" {
        let help =
            "name the provider, such as `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`";
        return reports.error(CODE, &principal.name.span, "`*` is not an identity provider".into(), help);
    }
    provider(&principal.name, reports);
    if !principal.name.is_open() {
        let is_saml = text.contains(":saml-provider/");
        let right = if is_saml { "sts:AssumeRoleWithSAML" } else { "sts:AssumeRoleWithWebIdentity" };
        sign_in(&format!("users signed in by `{text}`"), right, rule, reports);
    }
    if rule.may_allow() && !rule.is_incomplete && !rule.has_open_conditions {
        let is_told = subject(principal, rule, reports);
        if !is_told && std::ptr::eq(principal, &raw const who.principals[0]) {
            foreign_key(who, rule, reports);
        }
    }
}

/// Reports a provider of identities that is written otherwise than IAM has it.
fn provider(name: &Text, reports: &mut Reports) {
    const NAMED: [&str; 4] =
        ["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];
    let text = name.text.as_str();
    let known = NAMED.contains(&text) || text.contains(":saml-provider/") || text.contains(":oidc-provider/");
    if url(text).starts_with("https://") {
        let message = format!("the name of a provider has no `https://`: `{text}`");
        return reports.warning(CODE, &name.span, message, &format!("write `{}`", text.replacen("https://", "", 1)));
    }
    if !known && !name.is_open() {
        let message = format!("`{text}` is not an identity provider");
        let help = "name the provider by its ARN: `arn:aws:iam::111122223333:oidc-provider/example.com`";
        reports.warning(CODE, &name.span, message, help);
    }
}

/// Reports a request that another kind of principal makes, unless the right one is there as well.
pub(super) fn sign_in(who: &str, right: &str, rule: &Rule, reports: &mut Reports) {
    const REQUESTS: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
    let names = &rule.actions.names;
    let is = |name: &Text, request: &str| name.text.eq_ignore_ascii_case(request);
    if !rule.may_allow() || names.iter().any(|name| name.is_open() || name.text.contains('*') || is(name, right)) {
        return;
    }
    if let Some(wrong) = names.iter().find(|name| REQUESTS.iter().any(|request| is(name, request))) {
        let message = format!("{who} do not use `{}`", wrong.text);
        reports.warning("policy-trust-action", &wrong.span, message, &format!("write `{right}`"));
    }
}

/// Providers that many customers share, and the keys that tell the customers apart: one is enough (IAM User Guide, "Identity
/// provider controls for shared OIDC providers").
const SHARED: [(&str, &[&str]); 8] = [
    ("accounts.google.com", &[":sub", ":aud", ":oaud"]),
    ("agent.buildkite.com", &[":sub"]),
    ("api.pulumi.com/oidc", &[":sub", ":aud"]),
    ("app.terraform.io", &[":sub"]),
    ("cognito-identity.amazonaws.com", &[":aud"]),
    ("gitlab.com", &[":sub"]),
    ("oidc.vercel.com", &[":sub", ":aud"]),
    (GITHUB, &[":sub"]),
];

const GITHUB: &str = "token.actions.githubusercontent.com";

/// What a subject has before the name of a customer.
const BEFORE_OWNER: [&str; 3] = ["organization:", "project_path:", "repo:"];

/// Reports a trust in all users of a provider: a condition on the subject or the audience has to say which. Gives whether it is
/// one.
fn subject(principal: &Principal, rule: &Rule, reports: &mut Reports) -> bool {
    let provider = host(&principal.name.text);
    let Some((_, endings @ [needed, ..])) = SHARED.iter().find(|(name, _)| *name == provider) else { return false };
    let is_telling = |key: &str| endings.iter().any(|ending| key.eq_ignore_ascii_case(&format!("{provider}{ending}")));
    let mut tests = rule.tests.iter().filter(|test| is_telling(&test.key.text) || test.key.is_open());
    let help = format!("add a condition on `{provider}{needed}`");
    let Some(test) = tests.find(|test| !test.operator.is_negated() && !test.operator.if_exists) else {
        let message = format!("this trust has no condition on `{needed}`, so it is open to every user of the provider");
        reports.warning("policy-oidc", &principal.name.span, message, &help);
        return true;
    };
    let is_anyone = |value: &&Text| {
        let owner = BEFORE_OWNER.iter().find_map(|before| value.text.strip_prefix(before)).unwrap_or(&value.text);
        owner.starts_with('*') && !owner.trim_start_matches('*').starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let anyone = test.values.iter().find(is_anyone).filter(|_| test.operator.base != Some("StringEquals"));
    if let Some(value) = anyone {
        let message = format!("`{}` is every user of the provider", value.text);
        let help = if provider == GITHUB { "write `repo:owner/name:*`" } else { "write which of them may" };
        reports.warning("policy-oidc", &value.span, message, help);
        return true;
    }
    let is_pattern = test.operator.base == Some("StringLike");
    let wide = test.values.iter().filter(|_| is_pattern).find_map(|value| Some((value, owners(value, provider)?)));
    if let Some((value, owners)) = &wide {
        let message = format!("`{}` is every user of each owner whose name matches `{owners}`", value.text);
        let help = "everyone can register such a name: write the whole name of the owner";
        reports.warning("policy-oidc", &value.span, message, help);
    }
    wide.is_some()
}

/// The pattern of the owners that a subject fits, if it fits more than one: `octo*` of `repo:octo*/*`.
fn owners(value: &Text, provider: &str) -> Option<String> {
    let masked = template::masked(&value.text);
    let start = BEFORE_OWNER.iter().find_map(|before| masked.strip_prefix(before));
    // Without the word before it, the pattern begins somewhere in the name of the owner.
    let rest = start.or_else(|| Some(masked.as_str()).filter(|text| provider == GITHUB && text.starts_with('*')))?;
    let owner = rest.split(['/', ':']).next().unwrap_or(rest);
    (owner.contains(['*', '?']) && !owner.contains(template::OPEN)).then(|| owner.to_owned())
}

/// Reports a condition on a key of another provider than those that the statement trusts: no user can meet it.
fn foreign_key(who: &Who, rule: &Rule, reports: &mut Reports) {
    let trusted: Vec<&str> = who.principals.iter().map(|principal| host(&principal.name.text)).collect();
    let is_known = who.principals.iter().all(|principal| principal.kind == "Federated" && !principal.name.is_open());
    for test in &rule.tests {
        let is_needed = !test.operator.is_negated() && !test.operator.if_exists && test.operator.base != Some("Null");
        let Some((provider, _)) = test.key.text.rsplit_once(':').filter(|(provider, _)| provider.contains('.')) else {
            continue;
        };
        let is_foreign = !trusted.iter().any(|name| name.eq_ignore_ascii_case(provider));
        if is_known && is_needed && is_foreign && !test.key.is_open() {
            let message = format!("no user of the trusted provider has the key `{}`", test.key.text);
            let help = match trusted.as_slice() {
                [one] => format!("write `{}`", test.key.text.replacen(provider, one, 1)),
                _ => "name the key of a provider that is trusted".to_owned(),
            };
            reports.warning("policy-condition-key", &test.key.span, message, &help);
        }
    }
}

/// The address of a provider, as its keys begin: a scheme before it is a mistake that has its own message.
fn host(name: &str) -> &str {
    let url = url(name);
    url.strip_prefix("https://").unwrap_or(url)
}

/// The last part of the ARN of a provider.
fn url(name: &str) -> &str {
    name.rsplit_once(":oidc-provider/").map_or(name, |(_, provider)| provider)
}
