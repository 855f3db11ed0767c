//! Boxes: callouts (`> [!kind]- Title`, Obsidian), containers (`:::kind Title`, of Docusaurus and Quarto) and
//! admonitions (`!!! kind "Title"`, `??? kind`, of `MkDocs`). All become quotations that begin with a [`Token::Box`]. The tabs of
//! `MkDocs` (`=== "Title"`) become their title and their content, one below the other.

use super::super::numbering;
use super::super::patch::Edit;
use super::Token;
use super::lines::{Lines, base};
use crate::tokenize::capitalised;

/// How a box looks and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxKind {
    /// The class of the style sheet: one of GitHub's five alerts.
    pub class: &'static str,
    /// The kind as a word, for a box without a title.
    pub label: String,
}

/// Whether a box can be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// It cannot.
    Never,
    /// It can, and is open.
    Open,
    /// It can, and is folded.
    Folded,
}

impl BoxKind {
    /// The kind that an author's word names. Words that no tool knows name a note.
    #[must_use]
    pub fn named(word: &str) -> Self {
        let class = match word.to_ascii_lowercase().as_str() {
            "tip" | "hint" | "success" | "check" | "done" | "example" => "tip",
            "important" | "question" | "help" | "faq" | "attention" | "key" => "important",
            "warning" | "warn" => "warning",
            "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => "caution",
            _ => "note",
        };
        let label = capitalised(&word.replace(['-', '_'], " "));
        Self { class, label }
    }
}

impl Fold {
    /// The fold that a sign after the kind asks for.
    #[must_use]
    pub fn of_sign(sign: &str) -> Self {
        match sign {
            "+" => Self::Open,
            "-" => Self::Folded,
            _ => Self::Never,
        }
    }
}

/// GitHub's alerts, which Markdown reads by itself where they stand alone on their line.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Containers that only arrange their content: their markers go.
#[rustfmt::skip]
const ARRANGING: [&str; 44] = [
    "column", "columns", "row", "col", "tabs", "tab", "tab-item", "tab-set", "code-group", "raw", "center", "v-pre", "cards", "grid",
    // Quarto and R Markdown.
    "content-visible", "content-hidden", "panel-tabset", "panel-sidebar", "panel-fill", "panel-center", "panel-input", "column-margin",
    "column-body", "column-page", "column-screen", "column-body-outset", "column-page-inset", "aside", "incremental", "nonincremental",
    "fragment", "figure", "layout", "border", "smaller", "scrollable", "r-stack", "r-fit-text",
    // Notebooks of Jupyter, as Pandoc and Quarto write them.
    "cell", "output", "cell-output", "cell-output-display", "cell-output-stdout", "cell-code",
];

/// Finds boxes of one kind that are in no other box of it. What is inside them is found in the next round.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !["[!", ":::", "!!!", "???", "=== ", "===! ", "===+ "].iter().any(|sign| text.contains(sign)) {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let outer = containers(&lines);
    if !outer.is_empty() {
        return outer;
    }
    let outer = admonitions(&lines);
    if outer.is_empty() { callouts(&lines) } else { outer }
}

/// `> [!kind]- Title`: the title becomes a paragraph of its own.
fn callouts(lines: &Lines<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index);
        let prefix = quotation_prefix(line);
        let depth = line[..prefix].matches('>').count();
        if depth == 0 || depth_of(index.checked_sub(1).map_or("", |above| lines.get(above))) >= depth {
            continue;
        }
        let Some((kind, fold, title)) = callout(&line[prefix..]) else { continue };
        if ALERTS.iter().any(|alert| alert.eq_ignore_ascii_case(kind)) && fold.is_empty() && title.is_empty() {
            continue;
        }
        let token = Token::Box { kind: kind.into(), fold: fold.into(), titled: !title.is_empty() }.encode();
        let range = &lines.ranges[index];
        let blanks = line.len() - line.trim_end().len();
        let title_start = line.len() - if title.is_empty() { 0 } else { title.len() + blanks };
        let opener = range.start + prefix..range.start + title_start;
        let continued: String = line[..prefix].chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
        edits.push(Edit { range: opener, text: format!("{token} ") });
        edits.push(Edit { range: range.end..range.end, text: format!("\n{}", continued.trim_end()) });
    }
    edits
}

