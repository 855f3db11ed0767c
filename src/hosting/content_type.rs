//! The content type and the cache rule of a file. It takes a path, and gives header values; it does not read the file.

use crate::site::routes::is_fingerprinted;

/// Cache-Control of fingerprinted files.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Cache-Control of all other files. Browsers ask each time; CloudFront keeps them for a day unless they are
/// invalidated.
pub const REVALIDATE: &str = "public, max-age=0, s-maxage=86400, must-revalidate";

/// Cache-Control of all other files on hosts without an invalidation: no cache may keep them unasked.
pub const REVALIDATE_EVERYWHERE: &str = "public, max-age=0, must-revalidate";

/// Returns the Content-Type of a file by its extension (IANA media types). Text is UTF-8.
#[must_use]
pub fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = match name {
        // Files without an extension that hosts and systems expect: GitHub Pages, Netlify and Cloudflare; Apple,
        // "Supporting associated domains".
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
        // Anki registers no type of its own; a deck is a ZIP archive.
        "zip" | "apkg" | "colpkg" => "application/zip",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "ogv" => "video/ogg",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ics" => "text/calendar; charset=utf-8",
        "rss" => "application/rss+xml",
        "atom" => "application/atom+xml",
        "epub" => "application/epub+zip",
        "gz" | "tgz" => "application/gzip",
        "tar" => "application/x-tar",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Returns the Cache-Control of a file.
#[must_use]
pub fn cache_rule(path: &str) -> &'static str {
    if is_fingerprinted(path) { IMMUTABLE } else { REVALIDATE }
}
