//! Output files: which are written, where, and which are not.

use super::harness::{Site, files};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const NOTES: &str = "### 1. A queue\n\nAmazon SQS and Lambda, see 2.\n\n```json\n{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}\n```\n\n### 2. A key\n\nAWS KMS ![x](x.svg) <b>bold</b>\n";

fn site() -> Site {
    Site::new(&[
        ("notes/n.md", NOTES),
        ("notes/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("notes/m.md", "# M\n\n## One\n\nx\n\n## Two\n\ny\n"),
    ])
}

#[test]
fn the_same_notes_give_the_same_bytes_on_any_number_of_threads() {
    let site = site();
    let mut trees: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for threads in ["1", "8"] {
        let status = Command::new(env!("CARGO_BIN_EXE_notewright"))
            .args(["build", "-q", "--out", threads])
            .env("RAYON_NUM_THREADS", threads)
            .env("XDG_CACHE_HOME", site.cache())
            .current_dir(site.path(""))
            .status()
            .expect("notewright runs");
        assert!(status.success());
        trees.push(site.files(threads));
    }
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn a_second_build_touches_no_file() {
    let site = site();
    let state = |folder: &Path| -> BTreeMap<String, (u64, i64, i64)> {
        files(folder)
            .into_keys()
            .map(|path| {
                let data = std::fs::metadata(folder.join(&path)).expect("a file");
                (path, (data.ino(), data.mtime(), data.mtime_nsec()))
            })
            .collect()
    };
    site.run(&["build"]).ends_with(0);
    let (before, folder) = (state(&site.path("dist")), std::fs::metadata(site.path("dist")).expect("dist").ino());
    let again = site.run(&["build"]).ends_with(0);
    assert!(again.out.contains("0 changed, 0 removed"), "{}", again.out);
    assert_eq!(
        (state(&site.path("dist")), std::fs::metadata(site.path("dist")).expect("dist").ino()),
        (before.clone(), folder)
    );

    // An edit replaces only the pages that it changes.
    site.write("notes/n.md", NOTES.replace("A key", "A secret key").as_bytes());
    site.run(&["build"]).ends_with(0);
    let after = state(&site.path("dist"));
    for path in ["n/2.html", "n/1.html", "n/index.html", "services/aws-kms.html"] {
        assert_ne!(before[path], after[path], "{path} shows the title");
    }
    for path in ["m/one.html", "m/index.html", "services/amazon-sqs.html", "404.html", "robots.txt"] {
        assert_eq!(before[path], after[path], "{path} does not");
    }
}

#[test]
fn the_manifest_lists_the_written_files() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    let manifest: serde_json::Value = serde_json::from_str(&site.read("dist/.notewright.json")).expect("JSON");
    let mut written = site.files("dist");
    written.remove(".notewright.json");
    let listed = manifest["files"].as_array().expect("files");
    assert_eq!(
        listed.iter().map(|file| file["path"].as_str().expect("a path").to_owned()).collect::<Vec<_>>(),
        written.keys().cloned().collect::<Vec<_>>()
    );
    let page = listed.iter().find(|file| file["path"] == "n/1.html").expect("a page");
    assert_eq!(page["size"], written["n/1.html"].len());
    assert_eq!(page["content_type"], "text/html; charset=utf-8");
    assert_eq!(page["cache"], "public, max-age=0, s-maxage=86400, must-revalidate");
    let asset = listed
        .iter()
        .find(|file| file["path"].as_str().is_some_and(|path| path.ends_with(".css")))
        .expect("a style sheet");
    assert_eq!(asset["cache"], "public, max-age=31536000, immutable");
}

#[test]
fn folders_of_other_programs_are_refused_and_unchanged() {
    let site = site();
    site.write("foreign/mine.txt", b"mine");
    site.write("repository/.git/config", b"");
    for (out, said) in [
        ("foreign", "notewright did not write"),
        (".", "is in it"),
        ("notes", "is in it"),
        ("repository", "repository"),
        ("notes/n.md", "it is a file"),
    ] {
        let before = site.files("");
        let ran = site.run(&["build", "--out", out]).ends_with(2);
        assert!(ran.err.contains(said), "{out}: {}", ran.err);
        assert_eq!(site.files(""), before, "{out}");
    }
}

#[test]
fn files_of_others_in_our_folder_stay() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    site.write("dist/CNAME", b"notes.example.com");
    site.write("notes/n.md", b"### 1. Only\n\nx\n");
    site.run(&["build"]).ends_with(0);
    assert_eq!(site.read("dist/CNAME"), "notes.example.com");
    assert!(!site.path("dist/n/2.html").exists(), "what we wrote and write no longer is gone");
    site.write("dist/n/3.html", b"mine");
    site.write("notes/n.md", b"### 1. Only\n\nx\n\n### 2. B\n\n### 3. C\n");
    let ran = site.run(&["build"]).ends_with(2);
    assert!(ran.err.contains("is in the way"), "{}", ran.err);
    assert_eq!(site.read("dist/n/3.html"), "mine");
}

