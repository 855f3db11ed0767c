//! A build that would change nothing repeats what the last one said, and any change gives the bytes of a new build.

use super::harness::Site;
use std::fs;
use std::path::PathBuf;

const NOTES: &str =
    "### 1. A queue\n\nAmazon SQS, see 2 and [a](gone.md).\n\n![x](x.svg) ![y](y.svg)\n\n### 3. A key\n\nx\n";

fn site() -> Site {
    Site::new(&[
        ("site.toml", "[site]\ntitle = \"T\"\n"),
        ("notes/n.md", NOTES),
        ("notes/d.md", "---\ndraft: true\n---\n\n### 1. Secret\n\nx\n"),
        ("notes/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("static/own.css", "p {}"),
        ("templates/404.html", "gone\n"),
    ])
}

/// The records in the cache folder.
fn records(site: &Site) -> Vec<PathBuf> {
    let folder = fs::read_dir(site.cache().join("notewright/builds")).expect("the cache folder");
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn the_last_build_is_believed_and_repeated() {
    let site = site();
    let first = site.run(&["build"]).ends_with(1);
    let again = site.run(&["build"]).ends_with(1);
    assert_eq!(again.err, first.err, "the same problems, drawn the same way");
    assert!(
        again.err.contains("dead-link") && again.out.contains("0 changed, 0 removed"),
        "{}{}",
        again.err,
        again.out
    );
    let as_json = site.run(&["build", "--format", "json"]).ends_with(1);
    assert!(as_json.err.lines().all(|line| line.starts_with('{')), "{}", as_json.err);

    // What is repeated is what was kept.
    let [ref record] = records(&site)[..] else { panic!("one record for one folder") };
    let kept = fs::read_to_string(record).expect("the record");
    fs::write(record, kept.replace("\"sections\":2", "\"sections\":77")).expect("written");
    assert!(site.run(&["build"]).ends_with(1).out.starts_with("77 sections"));
    fs::write(record, &kept[..kept.len() / 2]).expect("written");
    assert!(site.run(&["build"]).ends_with(1).out.starts_with("2 sections"), "a damaged record is not believed");
}

#[cfg(unix)]
#[test]
fn a_record_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let site = site();
    site.run(&["build"]).ends_with(1);
    for record in records(&site) {
        assert_eq!(fs::metadata(&record).expect("a record").permissions().mode() & 0o777, 0o600);
    }
}

/// Builds twice, changes something, and compares a build over the old one with a build into a new folder.
#[track_caller]
fn same_as_new(site: &Site, what: &str, change: impl Fn(&Site)) {
    site.run(&["build"]);
    site.run(&["build"]);
    change(site);
    let warm = site.run(&["build"]);
    let cold = site.run(&["build", "--out", "cold"]);
    assert_eq!(site.files("dist"), site.files("cold"), "{what}");
    assert_eq!((warm.status, warm.err), (cold.status, cold.err), "{what}");
    fs::remove_dir_all(site.path("cold")).expect("removed");
}

#[test]
fn every_change_is_seen() {
    let site = site();
    let write = |path: &'static str, text: &'static str| move |site: &Site| site.write(path, text.as_bytes());
    let delete = |path: &'static str| move |site: &Site| fs::remove_file(site.path(path)).expect("deleted");
    same_as_new(&site, "a note", write("notes/n.md", "### 1. A queue\n\n![x](x.svg) ![y](y.svg) other\n"));
    same_as_new(&site, "a new note", write("notes/m.md", "# M\n\n## One\n\nx\n"));
    same_as_new(&site, "a note that is gone", delete("notes/m.md"));
    same_as_new(&site, "a draft", write("notes/d.md", "---\ndraft: true\n---\n\n### 1. Other\n"));
    same_as_new(&site, "a picture", write("notes/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>"));
    same_as_new(&site, "a picture that was missing", write("notes/y.svg", "<svg/>"));
    same_as_new(&site, "a picture that is gone", delete("notes/x.svg"));
    same_as_new(&site, "a file that is not read", write("notes/a.docx", "x"));
    same_as_new(
        &site,
        "a catalogue",
        write("notes/services.yaml", "queue: {name: Amazon SQS, category: c, summary: s}\n"),
    );
    same_as_new(&site, "a style sheet", write("static/own.css", "p { margin: 0 }"));
    same_as_new(&site, "a template", write("templates/404.html", "not here\n"));
    same_as_new(&site, "a template that is gone", delete("templates/404.html"));
    same_as_new(&site, "a setting", write("site.toml", "[site]\ntitle = \"U\"\n"));
    same_as_new(&site, "no settings", delete("site.toml"));
    site.run(&["lock"]);
    same_as_new(&site, "a number that the lock knows", write("notes/n.md", "### 2. A queue\n\nx\n"));
    same_as_new(&site, "no lock", delete("notewright.lock.json"));
}

#[test]
fn every_change_of_the_output_is_seen() {
    let site = site();
    same_as_new(&site, "a page that is gone", |site| fs::remove_file(site.path("dist/n/1.html")).expect("deleted"));
    same_as_new(&site, "a longer page", |site| site.write("dist/n/1.html", b"another page, longer or shorter"));
    same_as_new(&site, "a page of the same length", |site| {
        let mut page = fs::read(site.path("dist/n/1.html")).expect("a page");
        let last = page.len() - 1;
        page[last] = b'x';
        site.write("dist/n/1.html", &page);
    });
    same_as_new(&site, "no folder", |site| fs::remove_dir_all(site.path("dist")).expect("deleted"));
    same_as_new(&site, "no list of files", |site| {
        fs::remove_dir_all(site.path("dist")).expect("deleted");
        fs::create_dir(site.path("dist")).expect("created");
    });
    same_as_new(&site, "an interrupted build", |site| site.write("dist/.notewright-new/files/a.html", b"half"));
}

#[test]
fn a_cache_folder_that_cannot_be_written_is_no_error() {
    let site = site();
    fs::write(site.cache().join("notewright"), "a file").expect("written");
    let first = site.run(&["build"]).ends_with(1);
    let again = site.run(&["build"]).ends_with(1);
    assert_eq!(again.err, first.err);
}
