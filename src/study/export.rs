//! Cards for other programs: JSON, CSV (RFC 4180), Markdown, and the text that Anki imports.

use super::Card;
use super::deck::{self, Deck};
use super::sentences::code_ranges;
use crate::html::escape::{escape, push_escaped};
use crate::parse::SectionNumber;
use crate::site::routes::encode_path;
use crate::site::{Route, SectionId, Site};
use serde::Serialize;

/// One card as other programs read it: JSON objects and CSV rows have these fields in this order.
#[derive(Clone, Debug, Serialize)]
struct Row {
    id: String,
    notebook: String,
    number: String,
    kind: &'static str,
    context: String,
    front: String,
    back: String,
    url: String,
}

fn row(site: &Site, id: SectionId, card: &Card) -> Row {
    Row {
        id: deck::id(site, id, card),
        notebook: site.notebooks[id.notebook].id.clone(),
        number: site.section(id).number.as_ref().map_or("", SectionNumber::as_str).to_owned(),
        kind: card.kind.name(),
        context: card.context.clone(),
        front: card.front_with_options(),
        back: card.back_with_options(),
        url: url(site, id),
    }
}

/// The absolute URL of a section, or its path in the site where the address of the site is not known.
fn url(site: &Site, id: SectionId) -> String {
    let path = site.path(Route::Section(id));
    site.absolute_url(&path).unwrap_or_else(|| encode_path(&path))
}

/// A JSON array of cards.
///
/// # Errors
/// None in practice: all fields are text.
pub fn json(site: &Site, deck: Deck<'_>) -> serde_json::Result<String> {
    let rows: Vec<Row> = deck.cards().map(|(id, card)| row(site, id, card)).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

/// A table with a head, fields as in [`json`].
#[must_use]
pub fn csv(site: &Site, deck: Deck<'_>) -> String {
    let mut text = String::from("id,notebook,number,kind,context,front,back,url\r\n");
    for (id, card) in deck.cards() {
        let row = row(site, id, card);
        let fields =
            [&row.id, &row.notebook, &row.number, row.kind, &row.context, &row.front, &row.back, &row.url].map(quoted);
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The cards to read in a terminal: a heading for each section, the question, and the answer as a quotation.
#[must_use]
pub fn markdown(site: &Site, deck: Deck<'_>) -> String {
    let mut text = String::new();
    let mut last = None;
    for (id, card) in deck.cards() {
        if last.map(|last: SectionId| last.notebook) != Some(id.notebook) {
            text.push_str(&format!("# {}\n\n", site.notebooks[id.notebook].title));
        }
        if last != Some(id) {
            let section = site.section(id);
            let number = section.number.as_ref().map_or(String::new(), |number| format!("{}. ", number.as_str()));
            text.push_str(&format!("## {number}{}\n\n", section.title.text));
        }
        last = Some(id);
        let context = if card.context.is_empty() { String::new() } else { format!("*{}*  \n", card.context) };
        let back = card.back_with_options().replace('\n', "\n> ");
        text.push_str(&format!(
            "{context}**{}**\n\n> {back}\n\n`{}`\n\n",
            card.front_with_options(),
            deck::id(site, id, card)
        ));
    }
    text
}

/// A file that Anki imports as notes of the type Basic ("Text Files", "File Headers" of the Anki manual). The guid is the id
/// of the card, so that importing again updates. `#tags:` adds tags and keeps those of the learner.
#[must_use]
pub fn anki(site: &Site, deck: Deck<'_>) -> String {
    let mut text = String::from(
        "#separator:tab\n#html:true\n#columns:Guid\tDeck\tFront\tBack\n#guid column:1\n#deck column:2\n#notetype:Basic\n#tags:notewright\n",
    );
    for (id, card) in deck.cards() {
        let notebook = &site.notebooks[id.notebook];
        let context =
            if card.context.is_empty() { String::new() } else { format!("<small>{}</small><br>", html(&card.context)) };
        let front = format!("{context}{}", html(&card.front_with_options()));
        let back = format!("{}<br><br>{}", html(&card.back_with_options()), source(site, id));
        let name = format!("{}::{}", site.config.site.title, notebook.title);
        let fields = [deck::id(site, id, card), name, front, back];
        text.push_str(&fields.map(|field| anki_field(&field)).join("\t"));
        text.push('\n');
    }
    text
}

/// The link to the section of a card.
fn source(site: &Site, id: SectionId) -> String {
    let section = site.section(id);
    let number = section.number.as_ref().map_or(String::new(), |number| format!("{}. ", number.as_str()));
    let name = escape(&format!("{number}{}", section.title.text));
    match site.absolute_url(&site.path(Route::Section(id))) {
        Some(url) => format!("<small><a href=\"{}\">{name}</a></small>", escape(&url)),
        None => format!("<small>{name}</small>"),
    }
}

/// Plain text as HTML: code in `<code>`, list items as lines with a dot.
#[must_use]
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            html.push_str("<br>");
        }
        let item = line.strip_prefix("- ");
        html.push_str(if item.is_some() { "• " } else { "" });
        push_inline(&mut html, item.unwrap_or(line));
    }
    html
}

/// One line of plain text as HTML.
#[must_use]
pub fn inline(line: &str) -> String {
    let mut html = String::with_capacity(line.len() + 16);
    push_inline(&mut html, line);
    html
}

/// One line of plain text as HTML, behind what is there.
fn push_inline(html: &mut String, line: &str) {
    let mut done = 0;
    for range in code_ranges(line) {
        let span = &line[range.clone()];
        let run = span.bytes().take_while(|&byte| byte == b'`').count();
        let mut inside = &span[run..span.len() - run];
        if inside.starts_with(' ') && inside.ends_with(' ') && !inside.trim().is_empty() {
            inside = &inside[1..inside.len() - 1];
        }
        push_escaped(html, &line[done..range.start]);
        html.push_str("<code>");
        push_escaped(html, inside);
        html.push_str("</code>");
        done = range.end;
    }
    push_escaped(html, &line[done..]);
}

/// A field of the file: quoted when it holds what separates fields, or would be a comment.
fn anki_field(field: &str) -> String {
    let field = field.replace('\n', "<br>");
    if field.contains(['"', '\t']) || field.starts_with('#') {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}
