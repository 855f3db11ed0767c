//! Sends invalidations and waits for them (Amazon CloudFront API Reference, version 2020-05-31). It does not choose
//! their paths.

use super::http::{Client, Request};
use crate::deploy::{Stop, StopKind};
use ::http::header::CONTENT_TYPE;
use ::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A distribution.
pub(in crate::deploy) struct Distribution<'a> {
    pub(in crate::deploy) client: &'a Client,
    pub(in crate::deploy) endpoint: Option<&'a str>,
    pub(in crate::deploy) region: &'a str,
    pub(in crate::deploy) id: &'a str,
}

/// An invalidation that CloudFront accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::deploy) struct Invalidation {
    pub(in crate::deploy) id: String,
    status: String,
}

#[derive(Serialize)]
#[serde(rename = "InvalidationBatch", rename_all = "PascalCase")]
struct Batch<'a> {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    paths: Paths<'a>,
    caller_reference: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Paths<'a> {
    quantity: usize,
    items: Items<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Items<'a> {
    path: &'a [String],
}

/// Polling interval while an invalidation is in progress.
const POLL: Duration = Duration::from_secs(2);
/// Most polls: twenty minutes, which is longer than CloudFront usually needs.
const POLLS: u32 = 600;

impl Distribution<'_> {
    /// Invalidates paths. CloudFront treats repeated requests of one deploy with the same paths as one invalidation.
    pub(in crate::deploy) fn invalidate(&self, deploy: &str, paths: &[String]) -> Result<Invalidation, Stop> {
        let reference = blake3::hash(format!("{deploy}\n{}", paths.join("\n")).as_bytes()).to_hex()[..32].to_owned();
        let batch = Batch {
            namespace: "http://cloudfront.amazonaws.com/doc/2020-05-31/",
            paths: Paths { quantity: paths.len(), items: Items { path: paths } },
            caller_reference: reference,
        };
        let body = quick_xml::se::to_string(&batch)
            .map_err(|error| Stop::new(StopKind::Failed, format!("cannot write the invalidation: {error}")))?;
        self.ask(Method::POST, "", body.as_bytes(), "cloudfront:CreateInvalidation")
    }

    /// Waits until the invalidation is completed.
    pub(in crate::deploy) fn wait(&self, invalidation: &Invalidation) -> Result<(), Stop> {
        let mut invalidation = invalidation.clone();
        for _ in 0..POLLS {
            // Some test servers write the status in capitals.
            if invalidation.status.eq_ignore_ascii_case("completed") {
                return Ok(());
            }
            std::thread::sleep(POLL);
            let path = format!("/{}", invalidation.id);
            invalidation = self.ask(Method::GET, &path, b"", "cloudfront:GetInvalidation")?;
        }
        let message = format!("invalidation {} is still in progress after twenty minutes", invalidation.id);
        Err(Stop::new(StopKind::NotInvalidated, message).help("it will complete without further action"))
    }

    fn ask(&self, method: Method, path: &str, body: &[u8], action: &'static str) -> Result<Invalidation, Stop> {
        let endpoint = self.endpoint.unwrap_or(if self.region.starts_with("cn-") {
            "https://cloudfront.cn-northwest-1.amazonaws.com.cn"
        } else {
            "https://cloudfront.amazonaws.com"
        });
        let endpoint = endpoint.trim_end_matches('/');
        let url = format!("{endpoint}/2020-05-31/distribution/{}/invalidation{path}", self.id);
        let headers = if body.is_empty() { vec![] } else { vec![(CONTENT_TYPE, "text/xml".to_owned())] };
        let answer = self.client.send(&Request { method, url, headers, body, action })?;
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => quick_xml::de::from_str(&String::from_utf8_lossy(&answer.body))
                .map_err(|error| Stop::new(StopKind::Failed, format!("cannot read the answer of CloudFront: {error}"))),
            StatusCode::NOT_FOUND if answer.service_error().code == "NoSuchDistribution" => {
                Err(Stop::new(StopKind::Failed, format!("there is no distribution `{}`", self.id))
                    .help("put the right id into `deploy.distribution`; it begins with an E"))
            }
            _ => {
                Err(Stop::new(StopKind::Failed, format!("CloudFront refused the invalidation: {}", answer.describe())))
            }
        }
    }
}