#[test]
fn a_page_that_cannot_be_rendered_keeps_the_old_site() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    let before = site.files("dist");
    site.write("notes/n.md", b"### 1. Changed\n");
    for template in ["templates/section.html", "templates/policy.html"] {
        site.write(
            "notes/m.md",
            b"### 1. A\n\n```json\n{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}\n```\n",
        );
        site.write(template, b"{{ nothing.at.all }}");
        let ran = site.run(&["build"]).ends_with(1);
        assert!(ran.err.contains(&format!("{template}:1:")) && ran.err.contains("Nothing was written"), "{}", ran.err);
        assert_eq!(site.files("dist"), before);
        std::fs::remove_file(site.path(template)).expect("the template is removed");
    }
}

#[test]
fn only_linked_files_inside_the_notes_folder_are_copied() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. A\n\n![in](in.svg) ![out](out.svg) [up](../secret.txt) ![dir](folder)\n"),
        ("notes/in.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("notes/unnamed.svg", "unnamed"),
        ("secret.txt", "secret"),
        ("notes/folder/x.txt", "x"),
    ]);
    symlink(site.path("secret.txt"), site.path("notes/out.svg")).expect("a link");
    symlink(site.path("notes"), site.path("notes/circle")).expect("a link");
    symlink(site.path("secret.txt"), site.path("notes/outside.md")).expect("a link");
    let ran = site.run(&["build"]).ends_with(1);
    let written = site.files("dist");
    assert!(written.keys().any(|path| path.starts_with("assets/in.")));
    for bytes in written.values() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("secret\n") && text != "secret" && text != "unnamed");
    }
    for code in ["attachment-outside-notes", "note-outside-notes", "link-outside-notes", "note-unreadable"] {
        assert!(ran.err.contains(code), "{code}: {}", ran.err);
    }
}

#[test]
fn files_that_only_drafts_name_are_not_published() {
    let site = Site::new(&[
        (
            "notes/draft.md",
            "---\nunlisted: true\n---\n# 1. A\n\n![](secret.png) [p](both.pdf) ![](data:image/gif;base64,R0lGODlhAQAB)\n",
        ),
        ("notes/n.md", "# 1. B\n\n[p](both.pdf)\n"),
        ("notes/secret.png", "x"),
        ("notes/both.pdf", "y"),
    ]);
    site.run(&["build"]).ends_with(0);
    let files = site.files("dist");
    let is_published = |name: &str| files.keys().any(|path| path.contains(name));
    assert!(is_published("both.") && !is_published("secret") && !is_published("picture"), "{:?}", files.keys());
}

#[test]
fn notebooks_are_published_as_pages_and_drafts_not_at_all() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. A\n\n[draft](draft.md) [other](other.md)\n"),
        ("notes/other.md", "### 1. B\n\npublic\n"),
        ("notes/draft.md", "---\ndraft: true\n---\n### 1. C\n\nunfinished\n"),
    ]);
    let ran = site.run(&["build"]).ends_with(1);
    assert!(ran.err.contains("`draft.md` leads nowhere"), "{}", ran.err);
    let written = site.files("dist");
    assert!(written.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("unfinished")));
    let assets: Vec<&String> = written.keys().filter(|path| path.starts_with("assets/")).collect();
    assert!(assets.iter().all(|path| !path.ends_with(".md")), "{assets:?}");
}

