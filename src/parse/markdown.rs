//! One section's Markdown -> its title and its [`Body`]: the events of the page, where they were written, and the words
//! among them.

mod scripts;
mod tokens;

pub use tokens::{EMBEDDED, MAYBE_CODE};

use super::Title;
use super::dialect::{MARKDOWN, is_inline};
use super::ids::{Ids, free_name};
use super::patch::Patched;
use super::repair::MARKER;
use super::slug::github_fragment;
use super::syntax::{self, BoxKind, Fold, Token};
use super::undefined_references;
use crate::config::{PolicyReading, RawHtml, Scripts};
use crate::diagnostic::Diagnostic;
use crate::html::sanitize::{self, Naming};
use crate::policy::{self, Policy};
use crate::source::{FileId, Span};
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The content under a heading.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The content, in order.
    pub pieces: Vec<Piece>,
    /// Where each piece was written, in bytes of the notebook's file.
    pub ranges: Vec<Range<usize>>,
    /// The words, for finding names, references and related sections.
    pub prose: Prose,
    /// Whether there is raw HTML in it.
    pub raw_html: RawHtmlUse,
    /// Fragments of headings.
    pub anchors: Vec<String>,
    /// Fragments that raw HTML defines.
    pub raw_anchors: Vec<String>,
    /// Fragments that raw HTML in the title defines: addresses of the page as a whole.
    pub title_anchors: Vec<String>,
}

impl Body {
    /// Whether a block of code in it holds a policy.
    #[must_use]
    pub fn has_policies(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Code(code) if !code.policies.is_empty()))
    }
}

/// Whether a body holds raw HTML. Ordered: the worst of two counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RawHtmlUse {
    /// None: what we write needs no cleaning.
    #[default]
    None,
    /// Some: the page must be cleaned.
    Some,
    /// So deeply nested that cleaning would take too long: it is shown as text.
    TooDeep,
}

/// One step of a section's content. Containers are a start and an end, so that a pile of ten thousand quotations is a
/// long list and not a deep tree.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As CommonMark has it; never a heading or a code block.
    Markdown(Event<'static>),
    /// A heading inside the section, shifted below the page's own.
    HeadingStart {
        /// 2 to 6.
        level: u8,
        /// Its fragment, unique in the section.
        id: String,
    },
    /// The end of that heading.
    HeadingEnd {
        /// 2 to 6, as at its start.
        level: u8,
        /// Its fragment, as at its start.
        id: String,
        /// Its words, without images and HTML.
        text: String,
    },
    /// A block of code.
    Code(Box<CodeBlock>),
    /// A formula.
    Formula(Box<Formula>),
    /// The start of highlighted words.
    MarkStart,
    /// The end of highlighted words.
    MarkEnd,
    /// The fragment of a block.
    Anchor(String),
    /// The start of a box. Its title follows, up to [`Piece::BoxTitleEnd`].
    BoxStart {
        /// How it looks.
        kind: BoxKind,
        /// Whether it can be folded.
        fold: Fold,
        /// Whether the author wrote a title.
        titled: bool,
    },
    /// The end of a box's title.
    BoxTitleEnd(Fold),
    /// The end of a box.
    BoxEnd(Fold),
}

/// A formula.
#[derive(Clone, Debug)]
pub struct Formula {
    /// The TeX, without its delimiters.
    pub source: String,
    /// The formula as the author wrote it, with its delimiters.
    pub written: String,
    /// The formula in MathML, if its TeX can be read.
    pub mathml: Option<String>,
    /// Whether it is on a line of its own.
    pub display: bool,
}

/// A block of code.
#[derive(Clone, Debug)]
pub struct CodeBlock {
    /// The language as the author wrote it.
    pub language: Option<String>,
    /// The code, without its last line break.
    pub text: String,
    /// What it says, where it holds policies.
    pub policies: Vec<Policy>,
}

/// The words of a section, blocks separated by line breaks, code blocks left out.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The words.
    pub text: String,
    /// Which piece each stretch of words is in, in order.
    pub runs: Vec<Run>,
}

