//! Mermaid diagrams -> SVG, with the cargo feature `diagrams`.
//!
//! Lines and words take the colour of the text around them, and shapes get classes of the style sheet (`colours`), so a
//! diagram fits the light and the dark theme. Text is measured with built-in widths: those of the fonts on this machine would
//! change the output from machine to machine.

mod colours;

use colours::Choice;
use mermaid_rs_renderer::{LayoutConfig, RenderOptions, Theme, render_with_options};

/// Longest source in bytes that is drawn.
const LONGEST: usize = 20_000;

/// Draws a diagram as an `<svg>` element without inline styles. `prefix` makes its ids unique on the page.
///
/// # Errors
/// What the parser says if it cannot read the source, and the words that the drawing would leave out.
pub(super) fn svg(source: &str, prefix: &str) -> Result<String, String> {
    if source.len() > LONGEST {
        return Err("it is too long".into());
    }
    let layout = LayoutConfig { fast_text_metrics: true, ..LayoutConfig::default() };
    let options = RenderOptions { theme: theme(), layout };
    let drawn = render_with_options(source, options).map_err(|error| {
        let message = error.to_string();
        message.lines().next().unwrap_or_default().to_owned()
    })?;
    match lost_words(source, &drawn).as_slice() {
        [] => {
            let choice = if kind(source) == "pie" { Choice::InOrder } else { Choice::Nearest };
            Ok(with_own_ids(&colours::with_classes(&without_styles(&drawn), choice), prefix))
        }
        lost => Err(format!("the drawing would leave out {}", lost.join(", "))),
    }
}

/// The first word of a source, which names the kind of the diagram.
pub(super) fn kind(source: &str) -> &str {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("%%"));
    lines.clone().next().and_then(|line| line.split_whitespace().next()).unwrap_or_default()
}

/// Words of Mermaid that are not drawn, in lower case.
const KEYWORDS: [&str; 53] = [
    "activate",
    "active",
    "actor",
    "after",
    "alt",
    "and",
    "autonumber",
    "axis",
    "box",
    "branch",
    "break",
    "checkout",
    "choice",
    "class",
    "commit",
    "crit",
    "critical",
    "deactivate",
    "done",
    "else",
    "end",
    "for",
    "fork",
    "gantt",
    "gitgraph",
    "graph",
    "flowchart",
    "join",
    "journey",
    "left",
    "loop",
    "merge",
    "milestone",
    "mindmap",
    "namespace",
    "note",
    "opt",
    "over",
    "par",
    "participant",
    "pie",
    "quadrant",
    "rect",
    "rgb",
    "right",
    "root",
    "section",
    "showdata",
    "state",
    "subgraph",
    "tag",
    "timeline",
    "title",
];

/// First words of lines that say how a diagram looks, in lower case.
const DIRECTIVES: [&str; 14] = [
    "%%",
    "accdescr",
    "acctitle",
    "axisformat",
    "classdef",
    "click",
    "dateformat",
    "direction",
    "excludes",
    "includes",
    "linkstyle",
    "style",
    "tickinterval",
    "todaymarker",
];

/// The most words that a message names.
const MOST_NAMED: usize = 5;

/// Words of the source that the drawing does not have: the drawing library leaves out what it does not know. Only
/// words of at least three letters count, since shorter ones are often ids.
fn lost_words(source: &str, svg: &str) -> Vec<String> {
    let drawn: String = shown_text(svg).to_lowercase().split_whitespace().collect();
    let mut lost: Vec<String> = Vec::new();
    let mut is_flowchart = false;
    for line in source.lines().map(|line| line.trim().to_lowercase()) {
        let first = line.split([' ', ':', '{']).next().unwrap_or_default();
        is_flowchart |= matches!(first, "graph" | "flowchart");
        let is_kind = first.ends_with("diagram") || first.ends_with("diagram-v2") || first.ends_with("chart");
        let is_style = is_flowchart && first == "class" || first == "rect";
        if is_kind || is_style || DIRECTIVES.iter().any(|directive| first.starts_with(directive)) {
            continue;
        }
        // `box Aqua Team` names a colour first.
        let line = line.strip_prefix("box ").and_then(|rest| rest.split_once(' ')).map_or(&*line, |(_, title)| title);
        // `a[Tide]:::warm` names a style.
        let line: String = line.split(":::").enumerate().map(|(index, part)| without_style(index, part)).collect();
        let words = line.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 3);
        for word in words.filter(|word| !KEYWORDS.contains(word) && !drawn.contains(*word)) {
            if lost.len() < MOST_NAMED && !lost.iter().any(|known| known == word) {
                lost.push(word.to_owned());
            }
        }
    }
    lost.into_iter().map(|word| format!("`{word}`")).collect()
}

