//! A section's body as a flat list of blocks of plain text: what cards are made from.
//!
//! Plain text is text in which backticks mark code as in CommonMark, without emphasis. Pictures are left out.

use crate::parse::{Body, Piece};
use pulldown_cmark::{Event, Tag, TagEnd};

/// One block of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text on one line; the lines of a code block are kept.
    pub text: String,
    /// Length in bytes of the bold text that it begins with.
    pub strong: usize,
    /// Positions in `text` of spaces that are line breaks in the notes.
    pub breaks: Vec<usize>,
    /// How many lists it is inside of.
    pub depth: usize,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, also the second one of a list item.
    Paragraph,
    /// The first paragraph of a list item.
    Item {
        /// Its number in an ordered list.
        number: Option<u64>,
        /// Which list of the section it belongs to, from 0.
        list: usize,
        /// Whether its checkbox is checked, in a task list.
        checked: Option<bool>,
    },
    /// A heading inside the section.
    Heading,
    /// A block of code.
    Code,
    /// A paragraph or an item of a quotation or an alert.
    Note,
    /// A row of a table; the first row of each table is its head.
    Row {
        /// Which table of the section it belongs to, from 0.
        table: usize,
        /// Its cells as plain text.
        cells: Vec<String>,
    },
    /// The beginning of `<details>`; the text is its summary.
    DetailsStart,
    /// The end of `<details>`.
    DetailsEnd,
    /// An HTML comment: the text without its marks.
    Comment,
}

impl Block {
    /// Whether it is running text that cards quote: a paragraph or a list item.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        matches!(self.kind, BlockKind::Paragraph | BlockKind::Item { .. })
    }

    /// Its lines as the author wrote them.
    #[must_use]
    pub fn lines(&self) -> Vec<&str> {
        let mut start = 0;
        let mut lines = Vec::with_capacity(self.breaks.len() + 1);
        for &at in &self.breaks {
            lines.push(&self.text[start..at]);
            start = at + 1;
        }
        lines.push(&self.text[start.min(self.text.len())..]);
        lines
    }
}

/// Reads the blocks of a body.
#[must_use]
pub fn blocks(body: &Body) -> Vec<Block> {
    let mut reader = Reader::default();
    for piece in &body.pieces {
        match piece {
            Piece::Markdown(event) => reader.event(event),
            Piece::HeadingStart { .. } | Piece::BoxStart { .. } | Piece::BoxTitleEnd(_) | Piece::BoxEnd(_) => {
                reader.flush();
            }
            Piece::HeadingEnd { .. } => {
                reader.next = Some(BlockKind::Heading);
                reader.flush();
            }
            Piece::Code(code) => {
                reader.flush();
                reader.push(BlockKind::Code, code.text.clone());
            }
            Piece::Formula(formula) => reader.text.push_str(&formula.written),
            Piece::MarkStart | Piece::MarkEnd | Piece::Anchor(_) => {}
        }
    }
    reader.flush();
    if reader.in_details > 0 {
        reader.push(BlockKind::DetailsEnd, String::new());
    }
    split_glued_options(reader.blocks)
}

/// Splits `Which one? - A. text` where the next block is option B: the author forgot a line break.
fn split_glued_options(blocks: Vec<Block>) -> Vec<Block> {
    let glued = |block: &Block| {
        let has_mark = block.text.contains(" - A");
        [" - A.", " - A)", " - A:"].iter().filter(|_| has_mark).find_map(|mark| block.text.find(mark))
    };
    if !blocks.iter().any(|block| glued(block).is_some()) {
        return blocks;
    }
    let begins = |block: &Block, letter: char| {
        let rest = block.text.strip_prefix(letter);
        rest.is_some_and(|rest| rest.starts_with(['.', ')', ':', '：', '、']))
    };
    let mut split = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        let next_is_b = blocks.get(index + 1).is_some_and(|next| begins(next, 'B'));
        match glued(block).filter(|_| next_is_b && block.is_prose()) {
            Some(at) => {
                let question = block.text[..at].trim_end().to_owned();
                split.push(Block { text: question, breaks: Vec::new(), strong: 0, ..block.clone() });
                let text = block.text[at + " - ".len()..].to_owned();
                split.push(Block {
                    kind: BlockKind::Paragraph,
                    text,
                    breaks: Vec::new(),
                    strong: 0,
                    depth: block.depth,
                });
            }
            None => split.push(block.clone()),
        }
    }
    split
}

/// One open list.
#[derive(Debug)]
struct List {
    /// Its index.
    id: usize,
    /// The number of its next item, if it is ordered.
    number: Option<u64>,
}

#[derive(Debug, Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    breaks: Vec<usize>,
    strong: usize,
    /// Whether the bold text that is being read begins its block.
    strong_opens: bool,
    lists: Vec<List>,
    lists_seen: usize,
    tables_seen: usize,
    cells: Vec<String>,
    quotes: usize,
    images: usize,
    in_details: usize,
    /// Kind of the block that is being read, if it is no paragraph.
    next: Option<BlockKind>,
    checked: Option<bool>,
    /// Whether a `<summary>` is being read.
    in_summary: bool,
}