/// The length of the markers that a line of a quotation begins with, and of list markers before them.
fn quotation_prefix(line: &str) -> usize {
    let mut rest = line.trim_start_matches([' ', '\t']);
    if !rest.starts_with('>') {
        let marker = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = marker.strip_prefix(['-', '*', '+', '.', ')']).unwrap_or(rest);
        rest = after.trim_start_matches(' ');
    }
    let mut end = line.len() - rest.len();
    let mut has_marker = false;
    while let Some(after) = rest.strip_prefix('>') {
        has_marker = true;
        rest = after.trim_start_matches([' ', '\t']);
        end = line.len() - rest.len();
    }
    if has_marker { end } else { 0 }
}

fn depth_of(line: &str) -> usize {
    line[..quotation_prefix(line)].matches('>').count()
}

/// Kind, fold and title of `[!kind|metadata]- Title`.
fn callout(content: &str) -> Option<(&str, &str, &str)> {
    let (inside, rest) = content.strip_prefix("[!")?.split_once(']')?;
    let kind = inside.split('|').next().unwrap_or_default().trim();
    let is_kind = kind.starts_with(char::is_alphabetic)
        && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let fold = &rest[..usize::from(rest.starts_with(['+', '-']))];
    let title = &rest[fold.len()..];
    // `[!note](address)` is a link.
    (is_kind && (title.is_empty() || title.starts_with([' ', '\t']))).then(|| (kind, fold, title.trim()))
}

/// `:::kind Title` … `:::`, which may be nested.
fn containers(lines: &Lines<'_>) -> Vec<Edit> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut pairs = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index);
        let content = line[base(line)..].trim();
        let colons = content.bytes().take_while(|&byte| byte == b':').count();
        if colons < 3 {
            // A section begins: what is open above it was never closed.
            if content.starts_with('#') && numbering::parse(content.trim_start_matches('#')).is_some() {
                open.clear();
            }
            continue;
        }
        match container(&content[colons..]) {
            Some(_) => open.push((index, colons)),
            None if content.len() == colons => pairs.extend(open.pop().map(|(start, _)| (start, index))),
            None => {}
        }
    }
    let is_outer = |&&(start, end): &&(usize, usize)| !pairs.iter().any(|&(other, last)| other < start && end < last);
    pairs.iter().filter(is_outer).flat_map(|&(start, end)| container_edits(lines, start, end)).collect()
}

fn container_edits(lines: &Lines<'_>, start: usize, end: usize) -> Vec<Edit> {
    let opener = lines.get(start);
    let marks = base(opener);
    let indentation = opener.len() - marks - opener[marks..].trim_start().len();
    let content = opener[marks..].trim().trim_start_matches(':');
    let Some(Container { kind, title, fold }) = container(content) else { return Vec::new() };
    let from = |index: usize, offset: usize| {
        let range = &lines.ranges[index];
        (range.start + offset).min(range.end)..range.end
    };
    let closer = Edit { range: from(end, marks), text: String::new() };
    if ARRANGING.contains(&kind.as_str()) {
        return vec![Edit { range: from(start, marks), text: String::new() }, closer];
    }
    let words = |index: usize| {
        let line = lines.get(index);
        line[base(line)..].trim()
    };
    // Quarto takes the title of a box from a heading at its top.
    let is_of_quarto = content.contains(".callout-") || theorem(content).is_some();
    let heading = (start + 1..end)
        .find(|&index| !words(index).is_empty())
        .filter(|&index| is_of_quarto && title.is_empty() && words(index).starts_with('#') && !lines.fenced[index]);
    let title = heading.map_or(title, |index| words(index).trim_start_matches('#').trim().to_owned());
    // The name of a theorem says what it is called, and not what it is.
    let is_theorem = THEOREMS.iter().any(|(_, name)| *name == kind) && content.trim_start().starts_with('{');
    let title = if is_theorem && !title.is_empty() { format!("{} ({title})", capitalised(&kind)) } else { title };
    let token = Token::Box { kind, fold: fold.into(), titled: !title.is_empty() }.encode();
    let before = &opener[..marks + indentation];
    let mut edits = vec![closer];
    edits.push(Edit { range: from(start, marks + indentation), text: format!("> {token} {title}\n{before}>") });
    edits.extend((start + 1..end).map(|index| {
        let line = lines.get(index);
        let marks = base(line);
        if heading == Some(index) {
            return Edit { range: from(index, marks), text: ">".into() };
        }
        let own = (line.len() - marks - line[marks..].trim_start_matches([' ', '\t']).len()).min(indentation);
        let at = lines.ranges[index].start + marks + own;
        Edit { range: at..at, text: "> ".into() }
    }));
    edits
}

