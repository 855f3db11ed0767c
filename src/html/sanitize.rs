//! Sanitizes raw HTML in notes: which elements and attributes stay, which are removed, and which tags were meant as
//! text.
//!
//! It takes HTML text, and gives safe HTML and reports. `ammonia` removes, `html5gum` reads tags; this module holds the
//! lists for both.

use super::elements::{is_html_element, is_void};
use crate::html::escape::escape;
use crate::html::tags;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

/// Elements that may stay in a note, sorted. Other elements of HTML are removed and reported.
const ALLOWED_ELEMENTS: [&str; 79] = [
    "a",
    "abbr",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Attributes that may stay on any element.
const ALLOWED_ATTRIBUTES: [&str; 11] =
    ["aria-hidden", "aria-label", "class", "data-lang", "dir", "hidden", "id", "lang", "role", "tabindex", "title"];

/// Attributes that may stay on one element.
const ALLOWED_ATTRIBUTES_OF: [(&str, &[&str]); 20] = [
    ("a", &["href", "hreflang", "name"]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("blockquote", &["cite"]),
    ("col", &["span", "width"]),
    ("colgroup", &["span", "width"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["name", "open"]),
    ("img", &["alt", "height", "src", "width", "loading"]),
    ("input", &["type", "checked", "disabled"]),
    ("ins", &["cite", "datetime"]),
    ("map", &["name"]),
    ("ol", &["start", "type", "reversed"]),
    ("p", &["align"]),
    ("q", &["cite"]),
    ("source", &["src", "type"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "scope", "headers"]),
    ("time", &["datetime"]),
    ("video", &["controls", "height", "loop", "muted", "preload", "src", "width"]),
];

/// Schemes that a link may have. Links without a scheme are allowed too.
pub const LINK_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Something that is removed from raw HTML. It is shown as the author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    /// An element, such as `<script>`.
    Element(String),
    /// An attribute, such as `onclick`.
    Attribute(String),
    /// A tag with more attributes than are read.
    Overloaded,
}

impl Removed {
    /// Whether only the frame of a picture goes: its `<img>` stays.
    #[must_use]
    pub fn is_frame(&self) -> bool {
        matches!(self, Self::Element(name) if name == "picture")
    }

    /// Whether it says how something looks, and has no words.
    #[must_use]
    pub fn is_style(&self) -> bool {
        matches!(self, Self::Element(name) if name == "style")
    }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(name) => write!(f, "<{name}>"),
            Self::Attribute(name) => f.write_str(name),
            Self::Overloaded => write!(f, "a tag with more than {MOST_PARTS} attributes"),
        }
    }
}

/// The contents of a piece of raw HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// What will be removed, in order.
    pub removed: Vec<Removed>,
    /// Fragments that links can use: the values of `id` and `<a name>`.
    pub anchors: Vec<String>,
    /// Number of opened elements minus number of closed ones.
    pub depth: isize,
}

/// Returns whether an element of this name, in lower case, stays in a note.
#[must_use]
pub fn is_kept(element: &str) -> bool {
    ALLOWED_ELEMENTS.binary_search(&element).is_ok()
}

/// Returns the name in a tag such as `<br/>` or `</details>`.
#[must_use]
pub fn element_of(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix('<')?.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    Some(&name[..end]).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Most attributes of a tag.
const MOST_PARTS: usize = 256;

/// Inspects a piece of raw HTML, which may be incomplete.
#[must_use]
pub fn inspect(html: &str) -> Inspected {
    let mut inspected = Inspected::default();
    if is_overloaded(html) {
        inspected.removed.push(Removed::Overloaded);
        return inspected;
    }
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter()) {
        let tag = match token {
            Token::StartTag(tag) => tag,
            Token::EndTag(_) => {
                inspected.depth -= 1;
                continue;
            }
            _ => continue,
        };
        let element = String::from_utf8_lossy(&tag.name).into_owned();
        inspected.depth += isize::from(!is_void(&element));
        if !is_kept(&element) {
            inspected.removed.push(Removed::Element(element));
            continue;
        }
        for (name, value) in &tag.attributes {
            let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
            if name == "id" || (name == "name" && element == "a") {
                inspected.anchors.push(value.clone().into_owned());
            }
            let allowed = ALLOWED_ATTRIBUTES.contains(&&*name)
                || ALLOWED_ATTRIBUTES_OF.iter().any(|(of, names)| *of == element && names.contains(&&*name));
            let is_dangerous = name.starts_with("on") || matches!(&*name, "style" | "srcdoc" | "formaction");
            // Such a picture becomes a file, or is refused like one in Markdown.
            let is_picture = element == "img" && name == "src" && value.trim_start().starts_with("data:image/");
            let bad_address = matches!(&*name, "href" | "src")
                && !is_picture
                && scheme(&value).is_some_and(|scheme| !is_allowed(&scheme));
            if (!allowed && is_dangerous) || bad_address {
                inspected.removed.push(Removed::Attribute(name.into_owned()));
            }
        }
    }
    inspected
}

