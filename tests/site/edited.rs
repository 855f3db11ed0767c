//! An edit inside one section, put into a site, must give what reading everything again gives.

use notewright::catalogue;
use notewright::config::Config;
use notewright::diagnostic::Diagnostic;
use notewright::link;
use notewright::parse;
use notewright::parse::incremental::edit;
use notewright::site::Site;
use notewright::source::{SourceFile, Sources};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const NOTES: &str = include_str!("../../notes/aws-developer.md");
const SERVICES: &str = include_str!("../../notes/services.yaml");

/// The first sections: enough to point at each other, few enough to read a thousand times.
fn notes() -> String {
    let end = NOTES.find("\n### 25.").expect("25 sections");
    let odd = "\n### 26. Links\n\nSee 3, [a queue](#3), [defined][there], [words](#links), `kms:Decrypt`.\n\n\
               ### 27. Last\n\nList<String> and *lost\n\n#### 1. Step\n\ntext\n";
    format!(
        "---\ntitle: Notes\n---\n# All\n\nAmazon SQS first.\n\n[there]: https://example.com/\n{}{odd}",
        &NOTES[..end]
    )
}

fn read(text: &str, config: &Config) -> (Site, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let services = sources.add(SourceFile::new("services.yaml", SERVICES));
    let file = sources.add(SourceFile::new("n.md", text));
    let (catalogue, _) = catalogue::parse(services, sources.get(services));
    let (notebook, mut diagnostics) = parse::parse("n".into(), file, sources.get(file), config);
    let (site, found) = link::link(
        config.clone(),
        catalogue,
        vec![notebook],
        link::SiteFiles::default(),
        notewright::site::SiteForm::Folder,
    );
    diagnostics.extend(found);
    (site, diagnostics)
}

/// Reads `before`, puts the edit in, and compares with reading `after`. Gives whether the edit could be put in.
fn holds(before: &str, after: &str) -> bool {
    let config = Config::default();
    let (mut site, _) = read(before, &config);
    let Some(edit) = edit(&site.notebooks[0], before, after, &config) else { return false };
    let section = edit.section;
    let mut found = edit.diagnostics.clone();
    let Some(linked) = link::replace(&mut site, 0, edit) else { return false };
    found.extend(linked);
    let (mut expected, diagnostics) = read(after, &config);
    for (links, others) in expected.links[0].sections.iter_mut().zip(&site.links[0].sections) {
        links.related.clone_from(&others.related);
    }
    // It may outlive the last address that names a heading: more is then read than must be, never less.
    assert!(site.links[0].names_fragments || !expected.links[0].names_fragments);
    expected.links[0].names_fragments = site.links[0].names_fragments;
    assert_eq!(format!("{:#?}", site.notebooks), format!("{:#?}", expected.notebooks), "{after}");
    assert_eq!(format!("{:#?}", site.links), format!("{:#?}", expected.links), "{after}");
    assert_eq!(format!("{:?}", site.services), format!("{:?}", expected.services), "{after}");
    let place = &site.notebooks[0].sections[section].place;
    for diagnostic in
        diagnostics.iter().filter(|diagnostic| diagnostic.span.is_some_and(|span| place.contains(&span.start)))
    {
        let is_of_notebook = diagnostic.code.starts_with("number-");
        assert!(is_of_notebook || found.contains(diagnostic), "{diagnostic:?} is not in {found:?}");
    }
    true
}

#[test]
fn a_sentence_is_put_in() {
    let plain = notes().replace("[words](#links), ", "");
    assert!(holds(&plain, &plain.replacen("### 26. Links", "### 26. Other links of AWS Lambda", 1)));
    let before = notes();
    for (old, new) in [
        ("See 3, ", "Now see 4. Amazon S3 and AWS Lambda. "),
        ("*lost", "*found* {\"Version\": \"2012-10-17\"}"),
        ("`kms:Decrypt`", "![x][there] â€™"),
        ("[words](#links), ", ""),
    ] {
        assert!(before.contains(old));
        assert!(holds(&before, &before.replacen(old, new, 1)), "{new}");
    }
}

#[test]
fn what_reaches_beyond_a_section_is_read_whole() {
    let before = notes();
    for (old, new) in [
        ("### 26. Links", "### 28. Links"),
        ("### 26. Links", "#### 26. Links"),
        ("See 3, ", "```\n"),
        ("See 3, ", "<!-- "),
        ("See 3, ", "a[^1]\n\n[^1]: b\n\n"),
        ("See 3, ", "x\n\n### 26b. Between\n\n"),
        ("[there]: https://example.com/", "[there]: https://example.com/2"),
        ("title: Notes", "title: Other"),
        ("See 3, ", "![picture](new.png) "),
        ("### 26. Links", "### 26. Other words, which [words](#links) no longer names"),
    ] {
        assert!(before.contains(old));
        assert!(!holds(&before, &before.replacen(old, new, 1)), "{new}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_edit_gives_what_reading_everything_gives(
        at in 0.0..1.0,
        removed in 0_usize..40,
        put in prop::sample::select(vec![
            "", "x", "\n", "\n\n", "```\n", "```json\n{}\n```\n", "#", "\n### 9. ", "\n#### 3. Step\n", "> ", "- ", "1. ", "12. ",
            "    ", "<div>", "</div>", "<!--", "-->", "**", "`", "|a|b|\n|-|-|\n", "see 7", "#12", "AWS Lambda", "Amazon Kinesis",
            "[x](#2)", "[x](2.html)", "[there]", "[^1]", "===\n", "\n---\n", "~~~", "é", "消息", "{\"Statement\": []}", "<script>",
        ]),
    ) {
        let before = notes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in the text")]
        let mut start = (at * before.len() as f64) as usize;
        while !before.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + removed).min(before.len());
        while !before.is_char_boundary(end) {
            end += 1;
        }
        let mut after = before.clone();
        after.replace_range(start..end, put);
        holds(&before, &after);
    }
}
