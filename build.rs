//! Build script: copies `static/` to the folder that the program embeds. It minifies the scripts, because readers load
//! them on every page, and takes the comments out of style sheets. It also generates the ranking constants from
//! `src/ranking.json`.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The comment in `search.js` that the shared constants replace.
const RANKING_MARK: &str = "/* @ranking@ */";

fn main() {
    println!("cargo::rerun-if-changed=static");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("static");
    let _ = std::fs::remove_dir_all(&out);
    println!("cargo::rerun-if-changed=src/ranking.json");
    let ranking: Ranking = std::fs::read_to_string("src/ranking.json")
        .map(|text| serde_json::from_str(&text).expect("src/ranking.json has the form that build.rs reads"))
        .expect("src/ranking.json");
    std::fs::write(out.with_file_name("ranking.rs"), ranking.as_rust()).expect("the constants are written");
    copy(Path::new("static"), &out, &ranking.as_javascript());
}

/// The ranking constants for Rust and JavaScript.
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

    fn as_javascript(&self) -> String {
        let weights = self.weights.iter().map(|(name, entry)| format!("{name} = {}", entry.value));
        let limits = self.limits.iter().map(|(name, entry)| format!("{name} = {}", entry.value));
        let words = self.words.iter().map(|(name, entry)| {
            let words = entry.value.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ");
            format!("{name} = new Set('{words}'.split(' '))")
        });
        format!("const {};", weights.chain(limits).chain(words).collect::<Vec<_>>().join(", "))
    }
}

fn copy(from: &Path, to: &Path, ranking: &str) {
    std::fs::create_dir_all(to).expect("a folder for what is embedded");
    for entry in std::fs::read_dir(from).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, ranking);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            let script = std::fs::read_to_string(&path).expect("a script in UTF-8").replace(RANKING_MARK, ranking);
            std::fs::write(&target, minified(&script, &path)).expect("the script is written");
        } else if path.extension().is_some_and(|extension| extension == "css") {
            let sheet = std::fs::read_to_string(&path).expect("a style sheet in UTF-8");
            std::fs::write(&target, without_comments(&sheet)).expect("the style sheet is written");
        } else {
            std::fs::copy(&path, &target).expect("the file is copied");
        }
    }
}

/// A style sheet without comments and indentation: an eighth less after compression. No string of ours has a comment.
fn without_comments(sheet: &str) -> String {
    let mut text = String::with_capacity(sheet.len());
    for (at, piece) in sheet.split("/*").enumerate() {
        text.push_str(if at == 0 { piece } else { piece.split_once("*/").expect("a closed comment").1 });
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn minified(script: &str, path: &Path) -> String {
    let memory = Allocator::default();
    let mut parsed = Parser::new(&memory, script, SourceType::cjs()).parse();
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", path.display(), parsed.diagnostics);
    let minified = Minifier::new(MinifierOptions::default()).minify(&memory, &mut parsed.program);
    let options = CodegenOptions::minify();
    Codegen::new().with_options(options).with_scoping(minified.scoping).build(&parsed.program).code
}
