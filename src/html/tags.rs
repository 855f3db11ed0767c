//! Start tags of a rendered page and their attributes.
//!
//! Pages come from templates and notes, so tags are read as browsers read them (HTML Living Standard, "Tokenization"), but
//! what stands between them is skipped. A full tokenizer took a third of a build's time; it still reads what authors write,
//! before it is cleaned.

use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// One start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StartTag<'a> {
    /// The element in lower case.
    pub name: Cow<'a, str>,
    /// Where it stands, from `<` to `>`.
    pub place: Range<usize>,
    /// What follows the name.
    inside: &'a str,
    /// Where that begins.
    inside_start: usize,
    /// Its attributes, which must be read to see where it ends.
    written: Vec<WrittenAttribute>,
}

/// One attribute of a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// The name in lower case.
    pub name: Cow<'a, str>,
    /// None for an attribute without a value.
    pub value: Option<Cow<'a, str>>,
    /// Where it stands, name and value with its quotes.
    pub place: Range<usize>,
}

/// The start tags of a page, in order.
pub(crate) fn start_tags(html: &str) -> impl Iterator<Item = StartTag<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[memchr(b'<', rest.as_bytes())? + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name_end = skip(rest.as_bytes(), 0, |byte| !is_blank(byte) && byte != b'/' && byte != b'>');
                let (name, inside) = rest.split_at(name_end);
                let (written, length) = written_attributes(inside.as_bytes());
                let (inside, after) = inside.split_at(length);
                let inside_start = html.len() - after.len() - inside.len();
                let start = inside_start - name.len() - 1;
                let end = (html.len() - after.len() + 1).min(html.len());
                rest = after;
                let name = lower_case(name);
                if name == "script" || name == "style" {
                    rest = rest.find("</").map_or("", |end| &rest[end..]);
                }
                return Some(StartTag { name, place: start..end, inside, inside_start, written });
            }
        }
    })
}

impl<'a> StartTag<'a> {
    /// The attributes, in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let (inside, start) = (self.inside, self.inside_start);
        self.written.iter().map(move |WrittenAttribute { name, value, end }| Attribute {
            name: lower_case(&inside[name.clone()]),
            value: value.clone().map(|value| unescaped(&inside[value])),
            place: start + name.start..start + end,
        })
    }

    /// The value of an attribute, empty for one without.
    pub(crate) fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|attribute| attribute.name == name).map(|attribute| attribute.value.unwrap_or_default())
    }
}

/// The first place from `at` on where a byte is not of a kind. Only ASCII is asked for, so it is a character's beginning.
fn skip(bytes: &[u8], at: usize, is_of_kind: impl Fn(u8) -> bool) -> usize {
    bytes[at.min(bytes.len())..].iter().position(|&byte| !is_of_kind(byte)).map_or(bytes.len(), |length| at + length)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0C')
}

/// Where the parts of an attribute stand.
#[derive(Debug, PartialEq, Eq)]
struct WrittenAttribute {
    name: Range<usize>,
    /// Without its quotes.
    value: Option<Range<usize>>,
    /// After the value and its quotes.
    end: usize,
}

/// The next attribute of a tag from `at` on, unless the tag ends before one. A quote is one only where a value begins:
/// `title=it's` has none.
fn written_attribute(bytes: &[u8], at: usize) -> Option<WrittenAttribute> {
    let name_start = attribute_start(bytes, at);
    if bytes.get(name_start).is_none_or(|&byte| byte == b'>') {
        return None;
    }
    let name_end = skip(bytes, name_start + 1, |byte| !is_blank(byte) && !matches!(byte, b'=' | b'/' | b'>'));
    let name = name_start..name_end;
    let sign = skip(bytes, name_end, is_blank);
    if bytes.get(sign) != Some(&b'=') {
        return Some(WrittenAttribute { name, value: None, end: name_end });
    }
    let start = skip(bytes, sign + 1, is_blank);
    Some(match bytes.get(start) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = memchr(quote, &bytes[start + 1..]).map_or(bytes.len(), |length| start + 1 + length);
            WrittenAttribute { name, value: Some(start + 1..end), end: (end + 1).min(bytes.len()) }
        }
        _ => {
            let end = skip(bytes, start, |byte| !is_blank(byte) && byte != b'>');
            WrittenAttribute { name, value: Some(start..end), end }
        }
    })
}

/// Where the value of the attribute stands that a text begins with, without its quotes.
pub(crate) fn value_of_first(written: &str) -> Option<Range<usize>> {
    written_attribute(written.as_bytes(), 0)?.value
}

fn attribute_start(bytes: &[u8], at: usize) -> usize {
    skip(bytes, at, |byte| is_blank(byte) || byte == b'/')
}

/// All attributes of a tag, and where it ends: at the first `>` that is in no value between quotes.
fn written_attributes(inside: &[u8]) -> (Vec<WrittenAttribute>, usize) {
    let mut written: Vec<WrittenAttribute> = Vec::new();
    let mut at = 0;
    while let Some(attribute) = written_attribute(inside, at) {
        at = attribute.end;
        written.push(attribute);
    }
    (written, attribute_start(inside, at))
}

/// Names of elements and attributes are the same in any case (HTML Living Standard, "Tag name state").
fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Undoes the character references that our templates and the cleaner write into attributes.
fn unescaped(value: &str) -> Cow<'_, str> {
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
    fn places() {
        let html = "é<a class=x href='y z' hidden>b</a>";
        let tag = start_tags(html).next().expect("a tag");
        assert_eq!(&html[tag.place.clone()], "<a class=x href='y z' hidden>");
        let places: Vec<&str> = tag.attributes().map(|attribute| &html[attribute.place]).collect();
        assert_eq!(places, ["class=x", "href='y z'", "hidden"]);
        assert_eq!(tag.get("href").as_deref(), Some("y z"));
        assert_eq!(tag.get("hidden").as_deref(), Some(""));
    }

    #[test]
    fn it_reads_what_a_full_tokenizer_reads() {
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
