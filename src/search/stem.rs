//! Stems: the common part of words that differ in their ending only, such as `policies` and `policy`, `encrypt` and
//! `encryption`.
//!
//! It takes a word, and gives its beginning. The stem of a query word is compared with the stems of the dictionary; no
//! stored data depends on it. The table is our own, after the idea of Lovins (1968): remove one ending, then trim the
//! rest.

/// Endings, each with the number of letters that must be left.
const ENDINGS: [(&str, usize); 11] = [
    ("ization", 3),
    ("isation", 3),
    ("ation", 4),
    ("ment", 4),
    ("able", 4),
    ("ance", 4),
    ("ence", 4),
    ("ate", 4),
    ("ize", 3),
    ("ise", 3),
    ("ion", 4),
];

/// Returns the stem: the word without its endings. Words of other scripts stay unchanged.
#[must_use]
pub(super) fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    let mut end = without_plural(word);
    if let Some(shorter) = without(&word[..end], "ing", 3).or_else(|| without(&word[..end], "ed", 3)) {
        let letters = word.as_bytes();
        let last = letters[shorter - 1];
        let is_doubled = shorter > 3 && last == letters[shorter - 2] && !matches!(last, b'l' | b's' | b'z');
        end = if is_doubled {
            shorter - 1
        } else {
            // `replicated` must lose the end of `replicate` too, and `optimizing` the end of `optimize`.
            ["at", "iz", "is"].iter().find_map(|end| without(&word[..shorter], end, 4)).unwrap_or(shorter)
        };
    }
    end = ENDINGS.iter().find_map(|&(ending, least)| without(&word[..end], ending, least)).unwrap_or(end);
    let last = word.as_bytes()[end - 1];
    if (end > 3 && matches!(last, b'e' | b'y' | b'i')) || (end > 5 && last == b'a') {
        end -= 1;
    }
    &word[..end]
}

/// Returns where `ending` begins, if at least `least` letters with a vowel are before it.
fn without(word: &str, ending: &str, least: usize) -> Option<usize> {
    let rest = word.strip_suffix(ending)?;
    (rest.len() >= least && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])).then_some(rest.len())
}

fn without_plural(word: &str) -> usize {
    let length = word.len();
    let is_ies = word.ends_with("ies") && length > 4;
    if is_ies || ["sses", "xes", "zes", "shes"].iter().any(|ending| word.ends_with(ending)) {
        length - 2
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        length - 1
    } else {
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_come_off() {
        for (words, expected) in [
            ("policy policies", "polic"),
            ("encrypt encrypts encrypted encrypting encryption", "encrypt"),
            ("replicate replicated replicating replication replica replicas", "replic"),
            ("cache caches caching cached", "cach"),
            ("throttle throttling throttled", "throttl"),
            ("map maps mapping mapped", "map"),
            ("version versions versioning", "vers"),
            ("process processes", "process"),
            ("optimize optimise optimized optimising optimization", "optim"),
            ("scaling scale scalable", "scal"),
            ("provision provisioned provisioning", "provis"),
            ("sqs", "sqs"),
            ("alias", "alia"),
            ("status", "status"),
        ] {
            for word in words.split(' ') {
                assert_eq!(stem(word), expected, "{word}");
            }
        }
    }
}
