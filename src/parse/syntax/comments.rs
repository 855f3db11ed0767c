//! What authors write for themselves: `%%…%%` (Obsidian), `{% comment %}…{% endcomment %}` and `{% # … %}` (Liquid),
//! `{# … #}` (Jinja and its kin), `{/* … */}` (MDX), `{{/* … */}}` and `{{< comment >}}…{{< /comment >}}` (Hugo),
//! `{{!-- … --}}` (Handlebars), `{::comment}…{:/comment}` (kramdown), `<%# … %>` and `<%-- … --%>` (ERB, JSP),
//! `{>> … <<}` (CriticMarkup), `{{-- … --}}` (Blade), `<comment>…</comment>`, `#+BEGIN_COMMENT` (Org), `..` with an indented block (reStructuredText), and `\begin{comment}` (LaTeX) and `%` lines
//! (MyST). It is taken out before anything else reads the file, so it reaches no page and no index.
//!
//! Markdown itself hides HTML comments and `[//]: # (…)` where it knows them. Here are those that it shows: an HTML
//! comment in a paragraph that goes on behind an empty line, and `[//]: #` in a paragraph. Hidden elements go as well.

use super::super::dialect::MARKDOWN;
use super::super::patch::Edit;
use super::super::ranges;
use super::hidden;
use crate::source::{before_in_line, line_end, line_start};
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// The comments of a file.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// What takes them out.
    pub edits: Vec<Edit>,
    /// A comment that nothing ends; it is taken out up to the end of the file.
    pub unclosed: Option<Range<usize>>,
}

/// A file without any of these signs has no comments.
const SIGNS: [&str; 28] = [
    LATEX.0,
    "%%",
    "{%",
    "{/*",
    "{ /*",
    "{\n",
    "{//",
    "{ //",
    "{{/*",
    "{{- /*",
    "{{<",
    "{{!",
    "{{--",
    "<comment",
    "<Comment",
    "<COMMENT",
    "{# ",
    "{#-",
    "{#\n",
    "{::comment}",
    "<%#",
    "<%--",
    "{>>",
    "]: #",
    "]: <",
    "#+",
    "\n..",
    "\n% ",
];

/// A comment of LaTeX.
const LATEX: (&str, &str) = ("\\begin{comment}", "\\end{comment}");

/// Whether a stretch of a file may hold a comment, or a part of one.
pub(super) fn may_reach_beyond(text: &str) -> bool {
    let is_half = text.matches("<!--").count() != text.matches("-->").count();
    let closes = ["#}", "%>", "<<}", "{:/", "--}}", "</comment>"].iter().any(|sign| text.contains(sign));
    is_half || closes || has_sign(text) || hidden::may_be_in(text) || HtmlComments::of(text).any()
}

fn has_sign(text: &str) -> bool {
    text.starts_with("..") || text.starts_with("% ") || SIGNS.iter().any(|sign| text.contains(sign))
}

/// Finds the comments outside code.
pub(super) fn find(text: &str) -> Comments {
    let mut comments = Comments::default();
    let html = HtmlComments::of(text);
    if !has_sign(text) && !html.any() && !hidden::may_be_in(text) {
        return comments;
    }
    let code = code_ranges(text);
    let is_myst = is_myst(text);
    let mut missing = Vec::new();
    let mut offset = 0;
    while let Some(at) = text[offset..].find(['%', '{', '[', '<', '#', '.', '\\']).map(|at| offset + at) {
        if let Some(block) = ranges::at(&code, at) {
            offset = block.end.max(at + 1);
            continue;
        }
        let found = match text.as_bytes()[at] {
            b'%' | b'{' => {
                let follows = comments.edits.last().is_some_and(|edit| edit.range.end == at);
                comment(text, at, Around { is_myst, follows }, &mut missing)
            }
            b'\\' => latex_comment(text, at, &mut missing),
            b'<' if text[at..].starts_with("<!--") => html.end(at).map(Found::Closed),
            b'<' => hidden::end(text, at, &code)
                .map(Found::of_element)
                .or_else(|| comment_element(text, at, &mut missing))
                .or_else(|| block_comment(text, at)),
            _ => block_comment(text, at),
        };
        offset = match found {
            Some(Found::Closed(end)) => {
                comments.edits.push(Edit { range: at..end, text: String::new() });
                end
            }
            // The line goes with its break, so that the lines around it stay one paragraph.
            Some(Found::Line(end)) => {
                let start = line_start(text, at);
                let range = if start > 0 { start - 1..end } else { at..end };
                comments.edits.push(Edit { range, text: String::new() });
                end
            }
            Some(Found::Unclosed) => {
                comments.edits.push(Edit { range: at..text.len(), text: String::new() });
                comments.unclosed = Some(at..at + 2);
                text.len()
            }
            None => at + 1,
        };
    }
    comments
}

