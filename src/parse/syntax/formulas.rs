//! Which dollars and backslashes delimit a formula, and which are money, shell variables or escapes.
//!
//! A formula opens before a character that is no blank and closes after one, as in Pandoc (`tex_math_dollars`). What is
//! between the delimiters must not read as a sentence, unless both are `$$` alone on their lines.

use super::closers::Closers;
use crate::source::{before_in_line, line_end, line_start};
use std::ops::Range;

/// A formula in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    /// All of it, with its delimiters.
    pub range: Range<usize>,
    /// What is between the delimiters.
    pub inside: Range<usize>,
    /// Whether it is on a line of its own.
    pub display: bool,
}

/// What `\(` and `\)` are in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parentheses {
    /// Escaped parentheses, unless TeX is between them.
    Escaped,
    /// Delimiters: the file has a formula between such signs. So `\(n\)` is one as well.
    Delimit,
}

/// Longest formula in bytes. What looks like a longer one is two delimiters that do not belong together.
const LONGEST: usize = 8_000;

/// The formula that begins at `at`. `end` is the end of the paragraph; `closers` are those of the text.
pub(super) fn at(
    text: &str,
    at: usize,
    end: usize,
    parentheses: Parentheses,
    closers: &mut Closers,
) -> Option<Formula> {
    let rest = &text[at..];
    match rest.as_bytes()[0] {
        b'$' if rest.starts_with("$$") => display_dollars(text, at, end, closers),
        b'$' if rest.starts_with("$`") => delimited(text, at, Delimiters::CODE, end, closers),
        b'$' => dollars(text, at, end),
        b'\\' => backslashes(text, at, end, parentheses, closers),
        _ => None,
    }
}

/// `$…$`
fn dollars(text: &str, at: usize, end: usize) -> Option<Formula> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '\\' | '$')) {
        return None;
    }
    let start = at + 1;
    if text[start..end].starts_with(|c: char| c.is_whitespace() || c == '$') {
        return None;
    }
    let mut from = start;
    loop {
        let close = from + text[from..end].find('$')?;
        if close - start > LONGEST {
            return None;
        }
        if is_escaped(text, close) {
            from = close + 1;
            continue;
        }
        let inside = &text[start..close];
        let after = text[close + 1..].chars().next();
        let is_closed = !inside.ends_with(char::is_whitespace) && !after.is_some_and(|c| c.is_ascii_digit());
        let is_formula = is_closed && reads_as_formula(inside) && !is_variable(inside, after);
        return (is_formula && !crosses_cells(text, at, close)).then(|| Formula {
            range: at..close + 1,
            inside: start..close,
            display: false,
        });
    }
}

/// `$HOME/$USER`, `${a}-${b}`
fn is_variable(inside: &str, after: Option<char>) -> bool {
    if after == Some('{') || (after == Some('(') && inside.starts_with('(')) {
        return true;
    }
    let name = inside.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').count();
    let rest = &inside[name..];
    after.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name >= 2
        && !rest.contains(['\\', '^', '=', '{'])
        && inside.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `| 5$ or $6 | 7$ |` in a table: two cells, no formula.
fn crosses_cells(text: &str, at: usize, close: usize) -> bool {
    text[at..close].contains(" | ")
        && !text[at..close].contains('\\')
        && text[line_start(text, at)..at].trim_start().starts_with('|')
}

/// `$$…$$`. One that begins its line may hold blank lines, as Obsidian has it.
fn display_dollars(text: &str, at: usize, end: usize, closers: &mut Closers) -> Option<Formula> {
    if text[..at].ends_with(['\\', '$']) || text[at..].starts_with("$$$") {
        return None;
    }
    let opens_line = before_in_line(text, at)
        .all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '>' | '-' | '*' | '+' | '.' | ')'));
    let end = if opens_line { block_end(text, at + 2, "$$") } else { end };
    if opens_line && is_alone(text, at) {
        return between_lines(text, at, end).or_else(|| delimited(text, at, Delimiters::DOLLARS, end, closers));
    }
    delimited(text, at, Delimiters::DOLLARS, end, closers)
}

/// The formula between two lines of `$$`. Its content is not checked.
fn between_lines(text: &str, at: usize, end: usize) -> Option<Formula> {
    let start = at + 2;
    let close = start + text.get(start..end)?.find("$$")?;
    let is_formula = is_alone(text, close) && close - start <= LONGEST && !text[start..close].trim().is_empty();
    is_formula.then(|| Formula { range: at..close + 2, inside: start..close, display: true })
}

