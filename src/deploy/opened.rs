//! Opens the bucket of a site, and reads what is published there. It writes nothing.

use super::aws::credentials::Configuration;
use super::aws::http::{self, Client, Clients};
use super::aws::s3::Bucket;
use super::ledger::decoded;
use super::manifest::Manifest;
use super::restore::{self, Deployed};
use super::{Settings, Stop, StopKind, lease};
use crate::config::DeployConfig;
use crate::disk::Input;

/// The state of the published site.
#[derive(Debug)]
pub struct Status {
    /// Address: `s3://bucket/prefix`.
    pub target: String,
    /// Manifest; `None` if nothing was deployed there.
    pub manifest: Option<Manifest>,
    /// Seconds since 1970 by the clock of S3.
    pub now: u64,
    /// Whether a deploy is running.
    pub is_held: bool,
}

/// The open bucket, and the CloudFront client.
pub(super) struct Opened {
    pub(super) bucket: Bucket,
    /// Manifest and its entity tag.
    pub(super) manifest: Option<(Manifest, String)>,
    pub(super) cloudfront: Client,
    pub(super) cloudfront_endpoint: Option<String>,
    pub(super) region: String,
}

/// Reads the state of the published site.
///
/// # Errors
/// When the bucket cannot be read.
pub fn status(input: &Input, settings: &Settings) -> Result<Status, Stop> {
    let (config, name) = bucket_of(input)?;
    let Opened { bucket, manifest, .. } = opened(&config, &name, settings)?;
    let manifest = manifest.map(|(manifest, _)| manifest);
    let now = bucket.client().now();
    let is_held =
        manifest.as_ref().and_then(|known| known.lease.as_ref()).is_some_and(|held| lease::is_valid(held, now));
    Ok(Status { target: target(&name, &config), manifest, now, is_held })
}

/// Lists the deploys that the bucket remembers, newest first, with the address of the bucket.
///
/// # Errors
/// When the bucket cannot be read.
pub fn list(input: &Input, settings: &Settings) -> Result<(String, Vec<Deployed>), Stop> {
    let (config, name) = bucket_of(input)?;
    let Opened { bucket, .. } = opened(&config, &name, settings)?;
    Ok((target(&name, &config), restore::deploys(&bucket)?))
}

/// Returns the settings of `[deploy]`, and the name of the bucket.
pub(super) fn bucket_of(input: &Input) -> Result<(DeployConfig, String), Stop> {
    let config = input.config.deploy.clone();
    match config.bucket.clone() {
        Some(name) => Ok((config, name)),
        None => Err(Stop::new(StopKind::Settings, "site.toml does not say where to deploy")
            .help("add `[deploy]` with `bucket = \"…\"`; `notewright config --explain` describes its keys")),
    }
}

/// Opens the bucket and reads its manifest.
pub(super) fn opened(config: &DeployConfig, name: &str, settings: &Settings) -> Result<Opened, Stop> {
    let configuration = Configuration::read(&settings.environment, config.profile.as_deref())?;
    let Clients { s3, s3_endpoint, cloudfront, cloudfront_endpoint, region } =
        http::clients(&configuration, config.region.as_deref())?;
    let (bucket, object) = Bucket::open(s3, s3_endpoint.as_deref(), &region, (name, &config.prefix))?;
    let manifest = match object {
        Some(object) => Some((decoded(&object.bytes)?, object.etag)),
        None => None,
    };
    Ok(Opened { bucket, manifest, cloudfront, cloudfront_endpoint, region })
}

/// Returns the address of the site in its bucket.
pub(super) fn target(bucket: &str, config: &DeployConfig) -> String {
    format!("s3://{bucket}/{}", config.prefix)
}
