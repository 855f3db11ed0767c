//! Whether `minified/` is what `scripts/minify` makes of `static/` today. Needs no Node: it compares SHA-256 sums.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use walkdir::WalkDir;

#[test]
fn the_minified_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sums = BTreeMap::new();
    for folder in ["static/css", "static/js", "minified", "src/ranking.json"] {
        for entry in WalkDir::new(root.join(folder)).into_iter().map(|entry| entry.expect("an entry")) {
            let path = entry.path().strip_prefix(root).expect("a path of the repository");
            let name = path.to_string_lossy().replace('\\', "/");
            if entry.file_type().is_file() && name != "minified/SHA256SUMS" {
                let bytes = std::fs::read(entry.path()).expect("the file is read");
                let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                sums.insert(name, sum);
            }
        }
    }
    let listed = std::fs::read_to_string(root.join("minified/SHA256SUMS")).expect("the list");
    let listed: BTreeMap<String, String> =
        listed.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path.into(), sum.into())).collect();
    assert!(sums.len() > 60, "{} files", sums.len());
    assert_eq!(sums, listed, "run scripts/minify");
}
