//! Inside paragraphs: formulas, `[[wiki links]]`, `==highlights==`, `^block` ids and `^[inline footnotes]`.
//!
//! The leftmost construct wins, as in Markdown: what begins inside code, a tag, an address or a formula is a part of it.

use super::super::dialect::MARKDOWN;
use super::super::patch::{Edit, Patched};
use super::closers::Closers;
use super::{Token, formulas, media};
use crate::source::{line_end, line_start};
use formulas::Parentheses;
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// Finds what is to be rewritten.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let signs = ["$", "[[", "==", " ^", "\n^", "^[", "\\(", "\\[", "\\begin{"];
    if !signs.iter().any(|sign| text.contains(sign)) {
        return Vec::new();
    }
    let blocks = blocks(text);
    let found = scanned(text, &blocks, Parentheses::Escaped);
    if found.iter().any(|edit| text[edit.range.clone()].starts_with("\\(")) {
        return scanned(text, &blocks, Parentheses::Delimit);
    }
    found
}

fn scanned(text: &str, blocks: &[Range<usize>], parentheses: Parentheses) -> Vec<Edit> {
    let mut scanner = Scanner {
        text,
        blocks,
        parentheses,
        edits: Vec::new(),
        paragraph_end: 0,
        line: 0..0,
        footnotes: Vec::new(),
        refused_closer: None,
        closers: Closers::default(),
        brackets: Vec::new(),
        brackets_end: 0,
    };
    scanner.scan();
    scanner.add_footnotes();
    scanner.edits
}

/// Blocks of code and of raw HTML, and link definitions: nothing in them is text.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let parser = Parser::new_ext(text, MARKDOWN);
    let mut blocks: Vec<Range<usize>> =
        parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone()).collect();
    blocks.extend(
        parser
            .into_offset_iter()
            .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)))
            .map(|(_, range)| range),
    );
    blocks.sort_by_key(|range| range.start);
    blocks
}