/// HTML comments whose words Markdown shows: those in a paragraph that go on behind an empty line, and those over several cells
/// of a table. What a search needs is collected
/// once, because a text may have many openers and one closer at its end.
struct HtmlComments<'a> {
    text: &'a str,
    /// Offsets of `-->`.
    closers: Vec<usize>,
    /// Offsets at which empty lines begin.
    empty_lines: Vec<usize>,
    /// Offsets of what parts the cells of a table.
    bars: Vec<usize>,
}

impl<'a> HtmlComments<'a> {
    fn of(text: &'a str) -> Self {
        let closers: Vec<usize> = text.match_indices("-->").map(|(at, _)| at).collect();
        let (mut empty_lines, mut bars) = (Vec::new(), Vec::new());
        if !closers.is_empty() {
            bars.extend(text.match_indices('|').map(|(at, _)| at));
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                if line.trim().is_empty() {
                    empty_lines.push(start);
                }
                start += line.len();
            }
        }
        Self { text, closers, empty_lines, bars }
    }

    fn any(&self) -> bool {
        self.text.match_indices("<!--").any(|(at, _)| self.end(at).is_some())
    }

    /// The end of the comment that begins at an offset.
    fn end(&self, at: usize) -> Option<usize> {
        let closer = *self.closers.get(self.closers.partition_point(|&closer| closer < at + "<!--".len()))?;
        let is_first = before_in_line(self.text, at).all(|c| matches!(c, ' ' | '>' | '-' | '*' | '+'));
        let has = |sorted: &[usize]| {
            sorted.get(sorted.partition_point(|&other| other < at)).is_some_and(|&next| next < closer)
        };
        (!is_first && (has(&self.empty_lines) || has(&self.bars))).then_some(closer + "-->".len())
    }
}

enum Found {
    /// Up to here.
    Closed(usize),
    /// The whole line, up to here.
    Line(usize),
    Unclosed,
}

impl Found {
    fn of_element(end: hidden::End) -> Self {
        match end {
            hidden::End::At(end) => Self::Closed(end),
            hidden::End::Missing => Self::Unclosed,
        }
    }
}

/// Blocks and labels that only MyST has.
const MYST_SIGNS: [&str; 6] = ["```{note", "```{admonition", "```{code-cell", "```{toctree", ":::{", ")=\n"];

/// `<comment>…</comment>`, which is no element of HTML.
fn comment_element(text: &str, at: usize, missing: &mut Vec<&'static str>) -> Option<Found> {
    const ELEMENTS: [(&str, &str); 3] =
        [("<comment", "</comment>"), ("<Comment", "</Comment>"), ("<COMMENT", "</COMMENT>")];
    let (opener, closer) = ELEMENTS.iter().find(|(opener, _)| text[at..].starts_with(opener))?;
    let inside = &text[at + opener.len()..];
    let is_element = inside.starts_with(['>', ' ']) && !missing.contains(closer);
    let Some(length) = is_element.then(|| inside.find(closer)).flatten() else {
        missing.push(closer);
        return None;
    };
    Some(Found::Closed(at + opener.len() + length + closer.len()))
}

fn latex_comment(text: &str, at: usize, missing: &mut Vec<&'static str>) -> Option<Found> {
    let inside = text[at..].strip_prefix(LATEX.0).filter(|_| !missing.contains(&LATEX.1))?;
    let Some(length) = inside.find(LATEX.1) else {
        missing.push(LATEX.1);
        return None;
    };
    Some(Found::Closed(at + LATEX.0.len() + length + LATEX.1.len()))
}

/// Whether a text is written for MyST.
pub(in crate::parse) fn is_myst(text: &str) -> bool {
    MYST_SIGNS.iter().any(|sign| text.contains(sign))
}

