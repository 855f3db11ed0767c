//! The language of a notebook: on its pages, in links to them, in a bundle.

use super::harness::Site;

fn site() -> Site {
    Site::new(&[
        (
            "notes/ar.md",
            "---\ntitle: ملاحظات\nsummary: قصيرة\nlanguage: ar\n---\n\n### 1. Amazon SQS رسائل\n\nAmazon SQS. القائمة see 2[^1]\n\n> [!NOTE]\n> نص\n\n[^1]: حاشية\n\n### 2. دوال\n\nAmazon SQS\n",
        ),
        ("notes/en.md", "### 1. A queue\n\nAmazon SQS holds messages, see 2.\n\n### 2. More\n\nAmazon SQS\n"),
        ("notes/ja.md", "---\nlanguage: ja\n---\n### 1. キュー\n\nAmazon SQS はメッセージを保持します。\n"),
    ])
}

#[track_caller]
fn has(page: &str, expected: &[&str]) {
    for text in expected {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
}

#[test]
fn pages_have_the_language_of_their_notebook_and_its_interface() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    for path in ["ar/1.html", "ar/index.html", "ar/print.html"] {
        let page = site.read(&format!("dist/{path}"));
        has(&page, &["<html lang=\"ar\" dir=\"rtl\">", "<script src=\"../assets/words-ar."]);
        assert!(!page.contains("Skip to the text") && !page.contains("<small>Next</small>"), "{page}");
        assert!(!page.contains("dir=\"auto\">Amazon SQS رسائل"), "a Latin name at the beginning turns nothing round");
    }
    has(
        &site.read("dist/ar/1.html"),
        &[
            "<div class=\"prose\" dir=\"rtl\">",
            "<small>التالي</small>",
            "<p class=\"alert-title\">ملاحظة</p>",
            // The catalogue has the language of the site.
            "<ul class=\"chips\" lang=\"en\">",
        ],
    );
    has(&site.read("dist/ja/1.html"), &["<html lang=\"ja\">", "<div class=\"prose\" dir=\"auto\">", "words-ja."]);
    // Other pages have the language of the site, and mark texts in another language.
    let english = ["<html lang=\"en\">", "<a class=\"skip\" href=\"#-main\">Skip to the text</a>"];
    for path in ["index.html", "en/1.html", "services/index.html", "search.html", "404.html"] {
        let page = site.read(&format!("dist/{path}"));
        has(&page, &english);
        assert!(!page.contains("assets/words-"), "English words are in the scripts");
    }
    let title = "dir=\"rtl\" lang=\"ar\">ملاحظات</a>";
    has(&site.read("dist/index.html"), &[title, "<p dir=\"rtl\" lang=\"ar\">قصيرة</p>"]);
    has(&site.read("dist/404.html"), &[title]);
    has(&site.read("dist/services/amazon-sqs.html"), &["dir=\"rtl\" lang=\"ar\"><span class=\"number\">1</span>"]);
    assert!(!site.read("dist/en/1.html").contains("lang=\"en\" "), "no page says twice that it is in English");
}

#[test]
fn translations_name_each_other() {
    let base = "[site]\nbase_url = \"https://example.com/notes\"\n";
    let german = "---\nlanguage: de\n---\n### 1. Eins\n\nText.\n\n### 2. Zwei\n\nText.\n";
    let notes = [
        ("site.toml", base),
        ("notes/aws.md", "### 1. One\n\nText.\n\n### 3. Three\n\nText.\n"),
        ("notes/aws.de.md", german),
        ("notes/fr/aws.md", "---\nlanguage: fr\n---\n### 1. Un\n\nTexte.\n"),
        ("notes/sql.md", "### 1. One\n\nText.\n"),
        // The same name in one language twice, and a language that is not that of the notes.
        ("notes/git.md", "### 1. One\n\nText.\n"),
        ("notes/en/git.md", "### 1. One\n\nText.\n"),
        ("notes/de/sql.md", "---\nlanguage: en\n---\n### 1. One\n\nText.\n"),
    ];
    let site = Site::new(&notes);
    site.run(&["build"]);
    let alternates = |path: &str| -> Vec<String> {
        let page = site.read(&format!("dist/{path}"));
        let found = page.lines().filter_map(|line| line.strip_prefix("<link rel=\"alternate\" hreflang=\""));
        found.map(|line| line.replace("\" href=\"https://example.com/notes/", " ").replace("\">", "")).collect()
    };
    let of = |page: &str| vec![format!("de aws.de/{page}"), format!("en aws/{page}"), format!("fr fr/aws/{page}")];
    let sorted = |path: &str| {
        let mut found = alternates(path);
        found.sort_unstable();
        found
    };
    for notebook in ["aws", "aws.de", "fr/aws"] {
        assert_eq!(sorted(&format!("{notebook}/index.html")), of("index.html"));
        assert_eq!(sorted(&format!("{notebook}/1.html")), of("1.html"));
    }
    for path in
        ["aws.de/2.html", "aws/3.html", "sql/1.html", "de/sql/1.html", "git/1.html", "en/git/1.html", "index.html"]
    {
        assert!(alternates(path).is_empty(), "{path}");
    }
    let without_address = Site::new(&notes[1..]);
    without_address.run(&["build"]);
    assert!(!without_address.read("dist/aws/1.html").contains("hreflang"));
}

