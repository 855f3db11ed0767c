//! MyST, the Markdown of Sphinx and Jupyter Book: directives in fences (```` ```{note} ````), their options, targets of links
//! (`(name)=`) and roles (`` {ref}`name` ``). Boxes become containers, which the module `boxes` reads; figures become pictures. A
//! directive that is not known stays a block of code with its name and its argument.
//!
//! Source: MyST, "Directives", "Roles", "Cross-references" and "Figures".

mod roles;

use super::super::patch::Edit;
use super::Token;
use super::lines::{Fence, Lines, base};
use std::collections::BTreeMap;
use std::ops::Range;

/// Directives that are boxes.
#[rustfmt::skip]
const BOXES: [&str; 27] = [
    "note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "error", "seealso", "admonition", "dropdown", "card",
    "topic", "sidebar", "margin", "exercise", "exercise-start", "solution", "solution-start", "theorem", "versionadded", "versionchanged",
    "deprecated", "epigraph", "pull-quote", "aside",
];

/// Directives that only arrange their content.
const ARRANGING: [&str; 8] =
    ["grid", "grid-item", "grid-item-card", "tab-set", "tab-item", "container", "div", "glossary"];

/// Whether a text may have directives in fences, options of boxes, or targets.
pub(super) fn may_be_in(text: &str) -> bool {
    ["```{", "~~~{", ":::{", ")=\n", ")=\r\n"].iter().any(|sign| text.contains(sign)) || roles::may_be_in(text)
}

