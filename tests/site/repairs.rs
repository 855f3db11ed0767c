//! `check --fix` with random notes: it ends, changes no page, and leaves nothing to repair.

use super::harness::Site;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Number of notes per site. A run of the program costs more than a note.
const NOTES: usize = 40;

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, rng_seed: RngSeed::Fixed(1), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn fixing_changes_no_page_and_is_done_once(notes in prop::collection::vec(note(), NOTES)) {
        let texts: Vec<(String, String)> =
            notes.into_iter().enumerate().map(|(number, text)| (format!("notes/n{number:02}.md"), text)).collect();
        let site = Site::new(&texts.iter().map(|(path, text)| (path.as_str(), text)).collect::<Vec<_>>());
        let pages = || {
            let ran = site.run(&["build", "--format", "json"]);
            assert!(matches!(ran.status, 0 | 1) && !ran.err.contains("panicked"), "exit {}: {}", ran.status, ran.err);
            let mut pages = site.files("dist");
            pages.remove(".notewright.json");
            pages
        };
        let fix = || {
            let ran = site.run(&["check", "--fix"]);
            prop_assert!(matches!(ran.status, 0 | 1) && !ran.err.contains("panicked"), "exit {}: {}", ran.status, ran.err);
            Ok(site.files("notes"))
        };
        let before = pages();
        let once = fix()?;
        let after = pages();
        let twice = fix()?;
        for (path, text) in &texts {
            let [once, twice] = [&once, &twice].map(|files| String::from_utf8_lossy(&files[&path["notes/".len()..]]));
            prop_assert!(once == twice, "fixing again changes\n{once}\nto\n{twice}\nafter\n{text}");
            let folder = path["notes/".len()..].replace(".md", "/");
            let of = |pages: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<String> {
                let own = pages.iter().filter(|(path, _)| path.starts_with(&folder));
                own.map(|(path, page)| format!("{path}\n{}", body(&String::from_utf8_lossy(page)))).collect()
            };
            let (before, after) = (of(&before), of(&after));
            prop_assert!(
                before == after,
                "fixing\n{text}\nto\n{once}\nchanges its pages from\n{}\nto\n{}",
                before.concat(),
                after.concat()
            );
        }
    }
}

/// Returns the text of the note on a page.
fn body(page: &str) -> &str {
    page.split_once("<article")
        .map_or(page, |(_, article)| article.split_once("</article>").map_or(article, |(body, _)| body))
}

/// Generates a note of a few sections with every kind of repair, in positions where it applies and where it does not.
fn note() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "> ",
        "> ",
        ">",
        "> > ",
        "- ",
        "- ",
        "  ",
        "    ",
        "1. ",
        "   ",
        "> - ",
        ">   ",
        "- [ ] ",
        "\t",
        "* ",
        "-\t",
        "## ",
        "### 2. ",
        "> [!NOTE]\n> ",
        "| ",
        "[^1]: ",
    ]);
    let words = prop::sample::select(vec![
        "{\"a\": \"*b*\"}",
        "{",
        "\"a\": \"\\*\",",
        "\"b\": [1, 2]",
        "}",
        "[\"x\",",
        "\"y\"]",
        "{\"a\": [\"b\",}",
        "{}",
        "**Input:**{\"key\": \"v\"}",
        "x | {\"b\": \"c\"}",
        "--|--",
        "===",
        "---",
        "```",
        "~~~",
        "    ```",
        "word",
        "It rises twice a day. - The moon pulls it up again.",
        "It doesnâ€™t",
        "arn:aws:logs:*:*:* and *it*",
        "List<String> <b>x</b>",
        "<your-bucket>",
        "</details>",
        "<!-- x",
        "<pre>",
        "### 2 â€“ Next",
        "1. Underlined\n===",
        "2. <x>",
        "**{\"a\": 1}",
        "###4. Next",
        "x[^1]",
        "",
        "",
        "日本 é",
    ]);
    let line = (begin, words, prop::sample::select(vec!["\n", "\n", "\n\n"]))
        .prop_map(|(begin, words, end)| format!("{begin}{words}{end}"));
    let opening =
        prop::sample::select(vec!["### 1. A\n\n", "### 1. A\n\n", "---\nsections: list\n---\n\n1. A\n\n", ""]);
    let note = (opening, prop::collection::vec(line, 1..14), any::<bool>());
    note.prop_map(|(opening, lines, is_from_windows)| {
        let text = format!("{opening}{}\n", lines.concat());
        if is_from_windows { text.replace('\n', "\r\n") } else { text }
    })
}
