//! The commands, as people and programs use them.

use super::harness::Site;

const NOTES: &str = "### 1. A\n\n- It rises twice a day. - The moon pulls it up again.\n\n### 2. B\n\nList<String> and [dead](gone.md)\n";

#[test]
fn init_creates_a_site_that_builds_without_diagnostics() {
    let site = Site::new::<&str>(&[]);
    let ran = site.run(&["init", "mine"]).ends_with(0);
    assert_eq!(ran.out, "mine/site.toml\nmine/notes/first-notebook.md\nmine/.gitignore\n");
    assert_eq!(site.read("mine/.gitignore"), "/dist/\n/dist.html\n");
    let built = site.run(&["build", "--root", "mine", "--strict"]).ends_with(0);
    assert_eq!(built.err, "");
    assert!(site.path("mine/dist/first-notebook/2.html").exists());
    let again = site.run(&["init", "mine"]).ends_with(2);
    assert!(again.err.contains("`site.toml` already exists"), "{}", again.err);
}

#[test]
fn notes_without_site_toml_are_built() {
    let site = Site::new(&[("n.md", "### 1. A\n\nAmazon SQS\n")]);
    site.run(&["build", "--notes", "n.md", "--out", "there"]).ends_with(0);
    assert!(site.path("there/n/1.html").exists() && site.path("there/services/amazon-sqs.html").exists());
}

#[test]
fn the_name_of_a_note_builds_it_beside_itself() {
    let site =
        Site::new(&[("a b/tides.md", "### 1. A\n\nOne.\n\n### 2. B\n\n[x](gone.md)\n"), ("a b/other.md", "# Other\n")]);
    let ran = site.run(&["a b/tides.md"]).ends_with(1);
    assert!(ran.out.ends_with("\nopen a b/tides-site/index.html\n"), "{}", ran.out);
    assert!(ran.err.contains("dead-link"), "{}", ran.err);
    assert!(site.path("a b/tides-site/tides/2.html").exists() && !site.path("a b/tides-site/other").exists());
    let ran = site.run(&["-q", "a b/other.md", "--out", "there"]).ends_with(0);
    assert!(ran.out.is_empty() && site.path("there/index.html").exists());
    for (arguments, said) in [
        (&["gone.md"][..], "there are no notes at `gone.md`"),
        (&["a b/tides.md", "--notes", "x"], "`--notes` does not go with"),
        (&["tides.txt"], "unrecognized subcommand"),
    ] {
        let ran = site.run(arguments).ends_with(2);
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn manual_pages_are_written_for_each_command() {
    let site = Site::new::<&str>(&[]);
    site.run(&["man", "man1"]).ends_with(0);
    let pages: Vec<String> = site.files("man1").into_keys().collect();
    let has = |name: &str| pages.contains(&name.to_owned());
    assert!(has("notewright.1") && has("notewright-build.1") && has("notewright-deploy.1"), "{pages:?}");
    assert!(!has("notewright-note.1") && !has("notewright-help.1"), "{pages:?}");
    let page = site.read("man1/notewright-search.1");
    assert!(page.contains(".TH notewright-search 1") && page.contains("nothing found"), "{page}");
    let again = site.run(&["man", "man1"]).ends_with(2);
    assert!(again.err.contains("`notewright.1` already exists"), "{}", again.err);
}

#[test]
fn the_version_begins_with_that_of_the_crate() {
    let site = Site::new::<&str>(&[]);
    let said = site.run(&["-V"]).ends_with(0).out;
    let version = said.trim_end().strip_prefix(concat!("notewright ", env!("CARGO_PKG_VERSION")));
    // A release build adds the commit and its date: ` (0123456789 2026-01-31)`.
    let commit = version.map(|rest| rest.trim_start_matches(" (").trim_end_matches(')').split(' ').map(str::len));
    let lengths: Vec<usize> = commit.expect(&said).collect();
    assert!(lengths == [0] || (lengths.len() == 2 && lengths[0] >= 9 && lengths[1] == 10), "{said}");
}

#[test]
fn the_licences_of_every_crate_are_listed() {
    let site = Site::new::<&str>(&[]);
    let said = site.run(&["--licenses"]).ends_with(0).out;
    let listed: Vec<(&str, &str)> = said
        .lines()
        .skip(2)
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_once(": ").and_then(|(crate_name, _)| crate_name.split_once(' ')).expect(line))
        .collect();
    let lock: toml::Table = include_str!("../../Cargo.lock").parse().expect("TOML");
    let locked = lock["package"].as_array().expect("packages");
    let is_locked = |(name, version): &(&str, &str)| {
        locked
            .iter()
            .any(|package| package["name"].as_str() == Some(name) && package["version"].as_str() == Some(version))
    };
    // A crate that changed its version may have changed its licence.
    assert_eq!(listed.iter().find(|crate_name| !is_locked(crate_name)), None, "run scripts/licenses");
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("TOML");
    for (key, about) in manifest["dependencies"].as_table().expect("dependencies") {
        let name = about.get("package").and_then(toml::Value::as_str).unwrap_or(key);
        let is_listed = listed.iter().any(|(listed, _)| *listed == name);
        assert!(is_listed || name == "include_dir_macros", "{name}: run scripts/licenses");
    }
    assert!(said.contains("Permission is hereby granted") && said.contains("Apache License"));
}

#[test]
fn schemas_are_printed() {
    let site = Site::new::<&str>(&[]);
    for (kind, key) in [("site", "base_url"), ("front-matter", "sidebar_position"), ("services", "cfn")] {
        let schema: serde_json::Value =
            serde_json::from_str(&site.run(&["schema", kind]).ends_with(0).out).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(schema.to_string().contains(key), "{kind}");
    }
}

#[test]
fn sarif_is_for_check_only() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    let ran = site.run(&["check", "--format", "sarif"]).ends_with(1);
    let log: serde_json::Value = serde_json::from_str(&ran.out).expect("one log");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let codes: Vec<&str> = results.iter().filter_map(|result| result["ruleId"].as_str()).collect();
    assert_eq!(codes, ["bullets-on-one-line", "tag-shown-as-text", "dead-link"]);
    let region = &results[2]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&7.into(), &18.into()));
    assert_eq!(ran.err, "");
    let clean = Site::new(&[("notes/n.md", "### 1. A\n\nx\n")]);
    let log: serde_json::Value =
        serde_json::from_str(&clean.run(&["check", "--format", "sarif"]).ends_with(0).out).expect("one log");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    for command in [&["build"][..], &["search", "x"], &["cards"], &["infra"]] {
        let ran = site.run(&[command, &["--format", "sarif"]].concat()).ends_with(2);
        assert!(ran.err.contains("`--format sarif` does not go with this command"), "{command:?}: {}", ran.err);
    }
}