/// Finds the directives that are in no other one. Those inside are found in the next round.
pub(super) fn directives(text: &str) -> Vec<Edit> {
    if !["```{", "~~~{", ":::{"].iter().any(|sign| text.contains(sign)) {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let mut edits = of_containers(&lines);
    edits.extend(lines.fences.iter().filter_map(|block| Directive::read(&lines, block)?.edits(&lines)).flatten());
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// Finds targets and roles outside code, which is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let targets = targets(text);
    let mut edits = roles::edits(text, code, &targets.keys().copied().collect());
    for (name, line) in &targets {
        edits.extend(target_edits(text, name, line));
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// A directive in a fence.
struct Directive<'a> {
    name: &'a str,
    argument: &'a str,
    options: Vec<(&'a str, &'a str)>,
    /// Where the words of the opening line begin.
    start: usize,
    /// The line of the fence, that of the content, and that of the closing fence.
    opener: usize,
    content: usize,
    closer: usize,
}

impl<'a> Directive<'a> {
    fn read(lines: &Lines<'a>, block: &Range<usize>) -> Option<Self> {
        let line = lines.get(block.start);
        let words = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let opener = Fence::at_start(words)?;
        let (name, argument) = opener.info.strip_prefix('{')?.split_once('}')?;
        let closer = block.end - 1;
        let last = lines.get(closer).trim_start_matches([' ', '\t', '>']);
        let is_closed = closer > block.start && Fence::at_start(last).is_some_and(|fence| fence.closes(&opener));
        let mut content = block.start + 1;
        let mut options = Vec::new();
        while content < closer {
            let Some(option) = option(lines.get(content)) else { break };
            options.push(option);
            content += 1;
        }
        let start = lines.ranges[block.start].start + line.len() - words.len();
        let directive = Self { name, argument: argument.trim(), options, start, opener: block.start, content, closer };
        is_closed.then_some(directive)
    }

    fn option(&self, name: &str) -> Option<&'a str> {
        self.options.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// What makes Markdown of it.
    fn edits(&self, lines: &Lines<'_>) -> Option<Vec<Edit>> {
        let kind = self.name.strip_prefix("prf:").or(self.name.strip_prefix("proof:")).unwrap_or(self.name);
        let is_box = BOXES.contains(&kind) || kind.len() < self.name.len();
        if is_box {
            let is_folded = kind == "dropdown" || self.option("class").is_some_and(|class| class.contains("dropdown"));
            let fold = if is_folded { " collapse=\"true\"" } else { "" };
            let kind = if kind == "seealso" { "see-also" } else { kind.trim_end_matches("-start") };
            return Some(self.replaced(lines, &format!(":::{{{kind}{fold}}} {}", self.argument), ":::"));
        }
        match self.name {
            "figure" | "image" if !self.argument.is_empty() => {
                let alt = self.option("alt").unwrap_or_default().replace(['[', ']'], "");
                let picture = format!("{}![{alt}](<{}>)\n", self.anchor(), self.argument);
                Some(self.replaced(lines, &picture, ""))
            }
            "math" if self.content > self.opener + 1 => Some(vec![self.without_options(lines)]),
            "code" | "code-block" | "sourcecode" => {
                let fence = lines.ranges[self.opener].clone();
                let sign = lines.get(self.closer).trim_start_matches([' ', '\t', '>']).trim_end();
                let title = self.option("caption").map(|caption| format!("**{caption}**\n\n{}", self.margin(lines)));
                let text = format!("{}{sign}{}", title.unwrap_or_default(), self.argument);
                Some(vec![Edit { range: self.start..fence.end, text }, self.without_options(lines)])
            }
            "tab-item" => Some(self.replaced(lines, &format!("**{}**\n", self.argument), "")),
            name if ARRANGING.contains(&name) => {
                let title = if name == "grid-item-card" && !self.argument.is_empty() { self.argument } else { "" };
                let title = if title.is_empty() { String::new() } else { format!("**{title}**\n") };
                Some(self.replaced(lines, &title, ""))
            }
            "include" | "literalinclude" if !self.argument.is_empty() => {
                let text = format!("`{{{}}} {}`\n", self.name, self.argument.replace('`', ""));
                Some(self.replaced(lines, &text, ""))
            }
            _ => None,
        }
    }

    /// The text before the fence in its line, as far as later lines have it as well.
    fn margin(&self, lines: &Lines<'_>) -> String {
        let line = &lines.get(self.opener)[..self.start - lines.ranges[self.opener].start];
        line.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect()
    }

    /// A target for links, if the directive has a name.
    fn anchor(&self) -> String {
        let name = self.option("name").or(self.option("label")).filter(|name| is_name(name));
        name.map(|name| Token::Anchor(name.to_owned()).encode()).unwrap_or_default()
    }

    fn without_options(&self, lines: &Lines<'_>) -> Edit {
        let range = lines.ranges[self.opener].end..lines.ranges[self.content - 1].end;
        Edit { range, text: String::new() }
    }

    fn replaced(&self, lines: &Lines<'_>, opener: &str, closer: &str) -> Vec<Edit> {
        let text = opener.replace('\n', &format!("\n{}", self.margin(lines).trim_end()));
        let line = lines.get(self.closer);
        let before = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let end = &lines.ranges[self.closer];
        vec![
            Edit { range: self.start..lines.ranges[self.content - 1].end, text },
            Edit { range: end.start + before..end.end, text: closer.to_owned() },
        ]
    }
}

/// `:name: value`
fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line[base(line)..].trim().strip_prefix(':')?.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_key && (value.is_empty() || value.starts_with(' '))).then(|| (key, value.trim()))
}

/// The options below `:::{note} Title`: they go, and `:class: dropdown` folds the box.
fn of_containers(lines: &Lines<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index);
        let words = line[base(line)..].trim_start();
        let attributes = words.trim_start_matches(':');
        let Some(inside) = attributes.strip_prefix('{').filter(|_| words.len() - attributes.len() >= 3) else {
            continue;
        };
        let options: Vec<(&str, &str)> = (index + 1..lines.len()).map_while(|index| option(lines.get(index))).collect();
        let Some(name) = inside.find('}').filter(|&end| is_name(&inside[..end])) else { continue };
        if options.is_empty() {
            continue;
        }
        if options.iter().any(|(key, value)| *key == "class" && value.contains("dropdown")) {
            let at = lines.ranges[index].end - inside.len() + name;
            edits.push(Edit { range: at..at, text: " collapse=\"true\"".to_owned() });
        }
        let range = lines.ranges[index].end..lines.ranges[index + options.len()].end;
        edits.push(Edit { range, text: String::new() });
    }
    edits
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

