//! Kills the program before and after every request. The site must stay complete, and the next deploy, of the same
//! build, a newer or an older one, must finish it.

use super::fake::{Fake, Faults, Invalidation, Kill, Object};
use super::harness::{MANIFEST, Site, holds, invariants};
use super::publish::NOTES;
use super::signature::hex;
use md5::{Digest, Md5};
use std::collections::BTreeMap;

/// A copy of the state, to restore.
#[derive(Clone)]
struct Snapshot {
    objects: BTreeMap<String, Object>,
    invalidations: Vec<Invalidation>,
    edge: BTreeMap<String, Vec<u8>>,
}

fn snapshot(fake: &Fake) -> Snapshot {
    let world = fake.world();
    Snapshot { objects: world.objects.clone(), invalidations: world.invalidations.clone(), edge: world.edge.clone() }
}

fn restore(fake: &Fake, snapshot: &Snapshot) {
    let mut world = fake.world();
    world.objects.clone_from(&snapshot.objects);
    world.invalidations.clone_from(&snapshot.invalidations);
    world.edge.clone_from(&snapshot.edge);
    world.faults = Faults::default();
}

fn site(notes: &str, colour: &str) -> Site {
    let footer = "<link rel=\"stylesheet\" href=\"{{ root }}{{ asset(name='css/own.css') }}\">";
    let sheet = format!("p {{ color: {colour} }}\n");
    Site::with(&[
        ("notes/n.md", notes),
        ("static/css/own.css", &sheet),
        ("templates/section.html", SECTION),
        ("templates/footer.html", footer),
        ("site.toml", SITE),
    ])
}

/// Pages without the theme: fewer assets, but the same kinds of files.
const SECTION: &str = include_str!("../templates/section.html");
const SITE: &str = "[site]\ntitle = \"Notes\"\n\n[build]\nprint = \"never\"\n\n[deploy]\nbucket = \"notes-bucket\"\nregion = \"eu-central-1\"\ndistribution = \"E2EXAMPLE\"\n";

#[test]
fn killed_at_every_request() {
    let old = site(NOTES, "red");
    let new = site(
        "### 1. A queue\n\nAmazon SQS and Lambda, see 2 and 4.\n\n### 2. A key\n\nAWS KMS keeps keys, see 1.\n\n### 4. A bus\n\nAmazon EventBridge, see 2.\n",
        "blue",
    );
    let newer = site(
        "### 1. A queue\n\nAmazon SQS, see 5.\n\n### 2. A key\n\nAWS KMS.\n\n### 5. A cache\n\nAmazon ElastiCache, see 1.\n",
        "green",
    );
    let [of_old, of_new, of_newer] = [&old, &new, &newer].map(Site::files);
    let fake = Fake::start();
    old.deploy(&fake, &[]).ends_with(0);
    fake.world().watch = Some(invariants(&[&of_old, &of_new, &of_newer], true));
    let before = snapshot(&fake);
    new.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &new);
    let requests = fake.world().log.len();
    assert!(requests > 20, "{requests} requests");
    for request in 1..=requests {
        for after in [false, true] {
            restore(&fake, &before);
            fake.world().faults = Faults { kill: Some(Kill { request, after }), ..Faults::default() };
            let killed = new.deploy(&fake, &[]);
            // After its last answer, the program may already have ended.
            assert!(killed.status.is_none(), "request {request} of {requests}: {killed:?}");
            let left = snapshot(&fake);
            for (site, name) in [(&new, "the same"), (&newer, "a newer"), (&old, "the older")] {
                restore(&fake, &left);
                let ran = site.deploy(&fake, &[]);
                let moment =
                    format!("killed {} request {request}, then {name} build", if after { "after" } else { "before" });
                assert_eq!(ran.status, Some(0), "{moment}: {}", ran.err);
                let world = fake.world();
                assert_eq!(world.violations, Vec::<String>::new(), "{moment}");
                holds(&world, site);
            }
        }
    }
}

#[test]
fn killed_in_the_first_deploy() {
    let site = site(NOTES, "red");
    let files = site.files();
    let fake = Fake::start();
    fake.world().watch = Some(invariants(&[&files], false));
    let before = snapshot(&fake);
    site.deploy(&fake, &[]).ends_with(0);
    let requests = fake.world().log.len();
    for (request, is_encrypted) in (1..=requests).flat_map(|request| [(request, false), (request, true)]) {
        let after = request % 2 == 0;
        restore(&fake, &before);
        fake.world().is_encrypted = is_encrypted;
        fake.world().faults = Faults { kill: Some(Kill { request, after }), ..Faults::default() };
        assert!(site.deploy(&fake, &[]).status.is_none());
        fake.world().faults = Faults::default();
        let already = fake.world().objects.len();
        site.deploy(&fake, &[]).ends_with(0);
        let world = fake.world();
        let puts = world.log.iter().filter(|logged| logged.method == "PUT").count();
        assert!(puts + already <= files.len() + 4, "what was there is not sent again: {puts} after {already}");
        assert_eq!(world.violations, Vec::<String>::new());
        holds(&world, &site);
    }
}