#[test]
fn without_a_command_the_program_asks_for_one() {
    let site = Site::new::<&str>(&[]);
    for arguments in [&[][..], &["-q"]] {
        let ran = site.run(arguments).ends_with(2);
        assert!(ran.err.contains("name a command, or a note to build") && ran.out.is_empty(), "{}", ran.err);
    }
}

#[test]
fn verbose_lists_read_and_written_files() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n\nOne.\n\n### 2. B\n\nTwo.\n")]);
    let said = |arguments: &[&str], verb: &str| -> Vec<String> {
        let err = site.run(arguments).ends_with(0).err;
        err.lines().filter_map(|line| line.strip_prefix(verb)).map(ToOwned::to_owned).collect()
    };
    assert_eq!(said(&["check", "-v"], "read ")[0], "notes/n.md (31 bytes)");
    assert_eq!(said(&["search", "-v", "one"], "read ")[0], "notes/n.md (31 bytes)");
    let mut wrote = said(&["build", "-v"], "wrote ");
    wrote.push("dist/.notewright.json".into());
    wrote.sort_unstable();
    assert_eq!(wrote, site.files("dist").keys().map(|path| format!("dist/{path}")).collect::<Vec<_>>());
    assert_eq!(said(&["build", "-v"], "wrote "), [""; 0]);
    site.write("notes/n.md", b"### 1. A\n\nOne.\n");
    assert!(said(&["build", "-v"], "removed ").contains(&"dist/n/2.html".to_owned()));
    assert_eq!(said(&["build", "-v", "--single-file"], "wrote "), ["dist.html"]);
}

