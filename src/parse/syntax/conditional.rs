//! What Quarto, R Markdown and Pandoc leave out of a web page: `::: {.content-hidden}` and `::: {.content-visible}` with
//! their conditions, `[…]{.content-hidden}`, `{.hidden}`, speaker notes (`::: notes`), and code that is not shown
//! (`{r, include=FALSE}`, `#| echo: false`).
//!
//! It is taken out before anything else reads the file, as a comment is. A condition that only the author's project can
//! decide, such as a profile, hides its block too, and a message says so.
//!
//! Sources: Quarto, "Conditional Content" and "Execution Options"; R Markdown, "Chunk options"; Jupyter Book, "Hide or
//! remove content"; Pandoc's manual, "Speaker notes".

use super::super::patch::Edit;
use super::super::ranges;
use super::lines::{Lines, base};
use std::cell::LazyCell;
use std::ops::Range;

/// The stretches of a file that are left out.
#[derive(Debug, Default)]
pub(super) struct Conditional {
    /// What takes them out.
    pub edits: Vec<Edit>,
    /// Those that the author should know about, each with the range of its opening line.
    pub reported: Vec<(Range<usize>, Reason)>,
    /// The opening line of a block that nothing closes; it is taken out up to the end of the file.
    pub unclosed: Option<Range<usize>>,
}

/// Why a stretch of a file is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Reason {
    /// Its author hides it.
    Hidden,
    /// It is for the speaker of slides.
    SpeakerNotes,
    /// It is code that its author's tool runs but does not show.
    Code,
    /// Its name says that it is not for readers: `comment`, `private`.
    Named(&'static str),
    /// Two signs that may be the ends of a comment, or text.
    Doubtful,
    /// A line that begins with this sign, and what belongs to it, is taken for a comment.
    Line(&'static str),
    /// It is a comment in another language than Markdown, such as Org.
    Comment(&'static str),
    /// A slide that is not shown.
    Slide,
    /// It is for another format, such as `latex`.
    Format(String),
    /// It depends on what is not known here.
    Unknown(String),
}

/// Words that what is left out has.
const SIGNS: [&str; 18] = [
    "deletion",
    "-insertion",
    "comment",
    "Comment",
    "private",
    "Private",
    "content-hidden",
    "content-visible",
    ".hidden",
    ":hidden",
    ": hidden",
    "notes",
    "d-none",
    "include",
    "echo",
    "{.unpublished",
    "remove-",
    "remove_",
];

/// Whether a stretch of a file may have something that is left out. The words of the signs are common, so what they are in counts.
pub(super) fn may_be_in(text: &str) -> bool {
    // It reads the whole text, so it is asked once.
    let has_sign = LazyCell::new(|| SIGNS.iter().any(|sign| text.contains(sign)));
    let fences = text.match_indices("```").chain(text.match_indices("~~~"));
    let mut infos = fences
        .filter(|(at, fence)| !text[..*at].ends_with(&fence[..1]))
        .map(|(at, _)| text[at..].trim_start_matches(['`', '~', ' ']));
    let is_named = |info: &str| {
        let name = info.trim_start_matches(['=', '.']);
        NAMES.iter().any(|own| name.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own)))
    };
    let is_directive = |info: &str| info.starts_with("{=") || info.starts_with(TODO);
    let has_tags =
        |info: &str| info.lines().next().is_some_and(|line| line.contains("tags=") && line.contains("remove"));
    (text.contains(":::") || text.contains("]{")) && *has_sign
        || text.contains("`{=")
        || (text.contains(":::") && text.contains(TODO))
        || infos
            .any(|info| is_named(info) || is_directive(info) || has_tags(info) || (info.starts_with('{') && *has_sign))
}