/// What follows the colons of a container.
struct Container {
    kind: String,
    title: String,
    /// `-` for a folded one, `+` for an open one that folds.
    fold: &'static str,
}

/// Reads what follows the colons: `note Title`, `note[Title]`, ` {.callout-note title="Title" collapse="true"}`, `{note} Title`.
fn container(content: &str) -> Option<Container> {
    let (kind, title) = kind_and_title(content)?;
    let fold = match kind.as_str() {
        "details" | "spoiler" => "-",
        _ if content.contains("collapse=\"true\"") || content.contains("collapse=true") => "-",
        _ if content.contains("collapse=\"false\"") || content.contains("collapse=false") => "+",
        _ => "",
    };
    Some(Container { kind, title, fold })
}

fn kind_and_title(content: &str) -> Option<(String, String)> {
    let content = content.trim();
    let attribute = |text: &str| {
        let value = text.split_once("title=")?.1.strip_prefix(['"', '\''])?;
        Some(value.split(['"', '\'']).next().unwrap_or_default().to_owned())
    };
    if let Some(attributes) = content.strip_prefix('{') {
        // MyST names the directive in the braces, and the title behind them.
        let (inside, behind) = attributes.rsplit_once('}').unwrap_or((attributes, ""));
        let directive = inside.split(' ').next().filter(|name| is_word(name) && !name.contains('='));
        let class = inside.split([' ', '#']).filter_map(|word| word.strip_prefix('.')).find(|class| !class.is_empty());
        let class = directive.or(class).or(theorem(content)).unwrap_or("layout").split('.').next().unwrap_or_default();
        let kind = class.strip_prefix("callout-").unwrap_or(class);
        let title = attribute(inside).unwrap_or_else(|| behind.trim().trim_end_matches(':').trim_end().to_owned());
        return is_word(kind).then(|| (kind.to_owned(), title));
    }
    let end = content.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(content.len());
    let (kind, rest) = content.split_at(end);
    if !kind.starts_with(char::is_alphabetic) {
        return None;
    }
    let title = match rest.chars().next() {
        None => String::new(),
        Some('[') => rest[1..].rsplit_once(']').map_or(&rest[1..], |(title, _)| title).trim().to_owned(),
        Some('{') => attribute(rest).unwrap_or_default(),
        Some(' ' | '\t') => match rest.trim().strip_prefix('{') {
            Some(attributes) => attribute(attributes).unwrap_or_default(),
            None => return Some(kind_of_words(content, kind, rest.trim())),
        },
        Some(_) => return None,
    };
    Some((kind.to_owned(), title))
}

/// Kinds that tools write before a title, besides [`BoxKind::named`]'s: those of `VuePress`, Docusaurus, `MkDocs`, `HackMD` and Zenn.
#[rustfmt::skip]
const TITLED: [&str; 49] = [
    "note", "tip", "hint", "success", "check", "done", "example", "important", "question", "help", "faq", "attention", "key", "warning",
    "warn", "caution", "danger", "error", "bug", "failure", "fail", "missing", "info", "abstract", "summary", "tldr", "todo", "quote",
    "cite", "seealso", "see-also", "details", "spoiler", "admonition", "message", "alert", "callout", "card", "theorem", "lemma",
    "corollary", "proposition", "conjecture", "definition", "exercise", "solution", "remark", "algorithm", "proof",
];

