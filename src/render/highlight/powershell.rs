//! Finds the words, strings and comments of PowerShell code, which the kept syntax set cannot highlight: its definition
//! needs the Oniguruma library (docs/dependencies.md). It takes code, and gives ranges with a class; it checks nothing.
//!
//! Source: PowerShell Language Specification 3.0, chapter 2 ("Lexical Structure").

use super::Token;
use super::class::{COMMENT, Class, FUNCTION, KEY, KEYWORD, NUMBER, OPERATOR, STRING, VARIABLE};

/// Keywords (section 2.3.1).
const KEYWORDS: [&str; 33] = [
    "begin",
    "break",
    "catch",
    "class",
    "continue",
    "data",
    "do",
    "dynamicparam",
    "else",
    "elseif",
    "end",
    "enum",
    "exit",
    "filter",
    "finally",
    "for",
    "foreach",
    "from",
    "function",
    "hidden",
    "if",
    "in",
    "param",
    "process",
    "return",
    "static",
    "switch",
    "throw",
    "trap",
    "try",
    "until",
    "using",
    "while",
];

/// Operators that are words (section 2.3.3), without their dash.
const OPERATORS: [&str; 35] = [
    "and",
    "as",
    "band",
    "bnot",
    "bor",
    "bxor",
    "ccontains",
    "ceq",
    "cmatch",
    "cne",
    "contains",
    "creplace",
    "eq",
    "f",
    "ge",
    "gt",
    "in",
    "is",
    "isnot",
    "join",
    "le",
    "like",
    "lt",
    "match",
    "ne",
    "not",
    "notcontains",
    "notin",
    "notlike",
    "notmatch",
    "or",
    "replace",
    "shl",
    "shr",
    "split",
];

/// Takes code apart. The ranges follow each other and cover all of it.
pub(super) fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let (length, class) = token(&code[at..], code[..at].chars().next_back());
        tokens.push((at..at + length, class));
        at += length;
    }
    tokens
}

/// The token at the start of `rest`, which is not empty: its length in bytes and its class.
fn token(rest: &str, before: Option<char>) -> (usize, Class) {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let is_after_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let until = |end: &str, skip: usize| rest[skip..].find(end).map_or(rest.len(), |found| skip + found + end.len());
    if rest.starts_with("<#") {
        return (until("#>", 2), COMMENT);
    }
    if rest.starts_with('#') && !is_after_word {
        return (rest.find('\n').unwrap_or(rest.len()), COMMENT);
    }
    // A here-string ends at its quotation mark at the start of a line (section 2.3.5.2.3).
    for (start, end) in [("@\"", "\n\"@"), ("@'", "\n'@")] {
        if rest.starts_with(start) {
            return (until(end, 2), STRING);
        }
    }
    if rest.starts_with(['"', '\'']) {
        return (string(rest), STRING);
    }
    if rest.starts_with('$') {
        let length = variable(rest);
        return (length.max(1), if length > 1 { VARIABLE } else { None });
    }
    let word = word(rest);
    if rest.starts_with('-') && !is_after_word {
        let name = &rest[1..=self::word(&rest[1..])];
        let is_operator = OPERATORS.iter().any(|known| name.eq_ignore_ascii_case(known));
        return match name {
            "" => (1, OPERATOR),
            name if is_operator => (1 + name.len(), OPERATOR),
            name if name.starts_with(|c: char| c.is_ascii_digit()) => (1 + name.len(), NUMBER),
            name => (1 + name.len(), KEY),
        };
    }
    if word == 0 || is_after_word {
        return (word.max(first), None);
    }
    let name = &rest[..word];
    let class = if name.starts_with(|c: char| c.is_ascii_digit()) {
        NUMBER
    } else if KEYWORDS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        KEYWORD
    } else if name.contains('-') {
        FUNCTION
    } else {
        None
    };
    (word, class)
}

/// Length of a word: letters, digits, and dashes between them, as in `Get-Item`.
fn word(rest: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let joins = c == '-' && at > 0 && rest[at + 1..].starts_with(char::is_alphabetic);
        if !is_part(c) && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Length of a variable: `$name`, `$env:Path`, `${any name}`.
fn variable(rest: &str) -> usize {
    if rest.starts_with("${") {
        return rest.find('}').map_or(1, |end| end + 1);
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '?');
    1 + rest[1..].find(|c| !is_part(c)).unwrap_or(rest.len() - 1)
}

/// Length of a string with its quotation marks. A backtick escapes the next character of a double-quoted one; a doubled
/// mark stands for itself.
fn string(rest: &str) -> usize {
    let mark = if rest.starts_with('"') { '"' } else { '\'' };
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '`' && mark == '"' {
            characters.next();
        } else if c == mark && characters.next_if(|&(_, next)| next == mark).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(code: &str) -> Vec<(&str, &str)> {
        tokens(code).into_iter().filter_map(|(range, class)| Some((&code[range], class?))).collect()
    }

    #[test]
    fn words_strings_and_comments() {
        let code = "if ($env:Path -eq \"a `\" b\") { Get-Item -Path 'c:\\it''s\\' } # done";
        let found = classes(code);
        let expected = [
            ("if", "k"),
            ("$env:Path", "v"),
            ("-eq", "o"),
            ("\"a `\" b\"", "s"),
            ("Get-Item", "f"),
            ("-Path", "a"),
            ("'c:\\it''s\\'", "s"),
            ("# done", "c"),
        ];
        assert_eq!(found, expected);
        assert_eq!(classes("<# a\nb #> 12"), [("<# a\nb #>", "c"), ("12", "n")]);
        assert_eq!(classes("@\"\nsay \"x\"\n\"@"), [("@\"\nsay \"x\"\n\"@", "s")]);
    }

    #[test]
    fn the_tokens_cover_all_code() {
        for code in ["", "$", "\"open", "@'", "é-ü ${x", "a--b", "-", "<#", "`", "C#"] {
            let joined: String = tokens(code).into_iter().map(|(range, _)| &code[range]).collect();
            assert_eq!(joined, code);
        }
    }
}
