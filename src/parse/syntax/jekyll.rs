//! What Jekyll and other programs read as instructions, and readers never see: attribute lists of kramdown (`{: .note }`),
//! `[TOC]`, `[[_TOC_]]`, `{% raw %}` and the like. `{% highlight ruby %}` … `{% endhighlight %}` and `{% codeblock %}` (Hexo) are
//! blocks of code, `[words]({% post_url name %})` and `[words]({% link path %})` are links to notes.

use super::super::patch::Edit;
use super::super::ranges;
use super::lines::{near_after, near_before};
use std::cell::OnceCell;
use std::ops::Range;

/// Lines that a table of contents replaces. The site has its own lists.
#[rustfmt::skip]
const CONTENTS: [&str; 16] = [
    "[TOC]", "[toc]", "[Toc]", "[[_TOC_]]", "[[_toc_]]", "[[TOC]]", "[[toc]]", "[[Toc]]", "@[TOC]", "@[toc]", "{{TOC}}",
    "{{toc}}", "{{ toc }}", "${toc}", "[[__TOC__]]", "__TOC__",
];

/// Names of tags that are read.
const TAGS: [&str; 6] = ["highlight", "codeblock", "raw", "post_url", "link ", "endraw"];

/// Whether a text may have any of these.
pub(super) fn may_be_in(text: &str) -> bool {
    let has_tag = || TAGS.iter().any(|tag| text.contains(tag));
    text.contains("{:") || (text.contains("{%") && has_tag()) || CONTENTS.iter().any(|contents| text.contains(contents))
}

/// Finds what is to be taken out or rewritten outside code. `code` is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut offset = 0;
    let mut previous: Option<(usize, &str)> = None;
    // Whether a block of code is open whose end is found.
    let mut in_highlight = false;
    let last_end = ["endhighlight", "endcodeblock"].into_iter().filter_map(|tag| text.rfind(tag)).max().unwrap_or(0);
    let is_defined = OnceCell::new();
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let words = line.trim_matches([' ', '\t', '>', '\n', '\r']);
        let words_start = start + line.find(words).unwrap_or(0);
        let words_end = words_start + words.len();
        let edit = |text: &str| Edit { range: words_start..words_end, text: text.to_owned() };
        if in_highlight {
            if is_tag(words, "endhighlight") || is_tag(words, "endcodeblock") {
                in_highlight = false;
                edits.push(edit(FENCE));
            }
        } else if ranges::at(code, words_start).is_some() || words.is_empty() {
            // Code has no instructions.
        } else if let Some(opener) = highlight(words).or_else(|| codeblock(words)).filter(|_| last_end >= offset) {
            in_highlight = true;
            edits.push(edit(&opener));
        } else if is_attribute_list(words) {
            // In kramdown, the list that a table of contents replaces has one item.
            let item = previous.filter(|(_, above)| is_toc(words) && is_item(above));
            let from = item.map_or(start, |(above, _)| above);
            edits.push(Edit { range: from.saturating_sub(1)..words_end, text: String::new() });
        } else if CONTENTS.contains(&words)
            && is_paragraph(text, start, offset, words)
            && !(words.eq_ignore_ascii_case("[toc]") && *is_defined.get_or_init(|| defines_toc(text)))
        {
            edits.push(edit(""));
        } else {
            edits.extend(attributes_of_words(text, words_start..words_end, code));
        }
        previous = Some((start, words));
    }
    edits.extend(raw(text, code));
    edits.extend(links(text, code));
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// The tags `{% raw %}` and `{% endraw %}`, in pairs. What is between them is text already.
fn raw(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut opener: Option<Range<usize>> = None;
    let mut edits = Vec::new();
    for (at, _) in text.match_indices("{%") {
        let Some(length) = text[at..].find("%}").map(|length| length + 2) else { break };
        let tag = &text[at..at + length];
        if ranges::at(code, at).is_some() {
            continue;
        }
        if is_tag(tag, "raw") {
            opener.get_or_insert(at..at + length);
        } else if opener.is_some() && is_tag(tag, "endraw") {
            edits.extend(
                opener
                    .take()
                    .into_iter()
                    .chain(std::iter::once(at..at + length))
                    .map(|range| Edit { range, text: String::new() }),
            );
        }
    }
    edits
}

