//! An incremental edit of one section must give the same result as reading everything again.

use notewright::build::{self, Prepared};
use notewright::catalogue;
use notewright::config::Config;
use notewright::diagnostic::{Diagnostic, Scope};
use notewright::disk::Options;
use notewright::link;
use notewright::parse;
use notewright::parse::incremental::edit;
use notewright::site::{Site, SiteForm};
use notewright::source::{SourceFile, Sources};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;

const NOTES: &str = include_str!("../../notes/aws-developer.md");
const SERVICES: &str = include_str!("../../notes/services.yaml");

/// The first sections: enough for references, few enough to parse a thousand times.
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
    let (site, found) =
        link::link(config.clone(), catalogue, vec![notebook], link::SiteFiles::default(), SiteForm::Folder);
    diagnostics.extend(found);
    (site, diagnostics)
}

/// Applies the edit to `before`, and compares with reading `after`. Returns whether the edit could be applied.
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
    // The flag may stay set after the last link to a heading has gone. Then too much is read, never too little.
    assert!(site.links[0].names_fragments || !expected.links[0].names_fragments);
    expected.links[0].names_fragments = site.links[0].names_fragments;
    assert_eq!(format!("{:#?}", site.notebooks), format!("{:#?}", expected.notebooks), "{after}");
    assert_eq!(format!("{:#?}", site.links), format!("{:#?}", expected.links), "{after}");
    assert_eq!(format!("{:?}", site.services), format!("{:?}", expected.services), "{after}");
    let section_span = &site.notebooks[0].sections[section].range;
    for diagnostic in
        diagnostics.iter().filter(|diagnostic| diagnostic.span.is_some_and(|span| section_span.contains(&span.start)))
    {
        assert!(
            diagnostic.scope == Scope::Notebook || found.contains(diagnostic),
            "{diagnostic:?} is not in {found:?}"
        );
    }
    true
}

#[test]
fn an_edited_sentence_is_applied() {
    let plain = notes().replace("[words](#links), ", "");
    assert!(holds(&plain, &plain.replacen("### 26. Links", "### 26. Other links of AWS Lambda", 1)));
    let before = notes();
    for (old, new) in [("See 3, ", "Now see 4. Amazon S3 and AWS Lambda. "), ("[words](#links), ", "")] {
        assert!(before.contains(old));
        assert!(holds(&before, &before.replacen(old, new, 1)), "{new}");
    }
}

#[test]
fn edits_with_effects_beyond_a_section_need_a_full_read() {
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

/// Texts that open, close or split the construct that they are put into.
const SNIPPETS: [&str; 38] = [
    "",
    "x",
    "\n",
    "\n\n",
    "```\n",
    "```json\n{}\n```\n",
    "#",
    "\n### 9. ",
    "\n#### 3. Step\n",
    "> ",
    "- ",
    "1. ",
    "12. ",
    "    ",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "**",
    "`",
    "|a|b|\n|-|-|\n",
    "see 7",
    "#12",
    "AWS Lambda",
    "Amazon Kinesis",
    "[x](#2)",
    "[x](2.html)",
    "[there]",
    "[^1]",
    "===\n",
    "\n---\n",
    "~~~",
    "é",
    "消息",
    "{\"Statement\": []}",
    "<script>",
    "\n- **Trap:** x\n",
    "<!-- search: moss -->",
];

/// Notes of several shapes: numbered sections under parts, sections without numbers, questions, raw HTML and definitions, labels that are
/// nearly enough for a page.
const SHAPES: [&str; 5] = [
    "---\ntitle: Parts\n---\n# All\n\nAmazon S3 first.\n\n## One\n\nBefore.\n\n### 1. Queues\n\nAmazon SQS, see 2.\n\n\
     #### Step\n\ntext\n\n### 2. Links\n\n[a](#1), [b](#step), [c][there], `kms:Decrypt`.\n\n## Two\n\nBetween.\n\n\
     ### 4. Gap\n\nAWS Lambda[^1].\n\n[^1]: A footnote.\n\n### 4. Twice\n\n*lost\n\n[there]: https://example.com/\n",
    "# Plain\n\nWords.\n\n## First\n\nA [link](#second).\n\n### Deep\n\n- a\n- b\n\n## Second\n\n> quoted\n\n## Third\n\nend\n",
    "## Q1. What?\n\n- [ ] A\n- [x] B\n\n<details><summary>Answer</summary>\n\nB\n\n</details>\n\n## Q2. Which?\n\n\
     | a | b |\n|---|---|\n| 1 | 2 |\n\n## Q3. Why?\n\n```json\n{\"Statement\": []}\n```\n",
    "### 1. Eins\n\nSiehe 2.\n\n### 2. Zwei\n\n<a name=\"x\"></a> [y](#x) [z](other.png)\n\n### 3. Drei\n\n{\"a\": 1}\n",
    "### 1. A\n\n- **Trap:** a\n\n### 2. B\n\n- **Trap:** b, see 1\n\n### 3. C\n\n**Trap:** c\n\n### 4. D\n\n- **Traps:**\n  - d\n\n\
     ### 5. E\n\n- **Trap:** e[^1]\n\n[^1]: f\n\n### 6. F\n\n- **Limit:** g\n",
];

/// Puts one edit into a text.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an offset in the text"
)]
fn edited(text: &str, at: f64, removed: usize, put: &str) -> String {
    let mut start = (at * text.len() as f64) as usize;
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (start + removed).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let mut after = text.to_owned();
    after.replace_range(start..end, put);
    after
}

