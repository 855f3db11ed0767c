//! Edits by the author, and their effect on requests and open pages.

use crate::server::{Server, notes};
use std::time::Duration;

fn site() -> Server {
    Server::of(&[("site.toml", ""), ("notes/n.md", &notes(30))])
}

#[test]
fn nothing_is_stale_at_the_next_request() {
    let server = site();
    server.get("/search/index.js");
    // A new title, and a service that no section named before.
    assert!(!server.read("notes/n.md").contains("Snowball"));
    let title =
        server.read("notes/n.md").lines().find(|line| line.starts_with("### 5.")).expect("section 5").to_owned();
    server.edit("notes/n.md", &title, "### 5. A wholly new title with AWS Snowball");
    for path in [
        "/n/5.html",
        "/n/4.html",
        "/n/6.html",
        "/n/index.html",
        "/services/aws-snow-family.html",
        "/services/index.html",
        "/site.json",
    ] {
        let page = server.get(path).text();
        assert!(page.contains("wholly new title") || page.contains("AWS Snow"), "{path}: {page}");
    }
    server.serves_the_built_site();
}

#[test]
fn an_edit_inside_a_section_equals_a_full_read() {
    let server = site();
    for (old, new, words) in [
        ("\n### 7.", "\nNow AWS Lambda, see 3.\n\n### 7.", "aws-lambda.html"),
        ("Now AWS Lambda, see 3.", "Now Amazon SQS and see 4.", "amazon-sqs.html"),
        ("Now Amazon SQS and see 4.\n", "```json\n{\"Version\": 1}\n```\n", "Version"),
    ] {
        server.edit("notes/n.md", old, new);
        let page = String::from_utf8(server.get("/n/6.html").page()).expect("text");
        assert!(page.contains(words), "{words}: {page}");
    }
    // Related sections are updated when the author is idle.
    let expected = server.built();
    for (path, bytes) in expected {
        server.until(&format!("/{path}"), |answer| answer.page() == bytes);
    }
}

#[test]
fn open_pages_receive_their_changes() {
    let server = site();
    let etag = |path: &str| server.get(path).header("ETag").expect("an entity tag").trim_matches('"').to_owned();
    let mut five = server.events("/n/5.html", &etag("/n/5.html"));
    let mut twenty = server.events("/n/20.html", &etag("/n/20.html"));
    assert_eq!((five.next().0, twenty.next().0), ("state".into(), "state".into()));
    server.edit("notes/n.md", "\n### 6.", "\nMore words about nothing.\n\n### 6.");
    assert_eq!(five.next().0, "reload");
    let (name, _) = twenty.next();
    assert_eq!(name, "state");
    // A page with an old version is reloaded at once, for example after a sleep or a restart of the server.
    assert_eq!(server.events("/n/5.html", "old").next().0, "reload");
    // A save without a change has no effect.
    let mut five = server.events("/n/5.html", &etag("/n/5.html"));
    five.next();
    server.write("notes/n.md", &server.read("notes/n.md"));
    std::thread::sleep(Duration::from_millis(300));
    server.edit("notes/n.md", "More words about nothing.", "Other words.");
    assert_eq!(five.next().0, "reload");
}

#[test]
fn a_style_sheet_is_replaced_without_reload() {
    let server = site();
    server.write("static/css/style.css", "body { color: red }");
    let page = server.until("/n/5.html", |answer| answer.text().contains("style."));
    let mut events = server.events("/n/5.html", page.header("ETag").expect("a tag").trim_matches('"'));
    let (mut name, mut data) = events.next();
    server.write("static/css/style.css", "body { color: blue }");
    while name != "styles" {
        (name, data) = events.next();
        assert_ne!(name, "reload");
    }
    let (old, new) = (data[1][0][0].as_str().expect("a path"), data[1][0][1].as_str().expect("a path"));
    assert!(page.text().contains(old) && old != new, "{data}");
    assert_eq!(server.get(&format!("/{new}")).text(), "body { color: blue }");
}

#[test]
fn problems_of_a_section_are_shown_on_its_page() {
    let server = site();
    let (_, state) = server.events("/n/9.html", "").next();
    assert!(state.is_null(), "{state}");
    server.edit(
        "notes/n.md",
        "\n### 10.",
        "\n[gone](<gone.md>) and [heading](5.html#nowhere) <script>x</script>\n\n### 10.",
    );
    let tag = |path: &str| server.get(path).header("ETag").expect("a tag").trim_matches('"').to_owned();
    let (_, state) = server.events("/n/9.html", &tag("/n/9.html")).next();
    let problems = state["problems"].as_array().expect("a list");
    let said =
        |what: &str| problems.iter().any(|problem| problem["text"].as_str().is_some_and(|text| text.contains(what)));
    assert!(said("`gone.md` leads nowhere") && said("names an id") && said("`<script>` is not kept"), "{state}");
    assert_eq!(problems[0]["severity"], "error");
    assert!(
        problems[0]["line"].as_u64().is_some_and(|line| line > 1) && problems[0]["file"] == "notes/n.md",
        "{state}"
    );
    let (_, state) = server.events("/n/8.html", &tag("/n/8.html")).next();
    assert_eq!(state["problems"].as_array().map(Vec::len), Some(0), "{state}");
    // A missing page has no problems.
    let (_, state) = server.events("/nowhere", &tag("/nowhere")).next();
    assert_eq!(state["problems"].as_array().map(Vec::len), Some(0), "{state}");
    server.edit("notes/n.md", "[gone](<gone.md>) and [heading](5.html#nowhere) <script>x</script>\n", "");
    let (_, state) = server.events("/n/9.html", &tag("/n/9.html")).next();
    assert_eq!(state["problems"].as_array().map(Vec::len), Some(0), "{state}");
}

