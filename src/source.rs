//! The author's files as text, and positions in them.
//!
//! Nothing here touches the disk: bytes come in, text and positions go out.

use crate::controls;
use chardetng::EncodingDetector;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// Names one file of [`Sources`].
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FileId(u32);

impl FileId {
    /// Returns its position among the files.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one file's decoded text.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// How the bytes of a file became text, so that a repaired file can be written back the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 that begins with a byte order mark.
    Utf8WithMark,
    /// UTF-16, least significant byte first.
    Utf16Le,
    /// UTF-16, most significant byte first.
    Utf16Be,
    /// An older encoding, as far as its bytes tell. Its name is that of the WHATWG Encoding Standard.
    Legacy(&'static encoding_rs::Encoding),
    /// Bytes that are not text in any of these; the bad ones were replaced by U+FFFD.
    Damaged,
}

/// What ends the lines of a file besides `\n` and `\r\n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineBreaks {
    /// Nothing.
    Usual,
    /// A carriage return alone ends every line, as on old Macs. The text has `\n` instead.
    CarriageReturns,
    /// A carriage return alone ends some lines. The text has `\n` instead.
    Mixed,
}

/// One file as text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as it is shown and as routes are made from it: relative, with forward slashes.
    pub path: String,
    /// The decoded text, without a byte order mark.
    pub text: String,
    /// What the bytes were.
    pub encoding: Encoding,
    /// What the line breaks were.
    pub line_breaks: LineBreaks,
    /// Where lines begin; found when the first position is asked for, since most files never need it.
    line_starts: OnceLock<Vec<usize>>,
}

/// Something about the bytes of a file that the author should know, at a byte of the decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeProblem {
    /// Byte sequences that are not UTF-8 were replaced by U+FFFD.
    NotUtf8 {
        /// Where the first replacement stands.
        at: usize,
        /// How many there are.
        count: usize,
    },
    /// The file is in another encoding. This is its likely name.
    Legacy(&'static str),
    /// A NUL, which no browser shows, was replaced by U+FFFD.
    Nul {
        /// Where the replacement stands.
        at: usize,
    },
    /// A control character that a terminal or a browser takes as a command was replaced by U+FFFD, or by a space if it
    /// moves to the next line or page. Only the first of each file is reported.
    Control {
        /// Where the replacement stands.
        at: usize,
        /// The character.
        character: char,
        /// How many control characters the file has.
        count: usize,
    },
    /// A character changes the direction of writing, so that its line looks different from what it is.
    Direction {
        /// Where it stands.
        at: usize,
    },
    /// The file is UTF-16.
    Utf16,
}

impl DecodeProblem {
    /// Returns its offset in the text, if it has one.
    fn offset(&mut self) -> Option<&mut usize> {
        match self {
            Self::NotUtf8 { at, .. } | Self::Nul { at } | Self::Control { at, .. } | Self::Direction { at } => Some(at),
            Self::Legacy(_) | Self::Utf16 => None,
        }
    }
}

