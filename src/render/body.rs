//! Renders the body of a section: takes pieces and links, and gives HTML. It does not render the page around it.

mod lead_in;
mod rows;

use super::headings::permalink;
use super::highlight::{CodeLink, Highlighter, Outcome};
use super::interface::{Fill, Interface};
use crate::config::RawHtml;
use crate::diagnostic::Diagnostic;
use crate::html::escape::escape;
use crate::html::sanitize::{self, Naming};
use crate::parse::markdown::MAYBE_CODE;
use crate::parse::syntax::{self, BoxKind, Fold, Media};
use crate::parse::{Body, CodeBlock, Formula, Piece, RawHtmlUse};
use crate::policy::{self, Policy};
use crate::site::links::{LeadIn, Links, Refusal, Target};
use crate::site::routes::{Route, encode_fragment, relative, section_fragment, shared_fragment};
use crate::site::{SectionId, Site};
use crate::source::{FileId, Span};
use pulldown_cmark::{Alignment, BlockQuoteKind, Event, LinkType, Tag, TagEnd};
use rows::{Rows, rows};
use std::collections::HashMap;
use std::ops::Range;

/// The surroundings of a body, which determine its links and fragments.
#[derive(Clone, Copy)]
pub(super) struct Surface<'a> {
    pub site: &'a Site,
    pub highlighter: &'a Highlighter,
    pub cleaner: &'a ammonia::Builder<'static>,
    /// Renders the explanation of a policy.
    pub explain: &'a (dyn Fn(&Policy) -> Result<String, Box<Diagnostic>> + Sync),
    /// Path of the page in the site.
    pub path: &'a str,
    /// Fragment of the section, on a page with several sections.
    pub shared: Option<&'a str>,
    /// The page with the whole body, if this one shows an excerpt.
    pub whole: Option<Route>,
    /// Language of the page.
    pub language: &'a str,
    /// The words of the interface.
    pub interface: &'a Interface,
    /// Notebook whose print page this is. Links to its sections stay on the page.
    pub printed: Option<usize>,
    /// Source file of the body.
    pub file: FileId,
}

/// Renders a body, with diagnostics about its code.
///
/// # Errors
/// When the policy template fails.
pub(super) fn html(
    body: &Body,
    links: &Links,
    surface: Surface<'_>,
) -> Result<(String, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut writer = Writer::new(body, links, surface);
    for index in 0..body.pieces.len() {
        writer.before_row_piece(index);
        writer.piece(index)?;
        writer.after_row_piece(index);
    }
    writer.footnotes();
    Ok(writer.finish())
}

/// Renders what a label begins, for a page that shows the body not as a whole. The label, footnotes and their marks are
/// left out. Diagnostics are those of the whole body, so there are none.
///
/// # Errors
/// When the policy template fails.
pub(super) fn excerpt(
    body: &Body,
    links: &Links,
    lead_in: &LeadIn,
    surface: Surface<'_>,
) -> Result<String, Box<Diagnostic>> {
    let mut writer = Writer::new(body, links, surface);
    for index in lead_in.pieces.clone().filter(|index| !lead_in.label.contains(index)) {
        writer.piece(index)?;
    }
    Ok(writer.finish().0)
}

/// Start of a placeholder in a body, for HTML that is put in after cleaning. A placeholder is the index of the HTML
/// between two characters that no text has.
const MADE_START: char = '\u{FDD8}';
const MADE_END: char = '\u{FDD9}';

/// Replaces the placeholders by the HTML that was made.
fn with_made(html: String, made: &[String]) -> String {
    if made.is_empty() {
        return html;
    }
    let mut whole = String::with_capacity(html.len() + made.iter().map(String::len).sum::<usize>());
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once(MADE_START) {
        whole.push_str(before);
        let (index, after) = after.split_once(MADE_END).unwrap_or((after, ""));
        whole.push_str(index.parse().ok().and_then(|index: usize| made.get(index)).map_or("", String::as_str));
        rest = after;
    }
    whole.push_str(rest);
    whole
}

