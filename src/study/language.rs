//! What cards need to know of languages: the words for "explain" and "answer", and which language a text is in.

use super::words::{WordSet, words};
use std::sync::LazyLock;

/// Language and the word that asks to explain a title.
const EXPLAIN: [(&str, &str); 24] = [
    ("en", "Explain"),
    ("ar", "اشرح"),
    ("bs", "Objasni"),
    ("de", "Erkläre"),
    ("es", "Explica"),
    ("fr", "Explique"),
    ("hi", "समझाइए"),
    ("id", "Jelaskan"),
    ("it", "Spiega"),
    ("ja", "説明してください"),
    ("ko", "설명하세요"),
    ("nl", "Leg uit"),
    ("pl", "Wyjaśnij"),
    ("pt", "Explique"),
    ("ro", "Explică"),
    ("ru", "Объясните"),
    ("sq", "Shpjego"),
    ("sv", "Förklara"),
    ("th", "อธิบาย"),
    ("tr", "Açıkla"),
    ("uk", "Поясніть"),
    ("vi", "Giải thích"),
    ("zh", "请解释"),
    ("fa", "توضیح دهید"),
];

/// Words that announce the right answer of a quiz, in lower case.
pub(super) const ANSWER_WORDS: [&str; 32] = [
    "answer",
    "answers",
    "solution",
    "答え",
    "答案",
    "正解",
    "回答",
    "解答",
    "resposta",
    "respostas",
    "respuesta",
    "réponse",
    "antwort",
    "lösung",
    "risposta",
    "antwoord",
    "jawaban",
    "odpowiedź",
    "ответ",
    "відповідь",
    "cevap",
    "đáp án",
    "정답",
    "답",
    "คำตอบ",
    "răspuns",
    "odgovor",
    "përgjigja",
    "الإجابة",
    "الاجابة",
    "svar",
    "उत्तर",
];

/// Words that announce the explanation of an answer.
pub(super) const EXPLANATION_WORDS: [&str; 10] = [
    "explanation",
    "reference",
    "erklärung",
    "explicação",
    "explicación",
    "explication",
    "spiegazione",
    "解説",
    "解析",
    "설명",
];

/// Common words of languages in Latin script: what an untagged text is known by.
const COMMON_WORDS: [(&str, &str); 8] = [
    ("en", " the of and to is in a that for it you with on are this as be when use by an "),
    ("pt", " de que o e do da em um para com não uma os no se na por mais dos ao você é "),
    ("es", " de la que el en y los se del las un por con no una su para es al lo como "),
    ("fr", " de la le et les des en un du une que est pour qui dans par sur au plus ne pas "),
    ("de", " der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als "),
    ("it", " di che e la il un a per in una mi sono ho non ma lo con si come della "),
    ("nl", " de van een het en in is dat op te zijn voor met die niet aan er om ook als "),
    ("id", " yang dan di dengan untuk dari ini itu pada adalah dalam tidak akan ke atau "),
];

/// The word that asks to explain something in the language of `tag`.
#[must_use]
pub fn explain(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    EXPLAIN.iter().find(|(language, _)| *language == primary).map_or("Explain", |(_, word)| word)
}

/// The language of a text: what its tag says, unless its letters or its common words clearly say otherwise. Sites forget
/// tags.
#[must_use]
pub fn of(tag: &str, text: &str) -> String {
    script(text).or_else(|| latin(text)).map_or_else(
        || tag.to_owned(),
        |found| if tag.split('-').next() == Some(found) { tag.to_owned() } else { found.to_owned() },
    )
}

/// The language of a text in another script than Latin, if a fifth of its letters are of it.
fn script(text: &str) -> Option<&'static str> {
    let (mut letters, mut counts) = (0_usize, [0_usize; 8]);
    for character in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        let which = match character {
            '\u{3040}'..='\u{30FF}' => 0,
            '\u{AC00}'..='\u{D7AF}' => 1,
            '\u{4E00}'..='\u{9FFF}' => 2,
            '\u{0600}'..='\u{06FF}' => 3,
            '\u{0400}'..='\u{04FF}' => 4,
            '\u{0E00}'..='\u{0E7F}' => 5,
            '\u{0900}'..='\u{097F}' => 6,
            _ => 7,
        };
        counts[which] += 1;
    }
    let is_much = |count: usize| count * 8 > letters;
    let names = ["ja", "ko", "zh", "ar", "ru", "th", "hi"];
    let which = (0..7).find(|&which| is_much(counts[which]))?;
    Some(names[which])
}

/// The language whose common words a text uses most.
fn latin(text: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<Vec<WordSet>> =
        LazyLock::new(|| COMMON_WORDS.iter().map(|(_, common)| WordSet::new(&[*common])).collect());
    let mut counts = [0_usize; COMMON_WORDS.len()];
    let mut total = 0_usize;
    for word in words(text).take(3_000) {
        total += 1;
        for (count, common) in counts.iter_mut().zip(KNOWN.iter()) {
            *count += usize::from(common.has(&word));
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|&(index, count)| (*count, usize::MAX - index))?;
    (*count >= 8 && count * 12 > total).then_some(COMMON_WORDS[best].0)
}
