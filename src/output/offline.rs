//! What a site needs to be read offline: the list of its files for the service worker.
//!
//! The worker's code is `static/js/offline-worker.js`. It is written after everything else, because it names the hash of
//! every file. The preview never serves one: a page must show what is, not what was.

use crate::render::assets::Assets;
use crate::site::OutputFile;
use crate::site::routes::{WORKER, is_for_machines};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The worker's code without its list.
const CODE: &str = "js/offline-worker.js";

/// Bytes of a SHA-256 that name a file's content; the same stands in the worker's code.
const HASHED: usize = 12;

/// The files that are kept, collected while they are written, from many threads.
#[derive(Debug, Default)]
pub struct Kept {
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Kept {
    /// Takes note of a file. Those that only machines ask for are not kept.
    pub fn add(&self, file: &OutputFile) {
        if !is_for_machines(&file.path) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::assets::Reading;

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
}
