//! Language tags (BCP 47), and the HTML attributes that depend on them. It takes tags, and gives attributes; it
//! translates nothing.

mod common_words;
mod neighbours;

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
const SCRIPTS: [(char, char, &str); 23] = [
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
    ('\u{A00}', '\u{A7F}', "pa"),
    ('\u{A80}', '\u{AFF}', "gu"),
    ('\u{C00}', '\u{C7F}', "te"),
    ('\u{C80}', '\u{CFF}', "kn"),
    ('\u{D00}', '\u{D7F}', "ml"),
    ('\u{D80}', '\u{DFF}', "si"),
    ('\u{E80}', '\u{EFF}', "lo"),
    ('\u{1000}', '\u{109F}', "my"),
    ('\u{1200}', '\u{137F}', "am"),
    ('\u{1780}', '\u{17FF}', "km"),
];

/// How languages in the same script differ: letters or words of the second. The first line that is found often enough names the
/// language: once in that many letters.
const DIFFERENCES: [(&str, &str, usize, &[&str]); 14] = [
    ("ru", "be", 100, &["ў", "Ў"]),
    ("ru", "tg", 100, &["ҷ", "Ҷ", "ӯ", "Ӯ", "ӣ", "Ӣ"]),
    ("ru", "kk", 100, &["қ", "Қ", "ұ", "Ұ", "ғ", "Ғ"]),
    ("ru", "tt", 200, &["җ", "Җ"]),
    ("ru", "ky", 100, &["ң", "Ң"]),
    ("ru", "mn", 100, &["ө", "Ө", "ү", "Ү"]),
    ("ru", "uk", 100, &["і", "І", "ї", "Ї", "є", "Є", "ґ", "Ґ"]),
    ("ru", "sr", 300, &["ђ", "Ђ", "ћ", "Ћ", " је ", " су "]),
    ("ru", "mk", 100, &["ј", "Ј", "ѓ", "Ѓ", "ќ", "Ќ", "ѕ", "Ѕ", "љ", "Љ", "њ", "Њ", "џ", "Џ"]),
    ("ru", "ru", 100, &["ы", "Ы", "э", "Э"]),
    ("ru", "bg", 100, &["ъ", "Ъ"]),
    ("ar", "ur", 100, &["ٹ", "ڈ", "ڑ", "ے", "ہ"]),
    ("ar", "fa", 100, &["ی", "ک", "گ", "چ", "پ", "ژ"]),
    // Compared with `SIMPLIFIED` too.
    ("zh", "zh-Hant", 100, &TRADITIONAL),
];

/// Common characters that only traditional Chinese has.
const TRADITIONAL: [&str; 40] = [
    "國", "於", "學", "這", "們", "個", "時", "實", "對", "開", "關", "會", "說", "為", "來", "過", "發", "東", "車",
    "長", "門", "間", "問", "見", "電", "動", "體", "點", "當", "業", "義", "無", "現", "應", "經", "統", "線", "網",
    "還", "進",
];

/// The same characters in simplified Chinese.
const SIMPLIFIED: [&str; 39] = [
    "国", "学", "这", "们", "个", "时", "实", "对", "开", "关", "会", "说", "为", "来", "过", "发", "东", "车", "长",
    "门", "间", "问", "见", "电", "动", "体", "点", "当", "业", "义", "无", "现", "应", "经", "统", "线", "网", "还",
    "进",
];

/// A line of prose.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    is_heading: bool,
}

/// The lines of a text in Markdown that are neither code nor quotes. Quotes may be in another language than the notes.
fn prose(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut in_code = false;
    text.lines().filter_map(move |text| {
        let start = text.trim_start();
        let is_fence = start.starts_with("```") || start.starts_with("~~~");
        in_code ^= is_fence;
        let is_prose = !in_code && !is_fence && !start.starts_with('>');
        is_prose.then_some(Line { text, is_heading: start.starts_with('#') })
    })
}

/// Guesses the language of a text from its script, and in Latin letters from its common words. `None` if neither tells.
#[must_use]
pub fn guess(text: &str) -> Option<&'static str> {
    // Each letter of another script takes two or three bytes: a text without a fifth of them is in Latin letters.
    let beyond_ascii = text.bytes().filter(|byte| !byte.is_ascii()).count();
    let by_script = if beyond_ascii * 5 < text.len() { None } else { guess_by_script(text) };
    by_script.or_else(|| common_words::guess(prose(text)))
}

/// Letters of each script, and all letters.
type Letters = ([usize; SCRIPTS.len()], usize);