/// The lines `(name)=` by their names. Each stands alone above a block.
fn targets(text: &str) -> BTreeMap<&str, Range<usize>> {
    if !text.contains(")=\n") && !text.contains(")=\r\n") {
        return BTreeMap::new();
    }
    let lines = Lines::of(text);
    let is_target = |index: usize| {
        let name = lines.get(index).trim().strip_prefix('(')?.strip_suffix(")=")?;
        let above = if index == 0 { "" } else { lines.get(index - 1).trim() };
        let is_apart = above.is_empty() || above.ends_with(")=");
        (is_apart && !lines.fenced[index] && is_name(name)).then(|| (name, lines.ranges[index].clone()))
    };
    (0..lines.len()).filter_map(is_target).collect()
}

/// A target moves into the heading below it, or becomes one where it is.
fn target_edits(text: &str, name: &str, line: &Range<usize>) -> Vec<Edit> {
    let below = text[line.end..].trim_start();
    let start = text.len() - below.len();
    let heading = below.split('\n').next().unwrap_or_default().trim_end();
    let is_heading = heading.starts_with('#') && heading.trim_start_matches('#').starts_with(' ');
    if is_heading && !heading.ends_with('}') {
        let at = start + heading.len();
        return vec![
            Edit { range: line.clone(), text: String::new() },
            Edit { range: at..at, text: format!(" {{#{name}}}") },
        ];
    }
    vec![Edit { range: line.clone(), text: Token::Anchor(name.to_owned()).encode() }]
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn read(text: &str) -> String {
        let mut draft = Draft::of(text);
        for _ in 0..3 {
            let edits = directives(draft.text());
            draft = draft.edited(edits);
        }
        let edits = edits(draft.text(), draft.code());
        Token::restored(draft.edited(edits).text()).into_owned()
    }

    #[test]
    fn directives_become_what_markdown_knows() {
        for (text, expected) in [
            ("```{note}\nTake **care**.\n```\n", ":::{note} \nTake **care**.\n:::\n"),
            (
                "```{admonition} My own\n:class: dropdown\nx\n```\n",
                ":::{admonition collapse=\"true\"} My own\nx\n:::\n",
            ),
            ("````{tip}\n```{note}\nx\n```\n````\n", ":::{tip} \n:::{note} \nx\n:::\n:::\n"),
            (":::{note} T\n:class: dropdown\nx\n:::\n", ":::{note collapse=\"true\"} T\nx\n:::\n"),
            ("```{figure} a b.png\n:name: f1\n:alt: A b\n\nCaption\n```\n", "f1![A b](<a b.png>)\n\n\nCaption\n\n"),
            ("```{math}\n:label: e\na = b\n```\n", "```{math}\na = b\n```\n"),
            ("```{code-block} python\n:caption: a.py\nx\n```\n", "**a.py**\n\n```python\nx\n```\n"),
            ("> ```{note}\n> x\n> ```\n", "> :::{note} \n> x\n> :::\n"),
            ("```{include} b.md\n```\n", "`{include} b.md`\n\n\n"),
            ("(a-b)=\n# T\n", "\n# T {#a-b}\n"),
            ("x\n\n(a)=\nwords\n", "x\n\na\nwords\n"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            "```{python}\n:a: b\n```\n",
            "```{note}\nno end\n",
            "f\n(x)=\n2\n",
            "```\n(a)=\n```\n",
            "```{math}\na\n```\n",
            "```{toctree}\n:maxdepth: 2\na\n```\n",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
