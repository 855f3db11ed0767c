//! TeX formulas -> MathML, which browsers draw without a script or a font.
//!
//! `pulldown-latex` reads the TeX. Where it does not know a form that notes have (`\\` and `&` outside an environment,
//! `\over`, `\choose`, `\mbox`), the formula is put into a form that it knows and read again, with definitions of the
//! commands that it does not know.

mod chemistry;
mod definitions;
mod lost;

use crate::html::escape::escape;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// Whether a formula is part of a line of text or has its own line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In a line of text.
    Inline,
    /// On a line of its own.
    Display,
}

/// Longer formulas are not read: no line of a note is so long.
const LONGEST: usize = 8_000;

/// Deeper braces are not read: the parser and browsers recurse into them.
const DEEPEST: usize = 100;

/// A formula as a `<math>` element without inline styles, with its TeX as the text alternative.
///
/// # Errors
/// What the TeX parser says if it cannot read the formula.
pub fn mathml(tex: &str, form: Form) -> Result<String, String> {
    let depth = tex.bytes().fold((0_usize, 0_usize), |(depth, most), byte| match byte {
        b'{' => (depth + 1, most.max(depth + 1)),
        b'}' => (depth.saturating_sub(1), most),
        _ => (depth, most),
    });
    let pairs = tex.matches("\\left").count().max(tex.matches("\\begin").count());
    if tex.len() > LONGEST || depth.1 > DEEPEST || pairs > DEEPEST {
        return Err("it is too long or too deeply nested".into());
    }
    let alternative = escape(tex.trim());
    let tex = with_tags_in_words(&without_comments(tex));
    let drawn = draw(&tex, form).and_then(|drawn| lost::checked(drawn, &tex)).or_else(|first| {
        let other = familiar(&tex);
        let is_aligned = other.contains('&') || other.contains("\\\\");
        let defined = definitions::definitions(commands(&other));
        let wrapped = format!("{defined}\\begin{{aligned}}{}\\end{{aligned}}", other.trim().trim_end_matches("\\\\"));
        let other = format!("{defined}{other}");
        let again = if other == tex { Err(first.clone()) } else { draw(&other, form) };
        let again = again.or_else(|_| if is_aligned { draw(&wrapped, form) } else { Err(first.clone()) });
        again.map_err(|_| first).and_then(|drawn| lost::checked(drawn, &other))
    })?;
    let drawn = without_styles(&well_formed(&drawn));
    Ok(match drawn.strip_prefix("<math") {
        Some(rest) => format!("<math alttext=\"{alternative}\"{rest}"),
        None => drawn,
    })
}

fn draw(tex: &str, form: Form) -> Result<String, String> {
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(tex, &storage) {
        match event {
            Ok(event) => events.push(Ok::<_, std::convert::Infallible>(event)),
            Err(error) => return Err(reason(&error.to_string(), tex)),
        }
    }
    let display_mode = match form {
        Form::Inline => DisplayMode::Inline,
        Form::Display => DisplayMode::Block,
    };
    let mut html = String::with_capacity(tex.len() * 8);
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    push_mathml(&mut html, events.into_iter(), config).map_err(|error| error.to_string())?;
    Ok(html)
}

/// The first line of the parser's message, without its prefix. It names what is unknown, which the parser does not.
fn reason(message: &str, tex: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("parsing error:").trim().replace("unkown", "unknown");
    let unknown = if line.starts_with(UNKNOWN_COMMAND) {
        commands(tex).find(|command| is_refused(command, UNKNOWN_COMMAND)).map(|command| format!("command `{command}`"))
    } else if line.starts_with("unknown mathematical environment") {
        let names = tex.match_indices("\\begin{").filter_map(|(at, opener)| tex[at + opener.len()..].split('}').next());
        let is_unknown =
            |name: &&str| is_refused(&format!("\\begin{{{name}}}\\end{{{name}}}"), "unkown mathematical environment");
        names.into_iter().find(is_unknown).map(|name| format!("environment `{name}`"))
    } else {
        None
    };
    unknown.map_or(line, |unknown| format!("unknown {unknown}"))
}

