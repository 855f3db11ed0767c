//! What other tools write beyond Markdown: private comments, formulas, wiki links, callouts, highlights.
//!
//! The text of a file is rewritten before Markdown reads it, because Markdown would take such things apart: it reads `_`
//! in a formula as emphasis and a line of `=` in one as a heading. What Markdown has no form for becomes a [`Token`], a
//! code span that the reader of sections knows. Every rewriting is an [`Edit`], so messages still point into the
//! author's file.

mod aiken;
mod anchors;
mod attributes;
mod blocks;
mod boxes;
mod closers;
mod code_options;
mod comments;
mod conditional;
mod critic;
mod document;
mod draft;
mod foreign;
mod formulas;
mod hidden;
mod html_blocks;
mod indented;
mod inline;
mod jekyll;
mod lines;
mod logseq;
mod mdx;
mod media;
mod myst;
mod pandoc_lines;
mod pandoc_tables;
mod properties;
mod shortcodes;
mod signs;
mod slides;
mod slidev;
mod token;

pub use boxes::{BoxKind, Fold};
pub(super) use comments::{is_myst, without_comments_of_diagram};
pub(super) use conditional::Reason;
pub(super) use document::{anchor, is_document};
pub(super) use formulas::{refused as refused_formulas, without_comments as without_comments_of_formula};
pub(super) use lines::Lines;
pub(super) use mdx::Components;
pub use media::{Media, is_shown, media};
pub(super) use properties::is_no_note;
pub(super) use token::Token;

use super::patch::{Edit, Patched};
use conditional::{Code, Conditional};
use draft::Draft;
use std::ops::Range;

/// Boxes nested deeper than this stay as they are written.
const MOST_NESTED: usize = 6;

/// A file that was rewritten.
pub(super) struct Rewritten {
    /// Its text.
    pub text: Patched,
    /// Openers of comments and hidden blocks that nothing ends, in the author's file.
    pub unclosed: Vec<Range<usize>>,
    /// What is left out though it is no comment, in the author's file.
    pub left_out: Vec<(Range<usize>, Reason)>,
}

/// Rewrites a whole file. `front` is its front matter.
pub(super) fn rewrite(text: Patched, front: &str, components: Components) -> Rewritten {
    let mut left_out = Vec::new();
    let draft = without_hidden_parts(Draft::new(text), front, &mut left_out);
    let edits = document::edits(draft.text());
    let draft = draft.edited(edits);
    let edits = indented::edits(draft.text(), components);
    let draft = draft.edited(edits);
    let edits = html_blocks::edits(draft.text());
    let draft = draft.edited(edits);
    let edits = properties::edits(draft.text());
    let draft = draft.edited(edits);
    let edits = critic::edits(&draft);
    let draft = draft.edited(edits);
    // What is in a directive is text, and may hold comments.
    let draft = in_rounds(draft, myst::directives);
    let comments = comments::find(&draft, front);
    let mut unclosed: Vec<Range<usize>> =
        comments.unclosed.map(|range| draft.origin_range(range)).into_iter().collect();
    left_out.extend(comments.doubtful.into_iter().map(|range| (draft.origin_range(range), Reason::Doubtful)));
    left_out.extend(comments.lines.into_iter().map(|(range, sign)| (draft.origin_range(range), Reason::Line(sign))));
    let draft = draft.edited(comments.edits);
    let conditional = conditional(&draft, front);
    unclosed.extend(conditional.unclosed.map(|range| draft.origin_range(range)));
    left_out.extend(conditional.reported.into_iter().map(|(range, reason)| (draft.origin_range(range), reason)));
    let draft = of_other_tools(draft.edited(conditional.edits), components);
    let draft = in_rounds(draft, boxes::edits);
    let edits = inline::edits(draft.text());
    Rewritten { text: draft.edited(edits).into_patched(), unclosed, left_out }
}

