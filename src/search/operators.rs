//! Reads the operators of a query: `-word` leaves documents out, and words in quotation marks must be in them as typed,
//! next to each other.
//! It takes the text of a query, and gives its words and operators. It looks for nothing.

use crate::tokenize;
use std::ops::Range;

/// Fewest characters of a word that is left out: `ls -la` names an option.
const LEAST_EXCLUDED: usize = 3;

/// A query without its operators.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operators {
    /// The text to search for: operators are blanks, quoted words stay.
    pub text: String,
    /// What no result may contain.
    pub excluded: Vec<String>,
    /// What every result must contain.
    pub quoted: Vec<String>,
}

/// Quotation marks that keyboards and word processors write instead of `"`.
const QUOTATION_MARKS: [char; 7] = ['“', '”', '„', '‟', '«', '»', '＂'];

/// Reads the operators of a query. A query of operators alone has none.
pub(super) fn read(typed: &str) -> Operators {
    let query = &*typed.replace(QUOTATION_MARKS, "\"");
    let mut text = query.to_owned();
    let mut blank = |range: Range<usize>| text.replace_range(range.clone(), &" ".repeat(range.len()));
    let mut quoted = Vec::new();
    let mut from = 0;
    while let Some(open) = query[from..].find('"').map(|at| from + at) {
        let Some(close) = query[open + 1..].find('"').map(|at| open + 1 + at) else { break };
        quoted.push(query[open + 1..close].to_owned());
        blank(open..open + 1);
        blank(close..close + 1);
        from = close + 1;
    }
    let mut excluded = Vec::new();
    let is_inside = |at: usize| query[..at].matches('"').count() % 2 == 1 && query[at..].contains('"');
    let mut end = 0;
    for token in query.split_whitespace() {
        let at = query[end..].find(token).map_or(end, |distance| end + distance);
        end = at + token.len();
        let Some(word) = token.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)) else { continue };
        if word.chars().count() >= LEAST_EXCLUDED && !is_inside(at) {
            excluded.push(word.to_owned());
            blank(at..at + token.len());
        }
    }
    if tokenize::all(&text).is_empty() {
        return Operators { text: typed.to_owned(), excluded: Vec::new(), quoted: Vec::new() };
    }
    Operators { text, excluded, quoted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_and_quotation_marks() {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let plain = |text: &str| (text.to_owned(), vec![], vec![]);
        for (query, expected) in [
            ("queue -lambda", ("queue        ".to_owned(), vec!["lambda"], vec![])),
            (
                "-lambda queue \"dead letter\" x",
                ("        queue  dead letter  x".to_owned(), vec!["lambda"], vec!["dead letter"]),
            ),
            ("\"a -bcd\" e", (" a -bcd  e".to_owned(), vec![], vec!["a -bcd"])),
            ("aws s3 ls --dry-run -r -la", plain("aws s3 ls --dry-run -r -la")),
            ("dead-letter - queue", plain("dead-letter - queue")),
            ("-lambda", plain("-lambda")),
            ("\"dead let", plain("\"dead let")),
            ("“dead letter” «x»", (" dead letter   x ".to_owned(), vec![], vec!["dead letter", "x"])),
            ("🚀 -lambda", ("🚀        ".to_owned(), vec!["lambda"], vec![])),
            ("é -ü1Ä", ("é       ".to_owned(), vec!["ü1Ä"], vec![])),
        ] {
            let Operators { text, excluded, quoted } = read(query);
            assert_eq!((text, excluded, quoted), (expected.0, owned(&expected.1), owned(&expected.2)), "{query}");
        }
    }
}
