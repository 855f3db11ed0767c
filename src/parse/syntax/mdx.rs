//! MDX: `import` lines, and the tags of what they import. Their content stays, and the `label` of a tab is its title.

use super::super::patch::Edit;
use super::super::ranges;
use std::ops::Range;

/// Finds the imports of components and their tags outside code. `code` is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    if !text.contains("import ") {
        return Vec::new();
    }
    let is_code = |at: usize| ranges::at(code, at).is_some();
    let mut edits = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let end = offset + line.trim_end().len();
        if let Some(imported) = imported(line.trim_end()).filter(|_| !is_code(offset)) {
            // Prose may speak about an import; an author who uses what it names means it.
            let is_used = |name: &&str| text.contains(&format!("<{name}")) || text.contains(&format!("{{{name}"));
            let is_meant = is_bare(line) || imported.iter().any(is_used) || is_head(text, offset);
            if is_meant {
                names.extend(imported);
                edits.push(Edit { range: offset..end, text: String::new() });
            }
        }
        offset += line.len();
    }
    for name in names {
        for tag in [format!("<{name}"), format!("</{name}")] {
            for (at, _) in text.match_indices(&tag) {
                let rest = &text[at + tag.len()..];
                let is_tag = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
                if let Some(length) = rest.find('>').filter(|_| is_tag && !is_code(at)) {
                    let text = label(&rest[..length]).map_or_else(String::new, |label| format!("\n\n**{label}**\n\n"));
                    edits.push(Edit { range: at..at + tag.len() + length + 1, text });
                }
            }
        }
    }
    edits
}

/// The words of ` value="mac" label="macOS"` that readers see.
fn label(attributes: &str) -> Option<&str> {
    let (_, rest) = attributes.split_once(" label=\"")?;
    rest.split_once('"').map(|(label, _)| label).filter(|label| !label.trim().is_empty())
}

/// Whether only blank lines and imports are above.
fn is_head(text: &str, offset: usize) -> bool {
    text[..offset].lines().all(|line| line.trim().is_empty() || imported(line.trim_end()).is_some())
}

/// `import 'file'`, which names nothing.
fn is_bare(line: &str) -> bool {
    !line.contains(" from ")
}

/// The names that a line of the form `import Name, { other } from 'file'` brings in.
fn imported(line: &str) -> Option<Vec<&str>> {
    let rest = line.strip_prefix("import ")?.trim_end_matches(';').trim_end();
    let is_quoted = |text: &str| {
        let text = text.trim();
        text.len() > 2
            && ((text.starts_with('\'') && text.ends_with('\'')) || (text.starts_with('"') && text.ends_with('"')))
    };
    if is_quoted(rest) {
        return Some(Vec::new());
    }
    let (names, file) = rest.split_once(" from ")?;
    is_quoted(file).then(|| {
        let names = names.split([',', '{', '}', ' ']).map(str::trim);
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::*;

    fn without(text: &str) -> String {
        Patched::new(text, 0, edits(text, &[])).text
    }

    #[test]
    fn imports_and_their_tags_go() {
        assert_eq!(without("import Box from './Box.jsx'\n\n<Box kind=\"tip\">Remember.</Box>\n"), "\n\nRemember.\n");
        assert_eq!(without("# T\n\nimport A, { B } from \"x\";\n\n<B />\n"), "# T\n\n\n\n\n");
        assert_eq!(without("import 'x.css'\nText"), "\nText");
        assert_eq!(
            without("import Tab from 'tab'\n\n<Tab value=\"m\" label=\"For Mac\">A.</Tab>\n"),
            "\n\n\n\n**For Mac**\n\nA.\n"
        );
        for same in
            ["We import goods from 'abroad' and sell them.", "# T\n\nimport os from 'os'\n", "import java.util.List;"]
        {
            assert_eq!(without(same), same);
        }
    }
}
