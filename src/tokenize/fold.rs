//! Folds the spelling of words: letters that readers may type in more than one way become the same. It takes a word as written,
//! and gives its term. It does not stem.
//!
//! `static/js/search.js` does the same.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Folds a text to lower case and compatibility forms (UAX #15, NFKC), without accents, letters that Unicode does not
/// decompose, and the Arabic article.
pub(super) fn folded(written: &str) -> Cow<'_, str> {
    if written.is_ascii() {
        return if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
            written.to_ascii_lowercase().into()
        } else {
            written.into()
        };
    }
    let bare: String = written.nfkd().filter(|&c| !is_mark(c)).collect();
    let lower = bare.to_lowercase().nfkc().collect::<String>();
    if !lower.chars().any(|c| plain(c).is_some() || c == ALEF || c == LAM) {
        return lower.into();
    }
    let mut term = String::with_capacity(lower.len());
    for c in without_article(&lower).chars() {
        match plain(c) {
            Some(letters) => term.push_str(letters),
            None => term.push(c),
        }
    }
    term.into()
}

/// Returns a word as keyboards without its letters write it: `groesse` for `Größe`. `None` if the word has no such letter.
pub(super) fn spelled_out(written: &str) -> Option<String> {
    if written.is_ascii() {
        return None;
    }
    let composed = written.nfkc().collect::<String>().to_lowercase();
    let pair = |c| match c {
        'ä' => Some("ae"),
        'ö' | 'ø' => Some("oe"),
        'ü' => Some("ue"),
        'å' => Some("aa"),
        _ => None,
    };
    composed.chars().any(|c| pair(c).is_some()).then(|| {
        let mut spelled = String::with_capacity(composed.len());
        for c in composed.chars() {
            match pair(c) {
                Some(letters) => spelled.push_str(letters),
                None => spelled.push(c),
            }
        }
        folded(&spelled).into_owned()
    })
}

/// Whether a mark does not tell words apart: accents, the vowels and the stretching of Arabic, and what makes an emoji of a sign.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{640}' | '\u{64B}'..='\u{655}' | '\u{670}' | '\u{20E3}' | '\u{FE00}'..='\u{FE0F}')
}

/// The plain letters for one that Unicode does not decompose.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

const ALEF: char = '\u{627}';
const LAM: char = '\u{644}';

/// Returns an Arabic word without its article, and without the conjunction or preposition before that (Larkey, Ballesteros and
/// Connell, *Improving Stemming for Arabic Information Retrieval*, 2002: `light10`). What is left has two letters or more, and
/// three after a preposition: `والد` is a word without an article.
fn without_article(word: &str) -> &str {
    let rest =
        |start: &str, least: usize| word.strip_prefix(start).filter(|rest| rest.chars().nth(least - 1).is_some());
    let before = ["وال", "فال", "بال", "كال", "لل"].into_iter().find_map(|start| rest(start, 3));
    rest("ال", 2).or(before).unwrap_or(word)
}
