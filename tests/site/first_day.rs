//! What a new user meets: `init`, the first mistakes in site.toml, the commands that explain.

use super::harness::Site;

#[test]
fn init_begins_a_plain_site_around_what_is_there() {
    let site = Site::new::<&str>(&[]);
    let ran = site.run(&["init"]).ends_with(0);
    assert_eq!(ran.out, "./site.toml\n./notes/first-notebook.md\n./.gitignore\n");
    site.run(&["build", "--strict"]).ends_with(0);

    let site = Site::new(&[("notes/mine.md", "### 1. A\n\nx\n"), (".gitignore", "mine\n")]);
    assert_eq!(site.run(&["init"]).ends_with(0).out, "./site.toml\n");
    assert_eq!(site.read(".gitignore"), "mine\n");
    site.run(&["build"]).ends_with(0);

    let site = Site::new(&[("README.md", "# Mine\n"), ("physics/waves.md", "### 1. A\n\nx\n")]);
    assert_eq!(site.run(&["init"]).ends_with(0).out, "./site.toml\n./.gitignore\n");
    site.run(&["build"]).ends_with(0);
    assert!(site.path("dist/physics/waves/1.html").exists());

    let site = Site::new::<&str>(&[]);
    let ran = site.run(&["init", "--aws"]).ends_with(0);
    assert_eq!(ran.out, "./site.toml\n./notes/first-notebook.md\n./notes/services.yaml\n./.gitignore\n");
    site.run(&["init"]).ends_with(2);
}

#[test]
fn a_missing_folder_of_notes_is_reported_in_site_toml() {
    let site = Site::new(&[("site.toml", "[notes]\npath = \"nots\"\n")]);
    let ran = site.run(&["check"]).ends_with(2);
    assert!(ran.err.contains("site.toml:2:1") && ran.err.contains("nots") && !ran.err.contains("init"), "{}", ran.err);
}

#[test]
fn commands_explain_what_a_program_alone_does_not_have() {
    let site = Site::new::<&str>(&[]);
    assert!(site.run(&["config", "--explain"]).ends_with(0).out.contains("edit_url"));
    site.run(&["templates", "--export", "templates"]).ends_with(0);
    assert!(site.read("templates/section.html").contains("<article"));
    site.run(&["templates", "--export", "templates"]).ends_with(2);
}

#[test]
fn wrong_indentation_in_a_catalogue_has_advice() {
    let site = Site::new(&[
        ("notes/n.md", "### 1. A\n\nx\n"),
        ("notes/services.yaml", "- id: rook\n  name: Rook\n   summary: A piece.\n"),
    ]);
    let ran = site.run(&["check"]).ends_with(1);
    assert!(ran.out.contains("as many spaces as the other keys"), "{}", ran.out);
}

#[test]
fn policies_are_left_alone_where_the_author_says_so() {
    let policy = "{\n  \"Statement\": [{\"Effect\": \"Alow\", \"Action\": \"*\", \"Resource\": \"*\"}]\n}";
    let note = |fence: &str| format!("### 1. A\n\n```{fence}\n{policy}\n```\n");
    let check = |text: &str, toml: &str| {
        let site = Site::new(&[("notes/n.md", text), ("site.toml", toml)]);
        site.run(&["check"]).out
    };
    assert!(check(&note("json"), "").contains("Alow"));
    assert_eq!(check(&note("json policy: off"), ""), "");
    assert_eq!(check(&note("json"), "[markdown]\npolicy = \"off\"\n"), "");
    assert_eq!(check("### 1. A\n\n```json\n{\"Statement\": {\"Balance\": 5}}\n```\n", ""), "");
}

#[test]
fn a_build_ends_with_counts() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n\n[x](gone.md)\n")]);
    assert!(site.run(&["build"]).ends_with(1).err.ends_with("1 error, 0 warnings, 0 notes\n"));
}

