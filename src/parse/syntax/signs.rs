//! Signs inside lines that other tools read: keys (`++ctrl+alt+del++`), inserted or marked words (`^^words^^`), short codes of
//! emoji (`:tada:`) and of icons (`:material-account:`), the size of a picture (`![](a.png =200x100)`), and who says a quotation
//! (`[name=Ann]`). Each counts in its exact form only, because programs and prose have such signs too.
//!
//! Sources: `PyMdown` Extensions, "Keys", "Caret" and "Emoji"; Logseq, "Highlight"; GitHub, "Emojis"; `HackMD`, "Features".

mod emoji;

use super::super::patch::Edit;
use super::super::ranges;
use super::Token;
use super::lines::{near_after, near_before};
use std::ops::Range;

/// Whether a text may have such signs.
pub(super) fn may_be_in(text: &str) -> bool {
    ["^^", "[name=", "[time=", "[color=", "###### tags:"].iter().any(|sign| text.contains(sign))
        || text.match_indices("++").any(|(at, _)| keys(text, at).is_some())
        || text.match_indices(" =").any(|(at, _)| size(text, at).is_some())
        || text.match_indices(':').any(|(at, _)| short_code(text, at).is_some())
}

/// Finds the signs outside code, which is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut offset = 0;
    while let Some(at) = text[offset..].find(['+', '^', ':', ' ', '[', '#', '<', '$']).map(|at| offset + at) {
        offset = at + 1;
        if let Some(block) = ranges::at(code, at) {
            offset = block.end.max(offset);
            continue;
        }
        let found = match text.as_bytes()[at] {
            b'+' => keys(text, at),
            b'^' => marked(text, at),
            b':' => short_code(text, at),
            b' ' => size(text, at),
            b'[' => speaker(text, at),
            b'#' => tags(text, at),
            // Addresses and formulas have none.
            b'<' => {
                let line = near_after(text, at);
                offset = at + line.find('>').map_or(1, |length| length + 1);
                continue;
            }
            _ => {
                let line = &near_after(text, at)[1..];
                offset = at + line.find('$').map_or(1, |length| length + 2);
                continue;
            }
        };
        for edit in found.into_iter().flatten() {
            offset = offset.max(edit.range.end);
            edits.push(edit);
        }
    }
    edits
}

fn is_behind_word(text: &str, at: usize) -> bool {
    text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\\' | '_' | '+' | '^'))
}

fn is_before_word(text: &str, at: usize) -> bool {
    text[at..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '^'))
}

/// Keys that are held while another one is pressed.
const MODIFIERS: [&str; 14] = [
    "ctrl", "control", "alt", "shift", "cmd", "command", "meta", "super", "win", "windows", "option", "opt", "fn",
    "altgr",
];

/// Other keys with a name.
#[rustfmt::skip]
const KEYS: [(&str, &str); 26] = [
    ("enter", "Enter"), ("return", "Return"), ("tab", "Tab"), ("esc", "Esc"), ("escape", "Esc"), ("del", "Del"), ("delete", "Del"),
    ("space", "Space"), ("backspace", "Backspace"), ("insert", "Ins"), ("home", "Home"), ("end", "End"), ("page-up", "Page Up"),
    ("page-down", "Page Down"), ("up", "Up"), ("down", "Down"), ("left", "Left"), ("right", "Right"), ("arrow-up", "Up"),
    ("arrow-down", "Down"), ("arrow-left", "Left"), ("arrow-right", "Right"), ("plus", "+"), ("minus", "-"), ("caps-lock", "Caps Lock"),
    ("print-screen", "Print Screen"),
];

