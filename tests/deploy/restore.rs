//! Going back to an earlier deploy, from the versions that the bucket keeps.

use super::fake::{Fake, Kill};
use super::harness::{MANIFEST, SITE_TOML, Site, invariants, manifest};
use super::publish::NOTES;
use std::collections::BTreeMap;

/// The files of a build, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// Deploys two builds: the second changes a page, removes one, adds one, and has another rule for a page. Returns the ids of
/// both deploys, and the files of both builds.
fn two_deploys() -> (Fake, Site, [String; 2], [Files; 2]) {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().is_versioned = true;
    let first = (deployed(&fake, &site), site.files());
    let notes = NOTES.replace("keeps keys", "keeps all keys").replace("### 3. A table", "### 4. A list");
    site.write("notes/n.md", &notes);
    site.write("site.toml", &format!("{SITE_TOML}headers = [{{ match = \"n/1.html\", cache = \"no-cache\" }}]\n"));
    site.build();
    let second = (deployed(&fake, &site), site.files());
    (fake, site, [first.0, second.0], [first.1, second.1])
}

fn deployed(fake: &Fake, site: &Site) -> String {
    let said = site.deploy(fake, &["--format", "json"]).ends_with(0).json();
    said["deploy"].as_str().expect("an id").to_owned()
}

/// Fails unless the bucket has all files of a build, and no page of another.
#[track_caller]
fn holds(fake: &Fake, files: &Files) {
    let world = fake.world();
    for (path, bytes) in files {
        assert!(world.objects.get(path).is_some_and(|object| object.bytes == *bytes), "`{path}` is not as it was");
    }
    for path in world.objects.keys().filter(|path| path.ends_with(".html")) {
        assert!(files.contains_key(path), "`{path}` should not be there any more");
    }
    let manifest = manifest(&world);
    assert!(manifest["lease"].is_null() && manifest["journal"] == serde_json::json!({}), "{manifest}");
    assert_eq!(world.violations, Vec::<String>::new());
}