/// A stretch of [`Prose`] that is the whole text of one piece.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Where it begins in the prose.
    pub start: usize,
    /// The piece.
    pub piece: usize,
    /// What kind of words.
    pub kind: RunKind,
}

/// What may be made of words. Ordered: the last allows least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunKind {
    /// Names in it can become links.
    Text,
    /// Names in it count, but it is already a link or a heading.
    Quiet,
    /// Inline code: only identifiers count.
    Code,
    /// A formula: it can be searched, and names in it do not count.
    Formula,
}

/// What a section's Markdown may refer to elsewhere in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'a> {
    /// The file.
    pub file: FileId,
    /// Its text as the author wrote it.
    pub source: &'a str,
    /// Link definitions of the whole file.
    pub definitions: &'a HashMap<String, (String, String)>,
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Whether JSON is read as policies.
    pub policies: PolicyReading,
    /// Whether there are signs for subscripts and superscripts.
    pub scripts: Scripts,
    /// Codes of findings about policies that the site allows.
    pub policy_allow: &'a [String],
}

/// How the first block of a chunk is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It is the title: a heading, or the first paragraph of a list item.
    Title,
    /// There is none: everything is body.
    Body,
}

/// Deeper nesting than this is a paste gone wrong; browsers flatten it too.
const DEEPEST: usize = 100;

/// What CommonMark makes of a text, with the link definitions of the whole file, and the links in it that nothing defines.
pub(super) fn events<'a>(
    text: &'a str,
    around: Surroundings<'a>,
) -> (Vec<(Event<'a>, Range<usize>)>, Vec<undefined_references::Reference<'a>>) {
    let mut undefined = Vec::new();
    let resolve = |link: BrokenLink<'a>| {
        let Some((address, title)) = around.definitions.get(&link.reference.to_lowercase()) else {
            // Brackets alone, as in `[sic]`, are more often words than links.
            if link.link_type == LinkType::Reference {
                undefined.push(undefined_references::Reference { range: link.span, label: link.reference });
            }
            return None;
        };
        Some((CowStr::from(address.as_str()), CowStr::from(title.as_str())))
    };
    let scripts = Options::ENABLE_SUBSCRIPT | Options::ENABLE_SUPERSCRIPT;
    let options = if around.scripts == Scripts::On { MARKDOWN | scripts } else { MARKDOWN };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(resolve));
    let mut events: Vec<_> = TextMergeWithOffset::new(parser.into_offset_iter()).collect();
    if text.contains(MARKER) {
        for (event, _) in &mut events {
            without_markers(event);
        }
    }
    (events, undefined)
}

/// Takes the hints for the parser out of what it read.
fn without_markers(event: &mut Event<'_>) {
    if let Event::Text(words)
    | Event::Code(words)
    | Event::InlineHtml(words)
    | Event::Start(Tag::Link { dest_url: words, .. } | Tag::Image { dest_url: words, .. }) = event
        && words.contains(MARKER)
    {
        *words = CowStr::from(words.replace(MARKER, ""));
    }
}

/// More HTML elements open at once than this cannot be cleaned in reasonable time.
const DEEPEST_HTML: isize = 1_000;