/// Kind and title of a container with words. A first word that is no kind, or is written as words are, belongs to the title.
fn kind_of_words(content: &str, kind: &str, words: &str) -> (String, String) {
    let title = |words: &str| words.trim_end_matches(':').trim_end().to_owned();
    // `::: columns 2` and `:::grid cols=3` say how to arrange something.
    let is_setting = words.contains('=') || words.bytes().all(|byte| byte.is_ascii_digit());
    if TITLED.contains(&kind) || (ARRANGING.contains(&kind) && is_setting) {
        return (kind.to_owned(), title(words));
    }
    let written = kind.to_lowercase();
    let kind = if TITLED.contains(&written.as_str()) { written } else { "note".to_owned() };
    (kind, title(content))
}

/// Beginnings of the ids of theorems in Quarto, and what they are. Source: Quarto, "Theorems and Proofs".
#[rustfmt::skip]
const THEOREMS: [(&str, &str); 11] = [
    ("thm-", "theorem"), ("lem-", "lemma"), ("cor-", "corollary"), ("prp-", "proposition"), ("cnj-", "conjecture"),
    ("def-", "definition"), ("exm-", "example"), ("exr-", "exercise"), ("sol-", "solution"), ("rem-", "remark"), ("alg-", "algorithm"),
];

/// What `{#thm-line}` is. Proofs and the theorems of bookdown have a class.
fn theorem(attributes: &str) -> Option<&'static str> {
    let inside = attributes.trim().strip_prefix('{')?;
    let mut words = inside.trim_end_matches('}').split_whitespace();
    words.find_map(|word| {
        let id = word.strip_prefix('#');
        let by_id = THEOREMS.iter().find(|(prefix, _)| id.is_some_and(|id| id.starts_with(prefix)));
        let class = word.strip_prefix('.');
        let by_class = THEOREMS.iter().find(|(_, name)| class == Some(*name));
        by_id.or(by_class).map(|(_, name)| *name).or_else(|| (class == Some("proof")).then_some("proof"))
    })
}

fn is_word(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `!!! kind "Title"` and `??? kind "Title"`, whose content is indented by four blanks.
fn admonitions(lines: &Lines<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        index = match admonition_edits(lines, index).filter(|_| !lines.fenced[index]) {
            Some((end, found)) => {
                edits.extend(found);
                end
            }
            None => index + 1,
        };
    }
    edits
}

/// The box or the tab that a line opens: the line after it, and its edits.
fn admonition_edits(lines: &Lines<'_>, index: usize) -> Option<(usize, Vec<Edit>)> {
    let line = lines.get(index);
    let marks = base(line);
    let words = line[marks..].trim();
    let indentation = line.len() - marks - line[marks..].trim_start_matches(' ').len();
    let inside = Indented { lines, marks, width: indentation + 4 };
    let end = inside.end(index + 1);
    let before = &line[..marks + indentation];
    let (opener, prefix) = if let Some(title) = tab(words) {
        if end == index + 1 {
            return None;
        }
        (format!("**{title}**\n{}", line[..marks].trim_end()), before.to_owned())
    } else {
        let (kind, fold, title) = admonition(words)?;
        if end == index + 1 && title.is_none() {
            return None;
        }
        let title = title.unwrap_or_default();
        let token = Token::Box { kind: kind.into(), fold: fold.into(), titled: !title.is_empty() }.encode();
        (format!("> {token} {title}\n{before}>"), format!("{before}> "))
    };
    let start = lines.ranges[index].start + marks + indentation;
    let mut edits = vec![Edit { range: start..lines.ranges[index].end, text: opener }];
    for content in index + 1..end {
        let range = &lines.ranges[content];
        let kept = inside.content(content).unwrap_or_default().len();
        edits.push(Edit { range: range.start..range.end - kept, text: prefix.clone() });
    }
    // The paragraph after the box does not belong to it.
    let last = lines.ranges[end - 1].end;
    edits.push(Edit { range: last..last, text: format!("\n{}", line[..marks].trim_end()) });
    Some((end, edits))
}

