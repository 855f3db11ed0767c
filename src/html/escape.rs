//! Escapes text for HTML. It does not remove tags.

use crate::controls::{is_control, is_override};
use std::borrow::Cow;

/// Returns a text for a page: control characters, which are no text in HTML and XML, and characters that force the
/// direction of writing become U+FFFD. It escapes nothing.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| is_control(character) || is_override(character);
    if is_printable_ascii(text) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|character| if is_hidden(character) { '\u{FFFD}' } else { character }).collect()
}

/// Escapes text for use between tags and in double-quoted attributes (HTML Living Standard, "Escaping a string").
///
/// Hidden characters are shown as in [`visible`].
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, text);
    escaped
}

/// Escapes text as [`escape`] does, behind what is there.
pub fn push_escaped(escaped: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !IS_PLAIN[usize::from(byte)]) {
        let (plain, special) = rest.split_at(at);
        escaped.push_str(plain);
        let mut characters = special.chars();
        match characters.next().unwrap_or_default() {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            character if is_control(character) || is_override(character) => escaped.push('\u{FFFD}'),
            character => escaped.push(character),
        }
        rest = characters.as_str();
    }
    escaped.push_str(rest);
}

/// Returns whether a text has only visible characters and spaces of ASCII, so that it needs no closer look. It looks at all
/// bytes, many at once, which is faster than to stop early.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |is_printable, byte| is_printable & (b' '..=b'~').contains(&byte))
}

/// Bytes of characters that [`push_escaped`] never changes: most of a text is read without a look at each character.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte < 0x7F {
        plain[byte as usize] = !matches!(byte, b'&' | b'<' | b'>' | b'"');
        byte += 1;
    }
    plain[b'\n' as usize] = true;
    plain
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_forced_directions_are_shown_as_such() {
        assert_eq!(escape("a\u{1b}<b\u{9b}\u{202E}c\td\n"), "a\u{FFFD}&lt;b\u{FFFD}\u{FFFD}c\td\n");
        assert_eq!(escape("\u{2067}שלום\u{2069}"), "\u{2067}שלום\u{2069}");
    }
}
