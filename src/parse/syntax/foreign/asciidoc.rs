//! `AsciiDoc`.

use super::super::super::patch::Edit;
use super::super::lines::Lines;
use super::Foreign;

/// Whether a file that begins with this line may be one of `AsciiDoc`: `= Title`.
pub(super) fn is_first_line(line: &str) -> bool {
    line.starts_with("= ")
}

/// Reads a file of `AsciiDoc`. It has a heading of a section, or an attribute below its title.
pub(super) fn read(lines: &Lines<'_>) -> Option<Foreign> {
    let is_sign =
        |index: usize| !lines.fenced[index] && (level(lines.get(index)) == Some(2) || is_attribute(lines.get(index)));
    if !(0..lines.len()).any(is_sign) {
        return None;
    }
    let mut found = Foreign::new("AsciiDoc");
    let mut index = 0;
    while index < lines.len() {
        let line = lines.get(index).trim_end();
        index = if lines.fenced[index] {
            index + 1
        } else if is_delimiter(line, b'/') {
            let end = end_of_block(lines, index).unwrap_or(lines.len());
            found.hide(lines, index..end);
            end
        } else if line.starts_with("//") && !line.starts_with("///") {
            found.hide(lines, index..index + 1);
            index + 1
        } else if line == "[comment]" {
            let end = end_of_paragraph(lines, index + 1);
            found.hide(lines, index..end);
            end
        } else if let Some((opener, end)) = listing(lines, index) {
            if opener > index {
                found.edits.push(Edit { range: lines.ranges[index].clone(), text: String::new() });
            }
            found.fence(lines, &(opener..end), language(line));
            end
        } else {
            found.edits.extend(level(line).map(|level| {
                let start = lines.ranges[index].start;
                Edit { range: start..start + level, text: "#".repeat(level) }
            }));
            index + 1
        };
    }
    Some(found)
}

/// `:toc:` and `:author: Ann`.
fn is_attribute(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    name.is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'!'))
    })
}

/// How many signs begin a heading.
fn level(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|&byte| byte == b'=').count();
    let title = line[level..].strip_prefix(' ')?;
    ((1..=6).contains(&level) && !title.trim().is_empty()).then_some(level)
}

/// Whether a line is nothing but four or more of one sign.
fn is_delimiter(line: &str, sign: u8) -> bool {
    line.len() >= 4 && line.bytes().all(|byte| byte == sign)
}

/// The line after the block whose delimiter is at a line.
fn end_of_block(lines: &Lines<'_>, index: usize) -> Option<usize> {
    let delimiter = lines.get(index).trim_end();
    (index + 1..lines.len()).find(|&index| lines.get(index).trim_end() == delimiter).map(|end| end + 1)
}

fn end_of_paragraph(lines: &Lines<'_>, from: usize) -> usize {
    if lines.get(from).trim_end() == "--" {
        return end_of_block(lines, from).unwrap_or(lines.len());
    }
    (from..lines.len()).find(|&index| lines.get(index).trim().is_empty()).unwrap_or(lines.len())
}

/// The first delimiter and the end of a block of code, whose language may be on the line before.
fn listing(lines: &Lines<'_>, index: usize) -> Option<(usize, usize)> {
    let is_opener = |index: usize| ["----", "...."].contains(&lines.get(index).trim_end());
    let opener = if is_opener(index) { index } else { index + 1 };
    let is_named = opener == index || lines.get(index).starts_with('[');
    (is_named && is_opener(opener)).then(|| end_of_block(lines, opener)).flatten().map(|end| (opener, end))
}

/// The language of `[source,ruby]` and `[,ruby]`.
fn language(line: &str) -> &str {
    let inside = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    inside.split(',').nth(1).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::parse::patch::Patched;

    #[test]
    fn comments_of_asciidoc_are_hidden_and_code_begins_no_section() {
        let text = "= Title\n:toc:\n\n== First\n\ntext\n\n// secret\n\n////\nsecret\n////\n\n[comment]\nsecret\n\n[source,ruby]\n----\n\
                    // kept\n----\n\n=== Last\n\nhttps://example.org // kept\n";
        let found = read(text, "").expect("AsciiDoc");
        let hidden: Vec<&str> = found.hidden.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(hidden, ["// secret\n", "////\nsecret\n////\n", "[comment]\nsecret\n"]);
        let left = Patched::new(text, 0, found.edits).text;
        assert!(left.starts_with("# Title\n:toc:\n\n## First\n"));
        assert!(left.contains("\n~~~~~~ruby\n// kept\n~~~~~~\n\n### Last\n"), "{left}");
        for text in ["= 5 apples\n\n// a\n", "x\n= Title\n== b\n// a\n", "== a\n// b\n"] {
            assert!(read(text, "").is_none(), "{text}");
        }
    }
}