#[test]
fn commands_that_cannot_run_explain_why() {
    let site = Site::new(&[("empty/x.txt", "")]);
    for (arguments, said) in [
        (&["build"][..], "there are no notes at `notes`"),
        (&["build", "--notes", "empty"], "there are no notes in `empty`"),
        (&["build", "--root", "nowhere"], "there is no folder `nowhere`"),
        (&["bild"], "unrecognized subcommand"),
        (&["build", "--format", "xml"], "invalid value"),
    ] {
        let ran = site.run(arguments).ends_with(2);
        assert!(ran.err.contains(said) && ran.out.is_empty(), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn check_writes_nothing_and_lists_everything() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    let ran = site.run(&["check"]).ends_with(1);
    for code in ["bullets-on-one-line", "tag-shown-as-text", "dead-link"] {
        assert!(ran.out.contains(code), "{}", ran.out);
    }
    assert_eq!(ran.err, "2 sections: 1 error, 2 warnings, 0 notes\n");
    assert!(!site.path("dist").exists());
    assert_eq!(site.read("notes/n.md"), NOTES);
}

#[test]
fn json_is_one_object_per_line() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    let ran = site.run(&["check", "--format", "json"]).ends_with(1);
    let found: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(found.len(), 3);
    assert_eq!(
        found[0],
        serde_json::json!({
            "severity": "warning", "code": "bullets-on-one-line", "file": "notes/n.md", "line": 3, "column": 24,
            "message": "two bullets stand on one line", "help": "shown as two; begin the second on a line of its own",
            "fixable": true,
        })
    );
    let built = site.run(&["build", "--format", "json"]).ends_with(1);
    let summary: serde_json::Value = serde_json::from_str(&built.out).expect("one object");
    assert_eq!((&summary["sections"], &summary["out"]), (&2.into(), &"dist".into()));
}

#[test]
fn github_shows_each_at_its_line() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    let ran = site.run(&["check", "--format", "github"]).ends_with(1);
    let first = ran.out.lines().next().expect("a line");
    assert!(
        first.starts_with("::warning file=notes/n.md,line=3,col=24,title=bullets-on-one-line::two bullets"),
        "{first}"
    );
    assert!(ran.out.contains("::error file=notes/n.md,line=7,col=18,title=dead-link::"), "{}", ran.out);
}

#[test]
fn strict_and_quiet() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n\n- It rises twice a day. - The moon pulls it up again.\n")]);
    site.run(&["check"]).ends_with(0);
    site.run(&["check", "--strict"]).ends_with(1);
    let quiet = site.run(&["build", "--quiet"]).ends_with(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[test]
fn colours_follow_the_option() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    assert!(site.run(&["check", "--color", "always"]).out.contains("\x1b["));
    assert!(!site.run(&["check"]).out.contains("\x1b["));
}

#[test]
fn repairs_are_written_once_and_change_no_page() {
    let notes = "### 1. A\n\n{\n\"a\": \"\\*\"\n}\n\n- It rises twice a day. - The moon pulls it up again.\n- Itâ€™s arn:aws:logs:*:*:* here\n\n```\n{\n\"a\": 1\n}\n```\n\n### 2. B\n\nList<String>\n\n```\nopen\n\n### 3. C\n\n###4. D\n\nx\n";
    let site = Site::new(&[("notes/n.md", notes)]);
    site.run(&["build", "--out", "before"]).ends_with(0);
    let fixed = site.run(&["check", "--fix"]).ends_with(0);
    assert!(
        fixed.out.contains("-- It rises twice a day. - The moon pulls it up again.\n")
            && fixed.out.contains("+- It rises twice a day.\n+- The moon pulls it up again.\n"),
        "{}",
        fixed.out
    );
    let again = site.run(&["check", "--fix", "--strict"]).ends_with(0);
    assert_eq!(again.out, "");
    site.run(&["build", "--out", "after", "--strict"]).ends_with(0);
    // The manifest lists the sources of the pages, which have changed.
    let [before, after] = ["before", "after"].map(|out| {
        let mut files = site.files(out);
        files.remove(".notewright.json");
        files
    });
    assert!(before == after, "a repair shows on no page");
}

