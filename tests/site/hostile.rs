//! Hostile and random input: no panic, no endless loop, no script on a page, no lost text.

use super::harness::{Ran, Site};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Builds one note and checks the exit status.
#[track_caller]
fn survives(notes: &str) -> (Site, Ran) {
    let site = Site::new(&[("notes/n.md", notes)]);
    let ran = site.run(&["build", "--format", "json"]);
    assert!(matches!(ran.status, 0 | 1), "exit {}: {}", ran.status, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for path in site.files("dist").keys() {
        assert!(path.split('/').all(|part| part.len() <= 255 && part != ".."), "{path}");
    }
    let around: Vec<String> = site.files("").into_keys().filter(|path| !path.starts_with("dist/")).collect();
    assert_eq!(around, ["notes/n.md"], "nothing is written beside the output folder");
    (site, ran)
}

#[test]
fn deep_nesting() {
    for pile in [
        format!("{} x", ">".repeat(10_000)),
        (0..3_000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect(),
        format!("{}x", "- ".repeat(10_000)),
        format!("{}x", "> - ".repeat(3_000)),
        format!("{}x", "<div>".repeat(20_000)),
    ] {
        let (_, ran) = survives(&format!("### 1. A\n\n{pile}\n"));
        assert!(ran.err.contains("nested-too-deep"), "{}", ran.err);
    }
}

/// Names after a text without spaces, accents without a letter, marks after an ending.
#[test]
fn runs_without_words() {
    for text in [
        format!("{}，Amazon SQS是队列。", "消息".repeat(60)),
        format!("{}/SQS/{0}", "a".repeat(200)),
        "x \u{301} y".into(),
        "isn’t# and I’m++ and isnâ€™t#".into(),
    ] {
        let (_, ran) = survives(&format!("### 1. A {text}\n\n{text}\n"));
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
}

#[test]
fn repetition() {
    for (unit, count) in [
        ("[", 300_000),
        ("*a ", 100_000),
        ("**a** _b_ ", 30_000),
        ("<a ", 100_000),
        ("|", 300_000),
        ("&amp;", 50_000),
        ("a:b:c:", 50_000),
        ("`", 100_000),
        ("[a] ", 50_000),
        ("see 1, 1 and 1, ", 10_000),
        ("{\"a\":", 20_000),
        ("\\", 100_000),
        ("![](", 50_000),
        ("\u{2028}", 10_000),
    ] {
        survives(&format!("### 1. A\n\n{}\n", unit.repeat(count)));
    }
}

#[test]
fn long_titles() {
    let (site, _) = survives(&format!("### 1. {}\n\nx\n", "word ".repeat(20_000)));
    assert!(site.path("dist/n/1.html").exists());
    survives(&format!("## {}\n\nx\n\n## b\n", "w".repeat(100_000)));
}

#[test]
fn wide_and_long_tables() {
    survives(&format!("### 1. A\n\n{}|\n{}|\n{}", "|a".repeat(20_000), "|-".repeat(20_000), "|x|\n".repeat(50)));
    let (site, _) = survives(&format!("### 1. A\n\n|a|b|\n|-|-|\n{}", "|x|y|\n".repeat(20_000)));
    assert_eq!(site.read("dist/n/1.html").matches("<tr>").count(), 20_001);
}

#[test]
fn many_footnotes() {
    let references: String = (0..2_000).map(|n| format!("[^{n}] ")).collect();
    let definitions: String = (0..2_000).map(|n| format!("[^{n}]: note {n}\n\n")).collect();
    let (site, _) = survives(&format!("### 1. A\n\n{references}\n\n### 2. B\n\n{definitions}"));
    assert!(site.read("dist/n/1.html").contains("note 1999"));
}

#[test]
fn scripts_do_not_run() {
    let attacks = "### 1. <script>alert(1)</script>\n\n<script>alert(2)</script> <img src=x onerror=alert(3)> <svg onload=alert(4)>\n\n[a](javascript:alert(5)) [b](JaVaScRiPt:alert(6)) [c](\u{1}javascript:alert(7)) [d](data:text/html,x) <a href=\"java&#9;script:alert(8)\">e</a>\n\n![f](\"onerror=alert(9)) `<script>` <iframe srcdoc=\"<script>\"></iframe> <form action=x><input type=submit></form> <base href=//evil> <meta http-equiv=refresh content=0>\n";
    let (site, _) = survives(attacks);
    for page in ["n/1.html", "n/print.html", "n/index.html"] {
        let html = site.read(&format!("dist/{page}")).to_lowercase();
        for bad in [
            "<script>",
            " onerror=alert",
            " onload=",
            "href=\"javascript",
            "href=\"\u{1}",
            "href=\"data",
            "<iframe",
            "<form",
            "<base",
            "<meta http-equiv",
        ] {
            assert!(!html.contains(bad), "{page} has `{bad}`");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// Builds random notes: the build must succeed and keep every word.
    #[test]
    fn words_survive(pieces in prop::collection::vec(piece(), 1..60)) {
        // Front matter, unused footnotes and images in titles are not shown; they have their own cases. All other words
        // must be shown.
        let notes = format!("\n{}", pieces.concat());
        let site = Site::new(&[("notes/n.md", &notes)]);
        let ran = site.run(&["build", "--format", "json"]);
        prop_assert!(matches!(ran.status, 0 | 1), "exit {}\n{}\n{}", ran.status, ran.err, notes);
        prop_assert!(!ran.err.contains("panicked"));
        let pages: String = site.files("dist").into_iter().filter(|(path, _)| path.starts_with("n/")).map(|(_, bytes)| {
            let html = String::from_utf8_lossy(&bytes);
            // Tags count too: words can be the alternative text of an image.
            format!("{}{html}", without_tags(&html))
        }).collect();
        for word in notes.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.starts_with("word")) {
            prop_assert!(pages.contains(word), "`{}` is lost from\n{}", word, notes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, rng_seed: RngSeed::Fixed(1), max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// Runs all steps on random notes: pages, search index, bundle, links, queries.
    #[test]
    fn every_step_survives(notes in prop::collection::vec(prop::collection::vec(fragment(), 1..40), 60)) {
        let texts: Vec<(String, String)> =
            notes.iter().enumerate().map(|(number, note)| (format!("notes/n{number}.md"), note.concat())).collect();
        let site = Site::new(&texts.iter().map(|(path, text)| (path.as_str(), text)).collect::<Vec<_>>());
        let query = notes.iter().flatten().find(|fragment| fragment.chars().any(char::is_alphanumeric));
        let query = query.map_or("word", |query| query.trim_start_matches('-'));
        for arguments in [&["build", "--format", "json"][..], &["build", "--single-file", "-q"], &["search", query]] {
            let ran = site.run(arguments);
            let is_end = matches!(ran.status, 0 | 1) && !ran.err.contains("panicked");
            prop_assert!(is_end, "{arguments:?} ends with {}: {}", ran.status, ran.err);
        }
    }
}

/// Input that is hard for some step: letters of every width, combining marks, long tokens, HTML, tables, JSON.
fn fragment() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "\u{301}",
        "e\u{301}",
        "\u{200d}",
        "\u{feff}",
        "\u{ad}",
        "'",
        "’",
        "’s",
        "'s ",
        "'''",
        "#",
        "# ",
        "##",
        "#47",
        "see 2",
        "§ ",
        "section 1, 2 and 3",
        "日本語",
        "データベース",
        "ไทย",
        "Ł",
        "ß",
        "İ",
        "ı",
        "ﬁ",
        "👩‍👩‍👧",
        "\u{202e}",
        "קוד",
        "SQS",
        "SQSs",
        "S3's",
        "Amazon SQS",
        "Lambda@Edge",
        "kms:Decrypt",
        "sqs:*",
        "arn:aws:logs:*:*:*",
        "AWS::SQS::Queue",
        "https://x.y/é?a=1&b#c",
        "<a href=#1>",
        "<a href=n1.md#2 src='x'>",
        "<img src=a href=b>",
        "</a>",
        "<b>",
        "</b>",
        "<details>\n\n",
        "<x>",
        "<x\n",
        "<!--",
        "-->",
        "<p title=it's>\n",
        "<pre>",
        "&amp;",
        "&#0;",
        "&nbsp;",
        "<br/>",
        "<script>",
        "</script>",
        "| a | b |\n|---|---|\n",
        "| ",
        "|:-:|\n",
        "{\"a\": \"*\"}",
        "{\n\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\"}]\n}\n",
        "{\"é\": [\"日本\", ",
        "]}",
        "```\n",
        "```json\n",
        "```{.rust}\n",
        "~~~ \n",
        "> ",
        "- ",
        "12. ",
        "  - ",
        "    ",
        "\t",
        "- [x] ",
        "> [!TIP]\n",
        "[^1]",
        "[^1]: ",
        "[a]: #1 \"t\"\n",
        "[a]",
        "[a][b]",
        "![i](n1.md)",
        "](#2)",
        "[",
        "](",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "\\",
        "\r\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        " ",
        " ",
        "---\n",
        "===\n",
        "### 1. ",
        "\n### 2. ",
        "\n### 3) ",
        "\n## ",
        "\n1. ### ",
        "###4.",
        "### Q5: ",
        "â€™",
        "Â\u{a0}",
        ". - A",
        "{{ x }}",
        "${a}",
        "{#id}",
        "word",
        "words and ",
        "Word. ",
    ]);
    let units = prop::sample::select(vec!["a", "é", "日", "e\u{301}", "'", "ab-", "a_", "A1", "#", "*", "["]);
    let long = (units, 50..400_usize).prop_map(|(unit, count)| unit.repeat(count));
    prop_oneof![20 => hard.prop_map(str::to_owned), 1 => long, 2 => any::<char>().prop_map(String::from)]
}

/// Removes tags, since highlighting may put one inside a word.
fn without_tags(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

/// Generates Markdown. Its words occur nowhere else on a page, and are never inside a comment or an address.
fn piece() -> impl Strategy<Value = String> {
    let markup = prop::sample::select(vec![
        "### 1. ",
        "### 2) ",
        "## ",
        "#### Q3. ",
        "\n",
        "\n\n",
        "- ",
        "  - ",
        "1. ",
        "> ",
        "> [!NOTE]\n> ",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "```json\n",
        "{\n\"a\": \"\\*\"\n}\n",
        "| a | b |\n|---|---|\n",
        "|",
        "[",
        "](#2)",
        "\\",
        "\t",
        "    ",
        "---\n",
        "===\n",
        "<b>",
        "</b>",
        "<x>",
        "[^1]",
        "see 2",
        "#1",
        "SQS",
        "kms:Decrypt",
        "arn:aws:logs:*:*:*",
        "â€™",
        ". - A",
        "é",
        "日本",
        ":",
        " ",
    ]);
    prop_oneof![markup.prop_map(str::to_owned), (0..1000_u32).prop_map(|n| format!("word{n} "))]
}

/// Control characters are commands to a terminal, and no text in HTML, XML and JSON.
#[test]
fn control_characters_are_named_and_go_nowhere() {
    let note = "---\ntitle: \"P\\e[31m\"\n---\n### 1. A\u{1b}]0;x\u{7}B\u{8}C\u{b}D\u{c}E\u{9b}F\u{7f}\n\nmoss\u{1b}[2J `code\u{7}` \
                ![x\u{1b}](gone.png)\n\n```\n\u{1b}[31m \u{202e}x\n```\n";
    let site = Site::new(&[("notes/n.md", note), ("notes/a\u{1b}[31mb.md", "### 1. B\n\nmoss [x](gone.md)\n")]);
    site.write("site.toml", b"[site]\ntitle = \"T\\u001b[31m\"\n");
    let is_clean = |what: &str, text: &str| {
        let found = text.chars().find(|character| character.is_control() && !matches!(character, '\n' | '\t' | '\r'));
        assert_eq!(found, None, "{what}");
    };
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["check", "-v"],
        &["build", "-v"],
        &["search", "moss"],
        &["search", "moss", "--format", "json"],
    ] {
        let ran = site.run(arguments);
        is_clean(&format!("{arguments:?}"), &(ran.out + &ran.err));
    }
    let ran = site.run(&["check"]);
    for said in ["control-character", "U+001B", "hidden-direction"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    for (path, bytes) in site.files("dist") {
        is_clean(&path, &String::from_utf8_lossy(&bytes));
    }
}

/// The author names headings, anchors, raw HTML and footnotes alike, in several sections and in the introduction.
#[test]
fn ids_are_on_a_page_once() {
    let body = "#### Foo {#-main}\n\n#### 2 Foo\n\n#### 2\n\n#### -at 1\n\n#### -fn 1\n\n<b id=\"-main\">y</b> <i id=fn-1>z</i>\n\
                <i id=dup>z</i> <i id='dup'>z</i> <i id=\"DUP\">z</i> <a name=\"dup\"></a> <p id=notewrightAsk>p</p> x[^a] y[^a]\n\n\
                <div id=\"dup\"><p id=\"-part-1\">q</p></div>\n\nz ^dup\n\n[^a]: n\n\n";
    let note = format!(
        "{body}# Plants\n\n{body}## -part 1\n\n{body}### 1. A\n\n{body}### 1. B\n\n{body}## introduction\n\n### 1-2. C\n\n{body}"
    );
    for html in ["sanitize", "allow", "escape"] {
        let site = Site::new(&[
            ("notes/n.md", note.as_str()),
            ("notes/s.md", "# S\n\n## Part 1\n\n### Introduction\n\n## Foo\n"),
        ]);
        site.write("site.toml", format!("[markdown]\nhtml = \"{html}\"\n").as_bytes());
        let ran = site.run(&["build"]);
        assert!(ran.status < 2, "{}", ran.err);
        for (path, bytes) in site.files("dist").into_iter().filter(|(path, _)| path.ends_with(".html")) {
            let page = String::from_utf8(bytes).expect("text");
            let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|after| after.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{html}, {path}: {ids:?}");
        }
        if html == "sanitize" {
            let print = site.read("dist/n/print.html");
            assert!(print.contains("id=\"s-1--dup\"") && print.contains("name=\"s-1--dup\""), "{print}");
        }
    }
}

/// A picture or form with such a name would hide what scripts call.
#[test]
fn names_hide_no_function_of_the_document() {
    let note = "### 1. A\n\n<img name=\"addEventListener\" src=\"x.png\"><img NAME=querySelector src='x.png'>\
                <a name=\"currentScript\"></a><details name=\"group\"><summary>x</summary></details>\n";
    let site = Site::new(&[("notes/n.md", note), ("notes/x.png", "x")]);
    site.run(&["build"]).ends_with(0);
    let page = site.read("dist/n/1.html");
    assert!(!page.contains("addEventListener") && !page.contains("querySelector"), "{page}");
    assert!(page.contains("<a name=\"currentScript\"") && page.contains("<details name=\"group\""), "{page}");
    site.write("site.toml", b"[markdown]\nhtml = \"allow\"\n");
    site.run(&["build"]).ends_with(0);
    let page = site.read("dist/n/1.html");
    assert!(page.contains("name=\"here-addEventListener\"") && page.contains("NAME=\"here-querySelector\""), "{page}");
}
