//! Reads one comment of each kind: where it ends. HTML comments are read apart.

use super::super::closers::Closers;
use super::super::hidden;
use super::super::lines::{near_after, near_before};
use super::percent::{Pairs, Verdict};
use super::{LATEX, Myst};
use crate::source::{line_end, line_start};
use std::ops::Range;

/// A comment that was read.
pub(super) enum Found {
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

/// Reads the comments of a text, in order.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// Code, sorted.
    code: &'a [Range<usize>],
    myst: Myst,
    /// Whether what is read begins right behind another comment.
    pub(super) follows: bool,
    /// Comments that may be text: their openers.
    pub(super) doubtful: Vec<Range<usize>>,
    pairs: Pairs<'a>,
    closers: Closers,
    /// The line that was asked for last, without its line break. A line can hold thousands of signs.
    line: Range<usize>,
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

/// `<comment>…</comment>`, which is no element of HTML.
const ELEMENTS: [(&str, &str); 3] =
    [("<comment", "</comment>"), ("<Comment", "</Comment>"), ("<COMMENT", "</COMMENT>")];

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, front: &str, code: &'a [Range<usize>], myst: Myst) -> Self {
        Self {
            text,
            code,
            myst,
            follows: false,
            doubtful: Vec::new(),
            pairs: Pairs::of(text, front),
            closers: Closers::default(),
            line: 0..line_end(text, 0),
        }
    }

    /// The comment whose first sign is at an offset.
    pub(super) fn comment(&mut self, at: usize) -> Option<Found> {
        match self.text.as_bytes()[at] {
            b'%' => self.percent(at),
            b'{' => self.braces(at),
            b'<' if self.is_name_of_element(at) => None,
            b'<' => hidden::end(self.text, at, self.code)
                .map(Found::of_element)
                .or_else(|| self.element(at))
                .or_else(|| self.of_templates(at)),
            b'[' => self.definition(at),
            b'\\' => self.latex(at),
            b'#' => self.org_block(at),
            _ => self.dots(at),
        }
    }

    /// The line that an offset is in.
    fn line(&mut self, at: usize) -> Range<usize> {
        if at < self.line.start || at > self.line.end {
            self.line = line_start(self.text, at)..line_end(self.text, at);
        }
        self.line.clone()
    }

    /// Whether nothing but the marks of a quotation is before an offset in its line.
    fn is_first(&mut self, at: usize) -> bool {
        let start = self.line(at).start;
        self.text[start..at].bytes().all(|byte| matches!(byte, b' ' | b'>'))
    }

    /// Whether a tag is a name in a sentence: `A <template> holds …`. Nothing closes it, so it hides nothing.
    fn is_name_of_element(&mut self, at: usize) -> bool {
        let start = self.line(at).start;
        self.text[at..].starts_with("<template>")
            && self.text[start..at].contains(char::is_alphanumeric)
            && self.closers.find(self.text, at..self.text.len(), "</template").is_none()
    }

    /// The comment up to a closer, which is looked for from an offset on.
    fn to(&mut self, from: usize, closer: &'static str) -> Option<Found> {
        let end = self.closers.find(self.text, from..self.text.len(), closer)? + closer.len();
        Some(Found::Closed(end))
    }

    fn element(&mut self, at: usize) -> Option<Found> {
        let (opener, closer) = ELEMENTS.iter().find(|(opener, _)| self.text[at..].starts_with(opener))?;
        let inside = at + opener.len();
        self.text[inside..].starts_with(['>', ' ']).then(|| self.to(inside, closer))?
    }

    /// `<%# … %>` and `<%-- … --%>`
    fn of_templates(&mut self, at: usize) -> Option<Found> {
        let inside = self.text[at..].strip_prefix("<%")?;
        match inside {
            inside if inside.starts_with("--") => self.to(at + 4, "--%>"),
            inside if inside.starts_with('#') => self.to(at + 3, "%>"),
            _ => None,
        }
    }

    fn latex(&mut self, at: usize) -> Option<Found> {
        self.text[at..].starts_with(LATEX.0).then(|| self.to(at + LATEX.0.len(), LATEX.1))?
    }

    /// `[//]: # (words)`
    fn definition(&mut self, at: usize) -> Option<Found> {
        let line = self.line(at);
        (self.is_first(at) && is_definition_of_nothing(&self.text[at..line.end]))
            .then(|| Found::Line(end_of_definition(self.text, at)))
    }

    fn org_block(&mut self, at: usize) -> Option<Found> {
        const CLOSER: &str = "\n#+end_comment";
        let line = self.line(at);
        let text = self.text;
        if !text[at..line.end].trim_end().eq_ignore_ascii_case("#+begin_comment") || !self.is_first(at) {
            return None;
        }
        let closes = |&at: &usize| text.get(at..at + CLOSER.len()).is_some_and(|it| it.eq_ignore_ascii_case(CLOSER));
        let first = |from: usize| text[from..].match_indices("\n#+").map(|(length, _)| from + length).find(closes);
        let closer = self.closers.find_by(CLOSER, at..text.len(), first)?;
        Some(Found::Closed(line_end(text, closer + 1)))
    }

    /// The comments of reStructuredText: a block below `..` or `.. comment`, and `.. comment:: words`. Text may begin with dots too.
    fn dots(&mut self, at: usize) -> Option<Found> {
        // Most dots end a sentence.
        if !self.text[at..].starts_with("..") || !(at == 0 || self.text[..at].ends_with("\n\n")) {
            return None;
        }
        let line = &self.text[self.line(at)];
        let word = line["..".len()..].trim();
        let is_directive = word.get(.."comment:".len()).is_some_and(|start| start.eq_ignore_ascii_case("comment:"));
        if !is_directive && !word.is_empty() && !word.eq_ignore_ascii_case("comment") {
            return None;
        }
        let below = self.text[at + line.len()..].strip_prefix('\n').unwrap_or_default();
        let is_in = |line: &&str| line.starts_with("  ") || line.trim().is_empty();
        // The words of a directive may be behind an empty line.
        let begins = below.starts_with("  ") || (is_directive && below.trim_start_matches('\n').starts_with("  "));
        let length: usize = below.split_inclusive('\n').take_while(|line| begins && is_in(line)).map(str::len).sum();
        let words = below[..length].trim_end().len();
        match words {
            0 => is_directive.then_some(Found::Closed(at + line.len())),
            _ => Some(Found::Closed(at + line.len() + 1 + words)),
        }
    }

    fn braces(&mut self, at: usize) -> Option<Found> {
        let rest = &self.text[at..];
        if let Some(inside) = rest.strip_prefix("{#") {
            // `{#id}` names a heading.
            return inside.starts_with(|c: char| c == '-' || c.is_whitespace()).then(|| self.to(at + 2, "#}"))?;
        }
        if let Some((opener, closer)) = PAIRS.iter().find(|(opener, _)| rest.starts_with(opener)) {
            return self.to(at + opener.len(), closer);
        }
        if rest.starts_with("{::comment}") {
            let closers = ["{:/comment}", "{:/}"];
            let ends =
                closers.map(|closer| self.closers.find(self.text, at..self.text.len(), closer).zip(Some(closer)));
            return ends.into_iter().flatten().min().map(|(closer, written)| Found::Closed(closer + written.len()));
        }
        if let Some(tag) = rest.strip_prefix("{{<").or_else(|| rest.strip_prefix("{{%")) {
            return is_hugo_comment(tag).then(|| self.hugo(at))?;
        }
        if let Some(tag) = rest.strip_prefix("{%") {
            let inside = tag.trim_start_matches('-').trim_start();
            if inside.starts_with('#') {
                return self.to(at + 2, "%}");
            }
            return inside.starts_with("comment").then(|| self.liquid(at))?;
        }
        self.script(at)
    }

    /// Braces that hold nothing but a comment of JavaScript, as in MDX: `{ /* … */ }`, `{// …` up to a line of `}`.
    fn script(&mut self, at: usize) -> Option<Found> {
        let text = self.text;
        let inside = text[at + 1..].trim_start();
        let words = text.len() - inside.len() + 2;
        let after = if inside.starts_with("/*") {
            self.closers.find(text, words..text.len(), "*/")? + 2
        } else {
            inside.starts_with("//").then(|| self.line(words).end)?
        };
        let after = text[after..].trim_start().strip_prefix('}')?;
        Some(Found::Closed(text.len() - after.len()))
    }

    /// Up to the end of the tag that closes a comment of Liquid.
    fn liquid(&mut self, at: usize) -> Option<Found> {
        let word = self.closers.find(self.text, at + 2..self.text.len(), "endcomment")?;
        let end = line_end(self.text, word);
        Some(Found::Closed(self.text[word..end].find("%}").map_or(end, |length| word + length + 2)))
    }

    /// Up to the end of the shortcode that closes a comment of Hugo.
    fn hugo(&mut self, at: usize) -> Option<Found> {
        let text = self.text;
        let closes = |&at: &usize| {
            let is_opener = text[at..].starts_with("{{<") || text[at..].starts_with("{{%");
            is_opener && text[at + 3..].trim_start().strip_prefix('/').is_some_and(is_hugo_comment)
        };
        let first = |from: usize| text[from..].match_indices("{{").map(|(length, _)| from + length).find(closes);
        let closer = self.closers.find_by("{{< /comment", at + 3..text.len(), first)?;
        self.to(closer, "}}")
    }

    /// Whether words are on both sides of a comment, so that its author may miss them. In a note of Obsidian the first says it.
    fn is_amid_words(&mut self, at: usize, end: usize) -> bool {
        let line = self.line(at);
        let is_told = self.pairs.is_of_obsidian && !self.doubtful.is_empty();
        // Another comment is not a word.
        let has_words = |words: &str| words.trim_start_matches(['%', ' ']).starts_with(char::is_alphanumeric);
        !is_told
            && end <= line.end
            && near_before(self.text, at).contains(char::is_alphanumeric)
            && has_words(near_after(self.text, end))
    }

    /// Whether a `%` begins a comment of MyST. One that begins a line may also be a per cent of the words above it, or of something:
    /// `% of people: 50`.
    fn is_line_of_myst(&mut self, at: usize) -> bool {
        let line = self.line(at);
        let text = self.text;
        let indentation = &text[line.start..at];
        if self.myst == Myst::No
            || !text[at..].starts_with("% ")
            || indentation.len() > 3
            || !indentation.trim().is_empty()
        {
            return false;
        }
        let above =
            text[..line.start].strip_suffix('\n').map_or("", |above| &above[line_start(above, above.len())..]).trim();
        let follows = above.starts_with('%') && !above.starts_with("% of ");
        let is_apart = above.is_empty() || follows || above.starts_with(":::") || above.starts_with('#');
        let is_share = text[at + 2..line.end].starts_with("of ");
        if self.myst == Myst::Certain { is_apart || !is_share } else { is_apart && !is_share }
    }

    /// A comment of Obsidian, `%%…%%`, or a line of MyST.
    fn percent(&mut self, at: usize) -> Option<Found> {
        let text = self.text;
        if self.is_line_of_myst(at) {
            return Some(Found::Line(self.line(at).end));
        }
        let is_word = text[..at].ends_with(|c: char| c == '\\' || c == '%' || c.is_alphanumeric());
        if !text[at..].starts_with("%%") || (is_word && !self.follows) {
            return None;
        }
        let inside = at + 2;
        let line = self.line(at);
        if is_of_program(&text[at..line.end], line.start == at) {
            return None;
        }
        // A `%%` directly before a word closes nothing, unless it is between two: `for %%f in … do copy %%f`.
        let closes = |&at: &usize| {
            let rest = &text[at + 2..];
            !(rest.starts_with(char::is_alphanumeric) || is_variable(rest)) || text[..at].ends_with(char::is_alphabetic)
        };
        let first = |from: usize| text[from..].match_indices("%%").map(|(length, _)| from + length).find(closes);
        if let Some(closer) = self.closers.find_by("%%", inside..text.len(), first) {
            let line = self.line(at);
            match self.pairs.verdict((at, closer), &line) {
                Verdict::Text => return None,
                Verdict::Doubtful => self.doubtful.push(at..inside),
                Verdict::Comment if self.is_amid_words(at, closer + 2) => self.doubtful.push(at..inside),
                Verdict::Comment => {}
            }
            // A single `%` more belongs to the closing pair. Two more open another comment.
            let end = closer + 2;
            let is_single = text[end..].starts_with('%') && !text[end + 1..].starts_with('%');
            return Some(Found::Closed(end + usize::from(is_single)));
        }
        let start = self.line(at).start;
        if self.pairs.has_cells {
            return None;
        }
        let is_open = inside == text.len() || text[inside..].starts_with(char::is_whitespace);
        (is_open && text[start..at].trim().is_empty()).then_some(Found::Unclosed)
    }
}

