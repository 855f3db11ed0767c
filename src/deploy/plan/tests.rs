//! Tests of deploy plans with small sites.

use super::*;
use crate::hosting::content_type::REVALIDATE;

/// A bucket with its manifest, and a build. Tests write each file as `path=content`.
#[derive(Default)]
struct World {
    files: BTreeMap<String, SiteFile>,
    manifest: Option<Manifest>,
    listing: BTreeMap<String, Listed>,
    now: u64,
    adopts: bool,
    allows_deletes: bool,
}

fn file(content: &str, cache: &str) -> SiteFile {
    let wanted = Wanted { hash: content.to_owned(), headers: cache.to_owned() };
    SiteFile { wanted, size: 1 }
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
}

impl World {
    fn of(build: &str) -> Self {
        let files = pairs(build).map(|(path, content)| (path, file(&content, REVALIDATE))).collect();
        Self { files, ..Self::default() }
    }

    /// Adds objects that a deploy wrote.
    fn published(mut self, objects: &str) -> Self {
        let manifest = self.manifest.get_or_insert_with(Manifest::default);
        for (path, content) in pairs(objects) {
            let listed = Listed { etag: format!("md5 of {content}"), size: 1 };
            let wanted = Wanted { hash: content, headers: REVALIDATE.into() };
            manifest.files.insert(path.clone(), Record { wanted, size: 1, etag: listed.etag.clone() });
            self.listing.insert(path, listed);
        }
        self
    }

    /// Adds objects that are not in the manifest.
    fn listed(mut self, objects: &str) -> Self {
        for (path, content) in pairs(objects) {
            self.listing.insert(path, Listed { etag: format!("md5 of {content}"), size: 1 });
        }
        self
    }

    fn journal(mut self, objects: &str) -> Self {
        let manifest = self.manifest.get_or_insert_with(Manifest::default);
        let wanted = |content| Wanted { hash: content, headers: REVALIDATE.into() };
        manifest.journal.extend(pairs(objects).map(|(path, content)| (path, wanted(content))));
        self
    }

    fn plan(&self) -> Result<Plan, Refusal> {
        let site = SiteName::default();
        let doubts = self.manifest.as_ref().map_or_else(Vec::new, |known| doubtful(known, &self.listing));
        let written =
            doubts.into_iter().filter(|doubt| doubt.listed.etag == format!("md5 of {}", doubt.journalled.hash));
        let record = |doubt: Doubt<'_>| {
            let Listed { etag, size } = doubt.listed.clone();
            (doubt.path.to_owned(), Record { wanted: doubt.journalled.clone(), size, etag })
        };
        let written = written.map(record).collect();
        plan(&Facts {
            site: &site,
            files: &self.files,
            manifest: self.manifest.as_ref(),
            listing: &self.listing,
            written: &written,
            now: self.now,
            grace: 100,
            base_path: "/",
            is_distributed: true,
            adopts: self.adopts,
            allows_deletes: self.allows_deletes,
        })
    }
}

fn puts(plan: &Plan) -> String {
    let describe = |put: &Put| format!("{}:{}:{:?}", put.stage.name(), put.path, put.reason);
    plan.puts.iter().map(describe).collect::<Vec<_>>().join(" ")
}

#[test]
fn linking_pages_come_after_their_targets() {
    let build = "index.html=i 404.html=4 n/index.html=i n/from-101.html=f n/from-x.html=p n/1.html=1 n/2.html=2 sitemap.xml=s sitemap-1.xml=s \
                 robots.txt=r site.json=j search/index.js=e search/t0.abcd.js=t assets/a.css=c sw.js=w icon.png=p";
    let plan = World::of(build).published("n/1.html=old").plan().expect("a plan");
    assert_eq!(
        puts(&plan),
        "assets:assets/a.css:New assets:search/t0.abcd.js:New others:icon.png:New new-pages:n/2.html:New \
         new-pages:n/from-101.html:New new-pages:n/from-x.html:New new-pages:n/index.html:New \
         changed-pages:n/1.html:Changed indexes:404.html:New indexes:index.html:New indexes:robots.txt:New \
         indexes:search/index.js:New \
         indexes:site.json:New indexes:sitemap-1.xml:New indexes:sitemap.xml:New worker:sw.js:New"
    );
    assert_eq!(plan.puts[7].replaces.as_deref(), Some("md5 of old"));
    assert_eq!(plan.invalidations, ["/n/1.html"]);
}

#[test]
fn an_unchanged_site_needs_no_steps() {
    let plan = World::of("index.html=1 assets/a=2").published("index.html=1 assets/a=2").plan().expect("a plan");
    assert!(plan.is_empty() && plan.kept.len() == 2);
}

#[test]
fn pages_are_removed_at_once_and_assets_after_their_grace_time() {
    let mut world = World::of("index.html=1 a.html=2 b.html=3")
        .published("index.html=1 a.html=2 b.html=3 gone.html=4 assets/old.css=5 sw.js=6");
    world.now = 1_000;
    let plan = world.plan().expect("a plan");
    assert_eq!((plan.removed.join(" ").as_str(), plan.expired.len()), ("gone.html sw.js", 0));
    assert_eq!(plan.invalidations, ["/gone.html", "/sw.js"]);
    assert_eq!(plan.gone["assets/old.css"].since, 1_000);
    let manifest = world.manifest.as_mut().expect("a manifest");
    manifest.files = plan.kept;
    manifest.gone = plan.gone;
    for path in &plan.removed {
        manifest.gone.remove(path);
        world.listing.remove(path);
    }
    for (now, expired) in [(1_099, vec![]), (1_100, vec!["assets/old.css"])] {
        world.now = now;
        assert_eq!(world.plan().expect("a plan").expired, expired);
    }
}