/// Whether front matter, or the first chunk of R, says that no code is shown: `execute: echo: false` (Quarto),
/// `opts_chunk$set(echo = FALSE)` (knitr).
pub(super) fn hides_all_code(text: &str, front: &str) -> bool {
    let has_options = front.contains("execute") || front.contains("opts_chunk");
    let of_front = front.split(['\n', '{', '}', ',']).any(|option| {
        option.split_once(':').is_some_and(|(name, value)| {
            let value = value.split(" #").next().unwrap_or_default();
            is_off(name, value) && (has_options || name.trim() == "echo")
        })
    });
    of_front
        || text.match_indices("opts_chunk$set(").any(|(at, call)| {
            let inside = &text[at + call.len()..];
            let inside = &inside[..inside.find("```").unwrap_or(inside.len())];
            inside
                .split([',', '\n', ')'])
                .any(|option| option.split_once('=').is_some_and(|(name, value)| is_off(name, value)))
        })
}

/// Whether an option of a chunk hides its code.
fn is_off(name: &str, value: &str) -> bool {
    matches!(name.trim(), "include" | "echo") && matches!(value.trim(), "FALSE" | "F" | "false" | "False" | "no")
}

/// Whether an option of a chunk shows its code.
fn is_on(name: &str, value: &str) -> bool {
    name.trim() == "echo" && matches!(value.trim(), "TRUE" | "T" | "true" | "True" | "fenced")
}

/// Whether code is shown where nothing at its own fence says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Shown,
    Hidden,
}

/// A directive of Sphinx that is not shown unless the author's project says so.
const TODO: &str = "{todo}";

/// Finds what is left out. `code` are the blocks and spans of code, sorted.
pub(super) fn find(text: &str, code: &[Range<usize>], chunks: Code) -> Conditional {
    let mut found = Conditional::default();
    blocks(&Lines::of(text), &mut found);
    for range in code {
        let first_line = text[range.clone()].lines().next().unwrap_or_default();
        if let Some(reason) = code_reason(&text[range.clone()], chunks) {
            found.take_out(range.clone(), first_line.len(), reason);
        } else if let Some(format) = format_behind(&text[range.end..])
            && is_other_format(format)
        {
            let end = range.end + "{=}".len() + format.len();
            found.take_out(range.start..end, first_line.len(), Reason::Format(format.to_owned()));
        }
    }
    spans(text, code, &mut found);
    found.without_nested()
}

/// The format in `{=latex}` behind a code span.
fn format_behind(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("{=")?;
    let end = inside.find(['}', '\n'])?;
    inside[end..].starts_with('}').then(|| &inside[..end])
}

impl Conditional {
    fn take_out(&mut self, range: Range<usize>, opening: usize, reason: Reason) {
        if reason != Reason::Hidden {
            self.reported.push((range.start..range.start + opening, reason));
        }
        self.edits.push(Edit { range, text: String::new() });
    }

    /// The same without what lies inside another stretch.
    fn without_nested(mut self) -> Self {
        self.edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
        let mut end = 0;
        self.edits.retain(|edit| {
            let is_outer = edit.range.start >= end;
            end = end.max(edit.range.end);
            is_outer
        });
        let starts: Vec<usize> = self.edits.iter().map(|edit| edit.range.start).collect();
        self.reported.retain(|(range, _)| starts.binary_search(&range.start).is_ok());
        self.reported.sort_by_key(|(range, _)| range.start);
        self
    }
}

/// `::: {.content-hidden}` up to its `:::`. Blocks inside are counted, whatever they are.
fn blocks(lines: &Lines<'_>, found: &mut Conditional) {
    // The line of each open block, and why it is left out.
    let mut open: Vec<(usize, Option<Reason>)> = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index);
        let is_marker = |c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | ' ');
        let content = line[base(line)..].trim().trim_start_matches(is_marker);
        let attributes = content.trim_start_matches(':');
        if content.len() - attributes.len() < 3 {
            continue;
        }
        let attributes = attributes.trim().trim_end_matches(':').trim_end();
        if !attributes.is_empty() {
            let todo = attributes.starts_with(TODO).then_some(Reason::Named("todo"));
            open.push((index, todo.or_else(|| Attributes::of_block(attributes).reason())));
            continue;
        }
        let Some((start, Some(reason))) = open.pop() else { continue };
        found.take_out(lines.ranges[start].start..lines.ranges[index].end, lines.get(start).len(), reason);
    }
    let first = open.into_iter().find_map(|(start, reason)| reason.map(|_| lines.ranges[start].clone()));
    if let Some(opener) = first {
        let end = lines.ranges.last().map_or(opener.end, |line| line.end);
        found.edits.push(Edit { range: opener.start..end, text: String::new() });
        found.unclosed = Some(opener);
    }
}

