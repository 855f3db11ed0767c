//! Finds the credentials, in the order of the AWS CLI (AWS CLI User Guide, "Authentication and access credentials"):
//! environment keys, a role of the profile, a web identity of the environment, SSO, keys or process of the profile, the
//! container, the machine.
//!
//! It takes the environment and the configuration files, and gives a [`Provider`]. `reqsign-aws-v4` fetches and
//! refreshes the credentials. This module chooses the provider, follows `source_profile` from role to role, and gives
//! the provider access to files, programs and HTTP.
//!
//! The chain of `reqsign-aws-v4` is not used. It has no roles of profiles and no `sso-session`. It also ignores a
//! source that fails: an expired login would end in a request for the metadata of a machine that has none.
#![expect(clippy::disallowed_methods, reason = "the files of the AWS configuration are read here")]

use crate::deploy::{Stop, StopKind};
use bytes::Bytes;
use ini::Ini;
use reqsign_aws_v4::{
    AssumeRoleCredentialProvider, AssumeRoleWithWebIdentityCredentialProvider, Credential, ECSCredentialProvider,
    EnvCredentialProvider, IMDSv2CredentialProvider, ProcessCredentialProvider, ProfileCredentialProvider,
    RequestSigner, SSOCredentialProvider,
};
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Error, FileRead, HttpSend, ProvideCredential, ProvideCredentialDyn, Result,
    Signer, StaticEnv,
};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// A source of credentials.
pub(in crate::deploy) type Provider = Arc<dyn ProvideCredentialDyn<Credential = Credential>>;

/// Name of a role's sessions in `CloudTrail`.
const SESSION: &str = "notewright-deploy";

/// The AWS configuration: the environment and two files.
pub(in crate::deploy) struct Configuration {
    environment: HashMap<String, String>,
    config: Ini,
    credentials: Ini,
    profile: String,
    /// Whether the user named the profile.
    is_named: bool,
}

impl Configuration {
    /// Reads the two files. A profile in the environment comes before the one of site.toml.
    pub(in crate::deploy) fn read(
        environment: &HashMap<String, String>,
        profile: Option<&str>,
    ) -> std::result::Result<Self, Stop> {
        let home = home(environment);
        let load = |variable: &str, name: &str| {
            let path = match (filled(environment, variable), &home) {
                (Some(path), Some(home)) => path.strip_prefix("~/").map_or(path.into(), |rest| home.join(rest)),
                (Some(path), None) => PathBuf::from(path),
                (None, Some(home)) => home.join(".aws").join(name),
                (None, None) => return Ok(Ini::new()),
            };
            let unreadable = |error: &dyn std::fmt::Display| {
                Stop::new(StopKind::Denied, format!("cannot read `{}`: {error}", path.display()))
                    .help(format!("correct it, or name another file with {variable}"))
            };
            match std::fs::read_to_string(&path) {
                Ok(text) => Ini::load_from_str(&text).map_err(|error| unreadable(&error)),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(Ini::new()),
                Err(error) => Err(unreadable(&error)),
            }
        };
        let named =
            filled(environment, "AWS_PROFILE").or_else(|| filled(environment, "AWS_DEFAULT_PROFILE")).or(profile);
        Ok(Self {
            config: load("AWS_CONFIG_FILE", "config")?,
            credentials: load("AWS_SHARED_CREDENTIALS_FILE", "credentials")?,
            profile: named.unwrap_or("default").to_owned(),
            is_named: named.is_some(),
            environment: environment.clone(),
        })
    }

    /// Returns the region of the environment, else of the profile.
    pub(in crate::deploy) fn region(&self) -> Option<String> {
        let environment =
            filled(&self.environment, "AWS_REGION").or_else(|| filled(&self.environment, "AWS_DEFAULT_REGION"));
        environment.map(str::to_owned).or_else(|| self.value(&self.profile, "region"))
    }

    /// Returns the configured endpoint of a service (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
    pub(in crate::deploy) fn endpoint(&self, service: &str) -> Option<String> {
        if self.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == Some("true") {
            return None;
        }
        let own = self.variable(&format!("AWS_ENDPOINT_URL_{service}"));
        let any = || self.variable("AWS_ENDPOINT_URL");
        own.or_else(any).map(str::to_owned).or_else(|| self.value(&self.profile, "endpoint_url"))
    }