/// The comment that begins at `at` with another sign than `%` or `{`.
fn block_comment(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let line = &rest[..line_end(text, at) - at];
    let is_first = || text[line_start(text, at)..at].trim_matches([' ', '>']).is_empty();
    if rest.starts_with('[') {
        return (is_first() && is_definition_of_nothing(line)).then(|| Found::Line(end_of_definition(text, at)));
    }
    if let Some(rest) = rest.strip_prefix("<%") {
        let closer = if rest.starts_with("--") { "--%>" } else { "%>" };
        let is_comment = rest.starts_with(['#']) || rest.starts_with("--");
        return rest.find(closer).filter(|_| is_comment).map(|length| Found::Closed(at + 2 + length + closer.len()));
    }
    if line.trim_end().eq_ignore_ascii_case("#+begin_comment") && is_first() {
        let closer = rest.to_ascii_lowercase().find("\n#+end_comment")?;
        return Some(Found::Closed(line_end(text, at + closer + 1)));
    }
    // Most dots end a sentence.
    if !(line.starts_with("..") && (at == 0 || text[..at].ends_with("\n\n"))) {
        return None;
    }
    if line.get(..".. comment".len()).is_some_and(|start| start.eq_ignore_ascii_case(".. comment")) {
        return Some(Found::Closed(at + line.len()));
    }
    if line.trim_end() == ".." {
        let block = rest[line.len()..].strip_prefix('\n')?;
        let lines = block.split_inclusive('\n').take_while(|line| line.starts_with("  ") || line.trim().is_empty());
        let length: usize = lines.map(str::len).sum();
        let words = block[..length].trim_end().len();
        return (words > 0 && block.starts_with("  ")).then_some(Found::Closed(at + line.len() + 1 + words));
    }
    None
}

/// The end of such a definition. Its words may go on in the next lines of the paragraph.
fn end_of_definition(text: &str, at: usize) -> usize {
    let end = |at| line_start(text, at) + text[line_start(text, at)..line_end(text, at)].trim_end().len();
    let line = &text[at..end(at)];
    let closer = match line.split_whitespace().nth(2).and_then(|words| words.chars().next()) {
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        _ => return end(at),
    };
    let paragraph = text[at..].find("\n\n").map_or(text.len(), |length| at + length);
    let ends = text[at..paragraph].match_indices('\n').map(|(length, _)| end(at + length + 1));
    let is_closed = |&end: &usize| text[..end].ends_with(closer);
    std::iter::once(end(at)).chain(ends).find(is_closed).unwrap_or_else(|| end(at))
}

/// `[//]: # (words)` and its kin: a link label that no text can have, which leads nowhere.
fn is_definition_of_nothing(line: &str) -> bool {
    let Some((label, target)) = line[1..].split_once("]:") else { return false };
    let is_label = label.eq_ignore_ascii_case("comment")
        || (label.len() <= 4 && !label.contains(|c: char| c.is_alphanumeric() || matches!(c, '[' | '^')));
    let target = target.trim_start();
    // Markdown knows no label without a sign, so that its words count: `[]: # (words)`.
    let has_words = target.strip_prefix('#').is_some_and(|rest| rest.trim_start().starts_with(['(', '"', '\'']));
    // `[^_^]` is a face, and no footnote.
    let is_face = label.len() >= 2 && label.starts_with('^') && label.ends_with('^') && !label[1..].contains('[');
    ((is_label || (is_face && has_words)) && (has_words || !label.trim().is_empty()))
        && ["#", "<>", "<#>"].iter().any(|nowhere| {
            target.strip_prefix(nowhere).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        })
}

/// Signs that begin and end a comment, and the text between them is not read.
const PAIRS: [(&str, &str); 7] = [
    ("{>>", "<<}"),
    ("{{--", "--}}"),
    ("{{!--", "--}}"),
    ("{{! ", "}}"),
    ("{/*", "*/}"),
    ("{{/*", "}}"),
    ("{{- /*", "}}"),
];

/// What is around a sign.
#[derive(Clone, Copy)]
struct Around {
    /// In a file of MyST.
    is_myst: bool,
    /// Right behind another comment.
    follows: bool,
}

