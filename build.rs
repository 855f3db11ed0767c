//! Build script: makes Rust constants of `src/ranking.json`. `scripts/minify` puts the same constants into `search.js`.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    // `include_dir!` does not notice a new file.
    println!("cargo::rerun-if-changed=minified");
    println!("cargo::rerun-if-changed=src/ranking.json");
    let ranking: Ranking = std::fs::read_to_string("src/ranking.json")
        .map(|text| serde_json::from_str(&text).expect("src/ranking.json has the form that build.rs reads"))
        .expect("src/ranking.json");
    std::fs::write(out.join("ranking.rs"), ranking.as_rust()).expect("the constants are written");
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