/// What the parser says of a command that it does not know.
const UNKNOWN_COMMAND: &str = "unknown primitive command";

/// The commands of a formula, in order. In `\\\\a`, the backslashes are a line break.
fn commands(tex: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + tex[from..].find('\\')?;
            let name = &tex[start + 1..];
            let length = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
            if length > 0 {
                from = start + 1 + length;
                return Some(&tex[start..from]);
            }
            from = start + 1 + name.chars().next().map_or(0, char::len_utf8);
        }
    })
}

/// Whether the parser refuses a piece of TeX with a message.
fn is_refused(tex: &str, message: &str) -> bool {
    let storage = Storage::new();
    Parser::new(tex, &storage)
        .find_map(Result::err)
        .is_some_and(|error| error.to_string().trim_start_matches("parsing error:").trim().starts_with(message))
}

/// TeX without its comments: `%` up to the end of the line.
fn without_comments(tex: &str) -> String {
    let mut kept = String::with_capacity(tex.len());
    for line in tex.split_inclusive('\n') {
        let comment = line.match_indices('%').find(|(at, _)| !line[..*at].ends_with('\\')).map(|(at, _)| at);
        match comment {
            Some(at) => {
                kept.push_str(&line[..at]);
                kept.push('\n');
            }
            None => kept.push_str(line),
        }
    }
    kept
}

/// The formula in forms that the parser knows.
fn familiar(tex: &str) -> String {
    // Without the frame of `\boxed`, all of the formula is there.
    const WORDS: [(&str, &str); 13] = [
        ("\\boxed", ""),
        ("\\mbox", "\\text"),
        ("\\textnormal", "\\text"),
        ("\\pmb", "\\boldsymbol"),
        ("\\bm", "\\boldsymbol"),
        ("\\bold", "\\mathbf"),
        ("\\cr", "\\\\"),
        ("\\lt", "<"),
        ("\\gt", ">"),
        ("\\newline", "\\\\"),
        ("\\nonumber", ""),
        ("\\notag", ""),
        ("\\hfill", "\\quad"),
    ];
    let mut other = with_own_definitions(&chemistry::with_chemistry(tex));
    for (word, known) in WORDS {
        other = with_command_replaced(&other, word, known);
    }
    for (environment, known) in ENVIRONMENTS {
        for end in ["begin", "end"] {
            other = other.replace(&format!("\\{end}{{{environment}}}"), &format!("\\{end}{{{known}}}"));
        }
    }
    for (word, environment) in PLAIN_ENVIRONMENTS {
        other = with_environment(&other, word, environment);
    }
    other = with_plain_columns(&other.replace("\\hspace*", "\\hspace"));
    other = without_argument(&other, "\\label");
    other = with_named_operators(&other);
    for (word, known) in [("\\over", "\\frac"), ("\\choose", "\\binom"), ("\\atop", "\\genfrac{}{}{0pt}{}")] {
        while let Some(next) = with_infix_replaced(&other, word, known) {
            other = next;
        }
    }
    other
}

/// The number of an equation as words behind it, which the parser drops: `\tag{1}` -> `\qquad\text{(1)}`
fn with_tags_in_words(tex: &str) -> String {
    let words = |number: &str, open: &str, close: &str| {
        let words = format!("{open}{}{close}", number.replace('$', ""));
        if words.contains('\\') { format!("\\qquad {words}") } else { format!("\\qquad \\text{{{words}}}") }
    };
    let other = with_argument_replaced(tex, "\\tag*", |number| words(number, "", ""));
    with_argument_replaced(&other, "\\tag", |number| words(number, "(", ")"))
}

/// `\mathop{\mathrm{argmax}}` -> `\operatorname{argmax}`, `\mathop{\sum}` -> `{\sum}`: the parser takes words only.
fn with_named_operators(tex: &str) -> String {
    const FONTS: [&str; 4] = ["\\mathrm{", "\\text{", "\\operatorname{", "\\rm "];
    with_argument_replaced(tex, "\\mathop", |content| {
        let content = content.trim();
        let word = FONTS.iter().find_map(|font| content.strip_prefix(font)).map(|word| word.trim_end_matches('}'));
        match word.filter(|word| word.chars().all(char::is_alphanumeric)) {
            Some(word) => format!("\\operatorname{{{word}}}"),
            None if content.contains('\\') => format!("{{{content}}}"),
            None => format!("\\mathop{{{content}}}"),
        }
    })
}

