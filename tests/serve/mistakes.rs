//! Fallbacks: while a file of the author is broken, its last good version stays, and everything else works.

use crate::server::{Server, notes};

fn site() -> Server {
    Server::of(&[("site.toml", ""), ("notes/n.md", &notes(30))])
}

const SERVICES: &str =
    "- id: sqs\n  name: Amazon SQS\n  aliases: [SQS]\n  category: x\n  summary: y\n  docs: https://example.com/\n";

/// A test case: good, broken, good again, and a text on the good page.
const FILES: [(&str, &str, &str, &str); 4] = [
    ("site.toml", "[site]\ntitle = \"Kept Title\"\n", "[site]\ntitle = \"Other Title\"\ntitel = 1\n", "Kept Title"),
    (
        "templates/section.html",
        "<html><body>kept template {{ section.body | safe }}</body></html>",
        "<html>{% if %}",
        "kept template",
    ),
    ("notes/services.yaml", SERVICES, "- id: [\n", "services/sqs.html"),
    ("notes/services.yaml", SERVICES, "- id: UPPER CASE\n  name: Amazon SQS\n", "services/sqs.html"),
];

#[test]
fn broken_files_are_reported_and_their_last_good_version_stays() {
    let server = site();
    server.edit("notes/n.md", "\n### 6.", "\nAmazon SQS is a queue.\n\n### 6.");
    let first = server.get("/n/5.html").page();
    for (path, good, broken, shown) in FILES {
        server.write(path, good);
        let before = server.get("/n/5.html");
        assert!(before.text().contains(shown), "{path}: {}", before.text());
        server.write(path, broken);
        let answer = server.get("/n/5.html");
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.page() == before.page(), "{path}: {}", answer.text());
        assert_eq!(answer.header("ETag"), before.header("ETag"), "{path}");
        let said = server.problems("/n/5.html");
        assert!(said.contains(&format!("{path}:")) && said.contains("\"error\""), "{path}: {said}");
        // Edits of notes still work, both incremental and full.
        server.edit("notes/n.md", "\n### 6.", "\nWritten meanwhile.\n\n### 6.");
        server.edit("notes/n.md", "\n### 8.", "\n#### Another heading\n\n### 8.");
        let answer = server.get("/n/5.html").text();
        assert!(answer.contains("Written meanwhile.") && answer.contains(shown), "{path}: {answer}");
        assert!(server.get("/n/7.html").text().contains("Another heading"), "{path}");
        assert!(server.problems("/n/7.html").contains(&format!("{path}:")), "{path}");
        server.edit("notes/n.md", "\nWritten meanwhile.\n", "");
        server.edit("notes/n.md", "\n#### Another heading\n", "");
        server.write(path, good);
        assert!(server.get("/n/5.html").page() == before.page(), "{path}");
        assert!(!server.problems("/n/5.html").contains(path), "{path}");
        std::fs::remove_file(server.path(path)).expect("removed");
    }
    assert!(server.get("/n/5.html").page() == first);
    server.serves_the_built_site();
}

#[test]
fn a_catalogue_with_errors_from_the_start_is_used_in_part() {
    let wrong = format!("{SERVICES}- id: [\n- id: sns\n  nam: Amazon SNS\n");
    let notes = "### 1. A\n\nAmazon SQS and Amazon SNS.\n";
    let server = Server::of(&[("notes/n.md", notes), ("notes/services.yaml", wrong.as_str())]);
    let page = server.get("/n/1.html").text();
    assert!(page.contains("services/sqs.html") && !page.contains("services/sns.html"), "{page}");
    assert!(server.problems("/n/1.html").contains("notes/services.yaml:9:"), "{}", server.problems("/n/1.html"));
    server.serves_the_built_site();
    // Once the catalogue was valid, its last valid version replaces it as a whole.
    server.write("notes/services.yaml", &format!("{SERVICES}- id: sns\n  name: Amazon SNS\n"));
    assert!(server.get("/n/1.html").text().contains("services/sns.html"));
    server.write("notes/services.yaml", &wrong);
    assert!(server.get("/n/1.html").text().contains("services/sns.html"));
}

