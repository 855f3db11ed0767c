//! Pandoc's signs for subscripts and superscripts: `H~2~O`, `x^2^` (Pandoc User's Guide, "Superscripts and subscripts"). The
//! parser of Markdown reads them only between spaces.

use pulldown_cmark::{Tag, TagEnd};
use std::ops::Range;

/// A subscript or superscript in words.
pub(super) struct Script {
    /// The bytes, with both signs.
    pub range: Range<usize>,
    /// What it opens.
    pub tag: Tag<'static>,
    /// What it closes.
    pub end: TagEnd,
}

/// The first one. There is no white space in it.
pub(super) fn first(words: &str) -> Option<Script> {
    words.match_indices(['~', '^']).find_map(|(start, sign)| {
        let inside = &words[start + 1..];
        let length = inside.find(|c: char| c.is_whitespace() || matches!(c, '~' | '^'))?;
        let is_closed = length > 0 && inside[length..].starts_with(sign);
        let (tag, end) = match sign {
            "~" => (Tag::Subscript, TagEnd::Subscript),
            _ => (Tag::Superscript, TagEnd::Superscript),
        };
        is_closed.then(|| Script { range: start..start + length + 2, tag, end })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_without_white_space() {
        let found = |words| first(words).map(|script| script.range);
        assert_eq!(found("H~2~O"), Some(1..4));
        assert_eq!(found("2^10^"), Some(1..5));
        for words in ["~/a and ~/b", "a ^ b ^ c", "x^2", "~~", "a~b^c"] {
            assert_eq!(found(words), None, "{words}");
        }
    }
}
