//! Targets of links on a line of their own before a heading, `<a name="tide"></a>` above `## Tide`: Org's export and many
//! READMEs have them. A heading may begin a page, so they move into it. Else their links would lead to the end of the page
//! before.

use super::super::patch::Edit;
use super::lines::Lines;

/// Finds such lines outside code fences.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !text.contains("></a>") {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    // The lines that wait for a heading.
    let mut waiting: Vec<usize> = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index);
        if is_target(line) {
            waiting.push(index);
        } else if let Some(title) = title_start(line).filter(|_| !waiting.is_empty()) {
            let at = lines.ranges[index].start + title;
            edits.push(Edit { range: at..at, text: waiting.iter().map(|&target| lines.get(target).trim()).collect() });
            let removed =
                waiting.drain(..).map(|target| Edit { range: lines.ranges[target].clone(), text: String::new() });
            edits.extend(removed);
        } else if !line.trim().is_empty() {
            waiting.clear();
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// Whether a line is one target, and nothing else.
fn is_target(line: &str) -> bool {
    let Some(attributes) = line.trim().strip_prefix("<a ").and_then(|rest| rest.strip_suffix("></a>")) else {
        return false;
    };
    let names = ["name=", "id="].iter().any(|name| attributes.trim_start().starts_with(name));
    names && !attributes.contains(['<', '>']) && !attributes.contains("href")
}

/// Where the title of a heading begins in its line.
fn title_start(line: &str) -> Option<usize> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (1..=6).contains(&level).then(|| title.strip_prefix(' ')).flatten().map(|_| level + 1)
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn targets_move_into_headings() {
        let moved = |text: &str| Draft::of(text).edited(edits(text)).text().to_owned();
        for (text, expected) in [
            ("<a name=\"b\"></a>\n## B", "\n## <a name=\"b\"></a>B"),
            ("<a id='b'></a>\n\n<a id='c'></a>\n\n# 1. B\n", "\n\n\n\n# <a id='b'></a><a id='c'></a>1. B\n"),
        ] {
            assert_eq!(moved(text), expected);
        }
        for text in [
            "<a id=\"b\"></a>\ntext\n## B",
            "<a id=\"b\" href=\"c\"></a>\n## B",
            "```\n<a id=\"b\"></a>\n## B\n```",
            "<a id=\"b\"></a> x\n## B",
        ] {
            assert_eq!(moved(text), text);
        }
    }
}