/// `[words]{.content-hidden when-format="html"}`. Brackets pair within a paragraph.
fn spans(text: &str, code: &[Range<usize>], found: &mut Conditional) {
    let mut open: Vec<usize> = Vec::new();
    let mut escaped = None;
    let mut offset = 0;
    while let Some(at) = text[offset..].find(['[', ']', '\\', '\n']).map(|at| offset + at) {
        offset = at + 1;
        if let Some(block) = ranges::at(code, at) {
            offset = block.end.max(offset);
            continue;
        }
        match text.as_bytes()[at] {
            b'\\' => escaped = Some(at + 1),
            b'\n' if text[offset..].starts_with('\n') => open.clear(),
            b'[' if escaped != Some(at) => open.push(at),
            b']' if escaped != Some(at) => {
                let Some(start) = open.pop() else { continue };
                let Some(inside) = text[offset..].strip_prefix('{') else { continue };
                let Some(length) = inside.find(['}', '\n']).filter(|&end| inside[end..].starts_with('}')) else {
                    continue;
                };
                if let Some(reason) = Attributes::read(&inside[..length]).reason() {
                    let end = offset + 1 + length + 1;
                    found.take_out(start..end, end - start, reason);
                }
            }
            _ => {}
        }
    }
}

/// Whether `{=name}` marks raw text for a format that is no web page.
fn is_other_format(name: &str) -> bool {
    RAW_FORMATS.contains(&name.trim().to_ascii_lowercase().as_str())
}

/// Formats of raw text of Pandoc and Quarto that are no web page. `markdown` is Markdown.
const RAW_FORMATS: [&str; 20] = [
    "latex",
    "tex",
    "beamer",
    "pdf",
    "context",
    "typst",
    "openxml",
    "opendocument",
    "docx",
    "odt",
    "pptx",
    "rtf",
    "icml",
    "asciidoc",
    "rst",
    "org",
    "ms",
    "man",
    "jats",
    "docbook",
];

/// Why a block of code, from its fence on, is not shown.
fn code_reason(block: &str, chunks: Code) -> Option<Reason> {
    let (info, body) = block.trim_start_matches(['`', '~']).split_once('\n')?;
    let name = info.trim().trim_matches(['{', '}', '=', '.']);
    if let Some(name) = NAMES.iter().find(|own| name.eq_ignore_ascii_case(own)) {
        return Some(Reason::Named(name));
    }
    if info.trim_start().starts_with(TODO) {
        return Some(Reason::Named("todo"));
    }
    if let Some(format) = info.trim().strip_prefix("{=").and_then(|rest| rest.strip_suffix('}')) {
        return is_other_format(format).then(|| Reason::Format(format.to_owned()));
    }
    let is_removed = |tags: &str| {
        ["remove-cell", "remove-input", "remove_cell", "remove_input"].iter().any(|tag| tags.contains(tag))
    };
    // Jupytext has the tags of a cell behind its language.
    if info.split_once("tags=").is_some_and(|(_, tags)| is_removed(tags)) {
        return Some(Reason::Code);
    }
    let (info, _) = info.trim().strip_prefix('{')?.split_once('}')?;
    if info.trim_start().starts_with('.') {
        return Attributes::read(info).reason();
    }
    let of_chunk = |says: fn(&str, &str) -> bool| {
        info.split(',').any(|option| option.split_once('=').is_some_and(|(name, value)| says(last_word(name), value)))
    };
    let of_lines = |says: fn(&str, &str) -> bool| {
        body.lines().take(MOST_OPTIONS).any(|line| {
            let option = ["#|", "//|", "--|", "%|", "%%|"].iter().find_map(|sign| line.trim_start().strip_prefix(sign));
            option.and_then(|option| option.split_once(':')).is_some_and(|(name, value)| says(name, value))
        })
    };
    let has_tags = || {
        body.lines().take(MOST_OPTIONS).any(|line| {
            let tags = line.trim_start().trim_start_matches(':').strip_prefix("tags:");
            tags.is_some_and(is_removed)
        })
    };
    // `{python}` is a chunk that Quarto runs, `{code-cell}` one of Jupyter Book.
    let is_chunk = info.starts_with(|c: char| c.is_ascii_alphabetic()) && !info.starts_with("code-");
    let is_hidden_by_all = || chunks == Code::Hidden && is_chunk && !of_chunk(is_on) && !of_lines(is_on);
    (of_chunk(is_off) || of_lines(is_off) || has_tags() || is_hidden_by_all()).then_some(Reason::Code)
}

