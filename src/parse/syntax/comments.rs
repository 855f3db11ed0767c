//! What authors write for themselves: `%%…%%` (Obsidian), `{% comment %}…{% endcomment %}` and `{% # … %}` (Liquid),
//! `{# … #}` (Jinja and its kin), `{/* … */}` (MDX), `{{/* … */}}` and `{{< comment >}}…{{< /comment >}}` (Hugo),
//! `{{!-- … --}}` (Handlebars), `{::comment}…{:/comment}` (kramdown), `<%# … %>` and `<%-- … --%>` (ERB, JSP),
//! `{>> … <<}` (CriticMarkup), `{{-- … --}}` (Blade), `<comment>…</comment>`, `#+BEGIN_COMMENT` (Org), `..` with an indented
//! block (reStructuredText), `\begin{comment}` (LaTeX) and `%` lines (MyST). It is taken out before anything else reads the file,
//! so it reaches no page and no index.
//!
//! Markdown itself hides HTML comments and `[//]: # (…)` where it knows them. Here are those that it shows: an HTML
//! comment in a paragraph that goes on behind an empty line, and `[//]: #` in a paragraph. Hidden elements go as well.

mod percent;
mod reader;

use super::super::patch::Edit;
use super::super::ranges;
use super::draft::Draft;
use super::hidden;
use crate::source::{before_in_line, line_start};
use reader::{Found, Reader};
use std::ops::Range;

/// The comments of a file.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// What takes them out.
    pub edits: Vec<Edit>,
    /// A comment that nothing ends; it is taken out up to the end of the file.
    pub unclosed: Option<Range<usize>>,
    /// Openers of comments that may be text as well.
    pub doubtful: Vec<Range<usize>>,
    /// Comments whose sign begins a line, with that sign. Their author hears of them, because text may begin so.
    pub lines: Vec<(Range<usize>, &'static str)>,
}