/// A command and its argument in braces, wherever they are, replaced by what is made of the argument.
fn with_argument_replaced(tex: &str, word: &str, made: impl Fn(&str) -> String) -> String {
    let mut other = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(at) = command(rest, word, 0) {
        let Some(inside) = rest[at + word.len()..].trim_start().strip_prefix('{') else { break };
        let Some(end) = closing_brace(inside) else { break };
        other.push_str(&rest[..at]);
        other.push_str(&made(&inside[..end]));
        rest = &inside[end + 1..];
    }
    other.push_str(rest);
    other
}

/// Environments under the names that the parser knows.
const ENVIRONMENTS: [(&str, &str); 9] = [
    ("eqnarray", "align"),
    ("eqnarray*", "align*"),
    ("flalign", "align"),
    ("flalign*", "align*"),
    ("multline*", "gather*"),
    ("displaymath", "gathered"),
    ("math", "gathered"),
    ("psmallmatrix", "pmatrix"),
    ("bsmallmatrix", "bmatrix"),
];

/// Commands that define others without parameters, and what they put before and behind the meaning.
const DEFINING: [(&str, &str, &str); 5] = [
    ("\\newcommand{", "{", "}"),
    ("\\renewcommand{", "{", "}"),
    ("\\providecommand{", "{", "}"),
    ("\\DeclareMathOperator{", "{\\operatorname{", "}}"),
    ("\\DeclareMathOperator*{", "{\\operatorname*{", "}}"),
];

/// `\newcommand{\x}{y}` -> `\def\x{y}`
fn with_own_definitions(tex: &str) -> String {
    let mut other = tex.to_owned();
    for (opener, before, behind) in DEFINING {
        let mut from = 0;
        while let Some(at) = other[from..].find(opener).map(|at| from + at) {
            from = at + opener.len();
            let Some((name, rest)) = other[from..].split_once('}') else { break };
            let Some(meaning) = rest.strip_prefix('{') else { continue };
            let Some(end) = closing_brace(meaning) else { break };
            let defined = format!("\\def{name}{before}{}{behind}", &meaning[..end]);
            let length = name.len() + 1 + 1 + end + 1;
            other.replace_range(at..from + length, &defined);
            from = at + defined.len();
        }
    }
    other
}

/// Commands of plain TeX that take rows between braces, and their environments.
const PLAIN_ENVIRONMENTS: [(&str, &str); 5] = [
    ("\\cases", "cases"),
    ("\\matrix", "matrix"),
    ("\\pmatrix", "pmatrix"),
    ("\\eqalign", "aligned"),
    ("\\displaylines", "gathered"),
];

/// `\cases{a & b}` -> `\begin{cases}a & b\end{cases}`
fn with_environment(tex: &str, word: &str, environment: &str) -> String {
    with_argument_replaced(tex, word, |inside| format!("\\begin{{{environment}}}{inside}\\end{{{environment}}}"))
}

/// The offset of the brace that closes one before the text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.find(|c: char| {
        let is_end = c == '}' && depth == 0;
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_end
    })
}

/// The columns of arrays without spaces, and without what is between them and their widths: `@{}l p{3cm}` -> `ll`.
fn with_plain_columns(tex: &str) -> String {
    const OPENER: &str = "\\begin{array}{";
    let mut other = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(at) = rest.find(OPENER) {
        let (before, columns) = rest.split_at(at + OPENER.len());
        other.push_str(before);
        let end = closing_brace(columns).unwrap_or(columns.len());
        let mut depth = 0_usize;
        for character in columns[..end].chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                'p' | 'm' | 'b' if depth == 0 => other.push('l'),
                'l' | 'c' | 'r' | '|' | ':' if depth == 0 => other.push(character),
                _ => {}
            }
        }
        rest = &columns[end..];
    }
    other.push_str(rest);
    other
}