/// Whether nothing but `$$`, and the marks of quotations and list items, is on its line.
fn is_alone(text: &str, at: usize) -> bool {
    let mut after = text[at + 2..].chars().take_while(|&c| c != '\n');
    after.all(char::is_whitespace)
        && before_in_line(text, at).all(|c| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+'))
}

/// The offset of the `$$` that closes the one at `at`, if both are alone on their lines. What is between them may be no
/// formula, but the closing one opens none.
pub(super) fn closing_line(text: &str, at: usize) -> Option<usize> {
    if !is_alone(text, at) {
        return None;
    }
    text[at + 2..].match_indices("$$").map(|(found, _)| at + 2 + found).find(|&close| is_alone(text, close))
}

/// `\(…\)` and `\[…\]`, also with the two backslashes that Markdown would need; `\begin{align}…\end{align}`.
fn backslashes(text: &str, at: usize, end: usize, parentheses: Parentheses, closers: &mut Closers) -> Option<Formula> {
    let rest = &text[at..];
    if text[..at].ends_with('\\') {
        return None;
    }
    if let Some(delimiters) = Delimiters::BACKSLASHES.into_iter().find(|delimiters| rest.starts_with(delimiters.opener))
    {
        let Delimiters { opener, closer, display } = delimiters;
        let opens_line = before_in_line(text, at).all(|c| c.is_whitespace() || c == '>');
        let end = if display && opens_line {
            // Thousands of openers may have no closer, or one that is too far away.
            let close = closers.find(text, at + opener.len()..text.len(), closer)?;
            (close - at <= LONGEST).then(|| block_end(text, at + opener.len(), closer))?
        } else {
            end
        };
        let found = delimited(text, at, delimiters, end, closers)?;
        // The same signs escape a bracket: only TeX tells the two apart.
        let inside = without_comments(&text[found.inside.clone()]);
        let is_habit = parentheses == Parentheses::Delimit && opener == "\\(" && is_variable_alone(&inside);
        return ((has_tex(&inside) || is_habit) && inside.chars().any(char::is_alphanumeric)).then_some(found);
    }
    let name = rest.strip_prefix("\\begin{")?.split('}').next()?;
    let is_display = ["equation", "align", "gather", "multline", "eqnarray", "alignat", "flalign"]
        .contains(&name.trim_end_matches('*'));
    if !is_display || !before_in_line(text, at).all(char::is_whitespace) {
        return None;
    }
    let closer = format!("\\end{{{name}}}");
    let length = rest[..rest.len().min(floor(rest, LONGEST))].find(&closer)? + closer.len();
    Some(Formula { range: at..at + length, inside: at..at + length, display: true })
}

/// Signs around a formula.
#[derive(Clone, Copy)]
struct Delimiters {
    opener: &'static str,
    closer: &'static str,
    display: bool,
}

impl Delimiters {
    const CODE: Self = Self { opener: "$`", closer: "`$", display: false };
    const DOLLARS: Self = Self { opener: "$$", closer: "$$", display: true };
    const BACKSLASHES: [Self; 4] = [
        Self { opener: "\\\\(", closer: "\\\\)", display: false },
        Self { opener: "\\\\[", closer: "\\\\]", display: true },
        Self { opener: "\\(", closer: "\\)", display: false },
        Self { opener: "\\[", closer: "\\]", display: true },
    ];
}

fn delimited(text: &str, at: usize, delimiters: Delimiters, end: usize, closers: &mut Closers) -> Option<Formula> {
    let Delimiters { opener, closer, display } = delimiters;
    let start = at + opener.len();
    let first = |mut from: usize| loop {
        let close = from + text.get(from..end)?.find(closer)?;
        if !is_escaped(text, close) {
            return Some(close);
        }
        from = close + 1;
    };
    let close = closers.find_by(closer, start..end, first)?;
    let inside = &text[start..close];
    // `echo $$ and $$`: a word between two process numbers.
    let is_word = inside.trim().chars().all(char::is_alphabetic) && inside.trim() != inside && !inside.contains('\n');
    let is_formula = close - start <= LONGEST
        && !inside.trim().is_empty()
        && !(is_word && words(inside) > 0)
        && reads_as_formula(&without_comments(inside.trim()));
    is_formula.then(|| Formula { range: at..close + closer.len(), inside: start..close, display })
}

/// The end of a block from `start` on that may hold blank lines: its closer, unless a heading with a number, a fence or a length
/// that no formula has comes first.
fn block_end(text: &str, start: usize, closer: &str) -> usize {
    let limit = start + floor(&text[start..], LONGEST);
    let mut offset = start;
    let mut is_first = true;
    for line in text[start..limit].split_inclusive('\n') {
        let content = line.trim_start();
        let ends_here = !is_first
            && (content.starts_with("```")
                || content.starts_with("~~~")
                || (content.starts_with('#') && content.trim_start_matches('#').starts_with(' ')));
        if ends_here {
            return offset;
        }
        is_first = false;
        offset += line.len();
        if line.contains(closer) {
            return offset;
        }
    }
    limit
}

fn floor(text: &str, length: usize) -> usize {
    text.floor_char_boundary(length)
}

/// Finds what the author delimits as a formula, with signs of one, but what is still read as words. `text` is a stretch
/// without formulas.
pub(in crate::parse) fn refused(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('$').map(|at| from + at) {
        let start = at + text[at..].bytes().take_while(|&byte| byte == b'$').count();
        from = start;
        let line = &text[start..line_end(text, start)];
        let is_opener = start - at <= 2
            && line.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '(' | '|'))
            && !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '/' | ':'));
        let Some(length) = line.find('$').filter(|_| is_opener) else { continue };
        let inside = &line[..length];
        let after = &line[length..].trim_start_matches('$');
        let is_closed = line[length..].len() - after.len() == start - at
            && !inside.ends_with(|c: char| c.is_whitespace() || matches!(c, '/' | ':'))
            && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '{' | '(' | '_'));
        if is_closed && inside.contains(['=', '^', '<', '>']) && inside.contains(' ') {
            from = start + length + (start - at);
            found.push(at..from);
        }
    }
    found
}

