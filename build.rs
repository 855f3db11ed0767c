//! Build script: names the version, makes Rust constants of `src/ranking.json`, and reads the built-in catalogue in advance.
//! `scripts/minify` puts the same constants into `search.js`.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() {
    version();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    // `include_dir!` does not notice a new file.
    println!("cargo::rerun-if-changed=minified");
    println!("cargo::rerun-if-changed=src/ranking.json");
    let ranking: Ranking = std::fs::read_to_string("src/ranking.json")
        .map(|text| serde_json::from_str(&text).expect("src/ranking.json has the form that build.rs reads"))
        .expect("src/ranking.json");
    std::fs::write(out.join("ranking.rs"), ranking.as_rust()).expect("the constants are written");
    println!("cargo::rerun-if-changed=notes/services.yaml");
    let catalogue = std::fs::read_to_string("notes/services.yaml").expect("notes/services.yaml");
    std::fs::write(out.join("services.json"), as_json(&catalogue)).expect("the catalogue is written");
}

/// Writes YAML as JSON. Reading the built-in catalogue as YAML took a tenth of the instructions of a build of 151 sections.
fn as_json(yaml: &str) -> String {
    let value: serde_json::Value = serde_yaml::from_str(yaml).expect("notes/services.yaml is YAML");
    serde_json::to_string(&value).expect("the catalogue is JSON")
}

/// Sets what `notewright -V` prints. A release build from a repository names its commit and the commit's date. Other builds
/// do not, so that a commit does not compile everything again.
fn version() {
    let mut version = env!("CARGO_PKG_VERSION").to_owned();
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // The folder may be below the repository of something else, such as a home folder's.
        if git(&["rev-parse", "--show-prefix"]).is_some_and(|prefix| prefix.is_empty()) {
            // The log of HEAD changes with each commit, but not every clone has one. A missing file would always be newer.
            let files = ["HEAD", "logs/HEAD"].map(|file| git(&["rev-parse", "--git-path", file]));
            for path in files.into_iter().flatten().filter(|path| std::path::Path::new(path).exists()) {
                println!("cargo::rerun-if-changed={path}");
            }
            // `%cs` is the date as the commit records it, so it is the same on every machine.
            if let Some(commit) = git(&["log", "-1", "--abbrev=9", "--format=%h %cs"]) {
                version.push_str(&format!(" ({commit})"));
            }
        }
    }
    println!("cargo::rustc-env=NOTEWRIGHT_VERSION={version}");
}

/// Returns what git prints, if there is a git and it succeeds.
fn git(arguments: &[&str]) -> Option<String> {
    let output = std::process::Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The ranking constants.
#[derive(serde::Deserialize)]
struct Ranking {
    weights: BTreeMap<String, Entry<f64>>,
    limits: BTreeMap<String, Entry<usize>>,
    words: BTreeMap<String, Entry<Vec<String>>>,
}

#[derive(serde::Deserialize)]
struct Entry<T> {
    about: String,
    value: T,
}

impl Ranking {
    fn as_rust(&self) -> String {
        let weights =
            self.weights.iter().map(|(name, Entry { about, value })| (about, format!("{name}: f64 = {value:?}")));
        let limits =
            self.limits.iter().map(|(name, Entry { about, value })| (about, format!("{name}: usize = {value}")));
        let words = self.words.iter().map(|(name, Entry { about, value })| {
            let words: Vec<&str> = value.iter().flat_map(|line| line.split_whitespace()).collect();
            (about, format!("{name}: [&str; {}] = {words:?}", words.len()))
        });
        let constants = weights.chain(limits).chain(words);
        constants.map(|(about, constant)| format!("/// {about}\npub(crate) const {constant};\n")).collect()
    }
}