/// Every link leads to a file of the site, no page has inline scripts or styles, and every page has one `<h1>`.
#[test]
fn every_link_works_and_nothing_is_inline() {
    let site = site();
    site.write(
        "site.toml",
        b"[site]\nbase_url = \"https://example.com/notes/\"\nedit_url = \"https://example.com/{path}#L{line}\"\n",
    );
    site.run(&["build"]).ends_with(0);
    let written = site.files("dist");
    for (path, bytes) in written.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).expect("UTF-8");
        for bad in ["<style", " style=", "<script>", " onclick=", " onload=", " onerror="] {
            assert!(!html.contains(bad), "{path} has `{bad}`");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for attribute in [" href=\"", " src=\""] {
            for address in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                if address.starts_with("https://") || address.starts_with('#') {
                    continue;
                }
                let target = match address.strip_prefix("/notes/") {
                    Some(rest) if path == "404.html" => rest.to_owned(),
                    _ => {
                        assert!(!address.starts_with('/'), "{path}: `{address}` is not relative");
                        let mut parts: Vec<&str> = path.split('/').collect();
                        parts.pop();
                        for part in address.split('#').next().unwrap_or_default().split('/') {
                            if part == ".." {
                                parts.pop();
                            } else {
                                parts.push(part);
                            }
                        }
                        parts.join("/")
                    }
                };
                let target = target.split('#').next().unwrap_or_default();
                assert!(written.contains_key(target), "{path}: `{address}` leads to `{target}`, which is not there");
            }
        }
    }
    assert!(site.read("dist/sitemap.xml").contains("<loc>https://example.com/notes/n/1.html</loc>"));
    assert!(site.read("dist/robots.txt").contains("Sitemap: https://example.com/notes/sitemap.xml"));
    assert!(site.read("dist/n/1.html").contains("https://example.com/notes/n.md#L1"));
}

/// Pages stay small in long notebooks: no page lists everything.
#[test]
fn no_page_grows_with_the_number_of_notes() {
    let notes: String = (1..=2_500)
        .map(|number| format!("### {number}. Section {number}\n\nAmazon SQS and topic{number}.\n\n"))
        .collect();
    let site = Site::new(&[("notes/n.md", notes)]);
    site.run(&["build", "-q"]).ends_with(0);
    let written = site.files("dist");
    assert!(!written.contains_key("n/print.html"), "a print page of 2,500 sections must be asked for");
    assert!(written.contains_key("n/from-2401.html") && written.contains_key("services/amazon-sqs/13.html"));
    for (path, bytes) in written.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(bytes.len() < 60_000, "{path} has {} bytes", bytes.len());
    }
    site.write("site.toml", b"[build]\nprint = \"always\"\n");
    site.run(&["build", "-q"]).ends_with(0);
    assert!(site.path("dist/n/print.html").exists());
}

/// The output has no path of this machine: a build from another folder gives the same bytes.
#[test]
fn no_path_of_the_machine_is_in_the_output() {
    let site = Site::new(&[("site.toml", "[site]\ntitle = \"Notes\"\n")]);
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for folder in [&one, &other] {
        std::fs::write(folder.path().join("n.md"), NOTES).expect("written");
        std::fs::write(
            folder.path().join("services.yaml"),
            "- id: amazon-sqs\n  name: Amazon SQS\n  category: Application Integration\n",
        )
        .expect("written");
    }
    for what in ["n.md", ""] {
        let mut trees = Vec::new();
        for (folder, out) in [(&one, "first"), (&other, "second")] {
            let notes = folder.path().join(what);
            let notes = notes.to_str().expect("text");
            site.run(&["build", "-q", "--notes", notes, "--out", out]);
            for (path, bytes) in site.files(out) {
                let text = String::from_utf8_lossy(&bytes);
                let machine = folder.path().to_str().expect("text");
                assert!(!text.contains(machine), "`{path}` of `{notes}` names `{machine}`");
            }
            trees.push(site.files(out));
        }
        assert!(trees[0] == trees[1] && trees[0].contains_key(".notewright.json"), "{what}");
    }
}

/// A folder that is served through a bind mount, or belongs to another user, must stay the same folder.
#[test]
fn the_output_folder_keeps_its_inode_and_mode() {
    let site = site();
    std::fs::create_dir(site.path("dist")).expect("a folder");
    std::fs::set_permissions(site.path("dist"), std::fs::Permissions::from_mode(0o2775)).expect("a mode");
    let state = || {
        let data = std::fs::metadata(site.path("dist")).expect("dist");
        (data.ino(), data.mode(), data.uid(), data.gid())
    };
    let before = state();
    site.run(&["build"]).ends_with(0);
    std::fs::create_dir(site.path("dist/mine")).expect("a folder of the author");
    site.write("notes/n.md", b"### 1. Only\n\nx\n");
    site.run(&["build"]).ends_with(0);
    assert_eq!(state(), before);
    assert!(site.path("dist/mine").is_dir() && !site.path("dist/n/2.html").exists());
    assert!(!site.path("dist/.notewright-new").exists());
    // No build locks the folder above, and it need not be writable.
    let rendered = site.files("dist");
    site.run(&["build", "--out", "fresh"]).ends_with(0);
    assert_eq!(site.files("fresh"), rendered);
}