/// Classes of comments and deleted words in a document of Word, as Pandoc writes them with `--track-changes=all`.
const WORDS_OF_REVISION: [&str; 5] =
    ["comment-start", "comment-end", "deletion", "paragraph-deletion", "paragraph-insertion"];

/// Names of blocks that are not for readers, with and without a tool that knows them.
const NAMES: [&str; 3] = ["comment", "comments", "private"];

/// Lines at the top of a block of code that may be options.
const MOST_OPTIONS: usize = 12;

/// `r setup include` of `{r setup include=FALSE}` ends with the name of the option.
fn last_word(words: &str) -> &str {
    words.trim_end().rsplit(' ').next().unwrap_or_default()
}

/// The classes and the keys of a block, a span or a fence of Pandoc.
struct Attributes<'a> {
    classes: Vec<&'a str>,
    pairs: Vec<(&'a str, &'a str)>,
}

impl<'a> Attributes<'a> {
    /// What follows the colons of a block: `{.class key="value"}`, or one word, which is a class.
    fn of_block(written: &'a str) -> Self {
        // MyST has the name of a directive in the braces.
        let directive = written.strip_prefix('{').and_then(|inside| inside.split(['}', ' ']).next());
        let directive = directive.filter(|name| name.starts_with(char::is_alphabetic) && !name.contains('='));
        let (word, rest) = match written.split_once('{') {
            Some((word, rest)) => (word.trim(), rest.rsplit_once('}').map_or(rest, |(inside, _)| inside)),
            None => (written, ""),
        };
        let mut attributes = Self::read(rest);
        // A title follows the kind of a box, but a class of Pandoc stands alone.
        attributes.classes.extend((!word.is_empty() && !word.contains([' ', '['])).then_some(word));
        attributes.classes.extend(directive);
        attributes
    }

    /// The inside of the braces.
    fn read(inside: &'a str) -> Self {
        let mut attributes = Self { classes: Vec::new(), pairs: Vec::new() };
        let mut rest = inside.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            rest = after.trim_start();
            if let Some(class) = name.strip_prefix('.') {
                attributes.classes.extend(class.split('.'));
            }
            if let Some(value) = after.strip_prefix('=') {
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let value = quote.map_or(value, |_| &value[1..]);
                let is_end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
                let end = value.find(is_end).unwrap_or(value.len());
                attributes.pairs.push((name, &value[..end]));
                rest = value[end..].trim_start_matches(['"', '\'']).trim_start();
            }
        }
        attributes
    }

    /// Why what has these attributes is left out of a web page, if it is.
    fn reason(&self) -> Option<Reason> {
        let has = |name: &str| self.classes.iter().any(|class| class.eq_ignore_ascii_case(name));
        if has("notes") {
            return Some(Reason::SpeakerNotes);
        }
        if has("hidden") || has("d-none") || WORDS_OF_REVISION.into_iter().any(has) {
            return Some(Reason::Hidden);
        }
        if let Some(name) = NAMES.into_iter().find(|name| has(name)) {
            return Some(Reason::Named(name));
        }
        let (hides, shows) = (has("content-hidden"), has("content-visible"));
        match self.holds() {
            _ if !hides && !shows => None,
            Err(condition) => Some(Reason::Unknown(condition)),
            Ok(holds) => (if hides { holds } else { !holds }).then_some(Reason::Hidden),
        }
    }

    /// Whether all conditions hold for a web page, or the one that nothing here decides.
    fn holds(&self) -> Result<bool, String> {
        let mut holds = true;
        for (key, value) in &self.pairs {
            let is_format = match *key {
                "when-format" | "unless-format" => is_web_page(value),
                key if key.starts_with("when-") || key.starts_with("unless-") => None,
                _ => continue,
            };
            let is_format = is_format.ok_or_else(|| format!("{key}=\"{value}\""))?;
            holds &= is_format == key.starts_with("when-");
        }
        Ok(holds)
    }
}

