//! Highlights code: takes code and its language, and gives HTML with a dozen one-letter classes. It does not choose
//! colours.
//!
//! The standard output of syntect names every scope of every token, and is up to 28 times as large as the code. A theme
//! only needs the distinctions in [`RULES`]. The first code block loads the syntaxes and compiles their expressions.

use super::console::{self, Shell, Stretch};
use super::powershell;
use crate::html::escape::escape;
use std::ops::Range;
use std::sync::OnceLock;
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

/// Largest code in bytes that is highlighted. The expressions can take quadratic time.
const LARGEST: usize = 200_000;
/// Longest line in bytes that is highlighted, for the same reason.
const LONGEST_LINE: usize = 5_000;

/// Language names that authors use, and their names in the syntax definitions.
const NAMES: [(&str, &str); 42] = [
    ("bash-session", "bash"),
    ("c#", "cs"),
    ("cfg", "ini"),
    ("cjs", "js"),
    ("conf", "ini"),
    ("console", "bash"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("dotenv", "ini"),
    ("ecmascript", "js"),
    ("env", "ini"),
    ("golang", "go"),
    ("hcl", "tf"),
    ("javascriptreact", "tsx"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "tsx"),
    ("kt", "kotlin"),
    ("mjs", "js"),
    ("mts", "ts"),
    ("nginxconf", "nginx"),
    ("node", "js"),
    ("objective-c", "objc"),
    ("patch", "diff"),
    ("postgresql", "sql"),
    ("properties", "ini"),
    ("pycon", "python"),
    ("python-console", "python"),
    ("python-repl", "python"),
    ("python3", "python"),
    ("rs", "rust"),
    ("sh-session", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellsession", "bash"),
    ("terminal", "bash"),
    ("terraform", "tf"),
    ("typescriptreact", "tsx"),
    ("vue-html", "html"),
    ("yml", "yaml"),
    ("zsh", "bash"),
];

/// Language names for text without highlighting.
const PLAIN: [&str; 8] = ["log", "none", "nohighlight", "output", "plain", "plaintext", "text", "txt"];

/// Names of PowerShell, which has no definition in the kept syntax set.
const POWERSHELL: [&str; 4] = ["posh", "powershell", "ps1", "pwsh"];

/// Languages of diagrams.
const DIAGRAMS: [&str; 4] = ["mermaid", "plantuml", "d2", "graphviz"];

/// The highlighter. It loads syntaxes on first use.
#[derive(Debug, Default)]
pub struct Highlighter {
    /// The 75 syntaxes of syntect. They load in a third of the time of the others, and most notes need no more.
    common: OnceLock<Syntaxes>,
    /// The 200 syntaxes of two-face, including TypeScript, TOML, Dockerfile and HCL.
    all: OnceLock<Syntaxes>,
}

#[derive(Debug)]
struct Syntaxes {
    set: SyntaxSet,
    rules: Vec<(Scope, &'static str)>,
    string: Scope,
    mapping_key: Scope,
    dictionary: Scope,
    dictionary_value: Scope,
}

/// A span of code that becomes a link.
#[derive(Clone, Debug)]
pub struct CodeLink {
    /// Span in the code, in bytes.
    pub range: Range<usize>,
    /// Address, escaped for an attribute.
    pub href: String,
}

/// The result of highlighting a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The code was highlighted, or its language needs no highlighting.
    Done,
    /// The language is unknown; the code is plain.
    UnknownLanguage,
    /// The code is too large; it is plain.
    TooLarge,
    /// It is a diagram that this program does not draw; its source is plain.
    Diagram,
}

impl Highlighter {
    /// Renders code as the content of a `<code>` element. `links` are sorted and do not overlap.
    pub fn highlight(&self, code: &str, language: Option<&str>, links: &[CodeLink]) -> (String, Outcome) {
        let plain = || Writer::new(code, links).finish_plain();
        let Some(language) = language.map(str::to_ascii_lowercase).filter(|name| !PLAIN.contains(&name.as_str()))
        else {
            return (plain(), Outcome::Done);
        };
        if DIAGRAMS.contains(&language.as_str()) {
            return (plain(), Outcome::Diagram);
        }
        if code.len() > LARGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
            return (plain(), Outcome::TooLarge);
        }
        if let Some(stretches) = Shell::named(&language).and_then(|shell| console::session(code, shell)) {
            return (self.session(&stretches, &language), Outcome::Done);
        }
        if POWERSHELL.contains(&language.as_str()) {
            let mut writer = Writer::new(code, links);
            for (range, class) in powershell::tokens(code) {
                writer.write(range, class);
            }
            return (writer.finish(), Outcome::Done);
        }
        let token = NAMES.iter().find(|(name, _)| *name == language).map_or(language.as_str(), |(_, token)| token);
        let common = self.common.get_or_init(|| Syntaxes::new(SyntaxSet::load_defaults_newlines()));
        let highlighted = match common.set.find_syntax_by_token(token) {
            Some(syntax) => Some(common.highlight(code, syntax, links)),
            None => {
                let all = self.all();
                all.set.find_syntax_by_token(token).map(|syntax| all.highlight(code, syntax, links))
            }
        };
        match highlighted {
            Some(highlighted) => (highlighted.unwrap_or_else(plain), Outcome::Done),
            None => (plain(), Outcome::UnknownLanguage),
        }
    }

    /// Renders a terminal session. The copy button leaves out prompts and output.
    fn session(&self, stretches: &[Stretch<'_>], language: &str) -> String {
        let mut html = String::new();
        for stretch in stretches {
            match stretch {
                Stretch::Prompt(prompt) => {
                    html.push_str(&format!("<span class=\"prompt\">{}</span>", escape_code(prompt)));
                }
                Stretch::Output(lines) => {
                    html.push_str(&format!("<span class=\"output\">{}</span>", escape_code(lines)));
                }
                Stretch::Command(command) => {
                    let words = command.trim_end_matches(['\n', '\r']);
                    let token = NAMES.iter().find(|(name, _)| *name == language).map_or(language, |(_, token)| token);
                    let common = self.common.get_or_init(|| Syntaxes::new(SyntaxSet::load_defaults_newlines()));
                    let syntax = common.set.find_syntax_by_token(token);
                    let highlighted = syntax.and_then(|syntax| common.highlight(words, syntax, &[]));
                    html.push_str(&highlighted.unwrap_or_else(|| escape_code(words)));
                    html.push_str(&command[words.len()..]);
                }
            }
        }
        html
    }

    /// Returns the known language whose name is nearest to `language`, if it looks like a slip of the keyboard. A short name
    /// is the name of another language rather than a slip: `vtl` is not `vhdl`.
    pub fn nearest(&self, language: &str) -> Option<String> {
        let syntaxes = self.all();
        let known = syntaxes.set.syntaxes().iter().flat_map(|syntax| &syntax.file_extensions).map(String::as_str);
        crate::suggest::nearest(
            language,
            known.chain(syntaxes.set.syntaxes().iter().map(|syntax| syntax.name.as_str())),
        )
        .map(str::to_lowercase)
        .filter(|known| is_slip(&language.to_lowercase(), known))
    }

    fn all(&self) -> &Syntaxes {
        self.all.get_or_init(|| Syntaxes::new(two_face::syntax::extra_newlines()))
    }
}

impl Syntaxes {
    fn new(set: SyntaxSet) -> Self {
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

    /// Highlights code. Returns `None` if the syntax definition fails.
    fn highlight(&self, code: &str, syntax: &SyntaxReference, links: &[CodeLink]) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut writer = Writer::new(code, links);
        let mut line_start = 0;
        let mut line_with_end = String::new();
        for line in code.split_inclusive('\n') {
            line_with_end.clear();
            line_with_end.push_str(line.trim_end_matches('\n'));
            line_with_end.push('\n');
            let mut done = 0;
            for (at, operation) in state.parse_line(&line_with_end, &self.set).ok()? {
                if at > done {
                    writer.write(line_start + done..line_start + at, self.class(&stack));
                    done = at;
                }
                stack.apply(&operation).ok()?;
            }
            writer.write(line_start + done..line_start + line.len(), self.class(&stack));
            line_start += line.len();
        }
        Some(writer.finish())
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

/// Writes code span by span. Joins neighbouring spans of one class, and inserts links.
struct Writer<'a> {
    code: &'a str,
    links: std::iter::Peekable<std::slice::Iter<'a, CodeLink>>,
    html: String,
    pending: Range<usize>,
    class: Option<&'static str>,
}

impl<'a> Writer<'a> {
    fn new(code: &'a str, links: &'a [CodeLink]) -> Self {
        Self {
            code,
            links: links.iter().peekable(),
            html: String::with_capacity(code.len() * 2),
            pending: 0..0,
            class: None,
        }
    }

    fn write(&mut self, range: Range<usize>, class: Option<&'static str>) {
        // The syntaxes need a line break after the last line; the code may have none.
        let range = range.start.min(self.code.len())..range.end.min(self.code.len());
        let is_blank = self.code[range.clone()].trim().is_empty();
        if is_blank || class == self.class {
            self.pending.end = range.end;
        } else {
            self.flush();
            self.pending = range;
            self.class = class;
        }
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        let range = pending.start..pending.start + self.code[pending.clone()].trim_end().len();
        let blanks = &self.code[range.end..pending.end];
        if let Some(class) = self.class {
            self.html.push_str(&format!("<span class=\"{class}\">"));
        }
        let mut done = range.start;
        while let Some(link) = self.links.next_if(|link| link.range.start < range.end) {
            if link.range.start >= done && link.range.end <= range.end {
                self.html.push_str(&escape_code(&self.code[done..link.range.start]));
                let words = escape_code(&self.code[link.range.clone()]);
                self.html.push_str(&format!("<a class=\"service\" href=\"{}\">{words}</a>", link.href));
                done = link.range.end;
            }
        }
        self.html.push_str(&escape_code(&self.code[done..range.end]));
        if self.class.is_some() {
            self.html.push_str("</span>");
        }
        self.html.push_str(blanks);
    }

    fn finish(mut self) -> String {
        self.flush();
        self.html
    }

    fn finish_plain(mut self) -> String {
        self.pending = 0..self.code.len();
        self.finish()
    }
}

/// Whether a name differs from a known one as a slip does: one in four letters, and never the first.
fn is_slip(written: &str, known: &str) -> bool {
    let most = written.chars().count() / 4;
    written.chars().next() == known.chars().next() && strsim::damerau_levenshtein(written, known) <= most.min(2)
}

/// Escapes code. Quotation marks need no escape inside an element, and code has many.
fn escape_code(text: &str) -> String {
    escape(text).replace("&quot;", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promised_language_is_known() {
        let highlighter = Highlighter::default();
        for language in [
            "json",
            "yaml",
            "yml",
            "bash",
            "sh",
            "shell",
            "python",
            "py",
            "javascript",
            "js",
            "typescript",
            "ts",
            "java",
            "go",
            "rust",
            "sql",
            "hcl",
            "terraform",
            "dockerfile",
            "docker",
            "toml",
            "xml",
            "html",
            "diff",
            "ini",
            "jsx",
            "tsx",
            "console",
            "http",
            "nginx",
            "kotlin",
            "swift",
            "csharp",
            "php",
            "ruby",
            "lua",
            "r",
            "scala",
            "pycon",
            "powershell",
            "ps1",
        ] {
            assert_eq!(highlighter.highlight("a = 1", Some(language), &[]).1, Outcome::Done, "{language}");
        }
        assert_eq!(highlighter.highlight("a", Some("klingon"), &[]).1, Outcome::UnknownLanguage);
        for (written, known) in [("pyhton", "python"), ("jsno", "json"), ("javscript", "javascript"), ("yalm", "yaml")]
        {
            assert_eq!(highlighter.nearest(written).as_deref(), Some(known), "{written}");
        }
        for other in ["vtl", "ps2", "cue", "mdx", "abap", "basic", "gams", "vba", "hlsl"] {
            assert_eq!(highlighter.nearest(other), None, "{other}");
        }
    }

    #[test]
    fn json_has_keys_strings_and_links() {
        let code = "{\n  \"Action\": \"kms:Decrypt\",\n  \"n\": [1, true]\n}";
        let at = code.find("kms").expect("it is there");
        let links = [CodeLink { range: at..at + 3, href: "k.html".into() }];
        let (html, _) = Highlighter::default().highlight(code, Some("json"), &links);
        assert!(html.contains("<span class=\"a\">\"Action\"</span>"), "{html}");
        assert!(
            html.contains("<span class=\"s\">\"<a class=\"service\" href=\"k.html\">kms</a>:Decrypt\"</span>"),
            "{html}"
        );
        assert!(
            html.contains("<span class=\"n\">1</span>") && html.contains("<span class=\"l\">true</span>"),
            "{html}"
        );
    }

    #[test]
    fn code_is_never_lost() {
        let highlighter = Highlighter::default();
        for code in ["", "a:\n  b: 1 # c", "\n\n", "a\r\nb", "<b>&", "é\n\"", "no newline"] {
            for language in [None, Some("json"), Some("bash"), Some("yaml"), Some("nope")] {
                let (html, _) = highlighter.highlight(code, language, &[]);
                let text = html.replace("</span>", "");
                let text =
                    text.split("<span class=\"").map(|part| part.split_once("\">").map_or(part, |(_, rest)| rest));
                let text: String =
                    html.starts_with("<span").then(String::new).into_iter().chain(text.map(str::to_owned)).collect();
                assert_eq!(
                    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
                    code,
                    "{language:?} {html}"
                );
            }
        }
    }
}