struct Scanner<'a> {
    text: &'a str,
    blocks: &'a [Range<usize>],
    parentheses: Parentheses,
    edits: Vec<Edit>,
    /// The end of the paragraph that was scanned last.
    paragraph_end: usize,
    /// The line that was asked for last, without its line break.
    line: Range<usize>,
    /// The words of inline footnotes.
    footnotes: Vec<&'a str>,
    /// The last `$$` that closes what is no formula: it opens none.
    refused_closer: Option<usize>,
    closers: Closers,
    /// Where the brackets of a paragraph open and close, by what opens them.
    brackets: Vec<(usize, usize)>,
    /// The end of that paragraph.
    brackets_end: usize,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        let mut offset = 0;
        let mut next_block = 0;
        while let Some(at) = self.text[offset..].find(SIGNS).map(|at| offset + at) {
            while self.blocks.get(next_block).is_some_and(|block| block.end <= at) {
                next_block += 1;
            }
            if let Some(block) = self.blocks.get(next_block).filter(|block| block.contains(&at)) {
                offset = block.end;
                continue;
            }
            // A backslash may be the last byte.
            offset = self.text.ceil_char_boundary(self.construct(at).max(at + 1));
        }
    }

    /// Reads what begins at `at`, and gives the offset where scanning goes on.
    fn construct(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        match rest.as_bytes()[0] {
            b'`' => self.code_span(at),
            b'<' => self.tag(at),
            b'h' if !rest.starts_with("http://") && !rest.starts_with("https://") => at + 1,
            b'h' => at + rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | '"')).unwrap_or(rest.len()),
            b']' if rest.starts_with("](") => self.in_line(at, ")").unwrap_or(at + 2),
            b'$' => match self.formula(at) {
                Some(end) => end,
                None => at + rest.bytes().take_while(|&byte| byte == b'$').count(),
            },
            b'\\' => self.formula(at).unwrap_or(at + 2),
            b'[' if rest.starts_with("[[") => self.wiki_link(at, at).unwrap_or(at + 2),
            b'!' if rest.starts_with("![[") => self.wiki_link(at, at + 1).unwrap_or(at + 3),
            b'=' => self.mark(at),
            b'^' if rest.starts_with("^[") => self.inline_footnote(at).unwrap_or(at + 2),
            b'^' => self.block_id(at).unwrap_or(at + 1),
            _ => at + 1,
        }
    }

    /// The end of the paragraph that `at` is in.
    fn end_of_paragraph(&mut self, at: usize) -> usize {
        if at >= self.paragraph_end {
            let mut offset = line_end(self.text, at);
            while offset < self.text.len() {
                let end = line_end(self.text, offset + 1);
                if self.text[offset + 1..end].trim_matches([' ', '\t', '\r', '>']).is_empty() {
                    break;
                }
                offset = end;
            }
            self.paragraph_end = offset;
        }
        self.paragraph_end
    }

    /// The line that `at` is in. A line can hold thousands of constructs, so its ends are looked for once.
    fn line(&mut self, at: usize) -> Range<usize> {
        if !self.line.contains(&at) {
            self.line = line_start(self.text, at)..line_end(self.text, at);
        }
        self.line.clone()
    }

    fn code_span(&mut self, at: usize) -> usize {
        let end = self.end_of_paragraph(at);
        let ticks = self.text[at..].bytes().take_while(|&byte| byte == b'`').count();
        let mut offset = at + ticks;
        while let Some(close) = self.text[offset..end.max(offset)].find('`').map(|close| offset + close) {
            let run = self.text[close..].bytes().take_while(|&byte| byte == b'`').count();
            if run == ticks {
                return close + run;
            }
            offset = close + run;
        }
        at + ticks
    }

    /// A tag or an autolink of one line.
    fn tag(&mut self, at: usize) -> usize {
        let text = self.text;
        if text[at..].starts_with("<!--") {
            return self.closers.find(text, at..text.len(), "-->").map_or(at + 4, |end| end + 3);
        }
        if !text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            return at + 1;
        }
        // `a <b and c> d` in a sentence has no attributes: it is skipped anyway, as Markdown does.
        match self.in_line(at, ">") {
            Some(end)
                if !text[at..end].contains('$') || text[at..end].contains("=\"") || text[at..end].contains(':') =>
            {
                end + 1
            }
            _ => at + 1,
        }
    }

    /// The offset of the next such sign in the line.
    fn in_line(&mut self, at: usize, sign: &'static str) -> Option<usize> {
        let end = self.line(at).end;
        self.closers.find(self.text, at..end, sign)
    }

    fn formula(&mut self, at: usize) -> Option<usize> {
        let end = self.end_of_paragraph(at);
        if self.refused_closer == Some(at) {
            return None;
        }
        let Some(formula) = formulas::at(self.text, at, end, self.parentheses, &mut self.closers) else {
            if self.text[at..].starts_with("$$") {
                self.refused_closer = formulas::closing_line(self.text, at);
            }
            return None;
        };
        let written = self.without_quotation(formula.range.clone());
        let ends_line = self.text[formula.inside.end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let mut source = self.without_quotation(formula.inside);
        if ends_line {
            source.push('\n');
        }
        let is_row = self.text[self.line(at).start..].trim_start().starts_with('|');
        // A table needs `\|` for a `|`.
        let source = if is_row { source.replace("\\|", "|") } else { source };
        let source = formulas::without_comments(&source);
        // Its last line ends with the delimiter.
        let written = match written.rsplit_once('\n') {
            Some((lines, last)) => formulas::without_comments(&format!("{lines}\n")) + last,
            None => written,
        };
        let source = source.trim().to_owned();
        let token = Token::Formula { source, written, display: formula.display };
        let end = formula.range.end;
        self.edits.push(Edit { range: formula.range, text: token.encode() });
        Some(end)
    }

    /// The text of a range without the `>` that its later lines begin with inside a quotation.
    fn without_quotation(&mut self, range: Range<usize>) -> String {
        let opener = &self.text[self.line(range.start).start..range.start];
        let depth = opener.bytes().take_while(|byte| matches!(byte, b'>' | b' ')).filter(|&byte| byte == b'>').count();
        let mut lines = self.text[range].split('\n');
        let mut words = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let mut line = line;
            for _ in 0..depth {
                line = line.trim_start().strip_prefix('>').unwrap_or(line);
            }
            words.push('\n');
            words.push_str(line);
        }
        words
    }

    /// `[[target#heading|words]]`; `start` is where its brackets begin, `at` also takes in a `!`.
    fn wiki_link(&mut self, at: usize, start: usize) -> Option<usize> {
        let line = &self.text[start + 2..self.line(start).end];
        // No name has brackets. Looking only as far as the first keeps a line of brackets cheap.
        let inside = &line[..line.find(['[', ']', '`']).filter(|&at| line[at..].starts_with("]]"))?];
        let end = start + 2 + inside.len() + 2;
        let is_escaped = self.text[..at].ends_with(['\\', '[']);
        let is_link_text = self.text[end..].starts_with(['(', '[', ']']);
        let is_padded = inside.trim() != inside || inside.is_empty();
        // `x[[1]]` and `y[["a"]]` are elements of a list.
        let is_index = self.text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | '.'))
            && (inside.starts_with(['"', '\''])
                || inside.bytes().all(|byte| byte.is_ascii_digit() || b"., :-".contains(&byte)));
        // `[[:alpha:]]` is a class of characters.
        let is_class = inside.len() > 2 && inside.starts_with(':') && inside.ends_with(':');
        if is_escaped || is_link_text || is_padded || is_index || is_class {
            return None;
        }
        let (target, words) = match inside.split_once('|') {
            Some((target, words)) => (target.trim_end_matches('\\').trim(), Some(words.trim())),
            None => (inside, None),
        };
        let embed = at < start;
        let words = words.filter(|words| !words.is_empty());
        let words = match words {
            // In an embed, a number is the width of the picture.
            Some(words) if !(embed && words.bytes().all(|b| b.is_ascii_digit() || b == b'x')) => words.to_owned(),
            _ => default_words(target, embed),
        };
        let token = Token::Link { target: target.to_owned(), words, embed };
        self.edits.push(Edit { range: at..end, text: token.encode() });
        Some(end)
    }

    /// `==words==`. `a == b` and `x==1` compare.
    fn mark(&mut self, at: usize) -> usize {
        let run = self.text[at..].bytes().take_while(|&byte| byte == b'=').count();
        let before = self.text[..at].chars().next_back();
        let start = at + run;
        if run != 2
            || before
                .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | '<' | '>' | '\\' | ')' | ']' | '{'))
            || self.text[start..].starts_with(char::is_whitespace)
        {
            return start;
        }
        let end = self.end_of_paragraph(at);
        let Some(close) = self.text.get(start..end).and_then(|rest| rest.find("==")).map(|close| start + close) else {
            return start;
        };
        let words = &self.text[start..close];
        let after = self.text[close + 2..].chars().next();
        let is_closed = !words.ends_with(char::is_whitespace)
            && !after.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '=' | '('));
        if words.is_empty() || !is_closed || words.contains('`') {
            return start;
        }
        self.edits.push(Edit { range: at..start, text: Token::MarkStart.encode() });
        self.edits.push(Edit { range: close..close + 2, text: Token::MarkEnd.encode() });
        // What is highlighted may hold formulas and links.
        let mut offset = start;
        while let Some(inner) = self.text[offset..close].find(['$', '[', '!', '\\']).map(|at| offset + at) {
            offset = self.construct(inner).max(inner + 1);
            if offset >= close {
                break;
            }
            offset = self.text.ceil_char_boundary(offset);
        }
        close + 2
    }

    /// `^name` at the end of a block.
    fn block_id(&mut self, at: usize) -> Option<usize> {
        let Range { start: line, end } = self.line(at);
        let id = self.text[at + 1..end].trim_end();
        let opens = at == line || self.text[..at].ends_with([' ', '\t']);
        // A short one without a digit may be an exponent, unless words are before it: `x ^n`.
        let before = self.text[..at].trim_end_matches([' ', '\t']);
        let letters = before.chars().rev().take_while(|c| c.is_alphabetic()).take(3).count();
        let is_behind_words = id.len() >= 2 && (letters == 3 || before.ends_with(['.', '?', '!', ':', ';', '"']));
        let is_name = (id.len() >= 4 || id.bytes().any(|byte| byte.is_ascii_digit()) || is_behind_words)
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && id.bytes().any(|byte| byte.is_ascii_alphabetic());
        let is_last = self.end_of_paragraph(at) == end || next_is_block(&self.text[end..]);
        if !opens || !is_name || !is_last {
            return None;
        }
        let token = Token::Anchor(format!("^{id}"));
        self.edits.push(Edit { range: at..at + 1 + id.len(), text: token.encode() });
        Some(end)
    }

    /// `^[words]`, which becomes a footnote at the end of the file.
    fn inline_footnote(&mut self, at: usize) -> Option<usize> {
        if !self.text[..at].ends_with(|c: char| c.is_alphanumeric() || ".,;:!?)\"'*_".contains(c)) {
            return None;
        }
        let inside = at + 2;
        let close = self.closing_bracket(at + 1)?;
        let words = &self.text[inside..close];
        if words.split_whitespace().nth(1).is_none() || words.contains('\n') {
            return None;
        }
        self.footnotes.push(words);
        let text = format!("[^{INLINE}{}]", self.footnotes.len());
        self.edits.push(Edit { range: at..close + 1, text });
        Some(close + 1)
    }

    /// Where the bracket at an offset is closed in its paragraph. All brackets of a paragraph are matched at once, because they
    /// may be nested as deeply as the paragraph is long.
    fn closing_bracket(&mut self, at: usize) -> Option<usize> {
        let end = self.end_of_paragraph(at);
        if self.brackets_end != end {
            self.brackets_end = end;
            self.brackets.clear();
            let mut open = Vec::new();
            for (offset, bracket) in self.text[at..end].match_indices(['[', ']']) {
                if bracket == "[" {
                    open.push(at + offset);
                } else if let Some(opener) = open.pop() {
                    self.brackets.push((opener, at + offset));
                }
            }
            self.brackets.sort_unstable();
        }
        let found = self.brackets.binary_search_by_key(&at, |(opener, _)| *opener).ok()?;
        Some(self.brackets[found].1)
    }

    fn add_footnotes(&mut self) {
        let end = self.text.len();
        for (index, words) in self.footnotes.iter().enumerate() {
            let words = Patched::new(words, 0, Vec::new()).edited(edits(words)).text;
            self.edits.push(Edit { range: end..end, text: format!("\n\n[^{INLINE}{}]: {words}\n", index + 1) });
        }
    }
}

