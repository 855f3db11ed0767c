//! Makes the service worker of a site that is readable offline. It takes the written files, and gives `sw.js` with
//! their hashes.
//!
//! The code of the worker is `static/js/offline-worker.js`. The worker is written last, because it contains the hash of
//! every other file. The preview serves none, because a worker would show old pages.

use crate::render::assets::Assets;
use crate::site::OutputFile;
use crate::site::routes::{WORKER, is_for_machines};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Name of the asset with the worker's code, without the list of files.
const CODE: &str = "js/offline-worker.js";

/// Number of bytes of a SHA-256 that identify the content of a file. The worker's code uses the same number.
const HASHED: usize = 12;

/// The files that the worker caches. Threads add files while they are written.
#[derive(Debug, Default)]
pub struct Kept {
    hashes: Mutex<BTreeMap<String, String>>,
}

impl Kept {
    /// Adds a file, unless only programs read it.
    pub fn add(&self, file: &OutputFile) {
        if !is_for_machines(&file.path) {
            let hash = STANDARD.encode(&Sha256::digest(&file.bytes)[..HASHED]);
            self.hashes.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path.clone(), hash);
        }
    }

    /// Makes the worker. Returns `None` if the assets have no code for it.
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
    fn the_worker_lists_every_file_that_readers_need() {
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
