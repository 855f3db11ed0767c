//! Patterns with `*` and `?`: what they match, and whether two of them have a text in common.

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// This character.
    Char(char),
    /// One character, `?`.
    One,
    /// Any text, `*`.
    Any,
    /// Any text without `/` and `:`.
    Segment,
}

/// Reads the `*` and `?` of IAM.
pub(super) fn tokens(pattern: &str) -> Vec<Token> {
    pattern.chars().map(token).collect()
}

/// `*` and `?` as tokens, other characters as themselves.
pub(super) fn token(character: char) -> Token {
    match character {
        '*' => Token::Any,
        '?' => Token::One,
        character => Token::Char(character),
    }
}

/// Whether a pattern with `*` and `?` matches the whole text, in any case of ASCII letters. Allocates nothing: it is asked
/// for every action of a service.
pub(super) fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    // The last star, and where its text ends so far.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte.eq_ignore_ascii_case(&text[from]) => {
                at += 1;
                from += 1;
            }
            _ => match &mut star {
                Some((back, end)) => {
                    *end += 1;
                    (at, from) = (*back + 1, *end);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// Characters as themselves.
pub(super) fn literal(text: &str) -> Vec<Token> {
    text.chars().map(Token::Char).collect()
}

/// Whether some text matches both patterns.
pub(super) fn overlap(a: &[Token], b: &[Token]) -> bool {
    // row[j]: whether the rest of `a` after the row's token and `b[j..]` have a text in common. From the ends to the starts.
    let mut row = vec![false; b.len() + 1];
    row[b.len()] = true;
    for j in (0..b.len()).rev() {
        row[j] = row[j + 1] && spans(b[j]);
    }
    for &token in a.iter().rev() {
        // The value of the row before at `j + 1`, which is overwritten.
        let mut diagonal = row[b.len()];
        row[b.len()] = diagonal && spans(token);
        for j in (0..b.len()).rev() {
            let (skip, take, both) = (row[j], row[j + 1], diagonal);
            diagonal = skip;
            row[j] = match (spans(token), spans(b[j])) {
                (true, true) => skip || take,
                (true, false) => skip || (take && admits(token, b[j])),
                (false, true) => take || (skip && admits(b[j], token)),
                (false, false) => both && admits(token, b[j]),
            };
        }
    }
    row[0]
}

fn spans(token: Token) -> bool {
    matches!(token, Token::Any | Token::Segment)
}

fn admits(a: Token, b: Token) -> bool {
    match (a, b) {
        (Token::Char(a), Token::Char(b)) => a == b,
        (Token::Segment, Token::Char(c)) | (Token::Char(c), Token::Segment) => c != '/' && c != ':',
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("Get*", "getobject", true),
            ("Get?bject", "GetObject", true),
            ("Get", "GetObject", false),
            ("*", "", true),
            ("?", "", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("**", "x", true),
        ] {
            assert_eq!(matches_ignoring_case(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn segments_end_at_slashes() {
        let bucket = [literal("s3:::"), vec![Token::Segment]].concat();
        let object = [bucket.clone(), literal("/"), vec![Token::Any]].concat();
        for (pattern, is_bucket, is_object) in [
            ("s3:::b", true, false),
            ("s3:::b/*", false, true),
            ("s3:::b*", true, true),
            ("*", true, true),
            ("s3:::*/x", false, true),
            ("s3:::b?c", true, true),
        ] {
            assert_eq!(overlap(&tokens(pattern), &bucket), is_bucket, "{pattern}");
            assert_eq!(overlap(&tokens(pattern), &object), is_object, "{pattern}");
        }
    }

    proptest::proptest! {
        #[test]
        fn overlapping_has_no_direction(a in "[ab*?/]{0,8}", b in "[ab*?/]{0,8}") {
            proptest::prop_assert_eq!(overlap(&tokens(&a), &tokens(&b)), overlap(&tokens(&b), &tokens(&a)));
        }
    }
}