impl SourceFile {
    /// A file of text that was never bytes, such as an embedded default.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            encoding: Encoding::Utf8,
            line_breaks: LineBreaks::Usual,
            line_starts: OnceLock::new(),
        }
    }

    /// Decodes `bytes` (UTF-8, UTF-16 with a byte order mark or with the zero bytes that betray it, or the encoding that is
    /// likely). A carriage return alone becomes a newline (CommonMark 0.31, section 2.1).
    ///
    /// Never fails: what cannot be decoded is replaced by U+FFFD and reported.
    #[must_use]
    pub fn decode(path: String, bytes: Vec<u8>) -> (Self, Vec<DecodeProblem>) {
        let mut problems = Vec::new();
        let (mut text, encoding) = match utf16_order(&bytes) {
            Some(encoding) => {
                problems.push(DecodeProblem::Utf16);
                (decode_utf16(&bytes, encoding), encoding)
            }
            None => decode_utf8(bytes, &mut problems),
        };
        if text.bytes().any(is_c0) || text.as_bytes().windows(2).any(is_c1) {
            text = without_controls(&text, &mut problems);
        }
        problems.extend(deceptive_lines(&text));
        let line_breaks = normalize_returns(&mut text, &mut problems);
        (Self { path, text, encoding, line_breaks, line_starts: OnceLock::new() }, problems)
    }

    /// The bytes of `text` in the encoding of the file; UTF-8 for damaged files and those in a legacy encoding, UTF-16 always
    /// with a byte order mark.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let text = match self.line_breaks {
            LineBreaks::CarriageReturns => Cow::Owned(text.replace('\n', "\r")),
            LineBreaks::Usual | LineBreaks::Mixed => Cow::Borrowed(text),
        };
        match self.encoding {
            Encoding::Utf8 | Encoding::Damaged | Encoding::Legacy(_) => text.as_bytes().to_vec(),
            Encoding::Utf8WithMark => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Encoding::Utf16Le => marked(&text).flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => marked(&text).flat_map(u16::to_be_bytes).collect(),
        }
    }

    /// Whether the text tells all of `bytes`, so that writing it back loses nothing.
    #[must_use]
    pub fn tells(&self, bytes: &[u8]) -> bool {
        match self.encoding {
            Encoding::Legacy(encoding) => {
                let (written, _, has_errors) = encoding.encode(&self.text);
                !has_errors && *written == *bytes
            }
            _ => self.encode(&self.text) == bytes,
        }
    }

    /// Line and column of a byte, both counted from 1, columns in characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line(offset);
        (line, self.text[self.line_starts()[line - 1]..offset].chars().count() + 1)
    }

    /// Line of a byte, counted from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|&start| start <= offset)
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(newline, _)| newline + 1)).collect()
        })
    }
}

/// All files that diagnostics may point into: notes, site.toml, the catalogue, templates.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The folder of site.toml in its repository, with a slash at its end; empty if it is the repository's own folder.
    pub folder: String,
}

impl Sources {
    /// Adds a file and names it.
    ///
    /// # Panics
    /// When there are more than four billion files.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(file);
        id
    }

    /// Replaces the former state of a file.
    pub fn replace(&mut self, id: FileId, file: SourceFile) {
        self.files[id.0 as usize] = file;
    }

    /// The file that `id` names.
    #[must_use]
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Where a span begins, as an author looks for it: the file's path and the line, from 1.
    #[must_use]
    pub fn path_and_line(&self, span: Span) -> (&str, usize) {
        let file = self.get(span.file);
        (&file.path, file.line(span.start))
    }

    /// The path of a file in its repository, for services that know nothing of site.toml.
    #[must_use]
    pub fn path_in_repository(&self, id: FileId) -> String {
        let mut folder = self.folder.as_str();
        let mut path = self.get(id).path.as_str();
        while let (Some(rest), false) = (path.strip_prefix("../"), folder.is_empty()) {
            path = rest;
            folder = folder.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| &folder[..=above.len()]);
        }
        format!("{folder}{path}")
    }

    /// Every file with its name, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}

impl Span {
    /// A span of `range` in `file`.
    #[must_use]
    pub const fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start, end: range.end }
    }

    /// The bytes as a range.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Where the line begins that `offset` is in.
#[must_use]
pub fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The characters before `offset` in its line, last first. A line can be very long: who looks here stops at the first character
/// that decides.
pub fn before_in_line(text: &str, offset: usize) -> impl Iterator<Item = char> {
    text[..offset].chars().rev().take_while(|&c| c != '\n')
}

/// Where the line ends that `offset` is in, before its line break.
#[must_use]
pub fn line_end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |newline| offset + newline)
}

