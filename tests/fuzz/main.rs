//! Runs the fuzz targets over their kept inputs: small seeds, and every input that once broke a target.
#![expect(clippy::disallowed_methods, reason = "the preview needs a site, and the inputs are files")]

#[path = "../../fuzz/targets/targets.rs"]
mod targets;

use std::path::Path;
use targets::TARGETS;

#[test]
fn kept_inputs_break_no_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let seeds = fuzz.join("seeds");
    let stems = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let mut stems: Vec<String> =
            entries.map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect();
        stems.sort();
        stems
    };
    let names = TARGETS.map(|(name, _)| name);
    assert_eq!(stems(&seeds), names, "each folder of seeds is a target");
    assert_eq!(stems(&fuzz.join("fuzz_targets")), names, "each program is a target");
    let workflow = include_str!("../../.github/workflows/fuzz.yml");
    for name in names {
        assert!(workflow.contains(&format!("- {name}\n")), "fuzz.yml leaves out `{name}`");
    }
    for (name, target) in TARGETS {
        let mut files: Vec<_> =
            std::fs::read_dir(seeds.join(name)).expect(name).map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        assert!(files.len() > 1, "`{name}` has too few seeds");
        for file in files {
            println!("{}", file.display());
            target(&std::fs::read(&file).expect("a seed"));
        }
    }
}
