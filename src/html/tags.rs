//! Reads the start tags of a rendered page, with their attributes. It takes HTML, and gives tags with spans.
//!
//! Tags are read as browsers read them (HTML Living Standard, "Tokenization"), because pages come from templates and
//! notes. The text between tags is skipped, because a full tokenizer took a third of the build time. It is still used
//! for the author's HTML.

use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StartTag<'a> {
    /// Name of the element, in lower case.
    pub name: Cow<'a, str>,
    /// Span from `<` to `>`.
    pub span: Range<usize>,
    html: &'a str,
    written: Vec<WrittenAttribute>,
}

/// An attribute of a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Name, in lower case.
    pub name: Cow<'a, str>,
    /// Value, if there is one.
    pub value: Option<Cow<'a, str>>,
    /// Span of name and value, including quotes.
    pub span: Range<usize>,
}

/// Iterates over the start tags of a page, in order.
pub(crate) fn start_tags(html: &str) -> impl Iterator<Item = StartTag<'_>> {
    let mut reader = TagReader::new(html);
    std::iter::from_fn(move || {
        let name = reader.name()?;
        let start = name.start - 1;
        let name = lower_case(&html[name]);
        let written = std::iter::from_fn(|| reader.attribute()).collect();
        let end = reader.close(&name);
        Some(StartTag { span: start..end, name, html, written })
    })
}

/// Calls `visit` for each attribute that has a value, in order: with the names of the element and of the attribute in lower
/// case, and with the value as it is written; [`unescaped`] decodes it. It costs less than [`start_tags`].
pub(crate) fn attributes_with_values<'a>(html: &'a str, mut visit: impl FnMut(&str, &str, &'a str)) {
    let mut reader = TagReader::new(html);
    while let Some(name) = reader.name() {
        let name = lower_case(&html[name]);
        while let Some(WrittenAttribute { name: attribute, value, .. }) = reader.attribute() {
            if let Some(value) = value {
                visit(&name, &lower_case(&html[attribute]), &html[value]);
            }
        }
        reader.close(&name);
    }
}

/// Reads start tags: a name, then attributes, then the end of the tag.
struct TagReader<'a> {
    html: &'a str,
    /// Offset of what comes next.
    at: usize,
    /// Whether what comes next is the text of an element that holds no tags. It is skipped when the next tag is asked for.
    is_raw: bool,
}

impl<'a> TagReader<'a> {
    fn new(html: &'a str) -> Self {
        Self { html, at: 0, is_raw: false }
    }

    /// Skips to the next start tag, and returns the span of its name.
    fn name(&mut self) -> Option<Range<usize>> {
        let bytes = self.html.as_bytes();
        if self.is_raw {
            self.at = self.html[self.at..].find("</").map_or(bytes.len(), |text| self.at + text);
            self.is_raw = false;
        }
        loop {
            self.at += memchr(b'<', &bytes[self.at..])? + 1;
            let rest = &bytes[self.at..];
            if rest.starts_with(b"!--") {
                let text = self.at + "!--".len();
                self.at = self.html[text..].find("-->").map_or(bytes.len(), |length| text + length + "-->".len());
            } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
                let start = self.at;
                self.at = until(bytes, start, BLANK | SLASH | CLOSE);
                return Some(start..self.at);
            }
        }
    }

    /// Reads the next attribute. Returns `None` if the tag ends first.
    fn attribute(&mut self) -> Option<WrittenAttribute> {
        let attribute = written_attribute(self.html.as_bytes(), self.at)?;
        self.at = attribute.end;
        Some(attribute)
    }

    /// Skips the end of the tag, which is the first `>` outside of quoted values, and returns it.
    fn close(&mut self, name: &str) -> usize {
        self.at = (attribute_start(self.html.as_bytes(), self.at) + 1).min(self.html.len());
        self.is_raw = name == "script" || name == "style";
        self.at
    }
}

impl<'a> StartTag<'a> {
    /// Iterates over the attributes, in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let html = self.html;
        self.written.iter().map(move |WrittenAttribute { name, value, end }| Attribute {
            name: lower_case(&html[name.clone()]),
            value: value.clone().map(|value| unescaped(&html[value])),
            span: name.start..*end,
        })
    }

    /// Returns the value of an attribute; an empty text if it has none.
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|attribute| attribute.name == name).map(|attribute| attribute.value.unwrap_or_default())
    }
}

/// Kinds of bytes that end something in a tag, as bits.
const BLANK: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;

/// The kind of each byte. A page has thousands of bytes in tags, and one look is faster than several comparisons.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    kinds[b' ' as usize] = BLANK;
    kinds[b'\n' as usize] = BLANK;
    kinds[b'\t' as usize] = BLANK;
    kinds[b'\r' as usize] = BLANK;
    kinds[b'\x0C' as usize] = BLANK;
    kinds[b'/' as usize] = SLASH;
    kinds[b'>' as usize] = CLOSE;
    kinds[b'=' as usize] = EQUALS;
    kinds
};

/// Returns the first offset from `at` whose byte is of one of these kinds. Kinds are ASCII, so the offset is a character
/// boundary.
fn until(bytes: &[u8], at: usize, kinds: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| KINDS[byte as usize] & kinds != 0).map_or(bytes.len(), |length| at + length)
}

