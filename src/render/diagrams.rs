//! Mermaid diagrams -> SVG, with the cargo feature `diagrams`.
//!
//! Lines and words take the colour of the text around them, so a diagram fits the light and the dark theme. Text is
//! measured with built-in widths: those of the fonts on this machine would change the output from machine to machine.

use mermaid_rs_renderer::{LayoutConfig, RenderOptions, Theme, render_with_options};

/// Longest source in bytes that is drawn.
const LONGEST: usize = 20_000;

/// Draws a diagram as an `<svg>` element without inline styles. `prefix` makes its ids unique on the page.
///
/// # Errors
/// What the parser says if it cannot read the source.
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
    Ok(with_own_ids(&without_styles(&drawn), prefix))
}

/// A theme without colours of its own, except in charts that tell their parts apart by colour.
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
        }
        assert!(svg("graph TD\n  A --", "d1").is_err());
    }
}
