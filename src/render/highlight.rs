//! Highlights code: takes code and its language, and gives HTML with a dozen one-letter classes. It does not choose
//! colours.
//!
//! The first code block in a language compiles the expressions of its syntax definition.

mod class;
mod console;
mod javascript;
mod json;
mod powershell;
mod python;
mod reader;
mod shell;
mod syntaxes;
mod writer;
mod yaml;

use class::Class;
use console::{Shell, Stretch};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use syntaxes::Syntaxes;
use syntect::parsing::SyntaxSet;
pub use writer::CodeLink;
use writer::escape_code;

/// A span of code and its class.
type Token = (Range<usize>, Class);

/// Largest code in bytes that is highlighted. The expressions can take quadratic time.
const LARGEST: usize = 200_000;
/// Longest line in bytes that is highlighted, for the same reason.
const LONGEST_LINE: usize = 5_000;

/// Most brackets inside one another in JavaScript and TypeScript. Their definitions look ahead for the arrow of a function at
/// each bracket; the time doubles with every two levels, and 30 levels take seconds.
const DEEPEST: usize = 24;

/// Languages that [`DEEPEST`] is for.
const NESTED: [&str; 6] = ["javascript", "js", "jsx", "ts", "tsx", "typescript"];

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
    kept: Mutex<KeptTokens>,
}

/// The tokens of code that was highlighted lately.
#[derive(Debug, Default)]
struct KeptTokens {
    /// By language, line break and code.
    tokens: HashMap<String, Arc<[Token]>>,
    /// Bytes of the keys.
    size: usize,
}

/// Most bytes of code whose tokens are kept. Tokens take about ten times as much.
const MOST_KEPT: usize = 1 << 20;

impl KeptTokens {
    /// Keeps tokens. If there are too many, it forgets all others first.
    fn keep(&mut self, key: String, tokens: Arc<[Token]>) {
        self.size += key.len();
        if self.size > MOST_KEPT {
            self.size = key.len();
            self.tokens.clear();
        }
        self.tokens.insert(key, tokens);
    }
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
        let plain = || writer::plain(code, links);
        let Some(language) = language.map(str::to_ascii_lowercase).filter(|name| !PLAIN.contains(&name.as_str()))
        else {
            return (plain(), Outcome::Done);
        };
        if DIAGRAMS.contains(&language.as_str()) {
            return (plain(), Outcome::Diagram);
        }
        let is_too_deep = || NESTED.contains(&name_of(&language)) && depth(code) > DEEPEST;
        if code.len() > LARGEST || code.lines().any(|line| line.len() > LONGEST_LINE) || is_too_deep() {
            return (plain(), Outcome::TooLarge);
        }
        if let Some(stretches) = Shell::named(&language).and_then(|shell| console::session(code, shell)) {
            return (self.session(&stretches, &language), Outcome::Done);
        }
        match self.tokens(code, &language) {
            Some(tokens) => (writer::with_tokens(code, &tokens, links), Outcome::Done),
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
                    let tokens = self.tokens(words, language);
                    html.push_str(
                        &tokens.map_or_else(|| escape_code(words), |tokens| writer::with_tokens(words, &tokens, &[])),
                    );
                    html.push_str(&command[words.len()..]);
                }
            }
        }
        html
    }

    /// Returns the tokens of a code, or `None` if the language is unknown. They are kept, because a print page repeats the
    /// code of its sections.
    fn tokens(&self, code: &str, language: &str) -> Option<Arc<[Token]>> {
        let key = format!("{language}\n{code}");
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tokens) = kept().tokens.get(&key) {
            return Some(Arc::clone(tokens));
        }
        let tokens: Arc<[Token]> = self.new_tokens(code, language)?.into();
        kept().keep(key, Arc::clone(&tokens));
        Some(tokens)
    }

    fn new_tokens(&self, code: &str, language: &str) -> Option<Vec<Token>> {
        let name = name_of(language);
        let ours = match name {
            "json" => json::tokens(code),
            "yaml" => yaml::tokens(code),
            "bash" | "sh" => shell::tokens(code),
            "python" | "py" => python::tokens(code),
            "js" | "javascript" => javascript::tokens(code),
            name if POWERSHELL.contains(&name) => Some(powershell::tokens(code)),
            _ => None,
        };
        if ours.is_some() {
            return ours;
        }
        let common = self.common.get_or_init(|| Syntaxes::new(SyntaxSet::load_defaults_newlines()));
        let tokens = match common.set.find_syntax_by_token(name) {
            Some(syntax) => common.tokens(code, syntax),
            None => self.all().tokens(code, self.all().set.find_syntax_by_token(name)?),
        };
        // A definition that fails gives no tokens, and the code is shown without classes.
        Some(tokens.unwrap_or_else(|| vec![(0..code.len(), None)]))
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

/// The name of a language in the syntax definitions.
fn name_of(language: &str) -> &str {
    NAMES.iter().find(|(name, _)| *name == language).map_or(language, |(_, name)| name)
}

/// Most brackets that are open at once. Brackets in strings and comments count too: it is a bound.
fn depth(code: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in code.bytes() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Whether a name differs from a known one as a slip does: one in four letters, and never the first.
fn is_slip(written: &str, known: &str) -> bool {
    let most = written.chars().count() / 4;
    written.chars().next() == known.chars().next() && strsim::damerau_levenshtein(written, known) <= most.min(2)
}

#[cfg(test)]
mod tests;
