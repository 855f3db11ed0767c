//! Whether a drawing of a formula shows every letter and digit of its TeX. `pulldown-latex` drops the arguments of some
//! commands, and shows those of others as they are written.

use super::closing_brace;
use crate::html::tags::unescaped;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Commands whose first argument is not shown: names, colours, lengths, and what only takes up space.
const WITHOUT_WORDS: [&str; 22] = [
    "\\begin",
    "\\end",
    "\\label",
    "\\ref",
    "\\eqref",
    "\\color",
    "\\textcolor",
    "\\colorbox",
    "\\definecolor",
    "\\href",
    "\\class",
    "\\cssId",
    "\\style",
    "\\require",
    "\\hspace",
    "\\vspace",
    "\\mspace",
    "\\rule",
    "\\raisebox",
    "\\phantom",
    "\\hphantom",
    "\\vphantom",
];

/// Commands that a length without braces follows: `\kern3mu`.
const BEFORE_LENGTHS: [&str; 6] = ["\\kern", "\\mkern", "\\hskip", "\\mskip", "\\vskip", "\\raise"];

/// Commands that define others or choose among their arguments: what of them is shown is not known.
const UNKNOWN: [&str; 8] =
    ["\\def", "\\newcommand", "\\renewcommand", "\\let", "\\mathchoice", "\\genfrac", "\\unicode", "\\char"];

/// The drawing, if it shows all of the TeX.
pub(super) fn checked(drawn: String, tex: &str) -> Result<String, String> {
    if UNKNOWN.iter().any(|command| tex.contains(command)) || shows(&drawn, tex) {
        return Ok(drawn);
    }
    Err("a part of it would not be shown".into())
}

fn shows(drawn: &str, tex: &str) -> bool {
    let mut shown: HashMap<char, usize> = HashMap::new();
    let text = text_of(drawn);
    // A command as text is one whose argument was not read as TeX.
    let is_command = |(at, _): (usize, &str)| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    if text.match_indices('\\').any(is_command) {
        return false;
    }
    // Letters of mathematical alphabets are those of the alphabet (Unicode Standard Annex 15, form KC).
    for character in text.nfkc().filter(|c| c.is_alphanumeric()) {
        *shown.entry(character).or_default() += 1;
    }
    words_of(tex).nfkc().filter(|c| c.is_alphanumeric()).all(|character| {
        let left = shown.entry(character).or_default();
        *left = left.wrapping_sub(1);
        *left != usize::MAX
    })
}

/// The text between the tags.
fn text_of(html: &str) -> String {
    let texts = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text);
    unescaped(&texts.collect::<Vec<_>>().join("\n")).into_owned()
}

/// The letters and digits of TeX that are no commands and no arguments for the layout.
fn words_of(tex: &str) -> String {
    let mut words = String::new();
    let mut rest = tex;
    while let Some(first) = rest.chars().next() {
        if first != '\\' {
            words.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let name = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |length| length + 1);
        let (command, after) = rest.split_at(name.max(1 + rest[1..].chars().next().map_or(0, char::len_utf8)));
        rest = after.trim_start_matches('*');
        if command == "\\\\" {
            rest = without_group(rest, '[', ']');
        } else if BEFORE_LENGTHS.contains(&command) {
            rest = rest
                .trim_start_matches([' ', '-', '.', ','])
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            rest = rest.get(2..).filter(|_| rest.is_char_boundary(2)).unwrap_or_default();
        } else if WITHOUT_WORDS.contains(&command) {
            rest = without_group(without_group(rest, '[', ']'), '{', '}');
            let is_columns =
                command == "\\begin" && !rest.trim_start().starts_with("{\\") && rest.starts_with(['{', '[']);
            let has_second = matches!(command, "\\rule" | "\\definecolor");
            if is_columns || has_second {
                rest = without_group(without_group(rest, '[', ']'), '{', '}');
            }
        }
    }
    words
}

/// A text without the group that it begins with.
fn without_group(text: &str, open: char, close: char) -> &str {
    let Some(inside) = text.trim_start().strip_prefix(open) else { return text };
    let end = if open == '{' { closing_brace(inside) } else { inside.find(close) };
    end.map_or(text, |end| &inside[end + close.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_tex() {
        for (tex, words) in [
            (r"\frac{a}{b} + \sin x", "ab+x"),
            (r"\begin{array}{cc} a & b \\[2pt] c \end{array}", "a&bc"),
            (r"\begin{cases} {a} \end{cases}", "a"),
            (r"\color{red}{x} \hspace{1em} \kern3mu y \phantom{z}", "xy"),
            (r"\text{two words}", "twowords"),
        ] {
            let found: String = words_of(tex).chars().filter(|c| !matches!(c, '{' | '}' | ' ')).collect();
            assert_eq!(found, words, "{tex}");
        }
    }

    #[test]
    fn letters_of_any_alphabet_are_shown() {
        assert!(shows("<mi>ℝ</mi><mi>𝐱</mi><mn>𝟐</mn>", r"\mathbb{R} \mathbf{x2}"));
        assert!(!shows("<mi>a</mi>", "ab") && !shows("<mi>\\mathrm{x}</mi>", r"\mathop{\mathrm{x}}"));
    }
}