impl Reader {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(*end),
            Event::Text(text) if self.images == 0 => self.text.push_str(text),
            Event::Code(code) if self.images == 0 => self.text.push_str(&code_span(code)),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::TaskListMarker(checked) => {
                self.checked = Some(*checked);
                if let Some(BlockKind::Item { checked: known, .. }) = &mut self.next {
                    *known = Some(*checked);
                }
            }
            Event::Rule => self.flush(),
            Event::InlineMath(math) | Event::DisplayMath(math) => self.text.push_str(&format!("${math}$")),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock
                if !matches!(self.next, Some(BlockKind::Item { .. })) || !self.text.trim().is_empty() =>
            {
                self.flush();
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(List { id: self.lists_seen, number: *first });
                self.lists_seen += 1;
            }
            Tag::Item => {
                self.flush();
                if let Some(list) = self.lists.last_mut() {
                    let number = list.number;
                    list.number = number.map(|number| number + 1);
                    self.next = Some(BlockKind::Item { number, list: list.id, checked: None });
                }
            }
            Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::Table(_) => {
                self.flush();
                self.tables_seen += 1;
            }
            Tag::TableHead | Tag::TableRow => self.cells.clear(),
            Tag::TableCell => self.text.clear(),
            Tag::Strong => self.strong_opens |= self.text.trim().is_empty(),
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::HtmlBlock => self.flush(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::TableCell => {
                // Positions are counted in the cell, not in the row.
                self.breaks.clear();
                self.strong = 0;
                self.cells.push(std::mem::take(&mut self.text).trim().to_owned());
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                let kind = BlockKind::Row { table: self.tables_seen.saturating_sub(1), cells: cells.clone() };
                self.push(kind, cells.join(" | "));
            }
            TagEnd::Strong if self.strong_opens => {
                self.strong_opens = false;
                self.strong = self.text.len();
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    fn line_break(&mut self) {
        if self.text.ends_with(' ') || self.text.is_empty() {
            return;
        }
        self.breaks.push(self.text.len());
        self.text.push(' ');
    }

    fn flush(&mut self) {
        let kind = self.next.take();
        let is_empty = self.text.trim().is_empty();
        if is_empty {
            // An item whose paragraph is still to come.
            if matches!(kind, Some(BlockKind::Item { .. })) {
                self.next = kind;
            }
            self.text.clear();
            self.breaks.clear();
            self.strong = 0;
            self.strong_opens = false;
            return;
        }
        let text = std::mem::take(&mut self.text);
        let kind = if self.quotes > 0 { BlockKind::Note } else { kind.unwrap_or(BlockKind::Paragraph) };
        self.push(kind, text);
    }

    fn push(&mut self, kind: BlockKind, text: String) {
        let lead = if kind == BlockKind::Code { 0 } else { text.len() - text.trim_start().len() };
        let trimmed = if kind == BlockKind::Code { text } else { text.trim().to_owned() };
        let length = trimmed.len();
        let breaks = std::mem::take(&mut self.breaks).into_iter().filter_map(|at| at.checked_sub(lead));
        let breaks = breaks.filter(|&at| at < length && at > 0).collect();
        let strong = std::mem::take(&mut self.strong).saturating_sub(lead).min(length);
        self.blocks.push(Block { kind, text: trimmed, strong, breaks, depth: self.lists.len() });
    }
}

impl Reader {
    /// Reads raw HTML: `<details>`, `<summary>`, `<br>`, ends of blocks and comments count, other tags, scripts and styles
    /// are left out.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            self.html_text(&rest[..at]);
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix("<!--") {
                let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
                self.blocks.push(Block {
                    kind: BlockKind::Comment,
                    text: comment.trim().to_owned(),
                    strong: 0,
                    breaks: Vec::new(),
                    depth: self.lists.len(),
                });
                rest = after;
                continue;
            }
            let Some(end) = rest.find('>') else { break };
            let name = rest[1..end].trim_end_matches('/').to_ascii_lowercase();
            rest = &rest[end + 1..];
            // Scripts and styles have no words.
            let word = name.split_whitespace().next().unwrap_or_default();
            if let "script" | "style" = word {
                let closer = format!("</{word}");
                rest = rest.to_ascii_lowercase().find(&closer).map_or("", |close| &rest[close..]);
                continue;
            }
            self.html_tag(&name);
        }
        self.html_text(rest);
    }

    fn html_text(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 && !line.trim().is_empty() {
                self.line_break();
            }
            self.text.push_str(if index == 0 { line } else { line.trim_start() });
        }
    }

    fn html_tag(&mut self, tag: &str) {
        let name = tag.split(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).next().unwrap_or_default();
        match name {
            "details" => {
                self.flush();
                self.in_details += 1;
                self.push(BlockKind::DetailsStart, String::new());
            }
            "/details" if self.in_details > 0 => {
                self.flush();
                self.in_details -= 1;
                self.push(BlockKind::DetailsEnd, String::new());
            }
            "summary" => {
                self.flush();
                self.in_summary = true;
            }
            "/summary" if self.in_summary => {
                self.in_summary = false;
                let summary = std::mem::take(&mut self.text).trim().to_owned();
                self.breaks.clear();
                if let Some(details) = self.blocks.iter_mut().rev().find(|block| block.kind == BlockKind::DetailsStart)
                {
                    details.text = summary;
                }
            }
            "br" => self.line_break(),
            "p" | "/p" | "div" | "/div" => self.flush(),
            _ => {}
        }
    }
}

/// Code as a span that CommonMark reads back: in a longer run of backticks when the code has some.
#[must_use]
pub fn code_span(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let run = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{run}{pad}{code}{pad}{run}")
}

/// The lines that a block takes in the text of its section, as study files show it.
#[must_use]
pub fn text_lines(block: &Block) -> Vec<String> {
    match &block.kind {
        BlockKind::Item { .. } => vec![format!("- {}", block.text)],
        BlockKind::Code => block.text.lines().map(|line| format!("    {line}")).collect(),
        BlockKind::Comment | BlockKind::DetailsEnd => Vec::new(),
        BlockKind::DetailsStart if block.text.is_empty() => Vec::new(),
        _ => vec![block.text.clone()],
    }
}
