//! The notes of this repository: complete, without errors, and linked as a careful reader would link them.

use super::harness::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Builds the repository's own site in a temporary folder.
fn built() -> Site {
    let site = Site::new::<&str>(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_string_lossy().into_owned();
    let ran = site.run(&["build", "--strict", "--root", &root, "--out", "dist"]).ends_with(0);
    assert_eq!(ran.err, "", "the notes need no repair and have no policy diagnostics");
    site
}

fn site_json(site: &Site) -> serde_json::Value {
    serde_json::from_str(&site.read("dist/site.json")).expect("JSON")
}

/// Returns the services of each section of `aws-developer`, by number.
fn services(site_json: &serde_json::Value) -> BTreeMap<u32, BTreeSet<String>> {
    let sections = site_json["sections"].as_array().expect("sections").iter();
    sections
        .filter(|section| section["notebook"] == "aws-developer")
        .map(|section| {
            let number = section["number"].as_str().and_then(|number| number.parse().ok()).expect("a number");
            let ids = section["services"].as_array().expect("services").iter();
            (number, ids.filter_map(|id| id.as_str().map(str::to_owned)).collect())
        })
        .collect()
}

#[test]
fn all_151_sections_are_there() {
    let site = built();
    let numbers: Vec<u32> = services(&site_json(&site)).into_keys().collect();
    assert_eq!(numbers, (1..=151).collect::<Vec<_>>());
    assert!((1..=151).all(|number| site.path(&format!("dist/aws-developer/{number}.html")).exists()));
    assert!(!site.path("dist/aws-developer/152.html").exists());
}

#[test]
fn at_least_25_sections_have_a_complete_example() {
    let site = built();
    let with_code = (1..=151)
        .filter(|number| site.read(&format!("dist/aws-developer/{number}.html")).contains("<pre class=\"code\""))
        .count();
    assert!(with_code >= 25, "{with_code}");
    let policies = (1..=151)
        .filter(|number| site.read(&format!("dist/aws-developer/{number}.html")).contains("class=\"policy\""))
        .count();
    assert!(policies >= 8, "{policies}");
}

#[test]
fn near_duplicates_are_related_to_each_other() {
    let site = built();
    let json = site_json(&site);
    let related: BTreeMap<&str, Vec<&str>> = json["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .filter(|section| section["notebook"] == "aws-developer")
        .map(|section| {
            let urls = section["related"].as_array().expect("related").iter();
            (section["number"].as_str().expect("a number"), urls.filter_map(|url| url.as_str()).collect())
        })
        .collect();
    let pairs = [
        ("11", "14"),
        ("20", "64"),
        ("48", "148"),
        ("53", "144"),
        ("53", "111"),
        ("132", "133"),
        ("15", "16"),
        ("65", "66"),
        ("55", "56"),
        ("129", "130"),
    ];
    let leads = |from: &str, to: &str| related[from].contains(&format!("aws-developer/{to}.html").as_str());
    let found = pairs.iter().filter(|(a, b)| leads(a, b) && leads(b, a)).count();
    assert!(found >= 9, "{found} of {} pairs find each other", pairs.len());
    for number in 1..=151 {
        let html = site.read(&format!("dist/aws-developer/{number}.html"));
        let others = html.matches("<a href=\"").count();
        assert!(others >= 2, "section {number} leads nowhere");
    }
}

#[test]
fn every_number_is_in_the_exam_guide() {
    let site = built();
    let guide: String = (1..=5).map(|number| site.read(&format!("dist/exam-guide/{number}.html"))).collect();
    for number in 1..=151 {
        assert!(guide.contains(&format!("href=\"../aws-developer/{number}.html\"")), "{number}");
    }
}

#[test]
fn mentions_equal_those_of_a_careful_reader() {
    let found = services(&site_json(&built()));
    let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
    let labels = include_str!("mentions.txt").lines().filter(|line| !line.starts_with('#'));
    let mut sections = 0;
    for (number, ids) in labels.filter_map(|line| line.split_once(": ")) {
        sections += 1;
        let number: u32 = number.parse().expect("a number");
        let labelled: BTreeSet<String> = ids.split_whitespace().map(str::to_owned).collect();
        right += found[&number].intersection(&labelled).count();
        wrong.extend(found[&number].difference(&labelled).map(|id| (number, id.clone())));
        missed.extend(labelled.difference(&found[&number]).map(|id| (number, id.clone())));
    }
    assert!(sections >= 40);
    let share = |others: usize| right * 100 / (right + others);
    assert!(share(wrong.len()) >= 98, "precision {} %: {wrong:?}", share(wrong.len()));
    assert!(share(missed.len()) >= 98, "recall {} %: {missed:?}", share(missed.len()));
}

/// The exam is about the services of these categories: each is named in a section or listed as not covered.
#[test]
fn developer_services_are_covered_or_listed() {
    let site = built();
    let index = site.read("dist/services/index.html");
    let catalogue: Vec<serde_json::Value> =
        serde_yaml::from_str(include_str!("../../notes/services.yaml")).expect("the catalogue");
    let categories = ["Developer tools", "Application integration", "Compute", "Containers", "Databases"];
    let mut seen = 0;
    for service in
        catalogue.iter().filter(|service| categories.iter().any(|category| service["category"] == **category))
    {
        let name = service["name"].as_str().expect("a name");
        assert!(index.contains(name), "`{name}` is neither linked nor listed as not covered");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}