#[test]
fn init_says_what_a_folder_of_another_tool_is() {
    let site = Site::new(&[
        ("vault/.obsidian/app.json", "{}"),
        ("vault/Home.md", "# Home\n\nSee [[Tide]].\n\n![[Tide]]\n"),
        ("vault/Tide.md", "Twice a day.\n"),
    ]);
    let ran = site.run(&["init", "--from", "vault"]).ends_with(0);
    assert_eq!(ran.out, "./site.toml\n./.gitignore\n");
    for said in ["vault is an Obsidian vault: 2 notes", "1 note: an embedded note is a link", "converted or moved"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    site.run(&["build"]).ends_with(0);
    assert!(site.path("dist/Tide/tide.html").is_file());
    site.run(&["init", "--from", "nowhere"]).ends_with(2);
}

#[test]
fn printed_commands_can_be_pasted() {
    let site = Site::new::<&str>(&[]);
    for (folder, written) in [("my folder", "--root 'my folder'"), ("plain", "--root plain"), ("a$b", "--root 'a$b'")] {
        let ran = site.run(&["init", folder]).ends_with(0);
        assert!(ran.err.contains(&format!("`notewright serve {written}`")), "{}", ran.err);
        assert!(ran.err.contains(&format!("`notewright build {written}`")), "{}", ran.err);
    }
}

#[test]
fn check_refuses_the_output_folder_that_build_refuses() {
    for out in ["notes", ".", "static"] {
        let site = Site::new(&[
            ("site.toml", format!("[build]\nout = \"{out}\"\n")),
            ("notes/n.md", "### 1. A\n\nx\n".into()),
        ]);
        for command in ["check", "build"] {
            let ran = site.run(&[command]);
            let said = format!("{}{}", ran.out, ran.err);
            assert!(said.contains("cannot write the site to") && said.contains("--out"), "{command} {out}: {said}");
        }
    }
    let site = Site::new(&[("notes/n.md", "### 1. A\n\nx\n"), ("dist.html", "mine")]);
    site.run(&["check", "--out", "dist.html"]).ends_with(0);
}

#[test]
fn commands_with_own_formats_list_them() {
    let site = Site::new(&[("notes/n.md", "### 1. A\n\nx\n")]);
    for (command, formats) in [
        (&["cards"][..], "[possible values: anki, csv, json, markdown]"),
        (&["plan", "--exam", "2027-01-15"], "[possible values: text, ics, json]"),
        (&["build"], "[possible values: human, json, github, sarif]"),
    ] {
        let ran = site.run(&[command, &["--format", "pdf"]].concat()).ends_with(2);
        assert!(ran.err.contains(formats), "{command:?}: {}", ran.err);
    }
}

#[test]
fn a_plan_that_does_not_fit_names_the_number_that_does() {
    let sections: String =
        (1..=30).map(|n| format!("### {n}. Part {n}\n\nPart {n} is a thing of its own kind.\n\n")).collect();
    let site = Site::new(&[("notes/n.md", sections)]);
    let days = ["plan", "--from", "2026-12-25", "--exam", "2027-01-03", "--per-day"];
    let ran = site.run(&[&days[..], &["1"]].concat()).ends_with(0);
    let (_, needed) = ran.err.split_once("`--per-day ").expect("a number that would do");
    let needed = needed.split('`').next().unwrap_or_default();
    assert!(ran.out.contains("2027-01-02    1  ") && !ran.out.contains("once more"), "{}", ran.out);
    let fits = site.run(&[&days[..], &[needed]].concat()).ends_with(0);
    assert!(fits.err.is_empty() && fits.out.contains("all cards once more"), "{}{}", fits.out, fits.err);
    let fewer = (needed.parse::<usize>().expect("a number") - 1).to_string();
    assert!(site.run(&[&days[..], &[fewer.as_str()]].concat()).ends_with(0).err.contains("plan-too-short"));
}
