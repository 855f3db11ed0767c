//! Makes the bundle: the whole site as one HTML file that needs no server and no network.
//!
//! It takes the rendered pages of a normal build, and gives one document. The content of the `main` element of each
//! page becomes a part of the document. Ids get the id of their part as a prefix, and addresses are rewritten to point
//! into the document. So rendering and the site's own templates need no code for bundles.

use crate::hosting::content_type::content_type;
use crate::html::escape::escape;
use crate::html::tags::{Attribute, StartTag, start_tags};
use crate::language::direction;
use crate::output::addresses::{is_inside, resolve};
use crate::render::assets::Assets;
use crate::search::files::IndexFile;
use crate::site::Site;
use crate::site::routes::{self, GROUP, Route, encode_fragment};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

/// The mark of a bundle, near the beginning of the file. It shows that notewright wrote the file.
pub const MARK: &str = "<meta name=\"generator\" content=\"notewright bundle\">";

/// Placeholder for the parts while the document around them is rendered.
pub const PARTS: &str = "<!--parts-->";

/// Id of the part of the home page.
const HOME: &str = "/";

/// Id of the part that unknown addresses show.
const LOST: &str = "404";

/// Largest attachment that a bundle embeds, in bytes. Larger ones are left out, except pictures.
pub const MOST_EMBEDDED: u64 = 1024 * 1024;

/// Attributes whose values are ids of the same page (WAI-ARIA 1.2, HTML Living Standard).
const REFERENCES: [&str; 10] = [
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "popovertarget",
];