#[test]
fn a_failed_deploy_is_resumed() {
    // `a.html` was written, `b.html` not yet, and `c.html` is not part of the current build.
    let build = "index.html=1 a.html=new b.html=new";
    let world =
        World::of(build).published("index.html=1 a.html=old b.html=old").listed("a.html=new c.html=x assets/c.css=y");
    let plan = world.journal("a.html=new b.html=new c.html=x assets/c.css=y d.html=z").plan().expect("a plan");
    assert_eq!(puts(&plan), "changed-pages:b.html:Changed");
    assert_eq!(plan.removed, ["c.html"]);
    assert!(plan.resumes && plan.gone["d.html"].record.is_none() && plan.gone.contains_key("assets/c.css"));
    assert_eq!(plan.gone["d.html"].journalled.as_ref().map(|wanted| wanted.hash.as_str()), Some("z"));
    // The same journal with another build: the new deploy overwrites the result of the failed one.
    let world = World::of("index.html=1 a.html=old").published("index.html=1 a.html=old").listed("a.html=new");
    assert_eq!(puts(&world.journal("a.html=new").plan().expect("a plan")), "changed-pages:a.html:Changed");
}

/// The journal lists planned writes, not finished ones: an object of another program at such a path stays.
#[test]
fn objects_that_a_failed_deploy_never_wrote_are_not_ours() {
    let world = || World::of("index.html=1").published("index.html=1").listed("c.html=theirs assets/c.css=theirs");
    let plan = world().journal("c.html=x assets/c.css=y").plan().expect("a plan");
    assert!(plan.removed.is_empty() && plan.gone.is_empty(), "{plan:?}");
    let mut wanted = world().journal("c.html=x");
    wanted.files.extend(World::of("c.html=x").files);
    assert!(wanted.plan().expect_err("a refusal").message.starts_with("another program wrote 1 object (`c.html`)"));
    wanted.adopts = true;
    assert_eq!(puts(&wanted.plan().expect("a plan")), "changed-pages:c.html:Adopted");
    // The same for a write that was remembered for one more deploy.
    let mut late = World::of("index.html=1").published("index.html=1").journal("d.html=z");
    let manifest = late.manifest.as_mut().expect("a manifest");
    let journalled = manifest.journal.remove("d.html");
    manifest.gone.insert("d.html".into(), Gone { since: 0, record: None, journalled });
    assert!(late.plan().expect("a plan").gone.is_empty());
    assert_eq!(late.listed("d.html=z").plan().expect("a plan").removed, ["d.html"]);
}

/// Unchanged content keeps its entity tag, even if its headers have changed.
#[test]
fn headers_that_a_failed_deploy_may_have_changed_are_written_again() {
    let mut world = World::of("index.html=1 a.html=2").published("index.html=1 a.html=2").journal("a.html=2");
    world.manifest.as_mut().expect("a manifest").journal.get_mut("a.html").expect("an entry").headers = "other".into();
    assert_eq!(puts(&world.plan().expect("a plan")), "changed-pages:a.html:Headers");
}

#[test]
fn changed_headers_are_uploaded() {
    let mut world = World::of("index.html=1 a.html=2").published("index.html=1 a.html=2");
    world.files.insert("a.html".into(), file("2", "no-cache"));
    assert_eq!(puts(&world.plan().expect("a plan")), "changed-pages:a.html:Headers");
}

#[test]
fn refusals() {
    let refused = |world: World| world.plan().expect_err("a refusal").message;
    assert!(refused(World::of("index.html=1").listed("x=1")).starts_with("the bucket holds 1 object (`x`)"));
    let in_the_way = || World::of("index.html=1 a.html=2").published("index.html=1").listed("a.html=2");
    assert!(refused(in_the_way()).starts_with("another program wrote 1 object (`a.html`)"));
    let mut adopting = in_the_way();
    adopting.adopts = true;
    assert_eq!(puts(&adopting.plan().expect("a plan")), "changed-pages:a.html:Adopted");
    let most_goes = || World::of("index.html=1").published("index.html=1 a.html=2 b.html=3 assets/x=4");
    assert_eq!(refused(most_goes()), "2 of the 3 pages and files of the site would be deleted");
    let mut allowing = most_goes();
    allowing.allows_deletes = true;
    assert_eq!(allowing.plan().expect("a plan").removed.len(), 2);
    let mut others = World::of("index.html=1").published("index.html=1");
    others.manifest.as_mut().expect("a manifest").site = SiteName { title: "Other".into(), base_url: None };
    assert_eq!(refused(others), "another site is published there: `Other`");
}

#[test]
fn addresses_to_invalidate() {
    let of = |changed: &[&str], owed: &[&str]| {
        let owed: Vec<String> = owed.iter().map(|path| (*path).to_owned()).collect();
        invalidations(changed.iter().copied(), &owed, "/notes/").join(" ")
    };
    assert_eq!(of(&["index.html", "n/é 1.html"], &[]), "/notes/ /notes/index.html /notes/n/%C3%A9%201.html");
    assert_eq!(
        of(&["n/index.html", "x-index.html"], &["/notes/a.html"]),
        "/notes/a.html /notes/n/ /notes/n/index.html /notes/x-index.html"
    );
    assert_eq!(of(&["a.html"], &["/notes/*"]), "/notes/*");
    assert_eq!(of(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], &[]).split(' ').count(), 10);
    assert_eq!(of(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"], &[]), "/notes/*");
    assert_eq!(of(&["it's.html"], &[]), "/notes/*");
    assert_eq!(of(&[], &[]), "");
}