#[test]
fn a_style_sheet_and_a_note_at_once_reload_the_page() {
    let server = site();
    server.write("static/css/style.css", "body { color: red }");
    server.until("/n/5.html", |answer| answer.text().contains("style."));
    let mut five = server.events("/n/5.html", &server.tag("/n/5.html"));
    let mut twenty = server.events("/n/20.html", &server.tag("/n/20.html"));
    assert_eq!((five.next().0, twenty.next().0), ("state".into(), "state".into()));
    server.at_the_same_time(|| {
        server.write("static/css/style.css", "body { color: blue }");
        server.edit("notes/n.md", "\n### 6.", "\nMore words about nothing.\n\n### 6.");
    });
    let next = |events: &mut crate::server::Events| loop {
        match events.next().0 {
            name if name == "state" => {}
            name => return name,
        }
    };
    assert_eq!((next(&mut five), next(&mut twenty)), ("reload".into(), "styles".into()));
}

#[test]
fn editors_save_in_many_ways() {
    let server = site();
    let with = |word: &str| server.read("notes/n.md").replacen("\n### 2.", &format!("\n{word}\n\n### 2."), 1);
    let shows = |word: &str| {
        server.until("/n/1.html", |answer| answer.text().contains(word));
    };
    let path = server.path("notes/n.md");
    // Another file replaces it.
    let text = with("renamed-over");
    server.write("notes/.n.md.new", &text);
    std::fs::rename(server.path("notes/.n.md.new"), &path).expect("renamed");
    shows("renamed-over");
    // vim: writes a probe, renames the old file, writes the new one.
    let text = with("set-aside");
    server.write("notes/4913", "");
    std::fs::remove_file(server.path("notes/4913")).expect("removed");
    std::fs::rename(&path, server.path("notes/n.md~")).expect("renamed");
    std::fs::write(&path, &text).expect("written");
    shows("set-aside");
    // First truncated, then filled in two pieces.
    let text = with("truncated");
    std::fs::write(&path, "").expect("written");
    let half = text.len() / 2;
    let half = text.floor_char_boundary(half);
    std::fs::write(&path, &text[..half]).expect("written");
    std::fs::write(&path, &text).expect("written");
    shows("truncated");
    assert_eq!(server.get("/n/29.html").status, 200);
    // New, renamed and removed notes and folders.
    server.write("notes/deep/er/new.md", "### 1. A\n\nhello\n");
    assert_eq!(server.get("/deep/er/new/1.html").status, 200);
    std::fs::rename(server.path("notes/deep"), server.path("notes/deeper")).expect("renamed");
    assert_eq!((server.get("/deep/er/new/1.html").status, server.get("/deeper/er/new/1.html").status), (404, 200));
    server.write("notes/deeper/er/new.md", "### 1. A\n\nagain\n");
    assert!(server.get("/deeper/er/new/1.html").text().contains("again"));
    std::fs::remove_dir_all(server.path("notes/deeper")).expect("removed");
    assert_eq!(server.get("/deeper/er/new/1.html").status, 404);
    // Attachments.
    server.edit("notes/n.md", "\n### 3.", "\n![x](p.svg)\n\n### 3.");
    server.write("notes/p.svg", "<svg/>");
    let page = server.until("/n/2.html", |answer| answer.text().contains("assets/p."));
    let address = page.text().split('"').find(|part| part.contains("assets/p.")).expect("an image").replace("../", "/");
    assert_eq!(server.get(&address).text(), "<svg/>");
    server.serves_the_built_site();
}

#[test]
fn polling_updates_pages_without_file_events() {
    let server = Server::with(&[("notes/n.md", &notes(5))], &["--poll"]);
    let tag = server.get("/n/2.html").header("ETag").expect("a tag").trim_matches('"').to_owned();
    let mut events = server.events("/n/2.html", &tag);
    events.next();
    server.edit("notes/n.md", "\n### 3.", "\nSeen by looking.\n\n### 3.");
    assert_eq!(events.next().0, "reload");
}

#[test]
fn a_restarted_server_updates_open_pages() {
    let mut server = site();
    let tag = server.get("/n/2.html").header("ETag").expect("a tag").trim_matches('"').to_owned();
    server.edit("notes/n.md", "\n### 3.", "\nWritten meanwhile.\n\n### 3.");
    server.restart();
    assert_eq!(server.events("/n/2.html", &tag).next().0, "reload");
    let tag = server.get("/n/2.html").header("ETag").expect("a tag").trim_matches('"').to_owned();
    assert_eq!(server.events("/n/2.html", &tag).next().0, "state");
}

#[test]
fn a_preview_has_no_service_worker() {
    let server = Server::of(&[("site.toml", "[site]\noffline = true\n"), ("notes/n.md", &notes(3))]);
    assert!(server.built().contains_key(notewright::site::routes::WORKER));
    server.serves_the_built_site();
}

/// A folder that site.toml names before it exists is read once it exists.
#[test]
fn folders_that_appear_later_are_read() {
    let server = Server::of(&[("site.toml", ""), ("notes/n.md", &notes(3))]);
    server.write("site.toml", "[notes]\npath = \"later\"\n");
    assert!(server.problems("/n/1.html").contains("there are no notes at"), "{}", server.problems("/n/1.html"));
    server.write("later/m.md", "### 1. Here at last\n\nText.\n");
    server.until("/m/1.html", |answer| answer.text().contains("Here at last"));
    assert_eq!(server.get("/n/1.html").status, 404);
}
