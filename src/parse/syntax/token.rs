//! What Markdown has no form for, written as a code span: Markdown keeps the inside of a code span as it is.

use std::borrow::Cow;

/// The first and the last character of a token: no text has it (Unicode 17, section 23.7, "Noncharacters").
const EDGE: char = '\u{FDE0}';
/// Between the fields of a token.
const FIELD: char = '\u{FDE1}';
/// Characters that end a code span, a table cell or a line, and their replacements in a token.
const ESCAPES: [(char, char); 4] = [('|', '\u{FDE2}'), ('`', '\u{FDE3}'), ('\n', '\u{FDE4}'), ('\r', '\u{FDE5}')];

/// Something that Markdown has no form for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Token {
    /// A formula in TeX, on a line of its own if `display`.
    Formula {
        /// The TeX, without its delimiters.
        source: String,
        /// The formula with its delimiters, as the author wrote it.
        written: String,
        /// Whether it is on a line of its own.
        display: bool,
    },
    /// `[[target|words]]`, or `![[target|words]]` if `embed`.
    Link {
        /// The note or file, with a heading.
        target: String,
        /// What the link reads.
        words: String,
        /// Whether the author asks for the content, not for a link.
        embed: bool,
    },
    /// The start of highlighted words.
    MarkStart,
    /// The end of highlighted words.
    MarkEnd,
    /// A `^^` around highlighted words.
    Caret {
        /// Whether the words begin behind it.
        opens: bool,
    },
    /// A target of links: Obsidian's `^name` at the end of a block, or a name of another tool without `^`.
    Anchor(String),
    /// The start of a quotation that is a box; its title follows in the same paragraph.
    Box {
        /// The kind, as the author wrote it.
        kind: String,
        /// `+` for an open one that folds, `-` for a folded one, else empty.
        fold: String,
        /// Whether a title follows.
        titled: bool,
    },
}

impl Token {
    /// The token as Markdown.
    pub(in crate::parse) fn encode(&self) -> String {
        let flag = |is: bool| if is { "1" } else { "" };
        let fields: Vec<&str> = match self {
            Self::Formula { source, written, display } => vec!["formula", source, written, flag(*display)],
            Self::Link { target, words, embed } => vec!["link", target, words, flag(*embed)],
            Self::MarkStart => vec!["mark"],
            Self::MarkEnd => vec!["/mark"],
            Self::Anchor(id) => vec!["anchor", id],
            Self::Caret { opens } => vec!["caret", flag(*opens)],
            Self::Box { kind, fold, titled } => vec!["box", kind, fold, flag(*titled)],
        };
        let mut inside = fields.join(&FIELD.to_string());
        for (character, replacement) in ESCAPES {
            inside = inside.replace(character, &replacement.to_string());
        }
        format!("`{EDGE}{inside}{EDGE}`")
    }

    /// The token that the inside of a code span is, if it is one.
    pub(in crate::parse) fn read(code: &str) -> Option<Self> {
        let mut inside = code.strip_prefix(EDGE)?.strip_suffix(EDGE)?.to_owned();
        for (character, replacement) in ESCAPES {
            inside = inside.replace(replacement, &character.to_string());
        }
        let fields: Vec<&str> = inside.split(FIELD).collect();
        Some(match fields[..] {
            ["formula", source, written, display] => {
                Self::Formula { source: source.into(), written: written.into(), display: !display.is_empty() }
            }
            ["link", target, words, embed] => {
                Self::Link { target: target.into(), words: words.into(), embed: !embed.is_empty() }
            }
            ["mark"] => Self::MarkStart,
            ["/mark"] => Self::MarkEnd,
            ["caret", opens] => Self::Caret { opens: !opens.is_empty() },
            ["anchor", id] => Self::Anchor(id.into()),
            ["box", kind, fold, titled] => {
                Self::Box { kind: kind.into(), fold: fold.into(), titled: !titled.is_empty() }
            }
            _ => return None,
        })
    }

    /// The token as the author wrote it.
    fn written(&self) -> String {
        match self {
            Self::Formula { written, .. } => written.clone(),
            Self::Link { target, words, embed } => {
                let sign = if *embed { "!" } else { "" };
                if words == target { format!("{sign}[[{target}]]") } else { format!("{sign}[[{target}|{words}]]") }
            }
            Self::MarkStart | Self::MarkEnd => "==".into(),
            Self::Caret { .. } => "^^".into(),
            Self::Anchor(id) => id.clone(),
            Self::Box { kind, fold, .. } => format!("[!{kind}]{fold}"),
        }
    }

    /// A text that Markdown took for code or HTML, with its tokens as the author wrote them.
    pub(in crate::parse) fn restored(text: &str) -> Cow<'_, str> {
        if !text.contains(EDGE) {
            return Cow::Borrowed(text);
        }
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(EDGE) {
            let inside = start + EDGE.len_utf8();
            let Some(length) = rest[inside..].find(EDGE) else { break };
            let end = inside + length + EDGE.len_utf8();
            let Some(token) = Self::read(&rest[start..end]) else { break };
            restored.push_str(rest[..start].strip_suffix('`').unwrap_or(&rest[..start]));
            restored.push_str(&token.written());
            rest = rest[end..].strip_prefix('`').unwrap_or(&rest[end..]);
        }
        restored.push_str(rest);
        Cow::Owned(restored)
    }

    /// The words that a reader sees, as plain text.
    pub(in crate::parse) fn words(&self) -> &str {
        match self {
            Self::Formula { source, .. } => source,
            Self::Link { words, .. } => words,
            Self::MarkStart | Self::MarkEnd | Self::Caret { .. } | Self::Anchor(_) | Self::Box { .. } => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        let formula = Token::Formula { source: "a|b`\n".into(), written: "$$a|b`\n$$".into(), display: true };
        let link = Token::Link { target: "A#b".into(), words: "c".into(), embed: false };
        let a_box = Token::Box { kind: "note".into(), fold: "-".into(), titled: true };
        for token in [
            formula,
            link,
            a_box,
            Token::MarkStart,
            Token::MarkEnd,
            Token::Caret { opens: true },
            Token::Anchor("x1".into()),
        ] {
            let code = token.encode();
            assert!(!code[1..code.len() - 1].contains(['`', '|', '\n']), "{code}");
            assert_eq!(Token::read(&code[1..code.len() - 1]), Some(token));
        }
        assert_eq!(Token::read("formula"), None);
        let formula = Token::Formula { source: "a".into(), written: "$a$".into(), display: false };
        assert_eq!(Token::restored(&format!("x {} y", formula.encode())), "x $a$ y");
    }
}
