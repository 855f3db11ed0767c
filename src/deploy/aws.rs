//! Amazon Web Services as a host: the clients for S3 and CloudFront.
//!
//! [`credentials`] finds who signs, [`http`] signs, sends and retries, [`s3`] and [`cloudfront`] speak the two APIs. What is
//! published, and in which order, is decided in [`super::plan`] and carried out in [`super::run`].

pub(super) mod cloudfront;
pub(super) mod credentials;
pub(super) mod http;
pub(super) mod s3;