/// The comment that begins at `at` with `%` or `{`. `missing` collects what the rest of the text does not have, so that each
/// is looked for in vain only once.
fn comment(text: &str, at: usize, around: Around, missing: &mut Vec<&'static str>) -> Option<Found> {
    let rest = &text[at..];
    let mut to = |closer: &'static str, opener: usize| {
        if missing.contains(&closer) {
            return None;
        }
        let Some(length) = rest[opener..].find(closer) else {
            missing.push(closer);
            return None;
        };
        Some(Found::Closed(at + opener + length + closer.len()))
    };
    if around.is_myst && rest.starts_with("% ") && line_start(text, at) == at {
        return Some(Found::Line(line_end(text, at)));
    }
    if let Some(inside) = rest.strip_prefix("{#") {
        // `{#id}` names a heading.
        return inside.starts_with(|c: char| c == '-' || c.is_whitespace()).then(|| to("#}", 2))?;
    }
    if let Some((opener, closer)) = PAIRS.iter().find(|(opener, _)| rest.starts_with(opener)) {
        return to(closer, opener.len());
    }
    if let Some(length) = braced_comment(rest) {
        return Some(Found::Closed(at + length));
    }
    if let Some(inside) = rest.strip_prefix("{::comment}") {
        let closer =
            ["{:/comment}", "{:/}"].iter().filter_map(|closer| Some((inside.find(closer)?, closer.len()))).min()?;
        return Some(Found::Closed(at + "{::comment}".len() + closer.0 + closer.1));
    }
    if let Some(tag) = rest.strip_prefix("{{<").or_else(|| rest.strip_prefix("{{%")) {
        return is_hugo_comment(tag).then(|| hugo_end(rest).map(|end| Found::Closed(at + end)))?;
    }
    if let Some(tag) = rest.strip_prefix("{%") {
        let inside = tag.trim_start_matches('-').trim_start();
        if inside.starts_with('#') {
            return to("%}", 2);
        }
        return inside.starts_with("comment").then(|| liquid_end(rest).map(|end| Found::Closed(at + end)))?;
    }
    percent_comment(text, at, around, missing)
}

/// A comment of Obsidian, `%%…%%`, at an offset.
fn percent_comment(text: &str, at: usize, around: Around, missing: &mut Vec<&'static str>) -> Option<Found> {
    let rest = &text[at..];
    let is_word = text[..at].ends_with(|c: char| c == '\\' || c == '%' || c.is_alphanumeric());
    if !rest.starts_with("%%") || (is_word && !around.follows) {
        return None;
    }
    let inside = &rest[2..];
    if is_operator(text, at) {
        return None;
    }
    let is_missing = missing.contains(&"%%");
    let closer = if is_missing { None } else { comment_length(inside) };
    if closer.is_none() && !is_missing {
        missing.push("%%");
    }
    if let Some(length) = closer {
        // A third `%` belongs to the closing pair. Two more open another comment.
        let end = at + 2 + length + 2;
        let more = text[end..].bytes().take_while(|&byte| byte == b'%').count();
        return Some(Found::Closed(end + more % 2));
    }
    let is_first = text[line_start(text, at)..at].trim().is_empty();
    (is_first && (inside.is_empty() || inside.starts_with(char::is_whitespace))).then_some(Found::Unclosed)
}

/// The length of braces that hold nothing but a comment of JavaScript, as in MDX: `{ /* … */ }`, `{// …` up to a line of `}`.
fn braced_comment(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('{')?.trim_start();
    let after = match inside.strip_prefix("/*") {
        Some(words) => &words[words.find("*/")? + 2..],
        None => {
            let words = inside.strip_prefix("//")?;
            &words[words.find('\n')?..]
        }
    };
    let after = after.trim_start().strip_prefix('}')?;
    Some(rest.len() - after.len())
}

/// Whether `%%` is the remainder operator of R: `7 %% 2`.
fn is_operator(text: &str, at: usize) -> bool {
    let operand = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let before = text[..at].strip_suffix(' ').and_then(|before| before.chars().next_back());
    let after = text[at + 2..].strip_prefix(' ').and_then(|after| after.chars().next());
    operand(before) && operand(after)
}

/// The length of a comment of Obsidian behind its `%%`. A `%%` directly before a word closes none: `for %%f in … do copy %%f`.
fn comment_length(inside: &str) -> Option<usize> {
    inside.match_indices("%%").map(|(at, _)| at).find(|&at| !inside[at + 2..].starts_with(char::is_alphanumeric))
}

/// The end of the tag that closes a Liquid comment.
fn liquid_end(rest: &str) -> Option<usize> {
    let word = rest.find("endcomment")?;
    let end = line_end(rest, word);
    Some(rest[word..end].find("%}").map_or(end, |length| word + length + 2))
}

