//! The dialect of Markdown that notes are written in.

use pulldown_cmark::{Options, TagEnd};

/// The Markdown that notes are written in: CommonMark with GitHub's tables, footnotes, strikethrough, task lists and
/// alerts, and definition lists. Smart punctuation stays off because it makes one dash of `--dry-run`; heading attributes stay off because
/// they eat `{a: 1}` at the end of a heading (`{#id}` is read by us).
pub(in crate::parse) const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// Whether a tag is part of a line and not a block.
pub(in crate::parse) fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Subscript
            | TagEnd::Superscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
