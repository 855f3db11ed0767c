//! The colours of a diagram as classes of the style sheet, so that it can be read in the light and the dark theme.
//!
//! The drawing library knows no classes and no second theme. Shapes get a pale tint of one of [`HUES`] hues with a line in
//! the full hue, so that words in the colour of the text can be read on all of them. Without the style sheet, shapes are
//! outlines on the colour of the page.

use crate::html::tags::{self, StartTag};
use std::borrow::Cow;

/// The hues of the style sheet: red, orange, yellow, green, teal, blue, violet, pink, grey.
const HUES: usize = 9;

/// The hues of a chart with a legend in their order: neighbours differ.
const IN_ORDER: [usize; HUES] = [5, 1, 3, 7, 2, 6, 4, 0, 8];

/// The hue of what has no colour.
const GREY: usize = 8;

/// The hue of bars that the library fills with the colour of the text.
const BLUE: usize = 5;

/// Less colourful than this is grey: the greatest part of red, green and blue less the least one, from 0 to 1.
const LEAST_CHROMA: f32 = 0.08;

/// Bars of this height, in pixels, are filled; a lower one is a line.
const BAR: f32 = 10.0;

/// Which hue stands for a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The nearest one.
    Nearest,
    /// The next one for each new colour, in charts with a legend.
    InOrder,
}

/// Replaces the colours of a drawing with classes.
pub(super) fn with_classes(svg: &str, choice: Choice) -> String {
    let mut kept = String::with_capacity(svg.len());
    let mut seen: Vec<String> = Vec::new();
    let mut done = 0;
    let mut is_in_marker = false;
    for tag in tags::start_tags(svg) {
        let between = &svg[done..tag.span.start];
        kept.push_str(between);
        done = tag.span.end;
        is_in_marker = tag.name == "marker" || (is_in_marker && !between.contains("</marker"));
        let mut class_of = |colour: &str, is_fill: bool| -> String {
            let (hue, round) = match choice {
                Choice::Nearest => (nearest(colour), 0),
                Choice::InOrder => {
                    let at = seen.iter().position(|known| known == colour).unwrap_or_else(|| {
                        seen.push(colour.to_owned());
                        seen.len() - 1
                    });
                    (IN_ORDER[at % HUES], at / HUES)
                }
            };
            let shape = match (is_fill, is_in_marker) {
                (true, true) => "solid",
                (true, false) if round > 0 => "tint deep",
                (true, false) => "tint",
                (false, _) => "line",
            };
            format!("{shape} hue-{hue}")
        };
        let class = match (own_colour(&tag, "fill"), own_colour(&tag, "stroke")) {
            // Words have the colour of the text.
            _ if matches!(&*tag.name, "text" | "tspan") => None,
            (Some(fill), _) => Some(class_of(&fill, true)),
            (None, Some(stroke)) => Some(class_of(&stroke, false)),
            (None, None) => is_bar(&tag).then(|| format!("tint hue-{BLUE}")),
        };
        kept.push_str(&recoloured(svg, &tag, class.as_deref()));
    }
    kept.push_str(&svg[done..]);
    kept
}

/// The tag with a class instead of its colours.
fn recoloured(svg: &str, tag: &StartTag<'_>, class: Option<&str>) -> String {
    let (fill, line) = match class {
        Some(class) if class.starts_with("solid") => ("currentColor", "currentColor"),
        Some(_) => ("Canvas", "currentColor"),
        None => ("currentColor", "currentColor"),
    };
    let name_end = tag.span.start + 1 + tag.name.len();
    let mut new = svg[tag.span.start..name_end].to_owned();
    if let Some(class) = class.filter(|_| tag.get("class").is_none()) {
        new.push_str(&format!(" class=\"{class}\""));
    }
    let mut done = name_end;
    for attribute in tag.attributes() {
        let value = match (&*attribute.name, class) {
            ("fill", _) if own_colour(tag, "fill").is_some() => fill.to_owned(),
            ("stroke", _) if own_colour(tag, "stroke").is_some() => line.to_owned(),
            ("class", Some(class)) => format!("{class} {}", attribute.value.unwrap_or_default()),
            _ => continue,
        };
        new.push_str(&svg[done..attribute.span.start]);
        new.push_str(&format!("{}=\"{value}\"", attribute.name));
        done = attribute.span.end;
    }
    new.push_str(&svg[done..tag.span.end]);
    new
}