/// Whether a shortcode of Hugo opens a comment.
fn is_hugo_comment(tag: &str) -> bool {
    let tag = tag.trim_start();
    let rest = ["comment", "hidden", "private"].iter().find_map(|name| tag.strip_prefix(name));
    rest.is_some_and(|rest| rest.trim_start().starts_with(['>', '%']))
}

/// The end of the shortcode that closes a comment of Hugo.
fn hugo_end(rest: &str) -> Option<usize> {
    let closes = |&(at, _): &(usize, &str)| rest[at + 3..].trim_start().strip_prefix('/').is_some_and(is_hugo_comment);
    let (closer, _) = rest.match_indices("{{<").chain(rest.match_indices("{{%")).filter(closes).min()?;
    rest[closer..].find("}}").map(|length| closer + length + 2)
}

/// The source of a Mermaid diagram without its comments. `%%{init: …}%%` is a setting.
pub(in crate::parse) fn without_comments_of_diagram(source: &str) -> String {
    let is_comment = |line: &str| line.trim_start().starts_with("%%") && !line.trim_start().starts_with("%%{");
    let without = |line: &'_ str| -> usize {
        let is_apart = |&(at, _): &(usize, &str)| {
            let before = &line[..at];
            let count = |signs: &[char]| before.matches(signs).count();
            before.ends_with(char::is_whitespace)
                && line[at + 2..].starts_with(char::is_whitespace)
                && count(&['"']) % 2 == 0
                && count(&['[', '(', '{']) == count(&[']', ')', '}'])
        };
        line.match_indices("%%").find(is_apart).map_or(line.len(), |(at, _)| line[..at].trim_end().len())
    };
    let mut kept = String::with_capacity(source.len());
    for line in source.split_inclusive('\n').filter(|line| !is_comment(line)) {
        let words = line.strip_suffix('\n').unwrap_or(line);
        kept.push_str(&words[..without(words)]);
        kept.push_str(&line[words.len()..]);
    }
    kept
}