    /// Returns the provider that the AWS CLI would use.
    pub(in crate::deploy) fn provider(&self, context: &Context, region: &str) -> std::result::Result<Provider, Stop> {
        if self.variable("AWS_ACCESS_KEY_ID").is_some() && self.variable("AWS_SECRET_ACCESS_KEY").is_some() {
            return Ok(Arc::new(EnvCredentialProvider::new()));
        }
        if self.is_named && !self.has(&self.profile) {
            return Err(Stop::new(StopKind::Denied, format!("there is no profile `{}`", self.profile)).help(
                "profiles are in ~/.aws/config and ~/.aws/credentials; `aws configure list-profiles` lists them",
            ));
        }
        let has_role = self.value(&self.profile, "role_arn").is_some();
        let from_profile = || self.of_profile(&self.profile, context, region, &mut Vec::new());
        if has_role && let Some(provider) = from_profile()? {
            return Ok(provider);
        }
        if self.variable("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() && self.variable("AWS_ROLE_ARN").is_some() {
            let provider = AssumeRoleWithWebIdentityCredentialProvider::new()
                .with_region(region.to_owned())
                .with_regional_sts_endpoint();
            return Ok(Arc::new(match self.variable("AWS_ROLE_SESSION_NAME") {
                Some(_) => provider,
                None => provider.with_role_session_name(SESSION.to_owned()),
            }));
        }
        if let Some(provider) = from_profile()? {
            return Ok(provider);
        }
        if self.is_in_container() {
            return Ok(Arc::new(ECSCredentialProvider::new()));
        }
        if self.variable("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Err(no_credentials());
        }
        Ok(Arc::new(Machine(IMDSv2CredentialProvider::new())))
    }

    /// Returns the provider of a profile; `None` if the profile has none. `seen` lists the profiles that led to this
    /// one.
    fn of_profile(
        &self,
        profile: &str,
        context: &Context,
        region: &str,
        seen: &mut Vec<String>,
    ) -> std::result::Result<Option<Provider>, Stop> {
        let value = |key: &str| self.value(profile, key);
        let is_own_source = seen.last().is_some_and(|last| last == profile);
        if seen.iter().any(|before| before == profile) && !is_own_source {
            return Err(wrong(profile, "refers to itself through `source_profile`"));
        }
        if let Some(role) = value("role_arn").filter(|_| !is_own_source) {
            seen.push(profile.to_owned());
            return self.role(profile, role, context, region, seen).map(Some);
        }
        if value("sso_session").is_some() || value("sso_start_url").is_some() {
            return self.sso(profile).map(Some);
        }
        if value("aws_access_key_id").is_some() && value("aws_secret_access_key").is_some() {
            return Ok(Some(Arc::new(ProfileCredentialProvider::new().with_profile(profile))));
        }
        if let Some(command) = value("credential_process") {
            return Ok(Some(Arc::new(ProcessCredentialProvider::new().with_command(command))));
        }
        if value("login_session").is_some() {
            let stop = wrong(profile, "uses `aws login`, which notewright cannot read");
            let help =
                "put `credential_process = aws configure export-credentials --profile NAME` into a profile of its own";
            return Err(stop.help(help));
        }
        Ok(None)
    }