/// UTF-16 by its byte order mark, or by the zero bytes that ASCII markup has in it.
fn utf16_order(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(64) & !1];
    let zeros_at = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros_at(0), zeros_at(1));
    let most = sample.len() / 2 * 3 / 4;
    match (sample.len() >= 8, even, odd) {
        (true, 0, odd) if odd >= most => Some(Encoding::Utf16Le),
        (true, even, 0) if even >= most => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// The two bytes of a C1 character.
fn is_c1(pair: &[u8]) -> bool {
    pair[0] == 0xC2 && pair[1] < 0xA0
}

/// C0 without tab and line ends, and DEL.
fn is_c0(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn without_controls(text: &str, problems: &mut Vec<DecodeProblem>) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut is_reported = false;
    let mut before = ' ';
    let mut is_command = |character: char| {
        // Text that was decoded twice has C1 after other characters that are not ASCII, and is repaired by it.
        let is_alone = before.is_ascii();
        before = character;
        controls::is_control(character) && (character.is_ascii() || is_alone)
    };
    let commands: Vec<bool> = text.chars().map(&mut is_command).collect();
    let count = text.chars().zip(&commands).filter(|&(character, &is_command)| is_command && character != '\0').count();
    // The decoder has found at most one problem with an offset, and replacements are longer than what they replace.
    let mut found = problems.iter_mut().find_map(DecodeProblem::offset).map(|at| (*at, at));
    let mut control_problems = Vec::new();
    for ((old, character), is_command) in text.char_indices().zip(commands) {
        if let Some((before, at)) = &mut found
            && *before == old
        {
            **at = clean.len();
        }
        match character {
            _ if !is_command => {}
            '\0' => control_problems.push(DecodeProblem::Nul { at: clean.len() }),
            _ if is_reported => {}
            _ => {
                control_problems.push(DecodeProblem::Control { at: clean.len(), character, count });
                is_reported = true;
            }
        }
        clean.push(match character {
            '\u{B}' | '\u{C}' => ' ',
            _ if is_command => '\u{FFFD}',
            _ => character,
        });
    }
    problems.extend(control_problems);
    clean
}

fn deceptive_lines(text: &str) -> Vec<DecodeProblem> {
    // All of these characters begin with the same byte.
    if memchr::memchr(0xE2, text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut at = 0;
    let mut problems = Vec::new();
    for line in text.split_inclusive('\n') {
        problems.extend(controls::deceptive(line).map(|offset| DecodeProblem::Direction { at: at + offset }));
        at += line.len();
    }
    problems
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).skip_while(|&first| first == '\u{FEFF}').collect()
}

fn decode_utf8(bytes: Vec<u8>, problems: &mut Vec<DecodeProblem>) -> (String, Encoding) {
    let (marked, bytes) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (Encoding::Utf8WithMark, rest.to_vec()),
        None => (Encoding::Utf8, bytes),
    };
    match String::from_utf8(bytes) {
        Ok(text) => (text, marked),
        Err(error) => decode_other(error.as_bytes(), problems),
    }
}

/// The least number of bytes beyond ASCII that tell one encoding from another. With fewer, the commonest one is likely.
const FEWEST_TO_GUESS: usize = 6;

