//! Deploys that are refused: nothing is written.

use super::fake::{Fake, Object};
use super::harness::{Ran, SITE_TOML, Site, holds, manifest, replace_manifest};
use super::publish::NOTES;
use super::signature::{KEY_ID, SECRET};

/// Fails unless the run was refused with these words and wrote nothing.
#[track_caller]
fn refused(fake: &Fake, ran: Ran, status: i32, said: &str) {
    let ran = ran.ends_with(status);
    assert!(ran.err.contains(said), "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
    let world = fake.world();
    assert!(world.log.iter().all(|logged| logged.method == "GET"), "{:?}", world.log);
}

fn foreign(number: usize) -> Object {
    let bytes = format!("object {number}").into_bytes();
    Object { etag: format!("{number:032x}"), bytes, content_type: "text/plain".into(), cache: String::new() }
}

#[test]
fn objects_of_others_are_not_overwritten() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    let name = |number: usize| format!("photos/{number:03}.jpg");
    fake.world().objects = (0..300).map(|number| (name(number), foreign(number))).collect();
    let said = "300 objects (`photos/000.jpg`, `photos/001.jpg`, `photos/002.jpg`, `photos/003.jpg`, `photos/004.jpg`, \
                `photos/005.jpg`, `photos/006.jpg`, `photos/007.jpg`, `photos/008.jpg`, `photos/009.jpg`, …)";
    refused(&fake, site.deploy(&fake, &[]), 3, said);
    for round in 0..5 {
        site.write("notes/n.md", &format!("{NOTES}\n### {}. Round {round}\n\nAWS KMS\n", round + 10));
        site.build();
        site.deploy(&fake, &["--adopt"]).ends_with(0);
        let world = fake.world();
        for number in 0..300 {
            assert_eq!(world.objects[&name(number)], foreign(number));
        }
    }
    // With a manifest, no flag is needed unless an object of others conflicts.
    site.write("notes/n.md", &format!("{NOTES}\n### 20. Twenty\n\nAWS KMS\n"));
    site.build();
    fake.world().objects.insert("n/20.html".into(), foreign(1));
    refused(&fake, site.deploy(&fake, &[]), 3, "another program wrote 1 object (`n/20.html`), which the site has too");
    fake.world().objects.remove("n/20.html");
    site.deploy(&fake, &[]).ends_with(0);
}