/// Returns the first offset from `at` whose byte is of none of these kinds.
fn past(bytes: &[u8], at: usize, kinds: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| KINDS[byte as usize] & kinds == 0).map_or(bytes.len(), |length| at + length)
}

/// The spans of an attribute in the page.
#[derive(Debug, PartialEq, Eq)]
struct WrittenAttribute {
    name: Range<usize>,
    /// Span of the value, without quotes.
    value: Option<Range<usize>>,
    /// Offset after the value and its quotes.
    end: usize,
}

/// Reads the next attribute from `at`. Returns `None` if the tag ends first. A quote counts only at the start of a
/// value: `title=it's` has none.
fn written_attribute(bytes: &[u8], at: usize) -> Option<WrittenAttribute> {
    let name_start = attribute_start(bytes, at);
    if bytes.get(name_start).is_none_or(|&byte| byte == b'>') {
        return None;
    }
    let name_end = until(bytes, name_start + 1, BLANK | EQUALS | SLASH | CLOSE);
    let name = name_start..name_end;
    let sign = past(bytes, name_end, BLANK);
    if bytes.get(sign) != Some(&b'=') {
        return Some(WrittenAttribute { name, value: None, end: name_end });
    }
    let start = past(bytes, sign + 1, BLANK);
    Some(match bytes.get(start) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = memchr(quote, &bytes[start + 1..]).map_or(bytes.len(), |length| start + 1 + length);
            WrittenAttribute { name, value: Some(start + 1..end), end: (end + 1).min(bytes.len()) }
        }
        _ => {
            let end = until(bytes, start, BLANK | CLOSE);
            WrittenAttribute { name, value: Some(start..end), end }
        }
    })
}

/// Returns the span of the first attribute's value, without quotes.
pub(crate) fn value_of_first(written: &str) -> Option<Range<usize>> {
    written_attribute(written.as_bytes(), 0)?.value
}

fn attribute_start(bytes: &[u8], at: usize) -> usize {
    past(bytes, at, BLANK | SLASH)
}

/// Returns a name in lower case: names of elements and attributes ignore case (HTML Living Standard, "Tag name state").
fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Decodes the character references that templates and the cleaner write into attributes.
pub(crate) fn unescaped(value: &str) -> Cow<'_, str> {
    if memchr(b'&', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&nbsp;", "\u{A0}");
    Cow::Owned(value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_tags() {
        let html = "é<a class=x href='y z' hidden>b</a>";
        let tag = start_tags(html).next().expect("a tag");
        assert_eq!(&html[tag.span.clone()], "<a class=x href='y z' hidden>");
        let spans: Vec<&str> = tag.attributes().map(|attribute| &html[attribute.span]).collect();
        assert_eq!(spans, ["class=x", "href='y z'", "hidden"]);
        assert_eq!(tag.get("href").as_deref(), Some("y z"));
        assert_eq!(tag.get("hidden").as_deref(), Some(""));
    }

    #[test]
    fn it_agrees_with_a_full_tokenizer() {
        use html5gum::{Token, Tokenizer};
        for html in [
            "<!doctype html><p id=a class='b c'>x</p><br/><a href=\"x.html#y\" title=\"a > b\">1 &lt; 2</a>",
            "<!-- <a href=no> --><img src=a.png alt=''><input disabled><td colspan=2>",
            "<script src=\"a.js\"></script><script>if (a<b) {}</script><i id=\"&quot;&amp;\">",
            "<a\nhref = 'x'\n>y</a> a < b <1 </p>",
            "<a href=http://x.y/a>q</a> r <img src=a.png>tail <a href=#x><b>June</b></a><a href=x/>y</a>",
            "<p title=it's>x</p><p class=a\"b title='>'>y</p><p x= y=z>t</p><p \"a\">u</p><p a='b'c=d>v</p><p =e>w</p>",
            "<A HREF=x>y</A><SCRIPT src=a>b<c</SCRIPT><br/x=y><p a= >t</p><p a=>u</p>",
        ] {
            let theirs: Vec<(String, Vec<(String, String)>)> =
                Tokenizer::new_with_emitter(html, crate::html::sanitize::emitter())
                    .filter_map(|Ok(token)| match token {
                        Token::StartTag(tag) => Some(tag),
                        _ => None,
                    })
                    .map(|tag| {
                        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                        let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
                        (text(&tag.name), attributes.filter(|(_, value)| !value.is_empty()).collect())
                    })
                    .collect();
            let ours: Vec<(String, Vec<(String, String)>)> = start_tags(html)
                .map(|tag| {
                    let mut attributes: Vec<(String, String)> = tag
                        .attributes()
                        .map(|attribute| {
                            (attribute.name.into_owned(), attribute.value.unwrap_or_default().into_owned())
                        })
                        .filter(|(_, value)| !value.is_empty())
                        .collect();
                    attributes.sort();
                    (tag.name.into_owned(), attributes)
                })
                .collect();
            assert_eq!(ours, theirs, "{html}");
        }
    }
}
