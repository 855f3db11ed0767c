//! No word of a note is lost, and no word is added. Our pages have the same text as the specification's HTML, or a
//! message says why not.

use super::harness::Site;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pulldown_cmark::{Options, Parser, html};
use std::collections::BTreeMap;
use std::process::Command;

/// Notes of one site: a run of the program costs more than a note.
const NOTES: usize = 40;

/// Files of the parser's own tests, which are made from the specifications of CommonMark and GitHub Flavored Markdown.
const SPECIFICATIONS: [&str; 4] = ["spec", "gfm_table", "gfm_strikethrough", "gfm_tasklist"];

#[test]
fn the_text_of_the_specification_s_examples_is_on_the_pages() {
    // Double brackets are wiki links here, which the specifications do not have.
    let is_shared = |(markdown, _): &(String, String)| !markdown.contains("[[");
    let examples: Vec<(String, String)> =
        SPECIFICATIONS.iter().flat_map(|name| examples(name)).filter(is_shared).collect();
    assert!(examples.len() > 640, "{} examples", examples.len());
    let different = differences(&examples);
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, rng_seed: RngSeed::Fixed(1), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_text_of_any_markdown_is_on_the_pages(notes in prop::collection::vec(note(), NOTES)) {
        let examples: Vec<(String, String)> = notes.into_iter().map(|note| (note.clone(), rendered(&note))).collect();
        let different = differences(&examples);
        prop_assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
    }
}

/// What the specification makes of a note.
fn rendered(markdown: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let mut html = String::new();
    html::push_html(&mut html, Parser::new_ext(markdown, options));
    html
}

/// Examples whose text is not that of their page, and about which nothing is said.
fn differences(examples: &[(String, String)]) -> Vec<String> {
    let notes: Vec<(String, String)> = examples
        .iter()
        .enumerate()
        .map(|(number, (markdown, _))| (format!("notes/n{number}.md"), format!("# 1. Example\n\n{markdown}\n")))
        .collect();
    let mut files: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("site.toml", "[notes]\ncatalogue = \"none\"\n"));
    let site = Site::new(&files);
    let ran = site.run(&["build", "--format", "json"]);
    assert!(matches!(ran.status, 0 | 1), "exit {}: {}", ran.status, ran.err);
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in ran.err.lines().filter(|line| line.starts_with('{')) {
        let found: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let file = found["file"].as_str().unwrap_or_default().to_owned();
        said.entry(file).or_default().push(found["code"].as_str().unwrap_or_default().to_owned());
    }
    let mut different = Vec::new();
    for (number, (markdown, html)) in examples.iter().enumerate() {
        let page = site.read(&format!("dist/n{number}/1.html"));
        let (shown, expected) = (words(prose(&page)), words(html));
        let is_explained =
            said.get(&format!("notes/n{number}.md")).is_some_and(|codes| codes.iter().any(|code| explains(code)));
        if shown != expected && !is_explained {
            different.push(format!(
                "{markdown:?}\n  shown {shown:?}\n  not   {expected:?}\n  {:?}",
                said.get(&format!("notes/n{number}.md"))
            ));
        }
    }
    different
}

/// Whether a message says that a text is shown otherwise than it is written.
fn explains(code: &str) -> bool {
    !matches!(code, "dead-link" | "link-outside-notes" | "unknown-language" | "language-unknown" | "number-missing")
}

/// What a section says below its title.
fn prose(page: &str) -> &str {
    let start = page.find("<div class=\"prose\"").unwrap_or_else(|| panic!("no prose in {page}"));
    let end = page[start..].find("</article>").map_or(page.len(), |length| start + length);
    &page[start..end]
}

/// The text of HTML without white space.
fn words(html: &str) -> String {
    let mut words = String::new();
    for Ok(token) in Tokenizer::new(html) {
        if let Token::String(text) = token {
            words.push_str(&String::from_utf8_lossy(&text));
        }
    }
    words.retain(|character| !character.is_whitespace());
    // What a page says of a section without text.
    words.replace("Thissectionhasnotextyet.", "")
}

/// The Markdown and the HTML of each example in a file of the parser's tests.
fn examples(name: &str) -> Vec<(String, String)> {
    let file = package().join(format!("tests/suite/{name}.rs"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let strings = |test: &str| -> Option<(String, String)> {
        let mut parts =
            test.split("r##\"").skip(1).filter_map(|part| part.split_once("\"##")).map(|(text, _)| text.to_owned());
        Some((parts.next()?, parts.next()?))
    };
    text.split("#[test]").filter_map(strings).collect()
}

/// Where the sources of the Markdown parser are.
fn package() -> std::path::PathBuf {
    // It fetches the crates of other systems where they are not there yet.
    let ran = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let parser = packages.iter().find(|package| package["name"] == "pulldown-cmark").expect("the parser");
    let manifest = std::path::Path::new(parser["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").to_owned()
}

/// Lines strung together at random, of all kinds that repairs look at. Addresses with emphasis in them and emphasis beside East
/// Asian punctuation are left out: there we read as GitHub and the languages do, and the specification does not.
fn note() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec!["", "", "", "> ", "- ", "1. ", "    ", "  ", "## ", "| ", "- [ ] ", "* "]);
    let words = prop::sample::select(vec![
        "word",
        "**/data** or **/32**",
        "*a* _b_ ~~c~~ `d`",
        "[\"pear\", \"apple\"]",
        "{\"a\": 1}",
        "{",
        "}",
        "a < b, <kbd>k</kbd> &amp; &lt;",
        "What is it? - An answer.",
        "It comes twice a day. - The moon is to blame for it all.",
        "**bold** 日本",
        "http://example.com/a/b",
        "<https://example.com>",
        "[t](#1) and ![i](data:,)",
        "| a | b |",
        "|---|---|",
        "a | b",
        "--|--",
        "```",
        "~~~",
        "arn:aws:s3:::b/*/c/*",
        "2*3*4 and a**b**c",
        "\\*x\\* \\#1 #1",
        "---",
        "===",
        "[x]: http://example.org",
        "[x] and [y][x]",
        "",
        "",
        "é ß “q”",
    ]);
    let line = (begin, words, prop::sample::select(vec!["\n", "\n", "\n\n"]))
        .prop_map(|(begin, words, end)| format!("{begin}{words}{end}"));
    prop::collection::vec(line, 1..10).prop_map(|lines| lines.concat())
}
