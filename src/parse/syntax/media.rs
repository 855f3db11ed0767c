//! Which files are shown on a page and not linked, by their names: pictures, films, sounds.

const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];
const VIDEOS: [&str; 5] = ["mp4", "webm", "mov", "m4v", "ogv"];
const SOUNDS: [&str; 7] = ["mp3", "wav", "ogg", "oga", "m4a", "flac", "opus"];

/// What browsers play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A film.
    Video,
    /// A sound.
    Audio,
}

/// Whether a file is shown: a picture, or what browsers play.
#[must_use]
pub fn is_shown(address: &str) -> bool {
    has_extension(address, &PICTURES) || media(address).is_some()
}

/// What the file at an address is that browsers play.
#[must_use]
pub fn media(address: &str) -> Option<Media> {
    let target = address.split(['?', '#']).next().unwrap_or_default();
    if has_extension(target, &VIDEOS) {
        return Some(Media::Video);
    }
    has_extension(target, &SOUNDS).then_some(Media::Audio)
}

fn has_extension(target: &str, extensions: &[&str]) -> bool {
    target
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}