#[test]
fn a_note_that_cannot_be_written_does_not_stop_the_other_repairs() {
    let repaired = b"### 1. A\n\n- It rises twice a day.\n- The moon pulls it up again.\n";
    let latin = b"### 1. Caf\xC3\xA9 \xC3\xA9 \xE9\n\n- It rises twice a day. - The moon pulls it up again.\n";
    let site = Site::new(&[
        ("notes/a.md", &latin[..]),
        ("notes/c.md", b"### 1. A\n\n- It rises twice a day. - The moon pulls it up again.\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("c.md", site.path("notes/b.md")).expect("a link");
    let ran = site.run(&["check", "--fix"]).ends_with(1);
    assert!(ran.err.starts_with("1 repair in 1 file\n"), "{}", ran.err);
    let said =
        "warning[not-fixed]: the repairs of `notes/a.md` were not written: it would not stay the same byte for byte";
    assert!(ran.out.contains(said) && ran.out.contains("error[not-utf-8]"), "{}", ran.out);
    let files = site.files("notes");
    assert_eq!((&files["a.md"][..], &files["c.md"][..]), (&latin[..], &repaired[..]));
    #[cfg(unix)]
    assert!(site.path("notes/b.md").is_symlink());
    site.write("notes/a.md", "### 1. Café\n\n- It rises twice a day. - The moon pulls it up again.\n".as_bytes());
    site.run(&["check", "--fix", "--strict"]).ends_with(0);
    assert_eq!(site.read("notes/a.md"), "### 1. Café\n\n- It rises twice a day.\n- The moon pulls it up again.\n");
}

#[test]
fn words_of_comments_are_found_and_not_shown() {
    let site = Site::new(&[(
        "notes/n.md",
        "### 1. Tracing\n\nEmpty without permissions.\n\n<!-- search: blank page,\nno traces -->\n\n### 2. Pages\n\nA page.\n",
    )]);
    for query in ["blank page", "traces"] {
        let found: Vec<serde_json::Value> =
            serde_json::from_str(&site.run(&["search", "--format", "json", query]).ends_with(0).out).expect("a list");
        assert_eq!(
            (&found[0]["url"], &found[0]["excerpt"]),
            (&"n/1.html".into(), &"Empty without permissions.".into())
        );
    }
    site.run(&["build"]).ends_with(0);
    let shows = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("blank page");
    assert!(site.files("dist").iter().all(|(path, bytes)| path.starts_with("search/") || !shows(bytes)));
}

#[test]
fn search_finds_what_the_site_finds() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. Queues\n\nAmazon SQS keeps failures in a DLQ.\n\n### 2. Tables\n\nDynamoDB scans.\n"),
        ("notes/m.md", "### 1. Other\n\nA dead letter queue.\n"),
        ("site.toml", "[search.synonyms]\n\"dead letter queue\" = [\"DLQ\"]\n"),
    ]);
    let found = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let ran = site.run(&[&["search", "--format", "json"], arguments].concat());
        let found: Vec<_> = serde_json::from_str(&ran.out).expect("a list");
        ran.ends_with(i32::from(found.is_empty()));
        found
    };
    let urls = |found: &[serde_json::Value]| {
        found.iter().map(|hit| hit["url"].as_str().expect("a string").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(urls(&found(&["dead", "letter", "queue"])), ["m/1.html", "n/1.html"]);
    assert_eq!(urls(&found(&["dlq", "--notebook", "n"])), ["n/1.html"]);
    assert_eq!(urls(&found(&["failures", "--service", "amazon-sqs"])), ["n/1.html"]);
    let hit = &found(&["dynomodb"])[0];
    assert_eq!(
        (&hit["title"], &hit["number"], &hit["excerpt"]),
        (&"Tables".into(), &"2".into(), &"DynamoDB scans.".into())
    );
    assert!(hit["score"].as_f64().is_some_and(|score| score > 0.0), "{hit}");
    assert_eq!(found(&["zebra"]), Vec::<serde_json::Value>::new());
    let said = site.run(&["search", "dynomodb"]).ends_with(0);
    assert!(said.err.contains("no section has `dynomodb`: searched for `dynamodb` instead"), "{}", said.err);
    assert!(said.out.contains("notes/n.md:5"), "{}", said.out);
    let wrong = site.run(&["search", "queue", "--notebook", "nn"]).ends_with(2);
    assert!(wrong.err.contains("there is no notebook `nn`"), "{}", wrong.err);
    let wrong = site.run(&["search", "queue", "--service", "amazn-sqs"]).ends_with(2);
    assert!(wrong.err.contains("did you mean `amazon-sqs`?"), "{}", wrong.err);
    assert!(!site.path("dist").exists());
}

#[test]
fn help_and_completions() {
    let site = Site::new::<&str>(&[]);
    let help = site.run(&["--help"]).ends_with(0);
    for word in
        ["init", "build", "check", "completions", "--root", "--notes", "--out", "--strict", "--format", "Exit status"]
    {
        assert!(help.out.contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(site.run(&["completions", shell]).ends_with(0).out.contains("notewright"));
    }
}

/// A program without the feature knows the command, and explains how to get it.
#[cfg(not(feature = "deploy"))]
#[test]
fn deploy_without_the_feature_explains_how_to_get_it() {
    let site = Site::new(&[("notes/n.md", NOTES)]);
    let ran = site.run(&["deploy", "--dry-run"]).ends_with(2);
    assert!(ran.err.contains("cargo install --path . --features deploy") && ran.out.is_empty(), "{}", ran.err);
    assert!(site.run(&["deploy", "--help"]).ends_with(0).out.contains("6 published, but not"));
}

#[test]
fn the_readme_names_every_key_of_site_toml() {
    let site = Site::new(&[
        (
            "site.toml",
            "[site]\nx = 1\n[notes]\nx = 1\n[build]\nx = 1\n[markdown]\nx = 1\n[serve]\nx = 1\n[deploy]\nx = 1\n[x]\n",
        ),
        ("notes/n.md", ""),
    ]);
    let said = site.run(&["build"]).ends_with(2).err;
    let readme = include_str!("../../README.md");
    let tables: Vec<&str> = said.lines().filter(|line| line.contains("unknown field `x`")).collect();
    assert_eq!(tables.len(), 7, "{said}");
    let names = |line: &str| line.split('`').skip(3).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    for (table, line) in ["site", "notes", "build", "markdown", "serve", "deploy"].iter().zip(&tables) {
        for key in names(line) {
            assert!(readme.contains(&format!("| `{table}.{key}` |")), "the README does not name `{table}.{key}`");
        }
    }
}

#[test]
fn unused_files_are_reported() {
    let site = Site::new(&[
        ("notes/A.MD", "### 1. A\n\nAmazon SQS\n"),
        ("notes/b.Markdown", "### 1. B\n\nx\n"),
        ("notes/services.yml", "- {id: x, name: X}\n"),
        ("templates/sectoin.html", "x"),
        ("templates/footer-of-mine.html", "x"),
    ]);
    let ran = site.run(&["build"]).ends_with(0);
    assert!(site.path("dist/A/1.html").exists() && site.path("dist/b/1.html").exists());
    for said in [
        "`notes/services.yml` is not read: a catalogue is named `services.yaml`",
        "nothing uses the template `sectoin.html`",
        "did you mean `section.html`?",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert_eq!(ran.err.matches("warning[").count(), 2, "{}", ran.err);
}

#[test]
fn site_toml_is_read_in_any_form_or_refused() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n")]);
    let text: Vec<u8> = "\u{FEFF}[site]\ntitle = \"Wide\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    site.write("site.toml", &text);
    let ran = site.run(&["build"]).ends_with(0);
    assert!(ran.err.contains("utf-16") && site.read("dist/index.html").contains("Wide"), "{}", ran.err);
    std::fs::remove_file(site.path("site.toml")).expect("removed");
    std::fs::create_dir(site.path("site.toml")).expect("a folder");
    let ran = site.run(&["build"]).ends_with(2);
    assert!(ran.err.contains("cannot read `./site.toml`"), "{}", ran.err);
}

#[test]
fn help_texts_match_their_errors() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. A\n\n![x](gone.png) [y](d.md) [z](d.md#1)\n"),
        ("notes/d.md", "---\ndraft: true\n---\n\n### 1. D\n"),
    ]);
    let ran = site.run(&["check"]).ends_with(1);
    assert_eq!(ran.out.matches("the notebook `d` is not published").count(), 2, "{}", ran.out);
    assert!(ran.out.contains("put the picture into the notes folder"), "{}", ran.out);
    let ran = site.run(&["serve", "--host", "nope.invalid"]).ends_with(2);
    assert!(ran.err.contains("`--host`") && !ran.err.contains("--port"), "{}", ran.err);
}

