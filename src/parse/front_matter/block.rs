//! Where front matter begins and ends in a file.

use super::super::numbering;
use super::draft::{hides_elsewhere, key_and_value, may_be_said};
use super::{FOREIGN, KEYS};
use std::ops::Range;

/// Where the front matter is: its first fence, what is between the two, and where the notes begin after them.
pub(super) struct Block {
    pub fence: Range<usize>,
    pub start: usize,
    pub end: usize,
    pub rest: usize,
    pub form: Form,
    pub notation: Notation,
}

/// How front matter is written in its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// From the first line to a line that closes it.
    Closed,
    /// With blank lines or a comment above it, or between other lines than `---`.
    Late,
    /// With nothing that closes it.
    Unclosed,
}

/// What front matter is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Toml,
    Json,
}

impl Notation {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }
}

impl Block {
    /// A `---` on the very first line opens front matter, and a `---` or `...` line closes it. A rule at the top of a file
    /// is a rule: where it stands or is written otherwise, or nothing closes it, only our own keys below it make it front
    /// matter.
    pub(super) fn find(text: &str) -> Option<Self> {
        let opening = first_line(text);
        let first = text[opening..].split_inclusive('\n').next()?;
        if first.starts_with('{') {
            return Self::json(text, opening);
        }
        if first.starts_with('"') || first.trim_end() == JSON_FENCE {
            return Self::json_with_fence(text, opening);
        }
        let (start, fence) = (opening + first.len(), opening..opening + first.trim_end().len());
        let notation = fence_notation(first)?;
        let closes = |line: &str| match notation {
            Notation::Toml => line == "+++" || (line == "---" && first.starts_with('-')),
            _ => {
                line == "..." || (fence_notation(line) == Some(Notation::Yaml) && line.trim_matches(DASHES).is_empty())
            }
        };
        let mut offset = start;
        let mut stop = None;
        let mut closed = None;
        for line in text[start..].split_inclusive('\n') {
            match line.trim_end() {
                words if closes(words) => closed = Some(offset..offset + line.len()),
                "" => _ = stop.get_or_insert(offset),
                words if is_heading(words) => {
                    stop.get_or_insert(offset);
                    // No YAML goes on below a section: the `---` further down is a rule.
                    if is_section(words) {
                        break;
                    }
                }
                _ => {}
            }
            if closed.is_some() {
                break;
            }
            offset += line.len();
        }
        let is_plain = opening == 0 && matches!(without_comment(first), "---" | "+++");
        let (end, rest, form) = match closed {
            Some(close) => (close.start, close.end, if is_plain { Form::Closed } else { Form::Late }),
            None => {
                let end = stop.unwrap_or(text.len());
                (end, end, Form::Unclosed)
            }
        };
        let inside = &text[start..end];
        if form == Form::Closed && notation == Notation::Yaml && is_text(inside) {
            return None;
        }
        let is_ours = has_our_keys(inside, notation) && (is_plain || is_front_matter_throughout(inside, notation));
        (form == Form::Closed || is_ours).then_some(Self { fence, start, end, rest, form, notation })
    }

    /// A JSON object at the top of the file that has keys of front matter. One that does not end is taken up to the first
    /// blank line.
    fn json(text: &str, opening: usize) -> Option<Self> {
        let mut objects = serde_json::Deserializer::from_str(&text[opening..])
            .into_iter::<serde_json::Map<String, serde_json::Value>>();
        let length = match objects.next()? {
            Ok(_) => objects.byte_offset(),
            Err(_) => text[opening..].find("\n\n").unwrap_or(text.len() - opening),
        };
        let end = opening + length;
        let fence = opening..opening + 1;
        has_our_keys(&text[opening..end].replace(',', "\n"), Notation::Json).then_some(Self {
            fence,
            start: opening,
            end,
            rest: end,
            form: Form::Late,
            notation: Notation::Json,
        })
    }

    /// The keys of a JSON object without its braces, up to a line `;;;`, as Hexo reads them. A line `;;;` may be above them
    /// too; what it opens and nothing closes is taken up to the first blank line.
    fn json_with_fence(text: &str, opening: usize) -> Option<Self> {
        let first = text[opening..].split_inclusive('\n').next()?;
        let is_opened = first.trim_end() == JSON_FENCE;
        let start = opening + if is_opened { first.len() } else { 0 };
        let mut offset = start;
        let mut lines = text[start..].split_inclusive('\n').map(|line| {
            offset += line.len();
            (offset - line.len()..offset, line)
        });
        let (end, rest) = match lines.find(|(_, line)| line.trim_end() == JSON_FENCE) {
            Some((line, _)) => (line.start, line.end),
            None if is_opened => {
                let end = text[start..].find("\n\n").map_or(text.len(), |length| start + length);
                (end, end)
            }
            None => return None,
        };
        let is_ours = has_our_keys(&text[start..end].replace(',', "\n"), Notation::Json);
        let fence = opening..opening + first.trim_end().len();
        is_ours.then_some(Self { fence, start, end, rest, form: Form::Closed, notation: Notation::Json })
    }
}

