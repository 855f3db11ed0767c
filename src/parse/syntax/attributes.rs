//! Attributes of Pandoc behind pictures, links, code and words: `![](a.png){width=50%}`, `[words]{.underline}`. They say how
//! something looks in another format, and go. The words stay. kramdown's `{: .class}` is in the module `jekyll`.
//!
//! Those of a heading leave its id, `{#id}`, and those on a line of their own below a block (Wiki.js, `MkDocs`) go.
//!
//! Source: Pandoc's manual, "Extension: `header_attributes`", "Extension: `link_attributes`", "Extension: `bracketed_spans`" and "Extension: `inline_code_attributes`".

use super::super::patch::Edit;
use super::super::ranges;
use super::Token;
use std::ops::Range;

/// Whether a text may have such attributes.
pub(super) fn may_be_in(text: &str) -> bool {
    ["]{", "){", "`{"].iter().any(|sign| text.contains(sign)) || of_lines(text, &[]).next().is_some()
}

/// Finds the attributes outside code, which is sorted. Brackets pair within a paragraph.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // Where the last `](` is whose `)` has not come.
    let mut target: Option<usize> = None;
    let mut at = 0;
    while let Some(found) = text[at..].find(['[', ']', ')', '\n', '\\', '`']).map(|length| at + length) {
        at = found + 1;
        if let Some(block) = ranges::at(code, found) {
            at = block.end.max(at);
            if text[..at].ends_with('`') {
                edits.extend(attributes(&text[at..], Of::Target).map(|length| removed(at..at + length)));
            }
            continue;
        }
        match text.as_bytes()[found] {
            b'\\' => at += text[at..].chars().next().map_or(0, char::len_utf8),
            b'\n' if text[at..].starts_with('\n') => {
                open.clear();
                target = None;
            }
            b'[' => open.push(found),
            b']' if text[at..].starts_with('(') => {
                open.pop();
                target = Some(found);
            }
            b']' => {
                let Some(start) = open.pop() else { continue };
                let is_empty = start + 1 == found;
                let is_apart = is_empty
                    || edits.last().is_some_and(|before: &Edit| before.range.end == start)
                    || !text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '}' | '\\' | '!'));
                if let Some(length) = attributes(&text[at..], Of::Words).filter(|_| is_apart) {
                    // The id is a target of links.
                    let id = id_in(&text[at..at + length]).unwrap_or_default();
                    let anchor = if id.is_empty() { String::new() } else { Token::Anchor(id.to_owned()).encode() };
                    edits.push(Edit { range: start..start + 1, text: anchor });
                    edits.push(removed(found..at + length));
                }
            }
            b')' if target.take().is_some() => {
                edits.extend(attributes(&text[at..], Of::Target).map(|length| removed(at..at + length)));
            }
            _ => {}
        }
    }
    edits.extend(of_lines(text, code));
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// Finds the attributes of headings, and those that are a line below a block.
fn of_lines<'a>(text: &'a str, code: &'a [Range<usize>]) -> impl Iterator<Item = Edit> + 'a {
    let mut offset = 0;
    let mut is_below_block = false;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        let was_below_block = std::mem::replace(&mut is_below_block, is_in_block(line));
        let words = line.trim_end();
        let inside = words.strip_suffix('}')?;
        let open = inside.rfind('{').filter(|_| ranges::at(code, start + inside.len()).is_none())?;
        let id = id_in(&words[open..])?;
        let before = &words[..open];
        let is_heading =
            before.starts_with('#') && before.trim_start_matches('#').starts_with(' ') && before.ends_with(' ');
        let range = start + before.trim_end().len()..start + words.len();
        if is_heading {
            let left = if id.is_empty() { String::new() } else { format!(" {{#{id}}}") };
            return (text[range.clone()] != left).then_some(Edit { range, text: left });
        }
        let is_alone = before.trim_matches([' ', '\t', '>']).is_empty();
        (is_alone && was_below_block && id.is_empty()).then_some(Edit { range, text: String::new() })
    })
}

/// Whether a line belongs to a block: it is neither empty nor the definition of a link.
fn is_in_block(line: &str) -> bool {
    let words = line.trim();
    let is_definition = words.starts_with('[') && words.contains("]:");
    !words.is_empty() && !is_definition
}

/// The id among attributes such as `{.unnumbered #id key=value}`, or nothing if there is none. `None` for what is not a list of
/// attributes.
fn id_in(written: &str) -> Option<&str> {
    if written.trim_matches(['{', '}', ' ']) == "-" {
        return Some("");
    }
    attributes(written, Of::Words).filter(|&length| length == written.len())?;
    let mut words = written.trim_matches(['{', '}']).split_whitespace();
    Some(words.find_map(|word| word.strip_prefix('#')).unwrap_or_default())
}

fn removed(range: Range<usize>) -> Edit {
    Edit { range, text: String::new() }
}

/// What attributes are behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Words in brackets: a class or an id is among the attributes.
    Words,
    /// A picture, a link, or code.
    Target,
}

/// The length of the attributes that a text begins with.
fn attributes(text: &str, of: Of) -> Option<usize> {
    let inside = text.strip_prefix('{')?;
    // Another brace ends the search: a line may have thousands of openers and no closer.
    let length = inside.find(['}', '{', '\n']).filter(|&end| inside[end..].starts_with('}'))?;
    let inside = &inside[..length];
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
    };
    let has_sign = inside.split_whitespace().any(|word| word.starts_with(['.', '#']));
    // A value in quotation marks may have blanks.
    let mut is_quoted = false;
    let are_attributes = inside.split_whitespace().all(|word| {
        let was_quoted = is_quoted;
        is_quoted ^= word.matches('"').count() % 2 == 1;
        let (key, value) = word.split_once('=').unwrap_or_default();
        let is_flag = of == Of::Target && word.starts_with("data-") && is_name(word);
        was_quoted
            || is_flag
            || word.strip_prefix(['.', '#']).is_some_and(is_name)
            || (is_name(key) && !value.is_empty())
    });
    (are_attributes && !inside.trim().is_empty() && (has_sign || of == Of::Target)).then_some(1 + length + 1)
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn left(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = edits(text, draft.code());
        Token::restored(draft.edited(edits).text()).into_owned()
    }

    #[test]
    fn attributes_go_and_words_stay() {
        for (text, expected) in [
            ("![a](b.png){#c width=50% fig-alt=\"two words\"} d", "![a](b.png) d"),
            ("[a](b){target=\"_blank\"}", "[a](b)"),
            ("[a *b*]{.underline}, [[x]{.y} z]{.smallcaps}", "a *b*, x z"),
            ("`a`{.haskell} b", "`a` b"),
            ("[]{#_Toc1 .anchor}a[]{.b}", "_Toc1a"),
            ("[]{#x .anchor}[B]{.underline} [c](d){ data-preview }", "xB [c](d)"),
            ("[![a](b){.c}](d){.e}", "[![a](b)](d)"),
            ("# A {.b #c}\n\n## D {-}\n\n## E {#f}\n\n> G\n{.is-info}\n", "# A {#c}\n\n## D\n\n## E {#f}\n\n> G\n\n"),
            ("- h\n{ .annotate }\n", "- h\n\n"),
        ] {
            assert_eq!(left(text), expected, "{text}");
        }
        for text in [
            "$\\sqrt[3]{.x}$ and a[1]{.b}",
            "[a]{b} [a]{} f(x){.y} [a]{b=1}",
            "`[a]{.b}`",
            "\\[a\\]{.b}",
            "[a](b){ return x; }",
            "`<b>`{=html}",
            "[a]\n\n[b]: c\n{.d}",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