/// A formula without the comments of TeX, which go from `%` to the end of the line. In the last line, `%` without words behind
/// it is a sign that its author has not escaped: `$5 % 3$`.
pub(in crate::parse) fn without_comments(formula: &str) -> String {
    let mut left = String::with_capacity(formula.len());
    for line in formula.split_inclusive('\n') {
        let mut rest = line;
        while let Some(at) = rest.match_indices('%').map(|(at, _)| at).find(|&at| !is_escaped(rest, at)) {
            if line.ends_with('\n') || words(&rest[at..]) > 0 {
                left.push_str(rest[..at].trim_end());
                rest = if line.ends_with('\n') { "\n" } else { "" };
            } else {
                left.push_str(&rest[..at]);
                left.push_str("\\%");
                rest = &rest[at + 1..];
            }
        }
        left.push_str(rest);
    }
    left
}

/// Whether an odd number of backslashes precedes a delimiter.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// Whether there is a sign that only TeX has: a command, a script, a relation.
fn has_tex(inside: &str) -> bool {
    let has_command = inside.match_indices('\\').any(|(at, _)| {
        inside[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '{' | '\\' | ','))
    });
    let is_padded = inside.starts_with(char::is_whitespace) && inside.ends_with(char::is_whitespace);
    has_command
        || (inside.contains(['^', '=']) || has_subscript(inside)) && words(inside) <= 2
        || is_padded && words(inside) == 0 && inside.trim().chars().any(char::is_alphabetic)
}

/// `n`, `2n`, `f(x)`: a variable or a number, no words.
fn is_variable_alone(inside: &str) -> bool {
    words(inside) == 0 && inside.len() <= 40 && !has_word_of_two(inside) && !inside.contains('\n')
}

/// `x_1` and `x_{ij}`, not `snake_case_name`.
fn has_subscript(inside: &str) -> bool {
    inside.match_indices('_').any(|(at, _)| {
        let before = inside[..at].chars().rev().take_while(|c| c.is_alphanumeric()).count();
        let after = inside[at + 1..].chars().take_while(|c| c.is_alphanumeric()).count();
        (before <= 1 && after <= 2) || inside[at + 1..].starts_with(['{', '\\'])
    })
}

/// How many words of a sentence there are: at least three letters, no TeX command, not in braces.
fn words(inside: &str) -> usize {
    let mut count = 0;
    let mut depth = 0_usize;
    let mut characters = inside.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if character.is_alphabetic() => {
                let mut length = 1;
                while characters.next_if(|(_, c)| c.is_alphabetic()).is_some() {
                    length += 1;
                }
                let is_command = inside[..at].ends_with('\\');
                count += usize::from(length >= 3 && !is_command && depth == 0);
            }
            _ => {}
        }
    }
    count
}

/// Whether what is between two delimiters reads as a formula and not as a part of a sentence.
fn reads_as_formula(inside: &str) -> bool {
    let words = words(inside);
    let has_command = inside
        .match_indices('\\')
        .any(|(at, _)| inside[at + 1..].starts_with(|c: char| !c.is_whitespace() && c != '$'));
    if has_command {
        return true;
    }
    let has_sign = inside.contains(['^', '{', '=', '<', '>', '+']) || has_subscript(inside);
    let begins_with_digit = inside.starts_with(|c: char| c.is_ascii_digit());
    let is_broken = inside.trim().contains('\n');
    match (has_sign, words) {
        (true, 0 | 1) => true,
        (true, 2..=4) => !begins_with_digit,
        (true, _) => !begins_with_digit && !has_neighbours(inside),
        // `$6, or 3$`
        (false, 0) if begins_with_digit && has_word_of_two(inside) => false,
        (false, 0) => !is_broken && inside.len() <= 80,
        (false, 1) => !begins_with_digit && !is_broken && inside.len() <= 40 && !is_plain_words(inside),
        (false, _) => {
            !begins_with_digit && inside.contains(['(', '*', '/', '|', ',']) && inside.len() <= 40 && words <= 2
        }
    }
}