/// Returns the addresses that the author's links and images have on a surface, as written in attributes, with
/// their pieces.
pub(super) fn addresses(body: &Body, links: &Links, surface: Surface<'_>) -> Vec<(String, usize)> {
    let writer = Writer::new(body, links, surface);
    let markdown = links.targets.iter().map(|(piece, target)| (target, *piece));
    let html = links.html.iter().map(|(piece, _, target)| (target, *piece));
    markdown.chain(html).filter_map(|(target, piece)| Some((writer.address(target)?, piece))).collect()
}

/// Returns the address of a route on a surface, as written in an attribute.
pub(super) fn href(surface: Surface<'_>, route: Route, fragment: Option<&str>) -> String {
    let site = surface.site;
    let route = site.destination(route);
    if let Route::Section(SectionId { notebook, section }) = route
        && surface.printed == Some(notebook)
    {
        let section = &site.notebooks[notebook].sections[section];
        return match fragment {
            Some(fragment) => format!("#{}", encode_fragment(&shared_fragment(&section.stem, fragment))),
            None => format!("#{}", encode_fragment(&section_fragment(&section.stem))),
        };
    }
    let mut address = relative(surface.path, &site.path(route));
    if let Some(fragment) = fragment {
        address.push('#');
        address.push_str(&encode_fragment(fragment));
    }
    address
}

/// What an image in Markdown is shown as.
enum Image {
    /// A picture, by its tag up to the alternative text.
    Picture(String),
    /// A player: the name of its element, and its other attributes.
    Player(&'static str, String),
    /// A link to a film or a sound of another host, which the content policy of the pages does not allow.
    Link(String),
    /// Its alternative text.
    Words,
}

struct Writer<'a> {
    body: &'a Body,
    links: &'a Links,
    surface: Surface<'a>,
    html: String,
    /// Finished footnotes: number and HTML.
    footnotes: Vec<(usize, String)>,
    footnote_numbers: HashMap<String, (usize, usize)>,
    /// Text around the current footnote, and its number.
    aside: Vec<(String, usize)>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// The current image, and the offset of its alternative text.
    image: Option<(Image, usize)>,
    /// Closing tags of the open links.
    ends: Vec<&'static str>,
    /// HTML that is put in after cleaning.
    made: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    next_word: usize,
    /// Whether a link over several lines of text is open.
    is_in_words: bool,
    /// Lists of section numbers that are still to be written, last first.
    rows: Vec<Rows>,
}

