//! What a site needs to be read offline: the list of its files for the service worker, and the web manifest.
//!
//! The worker itself is `static/js/offline-worker.js`. It is written after everything else, because it names the hash of
//! every file. The preview never serves one: a page must show what is, not what was.

use crate::render::assets::Assets;
use crate::site::{OutputFile, Route, Site, encode_path};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Where the worker is: at the top, so that it may answer for everything below (Service Workers, "Path restriction").
pub const WORKER: &str = "sw.js";

/// The worker's code without its list.
const CODE: &str = "js/offline-worker.js";

/// Bytes of a SHA-256 that name a file's content; the same stands in the worker's code.
const HASHED: usize = 12;

/// Characters of a short name (Web Application Manifest, `short_name`: what fits below an icon).
const SHORT: usize = 12;

/// The files that are kept, collected while they are written, from many threads.
#[derive(Debug, Default)]
pub struct Kept {
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Kept {
    /// Takes note of a file. Those that only machines ask for are not kept.
    pub fn add(&self, file: &OutputFile) {
        let is_for_machines = ["robots.txt", "site.json"].contains(&file.path.as_str()) || file.path.ends_with(".xml");
        if !is_for_machines {
            let hash = STANDARD.encode(&Sha256::digest(&file.bytes)[..HASHED]);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path.clone(), hash);
        }
    }

    /// The worker that keeps them. None when the assets have no code for one.
    #[must_use]
    pub fn worker(&self, assets: &Assets) -> Option<OutputFile> {
        let hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = hashes.iter().map(|(path, hash)| serde_json::json!([path, hash]));
        let list = serde_json::Value::Array(pairs.collect()).to_string();
        let build = &blake3::hash(list.as_bytes()).to_hex()[..20];
        let mut bytes = format!("const BUILD=\"{build}\",FILES={list};\n").into_bytes();
        bytes.extend_from_slice(assets.content(CODE)?);
        Some(OutputFile { path: WORKER.into(), bytes })
    }
}

/// The web manifest (Web Application Manifest, W3C): what the site is called and looks like among other applications.
#[must_use]
pub fn web_manifest(site: &Site, assets: &Assets) -> String {
    let config = &site.config.site;
    let icon = |name: &str, sizes: &str, purpose: &str| {
        let path = assets.path(name)?;
        let kind = crate::content_type::content_type(path);
        Some(serde_json::json!({ "src": encode_path(path), "sizes": sizes, "type": kind, "purpose": purpose }))
    };
    let icons: Vec<_> = [
        icon("img/icon.svg", "any", "any"),
        icon("img/icon-192.png", "192x192", "any"),
        icon("img/icon-512.png", "512x512", "any"),
        icon("img/icon-maskable-512.png", "512x512", "maskable"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut manifest = serde_json::json!({
        "name": config.title,
        "short_name": short_name(&config.title),
        "description": config.description,
        "lang": config.language,
        "start_url": site.path(Route::Home),
        "scope": "./",
        "display": "minimal-ui",
        "icons": icons,
    });
    // The manifest knows one colour for all themes: the paper of the light one.
    if let Some(paper) = paper(assets) {
        manifest["theme_color"] = paper.clone().into();
        manifest["background_color"] = paper.into();
    }
    format!("{manifest}\n")
}

/// The first colour of the token `--paper` in the style sheet; the light one comes first.
fn paper(assets: &Assets) -> Option<String> {
    let style = String::from_utf8_lossy(assets.content("css/style.css")?);
    let (_, colour) = style.split_once("--paper:")?.1.split_once('#')?;
    let digits = colour.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(colour.len());
    Some(format!("#{}", &colour[..digits]))
}

/// The words of a title that fit below an icon, at least a part of the first.
fn short_name(title: &str) -> String {
    let mut short = String::new();
    for word in title.split_whitespace() {
        let with = if short.is_empty() { word.to_owned() } else { format!("{short} {word}") };
        if with.chars().count() > SHORT {
            break;
        }
        short = with;
    }
    if short.is_empty() { title.trim().chars().take(SHORT).collect() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::assets::Reading;

    #[test]
    fn short_names_end_at_a_word() {
        for (title, short) in [
            ("Exam notes", "Exam notes"),
            ("AWS Certified Developer", "AWS"),
            ("Donaudampfschiff", "Donaudampfsc"),
            ("", ""),
        ] {
            assert_eq!(short_name(title), short);
        }
    }

    #[test]
    fn the_worker_names_every_file_that_readers_need() {
        let (one, other) = (Kept::default(), Kept::default());
        let assets = Assets::new(BTreeMap::new(), Reading::Offline);
        for (path, text) in [("b.html", "b"), ("a/\"1\".html", "a"), ("site.json", "{}"), ("sitemap.xml", "x")] {
            one.add(&OutputFile { path: path.into(), bytes: text.into() });
        }
        let worker = String::from_utf8(one.worker(&assets).expect("a worker").bytes).expect("UTF-8");
        // `printf a | sha256sum` and `printf b | sha256sum`
        let list = "FILES=[[\"a/\\\"1\\\".html\",\"ypeBEsobvcr6wjGz\"],[\"b.html\",\"PiPoFgA5WUoziU9l\"]];\n";
        assert!(worker.contains(list), "{worker}");
        let build = |kept: &Kept| kept.worker(&assets).expect("a worker").bytes[..34].to_vec();
        other.add(&OutputFile { path: "b.html".into(), bytes: b"B".to_vec() });
        assert_ne!(build(&one), build(&other));
    }

    #[test]
    fn the_colour_is_that_of_the_theme() {
        let assets = Assets::new(BTreeMap::new(), Reading::Offline);
        assert!(paper(&assets).is_some_and(|paper| paper.len() == 7));
    }
}