/// Whether a `%%` begins what only programs have: a heading of Erlang (`%%% module`), a loop of a batch file (`%%i in (…)`).
fn is_of_program(line: &str, is_first: bool) -> bool {
    let words = line.trim_start_matches('%');
    let is_heading = is_first && line.len() - words.len() >= 3 && words.starts_with(' ') && !words.trim().is_empty();
    let name = words.strip_prefix(|c: char| c.is_ascii_alphabetic());
    (is_heading && !words.contains("%%"))
        || is_variable(words)
        || name.is_some_and(|rest| rest.starts_with(" in (") || rest.starts_with(" IN ("))
}

/// Whether `~nx1` of a batch file follows.
fn is_variable(rest: &str) -> bool {
    rest.strip_prefix('~').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// The end of such a definition. Its words may go on in the next lines of the paragraph.
fn end_of_definition(text: &str, at: usize) -> usize {
    let mut lines = text[at..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let end = at + first.trim_end().len();
    let closer = match first.split_whitespace().nth(2).and_then(|words| words.chars().next()) {
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        _ => return end,
    };
    if first.trim_end().ends_with(closer) {
        return end;
    }
    let mut start = at + first.len();
    for line in lines {
        // An empty line ends the paragraph, and another definition begins anew.
        if line.trim().is_empty() || is_definition_of_nothing(line.trim_start_matches([' ', '>'])) {
            break;
        }
        if line.trim_end().ends_with(closer) {
            return start + line.trim_end().len();
        }
        start += line.len();
    }
    end
}

/// `[//]: # (words)` and its kin: a link label that no text can have, which leads nowhere.
fn is_definition_of_nothing(line: &str) -> bool {
    let Some((label, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else { return false };
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

/// Whether a shortcode of Hugo opens a comment.
fn is_hugo_comment(tag: &str) -> bool {
    let tag = tag.trim_start();
    let rest = ["comment", "hidden", "private"].iter().find_map(|name| tag.strip_prefix(name));
    rest.is_some_and(|rest| rest.trim_start().starts_with(['>', '%']))
}