/// The links whose address a tag makes: they lead to the note with that name.
fn links(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let link = |(at, _): (usize, &str)| {
        let (_, words) = near_before(text, at).rsplit_once('[')?;
        let start = at - words.len() - 1;
        let target = near_after(text, at + 2);
        let before_end = target.find("%}")? + 2;
        let (target, after) = target.split_once("%}")?;
        let length = after.find(')')?;
        let target = target.trim_start_matches("{{ site.baseurl }}").trim_start_matches("{{site.baseurl}}");
        let tag = target.strip_prefix("{%")?.trim_matches(['-', ' ']);
        let name = tag.strip_prefix("post_url ").or_else(|| tag.strip_prefix("link "))?.trim().trim_start_matches('/');
        let name = name.strip_suffix(".md").unwrap_or(name);
        let fragment = &after[..length];
        let is_plain = !words.is_empty() && !words.contains(['|', '`', ']', '!']) && !text[..start].ends_with('!');
        let is_target = fragment.is_empty() || fragment.starts_with('#');
        let end = at + 2 + before_end + length + 1;
        (is_plain && is_target && ranges::at(code, at).is_none())
            .then(|| Edit { range: start..end, text: format!("[[{name}{fragment}|{words}]]") })
    };
    text.match_indices("]({").filter_map(link).collect()
}

/// The fence of a block of code. Its content may have shorter ones.
const FENCE: &str = "~~~~~~";

/// The words of a line that is one tag.
fn tag(line: &str) -> Option<&str> {
    let inside = line.strip_prefix("{%")?.strip_suffix("%}")?;
    (!inside.contains("%}")).then(|| inside.trim_matches(['-', ' ']))
}

/// The fence of `{% highlight ruby linenos %}`.
fn highlight(line: &str) -> Option<String> {
    let language = tag(line)?.strip_prefix("highlight ")?.split_whitespace().next()?;
    Some(format!("{FENCE}{language}"))
}

/// The fence of `{% codeblock Title lang:js %}`, with its title above.
fn codeblock(line: &str) -> Option<String> {
    let options = tag(line)?.strip_prefix("codeblock")?;
    let is_option = |word: &&str| word.contains(':');
    let language = options.split_whitespace().find_map(|word| word.strip_prefix("lang:")).unwrap_or_default();
    let title = options.split_whitespace().filter(|word| !is_option(word)).collect::<Vec<_>>().join(" ");
    let title = if title.is_empty() { title } else { format!("**{title}**\n\n") };
    (options.is_empty() || options.starts_with(' ')).then(|| format!("{title}{FENCE}{language}"))
}

fn is_tag(line: &str, name: &str) -> bool {
    line.strip_prefix("{%")
        .and_then(|tag| tag.strip_suffix("%}"))
        .is_some_and(|tag| tag.trim_matches(['-', ' ']) == name)
}

fn is_item(line: &str) -> bool {
    line.starts_with(['*', '-', '+']) || line.starts_with("1.")
}

fn is_toc(list: &str) -> bool {
    list.trim_start_matches("{:").trim_end_matches('}').split_whitespace().any(|part| part == "toc")
}

/// Whether a line is a paragraph of its own. What can be nothing else than a table of contents may begin one.
fn is_paragraph(text: &str, start: usize, end: usize, words: &str) -> bool {
    let above = text[..start].trim_end_matches([' ', '\t']).strip_suffix('\n').unwrap_or_default();
    let above = above.rsplit('\n').next().unwrap_or_default().trim();
    let below = text[end..].split('\n').next().unwrap_or_default().trim();
    let is_apart = |line: &str| line.is_empty() || line.starts_with('#');
    let is_clear = words.starts_with("[[") || !words.starts_with('[');
    is_apart(above) && (is_clear || is_apart(below))
}