/// A file without what only its whole shows to be hidden: notes of slides, slides that are not shown, comments of another language.
fn without_hidden_parts(draft: Draft, front: &str, left_out: &mut Vec<(Range<usize>, Reason)>) -> Draft {
    let removed = |range: &Range<usize>, text: &str| Edit { range: range.clone(), text: text.to_owned() };
    let notes = slides::speaker_notes(draft.text(), front);
    left_out.extend(notes.iter().map(|range| (draft.origin_range(range.clone()), Reason::SpeakerNotes)));
    // An empty line is left of them: a rule below a paragraph would make a heading of it.
    let edits = notes.iter().map(|range| removed(range, "\n")).collect();
    let draft = draft.edited(edits);
    let slides = slidev::read(draft.text(), front);
    left_out.extend(slides.hidden.iter().map(|range| (draft.origin_range(range.clone()), Reason::Slide)));
    let mut edits: Vec<Edit> = slides.hidden.iter().map(|range| removed(range, "")).chain(slides.edits).collect();
    edits.sort_by_key(|edit| edit.range.start);
    let draft = draft.edited(edits);
    let Some(foreign) = foreign::read(draft.text(), front) else { return draft };
    let reason = |range: &Range<usize>| (draft.origin_range(range.clone()), Reason::Comment(foreign.language));
    left_out.extend(foreign.hidden.iter().map(reason));
    let mut edits: Vec<Edit> = foreign.hidden.iter().map(|range| removed(range, "")).chain(foreign.edits).collect();
    edits.sort_by_key(|edit| edit.range.start);
    draft.edited(edits)
}

/// Rewrites from the outside to the inside.
fn in_rounds(mut draft: Draft, edits: impl Fn(&str) -> Vec<Edit>) -> Draft {
    for _ in 0..MOST_NESTED {
        let edits = edits(draft.text());
        if edits.is_empty() {
            break;
        }
        draft = draft.edited(edits);
    }
    draft
}

fn conditional(draft: &Draft, front: &str) -> Conditional {
    let text = draft.text();
    match conditional::hides_all_code(text, front) {
        true => conditional::find(text, draft.code(), Code::Hidden),
        false if conditional::may_be_in(text) => conditional::find(text, draft.code(), Code::Shown),
        false => Conditional::default(),
    }
}

/// What a stretch of text may have, and what rewrites it outside code.
type Rewriting = (fn(&str) -> bool, fn(&str, &[Range<usize>]) -> Vec<Edit>);

/// What is rewritten without a look at the rest of the file, in this order.
const REWRITINGS: [Rewriting; 11] = [
    (code_options::may_be_in, code_options::edits),
    (blocks::may_be_in, blocks::edits),
    (aiken::may_be_in, aiken::edits),
    (pandoc_tables::may_be_in, pandoc_tables::edits),
    (pandoc_lines::may_be_in, pandoc_lines::edits),
    (myst::may_be_in, myst::edits),
    (shortcodes::may_be_in, shortcodes::edits),
    (attributes::may_be_in, attributes::edits),
    (jekyll::may_be_in, jekyll::edits),
    (logseq::may_be_in, logseq::edits),
    (signs::may_be_in, signs::edits),
];

/// Rewrites what is neither a comment nor a box.
fn of_other_tools(draft: Draft, components: Components) -> Draft {
    let edits = anchors::edits(draft.text());
    let draft = rewritten_outside_code(
        draft.edited(edits),
        |text| mdx::may_be_in(text, components),
        |text, code| mdx::edits(text, code, components),
    );
    let edits = blocks::titles_of_code(draft.text());
    let draft = draft.edited(edits);
    REWRITINGS.into_iter().fold(draft, |draft, (may_be_in, edits)| rewritten_outside_code(draft, may_be_in, edits))
}

fn rewritten_outside_code(
    draft: Draft,
    may_be_in: impl Fn(&str) -> bool,
    edits: impl Fn(&str, &[Range<usize>]) -> Vec<Edit>,
) -> Draft {
    if !may_be_in(draft.text()) {
        return draft;
    }
    let edits = edits(draft.text(), draft.code());
    draft.edited(edits)
}

