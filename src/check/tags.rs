//! Start tags of a rendered page and their attributes.
//!
//! Pages come from our templates and cleaned notes, so a scan for `<` and quotes is enough (HTML Living Standard,
//! "Tokenization", without its error states). A full tokenizer took a third of a build's time; it still reads what
//! authors write, before it is cleaned.

use std::borrow::Cow;

/// One start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StartTag<'a> {
    /// The element as written.
    pub name: &'a str,
    attributes: &'a str,
}

/// The start tags of a page, in order.
pub(super) fn start_tags(html: &str) -> impl Iterator<Item = StartTag<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('<')? + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name_end = rest.find([' ', '\n', '\t', '\r', '/', '>']).unwrap_or(rest.len());
                let (name, inside) = rest.split_at(name_end);
                let (attributes, after) = inside.split_at(tag_end(inside));
                rest = after;
                if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
                    rest = rest.find("</").map_or("", |end| &rest[end..]);
                }
                return Some(StartTag { name, attributes });
            }
        }
    })
}

impl<'a> StartTag<'a> {
    /// Names and values of the attributes; an attribute without a value is left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            loop {
                rest = rest.trim_start_matches([' ', '\n', '\t', '\r', '/']);
                if rest.is_empty() {
                    return None;
                }
                let name_end =
                    rest.find([' ', '\n', '\t', '\r', '=', '/']).unwrap_or(rest.len()).max(1).min(rest.len());
                let (name, after) = rest.split_at(name_end);
                let Some(value) = after.trim_start().strip_prefix('=') else {
                    rest = after;
                    continue;
                };
                let value = value.trim_start();
                let (value, after) = match value.chars().next().filter(|&quote| quote == '"' || quote == '\'') {
                    Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                    None => value.split_at(value.find([' ', '\n', '\t', '\r']).unwrap_or(value.len())),
                };
                rest = after;
                return Some((name, unescaped(value)));
            }
        })
    }
}

/// Where a tag ends that begins with these attributes: at the first `>` outside quotes.
fn tag_end(attributes: &str) -> usize {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at,
            _ => {}
        }
    }
    attributes.len()
}

/// Undoes the character references that our templates and the cleaner write into attributes.
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&nbsp;", "\u{A0}");
    Cow::Owned(value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
                        .map(|(name, value)| (name.to_owned(), value.into_owned()))
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
