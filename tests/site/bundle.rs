//! `build --single-file`: everything is in one file, and every link leads to the right target.

use super::harness::Site;
use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

/// Notebooks, sections and headings whose ids would collide if they were simply joined, and a notebook in groups.
fn site() -> Site {
    let site = Site::new(&[
        ("site.toml", "[site]\ntitle = \"T & T\"\nbase_url = \"https://example.com/notes\"\n"),
        (
            "notes/aws.md",
            "---\naliases: [old/place.html]\n---\n# AWS\n\n## Compute\n\nLambda, see [below](#one) and [there](aws/compute.md#1), \
             ![a queue](queue.svg), [paper](paper.pdf), [large](large.zip).\n\n### One\n\nAmazon SQS.[^n]\n\n\
             [^n]: A footnote.\n\n## Other\n\n### One\n\nSQS, <a name=\"own\">own</a> [own](#own)\n",
        ),
        (
            "notes/aws/compute.md",
            "### 1. First\n\nLambda, see 2.\n\n#### One\n\nx\n\n### 2. Second\n\n[up](../aws.md#compute)\n",
        ),
        ("notes/b & c/é ?.md", "### 1. \"Quoted\" `<title>`\n\n#### A & B\n\n[here](#a--b) SQS `</script>`\n"),
        ("notes/queue.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("notes/paper.pdf", "%PDF"),
        ("static/js/search.js", "'use strict';\r\nconst text = '<!-- </script>';\r\n"),
    ]);
    let mut many = String::new();
    for number in 1..=420 {
        let _ = write!(many, "### {number}. Section {number}\n\nLambda and section {}.\n\n", number / 2 + 1);
    }
    site.write("notes/many.md", many.as_bytes());
    site.write("notes/large.zip", &vec![b'x'; 1024 * 1024 + 1]);
    site
}

/// Returns a page without its navigation of a class.
fn without_nav(html: &str, class: &str) -> String {
    let Some((before, rest)) = html.split_once(&format!("<nav class=\"{class}\"")) else { return html.to_owned() };
    format!("{before}{}", rest.split_once("</nav>").expect("the end of the navigation").1)
}

/// Returns the text of some HTML.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for Ok(token) in Tokenizer::new(html) {
        if let Token::String(words) = token {
            text.push_str(&String::from_utf8_lossy(&words));
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attributes(html: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        if let Token::StartTag(tag) = token
            && let Some(value) = tag.attributes.get(name.as_bytes())
        {
            found.push(String::from_utf8_lossy(value).into_owned());
        }
    }
    found
}

fn main_of(html: &str) -> &str {
    let (_, inside) = html.split_once("<main id=\"-main\">").expect("a main element");
    inside.rsplit_once("</main>").expect("its end").0
}

#[test]
fn the_bundle_has_every_page_and_no_dead_link() {
    let site = site();
    let ran = site.run(&["build", "--single-file"]).ends_with(0);
    assert!(ran.out.contains(": 1 file in dist.html, 1 changed, 0 removed"), "{}", ran.out);
    assert!(ran.err.contains("`large.zip` is larger than 1 MiB"), "{}", ran.err);
    assert!(!site.path("dist").exists());
    let bundle = site.read("dist.html");
    let mut ids = BTreeSet::new();
    for id in attributes(&bundle, "id") {
        assert!(ids.insert(id.clone()), "`{id}` is there twice");
    }
    let named: BTreeSet<String> = attributes(&bundle, "name").into_iter().collect();
    for address in attributes(&bundle, "href").into_iter().chain(attributes(&bundle, "src")) {
        match address.strip_prefix('#') {
            Some(fragment) => {
                let id = percent_decode_str(fragment).decode_utf8().expect("UTF-8");
                assert!(ids.contains(&*id) || named.contains(&*id), "`{address}` leads nowhere");
            }
            None => assert!(address.starts_with("data:") || address.starts_with("https://"), "{address}"),
        }
    }
    for reference in attributes(&bundle, "aria-labelledby") {
        assert!(ids.contains(&reference), "{reference}");
    }

    // The same words as on the pages of the site, in the order of reading.
    site.write(
        "site.toml",
        (site.read("site.toml") + "[build]\nprint = \"never\"\n[study]\nenabled = false\n").as_bytes(),
    );
    site.run(&["build"]).ends_with(0);
    let parts: Vec<&str> = bundle.split("<div class=\"bundled").skip(1).collect();
    let written = site.files("dist");
    let is_aside = |path: &str| ["search.html", "compare.html", "old/place.html"].contains(&path);
    let pages: Vec<&String> = written.keys().filter(|path| path.ends_with(".html") && !is_aside(path)).collect();
    assert_eq!(parts.len(), pages.len());
    for path in pages {
        let page = String::from_utf8(written[path].clone()).expect("UTF-8");
        let stem = path.strip_suffix(".html").expect("a page");
        let id = match stem.strip_suffix("index") {
            Some("") => "/",
            Some(folder) => folder,
            None => stem,
        };
        let part = parts.iter().find(|part| part.contains(&format!("\" id=\"{}\">\n", id.replace('&', "&amp;"))));
        let part = part.unwrap_or_else(|| panic!("{path} is missing"));
        // A part has its breadcrumb in it, because the bundle has one header. It has no list of the sections around, and no link
        // to the page that compares sections.
        let page: String = page.split_inclusive('\n').filter(|line| !line.contains("compare.html#")).collect();
        let part = without_nav(part.split_once('>').expect("its tag").1, "trail");
        assert!(text_of(&part).starts_with(&text_of(&without_nav(main_of(&page), "rail"))), "{path}");
    }
    let position = |text: &str| bundle.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(
        position("id=\"many/from-101\"") < position("id=\"many/101\"")
            && position("id=\"many/420\"") < position("id=\"services/\"")
    );

    for expected in [
        // A section with the name of a notebook, and headings in both.
        "<a href=\"#aws/compute//one\">below</a>",
        "<a href=\"#aws/compute/1\">there</a>",
        "<a href=\"#aws/compute\">up</a>",
        "id=\"aws/compute/1//one\"",
        "id=\"aws/compute/\"",
        "href=\"#b%20%26%20c/%C3%A9%20%3F/1//a--b\">here</a>",
        "<a name=\"aws/other//own\">own</a> <a href=\"#aws/other//own\">own</a>",
        "<sup class=\"footnote\"><a id=\"aws/compute//-fnref-1\" href=\"#aws/compute//-fn-1\">1</a></sup>",
        "<img src=\"data:image/svg+xml;base64,PHN2Z",
        "href=\"data:application/pdf;base64,JVBERg==\" download=\"paper.pdf\">paper</a>",
        "<a >large</a>",
        "const text = '\\x3c!-- <\\/script>';\n",
        "<link rel=\"canonical\" href=\"https://example.com/notes/index.html\">",
    ] {
        assert!(bundle.contains(expected), "{expected}");
    }
}

#[test]
fn bundles_are_deterministic_and_unchanged_ones_are_not_written() {
    let site = site();
    for (threads, out) in [("1", "one.html"), ("8", "eight.html")] {
        let status = Command::new(env!("CARGO_BIN_EXE_notewright"))
            .args(["build", "--single-file", "-q", "--out", out])
            .env("RAYON_NUM_THREADS", threads)
            .env("XDG_CACHE_HOME", site.cache())
            .current_dir(site.path(""))
            .status()
            .expect("notewright runs");
        assert!(status.success());
    }
    assert!(site.read("one.html") == site.read("eight.html"));
    let again = site.run(&["build", "--single-file", "--out", "one.html"]).ends_with(0);
    assert!(again.out.contains(": 1 file in one.html, 0 changed, 0 removed"), "{}", again.out);
}

#[test]
fn problems_are_reported_as_by_build_and_a_broken_page_keeps_the_old_file() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n\n[gone](gone.md) `x`\n\n### 1. B\n")]);
    let (file, folder) = (site.run(&["build", "--single-file"]).ends_with(1), site.run(&["build"]).ends_with(1));
    assert_eq!(file.err, folder.err);
    let before = site.read("dist.html");
    site.write("templates/section.html", b"{{ nothing.at.all }}");
    let ran = site.run(&["build", "--single-file"]).ends_with(1);
    assert!(ran.err.contains("templates/section.html:1:") && ran.err.contains("Nothing was written"), "{}", ran.err);
    std::fs::remove_file(site.path("templates/section.html")).expect("the template");
    site.write("templates/bundle.html", b"{{ nothing.at.all }}");
    let ran = site.run(&["build", "--single-file"]).ends_with(1);
    assert!(ran.err.contains("templates/bundle.html:1:"), "{}", ran.err);
    assert_eq!(site.read("dist.html"), before);
}

