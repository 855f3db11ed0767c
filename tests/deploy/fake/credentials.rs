//! Issues credentials.

use super::http::{Answer, Request};
use super::{REGION, World};
use crate::signature::{self, KEY_ID, SECRET};
use std::time::{Duration, SystemTime};

impl World {
    /// Answers as STS, the SSO portal, and the metadata of a container and of a machine.
    pub(super) fn credentials(&mut self, request: &Request) -> Result<Option<Answer>, (u16, &'static str)> {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let asked = |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let text = |body: String| Ok(Some(Answer { status: 200, body: body.into_bytes(), ..Answer::default() }));
        let expires = SystemTime::now()
            + Duration::from_secs(self.ahead + self.validity.max(3_600 * u64::from(self.validity == 0)));
        let at = timestamp(expires);
        match (request.method.as_str(), request.path.as_str()) {
            (_, "/") if asked("Action").as_deref() == Some("AssumeRole") => {
                signature::verify(request, "sts", REGION)?;
                let role = asked("RoleArn").unwrap_or_default();
                let token = self.give(&format!("{} via {role}", self.token.clone().unwrap_or_default()));
                text(sts("AssumeRole", &token, &at))
            }
            ("POST", "/") if body.contains("Action=AssumeRoleWithWebIdentity") => {
                if !body.contains("WebIdentityToken=a-signed-token") {
                    return Err((400, "InvalidIdentityToken"));
                }
                let token = self.give("web identity");
                text(sts("AssumeRoleWithWebIdentity", &token, &at))
            }
            ("GET", "/federation/credentials") => {
                if request.header("x-amz-sso_bearer_token") != Some("sso-token") {
                    return Err((401, "UnauthorizedException"));
                }
                let token = self.give(&format!("sso {}", asked("role_name").unwrap_or_default()));
                let expires = expires.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis());
                text(format!(
                    "{{\"roleCredentials\":{{\"accessKeyId\":\"{KEY_ID}\",\"secretAccessKey\":\"{SECRET}\",\"sessionToken\":\"{token}\",\"expiration\":{expires}}}}}"
                ))
            }
            ("GET", "/container") if request.header("authorization") != Some("container-token") => {
                Err((401, "Unauthorized"))
            }
            ("GET", "/container" | "/latest/meta-data/iam/security-credentials/the-role") => {
                let token = self.give(request.path.trim_start_matches('/'));
                text(format!(
                    "{{\"Code\":\"Success\",\"AccessKeyId\":\"{KEY_ID}\",\"SecretAccessKey\":\"{SECRET}\",\"Token\":\"{token}\",\"Expiration\":\"{at}\",\"LastUpdated\":\"{at}\",\"Type\":\"AWS-HMAC\",\"Message\":\"\"}}"
                ))
            }
            ("PUT", "/latest/api/token") => text("machine-token".to_owned()),
            ("GET", "/latest/meta-data/iam/security-credentials/") => text("the-role".to_owned()),
            _ => Ok(None),
        }
    }

    fn give(&mut self, token: &str) -> String {
        self.given += 1;
        self.token = Some(token.trim().to_owned());
        token.trim().to_owned()
    }
}

fn sts(action: &str, token: &str, expires: &str) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials><AccessKeyId>{KEY_ID}\
         </AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{token}</SessionToken><Expiration>{expires}</Expiration>\
         </Credentials></{action}Result></{action}Response>"
    )
}

/// Converts a time from the HTTP format to RFC 3339.
fn timestamp(time: SystemTime) -> String {
    let text = httpdate::fmt_http_date(time);
    let fields: Vec<&str> = text.split_whitespace().collect();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|month| *month == fields[2]).expect("a month") + 1;
    format!("{}-{month:02}-{}T{}Z", fields[3], fields[1], fields[4])
}
