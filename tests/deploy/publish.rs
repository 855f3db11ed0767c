//! What a deploy does, and what it leaves alone.

use super::fake::{Fake, Logged, Object};
use super::harness::{MANIFEST, SITE_TOML, Site, holds, invariants, manifest};

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
    fake.world().watch = Some(invariants(&[&files]));
    let said = site.deploy(&fake, &["--format", "json"]).ends_with(0).json();
    let mut world = fake.world();
    assert_eq!(world.violations, Vec::<String>::new());
    holds(&world, &site);
    assert_eq!(said["uploads"], files.len());
    assert_eq!(writes(&world.log).len(), files.len());
    assert!(world.invalidations.is_empty(), "nobody has seen anything yet");
    let page = &world.objects["n/1.html"];
    assert_eq!(page.content_type, "text/html; charset=utf-8");
    assert_eq!(page.cache, "public, max-age=0, s-maxage=86400, must-revalidate");
    let sheet = world.objects.iter().find(|(path, _)| path.ends_with(".css")).expect("a style sheet").1;
    assert_eq!(sheet.cache, "public, max-age=31536000, immutable");
    assert!(!world.objects.contains_key(".notewright.json"));
    let order = writes(&world.log);
    let at = |wanted: &str| order.iter().position(|path| *path == wanted).expect(wanted);
    let last_asset = order.iter().rposition(|path| path.starts_with("assets/")).expect("assets");
    assert!(last_asset < at("n/1.html") && at("n/3.html") < at("index.html") && at("services/amazon-sqs.html") < at("site.json"));
    world.log.clear();
    drop(world);

    let again = site.deploy(&fake, &[]).ends_with(0);
    assert!(again.out.contains("nothing to do"), "{}", again.out);
    let world = fake.world();
    assert!(world.log.len() <= 3 && count(&world.log, "GET") == world.log.len(), "{:?}", world.log);
}