/// Test cases: description, how to spoil the build, expected message.
type WrongBuild = (&'static str, &'static dyn Fn(&Site), &'static str);

#[test]
fn wrong_builds_are_refused() {
    let fake = Fake::start();
    let site = Site::of(NOTES);
    std::fs::remove_dir_all(site.path("dist")).expect("removed");
    refused(&fake, site.deploy(&fake, &[]), 3, "nothing was built in `dist`");
    let spoilt: [WrongBuild; 7] = [
        ("a note", &|site| site.write("notes/n.md", "### 1. Other\n"), "out of date: `notes/n.md` has changed"),
        ("a new note", &|site| site.write("notes/m.md", "### 1. Other\n"), "out of date: `notes/m.md` is new"),
        ("a template", &|site| site.write("templates/footer.html", "x"), "is gone"),
        (
            "site.toml",
            &|site| site.write("site.toml", &format!("{SITE_TOML}grace_days = 1\n")),
            "`site.toml` has changed",
        ),
        ("a page", &|site| site.write("dist/n/1.html", "x"), "`dist/n/1.html` differs from what the build wrote"),
        (
            "an asset",
            &|site| std::fs::remove_file(site.path("dist/search/index.js")).expect("removed"),
            "cannot read `dist/search/index.js`",
        ),
        (
            "no index",
            &|site| site.write("dist/.notewright.json", "{\"version\":1,\"files\":[]}"),
            "has no `index.html`",
        ),
    ];
    for (what, spoil, said) in spoilt {
        let site = Site::of(NOTES);
        spoil(&site);
        let ran = site.deploy(&fake, &[]);
        assert!(ran.err.contains(said), "{what}: {}", ran.err);
        refused(&fake, ran, 3, said);
    }
    let site =
        Site::with(&[("notes/n.md", NOTES), ("templates/footer.html", "<script src=\"{{ root }}own.js\"></script>")]);
    refused(&fake, site.deploy(&fake, &[]), 3, "needs `own.js`, which was not built");
    let site = Site::with(&[
        ("notes/n.md", "### 1. A\n\n![p](p.svg)\n"),
        ("notes/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ]);
    site.write("notes/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"> </svg>");
    refused(&fake, site.deploy(&fake, &[]), 3, "out of date: `p.svg` has changed");
}

#[test]
fn deleting_more_than_half_of_the_site_needs_a_flag() {
    let fake = Fake::start();
    // More keys than one listing or one delete request holds.
    let many: String = (1..=1_100).map(|number| format!("### {number}. Section {number}\n\nx\n\n")).collect();
    let site = Site::of(&many);
    site.deploy(&fake, &[]).ends_with(0);
    site.write("notes/n.md", "### 1. Section 1\n\nx\n");
    site.build();
    let said = "pages and files of the site would be deleted";
    refused(&fake, site.deploy(&fake, &[]), 3, said);
    let said = site.deploy(&fake, &["--allow-deletes", "--format", "json"]).ends_with(0).json();
    assert!(said["deletes"].as_u64().is_some_and(|deletes| deletes > 1_098), "{}", said["deletes"]);
    holds(&fake.world(), &site);
}

#[test]
fn foreign_manifests_are_refused() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    let mut known = manifest(&fake.world());
    known["version"] = 2.into();
    replace_manifest(&mut fake.world(), &known);
    refused(&fake, site.deploy(&fake, &[]), 3, "the manifest in the bucket has form 2");
    known["version"] = 1.into();
    known["site"] = serde_json::json!({ "title": "Recipes", "base_url": "https://example.com/" });
    replace_manifest(&mut fake.world(), &known);
    refused(&fake, site.deploy(&fake, &[]), 3, "another site is published there: `Recipes`, https://example.com/");
}

#[test]
fn invalid_settings_are_refused() {
    let fake = Fake::start();
    let site = Site::of(NOTES);
    site.write("site.toml", "[site]\ntitle = \"Notes\"\n");
    refused(&fake, site.deploy(&fake, &[]), 2, "site.toml does not say where to deploy");
    let wrong = SITE_TOML.replace("notes-bucket", "other-bucket");
    site.write("site.toml", &wrong);
    site.build();
    refused(&fake, site.deploy(&fake, &[]), 2, "there is no bucket `other-bucket`");
    let site = Site::of(NOTES);
    for (endpoint, said) in [
        ("http://example.com", "`http://example.com` is not encrypted"),
        ("http://notes.s3-website-eu-west-1.amazonaws.com", "is the website of a bucket"),
    ] {
        let environment =
            [("AWS_ENDPOINT_URL_S3", endpoint), ("AWS_ACCESS_KEY_ID", KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET)];
        let child = site.start_with(&fake, &[], &environment);
        refused(&fake, Ran::of(&child.wait_with_output().expect("it ends")), 2, said);
    }
    refused(&fake, site.deploy(&fake, &["--dry-run", "--status"]), 2, "cannot be used with");
}

#[test]
fn a_missing_permission_is_named() {
    for action in ["s3:GetObject", "s3:ListBucket"] {
        let (fake, site) = (Fake::start(), Site::of(NOTES));
        fake.world().denied.insert(action);
        refused(&fake, site.deploy(&fake, &[]), 4, &format!("the credentials do not allow `{action}`"));
    }
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().denied.insert("s3:PutObject");
    let ran = site.deploy(&fake, &[]).ends_with(4);
    assert!(ran.err.contains("`s3:PutObject`"), "{}", ran.err);
}

/// Readers may see old pages for a while; the next deploy fixes that.
#[test]
fn a_failed_invalidation_is_sent_by_the_next_run() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    site.write("notes/n.md", &NOTES.replace("keeps keys", "keeps all keys"));
    site.build();
    fake.world().denied.insert("cloudfront:CreateInvalidation");
    for _ in 0..2 {
        let ran = site.deploy(&fake, &[]).ends_with(6);
        assert!(
            ran.err.contains("published, but not invalidated") && ran.err.contains("cloudfront:CreateInvalidation"),
            "{}",
            ran.err
        );
    }
    fake.world().denied.clear();
    site.deploy(&fake, &[]).ends_with(0);
    assert_eq!(fake.world().invalidations.len(), 1);
    holds(&fake.world(), &site);
}