/// Takes the events of one section apart.
pub(super) struct Reader<'a> {
    chunk: &'a Patched,
    file: FileId,
    source: &'a str,
    /// What happens to raw HTML.
    raw_html: RawHtml,
    policies: PolicyReading,
    scripts: Scripts,
    diagnostics: &'a mut Vec<Diagnostic>,
    body: Body,
    /// Ids handed out so far.
    ids: Ids,
    /// Original levels of the headings above the current position.
    levels: Vec<u8>,
    /// How many links, images and headings are open: names inside become no links.
    quiet: usize,
    /// How many links are open: an address inside becomes no link of its own.
    links: usize,
    /// How many quotations and lists are open.
    depth: usize,
    /// How many elements of raw HTML are open.
    html_depth: isize,
    /// The quotations that are open.
    quotations: Vec<tokens::Quotation>,
    /// The box whose title is being read.
    box_title: Option<Fold>,
    /// Codes of findings that the site and the section's comments allow.
    allowed: Vec<String>,
    /// How many elements of raw HTML are open that hold code, such as `<kbd>`.
    code_depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(chunk: &'a Patched, around: Surroundings<'a>, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            chunk,
            file: around.file,
            source: around.source,
            raw_html: around.raw_html,
            policies: around.policies,
            scripts: around.scripts,
            diagnostics,
            body: Body::default(),
            ids: Ids::default(),
            levels: Vec::new(),
            quiet: 0,
            links: 0,
            depth: 0,
            html_depth: 0,
            quotations: Vec::new(),
            box_title: None,
            allowed: around.policy_allow.to_vec(),
            code_depth: 0,
        }
    }

    pub(super) fn read(mut self, mut events: Vec<(Event<'_>, Range<usize>)>, opening: Opening) -> (Title, Body) {
        let title_length = match opening {
            Opening::Title => title_length(&events),
            Opening::Body => 0,
        };
        let is_end = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(_) | TagEnd::Paragraph));
        let last = events[..title_length].iter_mut().rev().find(|(event, _)| !is_end(event));
        self.body.title_anchors.extend(last.and_then(|(event, _)| take_explicit_id(event)));
        let title = Title::read(&events[..title_length]);
        let images =
            events[..title_length].iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
        for (_, range) in images {
            let span = self.span(range);
            self.diagnostics.push(
                Diagnostic::note("image-in-title", "an image in a heading is not shown")
                    .at(span)
                    .help("put it on a line of its own below the heading"),
            );
        }
        let referenced: BTreeSet<String> = events
            .iter()
            .filter_map(|(event, _)| match event {
                Event::FootnoteReference(label) => Some(label.to_lowercase()),
                _ => None,
            })
            .collect();
        self.footnotes_in_title(&events[..title_length]);
        for (event, _) in &events[..title_length] {
            if let Event::InlineHtml(html) = event {
                self.body.title_anchors.extend(sanitize::inspect(html).anchors);
            }
        }
        let repeated = self.repeated_footnotes(&events);
        let mut rest = events.into_iter().skip(title_length);
        while let Some((event, range)) = rest.next() {
            match event {
                Event::Start(Tag::HtmlBlock) => self.html_block(range, &mut rest),
                Event::Start(Tag::CodeBlock(kind)) => self.code_block(&kind, range, &mut rest),
                Event::Start(Tag::Heading { level, .. }) => self.heading(level as u8, range, &mut rest),
                Event::Start(Tag::FootnoteDefinition(label))
                    if !referenced.contains(&label.to_lowercase()) || repeated.contains(&range.start) =>
                {
                    let end = TagEnd::FootnoteDefinition;
                    rest.by_ref().find(|(event, _)| *event == Event::End(end));
                }
                event => self.piece(event, range),
            }
        }
        tokens::pair_marks(&mut self.body.pieces);
        (title, self.body)
    }

    fn footnotes_in_title(&mut self, title: &[(Event<'_>, Range<usize>)]) {
        for (_, range) in title.iter().filter(|(event, _)| matches!(event, Event::FootnoteReference(_))) {
            let span = self.span(range);
            self.diagnostics.push(
                Diagnostic::note("footnote-in-title", "a heading shows no mark of a footnote")
                    .at(span)
                    .help("the footnote is shown below the section; refer to it in the text"),
            );
        }
    }

    /// Finds the starts of footnotes with the label of another footnote. The first footnote of a section counts. Of two in one
    /// file, the second is reported, since GitHub shows the first instead of it.
    fn repeated_footnotes(&mut self, events: &[(Event<'_>, Range<usize>)]) -> BTreeSet<usize> {
        let mut first: HashMap<String, &Range<usize>> = HashMap::new();
        let mut repeated = BTreeSet::new();
        for (event, range) in events {
            let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
            let Some(other) = first.get(&label.to_lowercase()) else {
                first.insert(label.to_lowercase(), range);
                continue;
            };
            repeated.insert(range.start);
            let (one, two) = (self.span(other), self.span(range));
            let second = if one.start < two.start { two } else { one };
            self.diagnostics.push(
                Diagnostic::warning("footnote-repeated", format!("footnote `{label}` is defined twice in this file"))
                    .at(Span::new(self.file, second.start..second.start + 1))
                    .help("give one of the two another label"),
            );
        }
        repeated
    }

    /// Appends a piece, its span, and its words.
    fn piece(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.is_of_box(&event, &range) {
            return;
        }
        match &event {
            Event::Text(words) => return self.text(words, range),
            Event::Code(words) => {
                if let Some(token) = Token::read(words) {
                    return self.token(token, range);
                }
                self.words(words, RunKind::Code);
            }
            Event::SoftBreak | Event::HardBreak => self.body.prose.text.push(' '),
            Event::Start(Tag::Link { .. }) => {
                self.quiet += 1;
                self.links += 1;
            }
            Event::Start(Tag::Image { .. }) => self.quiet += 1,
            Event::End(TagEnd::Link) => {
                self.quiet -= 1;
                self.links -= 1;
            }
            Event::End(TagEnd::Image) => self.quiet -= 1,
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => {
                self.depth += 1;
                if self.depth == DEEPEST {
                    let span = self.span(&range);
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "nested-too-deep",
                            format!("quotations or lists are nested over {DEEPEST} deep"),
                        )
                        .at(span)
                        .help("a paste gone wrong? take the markers away"),
                    );
                }
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => self.depth -= 1,
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, &range),
            _ => {}
        }
        let ends_block = match &event {
            Event::End(end) => !is_inline(*end),
            Event::Start(Tag::List(_) | Tag::Item) => true,
            _ => false,
        };
        if ends_block && !self.body.prose.text.ends_with('\n') {
            self.body.prose.text.push('\n');
        }
        let event = match event {
            Event::Html(html) if self.raw_html != RawHtml::Escape => Event::Html(self.with_own_ids(&html)),
            Event::InlineHtml(html) if self.raw_html != RawHtml::Escape => Event::InlineHtml(self.with_own_ids(&html)),
            event => event.into_static(),
        };
        self.push(Piece::Markdown(event), &range);
    }

    /// Returns raw HTML with quoted addresses, and with ids and names that nothing else on the page has.
    fn with_own_ids(&mut self, html: &str) -> CowStr<'static> {
        let html = sanitize::with_quoted_addresses(html);
        let html = with_own_ids(&html, &mut self.ids);
        self.body.raw_anchors.extend(sanitize::inspect(&html).anchors);
        CowStr::from(html)
    }

    fn push(&mut self, piece: Piece, range: &Range<usize>) {
        self.body.pieces.push(piece);
        self.body.ranges.push(self.chunk.origin_range(range.clone()));
    }

    /// Words, without links to sections made of `\#47`.
    fn text(&mut self, words: &str, range: Range<usize>) {
        let kind = match (self.code_depth, self.quiet) {
            (0, 0) => RunKind::Text,
            (0, _) => RunKind::Quiet,
            _ => RunKind::Code,
        };
        let mut done = 0;
        for hash in escaped_hashes(words, &self.chunk.text[range.clone()]) {
            let end =
                words[hash + 1..].find(|c: char| !c.is_alphanumeric()).map_or(words.len(), |length| hash + 1 + length);
            self.words_and_addresses(&words[done..hash], kind, &range);
            self.plain_words(&words[hash..end], kind.max(RunKind::Quiet), &range);
            done = end;
        }
        self.words_and_addresses(&words[done..], kind, &range);
    }

    fn plain_words(&mut self, words: &str, kind: RunKind, range: &Range<usize>) {
        let mut rest = words;
        while self.scripts == Scripts::On
            && kind < RunKind::Code
            && let Some(script) = scripts::first(rest)
        {
            self.unsigned_words(&rest[..script.range.start], kind, range);
            self.push(Piece::Markdown(Event::Start(script.tag)), range);
            self.unsigned_words(&rest[script.range.start + 1..script.range.end - 1], kind, range);
            self.push(Piece::Markdown(Event::End(script.end)), range);
            rest = &rest[script.range.end..];
        }
        self.unsigned_words(rest, kind, range);
    }

    /// Words without signs of any kind.
    fn unsigned_words(&mut self, words: &str, kind: RunKind, range: &Range<usize>) {
        if !words.is_empty() {
            self.words(words, kind);
            self.push(Piece::Markdown(Event::Text(CowStr::from(words.to_owned()))), range);
        }
    }

    /// Words, with bare addresses of the web and of mail made into links (GitHub Flavored Markdown, section 6.9).
    fn words_and_addresses(&mut self, words: &str, kind: RunKind, range: &Range<usize>) {
        if self.links > 0 || !["://", "www.", "@"].iter().any(|sign| words.contains(sign)) {
            return self.plain_words(words, kind, range);
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(false);
        let mut done = 0;
        for link in finder.links(words) {
            let address = link.as_str();
            let (link_type, dest_url) = match *link.kind() {
                LinkKind::Email => (LinkType::Email, address.to_owned()),
                _ if address.starts_with("http://") || address.starts_with("https://") => {
                    (LinkType::Autolink, address.to_owned())
                }
                _ if address.starts_with("www.") && address[4..].contains('.') => {
                    (LinkType::Autolink, format!("http://{address}"))
                }
                _ => continue,
            };
            self.plain_words(&words[done..link.start()], kind, range);
            let tag = Tag::Link {
                link_type,
                dest_url: CowStr::from(dest_url),
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            };
            self.push(Piece::Markdown(Event::Start(tag)), range);
            self.plain_words(address, RunKind::Code, range);
            self.push(Piece::Markdown(Event::End(TagEnd::Link)), range);
            done = link.end();
        }
        self.plain_words(&words[done..], kind, range);
    }

    fn words(&mut self, words: &str, kind: RunKind) {
        let prose = &mut self.body.prose;
        prose.runs.push(Run { start: prose.text.len(), piece: self.body.pieces.len(), kind });
        prose.text.push_str(words);
    }

    /// Lines of one HTML block belong together: `<script>` on the first says what the others are.
    fn html_block<'e>(&mut self, range: Range<usize>, rest: &mut impl Iterator<Item = (Event<'e>, Range<usize>)>) {
        let lines = rest.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::HtmlBlock)));
        let html: String = lines
            .filter_map(|(event, _)| match event {
                Event::Html(html) | Event::Text(html) => Some(html.to_string()),
                _ => None,
            })
            .collect();
        self.piece(Event::Html(CowStr::from(Token::restored(&html).into_owned())), range);
    }

    fn raw_html(&mut self, html: &str, range: &Range<usize>) {
        let is_code =
            |name: &str| ["code", "kbd", "samp", "var", "pre", "tt"].iter().any(|code| code.eq_ignore_ascii_case(name));
        for (at, _) in html.match_indices('<') {
            if sanitize::element_of(&html[at..]).is_some_and(is_code) {
                let is_end = html[at..].starts_with("</");
                self.code_depth = if is_end { self.code_depth.saturating_sub(1) } else { self.code_depth + 1 };
            }
        }
        let found = sanitize::inspect(html);
        self.allowed.extend(policy::allowed_by_comment(html));
        self.body.raw_html = self.body.raw_html.max(RawHtmlUse::Some);
        self.html_depth += found.depth;
        if self.html_depth > DEEPEST_HTML && self.body.raw_html != RawHtmlUse::TooDeep {
            self.body.raw_html = RawHtmlUse::TooDeep;
            let span = self.span(range);
            self.diagnostics.push(
                Diagnostic::warning("nested-too-deep", format!("over {DEEPEST_HTML} HTML elements are open here"))
                    .at(span)
                    .help("the HTML of this section is shown as text; close the elements"),
            );
        }
        for removed in found.removed.iter().filter(|removed| self.raw_html != RawHtml::Escape && !removed.is_frame()) {
            let is_style = removed.is_style();
            let removed = removed.to_string();
            let at = html.to_ascii_lowercase().find(removed.trim_matches(['<', '>'])).unwrap_or(0);
            let end = html.floor_char_boundary((at + removed.len()).min(range.len().max(at)));
            let span = self.span(&(range.start + at..range.start + end));
            self.diagnostics.push(if self.raw_html == RawHtml::Allow {
                Diagnostic::note("html-blocked", format!("browsers ignore `{removed}` here"))
                    .at(span)
                    .help("the pages' content security policy allows no inline script or style and no frame")
            } else if is_style {
                // No words are lost.
                Diagnostic::note("html-removed", format!("`{removed}` is not kept in notes"))
                    .at(span)
                    .help("a style sheet of your own is named by `css` under `[site]` in site.toml")
            } else {
                Diagnostic::warning("html-removed", format!("`{removed}` is not kept in notes"))
                    .at(span)
                    .help("write it in Markdown; `[markdown] html` in site.toml says what happens to raw HTML")
            });
        }
    }

    fn heading<'e>(
        &mut self,
        level: u8,
        range: Range<usize>,
        rest: &mut impl Iterator<Item = (Event<'e>, Range<usize>)>,
    ) {
        while self.levels.last().is_some_and(|&above| above >= level) {
            self.levels.pop();
        }
        self.levels.push(level);
        let shifted = u8::try_from(self.levels.len() + 1).unwrap_or(6).min(6);
        let mut inside: Vec<_> =
            rest.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
        // `##` alone says nothing, and a link to it could not be seen.
        if inside.is_empty() {
            return;
        }
        let explicit = inside.last_mut().and_then(|(event, _)| take_explicit_id(event));
        let text = Title::read(&inside).full_text;
        let wanted = explicit.unwrap_or_else(|| github_fragment(&text));
        let wanted = if wanted.is_empty() { "heading".to_owned() } else { wanted };
        let id = self.ids.of_heading(&wanted);
        self.body.anchors.push(id.clone());
        self.push(Piece::HeadingStart { level: shifted, id: id.clone() }, &range);
        self.quiet += 1;
        for (event, range) in inside {
            self.piece(event, range);
        }
        self.quiet -= 1;
        self.body.prose.text.push('\n');
        self.push(Piece::HeadingEnd { level: shifted, id, text }, &range);
    }

    fn code_block<'e>(
        &mut self,
        kind: &CodeBlockKind<'_>,
        range: Range<usize>,
        rest: &mut impl Iterator<Item = (Event<'e>, Range<usize>)>,
    ) {
        let mut text = String::new();
        let mut inside: Option<Range<usize>> = None;
        for (event, inner) in rest.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::CodeBlock))) {
            if let Event::Text(code) = event {
                text.push_str(&code);
                inside = Some(inside.map_or(inner.clone(), |inside| inside.start..inner.end));
            }
        }
        text = Token::restored(&text).into_owned();
        text.truncate(text.trim_end_matches(['\n', '\r', ' ']).len());
        let mut language = match kind {
            CodeBlockKind::Fenced(info) => syntax::fence_language(info),
            CodeBlockKind::Indented => {
                (policy::json::pretty(&text).is_some() && text.starts_with(['{', '['])).then_some("json")
            }
        }
        .map(ToOwned::to_owned);
        if language.as_deref().is_some_and(|name| name.starts_with('.')) {
            language = language.map(|name| name.trim_start_matches('.').to_owned());
        }
        if language.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("math")) {
            let text = syntax::without_comments_of_formula(&text);
            let written = text.clone();
            self.piece(Event::Start(Tag::Paragraph), range.clone());
            self.formula(text, written, crate::html::mathml::Form::Display, &range);
            return self.piece(Event::End(TagEnd::Paragraph), range);
        }
        if language.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("mermaid")) {
            text = syntax::without_comments_of_diagram(&text);
        }
        let is_read = self.policies == PolicyReading::Auto && !is_policy_off(kind);
        let found = is_read.then(|| {
            let allowed: Vec<&str> = self.allowed.iter().map(String::as_str).collect();
            policy::find(&text, language.as_deref().unwrap_or_default(), &allowed)
        });
        let policy::Found { policies, problems } = found.unwrap_or_default();
        self.policy_problems(problems, &text, inside.unwrap_or(range.clone()));
        self.push(Piece::Code(Box::new(CodeBlock { language, text, policies })), &range);
    }

    /// Reports what is wrong with the policies of a block, where it was written.
    fn policy_problems(&mut self, problems: Vec<policy::Problem>, text: &str, inside: Range<usize>) {
        for problem in problems {
            // A repair that fences JSON replaces all of it: positions inside are mapped to the author's text.
            let span = match self.chunk.replaced(inside.start) {
                Some(replaced) => {
                    let written = &self.source[replaced.clone()];
                    let at = |offset| replaced.start + same_span(text, written, offset);
                    let last = (problem.offset + problem.len).saturating_sub(1).max(problem.offset);
                    at(problem.offset)..(at(last) + usize::from(problem.len > 0)).min(replaced.end)
                }
                None => {
                    let written = &self.chunk.text[inside.clone()];
                    let at = inside.start + same_span(text, written, problem.offset);
                    self.chunk.origin_range(at..(at + problem.len).min(inside.end).max(at))
                }
            };
            let span = Span::new(self.file, span.start..span.end.max(span.start));
            self.diagnostics.push(Diagnostic::from(problem).at(span));
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.chunk.origin_range(range.clone()))
    }
}

