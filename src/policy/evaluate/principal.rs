//! Callers, and the principals that name them (IAM User Guide, "AWS JSON policy elements: Principal").

use super::miss::Miss;
use crate::policy::model::{Effect, Principal, Rule, Who};

/// The one who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller<'a> {
    /// The identity that the identity policies are attached to.
    Attached,
    /// The request is not signed.
    Anonymous,
    /// `lambda.amazonaws.com`.
    Service(&'a str),
    /// A user, a role, a session or an account's root.
    Identity(&'a str),
    /// A user of an identity provider, before a role is assumed.
    Federated(&'a str),
}

/// How closely a principal names a caller. It decides which other layers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The user's own ARN, or a principal that is no identity.
    User,
    /// The session's own ARN.
    Session,
    /// The role of the session.
    Role,
    /// The account, which leaves it to its identity policies.
    Account,
    /// `*`.
    Everyone,
}

impl<'a> Caller<'a> {
    pub(super) fn of(principal: Option<&'a str>) -> Self {
        match principal {
            None => Self::Attached,
            Some("*" | "anonymous") => Self::Anonymous,
            Some(name) if name.contains(":oidc-provider/") || name.contains(":saml-provider/") => Self::Federated(name),
            Some(name) if name.starts_with("arn:") => Self::Identity(name),
            Some(name) if name.ends_with(".amazonaws.com") && !name.starts_with("cognito-identity.") => {
                Self::Service(name)
            }
            Some(name) => Self::Federated(name),
        }
    }

    /// The account of the caller.
    pub(super) fn account(self) -> Option<&'a str> {
        match self {
            Self::Identity(arn) => arn.split(':').nth(4),
            _ => None,
        }
    }

    /// Whether policies can be attached to the caller: it is no service, and no one without an identity in IAM.
    pub(super) fn is_identity(self) -> bool {
        matches!(self, Self::Attached | Self::Identity(_))
    }

    /// Whether a role or a federated user has temporary credentials.
    pub(super) fn is_session(self) -> bool {
        matches!(self, Self::Identity(arn) if arn.contains(":assumed-role/") || arn.contains(":federated-user/") || arn.contains(":role/"))
    }

    pub(super) fn is_root(self) -> bool {
        matches!(self, Self::Identity(arn) if arn.ends_with(":root"))
    }
}

/// The role of a session, as its partition, account and name: `arn:aws:sts::1:assumed-role/name/session`.
pub(super) fn role_of(session: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = session.splitn(6, ':').collect();
    let [_, partition, "sts", _, account, resource] = parts.as_slice() else { return None };
    let (role, _) = resource.strip_prefix("assumed-role/")?.split_once('/')?;
    Some((partition, account, role))
}

/// Whether a statement is about the caller, and how closely. Statements without principals are about the identity
/// that has them.
pub(super) fn matches(rule: &Rule, caller: &Caller<'_>) -> Result<Reach, Miss> {
    let Some(who) = &rule.principals else {
        // Only identities have policies of their own.
        return Ok(Reach::User);
    };
    if who.is_not && rule.effect == Effect::Deny {
        return if spares(who, *caller) { Err(Miss::Principal) } else { Ok(Reach::Everyone) };
    }
    let reaches = who.principals.iter().filter_map(|principal| reach(principal, *caller));
    let closest = reaches.min_by_key(|reach| match reach {
        Reach::Session => 0,
        Reach::User => 1,
        Reach::Role => 2,
        Reach::Everyone => 3,
        Reach::Account => 4,
    });
    match (who.is_not, closest) {
        (false, Some(reach)) => Ok(reach),
        (true, None) => Ok(Reach::Everyone),
        _ => Err(Miss::Principal),
    }
}

/// Whether a denial of all others spares the caller. A caller is its own ARN, that of its role, and its account, and the denial
/// reaches it as long as one of them is not listed (IAM User Guide, "AWS JSON policy elements: `NotPrincipal`").
fn spares(who: &Who, caller: Caller<'_>) -> bool {
    let reaches: Vec<Reach> = who.principals.iter().filter_map(|principal| reach(principal, caller)).collect();
    if reaches.contains(&Reach::Everyone) {
        return true;
    }
    let Caller::Identity(arn) = caller else { return !reaches.is_empty() };
    let needed: &[Reach] = match arn {
        arn if arn.ends_with(":root") => &[Reach::Account],
        arn if arn.contains(":assumed-role/") => &[Reach::Session, Reach::Role, Reach::Account],
        arn if arn.contains(":federated-user/") => &[Reach::Session, Reach::Account],
        arn if arn.contains(":role/") => &[Reach::Role, Reach::Account],
        _ => &[Reach::User, Reach::Account],
    };
    needed.iter().all(|needed| reaches.contains(needed))
}

fn reach(principal: &Principal, caller: Caller<'_>) -> Option<Reach> {
    let name = principal.name.text.as_str();
    if principal.name.is_unknown() {
        return None;
    }
    if name == "*" && principal.kind == "AWS" {
        return Some(Reach::Everyone);
    }
    match (principal.kind.as_str(), caller) {
        ("Service", Caller::Service(service)) => (name == service).then_some(Reach::User),
        ("Federated", Caller::Federated(provider)) => (name == provider).then_some(Reach::User),
        ("AWS", Caller::Identity(arn)) => identity(name, arn),
        _ => None,
    }
}

fn identity(name: &str, caller: &str) -> Option<Reach> {
    if name == caller {
        return Some(match caller {
            caller if caller.contains(":assumed-role/") || caller.contains(":federated-user/") => Reach::Session,
            caller if caller.contains(":role/") => Reach::Role,
            caller if caller.ends_with(":root") => Reach::Account,
            _ => Reach::User,
        });
    }
    let account = caller.split(':').nth(4)?;
    let is_account = name == account || (name.ends_with(":root") && name.split(':').nth(4) == Some(account));
    if is_account {
        return Some(Reach::Account);
    }
    let (partition, account, role) = role_of(caller)?;
    let is_role = name.strip_prefix(&format!("arn:{partition}:iam::{account}:role/"))?.rsplit('/').next() == Some(role);
    is_role.then_some(Reach::Role)
}
