//! `site.offline`: the worker lists the whole site. Without the option there is no worker.

use super::harness::Site;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const ON: &str = "[site]\ntitle = \"Notes of \\\"mine\\\"\"\nlanguage = \"de\"\noffline = true\n";

fn site() -> Site {
    Site::new(&[
        ("site.toml", ON),
        ("notes/n & é.md", "### 1. A\n\nAmazon SQS ![x](x.svg), see 2.\n\n### 2. B\n\n`x`\n"),
        ("notes/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ])
}

/// Returns the list of the worker, and the name of its version.
fn listed(worker: &str) -> (BTreeMap<String, String>, String) {
    let (build, rest) = worker.strip_prefix("const BUILD=\"").expect("a name").split_once('"').expect("its end");
    let (list, code) = rest.strip_prefix(",FILES=").expect("a list").split_once(";\n").expect("its end");
    assert!(code.contains("addEventListener(`fetch`") || code.contains("addEventListener(\"fetch\""), "{code}");
    let pairs: Vec<(String, String)> = serde_json::from_str(list).expect("JSON");
    (pairs.into_iter().collect(), build.to_owned())
}

#[test]
fn the_worker_caches_every_file_that_readers_need() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    let (list, build) = listed(&site.read("dist/sw.js"));
    let expected: BTreeMap<String, String> = site
        .files("dist")
        .into_iter()
        .filter(|(path, _)| {
            !["sw.js", "robots.txt", "site.json", "sitemap.xml", ".notewright.json"].contains(&path.as_str())
        })
        .map(|(path, bytes)| (path, STANDARD.encode(&Sha256::digest(&bytes)[..12])))
        .collect();
    assert_eq!(list, expected);
    for path in ["404.html", "manifest.webmanifest", "search/index.js", "n & é/1.html", "n & é/print.html"] {
        assert!(list.contains_key(path), "{path}");
    }

    // The same site gives the same worker. A changed site gives another version, with the same names for unchanged
    // files.
    let again = site.run(&["build"]).ends_with(0);
    assert!(again.out.contains("0 changed, 0 removed"), "{}", again.out);
    site.write("notes/n & é.md", b"### 1. A\n\nAmazon SQS ![x](x.svg), see 2.\n\n### 2. B\n\n`y`\n");
    site.run(&["build"]).ends_with(0);
    let (next, next_build) = listed(&site.read("dist/sw.js"));
    assert_ne!(build, next_build);
    assert_ne!(list["n & é/2.html"], next["n & é/2.html"]);
    assert_eq!(list["404.html"], next["404.html"]);
}

#[test]
fn the_web_manifest_has_relative_addresses() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    let manifest: serde_json::Value = serde_json::from_str(&site.read("dist/manifest.webmanifest")).expect("JSON");
    assert_eq!(manifest["name"], "Notes of \"mine\"");
    assert_eq!(manifest["short_name"], "Notes of");
    assert_eq!((&manifest["lang"], &manifest["scope"]), (&"de".into(), &"./".into()));
    assert_eq!(manifest["start_url"], "index.html");
    let icons = manifest["icons"].as_array().expect("icons");
    let kinds: Vec<_> = icons.iter().map(|icon| (icon["sizes"].as_str(), icon["purpose"].as_str())).collect();
    assert_eq!(
        kinds,
        [("any", "any"), ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]
            .map(|(sizes, purpose)| (Some(sizes), Some(purpose)))
    );
    for icon in icons {
        let path = format!("dist/{}", icon["src"].as_str().expect("a path"));
        assert!(site.path(&path).is_file(), "{path}");
        assert!(std::fs::metadata(site.path(&path)).expect("an icon").len() < 4096, "{path}");
    }
    let page = site.read("dist/n & é/1.html");
    assert!(page.contains("<link rel=\"manifest\" href=\"../manifest.webmanifest\">"), "{page}");
}

#[test]
fn without_the_option_there_is_no_worker() {
    let site = site();
    site.run(&["build", "--single-file"]).ends_with(0);
    assert!(!site.read("dist.html").contains("manifest.webmanifest"));
    site.run(&["build"]).ends_with(0);
    let with = site.files("dist");
    site.write("site.toml", ON.replace("true", "false").as_bytes());
    site.run(&["build"]).ends_with(0);
    let without = site.files("dist");
    let gone: Vec<&String> = with.keys().filter(|path| !without.contains_key(*path)).collect();
    assert_eq!(gone.len(), 7, "two scripts, a style, three icons, the manifest: {gone:?}");
    // The manifest of the folder lists all sources of the site.
    for (path, bytes) in without.iter().filter(|(path, _)| *path != ".notewright.json") {
        let text = String::from_utf8_lossy(bytes);
        let has = ["serviceWorker", "sw.js", "rel=\"manifest\"", "offline."].iter().find(|word| text.contains(**word));
        assert!(has.is_none(), "{path} has {has:?}");
    }
}
