//! Services and connections that fail at times: one deploy must succeed, and must never store or serve wrong data.

use super::fake::{Fake, Faults};
use super::harness::{MANIFEST, Site, holds, invariants, manifest, replace_manifest};
use super::publish::NOTES;

/// Deploys a first and a second build with the same failures.
fn gets_through(faults: Faults, is_encrypted: bool, seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let (fake, site) = (Fake::start(), Site::of(NOTES));
        let old = site.files();
        {
            let mut world = fake.world();
            world.seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            world.faults = faults;
            world.is_encrypted = is_encrypted;
            world.watch = Some(invariants(&[&old], false));
        }
        site.deploy(&fake, &[]).ends_with(0);
        holds(&fake.world(), &site);
        site.write("notes/n.md", "### 1. A queue\n\nAmazon SQS, see 2.\n\n### 2. A key\n\nAWS KMS and Lambda.\n\n### 4. A bus\n\nAmazon EventBridge.\n");
        site.build();
        let new = site.files();
        fake.world().watch = Some(invariants(&[&old, &new], true));
        site.deploy(&fake, &[]).ends_with(0);
        let world = fake.world();
        assert_eq!(world.violations, Vec::<String>::new(), "seed {seed}");
        assert_eq!(world.invalidations.len(), 1, "seed {seed}");
        holds(&world, &site);
    }
}

#[test]
fn one_in_five_requests_is_throttled() {
    gets_through(Faults { slow_down: 20, ..Faults::default() }, false, 0..3);
}

#[test]
fn one_in_five_connections_breaks_before_the_request() {
    gets_through(Faults { reset_before: 20, ..Faults::default() }, false, 0..3);
}

#[test]
fn one_in_five_connections_breaks_after_the_request_took_effect() {
    gets_through(Faults { reset_after: 20, ..Faults::default() }, false, 0..3);
}

/// An existing object with our bytes is ours. With a customer key the entity tag does not show that.
#[test]
fn one_in_five_answers_of_an_encrypted_bucket_is_lost() {
    gets_through(Faults { reset_after: 20, ..Faults::default() }, true, 0..3);
}

#[test]
fn one_in_five_answers_is_cut() {
    gets_through(Faults { cut: 20, ..Faults::default() }, false, 0..3);
}

#[test]
fn one_in_five_bodies_is_damaged() {
    gets_through(Faults { flip: 20, ..Faults::default() }, false, 0..3);
}

#[test]
fn one_in_five_connections_stalls() {
    gets_through(Faults { stall: 20, ..Faults::default() }, false, 0..1);
}

#[test]
fn all_failures_at_once() {
    let faults = Faults { slow_down: 10, reset_before: 5, reset_after: 10, cut: 5, flip: 5, ..Faults::default() };
    gets_through(faults, false, 0..3);
}

/// A failure in one stage stops the next stages, and all deletes.
#[test]
fn a_failure_stops_before_the_next_stage() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    let old = site.files();
    site.write("notes/n.md", &NOTES.replace("keeps keys", "keeps all keys"));
    site.build();
    let new = site.files();
    {
        let mut world = fake.world();
        world.watch = Some(invariants(&[&old, &new], true));
        world.denied.insert("s3:PutObject of pages");
    }
    let ran = site.deploy(&fake, &[]).ends_with(4);
    assert!(ran.err.contains("the credentials do not allow `s3:PutObject`"), "{}", ran.err);
    {
        let mut world = fake.world();
        assert_eq!(world.violations, Vec::<String>::new());
        assert!(world.invalidations.is_empty() && world.objects["index.html"].bytes == old["index.html"]);
        world.denied.clear();
    }
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
}

/// Something between may answer in the name of the bucket. A page must not be published before its files are stored.
#[test]
fn an_answer_without_an_entity_tag_is_verified() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().swallowed = 2;
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
    let fake = Fake::start();
    fake.world().swallowed = usize::MAX;
    let ran = site.deploy(&fake, &[]).ends_with(1);
    assert!(ran.err.contains("does not hold it as it was sent"), "{}", ran.err);
    assert!(fake.world().objects.keys().all(|key| !key.ends_with(".html")), "no page without its files");
}

