//! An independent implementation of Signature Version 4, to check the program's signatures (AWS General Reference,
//! "Create a signed AWS API request").

use super::fake::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

pub(crate) const KEY_ID: &str = "AKIDEXAMPLEEXAMPLE01";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Checks the signature of a request. The error is status and code.
pub(crate) fn verify(request: &Request, service: &str, region: &str) -> Result<(), (u16, &'static str)> {
    let header = |name: &str| request.header(name).unwrap_or_default();
    let authorization = header("authorization").strip_prefix("AWS4-HMAC-SHA256 ").ok_or((403, "AccessDenied"))?;
    let part = |name: &str| {
        let mut parts = authorization.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    };
    let date = header("x-amz-date");
    let scope = format!("{}/{region}/{service}/aws4_request", date.get(..8).unwrap_or_default());
    if part("Credential") != format!("{KEY_ID}/{scope}") {
        return Err((403, "InvalidAccessKeyId"));
    }
    let signed: Vec<&str> = part("SignedHeaders").split(';').collect();
    for needed in ["host", "x-amz-date", "x-amz-content-sha256"] {
        if !signed.contains(&needed) {
            return Err((403, "AccessDenied"));
        }
    }
    // All headers that S3 stores with an object must be signed too.
    let is_unsigned = |name: &str| request.header(name).is_some() && !signed.contains(&name);
    if ["content-type", "cache-control", "if-match", "if-none-match", "content-md5"].into_iter().any(is_unsigned) {
        return Err((403, "AccessDenied"));
    }
    let path = percent_decode_str(&request.path).decode_utf8_lossy();
    let mut query: Vec<String> = request
        .query
        .iter()
        .map(|(name, value)| {
            format!("{}={}", utf8_percent_encode(name, UNRESERVED), utf8_percent_encode(value, UNRESERVED))
        })
        .collect();
    query.sort();
    let headers: String = signed
        .iter()
        .map(|name| format!("{name}:{}\n", header(name).split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{}\n{}",
        request.method,
        utf8_percent_encode(&path, PATH),
        query.join("&"),
        signed.join(";"),
        header("x-amz-content-sha256"),
    );
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in scope.split('/') {
        key = hmac(&key, part.as_bytes());
    }
    if hex(&hmac(&key, to_sign.as_bytes())) != part("Signature") {
        return Err((403, "SignatureDoesNotMatch"));
    }
    if hex(&Sha256::digest(&request.body)) != header("x-amz-content-sha256") {
        return Err((400, "XAmzContentSHA256Mismatch"));
    }
    Ok(())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// HMAC (RFC 2104), for keys of at most one block.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect() };
    let inner = Sha256::digest([padded(0x36).as_slice(), message].concat());
    Sha256::digest([padded(0x5C).as_slice(), inner.as_slice()].concat()).to_vec()
}