/// Lines that belong to a line above them by their indentation.
struct Indented<'a> {
    lines: &'a Lines<'a>,
    /// The length of the quotation marks before them.
    marks: usize,
    /// The fewest blanks behind these.
    width: usize,
}

impl<'a> Indented<'a> {
    /// What is left of a line when its quotation marks and its indentation are gone.
    fn content(&self, index: usize) -> Option<&'a str> {
        let line = self.lines.get(index);
        let has_marks = base(line) >= self.marks;
        let is_empty_quotation = self.marks > 0 && line.trim() == ">";
        let rest = line.get(self.marks..).filter(|_| has_marks).or(is_empty_quotation.then_some(""))?;
        match rest {
            _ if rest.trim().is_empty() => Some(""),
            _ if rest.starts_with('\t') => Some(&rest[1..]),
            _ => (rest.len() - rest.trim_start_matches(' ').len() >= self.width).then(|| &rest[self.width..]),
        }
    }

    /// The line after them, without the empty ones at their end.
    fn end(&self, first: usize) -> usize {
        let all = (first..self.lines.len()).take_while(|&index| self.content(index).is_some());
        all.filter(|&index| self.content(index) != Some("")).last().map_or(first, |last| last + 1)
    }
}

/// The title of `=== "Title"`, `===! "Title"` and `===+ "Title"`: a tab of `MkDocs`.
fn tab(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("===")?.trim_start_matches(['!', '+']).strip_prefix(' ')?.trim();
    let title = rest.strip_prefix('"')?.strip_suffix('"').or_else(|| rest.strip_prefix('\'')?.strip_suffix('\''))?;
    (!title.trim().is_empty()).then_some(title)
}