/// More formats of Quarto that are no web page, besides those of raw text.
#[rustfmt::skip]
const OTHER_FORMATS: [&str; 19] = [
    "epub", "revealjs", "gfm", "markdown", "commonmark", "md", "ipynb", "dashboard", "hugo", "docusaurus", "docusaurus-md", "email",
    "slidy", "s5", "dzslides", "slideous", "powerpoint", "plain", "jira",
];

/// Whether a name of a format means web pages. None for a name that Quarto does not know.
fn is_web_page(format: &str) -> Option<bool> {
    match format.trim().to_ascii_lowercase().as_str() {
        "html" | "html:js" | "html5" => Some(true),
        format => (is_other_format(format) || OTHER_FORMATS.contains(&format)).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn left(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = find(text, draft.code(), Code::Shown).edits;
        draft.edited(edits).text().to_owned()
    }

    #[test]
    fn blocks_are_shown_as_quarto_shows_them() {
        for (attributes, is_shown) in [
            ("{.content-hidden}", false),
            ("content-hidden", false),
            ("{.content-hidden when-format=\"html\"}", false),
            ("{.content-hidden when-format='html:js'} :::", false),
            ("{.content-hidden when-format=\"pdf\"}", true),
            ("{.content-hidden unless-format=\"pdf\"}", false),
            ("{.content-hidden unless-format=html}", true),
            ("{.content-hidden when-format=\"cuneiform\"}", false),
            ("{.content-hidden when-profile=\"teacher\"}", false),
            ("{.content-hidden when-format=\"html\" unless-format=\"revealjs\"}", false),
            ("{.content-visible}", true),
            ("{.content-visible when-format=\"html\"}", true),
            ("{.content-visible when-format=\"pdf\"}", false),
            ("{.content-visible unless-format=\"pdf\"}", true),
            ("{.content-visible unless-format=\"html\"}", false),
            ("{.content-visible when-meta=\"a.b\"}", false),
            ("{#x .columns .hidden}", false),
            ("{.notes}", false),
            ("notes", false),
            ("NOTES", false),
            ("note", true),
            ("comment", false),
            ("{comment}", false),
            ("{.private}", false),
            ("{note} comment", true),
            ("comment on tides", true),
            ("tip notes of mine", true),
            ("{.callout-tip title=\"notes .hidden\"}", true),
        ] {
            let text = format!("a\n\n::: {attributes}\nb\n\n::: tip\nc\n:::\n:::\n\nd\n");
            let expected = if is_shown { text.as_str() } else { "a\n\n\n\nd\n" };
            assert_eq!(left(&text), expected, "{attributes}");
        }
        let unclosed = find("a\n\n::: {.content-hidden}\nb\n", &[], Code::Shown);
        assert!(unclosed.unclosed.is_some() && unclosed.edits.len() == 1);
    }

    #[test]
    fn spans_and_code_are_left_out() {
        for (text, expected) in [
            ("a [b [c](d)]{.content-hidden} e", "a  e"),
            ("a [b]{.content-visible when-format=\"pdf\"} c [d]{.smallcaps}", "a  c [d]{.smallcaps}"),
            ("[a secret]{.comment-start id=\"1\" author=\"B\"}b[]{.comment-end id=\"1\"} [c]{.deletion}d", "b d"),
            ("`[b]{.hidden}` and \\[b\\]{.hidden}", "`[b]{.hidden}` and \\[b\\]{.hidden}"),
            ("```{r setup, include=FALSE}\nkey\n```\nb", "\nb"),
            ("```{python}\n#| label: x\n#| echo: false\nkey\n```\nb", "\nb"),
            ("```{code-cell} python\n:tags: [remove-input]\nkey\n```\nb", "\nb"),
            ("```{.python .content-hidden when-format=\"html\"}\nkey\n```\nb", "\nb"),
            ("```python tags=[\"remove-input\"]\nkey\n```\nb", "\nb"),
            ("```python tags=[\"x\"]\na\n```\nb", "```python tags=[\"x\"]\na\n```\nb"),
            ("```{=latex}\na\n```\nb `c`{=typst} `d`{=html} `{=latex}`", "\nb  `d`{=html} `{=latex}`"),
            ("```{=html}\na\n```", "```{=html}\na\n```"),
            ("```{todo}\na\n```\nb", "\nb"),
            (":::{todo}\na\n:::\nb", "\nb"),
            ("```todo\na\n```", "```todo\na\n```"),
            ("```{=comment}\na\n```\nb", "\nb"),
            ("```comment\na\n```\nb", "\nb"),
            ("```text\ncomment\n```", "```text\ncomment\n```"),
            ("```{r, echo=TRUE}\nx\n```", "```{r, echo=TRUE}\nx\n```"),
            ("```r\n# echo=FALSE, include: false\n```", "```r\n# echo=FALSE, include: false\n```"),
            ("````\n```{r, echo=FALSE}\nx\n```\n````", "````\n```{r, echo=FALSE}\nx\n```\n````"),
        ] {
            assert_eq!(left(text), expected, "{text}");
        }
    }

    #[test]
    fn code_is_hidden_in_the_whole_file() {
        for front in
            ["execute:\n  echo: false\n", "execute: {echo: false}\n", "format:\n  html:\n    echo: false # x\n"]
        {
            assert!(hides_all_code("", front), "{front}");
        }
        assert!(hides_all_code("```{r}\nknitr::opts_chunk$set(\n  fig.width = 3,\n  echo = FALSE)\n```", ""));
        for front in ["execute:\n  echo: true\n", "include: false\n", "title: echo\n", ""] {
            assert!(!hides_all_code("```{r}\nopts_chunk$set(echo = TRUE)\n```\necho = FALSE", front), "{front}");
        }
        let text = "```{r}\na\n```\n```{r, echo=TRUE}\nb\n```\n```{python}\n#| echo: true\nc\n```\n```r\nd\n```\n";
        let draft = Draft::of(text);
        let edits = find(text, draft.code(), Code::Hidden).edits;
        assert_eq!(edits.len(), 1);
        assert_eq!(&text[edits[0].range.clone()], "```{r}\na\n```");
    }

    #[test]
    fn what_may_surprise_is_reported() {
        let reported = |text: &str| {
            find(text, Draft::of(text).code(), Code::Shown)
                .reported
                .into_iter()
                .map(|(_, reason)| reason)
                .collect::<Vec<_>>()
        };
        assert_eq!(reported("::: notes\na\n:::\n"), [Reason::SpeakerNotes]);
        assert_eq!(reported("::: {.content-hidden}\n::: notes\na\n:::\n:::\n"), []);
        assert_eq!(
            reported("::: {.content-visible when-profile=\"x\"}\na\n:::\n"),
            [Reason::Unknown("when-profile=\"x\"".to_owned())]
        );
        assert_eq!(reported("```{r, include=FALSE}\na\n```\n"), [Reason::Code]);
    }
}