#[test]
fn no_page_has_a_path_of_this_machine() {
    let site = Site::new(&[
        ("site/site.toml", "[site]\nedit_url = \"https://example.com/{path}#L{line}\"\n"),
        ("site/notes/inside.md", "### 1. A\n\nx\n"),
        ("elsewhere/n.md", "### 1. A\n\nx\n"),
    ]);
    let outside = site.path("elsewhere/n.md");
    for notes in [outside.to_str().expect("UTF-8"), "elsewhere/n.md", "site/../elsewhere/n.md"] {
        let ran = site.run(&["build", "--root", "site", "--notes", notes, "--strict"]).ends_with(0);
        assert!(ran.err.contains("edit-url-left-out"), "{notes}: {}", ran.err);
        assert!(!site.read("site/dist/n/1.html").contains("https://example.com"), "{notes}");
    }
    let inside = site.path("site/notes/inside.md");
    for notes in [inside.to_str().expect("UTF-8"), "site/notes/inside.md", "./site/notes"] {
        let ran = site.run(&["build", "--root", "site", "--notes", notes]).ends_with(0);
        assert_eq!(ran.err, "", "{notes}");
        let page = site.read("site/dist/inside/1.html");
        assert!(page.contains("https://example.com/notes/inside.md#L1"), "{notes}");
    }
}

