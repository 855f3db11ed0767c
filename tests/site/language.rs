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
fn pages_have_the_language_of_their_notebook_and_the_theme_is_english() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    for path in ["ar/1.html", "ar/index.html", "ar/print.html"] {
        let page = site.read(&format!("dist/{path}"));
        has(&page, &["<html lang=\"ar\" dir=\"rtl\">", "<a class=\"skip\" href=\"#-main\" lang=\"en\">"]);
        assert!(!page.contains("dir=\"auto\">Amazon SQS رسائل"), "a Latin name at the beginning turns nothing round");
    }
    has(
        &site.read("dist/ar/1.html"),
        &[
            "<div class=\"prose\" dir=\"rtl\">",
            "<small lang=\"en\">Next</small>",
            "<p class=\"alert-title\" lang=\"en\">Note</p>",
            "<section class=\"footnotes\" lang=\"en\" aria-label=\"Footnotes\">\n<ol lang=\"ar\">",
            "<aside class=\"margin\" aria-label=\"About this section\" lang=\"en\">",
            "<ul class=\"chips\" lang=\"en\">",
        ],
    );
    has(
        &site.read("dist/ar/index.html"),
        &["<ul class=\"sections\" lang=\"ar\">", "<bdi lang=\"en\">2 sections</bdi>"],
    );
    has(&site.read("dist/ja/1.html"), &["<html lang=\"ja\">", "<div class=\"prose\" dir=\"auto\">"]);
    // Other pages have the language of the site, and mark texts in another language.
    let english = ["<html lang=\"en\">", "<a class=\"skip\" href=\"#-main\">"];
    for path in ["index.html", "en/1.html", "services/index.html", "search.html", "404.html"] {
        has(&site.read(&format!("dist/{path}")), &english);
    }
    let title = "dir=\"rtl\" lang=\"ar\">ملاحظات</a>";
    has(&site.read("dist/index.html"), &[title, "<p dir=\"rtl\" lang=\"ar\">قصيرة</p>"]);
    has(&site.read("dist/404.html"), &[title]);
    has(&site.read("dist/services/amazon-sqs.html"), &["dir=\"rtl\" lang=\"ar\"><span class=\"number\">1</span>"]);
    assert!(!site.read("dist/en/1.html").contains("lang=\"en\" "), "no page says twice that it is in English");
}

#[test]
fn the_theme_is_english_on_a_site_in_another_language() {
    let site = site();
    site.write("site.toml", b"[site]\nlanguage = \"he\"\n");
    site.run(&["build"]).ends_with(0);
    has(
        &site.read("dist/index.html"),
        &[
            "<html lang=\"he\" dir=\"rtl\">",
            "<h2 id=\"notebooks\" lang=\"en\">Notebooks</h2>",
            "<bdi lang=\"en\">2 sections</bdi>",
        ],
    );
    has(&site.read("dist/404.html"), &["<h1 lang=\"en\">Page not found</h1>"]);
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