/// A file without any of these signs has no comments.
const SIGNS: [&str; 31] = [
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
    "\n % ",
    "\n  % ",
    "\n   % ",
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

/// Finds the comments outside code. `front` is the front matter of the file.
pub(super) fn find(draft: &Draft, front: &str) -> Comments {
    let text = draft.text();
    let mut comments = Comments::default();
    let html = HtmlComments::of(text);
    if !has_sign(text) && !html.any() && !hidden::may_be_in(text) {
        return comments;
    }
    let code = draft.code();
    let mut reader = Reader::new(text, front, code, myst(text, front));
    let mut offset = 0;
    while let Some(at) = text[offset..].find(['%', '{', '[', '<', '#', '.', '\\']).map(|at| offset + at) {
        if let Some(block) = ranges::at(code, at) {
            offset = block.end.max(at + 1);
            continue;
        }
        reader.follows = comments.edits.last().is_some_and(|edit| edit.range.end == at);
        let found = match text.as_bytes()[at] {
            b'<' if text[at..].starts_with("<!--") => html.end(at).map(Found::Closed),
            _ => reader.comment(at),
        };
        match (text.as_bytes()[at], &found) {
            (b'%', Some(Found::Line(end))) => name(&mut comments.lines, at..*end, "%"),
            (b'.', Some(Found::Closed(end))) => name(&mut comments.lines, at..*end, ".."),
            _ => {}
        }
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
    comments.doubtful = reader.doubtful;
    comments
}

/// HTML comments whose words Markdown shows: those in a paragraph that go on behind an empty line, and those over several cells
/// of a table. What a search needs is collected once, because a text may have many openers and one closer at its end.
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

/// Names a comment. Lines that follow one another are one.
fn name(named: &mut Vec<(Range<usize>, &'static str)>, range: Range<usize>, sign: &'static str) {
    match named.last_mut().filter(|(last, of)| *of == sign && last.end + 1 == range.start) {
        Some((last, _)) => last.end = range.end,
        None => named.push((range, sign)),
    }
}

/// How sure it is that a text is written for MyST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Myst {
    No,
    /// It has a box that only MyST has.
    Likely,
    Certain,
}

/// Blocks and roles that show that a text is written for MyST.
#[rustfmt::skip]
const SIGNS_OF_MYST: [&str; 11] = [
    "```{code-cell", "```{toctree", "{ref}`", "{numref}`", "{doc}`", "{term}`", "{cite}`", "{cite:p}`", "{eq}`", "{prf:ref}`", "{math}`",
];

/// Keys of front matter that only MyST and Jupytext have.
const KEYS_OF_MYST: [&str; 4] = ["jupytext:", "kernelspec:", "myst:", "mystnb:"];

fn myst(text: &str, front: &str) -> Myst {
    let is_target = |line: &str| {
        let name = line.trim_end().strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
        name.is_some_and(|name| name.len() > 1 && !name.contains([' ', '(', ',']))
    };
    let has_target = || text.contains(")=") && text.lines().any(is_target);
    let has_key = front.lines().any(|line| KEYS_OF_MYST.iter().any(|key| line.starts_with(key)));
    let is_likely = |opener: &str| {
        text.match_indices(opener)
            .any(|(at, _)| text[at + opener.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    match () {
        () if has_key || SIGNS_OF_MYST.iter().any(|sign| text.contains(sign)) || has_target() => Myst::Certain,
        () if is_likely(":::{") || ["```{note", "```{admonition"].iter().any(|sign| text.contains(sign)) => {
            Myst::Likely
        }
        () => Myst::No,
    }
}

/// Whether a text is written for MyST.
pub(in crate::parse) fn is_myst(text: &str) -> bool {
    myst(text, "") != Myst::No
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

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = find(&draft, "").edits;
        draft.edited(edits).text().to_owned()
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
            ("x %% y gives it, and a %% b too", "x %% y gives it, and a %% b too"),
            ("x %% y. %%b%%", "x %% y. "),
            ("- i %% 2 == 0\n- i %% 2 == 1", "- i %% 2 == 0\n- i %% 2 == 1"),
            ("year %% 4 == 0 and year %% 100 != 0", "year %% 4 == 0 and year %% 100 != 0"),
            ("Now I %% a secret %% like it", "Now I  like it"),
            ("%% One\nx\n\n%% Two\ny\n\n%% Three\n", "%% One\nx\n\n%% Two\ny\n\n%% Three\n"),
            ("%% One\nx\n\n%% Two\n\n[[b]]", " Two\n\n[[b]]"),
            ("%% a\n\nb %% c", " c"),
            ("a %%b\n\nc%% d", "a  d"),
            ("a %%secret%%b", "a b"),
            ("- count %% mark\n- size %% width", "- count %% mark\n- size %% width"),
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
            ("5 %% and then 6 %%.", "5 %% and then 6 %%."),
            ("5 %% and 6 %%.\n\nPut %%A%% and %%B%%.", "5 %% and 6 %%.\n\nPut %%A%% and %%B%%."),
            ("It is %% and not %, so write %% twice.", "It is %% and not %, so write %% twice."),
            ("%%FOO%% and %%BAR%%.", "%%FOO%% and %%BAR%%."),
            ("LIKE '%%x%%'", "LIKE '%%x%%'"),
            ("for %%i in (*) do (\n  rem %%~ni\n  echo %%~xi\n)", "for %%i in (*) do (\n  rem %%~ni\n  echo %%~xi\n)"),
            ("%% @doc Adds.\n%% @end\nadd(A) -> A.", "%% @doc Adds.\n%% @end\nadd(A) -> A."),
            ("%% member(X, L)\n%\n% text\nmember(X).", "%% member(X, L)\n%\n% text\nmember(X)."),
            ("%%% module\n\n%%% end\n\n%%b%%", "%%% module\n\n%%% end\n\n"),
            ("%% one\n\na\n\n%% two\n\nb\n\n%%\nc", "%% one\n\na\n\n%% two\n\nb\n\n%%\nc"),
            ("%% one\n\na\n\n%%\n\nb\n\n%% two\n\n%%\nc", "\n\nb\n\n\nc"),
            ("%% @doc a\n\n%%\nsecret\n%%\n\n%% b %%\nc %%d%%", "%% @doc a\n\n\n\n\nc "),
            ("[[a]] 5 %% and then 6 %%.", "[[a]] 5 ."),
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
            ("a\n\n.. comment::\n\n   b\n\nc", "a\n\n\n\nc"),
            ("a\n\n.. comment\n   b\n   d\n\nc", "a\n\n\n\nc"),
            ("a\n\n.. comment b\n\n.. comments\n\n.. comment\n", "a\n\n.. comment b\n\n.. comments\n\n.. comment\n"),
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
            ("A <template> holds\n\nb", "A <template> holds\n\nb"),
            ("a <template>b\n\nc</template> d", "a  d"),
            ("<template>\n\nb", ""),
            ("a {{< hidden >}}b{{< /hidden >}} c", "a  c"),
            ("a\n\n% b\nc", "a\n\n% b\nc"),
            ("```{note}\nx\n```\n\n% b\nc", "```{note}\nx\n```\n\nc"),
            (":::{note}\n:::\n\n% of b: 5\n% of c: 6\n", ":::{note}\n:::\n\n% of b: 5\n% of c: 6\n"),
            (":::{note}\n% b\nx\n:::\n", ":::{note}\nx\n:::\n"),
            (":::{note}\nx\n:::\n\n% of it: 5\n\ny\n% b\n", ":::{note}\nx\n:::\n\n% of it: 5\n\ny\n% b\n"),
            ("(xy)=\n# y\n\n% of it: 5\n% c\n\ny\n% b\nz\n% of it\n", "(xy)=\n# y\n\n\ny\nz\n% of it\n"),
            (
                "::: {.a}\nx\n:::\n\n:::{.b}\n:::\n\nf(x)=\n\n% b\n",
                "::: {.a}\nx\n:::\n\n:::{.b}\n:::\n\nf(x)=\n\n% b\n",
            ),
        ] {
            assert_eq!(without(text), left, "{text}");
        }
        let named = find(&Draft::of("% a\n% b\n\n..\n  c\n"), "jupytext:\n").lines;
        assert_eq!(named, [(0..7, "%"), (9..15, "..")]);
        assert_eq!(find(&Draft::of("a\n%% b"), "").unclosed, Some(2..4));
    }

    #[test]
    fn comments_of_diagrams_go() {
        let source = "%%{init: {}}%%\nflowchart TD\n  %% a\n  A[\"50 %% off\"] --> B %% b\n  C[5 %% of it] --> D%%e\n";
        let left = "%%{init: {}}%%\nflowchart TD\n  A[\"50 %% off\"] --> B\n  C[5 %% of it] --> D%%e\n";
        assert_eq!(without_comments_of_diagram(source), left);
    }
}