/// Counts the letters of lines.
fn letters<'a>(lines: impl Iterator<Item = Line<'a>>) -> Letters {
    let mut counts = [0; SCRIPTS.len()];
    let mut total = 0;
    for character in lines.flat_map(|line| line.text.chars()) {
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
    (counts, total)
}

fn guess_by_script(text: &str) -> Option<&'static str> {
    let (counts, total) = letters(prose(text));
    let best = (0..SCRIPTS.len()).max_by_key(|&script| (counts[script], SCRIPTS.len() - script))?;
    let (count, script) = (counts[best], SCRIPTS[best].2);
    if count == 0 {
        return None;
    }
    // Code and names among the words are in Latin letters, and one Chinese character says as much as a word.
    let weight = if matches!(script, "ja" | "zh" | "ko") { 3 } else { 2 };
    let (in_headings, total_in_headings) = letters(prose(text).filter(|line| line.is_heading));
    // A heading of a few Chinese characters counts as Chinese in notes that are Japanese.
    let in_headings = if script == "ja" { in_headings[0] + in_headings[1] } else { in_headings[best] };
    let are_headings_in_it = in_headings * weight >= total_in_headings;
    let is_most = match (are_headings_in_it, common_words::is_english(prose(text))) {
        (true, false) => count * weight >= total,
        (true, true) | (false, false) => count * 2 >= total,
        // English notes about a language have headings in English, and sentences beside the examples.
        (false, true) => count * 3 >= total * 2,
    };
    is_most.then(|| in_script(script, text, count))
}

/// The language of a text that has `count` letters of the script of `script`.
fn in_script(script: &'static str, text: &str, count: usize) -> &'static str {
    let matches = |parts: &[&str]| parts.iter().map(|part| text.matches(part).count()).sum::<usize>();
    let other = DIFFERENCES.iter().find(|(of, _, once_in, parts)| {
        let found = if *of == script { matches(parts) } else { 0 };
        found > 0 && found * once_in >= count && (script != "zh" || found > matches(&SIMPLIFIED))
    });
    neighbours::among(other.map_or(script, |(_, language, ..)| language), text)
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
            ("கடல் அலைகள்", Some("ta")),
            ("సముద్రపు అలలు", Some("te")),
            ("Вода је течна и нема боју.", Some("sr")),
            ("Љубав", Some("und-Cyrl")),
            ("पाणी हे जीवन आहे", Some("mr")),
            ("清朝於1644年入關，統治中國。", Some("zh-Hant")),
            ("清朝于1644年入关，统治中国。", Some("zh")),
            ("Клетката е най-малката единица на живота и се състои от ядро и обвивка, която я пази отвън.", Some("bg")),
            ("Клетката е најмалата единица на животот и таа има јадро и мембрана.", Some("mk")),
            ("Ћелија је најмања јединица живота и има језгро.", Some("sr")),
            ("Жасуша тіршіліктің ең кіші бірлігі, оның ядросы мен қабығы бар, ұлпа жасушадан құралады.", Some("kk")),
            (
                "Клетка, съезд и объём: единица жизни имеет ядро и оболочку, она защищает её от окружающей среды.",
                Some("ru"),
            ),
            (
                "### 1. Amazon SQS\n\nキューはメッセージを保持し、順番に渡す。\n\n### 2. AWS Lambda\n\n関数を実行する。\n",
                Some("ja"),
            ),
            ("### 1. Amazon SQS رسائل\n\nAmazon SQS. القائمة تحفظ الرسائل\n", Some("ar")),
            ("## 1. Die Wörter\n\nDie Flut kommt über Nacht", None),
            ("", None),
        ] {
            assert_eq!(guess(text), language, "{text}");
        }
    }

    #[test]
    fn examples_in_another_script_do_not_tell_the_language() {
        for text in [
            "# Japanese N5\n\n## 1. The te-form\n\nUse this for requests.\n\n- 食べてください。 Please eat.\n- 水を飲んでください。 Please \
             drink water.\n- 窓を開けてください。 Please open the window.\n",
            "## 1. Verbs\n\n- 食べる: to eat\n- 飲む: to drink\n- 行く: to go\n- 見る: to see\n- 聞く: to hear\n",
            "## 1. Particles\n\nUse this for the topic.\n\n私は毎日学校で日本語を勉強しています。\n\n彼女は昨日図書館で本を読みました。\n",
            "## 1. Greetings\n\nThe first is for the day, the second for the evening.\n\n- صباح الخير يا أصدقائي الأعزاء\n- مساء \
             الخير يا أصدقائي الأعزاء\n- كيف حالك اليوم يا صديقي\n",
            "## 1. Cases\n\nThe dative is used with these verbs.\n\n- помогать другу каждый день\n- звонить родителям вечером\n",
            "## 1. The opening chapter\n\nIt is the first of the book, and is recited often.\n\n> بسم الله الرحمن الرحيم الحمد لله رب \
             العالمين الرحمن الرحيم مالك يوم الدين\n",
        ] {
            assert!(matches!(guess(text), None | Some("en")), "{:?}: {text}", guess(text));
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
