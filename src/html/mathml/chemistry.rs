//! `\ce{2H2 + O2 -> 2H2O}` as TeX: the common part of the notation of the LaTeX package mhchem.

use super::closing_brace;

/// Arrows, the longest first, and their TeX.
const ARROWS: [(&str, &str); 6] = [
    ("<=>", "rightleftharpoons"),
    ("<->", "leftrightarrow"),
    ("-->", "longrightarrow"),
    ("->", "longrightarrow"),
    ("<-", "longleftarrow"),
    ("=>", "Longrightarrow"),
];

/// The formula with the argument of each `\ce` as TeX. An argument with other signs stays.
pub(super) fn with_chemistry(tex: &str) -> String {
    const COMMAND: &str = "\\ce{";
    let mut other = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(at) = rest.find(COMMAND) {
        let inside = &rest[at + COMMAND.len()..];
        let Some(end) = closing_brace(inside) else { break };
        other.push_str(&rest[..at]);
        match reaction(&inside[..end]) {
            Some(drawn) => other.push_str(&format!("{{{drawn}}}")),
            None => other.push_str(&rest[at..=at + COMMAND.len() + end]),
        }
        rest = &inside[end + 1..];
    }
    other.push_str(rest);
    other
}

/// A reaction or a substance.
fn reaction(text: &str) -> Option<String> {
    let mut tex = String::new();
    let mut rest = text.trim();
    // Whether a number or a charge belongs to what precedes it.
    let mut is_bound = false;
    while let Some(first) = rest.chars().next() {
        if let Some((drawn, after)) = arrow(rest) {
            tex.push_str(&drawn);
            rest = after;
            is_bound = false;
            continue;
        }
        let length = |is: fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let taken = match first {
            ' ' => {
                is_bound = false;
                1
            }
            '0'..='9' => {
                let length = length(|c| c.is_ascii_digit() || c == '.' || c == '/');
                let number = &rest[..length];
                tex.push_str(&if is_bound { format!("_{{{number}}}") } else { format!("{number}\\,") });
                length
            }
            'A'..='Z' | 'a'..='z' => {
                let length = length(|c| c.is_ascii_alphabetic());
                tex.push_str(&format!("\\mathrm{{{}}}", &rest[..length]));
                is_bound = true;
                length
            }
            '^' | '_' => {
                let (script, length) = script(&rest[1..])?;
                tex.push_str(&format!("{}{first}{{{script}}}", if is_bound { "" } else { "{}" }));
                length + 1
            }
            '+' | '-' => {
                // At the end of a substance it is a charge, before a letter a bond.
                let ends = rest[1..].chars().next().is_none_or(|c| matches!(c, ' ' | ')' | ']'));
                tex.push_str(&if is_bound && ends { format!("^{{{first}}}") } else { first.to_string() });
                1
            }
            '(' | '[' | ')' | ']' => {
                tex.push_str(&format!("\\mathrm{{{first}}}"));
                is_bound = matches!(first, ')' | ']');
                1
            }
            '=' | '*' | '.' => {
                tex.push_str(if first == '=' { "=" } else { "\\cdot " });
                is_bound = false;
                1
            }
            _ => return None,
        };
        rest = &rest[taken..];
    }
    Some(tex)
}

/// An arrow as TeX, with the words above it, and what follows.
fn arrow(text: &str) -> Option<(String, &str)> {
    let (arrow, drawn) = ARROWS.iter().find(|(arrow, _)| text.starts_with(arrow))?;
    let rest = &text[arrow.len()..];
    Some(match rest.strip_prefix('[').and_then(|above| above.split_once(']')) {
        Some((above, after)) => (format!("\\overset{{\\text{{{above}}}}}{{\\{drawn}}}"), after),
        None => (format!("\\{drawn} "), rest),
    })
}

/// What `^` or `_` raises or lowers, with its length: `{2-}`, `2-`, `+`.
fn script(text: &str) -> Option<(&str, usize)> {
    if let Some(inside) = text.strip_prefix('{') {
        let end = inside.find('}')?;
        return Some((&inside[..end], end + 2));
    }
    let length = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-'))).unwrap_or(text.len());
    (length > 0).then_some((&text[..length], length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::mathml::{Form, mathml};

    #[test]
    fn substances_and_reactions_are_tex() {
        for (chemistry, tex) in [
            ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
            ("2H2 + O2 -> 2H2O", r"2\,\mathrm{H}_{2}+\mathrm{O}_{2}\longrightarrow 2\,\mathrm{H}_{2}\mathrm{O}"),
            ("Na+", r"\mathrm{Na}^{+}"),
            ("SO4^2-", r"\mathrm{SO}_{4}^{2-}"),
            ("Fe^{3+}", r"\mathrm{Fe}^{3+}"),
            ("A <=> B", r"\mathrm{A}\rightleftharpoons \mathrm{B}"),
            ("A ->[heat] B", r"\mathrm{A}\overset{\text{heat}}{\longrightarrow}\mathrm{B}"),
            ("Ca(OH)2", r"\mathrm{Ca}\mathrm{(}\mathrm{OH}\mathrm{)}_{2}"),
            ("^{14}_{6}C", r"{}^{14}{}_{6}\mathrm{C}"),
        ] {
            let found = reaction(chemistry).expect("it is chemistry");
            assert_eq!(found, tex, "{chemistry}");
            assert!(mathml(&format!(r"\ce{{{chemistry}}}"), Form::Inline).is_ok(), "{chemistry}");
        }
        assert_eq!(with_chemistry(r"\ce{A\alpha} + \ce{B}"), r"\ce{A\alpha} + {\mathrm{B}}");
    }
}