/// A value of front matter without comments and deleted text.
pub(super) fn without_comments(text: &str) -> String {
    let draft = Draft::of(text);
    let edits = critic::edits(&draft);
    let draft = draft.edited(edits);
    let edits = comments::find(&draft, "").edits;
    let draft = draft.edited(edits);
    let mut left = String::with_capacity(draft.text().len());
    let mut rest = draft.text();
    while let Some((before, after)) = rest.split_once("<!--") {
        left.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    left + rest
}

/// Whether nothing in this stretch of a file would be rewritten, with any text around it.
pub(super) fn is_untouched(text: &str) -> bool {
    let may_reach_beyond =
        [":::", "$$", "\\("].iter().any(|sign| text.contains(sign)) || comments::may_reach_beyond(text);
    // A tag of a component goes if a line elsewhere imports the component.
    let has_component =
        text.match_indices('<').any(|(at, _)| text[at + 1..].trim_start_matches('/').starts_with(char::is_uppercase));
    !(may_reach_beyond
        || has_component
        || REWRITINGS.iter().any(|(may_be_in, _)| may_be_in(text))
        || critic::may_be_in(text)
        || conditional::may_be_in(text)
        || html_blocks::may_be_in(text))
        && mdx::edits(text, &[], Components::All).is_empty()
        && boxes::edits(text).is_empty()
        && properties::edits(text).is_empty()
        && !text.contains("></a>")
        && inline::edits(text).is_empty()
}

/// Whether what is far away in a file decides how a stretch of it is rewritten: an HTML document, components of MDX, slides,
/// code that is not shown.
pub(super) fn is_whole_rewritten(text: &str) -> bool {
    let is_moved = |components| !indented::edits(text, components).is_empty();
    let is_hidden = slides::may_be_in(text)
        || slidev::may_be_in(text)
        || foreign::read(text, text).is_some()
        || conditional::hides_all_code(text, text);
    is_hidden || is_document(text) || is_moved(Components::All) || is_moved(Components::Imported)
}

/// The language that the line of a fence names: `js {1,3}`, `python:a.py`, `{.rust}` and `{r}` are js, python, rust and r.
#[must_use]
pub fn fence_language(info: &str) -> Option<&str> {
    // MyST names the language behind the directive: ```{code-cell} ipython3.
    let cell = info.trim().strip_prefix("{code-cell}").map(str::trim_start).filter(|name| !name.is_empty());
    let cell = cell.map(|name| if name.starts_with("ipython") { "python" } else { name });
    let info = cell.unwrap_or(info).trim().trim_start_matches(['{', '.']).trim_start();
    let name = info.split([' ', '\t', ',', '{', '}', ':', ';', '(']).next().unwrap_or_default();
    let name = name.strip_prefix("language-").or_else(|| name.strip_prefix("lang-")).unwrap_or(name);
    (!name.is_empty() && !name.contains('=') && !name.starts_with('#')).then_some(name)
}

/// The fragment of a block that has an id of its own, `^name`.
#[must_use]
pub fn block_fragment(id: &str) -> String {
    format!("block-{}", id.trim_start_matches('^'))
}

#[cfg(test)]
mod tests {
    use super::fence_language;

    #[test]
    fn languages_of_fences() {
        for (info, language) in [
            ("js {1,3}", Some("js")),
            ("js{1,3}", Some("js")),
            ("python:a.py", Some("python")),
            ("{.rust .numberLines}", Some("rust")),
            ("{r, echo=FALSE}", Some("r")),
            ("rust,no_run", Some("rust")),
            ("language-css", Some("css")),
            ("c++ title=\"x\"", Some("c++")),
            ("title=\"x.js\"", None),
            ("{#id}", None),
            ("{code-cell} ipython3", Some("python")),
            ("", None),
        ] {
            assert_eq!(fence_language(info), language, "{info}");
        }
    }
}