/// What the labels of inline footnotes begin with.
const INLINE: &str = "inline-";

/// Characters that a construct, or something that hides one, can begin with.
const SIGNS: [char; 10] = ['`', '<', '$', '\\', '[', '!', '=', '^', ']', 'h'];

/// Whether the next line begins a block that ends a paragraph: an item of a list, a heading, a fence.
fn next_is_block(rest: &str) -> bool {
    let line = rest.trim_start_matches('\n').trim_start();
    let is_heading = line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
    line.starts_with(['-', '*', '+'])
        || line.starts_with(|c: char| c.is_ascii_digit())
        || is_heading
        || line.starts_with("```")
}

/// What a link without words of its own reads, as in Obsidian: `Note#A#B` is `Note > A > B`, `#A` is `A`.
fn default_words(target: &str, embed: bool) -> String {
    if embed && media::is_shown(target) {
        let name = target.rsplit('/').next().unwrap_or(target);
        return name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    }
    target.split('#').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" > ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its tokens in braces.
    fn rewritten(text: &str) -> String {
        let edited = Patched::new(text, 0, edits(text)).text;
        let mut shown = String::new();
        for part in edited.split('`') {
            match Token::read(part) {
                Some(Token::Formula { source, .. }) => shown.push_str(&format!("{{{source}}}")),
                Some(Token::Link { target, words, embed }) => {
                    shown.push_str(&format!("{{{}{target} {words}}}", if embed { "!" } else { "" }));
                }
                Some(Token::MarkStart) => shown.push_str("{="),
                Some(Token::MarkEnd) => shown.push_str("=}"),
                Some(Token::Caret { .. }) => shown.push_str("^^"),
                Some(Token::Anchor(id)) => shown.push_str(&format!("{{{id}}}")),
                Some(Token::Box { .. }) => shown.push_str("{box}"),
                None => shown.push_str(part),
            }
        }
        shown
    }

    #[test]
    fn constructs() {
        for (text, expected) in [
            ("a $x_1$ b", "a {x_1} b"),
            ("a $5 \\", "a $5 \\"),
            ("==a \\==\\", "{=a \\=}\\"),
            (
                "see [[Delta]], [[Delta#Silt]] and [[Estuary|wide mouth]]",
                "see {Delta Delta}, {Delta#Silt Delta > Silt} and {Estuary wide mouth}",
            ),
            ("![[map.png]] ![[map.png|300]] ![[Note]]", "{!map.png map} {!map.png map} {!Note Note}"),
            ("| [[A\\|b]] | $P(A\\|B)$ |", "| {A b} | {P(A|B)} |"),
            ("==a b== and ==c $x$==", "{=a b=} and {=c {x}=}"),
            ("a ^id-1\n\nb", "a {^id-1}\n\nb"),
            ("Some words. ^blk\n\nb", "Some words. {^blk}\n\nb"),
            (r"\(n\) and \(a^2\), \(see below\)", r"{n} and {a^2}, \(see below\)"),
            ("> $$\n> a\n> $$", "> {a}"),
            ("a^[b c] d", "a[^inline-1] d\n\n[^inline-1]: b c\n"),
            ("$$\na\n=\nb\n$$", "{a\n=\nb}"),
            ("$$\n\n$$\n\nb $x$ c\n\n$$\ny\n$$", "$$\n\n$$\n\nb {x} c\n\n{y}"),
            (
                "$$\np(sea | moon, tide) p(moon) p(tide) p(wind)\n$$\n\nand $x$ then\n\n$$\ny\n$$",
                "{p(sea | moon, tide) p(moon) p(tide) p(wind)}\n\nand {x} then\n\n{y}",
            ),
        ] {
            assert_eq!(rewritten(text), expected, "{text}");
        }
    }

    #[test]
    fn text_and_code() {
        for text in [
            "if a == b and c == d",
            "x==1 or y==2",
            "[[1]](http://a.b/$c$)",
            "[[ -f x ]]",
            "matrix[[1, 2], [3, 4]]",
            "x[[1]] and df[[\"name\"]] and f(x)[[2]]",
            "    $x$ [[a]]",
            "<a href=\"$x$\">b</a>",
            "http://a.b/?x=$y$&z==1==",
            "2 ^4",
            "x ^ab",
            r"\(n\) and \(k\)",
            "<div>\n$x$\n</div>",
            "[a]: http://x/$y$\n",
            "\\[[a]]",
            "grep '[[:upper:]][[:lower:]]*'",
            "$5 and $6",
            "a === b === c",
        ] {
            assert_eq!(edits(text), [], "{text}");
        }
    }
}
