//! Headings that Markdown does not see because of the space behind or before their hashes.

use super::super::numbering;
use super::super::outline::Outline;
use super::super::patch::Edit;
use super::Repair;

/// Characters that look like a space, or like nothing, and that CommonMark does not take for one (0.31, section 2.1).
const LIKE_A_SPACE: [char; 9] =
    ['\u{A0}', '\u{3000}', '\u{200B}', '\u{FEFF}', '\u{2002}', '\u{2003}', '\u{2009}', '\u{202F}', '\u{2060}'];

/// Those of them that are invisible before a heading.
const UNSEEN: [char; 4] = ['\u{A0}', '\u{200B}', '\u{FEFF}', '\u{2060}'];

/// `###12. Title` is a paragraph to CommonMark, and so is `### 12. Title` with a no-break space: the section would be lost in
/// the one before it.
pub(super) fn after_hashes(line: &str, offset: usize, outline: &Outline) -> Option<Repair> {
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    let title = line[hashes..].trim_start_matches(LIKE_A_SPACE).trim_start_matches(' ');
    if hashes > 6 || title.trim().is_empty() {
        return None;
    }
    let marker = &line[..hashes];
    let range = offset + hashes..offset + line.len() - title.len();
    let has_odd_space = line[hashes..].starts_with(LIKE_A_SPACE);
    let is_number = range.is_empty() && title.starts_with(|c: char| c.is_ascii_digit());
    // `#12: fixed` names an issue.
    let is_level_used = || {
        outline
            .headings
            .iter()
            .any(|other| usize::from(other.level) == hashes && numbering::parse(&other.text).is_some())
    };
    let message = if has_odd_space {
        format!("the space behind `{marker}` is a special one, so this is text to Markdown")
    } else if is_number && (hashes > 1 || is_level_used()) && numbering::parse(title).is_some() {
        format!("`{marker}` needs a space before the number to be a heading")
    } else {
        return None;
    };
    Some(Repair {
        edit: Edit { range, text: " ".into() },
        code: "heading-without-space",
        message,
        help: format!("read as a heading; put one plain space behind `{marker}`"),
    })
}

/// A byte order mark or a space without width before the hashes of a heading.
pub(super) fn before_hashes(line: &str, offset: usize) -> Option<Repair> {
    let heading = line.trim_start_matches(UNSEEN);
    let title = heading.trim_start_matches('#');
    let hashes = heading.len() - title.len();
    let is_heading = (1..=6).contains(&hashes) && title.starts_with(' ') && !title.trim().is_empty();
    let range = offset..offset + line.len() - heading.len();
    (is_heading && !range.is_empty()).then(|| Repair {
        edit: Edit { range, text: String::new() },
        code: "heading-without-space",
        message: "a character that cannot be seen stands before this heading and makes it text".into(),
        help: "read as a heading; delete what stands before the `#`".into(),
    })
}