/// Decodes text in a legacy encoding. If it has more characters of UTF-8 than invalid bytes, it is damaged UTF-8.
fn decode_other(bytes: &[u8], problems: &mut Vec<DecodeProblem>) -> (String, Encoding) {
    let good: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum();
    let bad = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    if good < bad {
        let mut detector = EncodingDetector::new();
        detector.feed(bytes, true);
        let is_enough = bytes.iter().filter(|byte| !byte.is_ascii()).count() >= FEWEST_TO_GUESS;
        let likely = if is_enough { detector.guess(None, false) } else { encoding_rs::WINDOWS_1252 };
        if let Some(text) = likely.decode_without_bom_handling_and_without_replacement(bytes) {
            problems.push(DecodeProblem::Legacy(likely.name()));
            return (text.into_owned(), Encoding::Legacy(likely));
        }
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let at = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    problems.push(DecodeProblem::NotUtf8 { at, count: bad });
    (text, Encoding::Damaged)
}

/// Makes a newline of every carriage return that no newline follows.
fn normalize_returns(text: &mut String, problems: &mut [DecodeProblem]) -> LineBreaks {
    let is_bare = |at: usize| !text[at + 1..].starts_with('\n');
    if !text.match_indices('\r').any(|(at, _)| is_bare(at)) {
        return LineBreaks::Usual;
    }
    let had_newlines = text.contains('\n');
    let mut offsets: Vec<&mut usize> = problems.iter_mut().filter_map(DecodeProblem::offset).collect();
    offsets.sort_unstable();
    let mut pairs = text.match_indices("\r\n").map(|(at, _)| at).peekable();
    let mut removed = 0;
    for at in offsets {
        while pairs.next_if(|pair| pair + 1 < *at).is_some() {
            removed += 1;
        }
        *at -= removed;
    }
    *text = text.replace("\r\n", "\n").replace('\r', "\n");
    if had_newlines { LineBreaks::Mixed } else { LineBreaks::CarriageReturns }
}

fn marked(text: &str) -> impl Iterator<Item = u16> {
    std::iter::once(0xFEFF).chain(text.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (SourceFile, Vec<DecodeProblem>) {
        SourceFile::decode("a.md".into(), bytes.to_vec())
    }

    #[test]
    fn every_encoding_survives_a_round_trip() {
        for encoding in [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Le, Encoding::Utf16Be] {
            let file = SourceFile { encoding, ..SourceFile::new("a.md", "### 1. Naïve\n") };
            let (again, _) = decoded(&file.encode(&file.text));
            assert_eq!((again.text, again.encoding), (file.text, encoding));
        }
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_zero_bytes() {
        let bytes: Vec<u8> = "### 1. Title".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&bytes).0.text, "### 1. Title");
    }

    #[test]
    fn bad_bytes_and_nul_are_replaced_and_located() {
        let (file, problems) = decoded(b"\xC3\xA9a\xFFb\0c\0d");
        assert_eq!(file.text, "\u{E9}a\u{FFFD}b\u{FFFD}c\u{FFFD}d");
        assert_eq!(
            problems,
            [DecodeProblem::NotUtf8 { at: 3, count: 1 }, DecodeProblem::Nul { at: 7 }, DecodeProblem::Nul { at: 11 }]
        );
        assert!(!file.tells(b"\xC3\xA9a\xFFb\0c\0d"));
    }

    #[test]
    fn legacy_encodings_are_named_and_read() {
        let russian = "### 1. Приливы\n\nВода поднимается два раза в сутки.\n";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        let (file, problems) = decoded(&bytes);
        assert_eq!((file.text.as_str(), problems), (russian, vec![DecodeProblem::Legacy("windows-1251")]));
        assert!(file.tells(&bytes));
        assert_eq!(file.encode(&file.text), russian.as_bytes());
        assert_eq!(decoded(b"na\xEFve caf\xE9\n").0.text, "na\u{EF}ve caf\u{E9}\n");
    }

    #[test]
    fn a_carriage_return_ends_a_line() {
        let (file, _) = decoded(b"# A\r\rb\r");
        assert_eq!((file.text.as_str(), file.line_breaks), ("# A\n\nb\n", LineBreaks::CarriageReturns));
        assert!(file.tells(b"# A\r\rb\r"));
        assert_eq!(decoded(b"a\r\nb\n").0.text, "a\r\nb\n");
        assert_eq!(decoded(b"a\rb\r\nc\n").0.line_breaks, LineBreaks::Mixed);
    }

    #[test]
    fn offsets_count_what_was_replaced_before_them() {
        let (file, problems) = decoded(b"a\x14b \xC3\xA9\xC3\xA9 \x80c\r\r\nd\0");
        assert_eq!(file.text, "a\u{FFFD}b éé \u{FFFD}c\n\nd\u{FFFD}");
        let offsets: Vec<usize> = problems.into_iter().filter_map(|mut problem| problem.offset().copied()).collect();
        assert_eq!(offsets, [11, 1, 18]);
        assert!(offsets.iter().all(|&at| file.text[at..].starts_with('\u{FFFD}')));
    }

    #[test]
    fn control_characters_are_replaced_and_named() {
        let (file, problems) = decoded("a\x1b[1mb\x0cc\td\r\n\x07e\u{202E}f\n".as_bytes());
        assert_eq!(file.text, "a\u{FFFD}[1mb c\td\r\n\u{FFFD}e\u{202E}f\n");
        let control = DecodeProblem::Control { at: 1, character: '\x1b', count: 3 };
        assert_eq!(problems, [control, DecodeProblem::Direction { at: 18 }]);
        let (file, problems) = decoded("a\u{9b}31m â\u{80}\u{99}".as_bytes());
        assert_eq!(file.text, "a\u{FFFD}31m â\u{80}\u{99}", "what may be text decoded twice stays");
        assert_eq!(problems, [DecodeProblem::Control { at: 1, character: '\u{9b}', count: 1 }]);
    }

    #[test]
    fn columns_count_characters() {
        let (file, _) = decoded("é\nnaïve x".as_bytes());
        assert_eq!(file.line_column(file.text.find('x').expect("x is there")), (2, 7));
        assert_eq!(file.line_column(10_000), (2, 8));
    }
}
