//! Makes the configuration of a site for Caddy (caddyserver.com, "Caddyfile"). The site block is `caddy/Caddyfile`; this
//! module inserts headers, cache rules and moved pages.

use super::content_type::{IMMUTABLE, REVALIDATE_EVERYWHERE};
use super::security_headers::{SECURITY_HEADERS, SecurityHeader};
use super::{Moved, address};
use crate::site::routes::{FINGERPRINTED_FOLDERS, NOT_FINGERPRINTED};

const SITE: &str = include_str!("caddy/Caddyfile");

/// Returns the Caddyfile.
pub(super) fn configuration(moved: &[Moved]) -> String {
    let headers: String =
        SECURITY_HEADERS.iter().map(|SecurityHeader { name, value, .. }| format!("\t\t{name} \"{value}\"\n")).collect();
    let moved: String = moved
        .iter()
        .enumerate()
        .map(|(index, Moved { from, to })| {
            let name = format!("@moved{index}");
            format!("\t{name} path_regexp ^/{}$\n\tredir {name} {} 301\n", literally(from), address(to))
        })
        .collect();
    SITE.replace("\t\t@headers@\n", &headers)
        .replace("\t@moved@\n", &moved)
        .replace("@folders@", &FINGERPRINTED_FOLDERS.map(|folder| format!("/{folder}*")).join(" "))
        .replace("@files@", &NOT_FINGERPRINTED.map(|path| format!("/{path}")).join(" "))
        .replace("@immutable@", IMMUTABLE)
        .replace("@revalidate@", REVALIDATE_EVERYWHERE)
}

/// Returns a regular expression that matches only this path (Go, package `regexp/syntax`). A plain path would not do: Caddy
/// reads `*` in it as a wildcard, and compares an encoded one with what the browser encodes.
fn literally(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '/' | '-' | '_' => pattern.push(character),
            other if other.is_alphanumeric() => pattern.push(other),
            other if other.is_ascii() => pattern.push_str(&format!("\\x{:02X}", other as u32)),
            other => pattern.push_str(&format!("\\x{{{:X}}}", other as u32)),
        }
    }
    pattern
}
