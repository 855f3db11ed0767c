//! Constants and word lists of the search ranking, shared with `static/js/search.js`. It holds no code that ranks.
//!
//! `build.rs` makes the constants from `src/ranking.json`, and `scripts/minify` puts the same ones into the script, so a
//! weight is changed in one file.
//! docs/search-format.md explains each one.

include!(concat!(env!("OUT_DIR"), "/ranking.rs"));

/// Returns whether a word is indexed in titles only: a stop word, or a single letter.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok() || (word.len() == 1 && word.as_bytes()[0].is_ascii_lowercase())
}

/// Returns whether a word of a query counts less than others.
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