#[test]
fn files_of_others_are_refused() {
    let site = site();
    site.write("mine.html", b"<!doctype html><meta name=\"generator\" content=\"notewright\">");
    for (out, said) in [
        ("mine.html", "notewright did not write"),
        ("notes/aws.md", "notewright did not write"),
        ("site.toml", "notewright did not write"),
        ("notes", "it is a folder"),
        (".", "it is a folder"),
    ] {
        let before = site.files("");
        let ran = site.run(&["build", "--single-file", "--out", out]).ends_with(2);
        assert!(ran.err.contains(said), "{out}: {}", ran.err);
        assert_eq!(site.files(""), before, "{out}");
    }
    site.run(&["build", "--single-file", "--out", "new/folder/notes.html"]).ends_with(0);
}

/// The site's own templates need no `main` element.
#[test]
fn own_templates_are_bundled_unchanged() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. A\n\nSee 2.\n\n### 2. B\n"),
        ("templates/section.html", "{{ section.body | safe }}<i id=\"x\">own</i>"),
        ("templates/home.html", "<body><p>Welcome</p></body>"),
    ]);
    site.run(&["build", "--single-file"]).ends_with(0);
    let bundle = site.read("dist.html");
    assert!(bundle.contains("<p><a href=\"#n/2\">See 2</a>.</p>\n<i id=\"n/1//x\">own</i>\n</div>"), "{bundle}");
    assert!(bundle.contains("<div class=\"bundled shown\" id=\"/\">\n<p>Welcome</p>\n</div>"), "{bundle}");
}