/// The value of an attribute that is a colour of its own, and not that of the text.
fn own_colour<'a>(tag: &StartTag<'a>, name: &str) -> Option<Cow<'a, str>> {
    let is_own = |value: &Cow<'_, str>| {
        !matches!(&**value, "none" | "currentColor" | "transparent" | "inherit" | "") && !value.starts_with("url(")
    };
    tag.get(name).filter(is_own)
}

/// Whether a shape is a bar of a chart that would hide the words on it.
fn is_bar(tag: &StartTag<'_>) -> bool {
    let side = |name: &str| tag.get(name).and_then(|value| value.parse::<f32>().ok()).unwrap_or(0.0);
    tag.name == "rect"
        && tag.get("fill").as_deref() == Some("currentColor")
        && tag.get("fill-opacity").is_none()
        && side("height") > BAR
        && side("width") > BAR
}

/// Names of colours by a part of them, with their hue. `orangered` is the first that fits.
const NAMES: [(&str, usize); 22] = [
    ("orange", 1),
    ("coral", 1),
    ("salmon", 1),
    ("brown", 1),
    ("gold", 2),
    ("yellow", 2),
    ("khaki", 2),
    ("lime", 3),
    ("olive", 3),
    ("green", 3),
    ("teal", 4),
    ("cyan", 4),
    ("aqua", 4),
    ("turquoise", 4),
    ("indigo", 6),
    ("violet", 6),
    ("purple", 6),
    ("pink", 7),
    ("magenta", 7),
    ("blue", BLUE),
    ("navy", BLUE),
    ("red", 0),
];

/// Where the hues from red to pink end, in degrees. Behind the last one is red again.
const ENDS: [f32; 8] = [15.0, 45.0, 70.0, 160.0, 195.0, 255.0, 290.0, 345.0];

/// The hue that is nearest to a colour.
fn nearest(colour: &str) -> usize {
    let Some((hue, chroma)) = hue_and_chroma(colour) else {
        let name = colour.to_ascii_lowercase();
        return NAMES.iter().find(|(part, _)| name.contains(part)).map_or(GREY, |(_, hue)| *hue);
    };
    if chroma < LEAST_CHROMA {
        return GREY;
    }
    ENDS.iter().position(|end| hue < *end).unwrap_or(0)
}

/// The hue in degrees, and the chroma from 0 to 1.
fn hue_and_chroma(colour: &str) -> Option<(f32, f32)> {
    if let Some(inside) = colour.strip_prefix("hsl(").and_then(|rest| rest.strip_suffix(')')) {
        let mut numbers = inside.split(',').map(|part| part.trim().trim_end_matches('%').parse::<f32>());
        let [hue, saturation, lightness] = [numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?];
        return Some((hue, saturation / 100.0 * (1.0 - (lightness / 50.0 - 1.0).abs())));
    }
    let [red, green, blue] = rgb(colour)?.map(|part| f32::from(part) / 255.0);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = most - least;
    if spread <= 0.0 {
        return Some((0.0, 0.0));
    }
    let hue = if red >= most {
        (green - blue) / spread
    } else if green >= most {
        (blue - red) / spread + 2.0
    } else {
        (red - green) / spread + 4.0
    };
    Some(((hue * 60.0).rem_euclid(360.0), spread))
}

