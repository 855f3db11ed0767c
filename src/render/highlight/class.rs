//! Classes of tokens: the letters that style sheets colour.

/// The class of a token, or `None` for text without one.
pub(super) type Class = Option<&'static str>;

pub(super) const COMMENT: Class = Some("c");
pub(super) const ESCAPE: Class = Some("e");
pub(super) const FUNCTION: Class = Some("f");
pub(super) const KEY: Class = Some("a");
pub(super) const KEYWORD: Class = Some("k");
pub(super) const LITERAL: Class = Some("l");
pub(super) const NUMBER: Class = Some("n");
pub(super) const OPERATOR: Class = Some("o");
/// An option of a command, or a variable.
pub(super) const VARIABLE: Class = Some("v");
pub(super) const STRING: Class = Some("s");
pub(super) const TYPE: Class = Some("t");
