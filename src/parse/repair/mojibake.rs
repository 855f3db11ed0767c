//! UTF-8 that was read as Windows-1252 and saved again: `â€™` for `’`.
//!
//! A sequence is repaired only if its characters, turned back into bytes, are exactly one UTF-8 character, and one that
//! occurs in prose: accented Latin letters, typographic punctuation, arrows, emoji. `«CAFÉ»` and `ÃO “é”` are not that, nor is
//! a capital `Ã` or `Â` at the end of a word that a quotation mark or a space follows: `«MANHÃ»`. A text about encodings shows
//! garbled characters on purpose. So does a line or a table that has both the right character and the garbled one.

use super::super::patch::Edit;
use super::Repair;
use crate::source::{line_end, line_start};
use std::ops::Range;

/// Repairs inside `range` of `text`.
pub(super) fn repairs(text: &str, range: Range<usize>) -> Vec<Repair> {
    let mut found = Vec::new();
    if is_about_encodings(text, &range) {
        return found;
    }
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let garbled = sequence(rest)
            .filter(|(length, meant)| !may_be_meant(text, at..at + length) && !is_beside_right_form(text, at, *meant));
        if let Some((length, meant)) = garbled {
            let garbled = &rest[..length];
            found.push(Repair {
                edit: Edit { range: at..at + length, text: meant.to_string() },
                code: "decoded-twice",
                message: format!("`{garbled}` is `{meant}`, decoded twice"),
                help: "put right; save the file as UTF-8 in the program that it was pasted from".into(),
            });
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// How far around a text, in bytes, words about encodings are looked for: a paragraph can be a megabyte long.
const NEARBY: usize = 500;

/// Whether the text around a range speaks of encodings.
fn is_about_encodings(text: &str, range: &Range<usize>) -> bool {
    if text[range.clone()].is_ascii() {
        return false;
    }
    let nearby = text.floor_char_boundary(range.start.saturating_sub(NEARBY));
    let start = text[nearby..range.start].rfind("\n\n").map_or(nearby, |length| nearby + length);
    let nearby = text.floor_char_boundary(range.start + NEARBY);
    let end = text[range.start..nearby].find("\n\n").map_or(nearby, |length| range.start + length);
    let words = text[start..end].to_lowercase();
    ["utf-8", "utf8", "mojibake", "encod", "windows-1252", "cp1252", "latin-1", "latin1", "iso-8859"]
        .iter()
        .any(|word| words.contains(word))
}

/// How far a line or a table is looked at around a sequence, in bytes.
const LONGEST_BLOCK: usize = 2_000;

/// Whether the line or the table around an offset has the right character too: `é is shown as Ã©` explains the damage. A
/// no-break space explains nothing.
fn is_beside_right_form(text: &str, at: usize, meant: char) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_BLOCK));
    let to = text.floor_char_boundary(at + LONGEST_BLOCK);
    let line = line_start(&text[from..to], at - from) + from..line_end(&text[from..to], at - from) + from;
    let is_row = |line: &&str| line.contains('|');
    let mut block = line.clone();
    if is_row(&&text[line]) {
        let above = text[from..block.start].lines().rev().take_while(is_row).map(|line| line.len() + 1).sum::<usize>();
        let below = text[block.end..to].lines().skip(1).take_while(is_row).map(|line| line.len() + 1).sum::<usize>();
        block = text.ceil_char_boundary(block.start.saturating_sub(above).max(from))
            ..text.floor_char_boundary((block.end + below).min(to));
    }
    !meant.is_whitespace() && text[block].contains(meant)
}

/// Whether the sequence may be a letter and the punctuation behind it, or is between quotation marks as an example.
fn may_be_meant(text: &str, sequence: Range<usize>) -> bool {
    let before = text[..sequence.start].chars().next_back();
    let after = text[sequence.end..].chars().next();
    let is_quote = |c: char| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»');
    if before.is_some_and(is_quote) && after.is_some_and(is_quote) {
        return true;
    }
    let mut characters = text[sequence].chars();
    let (Some('Â' | 'Ã'), Some(second), None) = (characters.next(), characters.next(), characters.next()) else {
        return false;
    };
    let ends_word = before.is_some_and(|c| c.is_uppercase() || is_quote(c));
    ends_word && !second.is_alphanumeric() && !after.is_some_and(char::is_alphanumeric)
}

/// The garbled sequence that `text` begins with: its length in bytes and the character that was meant.
fn sequence(text: &str) -> Option<(usize, char)> {
    let mut characters = text.char_indices();
    let lead = windows_1252(characters.next()?.1)?;
    let count = match lead {
        0xC2 | 0xC3 => 2,
        0xE2 => 3,
        0xF0 => 4,
        _ => return None,
    };
    let mut bytes = vec![lead];
    let mut length = 0;
    for (at, character) in text.char_indices().take(count).skip(1) {
        bytes.push(windows_1252(character)?);
        length = at + character.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    (bytes.len() == count && occurs_in_prose(meant)).then_some((length, meant))
}

fn occurs_in_prose(character: char) -> bool {
    matches!(character,
        '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{205E}' | '€' | '™' | '−' | '≈' | '≠' | '≤' | '≥' | '∞'
        | '✓' | '✔' | '✗' | '✘' | '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{25FF}' | '\u{1F300}'..='\u{1FAFF}')
}

/// The byte that Windows-1252 shows as `character`; the five bytes it leaves undefined are C1 controls (WHATWG Encoding
/// Standard, index windows-1252).
fn windows_1252(character: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match character {
        '\u{A0}'..='\u{FF}' => u8::try_from(character).ok(),
        _ => HIGH.iter().position(|&high| high == character).and_then(|index| u8::try_from(0x80 + index).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> String {
        let edits = repairs(text, 0..text.len()).into_iter().map(|repair| repair.edit).collect();
        super::super::super::patch::Patched::new(text, 0, edits).text
    }

    /// What a wrong decoder makes of a text.
    fn garbled(text: &str) -> String {
        text.bytes()
            .map(|byte| {
                (0..=0x2122_u32)
                    .filter_map(char::from_u32)
                    .find(|&c| windows_1252(c) == Some(byte))
                    .unwrap_or(byte as char)
            })
            .collect()
    }

    #[test]
    fn text_that_was_decoded_twice_is_repaired() {
        for text in ["doesn’t", "longer—starting", "naïve café", "10 €", "→ next", "“so”", "ok ✔", "🚀 go", "a\u{A0}b"]
        {
            assert_eq!(repaired(&garbled(text)), text);
        }
        assert_eq!(repaired("a line with ü\na lineÂ\u{A0}with Ã¼\u{A0}"), "a line with ü\na line\u{A0}with ü\u{A0}");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            "“CAFÉ”",
            "«CAFÉ»",
            "«MANHÃ»",
            "“MAÇÃ”",
            "the sign “â€™” is",
            "read as UTF-8, â€™ is ’",
            "Where ü is shown as Ã¼, the charset is wrong.",
            "| Ã¼ | ü |",
            "| right | wrong |\n|---|---|\n| ß | ß |\n| ü | Ã¼ |",
            "| right | ü |\n| wrong | Ã¼ |\n",
            "ÃO “é”",
            "Â is a letter",
            "â la carte",
            "SÃO PAULO",
            "é",
            "doesn’t",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
