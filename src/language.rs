//! Language tags (BCP 47), and the HTML attributes that depend on them. It takes tags, and gives attributes; it
//! translates nothing.

mod common_words;

use serde::Deserialize;

/// A language tag, such as `en` or `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Language(String);

/// Languages that are written from right to left, unless their tag names another script (Unicode CLDR, `characterOrder`
/// of the locales' layouts).
const RIGHT_TO_LEFT: [&str; 24] = [
    "ar", "arc", "bal", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "lrc", "mzn", "nqo", "pnb", "prs",
    "ps", "sd", "sdh", "syr", "ug", "ur", "yi",
];

/// Scripts that are written from right to left (ISO 15924).
const RIGHT_TO_LEFT_SCRIPTS: [&str; 12] =
    ["adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "syrn", "thaa"];

impl Language {
    /// Returns the tag as the author wrote it.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(tag: String) -> Result<Self, String> {
        if is_tag(&tag) { Ok(Self(tag)) } else { Err(format!("`{tag}` is not a language tag: {}", advice(&tag))) }
    }
}

/// Names of languages, in English and in themselves, and their tags.
const NAMES: [(&str, &str); 30] = [
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("français", "fr"),
    ("francais", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("espanol", "es"),
    ("italian", "it"),
    ("italiano", "it"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("russian", "ru"),
    ("русский", "ru"),
    ("japanese", "ja"),
    ("日本語", "ja"),
    ("chinese", "zh"),
    ("中文", "zh"),
    ("korean", "ko"),
    ("한국어", "ko"),
    ("arabic", "ar"),
    ("العربية", "ar"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("ukrainian", "uk"),
    ("hindi", "hi"),
    ("hebrew", "he"),
];

/// What to write instead of a text that is no tag.
#[must_use]
pub fn advice(text: &str) -> String {
    let name = text.trim().to_lowercase();
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, tag)) => format!("write `{tag}`"),
        None => "use a tag such as `en` or `pt-BR`".into(),
    }
}

/// Whether a text has the form of a tag: a language of two or three letters, then letters and digits in parts of up to eight
/// (RFC 5646, section 2.1). It does not check that the language exists.
#[must_use]
pub fn is_tag(text: &str) -> bool {
    let is_part =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric());
    let first = text.split('-').next().unwrap_or_default();
    let is_language =
        matches!(first.len(), 2 | 3) || first.eq_ignore_ascii_case("x") || first.eq_ignore_ascii_case("i");
    is_language && first.bytes().all(|letter| letter.is_ascii_alphabetic()) && text.split('-').all(is_part)
}

/// Scripts by which a language is guessed: the first and the last letter, and the language that is most often written in it.
const SCRIPTS: [(char, char, &str); 13] = [
    ('\u{3040}', '\u{30FF}', "ja"),
    ('\u{3400}', '\u{9FFF}', "zh"),
    ('\u{AC00}', '\u{D7A3}', "ko"),
    ('\u{600}', '\u{6FF}', "ar"),
    ('\u{590}', '\u{5FF}', "he"),
    ('\u{400}', '\u{4FF}', "ru"),
    ('\u{370}', '\u{3FF}', "el"),
    ('\u{900}', '\u{97F}', "hi"),
    ('\u{980}', '\u{9FF}', "bn"),
    ('\u{B80}', '\u{BFF}', "ta"),
    ('\u{E00}', '\u{E7F}', "th"),
    ('\u{530}', '\u{58F}', "hy"),
    ('\u{10A0}', '\u{10FF}', "ka"),
];

/// Letters of other languages in the same script. The first line that has a letter in one of a hundred names the language.
const LETTERS: [(&str, &str, &[char]); 6] = [
    ("ru", "be", &['ў', 'Ў']),
    ("ru", "uk", &['ї', 'Ї', 'є', 'Є', 'ґ', 'Ґ']),
    ("ru", "mk", &['ѓ', 'Ѓ', 'ќ', 'Ќ', 'ѕ', 'Ѕ']),
    ("ru", "sr", &['ђ', 'Ђ', 'ћ', 'Ћ', 'љ', 'Љ', 'њ', 'Њ']),
    ("ar", "ur", &['ٹ', 'ڈ', 'ڑ', 'ے', 'ہ']),
    ("ar", "fa", &['ی', 'ک', 'گ', 'چ', 'پ', 'ژ']),
];

