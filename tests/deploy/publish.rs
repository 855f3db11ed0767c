//! What a deploy writes, and what it keeps.

use super::fake::{Fake, Logged, Object};
use super::harness::{MANIFEST, SITE_TOML, Site, holds, invariants, manifest};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const NOTES: &str = "### 1. A queue\n\nAmazon SQS and Lambda, see 2.\n\n### 2. A key\n\nAWS KMS keeps keys, see 1.\n\n### 3. A table\n\nAmazon DynamoDB.\n";

fn writes(log: &[Logged]) -> Vec<&str> {
    let is_page = |logged: &&Logged| logged.method == "PUT" && logged.key != MANIFEST;
    log.iter().filter(is_page).map(|logged| logged.key.as_str()).collect()
}

fn count(log: &[Logged], method: &str) -> usize {
    log.iter().filter(|logged| logged.method == method).count()
}

#[test]
fn a_site_is_published_in_order_and_a_second_deploy_does_nothing() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    let files = site.files();
    fake.world().watch = Some(invariants(&[&files], false));
    let said = site.deploy(&fake, &["--format", "json"]).ends_with(0).json();
    let mut world = fake.world();
    assert_eq!(world.violations, Vec::<String>::new());
    holds(&world, &site);
    assert_eq!(said["uploads"], files.len());
    assert_eq!(writes(&world.log).len(), files.len());
    assert!(world.invalidations.is_empty(), "no reader has seen the site yet");
    let page = &world.objects["n/1.html"];
    assert_eq!(page.content_type, "text/html; charset=utf-8");
    assert_eq!(page.cache, "public, max-age=0, s-maxage=86400, must-revalidate");
    let sheet = world.objects.iter().find(|(path, _)| path.ends_with(".css")).expect("a style sheet").1;
    assert_eq!(sheet.cache, "public, max-age=31536000, immutable");
    assert!(!world.objects.contains_key(".notewright.json"));
    let order = writes(&world.log);
    let at = |wanted: &str| order.iter().position(|path| *path == wanted).expect(wanted);
    let last_asset = order.iter().rposition(|path| path.starts_with("assets/")).expect("assets");
    assert!(
        last_asset < at("n/1.html")
            && at("n/3.html") < at("index.html")
            && at("services/amazon-sqs.html") < at("site.json")
    );
    world.log.clear();
    drop(world);

    let again = site.deploy(&fake, &[]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let world = fake.world();
    assert!(world.log.len() <= 3 && count(&world.log, "GET") == world.log.len(), "{:?}", world.log);
}

fn published(notes: &str) -> (Fake, Site) {
    let (fake, site) = (Fake::start(), Site::of(notes));
    site.deploy(&fake, &["-q"]).ends_with(0);
    fake.world().log.clear();
    (fake, site)
}