fn prepared(folder: &Path) -> Prepared {
    let options = Options { root: folder.to_owned(), ..Options::default() };
    let Ok(prepared) = build::prepare(&options, SiteForm::Folder) else { panic!("the notes can be read") };
    prepared
}

/// Everything that can be seen of a site but related sections, which a preview looks for later.
fn seen(prepared: &Prepared) -> (String, Vec<String>, Vec<(String, String)>) {
    let site = &prepared.site;
    let parsed = format!("{:#?}\n{:#?}\n{:#?}", site.notebooks, site.links, site.services);
    let mut diagnostics: Vec<String> =
        prepared.diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect();
    diagnostics.sort();
    let renderer = prepared.renderer.as_ref().expect("the built-in templates");
    let made = renderer.pages(site);
    let pages = site.routes().into_iter().map(|route| {
        let rendered = made.render(route).expect("a page");
        (rendered.path, rendered.text)
    });
    (parsed, diagnostics, pages.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn any_edits_of_any_notes_give_the_site_that_reading_everything_gives(
        shape in 0..SHAPES.len(),
        edits in prop::collection::vec((0.0..1.0, 0_usize..12, prop::sample::select(SNIPPETS.to_vec())), 1..5),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let notes = folder.path().join("notes");
        std::fs::create_dir_all(&notes).expect("a folder");
        let mut text = SHAPES[shape].to_owned();
        std::fs::write(notes.join("n.md"), &text).expect("notes");
        let mut current = prepared(folder.path());
        for (at, removed, put) in edits {
            text = edited(&text, at, removed, put);
            std::fs::write(notes.join("n.md"), &text).expect("notes");
            let (id, _) = current.notebooks[0];
            let path = current.sources.get(id).path.clone();
            if build::edit(&mut current, id, SourceFile::new(path, text.clone())).is_none() {
                current = prepared(folder.path());
                continue;
            }
            let mut expected = prepared(folder.path());
            for (new, old) in expected.site.links.iter_mut().zip(&current.site.links) {
                // It may outlive the last address that names a heading: more is then read than must be, never less.
                prop_assert!(old.names_fragments || !new.names_fragments);
                new.names_fragments = old.names_fragments;
                for (new, old) in new.sections.iter_mut().zip(&old.sections) {
                    new.related.clone_from(&old.related);
                }
            }
            prop_assert_eq!(seen(&current), seen(&expected), "{}", text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_edit_equals_a_full_read(
        at in 0.0..1.0,
        removed in 0_usize..40,
        put in prop::sample::select(SNIPPETS.to_vec()),
    ) {
        let before = notes();
        holds(&before, &edited(&before, at, removed, put));
    }
}