#[test]
fn robots_txt_names_the_sitemap_if_the_base_url_is_known() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n")]);
    site.run(&["build"]).ends_with(0);
    assert!(site.read("dist/sitemap.xml").contains("<loc>/n/1.html</loc>"));
    assert!(!site.read("dist/robots.txt").contains("Sitemap"));
    site.write("site.toml", b"[site]\nbase_url = \"https://example.com/notes/\"\n");
    site.run(&["build"]).ends_with(0);
    assert!(site.read("dist/sitemap.xml").contains("<loc>https://example.com/notes/n/1.html</loc>"));
    assert!(site.read("dist/robots.txt").contains("Sitemap: https://example.com/notes/sitemap.xml"));
}

/// A site whose notes are all drafts works in every command, and each says that there is nothing to show.
#[test]
fn a_site_of_drafts_says_that_it_is_empty() {
    let draft = "---\ndraft: true\n---\n### 1. Moss\n\nShade.\n";
    let site = Site::new(&[("notes/plants.md", draft)]);
    let said = "there is nothing to show: the only notebook, `plants`, is a draft";
    for arguments in [&["build"][..], &["build", "--single-file"], &["check"]] {
        let ran = site.run(arguments).ends_with(0);
        assert!((ran.out + &ran.err).contains(said), "{arguments:?}");
    }
    site.write("notes/trees.md", draft.as_bytes());
    let ran = site.run(&["check", "--strict"]).ends_with(1);
    assert!(ran.out.contains("all 2 notebooks are drafts"), "{}", ran.out);
    for query in ["moss", "s3:*", "\"moss shade\"", "1", "-moss"] {
        let ran = site.run(&["search", "--", query]).ends_with(1);
        assert!(ran.out.is_empty() && ran.err.contains("No section matches"), "{query}: {}{}", ran.out, ran.err);
    }
    assert_eq!(site.run(&["search", "moss", "--format", "json"]).ends_with(1).out, "[]\n");
}