/// Whether a fence says `policy: off` behind its language.
fn is_policy_off(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(info) = kind else { return false };
    let words: String =
        info.to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\'')).collect();
    ["policy:off", "policy=off"].iter().any(|off| words.contains(off))
}

/// Where `words` have a `#` that is written `\#`.
fn escaped_hashes(words: &str, written: &str) -> Vec<usize> {
    if !written.contains("\\#") {
        return Vec::new();
    }
    let shown: Vec<usize> = words.match_indices('#').map(|(at, _)| at).collect();
    let all: Vec<usize> = written.match_indices('#').map(|(at, _)| at).collect();
    // A `#` that is written as an entity is one more on the page.
    if shown.len() != all.len() {
        return Vec::new();
    }
    let pairs = shown.into_iter().zip(all);
    pairs.filter(|(_, at)| written[..*at].ends_with('\\')).map(|(shown, _)| shown).collect()
}

/// Returns raw HTML with ids and names that nothing else on the page has.
pub(super) fn with_own_ids(html: &str, ids: &mut Ids) -> String {
    let renamed = |naming, name: &str| match naming {
        Naming::Id => ids.of_element(name),
        Naming::Anchor => name.to_owned(),
        Naming::Other => free_name(name),
    };
    sanitize::with_names(html, renamed).into_owned()
}

