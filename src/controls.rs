//! Control characters: which ones, and text without them for a terminal. It reads no files.
//!
//! A terminal takes control characters as commands, and characters that change the direction of writing can show another
//! text than programs read (Boucher and Anderson 2021, "Trojan Source"). Pages are the business of [`crate::html::escape`].

use std::borrow::Cow;

/// Returns whether a character is a command and not text: C0 except tab and line ends, DEL, and C1 (ISO/IEC 6429).
#[must_use]
pub fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// Returns whether a character forces the direction of the text after it (UAX #9, section 2.2). Right-to-left languages do
/// not need it.
#[must_use]
pub fn is_override(character: char) -> bool {
    matches!(character, '\u{202D}' | '\u{202E}')
}

/// Returns whether a character changes the direction of the text after it in any way.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns the byte of the first character that makes a line look different from what it is: an override, or a change of
/// direction that the line does not end.
#[must_use]
pub fn deceptive(line: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    for (at, character) in line.char_indices() {
        match character {
            _ if is_override(character) => return Some(at),
            '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}' => open.push(at),
            '\u{202C}' | '\u{2069}' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}

/// Returns a text for a terminal: control characters and changes of direction are shown as U+FFFD.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_shown = |character: char| !is_control(character) && character != '\r' && !is_direction(character);
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|character| if is_shown(character) { character } else { '\u{FFFD}' }).collect()
}

/// Does the same for a line with marked bytes: every character keeps its length.
#[must_use]
pub fn printable_in_place(line: &str) -> Cow<'_, str> {
    let shown = |character: char| match character {
        _ if is_direction(character) => '\u{FFFD}',
        _ if !is_control(character) => character,
        _ if character.is_ascii() => '?',
        _ => '\u{B7}',
    };
    if line.chars().all(|character| shown(character) == character) {
        return Cow::Borrowed(line);
    }
    line.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_get_no_commands() {
        assert_eq!(
            printable("a\u{1b}[31mb\u{7}c\u{9b}d\re\u{7f}"),
            "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}"
        );
        assert_eq!(printable("a\tb\nп \u{202E}x"), "a\tb\nп \u{FFFD}x");
        for line in ["a\u{1b}b\u{85}c\u{2066}d", "plain"] {
            let shown = printable_in_place(line);
            assert_eq!(shown.len(), line.len());
            assert!(!shown.chars().any(|character| is_control(character) || is_direction(character)));
        }
    }

    #[test]
    fn only_unfinished_or_forced_directions_deceive() {
        assert_eq!(deceptive("a \u{2067}שלום\u{2069} b"), None);
        assert_eq!(deceptive("a \u{2067}שלום b"), Some(2));
        assert_eq!(deceptive("a \u{202E}b\u{202C}"), Some(2));
    }
}