    fn role(
        &self,
        profile: &str,
        role: String,
        context: &Context,
        region: &str,
        seen: &mut Vec<String>,
    ) -> std::result::Result<Provider, Stop> {
        let value = |key: &str| self.value(profile, key);
        let session = value("role_session_name").unwrap_or_else(|| SESSION.to_owned());
        if let Some(file) = value("web_identity_token_file") {
            return Ok(Arc::new(
                AssumeRoleWithWebIdentityCredentialProvider::with_config(role, file.into())
                    .with_role_session_name(session)
                    .with_region(region.to_owned())
                    .with_regional_sts_endpoint(),
            ));
        }
        if value("mfa_serial").is_some() {
            let stop = wrong(profile, "needs a device code, which notewright does not support");
            let help =
                "run `eval $(aws configure export-credentials --format env)` first: the AWS CLI asks for the code";
            return Err(stop.help(help));
        }
        let base: Provider = match (value("source_profile"), value("credential_source").as_deref()) {
            (Some(source), None) => {
                if !self.has(&source) {
                    return Err(wrong(
                        profile,
                        &format!("names the `source_profile` `{source}`, which does not exist"),
                    ));
                }
                let base = self.of_profile(&source, context, region, seen)?;
                base.ok_or_else(|| wrong(&source, "has no credentials"))?
            }
            (None, Some("Environment")) => Arc::new(EnvCredentialProvider::new()),
            (None, Some("EcsContainer")) => Arc::new(ECSCredentialProvider::new()),
            (None, Some("Ec2InstanceMetadata")) => Arc::new(IMDSv2CredentialProvider::new()),
            _ => return Err(wrong(profile, "has a role, but neither `source_profile` nor `credential_source`")),
        };
        let signer = Signer::new(context.clone(), Source(base), RequestSigner::new("sts", region));
        let mut provider = AssumeRoleCredentialProvider::new(role, signer)
            .with_role_session_name(session)
            .with_region(region.to_owned())
            .with_regional_sts_endpoint();
        if let Some(id) = value("external_id") {
            provider = provider.with_external_id(id);
        }
        if let Some(written) = value("duration_seconds") {
            let seconds = written.parse().map_err(|_| {
                wrong(profile, &format!("has `duration_seconds = {written}`, which is not a number of seconds"))
                    .help("write a number from 900 to 43200, or leave it out")
            })?;
            provider = provider.with_duration_seconds(seconds);
        }
        Ok(Arc::new(provider))
    }

    /// Returns the provider for the token of `aws sso login`. Its file is named after the session, else after the start
    /// URL.
    fn sso(&self, profile: &str) -> std::result::Result<Provider, Stop> {
        let session = self.value(profile, "sso_session");
        let setting = |key: &str| {
            let of_session = session.as_ref().and_then(|name| {
                self.config.section(Some(format!("sso-session {name}"))).and_then(|section| section.get(key))
            });
            of_session.map(str::to_owned).or_else(|| self.value(profile, key))
        };
        let needed = |key: &str| setting(key).ok_or_else(|| wrong(profile, &format!("has no `{key}`")));
        let name = match &session {
            Some(session) => session.clone(),
            None => needed("sso_start_url")?,
        };
        let provider = SSOCredentialProvider::new()
            .with_account_id(needed("sso_account_id")?)
            .with_role_name(needed("sso_role_name")?)
            .with_region(needed("sso_region")?)
            // The provider uses the start URL only for the name of the file.
            .with_start_url(name);
        Ok(Arc::new(provider))
    }

    /// Returns a setting of a profile. The credentials file comes before the configuration file.
    fn value(&self, profile: &str, key: &str) -> Option<String> {
        let in_credentials = self.credentials.section(Some(profile)).and_then(|section| section.get(key));
        let in_config = || self.config.section(Some(config_section(profile))).and_then(|section| section.get(key));
        in_credentials.or_else(in_config).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    fn has(&self, profile: &str) -> bool {
        self.credentials.section(Some(profile)).is_some()
            || self.config.section(Some(config_section(profile))).is_some()
    }

    fn is_in_container(&self) -> bool {
        let names = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        names.iter().any(|name| self.variable(name).is_some())
    }

    fn variable(&self, name: &str) -> Option<&str> {
        filled(&self.environment, name)
    }
}

fn wrong(profile: &str, what: &str) -> Stop {
    Stop::new(StopKind::Denied, format!("the profile `{profile}` of the AWS configuration {what}"))
}

/// Makes the error "no credentials", with advice.
pub(in crate::deploy) fn no_credentials() -> Stop {
    Stop::new(StopKind::Denied, "there are no AWS credentials").help(
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with AWS_PROFILE or `deploy.profile`; \
         `aws configure` and `aws configure sso` make one",
    )
}

/// Makes the context of `reqsign`: access to files, programs, HTTP and the environment.
pub(in crate::deploy) fn context(configuration: &Configuration, agent: ureq::Agent) -> Context {
    let environment = &configuration.environment;
    let endpoints = ["STS", "SSO"].map(|service| configuration.endpoint(service));
    Context::new()
        .with_file_read(Files)
        .with_command_execute(Programs)
        .with_http_send(Http { agent, endpoints })
        .with_env(StaticEnv { home_dir: home(environment), envs: environment.clone() })
}

/// A provider that can be cloned.
#[derive(Debug)]
pub(in crate::deploy) struct Source(pub(in crate::deploy) Provider);

impl ProvideCredential for Source {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        self.0.provide_credential_dyn(context).await
    }
}