/// How many events, from the first, make up the title.
fn title_length(events: &[(Event<'_>, Range<usize>)]) -> usize {
    let closes = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(_) | TagEnd::Paragraph));
    match events.first() {
        Some((Event::Start(Tag::Heading { .. } | Tag::Paragraph), _)) => {
            events.iter().position(|(event, _)| closes(event)).map_or(0, |end| end + 1)
        }
        _ => 0,
    }
}

/// Takes `{#id}` or `{#id .class key=value}` from the end of a heading's last words. `{#each}` is a word of Svelte.
fn take_explicit_id(event: &mut Event<'_>) -> Option<String> {
    let Event::Text(words) = event else { return None };
    let (before, attributes) = words.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    let mut attributes = attributes.split(' ');
    let id = attributes.next()?;
    let are_attributes = attributes.all(|other| other.is_empty() || other.starts_with('.') || other.contains('='));
    let is_name = are_attributes
        && !["if", "each", "await", "key", "snippet"].contains(&id)
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    let (before, id) = is_name.then(|| (before.trim_end().to_owned(), id.to_owned()))?;
    *event = Event::Text(CowStr::from(before));
    Some(id)
}

/// Where in `written` the character stands that is at `offset` of `shown`. The two differ only in blanks, which
/// re-indenting changes, and in what Markdown takes away: indentation and `>` before lines, and backslashes.
fn same_span(shown: &str, written: &str, offset: usize) -> usize {
    let solid = |&(_, c): &(usize, char)| !c.is_whitespace() && c != '\\';
    let mut characters = written.char_indices().filter(solid).peekable();
    for (at, character) in shown.char_indices().filter(solid) {
        while character != '>' && characters.next_if(|(_, c)| *c == '>').is_some() {}
        if at >= offset {
            break;
        }
        characters.next();
    }
    characters.next().map_or(written.len(), |(at, _)| at)
}