/// `++ctrl+alt+del++`: keys with a name, perhaps with a letter or a digit. `++x+y++` is a sum of a program.
fn keys(text: &str, at: usize) -> Option<Vec<Edit>> {
    let inside = near_after(text, at).strip_prefix("++").filter(|_| !is_behind_word(text, at))?;
    let length = inside.find("++")?;
    let end = at + 2 + length + 2;
    let keys: Vec<&str> = inside[..length].split('+').collect();
    if is_before_word(text, end) || keys.len() > 5 {
        return None;
    }
    let is_combined = keys.len() > 1;
    let name = |key: &&str| -> Option<String> {
        let key = key.to_ascii_lowercase();
        if MODIFIERS.contains(&key.as_str()) {
            return Some(crate::tokenize::capitalised(&key));
        }
        let is_function =
            key.strip_prefix('f').is_some_and(|number| number.parse::<u8>().is_ok_and(|number| number <= 24));
        let is_sign = is_combined && key.len() == 1 && key.as_bytes()[0].is_ascii_alphanumeric();
        let known = KEYS.iter().find(|(name, _)| *name == key).map(|(_, shown)| (*shown).to_owned());
        known.or_else(|| (is_function || is_sign).then(|| key.to_ascii_uppercase()))
    };
    if keys.iter().all(|key| key.len() == 1) {
        return None;
    }
    let names = keys.iter().map(name).collect::<Option<Vec<String>>>()?;
    let text = names.iter().map(|name| format!("<kbd>{name}</kbd>")).collect::<Vec<_>>().join("+");
    Some(vec![Edit { range: at..end, text }])
}

/// `^^words^^`. Faces, `(^^)`, and pointers of Pascal and C++, `^^Integer; String^^ s`, have such signs too.
fn marked(text: &str, at: usize) -> Option<Vec<Edit>> {
    let inside = near_after(text, at).strip_prefix("^^").filter(|_| !is_behind_word(text, at))?;
    let length = inside.find("^^").filter(|&length| length > 0)?;
    let words = &inside[..length];
    let end = at + 2 + length + 2;
    let is_apart = words.trim() == words && !words.contains(['`', '^', ';']) && !is_before_word(text, end);
    let is_face = text[..at].ends_with(['(', '*', ')', '（'])
        || words.starts_with(OF_FACES)
        || words.ends_with(OF_FACES)
        || text[end..].starts_with('*');
    (is_apart && !is_face).then(|| {
        vec![
            Edit { range: at..at + 2, text: Token::Caret { opens: true }.encode() },
            Edit { range: end - 2..end, text: Token::Caret { opens: false }.encode() },
        ]
    })
}

/// Signs at the edge of marked words that show a face or a program instead.
const OF_FACES: [char; 12] = ['(', ')', '[', ']', '{', '}', '<', '>', ';', '*', '（', '）'];

/// Emoji whose names are fields as well: `:key: C major`.
#[rustfmt::skip]
const FIELDS: [&str; 18] = [
    "key", "book", "books", "bookmark", "calendar", "clipboard", "computer", "email", "eyes", "fire", "gear", "heart", "link", "lock",
    "memo", "package", "question", "x",
];

/// Whether a line begins with `:word: value`.
fn is_field(line: &str) -> bool {
    let name = line.trim_start().strip_prefix(':').and_then(|rest| rest.split_once(':'));
    name.is_some_and(|(name, value)| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
            && value.strip_prefix(' ').is_some_and(|value| !value.trim().is_empty())
    })
}

/// Whether a short code at the start of a line is the name of a field: it is one that has such a name, or the line beside it has a
/// field as well.
fn names_field(text: &str, at: usize, name: &str) -> bool {
    if !near_before(text, at).trim().is_empty() || !is_field(near_after(text, at)) {
        return false;
    }
    let start = at - near_before(text, at).len();
    let above = || start > 0 && is_field(near_before(text, start - 1));
    let below = || {
        let end = at + near_after(text, at).len();
        text[end..].starts_with('\n') && is_field(near_after(text, end + 1))
    };
    FIELDS.contains(&name) || above() || below()
}

/// `:tada:` and `:material-account:`, between blanks or signs.
fn short_code(text: &str, at: usize) -> Option<Vec<Edit>> {
    let before = text[..at].chars().next_back();
    let inside = &text.as_bytes()[at + 1..text.len().min(at + 1 + LONGEST_CODE)];
    let length = inside.iter().position(|&byte| byte == b':').filter(|&length| length > 0)?;
    let name = std::str::from_utf8(&inside[..length]).ok()?;
    let end = at + 1 + length + 1;
    let after = text[end..].chars().next();
    // The anchors of headings have the words of the code, `#rocket-speed`, as on GitHub.
    if near_before(text, at).starts_with('#') {
        return None;
    }
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '\\' | '`' | '_' | '-' | '.' | '{');
    // `a[:x:]` is a slice, and `[:star:]` a class of characters.
    let is_inside_brackets = before == Some('[') || after == Some(']');
    if is_inside_brackets || before.is_some_and(is_sign) || after.is_some_and(|c| is_sign(c) && c != '.') {
        return None;
    }
    if names_field(text, at, name) {
        return None;
    }
    let emoji = emoji::named(name);
    let is_icon = ["material-", "fontawesome-", "octicons-", "simple-"].iter().any(|set| {
        name.strip_prefix(set).is_some_and(|icon| icon.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    });
    if is_icon {
        // One blank goes with it.
        let end = end + usize::from(text[end..].starts_with(' ') && before.is_none_or(char::is_whitespace));
        return Some(vec![Edit { range: at..end, text: String::new() }]);
    }
    emoji.map(|emoji| vec![Edit { range: at..end, text: emoji.to_owned() }])
}