/// The line that ends JSON without braces.
const JSON_FENCE: &str = ";;;";

/// Where the first line begins that says something: behind blank lines, byte order marks and comments.
pub(super) fn first_line(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text[at..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'));
        let start = text.len() - rest.len();
        match rest.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
            Some(length) => at = start + "<!--".len() + length + "-->".len(),
            None => return start,
        }
    }
}

/// What programs and keyboards make of hyphens.
const DASHES: [char; 4] = ['-', '–', '—', '−'];

/// A line without the comment of YAML and TOML at its end.
fn without_comment(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(words, _)| words).trim_end()
}

/// What a line opens, if it opens front matter: `---`, `+++`, a line of more dashes, `---yaml`.
fn fence_notation(line: &str) -> Option<Notation> {
    let line = without_comment(line);
    if line == "+++" {
        return Some(Notation::Toml);
    }
    let name = line.trim_start_matches(DASHES);
    let dashes = line[..line.len() - name.len()].chars().map(|c| if c == '—' { 2 } else { 1 }).sum::<usize>();
    match name.trim() {
        "" | "yaml" | "yml" if dashes >= 3 => Some(Notation::Yaml),
        "toml" if dashes >= 3 => Some(Notation::Toml),
        "json" if dashes >= 3 => Some(Notation::Json),
        _ => None,
    }
}

/// Whether a line has a key of ours, or one that hides a note elsewhere.
fn has_our_keys(text: &str, notation: Notation) -> bool {
    let delimiter = if notation == Notation::Toml { '=' } else { ':' };
    text.lines().any(|line| {
        let key = key_and_value(line).0;
        line.contains(delimiter) && (KEYS.contains(&key.as_str()) || hides_elsewhere(line))
    })
}

/// Whether text is between two rules, and no front matter: no key is known, nothing could keep the note from being published, and
/// what is first is no key of YAML, or has an empty line above it, or a heading is below an empty line.
fn is_text(inside: &str) -> bool {
    const PRIVATE: [&str; 4] = ["draft", "publi", "private", "hidden"];
    let lower = inside.to_lowercase();
    if lower.trim().is_empty() || PRIVATE.iter().any(|word| lower.contains(word)) || may_be_said(inside) {
        return false;
    }
    let is_known = |line: &str| {
        let key = key_and_value(line).0;
        line.contains([':', '='])
            && (KEYS.contains(&key.as_str()) || (FOREIGN.contains(&key.as_str()) && lower.contains(line)))
    };
    if inside.lines().any(is_known) {
        return false;
    }
    let mut content = inside.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let has_heading = || {
        let mut is_below_empty = false;
        inside.lines().any(|line| {
            let found = is_below_empty && is_heading(line);
            is_below_empty = line.trim().is_empty();
            found
        })
    };
    content.next().is_none_or(|line| !is_key_of_yaml(line)) || inside.starts_with(['\n', '\r']) || has_heading()
}

/// Whether a line is `key: value`, its key in one word or in quotes.
fn is_key_of_yaml(line: &str) -> bool {
    let Some((key, value)) = line.trim_start_matches('{').split_once(':') else { return false };
    let is_quoted = key.starts_with(['"', '\'']);
    (is_quoted || !key.trim_end().contains(' ')) && (value.is_empty() || value.starts_with([' ', '\t', '\r']))
}

/// Whether every line may be one of front matter.
fn is_front_matter_throughout(text: &str, notation: Notation) -> bool {
    let delimiter = if notation == Notation::Toml { '=' } else { ':' };
    text.lines().all(|line: &str| {
        let words = line.trim_start();
        let is_nested =
            words.len() < line.len() || words.is_empty() || words.starts_with(['#', '-', ']', '}', '{', '[']);
        is_nested
            || words.split_once(delimiter).is_some_and(|(key, _)| !key.trim_end().contains(' ') || key.contains('"'))
    })
}

fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ')
}

/// Whether a line is a numbered heading, which no comment in YAML is.
fn is_section(line: &str) -> bool {
    is_heading(line) && numbering::parse(line.trim_start_matches('#')).is_some()
}
