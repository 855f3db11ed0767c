//! Amazon Web Services as a host: the clients of S3 and CloudFront.
//!
//! [`credentials`] finds the credentials, [`http`] signs, sends and retries requests, [`s3`] and [`cloudfront`]
//! implement the two APIs. [`super::plan`] decides what to publish and in which order; this module does not.

pub(super) mod cloudfront;
pub(super) mod credentials;
pub(super) mod http;
pub(super) mod s3;