#[test]
fn a_failing_template_leaves_the_old_pages() {
    let server = site();
    server.write("static/css/style.css", "body { color: red }");
    let good = server.until("/n/5.html", |answer| answer.text().contains("style."));
    let built = server.built();
    let style = good.text().split('"').find(|part| part.ends_with(".css")).expect("a style sheet").replace("../", "/");
    let mut five = server.events("/n/5.html", &server.tag("/n/5.html"));
    five.next();
    server.write("templates/section.html", "<html><body>{{ no.such.thing }}</body></html>");
    // An open page shows the error and keeps its content.
    let (name, state) = five.next();
    assert_eq!(name, "state");
    assert!(state["problems"].to_string().contains("templates/section.html:1:"), "{state}");
    // New requests get the old bytes, also for pages that were not requested before.
    let answer = server.get("/n/5.html");
    assert_eq!((answer.status, answer.header("ETag")), (200, good.header("ETag")));
    assert!(answer.page() == good.page());
    let etag = good.header("ETag").expect("a tag");
    assert_eq!(server.ask("GET", "/n/5.html", &format!("If-None-Match: {etag}\r\n")).status, 304);
    assert!(server.problems("/n/5.html").contains("templates/section.html:1:"));
    assert!(server.get("/n/7.html").page() == built["n/7.html"]);
    assert!(server.problems("/n/7.html").contains("templates/section.html:1:"));
    // Other pages have no errors and are up to date.
    assert_eq!(server.problems("/n/index.html"), "[]");
    // Another error, or a new style sheet, does not change that.
    server.write("static/css/style.css", "body { color: blue }");
    server.write("templates/section.html", "<html><body>\n{{ no.other.thing }}</body></html>");
    assert!(server.get("/n/5.html").page() == good.page() && server.get("/n/7.html").page() == built["n/7.html"]);
    assert_eq!(server.get(&style).text(), "body { color: red }");
    assert!(server.problems("/n/5.html").contains("templates/section.html:2:"));
    // A missing page is still missing.
    server.write("templates/404.html", "<html><body>{{ no.such.thing }}</body></html>");
    let missing = server.get("/n/500.html");
    assert_eq!((missing.status, missing.page() == built["404.html"]), (404, true));
    std::fs::remove_file(server.path("templates/404.html")).expect("removed");
    // Once fixed, the new page is served at once.
    server.write("templates/section.html", "<html><body>mended {{ section.body | safe }}</body></html>");
    assert!(server.get("/n/5.html").text().contains("<body>mended "));
    let mut last = five.next().0;
    while last == "state" {
        last = five.next().0;
    }
    assert_eq!(last, "reload");
    assert_eq!(server.problems("/n/5.html"), "[]");
    server.serves_the_built_site();
}

#[test]
fn a_note_that_fails_in_a_template_leaves_its_old_page() {
    let template = "<html><body>{% if \"boom\" in section.body %}{{ no.such.thing }}{% endif %}\
                    {{ section.body | safe }}</body></html>";
    let server = Server::of(&[("notes/n.md", &notes(9)), ("templates/section.html", template)]);
    let good = server.get("/n/5.html").page();
    server.edit("notes/n.md", "\n### 6.", "\nboom\n\n### 6.");
    let answer = server.get("/n/5.html");
    assert_eq!(answer.status, 200);
    assert!(answer.page() == good);
    assert!(server.problems("/n/5.html").contains("templates/section.html:1:"));
    server.edit("notes/n.md", "\n### 7.", "\nmeanwhile\n\n### 7.");
    assert!(server.get("/n/6.html").text().contains("meanwhile"));
    server.edit("notes/n.md", "\nboom\n", "\nquiet\n");
    assert!(server.get("/n/5.html").text().contains("quiet"));
    assert_eq!(server.problems("/n/5.html"), "[]");
}

#[test]
fn a_page_that_was_never_good_shows_the_error() {
    let broken = "<html><body>{{ no.such.thing }}</body></html>";
    for broken in [broken, "<html>{% if %}"] {
        let server = Server::of(&[("notes/n.md", &notes(9)), ("templates/section.html", broken)]);
        let answer = server.get("/n/5.html");
        assert_eq!((answer.status, answer.header("ETag")), (500, None));
        assert!(answer.text().contains("templates/section.html:1:"), "{}", answer.text());
        let mut events = server.events("/n/5.html", "broken");
        assert_eq!(events.next().0, "state");
        server.write("templates/section.html", "<html><body>{{ section.body | safe }}</body></html>");
        assert_eq!(events.next().0, "reload");
        assert_eq!(server.get("/n/5.html").status, 200);
    }
}
