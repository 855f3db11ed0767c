//! What kind of file it is and how long browsers and edges may keep it.

use crate::site::routes::is_fingerprinted;

/// Cache-Control of files whose name changes with their content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Cache-Control of everything else: browsers ask each time, edges hold a day until they are told otherwise.
pub const REVALIDATE: &str = "public, max-age=0, s-maxage=86400, must-revalidate";

/// The Content-Type of a file, from its extension (IANA media types); text is UTF-8.
#[must_use]
pub fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = match name {
        // What hosts and systems look for has no extension: GitHub Pages, Netlify and Cloudflare; Apple, "Supporting
        // associated domains".
        "CNAME" | "_headers" | "_redirects" => "txt",
        "apple-app-site-association" => "json",
        _ => name.rsplit_once('.').map_or("", |(_, extension)| extension),
    };
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "txt" | "log" => "text/plain; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// The Cache-Control of a file of the site.
#[must_use]
pub fn cache_rule(path: &str) -> &'static str {
    if is_fingerprinted(path) { IMMUTABLE } else { REVALIDATE }
}