/// Returns the addresses of links and images in raw HTML, each with the span of its value, without quotes.
#[must_use]
pub fn addresses(html: &str) -> Vec<(Range<usize>, String)> {
    let found = values(html, &["href", "src"]).into_iter();
    found.filter(|value| !value.span.is_empty()).map(|value| (value.span, value.text)).collect()
}

/// The value of an attribute in raw HTML.
#[derive(Debug)]
struct Value {
    /// Its span, without quotes.
    span: Range<usize>,
    text: String,
    element: String,
    attribute: &'static str,
}

/// Returns the values of attributes, in order.
fn values(html: &str, attributes: &[&'static str]) -> Vec<Value> {
    let mut found = Vec::new();
    if is_overloaded(html) {
        return found;
    }
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter()) {
        let Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            let Some(attribute) = attributes.iter().find(|attribute| attribute.as_bytes() == name.as_slice()) else {
                continue;
            };
            // For a value without quotes, the end of html5gum's span is wrong by one. Only the start is used.
            if let Some(span) = html.get(value.span.start..).and_then(tags::value_of_first) {
                let span = value.span.start + span.start..value.span.start + span.end;
                let element = String::from_utf8_lossy(&tag.name).into_owned();
                found.push(Value { span, text: String::from_utf8_lossy(value).into_owned(), element, attribute });
            }
        }
    }
    // html5gum sorts the attributes of a tag by name, so `src` may come before `href`.
    found.sort_unstable_by_key(|value| value.span.start);
    found
}

/// An id or a name in raw HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// An id: it should be on the page once.
    Id,
    /// The name of a link, to which other links lead.
    Anchor,
    /// The name of another element, such as a picture: scripts find it in the document.
    Other,
}

/// Replaces ids and names. `renamed` gets each value, and returns the new one.
#[must_use]
pub fn with_names(html: &str, mut renamed: impl FnMut(Naming, &str) -> String) -> Cow<'_, str> {
    let mut whole = String::new();
    let mut done = 0;
    for Value { span, text: value, element, attribute } in values(html, &["id", "name"]) {
        let naming = match (attribute, element.as_str()) {
            ("id", _) => Naming::Id,
            (_, "a") => Naming::Anchor,
            _ => Naming::Other,
        };
        let new = renamed(naming, &value);
        if value.is_empty() || new == value {
            continue;
        }
        let quote = if html[..span.start].ends_with(['"', '\'']) { "" } else { "\"" };
        whole.push_str(&format!("{}{quote}{}{quote}", &html[done..span.start], escape(&new)));
        done = span.end;
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    whole.push_str(&html[done..]);
    Cow::Owned(whole)
}

/// Puts every address into quotes: the page may replace it by an empty text or one with spaces.
#[must_use]
pub fn with_quoted_addresses(html: &str) -> Cow<'_, str> {
    let is_quoted = |span: &Range<usize>| html[..span.start].ends_with(['"', '\'']);
    let mut bare: Vec<Range<usize>> = addresses(html).into_iter().map(|(span, _)| span).collect();
    bare.retain(|span| !is_quoted(span));
    if bare.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut quoted = String::with_capacity(html.len() + bare.len() * 2);
    let mut done = 0;
    for span in bare {
        quoted.push_str(&html[done..span.start]);
        quoted.push_str(&format!("\"{}\"", html[span.clone()].replace('"', "&quot;")));
        done = span.end;
    }
    quoted.push_str(&html[done..]);
    Cow::Owned(quoted)
}