/// Kind, fold and title of `!!! kind inline "Title"`.
fn admonition(line: &str) -> Option<(&str, &'static str, Option<&str>)> {
    let (fold, rest) = match line {
        _ if line.starts_with("!!!") => ("", &line[3..]),
        _ if line.starts_with("???+") => ("+", &line[4..]),
        _ if line.starts_with("???") => ("-", &line[3..]),
        _ => return None,
    };
    let rest = rest.strip_prefix(' ')?.trim_start();
    let (words, title) = match rest.split_once('"') {
        Some((words, title)) => (words, Some(title.strip_suffix('"')?)),
        None => (rest, None),
    };
    let mut words = words.split_whitespace();
    let kind = words.next().filter(|kind| is_word(kind) && kind.chars().all(|c| c.is_alphanumeric() || c == '-'))?;
    words.all(|word| matches!(word, "inline" | "end" | "annotate") || is_word(word)).then_some((kind, fold, title))
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::*;

    /// The text with its boxes; a token reads `{kind fold}`.
    fn boxed(text: &str) -> String {
        let mut edited = text.to_owned();
        for _ in 0..super::super::MOST_NESTED {
            edited = Patched::new(&edited, 0, edits(&edited)).text;
        }
        let mut parts = edited.split('`');
        let mut shown = parts.next().unwrap_or_default().to_owned();
        while let Some(code) = parts.next() {
            match Token::read(code) {
                Some(Token::Box { kind, fold, .. }) => shown.push_str(&format!("{{{kind}{fold}}}")),
                _ => shown.push_str(&format!("`{code}`")),
            }
            shown.push_str(parts.next().unwrap_or_default());
        }
        shown
    }

    #[test]
    fn callouts_get_a_title() {
        assert_eq!(boxed("> [!example] Salt\n> text\n"), "> {example} Salt\n>\n> text\n");
        assert_eq!(boxed("> [!question]- Salt?\n> Yes.\n"), "> {question-} Salt?\n>\n> Yes.\n");
        assert_eq!(boxed("> > [!faq]+\n> > a\n"), "> > {faq+} \n> >\n> > a\n");
        assert_eq!(boxed("- > [!todo] A\n  > b\n"), "- > {todo} A\n  >\n  > b\n");
        for same in ["> [!NOTE]\n> a\n", "> a\n> [!x] b\n", "> [!a](b)\n", "```\n> [!x] y\n```\n", "[!x] y\n"] {
            assert_eq!(boxed(same), same);
        }
    }

    #[test]
    fn containers_become_quotations() {
        assert_eq!(boxed(":::note\nA\n:::\nb\n"), "> {note} \n>\n> A\n\nb\n");
        assert_eq!(boxed("::: tip Look\nA\n:::\n"), "> {tip} Look\n>\n> A\n\n");
        assert_eq!(boxed(":::note[A *b*]\n\n- c\n\n:::\n"), "> {note} A *b*\n>\n> \n> - c\n> \n\n");
        assert_eq!(boxed("::: {.callout-tip title=\"T\"}\nA\n:::\n"), "> {tip} T\n>\n> A\n\n");
        assert_eq!(
            boxed("::: {.callout-tip collapse=\"true\"}\n\n## T\n\nA\n:::\n"),
            "> {tip-} T\n>\n> \n>\n> \n> A\n\n"
        );
        assert_eq!(boxed("::: {#thm-line}\n## L\n\nA\n:::\n"), "> {theorem} Theorem (L)\n>\n>\n> \n> A\n\n");
        assert_eq!(boxed(":::{note} T\nA\n:::\n"), "> {note} T\n>\n> A\n\n");
        assert_eq!(boxed("::: {#x layout-ncol=2}\nA\n:::\n"), "\nA\n\n");
        assert_eq!(boxed("::::a\n:::b\nc\n:::\n::::\n"), "> {a} \n>\n> > {b} \n> >\n> > c\n> \n\n");
        assert_eq!(boxed(":::columns\nA\n:::\n"), "\nA\n\n");
        for (words, title) in [
            ("Grandma says", "{note} Grandma says"),
            ("It was a dark night", "{note} It was a dark night"),
            ("Übung 1", "{note} Übung 1"),
            ("Warning signs", "{warning} Warning signs"),
            ("hidden treasure", "{note} hidden treasure"),
            ("border dispute", "{note} border dispute"),
            ("danger Thin ice:", "{danger} Thin ice"),
            ("Ringelnatz", "{Ringelnatz} "),
        ] {
            assert_eq!(boxed(&format!("::: {words}\nA\n:::\n")), format!("> {title}\n>\n> A\n\n"));
        }
        assert_eq!(boxed("::: columns 2\nA\n:::\n"), "\nA\n\n");
        for same in [":::note\nA\n", "```\n:::note\n:::\n```\n", ":::\n", ":::note\n### 2. B\n:::\n"] {
            assert_eq!(boxed(same), same);
        }
    }

    #[test]
    fn tabs_lose_their_indentation() {
        assert_eq!(
            boxed("=== \"C\"\n\n    ``` c\n    int x;\n        y\n    ```\n\n=== \"D e\"\n\n    - a\n\nb\n"),
            "**C**\n\n\n``` c\nint x;\n    y\n```\n\n\n**D e**\n\n\n- a\n\n\nb\n"
        );
        assert_eq!(boxed("- a\n\n    ===! \"C\"\n\n        x\n"), "- a\n\n    **C**\n\n    \n    x\n\n");
        for same in ["=== \"not indented\"\nx\n", "===\n", "a === \"b\"\n    c\n", "=== b\n\n    c\n"] {
            assert_eq!(boxed(same), same);
        }
    }

    #[test]
    fn admonitions_lose_their_indentation() {
        assert_eq!(boxed("!!! note\n    A\n    B\nc\n"), "> {note} \n>\n> A\n> B\n\nc\n");
        assert_eq!(boxed("??? question \"Why\"\n\n    A\n\nb\n"), "> {question-} Why\n>\n> \n> A\n\n\nb\n");
        assert_eq!(
            boxed("!!! note\n    A\n\n    ??? tip\n        B\n\nc\n"),
            "> {note} \n>\n> A\n> \n> > {tip-} \n> >\n> > B\n>\n\n\nc\n"
        );
        assert_eq!(boxed("???+ tip\n    A\n"), "> {tip+} \n>\n> A\n\n");
        for same in ["!!! note\nnot indented\n", "!!!\n", "What??? no\n", "!!! 5 eggs\n    x\n"] {
            assert_eq!(boxed(same), same);
        }
    }
}