/// The destinations of all addresses of a site in its bundle.
#[derive(Debug, Default)]
pub struct Bundle {
    base: String,
    /// Language of the document, and its text direction.
    language: (String, &'static str),
    destinations: HashMap<String, Destination>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Destination {
    /// A part of the document, by its id.
    Part(String),
    /// A file that is embedded as a `data:` address (RFC 2397).
    File { address: String, name: String },
    /// A file that is too large to embed.
    LeftOut,
}

/// Returns the pages that become parts, in reading order: the lists of a notebook come before its sections.
#[must_use]
pub fn parts(site: &Site) -> Vec<Route> {
    let mut parts = vec![Route::Home];
    for notebook in 0..site.notebooks.len() {
        parts.extend((!site.is_one_page(notebook)).then_some(Route::Notebook(notebook)));
        for section in 0..site.notebooks[notebook].sections.len() {
            if site.is_grouped(notebook) && section % GROUP == 0 {
                parts.push(Route::Group { notebook, group: section / GROUP });
            }
            parts.push(Route::Section(crate::site::SectionId { notebook, section }));
        }
    }
    parts.push(Route::Services);
    parts.extend(site.pages().filter(|route| matches!(route, Route::Service { .. })));
    parts.push(Route::NotFound);
    parts
}

impl Bundle {
    /// Finds the destination of every address. `read` returns an attachment, or `None` if it is larger than its limit.
    ///
    /// # Errors
    /// When `read` fails.
    pub fn new<Error>(
        site: &Site,
        assets: &Assets,
        mut read: impl FnMut(&crate::site::Attachment, Option<u64>) -> Result<Option<Vec<u8>>, Error>,
    ) -> Result<Self, Error> {
        let mut destinations: HashMap<String, Destination> = HashMap::new();
        let part = |route| Destination::Part(part_id(&site.path(route)));
        for route in parts(site) {
            destinations.insert(site.path(route), part(route));
        }
        for notebook in (0..site.notebooks.len()).filter(|&notebook| site.is_one_page(notebook)) {
            let route = Route::Notebook(notebook);
            destinations.insert(site.path(route), part(site.destination(route)));
        }
        // Every page has the search box, so the search page is not needed.
        destinations.insert(site.path(Route::Search), part(Route::Home));
        for redirect in &site.redirects {
            destinations.insert(redirect.path.clone(), part(site.destination(redirect.to)));
        }
        for file in assets.files() {
            destinations.insert(file.path.clone(), embedded(&file.path, &file.path, &file.bytes));
        }
        for (name, attachment) in &site.attachments {
            let most = (!is_picture(name)).then_some(MOST_EMBEDDED);
            let destination = match read(attachment, most)? {
                Some(bytes) => embedded(&attachment.path, name, &bytes),
                None => Destination::LeftOut,
            };
            destinations.insert(attachment.path.clone(), destination);
        }
        let language = site.language.clone();
        let direction = direction(&language);
        Ok(Self { base: site.base_path(), language: (language, direction), destinations })
    }

    /// Turns a page of the site into a part of the document. Returns `None` for pages that the bundle leaves out.
    #[must_use]
    pub fn part(&self, path: &str, html: &str) -> Option<String> {
        let id = match self.destinations.get(path) {
            Some(Destination::Part(id)) if *id == part_id(path) => id,
            _ => return None,
        };
        let class = match id.as_str() {
            // The first part is visible while the browser still loads the rest.
            HOME => "bundled shown",
            LOST => "bundled lost",
            _ => "bundled",
        };
        let text = self.rewritten(path, Some(id), main_of(html));
        let language = self.language_of(html);
        Some(format!("<div class=\"{class}\"{language} id=\"{}\">\n{}\n</div>\n", escape(id), text.trim()))
    }

    /// Returns the attributes of a part whose language differs from that of the document.
    fn language_of(&self, html: &str) -> String {
        let Some(language) = start_tags(html).find(|tag| tag.name == "html").and_then(|tag| tag.get("lang")) else {
            return String::new();
        };
        let (of_document, direction_of_document) = &self.language;
        let mut attributes = String::new();
        if language != of_document.as_str() {
            let _ = write!(attributes, " lang=\"{}\"", escape(&language));
        }
        if direction(&language) != *direction_of_document {
            let _ = write!(attributes, " dir=\"{}\"", direction(&language));
        }
        attributes
    }

    /// Makes the document. `around` is the rendered template, with [`PARTS`] where the parts go.
    #[must_use]
    pub fn document(&self, around: &str, parts: &[String], index: &[IndexFile], assets: &Assets) -> Vec<u8> {
        let around = self.rewritten(routes::HOME, None, around);
        let around = Around::new(&around, assets);
        let (before, after) = around.html.split_once(PARTS).unwrap_or((&around.html, ""));
        let (after, end) = after.rfind("</body>").map_or((after, ""), |at| after.split_at(at));
        let (start, before) = split_after_charset(before);
        let size = parts.iter().map(String::len).chain(index.iter().map(|file| file.data.len())).sum::<usize>();
        let mut document = String::with_capacity(size + size / 50 + around.html.len() + around.late.len());
        let _ = write!(document, "{start}\n{MARK}\n{}{before}", around.policy());
        for part in parts {
            document.push_str(part);
        }
        document.push_str(after);
        for file in index {
            // Data blocks do not run, so the content policy does not block them. The browser parses them only when
            // search needs them.
            let data = file.data.replace('<', "\\u003c");
            let _ = writeln!(document, "<script type=\"application/json\" id=\"{}\">{data}</script>", file.path);
        }
        document.push_str(&around.late);
        document.push_str(end);
        document.into_bytes()
    }

    /// Rewrites the ids and addresses of a page for the bundle. `part` is the id of its part.
    fn rewritten(&self, path: &str, part: Option<&str>, html: &str) -> String {
        let mut written = String::with_capacity(html.len() + html.len() / 8);
        let mut done = 0;
        for tag in start_tags(html) {
            for attribute in tag.attributes() {
                if let Some(new) = self.attribute(path, part, &tag, &attribute) {
                    written.push_str(&html[done..attribute.span.start]);
                    written.push_str(&new);
                    done = attribute.span.end;
                }
            }
        }
        written.push_str(&html[done..]);
        written
    }

    /// Returns the new text of an attribute, if it changes.
    fn attribute(&self, path: &str, part: Option<&str>, tag: &StartTag, attribute: &Attribute) -> Option<String> {
        let value = attribute.value.as_deref()?;
        let name = &*attribute.name;
        match (name, part) {
            ("id", Some(part)) => Some(format!("id=\"{}\"", escape(&inner_id(part, value)))),
            ("name", Some(part)) if tag.name == "a" => Some(format!("name=\"{}\"", escape(&inner_id(part, value)))),
            (_, Some(part)) if REFERENCES.contains(&name) => {
                let ids: Vec<String> = value.split_whitespace().map(|id| escape(&inner_id(part, id))).collect();
                Some(format!("{name}=\"{}\"", ids.join(" ")))
            }
            ("href" | "src" | "poster" | "action", _) => self.address(path, part, tag, name, value),
            _ => None,
        }
    }

    fn address(&self, path: &str, part: Option<&str>, tag: &StartTag, name: &str, value: &str) -> Option<String> {
        // Style sheets and scripts become elements.
        let is_element = part.is_none() && matches!(&*tag.name, "script" | "link") && !is_icon(tag);
        let is_around = part.is_none() && value.starts_with('#');
        if is_element || is_around || !is_inside(value) {
            return None;
        }
        let (to, fragment) = resolve(path, value, &self.base)?;
        Some(match (self.destinations.get(&to)?, fragment) {
            (Destination::Part(id), None) => format!("{name}=\"#{}\"", encoded(id)),
            (Destination::Part(id), Some(fragment)) => {
                format!("{name}=\"#{}\"", encoded(&inner_id(id, &fragment)))
            }
            // Browsers do not open `data:` links, but they save them.
            (Destination::File { address, name: file }, _) if tag.name == "a" => {
                format!("href=\"{address}\" download=\"{}\"", escape(file))
            }
            (Destination::File { address, .. }, _) => format!("{name}=\"{address}\""),
            (Destination::LeftOut, _) => String::new(),
        })
    }

    /// Returns the paths of the attachments that are too large.
    #[must_use]
    pub fn left_out(&self) -> BTreeSet<&str> {
        let is_left_out = |destination: &Destination| *destination == Destination::LeftOut;
        self.destinations.iter().filter(|(_, to)| is_left_out(to)).map(|(path, _)| path.as_str()).collect()
    }
}

/// Returns the id of a page's part: its path without the ending. `index.html` -> `/`, `aws/index.html` -> `aws/`,
/// `aws/47.html` -> `aws/47`. Paths are unique, so these ids are too.
fn part_id(path: &str) -> String {
    match routes::folder_of_page(path) {
        Some("") => HOME.to_owned(),
        Some(folder) => folder.to_owned(),
        None => routes::without_extension(path).to_owned(),
    }
}

/// Returns the id of an element in the document. No path contains `//`, so these ids differ from the ids of parts.
fn inner_id(part: &str, id: &str) -> String {
    format!("{part}//{id}")
}

/// Encodes a fragment for an address. In the script, a question mark separates the fragment from the words to mark.
fn encoded(id: &str) -> String {
    encode_fragment(id).replace('?', "%3F")
}

fn embedded(path: &str, name: &str, bytes: &[u8]) -> Destination {
    let kind = content_type(path).replace("; ", ";");
    let name = name.rsplit('/').next().unwrap_or(name).to_owned();
    Destination::File { address: format!("data:{kind};base64,{}", STANDARD.encode(bytes)), name }
}

fn is_picture(path: &str) -> bool {
    content_type(path).starts_with("image/")
}

fn is_icon(tag: &StartTag) -> bool {
    tag.name == "link" && tag.get("rel").is_some_and(|rel| rel.contains("icon"))
}

/// Returns the content of the `main` element of a page. If the site's own template has none, returns the `body`, else
/// everything.
fn main_of(html: &str) -> &str {
    for name in ["main", "body"] {
        if let Some(tag) = start_tags(html).find(|tag| tag.name == name) {
            let inside = &html[tag.span.end..];
            return &inside[..inside.rfind(&format!("</{name}>")).unwrap_or(inside.len())];
        }
    }
    html
}

/// Splits after the `charset` element. The content policy must come before the content that it covers, and the encoding
/// must come first (HTML Living Standard, "Specifying the document's character encoding").
fn split_after_charset(html: &str) -> (&str, &str) {
    let is_charset = |tag: &StartTag| tag.name == "meta" && tag.get("charset").is_some();
    let end = start_tags(html).find(is_charset).map_or(0, |tag| tag.span.end);
    html.split_at(end)
}

/// The document around the parts, with embedded style sheets and scripts.
#[derive(Debug, Default)]
struct Around {
    html: String,
    /// Deferred scripts. An inline script cannot be deferred, so they go to the end.
    late: String,
    scripts: Vec<String>,
    styles: Vec<String>,
}

impl Around {
    fn new(html: &str, assets: &Assets) -> Self {
        let mut around = Self::default();
        let mut done = 0;
        for tag in start_tags(html) {
            let text = |name: &str| {
                let path = percent_encoding::percent_decode_str(&tag.get(name)?).decode_utf8().ok()?.into_owned();
                let file = assets.at(&path)?;
                // The HTML parser turns `\r\n` into one line break (HTML Living Standard, "Preprocessing the input
                // stream"). The hash in the content policy is of the parsed text.
                Some(String::from_utf8_lossy(&file.bytes).replace("\r\n", "\n").replace('\r', "\n"))
            };
            if tag.name == "link" && tag.get("rel").as_deref() == Some("stylesheet") {
                let Some(style) = text("href") else { continue };
                let style = without_end(&style, "style");
                around.html.push_str(&html[done..tag.span.start]);
                let _ = write!(around.html, "<style{}>{style}</style>", kept(html, &tag, &["rel", "href"]));
                around.styles.push(hash(&style));
                done = tag.span.end;
            } else if tag.name == "script" {
                let Some(script) = text("src") else { continue };
                // These escapes are equivalent in strings and expressions, which are the only code with these characters.
                // The minifier writes U+FFFF unescaped, but HTML forbids it.
                let script = without_end(&script, "script").replace("<!--", "\\x3c!--");
                let script = script.replace('\u{FFFF}', "\\uFFFF");
                around.html.push_str(&html[done..tag.span.start]);
                let element = format!("<script{}>{script}</script>", kept(html, &tag, &["src", "defer"]));
                if tag.get("defer").is_some() {
                    around.late.push_str(&element);
                    around.late.push('\n');
                } else {
                    around.html.push_str(&element);
                }
                around.scripts.push(hash(&script));
                let end = html[tag.span.end..].find("</script>").map_or(0, |length| length + "</script>".len());
                done = tag.span.end + end;
            }
        }
        around.html.push_str(&html[done..]);
        around
    }

    /// Returns the content policy (Content Security Policy Level 3). It allows the embedded scripts, styles and
    /// pictures, and no network requests.
    fn policy(&self) -> String {
        let (scripts, styles) = (self.scripts.join(" "), self.styles.join(" "));
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {scripts}; \
             style-src {styles}; img-src data:; media-src data:; base-uri 'none'; form-action 'none'\">"
        )
    }
}

/// Escapes the end tag of a script or style inside its text (HTML Living Standard, "Restrictions for contents of script
/// elements"). An end tag can only occur in strings and expressions, where `<\/` means the same.
fn without_end(text: &str, element: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let (before, after) = rest.split_at(at + 2);
        let is_end = after.get(..element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element));
        safe.push_str(&before[..before.len() - 1]);
        safe.push_str(if is_end { "\\/" } else { "/" });
        rest = after;
    }
    safe.push_str(rest);
    safe
}