/// Whether two words follow each other with nothing but blanks between, as in a sentence. `rtol * prior + atol` has none.
fn has_neighbours(inside: &str) -> bool {
    let is_word = |word: &str| word.len() >= 2 && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = inside.split_whitespace().collect();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1].trim_end_matches([',', '.', ';', ':', '?', '!'])))
        || inside.contains([';', '?'])
}

/// Whether two letters stand together.
fn has_word_of_two(inside: &str) -> bool {
    inside.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic))
}

/// `the`, `and more`: letters and blanks alone, longer than a variable.
fn is_plain_words(inside: &str) -> bool {
    inside.contains(char::is_whitespace) && inside.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_formulas_go() {
        for (formula, left) in [
            ("a % b c\n+ d % the end\n", "a\n+ d\n"),
            ("a \\% b\\\\% so\n", "a \\% b\\\\\n"),
            ("x % note to self", "x"),
            ("5 % 3 % 2", "5 \\% 3 \\% 2"),
            ("100 %", "100 \\%"),
            ("a", "a"),
        ] {
            assert_eq!(without_comments(formula), left, "{formula}");
        }
    }

    fn found(text: &str) -> Vec<&str> {
        let (mut found, mut closers) = (Vec::new(), Closers::default());
        let mut offset = 0;
        while let Some(start) = text.get(offset..).and_then(|rest| rest.find(['$', '\\'])).map(|at| offset + at) {
            match at(text, start, text.len(), Parentheses::Escaped, &mut closers) {
                Some(formula) => {
                    offset = formula.range.end;
                    found.push(&text[formula.range]);
                }
                None if text[start..].starts_with("$$") || text[start..].starts_with('\\') => offset = start + 2,
                None => offset = start + 1,
            }
        }
        found
    }

    #[test]
    fn formulas() {
        for text in [
            "$x$",
            "$a_1*b_1$",
            r"$\{1,2\}$",
            "$O(n log n)$",
            "$2^{10}$",
            "$5$",
            "$P(A | B)$",
            "$$x$$",
            "$$\na\n\nb = c\n$$",
            r"\(a^2\)",
            r"\[ \frac{a}{b} \]",
            r"\\(a_1\\)",
            "\\[日_1\\]",
            r"\( x \)",
            "$`a_1`$",
            "\\begin{align}\na &= b\n\\end{align}",
            "$p = 0.05$",
            r"$\text{price in US dollars} = 5$",
            r"$a \$ b$",
            "$f(x, y) = z$",
            "$x<y$",
            "$|x|$",
            "$\\alpha$",
            "$mass * speed + drag > abs(flow - wind)$",
            "$$\nflow(x | sea, tide) flow(sea | moon) flow(moon) flow(wind)\n$$",
            "$$\nthe tide and the moon\n$$",
        ] {
            assert_eq!(found(text), [text], "{text}");
        }
        assert_eq!(found("$a$ and $b$, $c$-th, $n$th"), ["$a$", "$b$", "$c$", "$n$"]);
    }

    #[test]
    fn formulas_that_read_as_words() {
        let text = "and $rate = sum of tides over all ports$, then $$flow = the sea and the moon and wind$$.";
        assert_eq!(refused(text), [4..40, 47..87]);
        for text in
            ["$5 = five and $6", "$A=b c/$B", "set $PATH and $HOME = x", "a$b = c d$", "$a b c$", "$x = $y and $z"]
        {
            assert!(refused(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn money_variables_and_escapes() {
        for text in [
            "$5 and $6",
            "from $5 to $10",
            "$5-$10",
            "US$5 and HK$6",
            "$5/month or 6$ a year",
            "costs 5$ or 6$",
            "$HOME/$USER",
            "${a}-${b}",
            "$(pwd)/$(ls)",
            "echo $$ and $$",
            "$ x $",
            r"\$x\$",
            r"\(see below\)",
            r"\[1\]",
            r"1\. foo \(bar baz\)",
            "$100k, but $200k",
            "it costs $20 (about 19 euros) and the other one costs 30$.",
            "the $PATH variable and the $HOME variable",
            r"\[x\]",
            "$$",
            "a $ b $ c",
            "It costs $5 and $6, or 3$ here.",
            "$PATH = the folders, then = more words follow in a sentence$",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