/// The longest short code, in bytes.
const LONGEST_CODE: usize = 60;

/// The size in `![](a.png =200x100)`.
fn size(text: &str, at: usize) -> Option<Vec<Edit>> {
    let rest = near_after(text, at).strip_prefix(" =")?;
    let length = rest.find(')')?;
    let (width, height) = rest[..length].split_once('x')?;
    let is_number = |number: &str| number.trim_end_matches('%').bytes().all(|byte| byte.is_ascii_digit());
    let before = near_before(text, at);
    let is_picture = before.rfind("](").is_some_and(|target| {
        let is_address = !before[target + 2..].contains([' ', ')', '\t']);
        is_address && before[..target].rfind('[').is_some_and(|open| before[..open].ends_with('!'))
    });
    (is_picture && is_number(width) && is_number(height) && length > 1)
        .then(|| vec![Edit { range: at..at + 2 + length, text: String::new() }])
}

/// `[name=Ann]` in a quotation. Its colour and its time go.
fn speaker(text: &str, at: usize) -> Option<Vec<Edit>> {
    let (key, value) = near_after(text, at)[1..].split_once(']')?.0.split_once('=')?;
    let end = at + 1 + key.len() + 1 + value.len() + 1;
    let is_target = text[end..].starts_with(['(', '[', ':', '{']);
    let is_quoted = near_before(text, at).trim_start().starts_with('>');
    if !is_quoted || is_target || value.is_empty() || value.contains(['[', '`', '*']) {
        return None;
    }
    let words = match key {
        "name" => format!("**{value}**"),
        "time" => value.to_owned(),
        "color" => String::new(),
        _ => return None,
    };
    Some(vec![Edit { range: at..end, text: words }])
}

/// `###### tags: …` at the top of a note of `HackMD`: words, and no heading.
fn tags(text: &str, at: usize) -> Option<Vec<Edit>> {
    let is_first = at == 0 || text[..at].ends_with('\n');
    let is_tags = is_first && text[at..].starts_with("###### tags:");
    is_tags.then(|| vec![Edit { range: at..at + "###### ".len(), text: String::new() }])
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn read(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = edits(text, draft.code());
        Token::restored(draft.edited(edits).text()).into_owned()
    }

    #[test]
    fn signs_are_read() {
        for (text, expected) in [
            (
                "Press ++ctrl+alt+del++ or ++enter++.",
                "Press <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd> or <kbd>Enter</kbd>.",
            ),
            ("^^new words^^ here", "^^new words^^ here"),
            (":tada: Done :+1:, :material-account: Ann", "🎉 Done 👍, Ann"),
            ("![a](x.png =200x100) ![](y.png =50%x)", "![a](x.png) ![](y.png)"),
            ("> [name=Bob] [color=#907bf7]\n> hi", "> **Bob** \n> hi"),
            ("# A\n\n###### tags: `a` `b`\n", "# A\n\ntags: `a` `b`\n"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            "i++ and j++, C++ and D++, xs ++ys++ zs, ++i++",
            "x^^2 + y^^2, ^^ ^^",
            "(*^^*) hm (*^^*) (^^) good morning (^^) (^^)v yes (^^)v",
            "Pascal ^^Integer; C++/CLI String^^ s",
            "++i+j++ ++x+y++ ++a+1++",
            "a[:x:] [:star:] [:key:",
            ":key: C major",
            ":tada: a\n:rocket: b",
            "10:30:45 std::tada::x a:tada:b `:tada:` https://e.org/:tada:/ {:tada:}",
            ":unknown: :a: ratio 1:2:3",
            "[a](b =2) f(x =200x100)",
            "[name=Bob] and > [name=Bob](x)",
            "###### tagged: x",
            "$a :tada: b$ <x:tada:>",
            "## :rocket: Speed",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
