//! `notewright policy`: a policy in plain words, what is wrong with it, and what it would allow.

use super::report::{Stream, refuse, report, verdict};
use super::{Common, End};
use crate::diagnostic::{Diagnostic, Format};
use crate::disk::read_again;
use crate::policy::evaluate::{self, Answer, Decision, Policies, Request};
use crate::policy::{Kind, Phrase, Policy, Problem, Severity};
use crate::source::{FileId, Sources, Span};
use clap::Args;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub(super) const AFTER_HELP: &str = "\
Without --do and --on: the policy in plain words, and what is wrong with it.
With both: allowed, denied or not allowed, and why. Exit status 0 if allowed, else 1.

Only the given files count, and AWS is not asked. A policy that AWS refuses allows nothing, and an
action that AWS does not have is an error.

Examples:
  notewright policy role.json
  notewright policy role.json --do s3:GetObject --on arn:aws:s3:::notes/a.txt
  notewright policy bucket.json --as arn:aws:iam::111122223333:user/ana --do s3:GetObject \\
    --on arn:aws:s3:::notes/a.txt --with aws:SecureTransport=true --identity ana.json";

/// The policy, and the request to decide about.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The policy: JSON or YAML, also inside a template; Terraform (.tf) or a shell script (.sh)
    file: PathBuf,
    /// Who asks: an ARN, a service such as lambda.amazonaws.com, or * for a stranger; left out: the owner of FILE
    #[arg(long = "as", value_name = "PRINCIPAL")]
    principal: Option<String>,
    /// What they want to do, such as `s3:GetObject`
    #[arg(long = "do", value_name = "ACTION", requires = "resource")]
    action: Option<String>,
    /// On what: an ARN, such as `arn:aws:s3:::notes/a.txt`, or * for an action without a resource
    #[arg(long = "on", value_name = "ARN", requires = "action")]
    resource: Option<String>,
    /// A value of a condition key, such as aws:SourceIp=203.0.113.7; again for another key or value
    #[arg(long = "with", value_name = "KEY=VALUE", value_parser = key_and_value)]
    context: Vec<(String, String)>,
    /// The account of the resource, where its ARN has none, as that of a bucket
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// A policy of the user or the role, beside FILE; again for more, as with all files below
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// The policy of the resource, if FILE is that of a user or a role
    #[arg(long = "resource-policy", value_name = "FILE")]
    resource_policy: Vec<PathBuf>,
    /// The permissions boundary of the user or the role
    #[arg(long, value_name = "FILE")]
    boundary: Vec<PathBuf>,
    /// The policy that was given when the role was assumed
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,
    /// A service control policy: what the caller's account may do at most
    #[arg(long, value_name = "FILE")]
    scp: Vec<PathBuf>,
    /// A resource control policy: what may be done to the resource at most
    #[arg(long, value_name = "FILE")]
    rcp: Vec<PathBuf>,
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if key.contains(':') => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE, such as aws:SecureTransport=true".to_owned()),
    }
}

pub(super) fn run(asked: &Asked, common: &Common) -> std::io::Result<End> {
    let mut reader = Reader::default();
    let policies = match reader.policies(asked) {
        Ok(policies) => policies,
        Err(error) => return refuse(&error, common),
    };
    let about_action = asked.action.as_deref().and_then(evaluate::about_action);
    reader.diagnostics.extend(about_action.clone().map(Diagnostic::from));
    report(&reader.diagnostics, &reader.sources, common, Stream::Error)?;
    if let (Some(action), Some(resource)) = (&asked.action, &asked.resource) {
        let answer = match about_action.filter(|problem| problem.severity == Severity::Error) {
            Some(problem) => Answer::without_action(&problem),
            None => evaluate::evaluate(&request(asked, action, resource), &policies),
        };
        let answer = match &reader.refused {
            Some(name) => answer.of_refused(name),
            None => answer,
        };
        std::io::stdout().write_all(shown(&answer, common.format).as_bytes())?;
        return Ok(if answer.decision == Decision::Allowed { End::Done } else { End::Failed });
    }
    std::io::stdout().write_all(described(&reader.asked, &asked.file, common.format)?.as_bytes())?;
    Ok(verdict(&reader.diagnostics, common))
}