/// Blocks of code and code spans.
pub(super) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    // The beginning and the name of an element of code that is open.
    let mut open: Option<(usize, &str)> = None;
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => ranges.push(range),
            Event::Html(html) | Event::InlineHtml(html) => {
                for (at, _) in html.match_indices('<') {
                    let tag = html[at + 1..].trim_start_matches('/');
                    let name = CODE_ELEMENTS.into_iter().find(|name| {
                        tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                            && !tag[name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
                    });
                    match (name, open) {
                        (Some(name), None) if tag.len() + at + 1 == html.len() => open = Some((range.start + at, name)),
                        (Some(name), Some((start, opened))) if name == opened && tag.len() + at + 1 < html.len() => {
                            ranges.push(start..range.end);
                            open = None;
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    ranges::sorted(ranges.into_iter())
}

/// Elements of HTML whose text is code.
const CODE_ELEMENTS: [&str; 4] = ["code", "pre", "kbd", "samp"];

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut left = text.to_owned();
        for edit in find(text).edits.iter().rev() {
            left.replace_range(edit.range.clone(), &edit.text);
        }
        left
    }

    #[test]
    fn comments_go_and_text_stays() {
        for (text, left) in [
            ("a %%b%% c", "a  c"),
            ("a\n%%\n### 2. b\n%%\nc", "a\n\nc"),
            ("a %%b%%%%c%% d", "a  d"),
            ("%%a%%%%b%%", ""),
            ("<code>%%a%%</code> and <kbd>%%b%%</kbd> %%c%%", "<code>%%a%%</code> and <kbd>%%b%%</kbd> "),
            ("<pre>\n%%a%%\n</pre>\n\n%%b%%\n", "<pre>\n%%a%%\n</pre>\n\n\n"),
            ("a {% comment %}b{% endcomment %} c", "a  c"),
            ("a {%- comment -%}\nb\n{%- endcomment -%} c", "a  c"),
            ("a {/* b */} c", "a  c"),
            ("a { /* b */ } c {\n  /* d */\n} e {// f\n} g", "a  c  e  g"),
            ("{ /* b */ c } and {\n} and {// d }", "{ /* b */ c } and {\n} and {// d }"),
            ("7 %% 2 gives 1 and 8 %% 3 gives 2", "7 %% 2 gives 1 and 8 %% 3 gives 2"),
            ("for %%f in (*) do copy %%f out", "for %%f in (*) do copy %%f out"),
            ("a {{/* b */}} c", "a  c"),
            ("a {{< comment >}}b {{< figure >}}{{< /comment >}} c", "a  c"),
            ("a {{% comment %}}\nb\n{{% /comment %}} c", "a  c"),
            ("{{< figure >}} {{< comments >}}x{{< /comments >}}", "{{< figure >}} {{< comments >}}x{{< /comments >}}"),
            ("`%%b%%` and %%c%%", "`%%b%%` and "),
            ("```\n%%b%%\n```\n", "```\n%%b%%\n```\n"),
            ("50%% and 60%%", "50%% and 60%%"),
            ("a %% b", "a %% b"),
            ("a\n%% b\nc", "a\n"),
            ("{% raw %}x{% endraw %} {{ x }}", "{% raw %}x{% endraw %} {{ x }}"),
            ("a {# b #} c {#- d\n\ne -#} f", "a  c  f"),
            ("## a {#b}\n\n{#c} #} and `{# d #}`", "## a {#b}\n\n{#c} #} and `{# d #}`"),
            ("```\n{# b #}\n```\n", "```\n{# b #}\n```\n"),
            ("{::comment}\na\n{:/comment}\nb {::comment}c{:/} d", "\nb  d"),
            ("{::nomarkdown}a{:/}", "{::nomarkdown}a{:/}"),
            ("a {% # b %} c", "a  c"),
            ("a {{!-- b }} --}} c {{! d }} e {{x}}", "a  c  e {{x}}"),
            ("a <%# b %> c <%-- d --%> e <%= f %>", "a  c  e <%= f %>"),
            ("a {>>b<<} c {{-- d --}} e", "a  c  e"),
            ("a <comment>b</comment> c <COMMENT x>d</COMMENT> <comment>e", "a  c  <comment>e"),
            ("[]: # (a)\n[ ]: # \"b\"\nc", "\nc"),
            ("[]: # a", "[]: # a"),
            ("[^_^]: # (a)\nb", "\nb"),
            ("[^1]: # (a)", "[^1]: # (a)"),
            ("a\n[//]: # (b (c) d)\ne", "a\ne"),
            ("- a\n  [//]: # b\n- c", "- a\n- c"),
            ("> a\n> [comment]: <> \"b\"\n> c", "> a\n> c"),
            ("[//]: # (a\nb)\nc", "\nc"),
            ("[//]: # (a\nb\n\nc)", "\nb\n\nc)"),
            ("a\n\n.. comment: b\n\nc", "a\n\n\n\nc"),
            ("[x]: # (a)\n[//]: https://e.org (b)", "[x]: # (a)\n[//]: https://e.org (b)"),
            ("a <!-- b\n\nc --> d", "a  d"),
            (
                "a <b hidden>c</b> d\n\n<div style=\"display:none\">\n\n- e\n\n</div>\n\n`<b hidden>`",
                "a  d\n\n\n\n`<b hidden>`",
            ),
            ("a <!-- b --> c", "a <!-- b --> c"),
            ("| a <!-- b | c --> | d |", "| a  | d |"),
            ("| a <!-- b |\n| c --> | d |", "| a  | d |"),
            ("| `<!-- b` | c --> | d |", "| `<!-- b` | c --> | d |"),
            ("#+BEGIN_COMMENT\na\n#+END_COMMENT\nb", "\nb"),
            ("a\n\n..\n   b\n   c\n\nd", "a\n\n\n\nd"),
            ("a\n\n..\n\nd .. e\n\n.. f", "a\n\n..\n\nd .. e\n\n.. f"),
            ("a \\begin{comment}\nb\n\\end{comment} c \\d", "a  c \\d"),
            ("a {{< hidden >}}b{{< /hidden >}} c", "a  c"),
            ("a\n\n% b\nc", "a\n\n% b\nc"),
            ("```{note}\nx\n```\n\n% b\nc", "```{note}\nx\n```\n\nc"),
        ] {
            assert_eq!(without(text), left, "{text}");
        }
        assert_eq!(find("a\n%% b").unclosed, Some(2..4));
    }

    #[test]
    fn comments_of_diagrams_go() {
        let source = "%%{init: {}}%%\nflowchart TD\n  %% a\n  A[\"50 %% off\"] --> B %% b\n  C[5 %% of it] --> D%%e\n";
        let left = "%%{init: {}}%%\nflowchart TD\n  A[\"50 %% off\"] --> B\n  C[5 %% of it] --> D%%e\n";
        assert_eq!(without_comments_of_diagram(source), left);
    }
}