/// The second journal has other entries than the first for the same paths.
#[test]
fn killed_twice() {
    let old = site(NOTES, "red");
    let new = site(&NOTES.replace("keeps keys", "keeps all keys"), "blue");
    let newer = site(&NOTES.replace("keeps keys", "keeps no keys"), "green");
    for is_encrypted in [false, true] {
        let fake = Fake::start();
        fake.world().is_encrypted = is_encrypted;
        old.deploy(&fake, &[]).ends_with(0);
        // Everything was written except the final manifest.
        let request = fake.world().log.len();
        let fake = Fake::start();
        fake.world().is_encrypted = is_encrypted;
        fake.world().faults = Faults { kill: Some(Kill { request, after: false }), ..Faults::default() };
        assert!(old.deploy(&fake, &[]).status.is_none());
        fake.world().faults = Faults::default();
        let left = snapshot(&fake);
        new.deploy(&fake, &[]).ends_with(0);
        let requests = fake.world().log.len();
        for request in (1..=requests).step_by(4) {
            restore(&fake, &left);
            fake.world().faults = Faults { kill: Some(Kill { request, after: true }), ..Faults::default() };
            assert!(new.deploy(&fake, &[]).status.is_none(), "request {request}");
            fake.world().faults = Faults::default();
            let ran = newer.deploy(&fake, &[]);
            assert_eq!(ran.status, Some(0), "killed after request {request}: {}", ran.err);
            holds(&fake.world(), &newer);
        }
    }
}

/// A journal lists planned writes. Only the bytes of an object show who wrote it.
#[test]
fn objects_of_others_at_journalled_paths_are_refused() {
    let (fake, site) = (Fake::start(), site(NOTES, "red"));
    site.deploy(&fake, &[]).ends_with(0);
    let request = fake.world().log.iter().position(|logged| logged.key == MANIFEST && logged.method == "PUT");
    let kill = Kill { request: request.expect("a journal") + 1, after: true };
    let fake = Fake::start();
    fake.world().faults = Faults { kill: Some(kill), ..Faults::default() };
    assert!(site.deploy(&fake, &[]).status.is_none());
    let (bytes, etag) = (b"x".to_vec(), hex(&Md5::digest(b"x")));
    let theirs = Object { bytes, etag, content_type: "text/plain".into(), cache: String::new() };
    {
        let mut world = fake.world();
        world.faults = Faults::default();
        world.objects.insert("n/3.html".into(), theirs.clone());
    }
    let ran = site.deploy(&fake, &[]).ends_with(3);
    assert!(ran.err.contains("another program wrote 1 object (`n/3.html`)"), "{}", ran.err);
    // A build without this page does not conflict with it.
    site.write("notes/n.md", "### 1. A queue\n\nAmazon SQS.\n");
    site.build();
    site.deploy(&fake, &[]).ends_with(0);
    site.deploy(&fake, &[]).ends_with(0);
    assert_eq!(fake.world().objects.remove("n/3.html"), Some(theirs));
    fake.world().edge.remove("/n/3.html");
    holds(&fake.world(), &site);
}

/// A deploy that was killed between the last upload and the invalidation must only send the invalidation.
#[test]
fn only_the_pending_invalidation_is_sent() {
    let fake = Fake::start();
    let site = site(NOTES, "red");
    site.deploy(&fake, &[]).ends_with(0);
    site.write("notes/n.md", &NOTES.replace("keeps keys", "keeps all keys"));
    site.build();
    let before = snapshot(&fake);
    site.deploy(&fake, &[]).ends_with(0);
    let at = fake.world().log.iter().position(|logged| logged.method == "POST").expect("an invalidation") + 1;
    let paths = fake.world().invalidations[0].paths.clone();
    for after in [false, true] {
        restore(&fake, &before);
        fake.world().faults = Faults { kill: Some(Kill { request: at, after }), ..Faults::default() };
        assert!(site.deploy(&fake, &[]).status.is_none());
        fake.world().faults = Faults::default();
        let said = site.deploy(&fake, &["--status"]).ends_with(0).out;
        assert!(said.contains("still to be invalidated: "), "{said}");
        let said = site.deploy(&fake, &["--format", "json"]).ends_with(0).json();
        assert_eq!((&said["uploads"], &said["deletes"]), (&serde_json::json!(0), &serde_json::json!(0)));
        let world = fake.world();
        // CloudFront treats requests with the same reference as one invalidation, if it received the first.
        assert_eq!(world.invalidations.len(), 1);
        assert_eq!(world.invalidations[0].paths, paths);
        let puts = world.log.iter().filter(|logged| logged.method == "PUT").count();
        assert!(puts <= 3, "{:?}", world.log);
        holds(&world, &site);
    }
}