#[test]
fn a_page_in_a_language_without_words_marks_the_english_ones() {
    let site = site();
    let notes = "---\nlanguage: sv\n---\n\n### 1. En kö\n\nAmazon SQS[^1]\n\n> [!NOTE]\n> Text\n\n[^1]: Fotnot\n\n### 2. Mer\n\nAmazon SQS\n";
    site.write("notes/sv.md", notes.as_bytes());
    site.run(&["build"]).ends_with(0);
    has(
        &site.read("dist/sv/1.html"),
        &[
            "<html lang=\"sv\">",
            "<a class=\"skip\" href=\"#-main\" lang=\"en\">",
            "<small lang=\"en\">Next</small>",
            "<p class=\"alert-title\" lang=\"en\">Note</p>",
            "<section class=\"footnotes\" lang=\"en\" aria-label=\"Footnotes\">\n<ol lang=\"sv\">",
            "<aside class=\"margin\" aria-label=\"About this section\" lang=\"en\">",
            "<ul class=\"chips\" lang=\"en\">",
        ],
    );
    has(
        &site.read("dist/sv/index.html"),
        &["<ul class=\"sections\" lang=\"sv\">", "<bdi lang=\"en\">2 sections</bdi>"],
    );
}

#[test]
fn a_site_may_add_a_language_and_change_texts_of_another() {
    let site = site();
    site.write("notes/sv.md", "---\nlanguage: sv\n---\n\n### 1. En kö\n\nText\n\n### 2. Mer\n\nText\n".as_bytes());
    site.write("notes/de.md", "---\nlanguage: de-AT\n---\n\n### 1. Eins\n\nText\n\n### 2. Zwei\n\nText\n".as_bytes());
    let swedish = "[pages]\n\"{count} section|{count} sections\" = { one = \"{count} avsnitt\", other = \"{count} avsnitten\" }\n\n[scripts]\n\"Copy\" = \"Kopiera\"\n";
    site.write("lang/sv.toml", swedish.as_bytes());
    site.write("lang/de.toml", b"[pages]\n\"Next\" = \"Vorw\xc3\xa4rts\"\n");
    site.run(&["build"]).ends_with(0);
    has(&site.read("dist/sv/index.html"), &["<bdi>2 avsnitten</bdi>", "Skip to the text"]);
    has(&site.read("dist/de/1.html"), &["<small>Vorwärts</small>", "Zum Text springen"]);
    let words = site.files("dist").into_keys().find(|path| path.contains("words-sv.")).expect("a script");
    has(&site.read(&format!("dist/{words}")), &["\"Copy\":\"Kopiera\""]);

    site.write("lang/sv.toml", b"[pages]\n\"Nextt\" = \"N\xc3\xa4sta\"\n");
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("did you mean `Next`?"), "{}", ran.out);
    site.write("lang/sv.toml", b"[pages]\n\"Next\" = 3\n");
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("lang/sv.toml:2:") && ran.out.contains("a text in quotation marks"), "{}", ran.out);
    site.write(
        "lang/sv.toml",
        b"[pages]\n\"Next\" = \"N\xc3\xa4sta\"\n\"{count} place|{count} places\" = \"platser\"\n",
    );
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("lang/sv.toml:3:") && ran.out.contains("{ one = \"…\", other = "), "{}", ran.out);
    site.write("lang/sv.toml", b"[pages]\n\"Notebooks\" = \"H\xc3\xa4ften\"\n\"of {of}\" = \"av {off}\"\n");
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("lang/sv.toml:3:") && ran.out.contains("what is filled in here is `{of}`"), "{}", ran.out);
}

#[test]
fn a_site_speaks_its_language_also_in_one_file() {
    let site = Site::new(&[("notes/n.md", "### 1. Eins\n\nText\n\n### 2. Zwei\n\nText\n")]);
    site.write("site.toml", b"[site]\nlanguage = \"de\"\n");
    site.run(&["build"]).ends_with(0);
    has(&site.read("dist/index.html"), &["<h2 id=\"notebooks\">", "<bdi>2 Abschnitte</bdi>"]);
    site.run(&["build", "--single-file", "--out", "all.html"]).ends_with(0);
    has(&site.read("all.html"), &["globalThis.notewrightWords={\"language\":\"de\""]);
}

#[test]
fn parts_of_a_bundle_keep_their_language() {
    let site = site();
    site.run(&["build", "--single-file", "--out", "all.html"]).ends_with(0);
    has(
        &site.read("all.html"),
        &[
            "<html lang=\"en\">",
            "<div class=\"bundled\" lang=\"ar\" dir=\"rtl\" id=\"ar/1\">",
            "<div class=\"bundled\" lang=\"ja\" id=\"ja/1\">",
            "<div class=\"bundled\" id=\"en/1\">",
        ],
    );
}

#[test]
fn invalid_language_tags_are_refused() {
    let site = Site::new(&[("notes/n.md", "---\nlanguage: de_DE\n---\n### 1. A\n\nx\n")]);
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("`de_DE` is not a language tag: use a tag such as `en` or `pt-BR`"), "{}", ran.out);
}
