//! Runs the fuzz targets over their kept inputs: small seeds, and every input that once broke a target.
#![expect(clippy::disallowed_methods, reason = "the preview needs a site, and the inputs are files")]

#[path = "../../fuzz/targets/targets.rs"]
mod targets;

type Target = fn(&[u8]);

/// The targets by the names of their folders in `fuzz/seeds/`.
const TARGETS: [(&str, Target); 12] = [
    ("cards", targets::cards),
    ("catalogue", targets::catalogue),
    ("deploy_plan", targets::deploy_plan),
    ("front_matter", targets::front_matter),
    ("http_request", targets::http_request),
    ("numbering", targets::numbering),
    ("pipeline", targets::pipeline),
    ("policies", targets::policies),
    ("repairs", targets::repairs),
    ("sanitizer", targets::sanitizer),
    ("search_query", targets::search_query),
    ("site_toml", targets::site_toml),
];

#[test]
fn kept_inputs_break_no_target() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut folders: Vec<String> = std::fs::read_dir(&seeds)
        .expect("the seeds")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert_eq!(folders, TARGETS.map(|(name, _)| name), "each folder of seeds is a target");
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
