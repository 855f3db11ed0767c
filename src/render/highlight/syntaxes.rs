//! The syntax definitions of syntect: code -> tokens with their classes.
//!
//! The standard output of syntect names every scope of every token, and is up to 28 times as large as the code. A theme
//! only needs the distinctions in [`RULES`].

use super::Token;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// Class of each scope. The first matching rule wins; the innermost scope of a token is matched first.
const RULES: [(&str, &str); 29] = [
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("support.type.property-name", "a"),
    ("entity.name.tag.yaml", "a"),
    ("entity.name.tag.toml", "a"),
    ("support.type.property", "a"),
    ("variable.other.key", "a"),
    ("entity.other.attribute-name", "a"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("meta.diff.header", "h"),
    ("meta.diff.range", "h"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("constant.character.escape", "e"),
    ("constant.numeric", "n"),
    ("constant.language", "l"),
    ("constant", "l"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.tag", "t"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("support.type", "t"),
    ("variable.parameter", "v"),
];

#[derive(Debug)]
pub(super) struct Syntaxes {
    pub(super) set: SyntaxSet,
    rules: Vec<(Scope, &'static str)>,
    string: Scope,
    mapping_key: Scope,
    dictionary: Scope,
    dictionary_value: Scope,
}

impl Syntaxes {
    /// Reads the names in [`RULES`].
    pub(super) fn new(set: SyntaxSet) -> Self {
        let scope = |name: &str| Scope::new(name).expect("the names in this file are scopes");
        Self {
            set,
            rules: RULES.iter().map(|(name, class)| (scope(name), *class)).collect(),
            string: scope("string"),
            mapping_key: scope("meta.mapping.key"),
            dictionary: scope("meta.structure.dictionary"),
            dictionary_value: scope("meta.structure.dictionary.value"),
        }
    }

    /// Returns the tokens of a code, or `None` if the syntax definition fails.
    pub(super) fn tokens(&self, code: &str, syntax: &SyntaxReference) -> Option<Vec<Token>> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut tokens = Vec::new();
        let mut line_start = 0;
        let mut line_with_end = String::new();
        for line in code.split_inclusive('\n') {
            line_with_end.clear();
            line_with_end.push_str(line.trim_end_matches('\n'));
            line_with_end.push('\n');
            let mut done = 0;
            for (at, operation) in state.parse_line(&line_with_end, &self.set).ok()? {
                if at > done {
                    tokens.push((line_start + done..line_start + at, self.class(&stack)));
                    done = at;
                }
                stack.apply(&operation).ok()?;
            }
            tokens.push((line_start + done..line_start + line.len(), self.class(&stack)));
            line_start += line.len();
        }
        Some(tokens)
    }

    fn class(&self, stack: &ScopeStack) -> Option<&'static str> {
        let scopes = stack.as_slice();
        let innermost = scopes
            .iter()
            .rev()
            .find_map(|scope| self.rules.iter().find(|(rule, _)| rule.is_prefix_of(*scope)).map(|(_, class)| *class));
        if innermost == Some("s") && self.is_key(scopes) { Some("a") } else { innermost }
    }

    /// Returns whether a string is a key of a mapping. The scopes around the string decide.
    fn is_key(&self, scopes: &[Scope]) -> bool {
        let around = scopes.iter().position(|scope| self.string.is_prefix_of(*scope)).and_then(|at| at.checked_sub(1));
        let in_dictionary = around.is_some_and(|at| {
            self.dictionary.is_prefix_of(scopes[at]) && !self.dictionary_value.is_prefix_of(scopes[at])
        });
        in_dictionary || scopes.iter().any(|scope| self.mapping_key.is_prefix_of(*scope))
    }
}
