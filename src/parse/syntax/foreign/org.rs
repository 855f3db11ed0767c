//! Org.

use super::super::lines::Lines;
use super::Foreign;

/// Whether a file that begins with this line may be one of Org: `#+TITLE: …`.
pub(super) fn is_first_line(line: &str) -> bool {
    let key = line.strip_prefix("#+").and_then(|rest| rest.split_once(':'));
    key.is_some_and(|(key, _)| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_'))
}

/// Reads a file of Org. Headings of Markdown are a sign that it is Markdown.
pub(super) fn read(lines: &Lines<'_>) -> Option<Foreign> {
    if (0..lines.len()).any(|index| !lines.fenced[index] && lines.get(index).starts_with("## ")) {
        return None;
    }
    let mut found = Foreign::new("Org");
    let mut index = 0;
    while index < lines.len() {
        let line = lines.get(index);
        let words = line.trim();
        index = if let Some(end) = end_of_block(lines, index) {
            let mut info = words.split_whitespace();
            let is_code = info.next().is_some_and(|name| !name.to_ascii_lowercase().ends_with("quote"));
            let language = info.next().filter(|name| !name.starts_with([':', '-'])).unwrap_or_default();
            if is_code {
                found.fence(lines, &(index..end), language);
            }
            end
        } else if words == "#" || words.starts_with("# ") {
            found.hide(lines, index..index + 1);
            index + 1
        } else if let Some(level) = stars(line).filter(|&level| is_hidden(&line[level..])) {
            let is_next = |&index: &usize| stars(lines.get(index)).is_some_and(|other| other <= level);
            let end = (index + 1..lines.len()).find(is_next).unwrap_or(lines.len());
            found.hide(lines, index..end);
            end
        } else {
            index + 1
        };
    }
    Some(found)
}

/// The line after a block of code or an example that begins at a line. Comments are read elsewhere.
fn end_of_block(lines: &Lines<'_>, index: usize) -> Option<usize> {
    let words = lines.get(index).trim().to_ascii_lowercase();
    let name = words.strip_prefix("#+begin_")?.split_whitespace().next()?;
    if name == "comment" {
        return None;
    }
    let closer = format!("#+end_{name}");
    (index + 1..lines.len()).find(|&index| lines.get(index).trim().eq_ignore_ascii_case(&closer)).map(|end| end + 1)
}

/// How many stars begin a headline.
fn stars(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|&byte| byte == b'*').count();
    (level > 0 && line[level..].starts_with(' ')).then_some(level)
}

/// Whether the words of a headline hide its tree.
fn is_hidden(headline: &str) -> bool {
    let mut words = headline.split_whitespace();
    let is_keyword = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let first = words.next().unwrap_or_default();
    let is_comment = first == "COMMENT" || (is_keyword(first) && words.next() == Some("COMMENT"));
    let tags = headline.split_whitespace().next_back().filter(|tags| tags.starts_with(':') && tags.ends_with(':'));
    is_comment || tags.is_some_and(|tags| tags.split(':').any(|tag| tag == "noexport"))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn comments_and_drafts_of_org_are_hidden() {
        let text = "#+TITLE: Org\n\n* First\n# a comment\ntext\n* TODO COMMENT tree\nsecret\n** below\n* Other :a:noexport:\n\
                    secret\n* Last\n#+BEGIN_SRC sh\n# kept\n#+END_SRC\n";
        let found = read(text, "").expect("Org");
        let hidden: Vec<&str> = found.hidden.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(
            hidden,
            ["# a comment\n", "* TODO COMMENT tree\nsecret\n** below\n", "* Other :a:noexport:\nsecret\n"]
        );
        let written: Vec<&str> = found.edits.iter().map(|edit| edit.text.as_str()).collect();
        assert_eq!(written, ["~~~~~~sh", "~~~~~~"]);
        for text in ["* First\n# a\n", "#+TITLE: A\n\n## B\n# c\n", "#+BEGIN_TIP\n# a\n", "#+1: a\n# b\n"] {
            assert!(read(text, "").is_none(), "{text}");
        }
    }
}