#[test]
fn one_command_goes_back_and_another_forth() {
    let (fake, site, [first, second], [before, after]) = two_deploys();
    // The local build is not needed.
    std::fs::remove_dir_all(site.path("dist")).expect("removed");
    assert_eq!(fake.world().objects["n/1.html"].cache, "no-cache");
    fake.world().watch = Some(invariants(&[&before, &after], true));
    let planned = site.deploy(&fake, &["--to", &first, "--dry-run", "--format", "json"]).ends_with(0).json();
    assert!(fake.world().log.iter().all(|logged| logged.method == "GET"), "a dry run only reads");
    let said = site.deploy(&fake, &["--to", &first, "--format", "json"]).ends_with(0).json();
    assert_eq!(planned["steps"], said["steps"]);
    assert_eq!(said["files"], before.len());
    holds(&fake, &before);
    assert!(fake.world().objects["n/1.html"].cache.contains("must-revalidate"), "headers come back too");
    assert!(fake.world().invalidations.len() >= 2);
    let again = site.deploy(&fake, &["--to", &first]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    site.deploy(&fake, &["--to", &second]).ends_with(0);
    holds(&fake, &after);
    assert_eq!(fake.world().objects["n/1.html"].cache, "no-cache");
}

#[test]
fn assets_that_were_deleted_come_back() {
    let (fake, site, [first, _], [before, after]) = two_deploys();
    let assets: Vec<String> = before.keys().filter(|path| !after.contains_key(*path)).cloned().collect();
    assert!(assets.iter().any(|path| path.starts_with("search/")), "{assets:?}");
    // With no days of grace, the next deploy deletes them.
    site.write("site.toml", &format!("{SITE_TOML}grace_days = 0\n"));
    site.write("notes/n.md", "### 1. One\n\nOther.\n");
    site.build();
    site.deploy(&fake, &["--allow-deletes"]).ends_with(0);
    assert!(assets.iter().all(|path| !fake.world().objects.contains_key(path)));
    site.deploy(&fake, &["--to", &first, "--allow-deletes"]).ends_with(0);
    holds(&fake, &before);
}

#[test]
fn deploys_are_listed_with_what_is_lost() {
    let (fake, site, [first, second], [before, after]) = two_deploys();
    let listed = site.deploy(&fake, &["--list", "--format", "json"]).ends_with(0).json();
    let ids: Vec<&str> =
        listed["deploys"].as_array().expect("deploys").iter().filter_map(|it| it["deploy"].as_str()).collect();
    assert_eq!(ids, [second.as_str(), first.as_str()]);
    assert_eq!(listed["deploys"][1]["files"], before.len());
    assert_eq!(listed["deploys"][1]["lost"], 0);
    // The rule of the bucket has deleted the old version of a page.
    let gone = fake.world().versions.get_mut("n/2.html").expect("versions").remove(0);
    assert!(gone.is_some_and(|object| object.bytes == before["n/2.html"]));
    let told = site.deploy(&fake, &["--list"]).ends_with(0);
    assert!(told.out.contains(&first) && told.out.contains(", 1 no longer kept"), "{}", told.out);
    let refused = site.deploy(&fake, &["--to", &first]).ends_with(3);
    assert!(
        refused.err.contains("no longer keeps all of deploy") && refused.err.contains("n/2.html"),
        "{}",
        refused.err
    );
    holds(&fake, &after);
}

#[test]
fn a_bucket_without_versions_says_what_to_do() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    let id = deployed(&fake, &site);
    // The last deploy is there, version or not.
    site.deploy(&fake, &["--to", &id]).ends_with(0);
    let refused = site.deploy(&fake, &["--to", "0123456789abcdef"]).ends_with(3);
    assert!(refused.err.contains("does not remember a deploy `0123456789abcdef`"), "{}", refused.err);
    assert!(refused.err.contains("build the earlier state and deploy it"), "{}", refused.err);
    fake.world().denied.insert("s3:ListBucketVersions");
    let denied = site.deploy(&fake, &["--to", &id]).ends_with(4);
    assert!(denied.err.contains("s3:ListBucketVersions"), "{}", denied.err);
}

/// Objects of a bucket with a customer key have other entity tags for the same content.
#[test]
fn an_encrypted_bucket_goes_back_too() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    {
        let mut world = fake.world();
        (world.is_versioned, world.is_encrypted) = (true, true);
    }
    let (first, before) = (deployed(&fake, &site), site.files());
    site.write("notes/n.md", &NOTES.replace("keeps keys", "keeps all keys"));
    site.build();
    deployed(&fake, &site);
    site.deploy(&fake, &["--to", &first]).ends_with(0);
    holds(&fake, &before);
}

/// Each page is old or new after a kill at any request, and the next run finishes either way.
#[test]
fn a_killed_return_is_finished_by_the_next_run() {
    let (fake, site, [first, _], [before, after]) = two_deploys();
    let start = {
        let mut world = fake.world();
        world.watch = Some(invariants(&[&before, &after], true));
        (world.objects.clone(), world.versions.clone())
    };
    site.deploy(&fake, &["--to", &first]).ends_with(0);
    let requests = fake.world().log.len();
    let writes = fake.world().log.iter().filter(|logged| logged.method != "GET").count();
    assert!(writes > 10 && requests > writes, "{writes} of {requests}");
    for request in (requests - 2 * writes..=requests).step_by(11) {
        {
            let mut world = fake.world();
            (world.objects, world.versions) = start.clone();
            world.faults.kill = Some(Kill { request, after: request % 2 == 0 });
        }
        let _ = site.start(&fake, &["--to", &first, "-q"]).wait_with_output().expect("it ends");
        fake.world().faults.kill = None;
        site.deploy(&fake, &["--to", &first, "-q"]).ends_with(0);
        holds(&fake, &before);
        assert!(fake.world().objects.contains_key(MANIFEST));
    }
}
