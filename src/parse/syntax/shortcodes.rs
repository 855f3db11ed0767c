//! Tags that other tools put between the words of a note: shortcodes of Hugo and Quarto (`{{< figure … >}}`,
//! `{{% notice %}}`), blocks of `GitBook` and dev.to (`{% hint %}`, `{% tab %}`), and the signs of Docsify (`!>`, `?>`). They
//! become the Markdown that says the same. A tag that is not known stays as it is written.
//!
//! Sources: Hugo, "Embedded shortcodes" and the shortcodes of its Book, Docsy and Relearn themes; `GitBook`, "Blocks"; Docsify,
//! "Helpers".

use super::super::patch::Edit;
use super::super::ranges;
use super::lines::Lines;
use std::collections::HashSet;
use std::ops::Range;

/// Whether a text may have such tags.
pub(super) fn may_be_in(text: &str) -> bool {
    ["{{<", "{{%", "{%", "!>", "?>", ":id="].iter().any(|sign| text.contains(sign))
}

/// Finds the tags outside code, which is sorted. A box without an end, and an end without a beginning, stay as written.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = of_docsify(text);
    // Edits of openers that need a closer, by name.
    let mut open: Vec<(&str, Edit)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|length| at + length) {
        at = start + 1;
        let Some(tag) = Tag::read(&text[start..]).filter(|_| ranges::at(code, start).is_none()) else { continue };
        let end = start + tag.length;
        at = end;
        let is_blank = |c: char| c.is_whitespace() && c != '\n';
        let (before, after) = (text[..start].trim_end_matches(is_blank), text[end..].trim_start_matches(is_blank));
        let around = (before.is_empty() || before.ends_with('\n'), after.is_empty() || after.starts_with('\n'));
        let Some(markdown) = tag.markdown(around) else { continue };
        let edit = Edit { range: start..end, text: markdown };
        if !tag.needs_closer() {
            if !tag.is_closer || seen.contains(tag.name) {
                edits.push(edit);
            }
            seen.insert(tag.name);
        } else if !tag.is_closer {
            open.push((tag.name, edit));
        } else if let Some(opener) = open.iter().rposition(|(name, _)| *name == tag.name) {
            edits.push(open.swap_remove(opener).1);
            open.truncate(opener);
            edits.push(edit);
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// `!> Important`, `?> A tip` and `### Title :id=name`.
fn of_docsify(text: &str) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let (line, start) = (lines.get(index), lines.ranges[index].start);
        let kind = match line.get(..3) {
            Some("!> ") => "IMPORTANT",
            Some("?> ") => "TIP",
            _ => {
                let id = line.rfind(" :id=").filter(|_| line.starts_with('#'));
                edits.extend(id.map(|at| Edit {
                    range: start + at..start + line.len(),
                    text: format!(" {{#{}}}", line[at + " :id=".len()..].trim()),
                }));
                continue;
            }
        };
        edits.push(Edit { range: start..start + 2, text: format!("> [!{kind}]\n>") });
    }
    edits
}

/// A tag with its name and its arguments.
struct Tag<'a> {
    name: &'a str,
    is_closer: bool,
    /// Whether it is a shortcode of Hugo, not a tag of Liquid.
    is_hugo: bool,
    named: Vec<(&'a str, &'a str)>,
    plain: Vec<&'a str>,
    /// In bytes.
    length: usize,
}

/// Tags of Hugo and those of `GitBook` begin and end with these signs.
const SIGNS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// Names of boxes whose kind is an argument.
const BOXES_OF_KINDS: [&str; 5] = ["notice", "hint", "alert", "admonition", "callout"];

/// Names that are kinds of boxes.
const BOXES: [&str; 12] = [
    "note",
    "tip",
    "warning",
    "info",
    "danger",
    "important",
    "caution",
    "success",
    "error",
    "attention",
    "question",
    "example",
];

/// Names of boxes that fold.
const FOLDING: [&str; 5] = ["details", "expand", "spoiler", "collapse", "toggle"];

/// Names of tags that only arrange their content.
#[rustfmt::skip]
const ARRANGING: [&str; 14] = [
    "tabs", "tabpane", "stepper", "step", "steps", "columns", "column", "content-ref", "cards", "toc", "pagebreak", "br",
    "code", "file",
];

