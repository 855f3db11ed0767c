//! `init`: the first files of a site. It asks nothing and looks at what is there.

use super::report::refuse;
use super::{Common, End};
use crate::catalogue;
use crate::disk::{self, DiskError, Notes};
use std::io::Write;
use std::path::Path;

const SITE_TOML: &str = r#"# `notewright config --explain` describes every key.

[site]
title = "My study notes"
description = "Numbered notes, one page each."
# base_url = "https://notes.example.com/"
"#;

/// What site.toml says besides where the notes are all over its folder.
const NOTES_ARE_HERE: &str = "\n[notes]\npath = \".\"\n";

/// How the first notebook begins on any subject.
const FIRST_NOTES: &str = "\
---
title: My first notebook
summary: A section is a numbered heading and all that follows it.
---

### 1. A section is a numbered heading

Write `### 2. Next title` for the next one. Its number is its address: this page is `1.html`, for good.

";

const MORE_ABOUT_ANYTHING: &str = "\
### 2. Sections point to each other

Point to other sections by number: see 1. Search finds words, their other forms, and words with a typo.
";

const MORE_ABOUT_AWS: &str = "\
- A service of the catalogue, such as Amazon SQS, becomes a link to its own page.
- Point to other sections by number: see 2.

### 2. Policies are read out in plain words

```json
{
  \"Version\": \"2012-10-17\",
  \"Statement\": [
    {
      \"Effect\": \"Allow\",
      \"Action\": [\"sqs:ReceiveMessage\", \"sqs:DeleteMessage\"],
      \"Resource\": \"arn:aws:sqs:us-east-1:111122223333:orders\"
    }
  ]
}
```
";

/// What git does not keep: what `notewright build` writes, as a folder and as a single file.
pub(super) const GIT_IGNORE: &str = "/dist/\n/dist.html\n";

/// What a site is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Anything.
    Any,
    /// AWS: the site gets the catalogue of its services, to edit.
    Aws,
}

/// What was begun.
struct Begun {
    /// The files, as paths in the folder.
    files: Vec<&'static str>,
    has_notes: bool,
}

impl Begun {
    /// What the author does next.
    fn next_step(&self, dir: &Path) -> String {
        let root = if dir == Path::new(".") { String::new() } else { format!(" --root {}", shell_word(dir)) };
        let first = if self.has_notes { "Your notes are found." } else { "Now write in notes/." };
        format!("{first} `notewright serve{root}` shows the site, `notewright build{root}` writes it to dist/.")
    }
}

/// A path as a shell reads it back: in quotes where it has blanks or other special characters.
pub(super) fn shell_word(path: &Path) -> String {
    let path = path.display().to_string();
    shlex::try_quote(&path).map_or_else(|_| path.clone(), std::borrow::Cow::into_owned)
}

pub(super) fn run(dir: &Path, subject: Subject, common: &Common) -> std::io::Result<End> {
    match create(dir, subject) {
        Ok(begun) => {
            let said: String = begun.files.iter().map(|file| format!("{}\n", dir.join(file).display())).collect();
            std::io::stdout().write_all(said.as_bytes())?;
            if !common.quiet {
                eprintln!("{}", begun.next_step(dir));
            }
            Ok(End::Done)
        }
        Err(error) => refuse(&error, common),
    }
}

/// Writes the first files into `dir`. Notes that are there stay as they are and are found.
fn create(dir: &Path, subject: Subject) -> Result<Begun, DiskError> {
    let notes = disk::notes_in(dir);
    let here = format!("{SITE_TOML}{NOTES_ARE_HERE}");
    let first = format!("{FIRST_NOTES}{}", if subject == Subject::Aws { MORE_ABOUT_AWS } else { MORE_ABOUT_ANYTHING });
    let mut files = vec![("site.toml", if notes == Notes::Here { here.as_str() } else { SITE_TOML })];
    if notes == Notes::None {
        files.push(("notes/first-notebook.md", &first));
    }
    if subject == Subject::Aws {
        files.push((if notes == Notes::Here { "services.yaml" } else { "notes/services.yaml" }, catalogue::BUILT_IN));
    }
    if !disk::has_git_ignore(dir) {
        files.push((disk::GIT_IGNORE, GIT_IGNORE));
    }
    disk::create_new(dir, &files)?;
    Ok(Begun { files: files.into_iter().map(|(name, _)| name).collect(), has_notes: notes != Notes::None })
}
