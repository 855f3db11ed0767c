//! Copies `static/` to where the program embeds it from, its scripts without comments and with short names: readers load
//! them on every page, authors read them here.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=static");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("static");
    let _ = std::fs::remove_dir_all(&out);
    copy(Path::new("static"), &out);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder for what is embedded");
    for entry in std::fs::read_dir(from).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        let place = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &place);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            let script = std::fs::read_to_string(&path).expect("a script in UTF-8");
            std::fs::write(&place, minified(&script, &path)).expect("the script is written");
        } else {
            std::fs::copy(&path, &place).expect("the file is copied");
        }
    }
}

fn minified(script: &str, path: &Path) -> String {
    let memory = Allocator::default();
    let mut parsed = Parser::new(&memory, script, SourceType::cjs()).parse();
    assert!(parsed.diagnostics.is_empty(), "{}: {:?}", path.display(), parsed.diagnostics);
    let minified = Minifier::new(MinifierOptions::default()).minify(&memory, &mut parsed.program);
    let options = CodegenOptions::minify();
    Codegen::new().with_options(options).with_scoping(minified.scoping).build(&parsed.program).code
}