/// Returns the paths whose bytes differ, or that exist on one side only.
fn differences(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn an_edited_section_changes_only_its_pages() {
    let (fake, site) = published(NOTES);
    let before = site.files();
    site.write("notes/n.md", &NOTES.replace("keeps keys", "keeps all keys"));
    site.build();
    let after = site.files();
    let changed = differences(&before, &after);
    // The neighbours show the beginning of its text.
    assert!(changed.contains(&"n/2.html".to_owned()) && !changed.contains(&"n/index.html".to_owned()), "{changed:?}");
    fake.world().watch = Some(invariants(&[&before, &after], true));
    let planned = site.deploy(&fake, &["--dry-run", "--format", "json"]).ends_with(0).json();
    {
        let world = fake.world();
        assert!(count(&world.log, "GET") == world.log.len(), "a dry run only reads: {:?}", world.log);
    }
    let said = site.deploy(&fake, &["--format", "json"]).ends_with(0).json();
    assert_eq!(planned["steps"], said["steps"], "what was planned is what is done");
    let world = fake.world();
    assert_eq!(world.violations, Vec::<String>::new());
    let mut written: Vec<&str> = writes(&world.log);
    written.sort_unstable();
    let in_build: Vec<&String> = changed.iter().filter(|path| after.contains_key(*path)).collect();
    assert_eq!(written, in_build);
    // The steps equal the plan, in the order of stages.
    let planned: Vec<(String, String)> = planned["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| (text(&step["stage"]), text(&step["path"])))
        .collect();
    let order = writes(&world.log);
    let stage = |path: &str| planned.iter().position(|(_, planned)| planned == path).map(|at| planned[at].0.clone());
    let stages: Vec<Option<String>> = order.iter().map(|path| stage(path)).collect();
    let mut seen = stages.clone();
    seen.dedup();
    assert_eq!(
        seen.iter().collect::<BTreeSet<_>>().len(),
        seen.len(),
        "no stage begins before the one before it is done: {stages:?}"
    );
    holds(&world, &site);
    assert_eq!(world.invalidations.len(), 1);
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn few_changes_are_invalidated_by_path_and_many_by_a_wildcard() {
    let (fake, site) = published("### 1. A\n\nx\n\n### 2. B\n\ny\n");
    site.write(
        "site.toml",
        &SITE_TOML.replace("[deploy]", "[build]\nprint = \"never\"\n\n[study]\nenabled = false\n\n[deploy]"),
    );
    site.build();
    site.deploy(&fake, &[]).ends_with(0);
    site.write(
        "site.toml",
        &format!(
            "{}headers = [{{ match = \"n/*.html\", cache = \"no-cache\" }}]\n",
            SITE_TOML.replace("[deploy]", "[build]\nprint = \"never\"\n\n[study]\nenabled = false\n\n[deploy]")
        ),
    );
    site.build();
    fake.world().invalidations.clear();
    let said = site.deploy(&fake, &["--format", "json", "--wait"]).ends_with(0).json();
    {
        let world = fake.world();
        let mut written = writes(&world.log);
        written.sort_unstable();
        assert_eq!(written, ["n/1.html", "n/2.html", "n/index.html"], "only headers changed, and only theirs");
        assert_eq!(world.objects["n/2.html"].cache, "no-cache");
        assert_eq!(world.invalidations[0].paths, ["/n/", "/n/1.html", "/n/2.html", "/n/index.html"]);
        assert_eq!(said["invalidation"], "I1");
    }
    site.write(
        "site.toml",
        &SITE_TOML
            .replace("Notes", "Other notes")
            .replace("[deploy]", "base_url = \"https://example.com/x\"\n[deploy]"),
    );
    let many: String = (1..=12).map(|number| format!("### {number}. Topic {number}\n\nText.\n\n")).collect();
    site.write("notes/more.md", &many);
    site.build();
    let refused = site.deploy(&fake, &[]).ends_with(3);
    assert!(refused.err.contains("another site is published there: `Notes`"), "{}", refused.err);
    site.deploy(&fake, &["--adopt", "--allow-deletes"]).ends_with(0);
    assert_eq!(fake.world().invalidations.last().expect("one").paths, ["/x/*"]);
}

#[test]
fn assets_stay_for_their_grace_time_and_return_without_an_upload() {
    let site = Site::with(&[
        ("notes/n.md", NOTES),
        ("static/css/own.css", "p { color: red }\n"),
        ("templates/footer.html", "<link rel=\"stylesheet\" href=\"{{ root }}{{ asset(name='css/own.css') }}\">"),
    ]);
    let fake = Fake::start();
    site.deploy(&fake, &[]).ends_with(0);
    let old = site.files();
    let sheet = old.keys().find(|path| path.starts_with("assets/own.")).expect("the sheet").clone();
    site.write("static/css/own.css", "p { color: blue }\n");
    site.build();
    let new = site.files();
    fake.world().watch = Some(invariants(&[&old, &new], true));
    site.deploy(&fake, &[]).ends_with(0);
    {
        let world = fake.world();
        assert!(world.objects.contains_key(&sheet), "readers still have old pages open");
        assert_eq!(world.violations, Vec::<String>::new());
        holds(&world, &site);
    }
    // Back to the first build: only pages are uploaded.
    site.write("static/css/own.css", "p { color: red }\n");
    site.build();
    site.deploy(&fake, &[]).ends_with(0);
    {
        let mut world = fake.world();
        assert!(writes(&world.log).iter().all(|path| !path.starts_with("assets/")), "{:?}", world.log);
        world.ahead = 6 * 86_400;
    }
    site.deploy(&fake, &[]).ends_with(0);
    let blue = new.keys().find(|path| path.starts_with("assets/own.")).expect("the sheet").clone();
    assert!(fake.world().objects.contains_key(&blue), "six days are not seven");
    fake.world().ahead = 8 * 86_400;
    site.deploy(&fake, &[]).ends_with(0);
    let world = fake.world();
    assert!(!world.objects.contains_key(&blue) && world.objects.contains_key(&sheet));
    assert!(manifest(&world)["gone"].as_object().expect("an object").is_empty());
    holds(&world, &site);
}

/// Browsers request a service worker by its name. While it exists, they show cached pages.
#[test]
fn turning_offline_off_removes_the_worker() {
    let site = Site::of(NOTES);
    site.write("site.toml", &SITE_TOML.replace("[deploy]", "offline = true\n\n[deploy]"));
    site.build();
    let fake = Fake::start();
    site.deploy(&fake, &[]).ends_with(0);
    assert!(fake.world().objects.contains_key("sw.js") && fake.world().objects.contains_key("manifest.webmanifest"));
    let last = fake.world().log.iter().rev().find(|logged| logged.key != MANIFEST).expect("an upload").key.clone();
    assert_eq!(last, "sw.js");
    site.write("site.toml", SITE_TOML);
    site.build();
    let said = site.deploy(&fake, &["--format", "json"]).ends_with(0).json();
    let world = fake.world();
    holds(&world, &site);
    let steps = said["steps"].as_array().expect("steps");
    let deleted: Vec<_> = steps.iter().filter(|step| step["do"] == "delete").map(|step| text(&step["path"])).collect();
    assert_eq!(deleted, ["manifest.webmanifest", "sw.js"]);
    assert!(deleted.iter().all(|path| !world.objects.contains_key(path)), "at once");
    assert_eq!(world.invalidations.last().expect("one").paths, ["/*"], "the edges forget it too");
}

#[test]
fn changes_by_others_to_our_objects_are_repaired() {
    let (fake, site) = published(NOTES);
    {
        let mut world = fake.world();
        world.objects.remove("n/1.html");
        let drifted =
            Object { bytes: b"<p>hello</p>".to_vec(), etag: "0".repeat(32), ..world.objects["n/2.html"].clone() };
        world.objects.insert("n/2.html".into(), drifted);
    }
    let planned = site.deploy(&fake, &["--dry-run"]).ends_with(0).out;
    assert!(planned.contains("put n/1.html (missing)\n") && planned.contains("put n/2.html (drifted)\n"), "{planned}");
    site.deploy(&fake, &[]).ends_with(0);
    let world = fake.world();
    let mut written = writes(&world.log);
    written.sort_unstable();
    assert_eq!(written, ["n/1.html", "n/2.html"]);
    holds(&world, &site);
}

#[test]
fn a_prefix_is_never_left() {
    let fake = Fake::start();
    let site = Site::of(NOTES);
    site.write("site.toml", &SITE_TOML.replace("region", "prefix = \"notes é+/a\"\nregion"));
    site.build();
    let theirs =
        Object { bytes: b"x".to_vec(), etag: "1".repeat(32), content_type: "text/plain".into(), cache: String::new() };
    fake.world().objects.insert("other/index.html".into(), theirs.clone());
    site.deploy(&fake, &[]).ends_with(0);
    site.deploy(&fake, &[]).ends_with(0);
    let world = fake.world();
    assert_eq!(world.log.len(), 2, "{:?}", world.log);
    for (path, bytes) in site.files() {
        assert!(world.objects[&format!("notes é+/a/{path}")].bytes == bytes, "{path}");
    }
    assert_eq!(world.objects["other/index.html"], theirs);
}

#[test]
fn names_with_spaces_symbols_and_any_script() {
    let site = Site::with(&[
        ("notes/a b + c & é 消息.md", NOTES),
        ("notes/x 'y' ~=;.md", "### 1. T\n\n![p](p%20q+r.svg)\n"),
        ("notes/p q+r.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ]);
    let fake = Fake::start();
    site.deploy(&fake, &[]).ends_with(0);
    site.deploy(&fake, &[]).ends_with(0);
    assert_eq!(fake.world().log.len(), 2, "the listing names them as they are: {:?}", fake.world().log);
    holds(&fake.world(), &site);
    site.write("notes/a b + c & é 消息.md", "### 1. A queue\n\nAmazon SQS and Lambda.\n");
    site.build();
    site.deploy(&fake, &["--allow-deletes"]).ends_with(0);
    holds(&fake.world(), &site);
}

#[test]
fn status_describes_the_published_site() {
    let fake = Fake::start();
    let site = Site::of(NOTES);
    let said = site.deploy(&fake, &["--status"]).ends_with(0).out;
    assert_eq!(said, "s3://notes-bucket/: nothing was deployed here\n");
    site.deploy(&fake, &[]).ends_with(0);
    let said = site.deploy(&fake, &["--status", "--format", "json"]).ends_with(0).json();
    assert_eq!((said["title"].as_str(), said["unfinished"].as_bool()), (Some("Notes"), Some(false)));
    assert_eq!(said["files"], site.files().len());
    assert_eq!(fake.world().log.len(), 1);
}

#[test]
fn root_files_keep_their_names_and_are_revalidated() {
    let fake = Fake::start();
    let site = Site::with(&[
        ("notes/n.md", NOTES),
        ("static/root/CNAME", "notes.example.com\n"),
        ("static/root/.well-known/security.txt", "Contact: mailto:a@example.com\n"),
    ]);
    site.deploy(&fake, &[]).ends_with(0);
    for path in ["CNAME", ".well-known/security.txt"] {
        let object = &fake.world().objects[path];
        assert_eq!(object.content_type, "text/plain; charset=utf-8", "{path}");
        assert_eq!(object.cache, "public, max-age=0, s-maxage=86400, must-revalidate", "{path}");
    }
    site.write("static/root/.well-known/security.txt", "Contact: mailto:b@example.com\n");
    let refused = site.deploy(&fake, &[]).ends_with(3);
    assert!(refused.err.contains("`static/root/.well-known/security.txt` has changed"), "{}", refused.err);
    site.build();
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
    assert_eq!(fake.world().invalidations.last().expect("one").paths, ["/.well-known/security.txt"]);
}