/// Writing the manifest is not an upload. If it fails, the deploy must still end its lease.
#[test]
fn a_manifest_that_cannot_be_written_leaves_no_lease() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    let last = fake.world().log.len();
    assert_eq!(fake.world().log[last - 1].key, MANIFEST);
    let fake = Fake::start();
    fake.world().refused_at = Some(last);
    let ran = site.deploy(&fake, &[]).ends_with(1);
    assert!(ran.err.contains("cannot write `.notewright/deploy.json.gz`"), "{}", ran.err);
    assert!(ran.err.contains("the site is whole; run `notewright deploy` again to finish"), "{}", ran.err);
    {
        let mut world = fake.world();
        world.refused_at = None;
        let known = manifest(&world);
        assert!(known["lease"].is_null() && known["journal"] != serde_json::json!({}), "{known}");
    }
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
}

/// Ten tries of ten seconds take longer than the renewal interval, so the lease renewal is retried too when the first
/// upload fails.
#[test]
fn an_outage_is_reported() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().silent_after = Some(8);
    let ran = site.deploy(&fake, &[]).ends_with(1);
    assert!(ran.err.contains("gave no good answer in 10 tries"), "{}", ran.err);
    assert!(ran.err.contains("the site is whole; run `notewright deploy` again to finish"), "{}", ran.err);
    fake.world().silent_after = None;
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
}

#[test]
fn two_deploys_at_once_do_not_mix() {
    let fake = Fake::start();
    let (one, other) = (Site::of(NOTES), Site::of(&NOTES.replace("keeps keys", "keeps all keys")));
    let builds = [one.files(), other.files()];
    fake.world().watch = Some(invariants(&[&builds[0], &builds[1]], false));
    for _ in 0..5 {
        let children = [one.start(&fake, &[]), other.start(&fake, &[])];
        let statuses = children.map(|child| {
            let output = child.wait_with_output().expect("it ends");
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        });
        let ends: Vec<Option<i32>> = statuses.iter().map(|(status, _)| *status).collect();
        let world = fake.world();
        match ends[..] {
            [Some(0), Some(5)] => holds(&world, &one),
            [Some(5), Some(0)] => holds(&world, &other),
            // One deploy was so fast that the other started after it.
            [Some(0), Some(0)] => {}
            _ => panic!("{statuses:?}"),
        }
        assert_eq!(world.violations, Vec::<String>::new());
    }
}

/// Another deploy begins between two requests of this one: its objects are listed, and the manifest that was read does not name
/// them.
#[test]
fn a_deploy_that_begins_meanwhile_is_under_way() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
    for (seconds, message) in [(100, "another deploy is under way: ci"), (0, "another deploy has just ended")] {
        {
            let mut world = fake.world();
            let mut known = manifest(&world);
            known["lease"] =
                serde_json::json!({ "owner": "ci", "machine": "elsewhere", "process": [1, 1], "until": now + seconds });
            replace_manifest(&mut world, &known);
            world.written_before_listing = std::mem::take(&mut world.objects);
        }
        let ran = site.deploy(&fake, &[]).ends_with(5);
        assert!(ran.err.contains(message), "{}", ran.err);
    }
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
}

/// A valid lease stops a deploy at once. A lease that was taken over, or has expired, does not.
#[test]
fn a_lease_holds_until_its_time_is_over() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    site.deploy(&fake, &[]).ends_with(0);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
    let hold = || {
        let mut world = fake.world();
        let mut known = manifest(&world);
        known["lease"] =
            serde_json::json!({ "owner": "ci", "machine": "elsewhere", "process": [1, 1], "until": now + 100 });
        replace_manifest(&mut world, &known);
    };
    hold();
    let ran = site.deploy(&fake, &[]).ends_with(5);
    assert!(ran.err.contains("another deploy is under way: ci") && fake.world().log.len() == 1, "{}", ran.err);
    assert!(site.deploy(&fake, &["--status"]).ends_with(0).out.contains("under way: ci"));
    site.deploy(&fake, &["--take-over"]).ends_with(0);
    holds(&fake.world(), &site);
    hold();
    fake.world().ahead = 200;
    site.deploy(&fake, &[]).ends_with(0);
    holds(&fake.world(), &site);
}

/// A deploy that lost its lease without noticing, for example on a sleeping machine, ends at its next write.
#[test]
fn a_lease_that_was_lost_ends_the_deploy() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().usurped_at = Some(10);
    let ran = site.deploy(&fake, &[]).ends_with(5);
    assert!(ran.err.contains("another deploy is under way"), "{}", ran.err);
    {
        let mut world = fake.world();
        world.usurped_at = None;
        assert_eq!(manifest(&world)["lease"]["owner"], "another deploy", "its lease stays");
        assert!(world.invalidations.is_empty());
    }
    site.deploy(&fake, &[]).ends_with(5);
    site.deploy(&fake, &["--take-over"]).ends_with(0);
    holds(&fake.world(), &site);
}