/// Where a command stands: not as the beginning of a longer one.
fn command(tex: &str, word: &str, from: usize) -> Option<usize> {
    tex[from..]
        .match_indices(word)
        .map(|(at, _)| from + at)
        .find(|at| !tex[at + word.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn with_command_replaced(tex: &str, word: &str, known: &str) -> String {
    let mut other = String::with_capacity(tex.len());
    let mut done = 0;
    while let Some(at) = command(tex, word, done) {
        other.push_str(&tex[done..at]);
        other.push_str(known);
        done = at + word.len();
    }
    other.push_str(&tex[done..]);
    other
}

/// Removes `\label{…}` and the like, which number equations.
fn without_argument(tex: &str, word: &str) -> String {
    let mut other = tex.to_owned();
    while let Some(at) = command(&other, word, 0) {
        let rest = &other[at + word.len()..];
        let end = if rest.starts_with('{') { rest.find('}').map_or(0, |end| end + 1) } else { 0 };
        other.replace_range(at..at + word.len() + end, "");
    }
    other
}

/// `{a \over b}` -> `{\frac{a}{b}}`
fn with_infix_replaced(tex: &str, word: &str, known: &str) -> Option<String> {
    let at = command(tex, word, 0)?;
    let mut depth = 0_usize;
    let start = tex[..at].char_indices().rev().find_map(|(offset, c)| match c {
        '}' => {
            depth += 1;
            None
        }
        '{' if depth == 0 => Some(offset + 1),
        '{' => {
            depth -= 1;
            None
        }
        _ => None,
    });
    let after = at + word.len();
    let end = closing_brace(&tex[after..]).map(|length| after + length);
    let (start, end) = (start.unwrap_or(0), end.unwrap_or(tex.len()));
    let (upper, lower) = (tex[start..at].trim(), tex[after..end].trim());
    Some(format!("{}{known}{{{upper}}}{{{lower}}}{}", &tex[..start], &tex[end..]))
}

/// Repairs what `pulldown-latex` 0.8 writes as invalid HTML: a missing blank before `minsize`, and `<` and `&` as text.
fn well_formed(drawn: &str) -> String {
    // Its own space is escaped twice.
    let drawn = drawn.replace("<mtext>&amp;nbsp;</mtext>", "<mtext>\u{A0}</mtext>");
    let drawn = drawn.replace("\"minsize=", "\" minsize=").replace("&nbsp;", "\u{A0}");
    let mut kept = String::with_capacity(drawn.len());
    let mut rest = drawn.as_str();
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let is_written = match from.strip_prefix('<') {
            Some(tag) => tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()),
            None => ["&lt;", "&gt;", "&amp;", "&quot;", "&#"].iter().any(|entity| from.starts_with(entity)),
        };
        match (is_written, &from[..1]) {
            (true, sign) => kept.push_str(sign),
            (false, "<") => kept.push_str("&lt;"),
            (false, _) => kept.push_str("&amp;"),
        }
        rest = &from[1..];
    }
    kept.push_str(rest);
    kept
}

/// Replaces inline styles, which the pages' content security policy forbids, by attributes of MathML Core; the style
/// sheet does the rest.
fn without_styles(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        kept.push_str(before);
        let (style, after) = after.split_once('"').unwrap_or((after, ""));
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let attribute = match property.trim() {
                "color" => "mathcolor",
                "background-color" => "mathbackground",
                _ => continue,
            };
            if let Some(colour) = hexadecimal(value) {
                kept.push_str(&format!(" {attribute}=\"{colour}\""));
            }
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// `rgb(255 0 0)` -> `#ff0000`
fn hexadecimal(value: &str) -> Option<String> {
    let inside = value.trim().strip_prefix("rgb(")?.strip_suffix(')')?;
    let parts: Vec<u8> = inside.split_whitespace().filter_map(|part| part.parse().ok()).collect();
    let [red, green, blue] = parts[..] else { return None };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_drawn_with_its_tex_beside_it() {
        let html = mathml(r"\frac{a<b}{2}", Form::Inline).expect("it is TeX");
        assert!(html.starts_with("<math alttext=\"\\frac{a&lt;b}{2}\"") && html.ends_with("</math>"), "{html}");
        assert!(html.contains("<mfrac>"), "{html}");
        let html = mathml("x", Form::Display).expect("it is TeX");
        assert!(html.contains("display=\"block\""), "{html}");
    }

    #[test]
    fn forms_that_the_parser_does_not_know_are_read_again() {
        for tex in [
            r"{a \over b}",
            r"{n \choose k}",
            r"a \over b",
            r"a &= b \\ c &= d",
            r"a \\ b",
            r"\mbox{if } x",
            r"\pmb{x}",
            r"a = b \label{eq:one}",
            r"a = b \tag{1}",
            r"\mathop{\mathrm{argmax}}_x f(x)",
            r"\mathop{\sum}_i a \tag{$\ast$}",
            "a % a remark\n+ b",
            r"x \lt y",
            r"a_{i \atop j}",
            r"\abs{x} + \norm{y}_2 \in \R",
            r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}",
            r"\begin{array}{@{}l p{3cm} | r@{}} a & b & c \end{array}",
            r"a \hspace*{1em} b",
            r"\newcommand{\tide}{T_{0}} \tide^2",
            r"\DeclareMathOperator*{\most}{most} \most_x f(x)",
            r"\ce{CO2 + H2O <=> H2CO3}",
            r"\cases{a & b \cr c & d_{x}} + y",
        ] {
            assert!(mathml(tex, Form::Display).is_ok(), "{tex}: {:?}", mathml(tex, Form::Display));
        }
    }

    #[test]
    fn no_character_gets_lost() {
        for (tex, shown) in [
            (r"a = b \tag{1}", "(1)"),
            (r"a = b \tag*{two}", "two"),
            (r"\mathop{\mathrm{x}} y", "x"),
            (r"a\ b~c", "\u{A0}"),
        ] {
            let html = mathml(tex, Form::Display).expect("it is TeX");
            assert!(html.contains(&format!(">{shown}</m")), "{html}");
        }
        let lost = mathml(r"\sideset{_a^b}{_c^d}\sum x", Form::Display);
        assert_eq!(lost, Err("a part of it would not be shown".to_owned()));
    }

    #[test]
    fn what_is_no_tex_is_an_error() {
        for tex in [r"\frac{a", r"\nosuchcommand{x}", "a}", r"\left( a"] {
            assert!(mathml(tex, Form::Inline).is_err(), "{tex}");
        }
        assert!(mathml(&"{".repeat(200), Form::Inline).is_err());
    }

    #[test]
    fn the_element_is_well_formed() {
        for (tex, expected) in [
            (r"\big( x \big)", " stretchy=\"true\" minsize="),
            ("a < b", ">&lt;</mo>"),
            (r"a \& b", "&amp;</m"),
            (r"\text{a < b & c}", "&lt;"),
        ] {
            let html = mathml(tex, Form::Inline).expect("it is TeX");
            assert!(html.contains(expected) && !html.contains("<<") && !html.contains("\"minsize"), "{html}");
        }
    }

    #[test]
    fn what_is_unknown_is_named() {
        for (tex, expected) in [
            (r"\alpha + \nosuchcommand{x}", r"unknown command `\nosuchcommand`"),
            (r"a \, b_\nosuch", r"unknown command `\nosuch`"),
            (r"\begin{tides}a\end{tides}", "unknown environment `tides`"),
        ] {
            assert_eq!(mathml(tex, Form::Inline), Err(expected.to_owned()), "{tex}");
        }
        assert!(mathml(r"\color{nosuch}{x}", Form::Inline).is_err_and(|reason| reason.starts_with("unknown color")));
    }

    #[test]
    fn no_inline_style_is_left() {
        let html = mathml(r"\color{red}{x} \! y", Form::Inline).expect("it is TeX");
        assert!(!html.contains("style=") && html.contains("mathcolor=\"#ff0000\""), "{html}");
    }
}
