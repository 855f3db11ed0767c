//! Writes tokens as HTML: a span for each class, and links inside.

use super::Token;
use crate::html::escape::escape;
use std::ops::Range;

/// A span of code that becomes a link.
#[derive(Clone, Debug)]
pub struct CodeLink {
    /// Span in the code, in bytes.
    pub range: Range<usize>,
    /// Address, escaped for an attribute.
    pub href: String,
}

/// Writes code with its tokens, which cover it in order.
pub(super) fn with_tokens(code: &str, tokens: &[Token], links: &[CodeLink]) -> String {
    let mut writer = Writer::new(code, links);
    for (range, class) in tokens {
        writer.write(range.clone(), *class);
    }
    writer.flush();
    writer.html
}

/// Writes code without classes.
pub(super) fn plain(code: &str, links: &[CodeLink]) -> String {
    with_tokens(code, &[(0..code.len(), None)], links)
}

/// Writes code span by span. Joins neighbouring spans of one class, and inserts links.
struct Writer<'a> {
    code: &'a str,
    links: std::iter::Peekable<std::slice::Iter<'a, CodeLink>>,
    html: String,
    pending: Range<usize>,
    class: Option<&'static str>,
}

impl<'a> Writer<'a> {
    fn new(code: &'a str, links: &'a [CodeLink]) -> Self {
        Self {
            code,
            links: links.iter().peekable(),
            html: String::with_capacity(code.len() * 2),
            pending: 0..0,
            class: None,
        }
    }

    fn write(&mut self, range: Range<usize>, class: Option<&'static str>) {
        // The syntaxes need a line break after the last line; the code may have none.
        let range = range.start.min(self.code.len())..range.end.min(self.code.len());
        let is_blank = self.code[range.clone()].trim().is_empty();
        if is_blank || class == self.class {
            self.pending.end = range.end;
        } else {
            self.flush();
            self.pending = range;
            self.class = class;
        }
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        let range = pending.start..pending.start + self.code[pending.clone()].trim_end().len();
        let blanks = &self.code[range.end..pending.end];
        if let Some(class) = self.class {
            self.html.push_str(&format!("<span class=\"{class}\">"));
        }
        let mut done = range.start;
        while let Some(link) = self.links.next_if(|link| link.range.start < range.end) {
            if link.range.start >= done && link.range.end <= range.end {
                self.html.push_str(&escape_code(&self.code[done..link.range.start]));
                let words = escape_code(&self.code[link.range.clone()]);
                self.html.push_str(&format!("<a class=\"service\" href=\"{}\">{words}</a>", link.href));
                done = link.range.end;
            }
        }
        self.html.push_str(&escape_code(&self.code[done..range.end]));
        if self.class.is_some() {
            self.html.push_str("</span>");
        }
        self.html.push_str(blanks);
    }
}

/// Escapes code. Quotation marks need no escape inside an element, and code has many.
pub(super) fn escape_code(text: &str) -> String {
    escape(text).replace("&quot;", "\"")
}
