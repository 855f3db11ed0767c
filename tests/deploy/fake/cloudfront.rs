//! CloudFront: what its edges cache, and the invalidations that remove it.

use super::http::{Answer, Request, elements};
use super::{DISTRIBUTION, Invalidation, World};
use percent_encoding::utf8_percent_encode;

impl World {
    /// Simulates fast readers: fetches every page that is not cached, and keeps it until it is invalidated.
    pub(super) fn fetch_at_edge(&mut self) {
        for (key, object) in &self.objects {
            if key.ends_with(".html") {
                self.edge.entry(format!("/{key}")).or_insert_with(|| object.bytes.clone());
            }
        }
    }

    pub(super) fn cloudfront(&mut self, request: &Request, rest: &str) -> Result<Answer, (u16, &'static str)> {
        let answer = |status, number: usize| {
            let progress = if status == 200 { "Completed" } else { "InProgress" };
            let xml = format!(
                "<?xml version=\"1.0\"?>\n<Invalidation xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Id>I{number}</Id>\
                 <Status>{progress}</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime></Invalidation>"
            );
            Ok(Answer { status, body: xml.into_bytes(), ..Answer::default() })
        };
        let Some(rest) = rest.strip_prefix(&format!("{DISTRIBUTION}/invalidation")) else {
            return Err((404, "NoSuchDistribution"));
        };
        if request.method == "GET" {
            return match rest.strip_prefix("/I").and_then(|number| number.parse().ok()) {
                Some(number) if self.denied.contains("cloudfront:GetInvalidation") || number == 0 => {
                    Err((403, "AccessDenied"))
                }
                Some(number) => answer(200, number),
                None => Err((404, "NoSuchInvalidation")),
            };
        }
        if self.denied.contains("cloudfront:CreateInvalidation") {
            return Err((403, "AccessDenied"));
        }
        let body = String::from_utf8_lossy(&request.body);
        let paths = elements(&body, "Path");
        let reference = elements(&body, "CallerReference").pop().ok_or((400, "MalformedXML"))?;
        let quantity = elements(&body, "Quantity").pop().and_then(|count| count.parse().ok());
        let is_path = |path: &String| path.starts_with('/') && path.is_ascii() && !path.contains([' ', '"', '<']);
        if quantity != Some(paths.len()) || paths.is_empty() || !paths.iter().all(is_path) {
            return Err((400, "InvalidArgument"));
        }
        if let Some(at) = self.invalidations.iter().position(|known| known.reference == reference) {
            return if self.invalidations[at].paths == paths {
                answer(201, at + 1)
            } else {
                Err((400, "InvalidationBatchAlreadyExists"))
            };
        }
        let matches = |url: &str| {
            let url = utf8_percent_encode(url, crate::ADDRESS).to_string();
            paths.iter().any(|path| path.strip_suffix('*').map_or(*path == url, |start| url.starts_with(start)))
        };
        self.edge.retain(|url, _| !matches(url));
        self.invalidations.push(Invalidation { reference, paths: paths.clone() });
        answer(201, self.invalidations.len())
    }
}
