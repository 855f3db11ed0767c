//! Every formula of a list becomes MathML, on a line of its own and in a line of text, and loses no character.

use super::harness::Site;

/// The formulas that are shown as they are written, because the TeX parser does not know their commands.
const VERBATIM: [&str; 0] = [];

#[test]
fn formulas_become_mathml() {
    let list = include_str!("../formulas/list.txt");
    let formulas: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let mut note = String::from("### 1. Formulas\n\n");
    for formula in &formulas {
        note.push_str(&format!("In a line ${formula}$ of text.\n\n$$\n{formula}\n$$\n\n"));
    }
    let site = Site::new(&[("notes/n.md", note)]);
    let ran = site.run(&["build"]);
    let page = site.read("dist/n/1.html");
    let html = page.split("<div class=\"prose\"").nth(1).and_then(|rest| rest.split("</article>").next()).unwrap_or("");
    let verbatim = formulas.iter().filter(|formula| !is_drawn(html, formula)).copied().collect::<Vec<_>>();
    assert_eq!(verbatim, VERBATIM, "{}", ran.err);
    assert!(formulas.len() >= 200, "there are {} formulas", formulas.len());
    assert_eq!(html.matches("<math ").count(), 2 * (formulas.len() - VERBATIM.len()));
    assert!(!html.contains(" style=") && !html.contains("<em>"), "no inline style, no emphasis");
    assert!(!html.contains("class=\"service\""), "no service is linked inside a formula");
}

/// Whether the page has the formula as the text alternative of MathML.
fn is_drawn(html: &str, formula: &str) -> bool {
    let written = formula.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    html.contains(&format!("alttext=\"{written}\""))
}
