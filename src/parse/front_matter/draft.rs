//! Whether front matter says that a notebook is a draft: in a line that could not be read, or in the words of another tool.

use super::KEYS;
use crate::suggest::nearest;

/// A line that says `draft` where keys are. A quote that only a later line closes makes it a part of a value.
pub(super) fn line_of_key(yaml: &str) -> Option<usize> {
    let mut lines = yaml.split_inclusive('\n').scan(0, |offset, line| {
        let at = *offset;
        *offset += line.len();
        Some((at, line))
    });
    let is_draft = |line: &str| {
        line.split_once(':').is_some_and(|(key, _)| key.trim_end().eq_ignore_ascii_case("draft")) && may_be_said(line)
    };
    lines.find(|(_, line)| is_draft(line)).map(|(at, _)| at)
}

/// The key and the value of a line, without quotes, brackets, list marks and comments.
pub(super) fn key_and_value(line: &str) -> (String, String) {
    let (key, value) = line.split_once([':', '=']).unwrap_or((line, ""));
    let value = value.split(" #").next().unwrap_or_default();
    let bare = |text: &str| text.trim().trim_matches(['"', '\'', '{', '}', '[', ']', '-', ' ', ',']).to_lowercase();
    (bare(key), bare(value))
}

/// Whether text that could not be read says that the notebook is a draft, or may have meant to.
pub(super) fn may_be_said(text: &str) -> bool {
    text.lines().any(|line| {
        let (key, value) = key_and_value(line);
        let is_key = nearest(&key, KEYS.into_iter()) == Some("draft") || key.contains("draft");
        let is_elsewhere =
            line.split_once([':', '=']).is_some_and(|(_, value)| value.to_lowercase().contains("draft:"));
        (is_key && !says_no(&value)) || is_elsewhere || hides_elsewhere(line)
    })
}

fn says_no(value: &str) -> bool {
    ["false", "no", "off", "0", "never"].contains(&value)
}

/// Whether a line has the key of another tool that keeps a note from being published: `published: false` of Jekyll,
/// `publish: false` of Obsidian Publish, `private: true`, `status: draft`, `build: render: never` of Hugo,
/// `permalink: false` of Eleventy, and dates of Hugo that are past or never come.
pub(super) fn hides_elsewhere(line: &str) -> bool {
    let (key, value) = key_and_value(line.lines().next().unwrap_or_default());
    match key.as_str() {
        "published" | "publish" | "dg-publish" | "public" | "share" | "render" | "permalink" => says_no(&value),
        key if BEGINS.contains(&key) => year(&value).is_some_and(|year| year > LAST_YEAR),
        key if ENDS.contains(&key) => year(&value).is_some_and(|year| year < FIRST_YEAR),
        "build" | "_build" => line.lines().skip(1).any(|line| {
            let (key, value) = key_and_value(line);
            key == "render" && says_no(&value)
        }),
        "private" | "unpublished" | "wip" | "secret" | "hidden" | "unlisted" | "confidential" | "headless"
        | "is_private" | "isprivate" | "is_draft" | "isdraft" => ["true", "yes", "on", "1"].contains(&value.as_str()),
        "status" | "state" | "visibility" | "stage" => {
            ["draft", "private", "unpublished", "wip", "hidden"].iter().any(|word| value == *word)
        }
        _ => false,
    }
}

/// Keys of Hugo for the day on which a note is published, in lower case.
const BEGINS: [&str; 2] = ["publishdate", "pubdate"];

/// Keys of Hugo for the day on which it is no longer.
const ENDS: [&str; 2] = ["expirydate", "unpublishdate"];

/// Days before this year are past, whenever the program runs. It asks for no date, so that the same notes give the same site.
const FIRST_YEAR: u16 = 2026;

/// Days after this year mean `never`.
const LAST_YEAR: u16 = 2099;

/// The year that a date begins with.
fn year(value: &str) -> Option<u16> {
    value.get(..4)?.parse().ok()
}

/// Whether a line has a date of Hugo that decides when a note is published, and only a clock can tell whether it is then.
pub(super) fn depends_on_date(line: &str) -> bool {
    let (key, value) = key_and_value(line.lines().next().unwrap_or_default());
    let is_open = |value: &str| year(value).is_some_and(|year| (FIRST_YEAR..=LAST_YEAR).contains(&year));
    BEGINS.iter().chain(&ENDS).any(|date| *date == key) && is_open(&value)
}