/// Guesses the language of a text from its script, and in Latin letters from its common words. `None` if neither tells.
#[must_use]
pub fn guess(text: &str) -> Option<&'static str> {
    // Each such letter takes two or three bytes: a text without a fifth of them is in Latin letters.
    let beyond_ascii = text.bytes().filter(|byte| !byte.is_ascii()).count();
    if beyond_ascii * 5 < text.len() { common_words::guess(text) } else { guess_by_script(text) }
}

fn guess_by_script(text: &str) -> Option<&'static str> {
    let mut counts = [0; SCRIPTS.len()];
    let mut total = 0;
    for character in text.chars() {
        if let Some(script) = SCRIPTS.iter().position(|&(first, last, _)| (first..=last).contains(&character)) {
            counts[script] += 1;
            total += 1;
        } else if character.is_alphabetic() {
            total += 1;
        }
    }
    // Japanese is written with Chinese characters too, and kana are in no other language.
    let (kana, han) = (counts[0], counts[1]);
    if kana * 10 >= han && kana > 0 {
        (counts[0], counts[1]) = (kana + han, 0);
    } else {
        counts[0] = 0;
    }
    let (count, script) =
        counts.into_iter().zip(SCRIPTS.map(|(_, _, language)| language)).rev().max_by_key(|(count, _)| *count)?;
    // Code and names among the words are in Latin letters, and one Chinese character says as much as a word.
    let weight = if matches!(script, "ja" | "zh" | "ko") { 3 } else { 2 };
    let is_frequent = |letters: &[char]| text.matches(letters).count() * 100 >= count;
    let other = LETTERS.iter().find(|(of, _, letters)| *of == script && is_frequent(letters));
    (count > 0 && count * weight >= total).then_some(other.map_or(script, |(_, language, _)| language))
}

/// Returns whether a language is written from right to left.
fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    // A script has four letters. Only language extensions, which have three letters, come before it.
    let is_script = |part: &&str| part.len() == 4 && part.bytes().all(|letter| letter.is_ascii_alphabetic());
    match parts.take_while(|part| part.len() > 1).find(is_script) {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&language),
    }
}

/// Returns the text direction of a language, as in the `dir` attribute: `ltr` or `rtl`.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    if is_right_to_left(tag) { "rtl" } else { "ltr" }
}

/// Returns the `dir` attribute of texts in a language. A left-to-right text may contain words or sections in another
/// direction, so the browser decides by the first letter.
#[must_use]
pub fn text_direction(tag: &str) -> &'static str {
    if is_right_to_left(tag) { "rtl" } else { "auto" }
}

/// Returns the attribute that marks words as English. Empty on an English page.
#[must_use]
pub fn english_attribute(tag: &str) -> &'static str {
    if is_english(tag) { "" } else { " lang=\"en\"" }
}

/// Returns whether a tag means English, in any country.
pub(crate) fn is_english(tag: &str) -> bool {
    tag.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_a_form() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "sr-Latn", "de-1996", "x-mine"] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in ["", "de_DE", "en-", "-en", "12", "portuguese", "ja\" onload=\"", "日本語"] {
            assert!(!is_tag(text), "{text}");
        }
    }

    #[test]
    fn scripts_tell_languages() {
        for (text, language) in [
            ("潮の満ち引きは月の力による。", Some("ja")),
            ("海水的涨落。上下运动。", Some("zh")),
            ("파도는 물의 움직임이다.", Some("ko")),
            ("الأمواج حركة الماء", Some("ar")),
            ("הגלים הם תנועת המים", Some("he")),
            ("Волны движутся по воде", Some("ru")),
            ("Хвилі рухаються по воді, її рівень змінюється", Some("uk")),
            ("موج‌ها حرکت آب هستند و دریا پر از گیاه است", Some("fa")),
            ("समुद्र की लहरें", Some("hi")),
            ("Τα κύματα της θάλασσας", Some("el")),
            ("คลื่นในทะเล", Some("th")),
            ("Die Flut kommt über Nacht", None),
            ("", None),
        ] {
            assert_eq!(guess(text), language, "{text}");
        }
    }

    #[test]
    fn the_script_decides_the_direction() {
        for tag in ["ar", "AR-eg", "he", "fa-IR", "az-Arab", "pa-Arab-PK", "ff-Adlm"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "ja", "ar-Latn", "ks-Deva", "az", "pt-BR", "en-x-arab"] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
        assert!(is_english("en-GB") && is_english("EN") && !is_english("enm"));
    }
}