impl<'a> Writer<'a> {
    fn new(body: &'a Body, links: &'a Links, surface: Surface<'a>) -> Self {
        Self {
            body,
            links,
            surface,
            html: String::with_capacity(body.prose.text.len() * 2),
            footnotes: Vec::new(),
            footnote_numbers: HashMap::new(),
            aside: Vec::new(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            image: None,
            ends: Vec::new(),
            made: Vec::new(),
            diagnostics: Vec::new(),
            next_word: 0,
            is_in_words: false,
            rows: rows(body, links, surface.site).into_iter().rev().collect(),
        }
    }

    /// The HTML, cleaned where the author wrote some, and what is wrong with the code.
    fn finish(self) -> (String, Vec<Diagnostic>) {
        let Self { body, surface, html, made, diagnostics, .. } = self;
        let is_to_clean = body.raw_html == RawHtmlUse::Some && surface.site.config.markdown.html == RawHtml::Sanitize;
        let html = if is_to_clean { sanitize::clean(surface.cleaner, &html) } else { html };
        (with_made(html, &made), diagnostics)
    }

    fn piece(&mut self, index: usize) -> Result<(), Box<Diagnostic>> {
        match &self.body.pieces[index] {
            Piece::HeadingStart { level, id } => {
                let id = self.fragment(id);
                self.html.push_str(&format!("<h{level} id=\"{}\">", escape(&id)));
            }
            Piece::HeadingEnd { level, id, text } => {
                // On a page with several sections, the heading has no address of its own.
                if self.surface.shared.is_none() {
                    let values = [("heading", Fill::Text(text.trim()))];
                    let label = self.surface.interface.say(self.surface.language, "Link to {heading}", &values);
                    self.html.push_str(&permalink(id, &label));
                }
                self.html.push_str(&format!("</h{level}>\n"));
            }
            Piece::Code(code) => return self.code(code, index),
            Piece::Formula(formula) => self.formula(formula),
            Piece::MarkStart => self.inline("<mark>"),
            Piece::MarkEnd => self.inline("</mark>"),
            Piece::Anchor(id) => {
                let id = self.fragment(id);
                self.inline(&format!("<span id=\"{}\"></span>", escape(&id)));
            }
            Piece::BoxStart { kind, fold, titled } => self.open_box(kind, *fold, *titled),
            Piece::BoxTitleEnd(Fold::Never) => self.html.push_str("</p>\n"),
            Piece::BoxTitleEnd(_) => self.html.push_str("</summary>\n"),
            Piece::BoxEnd(Fold::Never) => self.html.push_str("</blockquote>\n"),
            Piece::BoxEnd(_) => self.html.push_str("</details>\n"),
            Piece::Markdown(event) => self.event(event, index),
        }
        Ok(())
    }

    fn event(&mut self, event: &Event<'static>, index: usize) {
        match event {
            Event::Start(tag) => self.start(tag, index),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.image.is_some() => self.html.push_str(&escape(text)),
            Event::Text(text) => self.words(text, index),
            Event::Code(code) if self.image.is_some() => self.html.push_str(&escape(code)),
            Event::Code(code) => {
                let title = policy::arn_in_words(code).map(|words| format!(" title=\"{}\"", escape(&words)));
                self.html.push_str(&format!("<code{}>{}</code>", title.unwrap_or_default(), escape(code)));
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, index),
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            Event::FootnoteReference(_) if self.surface.whole.is_some() => {}
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::TaskListMarker(done) => {
                let (state, checked) = if *done { ("done", " checked") } else { ("open", "") };
                let (english, label) = (self.english(), self.say(state));
                self.html
                    .push_str(&format!("<input type=\"checkbox\" disabled{english} aria-label=\"{label}\"{checked}> "));
            }
            Event::InlineMath(math) | Event::DisplayMath(math) => self.html.push_str(&escape(math)),
        }
    }

    fn start(&mut self, tag: &Tag<'static>, index: usize) {
        match tag {
            Tag::Paragraph => self.html.push_str("<p>"),
            Tag::BlockQuote(None) => self.html.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let ((class, label), english) = (alert(*kind), self.english());
                let label = self.say(label);
                self.html.push_str(&format!(
                    "<blockquote class=\"alert {class}\">\n<p class=\"alert-title\"{english}>{label}</p>\n"
                ));
            }
            Tag::List(None) => self.html.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.html.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.html.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => self.html.push_str("<li>"),
            Tag::DefinitionList => self.html.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.html.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.html.push_str("<dd>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::FootnoteDefinition(label) => {
                let (number, _) = self.footnote(label);
                let number = *number;
                self.aside.push((std::mem::take(&mut self.html), number));
            }
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.html.push_str("<div class=\"table\" tabindex=\"0\">\n<table>\n");
            }
            Tag::TableHead => {
                self.cell = 0;
                self.in_head = true;
                self.html.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.html.push_str("<tr>");
            }
            Tag::TableCell => {
                let class = match self.alignments.get(self.cell) {
                    Some(Alignment::Center) => " class=\"centre\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                let open = if self.in_head { "<th scope=\"col\"" } else { "<td" };
                self.html.push_str(&format!("{open}{class}>"));
            }
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => match lead_in::class(&self.body.pieces, index) {
                Some(class) => self.inline(&format!("<strong class=\"{class}\">")),
                None => self.inline("<strong>"),
            },
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Link { title, link_type, id, .. } => self.link(index, title, *link_type, **id == *MAYBE_CODE),
            Tag::Image { title, .. } => self.image(index, title),
            // Headings and code blocks are separate pieces. The parser is configured to give no other tags.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.html.push_str("</p>\n"),
            TagEnd::BlockQuote(_) => self.html.push_str("</blockquote>\n"),
            TagEnd::List(true) => self.html.push_str("</ol>\n"),
            TagEnd::List(false) => self.html.push_str("</ul>\n"),
            TagEnd::Item => self.html.push_str("</li>\n"),
            TagEnd::DefinitionList => self.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.html.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.html.push_str("</dd>\n"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::FootnoteDefinition => {
                if let Some((around, number)) = self.aside.pop() {
                    let footnote = std::mem::replace(&mut self.html, around);
                    self.footnotes.push((number, footnote));
                }
            }
            TagEnd::Table => self.html.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.html.push_str(if self.in_head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Link => {
                if let Some(end) = self.ends.pop() {
                    self.inline(end);
                }
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    /// A formula in MathML; one that cannot be read is shown as it is written.
    fn formula(&mut self, formula: &Formula) {
        match &formula.mathml {
            _ if self.image.is_some() => self.html.push_str(&escape(&formula.source)),
            Some(mathml) => self.made(mathml.clone()),
            None => self.html.push_str(&format!("<code class=\"formula\">{}</code>", escape(&formula.written))),
        }
    }

    /// Appends HTML that the sanitizer must not see: it knows neither MathML nor SVG.
    fn made(&mut self, html: String) {
        self.html.push_str(&format!("{MADE_START}{}{MADE_END}", self.made.len()));
        self.made.push(html);
    }

    /// Opens a box. One without a title is called by its kind.
    fn open_box(&mut self, kind: &BoxKind, fold: Fold, titled: bool) {
        let class = kind.class;
        let english = if titled { "" } else { self.english() };
        self.html.push_str(&match fold {
            Fold::Never => {
                format!("<blockquote class=\"alert {class}\">\n<p class=\"alert-title\"{english}>")
            }
            Fold::Open => format!("<details class=\"alert {class}\" open>\n<summary class=\"alert-title\"{english}>"),
            Fold::Folded => format!("<details class=\"alert {class}\">\n<summary class=\"alert-title\"{english}>"),
        });
        if !titled {
            let label = self.say(&kind.label);
            self.html.push_str(&label);
        }
    }

    /// Writes a tag, except in the alternative text of an image.
    fn inline(&mut self, tag: &str) {
        if self.image.is_none() {
            self.html.push_str(tag);
        }
    }

    /// Writes text, and turns mentions and references into links.
    fn words(&mut self, text: &str, index: usize) {
        let words = &self.links.words;
        while words.get(self.next_word).is_some_and(|word| word.piece < index) {
            self.next_word += 1;
        }
        let mut done = 0;
        while let Some(word) = words.get(self.next_word).filter(|word| word.piece == index) {
            self.next_word += 1;
            if !std::mem::take(&mut self.is_in_words) {
                self.html.push_str(&escape(&text[done..word.range.start]));
                self.open_words(word.to);
                done = word.range.start;
            }
            self.html.push_str(&escape(&text[done..word.range.end]));
            self.html.push_str("</a>");
            done = word.range.end;
        }
        // The next link may begin here, and end in a later line.
        if let Some((word, (_, start))) = words.get(self.next_word).and_then(|word| Some((word, word.begins?)))
            && word.begins.is_some_and(|(piece, _)| piece == index)
        {
            let start = start.max(done);
            self.html.push_str(&escape(&text[done..start]));
            self.open_words(word.to);
            self.is_in_words = true;
            done = start;
        }
        self.html.push_str(&escape(&text[done..]));
    }

    /// Opens the link of a mention or reference.
    fn open_words(&mut self, to: Route) {
        let class = match to {
            Route::Service { .. } => " class=\"service\"",
            _ => "",
        };
        let address = href(self.surface, to, None);
        self.html.push_str(&format!("<a{class} href=\"{address}\">"));
    }

    fn target(&self, index: usize) -> Option<&Target> {
        let at = self.links.targets.binary_search_by_key(&index, |(piece, _)| *piece).ok()?;
        Some(&self.links.targets[at].1)
    }

    /// Returns the address of a target, escaped for an attribute. `None` if it must not become a link.
    fn address(&self, target: &Target) -> Option<String> {
        let surface = self.surface;
        match target {
            Target::Page { route, fragment } => Some(href(surface, *route, fragment.as_deref())),
            Target::Here { fragment } => Some(match surface.whole {
                Some(whole) => href(surface, whole, Some(fragment)),
                None => format!("#{}", encode_fragment(&self.fragment(fragment))),
            }),
            Target::Outside(address) | Target::Unknown(address) => Some(escape(address)),
            Target::Attachment(path) => {
                let attachment = surface.site.attachments.get(path)?;
                Some(relative(surface.path, &attachment.path))
            }
            Target::Refused(_) => None,
        }
    }

    fn link(&mut self, index: usize, title: &str, link_type: LinkType, may_be_code: bool) {
        let target = self.target(index).cloned();
        let Some(address) = target.as_ref().and_then(|target| self.address(target)) else {
            // What is no link is shown as it is written: `vector<std::string>`, `x[[i]]`.
            let (start, end) = match link_type {
                LinkType::Autolink => ("&lt;", "&gt;"),
                LinkType::WikiLink { .. } if may_be_code => ("[[", "]]"),
                _ => ("", ""),
            };
            self.inline(start);
            self.ends.push(end);
            return;
        };
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
        let class = match (target, link_type) {
            (Some(Target::Outside(_)), LinkType::Autolink | LinkType::Email) => " class=\"address\"",
            _ => "",
        };
        self.inline(&format!("<a{class} href=\"{address}\"{title}>"));
        self.ends.push("</a>");
    }

    fn image(&mut self, index: usize, title: &str) {
        if self.image.is_some() {
            return;
        }
        let target = self.target(index).cloned();
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
        let address = target.as_ref().and_then(|target| self.address(target));
        let is_in_link = self.ends.contains(&"</a>");
        let image = match (address.clone(), address.as_deref().and_then(syntax::media)) {
            (None, _) => Image::Words,
            (Some(_), Some(_)) if is_in_link => Image::Words,
            (Some(address), Some(media)) if matches!(target, Some(Target::Attachment(_))) => {
                let element = if media == Media::Video { "video" } else { "audio" };
                Image::Player(element, format!(" src=\"{address}\"{title}"))
            }
            (Some(address), Some(_)) => Image::Link(address),
            (Some(address), None) => Image::Picture(format!("<img src=\"{address}\" loading=\"lazy\"{title} alt=\"")),
        };
        self.image = Some((image, self.html.len()));
    }

    fn end_image(&mut self) {
        let Some((image, start)) = self.image.take() else { return };
        let alternative = self.html.split_off(start);
        match image {
            Image::Words => self.html.push_str(&alternative),
            Image::Picture(open) => self.html.push_str(&format!("{open}{alternative}\">")),
            Image::Player(element, attributes) => {
                let label =
                    if alternative.is_empty() { String::new() } else { format!(" aria-label=\"{alternative}\"") };
                self.made(format!("<{element} controls preload=\"metadata\"{attributes}{label}></{element}>"));
            }
            Image::Link(address) => {
                let file = address.split(['?', '#']).next().unwrap_or_default();
                let name = file.rsplit('/').next().unwrap_or(file);
                let words = if alternative.is_empty() { name } else { &alternative };
                self.html.push_str(&format!("<a href=\"{address}\">{words}</a>"));
            }
        }
    }

    fn raw_html(&mut self, html: &str, index: usize) {
        let as_text =
            self.surface.site.config.markdown.html == RawHtml::Escape || self.body.raw_html == RawHtmlUse::TooDeep;
        if as_text {
            self.html.push_str(&escape(html));
            return;
        }
        let start = self.html.len();
        let mut done = 0;
        // They are in the order of the pieces.
        let first = self.links.html.partition_point(|(piece, ..)| *piece < index);
        for (_, range, target) in self.links.html[first..].iter().take_while(|(piece, ..)| *piece == index) {
            // The sanitizer removes refused addresses together with their attribute.
            if *target == Target::Refused(Refusal::Scheme) {
                continue;
            }
            self.html.push_str(&html[done..range.start]);
            self.html.push_str(&self.address(target).unwrap_or_default());
            done = range.end;
        }
        self.html.push_str(&html[done..]);
        if self.surface.shared.is_some() {
            let own = sanitize::with_names(&self.html[start..], |naming, name| match naming {
                Naming::Id | Naming::Anchor => self.fragment(name),
                Naming::Other => name.to_owned(),
            });
            let own = own.into_owned();
            self.html.replace_range(start.., &own);
        }
    }

    fn code(&mut self, code: &CodeBlock, index: usize) -> Result<(), Box<Diagnostic>> {
        #[cfg(feature = "diagrams")]
        if self.diagram(code, index) {
            return Ok(());
        }
        let links = self.action_links(index);
        let (html, outcome) = self.surface.highlighter.highlight(&code.text, code.language.as_deref(), &links);
        self.report(outcome, code, index);
        let language = code.language.as_deref().unwrap_or("text").to_ascii_lowercase();
        self.html.push_str(&format!(
            "<pre class=\"code\" data-lang=\"{}\" tabindex=\"0\"><code>{html}</code></pre>\n",
            escape(&language)
        ));
        for policy in &code.policies {
            let explained = (self.surface.explain)(policy)?;
            self.html.push_str(&explained);
        }
        Ok(())
    }

    /// The links inside a block of code, to services that have a page.
    fn action_links(&self, index: usize) -> Vec<CodeLink> {
        let has_page =
            |to: Route| !matches!(to, Route::Service { service, .. } if !self.surface.site.has_page(service));
        let links = self.links.code.iter().filter(|link| link.piece == index && has_page(link.to));
        links.map(|link| CodeLink { range: link.range.clone(), href: href(self.surface, link.to, None) }).collect()
    }

    /// Draws a Mermaid diagram, with its source below it as the text alternative. Whether it did.
    #[cfg(feature = "diagrams")]
    fn diagram(&mut self, code: &CodeBlock, index: usize) -> bool {
        if !code.language.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("mermaid")) {
            return false;
        }
        let id = self.fragment(&format!("diagram-{index}"));
        match super::diagrams::svg(&code.text, &escape(&id)) {
            Ok(svg) => {
                let (english, kind) = (self.english(), super::diagrams::kind(&code.text));
                let svg = svg.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{}\"", escape(kind)), 1);
                self.html.push_str("<figure class=\"diagram\">\n");
                self.made(svg);
                self.html.push_str(&format!(
                    "\n<details><summary{english}>{}</summary>\n<pre class=\"code\" \
                     data-lang=\"mermaid\" tabindex=\"0\"><code>{}</code></pre>\n</details>\n</figure>\n",
                    self.say("Source of the diagram"),
                    escape(&code.text)
                ));
                true
            }
            Err(reason) => {
                let message = format!("this diagram cannot be drawn: {reason}");
                let block = &self.body.ranges[index];
                let fence = block.start..block.end.min(block.start + 10);
                self.diagnostics.push(
                    Diagnostic::warning("diagram-unreadable", message)
                        .at(Span::new(self.surface.file, fence))
                        .help("its source is shown as code"),
                );
                false
            }
        }
    }

    fn report(&mut self, outcome: Outcome, code: &CodeBlock, index: usize) {
        let language = code.language.as_deref().unwrap_or_default();
        let diagnostic = match outcome {
            Outcome::Done => return,
            // Why this one is not drawn has been said.
            Outcome::Diagram if cfg!(feature = "diagrams") && language.eq_ignore_ascii_case("mermaid") => return,
            Outcome::Diagram => {
                let message = format!("`{language}` diagrams are not drawn by this program");
                Diagnostic::note("diagram-not-drawn", message).help("the source is shown as code")
            }
            Outcome::UnknownLanguage => {
                let note = Diagnostic::note(
                    "language-unknown",
                    format!("`{language}` is not a language that can be highlighted"),
                );
                match self.surface.highlighter.nearest(language) {
                    Some(known) => note.help(format!("did you mean `{known}`? it is shown as plain text")),
                    None => note.help("it is shown as plain text"),
                }
            }
            Outcome::TooLarge => {
                Diagnostic::note("code-too-large", "this code is too large or too deeply nested to be highlighted")
                    .help("it is shown as plain text")
            }
        };
        let block = &self.body.ranges[index];
        let fence: Range<usize> = block.start..block.end.min(block.start + 3 + language.len());
        self.diagnostics.push(diagnostic.at(Span::new(self.surface.file, fence)));
    }

    /// Returns a text of the interface in the language of the page, as HTML.
    fn say(&self, text: &str) -> String {
        escape(&self.surface.interface.say(self.surface.language, text, &[]))
    }

    /// Returns the language attribute of the words of the interface.
    fn english(&self) -> &'static str {
        self.surface.interface.attribute(self.surface.language)
    }

