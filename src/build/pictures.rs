//! Pictures that are written in notes as `data:` addresses (RFC 2397), as Google Docs and notebooks export them: each becomes
//! a file beside the page. It takes notebooks, and gives attachments; it touches no file.

use crate::html::sanitize;
use crate::parse::{Body, Notebook, Piece};
use crate::render::assets::fingerprinted;
use crate::site::Attachment;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The kinds of pictures that browsers show, and the endings of their files.
const KINDS: [(&str, &str); 7] = [
    ("png", "png"),
    ("jpeg", "jpg"),
    ("jpg", "jpg"),
    ("gif", "gif"),
    ("webp", "webp"),
    ("avif", "avif"),
    ("svg+xml", "svg"),
];

/// The pictures in all notebooks, by their address. Addresses that cannot be read are left out: links to them are refused.
pub(super) fn written_in<'a>(notebooks: impl Iterator<Item = &'a Notebook>) -> BTreeMap<String, Attachment> {
    let mut pictures = BTreeMap::new();
    for address in notebooks.flat_map(Notebook::bodies).flat_map(addresses) {
        if let Some((ending, content)) = decoded(&address) {
            let path = fingerprinted(&format!("picture.{ending}"), &content);
            pictures.insert(address, Attachment { source: PathBuf::new(), content: Some(content), path });
        }
    }
    pictures
}

/// The `data:` addresses of the pictures in a body.
pub(super) fn addresses(body: &Body) -> impl Iterator<Item = String> + '_ {
    let addresses = body.pieces.iter().flat_map(|piece| match piece {
        Piece::Markdown(Event::Start(Tag::Image { dest_url, .. })) => vec![dest_url.to_string()],
        Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) if html.contains("data:") => {
            sanitize::addresses(html).into_iter().map(|(_, address)| address).collect()
        }
        _ => Vec::new(),
    });
    addresses.map(|address| address.trim().to_owned()).filter(|address| address.starts_with("data:image/"))
}

fn decoded(address: &str) -> Option<(&'static str, Vec<u8>)> {
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(',')?;
    let kind = kind.strip_suffix(";base64")?;
    let (_, ending) = KINDS.iter().find(|(name, _)| kind.eq_ignore_ascii_case(name))?;
    let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
    Some((*ending, STANDARD.decode(data).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_decoded() {
        assert_eq!(decoded("data:image/png;base64,eA=="), Some(("png", b"x".to_vec())));
        for address in
            ["data:text/html;base64,eA==", "data:image/png,x", "data:image/png;base64,?", "data:image/x;base64,eA=="]
        {
            assert_eq!(decoded(address), None, "{address}");
        }
    }
}