#[derive(Default)]
struct Reader {
    sources: Sources,
    /// The policies of FILE in plain words.
    asked: Vec<Policy>,
    /// The first file with an error.
    refused: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// All files, by what their policies are attached to. FILE itself counts as what it says it is.
    fn policies(&mut self, asked: &Asked) -> Result<Policies, crate::disk::DiskError> {
        let mut policies = Policies::default();
        let own = self.read(&asked.file, None)?;
        self.asked = own.iter().map(evaluate::Policy::described).collect();
        for policy in own {
            match policy.kind() {
                Kind::Identity => policies.identity.push(policy),
                // It only denies, and without other policies of the organization it says nothing of what they allow.
                Kind::ServiceControl if !policy.is_kind_sure() => policies.identity.push(policy),
                Kind::Session => policies.session.push(policy),
                Kind::Resource | Kind::Trust => policies.resource.push(policy),
                Kind::ServiceControl => policies.service_control.push(policy),
                // Only its denials count: what it allows depends on the way of the request.
                Kind::ResourceControl | Kind::Endpoint => policies.resource_control.push(policy),
            }
        }
        for (files, layer, kind) in [
            (&asked.identity, &mut policies.identity, None),
            (&asked.resource_policy, &mut policies.resource, None),
            (&asked.boundary, &mut policies.boundary, None),
            (&asked.session, &mut policies.session, Some(Kind::Session)),
            (&asked.scp, &mut policies.service_control, Some(Kind::ServiceControl)),
            (&asked.rcp, &mut policies.resource_control, Some(Kind::ResourceControl)),
        ] {
            for file in files {
                layer.extend(self.read(file, kind)?);
            }
        }
        Ok(policies)
    }

    fn read(&mut self, path: &Path, kind: Option<Kind>) -> Result<Vec<evaluate::Policy>, crate::disk::DiskError> {
        let name = path.display().to_string();
        let (source, _) = read_again(path, &name)?;
        let (policies, problems) = evaluate::read(&name, &source.text, kind);
        if self.refused.is_none() && problems.iter().any(|problem| problem.severity == Severity::Error) {
            self.refused = Some(name.clone());
        }
        let file = self.sources.add(source);
        self.diagnostics.extend(problems.into_iter().map(|problem| diagnostic(problem, file)));
        if policies.is_empty() {
            let nothing = Diagnostic::error("policy-none", format!("`{name}` holds no policy"));
            self.diagnostics.push(nothing.help("a policy has a `Statement` with `Effect` and `Action`"));
        }
        Ok(policies)
    }
}

fn diagnostic(problem: Problem, file: FileId) -> Diagnostic {
    let span = Span::new(file, problem.offset..problem.offset + problem.len);
    Diagnostic::from(problem).at(span)
}

fn request(asked: &Asked, action: &str, resource: &str) -> Request {
    let mut context: Vec<(String, Vec<String>)> = Vec::new();
    for (key, value) in &asked.context {
        match context.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(key)) {
            Some((_, values)) => values.push(value.clone()),
            None => context.push((key.clone(), vec![value.clone()])),
        }
    }
    Request {
        principal: asked.principal.clone(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        account: asked.account.clone(),
        context,
    }
}

fn shown(answer: &Answer, format: Format) -> String {
    let decision = match answer.decision {
        Decision::Allowed => "allowed",
        Decision::ExplicitlyDenied => "denied",
        Decision::ImplicitlyDenied => "not allowed",
    };
    if format == Format::Json {
        let statement = answer.statement.as_ref().map(|statement| {
            serde_json::json!({"policy": statement.policy, "statement": statement.number, "sid": statement.sid})
        });
        let answer = serde_json::json!({
            "decision": decision, "by": statement, "reason": answer.reason, "misses": answer.misses,
        });
        return format!("{answer}\n");
    }
    let mut text = format!("{decision}: {}\n", answer.reason);
    for miss in &answer.misses {
        let _ = writeln!(text, "  {miss}");
    }
    text
}

fn described(policies: &[Policy], file: &Path, format: Format) -> std::io::Result<String> {
    if format == Format::Json {
        return Ok(serde_json::to_string(policies).map_err(std::io::Error::other)? + "\n");
    }
    let mut said = String::new();
    for policy in policies {
        let _ = writeln!(said, "{}: {}", file.display(), policy.summary);
        for statement in policy.statements.iter().filter(|statement| !statement.sentence.is_empty()) {
            let _ = writeln!(said, "  {}", sentence(&statement.sentence));
        }
    }
    Ok(said)
}

fn sentence(phrase: &Phrase) -> String {
    phrase.iter().map(|part| if part.code { format!("`{}`", part.text) } else { part.text.clone() }).collect()
}
