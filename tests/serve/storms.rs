//! Bursts of changes must end in the right state.

use crate::server::{Server, notes};
use std::time::{Duration, Instant};

#[test]
fn a_thousand_saves_in_ten_seconds() {
    let server = Server::of(&[("notes/n.md", &notes(30))]);
    let text = notes(30);
    server.get("/n/3.html");
    let begin = Instant::now();
    let mut highest = 0;
    for save in 0..1_000_u32 {
        server.write("notes/n.md", &text.replacen("\n### 4.", &format!("\nsave {save}.\n\n### 4."), 1));
        if save % 100 == 0 {
            highest = highest.max(server.memory());
        }
        // A hundred per second.
        std::thread::sleep((Duration::from_millis(10) * (save + 1)).saturating_sub(begin.elapsed()));
    }
    server.until("/n/3.html", |answer| answer.text().contains("save 999."));
    assert!(server.memory() < highest + 60_000, "{} after {highest} KiB", server.memory());
    for (path, bytes) in server.built() {
        server.until(&format!("/{path}"), |answer| answer.page() == bytes);
    }
}

#[test]
fn switching_a_branch_of_two_thousand_notes() {
    let file = |number: usize| format!("notes/d{}/n{number}.md", number % 20);
    let server = Server::of(&[("notes/first.md", "### 1. A\n\nx\n")]);
    for number in 0..2_000 {
        server.write(&file(number), &format!("### 1. Title {number}\n\nOn one branch, AWS Lambda.\n"));
    }
    server.until("/d19/n1999/1.html", |answer| answer.text().contains("On one branch"));
    for number in 0..2_000 {
        if number % 4 == 0 {
            std::fs::remove_file(server.path(&file(number))).expect("removed");
        } else {
            server.write(&file(number), &format!("### 1. Title {number}\n\nOn the other branch, Amazon SQS.\n"));
        }
    }
    server.until("/d19/n1999/1.html", |answer| answer.text().contains("On the other branch"));
    assert_eq!((server.get("/d0/n0/1.html").status, server.get("/d1/n1/1.html").status), (404, 200));
    assert!(server.get("/services/amazon-sqs.html").text().contains("d1/n1/1.html"));
}

#[test]
fn folders_are_removed_and_come_back() {
    let server = Server::of(&[("notes/a/n.md", &notes(5)), ("notes/b.md", "### 1. B\n\nx\n")]);
    let good = server.get("/a/n/1.html").page();
    std::fs::rename(server.path("notes/a"), server.path("away")).expect("moved");
    assert_eq!(server.get("/a/n/1.html").status, 404);
    std::fs::rename(server.path("away"), server.path("notes/a")).expect("moved");
    assert!(server.get("/a/n/1.html").page() == good);
    // Without notes, the last good site stays, with an error.
    std::fs::rename(server.path("notes"), server.path("away")).expect("moved");
    let page = server.get("/a/n/1.html");
    assert_eq!(page.status, 200);
    let (_, state) = server.events("/a/n/1.html", page.header("ETag").expect("a tag").trim_matches('"')).next();
    assert!(state["problems"].to_string().contains("there are no notes"), "{state}");
    std::fs::rename(server.path("away"), server.path("notes")).expect("moved");
    server.edit("notes/a/n.md", "\n### 2.", "\nRestored.\n\n### 2.");
    assert!(server.get("/a/n/1.html").text().contains("Restored."));
    let page = server.get("/a/n/1.html");
    let (_, state) = server.events("/a/n/1.html", page.header("ETag").expect("a tag").trim_matches('"')).next();
    assert!(!state["problems"].to_string().contains("there are no notes"), "{state}");
}