/// Returns an emitter that reads tags with spans, and ignores the content of `<script>` and `<style>`.
#[must_use]
pub fn emitter() -> DefaultEmitter<usize> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    emitter
}

/// Removes everything that is not on the lists, and closes open elements.
#[must_use]
pub fn clean(cleaner: &ammonia::Builder, html: &str) -> String {
    if is_overloaded(html) {
        return escape(html);
    }
    cleaner.clean(&without_unknown_tags(html)).to_string()
}

/// Takes out the tags that HTML does not have, and those of MathML. `ammonia` drops the words in them as well, where SVG or MathML
/// has an element of the name: `<text>`, `<view>`. What is in `<svg>` is a drawing.
fn without_unknown_tags(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let (mut done, mut drawings) = (0, 0_usize);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter()) {
        let (name, span, opens) = match token {
            Token::StartTag(tag) => (tag.name, tag.span, true),
            Token::EndTag(tag) => (tag.name, tag.span, false),
            _ => continue,
        };
        let name = String::from_utf8_lossy(&name);
        if name == "svg" {
            drawings = if opens { drawings + 1 } else { drawings.saturating_sub(1) };
        }
        let Some(written) = html.get(span.start..span.end).filter(|_| drawings == 0 && span.start >= done) else {
            continue;
        };
        if (name == "math" || !is_html_element(&name)) && written.starts_with('<') && written.ends_with('>') {
            kept.push_str(&html[done..span.start]);
            done = span.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[done..]);
    Cow::Owned(kept)
}

/// Returns whether a tag has more parts than any author writes. `html5gum` needs stack for each attribute, and `html5ever`
/// compares each with all others: such a tag would end the process, so it is shown as text.
fn is_overloaded(html: &str) -> bool {
    let mut parts = 0_usize;
    let mut quote = None;
    let mut is_in_tag = false;
    let mut pairs = html.as_bytes().windows(2);
    while let Some(pair) = pairs.next() {
        match (quote, pair[0]) {
            (_, b'<') if !is_in_tag && pair[1].is_ascii_alphabetic() => (is_in_tag, parts) = (true, 0),
            _ if !is_in_tag => {}
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => is_in_tag = false,
            // Only a quote after `=` begins a value.
            (None, b'=') if matches!(pair[1], b'"' | b'\'') => {
                quote = Some(pair[1]);
                pairs.next();
            }
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/') if !pair[1].is_ascii_whitespace() => parts += 1,
            _ => {}
        }
        if parts > MOST_PARTS {
            return true;
        }
    }
    false
}

/// Makes the cleaner for [`clean`]. Making it takes longer than using it, so callers keep it.
#[must_use]
pub fn cleaner() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .tags(HashSet::from(ALLOWED_ELEMENTS))
        .generic_attributes(HashSet::from(ALLOWED_ATTRIBUTES))
        .tag_attributes(
            ALLOWED_ATTRIBUTES_OF
                .iter()
                .map(|(element, names)| (*element, names.iter().copied().collect()))
                .collect::<HashMap<_, HashSet<_>>>(),
        )
        .url_schemes(HashSet::from(LINK_SCHEMES))
        .link_rel(None);
    builder
}

