//! Runs the program on a copy of a case, and compares the results.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use walkdir::WalkDir;

/// A site in its own folder.
pub(crate) struct Site {
    folder: TempDir,
    /// The user's cache folder.
    cache: TempDir,
}

impl Site {
    /// Makes a site of these files, by path.
    pub(crate) fn new<Text: AsRef<[u8]>>(files: &[(&str, Text)]) -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        let site = Self { folder: folder(), cache: folder() };
        for (path, text) in files {
            site.write(path, text.as_ref());
        }
        site
    }

    /// Copies the site of a case.
    pub(crate) fn of_case(name: &str) -> Self {
        let site = Self::new::<&str>(&[]);
        let own = cases().join(name).join("in");
        for (path, bytes) in files(&own) {
            site.write(&path, &bytes);
        }
        for (path, bytes) in files(&cases().join("../templates")) {
            let target =
                if path == "services.yaml" { "notes/services.yaml".to_owned() } else { format!("templates/{path}") };
            if !site.path(&target).exists() {
                site.write(&target, &bytes);
            }
        }
        site
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn cache(&self) -> &Path {
        self.cache.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let target = self.path(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(target, bytes).expect("the file is written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(std::fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}")))
            .expect("UTF-8")
    }

    /// Runs notewright in the folder of the site.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_notewright"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env("XDG_CACHE_HOME", self.cache())
            .output()
            .expect("notewright runs");
        Ran::of(&output)
    }

    /// Returns every file under a folder of the site, by path.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(folder))
    }
}

/// The exit status and the output of a run.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Fails unless the run ended with this status.
    #[track_caller]
    pub(crate) fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }
}

pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Returns every file under a folder, by path with forward slashes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
            (path, std::fs::read(entry.path()).expect("the file is read"))
        })
        .collect()
}

/// Runs a case, and compares pages and messages with the expected ones.
#[track_caller]
pub(crate) fn check(name: &str) {
    let site = Site::of_case(name);
    let case = cases().join(name);
    let command = std::fs::read_to_string(case.join("in/command")).unwrap_or_else(|_| "build".to_owned());
    let mut arguments: Vec<&str> = command.split_whitespace().collect();
    arguments.extend(["--color", "never"]);
    let ran = site.run(&arguments);
    // The number of files depends on the theme, so it is removed.
    let without_count = |line: &str| match line.split_once(": ") {
        Some((what, files)) if files.contains(" files in ") => format!("{what}\n"),
        _ => line.to_owned(),
    };
    let out: String = ran.out.split_inclusive('\n').map(without_count).collect();
    let messages = format!("exit {}\n--- standard output\n{out}--- standard error\n{}", ran.status, ran.err);
    let expected = files(&case.join("out"));
    let mut pages = site.files("dist");
    let aside = [
        "index.html",
        "search.html",
        "compare.html",
        "404.html",
        "sitemap.xml",
        "robots.txt",
        "site.json",
        "services/index.html",
        ".notewright.json",
    ];
    let is_aside = |path: &str| {
        aside.contains(&path)
            || path.starts_with("assets/")
            || path.starts_with("search/")
            || path.starts_with("study/")
            || ["study.html", "/print.html", "/cards.html", "/numbers.html", "/confusables.html"]
                .iter()
                .any(|page| path.ends_with(page))
    };
    pages.retain(|path, _| expected.contains_key(path) || !is_aside(path));
    for (path, bytes) in site.files("notes") {
        // The files that `check --fix` wrote are part of the result.
        let before = std::fs::read(case.join("in/notes").join(&path)).unwrap_or_default();
        if bytes != before && path != "services.yaml" {
            pages.insert(format!("fixed/{path}"), bytes);
        }
    }
    if std::env::var_os("NOTEWRIGHT_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(case.join("out"));
        for (path, bytes) in &pages {
            let target = case.join("out").join(path);
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("the folder is made");
            std::fs::write(target, bytes).expect("the page is written");
        }
        std::fs::write(case.join("messages"), messages).expect("the messages are written");
        return;
    }
    let said = std::fs::read_to_string(case.join("messages")).unwrap_or_default();
    assert_eq!(messages, said, "the messages of `{name}`");
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&pages), names(&expected), "the pages of `{name}`");
    for (path, bytes) in &pages {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&expected[path]), "`{path}` of `{name}`");
    }
}
