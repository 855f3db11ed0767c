//! Roles: `` {ref}`words <target>` ``.

use super::super::super::patch::Edit;
use crate::html::escape::escape;
use std::collections::BTreeSet;
use std::ops::Range;

/// Roles whose words are links to a target in the notes.
const REFERENCES: [&str; 6] = ["ref", "numref", "eq", "any", "prf:ref", "std:ref"];

/// Other roles.
const OTHERS: [&str; 11] = ["doc", "term", "math", "sub", "sup", "kbd", "code", "literal", "file", "abbr", "download"];

/// Whether a text may have roles.
pub(super) fn may_be_in(text: &str) -> bool {
    text.match_indices("}`").any(|(at, _)| name_before(text, at).is_some())
}

/// Finds the roles before spans of code, which is sorted. `targets` are the targets of this file.
pub(super) fn edits(text: &str, code: &[Range<usize>], targets: &BTreeSet<&str>) -> Vec<Edit> {
    let roles = code.iter().filter_map(|span| {
        let brace = span.start.checked_sub(1).filter(|&at| text[at..].starts_with("}`"))?;
        let name = name_before(text, brace)?;
        let inside = text[span.clone()].trim_matches('`').trim();
        let text = written(name, inside, targets)?;
        Some(Edit { range: brace - name.len() - 1..span.end, text })
    });
    roles.collect()
}

/// The name of the role whose closing brace is at an offset. It begins a word.
fn name_before(text: &str, brace: usize) -> Option<&str> {
    let from = text.floor_char_boundary(brace.saturating_sub(LONGEST));
    let open = from + text[from..brace].rfind('{')?;
    let name = &text[open + 1..brace];
    let is_name = REFERENCES.contains(&name) || OTHERS.contains(&name);
    // `H{sub}`2`` is inside a word.
    let is_apart = |c: char| !c.is_alphanumeric() || matches!(name, "sub" | "sup");
    let before = text[..open].chars().next_back();
    (is_name && before.is_none_or(|c| is_apart(c) && !matches!(c, '$' | '\\' | '{' | '}'))).then_some(name)
}

/// The longest name of a role, in bytes.
const LONGEST: usize = 24;

/// What a role is in Markdown. `None` for one that is not known.
fn written(name: &str, inside: &str, targets: &BTreeSet<&str>) -> Option<String> {
    let (words, target) = match inside.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((words, target)) if !words.trim().is_empty() => (words.trim(), target.trim()),
        _ => (inside, inside),
    };
    let is_plain = !inside.contains(['[', ']', '|', '\n']);
    Some(match name {
        _ if REFERENCES.contains(&name) && targets.contains(target) && is_plain => format!("[{words}](#{target})"),
        _ if REFERENCES.contains(&name) => words.to_owned(),
        "doc" if is_plain => format!("[[{}|{words}]]", target.trim_start_matches('/')),
        "term" => words.to_owned(),
        "math" => format!("${inside}$"),
        "sub" | "sup" | "kbd" if is_plain => format!("<{name}>{}</{name}>", escape(inside)),
        "code" | "literal" | "file" => format!("`{inside}`"),
        "abbr" => inside.to_owned(),
        "download" if is_plain => format!("[{words}](<{target}>)"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::draft::Draft;
    use super::*;

    #[test]
    fn roles_become_words_and_links() {
        let targets = BTreeSet::from(["a-b"]);
        for (text, expected) in [
            ("See {ref}`a-b`, {ref}`that <a-b>` and {ref}`c`.", "See [a-b](#a-b), [that](#a-b) and c."),
            ("{doc}`b` and {doc}`the <sub/b>`", "[[b|b]] and [[sub/b|the]]"),
            ("{math}`x^2`, H{sub}`2`O, {kbd}`A`", "$x^2$, H<sub>2</sub>O, <kbd>A</kbd>"),
            ("{unknown}`x` ${ref}`x`", "{unknown}`x` ${ref}`x`"),
        ] {
            let draft = Draft::of(text);
            let edits = edits(text, draft.code(), &targets);
            assert_eq!(draft.edited(edits).text(), expected);
        }
    }
}
