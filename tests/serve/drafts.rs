//! `serve --drafts`.

use crate::server::Server;

const SITE: [(&str, &str); 3] = [
    ("site.toml", ""),
    ("notes/n.md", "### 1. A\n\nOne, and [a draft](wip.md).\n"),
    ("notes/wip.md", "---\ndraft: true\n---\n\n### 1. Moss\n\nShade.\n\n### 2. Fern\n\nWet.\n"),
];

#[test]
fn drafts_are_shown_on_request_and_stay_shown_after_edits() {
    let server = Server::with(&SITE, &["--drafts"]);
    assert!(server.get("/wip/1.html").text().contains("Shade."));
    assert!(server.get("/index.html").text().contains("wip/"));
    server.edit("notes/wip.md", "Shade.", "Shade and rain.");
    assert!(server.get("/wip/1.html").text().contains("Shade and rain."));
    server.edit("notes/wip.md", "### 2. Fern", "### 3. Fern");
    assert!(server.get("/wip/3.html").text().contains("Wet."));
}

#[test]
fn drafts_are_left_out_without_the_option() {
    let server = Server::of(&SITE);
    assert_eq!(server.get("/wip/1.html").status, 404);
    assert!(!server.get("/index.html").text().contains("wip/"));
}