/// A part of a line behind `:::` without the name of the style that it begins with.
fn without_style(index: usize, part: &str) -> &str {
    if index == 0 { part } else { part.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_') }
}

/// The words of an SVG.
fn shown_text(svg: &str) -> String {
    let mut text = String::new();
    for (index, part) in svg.split('<').enumerate() {
        let words = if index == 0 { part } else { part.split_once('>').map_or("", |(_, words)| words) };
        text.push_str(words);
    }
    text
}

/// A theme without colours of its own, except in charts that tell their parts apart by colour. Pies have twelve, each once.
fn theme() -> Theme {
    let ink = || "currentColor".to_owned();
    let none = || "none".to_owned();
    Theme {
        font_family: "inherit".into(),
        primary_color: none(),
        secondary_color: none(),
        tertiary_color: none(),
        edge_label_background: none(),
        cluster_background: none(),
        background: none(),
        sequence_actor_fill: none(),
        sequence_note_fill: none(),
        sequence_activation_fill: none(),
        primary_text_color: ink(),
        primary_border_color: ink(),
        line_color: ink(),
        cluster_border: ink(),
        sequence_actor_border: ink(),
        sequence_actor_line: ink(),
        sequence_note_border: ink(),
        sequence_activation_border: ink(),
        text_color: ink(),
        pie_title_text_color: ink(),
        pie_legend_text_color: ink(),
        pie_stroke_color: ink(),
        pie_outer_stroke_color: ink(),
        pie_colors: std::array::from_fn(|index| format!("#0000{index:02x}")),
        ..Theme::modern()
    }
}

/// Removes inline styles, which the pages' content security policy forbids.
fn without_styles(svg: &str) -> String {
    let mut kept = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        kept.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// Gives the ids of a diagram, and the references to them, a prefix.
fn with_own_ids(svg: &str, prefix: &str) -> String {
    svg.replace(" id=\"", &format!(" id=\"{prefix}-")).replace("url(#", &format!("url(#{prefix}-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagrams_of_every_kind_are_drawn_without_inline_style() {
        for source in [
            "graph TD\n  A[Start & go] -->|yes| B{Ok?}\n  B --> C",
            "sequenceDiagram\n  Ann->>Ben: Hello\n  Ben-->>Ann: Hi",
            "classDiagram\n  Animal <|-- Cat",
            "stateDiagram-v2\n  [*] --> Open\n  Open --> [*]",
            "erDiagram\n  ORDER ||--o{ LINE : has",
            "pie title Pets\n  \"Cats\" : 3\n  \"Dogs\" : 4",
            "gantt\n  title Plan\n  dateFormat YYYY-MM-DD\n  section A\n  Work :a1, 2024-01-01, 3d",
            "mindmap\n  root((sea))\n    tide\n    wave",
        ] {
            let drawn = svg(source, "d1").unwrap_or_else(|error| panic!("{source}: {error}"));
            assert!(drawn.starts_with("<svg") && !drawn.contains("style=") && !drawn.contains("<script"), "{drawn}");
            let colours =
                drawn.split(" fill=\"").chain(drawn.split(" stroke=\"")).filter_map(|rest| rest.split_once('"'));
            let is_of_theme = |colour: &str| matches!(colour, "none" | "currentColor" | "Canvas" | "transparent");
            let own =
                colours.map(|(colour, _)| colour).find(|colour| !is_of_theme(colour) && !colour.starts_with("<svg"));
            assert_eq!(own, None, "{source}");
        }
        assert!(svg("graph TD\n  A --", "d1").is_err());
    }

    #[test]
    fn a_drawing_without_words_of_its_source_is_not_shown() {
        let without = |source| svg(source, "d1").expect_err("words are missing");
        assert!(without("classDiagram\n  Boat : +String owner").contains("`owner`"));
        assert!(
            without("stateDiagram-v2\n  s1 --> s2\n  note right of s2\n    low tide\n  end note").contains("`tide`")
        );
        assert!(svg("flowchart LR\n  a[Tide]:::warm --> b\n  classDef warm fill:#fff\n", "d1").is_ok());
        assert!(svg("flowchart LR\n  a[Käse & Brot] --> b\n  class a warm\n  classDef warm fill:#fff\n", "d1").is_ok());
    }
}
