//! Start tags of a rendered page and their attributes.
//!
//! Pages come from our templates and cleaned notes, so a scan for `<` and quotes is enough (HTML Living Standard,
//! "Tokenization", without its error states). A full tokenizer took a third of a build's time; it still reads what
//! authors write, before it is cleaned.

use memchr::{memchr, memchr3};
use std::borrow::Cow;
use std::ops::Range;

/// One start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StartTag<'a> {
    /// The element as written.
    pub name: &'a str,
    /// Where it stands, from `<` to `>`.
    pub place: Range<usize>,
    attributes: &'a str,
    /// Where the attributes begin.
    attributes_start: usize,
}

/// One attribute of a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    pub name: &'a str,
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
                let (attributes, after) = inside.split_at(tag_end(inside));
                let attributes_start = html.len() - inside.len();
                let start = attributes_start - name.len() - 1;
                let end = (html.len() - after.len() + 1).min(html.len());
                rest = after;
                if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
                    rest = rest.find("</").map_or("", |end| &rest[end..]);
                }
                return Some(StartTag { name, place: start..end, attributes, attributes_start });
            }
        }
    })
}

impl<'a> StartTag<'a> {
    /// The attributes, in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let (text, start) = (self.attributes, self.attributes_start);
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            at = skip(bytes, at, |byte| is_blank(byte) || byte == b'/');
            if at == bytes.len() {
                return None;
            }
            let name_start = at;
            at = skip(bytes, at + 1, |byte| !is_blank(byte) && byte != b'=' && byte != b'/');
            let name = &text[name_start..at];
            let sign = skip(bytes, at, is_blank);
            if bytes.get(sign) != Some(&b'=') {
                return Some(Attribute { name, value: None, place: start + name_start..start + at });
            }
            at = skip(bytes, sign + 1, is_blank);
            let value_start = at;
            let value = match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let end = memchr(quote, &bytes[at + 1..]).map_or(bytes.len(), |length| at + 1 + length);
                    at = (end + 1).min(bytes.len());
                    &text[value_start + 1..end]
                }
                _ => {
                    at = skip(bytes, at, |byte| !is_blank(byte));
                    &text[value_start..at]
                }
            };
            Some(Attribute { name, value: Some(unescaped(value)), place: start + name_start..start + at })
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
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Where a tag ends that begins with these attributes: at the first `>` outside quotes.
fn tag_end(attributes: &str) -> usize {
    let bytes = attributes.as_bytes();
    let mut at = 0;
    while let Some(length) = memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        at += length;
        if bytes[at] == b'>' {
            return at;
        }
        let Some(length) = memchr(bytes[at], &bytes[at + 1..]) else { break };
        at += length + 2;
    }
    bytes.len()
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
        ] {
            let theirs: Vec<(String, Vec<(String, String)>)> =
                Tokenizer::new_with_emitter(html, crate::sanitize::emitter())
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
                        .map(|attribute| (attribute.name.to_owned(), attribute.value.unwrap_or_default().into_owned()))
                        .filter(|(_, value)| !value.is_empty())
                        .collect();
                    attributes.sort();
                    (tag.name.to_owned(), attributes)
                })
                .collect();
            assert_eq!(ours, theirs, "{html}");
        }
    }
}