    /// Returns the fragment of an id in this body. On a page with several sections it gets a prefix.
    fn fragment(&self, id: &str) -> String {
        self.surface.shared.map_or_else(|| id.to_owned(), |stem| shared_fragment(stem, id))
    }

    /// Returns the number of a footnote, and the number of references to it.
    fn footnote(&mut self, label: &str) -> &mut (usize, usize) {
        let next = self.footnote_numbers.len() + 1;
        self.footnote_numbers.entry(label.to_lowercase()).or_insert((next, 0))
    }

    fn footnote_reference(&mut self, label: &str) {
        let (number, references) = {
            let entry = self.footnote(label);
            entry.1 += 1;
            *entry
        };
        let target = self.fragment(&format!("-fn-{number}"));
        let source = self.fragment(&mark_id(number, references));
        self.html.push_str(&format!(
            "<sup class=\"footnote\"><a id=\"{}\" href=\"#{}\">{number}</a></sup>",
            escape(&source),
            encode_fragment(&target)
        ));
    }

    /// The links from a footnote to each of its marks. A title shows no mark.
    fn ways_back(&self, number: usize) -> String {
        let (english, label) = (self.english(), self.say("Back to the text"));
        let marks = self.footnote_numbers.values().find(|(other, _)| *other == number).map_or(0, |(_, marks)| *marks);
        let way = |mark: usize| {
            let back = encode_fragment(&self.fragment(&mark_id(number, mark)));
            let (nth, shown) = if mark == 1 {
                (String::new(), String::new())
            } else {
                (format!(", {mark}"), format!("<sup>{mark}</sup>"))
            };
            format!("<a href=\"#{back}\"{english} aria-label=\"{label}{nth}\">↩{shown}</a>")
        };
        (1..=marks).map(way).collect::<Vec<_>>().join(" ")
    }

    fn footnotes(&mut self) {
        if self.footnotes.is_empty() {
            return;
        }
        let mut footnotes = std::mem::take(&mut self.footnotes);
        footnotes.sort_by_key(|(number, _)| *number);
        let english = self.english();
        // The language of the label must not apply to the footnotes.
        let language = match english {
            "" => String::new(),
            _ => format!(" lang=\"{}\"", self.surface.language),
        };
        let label = self.say("Footnotes");
        self.html.push_str(&format!("<section class=\"footnotes\"{english} aria-label=\"{label}\">\n<ol{language}>\n"));
        for (number, footnote) in footnotes {
            let id = escape(&self.fragment(&format!("-fn-{number}")));
            self.html.push_str(&format!("<li id=\"{id}\">{}\n{}</li>\n", footnote.trim(), self.ways_back(number)));
        }
        self.html.push_str("</ol>\n</section>\n");
    }
}

/// The id of a mark in the text that refers to a footnote.
fn mark_id(footnote: usize, mark: usize) -> String {
    if mark == 1 { format!("-fnref-{footnote}") } else { format!("-fnref-{footnote}-{mark}") }
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}