/// Whether `[TOC]` is a link to what a definition names.
fn defines_toc(text: &str) -> bool {
    text.to_lowercase().contains("\n[toc]:")
}

/// `{: .note }`, `{:#id key="value"}`, `{:toc}`.
fn is_attribute_list(list: &str) -> bool {
    let Some(inside) = list.strip_prefix("{:").and_then(|list| list.strip_suffix('}')) else { return false };
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
    };
    let mut rest = inside.trim();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let length = rest.find([' ', '=']).unwrap_or(rest.len());
        let (part, after) = rest.split_at(length);
        if let Some(value) = after.strip_prefix('=') {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            let end = quote.and_then(|quote| value[1..].find(quote).map(|end| end + 2));
            let Some(end) = end.filter(|_| is_name(part)) else { return false };
            rest = value[end..].trim_start();
            continue;
        }
        let is_part = part.strip_prefix(['.', '#']).map_or(matches!(part, "toc" | "no_toc"), is_name);
        if !is_part {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

/// Attribute lists behind a link, an image, code or emphasis: `[words](address){:target="_blank"}`.
fn attributes_of_words(text: &str, line: Range<usize>, code: &[Range<usize>]) -> Vec<Edit> {
    let found = text[line.clone()].match_indices("{:").filter_map(|(at, _)| {
        let at = line.start + at;
        if !text[line.start..at].ends_with([')', ']', '*', '_', '`']) {
            return None;
        }
        let end = at + text[at..line.end].find('}')? + 1;
        let is_list = is_attribute_list(&text[at..end]) && ranges::at(code, at).is_none();
        is_list.then(|| Edit { range: at..end, text: String::new() })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn instructions_go_and_text_stays() {
        for (text, left) in [
            ("Words.\n{: .note }\n\nMore.", "Words.\n\nMore."),
            ("{: .warning #x key=\"a b\" }\n> Careful", "\n> Careful"),
            ("> Words\n> {: .note}\n", "> Words\n"),
            ("* TOC\n{:toc}\n\nText", "\n\nText"),
            ("[a](b){:target=\"_blank\"} and **c**{: .d}", "[a](b) and **c**"),
            ("# a\n[[toc]]\n## b\n", "# a\n\n## b\n"),
            ("a\n\n[TOC]\n\nb\n\n[[_TOC_]]\n", "a\n\n\n\nb\n\n\n"),
            ("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}\n", "~~~~~~ruby\nputs 1\n~~~~~~\n"),
            ("{% codeblock A b lang:js %}\na\n{% endcodeblock %}\n", "**A b**\n\n~~~~~~js\na\n~~~~~~\n"),
            ("{% raw %}\n{{ x }}\n{% endraw %} {% raw %}{{ y }}{% endraw %}", "\n{{ x }}\n {{ y }}"),
            (
                "[a]({% post_url 2024-01-03-b %}#c) [d]({{ site.baseurl }}{% link e/f.md %})",
                "[[2024-01-03-b#c|a]] [[e/f|d]]",
            ),
        ] {
            assert_eq!(Patched::new(text, 0, edits(text, Draft::of(text).code())).text, left, "{text}");
        }
        for same in [
            "{:ok, value}",
            "a {:ok}",
            "{: }",
            "`{: .note }`",
            "    {: .note }",
            "See [TOC] here",
            "[TOC]\n\n[toc]: https://example.org",
            "{% highlight ruby %}",
            "{% include x.html %}",
            "{% raw %} alone",
            "![a]({% link b.png %})",
            "`{% raw %}x{% endraw %}`",
        ] {
            assert_eq!(edits(same, Draft::of(same).code()), [], "{same}");
        }
    }
}
