//! Raw HTML in notes: what may stay, what goes, and what was never meant as HTML.
//!
//! The cleaning itself is done by `ammonia`, the reading of tags by `html5gum`; this file holds the list both follow.

use crate::html::tags;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Elements that may stay in a note, sorted. The rest of [`HTML_ELEMENTS`] is removed and reported.
const ALLOWED_ELEMENTS: [&str; 76] = [
    "a",
    "abbr",
    "area",
    "article",
    "aside",
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
    "wbr",
];

/// Attributes that may stay on any element.
const ALLOWED_ATTRIBUTES: [&str; 11] =
    ["aria-hidden", "aria-label", "class", "data-lang", "dir", "id", "lang", "name", "role", "tabindex", "title"];

/// Attributes that may stay on one element.
const ALLOWED_ATTRIBUTES_OF: [(&str, &[&str]); 16] = [
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("col", &["span", "width"]),
    ("colgroup", &["span", "width"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width", "loading"]),
    ("input", &["type", "checked", "disabled"]),
    ("ins", &["cite", "datetime"]),
    ("ol", &["start", "type", "reversed"]),
    ("p", &["align"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "scope", "headers"]),
    ("time", &["datetime"]),
];

/// Schemes that a link may have besides none at all.
pub const LINK_SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Every element of HTML and the few of SVG and MathML that begin a subtree, sorted (HTML Living Standard, "Index of
/// elements", with the obsolete ones). A tag outside this list was meant as text: `List<String>`, `<your-bucket>`.
const HTML_ELEMENTS: [&str; 141] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "isindex",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "spacer",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xml",
    "xmp",
];

/// What a piece of raw HTML holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Elements and attributes that cleaning will remove, as the author wrote them: `<script>`, `onclick`.
    pub removed: Vec<String>,
    /// Fragments that a link can point to: the values of `id` and of `<a name>`.
    pub anchors: Vec<String>,
    /// Elements that begin here and do not end here, or the other way round.
    pub depth: isize,
}

/// Whether `name`, in any case, is an element of HTML.
#[must_use]
pub fn is_html_element(name: &str) -> bool {
    HTML_ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// The element that a tag such as `<br/>` or `</details>` names, if it names any.
#[must_use]
pub fn element_of(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix('<')?.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    Some(&name[..end]).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Reads a piece of raw HTML, which need not be complete.
#[must_use]
pub fn inspect(html: &str) -> Inspected {
    let mut inspected = Inspected::default();
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
        inspected.depth +=
            isize::from(!matches!(element.as_str(), "br" | "hr" | "img" | "input" | "wbr" | "col" | "area"));
        if ALLOWED_ELEMENTS.binary_search(&element.as_str()).is_err() {
            inspected.removed.push(format!("<{element}>"));
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
            let bad_address =
                matches!(&*name, "href" | "src") && scheme(&value).is_some_and(|scheme| !is_allowed(&scheme));
            if (!allowed && is_dangerous) || bad_address {
                inspected.removed.push(name.into_owned());
            }
        }
    }
    inspected
}

/// The addresses that a piece of raw HTML leads to or shows, with the bytes that each takes between its quotes, if it has any.
#[must_use]
pub fn addresses(html: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter()) {
        let Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            // The end of the span lies one further behind a value without quotes, so only its beginning tells.
            let place = html.get(value.span.start..).and_then(tags::value_of_first);
            if let (b"href" | b"src", Some(place)) = (name.as_slice(), place.filter(|place| !place.is_empty())) {
                let place = value.span.start + place.start..value.span.start + place.end;
                found.push((place, String::from_utf8_lossy(value).into_owned()));
            }
        }
    }
    // The attributes of a tag come by name: `src` may stand before `href`.
    found.sort_unstable_by_key(|(place, _)| place.start);
    found
}

/// The same HTML with every address between quotes: what takes its place on the page may be empty or hold a blank.
#[must_use]
pub fn with_quoted_addresses(html: &str) -> Cow<'_, str> {
    let is_quoted = |place: &Range<usize>| html[..place.start].ends_with(['"', '\'']);
    let mut bare: Vec<Range<usize>> = addresses(html).into_iter().map(|(place, _)| place).collect();
    bare.retain(|place| !is_quoted(place));
    if bare.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut quoted = String::with_capacity(html.len() + bare.len() * 2);
    let mut done = 0;
    for place in bare {
        quoted.push_str(&html[done..place.start]);
        quoted.push_str(&format!("\"{}\"", html[place.clone()].replace('"', "&quot;")));
        done = place.end;
    }
    quoted.push_str(&html[done..]);
    Cow::Owned(quoted)
}

/// Reads tags with their places; what stands inside `<script>` and `<style>` is no tag.
#[must_use]
pub fn emitter() -> DefaultEmitter<usize> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    emitter
}

/// Removes everything that is not on the list and balances what is left.
#[must_use]
pub fn clean(cleaner: &ammonia::Builder, html: &str) -> String {
    cleaner.clean(html).to_string()
}

/// The cleaner for [`clean`]; building it costs more than using it.
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

/// The scheme of an address, as a browser sees it: leading blanks and control characters, and tabs and line breaks
/// anywhere, do not hide it (URL Living Standard, "basic URL parser"). A relative address has none.
#[must_use]
pub fn scheme(address: &str) -> Option<String> {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let (scheme, _) = address.split_once(':')?;
    let scheme: String = scheme.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// Whether links of this scheme are kept.
#[must_use]
pub fn is_allowed(scheme: &str) -> bool {
    LINK_SCHEMES.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(ALLOWED_ELEMENTS.is_sorted() && HTML_ELEMENTS.is_sorted());
        assert!(ALLOWED_ELEMENTS.iter().all(|element| is_html_element(element)));
    }

    #[test]
    fn dangerous_html_is_reported_and_removed() {
        let html =
            "<script>alert(1)</script><p onclick=\"x()\" id=\"here\">Hi <a href=\"java&#9;script:x()\">there</a></p>";
        let found = inspect(html);
        assert_eq!(found.removed, ["<script>", "onclick", "href"]);
        assert_eq!(found.anchors, ["here"]);
        assert_eq!(clean(&cleaner(), html), "<p id=\"here\">Hi <a>there</a></p>");
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
        assert!(!is_html_element("your-bucket") && !is_html_element("String") && is_html_element("BR"));
        assert_eq!(element_of("</details>"), Some("details"));
        assert_eq!(element_of("<!-- x -->"), None);
    }

    #[test]
    fn schemes_cannot_hide() {
        assert_eq!(scheme(" \u{1}java\tscript:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("#a:b"), None);
    }
}
