//! Constants and word lists that search in Rust shares with `static/js/search.js`.
//!
//! `build.rs` writes both from `src/ranking.json`, so a weight is changed in one place. docs/search-format.md explains what
//! each one does.

include!(concat!(env!("OUT_DIR"), "/ranking.rs"));

/// Whether a word is not indexed in bodies: a stop word, or a single letter.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok() || (word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase())
}

/// Whether a word of a query counts less than others.
pub(crate) fn is_weak_word(word: &str) -> bool {
    WEAK_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_binary_search() {
        assert!(STOP_WORDS.is_sorted() && WEAK_WORDS.is_sorted());
    }
}