#[test]
fn links_in_the_output_folder_are_not_followed() {
    let site = site();
    site.write("elsewhere/x.txt", b"mine");
    site.run(&["build"]).ends_with(0);
    std::fs::remove_dir_all(site.path("dist/n")).expect("removed");
    symlink(site.path("elsewhere"), site.path("dist/n")).expect("a link");
    let ran = site.run(&["build"]).ends_with(2);
    assert!(ran.err.contains("is in the way"), "{}", ran.err);
    assert_eq!(site.files("elsewhere").len(), 1);
}

/// Starts a build while the test holds the lock of the output folder, and returns it when it waits.
fn waiting_build(site: &Site, shell: &str) -> (Child, String) {
    let mut build = Command::new("sh")
        .args(["-c", shell, "sh", env!("CARGO_BIN_EXE_notewright")])
        .env("XDG_CACHE_HOME", site.cache())
        .current_dir(site.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("notewright runs");
    let mut said = String::new();
    BufReader::new(build.stderr.take().expect("standard error")).read_line(&mut said).expect("a line");
    (build, said)
}

#[test]
fn a_waiting_build_says_so_and_ends_cleanly_by_a_signal() {
    let site = site();
    std::fs::create_dir(site.path("dist")).expect("a folder");
    // The tests may run under `nohup`, too. GNU's `env` undoes it.
    let with_hup =
        "env --default-signal=HUP true 2>/dev/null && exec env --default-signal=HUP \"$1\" build; exec \"$1\" build";
    for (shell, signal, expected) in [
        ("exec \"$1\" build -v", "TERM", Some(15)),
        (with_hup, "HUP", Some(1)),
        ("exec \"$1\" build", "INT", Some(2)),
        // `nohup` starts a program that ignores SIGHUP.
        ("trap '' HUP; exec \"$1\" build", "HUP", None),
    ] {
        let lock = std::fs::File::open(site.path("dist")).expect("dist");
        lock.lock().expect("locked");
        let (mut build, said) = waiting_build(&site, &shell.replace(" -v", ""));
        let own = format!("waiting for another build, process {}\n", std::process::id());
        assert!(said == own || said == "waiting for another build\n", "{said}");
        let status = Command::new("kill").args([format!("-{signal}"), build.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
        if expected.is_none() {
            drop(lock);
        }
        let ended = build.wait().expect("it ends");
        assert_eq!((ended.signal(), ended.code()), (expected, expected.is_none().then_some(0)), "{shell} {signal}");
        assert!(!site.path("dist/.notewright-new").exists());
    }
    assert!(site.path("dist/index.html").exists());
}

/// One rule for links: they are followed inside the folder of site.toml and the notes folder, never out of them.
#[test]
fn links_out_of_the_site_are_refused_everywhere() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("key.pem"), "PRIVATE").expect("written");
    std::fs::write(outside.path().join("services.yaml"), "PRIVATE: [").expect("written");
    let site = site();
    site.write("shared/own.css", b"p { color: teal }");
    site.write("shared/footer.html", b"<p>own foot</p>");
    site.write("static/x.txt", b"x");
    site.write("templates/readme.txt", b"x");
    symlink(outside.path().join("services.yaml"), site.path("notes/services.yaml")).expect("a link");
    symlink(outside.path(), site.path("static/keys")).expect("a link");
    symlink(outside.path().join("key.pem"), site.path("static/key.pem")).expect("a link");
    symlink(outside.path().join("key.pem"), site.path("templates/footer.html")).expect("a link");
    symlink(site.path("shared/own.css"), site.path("static/own.css")).expect("a link");
    let ran = site.run(&["build"]).ends_with(0);
    for link in ["notes/services.yaml", "static/keys", "static/key.pem", "templates/footer.html"] {
        assert!(ran.err.contains(&format!("`{link}` is a link out of")), "{link}: {}", ran.err);
    }
    let written = site.files("dist");
    assert!(written.keys().any(|path| path.contains("own.")), "a link inside is followed");
    for (path, bytes) in &written {
        assert!(!String::from_utf8_lossy(bytes).contains("PRIVATE"), "{path}");
    }
    std::fs::remove_dir_all(site.path("static")).expect("removed");
    symlink(outside.path(), site.path("static")).expect("a link");
    std::fs::write(outside.path().join("other.md"), "### 9. PRIVATE\n").expect("written");
    symlink(outside.path(), site.path("notes/linked")).expect("a link");
    let ran = site.run(&["build"]).ends_with(0);
    assert!(ran.err.contains("`static` is a link out of"), "{}", ran.err);
    assert!(ran.err.contains("notes/linked` is a link to a folder outside the notes folder"), "{}", ran.err);
    assert!(!ran.err.contains("other.md"), "the folder is not listed: {}", ran.err);
    assert!(site.files("dist").keys().all(|path| !path.contains("key")));
}

/// The record of the last build proves which files are ours, whatever happened to the manifest.
#[test]
fn an_output_without_a_readable_manifest_is_repaired_after_an_edit() {
    for manifest in ["", "[]", "{\"files\":["] {
        let site = site();
        site.run(&["build"]).ends_with(0);
        site.write("dist/mine.html", b"mine");
        site.write("dist/.notewright.json", manifest.as_bytes());
        site.write("notes/n.md", b"### 1. A\n\nNew words.\n");
        site.run(&["build"]).ends_with(2);
        site.run(&["build", "--repair-output"]).ends_with(0);
        let mut repaired = site.files("dist");
        assert_eq!(repaired.remove("mine.html").as_deref(), Some(&b"mine"[..]));
        site.run(&["build", "--out", "fresh"]).ends_with(0);
        assert!(repaired == site.files("fresh"), "{manifest}");
    }
}

#[test]
fn pipes_are_refused_and_not_waited_for() {
    let pipe = |site: &Site, path: &str| {
        let made = Command::new("mkfifo").arg(site.path(path)).status().expect("mkfifo runs");
        assert!(made.success());
    };
    for path in ["site.toml", "notes/services.yaml", "dist/index.html"] {
        let site = site();
        site.write("dist/.notewright.json", b"{\"version\":1,\"files\":[]}");
        pipe(&site, path);
        let ran = site.run(&["build"]).ends_with(2);
        assert!(ran.err.contains("a pipe") || ran.err.contains("in the way"), "{path}: {}", ran.err);
    }
    let site = site();
    site.write("static/x.txt", b"x");
    pipe(&site, "static/pipe.css");
    let ran = site.run(&["build"]).ends_with(0);
    assert!(ran.err.contains("`static/pipe.css` is a pipe"), "{}", ran.err);
    pipe(&site, "notes/pipe.md");
    let ran = site.run(&["build"]).ends_with(0);
    assert!(ran.err.contains("notes/pipe.md` is a pipe"), "{}", ran.err);
    let ran = Site::new(&[("notes/n.md", NOTES)]).run(&["build", "--out", "static"]).ends_with(2);
    assert!(ran.err.contains("is in it"), "{}", ran.err);
}

#[test]
fn the_feed_has_the_sections_that_changed_since_the_first_lock() {
    let notes = |second: &str| format!("### 1. One\n\nA text that stays.\n\n### 2. <Two> & more\n\n{second}\n");
    let settings = "[site]\nbase_url = \"https://example.com/notes\"\n";
    let site = Site::new(&[("site.toml", settings.to_owned()), ("notes/n.md", notes("The first words."))]);
    let locked_and_built = || {
        site.run(&["lock"]).ends_with(0);
        site.run(&["build"]).ends_with(0);
    };
    let has_feed = || site.path("dist/changes.xml").exists();
    locked_and_built();
    assert!(!has_feed() && !site.read("dist/index.html").contains("atom+xml"), "nothing has changed");
    site.write(
        "notes/n.md",
        (notes("Other words & <b>signs</b>, quite different.") + "\n### 3. Three\n\nNew.\n").as_bytes(),
    );
    locked_and_built();
    let feed = site.read("dist/changes.xml");
    let ids: Vec<&str> = feed.lines().filter(|line| line.starts_with("<id>")).collect();
    let id = |path: &str| format!("<id>https://example.com/notes/{path}</id>");
    assert_eq!(ids, [id("changes.xml"), id("n/2.html"), id("n/3.html")]);
    assert!(feed.contains("<title>2. &lt;Two&gt; &amp; more</title>"), "{feed}");
    assert!(feed.contains("<summary>Other words &amp; signs, quite different.</summary>"), "{feed}");
    let days: Vec<&str> = feed.lines().filter(|line| line.starts_with("<updated>")).collect();
    assert!(
        days.len() == 3 && days.iter().all(|day| *day == days[0] && day.ends_with("T00:00:00Z</updated>")),
        "{feed}"
    );
    assert!(
        site.read("dist/n/1.html")
            .contains("type=\"application/atom+xml\" title=\"Study notes\" href=\"../changes.xml\"")
    );
    // The next lock keeps the days, and a site without an address has no feed.
    locked_and_built();
    assert_eq!(site.read("dist/changes.xml"), feed);
    site.write("site.toml", b"");
    site.run(&["build"]).ends_with(0);
    assert!(!has_feed());
}