fn rgb(colour: &str) -> Option<[u8; 3]> {
    if let Some(inside) = colour.strip_prefix("rgb").and_then(|rest| rest.split_once('(')).map(|(_, inside)| inside) {
        let mut numbers = inside.trim_end_matches(')').split(',').map(|part| part.trim().parse::<u8>());
        return Some([numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?]);
    }
    let digits = colour.strip_prefix('#').filter(|digits| digits.is_ascii())?;
    let part = |index: usize| match digits.len() {
        3 | 4 => u8::from_str_radix(&digits[index..=index], 16).ok().map(|half| half * 17),
        6 | 8 => u8::from_str_radix(&digits[index * 2..index * 2 + 2], 16).ok(),
        _ => None,
    };
    Some([part(0)?, part(1)?, part(2)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_nearest_hue() {
        for (colour, hue) in [
            ("#ef4444", 0),
            ("#f96", 1),
            ("hsl(60, 100%, 43%)", 2),
            ("#4ADE80", 3),
            ("#0ea5e9", 5),
            ("rgb(200, 220, 255)", 5),
            ("hsl(300, 100%, 76.2%)", 7),
            ("#E2E8F0", GREY),
            ("#ECECFF", GREY),
            ("white", GREY),
            ("DarkOrange", 1),
            ("#zzz", GREY),
        ] {
            assert_eq!(nearest(colour), hue, "{colour}");
        }
    }

    #[test]
    fn shapes_have_classes_and_words_the_colour_of_the_text() {
        let svg = "<svg><rect fill=\"#f00\" stroke=\"none\"/><path class=\"edge\" fill=\"none\" stroke=\"#00f\"/>\
                   <text fill=\"black\">a</text><rect fill=\"currentColor\" width=\"40\" height=\"18\"/></svg>";
        let new = "<svg><rect class=\"tint hue-0\" fill=\"Canvas\" stroke=\"none\"/><path class=\"line hue-5 edge\" fill=\"none\" stroke=\"currentColor\"/>\
                   <text fill=\"currentColor\">a</text><rect class=\"tint hue-5\" fill=\"currentColor\" width=\"40\" height=\"18\"/></svg>";
        assert_eq!(with_classes(svg, Choice::Nearest), new);
    }

    #[test]
    fn a_legend_has_the_colours_of_its_chart() {
        let slices: String = (0..12).map(|n| format!("<path fill=\"#aaaa{n:02}\"/>")).collect();
        let drawn = with_classes(&format!("{slices}<rect fill=\"#aaaa01\"/>"), Choice::InOrder);
        assert!(drawn.contains("tint hue-8") && drawn.contains("tint deep hue-5"), "{drawn}");
        assert!(drawn.ends_with("<rect class=\"tint hue-1\" fill=\"Canvas\"/>"), "{drawn}");
    }

    const STYLES: &str = include_str!("../../../static/css/style.css");

    /// The light and the dark value of a property.
    fn values(property: &str) -> [[f32; 3]; 2] {
        let (_, rest) = STYLES.split_once(&format!("{property}: light-dark(")).expect("the property");
        let (pair, _) = rest.split_once(')').expect("a pair of colours");
        let mut pair = pair.split(", ").map(|colour| rgb(colour).expect("a colour").map(f32::from));
        std::array::from_fn(|_| pair.next().expect("two colours"))
    }

    /// The share of the hue in what a class is filled with.
    fn share(class: &str) -> f32 {
        let (_, rest) = STYLES
            .split_once(&format!(".diagram .{class} {{ fill: color-mix(in srgb, var(--hue) "))
            .expect("the class");
        rest.split_once('%').expect("a percentage").0.parse::<f32>().expect("a number") / 100.0
    }

    fn mixed(colour: [f32; 3], share: f32, paper: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|part| colour[part] * share + paper[part] * (1.0 - share))
    }

    /// The contrast of two colours (WCAG 2.2, "contrast ratio").
    fn contrast(one: [f32; 3], other: [f32; 3]) -> f32 {
        let luminance = |colour: [f32; 3]| {
            let [red, green, blue] = colour
                .map(|part| part / 255.0)
                .map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn words_can_be_read_on_every_shape_and_lines_be_seen_in_both_themes() {
        let (texts, papers) = (values("--text"), values("--paper"));
        for hue in 0..HUES {
            let inks = values(&format!(".hue-{hue} {{ --hue"));
            for theme in 0..2 {
                let (text, paper, ink) = (texts[theme], papers[theme], inks[theme]);
                for class in ["tint", "deep"] {
                    let found = contrast(text, mixed(ink, share(class), paper));
                    assert!(found >= 4.5, "{class} hue-{hue}, theme {theme}: {found}");
                }
                assert!(contrast(ink, paper) >= 4.5, "line hue-{hue}, theme {theme}");
            }
        }
        // Rows of a Gantt chart have at most this share of the colour of the text.
        for theme in 0..2 {
            let row = mixed(texts[theme], 0.22, papers[theme]);
            assert!(contrast(texts[theme], row) >= 4.5, "rows, theme {theme}");
        }
    }
}
