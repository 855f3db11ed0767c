//! `static/root/`: files at the root of the site with their own names.

use super::harness::Site;

fn site(files: &[&str]) -> Site {
    let site = Site::new(&[("notes/n.md", "---\naliases: [old/]\n---\n### 1. A\n\n[the key](/key.asc)\n\n### 2. B\n")]);
    site.write("static/root/key.asc", b"key");
    for path in files {
        site.write(&format!("static/root/{path}"), path.as_bytes());
    }
    site
}

#[test]
fn root_files_are_at_the_root_and_are_revalidated() {
    let own = [
        ("CNAME", "text/plain; charset=utf-8"),
        ("favicon.ico", "image/vnd.microsoft.icon"),
        (".nojekyll", "application/octet-stream"),
        (".well-known/security.txt", "text/plain; charset=utf-8"),
        (".well-known/apple-app-site-association", "application/json"),
        ("robots.txt", "text/plain; charset=utf-8"),
    ];
    let site = site(&own.map(|(path, _)| path));
    for hidden in [".DS_Store", ".git/config", "sub/.hidden"] {
        site.write(&format!("static/root/{hidden}"), b"hidden");
    }
    site.run(&["build", "--strict"]).ends_with(0);
    let manifest: serde_json::Value = serde_json::from_str(&site.read("dist/.notewright.json")).expect("JSON");
    for (path, content_type) in own {
        assert_eq!(site.read(&format!("dist/{path}")), path);
        let files = manifest["files"].as_array().expect("files").iter();
        let records: Vec<_> = files.filter(|file| file["path"] == path).collect();
        assert_eq!(records.len(), 1, "{path}");
        assert_eq!(records[0]["content_type"], content_type, "{path}");
        assert_eq!(records[0]["cache"], "public, max-age=0, s-maxage=86400, must-revalidate", "{path}");
    }
    assert!(!site.files("dist").values().any(|bytes| bytes == b"hidden"));
    assert!(site.run(&["build"]).ends_with(0).out.contains("0 changed, 0 removed"));
    // A removed file of the author goes, and the generated one comes back.
    std::fs::remove_dir_all(site.path("static")).expect("the folder is removed");
    site.write("notes/n.md", b"### 1. A\n");
    site.run(&["build"]).ends_with(0);
    assert!(!site.path("dist/CNAME").exists() && !site.path("dist/.well-known").exists());
    assert!(site.read("dist/robots.txt").starts_with("User-agent"));
}

#[test]
fn root_files_never_replace_a_page() {
    let ours = [
        "index.html",
        "404.html",
        "N/1.html",
        "n",
        "site.json",
        "sitemap.xml",
        "assets/x.txt",
        "search/index.js",
        "old/index.html",
        "services/index.html",
        "n/1.html/x",
    ];
    for path in ours {
        let site = site(&["CNAME", path]);
        let ran = site.run(&["build"]).ends_with(1);
        assert!(
            ran.err.contains(&format!("error[static-in-the-way]: `static/root/{path}` has the path of")),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.matches("error[").count(), 1, "{}", ran.err);
        assert!(site.path("dist/CNAME").exists() && site.read("dist/n/1.html").contains("</html>"), "{path}");
        let is_in_output = site.files("dist").values().any(|bytes| bytes == path.as_bytes());
        assert!(!is_in_output, "{path} is left out");
    }
}

#[test]
fn an_own_worker_conflicts_only_with_the_generated_one() {
    let site = site(&["sw.js", "_headers"]);
    site.run(&["build"]).ends_with(0);
    assert_eq!(site.read("dist/sw.js"), "sw.js");
    site.write("site.toml", b"[site]\noffline = true\n");
    let ran = site.run(&["build"]).ends_with(1);
    assert!(ran.err.contains("`static/root/sw.js` has the path of"), "{}", ran.err);
    let worker = site.read("dist/sw.js");
    assert!(worker.starts_with("const BUILD") && worker.contains("\"n/1.html\"") && !worker.contains("_headers"));
}