/// The credentials of the machine, if no other source is configured. Most machines have none, so a user who is not
/// logged in waits for two tries only, not for ten.
#[derive(Debug)]
struct Machine(IMDSv2CredentialProvider);

impl ProvideCredential for Machine {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        for _ in 0..2 {
            match self.0.provide_credential(context).await {
                Err(error) if error.is_retryable() => {}
                result => return result,
            }
        }
        Ok(None)
    }
}

#[derive(Debug)]
struct Files;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        std::fs::read(path).map_err(|error| Error::config_invalid(format!("cannot read `{path}`: {error}")))
    }
}

#[derive(Debug)]
struct Programs;

impl CommandExecute for Programs {
    /// Runs the program. The arguments arrive split at spaces; this splits them again with quotes, as the AWS CLI does.
    async fn command_execute(&self, program: &str, arguments: &[&str]) -> Result<CommandOutput> {
        let line = std::iter::once(program).chain(arguments.iter().copied()).collect::<Vec<_>>().join(" ");
        let words = shlex::split(&line).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| Error::config_invalid("`credential_process` has an open quote"))?;
        let output = Command::new(&words[0]).args(&words[1..]).stdin(Stdio::null()).output().map_err(|error| {
            Error::config_invalid(format!("cannot run `{}` of `credential_process`: {error}", words[0]))
        })?;
        Ok(CommandOutput { status: output.status.code().unwrap_or(-1), stdout: output.stdout, stderr: output.stderr })
    }
}

#[derive(Debug)]
struct Http {
    agent: ureq::Agent,
    /// Endpoints of STS and SSO, if configured.
    endpoints: [Option<String>; 2],
}

/// Timeout for the metadata of machines and containers. They answer at once or do not exist (RFC 3927).
const METADATA_TIMEOUT: Duration = Duration::from_secs(2);

impl HttpSend for Http {
    async fn http_send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        let (mut parts, body) = request.into_parts();
        let host = parts.uri.host().unwrap_or_default().to_owned();
        let failed = |error: &dyn std::fmt::Display| {
            Error::unexpected(format!("no credentials from {host}: {error}")).set_retryable(true)
        };
        let is_metadata = host.starts_with("169.254.");
        let endpoint = match host.as_str() {
            host if host.starts_with("sts.") => self.endpoints[0].as_deref(),
            host if host.starts_with("portal.sso.") => self.endpoints[1].as_deref(),
            _ => None,
        };
        if let Some(endpoint) = endpoint {
            // The signature covers the original host name, so the header keeps it.
            parts.headers.entry(http::header::HOST).or_insert(host.parse().map_err(|error| failed(&error))?);
            let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
            parts.uri = format!("{}{path}", endpoint.trim_end_matches('/')).parse().map_err(|error| failed(&error))?;
        }
        let mut builder = self.agent.configure_request(http::Request::from_parts(parts, body.to_vec()));
        if is_metadata {
            builder = builder.timeout_global(Some(METADATA_TIMEOUT)).proxy(None);
        }
        let answer = self.agent.run(builder.build()).map_err(|error| failed(&error))?;
        let (parts, mut body) = answer.into_parts();
        let bytes = body.read_to_vec().map_err(|error| failed(&error))?;
        Ok(http::Response::from_parts(parts, Bytes::from(bytes)))
    }
}

fn config_section(profile: &str) -> String {
    if profile == "default" { profile.to_owned() } else { format!("profile {profile}") }
}

fn filled<'a>(environment: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

fn home(environment: &HashMap<String, String>) -> Option<PathBuf> {
    filled(environment, "HOME").map(PathBuf::from).or_else(std::env::home_dir)
}