/// Returns the attributes of a tag, except some, as they are written.
fn kept(html: &str, tag: &StartTag, without: &[&str]) -> String {
    let attributes = tag.attributes().filter(|attribute| !without.contains(&&*attribute.name));
    attributes.map(|attribute| format!(" {}", &html[attribute.span])).collect()
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let part = |path: &str| (path.to_owned(), Destination::Part(part_id(path)));
        let mut destinations: HashMap<_, _> =
            ["index.html", "a/index.html", "a/b.html", "a/b/index.html", "é ?/1.html"].map(part).into();
        destinations.insert("assets/x.png".into(), embedded("assets/x.png", "p/x.png", b"x"));
        destinations.insert("assets/y.zip".into(), Destination::LeftOut);
        Bundle { base: "/".into(), language: ("en".into(), "ltr"), destinations }
    }

    #[test]
    fn addresses_keep_their_targets() {
        for (written, expected) in [
            ("<a href=\"../index.html\">", "<a href=\"#/\">"),
            ("<a href='index.html'>", "<a href=\"#a/\">"),
            ("<a href=\"b/index.html#x\">", "<a href=\"#a/b///x\">"),
            ("<a href=\"../%C3%A9%20%3F/1.html\">", "<a href=\"#%C3%A9%20%3F/1\">"),
            ("<a href=\"#x\">", "<a href=\"#a/b//x\">"),
            ("<a href=\"#top\">", "<a href=\"#a/b\">"),
            ("<a href=\"https://x.y/b.html\">", "<a href=\"https://x.y/b.html\">"),
            ("<a href=\"gone.html\">", "<a href=\"gone.html\">"),
            ("<img src=\"../assets/x.png\" alt=\"\">", "<img src=\"data:image/png;base64,eA==\" alt=\"\">"),
            ("<a href=\"../assets/x.png\">", "<a href=\"data:image/png;base64,eA==\" download=\"x.png\">"),
            ("<a href=\"../assets/y.zip\">", "<a >"),
            ("<h2 id=\"x\">", "<h2 id=\"a/b//x\">"),
            ("<i aria-labelledby=\"x y\">", "<i aria-labelledby=\"a/b//x a/b//y\">"),
        ] {
            assert_eq!(bundle().rewritten("a/b.html", Some("a/b"), written), expected);
        }
    }

    #[test]
    fn a_part_is_the_content_of_main() {
        let part = bundle().part("a/b.html", "<body><main id=\"main\"><p id=x>x</p></main></body>");
        assert_eq!(part.as_deref(), Some("<div class=\"bundled\" id=\"a/b\">\n<p id=\"a/b//x\">x</p>\n</div>\n"));
        assert_eq!(bundle().part("404.html", "x"), None);
        assert_eq!(main_of("# no elements"), "# no elements");
    }
}
