//! Sites to deploy, runs of the program, and invariants of a bucket.

use super::fake::{BUCKET, DISTRIBUTION, Fake, Object, REGION, World};
use super::signature::{KEY_ID, SECRET};
use md5::Digest;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;
use walkdir::WalkDir;

pub(crate) const MANIFEST: &str = ".notewright/deploy.json.gz";

/// A site in its own folder.
pub(crate) struct Site {
    folder: TempDir,
}

/// The exit status and the output of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) const SITE_TOML: &str = "[site]\ntitle = \"Notes\"\n\n[deploy]\nbucket = \"notes-bucket\"\nregion = \"eu-central-1\"\ndistribution = \"E2EXAMPLE\"\n";

impl Site {
    /// Builds a site of these notes.
    pub(crate) fn of(notes: &str) -> Self {
        Self::with(&[("notes/n.md", notes)])
    }

    /// Builds a site of these files and a site.toml.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        assert!(SITE_TOML.contains(BUCKET) && SITE_TOML.contains(DISTRIBUTION) && SITE_TOML.contains(REGION));
        let site = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        site.write("site.toml", SITE_TOML);
        for (path, text) in files {
            site.write(path, text);
        }
        site.build();
        site
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let target = self.path(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(target, text).expect("the file is written");
    }

    pub(crate) fn build(&self) {
        let output = self.command().args(["build", "-q"]).output().expect("notewright runs");
        // A dead link is an error, but the site is still written.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Returns every file of the build that must be in the bucket, by path.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let dist = self.path("dist");
        WalkDir::new(&dist)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != ".notewright.json")
            .map(|entry| {
                let path = entry.path().strip_prefix(&dist).expect("inside").to_string_lossy().into_owned();
                (path, std::fs::read(entry.path()).expect("the file is read"))
            })
            .collect()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_notewright"));
        command.current_dir(self.folder.path()).env_clear().env("HOME", self.folder.path());
        command
    }

    /// Starts `notewright deploy` against a server, with keys in the environment.
    pub(crate) fn start(&self, fake: &Fake, arguments: &[&str]) -> std::process::Child {
        let keys = [("AWS_ACCESS_KEY_ID", KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET)];
        self.start_with(fake, arguments, &keys)
    }

    pub(crate) fn start_with(
        &self,
        fake: &Fake,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> std::process::Child {
        let child = self
            .command()
            .arg("deploy")
            .args(arguments)
            .env("AWS_ENDPOINT_URL", &fake.endpoint)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("notewright runs");
        fake.knows_child(child.id());
        child
    }

    pub(crate) fn deploy(&self, fake: &Fake, arguments: &[&str]) -> Ran {
        Ran::of(&self.start(fake, arguments).wait_with_output().expect("it ends"))
    }
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Fails unless the run ended with this status.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Returns the JSON object that was printed.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Returns the manifest in the bucket.
pub(crate) fn manifest(world: &World) -> serde_json::Value {
    let bytes = &world.objects[MANIFEST].bytes;
    serde_json::from_reader(flate2::read::GzDecoder::new(bytes.as_slice())).expect("a manifest")
}

/// Replaces the manifest in the bucket.
pub(crate) fn replace_manifest(world: &mut World, manifest: &serde_json::Value) {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    serde_json::to_writer(&mut packed, manifest).expect("written");
    let bytes = packed.finish().expect("written");
    let etag = super::signature::hex(&md5::Md5::digest(&bytes));
    let object = Object { bytes, etag, content_type: "application/gzip".into(), cache: "no-store".into() };
    world.objects.insert(MANIFEST.into(), object);
}

/// Fails unless the bucket has exactly the build, and otherwise only assets within their grace time.
#[track_caller]
pub(crate) fn holds(world: &World, site: &Site) {
    let files = site.files();
    let gone = manifest(world)["gone"].clone();
    for (path, bytes) in &files {
        let object = world.objects.get(path).unwrap_or_else(|| panic!("`{path}` is not in the bucket"));
        assert!(object.bytes == *bytes, "`{path}` is not as it was built");
    }
    for path in world.objects.keys().filter(|path| *path != MANIFEST && !files.contains_key(*path)) {
        assert!(!path.ends_with(".html") && gone.get(path).is_some(), "`{path}` should not be there any more");
    }
    let manifest = manifest(world);
    assert!(manifest["lease"].is_null() && manifest["pending"] == serde_json::json!([]), "{manifest}");
    assert_eq!(manifest["journal"], serde_json::json!({}));
    for (url, bytes) in &world.edge {
        let path = url.trim_start_matches('/');
        assert!(files.get(path) == Some(bytes), "an edge still shows an old `{url}`");
    }
}

/// Checks the invariants after every write. Each page is from one build and has all files that it loads, in the bucket
/// and at the edges. Pages that all builds have, once the site `is_published`, have no dead links.
pub(crate) fn invariants(builds: &[&BTreeMap<String, Vec<u8>>], is_published: bool) -> super::fake::Watch {
    let mut versions: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (path, bytes) in builds.iter().flat_map(|files| files.iter()) {
        versions.entry(path.clone()).or_default().push(bytes.clone());
    }
    let in_all = |path: &&String| path.ends_with(".html") && builds.iter().all(|files| files.contains_key(*path));
    let lasting: Vec<String> = builds[0].keys().filter(in_all).cloned().collect();
    Arc::new(move |world: &World| {
        let mut wrong = Vec::new();
        let has = |path: &String| world.objects.contains_key(path);
        for (path, Object { bytes, .. }) in world.objects.iter().filter(|(path, _)| path.ends_with(".html")) {
            if !versions.get(path).is_some_and(|versions| versions.contains(bytes)) {
                wrong.push(format!("`{path}` is neither old nor new"));
            }
            let (loaded, linked) = addresses(path, &String::from_utf8_lossy(bytes));
            wrong.extend(loaded.iter().filter(|other| !has(other)).map(|other| format!("`{path}` misses `{other}`")));
            if is_published && lasting.contains(path) {
                wrong.extend(
                    linked.iter().filter(|other| !has(other)).map(|other| format!("`{path}` leads to `{other}`")),
                );
            }
        }
        for (url, bytes) in &world.edge {
            let (loaded, _) = addresses(url.trim_start_matches('/'), &String::from_utf8_lossy(bytes));
            wrong.extend(
                loaded.iter().filter(|other| !has(other)).map(|other| format!("an edge's `{url}` misses `{other}`")),
            );
        }
        wrong
    })
}

/// Returns the files that a page loads, and the pages that it links to.
pub(crate) fn addresses(page: &str, html: &str) -> (Vec<String>, Vec<String>) {
    let (mut loaded, mut linked) = (Vec::new(), Vec::new());
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        for (attribute, address) in [(" src=\"", "src"), (" href=\"", "href")]
            .iter()
            .filter_map(|(start, name)| Some((*name, tag.split_once(start)?.1.split('"').next()?)))
        {
            let address = address.split(['#', '?']).next().unwrap_or_default();
            if address.is_empty() || address.contains(':') || address.starts_with("//") {
                continue;
            }
            let path = resolved(page, address);
            match attribute {
                "href" if !tag.starts_with("link ") || tag.contains("rel=\"canonical\"") => linked.push(path),
                _ => loaded.push(path),
            }
        }
    }
    (loaded, linked)
}

fn resolved(page: &str, address: &str) -> String {
    let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy().into_owned();
    let mut parts: Vec<&str> = if address.starts_with('/') { Vec::new() } else { page.split('/').collect() };
    parts.pop();
    for part in address.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}