impl<'a> Tag<'a> {
    /// The tag that a text begins with.
    fn read(text: &'a str) -> Option<Self> {
        let (opener, closer) = SIGNS.iter().find(|(opener, _)| text.starts_with(opener))?;
        let inside = &text[opener.len()..];
        let length = inside.find(closer).filter(|&length| !inside[..length].contains("\n\n"))?;
        let words = inside[..length].trim().trim_end_matches('/').trim_end();
        let is_hugo = opener.starts_with("{{");
        let (is_closer, words) = match words.strip_prefix(if is_hugo { "/" } else { "end" }) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, words),
        };
        let end = words.find(char::is_whitespace).unwrap_or(words.len());
        let (name, rest) = words.split_at(end);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let mut tag = Self {
            name,
            is_closer,
            is_hugo,
            named: Vec::new(),
            plain: Vec::new(),
            length: opener.len() + length + closer.len(),
        };
        tag.arguments(rest);
        is_name.then_some(tag)
    }

    fn arguments(&mut self, written: &'a str) {
        let mut rest = written.trim_start();
        while let Some(first) = rest.chars().next() {
            let quoted = |rest: &'a str| {
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
                let length = rest[1..].find(quote)?;
                Some((&rest[1..=length], &rest[length + 2..]))
            };
            let plain = |rest: &'a str| rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
            let key = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
            rest = if let Some(value) = rest[key..].strip_prefix('=').filter(|_| first.is_alphabetic()) {
                let (value, after) = quoted(value).unwrap_or_else(|| plain(value));
                self.named.push((&rest[..key], value));
                after
            } else {
                let (value, after) = quoted(rest).unwrap_or_else(|| plain(rest));
                self.plain.push(value);
                after
            }
            .trim_start();
        }
    }

    fn get(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.named.iter().find(|(key, _)| key == name)).map(|(_, value)| *value)
    }

    /// Whether what the tag opens has to be closed.
    fn needs_closer(&self) -> bool {
        [&BOXES_OF_KINDS[..], &BOXES, &FOLDING, &["highlight", "mermaid"]]
            .iter()
            .any(|names| names.contains(&self.name))
    }

    /// The tag as Markdown. `None` if it is not known. `begins_line` and `ends_line`: whether nothing else is on its line before
    /// it and behind it.
    fn markdown(&self, (begins_line, ends_line): (bool, bool)) -> Option<String> {
        let is_alone = begins_line && ends_line;
        let fence = |language: &str| format!("{}```{language}", if begins_line { "" } else { "\n\n" });
        let apart = |text: String| if is_alone { text } else { format!("\n\n{text}\n\n") };
        let is_in = |names: &[&str]| names.contains(&self.name);
        if self.is_closer {
            return self.closer().map(|text| if text.is_empty() { text } else { apart(text) });
        }
        if let Some(address) = self.address() {
            return Some(address);
        }
        Some(match self.name {
            _ if is_in(&BOXES_OF_KINDS) => {
                let kind = self.get(&["style", "type", "color", "kind", "icon"]).or(self.plain.first().copied());
                let title = self.get(&["title"]).or(self.plain.get(1).copied()).unwrap_or_default();
                let kind = kind.filter(|kind| kind.bytes().all(|byte| byte.is_ascii_alphabetic())).unwrap_or("note");
                apart(format!("::: {kind} {title}").trim_end().to_owned())
            }
            _ if is_in(&BOXES) => {
                let title = self.get(&["title"]).or(self.plain.first().copied()).unwrap_or_default();
                apart(format!("::: {} {title}", self.name).trim_end().to_owned())
            }
            _ if is_in(&FOLDING) => {
                let title = self.get(&["summary", "title"]).map_or_else(|| self.plain.join(" "), str::to_owned);
                apart(format!("::: details {title}").trim_end().to_owned())
            }
            "tab" => match self.get(&["title", "header", "name"]).or(self.plain.last().copied()) {
                Some(title) => apart(format!("**{title}**")),
                None => String::new(),
            },
            "code" if self.get(&["title"]).is_some() => apart(format!("`{}`", self.get(&["title"])?)),
            "highlight" if ends_line && self.is_hugo => fence(self.plain.first()?),
            "mermaid" if ends_line && self.is_hugo => fence("mermaid"),
            "figure" => {
                let alt = self.get(&["alt"]).unwrap_or_default();
                let caption =
                    self.get(&["caption", "title"]).map(|caption| format!(" *{caption}*")).unwrap_or_default();
                format!("![{alt}](<{}>){caption}", self.get(&["src"])?)
            }
            "file" => {
                let source = self.get(&["src"])?;
                format!("[{}](<{source}>)", source.rsplit('/').next().unwrap_or(source))
            }
            _ if is_in(&ARRANGING) => String::new(),
            _ => return None,
        })
    }

    fn closer(&self) -> Option<String> {
        let is_in = |names: &[&str]| names.contains(&self.name);
        Some(match self.name {
            _ if is_in(&BOXES_OF_KINDS) || is_in(&BOXES) || is_in(&FOLDING) => ":::".to_owned(),
            "highlight" | "mermaid" if self.is_hugo => "```".to_owned(),
            "tab" | "embed" => String::new(),
            _ if is_in(&ARRANGING) => String::new(),
            _ => return None,
        })
    }

    /// The address of a tag that leads elsewhere.
    fn address(&self) -> Option<String> {
        let first = || self.plain.first().copied();
        match self.name {
            // Inside the parentheses of a link.
            "ref" | "relref" => first().or(self.get(&["path"])).map(str::to_owned),
            "youtube" => Some(format!("<https://www.youtube.com/watch?v={}>", self.get(&["id"]).or(first())?)),
            "vimeo" => Some(format!("<https://vimeo.com/{}>", self.get(&["id"]).or(first())?)),
            "gist" => Some(format!("<https://gist.github.com/{}>", self.plain.join("/"))),
            "embed" | "link" => {
                let url = self.get(&["url"]).or(first()).filter(|url| url.starts_with("http"))?;
                Some(format!("<{url}>"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn rewritten(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = edits(text, draft.code());
        draft.edited(edits).text().to_owned()
    }

    #[test]
    fn tags_become_markdown() {
        for (text, markdown) in [
            ("{% hint style=\"info\" %}\na\n{% endhint %}", "::: info\na\n:::"),
            ("{{% notice warning \"Careful now\" %}}\na\n{{% /notice %}}", "::: warning Careful now\na\n:::"),
            ("{{< details summary=\"See it\" >}}\na\n{{< /details >}}", "::: details See it\na\n:::"),
            ("{% tab title=\"One\" %}\na\n{% endtab %}", "**One**\na\n"),
            ("{{< figure src=\"a b.png\" alt=\"x\" caption=\"C\" >}}", "![x](<a b.png>) *C*"),
            ("[a]({{< relref \"b.md\" >}})", "[a](b.md)"),
            ("{{< youtube w7 >}}", "<https://www.youtube.com/watch?v=w7>"),
            ("{% embed url=\"https://a.org\" %}\nc\n{% endembed %}", "<https://a.org>\nc\n"),
            ("{{< highlight go \"linenos=1\" >}}\nx\n{{< /highlight >}}", "```go\nx\n```"),
            ("a {{< note >}}b{{< /note >}} c", "a \n\n::: note\n\nb\n\n:::\n\n c"),
            ("!> a\n\n?> b", "> [!IMPORTANT]\n> a\n\n> [!TIP]\n> b"),
            ("### A b :id=c", "### A b {#c}"),
        ] {
            assert_eq!(rewritten(text), markdown, "{text}");
        }
        for text in [
            "{{ x }} {% raw %} {% if a %} {{< mine >}} {{< /mine >}}",
            "`{{< figure src=\"a\" >}}`",
            "```\n!> a\n{% hint %}\n```",
            "{% include a.md %} {{< figure >}}",
            "{{< note >}}\na\n\n{% endhint %} {% endtab %}",
            "{% highlight ruby %}\na",
            "a !> b, :id=x",
        ] {
            assert_eq!(rewritten(text), text);
        }
    }
}
