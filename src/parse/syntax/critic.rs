//! Changes in CriticMarkup: `{--deleted--}`, `{++added++}`, `{~~old~>new~~}`, `{==marked==}`. The page shows the text as it is
//! when all changes are accepted: what the author has deleted is not published. Comments, `{>> … <<}`, are read with the
//! other comments.
//!
//! Source: the CriticMarkup specification, "Basic syntax".

use super::super::patch::Edit;
use super::super::ranges;
use super::draft::Draft;

/// Openers and closers of changes.
const CHANGES: [(&str, &str); 4] = [("{--", "--}"), ("{++", "++}"), ("{~~", "~~}"), ("{==", "==}")];

/// A change longer than this, in bytes, is two signs that have nothing to do with one another.
const LONGEST: usize = 4_000;

/// Whether a text may have changes, or a part of one.
pub(super) fn may_be_in(text: &str) -> bool {
    CHANGES.iter().any(|(opener, closer)| text.contains(opener) || text.contains(closer))
}

/// Accepts the changes outside code.
pub(super) fn edits(draft: &Draft) -> Vec<Edit> {
    let text = draft.text();
    if !CHANGES.iter().any(|(opener, closer)| text.contains(opener) && text.contains(closer)) {
        return Vec::new();
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut offset = 0;
    while let Some(at) = text[offset..].find('{').map(|at| offset + at) {
        offset = match ranges::at(draft.code(), at) {
            Some(block) => block.end.max(at + 1),
            None => change(text, at, &mut edits).unwrap_or(at + 1),
        };
    }
    edits.sort_by_key(|edit| edit.range.start);
    let mut end = 0;
    edits.retain(|edit| {
        let is_apart = edit.range.start >= end;
        end = end.max(edit.range.end);
        is_apart
    });
    edits
}

/// Whether a text has a closing brace without an opening one before it.
fn closes_more(text: &str) -> bool {
    let mut open = 0_usize;
    text.bytes().any(|byte| match byte {
        b'{' => {
            open += 1;
            false
        }
        b'}' if open == 0 => true,
        b'}' => {
            open -= 1;
            false
        }
        _ => false,
    })
}

/// Reads the change that begins at `at`, and gives the offset where reading goes on: inside the text that stays.
fn change(text: &str, at: usize, edits: &mut Vec<Edit>) -> Option<usize> {
    let rest = &text[at..];
    let (opener, closer) = CHANGES.iter().find(|(opener, _)| rest.starts_with(opener))?;
    // `{{-- … --}}` is a comment of Blade, `{--}` a formula.
    if text[..at].ends_with(['{', '\\']) || rest[opener.len()..].starts_with(['}', '{']) {
        return None;
    }
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
    let inside = opener.len();
    let close = inside + near[inside..].find(closer)?;
    let content = &rest[inside..close];
    // What goes on behind an empty line is a change only where a whole block is one.
    let is_block = at == 0 || text[..at].ends_with('\n');
    // `f(){--i; g(i)} … {y--}`: a brace that closes more than the change itself is code.
    if content.contains(opener) || closes_more(content) || (content.contains("\n\n") && !is_block) {
        return None;
    }
    let end = close + closer.len();
    let mut delete = |from: usize, to: usize| edits.push(Edit { range: at + from..at + to, text: String::new() });
    match *opener {
        "{--" => {
            delete(0, end);
            return Some(at + end);
        }
        "{~~" => {
            let arrow = inside + content.find("~>")?;
            delete(0, arrow + 2);
            delete(close, end);
            return Some(at + arrow + 2);
        }
        // `==marked==` is a highlight of its own.
        "{==" if content.starts_with(char::is_whitespace) => return None,
        "{==" => {
            delete(0, 1);
            delete(end - 1, end);
        }
        _ => {
            delete(0, inside);
            delete(close, end);
        }
    }
    Some(at + inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_accepted() {
        for (text, accepted) in [
            ("a {--b--} c", "a  c"),
            ("a {++b++} c", "a b c"),
            ("a {~~b~>c~~} d", "a c d"),
            ("a {==b==}{>>c<<} d", "a ==b=={>>c<<} d"),
            ("{++a {--b--} c++} d", "a  c d"),
            ("{--\na\n\nb\n--}\n\nc", "\n\nc"),
            ("{~~a~>~~}b", "b"),
        ] {
            let draft = Draft::of(text);
            let edits = edits(&draft);
            assert_eq!(draft.edited(edits).text(), accepted, "{text}");
        }
    }

    #[test]
    fn text_and_code_stay() {
        for text in [
            "`{--a--}`",
            "```\n{++a++}\n```\n",
            "{{-- a --}}",
            "$x_{++}$ and $y_{++}$",
            "a {--b\n\nc--} d",
            "for {--i} and {++i}",
            "{~~a~~}",
            "{==a==",
            "if a {== b ==} c",
        ] {
            assert_eq!(edits(&Draft::of(text)), [], "{text}");
        }
    }
}
