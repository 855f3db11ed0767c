//! The terminal output of the preview.

use crate::server::{Server, notes};
use std::collections::BTreeSet;
use std::process::Command;

fn site() -> Server {
    Server::of(&[("site.toml", ""), ("notes/n.md", &notes(30))])
}

#[test]
fn a_dead_link_and_its_repair_are_printed_once() {
    let server = site();
    server.until_printed(0, "30 sections in ");
    // First in a section, then with headings and files of the whole site. No page is open.
    for (number, link) in [(6, "[x](gone.md)"), (9, "#### Heading\n\n[x](#nowhere) and ![y](gone.png)")] {
        let before = server.terminal().len();
        server.edit("notes/n.md", &format!("\n### {number}."), &format!("\n{link}\n\n### {number}."));
        let printed = server.until_printed(before, "leads nowhere");
        let line = 1 + server.read("notes/n.md").lines().position(|line| line.contains("[x](")).expect("the link");
        assert!(printed.contains("error[dead-link]") && printed.contains(&format!("notes/n.md:{line}:")), "{printed}");
        // Another edit above it prints nothing about it.
        let before = server.terminal().len();
        server.edit("notes/n.md", "\n### 2.", "\n[z](lost.md)\n\n### 2.");
        let printed = server.until_printed(before, "`lost.md` leads nowhere");
        assert!(!printed.contains("gone") && !printed.contains("fixed"), "{printed}");
        let before = server.terminal().len();
        server.edit("notes/n.md", "[z](lost.md)\n\n", "");
        server.edit("notes/n.md", &format!("{link}\n\n"), "");
        let printed = server.until_printed(before, "gone");
        assert!(printed.contains(": `gone.") && !printed.contains("error["), "{printed}");
        let printed = server.until_printed(before, "lost.md");
        assert!(printed.contains("fixed notes/n.md:") && !printed.contains("error["), "{printed}");
    }
}

#[test]
fn problems_on_other_pages_are_printed() {
    let server = Server::of(&[
        ("notes/a.md", "### 1. A\n\n[there](b.md#2)\n[deeper](b.md#deeper)\n\n[gone](gone.md)\n\n<script>x</script>\n"),
        ("notes/b.md", "### 1. B\n\nx\n\n### 2. C\n\ny\n\n#### Deeper\n\nz\n"),
    ]);
    // Problems from the start: errors are printed, warnings are counted.
    let printed = server.until_printed(0, "1 warning at the start: `notewright check` lists them");
    assert!(!printed.contains("<script>") && printed.matches("error[").count() == 1, "{printed}");
    // The number of a section, and the words of a heading.
    for (line, old, new) in [(3, "### 2. C", "### 3. C"), (4, "#### Deeper", "#### Elsewhere")] {
        let before = server.terminal().len();
        server.edit("notes/b.md", old, new);
        let printed = server.until_printed(before, "error[dead-link]");
        assert!(printed.contains(&format!("notes/a.md:{line}:1")) && !printed.contains("gone.md"), "{printed}");
        let before = server.terminal().len();
        server.edit("notes/b.md", new, old);
        let printed = server.until_printed(before, &format!("fixed notes/a.md:{line}: "));
        assert!(!printed.contains("error"), "{printed}");
    }
}

#[test]
fn a_broken_file_is_reported_until_it_is_fixed() {
    let server = site();
    server.edit("notes/n.md", "\n### 6.", "\n[x](gone.md)\n\n### 6.");
    server.until_printed(0, "`gone.md` leads nowhere");
    for (path, broken, good, position) in [
        ("site.toml", "[site\n", "", "site.toml:1"),
        ("templates/section.html", "{% if %}", "<body>{{ section.body | safe }}</body>", "templates/section.html:1"),
        (
            "templates/section.html",
            "{{ no.such }}",
            "<body>{{ section.body | safe }}</body>",
            "templates/section.html:1",
        ),
        ("notes/services.yaml", "- id: [\n", "[]\n", "notes/services.yaml:"),
    ] {
        let before = server.terminal().len();
        server.write(path, broken);
        server.until_printed(before, position);
        let printed = server.until_printed(before, "error[");
        assert_eq!(printed.matches("error[").count(), 1, "{printed}");
        assert!(!printed.contains("fixed"), "{printed}");
        let before = server.terminal().len();
        server.write(path, good);
        let printed = server.until_printed(before, &format!("fixed {position}"));
        assert!(!printed.contains("error") && !printed.contains("gone.md"), "{printed}");
    }
    let before = server.terminal().len();
    server.edit("notes/n.md", "[x](gone.md)\n\n", "");
    server.until_printed(before, "`gone.md` leads nowhere");
}

#[test]
fn errors_equal_those_of_check() {
    let server = Server::with(&[("site.toml", ""), ("notes/n.md", &notes(30))], &["--format", "json"]);
    server.until_printed(0, "30 sections in ");
    server.edit("notes/n.md", "\n### 4.", "\n[a](a.md) [b](#b) [c](5.html#c) <script>d</script>\n\n### 4.");
    server.edit(
        "notes/n.md",
        "\n### 8.",
        "\n#### New\n\n[e](../../e.html) ![f](f.png)\n\n```nolanguage\nx\n```\n\n### 8.",
    );
    let errors = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|line| line.starts_with("{\"severity\":\"error\"")).map(str::to_owned).collect()
    };
    let checked = Command::new(env!("CARGO_BIN_EXE_notewright"))
        .args(["check", "--format", "json", "--root"])
        .arg(server.path(""))
        .output()
        .expect("notewright runs");
    let expected = errors(&String::from_utf8_lossy(&checked.stdout));
    assert_eq!(expected.len(), 4, "{expected:?}");
    server.until_printed(0, "f.png");
    assert_eq!(errors(&server.terminal()), expected);
}

#[test]
fn a_save_without_a_change_prints_nothing() {
    let server = Server::of(&[("site.toml", ""), ("notes/n.md", &notes(9)), ("notes/m.md", "### 1. M\n\nx\n")]);
    server.until_printed(0, "10 sections in ");
    server.at_the_same_time(|| {
        for path in ["site.toml", "notes/n.md", "notes/m.md"] {
            server.write(path, &server.read(path));
        }
    });
    assert_eq!(server.get("/m/1.html").status, 200);
    server.edit("notes/m.md", "\nx\n", "\ny\n");
    let printed = server.until_printed(0, "m/1.html");
    assert!(!printed.contains("site.toml") && !printed.contains("n.md"), "{printed}");
}

#[test]
fn changes_are_printed() {
    let server = site();
    let before = server.until_printed(0, "30 sections in ").len() - 1;
    server.edit("notes/n.md", "\n| limit 20\n", "\n| limit 30\n");
    server.until_printed(before, "\nn/5.html: ");
    server.edit("notes/n.md", "\n### 6.", "\n#### A heading\n\n### 6.");
    let printed = server.until_printed(before, "notes/n.md (n/5.html): ");
    assert!(printed.ends_with(" ms\n"), "{printed}");
    server.at_the_same_time(|| {
        server.write("notes/new.md", "### 1. A\n\nx\n");
        for section in 10..15 {
            server.edit("notes/n.md", &format!("\n### {section}."), &format!("\n#### More\n\n### {section}."));
        }
    });
    let _ = server.get("/new/1.html");
    server.until_printed(before, "notes/n.md, notes/new.md (n/9.html, n/10.html, n/11.html and 2 more): ");
}
