//! The files of `notewright infra --for HOST`, read as the hosts read them. `servers.test.mjs` starts nginx and Caddy with
//! theirs.

use notewright::hosting::content_type::IMMUTABLE;
use notewright::hosting::security_headers::SECURITY_HEADERS;
use notewright::hosting::{Host, Moved};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

/// Reads `_headers`: a path at the margin, then its headers, indented (Cloudflare Pages docs, "Headers").
fn read_headers(text: &str) -> BTreeMap<&str, BTreeMap<&str, &str>> {
    let mut rules: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut path = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        assert!(line.len() <= 2_000, "Cloudflare's limit of a line: {line}");
        if let Some(header) = line.strip_prefix("  ") {
            let (name, value) = header.split_once(": ").expect("a header");
            assert!(!name.contains(' ') && !value.is_empty(), "{line}");
            assert_eq!(rules.get_mut(path).expect("a path").insert(name, value), None, "{line}");
        } else {
            assert!(line.starts_with('/') && !line.contains(' '), "{line}");
            path = line;
            assert_eq!(rules.insert(line, BTreeMap::new()), None, "{line}");
        }
    }
    rules
}

/// Reads `_redirects`: from, to and status, separated by blanks (Netlify docs, "Redirects and rewrites").
fn read_redirects(text: &str) -> Vec<[&str; 3]> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect::<Vec<_>>().try_into().expect("three words")).collect()
}

fn file(host: Host, moved: &[Moved], name: &str) -> String {
    let files = host.files(moved);
    files.into_iter().find(|(own, _)| *own == name).expect("the file").1
}

fn moved() -> Vec<Moved> {
    [("old/index.html", "new/index.html"), ("a b:*{x}$1\"é.html", "new/1 #2.html")]
        .map(|(from, to)| Moved { from: from.into(), to: to.into() })
        .into()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_notewright")).args(arguments).current_dir(folder).output().expect("it runs")
}

#[test]
fn headers_of_cloudflare_and_netlify() {
    for host in [Host::Cloudflare, Host::Netlify] {
        let text = file(host, &[], "_headers");
        let rules = read_headers(&text);
        let everywhere: BTreeMap<&str, &str> =
            SECURITY_HEADERS.iter().map(|header| (header.name, header.value)).collect();
        // Both hosts send a header twice that two rules give.
        assert_eq!(rules, [("/*", everywhere), ("/assets/*", [("Cache-Control", IMMUTABLE)].into())].into());
    }
}

#[test]
fn redirects_of_cloudflare_and_netlify() {
    let encoded = "/a%20b%3A%2A%7Bx%7D%241%22%C3%A9.html";
    for (host, status) in [(Host::Cloudflare, "301"), (Host::Netlify, "301!")] {
        let text = file(host, &moved(), "_redirects");
        let expected = [["/old/index.html", "/new/index.html", status], [encoded, "/new/1%20%232.html", status]];
        assert_eq!(read_redirects(&text), expected);
        assert!(read_redirects(&file(host, &[], "_redirects")).is_empty());
    }
}

#[test]
fn redirects_of_servers_match_literally() {
    let nginx = file(Host::Nginx, &moved(), "notewright.conf");
    assert!(nginx.contains("    location = \"/a b:*{x}$1\\\"é.html\" { return 301 /new/1%20%232.html; }\n"), "{nginx}");
    let caddy = file(Host::Caddy, &moved(), "Caddyfile");
    let pattern = r"^/a\x20b\x3A\x2A\x7Bx\x7D\x241\x22é\x2Ehtml$";
    let rule = format!("\t@moved1 path_regexp {pattern}\n\tredir @moved1 /new/1%20%232.html 301\n");
    assert!(caddy.contains(&rule), "{caddy}");
}

#[test]
fn no_mark_of_a_template_is_left() {
    for host in [Host::Aws, Host::Cloudflare, Host::Netlify, Host::Nginx, Host::Caddy] {
        for (name, text) in host.files(&moved()) {
            let marks = ["@cache@", "@headers@", "@moved@", "@folders@", "@files@", "@immutable@", "@revalidate@"];
            assert_eq!(marks.into_iter().find(|mark| text.contains(mark)), None, "{name}");
            assert_eq!(text.lines().find(|line| line.ends_with([' ', '\t'])), None, "{name}");
        }
    }
}

#[test]
fn servers_get_every_header() {
    for (host, name) in [(Host::Nginx, "notewright.conf"), (Host::Caddy, "Caddyfile")] {
        let text = file(host, &[], name);
        for header in SECURITY_HEADERS {
            assert!(text.contains(&format!("{} \"{}\"", header.name, header.value)), "{name}: {}", header.name);
        }
    }
}

#[test]
fn the_command_prints_files_or_writes_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    // Without notes there are no former addresses.
    let printed = run(here, &["infra", "--for", "netlify"]);
    assert!(printed.status.success() && printed.stderr.is_empty());
    let [headers, redirects] = ["_headers", "_redirects"].map(|name| file(Host::Netlify, &[], name));
    let both = format!("# _headers\n{headers}\n# _redirects\n{redirects}");
    assert_eq!(String::from_utf8(printed.stdout).expect("text"), both);
    std::fs::create_dir(here.join("notes")).expect("a folder");
    let note = "---\naliases: [old-name/]\n---\n\n### 1. A\n\nOne.\n\n### 2. B\n\nTwo.\n";
    std::fs::write(here.join("notes/n.md"), note).expect("a note");
    let written = run(here, &["infra", "--for", "cloudflare", "--out", "static/root"]);
    assert_eq!(String::from_utf8(written.stdout).expect("text"), "static/root/_headers\nstatic/root/_redirects\n");
    let redirects = std::fs::read_to_string(here.join("static/root/_redirects")).expect("it is written");
    assert_eq!(read_redirects(&redirects), [["/old-name/index.html", "/n/index.html", "301"]]);
    let again = run(here, &["infra", "--for", "cloudflare", "--out", "static/root"]);
    assert_eq!(again.status.code(), Some(2));
    // The files of `static/root/` are at the root of the site.
    assert!(run(here, &["build", "-q"]).status.success() && here.join("dist/_headers").exists());
    std::fs::write(here.join("site.toml"), "[sit]\n").expect("a wrong site.toml");
    assert_eq!(run(here, &["infra", "--for", "caddy"]).status.code(), Some(2));
    assert!(run(here, &["infra"]).status.success());
}
