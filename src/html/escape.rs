//! Escapes text for HTML. It does not remove tags.

use crate::controls::{is_control, is_override};
use std::borrow::Cow;

/// Returns a text for a page: control characters, which are no text in HTML and XML, and characters that force the
/// direction of writing become U+FFFD. It escapes nothing.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| is_control(character) || is_override(character);
    if is_printable_ascii_text(text) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|character| if is_hidden(character) { '\u{FFFD}' } else { character }).collect()
}

/// Escapes text for use between tags and in double-quoted attributes (HTML Living Standard, "Escaping a string").
///
/// Hidden characters are shown as in [`visible`].
#[must_use]
pub fn escape(text: &str) -> String {
    let is_plain = |byte| is_printable_ascii(byte) && !matches!(byte, b'&' | b'<' | b'>' | b'"');
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        escaped.push_str(&rest[..plain]);
        let mut characters = rest[plain..].chars();
        let Some(character) = characters.next() else { return escaped };
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ if is_control(character) || is_override(character) => escaped.push('\u{FFFD}'),
            _ => escaped.push(character),
        }
        rest = characters.as_str();
    }
}

/// Returns whether a text has only such bytes. It looks at all of them, many at once, which is faster than to stop early.
fn is_printable_ascii_text(text: &str) -> bool {
    text.bytes().fold(true, |is_printable, byte| is_printable & is_printable_ascii(byte))
}

/// Returns whether a byte is a visible character or a space of ASCII, so that it needs no closer look.
fn is_printable_ascii(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_forced_directions_are_shown_as_such() {
        assert_eq!(escape("a\u{1b}<b\u{9b}\u{202E}c\td\n"), "a\u{FFFD}&lt;b\u{FFFD}\u{FFFD}c\td\n");
        assert_eq!(escape("\u{2067}שלום\u{2069}"), "\u{2067}שלום\u{2069}");
    }
}