/// Returns the scheme of an address as a browser reads it. Leading spaces and control characters are ignored, and so
/// are tabs and line breaks (URL Living Standard, "basic URL parser"). A relative address has none.
#[must_use]
pub fn scheme(address: &str) -> Option<String> {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let (scheme, _) = address.split_once(':')?;
    let scheme: String = scheme.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// Returns whether links with this scheme are allowed.
#[must_use]
pub fn is_allowed(scheme: &str) -> bool {
    LINK_SCHEMES.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(ALLOWED_ELEMENTS.is_sorted());
        assert!(ALLOWED_ELEMENTS.iter().all(|element| is_html_element(element)));
    }

    #[test]
    fn dangerous_html_is_reported_and_removed() {
        let html =
            "<script>alert(1)</script><p onclick=\"x()\" id=\"here\">Hi <a href=\"java&#9;script:x()\">there</a></p>";
        let found = inspect(html);
        let removed: Vec<String> = found.removed.iter().map(ToString::to_string).collect();
        assert_eq!(removed, ["<script>", "onclick", "href"]);
        assert_eq!(found.anchors, ["here"]);
        assert_eq!(clean(&cleaner(), html), "<p id=\"here\">Hi <a>there</a></p>");
    }

    #[test]
    fn words_in_unknown_elements_stay() {
        for (html, left) in [
            ("<p><text color=\"red\">Red <b>words</b></text> é</p>", "<p>Red <b>words</b> é</p>"),
            ("<view type=\"1\"><p>a</p></view>", "<p>a</p>"),
            ("<p><math><mi>m</mi><mo>=</mo><mn>2</mn></math> here</p>", "<p>m=2 here</p>"),
            ("<p>a <svg><text>x</text></svg> b</p>", "<p>a  b</p>"),
            ("<p><scr<text>ipt>x</p>", "<p>ipt&gt;x</p>"),
            ("<my<text></text>-a><script>alert(1)</script>", "-a&gt;"),
        ] {
            assert_eq!(clean(&cleaner(), html), left, "{html}");
        }
    }

    #[test]
    fn addresses_are_located() {
        for (html, expected) in [
            (
                "<a name=x href=\"a.md\">t</a><img src='b c.png' alt=\"href=no\">",
                &[("a.md", "a.md"), ("b c.png", "b c.png")][..],
            ),
            ("<a href=http://x.y/a>q</a> r", &[("http://x.y/a", "http://x.y/a")]),
            ("<a href=#x><b>June</b></a>", &[("#x", "#x")]),
            ("<img src=http://a.b/x.png>tail", &[("http://a.b/x.png", "http://a.b/x.png")]),
            ("<a href=x/>y", &[("x/", "x/")]),
            ("<A\nHREF = x\ttitle=y>z", &[("x", "x")]),
            ("<a href='a'title=b><img alt=1 src=b>", &[("a", "a"), ("b", "b")]),
            ("é<a href=é.md?a&amp;b=c>日本</a>", &[("é.md?a&amp;b=c", "é.md?a&b=c")]),
            ("<a href=it's>x</a> <a href=\"it's\">x</a>", &[("it's", "it's"), ("it's", "it's")]),
            ("<img src=a href=b>", &[("a", "a"), ("b", "b")]),
            ("<a href=a href=b>x</a>", &[("a", "a")]),
            ("<a href>x</a><a href=>y</a><a href=\"\">z</a><a href", &[]),
            ("<!-- <a href=no> --><script>\"<a href=no>\"</script>", &[]),
        ] {
            let found = addresses(html);
            let found: Vec<_> = found.iter().map(|(range, address)| (&html[range.clone()], address.as_str())).collect();
            assert_eq!(found, expected, "{html}");
        }
    }

    #[test]
    fn addresses_get_quotes() {
        for (html, expected) in [
            ("<a href=#x title=y><b>June</b></a>", "<a href=\"#x\" title=y><b>June</b></a>"),
            ("<img src=a\"b>tail<a href='c'>", "<img src=\"a&quot;b\">tail<a href='c'>"),
            ("<a href=x/>y", "<a href=\"x/\">y"),
        ] {
            assert_eq!(with_quoted_addresses(html), expected);
        }
    }

    #[test]
    fn placeholders_are_not_html() {
        assert_eq!(element_of("</details>"), Some("details"));
        assert_eq!(element_of("<!-- x -->"), None);
    }

    #[test]
    fn a_tag_with_thousands_of_attributes_is_text() {
        for (part, end) in [("a=\"x y\" ", ">x</p>"), ("b ", ">"), ("c='>' ", ""), ("d=e/", ">")] {
            let html = format!("<p {}{end}", part.repeat(50_000));
            assert!(clean(&cleaner(), &html).starts_with("&lt;p "), "{part}");
            assert!(addresses(&html).is_empty() && inspect(&html).removed.len() == 1, "{part}");
        }
        let many = format!("<p title=\"{}\">{}</p>", "a b ".repeat(1_000), "<b class=x>y</b> ".repeat(1_000));
        assert!(clean(&cleaner(), &many).starts_with("<p title="), "many words are not many attributes");
    }

    #[test]
    fn schemes_cannot_hide() {
        assert_eq!(scheme(" \u{1}java\tscript:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("#a:b"), None);
    }
}
